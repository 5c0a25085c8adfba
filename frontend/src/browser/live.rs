//! Keeps an open page true. One line to the server says that something changed; the page is then asked for again, with the
//! reader's own rights, and what differs in `<main>` is changed in place. Islands hear of it themselves.

use std::cell::{Cell, RefCell};

use contract::notices::LiveEvent;
use js_sys::{Date, Math};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CustomEvent, CustomEventInit, Element, EventSource, PageTransitionEvent};

use super::{
    dom::{Timer, all, document, find, is_hidden, on, root, window},
    notices::Told,
};
use crate::decide::{asking::Asking, line::until_next_minute};

/// So long a page waits for islands whose WASM does not come, in milliseconds.
const PATIENCE: i32 = 10_000;

#[derive(Default)]
pub struct Live {
    /// Whose page it is; none for visitors.
    pub account: Option<String>,
    /// When the page was rendered, Unix milliseconds, and by which process.
    pub shown: String,
    pub node: String,
    /// The answer to a form shows what was typed and what is wrong with it: it stays as it is.
    pub still: bool,
    pub line: RefCell<Option<EventSource>>,
    /// The id of the last event.
    pub since: RefCell<Option<String>>,
    pub failures: Cell<u32>,
    /// There was a line before.
    pub opened: Cell<bool>,
    /// Islands are told only once they listen; what changed until then is asked for with `shown`.
    pub ready: Cell<bool>,
    patience: Timer,
    pub later: Timer,
    minute: Timer,
    pub asking: RefCell<Asking>,
    pub leaving: Cell<bool>,
    /// The notice that somebody else reads here now.
    pub left: RefCell<Option<Element>>,
    /// The notice that there is no connection.
    pub offline: RefCell<Option<Element>>,
    told: RefCell<Told>,
}

/// The doctors whom the page shows, each once.
pub fn doctors() -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for id in all(&document(), "[data-doctor]").filter_map(|element: Element| element.get_attribute("data-doctor")) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids
}

impl Live {
    /// None on what is no page of ours.
    pub fn start() -> Option<&'static Self> {
        let page = root();
        let live: &'static Self = Box::leak(Box::new(Self {
            account: page.get_attribute("data-live"),
            shown: page.get_attribute("data-shown")?,
            node: page.get_attribute("data-node")?,
            still: window().location().pathname().is_ok_and(|path| path.starts_with("/do/")),
            ..Self::default()
        }));
        let window = window();
        on(&document(), "visibilitychange", move |_| {
            if is_hidden() {
                live.close()
            } else {
                live.open()
            }
            live.tick();
        });
        on(&window, "pagehide", move |_| live.close());
        // Back from the browser's cache. A page that is shown for the first time may be waiting after a failure.
        on(&window, "pageshow", move |event| {
            if event.unchecked_ref::<PageTransitionEvent>().persisted() {
                live.open();
            }
        });
        on(&window, "online", move |_| live.open());
        // What was written is gone, or was sent: now there is nothing to lose.
        on(&window, "focusout", move |_| {
            if live.left.borrow().is_some() {
                live.leave();
            }
        });
        live.tick();
        live.patience.begin(PATIENCE, move || live.listen());
        Some(live)
    }

    fn listen(&'static self) {
        self.ready.set(true);
        self.open();
    }

    /// Islands that came late have heard nothing until now.
    pub fn hydrated(&'static self) {
        self.patience.call_off();
        if self.ready.get() {
            tell_islands("");
        }
        self.listen();
    }

    pub fn changed(&'static self, event: &LiveEvent) {
        if let Some(notice) = &event.notice {
            self.told.borrow_mut().tell(notice);
        }
        tell_islands(&event.doctor.map(|id| id.to_string()).unwrap_or_default());
        if !self.still {
            self.refresh();
        }
    }

    /// A page that shows what time it is asks for itself at each new minute. One that was hidden asks when its line is open
    /// again.
    fn tick(&'static self) {
        self.minute.call_off();
        if self.still || is_hidden() || find("[data-clock]").is_none() {
            return;
        }
        // What the server's clock says, as far as ours goes with it.
        let passed = Date::now() - window().performance().map_or(0.0, |own| own.time_origin());
        let now = self.shown.parse::<i64>().unwrap_or_default() + passed as i64;
        self.minute.begin(until_next_minute(now, Math::random()), move || {
            self.refresh();
            self.tick();
        });
    }
}

/// Tells islands which doctor's times, hours or profile changed; without one, anything may have.
fn tell_islands(doctor: &str) {
    let detail = CustomEventInit::new();
    detail.set_detail(&JsValue::from_str(doctor));
    if let Ok(event) = CustomEvent::new_with_event_init_dict("anteroom:change", &detail) {
        window().dispatch_event(&event).ok();
    }
}

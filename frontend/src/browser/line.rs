//! The line to the server: server-sent events that say that something changed. The browser's own way to come again neither
//! waits longer each time nor survives a 503; so each failure ends the line, and another is opened later.

use contract::notices::{LiveEvent, LiveHello};
use js_sys::Math;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsCast;
use web_sys::{Event, EventSource, MessageEvent};

use super::{
    dom::{find, is_hidden, on},
    live::{Live, doctors},
    notices,
};
use crate::decide::line::{Known, address, is_worth_telling, wait};

impl Live {
    pub fn open(&'static self) {
        self.later.call_off();
        // A page that nobody looks at needs no line; browsers allow only six to a server over HTTP/1.1.
        if self.line.borrow().is_some() || !self.ready.get() || is_hidden() {
            return;
        }
        let since = self.since.borrow();
        let known = match since.as_deref() {
            Some(id) => Known::Heard(id),
            None => Known::Shown { at: &self.shown, node: &self.node },
        };
        let directory = find("[data-directory]").is_some();
        let Some(address) = address(self.account.is_some(), &doctors(), directory, known) else { return };
        let Ok(line) = EventSource::new(&address) else { return };
        on(&line, "hello", move |event| self.hello(event.unchecked_ref()));
        on(&line, "change", move |event| self.heard(event.unchecked_ref()));
        on(&line, "error", move |_: Event| self.failed());
        *self.line.borrow_mut() = Some(line);
    }

    pub fn close(&self) {
        self.later.call_off();
        if let Some(line) = self.line.take() {
            line.close();
        }
    }

    fn hello(&'static self, event: &MessageEvent) {
        let hello: LiveHello = data(event);
        // Signed in as somebody else meanwhile: what comes is not for this page.
        if hello.account.map(|id| id.to_string()) != self.account {
            self.close();
            if !self.still {
                self.refresh();
            }
            return;
        }
        self.since.borrow_mut().get_or_insert_with(|| event.last_event_id());
        self.failures.set(0);
        self.say_disconnected(false);
        // Whatever happened while the line was down.
        if self.opened.replace(true) {
            self.changed(&LiveEvent::default());
        }
    }

    fn heard(&'static self, event: &MessageEvent) {
        *self.since.borrow_mut() = Some(event.last_event_id());
        self.changed(&data(event));
    }

    fn failed(&'static self) {
        self.close();
        let failures = self.failures.get().saturating_add(1);
        self.failures.set(failures);
        if is_worth_telling(failures) {
            self.say_disconnected(true);
        }
        self.later.begin(wait(failures, Math::random()), move || self.open());
    }

    fn say_disconnected(&self, is_so: bool) {
        let mut said = self.offline.borrow_mut();
        match said.take() {
            Some(notice) if !is_so => notice.remove(),
            None if is_so => *said = notices::put("There is no connection just now. What you see may be out of date."),
            as_it_is => *said = as_it_is,
        }
    }
}

/// What the server said; what cannot be read says that anything may have changed.
fn data<T: DeserializeOwned + Default>(event: &MessageEvent) -> T {
    event.data().as_string().and_then(|text| app::browser::read(&text)).unwrap_or_default()
}

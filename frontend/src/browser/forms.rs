//! Says that the page is at work. That a form is not sent twice is seen to by `app/src/first.js`, which is there before this.

use std::cell::RefCell;

use js_sys::{Array, JsString, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Element, FormData, HtmlAnchorElement, HtmlElement, HtmlFormElement, HtmlInputElement, MouseEvent, SubmitEvent,
};

use super::dom::{Timer, all, around, document, on, root, window};
use crate::decide::links::{Press, leads_away};

/// A line is shown at the top once an answer takes longer, in milliseconds.
const PATIENCE: i32 = 300;
/// It ends by itself where the answer was a file.
const LONGEST: i32 = 20_000;

/// A form on its way, and what its button said before.
struct Sent {
    button: Option<HtmlElement>,
    words: Option<(Element, Option<String>)>,
}

#[derive(Default)]
struct Forms {
    waiting: Timer,
    sent: RefCell<Vec<Sent>>,
}

pub fn start() {
    let forms: &'static Forms = Box::leak(Box::default());
    let document = document();
    on(&document, "submit", move |event| forms.submit(event.unchecked_ref()));
    on(&document, "formdata", |event| {
        if let Some(form) = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok())
            && form.method() == "get"
            && let Ok(data) = Reflect::get(&event, &"formData".into())
        {
            leave_out_empty(data.unchecked_ref());
        }
    });
    on(&document, "click", move |event| {
        if let Some(link) = around(&event, "a[href]")
            && leads_away(&press(event.unchecked_ref(), link.unchecked_ref()))
        {
            forms.wait();
        }
    });
    // Coming back by the browser's own button makes forms usable again.
    on(&window(), "pageshow", move |_| forms.release());
}

impl Forms {
    fn rest(&self) {
        self.waiting.call_off();
        root().remove_attribute("data-waiting").ok();
    }

    fn wait(&'static self) {
        self.rest();
        self.waiting.begin(PATIENCE, move || {
            root().set_attribute("data-waiting", "").ok();
            self.waiting.begin(LONGEST, move || self.rest());
        });
    }

    fn submit(&'static self, event: &SubmitEvent) {
        let Some(form) = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok()) else { return };
        if event.default_prevented() || !form.target().is_empty() || form.method() == "dialog" {
            return;
        }
        // Browsers would keep a password that is shown as text.
        for input in all::<HtmlInputElement>(&form, "[data-shown]") {
            input.set_type("password");
        }
        self.wait();
        let button = event.submitter();
        let words = button.as_ref().and_then(|button| button.query_selector("span").ok()?);
        let words = words.map(|words| (words.clone(), words.text_content()));
        if let Some(busy) =
            button.as_ref().and_then(|button| button.get_attribute("data-busy")).filter(|busy| !busy.is_empty())
        {
            if let Some(button) = &button {
                button.set_attribute("aria-busy", "true").ok();
            }
            if let Some((words, _)) = &words {
                words.set_text_content(Some(&busy));
            }
        }
        self.sent.borrow_mut().push(Sent { button, words });
    }

    fn release(&self) {
        self.rest();
        for Sent { button, words } in self.sent.take() {
            if let Some(button) = button {
                button.remove_attribute("aria-busy").ok();
            }
            if let Some((words, before)) = words {
                words.set_text_content(before.as_deref());
            }
        }
    }
}

/// A search's address says what was asked for, not what was left empty.
fn leave_out_empty(data: &FormData) {
    let fields: Vec<JsValue> = data.entries().into_iter().flatten().collect();
    for field in fields {
        let field: Array = field.unchecked_into();
        if field.get(1).dyn_ref::<JsString>().is_some_and(|value| value.length() == 0)
            && let Some(name) = field.get(0).as_string()
        {
            data.delete(&name);
        }
    }
}

fn press(event: &MouseEvent, link: &HtmlAnchorElement) -> Press {
    let page = window().location();
    let is = |theirs: String, ours: Result<String, JsValue>| ours.is_ok_and(|ours| ours == theirs);
    Press {
        prevented: event.default_prevented(),
        elsewhere: event.button() != 0 || event.meta_key() || event.ctrl_key() || event.shift_key() || event.alt_key(),
        aside: !link.target().is_empty() || link.has_attribute("download"),
        foreign: !is(link.origin(), page.origin()),
        hash: !link.hash().is_empty(),
        same: is(link.pathname(), page.pathname()) && is(link.search(), page.search()),
    }
}

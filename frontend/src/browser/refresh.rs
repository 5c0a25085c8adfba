//! A page that asks for itself, and shows what is different.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Document, Element, Node};

use super::{
    dom::{after, all, ask, document, read, wait_for, window},
    fields,
    idiomorph::{self, Rules},
    live::{Live, doctors},
    notices,
};
use crate::decide::{
    forms::{self, Leaving, Opened, is_readers},
    reading::{Answer, Then, then},
};

const RULES: Rules = Rules {
    // The same wish has the same key, however often its page is asked for: pressed twice, it is booked once.
    change: |node| !is_kept(&node) && named(&node) != Some("idempotency_key".into()),
    remove: |node| !(is_kept(&node) || holds_form_in_use(&node)),
    // What the reader opened stays open, and a password that they look at stays in sight.
    set: |attribute, element| !is_readers(&attribute, opened(&element)),
    added: |node| {
        if let Some(element) =
            node.dyn_ref::<Element>().filter(|element| element.matches("tr, li, article") == Ok(true))
        {
            element.class_list().add_1("arrived").ok();
        }
    },
};

fn is_kept(node: &Node) -> bool {
    let Some(element) = node.dyn_ref::<Element>() else { return false };
    let name = element.local_name();
    forms::Node {
        island: name == "leptos-island",
        keep: element.has_attribute("data-keep"),
        form: if name == "form" { fields::form(element) } else { forms::Form::default() },
    }
    .is_kept()
}

fn named(node: &Node) -> Option<String> {
    node.dyn_ref::<Element>()?.get_attribute("name")
}

fn holds_form_in_use(node: &Node) -> bool {
    node.dyn_ref::<Element>().is_some_and(|element| fields::forms(element).is_in_use())
}

fn opened(element: &Element) -> Opened {
    Opened {
        folds: matches!(element.local_name().as_str(), "details" | "dialog"),
        reveals: element.has_attribute("data-reveal"),
        revealed: element.has_attribute("data-shown"),
    }
}

impl Live {
    /// Asks for the page; what comes up meanwhile is covered by asking once more.
    pub fn refresh(&'static self) {
        if !self.asking.borrow_mut().ask() {
            return;
        }
        spawn_local(async move {
            let shown = self.read_again().await;
            let next = self.asking.borrow_mut().end(shown.is_ok());
            for wait in [next.retry, next.again].into_iter().flatten() {
                after(wait, move || self.refresh());
            }
        });
    }

    async fn read_again(&'static self) -> Result<(), JsValue> {
        let library = idiomorph::load();
        let answer = ask(&window().location().href()?, true).await?;
        wait_for(library).await?;
        if answer.status() >= 500 {
            return Err(JsValue::UNDEFINED);
        }
        let page = read(&answer).await?;
        self.show(&page, answer.ok() && !answer.redirected())
    }

    fn show(&'static self, page: &Document, is_here: bool) -> Result<(), JsValue> {
        let told = |name| page.document_element().and_then(|root| root.get_attribute(name));
        let (next, whose) = (page.query_selector("main")?, told("data-live"));
        let is_ours = next.is_some() && told("data-shown").is_some();
        let answer = Answer { is_ours, whose: whose.as_deref(), is_here };
        let then = then(answer, self.account.as_deref());
        if let Then::Stay | Then::Show = then
            && let Some(notice) = self.left.take()
        {
            notice.remove();
        }
        match then {
            Then::Nothing | Then::Stay => Ok(()),
            Then::Leave => {
                self.leave();
                Ok(())
            }
            Then::Show => next.map_or(Ok(()), |next| self.change(page, &next)),
        }
    }

    fn change(&'static self, page: &Document, next: &Element) -> Result<(), JsValue> {
        document().set_title(&page.title());
        const NAMES: &str = ".nav-name, .menu-name";
        for (name, new) in all::<Element>(&document(), NAMES).zip(all::<Element>(page, NAMES)) {
            name.set_text_content(new.text_content().as_deref());
        }
        let watched = doctors();
        if let Some(main) = document().query_selector("main")? {
            idiomorph::morph(&main, next, &RULES)?;
        }
        // Others are shown now: listen for those.
        let shown = doctors();
        if shown.len() != watched.len() || shown.iter().any(|id| !watched.contains(id)) {
            self.close();
            self.open();
        }
        Ok(())
    }

    /// Somebody else reads here now, or nobody: nothing stays of who read before, but for what they have written.
    pub fn leave(&'static self) {
        if self.leaving.get() {
            return;
        }
        match forms::leave(fields::forms(&document())) {
            Leaving::Wait => {}
            Leaving::Warn => {
                let words = "You are signed out here. Please sign in again, in another tab, before you send this.";
                let mut left = self.left.borrow_mut();
                if left.is_none() {
                    *left = notices::put(words);
                }
            }
            Leaving::Go => {
                self.leaving.set(true);
                self.close();
                window().location().reload().ok();
            }
        }
    }
}

//! Notices on an open page: each stays until it is closed, since a screen reader, or a slow reader, may come to it late.

use contract::notices::LiveNotice;
use domain::platform::ids::AppointmentId;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlTemplateElement};

use super::dom::{by_id, document, on};
use crate::decide::reading::is_news;

/// So many are shown at once.
const MOST: u32 = 3;

/// What was said last of each visit, also once it is closed: what is newer takes its place.
#[derive(Default)]
pub struct Told(Vec<(AppointmentId, i64, Element)>);

impl Told {
    pub fn tell(&mut self, notice: &LiveNotice) {
        let last = self.0.iter().position(|(id, ..)| *id == notice.appointment);
        if !is_news(notice.version, last.map(|n| self.0[n].1)) {
            return;
        }
        let mut held = false;
        if let Some(n) = last {
            let (.., toast) = self.0.swap_remove(n);
            held = toast.contains(document().active_element().as_deref());
            toast.remove();
        }
        let Some(toast) = put(&notice.text) else { return };
        if held && let Ok(Some(button)) = toast.query_selector("button") {
            button.unchecked_into::<HtmlElement>().focus().ok();
        }
        if let (Ok(Some(words)), Ok(link)) = (toast.query_selector("p"), document().create_element("a")) {
            link.set_attribute("href", &format!("/visits/{}", notice.appointment)).ok();
            link.set_text_content(Some("See the visit"));
            words.append_with_str_1(" ").ok();
            words.append_child(&link).ok();
        }
        self.0.push((notice.appointment, notice.version, toast));
        while let Some(region) = region().filter(|region| region.child_element_count() > MOST) {
            let Some(oldest) = region.first_element_child() else { return };
            oldest.remove();
        }
    }
}

/// The part of the page that screen readers watch.
fn region() -> Option<Element> {
    by_id("live")
}

/// Shows a notice; gives it, so that it can be taken away.
pub fn put(text: &str) -> Option<Element> {
    let pattern = by_id("toast")?.unchecked_into::<HtmlTemplateElement>().content().first_element_child()?;
    let toast: Element = pattern.clone_node_with_deep(true).ok()?.unchecked_into();
    toast.query_selector("p").ok()??.set_text_content(Some(text));
    let (button, closed) = (toast.query_selector("button").ok()??, toast.clone());
    on(&button, "click", move |_| closed.remove());
    region()?.append_child(&toast).ok()?;
    Some(toast)
}

//! What a form would make is drawn while it is filled in, by the page itself: `data-draft` is its address, `data-draws` the
//! part of it that shows what was typed.

use std::cell::Cell;

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlFormElement, HtmlInputElement, HtmlSelectElement, UrlSearchParams};

use super::dom::{Timer, around, ask, by_id, document, on, read};

/// Milliseconds after the last key.
const PAUSE: i32 = 300;

#[derive(Default)]
struct Draft {
    pause: Timer,
    asked: Cell<u32>,
}

pub fn start() {
    let draft: &'static Draft = Box::leak(Box::default());
    on(&document(), "input", move |event| {
        let (Some(part), Some(field)) = (around(&event, "[data-draft]"), around(&event, "input, select")) else {
            return;
        };
        if let Some((_, _, Some(form))) = shown(&field) {
            draft.pause.begin(PAUSE, move || {
                spawn_local(async move {
                    draft.draw(&part, &form).await.ok();
                })
            });
        }
    });
}

/// Name, value and form of a field whose content is drawn: lines of text and choices.
fn shown(field: &Element) -> Option<(String, String, Option<HtmlFormElement>)> {
    match field.dyn_ref::<HtmlInputElement>() {
        Some(input) => (input.type_() == "text").then(|| (input.name(), input.value(), input.form())),
        None => field.dyn_ref::<HtmlSelectElement>().map(|select| (select.name(), select.value(), select.form())),
    }
}

impl Draft {
    async fn draw(&self, part: &Element, form: &HtmlFormElement) -> Result<(), JsValue> {
        let mine = self.asked.get().wrapping_add(1);
        self.asked.set(mine);
        let (Some(path), Some(id)) = (part.get_attribute("data-draft"), part.get_attribute("data-draws")) else {
            return Ok(());
        };
        let typed = UrlSearchParams::new()?;
        let fields = form.elements();
        for (name, value, _) in (0..fields.length()).filter_map(|n| shown(&fields.item(n)?)) {
            if !name.is_empty() {
                typed.append(&name, &value);
            }
        }
        typed.append("draft", "yes");
        let answer = ask(&format!("{path}?{}", String::from(typed.to_string())), false).await?;
        let page = read(&answer).await?;
        let (now, next) = (by_id(&id), page.get_element_by_id(&id));
        if mine == self.asked.get()
            && answer.ok()
            && let (Some(now), Some(next)) = (now, next)
        {
            let next: Element = document().import_node_with_deep(&next, true)?.unchecked_into();
            // It is no longer what is saved: a page that asks for itself leaves it alone.
            next.set_attribute("data-keep", "")?;
            now.replace_with_with_node_1(&next)?;
        }
        Ok(())
    }
}

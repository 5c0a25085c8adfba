//! Buttons that only a browser can serve. Each press is heard by the document: a page that is changed in place may replace
//! the button.

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlInputElement};

use super::dom::{around, by_id, document, find, on, wait_for, window};
use crate::decide::forms::invitation_code;

pub fn start() {
    fill_in_code();
    on(&document(), "click", |event| {
        let Some(button) = around(&event, "button[data-print], button[data-reveal], button[data-copy]") else { return };
        if button.has_attribute("data-print") {
            window().print().ok();
        }
        if let Some(id) = button.get_attribute("data-reveal") {
            reveal(&button, &id);
        }
        if let Some(id) = button.get_attribute("data-copy") {
            spawn_local(copy(button, id));
        }
    });
}

fn fill_in_code() {
    let hash = window().location().hash().unwrap_or_default();
    if let (Some(code), Some(field)) = (invitation_code(&hash), find("input[name=invitation_code]")) {
        let field: HtmlInputElement = field.unchecked_into();
        if field.value().is_empty() {
            field.set_value(code);
        }
    }
}

fn reveal(button: &Element, id: &str) {
    let Some(input) = by_id(id).map(Element::unchecked_into::<HtmlInputElement>) else { return };
    let shown = input.toggle_attribute("data-shown") == Ok(true);
    input.set_type(if shown { "text" } else { "password" });
    button.set_attribute("aria-pressed", if shown { "true" } else { "false" }).ok();
    input.focus().ok();
}

async fn copy(button: Element, id: String) {
    let text = by_id(&id).and_then(|element| element.text_content()).unwrap_or_default();
    // Only over https, and where the reader allows it.
    let clipboard = window().navigator().clipboard();
    let copied = !clipboard.is_undefined() && wait_for(clipboard.write_text(text.trim())).await.is_ok();
    if let Some(words) = button.next_element_sibling() {
        words.set_text_content(Some(if copied {
            "Copied."
        } else {
            "Your browser does not allow it: please select it and copy it yourself."
        }));
    }
}

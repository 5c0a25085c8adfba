//! What the reader does in forms, as `decide` wants to know it.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, HtmlOptionElement, HtmlSelectElement, HtmlTextAreaElement, Node};

use super::dom::{all, document};
use crate::decide::forms::{Field, Form};

const FIELDS: &str = "input:not([type=hidden]), textarea, select";

fn field(element: &Element) -> Field {
    if let Some(select) = element.dyn_ref::<HtmlSelectElement>() {
        let options = select.options();
        let marked = (0..options.length()).find(|n| {
            let option = options.item(*n).map(JsCast::unchecked_into::<HtmlOptionElement>);
            option.is_some_and(|option| option.default_selected())
        });
        return Field::Choice { chosen: select.selected_index(), at_first: marked.map(|n| n as i32) };
    }
    if let Some(area) = element.dyn_ref::<HtmlTextAreaElement>() {
        return Field::Text { value: area.value(), at_first: area.default_value().unwrap_or_default() };
    }
    let input: &HtmlInputElement = element.unchecked_ref();
    match input.type_().as_str() {
        "checkbox" | "radio" => Field::Check { checked: input.checked(), at_first: input.default_checked() },
        _ => Field::Text { value: input.value(), at_first: input.default_value() },
    }
}

/// How it is with the fields below a form.
pub fn form(form: &Element) -> Form {
    let active = document().active_element();
    Form {
        focused: active.is_some_and(|active| form.contains(Some(&active)) && active.matches(FIELDS) == Ok(true)),
        on_its_way: form.query_selector("[aria-busy=true]").ok().flatten().is_some(),
        filled_in: all(form, FIELDS).any(|element| field(&element).is_touched()),
    }
}

/// How it is with all forms below a node, taken together.
pub fn forms(within: &Node) -> Form {
    all(within, "form").map(|element| form(&element)).fold(Form::default(), |some, one| Form {
        focused: some.focused || one.focused,
        on_its_way: some.on_its_way || one.on_its_way,
        filled_in: some.filled_in || one.filled_in,
    })
}

//! The menu of a phone is a sheet over the page: the focus goes into it and stays there until it is closed. What folds out of
//! the header closes when one goes on elsewhere.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDetailsElement, HtmlDialogElement, HtmlElement, KeyboardEvent, Node};

use super::dom::{all, around, by_id, document, find, on, window};

const OPENER: &str = "a[href='#menu']";
const FOLDED_OUT: &str = ".nav-menu[open]";

pub fn start() {
    let (document, window) = (document(), window());
    on(&document, "click", |event| {
        let opens = around(&event, OPENER).is_some();
        let on_sheet = |sheet: &HtmlDialogElement| event.target().as_ref() == Some(sheet.as_ref());
        let closes = || open_sheet().is_some_and(|sheet| on_sheet(&sheet) || around(&event, "[data-close]").is_some());
        if opens || closes() {
            event.prevent_default();
            if !opens {
                close_sheet();
            } else if let Some(sheet) = sheet() {
                sheet.show_modal().ok();
            }
        }
    });
    // On a wider screen the ways stand in the header, and what is under the sheet must be usable.
    on(&window, "resize", |_| {
        if find(OPENER).is_some_and(|opener| opener.unchecked_into::<HtmlElement>().offset_width() == 0) {
            close_sheet();
        }
    });
    on(&window, "pageshow", |_| close_sheet());

    for event in ["click", "focusin"] {
        on(&document, event, |event| {
            fold_up(event.target().and_then(|target| target.dyn_into::<Node>().ok()).as_ref())
        });
    }
    on(&document, "keydown", |event| {
        let Some(menu) = find(FOLDED_OUT).filter(|_| event.unchecked_ref::<KeyboardEvent>().key() == "Escape") else {
            return;
        };
        if menu.contains(self::document().active_element().as_deref())
            && let Ok(Some(summary)) = menu.query_selector("summary")
        {
            summary.unchecked_into::<HtmlElement>().focus().ok();
        }
        fold_up(None);
    });
}

fn sheet() -> Option<HtmlDialogElement> {
    by_id("menu").map(Element::unchecked_into)
}

fn open_sheet() -> Option<HtmlDialogElement> {
    sheet().filter(HtmlDialogElement::open)
}

fn close_sheet() {
    if let Some(sheet) = open_sheet() {
        sheet.close();
    }
}

/// Closes what is folded out, but for what holds this.
fn fold_up(but: Option<&Node>) {
    for menu in all::<HtmlDetailsElement>(&document(), FOLDED_OUT) {
        if !menu.contains(but) {
            menu.set_open(false);
        }
    }
}

//! What a page does in the browser. `app/src/first.js` stands in every page, loads this once the page is there, calls
//! [`start`], hydrates the islands, each of which is loaded then, and calls [`hydrated`].

mod acts;
mod dom;
mod draft;
mod fields;
mod forms;
mod idiomorph;
mod line;
mod live;
mod menu;
mod notices;
mod refresh;

use std::cell::OnceCell;

use wasm_bindgen::prelude::wasm_bindgen;

use self::live::Live;

thread_local! {
    static LIVE: OnceCell<&'static Live> = const { OnceCell::new() };
}

#[wasm_bindgen]
pub fn start() {
    // Links the islands in: they are found by name, not by a call.
    use app as _;
    // Words in the browser's console are for whoever develops; they weigh as much as a small script.
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
    forms::start();
    menu::start();
    draft::start();
    acts::start();
    if let Some(live) = Live::start() {
        LIVE.with(|cell| cell.set(live).ok());
    }
    // What is of use only with this is shown by its style (style/live.css).
    dom::root().set_attribute("data-scripted", "").ok();
}

/// The page's islands are live.
#[wasm_bindgen]
pub fn hydrated() {
    if let Some(live) = LIVE.with(|cell| cell.get().copied()) {
        live.hydrated();
    }
    dom::root().set_attribute("data-hydrated", "").ok();
}

//! The WASM entry: hydrates the islands of the page, then says so. Nothing else.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
pub fn hydrate() {
    // Links the islands in: they are found by name, not by a call.
    use app as _;
    // Words in the browser's console are for whoever develops; they weigh as much as a small script.
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
    app::mark_hydrated();
}

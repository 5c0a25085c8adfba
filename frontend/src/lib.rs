//! The browser's side: what keeps an open page true, its forms and menus, and the entry of its islands. A page is whole
//! without it. What a page decides stands in [`decide`] and is tested natively; `browser` asks the page and changes it.

#[cfg(target_arch = "wasm32")]
mod browser;
pub mod decide;

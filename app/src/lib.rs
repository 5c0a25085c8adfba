//! The pages, islands and server functions of Anteroom.
//!
//! Every page is a document rendered on the server (`SsrMode::Async`) with plain forms; what needs the browser is an
//! `#[island]`. Read [`routes`] first: it lists every page.

pub mod by;
pub mod error;
pub mod features;
#[cfg(feature = "ssr")]
pub mod frame;
#[cfg(feature = "ssr")]
pub mod load;
#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
pub mod server;
#[cfg(feature = "ssr")]
pub mod shell;
pub mod ui;
pub mod viewer;

/// Says on `<html>` that the islands of this page are live. They are hydrated right after the WASM's entry returns, so
/// this waits for its turn.
pub fn mark_hydrated() {
    leptos::prelude::set_timeout(
        || {
            if let Some(root) = leptos::prelude::document().document_element() {
                let _ = root.set_attribute("data-hydrated", "");
            }
        },
        std::time::Duration::ZERO,
    );
}

//! The pages, islands and server functions of Anteroom.
//!
//! Every page is a document rendered on the server (`SsrMode::Async`) with plain forms; what needs the browser is an
//! `#[island]`. Read [`routes`] first: it lists every page.

pub mod browser;
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

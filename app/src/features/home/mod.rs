//! The start page.

pub mod api;
mod page;

pub use page::HomePage;

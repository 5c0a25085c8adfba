//! A patient's visits, and one visit as each side sees it.

pub mod api;
mod list;
pub mod parts;
mod visit;

pub use list::VisitsPage;
pub use visit::VisitPage;

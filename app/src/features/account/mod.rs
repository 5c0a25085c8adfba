//! The reader's own account.

pub mod api;
mod page;

pub use page::AccountPage;

//! The reader's own account.

pub mod api;
mod page;
mod travelled;

pub use page::AccountPage;
pub use travelled::Travelled;

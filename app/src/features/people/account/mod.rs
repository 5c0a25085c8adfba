//! The reader's own account.

mod page;
mod travelled;

pub use page::AccountPage;
pub use travelled::Travelled;

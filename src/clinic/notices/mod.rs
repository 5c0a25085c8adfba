pub mod emails;
pub mod live;
pub mod mail;
pub(crate) mod writing;

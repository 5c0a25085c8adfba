pub mod letters;
pub mod live;
pub mod mail;
pub(crate) mod writing;

pub mod letters;
pub mod live;
pub(crate) mod writing;

pub mod letters;
pub mod live;
pub(crate) mod outbox;
pub(crate) mod writing;

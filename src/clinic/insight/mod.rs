pub(crate) mod access;
pub mod integrity;
pub mod statistics;

pub mod integrity;
pub mod statistics;

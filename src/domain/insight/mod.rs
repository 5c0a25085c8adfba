pub mod security;
pub mod statistics;

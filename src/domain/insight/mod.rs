pub mod figures;
pub mod security;

pub mod figures;
pub mod integrity;

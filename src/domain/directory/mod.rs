pub mod doctor;
pub mod meant;
pub mod query;
pub mod search;

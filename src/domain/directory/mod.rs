pub mod doctor;
pub mod listing;
pub mod meant;
pub mod query;
pub mod search;

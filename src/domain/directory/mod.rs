pub mod doctor;
pub mod faults;
pub mod listing;
pub mod meant;
pub mod query;
pub mod search;
pub mod specialty;

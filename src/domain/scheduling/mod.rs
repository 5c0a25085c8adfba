pub mod appointment;
pub mod appointment_search;
pub mod attention;
pub mod lifecycle;
pub mod outlook;
pub mod schedule;
pub mod slots;
pub mod visit_type;

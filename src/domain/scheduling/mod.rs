pub mod attention;
pub mod lifecycle;
pub mod schedule;
pub mod slots;
pub mod visit_search;
pub mod visit_type;

pub mod appointment_repo;
pub mod claim_repo;
pub mod event_repo;
pub mod practice_repo;
pub mod schedule_repo;
pub(crate) mod statuses;
pub mod visit_list_repo;
pub mod visit_type_repo;

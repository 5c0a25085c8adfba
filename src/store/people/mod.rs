pub mod account_repo;
pub mod invitation_repo;
pub mod patient_repo;
pub mod session_repo;

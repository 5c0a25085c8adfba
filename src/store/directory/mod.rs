pub mod directory_repo;
pub mod doctor_repo;
pub mod entry_repo;
pub(crate) mod name_repo;
pub mod specialty_repo;

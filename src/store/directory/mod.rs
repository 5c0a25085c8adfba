pub mod directory_repo;
pub mod doctor_repo;
pub(crate) mod name_repo;

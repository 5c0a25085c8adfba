pub mod directory_repo;
pub mod doctor_repo;
pub mod entry_repo;
pub mod name_repo;
pub mod specialty_repo;

pub mod aggregate_repo;
pub mod integrity_repo;
pub mod statistics_repo;

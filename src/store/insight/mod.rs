pub mod figures_repo;
pub mod integrity_repo;
pub mod rollup_repo;

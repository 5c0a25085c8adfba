pub mod currency_repo;
pub mod idempotency_repo;
pub mod throttle_repo;

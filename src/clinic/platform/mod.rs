pub mod caller;
pub(crate) mod error;
pub(crate) mod idempotency;
pub mod security;
pub(crate) mod seldom;
pub(crate) mod throttle;

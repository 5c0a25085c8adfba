pub(crate) mod error;
pub(crate) mod idempotency;
pub(crate) mod seldom;
pub(crate) mod throttle;

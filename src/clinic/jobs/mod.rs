//! The worker over the outbox, and what is done by the clock.

mod expire_request;
mod schedule;
mod sweeper;
mod worker;

pub use schedule::keep_up;
pub use sweeper::sweep;
pub use worker::{drain, run};

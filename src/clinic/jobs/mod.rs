//! The worker over the outbox, and what is done by the clock.

mod sweeper;
mod worker;

pub use sweeper::sweep;
pub use worker::{drain, run};

//! The worker over the outbox, and what is done by the clock.

pub mod letters;
mod sweeper;
mod worker;
mod writing;

pub use sweeper::sweep;
pub use worker::{drain, run};

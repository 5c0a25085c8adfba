//! What tests and benchmarks of several crates share. Never a dependency of what is shipped.

#![allow(clippy::expect_used, clippy::panic, reason = "a test may stop")]

pub mod postgres;
pub mod slots;

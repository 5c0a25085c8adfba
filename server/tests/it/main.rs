//! Integration tests through the real router and the real executable, on both databases.
//!
//! By the areas of the clinic, and beside them what holds for the API, for all areas and for the process. [`world`] is a clinic
//! to test in; [`client`] and [`browser`] talk to it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may end with a panic")]

mod api;
mod browser;
mod client;
mod directory;
mod insight;
mod notices;
mod people;
mod platform;
mod process;
mod scheduling;
mod wire;
mod world;

//! Integration tests through the real router and the real executable, on both databases.
//!
//! One file an area of the API; [`world`] is a clinic to test in, [`client`] talks to it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may end with a panic")]

mod admin;
mod api_docs;
mod api_shape;
mod api_snapshots;
mod appointments;
mod auth;
mod bad_input;
mod browser;
mod client;
mod crash;
mod doctors;
mod document;
mod executable;
mod forms;
mod mail;
mod figures;
mod matrix;
mod postgres;
mod practice;
mod queries;
mod race;
mod stop;
mod wire;
mod world;

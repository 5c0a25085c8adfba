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
mod codes;
mod cors;
mod crash;
mod diary;
mod diary_races;
mod directory;
mod doctors;
mod document;
mod example;
mod executable;
mod exposure;
mod figures;
mod forms;
mod known;
mod limits;
mod lines;
mod lists;
mod live;
mod live_processes;
mod mail;
mod markup;
mod matrix;
mod money;
mod names;
mod patches;
mod pooler;
mod practice;
mod practice_pages;
mod proxy;
mod queries;
mod race;
mod reference;
mod requests;
mod secrets;
mod security;
mod sessions;
mod slow;
mod stop;
mod strangers;
mod throttle;
mod tls;
mod unfit_postgres;
mod wire;
mod withdrawn;
mod world;
mod zones;

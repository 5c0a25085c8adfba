//! The clinic itself: what Anteroom knows about doctors, time, appointments and accounts.
//!
//! - [`domain`]: pure rules and the types that cross the wire. Compiles to WASM.
//! - `store`, `service`, `effects`, `jobs`, `demo`: the server's side, gated here and nowhere else.
//!
//! This crate knows neither Leptos nor axum. See ARCHITECTURE.md for the map.

pub mod domain;

#[cfg(feature = "ssr")]
pub mod demo;
#[cfg(feature = "ssr")]
pub mod effects;
#[cfg(feature = "ssr")]
pub mod jobs;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod store;

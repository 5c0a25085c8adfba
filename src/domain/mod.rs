//! Pure rules and the types that cross the wire.
//!
//! Nothing here does I/O, reads a clock or draws a random number: whoever calls passes the instant and the ids.
//! Everything compiles to WASM, so pages, islands, REST handlers and services share one vocabulary.

pub mod account;
pub mod appointment;
pub mod attention;
pub mod currency;
pub mod doctor;
pub mod email;
pub mod figures;
pub mod fold;
pub mod ids;
pub mod invitation;
pub mod lifecycle;
pub mod live;
pub mod local;
pub mod meant;
pub mod page;
#[cfg(test)]
mod parsing;
pub mod policy;
pub mod price;
pub mod problem;
pub mod query;
mod redact;
pub mod schedule;
pub mod search;
pub mod session;
pub mod slots;
pub mod text;
pub mod throttle;
pub mod visit_search;
pub mod visit_type;

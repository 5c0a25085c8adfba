//! Pure rules and the types that cross the wire.
//!
//! Nothing here does I/O, reads a clock or draws a random number: whoever calls passes the instant and the ids.
//! Everything compiles to WASM, so pages, islands, REST handlers and use cases share one vocabulary.

pub mod directory;
pub mod insight;
pub mod notices;
pub mod people;
pub mod platform;
pub mod scheduling;

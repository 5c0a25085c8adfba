//! The pages, by area: a page each with what it reads, its forms and what they send.
//!
//! Pages are rendered on the server only. What a browser runs as well is in [`directory::doctor`]: the calendar of free
//! times, an island.

pub mod directory;
#[cfg(feature = "ssr")]
pub mod insight;
#[cfg(feature = "ssr")]
pub mod notices;
#[cfg(feature = "ssr")]
pub mod people;
#[cfg(feature = "ssr")]
pub mod scheduling;

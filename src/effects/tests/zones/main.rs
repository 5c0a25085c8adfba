//! The rules of the world's clocks: that they are today's, what zones are the same one, and what a repeated hour is called.
//!
//! - `python`: every zone agrees with the Python registry's `tzdata`, read by CPython.
//! - `today`: the changes of 2026 by name, the system's rules, names and marks.
//! - `figures`: sums on the wall of a zone.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "all of this crate is tests")]

use effects::Zone;

mod python;
mod statistics;
mod today;

fn zone(name: &str) -> Zone {
    Zone::named(name).unwrap_or_else(|| panic!("there is no {name}"))
}

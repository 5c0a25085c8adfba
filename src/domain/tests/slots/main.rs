//! The slot engine against an oracle that is slow and obvious, in every IANA zone, and the bugs that others had.
//!
//! - `oracle`: walks UTC in five-minute steps and decides each instant from first principles.
//! - `cases`: random hours, visits, claims and dates, with weight on the days when clocks change.
//! - `agreement`: engine and oracle say the same; `explain` and `slots` never disagree.
//! - `known_bugs`: one test for each bug that booking systems have had, named after it.
//! - `busy`: the bit set of claimed cells.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "all of this crate is tests")]

mod agreement;
mod busy;
mod cases;
mod known_bugs;
mod oracle;

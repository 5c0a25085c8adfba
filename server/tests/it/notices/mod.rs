//! What people are told: mail, and open pages.

mod lines;
mod live;
mod live_processes;
mod mail;

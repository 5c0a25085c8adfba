//! What people are told: mail, and open pages.

mod live;
mod live_processes;
mod mail;
mod subscriptions;

//! What people are told.

mod mail;

pub use mail::AdminMailPage;

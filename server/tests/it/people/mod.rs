//! Who is who: registering, signing in, sessions, what each may do to their account.

mod admin;
mod auth;
mod codes;
mod known;
mod names;
mod sessions;
mod throttle;

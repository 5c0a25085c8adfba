//! The pages, an area each: `api.rs` holds the server functions, the other files a page or an island each.

pub mod account;
pub mod admin;
pub mod auth;
pub mod booking;
pub mod directory;
pub mod doctor;
pub mod home;
pub mod picture;
pub mod practice;
pub mod visits;

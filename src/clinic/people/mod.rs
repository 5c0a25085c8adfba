pub mod accounts;
pub mod admin;
pub mod invitations;
pub(crate) mod known_device;
pub mod sessions;

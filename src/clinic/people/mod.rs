pub mod accounts;
pub mod invitations;
pub(crate) mod known_device;
pub mod sessions;

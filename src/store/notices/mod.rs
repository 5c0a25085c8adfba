pub(crate) mod ages;
pub(crate) mod asked;
pub(crate) mod bus;
pub(crate) mod carrier;
pub mod live_repo;
pub mod outbox_repo;
pub(crate) mod outgoing;
pub(crate) mod recent;

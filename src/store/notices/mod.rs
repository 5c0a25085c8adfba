pub(crate) mod asked;
pub(crate) mod bus;
pub(crate) mod cache_versions;
pub mod live_repo;
pub mod outbox_repo;
pub(crate) mod relay;
pub(crate) mod relay_queue;
pub(crate) mod replay_buffer;

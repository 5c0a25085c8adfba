pub mod job;
pub mod notified;

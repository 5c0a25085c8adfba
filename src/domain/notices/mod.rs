pub mod job;
pub mod live;

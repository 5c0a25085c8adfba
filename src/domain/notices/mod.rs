pub mod job;
pub mod live;
pub mod told;

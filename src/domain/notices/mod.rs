pub mod job;
pub mod told;

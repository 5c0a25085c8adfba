pub mod faults;
pub mod job;
pub mod notified;

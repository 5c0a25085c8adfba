//! One doctor: who they are, and when they are free.

pub mod api;
mod calendar;
mod page;
mod picker;
mod wire;

pub use page::DoctorPage;
pub use picker::SlotPicker;

//! One doctor: who they are, and when they are free.

pub mod api;
mod calendar;
mod page;
mod picker;

pub use page::DoctorPage;
pub use picker::SlotPicker;

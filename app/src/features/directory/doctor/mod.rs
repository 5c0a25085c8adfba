//! One doctor: who they are, and when they are free.

mod calendar;
mod given;
mod month;
#[cfg(feature = "ssr")]
mod page;
mod picker;
mod wire;

#[cfg(feature = "ssr")]
pub use page::DoctorPage;

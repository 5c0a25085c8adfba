//! Booking: the summary before, the proof after.

pub mod api;
mod booked;
mod summary;

pub use booked::BookedPage;
pub use summary::SummaryPage;

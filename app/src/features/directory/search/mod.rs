//! Searching the doctors.

mod card;
mod page;
mod wish;

pub use card::{DoctorCardView, KindWord};
pub use page::{DirectoryPage, kind_options, specialty_options, zone_sentence};

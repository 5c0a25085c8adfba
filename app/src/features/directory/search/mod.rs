//! Searching the doctors.

mod card;
mod fields;
mod page;
mod wish;

pub use card::{DoctorCardView, KindWord};
pub use fields::fields;
pub use page::{DirectoryPage, kind_options, specialty_options, suggestions, zone_sentence};

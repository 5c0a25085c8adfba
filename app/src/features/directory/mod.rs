//! Whom one can see: the start page, the search, a doctor's page, and what doctors and admins see of the same.

pub mod doctor;
#[cfg(feature = "ssr")]
mod doctors;
#[cfg(feature = "ssr")]
mod home;
#[cfg(feature = "ssr")]
mod profile;
#[cfg(feature = "ssr")]
pub mod search;
#[cfg(feature = "ssr")]
mod specialties;

#[cfg(feature = "ssr")]
pub use self::{
    doctors::AdminDoctorsPage, home::HomePage, profile::ProfilePage, search::DirectoryPage,
    specialties::AdminSpecialtiesPage,
};

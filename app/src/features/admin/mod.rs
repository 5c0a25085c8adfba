//! The admins' pages: how the platform is doing, and everybody and everything on it.

pub mod api;
mod appointments;
mod doctors;
mod invitations;
mod mail;
mod overview;
mod picture;
mod users;

pub use appointments::AdminAppointmentsPage;
pub use doctors::AdminDoctorsPage;
pub use invitations::AdminInvitationsPage;
pub use mail::AdminMailPage;
pub use overview::AdminPage;
pub use users::AdminUsersPage;

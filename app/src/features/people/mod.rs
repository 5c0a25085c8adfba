//! Who is here: registering, signing in, one's own account; for admins everybody's, and invitations.

pub mod account;
mod auth;
mod invitations;
mod users;

pub use account::AccountPage;
pub use auth::{LookAs, RegisterDoctorPage, RegisterPage, SignInPage, SignOut};
pub use invitations::AdminInvitationsPage;
pub use users::AdminUsersPage;

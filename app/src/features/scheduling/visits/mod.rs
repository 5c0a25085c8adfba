//! A patient's visits, and one visit as each side sees it.

mod list;
pub mod parts;
mod search;
mod visit;
mod wish;

pub use list::VisitsPage;
pub use search::{Of, VisitsFound};
pub use visit::{MoveVisit, VisitPage};
pub use wish::{AppointmentWish, FoundAppointments};

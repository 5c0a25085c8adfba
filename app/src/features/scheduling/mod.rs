//! Visits: booking, what patients and doctors have before them, and when a doctor can be booked.

mod appointments;
pub mod booking;
mod practice;
pub mod visits;

pub use appointments::AdminAppointmentsPage;
pub use booking::{BookedPage, SummaryPage};
pub use practice::{
    AgreedElsewhere, HoursPage, PracticeVisitsPage, SetUp, SetUpHere, TodayPage, VisitTypesPage, WeekPage, hours_text,
    lacks_address,
};
pub use visits::{VisitPage, VisitsPage};

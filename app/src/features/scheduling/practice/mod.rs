//! The doctor's pages: the day, the week, all visits, and what patients can book when.

mod attention;
mod exceptions;
mod hours;
pub mod hours_text;
mod now;
mod setup;
mod today;
mod visit_type_text;
mod visit_types;
mod visits;
mod week;

pub use attention::AgreedElsewhere;
pub use hours::HoursPage;
pub use setup::{SetUp, SetUpHere, lacks_address};
pub use today::TodayPage;
pub use visit_types::VisitTypesPage;
pub use visits::PracticeVisitsPage;
pub use week::WeekPage;

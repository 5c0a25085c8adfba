//! The doctor's pages: the day, the week, all visits, and what patients can book when.

pub mod api;
mod attention;
mod exceptions;
mod figures;
pub mod forms;
mod hours;
pub mod hours_text;
mod now;
mod profile;
mod setup;
mod today;
#[cfg(feature = "ssr")]
mod visit_type_text;
mod visit_types;
mod visits;
mod week;

pub use figures::FiguresPage;
pub use hours::HoursPage;
pub use profile::ProfilePage;
pub use today::TodayPage;
pub use visit_types::VisitTypesPage;
pub use visits::PracticeVisitsPage;
pub use week::WeekPage;

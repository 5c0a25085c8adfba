//! How the platform and each practice are doing.

mod overview;
mod platform;
mod practice;
mod statistics;

pub use overview::AdminPage;
pub use practice::FiguresPage;

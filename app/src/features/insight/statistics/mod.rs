//! The statistics of a span of dates: the same plots for the platform and for a doctor's own practice.

mod asked;
mod plots;
mod summaries;

pub use asked::{Asked, StatisticsFilters};
pub use plots::{BookingsPlot, CancellationsPlot, LeadTimePlot, LoadPlot, NoShowsPlot, UtilisationPlot};

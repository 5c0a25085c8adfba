//! The picture of a span of dates: the same plots for the platform and for a doctor's own practice.

mod asked;
mod findings;
mod plots;

pub use asked::{Asked, PictureFilters};
pub use plots::{BookingsPlot, CancellationsPlot, LeadTimePlot, LoadPlot, NoShowsPlot, UtilisationPlot};

//! What an admin sees of the platform, and a doctor of the own practice.

pub mod aggregate;
pub mod csv;
mod period;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use self::{
    aggregate::{Aggregate, WeekMinutes, date_of, day_number},
    period::{HourLoad, Lead, LeadCount, Span, Statistics, StatisticsQuery, WeekCount, percent},
};

/// A figure of a span of days, and of as many days before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Trend {
    /// In the span; of the platform's own figures, the last 30 days.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, example = 12))]
    pub now: i64,
    /// In as many days before.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, example = 10))]
    pub before: i64,
}

/// Figures of the platform.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlatformStatistics {
    /// Registered patients.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, example = 200))]
    pub patients: i64,
    /// Doctors that patients can find.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, example = 60))]
    pub doctors_public: i64,
    /// All doctors.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, example = 64))]
    pub doctors: i64,
    /// Visits from today on that are still open.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, example = 120))]
    pub upcoming: i64,
    /// By when they were booked.
    pub booked: Trend,
    /// By when they were cancelled.
    pub cancelled: Trend,
    /// By the day of the visit.
    pub completed: Trend,
    /// By the day of the visit.
    pub no_show: Trend,
    /// By when they registered.
    pub new_patients: Trend,
    /// Messages that wait longer than they should.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, example = 0))]
    pub mail_waiting: i64,
    /// Messages that were given up on.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, example = 0))]
    pub mail_failed: i64,
    /// Invitations that can still be used.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, example = 2))]
    pub open_invitations: i64,
    /// Bookings made per UTC day, the last 30, oldest first, zeros included.
    pub booked_per_day: Vec<DayCount>,
}

/// Figures of the dates that were asked for, and of as many days before them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SpanStatistics {
    /// By when they were booked.
    pub booked: Trend,
    /// By when they were cancelled.
    pub cancelled: Trend,
    /// By the day of the visit.
    pub completed: Trend,
    /// By the day of the visit.
    pub no_show: Trend,
    /// By when they registered; of all specialties.
    pub new_patients: Trend,
}

/// How the platform is doing, and the figures of the dates that were asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AdminStatistics {
    #[serde(flatten)]
    pub platform: PlatformStatistics,
    pub span: SpanStatistics,
    #[serde(rename = "picture")]
    pub statistics: Statistics,
}

/// How many on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DayCount {
    /// A day in UTC.
    #[cfg_attr(feature = "openapi", schema(example = "2026-11-23"))]
    pub date: NaiveDate,
    /// How many.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, example = 3))]
    pub count: i64,
}

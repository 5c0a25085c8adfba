//! What an admin sees of the platform, and a doctor of the own practice.

pub mod csv;
mod picture;
pub mod tally;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

pub use self::{
    picture::{FiguresQuery, HourLoad, Lead, LeadCount, Picture, Span, WeekCount, percent},
    tally::{Tally, WeekMinutes, date_of, day_number},
};
use super::{ids::JobId, lifecycle::words};

/// A figure of the last 30 days and of the 30 days before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Trend {
    pub now: i64,
    pub before: i64,
}

/// Figures of the platform.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct PlatformFigures {
    pub patients: i64,
    /// Doctors that patients can find, and all.
    pub doctors_public: i64,
    pub doctors: i64,
    pub upcoming: i64,
    /// Made in the span, by when they were booked.
    pub booked: Trend,
    pub cancelled: Trend,
    pub completed: Trend,
    pub no_show: Trend,
    pub new_patients: Trend,
    /// Messages that wait longer than they should, and those given up on.
    pub mail_waiting: i64,
    pub mail_failed: i64,
    pub open_invitations: i64,
    /// Bookings made per UTC day, the last 30, oldest first, zeros included.
    pub booked_per_day: Vec<DayCount>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct DayCount {
    pub date: NaiveDate,
    pub count: i64,
}

words! {
    /// Where a message of the outbox stands.
    JobState {
        Waiting = "waiting", "Waiting";
        Sent = "sent", "Sent";
        /// Given up after the last try; an admin can send it again.
        Failed = "failed", "Failed";
        /// Overtaken by what happened since: nothing needed to be sent.
        Dropped = "dropped", "Not needed";
    }
}

/// A message of the outbox as an admin sees it. Whom it is for is told by role, not by name.
/// How the platform is doing, and the figures of the dates that were asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct AdminFigures {
    #[serde(flatten)]
    pub platform: PlatformFigures,
    pub picture: Picture,
}

/// How many on one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct MailView {
    pub id: JobId,
    /// E.g. "Confirmation to the patient".
    pub what: String,
    pub state: JobState,
    pub attempts: i64,
    pub created_at: DateTime<Utc>,
    pub next_attempt_at: Option<DateTime<Utc>>,
    /// What the mail server or the connection said, without addresses.
    pub last_error: Option<String>,
}

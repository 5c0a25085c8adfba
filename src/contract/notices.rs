//! What an open page hears while it is open, and messages as admins list them.

use chrono::{DateTime, Utc};
use domain::{
    notices::job::JobState,
    platform::ids::{AccountId, AppointmentId, DoctorId, JobId},
};
use serde::{Deserialize, Serialize};

/// The first thing on a line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LiveHello {
    /// Who is signed in on this line; a page of somebody else's hears nothing on it that it may show.
    pub account: Option<AccountId>,
}

/// Something that the page shows may have changed: ask for it again. Holds no more than what the reader may know.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LiveEvent {
    /// The doctor whose free times, hours or profile changed; without one, anything may have.
    pub doctor: Option<DoctorId>,
    /// What to tell the reader, when the other side did something.
    pub notice: Option<LiveNotice>,
}

/// A sentence for the reader, and the visit that it is about.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LiveNotice {
    pub appointment: AppointmentId,
    /// The appointment's version after the change; with the id it names the notice, which may arrive twice.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, example = 2))]
    pub version: i64,
    /// "Dr Ada Lind cancelled your visit on Tue 24 Nov, 14:30."
    #[cfg_attr(feature = "openapi", schema(example = "Dr Ada Lind cancelled your visit on Tue 24 Nov, 14:30."))]
    pub text: String,
}

domain::shows_only!(LiveNotice { appointment, version });

/// A message of the outbox as an admin sees it. Whom it is for is told by role, not by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MailView {
    pub id: JobId,
    /// E.g. "Confirmation to the patient".
    #[cfg_attr(feature = "openapi", schema(example = "Confirmation to the patient"))]
    pub what: String,
    /// The visit that it is about, if it is about one.
    pub visit: Option<AppointmentId>,
    pub state: JobState,
    /// How often it was tried.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, example = 1))]
    pub attempts: i64,
    /// When it was written to the outbox.
    #[cfg_attr(feature = "openapi", schema(example = "2026-11-23T07:00:00Z"))]
    pub created_at: DateTime<Utc>,
    /// When it is tried next, while it waits.
    #[cfg_attr(feature = "openapi", schema(example = "2026-11-23T07:05:00Z"))]
    pub next_attempt_at: Option<DateTime<Utc>>,
    /// What the mail server or the connection said, without addresses.
    #[cfg_attr(feature = "openapi", schema(example = "connection refused"))]
    pub last_error: Option<String>,
}

//! What an open page hears while it is open, and messages as admins list them.

use chrono::{DateTime, Utc};
use domain::{
    notices::{
        job::{Audience, JobState},
        notified::notified,
    },
    platform::ids::{AccountId, AppointmentId, DoctorId, JobId},
    scheduling::lifecycle::{Party, Status},
};
use serde::{Deserialize, Serialize};

use crate::scheduling::{AppointmentView, HistoryEntry};

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

impl LiveNotice {
    /// What the reader's side hears of a line of the history; nothing of what they did themselves. Admins hear nothing:
    /// their pages show it.
    pub fn of(visit: &AppointmentView, reader: Party, entry: &HistoryEntry) -> Option<Self> {
        let audience = match reader {
            Party::Doctor => Audience::Doctor,
            Party::Patient => Audience::Patient,
            Party::Admin | Party::System => return None,
        };
        if entry.by == reader || notified(&entry.step).iter().all(|one| one.audience != audience) {
            return None;
        }
        let when = visit.local.brief();
        let (patient, doctor) = (&visit.patient.full_name, &visit.doctor.full_name);
        let text = match (reader, entry.to) {
            (Party::Doctor, Status::Booked) if entry.from.is_none() => format!("New visit: {patient}, {when}."),
            (Party::Doctor, Status::Requested) => format!("New request: {patient}, {when}."),
            (Party::Doctor, Status::Cancelled) if entry.by == Party::Patient => {
                format!("{patient} cancelled the visit on {when}.")
            }
            (Party::Patient, Status::Cancelled) if entry.by == Party::Doctor => {
                format!("{doctor} cancelled your visit on {when}.")
            }
            (Party::Doctor, Status::Cancelled) => format!("The visit of {patient} on {when} was cancelled."),
            (Party::Patient, Status::Cancelled) => format!("Your visit to {doctor} on {when} was cancelled."),
            (_, to) => format!("The visit on {when} is now: {}.", to.label().to_lowercase()),
        };
        Some(Self { appointment: visit.id, version: entry.version, text })
    }
}

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

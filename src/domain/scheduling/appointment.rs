//! Appointments as each side sees them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{
    lifecycle::{Party, Status, Transition},
    visit_type::VisitKind,
};
use crate::platform::words::words;
use crate::platform::{
    ids::{AccountId, AppointmentId, DoctorId, VisitTypeId},
    local::LocalSpan,
    price::Price,
};

/// What a patient sends to book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BookingRequest {
    pub doctor_id: DoctorId,
    pub visit_type_id: VisitTypeId,
    /// RFC 3339, an instant that was offered.
    #[cfg_attr(feature = "openapi", schema(example = "2026-11-24T08:00:00Z"))]
    pub start: DateTime<Utc>,
}

/// The doctor of a visit, as anybody who may see the visit sees them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VisitDoctor {
    pub id: DoctorId,
    /// With the title.
    #[cfg_attr(feature = "openapi", schema(example = "Dr Grace Hopper"))]
    pub full_name: String,
    /// What the doctor is; may be empty.
    #[cfg_attr(feature = "openapi", schema(example = "Consultant cardiologist"))]
    pub designation: String,
    /// Path of the picture, if there is one.
    #[cfg_attr(feature = "openapi", schema(example = "/doctors/01938a52-0000-7000-8000-000000000001/picture"))]
    pub picture: Option<String>,
    /// The doctor's IANA zone.
    #[cfg_attr(feature = "openapi", schema(example = "Europe/Berlin"))]
    pub time_zone: String,
    /// Where visits in person take place; may be empty.
    #[cfg_attr(feature = "openapi", schema(example = "12 Harbour Street, 10115 Berlin"))]
    pub address: String,
    /// How to find it; may be empty.
    #[cfg_attr(feature = "openapi", schema(example = "Second floor, the door on the left."))]
    pub directions: String,
}

crate::shows_only!(VisitDoctor { id });

/// The patient of a visit.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VisitPatient {
    pub id: AccountId,
    /// As the patient gave it.
    #[cfg_attr(feature = "openapi", schema(example = "Ada Lovelace"))]
    pub full_name: String,
    /// For the patient and for the doctor of this visit; absent for anybody else.
    #[cfg_attr(feature = "openapi", schema(example = "ada@example.org"))]
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub email: Option<String>,
}

crate::shows_only!(VisitPatient { id });

/// One line of a visit's history.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HistoryEntry {
    /// The appointment's version that this transition made; from 1.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, example = 1))]
    pub version: i64,
    /// Absent for the first.
    pub from: Option<Status>,
    pub to: Status,
    pub by: Party,
    /// When it happened.
    #[cfg_attr(feature = "openapi", schema(example = "2026-11-23T07:00:00Z"))]
    pub at: DateTime<Utc>,
    /// In words, for the other side.
    #[cfg_attr(feature = "openapi", schema(example = "The doctor is ill."))]
    pub reason: Option<String>,
    /// On the viewer's wall; start and end are the same.
    pub local: LocalSpan,
}

crate::shows_only!(HistoryEntry { version, from, to });

/// An appointment, made for one reader: what that reader may not see is not in it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AppointmentView {
    pub id: AppointmentId,
    pub status: Status,
    /// Grows by one with every transition; also the calendar file's SEQUENCE.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, example = 1))]
    pub version: i64,
    /// RFC 3339 in UTC.
    #[cfg_attr(feature = "openapi", schema(example = "2026-11-24T08:00:00Z"))]
    pub start: DateTime<Utc>,
    /// Without the doctor's buffer after it.
    #[cfg_attr(feature = "openapi", schema(example = "2026-11-24T08:30:00Z"))]
    pub end: DateTime<Utc>,
    /// Start and end on the reader's wall.
    pub local: LocalSpan,
    /// The same on the doctor's wall, when it differs.
    pub doctor_local: Option<LocalSpan>,
    pub visit_type_id: VisitTypeId,
    /// Name of the visit type when it was booked.
    #[cfg_attr(feature = "openapi", schema(example = "First visit"))]
    pub visit_name: String,
    pub kind: VisitKind,
    /// When it was booked; nothing when it had none.
    pub price: Option<Price>,
    pub doctor: VisitDoctor,
    pub patient: VisitPatient,
    /// When it was booked.
    #[cfg_attr(feature = "openapi", schema(example = "2026-11-23T07:00:00Z"))]
    pub created_at: DateTime<Utc>,
    /// The start has come.
    #[cfg_attr(feature = "openapi", schema(example = false))]
    pub begun: bool,
    /// What this reader may do now. Of these, `cancel`, `complete` and `no_show` are routes of this version.
    pub allowed: Vec<Transition>,
    /// Oldest first. Empty in lists.
    #[serde(default)]
    pub history: Vec<HistoryEntry>,
}

crate::shows_only!(AppointmentView { id, status, version, start });

impl AppointmentView {
    pub fn may(&self, transition: Transition) -> bool {
        self.allowed.contains(&transition)
    }
}

words! {
    /// The parts of a list of visits.
    VisitList {
        /// Open and not yet over.
        Upcoming = "upcoming", "Upcoming";
        /// Over: completed, missed, or simply past.
        Past = "past", "Past";
        /// Cancelled, declined, expired, referred.
        Cancelled = "cancelled", "Cancelled";
        All = "all", "All";
    }
}

/// What a link to book leads to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Prospect {
    Offered(Box<BookingSummary>),
    Withdrawn(Withdrawn),
}

/// A visit that the doctor does not offer, or no longer: it was removed while somebody was about to book it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawn {
    pub doctor: VisitDoctor,
    /// The reader's own visit at this very time.
    pub booked: Option<AppointmentId>,
    /// The doctor's other visit types, each with the free times nearest to the wish; none without any.
    pub instead: Vec<(super::visit_type::VisitType, Vec<super::slots::SlotView>)>,
}

/// What a patient sees before booking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookingSummary {
    pub doctor: VisitDoctor,
    pub visit_type: super::visit_type::VisitType,
    pub start: DateTime<Utc>,
    pub local: LocalSpan,
    pub doctor_local: Option<LocalSpan>,
    /// The reader's own visit at this very time, if it is booked already: a look back is not a lost time.
    pub booked: Option<AppointmentId>,
    /// Why it cannot be booked (any more).
    pub rejection: Option<super::slots::Rejection>,
    /// Other free times near to it, at most five; filled when this one cannot be booked.
    pub nearest: Vec<super::slots::SlotView>,
}

/// A doctor's day: what stands first on the dashboard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoctorDay {
    pub date: chrono::NaiveDate,
    pub today: chrono::NaiveDate,
    pub now: DateTime<Utc>,
    /// Now, on the doctor's wall, and which of two in an hour that comes twice.
    pub wall: chrono::NaiveDateTime,
    pub wall_offset: Option<String>,
    pub zone: String,
    /// Hours of the day, minutes since midnight.
    pub windows: Vec<(u16, u16)>,
    /// By start. Cancelled ones are not in it.
    pub visits: Vec<AppointmentView>,
}

/// Seven days of a doctor's calendar, Monday first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoctorWeek {
    pub days: Vec<DoctorDay>,
}

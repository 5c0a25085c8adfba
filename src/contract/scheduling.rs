//! Visits, hours and free times as they are asked for and shown.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use domain::{
    platform::{
        ids::{AccountId, AppointmentId, DoctorId, VisitTypeId},
        local::LocalSpan,
        price::Price,
    },
    scheduling::{
        appointment::Step,
        lifecycle::{Party, Status, Transition},
        schedule::{ExceptionSpec, WeeklyHours},
        visit_type::VisitKind,
    },
};
use serde::{Deserialize, Serialize};

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
pub struct AppointmentDoctor {
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
    /// IANA zone of the location, as it was agreed.
    #[cfg_attr(feature = "openapi", schema(example = "Europe/Berlin"))]
    pub time_zone: String,
    /// Where visits in person take place, as it was agreed; may be empty.
    #[cfg_attr(feature = "openapi", schema(example = "12 Harbour Street, 10115 Berlin"))]
    pub address: String,
    /// How to find it; may be empty.
    #[cfg_attr(feature = "openapi", schema(example = "Second floor, the door on the left."))]
    pub directions: String,
    /// Where the practice can be called, as it was agreed; may be empty.
    #[cfg_attr(feature = "openapi", schema(example = "+49 30 23125 042"))]
    pub phone: String,
    /// Where one can write to the practice, as it was agreed.
    #[cfg_attr(feature = "openapi", schema(example = "desk@practice.example"))]
    pub practice_email: Option<String>,
}

domain::shows_only!(AppointmentDoctor { id });

/// The patient of a visit.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AppointmentPatient {
    pub id: AccountId,
    /// As the patient gave it.
    #[cfg_attr(feature = "openapi", schema(example = "Ada Lovelace"))]
    pub full_name: String,
    /// For the patient and for the doctor of this visit; absent for anybody else.
    #[cfg_attr(feature = "openapi", schema(example = "ada@example.org"))]
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub email: Option<String>,
}

domain::shows_only!(AppointmentPatient { id });

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
    /// What was done. A visit that is moved, for one, keeps its status.
    pub step: Step,
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

domain::shows_only!(HistoryEntry { version, from, to });

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
    /// The same on the wall of the location, when it differs.
    pub doctor_local: Option<LocalSpan>,
    pub visit_type_id: VisitTypeId,
    /// Name of the visit type when it was booked.
    #[cfg_attr(feature = "openapi", schema(example = "First visit"))]
    pub visit_name: String,
    pub kind: VisitKind,
    /// When it was booked; nothing when it had none.
    pub price: Option<Price>,
    pub doctor: AppointmentDoctor,
    pub patient: AppointmentPatient,
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

domain::shows_only!(AppointmentView { id, status, version, start });

impl AppointmentView {
    pub fn may(&self, transition: Transition) -> bool {
        self.allowed.contains(&transition)
    }
}

/// A doctor's weekly hours as shown and as saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WeeklySchedule {
    /// IANA name: the zone in which the hours are meant.
    #[cfg_attr(feature = "openapi", schema(format = "time-zone", example = "Europe/Berlin"))]
    pub time_zone: String,
    /// At most twelve windows a day, none of which overlap.
    #[cfg_attr(feature = "openapi", schema(max_items = 84))]
    pub weekly: Vec<WeeklyHours>,
}

/// An exception with its date, for lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExceptionView {
    /// In the location's zone.
    #[cfg_attr(feature = "openapi", schema(example = "2026-12-24"))]
    pub date: NaiveDate,
    #[serde(flatten)]
    pub spec: ExceptionSpec,
}

// ---- what is shown ----

/// A bookable start as the viewer sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotView {
    pub start: DateTime<Utc>,
    /// On the viewer's wall.
    pub local: NaiveDateTime,
    /// Which of the two it is, in an hour that comes twice: "EDT".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub local_offset: Option<String>,
}

/// A date of the viewer's calendar and its slots.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DaySlots {
    pub date: NaiveDate,
    pub slots: Vec<SlotView>,
}

/// Free times of one doctor and one visit type over a run of the viewer's dates; days without times are in it, empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Availability {
    /// The viewer's IANA zone.
    pub time_zone: String,
    pub days: Vec<DaySlots>,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{directory::DoctorPatch, people::AccountPatch};

    fn value() -> impl Strategy<Value = serde_json::Value> {
        prop_oneof![
            any::<String>().prop_map(Into::into),
            any::<i64>().prop_map(Into::into),
            Just(serde_json::Value::Null),
            Just(uuid::Uuid::nil().to_string().into()),
            Just("2026-11-24T08:00:00Z".into()),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

        #[test]
        fn a_request_of_any_shape_is_read_or_refused(a in value(), b in value(), c in value()) {
            let booking = serde_json::json!({"doctor_id": a, "visit_type_id": b, "start": c});
            if let Ok(read) = serde_json::from_value::<BookingRequest>(booking) {
                let written = serde_json::to_value(&read).expect("JSON");
                prop_assert_eq!(serde_json::from_value::<BookingRequest>(written).ok(), Some(read));
            }
            let json = serde_json::json!({"full_name": a, "time_zone": b, "designation": c, "languages": a, "experience_years": b});
            drop(serde_json::from_value::<AccountPatch>(json.clone()));
            drop(serde_json::from_value::<DoctorPatch>(json.clone()));
            drop(serde_json::from_value::<WeeklySchedule>(json));
        }
    }
}

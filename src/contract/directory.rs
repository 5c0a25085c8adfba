//! Doctors as patients find them, as they read and change themselves, and as admins list them.

use chrono::{DateTime, NaiveDateTime, Utc};
use domain::{
    directory::doctor::{DoctorEdit, Specialty},
    platform::{
        ids::{DoctorId, VisitTypeId},
        patch,
    },
    scheduling::visit_type::{VisitKind, VisitType},
};
use serde::{Deserialize, Serialize};

/// Path of a doctor's photo.
pub fn photo_path(doctor: DoctorId) -> String {
    format!("/doctors/{doctor}/picture")
}

/// The next time that can be booked with a doctor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NextFree {
    /// RFC 3339 in UTC.
    #[cfg_attr(feature = "openapi", schema(example = "2026-11-24T08:00:00Z"))]
    pub start: DateTime<Utc>,
    /// On the viewer's wall.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "wall-time", example = "2026-11-24T09:00:00"))]
    pub local: NaiveDateTime,
    /// Only in an hour that comes twice because the clocks go back: which of the two it is, e.g. `EDT` or `UTC+10:30`.
    #[cfg_attr(feature = "openapi", schema(example = "EDT"))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub local_offset: Option<String>,
    pub visit_type_id: VisitTypeId,
}

/// A doctor in the directory.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DoctorCard {
    pub id: DoctorId,
    /// With the title.
    #[cfg_attr(feature = "openapi", schema(example = "Dr Grace Hopper"))]
    pub full_name: String,
    /// E.g. "Consultant cardiologist"; may be empty.
    #[cfg_attr(feature = "openapi", schema(example = "Consultant cardiologist"))]
    pub designation: String,
    /// What the doctor practises.
    pub specialties: Vec<Specialty>,
    /// ISO 639-1 codes.
    #[cfg_attr(feature = "openapi", schema(example = json!(["en", "de"])))]
    pub languages: Vec<String>,
    /// Kinds of visit that can be booked.
    pub kinds: Vec<VisitKind>,
    /// Path of the picture, if there is one.
    #[cfg_attr(feature = "openapi", schema(example = "/doctors/01938a52-0000-7000-8000-000000000001/picture"))]
    pub picture: Option<String>,
    /// The visit type whose times are shown: the first that can be booked, or the first of the kind that was asked for.
    pub visit_type: Option<VisitType>,
    /// At most three, soonest first, of this visit type; none when nothing is free.
    #[cfg_attr(feature = "openapi", schema(max_items = 3))]
    pub next_free: Vec<NextFree>,
}

domain::shows_only!(DoctorCard { id });

/// A doctor's public page.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DoctorProfile {
    pub id: DoctorId,
    /// With the title.
    #[cfg_attr(feature = "openapi", schema(example = "Dr Grace Hopper"))]
    pub full_name: String,
    /// What the doctor is; may be empty.
    #[cfg_attr(feature = "openapi", schema(example = "Consultant cardiologist"))]
    pub designation: String,
    /// What the doctor practises.
    pub specialties: Vec<Specialty>,
    /// ISO 639-1 codes.
    #[cfg_attr(feature = "openapi", schema(example = json!(["en", "de"])))]
    pub languages: Vec<String>,
    /// Years of practice.
    #[cfg_attr(feature = "openapi", schema(maximum = 70, example = 12))]
    pub experience_years: u16,
    /// In the doctor's own words; may be empty.
    #[cfg_attr(feature = "openapi", schema(example = "I take time to explain."))]
    pub about: String,
    /// Where in-person visits take place.
    #[cfg_attr(feature = "openapi", schema(example = "12 Harbour Street, 10115 Berlin"))]
    pub address: String,
    /// How to find it; may be empty.
    #[cfg_attr(feature = "openapi", schema(example = "Second floor, the door on the left."))]
    pub directions: String,
    /// Where the practice can be called; may be empty.
    #[cfg_attr(feature = "openapi", schema(example = "+49 30 23125 042"))]
    pub phone: String,
    /// IANA zone of the practice.
    #[cfg_attr(feature = "openapi", schema(example = "Europe/Berlin"))]
    pub time_zone: String,
    /// Path of the picture, if there is one.
    #[cfg_attr(feature = "openapi", schema(example = "/doctors/01938a52-0000-7000-8000-000000000001/picture"))]
    pub picture: Option<String>,
    /// What can be booked.
    pub visit_types: Vec<VisitType>,
}

domain::shows_only!(DoctorProfile { id });

/// The same as a change: only what is given changes.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DoctorPatch {
    /// What the doctor is, e.g. "Consultant cardiologist".
    #[cfg_attr(feature = "openapi", schema(format = "line", max_length = 100, example = "Consultant cardiologist"))]
    pub designation: Option<String>,
    /// Specialty ids, one to five.
    #[cfg_attr(feature = "openapi", schema(min_items = 1, max_items = 5, example = json!(["cardiology"])))]
    pub specialties: Option<Vec<String>>,
    /// ISO 639-1 codes, one to ten, of the languages that are offered.
    #[cfg_attr(feature = "openapi", schema(min_items = 1, max_items = 10, example = json!(["en", "de"])))]
    pub languages: Option<Vec<String>>,
    /// Years of practice.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 70, example = 12))]
    pub experience_years: Option<u16>,
    /// For patients, in the doctor's own words.
    #[cfg_attr(
        feature = "openapi",
        schema(format = "paragraph", max_length = 3000, example = "I take time to explain.")
    )]
    pub about: Option<String>,
    /// Where visits in person take place.
    #[cfg_attr(
        feature = "openapi",
        schema(format = "paragraph", max_length = 300, example = "12 Harbour Street, 10115 Berlin")
    )]
    pub address: Option<String>,
    /// How to find it.
    #[cfg_attr(
        feature = "openapi",
        schema(format = "paragraph", max_length = 1000, example = "Second floor, the door on the left.")
    )]
    pub directions: Option<String>,
    /// Where the practice can be called: 3 to 15 digits; empty takes it away.
    #[cfg_attr(feature = "openapi", schema(format = "phone", max_length = 40, example = "+49 30 23125 042"))]
    pub phone: Option<String>,
    /// Where patients can write to the practice; `null` takes it away.
    #[serde(default, deserialize_with = "patch::given", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(value_type = Option<String>, format = "email", max_length = 254, example = "desk@practice.example")
    )]
    pub practice_email: Option<Option<String>>,
}

domain::shows_only!(DoctorPatch { specialties, languages, experience_years });

impl DoctorPatch {
    pub fn onto(self, current: DoctorEdit) -> DoctorEdit {
        DoctorEdit {
            designation: self.designation.unwrap_or(current.designation),
            specialties: self.specialties.unwrap_or(current.specialties),
            languages: self.languages.unwrap_or(current.languages),
            experience_years: self.experience_years.unwrap_or(current.experience_years),
            about: self.about.unwrap_or(current.about),
            address: self.address.unwrap_or(current.address),
            directions: self.directions.unwrap_or(current.directions),
            phone: self.phone.unwrap_or(current.phone),
            practice_email: self.practice_email.unwrap_or(current.practice_email),
        }
    }
}

/// A doctor's own view of the public profile and whether patients can find it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OwnProfile {
    pub id: DoctorId,
    /// With the title.
    #[cfg_attr(feature = "openapi", schema(example = "Dr Grace Hopper"))]
    pub full_name: String,
    /// The zone in which hours are meant.
    #[cfg_attr(feature = "openapi", schema(example = "Europe/Berlin"))]
    pub time_zone: String,
    /// Path of the picture, if there is one.
    #[cfg_attr(feature = "openapi", schema(example = "/doctors/01938a52-0000-7000-8000-000000000001/picture"))]
    pub picture: Option<String>,
    #[serde(flatten)]
    pub edit: DoctorEdit,
    /// Weekly hours are set.
    #[cfg_attr(feature = "openapi", schema(example = true))]
    pub has_hours: bool,
    /// A visit type exists.
    #[cfg_attr(feature = "openapi", schema(example = true))]
    pub has_visit_type: bool,
    /// One of them can be offered: it is by video, or the address says where to come.
    #[cfg_attr(feature = "openapi", schema(example = true))]
    pub has_offer: bool,
}

domain::shows_only!(OwnProfile { id, has_hours, has_visit_type });

impl OwnProfile {
    /// A doctor is public once there are hours and a visit type that can be offered.
    pub fn is_public(&self) -> bool {
        self.has_hours && self.has_offer
    }
}

/// A doctor in the admin's list.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DoctorRowView {
    pub id: DoctorId,
    /// With the title.
    #[cfg_attr(feature = "openapi", schema(example = "Dr Grace Hopper"))]
    pub full_name: String,
    /// Where mail goes.
    #[cfg_attr(feature = "openapi", schema(example = "grace@example.org"))]
    pub email: String,
    /// What the doctor practises.
    pub specialties: Vec<Specialty>,
    /// In which the doctor reads (IANA).
    #[cfg_attr(feature = "openapi", schema(example = "Europe/Berlin"))]
    pub time_zone: String,
    /// Patients can find this doctor.
    #[cfg_attr(feature = "openapi", schema(example = true))]
    pub is_public: bool,
    /// Visits still to come.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, example = 12))]
    pub upcoming: i64,
    /// When the account was registered.
    #[cfg_attr(feature = "openapi", schema(example = "2026-10-01T09:12:00Z"))]
    pub created_at: DateTime<Utc>,
}

domain::shows_only!(DoctorRowView { id, is_public, upcoming, created_at });

/// A specialty in the admin's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SpecialtyRowView {
    /// For filters and profiles; it never changes.
    #[cfg_attr(feature = "openapi", schema(example = "cardiology"))]
    pub id: String,
    /// For people.
    #[cfg_attr(feature = "openapi", schema(example = "Cardiology"))]
    pub name: String,
    /// By what it is found besides, as admins wrote it.
    #[cfg_attr(feature = "openapi", schema(example = json!(["cardiologist", "heart", "blood pressure"])))]
    pub words: Vec<String>,
    /// It is not offered any more.
    #[cfg_attr(feature = "openapi", schema(example = false))]
    pub retired: bool,
    /// Doctors who practise it, public or not.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, example = 12))]
    pub doctors: i64,
    /// Raised by every change; sent with one, nothing of somebody else's is overwritten.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, example = 1))]
    pub version: i64,
}

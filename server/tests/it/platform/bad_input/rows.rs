//! The table of everything that can be typed: a new form is a new row.

use serde_json::{Value, json};

use super::{
    Cast, Who,
    values::Kind::{
        self, Code, Email, Line, Number, OptionalEmail, Paragraph, Password, Phone, Price, Word, Words, Zone,
    },
};
use crate::world::PASSWORD;

pub type Values = Vec<(&'static str, Value)>;

pub struct Row {
    pub who: Who,
    /// Method and path below `/api/v1`, where the API has it.
    pub rest: Option<(&'static str, &'static str)>,
    /// Server function and the page that its form stands on.
    pub form: Option<(&'static str, &'static str)>,
    pub fields: &'static [(&'static str, Kind)],
    /// A form that goes through, like no other.
    pub valid: fn(&Cast, usize) -> Values,
    /// Whether what just fits is tried as well.
    pub tries_good: bool,
}

pub const ROWS: &[Row] = &[
    Row {
        who: Who::Visitor,
        rest: Some(("POST", "/auth/register")),
        form: Some(("/do/auth/register", "/register")),
        fields: &[("full_name", Line(1, 100)), ("email", Email), ("password", Password), ("time_zone", Zone)],
        valid: |_, n| newcomer(n),
        tries_good: true,
    },
    Row {
        who: Who::Visitor,
        rest: Some(("POST", "/auth/register-doctor")),
        form: Some(("/do/auth/register-doctor", "/register/doctor")),
        fields: &[
            ("invitation_code", Code),
            ("full_name", Line(1, 100)),
            ("email", Email),
            ("password", Password),
            ("specialty", Word),
            ("time_zone", Zone),
        ],
        valid: |_, n| {
            // The code is put in when the row is sent.
            [newcomer(n), vec![("invitation_code", json!("{code}")), ("specialty", json!("cardiology"))]].concat()
        },
        tries_good: false,
    },
    Row {
        who: Who::Admin,
        rest: Some(("POST", "/admin/invitations")),
        form: Some(("/do/admin/issue-invitation", "/admin/invitations")),
        fields: &[("email", Email)],
        valid: |_, n| vec![("email", json!(format!("invited{n}@example.org")))],
        tries_good: true,
    },
    Row {
        who: Who::Admin,
        rest: Some(("POST", "/admin/specialties")),
        form: Some(("/do/admin/save-specialty", "/admin/specialties")),
        fields: &[("name", Line(1, 60))],
        valid: |_, n| vec![("name", json!(format!("Skin & \"more\" {n}")))],
        tries_good: false,
    },
    Row {
        who: Who::Admin,
        rest: Some(("PATCH", "/admin/specialties/{id}")),
        form: Some(("/do/admin/save-specialty", "/admin/specialties?edit={id}")),
        fields: &[("name", Line(1, 60))],
        // Nobody practises it.
        valid: |_, _| vec![("name", json!("Skin")), ("id", json!("dermatology"))],
        tries_good: true,
    },
    Row {
        who: Who::Patient,
        rest: Some(("PATCH", "/me")),
        form: Some(("/do/account/save", "/account")),
        fields: &[("full_name", Line(1, 100)), ("time_zone", Zone)],
        valid: |_, _| vec![("full_name", json!("Ada & \"co\"")), ("time_zone", json!("Europe/Paris"))],
        tries_good: true,
    },
    Row {
        who: Who::Doctor,
        rest: Some(("POST", "/doctors/me/visit-types")),
        form: Some(("/do/practice/save-visit-type", "/practice/visit-types")),
        fields: VISIT_TYPE,
        valid: |_, _| visit_type(),
        tries_good: false,
    },
    Row {
        who: Who::Doctor,
        rest: Some(("PATCH", "/doctors/me/visit-types/{id}")),
        form: Some(("/do/practice/save-visit-type", "/practice/visit-types?edit={id}")),
        fields: VISIT_TYPE,
        valid: |cast, _| [visit_type(), vec![("id", json!(cast.doctor.visit_type))]].concat(),
        tries_good: true,
    },
    Row {
        who: Who::Doctor,
        rest: Some(("PATCH", "/doctors/me")),
        form: Some(("/do/practice/save-profile", "/practice/profile")),
        fields: &[
            ("designation", Line(0, 100)),
            ("specialties", Words(5)),
            ("languages", Words(10)),
            ("experience_years", Number(0, 70, 1)),
            ("about", Paragraph(3000)),
            ("address", Paragraph(300)),
            ("directions", Paragraph(1000)),
            ("phone", Phone),
            ("practice_email", OptionalEmail),
        ],
        valid: |_, _| {
            vec![
                ("designation", json!("Doctor")),
                ("specialties", json!(["cardiology"])),
                ("languages", json!(["en"])),
                ("experience_years", json!(12)),
                ("about", json!("About & \"me\"")),
                ("address", json!("1 Street\nTown")),
                ("directions", json!("Third floor")),
                ("phone", json!("+1 (212) 555-0143")),
                ("practice_email", json!("desk@practice.example")),
            ]
        },
        tries_good: true,
    },
];

const VISIT_TYPE: &[(&str, Kind)] = &[
    ("name", Line(1, 80)),
    ("minutes", Number(5, 480, 5)),
    ("buffer_before_minutes", Number(0, 120, 5)),
    ("buffer_after_minutes", Number(0, 120, 5)),
    ("minimum_notice_minutes", Number(0, 129_600, 1)),
    ("booking_window_days", Number(1, 366, 1)),
    ("kind", Word),
    ("price", Price),
];

/// Fields of the API whose tests stand in other files here.
pub const ELSEWHERE: &[(&str, &str, &[&str])] = &[
    // A name that does not fit is replaced, so that nobody is kept from signing in by it.
    ("POST", "/auth/login", &["email", "password", "device_name", "device_token", "refresh_token"]),
    ("POST", "/auth/refresh", &["refresh_token"]),
    ("POST", "/auth/logout", &["refresh_token"]),
    ("POST", "/admin/specialties", &["words"]),
    ("PATCH", "/admin/specialties/{id}", &["words", "retired", "version"]),
    ("POST", "/appointments", &["doctor_id", "visit_type_id", "start"]),
    ("POST", "/appointments/{id}/cancel", &["reason"]),
    ("PUT", "/doctors/me/schedule", &["time_zone", "weekly"]),
    ("PUT", "/doctors/me/exceptions/{date}", &["kind", "windows", "reason"]),
];

/// Server functions whose forms are tested elsewhere: signing in and out, buttons with nothing but an id, what moves a
/// visit or books one, hours. All others only read, and never change anything.
pub const OTHER_FORMS: &[&str] = &[
    "/do/auth/sign-in",
    "/do/auth/sign-out",
    "/do/account/end-others",
    "/do/account/end-session",
    "/do/account/set-zone",
    "/do/booking/book",
    "/do/visits/move",
    "/do/practice/set-weekly",
    "/do/practice/put-exception",
    "/do/practice/delete-exception",
    "/do/practice/remove-visit-type",
    "/do/admin/revoke-invitation",
    "/do/admin/offer-specialty",
    "/do/admin/retry-mail",
];

fn newcomer(n: usize) -> Values {
    vec![
        ("full_name", json!("New <Person> & \"co\"")),
        ("email", json!(format!("new{n}@example.org"))),
        ("password", json!(PASSWORD)),
        ("time_zone", json!("Europe/Paris")),
    ]
}

fn visit_type() -> Values {
    vec![
        ("name", json!("Visit & more")),
        ("minutes", json!(30)),
        ("buffer_before_minutes", json!(0)),
        ("buffer_after_minutes", json!(5)),
        ("minimum_notice_minutes", json!(0)),
        ("booking_window_days", json!(366)),
        ("kind", json!("video")),
        ("price", json!(45.5)),
    ]
}

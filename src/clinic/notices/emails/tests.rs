//! What e-mails look like, and what they never say.

use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use uuid::Uuid;

use super::*;
use contract::scheduling::{AppointmentDoctor, AppointmentPatient, AppointmentView};
use domain::{
    platform::{
        currency::Currency,
        ids::{AccountId, AppointmentId, DoctorId, VisitTypeId},
        local::LocalSpan,
        price::Price,
    },
    scheduling::{
        lifecycle::{Party, Status},
        visit_type::VisitKind,
    },
};

const BASE: &str = "https://clinic.example";
const PAGE: &str = "https://clinic.example/visits/1";
const SENDER: &str = "Anteroom <no-reply@clinic.example>";
const PATIENT: &str = "noor@patients.example";
const DOCTOR: &str = "lindqvist@doctors.example";

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn span(start: &str, minutes: i64, zone: &str) -> LocalSpan {
    let start: NaiveDateTime = start.parse().unwrap();
    let end = start + Duration::minutes(minutes);
    LocalSpan { start, start_offset: None, end, end_offset: None, zone: zone.into() }
}

/// A visit in New York, read by a patient in Berlin.
fn visit(status: Status, version: i64) -> AppointmentView {
    AppointmentView {
        id: AppointmentId(Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0001)),
        status,
        version,
        start: at("2026-11-24T13:30:00Z"),
        end: at("2026-11-24T14:00:00Z"),
        local: span("2026-11-24T14:30:00", 30, "Europe/Berlin"),
        doctor_local: Some(span("2026-11-24T08:30:00", 30, "America/New_York")),
        visit_type_id: VisitTypeId(Uuid::from_u128(3)),
        visit_name: "Skin cancer check".into(),
        kind: VisitKind::InPerson,
        price: Some(Price::new(4500, Currency::EUR)),
        doctor: AppointmentDoctor {
            id: DoctorId(Uuid::from_u128(2)),
            full_name: "Dr Åsa Lindqvist".into(),
            designation: "Consultant dermatologist".into(),
            picture: None,
            time_zone: "America/New_York".into(),
            address: "12 Example Street\nNew York".into(),
            directions: "Third floor, the lift is on the left.".into(),
            phone: "+1 212 555 0143".into(),
            practice_email: Some("desk@practice.example".into()),
        },
        patient: AppointmentPatient {
            id: AccountId(Uuid::from_u128(1)),
            full_name: "Noor <b>Haddad</b>".into(),
            email: Some(PATIENT.into()),
        },
        created_at: at("2026-11-20T10:00:00Z"),
        begun: false,
        allowed: vec![],
        history: vec![],
    }
}

fn for_doctor(mut view: AppointmentView) -> AppointmentView {
    if let Some(own) = view.doctor_local.take() {
        view.local = own;
    }
    view
}

fn email<'a>(appointment: &'a AppointmentView, to: &'a str) -> VisitEmail<'a> {
    VisitEmail { appointment, to, base_url: BASE, organizer: SENDER, stamp: at("2026-11-20T10:00:00Z") }
}

fn all() -> Vec<(&'static str, Email)> {
    let booked = visit(Status::Booked, 1);
    let cancelled = visit(Status::Cancelled, 2);
    let (completed, no_show) = (visit(Status::Completed, 2), visit(Status::NoShow, 2));
    let mut video = visit(Status::Booked, 1);
    (video.kind, video.doctor_local) = (VisitKind::Video, None);
    let (booked_there, cancelled_there) = (for_doctor(booked.clone()), for_doctor(cancelled.clone()));
    [
        ("booked_to_patient", email(&booked, PATIENT).booked_to_patient()),
        ("booked_video_to_patient", email(&video, PATIENT).booked_to_patient()),
        ("booked_to_doctor", email(&booked_there, DOCTOR).booked_to_doctor()),
        ("cancelled_to_patient", email(&cancelled, PATIENT).cancelled_to_patient(Party::Doctor)),
        ("cancelled_by_oneself_to_patient", email(&cancelled, PATIENT).cancelled_to_patient(Party::Patient)),
        ("cancelled_by_admin_to_patient", email(&cancelled, PATIENT).cancelled_to_patient(Party::Admin)),
        ("cancelled_to_doctor", email(&cancelled_there, DOCTOR).cancelled_to_doctor(Party::Patient)),
        ("cancelled_by_oneself_to_doctor", email(&cancelled_there, DOCTOR).cancelled_to_doctor(Party::Doctor)),
        ("completed_to_patient", email(&completed, PATIENT).completed_to_patient()),
        ("no_show_to_patient", email(&no_show, PATIENT).no_show_to_patient()),
        ("welcome", welcome(PATIENT, BASE)),
        ("already_registered", already_registered(PATIENT, BASE)),
        ("device_signed_out", device_signed_out(PATIENT, BASE)),
        ("invitation", invitation(DOCTOR, BASE, "7KQ4-ZM2P-9XWD-R3TB-6HJN-8VQF-2MYC", at("2026-12-04T10:00:00Z"))),
    ]
    .map(|(name, email)| (name, email.unwrap()))
    .into()
}

#[test]
fn emails_read_like_this() {
    for (name, email) in all() {
        let calendar = email.calendar.map(|part| format!("\n----- calendar {}\n{}", part.method, part.ics));
        let calendar = calendar.unwrap_or_default().replace("\r\n", "\n");
        let whole = format!("To: {}\nSubject: {}\n\n{}{calendar}", email.to, email.subject, email.text);
        insta::assert_snapshot!(name, whole);
    }
}

#[test]
fn the_html_of_a_confirmation() {
    let booked = visit(Status::Booked, 1);
    insta::assert_snapshot!("booked_to_patient_html", email(&booked, PATIENT).booked_to_patient().unwrap().html);
}

#[test]
fn subjects_hold_no_names_and_nothing_about_health() {
    for (name, email) in all() {
        let subject = email.subject.to_lowercase();
        for word in ["noor", "haddad", "åsa", "lindqvist", "dr ", "dermatolog", "skin", "cancer", "@", "street", "45"]
        {
            assert!(!subject.contains(word), "{name}: {subject:?} holds {word:?}");
        }
    }
}

#[test]
fn no_letter_names_the_visit_type_and_no_letter_to_the_doctor_names_the_patient() {
    for (name, email) in all() {
        let calendar = email.calendar.map_or(String::new(), |part| part.ics);
        let whole = format!("{}{}{calendar}", email.text, email.html).to_lowercase();
        for word in ["skin", "cancer", "dermatolog"] {
            assert!(!whole.contains(word), "{name} holds {word:?}");
        }
        assert!(email.to != DOCTOR || !whole.contains("haddad") && !whole.contains(PATIENT), "{name}");
    }
}

#[test]
fn no_letter_promises_a_time_that_a_closed_day_takes_away() {
    for (name, email) in all() {
        let text = email.text.to_lowercase();
        assert!(!["free again", "by others"].iter().any(|promise| text.contains(promise)), "{name}: {text}");
    }
}

#[test]
fn typed_text_cannot_become_html() {
    for (name, email) in all() {
        assert!(!email.html.contains("<b>"), "{name}");
    }
}

#[test]
fn html_and_text_lead_to_the_same_page() {
    for (name, email) in all() {
        let link = email.text.split_whitespace().find(|word| word.starts_with(BASE)).unwrap();
        assert!(email.html.contains(&format!("href=\"{link}\"")), "{name}: {link}");
        assert!(!email.text.contains("\n\n\n"), "{name} has holes");
    }
}

#[test]
fn a_cancellation_replaces_the_same_calendar_entry() {
    let (booked, cancelled) = (visit(Status::Booked, 1), visit(Status::Cancelled, 2));
    let request = calendar(&booked, Method::Request, booked.created_at, SENDER, PATIENT, PAGE);
    let cancel = calendar(&cancelled, Method::Cancel, booked.created_at, SENDER, PATIENT, PAGE);
    let line = |ics: &str, key: &str| ics.lines().find(|line| line.starts_with(key)).map(str::to_owned);
    assert_eq!(line(&request, "UID:"), line(&cancel, "UID:"));
    assert_eq!(line(&request, "SEQUENCE:").as_deref(), Some("SEQUENCE:1"));
    assert_eq!(line(&cancel, "SEQUENCE:").as_deref(), Some("SEQUENCE:2"));
    assert_eq!(line(&cancel, "STATUS:").as_deref(), Some("STATUS:CANCELLED"));
    assert_eq!(line(&request, "DTSTART:").as_deref(), Some("DTSTART:20261124T133000Z"));
}

#[test]
fn a_calendar_entry_says_where_to_go_and_reminds() {
    let (booked, cancelled) = (visit(Status::Booked, 1), visit(Status::Cancelled, 2));
    let unfolded =
        |view, method, to| calendar(view, method, at("2026-11-20T10:00:00Z"), SENDER, to, PAGE).replace("\r\n ", "");
    for method in [Method::Request, Method::Publish] {
        let ics = unfolded(&booked, method, PATIENT);
        for words in [
            "DESCRIPTION:Visit with Dr Åsa Lindqvist\\n12 Example Street\\, New York\\nThird floor\\, the lift is on the \
             left.\\n+1 212 555 0143\\nhttps://clinic.example/visits/1\r\n",
            "URL:https://clinic.example/visits/1\r\n",
            "LOCATION:12 Example Street\\, New York\r\n",
            "BEGIN:VALARM\r\n",
            "TRIGGER:-PT3600S\r\n",
        ] {
            assert!(ics.contains(words), "{words} is not in {ics}");
        }
    }
    let cancel = unfolded(&cancelled, Method::Cancel, PATIENT);
    assert!(!cancel.contains("VALARM"), "nobody is reminded of what is off: {cancel}");
    let doctors = unfolded(&for_doctor(booked.clone()), Method::Request, DOCTOR);
    assert!(doctors.contains("DESCRIPTION:Visit with a patient\\n12 Example"), "{doctors}");
}

#[test]
fn calendar_files_keep_the_form_of_rfc_5545() {
    let mut view = visit(Status::Booked, 1);
    view.doctor.full_name = "Dr \"Ann; Marie\", O’Neill-Þórðardóttir of a very long family name: 日本語の名前".into();
    view.doctor.address = "12 Example Street; rear building,\nBerlin\\Mitte ".repeat(4);
    for method in [Method::Request, Method::Cancel, Method::Publish] {
        let ics = calendar(&view, method, view.created_at, SENDER, DOCTOR, PAGE);
        assert!(ics.ends_with("END:VCALENDAR\r\n"));
        for line in ics.split_terminator("\r\n") {
            assert!(line.len() <= 75, "{} octets: {line}", line.len());
            assert!(!line.contains(['\r', '\n']), "a bare line break in {line:?}");
        }
        let unfolded = ics.replace("\r\n ", "");
        assert_eq!(unfolded.contains("ATTENDEE"), method != Method::Publish);
        assert!(unfolded.contains("ORGANIZER;CN=Anteroom:mailto:no-reply@clinic.example\r\n"));
        let stamps = unfolded.matches("DTSTAMP:").count();
        assert_eq!(unfolded.matches("DTSTAMP:20261120T100000Z").count(), stamps, "of the change, not of the clock");
    }
}

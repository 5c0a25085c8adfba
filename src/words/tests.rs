use chrono::{DateTime, NaiveDateTime};
use contract::scheduling::{AppointmentDoctor, AppointmentPatient, AppointmentView, HistoryEntry};
use domain::{
    platform::{
        ids::{AccountId, AppointmentId, DoctorId, VisitTypeId},
        local::LocalSpan,
    },
    scheduling::{
        appointment::Step,
        lifecycle::{Party, Status},
        visit_type::VisitKind,
    },
};
use uuid::Uuid;

use super::*;

fn at(text: &str) -> NaiveDateTime {
    text.parse().unwrap()
}

fn local() -> LocalSpan {
    let (start, end) = (at("2026-11-24T14:30:00"), at("2026-11-24T15:00:00"));
    LocalSpan { start, start_offset: None, end, end_offset: None, zone: "Europe/Berlin".into() }
}

fn visit() -> AppointmentView {
    let instant = DateTime::UNIX_EPOCH;
    AppointmentView {
        id: AppointmentId(Uuid::from_u128(1)),
        status: Status::Booked,
        version: 1,
        start: instant,
        end: instant,
        local: local(),
        doctor_local: None,
        visit_type_id: VisitTypeId(Uuid::from_u128(2)),
        visit_name: "First visit".into(),
        kind: VisitKind::Video,
        price: None,
        doctor: AppointmentDoctor {
            id: DoctorId(Uuid::from_u128(3)),
            full_name: "Dr Ada Lind".into(),
            designation: String::new(),
            picture: None,
            time_zone: "Europe/Berlin".into(),
            address: String::new(),
            directions: String::new(),
            phone: String::new(),
            practice_email: None,
        },
        patient: AppointmentPatient { id: AccountId(Uuid::from_u128(4)), full_name: "Ben Roe".into(), email: None },
        created_at: instant,
        begun: false,
        allowed: vec![],
        history: vec![],
    }
}

#[test]
fn a_change_is_told_from_the_readers_side() {
    use Party::{Admin, Doctor, Patient, System};
    let visit = visit();
    let told = |reader, by, from, step, to| {
        let entry = HistoryEntry { version: 1, from, to, step, by, at: visit.start, reason: None, local: local() };
        change(&visit, reader, &entry)
    };
    let booked = Some(Status::Booked);
    let cancelled = |reader, by| told(reader, by, booked, Step::Cancelled, Status::Cancelled);
    for (text, sentence) in [
        (told(Doctor, Patient, None, Step::Booked, Status::Booked), "New visit: Ben Roe, Tue 24 Nov, 14:30."),
        (told(Doctor, Patient, None, Step::Requested, Status::Requested), "New request: Ben Roe, Tue 24 Nov, 14:30."),
        (cancelled(Doctor, Patient), "Ben Roe cancelled the visit on Tue 24 Nov, 14:30."),
        (cancelled(Patient, Doctor), "Dr Ada Lind cancelled your visit on Tue 24 Nov, 14:30."),
        (cancelled(Doctor, Admin), "The visit of Ben Roe on Tue 24 Nov, 14:30 was cancelled."),
        (cancelled(Patient, Admin), "Your visit to Dr Ada Lind on Tue 24 Nov, 14:30 was cancelled."),
        (
            told(Patient, System, Some(Status::Requested), Step::Expired, Status::Expired),
            "The visit on Tue 24 Nov, 14:30 is now: expired.",
        ),
    ] {
        assert_eq!(text, sentence);
    }
}

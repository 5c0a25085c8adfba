use uuid::Uuid;

use super::*;
use crate::scheduling::location::LocationText;

fn at(minutes: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_000_200 + minutes * 60, 0).unwrap()
}

const START: i64 = 0;
const END: i64 = 30;
const LATER: i64 = 7 * 24 * 60;

/// One of the doctor's locations.
fn location(n: u128, address: &str) -> Location {
    Location {
        id: LocationId(Uuid::from_u128(n)),
        doctor: DoctorId(Uuid::from_u128(2)),
        position: 0,
        text: LocationText { address: address.to_owned(), ..LocationText::default() },
        zone: "Europe/Berlin".to_owned(),
    }
}

pub fn visit(status: Status) -> Appointment {
    Appointment {
        id: AppointmentId(Uuid::from_u128(1)),
        doctor: DoctorId(Uuid::from_u128(2)),
        patient: AccountId(Uuid::from_u128(3)),
        visit_type: VisitTypeId(Uuid::from_u128(4)),
        visit_name: "Check-up".into(),
        kind: VisitKind::InPerson,
        price: None,
        location: location(5, "1 Test Street").agreed(),
        start: at(START),
        end: at(END),
        buffer_before: 5,
        buffer_after: 10,
        status,
        version: 1,
        created_at: at(-9999),
    }
}

const COLLEAGUE: DoctorId = DoctorId(Uuid::from_u128(9));

fn why() -> Option<Sealed<String>> {
    Some(Sealed::new("So it is.".to_owned()))
}

/// The step with all that it needs, half an hour after this status was come to from `booked`.
fn command(transition: Transition, from: Status, now: DateTime<Utc>) -> Command {
    match transition {
        Transition::Accept => Command::Accept { location: None },
        Transition::Decline => Command::Decline { reason: why() },
        Transition::Refer => Command::Refer { to: COLLEAGUE, reason: why() },
        Transition::Expire => Command::Expire,
        Transition::CheckIn => Command::CheckIn,
        Transition::Start => Command::Start,
        Transition::Complete => Command::Complete,
        Transition::NoShow => Command::NoShow,
        Transition::Cancel => Command::Cancel { reason: why() },
        Transition::Move => Command::Move { start: at(LATER) },
        Transition::Undo => Command::Undo { last: Box::new(marked(from, now - TimeDelta::minutes(9))) },
    }
}

/// The event by which the visit came from `booked` to where it stands.
fn marked(to: Status, at: DateTime<Utc>) -> Event {
    let first = visit(to).first_event();
    Event { what: Step::Completed, from: Some(Status::Booked), to, party: Party::Doctor, at, ..first }
}

fn by(party: Party) -> By {
    By { party, account: None }
}

fn decide_at(party: Party, from: Status, transition: Transition, minutes: i64) -> Result<Status, TransitionError> {
    let step = command(transition, from, at(minutes));
    visit(from).apply(by(party), step, at(minutes)).map(|(after, _)| after.status)
}

/// Every allowed cell of party × status × transition, when time does not forbid it; all others are refused.
const ALLOWED: &[(Party, Status, Transition, Status)] = &[
    (Party::Doctor, Status::Requested, Transition::Accept, Status::Booked),
    (Party::Doctor, Status::Requested, Transition::Decline, Status::Declined),
    (Party::Doctor, Status::Requested, Transition::Refer, Status::Referred),
    (Party::System, Status::Requested, Transition::Expire, Status::Expired),
    (Party::Doctor, Status::Booked, Transition::CheckIn, Status::CheckedIn),
    (Party::Doctor, Status::Booked, Transition::Start, Status::InProgress),
    (Party::Doctor, Status::CheckedIn, Transition::Start, Status::InProgress),
    (Party::Doctor, Status::Booked, Transition::Complete, Status::Completed),
    (Party::Doctor, Status::CheckedIn, Transition::Complete, Status::Completed),
    (Party::Doctor, Status::InProgress, Transition::Complete, Status::Completed),
    (Party::Doctor, Status::Booked, Transition::NoShow, Status::NoShow),
    (Party::Doctor, Status::CheckedIn, Transition::NoShow, Status::NoShow),
    (Party::Patient, Status::Requested, Transition::Cancel, Status::Cancelled),
    (Party::Patient, Status::Booked, Transition::Cancel, Status::Cancelled),
    (Party::Patient, Status::CheckedIn, Transition::Cancel, Status::Cancelled),
    (Party::Doctor, Status::Requested, Transition::Cancel, Status::Cancelled),
    (Party::Doctor, Status::Booked, Transition::Cancel, Status::Cancelled),
    (Party::Doctor, Status::CheckedIn, Transition::Cancel, Status::Cancelled),
    (Party::Admin, Status::Requested, Transition::Cancel, Status::Cancelled),
    (Party::Admin, Status::Booked, Transition::Cancel, Status::Cancelled),
    (Party::Admin, Status::CheckedIn, Transition::Cancel, Status::Cancelled),
    (Party::Patient, Status::Requested, Transition::Move, Status::Requested),
    (Party::Patient, Status::Booked, Transition::Move, Status::Booked),
    (Party::Admin, Status::Requested, Transition::Move, Status::Requested),
    (Party::Admin, Status::Booked, Transition::Move, Status::Booked),
    (Party::Doctor, Status::CheckedIn, Transition::Undo, Status::Booked),
    (Party::Doctor, Status::InProgress, Transition::Undo, Status::Booked),
    (Party::Doctor, Status::Completed, Transition::Undo, Status::Booked),
    (Party::Doctor, Status::NoShow, Transition::Undo, Status::Booked),
];

#[test]
fn the_table_is_complete() {
    for &party in Party::ALL {
        for &from in Status::ALL {
            for &transition in Transition::ALL {
                let expected = ALLOWED.iter().find(|(p, f, t, _)| (*p, *f, *t) == (party, from, transition));
                let when = if transition == Transition::NoShow { START } else { START - 1 };
                let got = decide_at(party, from, transition, when);
                assert_eq!(got.ok(), expected.map(|row| row.3), "{party} {from} {transition}");
            }
        }
    }
}

#[test]
fn a_request_expires_after_two_days_or_when_the_visit_would_begin() {
    for (created, answer_by) in [(-9999, -9999 + 48 * 60), (-48 * 60, START), (-60, START)] {
        let request = Appointment { created_at: at(created), ..visit(Status::Requested) };
        assert_eq!(request.answer_by(), at(answer_by));
        let expire = |now| request.apply(by(Party::System), Command::Expire, now).map(|(after, _)| after.status);
        assert_eq!(expire(at(answer_by) - TimeDelta::seconds(1)), Err(TransitionError::NotBefore(at(answer_by))));
        assert_eq!(expire(at(answer_by)), Ok(Status::Expired));
    }
}

#[test]
fn a_patient_cannot_cancel_what_has_begun() {
    let cancel = |party, minutes| decide_at(party, Status::Booked, Transition::Cancel, minutes);
    assert_eq!(cancel(Party::Patient, START), Err(TransitionError::AlreadyBegun));
    assert_eq!(cancel(Party::Patient, START - 1), Ok(Status::Cancelled));
    assert_eq!(cancel(Party::Doctor, START + 1), Ok(Status::Cancelled));
}

#[test]
fn nobody_cancels_what_is_over_and_the_doctor_marks_it() {
    use Transition::{Cancel, Complete, NoShow};
    for from in [Status::Booked, Status::CheckedIn] {
        for party in [Party::Doctor, Party::Admin] {
            assert_eq!(decide_at(party, from, Cancel, END - 1), Ok(Status::Cancelled), "{party} {from}");
            for late in [END, END + 1, END + 400 * 24 * 60] {
                assert_eq!(decide_at(party, from, Cancel, late), Err(TransitionError::AlreadyOver), "{party} {from}");
            }
        }
        for (mark, to) in [(Complete, Status::Completed), (NoShow, Status::NoShow)] {
            assert_eq!(decide_at(Party::Doctor, from, mark, END + 400 * 24 * 60), Ok(to), "{mark} {from}");
        }
    }
}

#[test]
fn nobody_misses_or_keeps_a_visit_long_before_it() {
    use Transition::{CheckIn, Complete, NoShow, Start};
    for (transition, earliest, to) in [
        (NoShow, START, Status::NoShow),
        (CheckIn, START - 120, Status::CheckedIn),
        (Start, START - 120, Status::InProgress),
        (Complete, START - 120, Status::Completed),
    ] {
        let mark = |minutes| decide_at(Party::Doctor, Status::Booked, transition, minutes);
        for early in [earliest - 2 * 24 * 60, earliest - 1] {
            assert_eq!(mark(early), Err(TransitionError::NotBefore(at(earliest))), "{transition}");
        }
        assert_eq!((mark(earliest), mark(earliest + 9999)), (Ok(to), Ok(to)), "{transition}");
    }
}

#[test]
fn an_exit_frees_the_time_and_leads_nowhere_but_back() {
    for &from in Status::ALL.iter().filter(|s| !s.is_open()) {
        for &party in Party::ALL {
            for &transition in Transition::ALL.iter().filter(|step| **step != Transition::Undo) {
                assert!(decide_at(party, from, transition, START).is_err(), "{from} must be final");
            }
        }
        assert_eq!(from.claims_time(), from == Status::Completed);
        assert_eq!(visit(from).cells().is_some(), from == Status::Completed);
    }
}

#[test]
fn what_may_be_done_is_what_is_done() {
    for &party in Party::ALL {
        for &from in Status::ALL {
            for &transition in Transition::ALL {
                for minutes in [START - 9999, START - 1, START, END - 1, END, END + 9999] {
                    let may = visit(from).may(party, transition, at(minutes));
                    // A visit is moved to what is still to come.
                    if transition == Transition::Move && minutes >= LATER {
                        continue;
                    }
                    let done = decide_at(party, from, transition, minutes).map(drop);
                    assert_eq!(may, done, "{party} {from} {transition} {minutes}");
                }
            }
        }
    }
}

#[test]
fn a_moved_visit_keeps_its_length_and_its_name() {
    let before = visit(Status::Booked);
    let step = Command::Move { start: at(LATER) };
    let (after, event) = before.apply(by(Party::Patient), step, at(START - 60)).unwrap();
    assert_eq!((after.id, after.start, after.end), (before.id, at(LATER), at(LATER + 30)));
    assert_eq!((after.status, after.version, event.version), (Status::Booked, 2, 2));
    assert_eq!(event.what, Step::Moved { from: at(START), to: at(LATER) });
    let (kept, keeps) = (before.cells().unwrap(), after.cells().unwrap());
    let week = 7 * 24 * 12;
    assert_eq!((kept.0.start + week, kept.0.end + week), (keeps.0.start, keeps.0.end));
    assert_eq!((keeps.0.end - keeps.0.start, keeps.1.end - keeps.1.start), (9, 6));

    for then in [at(START), at(START - 60), at(START - 61)] {
        let moved = visit(Status::Booked).apply(by(Party::Patient), Command::Move { start: then }, at(START - 60));
        assert_eq!(moved.err(), Some(TransitionError::NotThatTime), "{then}");
    }
}

#[test]
fn whoever_calls_off_what_others_count_on_says_why() {
    let refused = |party, from, step| visit(from).apply(by(party), step, at(START - 60)).err();
    let no_reason = Some(TransitionError::NoReason);
    for party in [Party::Doctor, Party::Admin] {
        assert_eq!(refused(party, Status::Booked, Command::Cancel { reason: None }), no_reason);
    }
    assert_eq!(refused(Party::Patient, Status::Booked, Command::Cancel { reason: None }), None);
    assert_eq!(refused(Party::Doctor, Status::Requested, Command::Decline { reason: None }), no_reason);
    assert_eq!(refused(Party::Doctor, Status::Requested, Command::Refer { to: COLLEAGUE, reason: None }), no_reason);
}

#[test]
fn a_request_is_accepted_where_it_was_asked_for_or_elsewhere() {
    let accept = |asked: &Appointment, location: Option<Location>| {
        asked.apply(by(Party::Doctor), Command::Accept { location: location.map(Box::new) }, at(START - 60))
    };
    let asked = visit(Status::Requested);
    let (after, event) = accept(&asked, None).unwrap();
    assert_eq!((after.status, after.start, after.end), (Status::Booked, asked.start, asked.end));
    assert!(after.location == asked.location, "what was asked for is agreed");
    assert_eq!(event.what, Step::Accepted { location: asked.location.id });

    let other = Location { zone: "America/New_York".to_owned(), ..location(6, "2 New Street") };
    let (after, event) = accept(&asked, Some(other.clone())).unwrap();
    assert!(after.location == other.agreed(), "all of it is copied");
    assert_eq!((after.start, event.what), (asked.start, Step::Accepted { location: other.id }));
    // Later steps leave it as it was agreed.
    let (moved, _) = after.apply(by(Party::Patient), Command::Move { start: at(LATER) }, at(START - 50)).unwrap();
    assert!(moved.location == other.agreed());
}

#[test]
fn nobody_is_asked_to_come_to_a_strangers_location_or_to_nowhere() {
    let by_video = Appointment { kind: VisitKind::Video, ..visit(Status::Requested) };
    let nowhere = Appointment { location: location(5, "").agreed(), ..visit(Status::Requested) };
    let theirs = Location { doctor: COLLEAGUE, ..location(7, "3 Far Street") };
    for (asked, at_this, expected) in [
        (&visit(Status::Requested), Some(theirs.clone()), Err(TransitionError::NotThatLocation)),
        (&by_video, Some(theirs), Err(TransitionError::NotThatLocation)),
        (&visit(Status::Requested), Some(location(6, "")), Err(TransitionError::NoAddress)),
        (&nowhere, None, Err(TransitionError::NoAddress)),
        (&nowhere, Some(location(6, "2 New Street")), Ok(Status::Booked)),
        (&by_video, Some(location(6, "")), Ok(Status::Booked)),
        (&Appointment { location: location(5, "").agreed(), ..by_video.clone() }, None, Ok(Status::Booked)),
    ] {
        let step = Command::Accept { location: at_this.map(Box::new) };
        let got = asked.apply(by(Party::Doctor), step, at(START - 60)).map(|(after, _)| after.status);
        assert_eq!(got, expected);
    }
}

#[test]
fn nobody_is_referred_to_whom_they_asked() {
    let asked = visit(Status::Requested);
    let step = Command::Refer { to: asked.doctor, reason: why() };
    assert_eq!(asked.apply(by(Party::Doctor), step, at(START - 60)).err(), Some(TransitionError::SameDoctor));
    let step = Command::Refer { to: COLLEAGUE, reason: why() };
    let (_, event) = visit(Status::Requested).apply(by(Party::Doctor), step, at(START - 60)).unwrap();
    assert_eq!(event.what, Step::Referred { to: COLLEAGUE });
    assert!(event.reason == why());
}

#[test]
fn a_mark_is_taken_back_once_and_within_ten_minutes() {
    let undo = |last: &Event, minutes: i64, version: i64| {
        let before = Appointment { version, ..visit(Status::Completed) };
        before.apply(by(Party::Doctor), Command::Undo { last: Box::new(last.clone()) }, at(minutes))
    };
    let last = marked(Status::Completed, at(END));
    assert_eq!(undo(&last, END + 10, 1).err(), Some(TransitionError::TooLate));
    let (after, event) = undo(&last, END + 9, 1).unwrap();
    assert_eq!((after.status, event.what.clone()), (Status::Booked, Step::Undone { version: 1 }));
    // It is the last event that is taken back, of this visit, and an undoing is none that could be.
    assert_eq!(undo(&last, END + 9, 2).err(), Some(TransitionError::NotFrom(Status::Completed)));
    let others = Event { appointment: AppointmentId(Uuid::from_u128(8)), ..last.clone() };
    assert_eq!(undo(&others, END + 9, 1).err(), Some(TransitionError::NotFrom(Status::Completed)));
    let undone = Event { what: Step::Undone { version: 1 }, ..last };
    assert_eq!(undo(&undone, END + 9, 1).err(), Some(TransitionError::NotFrom(Status::Completed)));
}

/// One of each kind.
pub fn every_step() -> [Step; 13] {
    [
        Step::Requested,
        Step::Booked,
        Step::Accepted { location: LocationId(Uuid::from_u128(6)) },
        Step::Declined,
        Step::Referred { to: COLLEAGUE },
        Step::Expired,
        Step::Moved { from: at(START), to: at(LATER) },
        Step::CheckedIn,
        Step::Started,
        Step::Completed,
        Step::Missed,
        Step::Cancelled,
        Step::Undone { version: 7 },
    ]
}

#[test]
fn a_step_is_read_as_it_was_written() {
    for step in every_step() {
        let (kind, data) = (step.kind(), step.data());
        let has_data =
            matches!(step, Step::Accepted { .. } | Step::Referred { .. } | Step::Moved { .. } | Step::Undone { .. });
        assert_eq!(data.is_some(), has_data, "{kind}");
        assert_eq!(Step::read(kind, data.as_deref()), Some(step));
    }
    for (kind, data) in [("", None), ("forgotten", None), ("moved", None), ("moved", Some("{}")), ("moved", Some("x"))]
    {
        assert_eq!(Step::read(kind, data), None, "{kind} {data:?}");
    }
}

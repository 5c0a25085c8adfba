use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, NaiveDateTime};
use contract::scheduling::{AppointmentDoctor, AppointmentPatient, AppointmentView, HistoryEntry};
use domain::{
    directory::faults::ProfileFault,
    notices::faults::LineFault,
    people::faults::AccountFault,
    platform::{
        currency::Currency,
        faults::{ChoiceFault, DateFault, NumberFault, PriceFault, RequestFault, TextFault, Wanted},
        ids::{AccountId, AppointmentId, DoctorId, VisitTypeId},
        local::LocalSpan,
        problem::{Fault, FieldError, Problem},
    },
    scheduling::{
        appointment::Step,
        faults::{HoursFault, NotOffered, VisitFault, VisitTypeFault},
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

fn currency(code: &str) -> Currency {
    Currency::of(code).unwrap()
}

/// Every fault there is, and what it says.
fn faults() -> Vec<(Fault, &'static str)> {
    let first = NaiveDate::from_ymd_opt(2026, 12, 5).unwrap();
    let wanted = |wanted| RequestFault::NotA { wanted }.into();
    vec![
        (TextFault::Missing.into(), "Please fill this in."),
        (TextFault::TooShort { least: 2 }.into(), "Please use at least 2 characters."),
        (TextFault::TooLong { most: 80, length: 81 }.into(), "Please use at most 80 characters; this has 81."),
        (TextFault::FarTooLong.into(), "This is far too long. Please shorten it."),
        (
            TextFault::Unseen { after: "Ada".into() }.into(),
            "There is an invisible character after “Ada”. Please delete it, or type this again.",
        ),
        (
            TextFault::Unseen { after: String::new() }.into(),
            "There is an invisible character at the beginning. Please delete it, or type this again.",
        ),
        (TextFault::NotAnEmail.into(), "Please write an address like name@example.org."),
        (TextFault::NotAPhoneNumber.into(), "Please write a telephone number like +49 30 1234567."),
        (TextFault::NoPassword.into(), "Please choose a password."),
        (
            TextFault::PasswordTooShort { least: 10 }.into(),
            "Please use at least 10 characters. Three or four words make a good password.",
        ),
        (TextFault::PasswordTooLong { most: 128 }.into(), "Please use at most 128 characters."),
        (NumberFault::NotWhole.into(), "Please give a whole number."),
        (NumberFault::TooSmall { least: 0 }.into(), "Please give a whole number, 0 or more."),
        (NumberFault::OutOfRange { least: 1, most: 100 }.into(), "Please give a number from 1 to 100."),
        (DateFault::NotADate.into(), "Please give a real date as YYYY-MM-DD, for example 2026-11-24."),
        (DateFault::NotAMonth.into(), "Please give a month as YYYY-MM, for example 2026-11."),
        (DateFault::LastBeforeFirst.into(), "The last day must not be before the first."),
        (
            DateFault::LastTooEarly { first }.into(),
            "Please give a last day that is not before the first: 2026-12-05 or later.",
        ),
        (DateFault::TooManyDays { most: 42 }.into(), "Please ask for at most 42 days at a time."),
        (DateFault::TooManyYears { most: 1 }.into(), "Please choose a year at most."),
        (DateFault::TooManyYears { most: 2 }.into(), "Please choose two years at most."),
        (DateFault::Past.into(), "This day is over. Please choose today or a later day."),
        (DateFault::TooFarAhead { years: 3 }.into(), "Please choose a day within the next three years."),
        (ChoiceFault::NotOneOf { known: vec!["a".into(), "b".into()] }.into(), "Please use one of: a, b."),
        (ChoiceFault::NotATimeZone.into(), "Please choose a time zone such as Europe/Berlin."),
        (
            PriceFault::NotAPrice { currency: Currency::EUR }.into(),
            "Please give a price in EUR such as 45 or 45.50 and leave it empty for none.",
        ),
        (
            PriceFault::NotAPrice { currency: currency("JPY") }.into(),
            "Please give a price in JPY such as 4500, without decimals, and leave it empty for none.",
        ),
        (
            PriceFault::NotAPrice { currency: currency("KWD") }.into(),
            "Please give a price in KWD such as 45 or 45.500 and leave it empty for none.",
        ),
        (PriceFault::TooMuch { currency: Currency::EUR }.into(), "Please give at most €1,000,000,000."),
        (PriceFault::TooMuch { currency: currency("JPY") }.into(), "Please give at most ¥1,000,000,000."),
        (RequestFault::Missing.into(), "Please give this."),
        (RequestFault::Twice.into(), "Please give this once."),
        (wanted(Wanted::Text), "Please give a text."),
        (wanted(Wanted::Number), "Please give a number."),
        (wanted(Wanted::Boolean), "Please give true or false."),
        (wanted(Wanted::List), "Please give a list."),
        (wanted(Wanted::Object), "Please give an object."),
        (wanted(Wanted::Id), "Please give an id (a UUID)."),
        (wanted(Wanted::Instant), "Please give an instant such as 2026-11-24T08:00:00Z."),
        (wanted(Wanted::TimeZone), "Please give a time zone such as Europe/Berlin."),
        (wanted(Wanted::Email), "Please give an address, or leave this out."),
        (wanted(Wanted::VisitTypeId), "Please give the id of a visit type."),
        (wanted(Wanted::DoctorId), "Please give the id of a doctor."),
        (wanted(Wanted::DoctorIds), "Please give ids of doctors (UUIDs) with commas between."),
        (wanted(Wanted::ProcessId), "Please give the id of a process."),
        (wanted(Wanted::EventId), "Please give the id of an event of this line."),
        (wanted(Wanted::Cursor), "Please give the `next` of an answer before."),
        (RequestFault::Meaningless.into(), "This cannot be read. Please look at what the API's document says of it."),
        (RequestFault::SentTwice.into(), "This was sent twice. Please send the form again."),
        (
            RequestFault::NotAKey { most: 255 }.into(),
            "Please give 1 to 255 printable ASCII characters, without spaces.",
        ),
        (
            RequestFault::UnusableKey { most: 255 }.into(),
            "Please send 1 to 255 printable ASCII characters, for example a UUID.",
        ),
        (RequestFault::Gone.into(), "This was added before, and is no longer there. Please open the page anew."),
        (RequestFault::NotJson { said: "expected value".into() }.into(), "expected value"),
        (RequestFault::NotAnObject.into(), "the body should be a JSON object."),
        (RequestFault::BodyBroken.into(), "the body could not be read"),
        (RequestFault::FormBroken.into(), "the form did not arrive as it was sent. Please try again."),
        (RequestFault::NotPosted.into(), "a form is sent with POST."),
        (RequestFault::NoPath.into(), "the request names no path"),
        (RequestFault::NotOneHost.into(), "the request names no host, or more than one"),
        (RequestFault::AddressBroken.into(), "the address cannot be understood"),
        (AccountFault::EmailTaken.into(), "There is an account with this e-mail."),
        (
            AccountFault::ZoneOfPractice.into(),
            "Your hours are kept in the time zone of your practice. Please change it there.",
        ),
        (
            AccountFault::AnotherReader.into(),
            "Another account is signed in here now. Sign in to yours in another tab, then try again.",
        ),
        (
            AccountFault::InvitationNotValid.into(),
            "This code is not valid for this e-mail: it may be mistyped, used or expired. Please check it, or ask for a \
             new invitation.",
        ),
        (AccountFault::InvitationEnded.into(), "This invitation has been used or taken back already."),
        (
            AccountFault::AccountsExist.into(),
            "This database holds accounts already. Demo data goes into an empty database only.",
        ),
        (ProfileFault::YearsOutOfRange { least: 0, most: 70 }.into(), "Please give 0 to 70 years."),
        (ProfileFault::NotYears.into(), "Please give a whole number of years, such as 12."),
        (ProfileFault::SpecialtiesOutOfRange { least: 1, most: 5 }.into(), "Please choose one to five specialties."),
        (ProfileFault::UnknownSpecialty.into(), "Please choose from the list of specialties."),
        (ProfileFault::NoSuchSpecialty.into(), "Please choose one of the specialties."),
        (ProfileFault::LanguagesOutOfRange { least: 1, most: 10 }.into(), "Please choose one to ten languages."),
        (
            ProfileFault::UnknownLanguage.into(),
            "Please choose from the list of languages (two-letter codes such as en).",
        ),
        (
            ProfileFault::SpecialtyNameTaken { name: "ENT".into() }.into(),
            "There is “ENT” already. Please choose another name.",
        ),
        (
            ProfileFault::TooManySpecialties { most: 200 }.into(),
            "There can be at most 200 specialties. One that is not needed can get another name.",
        ),
        (
            ProfileFault::NotASearchWord { least: 2, most: 40 }.into(),
            "Please give one or two words of 2 to 40 characters, which say more than “doctor”.",
        ),
        (
            ProfileFault::TooManySearchWords { most: 60, given: 61 }.into(),
            "Please give at most 60 words; these are 61.",
        ),
        (
            ProfileFault::SpecialtyOvertaken.into(),
            "Somebody else has changed this specialty meanwhile. Please look at it as it is now, and save yours again.",
        ),
        (HoursFault::NotATime.into(), "Please give a time such as 09:00 or 17:30."),
        (HoursFault::OffRaster.into(), "Please use steps of five minutes, such as 09:00 or 09:05."),
        (HoursFault::BeginsAtMidnight.into(), "A day's hours begin before 24:00."),
        (
            HoursFault::EndsBeforeStart.into(),
            "The end must come after the start. For hours past midnight, use two days.",
        ),
        (
            HoursFault::Overlaps { start: "09:00".into(), end: "12:00".into() }.into(),
            "These hours overlap with 09:00–12:00 on the same day.",
        ),
        (HoursFault::TooManyWindows { most: 12 }.into(), "At most 12 windows fit in one day."),
        (HoursFault::ClosedWithHours.into(), "A closed day has no hours. Choose other hours instead, or remove them."),
        (HoursFault::NoHours.into(), "Please give the hours of this day, or choose closed."),
        (HoursFault::NoKind.into(), "Please choose closed or other hours."),
        (
            HoursFault::NotASpan { typed: "noon".into() }.into(),
            "“noon” is not a span of hours. Please write it like 09:00–12:00, 13:00–17:00.",
        ),
        (HoursFault::NoMonday.into(), "Please give Monday’s hours first."),
        (VisitTypeFault::NoLength.into(), "Please give the length in minutes, such as 30."),
        (
            VisitTypeFault::MinutesOutOfRange { least: 5, most: 480 }.into(),
            "Please give 5 to 480 minutes, in steps of five.",
        ),
        (VisitTypeFault::NoticeTooLong { most_days: 90 }.into(), "Please give at most 90 days (129600 minutes)."),
        (VisitTypeFault::DaysOutOfRange { least: 1, most: 366 }.into(), "Please give 1 to 366 days."),
        (
            VisitTypeFault::WindowShorterThanNotice.into(),
            "This is shorter than the minimum notice: nothing could be booked.",
        ),
        (
            VisitTypeFault::TooManyVisitTypes { most: 50 }.into(),
            "At most 50 visit types can be offered. Please remove one first.",
        ),
        (VisitFault::NoStart.into(), "Please choose a time from the doctor's page."),
        (VisitFault::NoStep.into(), "Please say what should happen."),
        (VisitFault::StepNotOffered.into(), "This cannot be done here."),
        (VisitFault::NoReason.into(), "Please say why, so that the patient knows."),
        (VisitFault::SameDoctor.into(), "Please choose another doctor."),
        (VisitFault::NotYourLocation.into(), "Please choose one of your locations."),
        (VisitFault::NotYourDoctor.into(), "Please choose one of your doctors."),
        (VisitFault::NotYourVisitType.into(), "Please choose one of your visit types."),
        (
            VisitFault::NotAStatus.into(),
            "Please use upcoming, past, all, or one of: requested, booked, checked_in, in_progress, completed, declined, \
             referred, cancelled, expired, no_show.",
        ),
        (VisitFault::NotAnotherTime.into(), "Please choose another time that is still to come."),
        (VisitFault::NotFrom { status: Status::CheckedIn }.into(), "This visit is already checked in."),
        (VisitFault::AlreadyBegun.into(), "This visit has already begun. Please call the practice."),
        (
            VisitFault::AlreadyOver.into(),
            "This visit is over. It can be marked as completed or as a no-show, and no longer be cancelled.",
        ),
        (
            VisitFault::TooEarly { from: local() }.into(),
            "It is too early for this. It can be done from Tue 24 Nov, 14:30 (Berlin time) on.",
        ),
        (VisitFault::TooLate { minutes: 10 }.into(), "This can be taken back for ten minutes only."),
        (
            VisitFault::NoAddress.into(),
            "The patient would not be told where to come. Please add the address of your practice first.",
        ),
        (VisitFault::ChangedMeanwhile.into(), "This visit has just been changed by somebody else."),
        (LineFault::TooManyDoctors { most: 50 }.into(), "Please name at most 50 doctors."),
    ]
}

#[test]
fn every_fault_is_said() {
    let faults = faults();
    for (fault, sentence) in &faults {
        assert_eq!(super::fault(fault), *sentence);
    }
    let said: BTreeSet<_> = faults.iter().map(|(fault, _)| fault.code()).collect();
    let known: BTreeSet<_> = Fault::CODES.iter().flat_map(|codes| codes.iter().copied()).collect();
    assert_eq!(said, known);
    let of_a_part = Fault::Part { typed: "9-25".into(), fault: Box::new(HoursFault::NotATime.into()) };
    assert_eq!(fault(&of_a_part), "“9-25”: Please give a time such as 09:00 or 17:30.");
}

#[test]
fn every_refusal_is_said() {
    let field = || FieldError { field: "q".into(), fault: TextFault::Missing.into() };
    let fields = |n| Problem::Invalid { fields: vec![field(); n] };
    for (problem, sentence) in [
        (Problem::InvalidCredentials, "E-mail or password is wrong. Please try again."),
        (Problem::Unauthenticated, "Please sign in first."),
        (Problem::Forbidden, "Your account may not do this."),
        (Problem::CrossSite, "This request came from another site."),
        (Problem::NotFound, "There is nothing here, or it is not yours to see."),
        (
            Problem::malformed(RequestFault::NotAnObject),
            "The request could not be read: the body should be a JSON object.",
        ),
        (fields(1), "Please check one field."),
        (fields(3), "Please check 3 fields."),
        (Problem::SlotTaken, "This time has just been taken."),
        (Problem::PatientBusy, "You already have a visit at this time."),
        (
            Problem::TooManyVisits { most: 1, with_this_doctor: false },
            "You can have at most 1 visit ahead of you at once. When one is over or cancelled, you can book another.",
        ),
        (
            Problem::TooManyVisits { most: 5, with_this_doctor: true },
            "You can have at most 5 visits with this doctor ahead of you at once. When one is over or cancelled, you can \
             book another.",
        ),
        (
            Problem::IdempotencyMismatch,
            "This was sent before with something else in it. Nothing was changed by it now; please send it once more.",
        ),
        (Problem::conflict(VisitFault::AlreadyBegun), "This visit has already begun. Please call the practice."),
        (Problem::TooMany { retry_after_seconds: 1 }, "Too many attempts. Please try again in 1 second."),
        (Problem::TooMany { retry_after_seconds: 89 }, "Too many attempts. Please try again in 89 seconds."),
        (Problem::TooMany { retry_after_seconds: 91 }, "Too many attempts. Please try again in 2 minutes."),
        (
            Problem::Unavailable,
            "The server is busy or its database cannot be reached. Nothing was changed; please try again shortly.",
        ),
        (
            Problem::Internal { ref_id: "K7Q2-M9XD".into() },
            "Something went wrong on our side. Nothing was changed. Reference: K7Q2-M9XD",
        ),
    ] {
        assert_eq!(super::problem(&problem), sentence);
    }
    for (reason, sentence) in [
        (NotOffered::Past, "it lies in the past."),
        (NotOffered::NoAddress, "the doctor has not said yet where it takes place."),
        (NotOffered::TooSoon, "it is sooner than this visit's notice."),
        (NotOffered::TooFar, "it is further ahead than this visit can be booked."),
        (NotOffered::Closed, "the practice is closed on that day."),
        (NotOffered::OutsideHours, "it is outside the practice's hours."),
        (NotOffered::OffGrid, "visits do not start at this minute."),
        (NotOffered::SkippedByClockChange, "the clocks go forward over this time."),
        (NotOffered::Taken, "the doctor is not free then."),
    ] {
        let told = problem(&Problem::NotOffered { reason });
        assert_eq!(told, format!("This time is not offered: {sentence}"));
    }
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

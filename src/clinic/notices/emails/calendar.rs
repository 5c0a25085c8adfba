//! A visit as an iCalendar file: RFC 5545 for its form, RFC 5546 for what a method asks of it.
//!
//! One UID for the life of the visit and a SEQUENCE that grows with its version: calendars replace what they have
//! instead of showing it twice.

use chrono::{DateTime, TimeDelta, Utc};
use icalendar::{Alarm, Calendar, Component, Event, EventLike, EventStatus, Property};

use contract::scheduling::AppointmentView;
use domain::{platform::email, scheduling::visit_type::VisitKind};

/// How long before the start a calendar reminds its owner.
const REMINDER: TimeDelta = TimeDelta::hours(1);

/// What the file asks a calendar to do (RFC 5546, 1.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Put it in, or replace what is there. For mail.
    Request,
    /// Take it out. For mail.
    Cancel,
    /// Show it. For a file that somebody downloads; names no attendee.
    Publish,
}

impl Method {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
            Self::Publish => "PUBLISH",
        }
    }
}

/// The calendar file of a visit, for the person at `attendee_email`. `stamp` is when its present state came about; `page` the
/// address of the visit's page.
///
/// Calendars are shared with families and kept by other companies, so the entry names the doctor to the patient, but to
/// the doctor it does not name the patient, and to nobody the visit type.
pub fn calendar(
    view: &AppointmentView,
    method: Method,
    stamp: DateTime<Utc>,
    organizer_email: &str,
    attendee_email: &str,
    page: &str,
) -> String {
    let for_doctor = view.patient.email.as_deref().is_some_and(|email| email != attendee_email);
    let summary = match for_doctor {
        true => "Visit with a patient".to_owned(),
        false => format!("Visit with {}", view.doctor.full_name),
    };
    let location = match view.kind {
        VisitKind::Video => "Video".to_owned(),
        VisitKind::InPerson => view.doctor.address.lines().map(str::trim).collect::<Vec<_>>().join(", "),
    };
    let directions = Some(&view.doctor.directions).filter(|_| view.kind == VisitKind::InPerson && !for_doctor);
    let phone = Some(&view.doctor.phone).filter(|_| !for_doctor);
    let words = [&summary, &location].into_iter().chain(directions).chain(phone).filter(|words| !words.is_empty());
    let description: Vec<&str> = words.map(String::as_str).chain([page]).collect();
    let status = match view.status.claims_time() && method != Method::Cancel {
        true => EventStatus::Confirmed,
        false => EventStatus::Cancelled,
    };
    let mut event = Event::with_uid(&format!("{}@anteroom", view.id));
    event.timestamp(stamp).last_modified(stamp).starts(view.start).ends(view.end).status(status);
    event.add_property("SEQUENCE", view.version.to_string());
    event.add_property("CLASS", "PRIVATE");
    event.summary(&summary).description(&description.join("\n")).url(page);
    if !location.is_empty() {
        event.location(&location);
    }
    if status == EventStatus::Confirmed {
        let mut alarm = Alarm::display(&summary, -REMINDER);
        // Said here, or the library takes the system's clock and a number of its own: the same visit is the same file.
        alarm.timestamp(stamp).uid(&format!("{}-reminder@anteroom", view.id));
        event.alarm(alarm);
    }
    event.append_property(person("ORGANIZER", "Anteroom", organizer_email).done());
    if method != Method::Publish {
        let name = if for_doctor { &view.doctor.full_name } else { &view.patient.full_name };
        let mut attendee = person("ATTENDEE", name, attendee_email);
        attendee.add_parameter("ROLE", "REQ-PARTICIPANT");
        // Booking was the answer: the calendar need not ask for another.
        attendee.add_parameter("PARTSTAT", "ACCEPTED").add_parameter("RSVP", "FALSE");
        event.append_property(attendee.done());
    }
    let mut calendar = Calendar::empty();
    calendar.append_property(("VERSION", "2.0"));
    calendar.append_property(("PRODID", "-//Anteroom//Visits//EN"));
    calendar.append_property(("CALSCALE", "GREGORIAN"));
    calendar.append_property(("METHOD", method.as_str()));
    calendar.push(event.done());
    calendar.to_string()
}

/// A person by name and address; `email` may also be `Name <address>`.
fn person(key: &str, name: &str, email: &str) -> Property {
    let address = email.rsplit_once('<').map_or(email, |(_, rest)| rest.trim_end_matches('>')).trim();
    // A quotation mark cannot stand in a parameter (RFC 5545, 3.2), not even escaped.
    let name = name.replace('"', "'");
    let mut property = Property::new(key, email::mailto(address));
    property.add_parameter("CN", &name);
    property.done()
}

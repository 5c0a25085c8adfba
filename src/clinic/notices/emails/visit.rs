//! E-mails about a visit.

use chrono::{DateTime, Utc};

use super::{Body, Button, CalendarPart, Method, Result, Row, calendar};
use contract::scheduling::AppointmentView;
use domain::{
    platform::{
        email,
        ids::AppointmentId,
        local::{LocalSpan, day},
    },
    scheduling::{lifecycle::Party, visit_type::VisitKind},
};
use effects::mailer::Email;

/// What an e-mail about a visit is made from. `appointment` is the view made for the reader of the e-mail.
#[derive(Clone, Copy)]
pub struct VisitEmail<'a> {
    pub appointment: &'a AppointmentView,
    /// E-mail address of the reader.
    pub to: &'a str,
    /// Public address of the clinic, without a trailing slash.
    pub base_url: &'a str,
    /// Sender of all mail, plain or as `Name <address>`; organises the calendar entry.
    pub organizer: &'a str,
    /// When what the e-mail tells of happened.
    pub stamp: DateTime<Utc>,
}

impl VisitEmail<'_> {
    /// Tells the patient that the visit is booked.
    pub fn booked_to_patient(&self) -> Result<Email> {
        let when = self.day();
        self.email(
            Body {
                subject: format!("Your visit on {when} is booked"),
                heading: format!("Your visit on {when} is booked"),
                greeted: Some(&self.appointment.patient.full_name),
                before: vec!["Here is what was booked. The calendar file puts it into your calendar.".into()],
                rows: self.rows_for_patient(true),
                button: Some(self.button("See the visit")),
                after: vec![
                    "If you cannot come, please cancel on the visit's page, so that somebody else can have the time."
                        .into(),
                ],
            },
            Some(Method::Request),
        )
    }

    /// Tells the doctor that a patient booked a visit. Who it is stands on the visit's page only.
    pub fn booked_to_doctor(&self) -> Result<Email> {
        let when = self.day();
        self.email(
            Body {
                subject: format!("A visit on {when} is booked"),
                heading: format!("A visit on {when} is booked"),
                greeted: Some(&self.appointment.doctor.full_name),
                before: vec!["A patient has booked a visit with you.".into()],
                rows: self.rows_for_doctor(),
                button: Some(self.button("See the visit")),
                after: vec!["To protect your patient, the name is shown only after you sign in.".into()],
            },
            Some(Method::Request),
        )
    }

    /// Tells the patient who cancelled, also when it was the patient: the visit stands in a calendar.
    pub fn cancelled_to_patient(&self, by: Party) -> Result<Email> {
        let when = self.day();
        let who = match by {
            Party::Patient => "You have cancelled this visit.",
            Party::Doctor => "We are sorry: your doctor has had to cancel this visit.",
            Party::Admin | Party::System => "We are sorry: this visit has had to be cancelled.",
        };
        let after = match by {
            Party::Patient => "You are welcome to book another time.",
            _ => "The reason is on the visit's page. You are welcome to book another time.",
        };
        self.email(
            Body {
                subject: format!("Your visit on {when} is cancelled"),
                heading: format!("Your visit on {when} is cancelled"),
                greeted: Some(&self.appointment.patient.full_name),
                before: vec![
                    who.into(),
                    "You need not do anything. The calendar file takes it out of your calendar.".into(),
                ],
                rows: self.rows_for_patient(false),
                button: Some(self.button("See the visit")),
                after: vec![after.into()],
            },
            Some(Method::Cancel),
        )
    }

    /// Tells the doctor who cancelled, also when it was the doctor.
    pub fn cancelled_to_doctor(&self, by: Party) -> Result<Email> {
        let when = self.day();
        let who = match by {
            Party::Patient => "The patient has cancelled this visit.",
            Party::Doctor => "You have cancelled this visit.",
            Party::Admin | Party::System => "This visit has been cancelled by the administration.",
        };
        self.email(
            Body {
                subject: format!("The visit on {when} is cancelled"),
                heading: format!("The visit on {when} is cancelled"),
                greeted: Some(&self.appointment.doctor.full_name),
                before: vec![
                    who.into(),
                    "You need not do anything. The calendar file takes it out of your calendar.".into(),
                ],
                rows: self.rows_for_doctor(),
                button: Some(self.button("See the visit")),
                after: vec!["To protect your patient, the name is shown only after you sign in.".into()],
            },
            Some(Method::Cancel),
        )
    }

    /// Thanks the patient after the visit.
    pub fn completed_to_patient(&self) -> Result<Email> {
        self.email(
            Body {
                subject: format!("Thank you for your visit on {}", self.day()),
                heading: "Thank you for your visit".into(),
                greeted: Some(&self.appointment.patient.full_name),
                before: vec!["Your visit is marked as completed.".into()],
                rows: self.rows_for_patient(false),
                button: Some(self.button("See the visit")),
                after: vec![],
            },
            None,
        )
    }

    /// Tells the patient that the visit was marked as missed, without blame.
    pub fn no_show_to_patient(&self) -> Result<Email> {
        self.email(
            Body {
                subject: format!("About your visit on {}", self.day()),
                heading: "It seems that we missed each other".into(),
                greeted: Some(&self.appointment.patient.full_name),
                before: vec!["Your visit is marked as one that did not take place.".into()],
                rows: self.rows_for_patient(false),
                button: Some(self.button("See the visit")),
                after: vec![
                    "If that is not right, please call the practice. You are welcome to book another time.".into(),
                ],
            },
            None,
        )
    }

    fn email(&self, content: Body<'_>, method: Option<Method>) -> Result<Email> {
        let calendar = method.map(|method| CalendarPart {
            method: method.as_str(),
            ics: calendar(self.appointment, method, self.stamp, self.organizer, self.to, &self.page()),
        });
        content.into_email(self.to, calendar)
    }

    fn day(&self) -> String {
        day(self.appointment.local.start.date())
    }

    fn page(&self) -> String {
        visit_page(self.base_url, self.appointment.id)
    }

    fn button(&self, label: &'static str) -> Button {
        Button { label, url: self.page() }
    }

    fn rows_for_patient(&self, with_directions: bool) -> Vec<Row> {
        let AppointmentView { doctor, kind, .. } = self.appointment;
        let mut facts = self.times();
        facts.push(Row { label: "Doctor", value: doctor.full_name.clone() });
        match kind {
            VisitKind::Video => facts.push(Row { label: "Where", value: "By video".into() }),
            VisitKind::InPerson => {
                facts.extend(given("Where", &doctor.address));
                facts.extend(given("Directions", &doctor.directions).filter(|_| with_directions));
            }
        }
        facts.extend(given("Telephone", &doctor.phone));
        facts.extend(doctor.practice_email.iter().map(|email| Row { label: "E-mail", value: email::shown(email) }));
        facts
    }

    fn rows_for_doctor(&self) -> Vec<Row> {
        let mut facts = self.times();
        facts.push(Row { label: "Kind", value: self.appointment.kind.label().to_owned() });
        facts
    }

    fn times(&self) -> Vec<Row> {
        let mut times = vec![Row { label: "When", value: time(&self.appointment.local) }];
        if let Some(there) = &self.appointment.doctor_local {
            times.push(Row { label: "For the doctor", value: time(there) });
        }
        times
    }
}

/// Address of a visit's page.
pub fn visit_page(base_url: &str, id: AppointmentId) -> String {
    format!("{base_url}/visits/{id}")
}

/// "Tue 24 Nov 2026, 14:30–15:00" and, on a line of its own, "Berlin time (Europe/Berlin)".
fn time(span: &LocalSpan) -> String {
    let name = span.zone_name();
    match name == span.zone {
        true => format!("{}\n{name}", span.sentence()),
        false => format!("{}\n{name} ({})", span.sentence(), span.zone),
    }
}

fn given(label: &'static str, value: &str) -> Option<Row> {
    (!value.is_empty()).then(|| Row { label, value: value.to_owned() })
}

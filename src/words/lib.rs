//! What refusals and notices say to people, in English. The layers below know codes with their arguments; here, once for pages,
//! API and mail, these become sentences. Every function is plain: a value, its text.
//!
//! What only a page says stands on it, and letters have their templates.

mod directory;
mod notices;
mod people;
mod platform;
mod scheduling;
#[cfg(test)]
mod tests;

use domain::platform::problem::{Fault, Problem};

pub use notices::change;
pub use scheduling::not_offered;

/// What happened, and where to go from here.
pub fn problem(problem: &Problem) -> String {
    match problem {
        Problem::InvalidCredentials => "E-mail or password is wrong. Please try again.".to_owned(),
        Problem::Unauthenticated => "Please sign in first.".to_owned(),
        Problem::Forbidden => "Your account may not do this.".to_owned(),
        Problem::CrossSite => "This request came from another site.".to_owned(),
        Problem::NotFound => "There is nothing here, or it is not yours to see.".to_owned(),
        Problem::Malformed { why } => format!("The request could not be read: {}", fault(why)),
        Problem::Invalid { fields } if fields.len() == 1 => "Please check one field.".to_owned(),
        Problem::Invalid { fields } => format!("Please check {} fields.", fields.len()),
        Problem::SlotTaken => "This time has just been taken.".to_owned(),
        Problem::PatientBusy => "You already have a visit at this time.".to_owned(),
        Problem::TooManyVisits { most, with_this_doctor } => scheduling::too_many_visits(*most, *with_this_doctor),
        Problem::NotOffered { reason } => format!("This time is not offered: {}", not_offered(*reason)),
        Problem::IdempotencyMismatch => {
            "This was sent before with something else in it. Nothing was changed by it now; please send it once more."
                .to_owned()
        }
        Problem::Conflict { why } => fault(why),
        Problem::TooMany { retry_after_seconds } => {
            format!("Too many attempts. Please try again in {}.", platform::span(*retry_after_seconds))
        }
        Problem::Unavailable => {
            "The server is busy or its database cannot be reached. Nothing was changed; please try again shortly."
                .to_owned()
        }
        Problem::Internal { ref_id } => {
            format!("Something went wrong on our side. Nothing was changed. Reference: {ref_id}")
        }
    }
}

/// What is wrong, and how to mend it.
pub fn fault(fault: &Fault) -> String {
    match fault {
        Fault::Text(fault) => platform::text(fault),
        Fault::Number(fault) => platform::number(fault),
        Fault::Date(fault) => platform::date(fault),
        Fault::Choice(fault) => platform::choice(fault),
        Fault::Price(fault) => platform::price(fault),
        Fault::Request(fault) => platform::request(fault),
        Fault::Account(fault) => people::account(fault).to_owned(),
        Fault::Profile(fault) => directory::profile(fault),
        Fault::Hours(fault) => scheduling::hours(fault),
        Fault::VisitType(fault) => scheduling::visit_type(fault),
        Fault::Visit(fault) => scheduling::visit(fault),
        Fault::Line(fault) => notices::line(fault),
        Fault::Part { typed, fault } => format!("“{typed}”: {}", self::fault(fault)),
    }
}

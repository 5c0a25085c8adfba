//! E-mails: what Anteroom writes by e-mail. Pure: from domain data to subject, text, HTML and calendar file.
//!
//! Mail travels unguarded and its subject shows on locked screens. So subjects hold a date and nothing else, and bodies
//! hold neither the name of the visit type nor a reason that somebody typed: those stand on the visit's page.

mod account;
mod calendar;
mod visit;

#[cfg(test)]
mod tests;

pub use account::{already_registered, device_signed_out, invitation, welcome};
use askama::Template;
pub use calendar::{Method, calendar};
pub use visit::{VisitEmail, visit_page};

use effects::{CalendarPart, Email};

pub type Result<T> = std::result::Result<T, askama::Error>;

/// What an e-mail says; HTML and text are two forms of it.
struct Body<'a> {
    subject: String,
    heading: String,
    /// Name of the reader, when the reader is known to be its owner.
    greeted: Option<&'a str>,
    before: Vec<String>,
    rows: Vec<Row>,
    button: Option<Button>,
    after: Vec<String>,
}

struct Row {
    label: &'static str,
    /// Lines.
    value: String,
}

struct Button {
    label: &'static str,
    url: String,
}

#[derive(Template)]
#[template(path = "email.html")]
struct Html<'a> {
    body: &'a Body<'a>,
}

#[derive(Template)]
#[template(path = "email.txt")]
struct Text<'a> {
    body: &'a Body<'a>,
}

impl Body<'_> {
    fn into_email(self, to: &str, calendar: Option<CalendarPart>) -> Result<Email> {
        let text = Text { body: &self }.render()?;
        let html = Html { body: &self }.render()?;
        Ok(Email { to: to.to_owned(), subject: self.subject, text, html, calendar })
    }
}

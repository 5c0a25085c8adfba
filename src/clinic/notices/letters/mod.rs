//! Letters: what Anteroom writes by e-mail. Pure: from domain data to subject, text, HTML and calendar file.
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
pub use visit::{VisitLetter, visit_page};

use effects::{CalendarPart, Letter};

pub type Result<T> = std::result::Result<T, askama::Error>;

/// What a letter says; HTML and text are two forms of it.
struct Content<'a> {
    subject: String,
    heading: String,
    /// Name of the reader, when the reader is known to be its owner.
    greeted: Option<&'a str>,
    before: Vec<String>,
    facts: Vec<Fact>,
    button: Option<Button>,
    after: Vec<String>,
}

struct Fact {
    label: &'static str,
    /// Lines.
    value: String,
}

struct Button {
    label: &'static str,
    url: String,
}

#[derive(Template)]
#[template(path = "letter.html")]
struct Html<'a> {
    content: &'a Content<'a>,
}

#[derive(Template)]
#[template(path = "letter.txt")]
struct Text<'a> {
    content: &'a Content<'a>,
}

impl Content<'_> {
    fn into_letter(self, to: &str, calendar: Option<CalendarPart>) -> Result<Letter> {
        let text = Text { content: &self }.render()?;
        let html = Html { content: &self }.render()?;
        Ok(Letter { to: to.to_owned(), subject: self.subject, text, html, calendar })
    }
}

//! Who looks at a page, and what they just did. Provided by the server for every page; empty in the browser.

use contract::people::Me;
use std::sync::Arc;

use domain::{
    people::account::Role,
    platform::{currency::Currency, locale::Locale, problem::Problem},
};
use leptos::prelude::use_context;

/// The reader of the page being rendered.
#[derive(Clone, Default)]
pub struct Viewer {
    pub me: Option<Me>,
    /// The IANA zone in which times are shown: the account's, else the browser's as its cookie says, else none.
    pub zone: Option<String>,
    /// The IANA zone of the browser, as its cookie says.
    pub device_zone: Option<String>,
    /// In which the page is written.
    pub locale: Locale,
    /// Path and query of this page, e.g. `/doctors?q=ada`.
    pub path: String,
    /// The public address of the clinic, without a path: `https://clinic.example`.
    pub base_url: String,
    /// When the page was read, Unix milliseconds.
    pub now: i64,
    /// Which process read it.
    pub node: String,
    /// A notice from the request before, shown once.
    pub notice: Option<String>,
    /// The form that was sent to get here, if one was and it did not lead elsewhere.
    pub submitted: Option<Submitted>,
    /// For the forms of this page that make something: pressed twice, they make one.
    pub form_key: String,
    /// Of all prices.
    pub currency: Currency,
    /// This clinic holds demo data.
    pub demo: bool,
    /// Mail is written to files and can be read at `/dev/mail`.
    pub dev_mail: bool,
}

domain::shows_only!(Viewer { zone, device_zone, locale, now, node, currency, demo, dev_mail });

/// A form after it was sent: what was typed, and what came of it.
#[derive(Clone)]
pub struct Submitted {
    /// Path of the server function, e.g. `/do/auth/register`.
    pub action: String,
    pub values: Vec<(String, String)>,
    /// JSON of the result, or the refusal.
    pub outcome: Result<String, Problem>,
    /// No form of the page tells of the refusal: the page says it at its head.
    pub on_top: bool,
}

domain::shows_only!(Submitted { action, on_top });

/// The viewer of this page. Many parts of it ask: they share one.
pub fn viewer() -> Arc<Viewer> {
    use_context().unwrap_or_default()
}

impl Viewer {
    pub fn role(&self) -> Option<Role> {
        self.me.as_ref().map(|me| me.role)
    }

    /// What was sent to this action, if this page answers it.
    pub fn submitted_to(&self, action: &str) -> Option<&Submitted> {
        self.submitted.as_ref().filter(|s| s.action == action)
    }
}

impl Submitted {
    /// What was typed into a field. Passwords are not given back.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.values.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// All values of a repeated field, such as checkboxes.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.values.iter().filter(move |(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// The refusal, if it was refused.
    pub fn problem(&self) -> Option<&Problem> {
        self.outcome.as_ref().err()
    }

    /// What is wrong with a field.
    pub fn error(&self, name: &str) -> Option<String> {
        let fields = self.problem()?.fields();
        fields.iter().find(|found| found.field == name).map(|found| words::fault(&found.fault))
    }
}

//! What is sent.

/// A message ready to be sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Email {
    /// E-mail address.
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    pub calendar: Option<CalendarPart>,
}

/// The calendar file of a message (RFC 5545), to be sent as `text/calendar` with its method.
#[derive(Clone, PartialEq, Eq)]
pub struct CalendarPart {
    /// `REQUEST` or `CANCEL`.
    pub method: &'static str,
    pub ics: String,
}

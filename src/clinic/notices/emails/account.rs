//! E-mails about accounts.
//!
//! Anybody can type anybody's address and any name into the registration form, so these e-mails greet nobody by name:
//! otherwise they would carry a stranger's text to a stranger's mailbox.

use chrono::{DateTime, Utc};

use super::{Body, Button, Result, Row};
use domain::platform::local::day_with_year;
use effects::mailer::Email;

/// A new account: where to go next.
pub fn welcome(to: &str, base_url: &str) -> Result<Email> {
    Body {
        subject: "Welcome to Anteroom".into(),
        heading: "Your account is ready".into(),
        greeted: None,
        before: vec![
            "Hello, and welcome. You can now find a doctor, see the times that are free, and book one.".into(),
        ],
        rows: vec![],
        button: Some(Button { label: "Find a doctor", url: format!("{base_url}/doctors") }),
        after: vec![
            "If you did not register, somebody may have mistyped their address. You need not do anything.".into(),
        ],
    }
    .into_email(to, None)
}

/// Somebody tried to register with an address that has an account. Only its owner learns of it.
pub fn already_registered(to: &str, base_url: &str) -> Result<Email> {
    Body {
        subject: "You already have an account".into(),
        heading: "You already have an account".into(),
        greeted: None,
        before: vec![
            "Hello. Somebody, probably you, has just tried to register with this e-mail address.".into(),
            "There is an account with it already, and nothing about it was changed. Please sign in with the password \
             that you chose then."
                .into(),
        ],
        rows: vec![],
        button: Some(Button { label: "Sign in", url: format!("{base_url}/sign-in") }),
        after: vec!["If it was not you, you need not do anything.".into()],
    }
    .into_email(to, None)
}

/// One of the reader's devices was signed out, because what keeps it signed in was used by two. It does not say which
/// device: its name is what somebody typed who may not be the reader.
pub fn device_signed_out(to: &str, base_url: &str) -> Result<Email> {
    Body {
        subject: "A device was signed out".into(),
        heading: "A device was signed out".into(),
        greeted: None,
        before: vec![
            "Hello. We have signed one of your devices out, to be on the safe side: it looked as if somebody else had a \
             copy of what keeps it signed in."
                .into(),
            "You can sign in again as usual. Please look through the list of devices in your account, and sign out those \
             that you do not know."
                .into(),
        ],
        rows: vec![],
        button: Some(Button { label: "See your devices", url: format!("{base_url}/account") }),
        after: vec![
            "It can also happen when a device was set back to an older copy of itself. If it happens again, please tell \
             the practice."
                .into(),
        ],
    }
    .into_email(to, None)
}

/// A doctor's invitation, with its code. In the link it stands behind the #, which browsers keep to themselves: the rest
/// ends up in logs.
pub fn invitation(to: &str, base_url: &str, code: &str, expires_at: DateTime<Utc>) -> Result<Email> {
    Body {
        subject: "Your invitation to Anteroom".into(),
        heading: "You are invited to practise with Anteroom".into(),
        greeted: None,
        before: vec![
            "Hello. With this code you can register as a doctor, set your hours, and let patients book them.".into(),
        ],
        rows: vec![
            Row { label: "Invitation code", value: code.to_owned() },
            Row { label: "Valid until", value: format!("{} (UTC)", day_with_year(expires_at.date_naive())) },
        ],
        button: Some(Button { label: "Register as a doctor", url: format!("{base_url}/register/doctor#code={code}") }),
        after: vec![
            "The code can be used once. Please do not pass it on. If you did not expect this invitation, you need not do \
             anything."
                .into(),
        ],
    }
    .into_email(to, None)
}

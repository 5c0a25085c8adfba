//! Why a message was not taken, and whose fault that is.

use std::{error::Error as _, io};

use super::MailerError;

const TOO_LONG: &str = "it took too long";

/// What was being said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Greeting,
    StartTls,
    SignIn,
    Sender,
    Recipient,
    Data,
    Text,
}

impl Step {
    fn name(self) -> &'static str {
        match self {
            Self::Greeting => "the greeting (EHLO)",
            Self::StartTls => "STARTTLS",
            Self::SignIn => "the sign-in (AUTH)",
            Self::Sender => "the sender (MAIL)",
            Self::Recipient => "the recipient (RCPT)",
            Self::Data => "the message's beginning (DATA)",
            Self::Text => "the message's end",
        }
    }
}

/// Why a message was not taken.
#[derive(Debug)]
pub(super) enum Refusal {
    /// By its answer, or by none.
    Answer(Step, lettre::transport::smtp::Error),
    /// Not within our patience.
    TooLong,
    NoTls,
    NoSignIn,
    NoUtf8,
    NoEnvelope,
}

impl From<Refusal> for MailerError {
    fn from(refusal: Refusal) -> Self {
        match refusal.is_about_the_message() {
            true => Self::Refused(refusal.reason()),
            false => Self::Unreachable(refusal.reason()),
        }
    }
}

impl Refusal {
    pub(super) fn is_about_the_message(&self) -> bool {
        match self {
            Self::Answer(step, error) => {
                error.is_permanent()
                    && error.status().is_some_and(|code| blames_the_message(*step, code.into(), self.enhanced()))
            }
            Self::NoUtf8 | Self::NoEnvelope => true,
            Self::TooLong | Self::NoTls | Self::NoSignIn => false,
        }
    }

    /// Subject and detail of the enhanced status code (RFC 3463) with which the server's words begin.
    fn enhanced(&self) -> Option<(u16, u16)> {
        let Self::Answer(_, error) = self else { return None };
        let words = error.source()?.to_string();
        let mut numbers = words.split_whitespace().next()?.split('.').map(|number| number.parse().ok());
        match (numbers.next()??, numbers.next()??, numbers.next()??, numbers.next()) {
            (4 | 5, subject, detail, None) => Some((subject, detail)),
            _ => None,
        }
    }

    /// For admins. Codes and kinds of failure only: a server's words may repeat the address.
    pub(super) fn reason(&self) -> String {
        let (step, error) = match self {
            Self::TooLong => return TOO_LONG.into(),
            Self::NoTls => return "it offers no STARTTLS, and tls=required asks for it".into(),
            Self::NoSignIn => return "it offers no sign-in (AUTH PLAIN or LOGIN) for the password that is set".into(),
            Self::NoUtf8 => {
                return "the address has letters beyond ASCII before its @, and the server takes no such addresses \
                        (SMTPUTF8)"
                    .into();
            }
            Self::NoEnvelope => return "it has no sender or not one recipient".into(),
            Self::Answer(step, error) => (step.name(), error),
        };
        let enhanced = self.enhanced().map(|(subject, detail)| format!(".{subject}.{detail}"));
        let io =
            std::iter::successors(error.source(), |&error| error.source()).find_map(|e| e.downcast_ref::<io::Error>());
        match (error.status(), io) {
            (Some(code), _) => match (enhanced, code.to_string().chars().next()) {
                (Some(enhanced), Some(class)) => format!("status {code} {class}{enhanced} at {step}"),
                _ => format!("status {code} at {step}"),
            },
            (None, Some(io)) if io.kind() == io::ErrorKind::TimedOut => TOO_LONG.into(),
            (None, Some(io)) if io.kind() == io::ErrorKind::InvalidData => format!("no secure connection: {io}"),
            (None, Some(io)) => format!("no connection, or it broke at {step}: {io}"),
            (None, None) => format!("it hung up, or its answer makes no sense, at {step}"),
        }
    }

    /// What the server itself said.
    pub(super) fn words(&self) -> Option<String> {
        match self {
            Self::Answer(_, error) if error.status().is_some() => error.source().map(|words| words.to_string()),
            _ => None,
        }
    }
}

/// Is a permanent refusal (5yz) about this message or whom it is for? Whatever else is refused is about us or the server, and
/// waits until that is mended. The enhanced code, where there is one, says it best (RFC 3463: 1 and 2 are addresses and
/// mailboxes, 6 the message, 7 policies, the rest systems and protocol).
fn blames_the_message(step: Step, code: u16, enhanced: Option<(u16, u16)>) -> bool {
    // All mail has the same sender.
    if !matches!(step, Step::Recipient | Step::Data | Step::Text) {
        return false;
    }
    // Not taken from anybody, or not before a sign-in (RFC 7504, RFC 4954), whatever the words say.
    if matches!(code, 521 | 523 | 530 | 534 | 535 | 538) {
        return false;
    }
    match enhanced {
        // Sender's address (RFC 3463, 5.1.7 and 5.1.8).
        Some((1, 7 | 8)) => false,
        Some((1 | 2, _)) => true,
        // What is said, or that it is too long.
        Some((6, _) | (3, 4)) => step == Step::Text,
        // "Delivery not authorised" at the recipient is a relay that does not know us; at the end, a filter of what is said.
        Some((7, 1)) => step == Step::Text,
        Some((0, _)) | None if step == Step::Text => matches!(code, 550..=554 | 556),
        Some((0, _)) | None => matches!(code, 550..=553 | 556),
        Some(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Code and enhanced code, with the steps at which the message is to blame: R(ecipient), D(ata), T(ext).
    type Answer = (u16, Option<(u16, u16)>);

    const TABLE: &[(Answer, &str)] = &[
        ((500, None), ""),
        ((500, Some((5, 1))), ""),
        ((501, None), ""),
        ((501, Some((1, 3))), "RDT"),
        ((502, Some((5, 1))), ""),
        ((503, None), ""),
        ((504, None), ""),
        ((504, Some((5, 2))), ""),
        ((521, None), ""),
        ((521, Some((2, 1))), ""),
        ((530, Some((7, 0))), ""),
        ((535, Some((7, 8))), ""),
        ((550, None), "RDT"),
        ((550, Some((1, 1))), "RDT"),
        ((550, Some((1, 8))), ""),
        ((550, Some((2, 1))), "RDT"),
        ((550, Some((4, 4))), ""),
        ((550, Some((7, 1))), "T"),
        ((550, Some((7, 26))), ""),
        ((551, None), "RDT"),
        ((552, None), "RDT"),
        ((552, Some((2, 2))), "RDT"),
        ((552, Some((3, 4))), "T"),
        ((553, None), "RDT"),
        ((553, Some((1, 7))), ""),
        ((554, None), "T"),
        ((554, Some((0, 0))), "T"),
        ((554, Some((6, 0))), "T"),
        ((554, Some((7, 1))), "T"),
        ((555, None), ""),
        ((556, None), "RDT"),
        ((556, Some((1, 10))), "RDT"),
    ];

    #[test]
    fn a_refusal_of_us_does_not_blame_the_message() {
        for &((code, enhanced), steps) in TABLE {
            for (step, letter) in [(Step::Recipient, 'R'), (Step::Data, 'D'), (Step::Text, 'T')] {
                assert_eq!(
                    blames_the_message(step, code, enhanced),
                    steps.contains(letter),
                    "{code} {enhanced:?} {step:?}"
                );
            }
            for step in [Step::Greeting, Step::StartTls, Step::SignIn, Step::Sender] {
                assert!(!blames_the_message(step, code, enhanced), "{code} {enhanced:?} {step:?}");
            }
        }
    }
}

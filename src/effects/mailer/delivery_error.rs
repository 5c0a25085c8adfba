//! Why a message was not taken, and whose fault that is.

use std::{error::Error as _, io};

use super::{MailerError, about_us::is_about_us};

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
pub(super) enum DeliveryError {
    /// By its answer, or by none.
    Answer(Step, lettre::transport::smtp::Error),
    /// Not within our patience.
    TooLong,
    NoTls,
    NoSignIn,
    /// For the recipient.
    NoUtf8,
    /// For our own address: every message would be refused.
    NoUtf8ForUs,
    NoEnvelope,
}

impl From<DeliveryError> for MailerError {
    fn from(refusal: DeliveryError) -> Self {
        match refusal.is_about_the_message() {
            true => Self::Refused(refusal.reason()),
            false => Self::Unreachable(refusal.reason()),
        }
    }
}

impl DeliveryError {
    pub(super) fn is_about_the_message(&self) -> bool {
        match self {
            Self::Answer(step, error) => {
                let words = self.words().unwrap_or_default();
                error.is_permanent()
                    && error.status().is_some_and(|code| blames_the_message(*step, code.into(), &words))
            }
            Self::NoUtf8 | Self::NoEnvelope => true,
            Self::TooLong | Self::NoTls | Self::NoSignIn | Self::NoUtf8ForUs => false,
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
            Self::NoUtf8ForUs => {
                return "ANTEROOM_MAIL_FROM has letters beyond ASCII before its @, and the server takes no such addresses \
                        (SMTPUTF8)"
                    .into();
            }
            Self::NoEnvelope => return "it has no sender or not one recipient".into(),
            Self::Answer(step, error) => (step.name(), error),
        };
        let enhanced =
            self.words().and_then(|words| enhanced(&words)).map(|(subject, detail)| format!(".{subject}.{detail}"));
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

/// Subject and detail of the enhanced status code (RFC 3463) with which the server's words begin.
fn enhanced(words: &str) -> Option<(u16, u16)> {
    let mut numbers = words.split_whitespace().next()?.split('.').map(|number| number.parse().ok());
    match (numbers.next()??, numbers.next()??, numbers.next()??, numbers.next()) {
        (4 | 5, subject, detail, None) => Some((subject, detail)),
        _ => None,
    }
}

/// Is a permanent refusal (5yz) about this message or whom it is for? Whatever else is refused is about us or the server, and
/// waits until that is mended. The enhanced code, where there is one, says it best (RFC 3463: 1 and 2 are addresses and
/// mailboxes, 6 the message, 7 policies, the rest systems and protocol); where it says little, or there is none, the words
/// do.
fn blames_the_message(step: Step, code: u16, words: &str) -> bool {
    // All mail has the same sender.
    if !matches!(step, Step::Recipient | Step::Data | Step::Text) {
        return false;
    }
    // Not taken from anybody, or not before a sign-in (RFC 7504, RFC 4954), whatever the words say.
    if matches!(code, 521 | 523 | 530 | 534 | 535 | 538) {
        return false;
    }
    match enhanced(words) {
        // Sender's address (RFC 3463, 5.1.7 and 5.1.8).
        Some((1, 7 | 8)) => false,
        // What RFC 3463 and RFC 7505 know; others are what a server has made up.
        Some((1, 1..=6 | 9 | 10) | (2, 1..=4)) => true,
        _ if is_about_us(words) => false,
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
            let words = enhanced.map_or("no".into(), |(subject, detail)| format!("5.{subject}.{detail} no"));
            for (step, letter) in [(Step::Recipient, 'R'), (Step::Data, 'D'), (Step::Text, 'T')] {
                assert_eq!(
                    blames_the_message(step, code, &words),
                    steps.contains(letter),
                    "{code} {enhanced:?} {step:?}"
                );
            }
            for step in [Step::Greeting, Step::StartTls, Step::SignIn, Step::Sender] {
                assert!(!blames_the_message(step, code, &words), "{code} {enhanced:?} {step:?}");
            }
        }
    }

    /// As servers say it, with the steps at which the message is to blame.
    const SAID: &[(&str, &str)] = &[
        // Exim
        ("550 relay not permitted", ""),
        ("550 Relay not permitted for <ada@example.org>", ""),
        ("550 Sender verify failed", ""),
        ("550 Domain clinic.example has exceeded the max emails per hour (150/150) allowed. Message discarded.", ""),
        ("550 5.1.90 Your message can't be sent because you've reached your daily limit for message recipients", ""),
        ("550-Verification failed for <no-reply@clinic.example> Sender verify failed", ""),
        ("550 authentication required", ""),
        ("550 Unrouteable address", "RDT"),
        ("550 Unknown user", "RDT"),
        ("550 rejected because 192.0.2.1 is in a black list at zen.spamhaus.org", ""),
        ("550 HELO/EHLO syntactically invalid: Invalid HELO", ""),
        ("552 Message size exceeds maximum permitted", "RDT"),
        ("550 This message scored 12.4 spam points.", "RDT"),
        // Postfix
        ("554 5.7.1 <ada@example.org>: Relay access denied", ""),
        ("554 5.7.1 <no-reply@clinic.example>: Sender address rejected: Access denied", ""),
        ("553 5.7.1 <no-reply@clinic.example>: Sender address rejected: not owned by user clinic", ""),
        ("554 5.7.1 <unknown[192.0.2.1]>: Client host rejected: Access denied", ""),
        ("554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org", ""),
        ("550 5.7.1 <clinic>: Helo command rejected: Host not found", ""),
        ("550 5.1.1 <ada@example.org>: Recipient address rejected: User unknown in relay recipient table", "RDT"),
        ("550 5.1.1 <relay.not.permitted@example.org>: Recipient address rejected: User unknown", "RDT"),
        ("550 5.1.0 <no-reply@clinic.example>: Sender address rejected: User unknown", ""),
        ("550 5.7.1 Message rejected as spam by Content Filtering.", "T"),
        // Sendmail
        ("550 5.7.1 <ada@example.org>... Relaying denied. Proper authentication required.", ""),
        ("550 Relaying denied", ""),
        ("553 5.1.8 <no-reply@clinic.example>... Domain of sender address does not exist", ""),
        ("550 5.1.1 <ada@example.org>... User unknown", "RDT"),
        ("554 5.7.1 Rejected: 192.0.2.1 listed at dnsbl.example", ""),
        // qmail
        ("553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", ""),
        ("550 sorry, no mailbox here by that name. (#5.1.1)", "RDT"),
        // Exchange
        ("550 5.7.1 Unable to relay", ""),
        ("550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain", ""),
        ("550 5.7.1 Client was not authenticated", ""),
        ("550 5.7.60 SMTP; Client does not have permissions to send as this sender", ""),
        ("554 5.2.252 SendAsDenied; clinic@clinic.example not allowed to send as no-reply@clinic.example", ""),
        ("550 5.7.606 Access denied, banned sending IP [192.0.2.1]", ""),
        ("550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup", "RDT"),
        ("552 5.2.2 mailbox full", "RDT"),
        // Gmail
        (
            "550 5.7.1 [192.0.2.1] The IP you're using to send mail is not authorized to send email directly; your IP",
            "",
        ),
        ("550 5.7.1 Our system has detected that this message is likely suspicious due to the very low reputation", ""),
        ("550 5.7.26 This mail has been blocked because the sender is unauthenticated.", ""),
        ("550 5.7.1 Unauthenticated email from clinic.example is not accepted due to domain's DMARC policy.", ""),
        ("550 5.1.1 The email account that you tried to reach does not exist.", "RDT"),
        ("552 5.7.0 This message was blocked because its content presents a potential security issue.", ""),
    ];

    #[test]
    fn a_server_that_relays_nothing_for_us_says_so_in_words() {
        for (answer, steps) in SAID {
            let (code, words) = answer.split_at(3);
            let code = code.parse().expect("a code");
            for (step, letter) in [(Step::Recipient, 'R'), (Step::Data, 'D'), (Step::Text, 'T')] {
                assert_eq!(blames_the_message(step, code, &words[1..]), steps.contains(letter), "{answer} {step:?}");
            }
        }
    }
}

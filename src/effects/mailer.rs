//! Sending mail: by SMTP, into files where there is no mail server, or into memory for tests.

use std::{
    fs,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Attachment, Mailbox, MultiPart, SinglePart, header::ContentType},
    transport::smtp::PoolConfig,
};

use tokio::time::timeout;

use crate::jobs::letters::Letter;

/// How long a mail server may take for one message.
const PATIENCE: Duration = Duration::from_secs(10);

/// A message with its sender and a stable id.
#[derive(Clone)]
pub struct Mail {
    /// E.g. `Anteroom <no-reply@clinic.example>`.
    pub from: String,
    /// The same for every try, so that a mail that arrives twice is known as one.
    pub message_id: String,
    pub letter: Letter,
}

/// Why a message could not be sent. Its text is shown to admins: no addresses.
#[derive(Debug, thiserror::Error)]
pub enum MailerError {
    #[error("The message could not be built: {0}")]
    Message(String),
    /// Trying again will not help.
    #[error("The mail server refused the message: {0}")]
    Refused(String),
    #[error("The mail server could not be used: {0}")]
    Unreachable(String),
    #[error("The mail folder cannot be written: {0}")]
    Folder(#[from] std::io::Error),
}

/// Where mail goes.
#[derive(Clone)]
pub enum Mailer {
    /// With the time that one message may take.
    Smtp(AsyncSmtpTransport<Tokio1Executor>, Duration),
    /// For each message an `.eml` file; beside it, to be read, its HTML and, as `.txt`, its address and subject.
    Folder(PathBuf),
    Memory(Arc<Mutex<Vec<Mail>>>),
}

impl Mailer {
    /// From `smtp://user:password@host:587?tls=required`, `smtps://host` or `smtp://127.0.0.1:1025`.
    pub fn smtp(url: &str) -> Result<Self, MailerError> {
        Self::smtp_within(url, PATIENCE)
    }

    /// As [`Mailer::smtp`], with another patience for one message.
    pub fn smtp_within(url: &str, patience: Duration) -> Result<Self, MailerError> {
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url);
        let builder = builder.map_err(|error| MailerError::Message(error.to_string()))?;
        // A connection for each message. A kept one may be dead or stuck without anybody knowing, and the library would
        // keep the one on which we have just run out of patience.
        let alone = PoolConfig::new().max_size(0);
        Ok(Self::Smtp(builder.timeout(Some(patience)).pool_config(alone).build(), patience))
    }

    pub fn memory() -> Self {
        Self::Memory(Arc::default())
    }

    /// What a memory mailer has got so far.
    pub fn sent(&self) -> Vec<Mail> {
        match self {
            Self::Memory(sent) => sent.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            Self::Smtp(..) | Self::Folder(_) => Vec::new(),
        }
    }

    /// Sends one message; when it returns, the mail server (or the disk) has it.
    pub async fn send(&self, mail: Mail) -> Result<(), MailerError> {
        match self {
            // The transport's own time-out is for connecting only: a server that accepts and says nothing more would
            // hold the message for ever.
            Self::Smtp(transport, patience) => match timeout(*patience, transport.send(message(&mail)?)).await {
                Ok(Ok(_)) => Ok(()),
                Ok(Err(error)) if is_about_the_message(&error) => Err(MailerError::Refused(status(&error))),
                Ok(Err(error)) => Err(MailerError::Unreachable(status(&error))),
                Err(_) => Err(MailerError::Unreachable(TOO_LONG.into())),
            },
            Self::Folder(folder) => {
                let (folder, message) = (folder.clone(), message(&mail)?);
                let write = move || {
                    fs::create_dir_all(&folder)?;
                    let file = |ending| folder.join(format!("{}.{ending}", mail.message_id));
                    fs::write(file("eml"), message.formatted())?;
                    fs::write(file("txt"), format!("{}\n{}\n", mail.letter.to, mail.letter.subject))?;
                    fs::write(file("html"), &mail.letter.html)
                };
                Ok(tokio::task::spawn_blocking(write).await.map_err(std::io::Error::from)??)
            }
            Self::Memory(sent) => {
                message(&mail)?;
                sent.lock().unwrap_or_else(PoisonError::into_inner).push(mail);
                Ok(())
            }
        }
    }

    /// Can mail be handed over? For the self-check.
    pub async fn check(&self) -> Result<(), MailerError> {
        match self {
            Self::Smtp(transport, patience) => match timeout(*patience, transport.test_connection()).await {
                Ok(Ok(true)) => Ok(()),
                Ok(Ok(false)) => Err(MailerError::Unreachable("it does not answer".into())),
                Ok(Err(error)) => Err(MailerError::Unreachable(status(&error))),
                Err(_) => Err(MailerError::Unreachable(TOO_LONG.into())),
            },
            Self::Folder(folder) => Ok(tokio::fs::create_dir_all(folder).await?),
            Self::Memory(_) => Ok(()),
        }
    }
}

/// Is this an address that mail can be sent from, such as `Anteroom <no-reply@clinic.example>`?
pub fn is_mailbox(text: &str) -> bool {
    text.parse::<Mailbox>().is_ok()
}

const TOO_LONG: &str = "it took too long";

/// Refused for good, because of what is in this message or whom it is for. A server that refuses our sign-in (RFC 4954,
/// section 6) or all mail (521, RFC 7504) refuses us: once that is mended, the same message goes through.
fn is_about_the_message(error: &lettre::transport::smtp::Error) -> bool {
    let refuses_us = error.status().is_some_and(|code| [521, 530, 534, 535, 538].contains(&u16::from(code)));
    error.is_permanent() && !refuses_us
}

/// The status code or kind of failure only: a server's words may repeat the address.
fn status(error: &lettre::transport::smtp::Error) -> String {
    match error.status() {
        Some(code) => format!("status {code}"),
        None if error.is_timeout() => TOO_LONG.into(),
        None if error.is_tls() => "no secure connection".into(),
        None => "no connection, or it broke".into(),
    }
}

/// The message as it goes over the wire (RFC 5322): text, HTML, and a calendar part (RFC 6047) when there is one.
fn message(mail: &Mail) -> Result<Message, MailerError> {
    let bad = |error: &dyn std::error::Error| MailerError::Message(error.to_string());
    let mailbox = |address: &str| {
        address.parse::<Mailbox>().map_err(|_| MailerError::Message("an address does not parse".into()))
    };
    let letter = &mail.letter;
    let mut body = MultiPart::alternative()
        .singlepart(SinglePart::plain(letter.text.clone()))
        .singlepart(SinglePart::html(letter.html.clone()));
    let mut attachment = None;
    if let Some(calendar) = &letter.calendar {
        let kind = format!("text/calendar; charset=utf-8; method={}", calendar.method);
        let kind = ContentType::parse(&kind).map_err(|error| bad(&error))?;
        body = body.singlepart(SinglePart::builder().header(kind.clone()).body(calendar.ics.clone()));
        attachment = Some(Attachment::new("visit.ics".into()).body(calendar.ics.clone(), kind));
    }
    let body = match attachment {
        Some(attachment) => MultiPart::mixed().multipart(body).singlepart(attachment),
        None => body,
    };
    Message::builder()
        .from(mailbox(&mail.from)?)
        .to(mailbox(&letter.to)?)
        .subject(&letter.subject)
        .message_id(Some(format!("<{}@anteroom>", mail.message_id)))
        .multipart(body)
        .map_err(|error| bad(&error))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::email;

    /// Is the address taken, stored, and then such that no mail can ever go to it?
    fn is_lost(typed: &str) -> bool {
        let Ok(stored) = email::checked(typed) else { return false };
        let read = stored.parse::<Mailbox>();
        !read.is_ok_and(|mailbox| mailbox.name.is_none() && mailbox.email.to_string() == stored)
    }

    #[test]
    fn odd_addresses_are_refused_or_can_be_written_to() {
        let (label, local) = ("b".repeat(63), "a".repeat(64));
        let most = format!("{local}@{label}.{label}.{}.example", "b".repeat(53));
        let table = [
            "ada@example.org",
            "o'hara+x@exämple.org",
            "ADA@EXAMPLE.ORG",
            "!#$%&'*+/=?^_`{|}~-@example.org",
            "a.b.c@x.y.z.example",
            "1@1.example",
            "ada@123.example",
            "ada@1.2.3.4",
            "ada@example.1",
            "ada@xn--exmple-cua.org",
            "ada@xn--a.org",
            "ada@xn--.org",
            "ada@a--b.org",
            "ada@ab--c.org",
            "дарья@почта.рф",
            "用户@例子.公司",
            "أحمد@مثال.إختبار",
            "دא@דא.example",
            "a1א@1א.example",
            "ß@straße.example",
            "İ@İstanbul.example",
            "ada@ℂ.example",
            "ada@²³.example",
            "ada@１２.example",
            "ada@ａｂ.example",
            "ada@ﬁ.example",
            "ada@Ⅷ.example",
            "ada@a١٢.example",
            "ada@ꙮ.example",
            "ada@ᚠᚢ.example",
            "ª@º.example",
            "ada@ſ.example",
            "ada@𝒶.example",
            "ada@ᄀᄀᄀ.example",
            "ada@ㄱ.example",
            "ada@ーー.example",
            "ada@ཀ.example",
            "कख@भारत.example",
            most.as_str(),
        ];
        // Two bytes a letter: fewer letters than may be typed, and more bytes than may be sent.
        let wide = format!("ada@{}example", format!("{}.", "ä".repeat(31)).repeat(7));
        let lost: Vec<_> = table.into_iter().chain([wide.as_str()]).filter(|typed| is_lost(typed)).collect();
        assert!(lost.is_empty(), "{lost:?}");
        assert!(email::checked(&most).is_ok() && email::checked("o'hara+x@exämple.org").is_ok());
    }

    fn letters() -> impl Strategy<Value = String> {
        prop_oneof![
            4 => "[a-z0-9!#$%&'*+/=?^_`{|}~.-]{1,12}",
            1 => "[\\p{L}\\p{N}.-]{1,8}",
            1 => "[\\PC]{1,6}",
        ]
    }

    fn hosts() -> impl Strategy<Value = String> {
        prop_oneof![
            4 => "([a-z0-9-]{1,12}\\.){1,4}[a-z0-9]{1,8}",
            2 => "([\\p{L}\\p{N}]{1,6}\\.){1,3}[\\p{L}\\p{N}]{1,4}",
            1 => "xn--[a-z0-9-]{0,8}\\.[a-z]{2,4}",
            1 => "[a-z]{60,63}(\\.[a-zä]{55,63}){1,3}",
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(3000) })]

        #[test]
        fn whatever_address_is_taken_can_be_written_to(local in letters(), host in hosts()) {
            let typed = format!("{local}@{host}");
            prop_assert!(!is_lost(&typed), "{typed:?}");
        }
    }
}

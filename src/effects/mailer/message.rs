//! A message as it goes over the wire (RFC 5322): text, HTML, and a calendar part (RFC 6047) when there is one.

use lettre::{
    Address, Message,
    message::{
        Attachment, Mailbox, MultiPart, SinglePart,
        header::{ContentType, HeaderName, HeaderValue},
    },
};
use url::Url;

use super::{Mail, MailerError};

/// What says that nobody wrote this by hand, so that no out-of-office note answers it: RFC 3834, 5, and what Exchange asks
/// for (MS-OXCMAIL, 2.2.3.2.14).
const AUTOMATIC: [(&str, &str); 2] =
    [("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "DR, RN, NRN, OOF, AutoReply")];

/// The host of the public address as mail writes it: an A-label, or an address literal.
pub fn host_of(base_url: &str) -> String {
    let url = Url::parse(base_url).ok();
    url.as_ref().and_then(Url::host_str).unwrap_or("localhost").to_owned()
}

/// An address or `Name <address>` as it is sent: with its host as an A-label (RFC 5891), which every server takes.
pub(super) fn mailbox(text: &str) -> Result<Mailbox, MailerError> {
    let bad = || MailerError::Message("an address does not parse".into());
    let Mailbox { name, email } = text.parse().map_err(|_| bad())?;
    let host = idna::domain_to_ascii(email.domain()).map_err(|_| bad())?;
    Ok(Mailbox::new(name, Address::new(email.user(), host).map_err(|_| bad())?))
}

pub(super) fn message(mail: &Mail) -> Result<Message, MailerError> {
    let bad = |error: &dyn std::error::Error| MailerError::Message(error.to_string());
    let email = &mail.email;
    let mut body = MultiPart::alternative()
        .singlepart(SinglePart::plain(email.text.clone()))
        .singlepart(SinglePart::html(email.html.clone()));
    let mut attachment = None;
    if let Some(calendar) = &email.calendar {
        let kind = format!("text/calendar; charset=utf-8; method={}", calendar.method);
        let kind = ContentType::parse(&kind).map_err(|error| bad(&error))?;
        body = body.singlepart(SinglePart::builder().header(kind.clone()).body(calendar.ics.clone()));
        attachment = Some(Attachment::new("visit.ics".into()).body(calendar.ics.clone(), kind));
    }
    let body = match attachment {
        Some(attachment) => MultiPart::mixed().multipart(body).singlepart(attachment),
        None => body,
    };
    let mut builder = Message::builder()
        .from(mailbox(&mail.from)?)
        .to(mailbox(&email.to)?)
        .subject(&email.subject)
        .message_id(Some(format!("<{}@{}>", mail.message_id, mail.host)));
    for (name, value) in AUTOMATIC {
        builder = builder.raw_header(HeaderValue::new(HeaderName::new_from_ascii_str(name), value.into()));
    }
    builder.multipart(body).map_err(|error| bad(&error))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::mailer::Email;
    use domain::platform::email;

    /// Is the address taken, stored, and then such that no mail can ever go to it?
    fn is_lost(typed: &str) -> bool {
        let Ok(stored) = email::checked(typed) else { return false };
        let Ok(sent) = mailbox(&stored) else { return true };
        let (local, host) = stored.rsplit_once('@').unwrap();
        let same_host = idna::domain_to_ascii(host).is_ok_and(|host| host == sent.email.domain());
        sent.name.is_some() || sent.email.user() != local || !same_host || !sent.email.domain().is_ascii()
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

    fn written(to: &str) -> String {
        let text = "Hello.".to_owned();
        let email = Email { to: to.into(), subject: "Hello".into(), text: text.clone(), html: text, calendar: None };
        let from = "Clínica Anteroom <no-reply@clínica.example>".into();
        let mail = Mail { from, message_id: "welcome-1".into(), host: host_of("https://clínica.example"), email };
        String::from_utf8(message(&mail).unwrap().formatted()).unwrap()
    }

    #[test]
    fn a_host_beyond_ascii_is_written_as_an_a_label() {
        for to in ["ada@müller.example", "ada@MÜLLER.example", "ada@xn--mller-kva.example", "ada@mu\u{308}ller.example"]
        {
            let text = written(to);
            assert!(text.contains("To: ada@xn--mller-kva.example\r\n"), "{to}: {text}");
            assert!(text.contains("<no-reply@xn--clnica-4va.example>\r\n"), "{text}");
            assert!(text.is_ascii(), "{text}");
        }
    }

    #[test]
    fn mail_says_that_it_is_automatic_and_where_it_comes_from() {
        let text = written("ada@example.org");
        for line in [
            "Auto-Submitted: auto-generated",
            "X-Auto-Response-Suppress: DR, RN, NRN, OOF, AutoReply",
            "Message-ID: <welcome-1@xn--clnica-4va.example>",
        ] {
            assert!(text.contains(&format!("{line}\r\n")), "{line} is not in {text}");
        }
        for (base_url, host) in [
            ("https://clinic.example", "clinic.example"),
            ("https://clinic.example:8443", "clinic.example"),
            ("http://127.0.0.1:3000", "127.0.0.1"),
            ("http://[::1]:3000", "[::1]"),
        ] {
            assert_eq!(host_of(base_url), host);
        }
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

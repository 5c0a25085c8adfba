//! E-mail addresses: one form to store and compare, one to show, one to link to.
//!
//! People type `ada@exämple.org`, and browsers send `ada@xn--exmple-cua.org` for it. Stored is the second, which every mail
//! server takes; shown is the first.

use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use unicode_normalization::UnicodeNormalization;

use super::{faults::TextFault, text};

/// An address as it is stored and compared: the host as A-labels (RFC 5891; mapped by UTS 46, as browsers do), the part
/// before it composed (RFC 6532, 3.1), all in lower case. Length limits: RFC 5321, 4.5.3.1.
pub fn checked(value: &str) -> Result<String, TextFault> {
    let value = text::line(value, 1, 254)?;
    let (local, host) = value.rsplit_once('@').ok_or(TextFault::NotAnEmail)?;
    let local: String = local.to_lowercase().nfc().collect();
    let host = Uts46::new().to_ascii(host.as_bytes(), AsciiDenyList::STD3, Hyphens::CheckFirstLast, DnsLength::Verify);
    let host = host.map_err(|_| TextFault::NotAnEmail)?;
    let local_fits = !local.is_empty()
        && local.len() <= 64
        && local.split('.').all(|part| !part.is_empty())
        && local.chars().all(|c| c.is_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c));
    // The limit is of octets: a letter beyond ASCII takes two or more of them.
    let fits = host.contains('.') && local_fits && local.len() + 1 + host.len() <= 254;
    if fits { Ok(format!("{local}@{host}")) } else { Err(TextFault::NotAnEmail) }
}

/// A stored address as people write it: the host in its own letters.
pub fn shown(stored: &str) -> String {
    let unicode = |host| Some(idna::domain_to_unicode(host)).filter(|(_, read)| read.is_ok());
    match stored.rsplit_once('@').and_then(|(local, host)| Some((local, unicode(host)?))) {
        Some((local, (host, _))) => format!("{local}@{host}"),
        None => stored.to_owned(),
    }
}

/// All but what may stand in a mailto link as it is (RFC 6068, 2): `?` begins headers there, `&` and `=` part them.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'*')
    .remove(b'+');

/// A link that writes to this address and does nothing else.
pub fn mailto(stored: &str) -> String {
    let encode = |part| utf8_percent_encode(part, ENCODED).to_string();
    match stored.rsplit_once('@') {
        Some((local, host)) => format!("mailto:{}@{}", encode(local), encode(host)),
        None => format!("mailto:{}", encode(stored)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_one_form() {
        for good in ["a@b.example", "first.last+tag@sub.example.org", "ADA@EXAMPLE.ORG", "ada@r3---sn.example"] {
            assert!(checked(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "a",
            "@b.example",
            "a@",
            "a@b",
            "a b@c.example",
            "a@b..example",
            "a@-b.example",
            ".a@b.example",
            "a@b.example.",
        ] {
            assert!(checked(bad).is_err(), "{bad}");
        }
        assert_eq!(checked(" Ada@Example.ORG "), Ok("ada@example.org".into()));
    }

    #[test]
    fn a_host_is_the_same_in_its_own_letters_and_as_browsers_send_it() {
        for (typed, stored, seen) in [
            ("ada@exämple.org", "ada@xn--exmple-cua.org", "ada@exämple.org"),
            ("ada@exa\u{308}mple.org", "ada@xn--exmple-cua.org", "ada@exämple.org"),
            ("Ada@EXÄMPLE.Org", "ada@xn--exmple-cua.org", "ada@exämple.org"),
            ("ada@xn--exmple-cua.org", "ada@xn--exmple-cua.org", "ada@exämple.org"),
            ("ada@ｅxample。org", "ada@example.org", "ada@example.org"),
            ("ada@straße.example", "ada@xn--strae-oqa.example", "ada@straße.example"),
            ("дарья@почта.рф", "дарья@xn--80a1acny.xn--p1ai", "дарья@почта.рф"),
            ("zoe\u{308}@example.org", "zoë@example.org", "zoë@example.org"),
        ] {
            assert_eq!(checked(typed).as_deref(), Ok(stored), "{typed}");
            assert_eq!(shown(stored), seen);
            assert_eq!(checked(seen).as_deref(), Ok(stored), "{seen} can be typed again");
        }
        for bad in ["ada@xn--a.org", "ada@xn--.org", "ada@exam_ple.org", "ada@a\u{200d}b.org"] {
            assert!(checked(bad).is_err(), "{bad}");
        }
        assert_eq!(shown("no address"), "no address");
        assert_eq!(shown("ada@xn--a.org"), "ada@xn--a.org", "what cannot be read is shown as it is");
    }

    #[test]
    fn a_link_to_an_address_carries_nothing_else() {
        for (stored, link) in [
            ("ada@example.org", "mailto:ada@example.org"),
            ("o'hara+x@example.org", "mailto:o'hara+x@example.org"),
            (
                "ada?bcc=x%40evil.example&body=y#z@example.org",
                "mailto:ada%3Fbcc%3Dx%2540evil.example%26body%3Dy%23z@example.org",
            ),
            ("a/b@example.org", "mailto:a%2Fb@example.org"),
            ("zoë@example.org", "mailto:zo%C3%AB@example.org"),
        ] {
            assert_eq!(mailto(stored), link);
        }
    }
}

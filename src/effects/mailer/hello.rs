//! The name by which we greet mail servers (RFC 5321, 4.1.1.1 and 4.1.3). Many refuse all mail from whoever gives one that
//! is not fully qualified.

use std::net::{IpAddr, Ipv6Addr};

use lettre::transport::smtp::extension::ClientId;

use super::host_of;

/// What is set, or else the host of the public address, or else the machine's name; a literal where none is fully qualified.
/// None when what is set is no name to greet with: a domain such as `clinic.example`, or an address such as `203.0.113.5`.
pub fn hello_name(setting: &str, base_url: &str) -> Option<String> {
    if !setting.is_empty() {
        return literal(setting).or_else(|| qualified(setting));
    }
    let host = host_of(base_url);
    let named = literal(&host).filter(|_| !is_loopback(&host)).or_else(|| qualified(&host));
    let machine = || match ClientId::default() {
        ClientId::Domain(name) => qualified(&name),
        _ => None,
    };
    named.or_else(machine).or_else(|| Some("[127.0.0.1]".into()))
}

fn address(text: &str) -> Option<IpAddr> {
    let inner = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let v6 = inner.get(..5).filter(|tag| tag.eq_ignore_ascii_case("ipv6:")).and_then(|_| inner.get(5..));
    match v6 {
        Some(rest) => rest.parse::<Ipv6Addr>().ok().map(IpAddr::V6),
        None => inner.parse().ok(),
    }
}

fn is_loopback(text: &str) -> bool {
    address(text).is_some_and(|address| address.is_loopback())
}

/// `[203.0.113.5]` or `[IPv6:2001:db8::1]`.
fn literal(text: &str) -> Option<String> {
    Some(match address(text)? {
        IpAddr::V4(address) => format!("[{address}]"),
        IpAddr::V6(address) => format!("[IPv6:{address}]"),
    })
}

/// The A-label of a name that means the same machine everywhere.
pub(super) fn qualified(name: &str) -> Option<String> {
    let name = idna::domain_to_ascii(name.trim_end_matches('.')).ok()?;
    let labels: Vec<&str> = name.split('.').collect();
    let fits = |label: &&str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    // Digits alone would be an address that is none, such as 10.0.0.256.
    let top = labels.last()?;
    let local = ["localhost", "localdomain"].contains(top) || top.bytes().all(|byte| byte.is_ascii_digit());
    (labels.len() > 1 && name.len() <= 253 && labels.iter().all(fits) && !local).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn we_greet_by_a_name_that_servers_take() {
        for (setting, base_url, name) in [
            ("", "https://clinic.example", "clinic.example"),
            ("", "https://clínica.example:8443", "xn--clnica-4va.example"),
            ("", "https://203.0.113.5", "[203.0.113.5]"),
            ("", "https://[2001:db8::1]:8443", "[IPv6:2001:db8::1]"),
            ("mail.clinic.example", "https://clinic.example", "mail.clinic.example"),
            ("mail.clinic.example.", "http://localhost:3000", "mail.clinic.example"),
            ("198.51.100.7", "https://clinic.example", "[198.51.100.7]"),
            ("[IPv6:2001:DB8::2]", "https://clinic.example", "[IPv6:2001:db8::2]"),
        ] {
            assert_eq!(hello_name(setting, base_url).as_deref(), Some(name), "{setting:?} {base_url:?}");
        }
    }

    #[test]
    fn localhost_is_no_name_to_greet_with() {
        for base_url in ["http://localhost:3000", "http://127.0.0.1:3000", "http://[::1]:3000", "https://anteroom"] {
            let name = hello_name("", base_url).unwrap();
            assert!(name == "[127.0.0.1]" || name.contains('.') && !name.contains("localhost"), "{name}");
        }
        for setting in [
            "localhost",
            "a.localhost",
            "localhost.localdomain",
            "anteroom",
            "a b.example",
            "-a.example",
            "10.0.0.256",
            "[x]",
        ] {
            assert_eq!(hello_name(setting, "https://clinic.example"), None, "{setting:?}");
        }
    }
}

//! Paths and queries for links.

use chrono::{DateTime, Timelike, Utc};
use domain::{
    people::account::Role,
    platform::ids::{DoctorId, VisitTypeId},
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What a query value is written with (RFC 3986, unreserved characters).
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Percent-encodes a query value.
pub fn encode(text: &str) -> String {
    utf8_percent_encode(text, UNRESERVED).to_string()
}

/// A path with these query values; empty ones are left out.
pub fn query(path: &str, pairs: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = pairs
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", encode(value)))
        .collect();
    if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
}

/// The same address with one query value set anew; an empty value takes it out.
pub fn with(address: &str, name: &str, value: &str) -> String {
    let (path, old) = address.split_once('?').unwrap_or((address, ""));
    let kept = old.split('&').filter(|pair| !pair.is_empty() && pair.split('=').next() != Some(name));
    let mut pairs: Vec<String> = kept.map(str::to_owned).collect();
    if !value.is_empty() {
        pairs.push(format!("{name}={}", encode(value)));
    }
    if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
}

/// The same address without values that are empty: a form without JavaScript sends its empty fields as well.
pub fn tidy(address: &str) -> String {
    let Some((path, query)) = address.split_once('?') else { return address.to_owned() };
    let empty = |pair: &str| pair.split_once('=').is_some_and(|(name, value)| !name.is_empty() && value.is_empty());
    let pairs: Vec<&str> = query.split('&').filter(|pair| !empty(pair)).collect();
    if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
}

/// The directory as it was searched: with this query, which is empty where nothing was asked for.
pub fn directory(search: &str) -> String {
    if search.is_empty() { "/doctors".to_owned() } else { format!("/doctors?{search}") }
}

/// Where a person of this role begins.
pub fn home_of(role: Role) -> &'static str {
    match role {
        Role::Patient => "/visits",
        Role::Doctor => "/practice",
        Role::Admin => "/admin",
    }
}

/// The start page of this reader: the search, or the desk of those who work here.
pub fn start_of(role: Option<Role>) -> &'static str {
    role.filter(|role| *role != Role::Patient).map_or("/", home_of)
}

/// The sign-in page, which leads on to this address.
pub fn sign_in(next: &str) -> String {
    query("/sign-in", &[("next", next)])
}

/// Where a map shows an address.
pub fn map(address: &str) -> String {
    let line = address.split_whitespace().collect::<Vec<_>>().join(" ");
    query("https://www.openstreetmap.org/search", &[("query", &line)])
}

/// The page on which this time can be booked. `search` is the query of the directory that led here, if one did.
pub fn booking(doctor: DoctorId, visit_type: VisitTypeId, start: DateTime<Utc>, search: &str) -> String {
    let (doctor, visit_type) = (doctor.to_string(), visit_type.to_string());
    let start = instant(start);
    query("/book", &[("doctor", &doctor), ("visit_type", &visit_type), ("start", &start), ("search", search)])
}

pub fn instant(at: DateTime<Utc>) -> String {
    format!("{}T{:02}:{:02}:{:02}Z", at.date_naive(), at.hour(), at.minute(), at.second())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_built_and_changed() {
        assert_eq!(query("/doctors", &[("q", "ada l"), ("sort", "")]), "/doctors?q=ada%20l");
        assert_eq!(with("/doctors?q=a&page=2", "page", "3"), "/doctors?q=a&page=3");
        assert_eq!(with("/doctors?page=2", "page", ""), "/doctors");
    }

    #[test]
    fn what_is_empty_stands_in_no_address() {
        assert_eq!(tidy("/visits?part=past&doctor="), "/visits?part=past");
        assert_eq!(tidy("/visits?q=&status=&from="), "/visits");
        for address in ["/visits", "/visits?q=a%20b&page=2", "/visits?&&==&"] {
            assert_eq!(tidy(address), address);
        }
    }
}

//! The stream of security events: who got in, who was turned away, what ended, what admins looked at.
//!
//! Each is an event of `tracing` with the target [`TARGET`], inside the span of its request, which carries the request's id,
//! the account and the caller's network. None holds a name, an e-mail, an address or a token: strangers are told apart by
//! [`pseudonym`]s. `docs/security-events.md` is the inventory.

use std::fmt::Write;

use domain::{
    insight::security::SecurityEvent,
    platform::ids::{AccountId, SessionId},
};
use effects::Keys;

/// Of all security events, and of nothing else.
pub const TARGET: &str = "security";

/// The target of the spans of requests and jobs, inside which everything is logged.
pub const SPAN: &str = "span";

/// Whom and what an event is about, as far as its request does not say it.
#[derive(Clone, Debug, Default)]
pub struct About {
    pub account: Option<AccountId>,
    pub session: Option<SessionId>,
    /// A stranger, as a pseudonym.
    pub stranger: Option<String>,
    /// A word of ours, or the id of a thing.
    pub what: Option<String>,
}

impl About {
    pub fn account(account: AccountId) -> Self {
        Self { account: Some(account), ..Self::default() }
    }

    pub fn what(what: impl ToString) -> Self {
        Self { what: Some(what.to_string()), ..Self::default() }
    }
}

/// Writes an event to the stream.
pub fn record(event: SecurityEvent, about: About) {
    let About { account, session, stranger, what } = about;
    let (account, session) = (account.map(|id| id.to_string()), session.map(|id| id.to_string()));
    let event = event.as_str();
    tracing::info!(target: TARGET, event, account.id = account, session.id = session, stranger, what);
}

/// The same for the same secret and nobody else, and nothing to be read out of it: sixteen hexadecimal digits.
pub fn pseudonym(keys: &Keys, kind: &str, of: &[u8]) -> String {
    let hash = keys.derived("pseudonym in the security log", &[kind.as_bytes(), of]);
    hash[..8].iter().fold(String::with_capacity(16), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap_or_default();
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inventory_names_every_event() {
        let inventory = include_str!("../../../docs/security-events.md");
        let (events, _) = inventory.split_once("\nEach has").unwrap();
        let listed = events.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` | "));
        let listed: Vec<_> = listed.map(|(event, about)| (event, about.trim_end_matches(" |"))).collect();
        let all: Vec<_> = SecurityEvent::ALL.iter().map(|event| (event.as_str(), event.label())).collect();
        assert_eq!(listed, all);
    }

    #[test]
    fn a_pseudonym_is_the_same_for_the_same_and_for_nobody_else() {
        let keys = Keys::new(b"a key that only tests know, 32+ bytes");
        let of = |kind, who: &str| pseudonym(&keys, kind, who.as_bytes());
        assert_eq!(of("e-mail", "ada@example.org"), of("e-mail", "ada@example.org"));
        assert_ne!(of("e-mail", "ada@example.org"), of("e-mail", "bea@example.org"));
        assert_ne!(of("e-mail", "ada@example.org"), of("client", "ada@example.org"));
        assert_eq!(of("client", "x").len(), 16);
    }
}

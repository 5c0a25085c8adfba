//! What a mail server's words say where its code does not: is it us whom it does not take mail from?

/// As words in a row, whatever stands between them. Whole sentences' worth rather than single words: "blocked" may be the
/// recipient's mailbox, and "relay" the table in which it is missing.
const SAYS_SO: &[&str] = &[
    // We are nobody it relays for.
    "relay not permitted",
    "relay not allowed",
    "relay access denied",
    "relay denied",
    "relay is prohibited",
    "relay prohibited",
    "relaying denied",
    "relaying not allowed",
    "relaying not permitted",
    "relaying is not",
    "relaying is prohibited",
    "relaying prohibited",
    "unable to relay",
    "cannot relay",
    "do not relay",
    "not allowed to relay",
    "not permitted to relay",
    "allowed rcpthosts",
    // We should have signed in.
    "authentication required",
    "authentication is required",
    "authentication needed",
    "must authenticate",
    "need to authenticate",
    "please authenticate",
    "not authenticated",
    "unauthenticated",
    "requires authentication",
    "smtp auth",
    // What we call ourselves.
    "helo command rejected",
    "ehlo command rejected",
    "invalid helo",
    "invalid ehlo",
    "bad helo",
    "sender address rejected",
    "sender rejected",
    "sender denied",
    "sender verify failed",
    "sender verification failed",
    "send as this sender",
    "sendasdenied",
    "spf",
    "dkim",
    "dmarc",
    // Where we are.
    "client host",
    "client rejected",
    "your ip",
    "your host",
    "your server",
    "your network",
    "reverse dns",
    "reverse hostname",
    "ptr record",
    "ptr records",
    // How much we send.
    "emails per hour",
    "messages per hour",
    "emails per day",
    "messages per day",
    "hourly limit",
    "daily limit",
    "sending limit",
    "sending quota",
    "rate limit",
    "too many messages",
    // What is thought of us.
    "reputation",
    "blacklisted",
    "blacklist",
    "black list",
    "blocklisted",
    "blocklist",
    "block list",
    "blocked using",
    "dnsbl",
    "rbl",
    "spamhaus",
    "spamcop",
];

/// Addresses are no words of the server's: somebody may be called like that.
pub(super) fn is_about_us(words: &str) -> bool {
    let own = words.split_whitespace().filter(|word| !word.contains('@'));
    let own = own.flat_map(|word| word.split(|c: char| !c.is_alphanumeric())).filter(|word| !word.is_empty());
    let own = format!(" {} ", own.collect::<Vec<_>>().join(" ").to_lowercase());
    SAYS_SO.iter().any(|said| own.contains(&format!(" {said} ")))
}

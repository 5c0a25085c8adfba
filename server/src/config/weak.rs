//! What production does not take, and what it takes with a word of warning.
//!
//! Refused is what lets strangers in, or shows them a password on its way. What somebody has written down on purpose is
//! told at each start and by `anteroom self-check`.

use ipnet::IpNet;
use store::{PostgresAddress, PostgresSecurity};
use url::Url;

use super::{
    Config, ConfigError,
    exposure::{is_loopback, is_loopback_host},
    wrong,
};

/// The sentences of warning; an error names the variable of what is refused.
pub(super) fn judge(config: &Config, postgres: Option<&PostgresAddress>) -> Result<Vec<String>, ConfigError> {
    let mail_in_clear = match &config.smtp_url {
        Some(url) => mail_in_clear(url)?,
        None => false,
    };
    let data_in_clear = match postgres {
        Some(address) => data_in_clear(address)?,
        None => false,
    };
    let alone = config.tls.is_none() && config.secure_cookies() && config.trusted_proxies.is_empty();
    let (proxies_wide, shared_wide) = (any_wide(&config.trusted_proxies), any_wide(&config.bounds.shared_networks));
    let metrics_shared = config.metrics_listen.is_some_and(|listen| !is_loopback(listen.ip()));
    let told = [
        (!config.rate_limit, "ANTEROOM_RATE_LIMIT is off: nobody who guesses passwords is held up."),
        (
            alone,
            "ANTEROOM_TRUSTED_PROXIES is empty and there is no certificate: everybody behind the proxy counts as one \
             address. They wait for each other's failed sign-ins, registrations and bookings, and together have as many \
             connections and open pages as one client.",
        ),
        (
            proxies_wide,
            "ANTEROOM_TRUSTED_PROXIES names a network as wide as a good part of the internet: whoever is in it says \
             which address they have, and is bounded by nothing.",
        ),
        (
            shared_wide,
            "ANTEROOM_SHARED_NETWORKS names a network as wide as a good part of the internet: strangers in it may \
             guess more passwords before they wait.",
        ),
        (
            mail_in_clear,
            "ANTEROOM_SMTP_URL is without tls=required: mail, invitation codes in it too, may go unencrypted.",
        ),
        (data_in_clear, "ANTEROOM_DATABASE_URL has sslmode=disable: patients' data go unencrypted to the database."),
        (
            metrics_shared,
            "ANTEROOM_METRICS_LISTEN can be reached from other machines: keep it to the network of your monitoring.",
        ),
    ];
    Ok(told.into_iter().filter(|(is_so, _)| *is_so).map(|(_, sentence)| sentence.to_owned()).collect())
}

/// Wider than what one organisation has: 10.0.0.0/8 and fc00::/7 are the widest that are nobody's on the internet.
fn any_wide(networks: &[IpNet]) -> bool {
    let private = |net: &IpNet| match net {
        IpNet::V4(net) => net.addr().is_private() || net.addr().is_loopback(),
        IpNet::V6(net) => net.addr().is_unique_local() || net.addr().is_loopback(),
    };
    let widest = |net: &IpNet| match (net, private(net)) {
        (IpNet::V4(_), true) => 8,
        (IpNet::V4(_), false) => 12,
        (IpNet::V6(_), true) => 7,
        (IpNet::V6(_), false) => 28,
    };
    networks.iter().any(|net| net.prefix_len() < widest(net))
}

/// May mail go unencrypted? Refused when the mail server's password would, too.
fn mail_in_clear(url: &str) -> Result<bool, ConfigError> {
    const VARIABLE: &str = "ANTEROOM_SMTP_URL";
    let help = "Write ?tls=required at its end, or smtps:// at its beginning; it may be without on this machine only.";
    // It was found to be an address before.
    let url = Url::parse(url).map_err(|error| wrong(VARIABLE, error.to_string(), help))?;
    let required = url.query_pairs().any(|(key, value)| key == "tls" && value == "required");
    let safe = url.scheme() == "smtps" || required || url.host_str().is_some_and(is_loopback_host);
    if !safe && url.password().is_some() {
        let problem = "its password could go unencrypted, to whoever stands in between";
        return Err(wrong(VARIABLE, problem, help));
    }
    Ok(!safe)
}

/// Do data go to another machine unencrypted? Refused unless somebody has written down that they may.
fn data_in_clear(address: &PostgresAddress) -> Result<bool, ConfigError> {
    let local = address.host().is_none_or(is_loopback_host);
    match address.security() {
        PostgresSecurity::Opportunistic if !local => {
            let problem = "without sslmode=require or better, everything could go unencrypted";
            let help = "Write ?sslmode=verify-full at its end, or sslmode=require where its certificate cannot be checked. \
                In a network of your own, sslmode=disable says that you want it so.";
            Err(wrong("ANTEROOM_DATABASE_URL", problem, help))
        }
        PostgresSecurity::None => Ok(!local),
        PostgresSecurity::Opportunistic | PostgresSecurity::Required => Ok(false),
    }
}

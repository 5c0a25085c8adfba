//! Who can reach the server, and what it may show them: development and plain http are for this machine only.

use std::net::{IpAddr, SocketAddr};

use ipnet::IpNet;
use url::{Host, Url};

use super::{ConfigError, wrong};
use crate::middleware::cors::origin;

const LISTEN: &str = "ANTEROOM_LISTEN";
const METRICS: &str = "ANTEROOM_METRICS_LISTEN";
const BASE_URL: &str = "ANTEROOM_BASE_URL";

/// The address and port of a listener, whose variable this is.
pub(super) fn listener(variable: &'static str, text: &str) -> Result<SocketAddr, ConfigError> {
    let help = "It should be an address and a port, such as 127.0.0.1:3000 or [::]:3000.";
    text.parse().map_err(|_| wrong(variable, format!("{text:?}"), help))
}

/// The address and port at which the figures of the process are read, by everybody who can reach it; none when it is empty.
pub(super) fn metrics_listener(text: &str, production: bool) -> Result<Option<SocketAddr>, ConfigError> {
    if text.is_empty() {
        return Ok(None);
    }
    let listen = listener(METRICS, text)?;
    if !production && !is_loopback(listen.ip()) {
        let problem = format!("{listen} can be reached from other machines, and this is development");
        let help = "It should be an address of this machine, such as 127.0.0.1:9100; for a clinic, set \
            ANTEROOM_ENV=production.";
        return Err(wrong(METRICS, problem, help));
    }
    Ok(Some(listen))
}

/// Where the server listens, and what stands between it and others.
pub(super) struct Reach<'a> {
    pub listen: SocketAddr,
    /// It has a certificate.
    pub https: bool,
    pub trusted_proxies: &'a [IpNet],
    pub production: bool,
}

impl Reach<'_> {
    /// The public address as browsers write it in `Origin`: in lower case and without the port that everybody knows.
    /// Refused when others could reach what is meant for this machine.
    pub(super) fn base_url(&self, text: &str) -> Result<String, ConfigError> {
        const PUBLIC: &str = "It should be the public address without a path, such as https://clinic.example; \
            plain http only on loopback.";
        const DEVELOPMENT: &str = "Set ANTEROOM_ENV=production for a clinic. To show a demo on another machine, keep \
            the address of this one and forward the port: ssh -L 3000:127.0.0.1:3000 HOST";
        let Self { listen, https, production, .. } = *self;
        let shared = !is_loopback(listen.ip());
        if shared && !production {
            let problem = format!("{listen} can be reached from other machines, and this is development");
            return Err(wrong(LISTEN, problem, DEVELOPMENT));
        }
        if text.is_empty() && production {
            return Err(wrong(BASE_URL, "it is missing", PUBLIC));
        }
        let own = format!("{}://{listen}", if https { "https" } else { "http" });
        let text = if text.is_empty() { &own } else { text.trim_end_matches('/') };
        let url = origin(text).map_err(|_| wrong(BASE_URL, format!("{text:?}"), PUBLIC))?;
        let plain = url.starts_with("http://");
        if https && plain {
            let help = "It should begin with https://, because ANTEROOM_TLS_CERT is set.";
            return Err(wrong(BASE_URL, format!("{text:?}"), help));
        }
        if plain && (shared || !is_loopback_url(&url)) {
            return Err(wrong(BASE_URL, format!("{text:?} is plain http, and others are to reach it"), PUBLIC));
        }
        if !production && !is_loopback_url(&url) {
            let problem = format!("{text:?} is another machine's address, and this is development");
            return Err(wrong(BASE_URL, problem, DEVELOPMENT));
        }
        if shared && !https && self.trusted_proxies.is_empty() {
            let problem = format!("{listen} can be reached from other machines by plain http");
            let help = "Set ANTEROOM_TLS_CERT and ANTEROOM_TLS_KEY, listen on 127.0.0.1, or name the reverse proxy \
                that speaks https in ANTEROOM_TRUSTED_PROXIES.";
            return Err(wrong(LISTEN, problem, help));
        }
        Ok(url)
    }
}

/// Is this one of the addresses that never leave the machine?
pub fn is_loopback(address: IpAddr) -> bool {
    address.to_canonical().is_loopback()
}

/// As [`is_loopback`], for a host as it stands in addresses: a name, or an IP address, which may be in brackets.
pub fn is_loopback_host(host: &str) -> bool {
    let name = host.trim_end_matches('.').to_ascii_lowercase();
    // RFC 6761, section 6.3
    let named = name == "localhost" || name.ends_with(".localhost");
    named || host.trim_matches(['[', ']']).parse().is_ok_and(is_loopback)
}

fn is_loopback_url(url: &str) -> bool {
    match Url::parse(url).ok().as_ref().and_then(Url::host) {
        Some(Host::Domain(name)) => is_loopback_host(name),
        Some(Host::Ipv4(address)) => is_loopback(address.into()),
        Some(Host::Ipv6(address)) => is_loopback(address.into()),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::middleware::address;

    #[test]
    fn the_base_url_is_written_as_browsers_write_an_origin() {
        let production = |text: &str, https| {
            let listen = "127.0.0.1:443".parse().expect("an address");
            Reach { listen, https, trusted_proxies: &[], production: true }.base_url(text)
        };
        for (text, written) in [
            ("https://clinic.example", "https://clinic.example"),
            ("https://clinic.example/", "https://clinic.example"),
            ("https://clinic.example:443", "https://clinic.example"),
            ("https://clinic.example:443/", "https://clinic.example"),
            ("https://clinic.example:8443", "https://clinic.example:8443"),
            ("https://Clinic.Example", "https://clinic.example"),
            ("HTTPS://clinic.example", "https://clinic.example"),
            ("https://clinic.example:80", "https://clinic.example:80"),
            ("https://praxis-müller.example", "https://xn--praxis-mller-klb.example"),
            ("http://127.0.0.1:80", "http://127.0.0.1"),
            ("http://localhost:80", "http://localhost"),
            ("http://localhost:443", "http://localhost:443"),
            ("http://[::1]:80", "http://[::1]"),
            ("http://[0:0:0:0:0:0:0:1]:3000", "http://[::1]:3000"),
        ] {
            assert_eq!(production(text, false).expect(text), written, "{text}");
        }
        for bad in [
            "",
            "clinic.example",
            "https://",
            "https://clinic.example/path",
            "https://clinic.example?x",
            "https://clinic.example#x",
            "https://ada@clinic.example",
            "https://clinic.example:port",
            "ftp://clinic.example",
            "http://clinic.example",
            "http://127.0.0.1.clinic.example",
            "http://localhost.clinic.example",
        ] {
            assert_eq!(production(bad, false).expect_err(bad).variable, BASE_URL);
        }
        assert!(production("http://127.0.0.1", true).is_err(), "http with a certificate");
    }

    #[test]
    fn without_a_base_url_it_is_the_address_listened_on() {
        for (listen, https, written) in [
            ("127.0.0.1:3000", false, "http://127.0.0.1:3000"),
            ("127.0.0.1:80", false, "http://127.0.0.1"),
            ("127.0.0.1:443", true, "https://127.0.0.1"),
            ("[::1]:3000", true, "https://[::1]:3000"),
        ] {
            let listen = listen.parse().expect("an address");
            let reach = Reach { listen, https, trusted_proxies: &[], production: false };
            assert_eq!(reach.base_url("").expect(written), written);
        }
    }

    #[test]
    fn what_is_meant_for_this_machine_is_not_shown_to_others() {
        // listener, base URL, certificate, trusted proxies, production, what is refused
        let cases = [
            ("127.0.0.1:3000", "", false, "", false, ""),
            ("127.9.9.9:3000", "", false, "", false, ""),
            ("[::1]:3000", "", false, "", false, ""),
            ("[::ffff:127.0.0.1]:3000", "http://127.0.0.1:3000", false, "", false, ""),
            ("127.0.0.1:3000", "http://a.localhost:3000", false, "", false, ""),
            ("127.0.0.1:3000", "https://localhost", true, "", false, ""),
            // Development that others can reach, whatever stands in between.
            ("0.0.0.0:3000", "http://127.0.0.1:3000", false, "", false, LISTEN),
            ("0.0.0.0:3000", "", false, "", false, LISTEN),
            ("0.0.0.0:3000", "https://127.0.0.1:3000", false, "", false, LISTEN),
            ("[::]:3000", "https://localhost", true, "", false, LISTEN),
            ("192.0.2.7:3000", "https://localhost", true, "", false, LISTEN),
            ("[2001:db8::7]:3000", "https://localhost", false, "10.0.0.1", false, LISTEN),
            ("127.0.0.1:3000", "https://clinic.example", false, "", false, BASE_URL),
            ("127.0.0.1:3000", "https://clinic.example", false, "127.0.0.1", false, BASE_URL),
            ("127.0.0.1:3000", "https://192.0.2.7", true, "", false, BASE_URL),
            // Production: https by itself, or by a proxy that is near or named.
            ("0.0.0.0:443", "https://clinic.example", true, "", true, ""),
            ("127.0.0.1:3000", "https://clinic.example", false, "", true, ""),
            ("0.0.0.0:3000", "https://clinic.example", false, "10.0.0.1", true, ""),
            ("127.0.0.1:3000", "http://localhost:3000", false, "", true, ""),
            ("0.0.0.0:3000", "https://clinic.example", false, "", true, LISTEN),
            ("0.0.0.0:3000", "http://localhost", false, "10.0.0.1", true, BASE_URL),
        ];
        for (listen, url, https, trusted, production, refused) in cases {
            let listen = listen.parse().expect("an address");
            let trusted = address::parse_networks(trusted).expect("a list");
            let outcome = Reach { listen, https, trusted_proxies: &trusted, production }.base_url(url);
            let found = outcome.err().map_or("", |error| error.variable);
            assert_eq!(found, refused, "{listen} {url} https={https} {trusted:?} production={production}");
        }
    }

    #[test]
    fn figures_of_development_are_not_shown_to_others() {
        for (listen, development, production) in [
            ("", true, true),
            ("127.0.0.1:9100", true, true),
            ("[::1]:9100", true, true),
            ("[::ffff:127.0.0.1]:9100", true, true),
            ("0.0.0.0:9100", false, true),
            ("[::]:9100", false, true),
            ("192.0.2.7:9100", false, true),
            ("[2001:db8::7]:9100", false, true),
            ("9100", false, false),
        ] {
            for (in_production, taken) in [(false, development), (true, production)] {
                match metrics_listener(listen, in_production) {
                    Ok(read) => assert!(taken && read.is_some() != listen.is_empty(), "{listen}"),
                    Err(error) => assert!(!taken && error.variable == METRICS, "{listen}: {error}"),
                }
            }
        }
    }

    #[test]
    fn only_this_machine_is_loopback() {
        for host in ["localhost", "LocalHost", "localhost.", "a.localhost", "127.0.0.1", "127.1.2.3", "::1", "[::1]"] {
            assert!(is_loopback_host(host), "{host}");
        }
        for host in ["", "localhost.example", "mylocalhost", "0.0.0.0", "::", "[::]", "10.0.0.1", "128.0.0.1", "::2"] {
            assert!(!is_loopback_host(host), "{host}");
        }
    }
}

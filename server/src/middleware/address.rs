//! Where a request comes from: the peer's address, or what a proxy that is named as trusted says.
//!
//! `X-Forwarded-For` is read and `Forwarded` (RFC 7239) is not: every common proxy writes the former, and one that
//! writes only one of the two passes the other on as the client sent it.

use std::net::{IpAddr, SocketAddr};

use axum::{
    extract::{ConnectInfo, Request},
    http::{Extensions, HeaderMap},
};
use ipnet::IpNet;

const FORWARDED_FOR: &str = "x-forwarded-for";

/// The client's address, in a request's extensions.
#[derive(Clone, Copy, Debug)]
struct ClientAddress(IpAddr);

/// Finds out the client's address, also for [`of`]. There is no peer where the router is called without a socket.
pub fn resolve(request: &mut Request, trusted: &[IpNet]) -> Option<IpAddr> {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>()?.0.ip();
    let address = client(request.headers(), peer, trusted);
    request.extensions_mut().insert(ClientAddress(address));
    Some(address)
}

/// The client's address, as far as it is known. It is for throttling only: logs hold a keyed hash of it.
pub fn of(extensions: &Extensions) -> Option<IpAddr> {
    extensions.get::<ClientAddress>().map(|address| address.0)
}

/// The last address that is no trusted proxy's: everything to the left of it may be made up.
fn client(headers: &HeaderMap, peer: IpAddr, trusted: &[IpNet]) -> IpAddr {
    let peer = peer.to_canonical();
    let is_trusted = |address: &IpAddr| trusted.iter().any(|net| net.contains(address));
    if !is_trusted(&peer) {
        return peer;
    }
    let lines: Vec<&str> = headers.get_all(FORWARDED_FOR).iter().filter_map(|line| line.to_str().ok()).collect();
    let hops = lines.iter().flat_map(|line| line.split(',')).rev().map(hop);
    // What cannot be read ends the chain: nobody vouches for what stands before it.
    let mut known = hops.map_while(|hop| hop);
    known.find(|address| !is_trusted(address)).unwrap_or(peer)
}

/// An address, which some proxies write with its port.
fn hop(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()));
    address.map(|address| address.to_canonical())
}

/// The lists of `ANTEROOM_TRUSTED_PROXIES` and `ANTEROOM_SHARED_NETWORKS`: addresses and networks (CIDR), separated by commas; an error is the part
/// that is neither.
pub fn parse_networks(list: &str) -> Result<Vec<IpNet>, String> {
    let parts = list.split(',').map(str::trim).filter(|part| !part.is_empty());
    let net = |part: &str| part.parse().or_else(|_| part.parse::<IpAddr>().map(IpNet::from));
    parts.map(|part| net(part).map_err(|_| part.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_trusted_peer_is_believed() {
        let trusted = parse_networks("127.0.0.1, 10.0.0.0/8, ::1, 2001:db8:aa::/48").expect("a list");
        let cases: &[(&str, &[&str], &str)] = &[
            // Nobody between, or somebody who is not trusted and says so.
            ("192.0.2.1", &[], "192.0.2.1"),
            ("192.0.2.1", &["203.0.113.9"], "192.0.2.1"),
            ("::ffff:192.0.2.1", &["203.0.113.9"], "192.0.2.1"),
            // One proxy, and two.
            ("127.0.0.1", &["203.0.113.9"], "203.0.113.9"),
            ("::ffff:127.0.0.1", &["203.0.113.9"], "203.0.113.9"),
            ("::1", &["203.0.113.9, 10.1.2.3"], "203.0.113.9"),
            ("10.0.0.2", &["203.0.113.9", "10.1.2.3", "2001:db8:aa::7"], "203.0.113.9"),
            // What the client made up stands to the left of what the proxy saw.
            ("127.0.0.1", &["198.51.100.1, 203.0.113.9"], "203.0.113.9"),
            ("127.0.0.1", &["127.0.0.1, 203.0.113.9"], "203.0.113.9"),
            ("127.0.0.1", &["198.51.100.1", "203.0.113.9"], "203.0.113.9"),
            // With ports, brackets and spaces.
            ("127.0.0.1", &[" 203.0.113.9:4711 "], "203.0.113.9"),
            ("127.0.0.1", &["[2001:db8::9]:4711"], "2001:db8::9"),
            ("127.0.0.1", &["[2001:db8::9]"], "2001:db8::9"),
            ("127.0.0.1", &["2001:db8::9"], "2001:db8::9"),
            // Nothing that helps.
            ("127.0.0.1", &[], "127.0.0.1"),
            ("127.0.0.1", &[""], "127.0.0.1"),
            ("127.0.0.1", &["unknown"], "127.0.0.1"),
            ("127.0.0.1", &["203.0.113.9, unknown, 10.0.0.1"], "127.0.0.1"),
            ("127.0.0.1", &["10.0.0.1, 10.0.0.2"], "127.0.0.1"),
        ];
        for (peer, lines, expected) in cases {
            let mut headers = HeaderMap::new();
            for line in *lines {
                headers.append(FORWARDED_FOR, line.parse().expect("a header value"));
            }
            let found = client(&headers, peer.parse().expect("an address"), &trusted);
            assert_eq!(found.to_string(), *expected, "{peer} {lines:?}");
        }
    }

    #[test]
    fn a_list_of_networks_is_read_or_its_wrong_part_named() {
        assert_eq!(parse_networks(""), Ok(vec![]));
        assert_eq!(parse_networks(" 192.0.2.1 ,").map(|list| list.len()), Ok(1));
        assert_eq!(parse_networks("192.0.2.1, 10.0.0.0/33"), Err("10.0.0.0/33".to_owned()));
        assert_eq!(parse_networks("proxy.example"), Err("proxy.example".to_owned()));
    }
}

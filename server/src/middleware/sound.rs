//! Requests with which nobody further in need reckon: without a path, with a huge head, or
//! without one host (RFC 9112, 3.2; RFC 9113, 8.3.1). They are answered before they reach a route.

use axum::{
    extract::Request,
    http::{Method, StatusCode, Version, header, uri::Authority},
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::platform::{faults::RequestFault, problem::Problem};

use super::coding;
use crate::{api::ApiError, listen::MOST_HEAD_BYTES};

pub async fn refuse_unsound(request: Request, next: Next) -> Response {
    match fault(&request) {
        Some(fault) => fault.into_response(),
        // It asks for nothing but whether somebody is here (RFC 9110, 9.3.7).
        None if request.uri().path() == "*" => StatusCode::NO_CONTENT.into_response(),
        None => next.run(request).await,
    }
}

fn fault(request: &Request) -> Option<ApiError> {
    if head_bytes(request) > MOST_HEAD_BYTES {
        return Some(ApiError::HeadTooLarge);
    }
    let malformed = |why: RequestFault| Some(ApiError::Problem(Problem::malformed(why)));
    let path = request.uri().path();
    let of_the_server = path == "*" && request.method() == Method::OPTIONS;
    if !(path.starts_with('/') || of_the_server) {
        return malformed(RequestFault::NoPath);
    }
    if !names_one_host(request) {
        return malformed(RequestFault::NotOneHost);
    }
    (!coding::has_choice(request.extensions())).then_some(ApiError::NotAcceptable)
}

/// As many as the head had, more or less: names, values and what stands between them.
fn head_bytes(request: &Request) -> usize {
    let uri = request.uri();
    let target = uri.path().len() + uri.query().map_or(0, str::len);
    target + request.headers().iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum::<usize>()
}

fn names_one_host(request: &Request) -> bool {
    let authority = request.uri().authority().map(Authority::as_str);
    let hosts = request.headers().get_all(header::HOST);
    let number = hosts.iter().count();
    let mut hosts = hosts.iter().map(|host| host.to_str().unwrap_or_default());
    let one = match (request.version(), authority) {
        // What stands in `:authority` need not be said again, nor may it be said differently.
        (Version::HTTP_2 | Version::HTTP_3, Some(authority)) => hosts.all(|host| host.eq_ignore_ascii_case(authority)),
        // Before there was such a header.
        (Version::HTTP_09 | Version::HTTP_10, _) => number <= 1 && hosts.all(is_host),
        _ => number == 1 && hosts.all(is_host),
    };
    one && authority.is_none_or(is_host)
}

/// A name or an address, with or without a port.
fn is_host(text: &str) -> bool {
    let Ok(authority) = text.parse::<Authority>() else { return false };
    let host = authority.host();
    let port = text.strip_prefix(host).map(|rest| rest.strip_prefix(':').unwrap_or(rest));
    let is_address = |text: &str| text.parse::<std::net::Ipv6Addr>().is_ok();
    let is_name = |text: &str| {
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'))
    };
    let named = match host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        Some(address) => is_address(address),
        None => is_name(host),
    };
    let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok();
    named && port.is_some_and(|port| port.is_empty() || is_port(port))
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    #[test]
    fn a_host_is_a_name_or_an_address_and_perhaps_a_port() {
        for host in
            ["clinic.example", "CLINIC.example:8443", "127.0.0.1:3000", "[::1]:3000", "[2001:db8::1]", "app_1", "a:"]
        {
            assert!(is_host(host), "{host}");
        }
        for no in [
            "",
            " ",
            ":80",
            "a b",
            "a,b",
            "a:port",
            "a:+80",
            "a:65536",
            "a:80:80",
            "a/b",
            "a@b",
            "user:pass@a",
            "[::1",
            "[::zz]",
            "[]",
            "[a]:80",
            "a\u{e9}",
            "a%20b",
            "<a>",
            "http://a",
        ] {
            assert!(!is_host(no), "{no}");
        }
    }

    #[test]
    fn a_request_names_one_host() {
        type Case = (Version, &'static str, &'static [&'static str], bool);
        let cases: &[Case] = &[
            (Version::HTTP_11, "/", &["a.example"], true),
            (Version::HTTP_11, "/", &[], false),
            (Version::HTTP_11, "/", &["a.example", "a.example"], false),
            (Version::HTTP_11, "/", &["a.example, b.example"], false),
            // Sent to a proxy: its own host counts, and Host is there all the same.
            (Version::HTTP_11, "http://b.example/", &["a.example"], true),
            (Version::HTTP_11, "http://b.example/", &[], false),
            (Version::HTTP_11, "http://u@b.example/", &["b.example"], false),
            (Version::HTTP_10, "/", &[], true),
            (Version::HTTP_10, "/", &["a.example"], true),
            (Version::HTTP_10, "/", &["a.example", "b.example"], false),
            (Version::HTTP_2, "https://a.example/", &[], true),
            (Version::HTTP_2, "https://a.example/", &["A.example"], true),
            (Version::HTTP_2, "https://a.example/", &["b.example"], false),
            (Version::HTTP_2, "https://a.example/", &["a.example", "b.example"], false),
            (Version::HTTP_2, "https://u@a.example/", &[], false),
            (Version::HTTP_2, "/", &["a.example"], true),
            (Version::HTTP_2, "/", &[], false),
        ];
        for (version, uri, hosts, sound) in cases {
            let mut request = Request::builder().version(*version).uri(*uri);
            for host in *hosts {
                request = request.header(header::HOST, *host);
            }
            let request = request.body(Body::empty()).expect("a request");
            assert_eq!(names_one_host(&request), *sound, "{version:?} {uri} {hosts:?}");
        }
    }
}

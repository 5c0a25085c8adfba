//! One log line and one metric for each request. The route's pattern is told, never the path or query: ids and searches
//! are nobody's business. Nothing that a stranger sends becomes a label or a field: labels are kept for ever, and each
//! new one is another series.

use std::{collections::BTreeSet, net::IpAddr, sync::LazyLock, time::Instant};

use axum::{
    extract::{MatchedPath, Request, State},
    http::{Extensions, HeaderName, HeaderValue, Method, StatusCode},
    middleware::Next,
    response::Response,
};
use clinic::platform::security::{self, About, SPAN, pseudonym};
use domain::{insight::security::SecurityEvent, platform::ids::AccountId};
use effects::Keys;
use leptos::server_fn::axum::server_fn_paths;
use tracing::{Instrument, Span, field::Empty};

use super::address;
use crate::state::AppState;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What a request is called in the log, in the header of its answer, and to the person for whom it failed.
#[derive(Clone)]
struct RequestId(String);

/// The id of the request with these extensions.
pub fn id_of(extensions: &Extensions) -> String {
    extensions.get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default()
}

/// What a method is called in labels and log lines, where any token may have been sent.
fn name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::CONNECT => "CONNECT",
        Method::OPTIONS => "OPTIONS",
        Method::TRACE => "TRACE",
        Method::PATCH => "PATCH",
        // None of RFC 9110 and RFC 5789.
        _ => "OTHER",
    }
}

/// From where a request comes, as a keyed hash, which tells two clients apart and nothing else.
fn hashed(keys: &Keys, client: IpAddr) -> String {
    let address = match client {
        IpAddr::V4(v4) => v4.to_ipv6_mapped(),
        IpAddr::V6(v6) => v6,
    };
    pseudonym(keys, "client", &address.octets())
}

/// Says in the span of the request who asks.
pub fn is_of(account: AccountId) {
    Span::current().record("account.id", tracing::field::display(account));
}

/// The pattern of the route; of a server function its own path, of which there are as many as functions.
fn route(request: &Request) -> String {
    static FUNCTIONS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| server_fn_paths().map(|(path, _)| path).collect());
    let Some(pattern) = request.extensions().get::<MatchedPath>() else { return "unmatched".to_owned() };
    FUNCTIONS.get(request.uri().path()).map_or_else(|| pattern.as_str().to_owned(), |path| (*path).to_owned())
}

/// Logs and counts. The answer names the request by an id of our own; a caller's is not repeated.
pub async fn observe(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let method = name(request.method());
    let route = route(&request);
    let id = state.clinic.effects.rng.reference();
    request.extensions_mut().insert(RequestId(id.clone()));
    let started = Instant::now();
    // Known from the start: each field that is recorded later has all of the span's written anew.
    let client = address::resolve(&mut request, &state.trusted_proxies);
    let client = client.map(|address| hashed(&state.clinic.effects.keys, address));
    let span = tracing::info_span!(target: SPAN, "request", request.id = id, client, account.id = Empty);
    let mut response = next.run(request).instrument(span.clone()).await;
    let (status, seconds) = (response.status().as_u16(), started.elapsed().as_secs_f64());
    let _within = span.enter();
    if response.status() == StatusCode::FORBIDDEN {
        security::record(SecurityEvent::Refused, About::what(&route));
    }
    let labels = [("method", method.to_owned()), ("route", route.clone()), ("status", status.to_string())];
    metrics::counter!("anteroom_http_requests_total", &labels).increment(1);
    metrics::histogram!("anteroom_http_request_seconds", "route" => route.clone()).record(seconds);
    if response.status() == StatusCode::SERVICE_UNAVAILABLE {
        // Many of them come at once, when the database is away or too many passwords wait; it is no fault of ours.
        tracing::warn!(method, route, status, seconds, "request");
    } else if response.status().is_server_error() {
        tracing::error!(method, route, status, seconds, "request");
    } else {
        tracing::info!(method, route, status, seconds, "request");
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

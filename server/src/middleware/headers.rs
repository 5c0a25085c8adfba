//! Headers of every answer, those of refusals and panics included.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::Response,
};

use crate::state::AppState;

/// What browsers do with an answer, whatever it is.
const ALWAYS: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    // Nothing here needs the rest. Only names that every browser knows of one kind or another: an unknown one is a
    // warning in the console of each page.
    (
        HeaderName::from_static("permissions-policy"),
        "fullscreen=(self), autoplay=(self), accelerometer=(), camera=(), display-capture=(), encrypted-media=(), \
         geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=(), \
         xr-spatial-tracking=()",
    ),
];

/// For what is no page of ours: it loads nothing, runs nothing and is shown in nobody's frame. Pages bring their own.
const NOTHING: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A year. By default all hosts below ours are meant as well: whoever sets cookies from one of them by plain http would
/// set ours.
const HTTPS_ONLY: &str = "max-age=31536000";
const HTTPS_BELOW_TOO: &str = "max-age=31536000; includeSubDomains";

/// Sets what is not set yet; what differs by reader is kept by no cache.
pub async fn set(State(state): State<AppState>, mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        unless_set(headers, name, value);
    }
    unless_set(headers, header::CONTENT_SECURITY_POLICY, NOTHING);
    unless_set(headers, header::CACHE_CONTROL, "no-store");
    if state.secure_cookies {
        let how_far = if state.hsts_subdomains { HTTPS_BELOW_TOO } else { HTTPS_ONLY };
        unless_set(headers, header::STRICT_TRANSPORT_SECURITY, how_far);
    }
    response
}

fn unless_set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.entry(name).or_insert(HeaderValue::from_static(value));
}

//! Cross-site requests that would change something are refused.
//!
//! Browsers say where a request comes from (Fetch Metadata, `Sec-Fetch-Site`); older ones at least send `Origin`.
//! Programs send neither, and carry no cookies that they did not ask for.

use anteroom::domain::problem::Problem;
use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::cors::LetIn;
use crate::{api::ApiError, state::AppState};

pub async fn refuse_cross_site(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    // From another origin that is let in: without cookies, nobody is acted for unawares.
    let let_in = request.extensions().get::<LetIn>().is_some();
    if safe || let_in || is_same_origin(request.headers(), &state.clinic.settings.base_url) {
        return next.run(request).await;
    }
    ApiError::Refused(Problem::CrossSite).into_response()
}

pub(super) fn is_same_origin(headers: &HeaderMap, base_url: &str) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match text("sec-fetch-site") {
        Some(site) => matches!(site, "same-origin" | "none"),
        None => match text(header::ORIGIN.as_str()) {
            Some(origin) => {
                let host = origin.split_once("://").map(|(_, host)| host);
                // A proxy may have put its own name for this server into Host.
                origin.eq_ignore_ascii_case(base_url) || host.is_some() && host == text(header::HOST.as_str())
            }
            None => true,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_request_comes_from() {
        let cases: &[(&[(&str, &str)], bool)] = &[
            (&[], true),
            (&[("sec-fetch-site", "same-origin")], true),
            (&[("sec-fetch-site", "none")], true),
            (&[("sec-fetch-site", "cross-site")], false),
            (&[("sec-fetch-site", "same-site")], false),
            (&[("origin", "https://clinic.example"), ("host", "clinic.example")], true),
            (&[("origin", "https://evil.example"), ("host", "clinic.example")], false),
            (&[("origin", "null"), ("host", "clinic.example")], false),
            (&[("origin", "https://public.example"), ("host", "10.0.0.2:3000")], true),
            (&[("origin", "http://public.example"), ("host", "10.0.0.2:3000")], false),
            (&[("origin", "https://public.example"), ("sec-fetch-site", "cross-site")], false),
            (
                &[("sec-fetch-site", "cross-site"), ("origin", "https://clinic.example"), ("host", "clinic.example")],
                false,
            ),
        ];
        for (pairs, allowed) in cases {
            let mut headers = HeaderMap::new();
            for (name, value) in *pairs {
                headers.insert(*name, value.parse().expect("a header value"));
            }
            assert_eq!(is_same_origin(&headers, "https://public.example"), *allowed, "{pairs:?}");
        }
    }
}

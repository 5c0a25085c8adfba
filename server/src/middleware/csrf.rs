//! Cross-site requests that would change something are refused.
//!
//! Browsers say where a request comes from (Fetch Metadata, `Sec-Fetch-Site`); older ones at least send `Origin`, which
//! is compared whole with the public address. `Host` counts for nothing: a proxy may rename it, and it has no scheme.
//! Programs send neither, and carry no cookies that they did not ask for.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::platform::problem::Problem;

use super::cors::{LetIn, origin};
use crate::{api::ApiError, state::AppState};

pub async fn refuse_cross_site(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    // From another origin that is let in: without cookies, nobody is acted for unawares.
    let let_in = request.extensions().get::<LetIn>().is_some();
    if safe || let_in || is_same_origin(request.headers(), &state.clinic.settings.base_url) {
        return next.run(request).await;
    }
    ApiError::Problem(Problem::CrossSite).into_response()
}

pub(super) fn is_same_origin(headers: &HeaderMap, base_url: &str) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        return *site == "same-origin" || *site == "none";
    }
    let Some(from) = headers.get(header::ORIGIN) else { return true };
    let ours = origin(base_url);
    ours.is_ok() && from.to_str().is_ok_and(|from| origin(from) == ours)
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
            (&[("sec-fetch-site", "")], false),
            // The public address, however it is written and whatever a proxy calls this server.
            (&[("origin", "https://public.example"), ("host", "public.example")], true),
            (&[("origin", "https://public.example"), ("host", "10.0.0.2:3000")], true),
            (&[("origin", "https://PUBLIC.example:443"), ("host", "10.0.0.2:3000")], true),
            // Another scheme, port or host, also when Host says the same.
            (&[("origin", "http://public.example"), ("host", "public.example")], false),
            (&[("origin", "https://public.example:8443"), ("host", "public.example:8443")], false),
            (&[("origin", "https://clinic.example"), ("host", "clinic.example")], false),
            (&[("origin", "https://public.example.evil.example"), ("host", "public.example")], false),
            (&[("origin", "https://public.example@evil.example"), ("host", "public.example")], false),
            (&[("origin", "null"), ("host", "public.example")], false),
            (&[("origin", ""), ("host", "public.example")], false),
            (&[("origin", "https://public.example"), ("sec-fetch-site", "cross-site")], false),
            (
                &[("sec-fetch-site", "cross-site"), ("origin", "https://public.example"), ("host", "public.example")],
                false,
            ),
        ];
        for (pairs, allowed) in cases {
            let mut headers = HeaderMap::new();
            for (name, value) in *pairs {
                headers.insert(*name, value.parse().expect("a header value"));
            }
            for base_url in ["https://public.example", "https://public.example:443"] {
                assert_eq!(is_same_origin(&headers, base_url), *allowed, "{pairs:?} at {base_url}");
            }
        }
    }
}

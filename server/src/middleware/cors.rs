//! Front ends on other origins, as far as the configuration lets them in (`ANTEROOM_CORS_ORIGINS`). Only for `/api`.
//!
//! They sign in by bearer token. Cookies never count across origins: those of a request that comes from elsewhere are
//! put aside before anybody reads them, and the browser is never told that it may send them. So a page of an origin
//! that is let in cannot act for whoever happens to be signed in here, and the cross-site check can let it through.

use std::{str::FromStr, sync::Arc};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use url::Url;

use super::csrf::is_same_origin;
use crate::state::AppState;

const METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, POST, PUT, PATCH, DELETE");
const READS: HeaderValue = HeaderValue::from_static("authorization, content-type, idempotency-key, last-event-id");
const SHOWS: HeaderValue = HeaderValue::from_static("retry-after, location");
/// Seconds for which a browser need not ask again; none keeps it for longer.
const REMEMBERED: HeaderValue = HeaderValue::from_static("7200");

/// The origins whose pages may use the API.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Origins {
    /// Only our own.
    #[default]
    None,
    /// These, as browsers write them.
    Listed(Arc<[String]>),
    /// All.
    Any,
}

/// What is wrong with a list of origins.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadOrigins {
    #[error("{0:?} is no origin")]
    NoOrigin(String),
    #[error("* stands beside others")]
    AnyBesideOthers,
}

impl FromStr for Origins {
    type Err = BadOrigins;

    /// From `https://one.example, https://two.example:8443`, or `*`, or nothing.
    fn from_str(text: &str) -> Result<Self, BadOrigins> {
        let parts: Vec<_> = text.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
        match parts.as_slice() {
            [] => Ok(Self::None),
            ["*"] => Ok(Self::Any),
            parts if parts.contains(&"*") => Err(BadOrigins::AnyBesideOthers),
            parts => {
                let listed = parts.iter().map(|part| origin(part)).collect::<Result<Arc<[_]>, _>>()?;
                Ok(Self::Listed(listed))
            }
        }
    }
}

/// Scheme, host and port, and nothing else; written as browsers write it.
pub fn origin(text: &str) -> Result<String, BadOrigins> {
    let bad = || BadOrigins::NoOrigin(text.to_owned());
    let url = Url::parse(text).map_err(|_| bad())?;
    let (scheme, rest) = text.split_once("://").ok_or_else(bad)?;
    // What the parser would mend or leave out in silence.
    let odd = rest.is_empty() || rest.contains(|c: char| "/\\?#@%".contains(c) || c.is_whitespace() || c.is_control());
    let known = ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
    if known && !odd { Ok(url.origin().ascii_serialization()) } else { Err(bad()) }
}

impl Origins {
    fn lets_in(&self, origin: &str) -> bool {
        match self {
            Self::None => false,
            Self::Listed(listed) => listed.iter().any(|known| known == origin),
            Self::Any => true,
        }
    }

    fn set(&self, headers: &mut HeaderMap, origin: &HeaderValue) {
        let named = if *self == Self::Any { HeaderValue::from_static("*") } else { origin.clone() };
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, named);
    }
}

/// Marks a request from another origin that is let in. Its cookies are gone.
#[derive(Clone, Copy)]
pub struct LetIn;

/// Stands before everything that looks at cookies or at where a request comes from.
pub async fn share(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if state.origins == Origins::None || !(path == "/api" || path.starts_with("/api/")) {
        return next.run(request).await;
    }
    let own = is_same_origin(request.headers(), &state.clinic.settings.base_url);
    let origin = request.headers().get(header::ORIGIN).cloned();
    let origin = origin.filter(|origin| !own && origin.to_str().is_ok_and(|origin| state.origins.lets_in(origin)));
    let asks_first = request.method() == Method::OPTIONS
        && request.headers().contains_key(header::ORIGIN)
        && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let mut response = if asks_first {
        let mut answer = StatusCode::NO_CONTENT.into_response();
        if origin.is_some() {
            let headers = answer.headers_mut();
            headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
            headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, READS);
            headers.insert(header::ACCESS_CONTROL_MAX_AGE, REMEMBERED);
        }
        answer
    } else if origin.is_some() {
        request.headers_mut().remove(header::COOKIE);
        request.extensions_mut().insert(LetIn);
        let mut answer = next.run(request).await;
        answer.headers_mut().remove(header::SET_COOKIE);
        answer.headers_mut().insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, SHOWS);
        answer
    } else {
        next.run(request).await
    };
    if let Some(origin) = origin {
        state.origins.set(response.headers_mut(), &origin);
    }
    // A cache must not give one origin what was written for another.
    response.headers_mut().append(header::VARY, HeaderValue::from_static("origin"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_read_as_browsers_write_them() {
        let listed = |list: &[&str]| Ok(Origins::Listed(list.iter().map(|origin| (*origin).to_owned()).collect()));
        for (text, expected) in [
            ("", Ok(Origins::None)),
            (" , ", Ok(Origins::None)),
            ("*", Ok(Origins::Any)),
            ("https://a.example", listed(&["https://a.example"])),
            ("https://A.example, http://localhost:5173", listed(&["https://a.example", "http://localhost:5173"])),
            ("https://a.example:443,http://[::1]:8080", listed(&["https://a.example", "http://[::1]:8080"])),
            ("https://bücher.example:0443", listed(&["https://xn--bcher-kva.example"])),
            ("http://[0:0::1]:080", listed(&["http://[::1]"])),
            ("*, https://a.example", Err(BadOrigins::AnyBesideOthers)),
        ] {
            assert_eq!(text.parse::<Origins>(), expected, "{text}");
        }
        for bad in [
            "a.example",
            "null",
            "https://a.example/",
            "https://a.example/x",
            "ftp://a.example",
            "https://*.a.example x",
            "https://u@a.example",
            "https:a.example",
            "https:\\\\a.example",
            "https://a.example:x",
            "https://a.exam\tple",
            "https://",
        ] {
            assert_eq!(bad.parse::<Origins>(), Err(BadOrigins::NoOrigin(bad.into())));
        }
    }

    #[test]
    fn only_whole_origins_are_let_in() {
        let origins: Origins = "https://a.example".parse().expect("an origin");
        assert!(origins.lets_in("https://a.example"));
        for other in [
            "http://a.example",
            "https://a.example:8443",
            "https://b.a.example",
            "https://a.example.evil.example",
            "null",
        ] {
            assert!(!origins.lets_in(other), "{other}");
        }
    }
}

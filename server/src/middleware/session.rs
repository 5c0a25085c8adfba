//! Who is behind a request, and how they read: by bearer token for programs, by cookies for browsers.
//!
//! A browser whose access token has run out gets the next pair here, so that no page has to know of tokens.

use std::net::IpAddr;

use app::server::{cookie_header, session_cookie_values, session_cookies, session_cookies_cleared, zone_cookie};
use axum::{
    extract::{Request, State},
    http::{Extensions, HeaderMap, HeaderValue, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use clinic::{
    Caller, Clinic,
    people::sessions::{self, Session},
    scheduling::zones,
};
use cookie::Cookie;
use domain::platform::{locale::Locale, problem::Problem};

use crate::{
    api::ApiError,
    middleware::{address, trace},
    state::{AppState, Shared},
};

/// Makes the [`Caller`] of the request; see [`of`].
pub async fn resolve(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let address = address::of(request.extensions());
    let found = if let Some(token) = bearer(request.headers()) {
        let found = sessions::resolve(&state.clinic, token).await;
        found.and_then(|session| session.ok_or(Problem::Unauthenticated.into())).map(|session| (Some(session), vec![]))
    } else {
        by_cookies(&state, request.headers(), address).await
    };
    let (session, cookies) = match found {
        Ok(found) => found,
        Err(error) => {
            let problem = error.into_problem(|| trace::id_of(request.extensions()));
            return ApiError::Problem(problem).into_response();
        }
    };
    if let Some(account) = session.as_ref().and_then(|session| session.actor.account()) {
        trace::is_of(account);
    }
    let device_zone = cookie(request.headers(), zone_cookie(state.secure_cookies));
    let caller = Caller {
        session,
        address,
        // What `first.js` found out, if it is a zone.
        device_zone: device_zone.filter(|zone| zones::known(zone).is_some()),
        locale: Locale::default(),
        request_id: trace::id_of(request.extensions()),
    };
    request.extensions_mut().insert(caller);
    let mut response = next.run(request).await;
    put_first(response.headers_mut(), cookies);
    response
}

/// Who is behind the request with these extensions; a visitor where nobody has asked.
pub fn of(extensions: &Extensions) -> Caller {
    extensions.get().cloned().unwrap_or_default()
}

/// The token of a caller who believes to be signed in; empty, which no token is, when it cannot be read.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let Ok(text) = headers.get(header::AUTHORIZATION)?.to_str() else { return Some("") };
    let (scheme, token) = text.split_once(' ').unwrap_or((text, ""));
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

type Found = (Option<Session>, Vec<Cookie<'static>>);

async fn by_cookies(state: &AppState, headers: &HeaderMap, from: Option<IpAddr>) -> clinic::Result<Found> {
    let Shared { clinic, secure_cookies, .. } = &**state;
    let (access, refresh) = session_cookies(*secure_cookies);
    if let Some(token) = cookie(headers, access)
        && let Some(session) = sessions::resolve(clinic, &token).await?
    {
        return Ok((Some(session), vec![]));
    }
    match cookie(headers, refresh) {
        Some(token) => {
            let found = refreshed(clinic, &token, *secure_cookies, from).await?;
            // A page that brings itself up to date may have left before somebody signed in anew beside it, which ended this
            // session: the cookies that came with that stay. The next page that is opened clears what is left of an end.
            let keeps = found.0.is_none()
                && headers.contains_key("anteroom-live")
                && sessions::named_by(clinic, &token).is_some();
            Ok(if keeps { (None, vec![]) } else { found })
        }
        None => Ok((None, vec![])),
    }
}

async fn refreshed(clinic: &Clinic, token: &str, secure: bool, from: Option<IpAddr>) -> clinic::Result<Found> {
    match sessions::refresh(clinic, token, from).await {
        Ok((session, tokens)) => Ok((Some(session), session_cookie_values(secure, tokens).to_vec())),
        // Ended elsewhere, or too old: the browser forgets it and goes on as a visitor.
        Err(clinic::Error::Problem(_)) => Ok((None, session_cookies_cleared(secure).to_vec())),
        Err(error) => Err(error),
    }
}

/// What a cookie of the request says.
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut cookies = lines.flat_map(Cookie::split_parse_encoded).flatten();
    cookies.find(|cookie| cookie.name() == name).map(|cookie| cookie.value().to_owned())
}

/// Sets these before the handler's own: a handler that signs in or out has the last word.
fn put_first(headers: &mut HeaderMap, cookies: Vec<Cookie>) {
    if cookies.is_empty() {
        return;
    }
    let theirs: Vec<HeaderValue> = headers.get_all(header::SET_COOKIE).iter().cloned().collect();
    headers.remove(header::SET_COOKIE);
    for cookie in cookies.iter().filter_map(cookie_header).chain(theirs) {
        headers.append(header::SET_COOKIE, cookie);
    }
}

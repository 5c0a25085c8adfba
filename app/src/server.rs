//! What server functions take from the request. Fill it in with `leptos::provide_context` before a page is rendered.

use std::{ops::Deref, str::FromStr};

use axum::http::{HeaderName, HeaderValue, header};
use clinic::{
    Caller, Clinic,
    people::sessions::{self, Session, SignIn, SignedIn, Tokens},
};
use cookie::{Cookie, SameSite, time::Duration};
use domain::{
    people::policy::Right,
    platform::{local, page::PageRequest, problem::Problem, words::OtherWord},
};
use leptos::prelude::{expect_context, provide_context, take_context, use_context};
use leptos_axum::ResponseOptions;

use crate::{by::Declared, error::AppError};

/// The request behind a page or server function: its [`Caller`], and what only browsers bring.
#[derive(Clone)]
pub struct Ctx {
    pub clinic: Clinic,
    pub caller: Caller,
    /// `__Host-` names and the Secure attribute; off only on http loopback.
    pub secure_cookies: bool,
    /// What the browser has kept of those who signed in on it.
    pub device_token: Option<String>,
    /// Name of the browser and system, for the list of devices.
    pub device_name: String,
}

/// The context of this request. Take it before the first await.
pub fn ctx() -> Result<Ctx, AppError> {
    use_context::<Ctx>().ok_or(AppError(Problem::Unavailable))
}

/// The context of a server function that has not been let in yet.
struct Withheld(Ctx);

/// Keeps the context from a server function, until [`let_in`] gives it.
pub fn withhold() {
    if let Some(ctx) = take_context::<Ctx>() {
        provide_context(Withheld(ctx));
    }
}

/// Gives a server function its context, if whoever sent to it has this right.
pub(crate) fn let_in<R: Right>() -> Result<(), AppError> {
    let Withheld(ctx) = take_context().ok_or(AppError(Problem::Unavailable))?;
    ctx.right::<R>()?;
    provide_context(ctx);
    Ok(())
}

/// The context of this server function, and the right that it declares. Take it before the first await.
pub fn sent<F: Declared>() -> Result<(Ctx, F::Sender), AppError> {
    let ctx = ctx()?;
    let right = ctx.right()?;
    Ok((ctx, right))
}

impl Deref for Ctx {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}

impl Ctx {
    /// As [`Caller::answer`], for whoever renders it.
    pub fn answer<T>(&self, result: clinic::Result<T>) -> Result<T, AppError> {
        Ok(self.caller.answer(result)?)
    }
}

/// Sends the browser to another page of ours once the form is done, with a notice to show there.
pub fn done(to: &str, notice: &str) {
    if !notice.is_empty() {
        let secure = use_context::<Ctx>().is_some_and(|ctx| ctx.secure_cookies);
        set_cookie(&local_cookie(secure, notice_cookie(secure), notice.to_owned(), 60));
    }
    leptos_axum::redirect(safe_path(to));
}

/// Name of the cookie of the notice that the next page shows.
pub fn notice_cookie(secure: bool) -> &'static str {
    if secure { "__Host-anteroom_notice" } else { "anteroom_notice" }
}

/// Name of the cookie in which `first.js` says the browser's time zone.
pub fn zone_cookie(secure: bool) -> &'static str {
    if secure { "__Host-anteroom_zone" } else { "anteroom_zone" }
}

/// A cookie for something that scripts need not see. A name that begins with `__Host-` wants `secure`.
pub fn local_cookie(secure: bool, name: &'static str, value: String, seconds: i64) -> Cookie<'static> {
    let cookie = Cookie::build((name, value)).path("/").max_age(Duration::seconds(seconds));
    cookie.http_only(true).same_site(SameSite::Lax).secure(secure).build()
}

/// A Set-Cookie header; its value is percent-encoded.
pub fn cookie_header(cookie: &Cookie) -> Option<HeaderValue> {
    HeaderValue::from_str(&cookie.encoded().to_string()).ok()
}

/// Adds a Set-Cookie header to the response.
pub fn set_cookie(cookie: &Cookie) {
    let response: ResponseOptions = expect_context();
    if let Some(value) = cookie_header(cookie) {
        response.append_header(header::SET_COOKIE, value);
    }
}

/// A path on this site; anything else becomes the home page, so that no link can send a browser elsewhere.
pub fn safe_path(path: &str) -> &str {
    let local = path.starts_with('/') && !path.starts_with("//") && !path.contains('\\');
    if local && !path.chars().any(char::is_control) { path } else { "/" }
}

/// The key of a form that makes something; a form without one is a press of its own.
pub fn key(text: &str) -> Option<&str> {
    Some(text).filter(|key| !key.is_empty())
}

/// A date from a query or form field.
pub fn date(field: &str, text: &str) -> Result<chrono::NaiveDate, AppError> {
    local::parse_date(text).map_err(|fault| AppError(Problem::field(field, fault)))
}

/// The page of a list from a query; nothing means the first.
pub fn page(text: &str, usual: u32) -> Result<PageRequest, AppError> {
    // What is no number becomes 0, which is refused with the range that fits.
    let wanted = (!text.is_empty()).then(|| text.parse().unwrap_or(0));
    Ok(PageRequest::new(wanted, None, usual)?)
}

/// A word of a filter; nothing means no filter.
pub fn word<T: FromStr<Err = OtherWord>>(field: &str, text: &str) -> Result<Option<T>, AppError> {
    let chosen = (!text.is_empty()).then(|| text.parse()).transpose();
    chosen.map_err(|fault| AppError(Problem::field(field, fault)))
}

/// An id from a path or form. What is no id names nothing that exists.
pub fn id<T: FromStr>(text: &str) -> Result<T, AppError> {
    text.parse().map_err(|_| AppError(Problem::NotFound))
}

/// Rows on one page of an admin's list.
pub const ROWS: u32 = 25;

/// Names of the two session cookies. With `__Host-` a browser takes them only from https, this host and all paths.
pub fn session_cookies(secure: bool) -> (&'static str, &'static str) {
    if secure { ("__Host-anteroom_access", "__Host-anteroom_refresh") } else { ("anteroom_access", "anteroom_refresh") }
}

/// How long a browser keeps the access and the refresh token, in seconds: ten minutes and thirty days.
const KEPT: (i64, i64) = (600, 30 * 24 * 3600);

/// Name of the cookie by which a browser is known on which somebody signed in before. Signing out leaves it.
pub fn device_cookie(secure: bool) -> &'static str {
    if secure { "__Host-anteroom_device" } else { "anteroom_device" }
}

/// How long it is kept, in seconds: 400 days, the longest that browsers allow (RFC 6265bis, 5.5).
const DEVICE_KEPT: i64 = 400 * 24 * 3600;

/// Signs in on this browser, instead of whoever was signed in on it.
pub async fn sign_in(ctx: &Ctx, email: &str, password: &str) -> Result<Session, AppError> {
    let form = SignIn {
        email,
        password,
        device_name: &ctx.device_name,
        device_token: ctx.device_token.as_deref(),
        instead_of: None,
    };
    let SignedIn { session, tokens, device_token } =
        ctx.answer(sessions::sign_in(&ctx.clinic, &ctx.caller, form).await)?;
    let secure = ctx.secure_cookies;
    for cookie in session_cookie_values(secure, tokens) {
        set_cookie(&cookie);
    }
    set_cookie(&local_cookie(secure, device_cookie(secure), device_token, DEVICE_KEPT));
    Ok(session)
}

/// The two cookies of a session.
pub fn session_cookie_values(secure: bool, tokens: Tokens) -> [Cookie<'static>; 2] {
    let (access, refresh) = session_cookies(secure);
    [
        local_cookie(secure, access, tokens.access_token, KEPT.0),
        local_cookie(secure, refresh, tokens.refresh_token, KEPT.1),
    ]
}

/// What a browser is to keep no longer (W3C Clear Site Data).
pub const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");

/// Takes the tokens from the browser again, and what it kept of pages that only this person may see. Nothing of ours
/// stands in its storage; its other cookies stay, as they say nothing about whose they are (zone, device).
pub fn end_session(ctx: &Ctx) {
    for cookie in session_cookies_cleared(ctx.secure_cookies) {
        set_cookie(&cookie);
    }
    let response: ResponseOptions = expect_context();
    response.insert_header(CLEAR_SITE_DATA, HeaderValue::from_static("\"cache\""));
}

/// The two cookies that make a browser forget its session.
pub fn session_cookies_cleared(secure: bool) -> [Cookie<'static>; 2] {
    let (access, refresh) = session_cookies(secure);
    [access, refresh].map(|name| local_cookie(secure, name, String::new(), 0))
}

//! A refusal that was written for programs is shown to a browser as a page, with what was typed.
//!
//! Pages and forms tell of refusals themselves. What is refused before they are reached (the database is gone, the
//! request is too large or comes from another site, something panicked or took too long), or cannot be answered by the
//! page of a form (whoever sent it has been signed out), comes through here. The page needs no database.

use axum::{
    body::{Body, HttpBody, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::platform::problem::Problem;
use html_escape::encode_double_quoted_attribute as escape;
use tokio::time::timeout;

use crate::{
    api::{ApiError, MEDIA_TYPE},
    state::AppState,
};

/// Longest refusal that is read again, and longest form that is kept.
const MOST_BYTES: usize = 64 * 1024;
/// It has our looks, and sends a form again.
const POLICY: &str = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; \
     form-action 'self'; frame-ancestors 'none'";
const FORM: &str = "application/x-www-form-urlencoded";

/// Replaces problem+json by a page where a browser navigates; status and headers stay.
pub async fn for_people(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if !wants_page(request.headers()) || request.uri().path().starts_with("/api") {
        return next.run(request).await;
    }
    let action = request.uri().path().to_owned();
    let (response, typed) = match timeout(state.patience, keep(request)).await.unwrap_or(Err(ApiError::GivenUp)) {
        Ok((request, typed)) => (next.run(request).await, typed),
        Err(refusal) => (refusal.into_response(), None),
    };
    if !response.status().is_client_error() && !response.status().is_server_error() {
        return response;
    }
    let (mut head, body) = response.into_parts();
    let kind = head.headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    let detail = match kind {
        Some(kind) if kind == MEDIA_TYPE.as_bytes() => {
            let body = to_bytes(body, MOST_BYTES).await.unwrap_or_default();
            let body: serde_json::Value = serde_json::from_slice(&body).unwrap_or_default();
            body["detail"].as_str().unwrap_or_default().to_owned()
        }
        _ => return Response::from_parts(head, body),
    };
    head.headers.remove(header::CONTENT_LENGTH);
    head.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    head.headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    // What comes from another site is not sent again from here.
    let again = typed.filter(|_| head.status != StatusCode::FORBIDDEN).map(|typed| form(&action, &typed, head.status));
    let style = format!("/{}/{}.css", state.options.site_pkg_dir, state.options.output_name);
    Response::from_parts(head, Body::from(page(&style, &detail, again)))
}

/// What was typed into a form: its fields and their values, in order.
pub type Typed = Vec<(String, String)>;

/// Reads what was typed into a form, if that is what comes, and leaves it in the request.
async fn keep(request: Request) -> Result<(Request, Option<Typed>), ApiError> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let is_form = request.method() == Method::POST && kind.is_some_and(|kind| kind.starts_with(FORM));
    if !is_form || request.body().size_hint().upper().is_none_or(|length| length > MOST_BYTES as u64) {
        return Ok((request, None));
    }
    let (head, body) = request.into_parts();
    // As `forms` says of what cannot be read to its end.
    let body = to_bytes(body, MOST_BYTES).await.map_err(|_| ApiError::TooLarge)?;
    let typed = serde_urlencoded::from_bytes(&body).ok();
    Ok((Request::from_parts(head, Body::from(body)), typed))
}

/// Does a browser navigate, with or without a form?
pub fn wants_page(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/html"))
}

/// Seconds after which a refusal of this kind may be tried again, for the header.
pub fn retry_after(problem: &Problem) -> Option<HeaderValue> {
    let error = ApiError::Problem(problem.clone());
    error.retry_after().map(HeaderValue::from)
}

/// The form once more, as it was filled in. A password is typed again: it must not come back in a page.
fn form(action: &str, typed: &Typed, status: StatusCode) -> String {
    let first = match status {
        StatusCode::UNAUTHORIZED => {
            "<p><a href=\"/sign-in\" target=\"_blank\">Sign in, in another tab</a>, and come back to this one.</p>\n"
        }
        _ => "",
    };
    let fields: String = typed
        .iter()
        .map(|(name, value)| match name.as_str() {
            "password" => "<label class=\"field\"><span class=\"field-label\">Password</span>\
                 <input class=\"input\" type=\"password\" name=\"password\" \
                 autocomplete=\"current-password\" required></label>\n"
                .to_owned(),
            _ => format!("<input type=\"hidden\" name=\"{}\" value=\"{}\">\n", escape(name), escape(value)),
        })
        .collect();
    format!(
        "{first}<form method=\"post\" action=\"{}\" class=\"grid gap-4\">\n\
         <p>Nothing is lost: what you filled in goes along when you try again.</p>\n{fields}\
         <div class=\"actions\"><button class=\"btn btn-primary\">Try again</button></div>\n</form>\n",
        escape(action)
    )
}

fn page(style: &str, detail: &str, again: Option<String>) -> String {
    let (detail, again) = (escape(detail), again.unwrap_or_default());
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>That did not work · Anteroom</title>\n\
         <link rel=\"stylesheet\" href=\"{style}\">\n</head>\n\
         <body>\n<main class=\"mx-auto grid w-full max-w-xl content-start gap-4 px-4 py-16\">\n<h1>That did not work</h1>\n\
         <p>{detail}</p>\n{again}<p><a href=\"/\">Go to the start page</a></p>\n</main>\n</body>\n</html>\n"
    )
}

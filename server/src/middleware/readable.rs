//! A refusal that was written for programs is shown to a browser as a page.
//!
//! Pages and forms tell of refusals themselves. What is refused before they are reached (the database is gone, the
//! request is too large or comes from another site, something panicked or took too long) comes through here. The page
//! needs neither database nor style sheet.

use anteroom::domain::problem::Problem;
use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderMap, HeaderValue, header},
    middleware::Next,
    response::Response,
};

use super::headers::NOTHING;
use crate::api::{ApiError, MEDIA_TYPE};

/// Longest refusal that is read again.
const MOST_BYTES: usize = 64 * 1024;

/// Replaces problem+json by a page where a browser navigates; status and headers stay.
pub async fn for_people(request: Request, next: Next) -> Response {
    let person = wants_page(request.headers()) && !request.uri().path().starts_with("/api");
    let response = next.run(request).await;
    let refused = response.status().is_client_error() || response.status().is_server_error();
    if !person || !refused {
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
    head.headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(NOTHING));
    Response::from_parts(head, Body::from(page(&detail)))
}

/// Does a browser navigate, with or without a form?
pub fn wants_page(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/html"))
}

/// Seconds after which a refusal of this kind may be tried again, for the header.
pub fn retry_after(problem: &Problem) -> Option<HeaderValue> {
    let error = ApiError::Refused(problem.clone());
    error.retry_after().map(HeaderValue::from)
}

fn page(detail: &str) -> String {
    let detail = detail.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>That did not work · Anteroom</title>\n</head>\n\
         <body>\n<main>\n<h1>That did not work</h1>\n<p>{detail}</p>\n\
         <p>Your browser’s Back button leads to what you typed. <a href=\"/\">Go to the start page</a></p>\n\
         </main>\n</body>\n</html>\n"
    )
}

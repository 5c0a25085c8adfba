//! Server functions, called by islands and by plain forms.
//!
//! A form is sent by the browser itself, with or without JavaScript. When it is refused, the page on which it stands is
//! rendered again, with the status of the refusal and everything that was typed: nothing of it ever stands in a URL.
//! Whoever has been signed out meanwhile gets the form back to send it again; so does another account.

use app::{
    error::AppError,
    server::{CLEAR_SITE_DATA, safe_path, withhold},
    viewer::Submitted,
};
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use domain::{
    people::faults::AccountFault,
    platform::{faults::TextFault, problem::Problem},
};
use tower::ServiceExt;

use crate::{
    api::{ApiError, MOST_BODY_BYTES},
    context,
    middleware::{
        readable::{Typed, retry_after, wants_page},
        session,
    },
    state::AppState,
};

/// Largest form that is given back to whoever typed it, although no more than `MOST_BODY_BYTES` is taken.
const MOST_KEPT_BYTES: usize = 4 * MOST_BODY_BYTES;

/// Largest answer of a server function that is shown in a page or read as a refusal.
const MOST_ANSWER_BYTES: usize = 4 * 1024 * 1024;

/// Handles every `POST /do/…`.
pub async fn run(State(state): State<AppState>, request: Request) -> Response {
    let wants_page = wants_page(request.headers());
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, MOST_KEPT_BYTES).await else {
        return ApiError::TooLarge.into_response();
    };
    // Empty for what is no form: then there is nothing to give back.
    let typed: Typed = serde_urlencoded::from_bytes(&body).unwrap_or_default();
    if body.len() > MOST_BODY_BYTES {
        return too_large(&state, parts, typed, wants_page).await;
    }
    if wants_page && is_of_another(&parts, &typed) {
        // `readable` gives it back.
        return ApiError::Problem(Problem::conflict(AccountFault::AnotherReader)).into_response();
    }
    let (outcome, head) = call(&state, parts.clone(), body).await;
    if !wants_page {
        return answer(outcome, head);
    }
    match (&outcome, head.headers.get(header::LOCATION)) {
        (Ok(_), Some(to)) => {
            let mut response = (StatusCode::SEE_OTHER, [(header::LOCATION, to.clone())]).into_response();
            keep(&head.headers, &mut response);
            response
        }
        _ => page_again(&state, parts, typed, outcome, &head.headers).await,
    }
}

/// Was this form shown to another account than the one that sends it?
fn is_of_another(parts: &Parts, typed: &Typed) -> bool {
    let Some(session) = session::of(&parts.extensions).session else { return false };
    let mut readers = typed.iter().filter(|(name, _)| name == "reader").map(|(_, reader)| reader);
    readers.any(|reader| *reader != session.me.id.to_string())
}

/// A form with more text than is taken is given back with all of it, and names the longest field.
async fn too_large(state: &AppState, parts: Parts, typed: Typed, wants_page: bool) -> Response {
    let longest = typed.iter().max_by_key(|(_, value)| value.len());
    let Some((field, _)) = longest.filter(|(_, value)| wants_page && value.len() > MOST_BODY_BYTES / 64) else {
        return ApiError::TooLarge.into_response();
    };
    let problem = Problem::field(field.trim_end_matches("[]"), TextFault::FarTooLong);
    let mut response = page_again(state, parts, typed, Err(problem), &HeaderMap::new()).await;
    if response.status() == StatusCode::UNPROCESSABLE_ENTITY {
        *response.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
    }
    response
}

type Outcome = Result<Bytes, Problem>;

/// Runs the server function of this path: the JSON of its result, or the refusal.
async fn call(state: &AppState, mut parts: Parts, body: Bytes) -> (Outcome, axum::http::response::Parts) {
    // Asked by a browser, Leptos would answer with a redirect that has the error in its URL.
    parts.headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    if leptos::server_fn::axum::get_server_fn_service(parts.uri.path(), parts.method.clone()).is_none() {
        return (Err(Problem::NotFound), Response::new(Body::empty()).into_parts().0);
    }
    let provide = context::provider(state.clone());
    let context = move || {
        provide();
        withhold();
    };
    let request = Request::from_parts(parts, Body::from(body));
    let response = leptos_axum::handle_server_fns_with_context(context, request).await.into_response();
    let (head, body) = response.into_parts();
    let body = to_bytes(body, MOST_ANSWER_BYTES).await.unwrap_or_default();
    if head.status.is_success() {
        return (Ok(body), head);
    }
    let problem = serde_json::from_slice::<AppError>(&body).map_or(Problem::Unavailable, |AppError(problem)| problem);
    (Err(problem), head)
}

/// What an island gets: the result, or the refusal with its status.
fn answer(outcome: Outcome, mut head: axum::http::response::Parts) -> Response {
    match outcome {
        Ok(body) => Response::from_parts(head, Body::from(body)),
        Err(problem) => {
            head.status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            head.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
            head.headers.remove(header::CONTENT_LENGTH);
            if let Some(wait) = retry_after(&problem) {
                head.headers.insert(header::RETRY_AFTER, wait);
            }
            let body = serde_json::to_vec(&AppError(problem)).unwrap_or_default();
            Response::from_parts(head, Body::from(body))
        }
    }
}

/// Renders the page that the form stands on, with what was typed and what came of it.
async fn page_again(state: &AppState, parts: Parts, typed: Typed, outcome: Outcome, answered: &HeaderMap) -> Response {
    let page = typed.iter().find(|(name, _)| name == "page").map_or("/", |(_, page)| safe_path(page)).to_owned();
    let status = match &outcome {
        Ok(_) => StatusCode::OK,
        Err(Problem::Unauthenticated) if typed.iter().all(|(name, _)| ["page", "reader"].contains(&name.as_str())) => {
            return sign_in(&page);
        }
        // `readable` gives back what was typed, to be sent again by whoever has signed in.
        Err(Problem::Unauthenticated) => return ApiError::Problem(Problem::Unauthenticated).into_response(),
        Err(problem) => StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
    };
    let wait = outcome.as_ref().err().and_then(retry_after);
    let submitted = Submitted {
        action: parts.uri.path().to_owned(),
        // A password is typed again: it must not come back in a page.
        values: typed.into_iter().filter(|(name, _)| name != "password").collect(),
        outcome: outcome.map(|json| String::from_utf8_lossy(&json).into_owned()),
        on_top: false,
    };
    let mut response = show(state, &parts, &page, submitted.clone()).await;
    // A form that has gone meanwhile, as the button of what has been cancelled elsewhere, cannot tell why it was refused.
    if submitted.outcome.is_err() && response.status().is_success() {
        let (head, body) = response.into_parts();
        let body = to_bytes(body, MOST_ANSWER_BYTES).await.unwrap_or_default();
        response = if contains(&body, br#"role="alert""#) {
            Response::from_parts(head, Body::from(body))
        } else {
            show(state, &parts, &page, Submitted { on_top: true, ..submitted.clone() }).await
        };
    }
    // The page cannot even be shown: `readable` gives back what was typed.
    if let (true, Err(problem)) = (response.status().is_server_error(), &submitted.outcome) {
        response = ApiError::Problem(problem.clone()).into_response();
    }
    // A page that is not there any more says so itself.
    if response.status().is_success() {
        *response.status_mut() = status;
    }
    if let Some(wait) = wait {
        response.headers_mut().insert(header::RETRY_AFTER, wait);
    }
    keep(answered, &mut response);
    response
}

/// The page at this path, after a form.
async fn show(state: &AppState, parts: &Parts, page: &str, submitted: Submitted) -> Response {
    let mut request = Request::new(Body::empty());
    *request.method_mut() = Method::GET;
    *request.uri_mut() = page.parse().unwrap_or_default();
    *request.headers_mut() = parts.headers.clone();
    *request.extensions_mut() = parts.extensions.clone();
    // The route of the form is not the route of the page.
    request.extensions_mut().remove::<axum::extract::MatchedPath>();
    request.extensions_mut().insert(submitted);
    let Some(pages) = state.pages.get() else { return ApiError::Problem(Problem::Unavailable).into_response() };
    match pages.clone().oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}

fn sign_in(page: &str) -> Response {
    let to = app::ui::link::sign_in(page);
    (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response()
}

/// What the browser is told to keep, and to keep no longer, goes along with whatever answers the form.
fn keep(from: &HeaderMap, response: &mut Response) {
    for name in [header::SET_COOKIE, CLEAR_SITE_DATA] {
        for value in from.get_all(&name) {
            response.headers_mut().append(&name, value.clone());
        }
    }
}

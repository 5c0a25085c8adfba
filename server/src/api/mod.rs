//! The JSON API for other front ends: `/api/v1`, described by `/api/openapi.json`.
//!
//! Names, statuses and shapes are a public contract. Every handler hands over to a use case and decides nothing.

#![allow(unused_qualifications, reason = "the code that utoipa::path writes has some")]

mod directory;
mod docs;
mod document;
mod example;
mod extract;
mod formats;
mod idempotency;
mod insight;
mod instant;
mod links;
mod notices;
mod people;
mod problem;
mod query;
mod responses;
mod route;
mod scheduling;
mod shape;

use std::sync::{Arc, LazyLock};

use axum::{
    Router,
    body::Bytes,
    extract::DefaultBodyLimit,
    http::{HeaderValue, header},
    middleware,
    response::{IntoResponse, Response},
    routing::{any, get},
};
use domain::platform::{currency::Currency, problem::Problem};
pub use notices::Holder;
pub use problem::{ApiError, MEDIA_TYPE, ProblemBody, full_house};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

use crate::state::AppState;

/// Largest body that is read.
pub const MOST_BODY_BYTES: usize = 64 * 1024;

/// A list that is short enough to need no pages.
#[derive(Serialize, ToSchema)]
struct Items<T> {
    /// All of them.
    items: Vec<T>,
}

/// What a query parameter says; left empty is the same as left out.
fn optional(value: &Option<String>) -> Option<&str> {
    value.as_deref().map(str::trim).filter(|value| !value.is_empty())
}

/// Everything under `/api`.
pub struct Api {
    pub routes: Router<AppState>,
    /// The open lines, apart: their answers last for hours.
    pub live: Router<AppState>,
}

/// Builds the API; its document tells how prices are written in this currency.
pub fn router(currency: Currency) -> Api {
    let (live, live_paths) = notices::live().split_for_parts();
    let mut description = document::empty();
    description.merge(live_paths);
    let (v1, paths) = OpenApiRouter::with_openapi(description)
        .merge(people::routes())
        .merge(directory::routes())
        .merge(scheduling::routes())
        .merge(notices::routes())
        .merge(insight::routes())
        .split_for_parts();
    // Written when it is first asked for: it would be a quarter of the start.
    let served = LazyLock::new(move || Bytes::from(document::complete(paths, currency).to_string()));
    let served = Arc::new(served);
    let api = Router::new()
        .nest("/v1", v1.layer(middleware::map_response(never_stored)))
        .route(
            "/openapi.json",
            get(move || async move {
                ([(header::CONTENT_TYPE, "application/json")], Bytes::clone(LazyLock::force(&served)))
            }),
        )
        .merge(docs::routes())
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(DefaultBodyLimit::max(MOST_BODY_BYTES));
    let live = live.method_not_allowed_fallback(method_not_allowed).layer(middleware::map_response(never_stored));
    Api {
        // A nested router does not see the slash alone.
        routes: Router::new().nest("/api", api).route("/api/", any(not_found)),
        live: Router::new().nest("/api/v1", live),
    }
}

/// Answers belong to whoever asked and change with every booking: no cache keeps them.
async fn never_stored(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn not_found() -> Response {
    ApiError::Problem(Problem::NotFound).into_response()
}

async fn method_not_allowed() -> Response {
    ApiError::MethodNotAllowed.into_response()
}

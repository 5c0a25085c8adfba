//! `/api/docs`: the document, to be read and tried out in a browser. Swagger UI is part of the executable.
//!
//! Its own first page has no title of ours and its script a fixed address; these three files of ours take their place.
//! Nothing stands inline, so that the strict policy needs no exception.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    sync::{Arc, LazyLock},
};

use axum::{
    Router,
    body::Bytes,
    extract::{Path, Request},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use domain::platform::problem::Problem;
use utoipa_swagger_ui::Config;

use super::ApiError;
use crate::state::AppState;

/// Only from here; its icons are pictures inside its style sheet.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

/// A year: the address changes with the content.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const BRIEFLY: HeaderValue = HeaderValue::from_static("public, max-age=300");

/// What the page loads, by the last part of its address.
const ASSETS: [(&str, &str); 4] = [
    ("swagger-ui.css", "text/css; charset=utf-8"),
    ("swagger-ui-bundle.js", "text/javascript; charset=utf-8"),
    ("start.js", "text/javascript; charset=utf-8"),
    ("page.css", "text/css; charset=utf-8"),
];

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/docs", get(page))
        .route("/docs/", get(|| async { Redirect::permanent("/api/docs") }))
        .route("/docs/{file}", get(asset))
}

fn bytes(file: &str) -> Option<Bytes> {
    match file {
        "start.js" => return Some(Bytes::from_static(include_bytes!("docs/start.js"))),
        "page.css" => return Some(Bytes::from_static(include_bytes!("docs/page.css"))),
        _ => {}
    }
    static CONFIG: LazyLock<Arc<Config<'static>>> = LazyLock::new(Arc::default);
    let found = utoipa_swagger_ui::serve(file, CONFIG.clone()).ok()??;
    Some(Bytes::from(found.bytes.into_owned()))
}

/// The page, with the version of each file in its address.
static PAGE: LazyLock<String> = LazyLock::new(|| {
    let mut page = include_str!("docs/page.html").to_owned();
    for (file, _) in ASSETS {
        let mut hasher = DefaultHasher::new();
        bytes(file).hash(&mut hasher);
        page = page.replace(&format!("/{file}\""), &format!("/{file}?v={:016x}\"", hasher.finish()));
    }
    page
});

async fn page() -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CACHE_CONTROL, BRIEFLY),
        (header::CONTENT_SECURITY_POLICY, POLICY),
    ];
    (headers, PAGE.as_str()).into_response()
}

async fn asset(Path(file): Path<String>, request: Request) -> Response {
    let known = ASSETS.iter().find(|(name, _)| *name == file);
    let (Some((_, media_type)), Some(bytes)) = (known, known.and_then(|(name, _)| bytes(name))) else {
        return ApiError::Problem(Problem::NotFound).into_response();
    };
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    let versioned = request.uri().query().is_some_and(|query| query.starts_with("v="));
    headers.insert(header::CACHE_CONTROL, if versioned { FOR_EVER } else { BRIEFLY });
    (StatusCode::OK, headers, bytes).into_response()
}

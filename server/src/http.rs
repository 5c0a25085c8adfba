//! The router: pages, forms, API, files, health.

use std::{panic::AssertUnwindSafe, time::Duration};

use axum::{
    Extension, Router,
    extract::{Path, Request, State, rejection::PathRejection},
    http::{StatusCode, Uri, header},
    middleware::{self as layer, Next},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use clinic::{Caller, directory::doctors, scheduling::appointments};
use domain::platform::{
    ids::{AppointmentId, DoctorId},
    problem::Problem,
};
use futures_util::FutureExt as _;
use leptos_axum::{LeptosRoutes, generate_route_list_with_exclusions};
use tokio::time::timeout;

use crate::{
    api::{self, ApiError},
    assets, context, csv, dev_mail, forms,
    middleware::{coding, cors, csrf, headers, readable, session, sound, trace},
    security_txt,
    state::AppState,
};

/// How long anybody waits for an answer.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Everything that is served.
pub fn router(state: AppState) -> Router {
    let pages = pages(&state);
    // A refused form renders its page through these, without passing the middleware again.
    state.pages.set(pages.clone()).ok();
    let api = api::router(state.clinic.currency());
    let dynamic = Router::new()
        .route("/do/{*function}", post(forms::run).get(home))
        .route("/doctors/{id}/picture", get(photo))
        .route("/visits/{id}/calendar.ics", get(calendar))
        .merge(dev_mail::routes(&state))
        .merge(csv::routes())
        .merge(api.routes)
        .with_state(state.clone())
        .merge(pages);
    let operations = Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .route("/.well-known/security.txt", get(security_txt::show))
        .with_state(state.clone());
    let answers = around(asked(dynamic, &state).merge(operations), state.clone())
        .layer((layer::map_request(coding::choose), coding::compression()));
    // A compressor takes kilobytes for each open line, and has nothing to compress.
    let lines = around(asked(api.live.with_state(state.clone()), &state), state);
    answers.merge(lines)
}

/// Finds out who asks, and whether they may from where they are.
fn asked(routes: Router, state: &AppState) -> Router {
    routes.layer((
        layer::from_fn_with_state(state.clone(), cors::share),
        layer::from_fn_with_state(state.clone(), csrf::refuse_cross_site),
        layer::from_fn_with_state(state.clone(), session::resolve),
    ))
}

/// What stands around every route, so that no answer goes without it. The outermost first, and all as one layer: each
/// copies what is inside of it for every request, and boxes it when it was added by itself.
pub fn around(routes: Router, state: AppState) -> Router {
    routes.layer((
        // Route layers see which route was matched.
        layer::from_fn_with_state(state.clone(), trace::observe),
        layer::map_response_with_state(state.clone(), headers::set),
        layer::from_fn(sound::refuse_unsound),
        layer::from_fn_with_state(state.clone(), readable::for_people),
        layer::from_fn(caught),
        layer::from_fn_with_state(state, in_time),
        layer::from_fn(files),
    ))
}

/// The pages of the application, and "not found" for everything else.
fn pages(state: &AppState) -> Router {
    // Leptos would route every server function by itself, past `forms::run`.
    let functions = leptos::server_fn::axum::server_fn_paths().map(|(path, _)| path.to_owned()).collect();
    let routes = generate_route_list_with_exclusions(app::routes::App, Some(functions));
    let shell = {
        let state = state.clone();
        move || app::shell::shell(state.options.clone(), &state.parts)
    };
    let not_found = leptos_axum::render_app_async_with_context(context::provider(state.clone()), shell.clone());
    Router::new()
        .leptos_routes_with_context(state, routes, context::provider(state.clone()), shell)
        .fallback(not_found)
        .with_state(state.clone())
}

async fn home() -> Redirect {
    Redirect::to("/")
}

/// Files go out before anybody asks who it is for.
async fn files(request: Request, next: Next) -> Response {
    match assets::serve(request.method(), request.uri(), request.headers()) {
        Some(file) => file,
        None => next.run(request).await,
    }
}

/// What takes too long is given up. `readable` makes a page of the refusal where a person waits.
async fn in_time(State(state): State<AppState>, request: Request, next: Next) -> Response {
    match timeout(state.patience, next.run(request)).await {
        Ok(response) => response,
        Err(_) => ApiError::GivenUp.into_response(),
    }
}

/// A panic ends its request, and nothing else.
async fn caught(request: Request, next: Next) -> Response {
    let ref_id = trace::id_of(request.extensions());
    // Nothing of a request that has panicked is used any more.
    match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(_) => {
            // The panic hook has logged where; what it said may hold anything.
            tracing::error!(request.id = ref_id, "the request panicked");
            ApiError::Problem(Problem::Internal { ref_id }).into_response()
        }
    }
}

async fn ready(State(state): State<AppState>) -> Response {
    match state.clinic.store.is_migrated().await {
        Ok(true) => "ready\n".into_response(),
        Ok(false) => (StatusCode::SERVICE_UNAVAILABLE, "the database is not migrated\n").into_response(),
        Err(error) => {
            tracing::error!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database cannot be reached\n").into_response()
        }
    }
}

fn not_found() -> Response {
    ApiError::Problem(Problem::NotFound).into_response()
}

/// A doctor's photo. It is the same for everybody who may see it.
async fn photo(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    id: Result<Path<String>, PathRejection>,
) -> Response {
    let Ok(Ok(id)) = id.map(|Path(id)| id.parse::<DoctorId>()) else { return not_found() };
    match caller.answer(doctors::photo(&state.clinic, caller.actor(), id).await) {
        Ok(photo) => {
            let headers = [
                (header::CONTENT_TYPE, photo.media_type),
                (header::CACHE_CONTROL, "private, max-age=3600".to_owned()),
                // A drawing must not run scripts when it is opened by itself.
                (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'; sandbox".to_owned()),
            ];
            (headers, photo.bytes).into_response()
        }
        Err(problem) => ApiError::Problem(problem).into_response(),
    }
}

/// A visit as a calendar file.
async fn calendar(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    id: Result<Path<String>, PathRejection>,
    uri: Uri,
) -> Response {
    let Ok(Ok(id)) = id.map(|Path(id)| id.parse::<AppointmentId>()) else { return not_found() };
    let visit = async { appointments::calendar_file(&state.clinic, caller.right()?, id).await };
    match caller.answer(visit.await) {
        Ok(ics) => {
            let headers = [
                (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
                (header::CONTENT_DISPOSITION, "attachment; filename=\"visit.ics\""),
            ];
            (headers, ics).into_response()
        }
        Err(Problem::Unauthenticated) => Redirect::to(&app::ui::link::sign_in(uri.path())).into_response(),
        Err(problem) => ApiError::Problem(problem).into_response(),
    }
}

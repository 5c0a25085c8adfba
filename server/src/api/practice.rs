//! A doctor's own profile, hours and visit types. Whose they are, the session says; never the path.

use axum::http::StatusCode;
use chrono::NaiveDate;
use clinic::{
    directory::doctors,
    scheduling::{schedules, visit_types},
};
use domain::{
    directory::doctor::{DoctorPatch, OwnProfile},
    people::policy::AsDoctor,
    platform::{ids::VisitTypeId, local::parse_date, problem::Problem},
    scheduling::{
        schedule::{ExceptionSpec, ExceptionView, WeeklySchedule},
        visit_type::{VisitType, VisitTypePatch, VisitTypeSpec},
    },
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    Items,
    extract::{By, Json, Path},
    idempotency::IdempotencyKey,
    problem::ApiError,
    responses::{BadBody, BadQuery, InTheWay, Keyed, Missing, Private, Throttled},
};
use crate::state::AppState;

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(own_profile, patch_profile))
        .routes(routes!(schedule, set_schedule))
        .routes(routes!(exceptions))
        .routes(routes!(put_exception, delete_exception))
        .routes(routes!(list_visit_types, add_visit_type))
        .routes(routes!(patch_visit_type, remove_visit_type))
}

/// The doctor's own profile, and whether patients can find it.
#[utoipa::path(
    get, path = "/doctors/me", tag = "practice",
    responses((status = 200, body = OwnProfile), Private),
    security(("bearer" = [])),
)]
async fn own_profile(By(caller, own): By<AsDoctor>) -> Result<Json<OwnProfile>, ApiError> {
    caller.answer(doctors::own_profile(&caller.clinic, own).await).map(Json)
}

/// Change the doctor's own profile; what is left out stays.
#[utoipa::path(
    patch, path = "/doctors/me", tag = "practice", request_body = DoctorPatch,
    responses((status = 200, body = OwnProfile), Private, BadBody, Throttled),
    security(("bearer" = [])),
)]
async fn patch_profile(
    By(caller, own): By<AsDoctor>,
    Json(patch): Json<DoctorPatch>,
) -> Result<Json<OwnProfile>, ApiError> {
    caller.answer(doctors::patch(&caller.clinic, own, patch).await).map(Json)
}

/// The doctor's own weekly hours.
#[utoipa::path(
    get, path = "/doctors/me/schedule", tag = "practice",
    responses((status = 200, body = WeeklySchedule), Private),
    security(("bearer" = [])),
)]
async fn schedule(By(caller, own): By<AsDoctor>) -> Result<Json<WeeklySchedule>, ApiError> {
    caller.answer(schedules::weekly(&caller.clinic, own).await).map(Json)
}

/// Replace the doctor's own weekly hours and zone. Booked visits stay.
#[utoipa::path(
    put, path = "/doctors/me/schedule", tag = "practice",
    request_body(content = WeeklySchedule, example = json!({
        "time_zone": "Europe/Berlin",
        "weekly": [{"weekday": "mon", "start": "09:00", "end": "12:00"}, {"weekday": "mon", "start": "13:00", "end": "17:00"}]
    })),
    responses((status = 200, body = WeeklySchedule), Private, BadBody, Throttled),
    security(("bearer" = [])),
)]
async fn set_schedule(
    By(caller, own): By<AsDoctor>,
    Json(schedule): Json<WeeklySchedule>,
) -> Result<Json<WeeklySchedule>, ApiError> {
    caller.answer(schedules::set_weekly(&caller.clinic, own, schedule).await).map(Json)
}

/// Dates from today on that differ from the weekly hours.
#[utoipa::path(
    get, path = "/doctors/me/exceptions", tag = "practice",
    responses((status = 200, body = Items<ExceptionView>), Private),
    security(("bearer" = [])),
)]
async fn exceptions(By(caller, own): By<AsDoctor>) -> Result<Json<Items<ExceptionView>>, ApiError> {
    let items = caller.answer(schedules::exceptions(&caller.clinic, own).await)?;
    Ok(Json(Items { items }))
}

/// Say what holds on one date instead of the weekly hours. Booked visits stay.
#[utoipa::path(
    put, path = "/doctors/me/exceptions/{date}", tag = "practice",
    params(("date" = NaiveDate, Path, description = "In the doctor's zone.", example = "2026-12-24")),
    request_body(content = ExceptionSpec, example = json!({"kind": "hours", "windows": [{"start": "09:00", "end": "12:00"}]})),
    responses((status = 200, body = ExceptionView), Private, BadBody, Throttled),
    security(("bearer" = [])),
)]
async fn put_exception(
    By(caller, own): By<AsDoctor>,
    Path(date): Path<String>,
    Json(spec): Json<ExceptionSpec>,
) -> Result<Json<ExceptionView>, ApiError> {
    let date = dated(&date)?;
    caller.answer(schedules::put_exception(&caller.clinic, own, date, spec).await).map(Json)
}

/// Make a date ordinary again.
#[utoipa::path(
    delete, path = "/doctors/me/exceptions/{date}", tag = "practice",
    params(("date" = NaiveDate, Path, description = "In the doctor's zone.", example = "2026-12-24")),
    responses((status = 204, description = "The weekly hours hold again."), Private, Missing, BadQuery, Throttled),
    security(("bearer" = [])),
)]
async fn delete_exception(By(caller, own): By<AsDoctor>, Path(date): Path<String>) -> Result<StatusCode, ApiError> {
    let date = dated(&date)?;
    caller.answer(schedules::delete_exceptions(&caller.clinic, own, date..=date).await)?;
    Ok(StatusCode::NO_CONTENT)
}

fn dated(text: &str) -> Result<NaiveDate, Problem> {
    parse_date(text).map_err(|message| Problem::field("date", message))
}

/// The doctor's own visit types, oldest first.
#[utoipa::path(
    get, path = "/doctors/me/visit-types", tag = "practice",
    responses((status = 200, body = Items<VisitType>), Private),
    security(("bearer" = [])),
)]
async fn list_visit_types(By(caller, own): By<AsDoctor>) -> Result<Json<Items<VisitType>>, ApiError> {
    let items = caller.answer(visit_types::list(&caller.clinic, own).await)?;
    Ok(Json(Items { items }))
}

/// Add a visit type, at most 30 in all. All but name and minutes have defaults.
#[utoipa::path(
    post, path = "/doctors/me/visit-types", tag = "practice",
    request_body(content = VisitTypeSpec, example = json!({"name": "First visit", "minutes": 30})),
    params(IdempotencyKey),
    responses((status = 201, body = VisitType), Private, BadBody, InTheWay, Keyed, Throttled),
    security(("bearer" = [])),
)]
async fn add_visit_type(
    By(caller, own): By<AsDoctor>,
    key: IdempotencyKey,
    Json(spec): Json<VisitTypeSpec>,
) -> Result<(StatusCode, Json<VisitType>), ApiError> {
    let added = caller.answer(visit_types::add(&caller.clinic, own, spec, key.as_deref()).await)?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// Change a visit type; what is left out stays. Booked visits keep what they were booked with.
#[utoipa::path(
    patch, path = "/doctors/me/visit-types/{id}", tag = "practice", request_body = VisitTypePatch,
    params(("id" = VisitTypeId, Path, description = "One of the doctor's own.")),
    responses((status = 200, body = VisitType), Private, Missing, BadBody, Throttled),
    security(("bearer" = [])),
)]
async fn patch_visit_type(
    By(caller, own): By<AsDoctor>,
    Path(id): Path<VisitTypeId>,
    Json(patch): Json<VisitTypePatch>,
) -> Result<Json<VisitType>, ApiError> {
    caller.answer(visit_types::patch(&caller.clinic, own, id, patch).await).map(Json)
}

/// Take a visit type out of the offer. Booked visits stay.
#[utoipa::path(
    delete, path = "/doctors/me/visit-types/{id}", tag = "practice",
    params(("id" = VisitTypeId, Path, description = "One of the doctor's own.")),
    responses((status = 204, description = "It can no longer be booked."), Private, Missing, Throttled),
    security(("bearer" = [])),
)]
async fn remove_visit_type(By(caller, own): By<AsDoctor>, Path(id): Path<VisitTypeId>) -> Result<StatusCode, ApiError> {
    caller.answer(visit_types::remove(&caller.clinic, own, id).await)?;
    Ok(StatusCode::NO_CONTENT)
}

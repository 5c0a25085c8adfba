//! A doctor's own weekly hours and the dates that differ. Whose they are, the session says; never the path.

use axum::{
    extract::FromRequestParts,
    http::{StatusCode, request::Parts},
};
use chrono::NaiveDate;
use clinic::scheduling::schedules;
use contract::scheduling::{ExceptionView, WeeklySchedule};
use domain::{
    people::policy::AsDoctor,
    platform::{local::parse_date, problem::Problem},
    scheduling::schedule::ExceptionSpec,
};
use utoipa_axum::router::OpenApiRouter;

use crate::{
    api::{
        Items,
        extract::{By, Json, Path},
        problem::ApiError,
        responses::Throttled,
        route::{Argument, routes},
    },
    state::AppState,
};

pub fn routes() -> OpenApiRouter<AppState> {
    routes!(schedule, set_schedule, exceptions, put_exception, delete_exception)
}

/// The doctor's own weekly hours.
#[utoipa::path(
    get, path = "/doctors/me/schedule", tag = "practice",
    responses((status = 200, body = WeeklySchedule)),
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
    responses((status = 200, body = WeeklySchedule), Throttled),
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
    responses((status = 200, body = Items<ExceptionView>)),
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
    responses((status = 200, body = ExceptionView), Throttled),
)]
async fn put_exception(
    By(caller, own): By<AsDoctor>,
    OnDate(date): OnDate,
    Json(spec): Json<ExceptionSpec>,
) -> Result<Json<ExceptionView>, ApiError> {
    caller.answer(schedules::put_exception(&caller.clinic, own, date, spec).await).map(Json)
}

/// Make a date ordinary again.
#[utoipa::path(
    delete, path = "/doctors/me/exceptions/{date}", tag = "practice",
    params(("date" = NaiveDate, Path, description = "In the doctor's zone.", example = "2026-12-24")),
    responses((status = 204, description = "The weekly hours hold again."), Throttled),
)]
async fn delete_exception(By(caller, own): By<AsDoctor>, OnDate(date): OnDate) -> Result<StatusCode, ApiError> {
    caller.answer(schedules::delete_exceptions(&caller.clinic, own, date..=date).await)?;
    Ok(StatusCode::NO_CONTENT)
}

/// The date in the path.
struct OnDate(NaiveDate);

impl Argument for OnDate {
    const REFUSES: &'static [(u16, &'static str)] = &[(404, "not-found"), (422, "invalid")];
}

impl FromRequestParts<AppState> for OnDate {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let Path(date) = Path::<String>::from_request_parts(parts, state).await?;
        Ok(Self(parse_date(&date).map_err(|fault| Problem::field("date", fault))?))
    }
}

//! Booking visits and moving them through their life.

use anteroom::{
    domain::{
        appointment::{AppointmentView, BookingRequest, VisitList},
        ids::AppointmentId,
        lifecycle::{Status, Transition},
        page::{Page, PageRequest},
        problem::Problem,
    },
    service::{
        appointments::{self, AppointmentFilter},
        booking,
    },
};
use axum::http::{HeaderMap, StatusCode, header};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    extract::{Caller, Json, OptionalJson, Params, Path},
    optional,
    problem::ApiError,
    responses::{BadBody, BadQuery, Missing, NotBooked, NotMoved, Private},
};
use crate::state::AppState;

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list, book))
        .routes(routes!(get))
        .routes(routes!(cancel))
        .routes(routes!(complete))
        .routes(routes!(no_show))
}

/// Longest key that is read.
const MOST_KEY_CHARACTERS: usize = 255;

/// Book a visit.
///
/// With an `Idempotency-Key`, sending the same request again gives the same appointment instead of a second one.
#[utoipa::path(
    post, path = "/appointments", tag = "appointments", request_body = BookingRequest,
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 255 characters, one for each wish to book, e.g. a UUID.")),
    responses(
        (status = 201, body = AppointmentView, headers(("Location" = String, description = "Path of the appointment."))),
        Private, Missing, BadBody, NotBooked,
    ),
    security(("bearer" = [])),
)]
async fn book(
    caller: Caller,
    headers: HeaderMap,
    Json(request): Json<BookingRequest>,
) -> Result<(StatusCode, [(header::HeaderName, String); 1], Json<AppointmentView>), ApiError> {
    let key = idempotency_key(&headers)?;
    let booked = caller.answer(booking::book(&caller.clinic, caller.actor(), request, key).await)?;
    let location = format!("/api/v1/appointments/{}", booked.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(booked)))
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    const NAME: &str = "Idempotency-Key";
    let Some(value) = headers.get(NAME) else { return Ok(None) };
    let refused = || Problem::field(NAME, format!("Please give 1 to {MOST_KEY_CHARACTERS} ASCII characters."));
    let key = value.to_str().map_err(|_| refused())?.trim();
    if (1..=MOST_KEY_CHARACTERS).contains(&key.len()) { Ok(Some(key)) } else { Err(refused()) }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// A status such as `booked` or `cancelled`, or `upcoming`, `past` or `all` (the default).
    status: Option<String>,
    /// Words of the other side's name.
    q: Option<String>,
    /// From 1.
    page: Option<i64>,
    /// 1 to 100; 20 when not given.
    per_page: Option<i64>,
}

/// The caller's visits; for admins, all visits.
///
/// Upcoming ones are soonest first, all others latest first. The history is in the single appointment only.
#[utoipa::path(
    get, path = "/appointments", tag = "appointments", params(ListQuery),
    responses((status = 200, body = Page<AppointmentView>), Private, BadQuery),
    security(("bearer" = [])),
)]
async fn list(caller: Caller, Params(query): Params<ListQuery>) -> Result<Json<Page<AppointmentView>>, ApiError> {
    let page = PageRequest::new(query.page, query.per_page, 20)?;
    let mut filter = AppointmentFilter { q: query.q.unwrap_or_default(), ..AppointmentFilter::default() };
    if let Some(word) = optional(&query.status) {
        match (word.parse::<Status>(), word.parse::<VisitList>()) {
            (Ok(status), _) => filter.status = Some(status),
            (_, Ok(part)) => filter.part = Some(part),
            (Err(_), Err(_)) => {
                let known: Vec<_> = Status::ALL.iter().map(|status| status.as_str()).collect();
                let sentence = format!("Please use upcoming, past, all, or one of: {}.", known.join(", "));
                return Err(Problem::field("status", sentence).into());
            }
        }
    }
    caller.answer(appointments::list(&caller.clinic, caller.actor(), &filter, page).await).map(Json)
}

/// One visit with its history.
#[utoipa::path(
    get, path = "/appointments/{id}", tag = "appointments",
    params(("id" = AppointmentId, Path, description = "From booking or from the list.")),
    responses((status = 200, body = AppointmentView), Private, Missing),
    security(("bearer" = [])),
)]
async fn get(caller: Caller, Path(id): Path<AppointmentId>) -> Result<Json<AppointmentView>, ApiError> {
    caller.answer(appointments::get(&caller.clinic, caller.actor(), id).await).map(Json)
}

#[derive(Default, Deserialize, ToSchema)]
struct CancelRequest {
    /// For the other side. A patient may leave it out; a doctor or an admin must give one.
    reason: Option<String>,
}

/// Cancel a visit. Its time opens again at once, and the other side is told.
#[utoipa::path(
    post, path = "/appointments/{id}/cancel", tag = "appointments", request_body = Option<CancelRequest>,
    params(("id" = AppointmentId, Path, description = "From booking or from the list.")),
    responses((status = 200, body = AppointmentView), Private, Missing, BadBody, NotMoved),
    security(("bearer" = [])),
)]
async fn cancel(
    caller: Caller,
    Path(id): Path<AppointmentId>,
    OptionalJson(request): OptionalJson<CancelRequest>,
) -> Result<Json<AppointmentView>, ApiError> {
    moved(&caller, id, Transition::Cancel, request.reason.as_deref()).await
}

/// Mark a visit completed. For its doctor.
#[utoipa::path(
    post, path = "/appointments/{id}/complete", tag = "appointments",
    params(("id" = AppointmentId, Path, description = "From the list.")),
    responses((status = 200, body = AppointmentView), Private, Missing, NotMoved),
    security(("bearer" = [])),
)]
async fn complete(caller: Caller, Path(id): Path<AppointmentId>) -> Result<Json<AppointmentView>, ApiError> {
    moved(&caller, id, Transition::Complete, None).await
}

/// Mark that the patient did not come. For the visit's doctor.
#[utoipa::path(
    post, path = "/appointments/{id}/no-show", tag = "appointments",
    params(("id" = AppointmentId, Path, description = "From the list.")),
    responses((status = 200, body = AppointmentView), Private, Missing, NotMoved),
    security(("bearer" = [])),
)]
async fn no_show(caller: Caller, Path(id): Path<AppointmentId>) -> Result<Json<AppointmentView>, ApiError> {
    moved(&caller, id, Transition::NoShow, None).await
}

async fn moved(
    caller: &Caller,
    id: AppointmentId,
    transition: Transition,
    reason: Option<&str>,
) -> Result<Json<AppointmentView>, ApiError> {
    let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
    let moved = appointments::transition(&caller.clinic, caller.actor(), id, transition, reason).await;
    caller.answer(moved).map(Json)
}

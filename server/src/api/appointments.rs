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
use std::collections::BTreeSet;

use axum::http::{StatusCode, header};
use serde::Deserialize;
use utoipa::{
    IntoParams, ToSchema,
    openapi::{ObjectBuilder, schema::Type},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    extract::{Caller, Json, OptionalJson, Params, Path, SignedIn},
    idempotency::IdempotencyKey,
    optional,
    problem::ApiError,
    responses::{AnyRole, BadBody, BadQuery, Missing, NotBooked, NotMoved, Private, Throttled},
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

/// Book a visit.
///
/// With an `Idempotency-Key`, sending the same request again gives the same appointment instead of a second one.
#[utoipa::path(
    post, path = "/appointments", tag = "appointments", request_body = BookingRequest,
    params(IdempotencyKey),
    responses(
        (status = 201, body = AppointmentView, headers(("Location" = String, description = "Path of the appointment."))),
        Private, Missing, BadBody, NotBooked, Throttled,
    ),
    security(("bearer" = [])),
)]
async fn book(
    SignedIn(caller): SignedIn,
    key: IdempotencyKey,
    Json(request): Json<BookingRequest>,
) -> Result<(StatusCode, [(header::HeaderName, String); 1], Json<AppointmentView>), ApiError> {
    let booked = booking::book(&caller.clinic, caller.actor(), request, key.as_deref(), caller.from).await;
    let booked = caller.answer(booked)?;
    let location = format!("/api/v1/appointments/{}", booked.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(booked)))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// A status such as `booked` or `cancelled`, or `upcoming`, `past` or `all` (the default).
    #[param(schema_with = statuses)]
    status: Option<String>,
    /// Beginnings of words of the other side's name, in any order and without accents; all must match.
    #[param(format = "line", max_length = 100, example = "ada")]
    q: Option<String>,
    /// From 1.
    #[param(minimum = 1, maximum = 100_000, default = 1)]
    page: Option<i64>,
    /// 1 to 100; 20 when not given.
    #[param(minimum = 1, maximum = 100, default = 20)]
    per_page: Option<i64>,
}

fn statuses() -> utoipa::openapi::schema::Object {
    let parts = VisitList::ALL.iter().map(|part| part.as_str());
    let statuses = Status::ALL.iter().map(|status| status.as_str());
    // `cancelled` is both: the status.
    let words: BTreeSet<_> = parts.chain(statuses).collect();
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words)).build()
}

/// The caller's visits; for admins, all visits.
///
/// Upcoming ones are soonest first, all others latest first. The history is in the single appointment only.
#[utoipa::path(
    get, path = "/appointments", tag = "appointments", params(ListQuery),
    responses((status = 200, body = Page<AppointmentView>), AnyRole, BadQuery),
    security(("bearer" = [])),
)]
async fn list(
    SignedIn(caller): SignedIn,
    Params(query): Params<ListQuery>,
) -> Result<Json<Page<AppointmentView>>, ApiError> {
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
    responses((status = 200, body = AppointmentView), AnyRole, Missing),
    security(("bearer" = [])),
)]
async fn get(SignedIn(caller): SignedIn, Path(id): Path<AppointmentId>) -> Result<Json<AppointmentView>, ApiError> {
    caller.answer(appointments::get(&caller.clinic, caller.actor(), id).await).map(Json)
}

/// Why a visit is cancelled.
#[derive(Default, Deserialize, ToSchema)]
struct CancelRequest {
    /// For the other side. A patient may leave it out; a doctor or an admin must give one.
    #[schema(format = "paragraph", max_length = 500, example = "I am ill.")]
    reason: Option<String>,
}

/// Cancel a visit: a patient before its start, a doctor or an admin before its end. Both sides are told.
#[utoipa::path(
    post, path = "/appointments/{id}/cancel", tag = "appointments", request_body = Option<CancelRequest>,
    params(("id" = AppointmentId, Path, description = "From booking or from the list.")),
    responses((status = 200, body = AppointmentView), AnyRole, Missing, BadBody, NotMoved),
    security(("bearer" = [])),
)]
async fn cancel(
    SignedIn(caller): SignedIn,
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
async fn complete(
    SignedIn(caller): SignedIn,
    Path(id): Path<AppointmentId>,
) -> Result<Json<AppointmentView>, ApiError> {
    moved(&caller, id, Transition::Complete, None).await
}

/// Mark that the patient did not come. For the visit's doctor.
#[utoipa::path(
    post, path = "/appointments/{id}/no-show", tag = "appointments",
    params(("id" = AppointmentId, Path, description = "From the list.")),
    responses((status = 200, body = AppointmentView), Private, Missing, NotMoved),
    security(("bearer" = [])),
)]
async fn no_show(SignedIn(caller): SignedIn, Path(id): Path<AppointmentId>) -> Result<Json<AppointmentView>, ApiError> {
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

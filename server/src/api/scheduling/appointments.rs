//! Booking visits and moving them through their life.

use std::collections::BTreeSet;

use axum::http::{StatusCode, header};
use clinic::scheduling::{appointment_lists, appointments, booking};
use contract::scheduling::{AppointmentView, BookingRequest};
use domain::{
    people::policy::{AsAccount, AsPatient},
    platform::{
        faults::{RequestFault, Wanted},
        ids::{AppointmentId, DoctorId, VisitTypeId},
        local::parse_date,
        page::Page,
        problem::ValidationErrors,
    },
    scheduling::{
        appointment_search::{AppointmentList, AppointmentSearch},
        faults::VisitFault,
        lifecycle::{Status, Transition},
        visit_type::VisitKind,
    },
};
use serde::Deserialize;
use utoipa::{
    IntoParams, ToSchema,
    openapi::{ObjectBuilder, schema::Type},
};
use utoipa_axum::router::OpenApiRouter;

use crate::{
    api::{
        extract::{By, Call, Json, OptionalJson, Path},
        idempotency::IdempotencyKey,
        optional,
        problem::ApiError,
        query::{Paged, Paging},
        responses::{Missing, NotBooked, NotMoved, OneSide, Throttled},
        route::routes,
    },
    state::AppState,
};

pub fn routes() -> OpenApiRouter<AppState> {
    routes!(list, book, get, cancel, complete, no_show)
}

/// Book a visit.
///
/// With an `Idempotency-Key`, sending the same request again gives the same appointment instead of a second one.
#[utoipa::path(
    post, path = "/appointments", tag = "appointments", request_body = BookingRequest,
    params(IdempotencyKey),
    responses(
        (status = 201, body = AppointmentView, headers(("Location" = String, description = "Path of the appointment."))),
        Missing, NotBooked, Throttled,
    ),
)]
async fn book(
    By(caller, patient): By<AsPatient>,
    key: IdempotencyKey,
    Json(request): Json<BookingRequest>,
) -> Result<(StatusCode, [(header::HeaderName, String); 1], Json<AppointmentView>), ApiError> {
    let booked = booking::book(&caller.clinic, &caller, patient, request, key.as_deref()).await;
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
    /// Visits that begin on this date or later, `YYYY-MM-DD`, from 2000 to 2200: in the practice's zone for a doctor, else
    /// in that of the caller's account.
    #[param(format = Date, example = "2026-11-24")]
    from: Option<String>,
    /// Visits that begin on this date or earlier; not before `from`.
    #[param(format = Date, example = "2026-11-28")]
    to: Option<String>,
    /// One kind of visit only.
    #[param(value_type = Option<VisitKind>)]
    kind: Option<String>,
    /// Id of a visit type. One of somebody else's has no visits that the caller may see.
    #[param(value_type = Option<VisitTypeId>)]
    visit_type: Option<String>,
    /// Id of a doctor: for patients and admins.
    #[param(value_type = Option<DoctorId>)]
    doctor: Option<String>,
    /// As `q`, but of the doctor's name or specialty only: for patients and admins.
    #[param(format = "line", max_length = 100, example = "grace")]
    doctor_name: Option<String>,
}

fn statuses() -> utoipa::openapi::schema::Object {
    let parts = AppointmentList::ALL.iter().map(|part| part.as_str());
    let statuses = Status::ALL.iter().map(|status| status.as_str());
    // `cancelled` is both: the status.
    let words: BTreeSet<_> = parts.chain(statuses).collect();
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words)).build()
}

/// The caller's visits; for admins, all visits.
///
/// Upcoming ones are soonest first, all others latest first. The history is in the single appointment only.
#[utoipa::path(
    get, path = "/appointments", tag = "appointments", params(ListQuery, Paging),
    responses((status = 200, body = Page<AppointmentView>)),
)]
async fn list(
    By(caller, me): By<AsAccount>,
    Paged(query, page): Paged<ListQuery>,
) -> Result<Json<Page<AppointmentView>>, ApiError> {
    let search = query.search()?;
    caller.answer(appointment_lists::list(&caller.clinic, me, &search, page).await).map(Json)
}

impl ListQuery {
    fn search(self) -> Result<AppointmentSearch, ApiError> {
        let mut errors = ValidationErrors::default();
        let (mut status, mut part) = (None, None);
        if let Some(word) = optional(&self.status) {
            (status, part) = (word.parse::<Status>().ok(), word.parse::<AppointmentList>().ok());
            if status.is_none() && part.is_none() {
                errors.add("status", VisitFault::NotAStatus);
            }
        }
        let visit_type = optional(&self.visit_type).and_then(|id| {
            let id = id.parse::<VisitTypeId>();
            errors.keep("visit_type", id.map_err(|_| RequestFault::NotA { wanted: Wanted::VisitTypeId }))
        });
        let doctor = optional(&self.doctor).and_then(|id| {
            errors.keep("doctor", id.parse::<DoctorId>().map_err(|_| RequestFault::NotA { wanted: Wanted::DoctorId }))
        });
        let search = AppointmentSearch {
            // `cancelled` is both: the status.
            part: part.filter(|_| status.is_none()),
            status,
            visit_type,
            doctor,
            kind: optional(&self.kind).and_then(|kind| errors.keep("kind", kind.parse::<VisitKind>())),
            from: optional(&self.from).and_then(|date| errors.keep("from", parse_date(date))),
            to: optional(&self.to).and_then(|date| errors.keep("to", parse_date(date))),
            q: self.q.unwrap_or_default(),
            doctor_name: self.doctor_name.unwrap_or_default(),
        };
        errors.into_result()?;
        Ok(search)
    }
}

/// One visit with its history.
#[utoipa::path(
    get, path = "/appointments/{id}", tag = "appointments",
    params(("id" = AppointmentId, Path, description = "From booking or from the list.")),
    responses((status = 200, body = AppointmentView)),
)]
async fn get(By(caller, me): By<AsAccount>, Path(id): Path<AppointmentId>) -> Result<Json<AppointmentView>, ApiError> {
    caller.answer(appointments::get(&caller.clinic, me, id).await).map(Json)
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
    responses((status = 200, body = AppointmentView), NotMoved),
)]
async fn cancel(
    By(caller, me): By<AsAccount>,
    Path(id): Path<AppointmentId>,
    OptionalJson(request): OptionalJson<CancelRequest>,
) -> Result<Json<AppointmentView>, ApiError> {
    moved(&caller, me, id, Transition::Cancel, request.reason.as_deref()).await
}

/// Mark a visit completed. For its doctor.
#[utoipa::path(
    post, path = "/appointments/{id}/complete", tag = "appointments",
    params(("id" = AppointmentId, Path, description = "From the list.")),
    responses((status = 200, body = AppointmentView), OneSide, NotMoved),
)]
async fn complete(
    By(caller, me): By<AsAccount>,
    Path(id): Path<AppointmentId>,
) -> Result<Json<AppointmentView>, ApiError> {
    moved(&caller, me, id, Transition::Complete, None).await
}

/// Mark that the patient did not come. For the visit's doctor.
#[utoipa::path(
    post, path = "/appointments/{id}/no-show", tag = "appointments",
    params(("id" = AppointmentId, Path, description = "From the list.")),
    responses((status = 200, body = AppointmentView), OneSide, NotMoved),
)]
async fn no_show(
    By(caller, me): By<AsAccount>,
    Path(id): Path<AppointmentId>,
) -> Result<Json<AppointmentView>, ApiError> {
    moved(&caller, me, id, Transition::NoShow, None).await
}

async fn moved(
    caller: &Call,
    me: AsAccount,
    id: AppointmentId,
    transition: Transition,
    reason: Option<&str>,
) -> Result<Json<AppointmentView>, ApiError> {
    let moved = appointments::transition(&caller.clinic, me, id, transition, reason).await;
    caller.answer(moved).map(Json)
}

//! What can be booked with a doctor, as they set it themselves. Whose it is, the session says; never the path.

use axum::http::StatusCode;
use clinic::scheduling::visit_types;
use domain::{
    people::policy::AsDoctor,
    platform::ids::VisitTypeId,
    scheduling::visit_type::{VisitType, VisitTypePatch, VisitTypeSpec},
};
use utoipa_axum::router::OpenApiRouter;

use crate::{
    api::{
        Items,
        extract::{By, Json, Path},
        idempotency::IdempotencyKey,
        problem::ApiError,
        responses::{InTheWay, Throttled},
        route::routes,
    },
    state::AppState,
};

pub fn routes() -> OpenApiRouter<AppState> {
    routes!(list_visit_types, add_visit_type, patch_visit_type, remove_visit_type)
}

/// The doctor's own visit types, oldest first.
#[utoipa::path(
    get, path = "/doctors/me/visit-types", tag = "practice",
    responses((status = 200, body = Items<VisitType>)),
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
    responses((status = 201, body = VisitType), InTheWay, Throttled),
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
    responses((status = 200, body = VisitType), Throttled),
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
    responses((status = 204, description = "It can no longer be booked."), Throttled),
)]
async fn remove_visit_type(By(caller, own): By<AsDoctor>, Path(id): Path<VisitTypeId>) -> Result<StatusCode, ApiError> {
    caller.answer(visit_types::remove(&caller.clinic, own, id).await)?;
    Ok(StatusCode::NO_CONTENT)
}

//! What can be practised, for admins. What is offered to everybody stands in `search`.

use axum::http::StatusCode;
use clinic::directory::specialties;
use contract::directory::SpecialtyRowView;
use domain::{
    directory::specialty::{SpecialtyPatch, SpecialtySpec},
    people::policy::AsAdmin,
    platform::page::Page,
};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;

use crate::{
    api::{
        extract::{By, Json, Path},
        idempotency::IdempotencyKey,
        problem::ApiError,
        query::{Paged, Paging},
        responses::InTheWay,
        route::routes,
    },
    state::AppState,
};

pub fn routes() -> OpenApiRouter<AppState> {
    routes!(list_specialties, add_specialty, patch_specialty)
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct SpecialtiesQuery {
    /// Beginnings of words of the name, or of what it is found by, in any order and without accents; all must match.
    #[param(format = "line", max_length = 100, example = "heart")]
    q: Option<String>,
}

/// All specialties by name, offered or not, and how many doctors practise each.
#[utoipa::path(
    get, path = "/admin/specialties", tag = "admin", params(SpecialtiesQuery, Paging),
    responses((status = 200, body = Page<SpecialtyRowView>)),
)]
async fn list_specialties(
    By(caller, admin): By<AsAdmin>,
    Paged(query, page): Paged<SpecialtiesQuery>,
) -> Result<Json<Page<SpecialtyRowView>>, ApiError> {
    let q = query.q.unwrap_or_default();
    caller.answer(specialties::list(&caller.clinic, admin, &q, page).await).map(Json)
}

/// Add a specialty, at most 200 in all. Doctors can choose it at once.
#[utoipa::path(
    post, path = "/admin/specialties", tag = "admin", request_body = SpecialtySpec,
    params(IdempotencyKey),
    responses((status = 201, body = SpecialtyRowView), InTheWay),
)]
async fn add_specialty(
    By(caller, admin): By<AsAdmin>,
    key: IdempotencyKey,
    Json(spec): Json<SpecialtySpec>,
) -> Result<(StatusCode, Json<SpecialtyRowView>), ApiError> {
    let added = caller.answer(specialties::add(&caller.clinic, admin, spec, key.as_deref()).await)?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// Rename a specialty, change its words, take it out of the offer or back into it; what is left out stays. Doctors who
/// practise it keep it.
#[utoipa::path(
    patch, path = "/admin/specialties/{id}", tag = "admin", request_body = SpecialtyPatch,
    params(("id" = String, Path, description = "From the list.", example = "cardiology")),
    responses((status = 200, body = SpecialtyRowView), InTheWay),
)]
async fn patch_specialty(
    By(caller, admin): By<AsAdmin>,
    Path(id): Path<String>,
    Json(patch): Json<SpecialtyPatch>,
) -> Result<Json<SpecialtyRowView>, ApiError> {
    caller.answer(specialties::change(&caller.clinic, admin, &id, patch).await).map(Json)
}

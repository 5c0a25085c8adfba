//! A doctor's own profile. Whose it is, the session says; never the path.

use clinic::directory::doctors;
use contract::directory::{DoctorPatch, OwnProfile};
use domain::people::policy::AsDoctor;
use utoipa_axum::router::OpenApiRouter;

use crate::{
    api::{
        extract::{By, Json},
        problem::ApiError,
        responses::Throttled,
        route::routes,
    },
    state::AppState,
};

pub fn routes() -> OpenApiRouter<AppState> {
    routes!(own_profile, patch_profile)
}

/// The doctor's own profile, and whether patients can find it.
#[utoipa::path(
    get, path = "/doctors/me", tag = "practice",
    responses((status = 200, body = OwnProfile)),
)]
async fn own_profile(By(caller, own): By<AsDoctor>) -> Result<Json<OwnProfile>, ApiError> {
    caller.answer(doctors::own_profile(&caller.clinic, own).await).map(Json)
}

/// Change the doctor's own profile; what is left out stays.
#[utoipa::path(
    patch, path = "/doctors/me", tag = "practice", request_body = DoctorPatch,
    responses((status = 200, body = OwnProfile), Throttled),
)]
async fn patch_profile(
    By(caller, own): By<AsDoctor>,
    Json(patch): Json<DoctorPatch>,
) -> Result<Json<OwnProfile>, ApiError> {
    caller.answer(doctors::patch(&caller.clinic, own, patch).await).map(Json)
}

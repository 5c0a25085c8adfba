//! The caller's own account and signed-in devices.

use axum::http::StatusCode;
use clinic::people::{accounts, sessions};
use contract::people::{AccountPatch, DeviceView, Me};
use domain::{people::policy::AsAccount, platform::ids::SessionId};
use utoipa_axum::router::OpenApiRouter;

use crate::{
    api::{
        Items,
        extract::{By, Json, Path},
        problem::ApiError,
        responses::Throttled,
        route::routes,
    },
    state::AppState,
};

pub fn routes() -> OpenApiRouter<AppState> {
    routes!(me, change, devices, end_others, end_session)
}

/// The caller's own account.
#[utoipa::path(
    get, path = "/me", tag = "me",
    responses((status = 200, body = Me)),
)]
async fn me(By(caller, me): By<AsAccount>) -> Result<Json<Me>, ApiError> {
    caller.answer(accounts::me(&caller.clinic, me).await).map(Json)
}

/// Change the caller's own name or time zone; what is not given stays.
#[utoipa::path(
    patch, path = "/me", tag = "me",
    request_body = AccountPatch,
    responses((status = 200, body = Me), Throttled),
)]
async fn change(By(caller, me): By<AsAccount>, Json(patch): Json<AccountPatch>) -> Result<Json<Me>, ApiError> {
    caller.answer(accounts::change(&caller.clinic, me, patch).await).map(Json)
}

/// The caller's signed-in devices, latest first.
#[utoipa::path(
    get, path = "/me/sessions", tag = "me",
    responses((status = 200, body = Items<DeviceView>)),
)]
async fn devices(By(caller, me): By<AsAccount>) -> Result<Json<Items<DeviceView>>, ApiError> {
    let current = caller.signed_in()?.id;
    let items = caller.answer(sessions::devices(&caller.clinic, me, current).await)?;
    Ok(Json(Items { items }))
}

/// Sign all of the caller's own devices out but the one that asks.
#[utoipa::path(
    delete, path = "/me/sessions", tag = "me",
    responses((status = 204, description = "Signed out.")),
)]
async fn end_others(By(caller, me): By<AsAccount>) -> Result<StatusCode, ApiError> {
    let current = caller.signed_in()?.id;
    caller.answer(sessions::end_others(&caller.clinic, me, current).await)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sign one of the caller's own devices out.
#[utoipa::path(
    delete, path = "/me/sessions/{id}", tag = "me",
    params(("id" = SessionId, Path, description = "From the list of devices.")),
    responses((status = 204, description = "Signed out.")),
)]
async fn end_session(By(caller, me): By<AsAccount>, Path(id): Path<SessionId>) -> Result<StatusCode, ApiError> {
    caller.answer(sessions::end(&caller.clinic, me, id).await)?;
    Ok(StatusCode::NO_CONTENT)
}

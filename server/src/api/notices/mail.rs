//! The outbox, for admins.

use axum::http::StatusCode;
use clinic::notices::mail as outbox;
use contract::notices::MailView;
use domain::{
    notices::job::JobState,
    people::policy::AsAdmin,
    platform::{ids::JobId, page::Page, problem::Problem},
};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;

use crate::{
    api::{
        extract::{By, Json, Path},
        optional,
        problem::ApiError,
        query::{Paged, Paging},
        responses::InTheWay,
        route::routes,
    },
    state::AppState,
};

pub fn routes() -> OpenApiRouter<AppState> {
    routes!(mail, retry_mail)
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct MailQuery {
    /// One state only; all when not given.
    #[param(value_type = Option<JobState>)]
    state: Option<String>,
}

/// Messages of the outbox, latest first.
#[utoipa::path(
    get, path = "/admin/mail", tag = "admin", params(MailQuery, Paging),
    responses((status = 200, body = Page<MailView>)),
)]
async fn mail(
    By(caller, admin): By<AsAdmin>,
    Paged(query, page): Paged<MailQuery>,
) -> Result<Json<Page<MailView>>, ApiError> {
    let state = optional(&query.state)
        .map(str::parse::<JobState>)
        .transpose()
        .map_err(|fault| Problem::field("state", fault))?;
    caller.answer(outbox::list(&caller.clinic, admin, state, page).await).map(Json)
}

/// Send a failed message again, now.
#[utoipa::path(
    post, path = "/admin/mail/{id}/retry", tag = "admin",
    params(("id" = JobId, Path, description = "From the list.")),
    responses((status = 204, description = "It will be tried at once."), InTheWay),
)]
async fn retry_mail(By(caller, admin): By<AsAdmin>, Path(id): Path<JobId>) -> Result<StatusCode, ApiError> {
    caller.answer(outbox::retry(&caller.clinic, admin, id).await)?;
    Ok(StatusCode::NO_CONTENT)
}

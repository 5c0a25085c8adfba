//! All doctors, for admins.

use clinic::directory::doctors;
use contract::directory::DoctorRowView;
use domain::{people::policy::AsAdmin, platform::page::Page};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;

use crate::{
    api::{
        extract::{By, Json},
        problem::ApiError,
        query::{Paged, Paging},
        route::routes,
    },
    state::AppState,
};

pub fn routes() -> OpenApiRouter<AppState> {
    routes!(list_doctors)
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct DoctorsQuery {
    /// Beginnings of words of the name or e-mail, in any order and without accents; all must match.
    #[param(format = "line", max_length = 100, example = "ada")]
    q: Option<String>,
    /// `true`: only those whom patients cannot find.
    hidden: Option<bool>,
}

/// All doctors by name, public or not.
#[utoipa::path(
    get, path = "/admin/doctors", tag = "admin", params(DoctorsQuery, Paging),
    responses((status = 200, body = Page<DoctorRowView>)),
)]
async fn list_doctors(
    By(caller, admin): By<AsAdmin>,
    Paged(query, page): Paged<DoctorsQuery>,
) -> Result<Json<Page<DoctorRowView>>, ApiError> {
    let q = query.q.unwrap_or_default();
    caller.answer(doctors::list(&caller.clinic, admin, &q, query.hidden == Some(true), page).await).map(Json)
}

//! All doctors, for admins.

use clinic::directory::doctors::{self, Which};
use contract::directory::DoctorRowView;
use domain::{people::policy::AsAdmin, platform::page::Page};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;

use crate::{
    api::{
        extract::{By, Json},
        optional,
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
    /// Id of a specialty: only those who practise it.
    #[param(format = "line", max_length = 100, example = "cardiology")]
    specialty: Option<String>,
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
    let which = Which {
        q: query.q.as_deref().unwrap_or_default(),
        specialty: optional(&query.specialty).unwrap_or_default(),
        hidden_only: query.hidden == Some(true),
    };
    caller.answer(doctors::list(&caller.clinic, admin, which, page).await).map(Json)
}

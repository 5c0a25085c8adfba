//! All accounts, for admins.

use clinic::people::accounts;
use contract::people::AccountRowView;
use domain::{
    people::{account::Role, policy::AsAdmin},
    platform::{
        faults::{RequestFault, Wanted},
        page::{NoCursor, Page, PageRequest},
        problem::Problem,
    },
};
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
    routes!(users)
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct UsersQuery {
    /// Beginnings of words of the name or e-mail, in any order and without accents; all must match.
    #[param(format = "line", max_length = 100, example = "ada")]
    q: Option<String>,
    /// One role only.
    #[param(value_type = Option<Role>)]
    role: Option<String>,
    /// The `next` of an answer before: what comes behind it, whatever was registered meanwhile.
    #[param(pattern = "^-?[0-9]{1,15}-[0-9a-fA-F]{32}$", example = "1795420800123-01938a5200007000800000000000000a")]
    after: Option<String>,
}

/// All accounts, newest first.
#[utoipa::path(
    get, path = "/admin/users", tag = "admin", params(UsersQuery, Paging),
    responses((status = 200, body = Page<AccountRowView>)),
)]
async fn users(
    By(caller, admin): By<AsAdmin>,
    Paged(query, page): Paged<UsersQuery>,
) -> Result<Json<Page<AccountRowView>>, ApiError> {
    let role =
        optional(&query.role).map(str::parse::<Role>).transpose().map_err(|fault| Problem::field("role", fault))?;
    let after = optional(&query.after).map(str::parse).transpose();
    let after = after.map_err(|NoCursor| Problem::field("after", RequestFault::NotA { wanted: Wanted::Cursor }))?;
    let q = query.q.unwrap_or_default();
    caller.answer(accounts::list(&caller.clinic, admin, &q, role, PageRequest { after, ..page }).await).map(Json)
}

//! Whom one can see, and what doctors say of themselves.

mod doctors;
mod profile;
mod search;
mod specialties;

use utoipa_axum::router::OpenApiRouter;

use crate::state::AppState;

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .merge(search::routes())
        .merge(profile::routes())
        .merge(doctors::routes())
        .merge(specialties::routes())
}

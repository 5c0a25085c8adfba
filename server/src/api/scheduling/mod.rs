//! Hours, what can be booked, free times and visits.

mod appointments;
mod schedule;
mod slots;
mod visit_types;

use utoipa_axum::router::OpenApiRouter;

use crate::state::AppState;

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .merge(slots::routes())
        .merge(appointments::routes())
        .merge(schedule::routes())
        .merge(visit_types::routes())
}

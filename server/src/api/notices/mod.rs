//! What is told, and by which way: live, and by mail.

mod live;
mod mail;

pub use live::{Holder, routes as live};

use utoipa_axum::router::OpenApiRouter;

use crate::state::AppState;

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().merge(mail::routes())
}

//! Accounts: registering, signing in, who one is, and whom to invite.

mod auth;
mod invitations;
mod me;
mod users;

use utoipa_axum::router::OpenApiRouter;

use crate::state::AppState;

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().merge(auth::routes()).merge(me::routes()).merge(invitations::routes()).merge(users::routes())
}

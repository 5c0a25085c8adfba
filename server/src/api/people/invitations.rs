//! Invitations for doctors.

use axum::http::StatusCode;
use clinic::people::invitations;
use contract::people::{InvitationView, IssuedInvitation};
use domain::{
    people::{invitation::InvitationState, policy::AsAdmin},
    platform::{
        faults::{RequestFault, Wanted},
        ids::InvitationId,
        page::Page,
        problem::Problem,
    },
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;

use crate::{
    api::{
        extract::{By, Json, OptionalJson, Path},
        idempotency::IdempotencyKey,
        optional,
        problem::ApiError,
        query::{Paged, Paging},
        responses::InTheWay,
        route::routes,
    },
    state::AppState,
};

pub fn routes() -> OpenApiRouter<AppState> {
    routes!(list_invitations, issue_invitation, revoke_invitation)
}

/// Whom to invite.
#[derive(Default, Deserialize, ToSchema)]
struct InvitationRequest {
    /// Only this address may use the invitation; the code is sent there.
    #[schema(format = "email", max_length = 254, example = "grace@example.org")]
    email: Option<String>,
}

/// Invite a doctor. The code is in this answer only.
#[utoipa::path(
    post, path = "/admin/invitations", tag = "admin", request_body = Option<InvitationRequest>,
    params(IdempotencyKey),
    responses((status = 201, body = IssuedInvitation), InTheWay),
)]
async fn issue_invitation(
    By(caller, admin): By<AsAdmin>,
    key: IdempotencyKey,
    OptionalJson(request): OptionalJson<InvitationRequest>,
) -> Result<(StatusCode, Json<IssuedInvitation>), ApiError> {
    // On a page, an empty field means anybody. A program leaves it out: what it sends empty may be a mistake, and an
    // invitation for anybody is no small one.
    let email = request.email.as_deref();
    if email.is_some_and(|email| email.trim().is_empty()) {
        return Err(Problem::field("email", RequestFault::NotA { wanted: Wanted::Email }).into());
    }
    let issued = caller.answer(invitations::issue(&caller.clinic, admin, email, key.as_deref()).await)?;
    Ok((StatusCode::CREATED, Json(issued)))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct InvitationsQuery {
    /// One state only; all when not given.
    #[param(value_type = Option<InvitationState>)]
    state: Option<String>,
}

/// All invitations, newest first.
#[utoipa::path(
    get, path = "/admin/invitations", tag = "admin", params(InvitationsQuery, Paging),
    responses((status = 200, body = Page<InvitationView>)),
)]
async fn list_invitations(
    By(caller, admin): By<AsAdmin>,
    Paged(query, page): Paged<InvitationsQuery>,
) -> Result<Json<Page<InvitationView>>, ApiError> {
    let state = optional(&query.state).map(str::parse::<InvitationState>).transpose();
    let state = state.map_err(|fault| Problem::field("state", fault))?;
    caller.answer(invitations::list(&caller.clinic, admin, state, page).await).map(Json)
}

/// Take back an invitation that is still open.
#[utoipa::path(
    delete, path = "/admin/invitations/{id}", tag = "admin",
    params(("id" = InvitationId, Path, description = "From the list.")),
    responses((status = 204, description = "The code no longer works."), InTheWay),
)]
async fn revoke_invitation(
    By(caller, admin): By<AsAdmin>,
    Path(id): Path<InvitationId>,
) -> Result<StatusCode, ApiError> {
    caller.answer(invitations::revoke(&caller.clinic, admin, id).await)?;
    Ok(StatusCode::NO_CONTENT)
}

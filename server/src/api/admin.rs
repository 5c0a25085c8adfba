//! What admins do and see. All visits are at `/appointments`, which shows admins every one.

use axum::http::StatusCode;
use clinic::{
    directory::doctors,
    people::{accounts, admin, invitations},
};
use domain::{
    directory::doctor::DoctorRowView,
    insight::figures::{JobState, MailView},
    people::{
        account::{AccountRowView, Role},
        invitation::{InvitationState, InvitationView, IssuedInvitation},
        policy::AsAdmin,
    },
    platform::{
        ids::{InvitationId, JobId},
        page::{Page, PageRequest},
        problem::Problem,
    },
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    extract::{By, Json, OptionalJson, Params, Path},
    idempotency::IdempotencyKey,
    optional,
    problem::ApiError,
    responses::{BadBody, BadQuery, InTheWay, Keyed, Missing, Private},
};
use crate::state::AppState;

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_invitations, issue_invitation))
        .routes(routes!(revoke_invitation))
        .routes(routes!(users))
        .routes(routes!(list_doctors))
        .routes(routes!(mail))
        .routes(routes!(retry_mail))
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
    responses((status = 201, body = IssuedInvitation), Private, BadBody, InTheWay, Keyed),
    security(("bearer" = [])),
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
        return Err(Problem::field("email", "Please give an address, or leave this out.").into());
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
    /// From 1.
    #[param(minimum = 1, maximum = 100_000, default = 1)]
    page: Option<i64>,
    /// 1 to 100; 20 when not given.
    #[param(minimum = 1, maximum = 100, default = 20)]
    per_page: Option<i64>,
}

/// All invitations, newest first.
#[utoipa::path(
    get, path = "/admin/invitations", tag = "admin", params(InvitationsQuery),
    responses((status = 200, body = Page<InvitationView>), Private, BadQuery),
    security(("bearer" = [])),
)]
async fn list_invitations(
    By(caller, admin): By<AsAdmin>,
    Params(query): Params<InvitationsQuery>,
) -> Result<Json<Page<InvitationView>>, ApiError> {
    let page = PageRequest::new(query.page, query.per_page, 20)?;
    let state = optional(&query.state).map(str::parse::<InvitationState>).transpose();
    let state = state.map_err(|message| Problem::field("state", message))?;
    caller.answer(invitations::list(&caller.clinic, admin, state, page).await).map(Json)
}

/// Take back an invitation that is still open.
#[utoipa::path(
    delete, path = "/admin/invitations/{id}", tag = "admin",
    params(("id" = InvitationId, Path, description = "From the list.")),
    responses((status = 204, description = "The code no longer works."), Private, Missing, InTheWay),
    security(("bearer" = [])),
)]
async fn revoke_invitation(
    By(caller, admin): By<AsAdmin>,
    Path(id): Path<InvitationId>,
) -> Result<StatusCode, ApiError> {
    caller.answer(invitations::revoke(&caller.clinic, admin, id).await)?;
    Ok(StatusCode::NO_CONTENT)
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
    /// From 1.
    #[param(minimum = 1, maximum = 100_000, default = 1)]
    page: Option<i64>,
    /// 1 to 100; 20 when not given.
    #[param(minimum = 1, maximum = 100, default = 20)]
    per_page: Option<i64>,
}

/// All accounts, newest first.
#[utoipa::path(
    get, path = "/admin/users", tag = "admin", params(UsersQuery),
    responses((status = 200, body = Page<AccountRowView>), Private, BadQuery),
    security(("bearer" = [])),
)]
async fn users(
    By(caller, admin): By<AsAdmin>,
    Params(query): Params<UsersQuery>,
) -> Result<Json<Page<AccountRowView>>, ApiError> {
    let page = PageRequest::new(query.page, query.per_page, 20)?;
    let role = optional(&query.role).map(str::parse::<Role>).transpose().map_err(|m| Problem::field("role", m))?;
    let q = query.q.unwrap_or_default();
    caller.answer(accounts::list(&caller.clinic, admin, &q, role, page).await).map(Json)
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct DoctorsQuery {
    /// Beginnings of words of the name or e-mail, in any order and without accents; all must match.
    #[param(format = "line", max_length = 100, example = "ada")]
    q: Option<String>,
    /// `true`: only those whom patients cannot find.
    hidden: Option<bool>,
    /// From 1.
    #[param(minimum = 1, maximum = 100_000, default = 1)]
    page: Option<i64>,
    /// 1 to 100; 20 when not given.
    #[param(minimum = 1, maximum = 100, default = 20)]
    per_page: Option<i64>,
}

/// All doctors by name, public or not.
#[utoipa::path(
    get, path = "/admin/doctors", tag = "admin", params(DoctorsQuery),
    responses((status = 200, body = Page<DoctorRowView>), Private, BadQuery),
    security(("bearer" = [])),
)]
async fn list_doctors(
    By(caller, admin): By<AsAdmin>,
    Params(query): Params<DoctorsQuery>,
) -> Result<Json<Page<DoctorRowView>>, ApiError> {
    let page = PageRequest::new(query.page, query.per_page, 20)?;
    let q = query.q.unwrap_or_default();
    caller.answer(doctors::list(&caller.clinic, admin, &q, query.hidden == Some(true), page).await).map(Json)
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct MailQuery {
    /// One state only; all when not given.
    #[param(value_type = Option<JobState>)]
    state: Option<String>,
    /// From 1.
    #[param(minimum = 1, maximum = 100_000, default = 1)]
    page: Option<i64>,
    /// 1 to 100; 20 when not given.
    #[param(minimum = 1, maximum = 100, default = 20)]
    per_page: Option<i64>,
}

/// Messages of the outbox, latest first.
#[utoipa::path(
    get, path = "/admin/mail", tag = "admin", params(MailQuery),
    responses((status = 200, body = Page<MailView>), Private, BadQuery),
    security(("bearer" = [])),
)]
async fn mail(
    By(caller, admin): By<AsAdmin>,
    Params(query): Params<MailQuery>,
) -> Result<Json<Page<MailView>>, ApiError> {
    let page = PageRequest::new(query.page, query.per_page, 20)?;
    let state =
        optional(&query.state).map(str::parse::<JobState>).transpose().map_err(|m| Problem::field("state", m))?;
    caller.answer(admin::mails(&caller.clinic, admin, state, page).await).map(Json)
}

/// Send a failed message again, now.
#[utoipa::path(
    post, path = "/admin/mail/{id}/retry", tag = "admin",
    params(("id" = JobId, Path, description = "From the list.")),
    responses((status = 204, description = "It will be tried at once."), Private, Missing, InTheWay),
    security(("bearer" = [])),
)]
async fn retry_mail(By(caller, admin): By<AsAdmin>, Path(id): Path<JobId>) -> Result<StatusCode, ApiError> {
    caller.answer(admin::retry_mail(&caller.clinic, admin, id).await)?;
    Ok(StatusCode::NO_CONTENT)
}

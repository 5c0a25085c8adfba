//! Registering, signing in and out.

use anteroom::{
    domain::{
        account::{DoctorRegistration, Registration, Role},
        ids::AccountId,
    },
    service::{
        accounts,
        sessions::{self, Session, Tokens},
    },
};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    extract::{Caller, Json, OptionalJson},
    problem::ApiError,
    responses::{AnyRole, BadBody, BadCredentials, Throttled},
};
use crate::state::AppState;

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(register))
        .routes(routes!(register_doctor))
        .routes(routes!(login))
        .routes(routes!(refresh))
        .routes(routes!(logout))
}

/// The same answer whether or not the address had an account.
#[derive(Serialize, ToSchema)]
pub struct Registered {
    /// A sentence for the person who registered.
    #[schema(example = "Thank you. You can sign in now.")]
    pub message: &'static str,
}

const REGISTERED: Registered = Registered {
    message: "Thank you. You can sign in now. If this address had an account already, that account is unchanged, and \
              its owner has been told by e-mail.",
};

/// What one signs in with.
#[derive(Deserialize, ToSchema)]
pub struct Login {
    /// Letter case does not matter.
    #[schema(format = "line", min_length = 1, example = "patient@demo.example")]
    pub email: String,
    /// As it was chosen.
    #[schema(format = Password, min_length = 1, example = "anteroom-demo")]
    pub password: String,
    /// How the list of signed-in devices calls this one, e.g. "Ada's phone"; at most 80 characters.
    #[schema(example = "Ada's phone")]
    pub device_name: Option<String>,
}

/// The device's refresh token.
#[derive(Deserialize, ToSchema)]
pub struct RefreshRequest {
    /// As the last answer gave it.
    #[schema(example = "pJ2xwW0TqkS9n3cB8mL4vR6yH1dF5gZ7aQeUoIiXsKc")]
    pub refresh_token: String,
}

/// Which device to sign out, for one whose access token has run out.
#[derive(Default, Deserialize, ToSchema)]
pub struct LogoutRequest {
    /// Instead of the bearer token.
    #[schema(example = "pJ2xwW0TqkS9n3cB8mL4vR6yH1dF5gZ7aQeUoIiXsKc")]
    pub refresh_token: Option<String>,
}

/// A signed-in device's tokens.
#[derive(Serialize, ToSchema)]
pub struct SignedIn {
    /// For the header `Authorization: Bearer …`.
    #[schema(example = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIwMTkzOGE1MiJ9.c2lnbmF0dXJl")]
    pub access_token: String,
    /// Always `Bearer`.
    #[schema(example = "Bearer")]
    pub token_type: &'static str,
    /// Seconds until the access token expires.
    #[schema(minimum = 1, example = 600)]
    pub expires_in: u64,
    /// Gives the next pair, once.
    #[schema(example = "pJ2xwW0TqkS9n3cB8mL4vR6yH1dF5gZ7aQeUoIiXsKc")]
    pub refresh_token: String,
    pub user: User,
}

/// Who signed in.
#[derive(Serialize, ToSchema)]
pub struct User {
    pub id: AccountId,
    pub role: Role,
    /// As the other side sees it.
    #[schema(example = "Ada Lovelace")]
    pub full_name: String,
}

impl SignedIn {
    fn new(session: Session, tokens: Tokens) -> Self {
        let me = session.me;
        Self {
            access_token: tokens.access_token,
            token_type: "Bearer",
            expires_in: tokens.expires_in,
            refresh_token: tokens.refresh_token,
            user: User { id: me.id, role: me.role, full_name: me.full_name },
        }
    }
}

/// Register as a patient.
///
/// The answer is the same whether or not the address had an account: nobody learns who is a patient here.
#[utoipa::path(
    post, path = "/auth/register", tag = "auth", request_body = Registration,
    responses((status = 201, body = Registered), BadBody, Throttled),
)]
async fn register(caller: Caller, Json(form): Json<Registration>) -> Result<(StatusCode, Json<Registered>), ApiError> {
    caller.answer(accounts::register_patient(&caller.clinic, form, caller.from).await)?;
    Ok((StatusCode::CREATED, Json(REGISTERED)))
}

/// Register as a doctor, with an invitation code.
#[utoipa::path(
    post, path = "/auth/register-doctor", tag = "auth", request_body = DoctorRegistration,
    responses((status = 201, body = Registered), BadBody, Throttled),
)]
async fn register_doctor(
    caller: Caller,
    Json(form): Json<DoctorRegistration>,
) -> Result<(StatusCode, Json<Registered>), ApiError> {
    caller.answer(accounts::register_doctor(&caller.clinic, form, caller.from).await)?;
    Ok((StatusCode::CREATED, Json(REGISTERED)))
}

/// Sign in on this device.
#[utoipa::path(
    post, path = "/auth/login", tag = "auth", request_body = Login,
    responses((status = 200, body = SignedIn), BadBody, BadCredentials, Throttled),
)]
async fn login(caller: Caller, Json(form): Json<Login>) -> Result<Json<SignedIn>, ApiError> {
    let device = form.device_name.as_deref().unwrap_or("Another program");
    let (session, tokens) =
        caller.answer(sessions::sign_in(&caller.clinic, &form.email, &form.password, device, caller.from).await)?;
    Ok(Json(SignedIn::new(session, tokens)))
}

/// Get the next pair of tokens. The refresh token given is used up.
#[utoipa::path(
    post, path = "/auth/refresh", tag = "auth", request_body = RefreshRequest,
    responses((status = 200, body = SignedIn), BadBody, BadCredentials, Throttled),
)]
async fn refresh(caller: Caller, Json(form): Json<RefreshRequest>) -> Result<Json<SignedIn>, ApiError> {
    let (session, tokens) = caller.answer(sessions::refresh(&caller.clinic, &form.refresh_token, caller.from).await)?;
    Ok(Json(SignedIn::new(session, tokens)))
}

/// Sign this device out; others stay signed in.
#[utoipa::path(
    post, path = "/auth/logout", tag = "auth", request_body = Option<LogoutRequest>,
    responses((status = 204, description = "Signed out."), BadBody, AnyRole, Throttled),
    security((), ("bearer" = [])),
)]
async fn logout(caller: Caller, OptionalJson(form): OptionalJson<LogoutRequest>) -> Result<StatusCode, ApiError> {
    let (actor, id) = match (&caller.session, &form.refresh_token) {
        (Some(session), _) => (session.actor, session.id),
        (None, Some(token)) => {
            let (session, _) = caller.answer(sessions::refresh(&caller.clinic, token, caller.from).await)?;
            (session.actor, session.id)
        }
        (None, None) => return Err(anteroom::domain::problem::Problem::Unauthenticated.into()),
    };
    caller.answer(sessions::end(&caller.clinic, actor, id).await)?;
    Ok(StatusCode::NO_CONTENT)
}

//! Registering, signing in and out.

use axum::http::StatusCode;
use clinic::people::{
    accounts,
    sessions::{self, Session, SignIn, Tokens},
};
use contract::people::{DoctorRegistration, Registration};
use domain::{
    people::{
        account::Role,
        policy::{AsAccount, Right as _},
    },
    platform::ids::AccountId,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

use crate::{
    api::{
        extract::{Anyone, Call, Json, OptionalJson},
        idempotency::IdempotencyKey,
        problem::ApiError,
        responses::{BadCredentials, Throttled},
        route::routes,
    },
    state::AppState,
};

pub fn routes() -> OpenApiRouter<AppState> {
    routes!(register, register_doctor, login, refresh, logout)
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
    /// As an earlier sign-in on this device gave it, whoever signed in. It spares its people to wait for strangers who guess.
    #[schema(example = device_token)]
    pub device_token: Option<String>,
    /// Of the session that this device has had so far: it ends. So does that of a bearer token.
    #[schema(example = refresh_token)]
    pub refresh_token: Option<String>,
}

/// As such tokens look, for the document.
fn device_token() -> &'static str {
    "mT9Xq2Lw5Rf8Yb1Kc4Zd7gTk0aWm3Ne6Po9Sx2Uv5Yh"
}

/// As such tokens look, for the document.
fn refresh_token() -> &'static str {
    "AZOiUnpT4Yxfb2R1pM8WqwAAAAMAAAAA1c9eYt4uKq0mVb7nXz2LhR8sJg5fDwPa3oTi6kHyCvE"
}

/// The device's refresh token.
#[derive(Deserialize, ToSchema)]
pub struct RefreshRequest {
    /// As the last answer gave it.
    #[schema(example = refresh_token)]
    pub refresh_token: String,
}

/// Which device to sign out, for one whose access token has run out.
#[derive(Default, Deserialize, ToSchema)]
pub struct LogoutRequest {
    /// Instead of the bearer token.
    #[schema(example = refresh_token)]
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
    /// Gives the next pair. When its answer is lost it may be sent again, however late; once a token of a later pair was
    /// used, it ends the session.
    #[schema(example = refresh_token)]
    pub refresh_token: String,
    /// Keep it when signed out as well, and send it along with the next sign-in on this device. Only after signing in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = device_token)]
    pub device_token: Option<String>,
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
    fn new(session: Session, tokens: Tokens, device_token: Option<String>) -> Self {
        let me = session.me;
        Self {
            access_token: tokens.access_token,
            token_type: "Bearer",
            expires_in: tokens.expires_in,
            refresh_token: tokens.refresh_token,
            device_token,
            user: User { id: me.id, role: me.role, full_name: me.full_name },
        }
    }
}

/// Register as a patient.
///
/// The answer is the same whether or not the address had an account: nobody learns who is a patient here.
#[utoipa::path(
    post, path = "/auth/register", tag = "auth", request_body = Registration,
    params(IdempotencyKey),
    responses((status = 201, body = Registered), Throttled),
)]
async fn register(
    Anyone(caller): Anyone,
    key: IdempotencyKey,
    Json(form): Json<Registration>,
) -> Result<(StatusCode, Json<Registered>), ApiError> {
    caller.answer(accounts::register_patient(&caller.clinic, &caller, form, key.as_deref()).await)?;
    Ok((StatusCode::CREATED, Json(REGISTERED)))
}

/// Register as a doctor, with an invitation code.
#[utoipa::path(
    post, path = "/auth/register-doctor", tag = "auth", request_body = DoctorRegistration,
    params(IdempotencyKey),
    responses((status = 201, body = Registered), Throttled),
)]
async fn register_doctor(
    Anyone(caller): Anyone,
    key: IdempotencyKey,
    Json(form): Json<DoctorRegistration>,
) -> Result<(StatusCode, Json<Registered>), ApiError> {
    caller.answer(accounts::register_doctor(&caller.clinic, &caller, form, key.as_deref()).await)?;
    Ok((StatusCode::CREATED, Json(REGISTERED)))
}

/// Sign in on this device.
///
/// The session that it has had so far ends; other devices stay signed in, up to 20 of an account. A session ends when it
/// was not used for 30 days (doctors: 14 days, admins: 24 hours), and 180 days after signing in (doctors: 30 days, admins:
/// 7 days).
#[utoipa::path(
    post, path = "/auth/login", tag = "auth", request_body = Login,
    responses((status = 200, body = SignedIn), BadCredentials, Throttled),
)]
async fn login(caller: Call, Json(form): Json<Login>) -> Result<Json<SignedIn>, ApiError> {
    let device = form.device_name.as_deref().unwrap_or("Another program");
    let former = form.refresh_token.as_deref().and_then(|token| sessions::named_by(&caller.clinic, token));
    let sign_in = SignIn {
        email: &form.email,
        password: &form.password,
        device_name: device,
        device_token: form.device_token.as_deref(),
        instead_of: former,
    };
    let signed_in = caller.answer(sessions::sign_in(&caller.clinic, &caller, sign_in).await)?;
    Ok(Json(SignedIn::new(signed_in.session, signed_in.tokens, Some(signed_in.device_token))))
}

/// Get the next pair of tokens.
///
/// A refresh token is used up once a token of a later pair is used. One that comes after that is taken for stolen: the
/// session ends, and its owner is told by mail.
#[utoipa::path(
    post, path = "/auth/refresh", tag = "auth", request_body = RefreshRequest,
    responses((status = 200, body = SignedIn), BadCredentials, Throttled),
)]
async fn refresh(Anyone(caller): Anyone, Json(form): Json<RefreshRequest>) -> Result<Json<SignedIn>, ApiError> {
    let (session, tokens) =
        caller.answer(sessions::refresh(&caller.clinic, &form.refresh_token, caller.address).await)?;
    Ok(Json(SignedIn::new(session, tokens, None)))
}

/// Sign this device out; others stay signed in.
#[utoipa::path(
    post, path = "/auth/logout", tag = "auth", request_body = Option<LogoutRequest>,
    responses((status = 204, description = "Signed out."), Throttled),
)]
async fn logout(caller: Call, OptionalJson(form): OptionalJson<LogoutRequest>) -> Result<StatusCode, ApiError> {
    let ended = match (&caller.session, &form.refresh_token) {
        (Some(session), _) => sessions::end(&caller.clinic, AsAccount::of(session.actor)?, session.id).await,
        (None, Some(token)) => sessions::end_by_token(&caller.clinic, token, caller.address).await,
        (None, None) => return Err(domain::platform::problem::Problem::Unauthenticated.into()),
    };
    caller.answer(ended)?;
    Ok(StatusCode::NO_CONTENT)
}

//! The header that makes a request that is sent twice make one thing.

use axum::{extract::FromRequestParts, http::request::Parts};
use domain::platform::{faults::RequestFault, problem::Problem};
use utoipa::IntoParams;

use super::{problem::ApiError, route::Argument};

const NAME: &str = "Idempotency-Key";
/// Longest key that is read.
const MOST_CHARACTERS: usize = 255;

/// With it, sending the same request again gives what was made before, for 30 days.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
pub struct IdempotencyKey {
    /// One for each wish, e.g. a UUID. With it, the same request sent again makes nothing new and gets the same answer, for 30
    /// days; another request with it is refused.
    #[param(
        rename = "Idempotency-Key",
        min_length = 1,
        max_length = 255,
        pattern = "^[!-~]+$",
        example = "6f1c2f0e-6a53-4a38-9d0c-6a1e1d1f6f7b"
    )]
    key: Option<String>,
}

impl Argument for IdempotencyKey {
    const REFUSES: &'static [(u16, &'static str)] = &[(422, "idempotency-mismatch"), (422, "invalid")];
}

impl IdempotencyKey {
    pub fn as_deref(&self) -> Option<&str> {
        self.key.as_deref()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let Some(value) = parts.headers.get(NAME) else { return Ok(Self { key: None }) };
        let key = value.to_str().map(str::trim).ok().filter(|key| (1..=MOST_CHARACTERS).contains(&key.len()));
        let refused = || Problem::field(NAME, RequestFault::NotAKey { most: MOST_CHARACTERS });
        Ok(Self { key: Some(key.ok_or_else(refused)?.to_owned()) })
    }
}

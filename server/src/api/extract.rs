//! Extractors of the API: every rejection is problem+json and names what is wrong, and who is calling.

use std::ops::Deref;

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request, rejection::BytesRejection},
    http::{HeaderMap, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use clinic::{Caller, Clinic};
use domain::{
    people::policy::{Actor, Right},
    platform::{faults::RequestFault, problem::Problem},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use utoipa::ToSchema;

use super::{
    problem::ApiError,
    route::{Argument, Asks, Who},
    shape,
};
use crate::{middleware::session, state::AppState};

/// Who is calling, and the clinic that answers.
pub struct Call {
    pub clinic: Clinic,
    caller: Caller,
}

impl Deref for Call {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}

impl Call {
    /// As [`Caller::answer`], as the API writes it.
    pub fn answer<T>(&self, result: clinic::Result<T>) -> Result<T, ApiError> {
        Ok(self.caller.answer(result)?)
    }
}

impl FromRequestParts<AppState> for Call {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        Ok(Self { clinic: state.clinic.clone(), caller: session::of(&parts.extensions) })
    }
}

impl Asks for Call {
    fn who() -> Who {
        Who::has::<Actor>()
    }
}

/// A caller of whom nobody asks who they are.
pub struct Anyone(pub Call);

impl FromRequestParts<AppState> for Anyone {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        Call::from_request_parts(parts, state).await.map(Self)
    }
}

impl Asks for Anyone {
    fn who() -> Who {
        Who::default()
    }
}

/// A caller with the right that a route needs. Stands first among the arguments, so that a visitor is told to sign in, and
/// another role that this is not theirs, before anything is said of what they sent.
pub struct By<R>(pub Call, pub R);

impl<R: Right> Asks for By<R> {
    fn who() -> Who {
        Who::has::<R>()
    }
}

impl<R: Right> FromRequestParts<AppState> for By<R> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let caller = Call::from_request_parts(parts, state).await?;
        let right = caller.right()?;
        Ok(Self(caller, right))
    }
}

/// What a body is refused for.
const BAD_BODY: &[(u16, &str)] =
    &[(400, "malformed"), (413, "too-large"), (415, "unsupported-media-type"), (422, "invalid")];

/// A JSON body, in and out.
pub struct Json<T>(pub T);

impl<T> Argument for Json<T> {
    const REFUSES: &'static [(u16, &'static str)] = BAD_BODY;
}

impl<T: DeserializeOwned + ToSchema + 'static, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let is_json = is_json(request.headers());
        let bytes = bytes(request, state).await?;
        if is_json { read(&bytes).map(Self) } else { Err(ApiError::UnsupportedMediaType) }
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

/// A JSON body that may be left out, or be `null`; then it is the default.
pub struct OptionalJson<T>(pub T);

impl<T> Argument for OptionalJson<T> {
    const REFUSES: &'static [(u16, &'static str)] = BAD_BODY;
}

impl<T: DeserializeOwned + Default + ToSchema + 'static, S: Send + Sync> FromRequest<S> for OptionalJson<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let is_json = is_json(request.headers());
        let bytes = bytes(request, state).await?;
        match bytes.trim_ascii() {
            b"" => Ok(Self(T::default())),
            _ if !is_json => Err(ApiError::UnsupportedMediaType),
            b"null" => Ok(Self(T::default())),
            text => read(text).map(Self),
        }
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let named = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = named.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
}

async fn bytes<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, ApiError> {
    Bytes::from_request(request, state).await.map_err(|rejection| refused_bytes(&rejection))
}

fn refused_bytes(rejection: &BytesRejection) -> ApiError {
    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
        ApiError::TooLarge
    } else {
        Problem::malformed(RequestFault::BodyBroken).into()
    }
}

fn read<T: DeserializeOwned + ToSchema + 'static>(bytes: &[u8]) -> Result<T, ApiError> {
    let body: Value = serde_json::from_slice(bytes).map_err(|error| not_json(error.to_string()))?;
    shape::check::<T>(&body)?;
    let refused = match parsed(bytes) {
        Ok(read) => return Ok(read),
        Err(refused) => refused,
    };
    shape::explain::<T>(&body)?;
    let again = shape::whole_numbers(body.clone());
    if again == body {
        return Err(refused);
    }
    parsed(again.to_string().as_bytes()).map_err(|_| refused)
}

/// What the shape does not show: a member given twice, or a text that means nothing, such as a price of "much".
fn parsed<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    let read = serde_path_to_error::deserialize(&mut serde_json::Deserializer::from_slice(bytes));
    read.map_err(|error| named_field(&error.path().to_string(), &error.inner().to_string()))
}

/// Parameters of the path. What is no id is the id of nothing.
pub struct Path<T>(pub T);

impl<T> Argument for Path<T> {
    const REFUSES: &'static [(u16, &'static str)] = &[(404, "not-found")];
}

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        match axum::extract::Path::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(value)) => Ok(Self(value)),
            Err(_) => Err(Problem::NotFound.into()),
        }
    }
}

fn not_json(said: String) -> Problem {
    Problem::malformed(RequestFault::NotJson { said })
}

/// From "." and "duplicate field `email` at line 1 column 2" to a refusal that names the field. serde's own words are not for
/// people.
pub fn named_field(path: &str, error: &str) -> ApiError {
    let path = path.trim_start_matches('.');
    let message = error.split(" at line ").next().unwrap_or(error);
    let quoted = |before: &str| message.strip_prefix(before).and_then(|rest| rest.strip_suffix('`'));
    let within = |field: &str| if path.is_empty() { field.to_owned() } else { format!("{path}.{field}") };
    if let Some(field) = quoted("missing field `") {
        Problem::field(within(field), RequestFault::Missing)
    } else if let Some(field) = quoted("duplicate field `") {
        Problem::field(within(field), RequestFault::Twice)
    } else if path.is_empty() {
        not_json(message.to_owned())
    } else {
        Problem::field(path, RequestFault::Meaningless)
    }
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(path: &str, error: &str, field: &str, fault: RequestFault) {
        let ApiError::Problem(refused) = named_field(path, error) else { panic!("no refusal of the clinic's") };
        assert_eq!(refused, Problem::field(field, fault), "{error}");
    }

    #[test]
    fn fields_are_named() {
        named(".", "duplicate field `email` at line 1 column 20", "email", RequestFault::Twice);
        named("weekly[0]", "missing field `start` at line 1 column 9", "weekly[0].start", RequestFault::Missing);
        let expected = "invalid value: integer `-1`, expected u16 at line 1 column 20";
        named("minutes", expected, "minutes", RequestFault::Meaningless);
        let sequence = named_field(".", "invalid type: sequence, expected struct Login at line 1 column 0");
        assert!(matches!(sequence, ApiError::Problem(Problem::Malformed { .. })));
    }
}

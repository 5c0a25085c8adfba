//! Extractors of the API: axum's own, with every rejection turned into problem+json, and who is calling.

use anteroom::{
    domain::{policy::Actor, problem::Problem},
    service::{self, Clinic, sessions::Session},
};
use axum::{
    extract::{
        FromRequest, FromRequestParts, Request,
        rejection::{BytesRejection, JsonRejection},
    },
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Response},
};
use serde::{Serialize, de::DeserializeOwned};

use super::problem::ApiError;
use crate::state::AppState;

/// Who is calling, as the session says, and the clinic that answers.
pub struct Caller {
    pub clinic: Clinic,
    pub session: Option<Session>,
}

impl Caller {
    pub fn actor(&self) -> Actor {
        self.session.as_ref().map_or(Actor::Visitor, |session| session.actor)
    }

    /// The device that is calling; refused when nobody is signed in.
    pub fn signed_in(&self) -> Result<&Session, ApiError> {
        self.session.as_ref().ok_or(ApiError::Refused(Problem::Unauthenticated))
    }

    /// The way out of a use case: logs what must be logged, keeps the rest from the caller.
    pub fn answer<T>(&self, result: service::Result<T>) -> Result<T, ApiError> {
        result.map_err(|error| ApiError::Refused(error.into_problem(|| self.clinic.effects.rng.reference())))
    }
}

impl FromRequestParts<AppState> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let session = parts.extensions.get::<Option<Session>>().cloned().flatten();
        Ok(Self { clinic: state.clinic.clone(), session })
    }
}

/// A JSON body, in and out.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        match axum::Json::from_request(request, state).await {
            Ok(axum::Json(value)) => Ok(Self(value)),
            Err(rejection) => Err(refused_body(&rejection)),
        }
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

/// A JSON body that may be left out; then it is the default.
pub struct OptionalJson<T>(pub T);

impl<T: DeserializeOwned + Default, S: Send + Sync> FromRequest<S> for OptionalJson<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let (parts, body) = request.into_parts();
        let bytes = axum::body::Bytes::from_request(Request::from_parts(parts.clone(), body), state)
            .await
            .map_err(|rejection| refused_bytes(&rejection))?;
        if bytes.is_empty() {
            return Ok(Self(T::default()));
        }
        Json::from_request(Request::from_parts(parts, bytes.into()), state).await.map(|Json(value)| Self(value))
    }
}

/// Parameters of the query.
pub struct Params<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Params<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        match axum::extract::Query::from_request_parts(parts, state).await {
            Ok(axum::extract::Query(value)) => Ok(Self(value)),
            Err(rejection) => Err(named_field(&deepest(&rejection))),
        }
    }
}

/// Parameters of the path. What is no id is the id of nothing.
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        match axum::extract::Path::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(value)) => Ok(Self(value)),
            Err(_) => Err(Problem::NotFound.into()),
        }
    }
}

fn refused_body(rejection: &JsonRejection) -> ApiError {
    match rejection {
        JsonRejection::JsonDataError(error) => named_field(&deepest(error)),
        JsonRejection::MissingJsonContentType(_) => ApiError::UnsupportedMediaType,
        JsonRejection::BytesRejection(bytes) => refused_bytes(bytes),
        other => Problem::Malformed { detail: deepest(other) }.into(),
    }
}

fn refused_bytes(rejection: &BytesRejection) -> ApiError {
    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
        ApiError::TooLarge
    } else {
        Problem::Malformed { detail: "the body could not be read".into() }.into()
    }
}

/// The innermost sentence of an error: the outer ones only say that JSON or a query could not be read.
fn deepest(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(error) = next {
        // serde's own error repeats the one around it without the path, which is the part that names the field.
        let inner = error.to_string();
        if !text.ends_with(&inner) || text.starts_with("Failed to") {
            text = inner;
        }
        next = error.source();
    }
    text
}

/// From "weekly[0].start: invalid type: …" or "missing field `minutes` at line 1 column 2" to a refusal that names the
/// field.
fn named_field(text: &str) -> ApiError {
    let sentence = text.split(" at line ").next().unwrap_or(text);
    let (path, message) = match sentence.split_once(": ") {
        Some((path, message)) if is_path(path) => (path, message),
        _ => ("", sentence),
    };
    let quoted = message.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`'));
    match (path, quoted) {
        ("", Some(field)) => Problem::field(field, "Please give this."),
        (path, Some(field)) => Problem::field(format!("{path}.{field}"), "Please give this."),
        ("", None) => Problem::Malformed { detail: message.to_owned() },
        (path, None) => Problem::field(path, format!("This cannot be read: {message}.")),
    }
    .into()
}

fn is_path(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "_[].-".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(text: &str) -> String {
        match named_field(text) {
            ApiError::Refused(Problem::Invalid { fields }) => fields[0].field.clone(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn fields_are_named() {
        assert_eq!(field("missing field `minutes` at line 1 column 2"), "minutes");
        assert_eq!(field("weekly[0]: missing field `start` at line 1 column 9"), "weekly[0].start");
        assert_eq!(field("page: invalid digit found in string"), "page");
        assert_eq!(field("minutes: invalid type: string \"x\", expected u16 at line 1 column 20"), "minutes");
        assert!(field("invalid type: sequence, expected struct Login at line 1 column 0").contains("Malformed"));
    }
}

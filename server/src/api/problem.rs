//! Refusals as problem+json (RFC 9457).

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{
    platform::{
        faults::{RequestFault, TextFault},
        problem::{Fault, FieldError, Problem},
    },
    scheduling::{
        faults::{NotOffered, VisitFault},
        lifecycle::Status,
    },
};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// Media type of every refusal.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// Seconds after which a request may be tried again when the server is busy.
const BUSY_RETRY_SECONDS: u64 = 5;

/// Why the API did not do what was asked: a refusal of the clinic, or one of HTTP itself.
#[derive(Debug)]
pub enum ApiError {
    Problem(Problem),
    /// The body is larger than the API reads.
    TooLarge,
    /// The body is not JSON, as its Content-Type says.
    UnsupportedMediaType,
    /// The path is there, but not for this method.
    MethodNotAllowed,
    /// The headers are larger than the server reads.
    HeadTooLarge,
    /// The answer exists in no content coding that the caller takes.
    NotAcceptable,
    /// The answer took too long. What was asked may have been done.
    GivenUp,
}

/// A whole answer of HTTP/1.1 for whoever cannot be let in to ask anything.
pub fn full_house() -> Vec<u8> {
    let error = ApiError::Problem(Problem::Unavailable);
    let (body, kind) = (serde_json::to_string(&error.body()).unwrap_or_default(), MEDIA_TYPE);
    let (length, wait) = (body.len(), BUSY_RETRY_SECONDS);
    format!(
        "HTTP/1.1 503 Service Unavailable\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\nretry-after: {wait}\r\n\
         cache-control: no-store\r\nconnection: close\r\n\r\n{body}"
    )
    .into_bytes()
}

impl From<Problem> for ApiError {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

/// The body of a refusal. `type` is stable: programs decide by it, people read the rest.
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// `/problems/` and the name of this kind of refusal.
    #[serde(rename = "type")]
    #[schema(format = "problem", example = "/problems/slot-taken")]
    pub kind: String,
    /// What kind of refusal it is, in words; the same for every refusal of the kind.
    #[schema(example = "This time has been taken")]
    pub title: &'static str,
    /// The HTTP status, repeated.
    #[schema(minimum = 400, maximum = 599, example = 409)]
    pub status: u16,
    /// What happened this time, in words for a person.
    #[schema(example = "This time has just been taken.")]
    pub detail: String,
    /// With `invalid`: every field that needs another look, at most 50.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false, max_items = 50)]
    pub fields: Vec<FieldErrorBody>,
    /// With `not-offered`: why this start cannot be booked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<NotOffered>,
    /// With `conflict`: what stands in the way.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "already-begun")]
    pub cause: Option<&'static str>,
    /// With `internal`: what to name when asking for help; the id of the request, as in the header `x-request-id`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "K7Q2-M9XD")]
    pub ref_id: Option<String>,
}

/// One field of a body or query, what is wrong with it and how to mend it.
#[derive(Serialize, ToSchema)]
#[schema(as = FieldError)]
pub struct FieldErrorBody {
    /// Name of the field as in the JSON body, e.g. `full_name` or `weekly[2].start`.
    #[schema(example = "full_name")]
    pub field: String,
    /// What is wrong with it: programs decide by it.
    #[schema(example = "too-long")]
    pub code: &'static str,
    /// With some codes: what was measured, and the limits.
    #[serde(skip_serializing_if = "Map::is_empty")]
    #[schema(required = false, value_type = Object, example = json!({"most": 100, "length": 112}))]
    pub args: Map<String, Value>,
    /// A sentence for the person who typed it.
    #[schema(example = "Please use at most 100 characters; this has 112.")]
    pub message: String,
}

impl FieldErrorBody {
    fn of(FieldError { field, fault }: &FieldError) -> Self {
        let (field, code, message) = (field.clone(), fault.code(), words::fault(fault));
        Self { field, code, args: args(fault), message }
    }
}

/// A fault is written as its code and arguments.
fn args(fault: &Fault) -> Map<String, Value> {
    let Ok(Value::Object(mut members)) = serde_json::to_value(fault) else { return Map::new() };
    members.remove("code");
    members
}

impl ApiError {
    /// One of each kind that a route answers, for the document.
    pub fn examples() -> Vec<Self> {
        let refused = [
            Problem::InvalidCredentials,
            Problem::Unauthenticated,
            Problem::Forbidden,
            Problem::CrossSite,
            Problem::NotFound,
            Problem::malformed(RequestFault::NotJson { said: "expected `,` or `}` at line 1 column 20".into() }),
            Problem::field("full_name", TextFault::Missing),
            Problem::SlotTaken,
            Problem::PatientBusy,
            Problem::TooManyVisits { most: 5, with_this_doctor: true },
            Problem::NotOffered { reason: NotOffered::OutsideHours },
            Problem::IdempotencyMismatch,
            Problem::conflict(VisitFault::NotFrom { status: Status::Cancelled }),
            Problem::TooMany { retry_after_seconds: 30 },
            Problem::Unavailable,
            Problem::Internal { ref_id: "K7Q2-M9XD".into() },
        ];
        let http = [
            Self::TooLarge,
            Self::UnsupportedMediaType,
            Self::MethodNotAllowed,
            Self::HeadTooLarge,
            Self::NotAcceptable,
        ];
        refused.into_iter().map(Self::Problem).chain(http).collect()
    }

    /// What kind of refusal it is: the last part of its `type`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Problem(problem) => problem.code(),
            Self::TooLarge => "too-large",
            Self::UnsupportedMediaType => "unsupported-media-type",
            Self::MethodNotAllowed => "method-not-allowed",
            Self::HeadTooLarge => "head-too-large",
            Self::NotAcceptable => "not-acceptable",
            Self::GivenUp => Problem::Unavailable.code(),
        }
    }

    pub fn status(&self) -> StatusCode {
        match self {
            Self::Problem(problem) => {
                StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
            }
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::HeadTooLarge => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
            Self::GivenUp => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    fn title(&self) -> &'static str {
        match self.code() {
            "invalid-credentials" => "Wrong e-mail or password",
            "unauthenticated" => "Not signed in",
            "forbidden" => "Not allowed",
            "cross-site" => "Sent from another site",
            "not-found" => "Not found",
            "malformed" => "Unreadable request",
            "invalid" => "Please check what you sent",
            "slot-taken" => "This time has been taken",
            "patient-busy" => "The patient has another visit then",
            "too-many-visits" => "The patient has as many visits ahead as one may have",
            "not-offered" => "This time is not offered",
            "idempotency-mismatch" => "Idempotency-Key used before",
            "conflict" => "Not possible as things stand",
            "too-many" => "Too many attempts",
            "unavailable" => "Busy or not reachable",
            "too-large" => "Request body too large",
            "unsupported-media-type" => "Not JSON",
            "method-not-allowed" => "Wrong method for this path",
            "head-too-large" => "Request headers too large",
            "not-acceptable" => "Not in this coding",
            _ => "Something went wrong on our side",
        }
    }

    /// Seconds after which the same request may go through.
    pub fn retry_after(&self) -> Option<u64> {
        match self {
            Self::Problem(Problem::TooMany { retry_after_seconds }) => Some(*retry_after_seconds),
            Self::Problem(Problem::Unavailable) | Self::GivenUp => Some(BUSY_RETRY_SECONDS),
            _ => None,
        }
    }

    /// What goes over the wire.
    pub fn body(&self) -> ProblemBody {
        let detail = match self {
            Self::Problem(problem) => words::problem(problem),
            Self::TooLarge => format!("Please send at most {} KiB.", super::MOST_BODY_BYTES / 1024),
            Self::UnsupportedMediaType => "Please send JSON, with the header Content-Type: application/json.".into(),
            Self::MethodNotAllowed => "The header Allow names the methods that this path knows.".into(),
            Self::HeadTooLarge => "Please send fewer or shorter headers; 64 KiB are read.".into(),
            Self::NotAcceptable => "The header Accept-Encoding refuses br, gzip and identity; please take one.".into(),
            Self::GivenUp => {
                "This took too long, so we stopped waiting. Please look whether it was done before you try again."
                    .into()
            }
        };
        let mut body = ProblemBody {
            kind: format!("/problems/{}", self.code()),
            title: self.title(),
            status: self.status().as_u16(),
            detail,
            fields: vec![],
            reason: None,
            cause: None,
            ref_id: None,
        };
        match self {
            Self::Problem(Problem::Invalid { fields }) => body.fields = fields.iter().map(FieldErrorBody::of).collect(),
            Self::Problem(Problem::NotOffered { reason }) => body.reason = Some(*reason),
            Self::Problem(Problem::Conflict { why }) => body.cause = Some(why.code()),
            Self::Problem(Problem::Internal { ref_id }) => body.ref_id = Some(ref_id.clone()),
            _ => {}
        }
        body
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = (self.status(), axum::Json(self.body())).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after() {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        if self.status() == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

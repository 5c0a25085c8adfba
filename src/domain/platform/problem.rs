//! The one shape of refusal that leaves the clinic.
//!
//! Services return it, server functions carry it to islands, the REST API writes it as problem+json (RFC 9457).

use serde::{Deserialize, Serialize};

use crate::scheduling::slots::NotOffered;

/// One field of a form or body, what is wrong with it and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldError {
    /// Name of the field as in the form or JSON body, e.g. `full_name` or `weekly[2].start`.
    #[cfg_attr(feature = "openapi", schema(example = "full_name"))]
    pub field: String,
    /// A sentence for the person who typed it.
    #[cfg_attr(feature = "openapi", schema(example = "Please fill this in."))]
    pub message: String,
}

/// Why a request was refused. Holds nothing personal: it may stand in a log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum Problem {
    #[error("E-mail or password is wrong. Please try again.")]
    InvalidCredentials,
    #[error("Please sign in first.")]
    Unauthenticated,
    #[error("Your account may not do this.")]
    Forbidden,
    #[error("This request came from another site.")]
    CrossSite,
    #[error("There is nothing here, or it is not yours to see.")]
    NotFound,
    #[error("The request could not be read: {detail}")]
    Malformed { detail: String },
    #[error("{}", look_again(fields.len()))]
    Invalid { fields: Vec<FieldError> },
    #[error("This time has just been taken.")]
    SlotTaken,
    #[error("You already have a visit at this time.")]
    PatientBusy,
    #[error("{}", too_many_visits(*most, *with_this_doctor))]
    TooManyVisits { most: u32, with_this_doctor: bool },
    #[error("This time is not offered: {reason}")]
    NotOffered { reason: NotOffered },
    #[error("This was sent before with something else in it. Nothing was changed by it now; please send it once more.")]
    IdempotencyMismatch,
    #[error("{detail}")]
    Conflict { detail: String },
    #[error("Too many attempts. Please try again in {}.", span(*retry_after_seconds))]
    TooMany { retry_after_seconds: u64 },
    #[error("The server is busy or its database cannot be reached. Nothing was changed; please try again shortly.")]
    Unavailable,
    #[error("Something went wrong on our side. Nothing was changed. Reference: {ref_id}")]
    Internal { ref_id: String },
}

/// "Please check 3 fields."
fn look_again(fields: usize) -> String {
    if fields == 1 { "Please check one field.".to_owned() } else { format!("Please check {fields} fields.") }
}

/// A wait as people say it, rounded up: "40 seconds", "2 minutes".
fn span(seconds: u64) -> String {
    let (number, unit) = if seconds < 90 { (seconds, "second") } else { (seconds.div_ceil(60), "minute") };
    format!("{number} {unit}{}", if number == 1 { "" } else { "s" })
}

fn too_many_visits(most: u32, with_this_doctor: bool) -> String {
    let (s, whom) = (if most == 1 { "" } else { "s" }, if with_this_doctor { " with this doctor" } else { "" });
    format!(
        "You can have at most {most} visit{s}{whom} ahead of you at once. When one is over or cancelled, you can book \
         another."
    )
}

impl Problem {
    /// A refusal that names one field.
    pub fn field(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Invalid { fields: vec![FieldError { field: field.into(), message: message.into() }] }
    }

    /// The stable name of this kind of refusal; the last part of the problem+json `type`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::InvalidCredentials => "invalid-credentials",
            Self::Unauthenticated => "unauthenticated",
            Self::Forbidden => "forbidden",
            Self::CrossSite => "cross-site",
            Self::NotFound => "not-found",
            Self::Malformed { .. } => "malformed",
            Self::Invalid { .. } => "invalid",
            Self::SlotTaken => "slot-taken",
            Self::PatientBusy => "patient-busy",
            Self::TooManyVisits { .. } => "too-many-visits",
            Self::NotOffered { .. } => "not-offered",
            Self::IdempotencyMismatch => "idempotency-mismatch",
            Self::Conflict { .. } => "conflict",
            Self::TooMany { .. } => "too-many",
            Self::Unavailable => "unavailable",
            Self::Internal { .. } => "internal",
        }
    }

    /// HTTP status (RFC 9110) that goes with it.
    pub fn status(&self) -> u16 {
        match self {
            Self::Malformed { .. } => 400,
            Self::InvalidCredentials | Self::Unauthenticated => 401,
            Self::Forbidden | Self::CrossSite => 403,
            Self::NotFound => 404,
            Self::SlotTaken | Self::PatientBusy | Self::TooManyVisits { .. } | Self::Conflict { .. } => 409,
            Self::Invalid { .. } | Self::NotOffered { .. } | Self::IdempotencyMismatch => 422,
            Self::TooMany { .. } => 429,
            Self::Internal { .. } => 500,
            Self::Unavailable => 503,
        }
    }

    /// The field errors, if it is about fields.
    pub fn fields(&self) -> &[FieldError] {
        match self {
            Self::Invalid { fields } => fields,
            _ => &[],
        }
    }
}

/// Gathers what is wrong with a form, so that a person hears of everything at once.
#[derive(Debug, Default)]
pub struct ValidationErrors(Vec<FieldError>);

/// More than a person mends at a time: an answer must not be longer than what was sent.
const MOST_FINDINGS: usize = 50;

impl ValidationErrors {
    pub fn add(&mut self, field: impl Into<String>, message: impl Into<String>) {
        if self.0.len() == MOST_FINDINGS {
            return;
        }
        self.0.push(FieldError { field: field.into(), message: message.into() });
    }

    /// Keeps the value, or notes why there is none.
    pub fn keep<T>(&mut self, field: &str, parsed: Result<T, String>) -> Option<T> {
        match parsed {
            Ok(value) => Some(value),
            Err(message) => {
                self.add(field, message);
                None
            }
        }
    }

    pub fn into_result(self) -> Result<(), Problem> {
        if self.0.is_empty() { Ok(()) } else { Err(Problem::Invalid { fields: self.0 }) }
    }
}

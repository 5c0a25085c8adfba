//! What a use case answers when it cannot do what was asked.

use std::time::Instant;

use crate::Seldom;
use domain::platform::problem::Problem;
use effects::PasswordError;
use store::StoreError;

/// A database that is away refuses every request; the log need not say so every time.
static UNAVAILABLE: Seldom = Seldom::new();

pub type Result<T> = std::result::Result<T, Error>;

/// Refused with a reason for the person who asked, or failed for one that only the log may know.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{}", .0.code())]
    Problem(Problem),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("{what}")]
    Failed { what: &'static str, source: Box<dyn std::error::Error + Send + Sync> },
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<PasswordError> for Error {
    fn from(error: PasswordError) -> Self {
        match error {
            PasswordError::Busy => Problem::Unavailable.into(),
            PasswordError::Failed { what, source } => Self::Failed { what, source },
        }
    }
}

impl Error {
    pub fn failed(what: &'static str, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Failed { what, source: source.into() }
    }

    /// The refusal to send. A failure is logged here, once, under the reference that the person is shown: the request's id.
    pub fn into_problem(self, ref_id: impl FnOnce() -> String) -> Problem {
        match self {
            Self::Problem(problem) => problem,
            Self::Store(error) if error.is_unavailable() => {
                if let Some(unsaid) = UNAVAILABLE.say(Instant::now()) {
                    tracing::error!(%error, unsaid, "the database cannot be used");
                }
                Problem::Unavailable
            }
            Self::Store(error) => internal("use the database", &error, ref_id()),
            Self::Failed { what, source } => internal(what, source.as_ref(), ref_id()),
        }
    }
}

fn internal(what: &str, error: &(dyn std::error::Error + 'static), ref_id: String) -> Problem {
    tracing::error!(what, error, request.id = ref_id, "a use case failed");
    Problem::Internal { ref_id }
}

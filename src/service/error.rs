//! What a use case answers when it cannot do what was asked.

use crate::{domain::problem::Problem, store::StoreError};

pub type Result<T> = std::result::Result<T, Error>;

/// Refused with a reason for the person who asked, or failed for one that only the log may know.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Refused(#[from] Problem),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("{what}")]
    Failed { what: &'static str, source: Box<dyn std::error::Error + Send + Sync> },
}

impl Error {
    pub fn failed(what: &'static str, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Failed { what, source: source.into() }
    }

    /// The refusal to send. A failure is logged here, once, under the reference that the person is shown.
    pub fn into_problem(self, ref_id: impl FnOnce() -> String) -> Problem {
        match self {
            Self::Refused(problem) => problem,
            Self::Store(error) if error.is_unavailable() => {
                tracing::error!(%error, "the database cannot be used");
                Problem::Unavailable
            }
            Self::Store(error) => internal(&error, ref_id()),
            Self::Failed { what, source } => {
                tracing::error!(what, "use case failed");
                internal(source.as_ref(), ref_id())
            }
        }
    }
}

fn internal(error: &(dyn std::error::Error + 'static), ref_id: String) -> Problem {
    tracing::error!(error, ref_id, "internal error");
    Problem::Internal { ref_id }
}

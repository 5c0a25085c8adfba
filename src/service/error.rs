//! What a use case answers when it cannot do what was asked.

use std::{
    mem,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use crate::{domain::problem::Problem, store::StoreError};

/// A database that is away refuses every request; the log need not say so every time.
const QUIET: Duration = Duration::from_secs(5);
static UNAVAILABLE: Seldom = Seldom::new();

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

    /// The refusal to send. A failure is logged here, once, under the reference that the person is shown: the request's id.
    pub fn into_problem(self, ref_id: impl FnOnce() -> String) -> Problem {
        match self {
            Self::Refused(problem) => problem,
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

/// Something that is said at most once in a while, however often it happens.
struct Seldom(Mutex<(Option<Instant>, u64)>);

impl Seldom {
    const fn new() -> Self {
        Self(Mutex::new((None, 0)))
    }

    /// Is it to be said now? Then with how often it happened unsaid since the last time.
    fn say(&self, now: Instant) -> Option<u64> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (last, unsaid) = &mut *state;
        if last.is_some_and(|last| now.saturating_duration_since(last) < QUIET) {
            *unsaid += 1;
            return None;
        }
        *last = Some(now);
        Some(mem::take(unsaid))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happens_all_the_time_is_said_once_in_a_while_with_its_number() {
        let (seldom, start) = (Seldom::new(), Instant::now());
        assert_eq!(seldom.say(start), Some(0), "the first is said at once");
        for n in 0..4999 {
            assert_eq!(seldom.say(start + Duration::from_millis(n)), None);
        }
        assert_eq!(seldom.say(start + QUIET), Some(4999));
        assert_eq!(seldom.say(start + QUIET * 9), Some(0), "what was said is not counted again");
    }
}

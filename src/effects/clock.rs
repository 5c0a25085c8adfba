//! The only clock.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use chrono::{DateTime, TimeDelta, Utc};

use domain::platform::local::instant;

/// Tells the time: the system's, or one that a test sets.
#[derive(Clone, Debug)]
pub enum Clock {
    System,
    /// Goes with the system's, so far ahead of it.
    Ahead(TimeDelta),
    /// Stands still until it is advanced.
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    pub fn fixed(now: DateTime<Utc>) -> Self {
        Self::Fixed(Arc::new(AtomicI64::new(now.timestamp_millis())))
    }

    /// One that shows this instant now and goes on from there.
    pub fn starting_at(now: DateTime<Utc>) -> Self {
        Self::Ahead(now - Self::System.now())
    }

    /// Now, in whole milliseconds: the grain in which instants are stored.
    pub fn now(&self) -> DateTime<Utc> {
        match self {
            Self::System => {
                #[expect(clippy::disallowed_methods, reason = "this is the clock that everybody else must take")]
                let now = Utc::now();
                instant(now.timestamp_millis())
            }
            Self::Ahead(by) => Self::System.now() + *by,
            Self::Fixed(millis) => instant(millis.load(Ordering::SeqCst)),
        }
    }

    /// Moves a fixed clock; the system's is not ours to move.
    pub fn advance(&self, by: TimeDelta) {
        if let Self::Fixed(millis) = self {
            millis.fetch_add(by.num_milliseconds(), Ordering::SeqCst);
        }
    }
}

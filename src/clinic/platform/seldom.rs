//! What strangers can make happen all the time must not fill the log.

use std::{
    mem,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Nothing is said again earlier.
const QUIET: Duration = Duration::from_secs(5);

/// Something that is said at most once in a while, however often it happens.
pub struct Seldom(Mutex<(Option<Instant>, u64)>);

impl Seldom {
    #[expect(clippy::new_without_default, reason = "it is made for statics")]
    pub const fn new() -> Self {
        Self(Mutex::new((None, 0)))
    }

    /// Is it to be said now? Then with how often it happened unsaid since the last time.
    pub fn say(&self, now: Instant) -> Option<u64> {
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

//! The changes of the last minute, for subscribers that begin a moment after they have read.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

use crate::{Change, Topic};

/// So many changes are remembered, and for so long.
const MOST: usize = 1024;
const LONGEST: Duration = Duration::from_secs(60);

pub(crate) struct ReplayBuffer {
    /// Nothing is known of what was before.
    since: Instant,
    changes: VecDeque<(Instant, Change)>,
}

impl Default for ReplayBuffer {
    fn default() -> Self {
        Self { since: Instant::now(), changes: VecDeque::new() }
    }
}

impl ReplayBuffer {
    pub(crate) fn note(&mut self, change: Change, now: Instant) {
        self.changes.push_back((now, change));
        while let Some((at, _)) =
            self.changes.front().filter(|(at, _)| self.changes.len() > MOST || now.duration_since(*at) > LONGEST)
        {
            self.since = *at;
            self.changes.pop_front();
        }
    }

    /// May any of these have changed within this time?
    pub(crate) fn any(&self, topics: &[Topic], within: Duration, now: Instant) -> bool {
        if now.duration_since(self.since) < within {
            return true;
        }
        let replay = self.changes.iter().rev().take_while(|(at, _)| now.duration_since(*at) <= within);
        replay
            .map(|(_, change)| change)
            .any(|change| *change == Change::Anything || change.topics().iter().any(|topic| topics.contains(topic)))
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use domain::platform::ids::DoctorId;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn what_was_changed_within_a_time_is_known() {
        let [doctor, other] = [1, 2].map(|n| [Topic::Times(DoctorId(Uuid::from_u128(n)))]);
        let mut replay = ReplayBuffer::default();
        let begin = replay.since;
        assert!(replay.any(&doctor, SECOND, begin), "nothing is known of what was before");
        assert!(!replay.any(&doctor, SECOND, begin + 10 * SECOND));
        replay.note(Change::Doctor(DoctorId(Uuid::from_u128(1))), begin + 10 * SECOND);
        let now = begin + 12 * SECOND;
        assert!(replay.any(&doctor, 3 * SECOND, now));
        assert!(!replay.any(&doctor, SECOND, now), "that was before");
        assert!(!replay.any(&other, 3 * SECOND, now), "that was somebody else");
        replay.note(Change::Anything, now);
        assert!(replay.any(&other, SECOND, now));
    }

    #[test]
    fn what_is_forgotten_may_be_anything() {
        let topics = [Topic::Times(DoctorId(Uuid::from_u128(1)))];
        let mut replay = ReplayBuffer::default();
        let flood = replay.since + 10 * LONGEST;
        for _ in 0..=MOST {
            replay.note(Change::Platform, flood);
        }
        assert_eq!(replay.changes.len(), MOST);
        assert!(!replay.any(&topics, SECOND / 2, flood + SECOND));
        assert!(replay.any(&topics, 2 * SECOND, flood + SECOND), "too many came at once");
        let later = flood + 2 * LONGEST;
        replay.note(Change::Platform, later);
        assert_eq!(replay.changes.len(), 1);
        assert!(replay.any(&topics, 3 * LONGEST, later), "too long ago");
    }
}

//! A zone's offsets as runs between its changes. The slot engine asks for thousands of them in one page, most of
//! them in the run that was asked for last.

use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::MappedLocalTime;
use jiff::{Timestamp, tz};

/// From 1970 to 2100, Unix seconds: what visits and history lie in. Beyond, the rules are read each time.
const SPAN: std::ops::Range<i64> = 0..4_102_444_800;
/// No clock is further from Greenwich than this, in seconds.
const FURTHEST: i64 = 26 * 3600;

/// Runs of one offset, in order.
#[derive(Debug)]
pub struct Runs {
    /// First instants, Unix seconds; the first run begins before all.
    starts: Box<[i64]>,
    /// Seconds east of Greenwich.
    offsets: Box<[i32]>,
    /// The run that was asked for last: pages ask for times that lie near each other.
    last: AtomicUsize,
}

impl Runs {
    pub fn of(rules: &tz::TimeZone) -> Self {
        let first = Timestamp::from_second(SPAN.start).unwrap_or(Timestamp::UNIX_EPOCH);
        let mut starts = vec![i64::MIN];
        let mut offsets = vec![rules.to_offset(first).seconds()];
        for change in rules.following(first).take_while(|change| change.timestamp().as_second() < SPAN.end) {
            let offset = change.offset().seconds();
            if offsets.last() != Some(&offset) {
                starts.push(change.timestamp().as_second());
                offsets.push(offset);
            }
        }
        Self { starts: starts.into(), offsets: offsets.into(), last: AtomicUsize::new(0) }
    }

    /// The offset at an instant within the span.
    pub fn at(&self, second: i64) -> Option<i32> {
        SPAN.contains(&second).then(|| self.offsets[self.run(second)])
    }

    /// The offsets that a wall time, in seconds as if it were in Greenwich, can have; within the span.
    pub fn of_wall(&self, wall: i64) -> Option<MappedLocalTime<i32>> {
        if !(SPAN.start + FURTHEST..SPAN.end - FURTHEST).contains(&wall) {
            return None;
        }
        let first = self.run(wall - FURTHEST);
        if self.holds(first, wall + FURTHEST) {
            return Some(MappedLocalTime::Single(self.offsets[first]));
        }
        let mut found = MappedLocalTime::None;
        for run in (first..self.starts.len()).take_while(|run| self.starts[*run] <= wall + FURTHEST) {
            let offset = self.offsets[run];
            if self.holds(run, wall - i64::from(offset)) {
                found = match found {
                    MappedLocalTime::Single(first) => MappedLocalTime::Ambiguous(first, offset),
                    _ => MappedLocalTime::Single(offset),
                };
            }
        }
        Some(found)
    }

    fn run(&self, second: i64) -> usize {
        let last = self.last.load(Ordering::Relaxed);
        if self.holds(last, second) {
            return last;
        }
        let run = self.starts.partition_point(|start| *start <= second).saturating_sub(1);
        self.last.store(run, Ordering::Relaxed);
        run
    }

    fn holds(&self, run: usize, second: i64) -> bool {
        self.starts[run] <= second && self.starts.get(run + 1).is_none_or(|next| second < *next)
    }
}

//! What doctors are sorted by: the first start that can be booked with each, and until when it is the first.

use std::ops::Range;

use chrono::{DateTime, Duration, Utc};

use super::slots::{Slot, VisitRules, doctor_cells};

/// So much further ahead is looked than can be booked: what comes into the booking window meanwhile is known then.
const AHEAD_DAYS: u16 = 1;

/// The first start that can be booked, as long as only the clock moves on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outlook {
    /// From the instant that it was made at.
    pub first: First,
    /// From the end of that one; of no length when that is as far as was looked.
    pub then: First,
    /// The doctor's cells that visits at these starts would claim, and what lies between: who claims none of them changes
    /// nothing in it.
    pub cells: Range<i64>,
}

/// A start, or that there is none, before an instant. Instants are told apart by the millisecond.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct First {
    pub start: Option<DateTime<Utc>>,
    pub until: DateTime<Utc>,
}

impl Outlook {
    /// So many starts are needed to make one.
    pub const STARTS: usize = 2;

    /// The rules by which starts are looked for.
    pub fn rules(rules: VisitRules) -> VisitRules {
        VisitRules { booking_window_days: rules.booking_window_days + AHEAD_DAYS, ..rules }
    }

    /// `found` are the first starts from `now` on, by [`Outlook::rules`] of `rules`.
    pub fn of(rules: &VisitRules, now: DateTime<Utc>, found: &[Slot]) -> Self {
        let window = Duration::days(i64::from(rules.booking_window_days));
        let seen = now + Duration::days(i64::from(AHEAD_DAYS));
        // From an instant on, when these are the starts that are left.
        let from = |instant: DateTime<Utc>, left: &[Slot]| match left.first() {
            None => First { start: None, until: seen.max(instant) },
            Some(slot) if slot.start - instant > window => First { start: None, until: slot.start - window },
            Some(slot) => {
                let notice = Duration::minutes(i64::from(rules.minimum_notice));
                // At the instant itself it still can.
                First { start: Some(slot.start), until: slot.start - notice + Duration::milliseconds(1) }
            }
        };
        let first = from(now, found);
        let gone = usize::from(first.start.is_some());
        let then = from(first.until, found.get(gone..).unwrap_or_default());
        let shown = found.iter().filter(|slot| [first.start, then.start].contains(&Some(slot.start)));
        let cells = shown.map(|slot| doctor_cells(*slot, rules.buffer_before, rules.buffer_after));
        let cells = cells.reduce(|one, other| one.start.min(other.start)..one.end.max(other.end)).unwrap_or_default();
        Self { first, then, cells }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: VisitRules =
        VisitRules { minutes: 30, buffer_before: 5, buffer_after: 10, minimum_notice: 60, booking_window_days: 7 };

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_420_800 + 60 * minutes, 0).unwrap_or_default()
    }

    fn slot(minutes: i64) -> Slot {
        Slot { start: at(minutes), end: at(minutes + 30) }
    }

    #[test]
    fn a_start_is_the_first_until_its_notice_begins_and_then_the_next_one_is() {
        const WEEK: i64 = 7 * 1440;
        let of = |found: &[i64]| {
            let found: Vec<Slot> = found.iter().map(|minutes| slot(*minutes)).collect();
            let Outlook { first, then, cells } = Outlook::of(&RULES, at(0), &found);
            let known = |First { start, until }: First| {
                (start.map(|start| (start - at(0)).num_minutes()), (until - at(0)).num_minutes())
            };
            let origin = at(0).timestamp() / 300;
            (known(first), known(then), cells.end - cells.start, cells.start - origin)
        };
        assert_eq!(of(&[120, 150]), ((Some(120), 60), (Some(150), 90), 15, 23));
        assert_eq!(of(&[120]), ((Some(120), 60), (None, 1440), 9, 23));
        // The second comes into the window in time, or later than the first goes.
        assert_eq!(of(&[120, WEEK + 60]).1, (Some(WEEK + 60), WEEK));
        assert_eq!(of(&[120, WEEK + 65]), ((Some(120), 60), (None, 65), 9, 23));
        // None yet: the first one comes into the window.
        assert_eq!(of(&[WEEK, WEEK + 30]).0, (Some(WEEK), WEEK - 60));
        assert_eq!(of(&[WEEK + 30, WEEK + 60]), ((None, 30), (Some(WEEK + 30), WEEK - 30), 9, 2021));
        let (first, then, cells, _) = of(&[]);
        assert_eq!((first, then, cells), ((None, 1440), (None, 1440), 0));
    }
}

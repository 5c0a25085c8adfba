//! What a doctor has to see to: booked visits that the hours no longer hold, and visits that are over and not marked.

use chrono::{DateTime, NaiveDate, TimeZone, Timelike, Utc};

use super::schedule::{DAY, Hours};
use crate::platform::words::words;

words! {
    /// Why the hours do not hold a booked visit.
    Outside {
        Closed = "closed", "You are closed on this day";
        Hours = "hours", "Outside of your hours";
    }
}

/// Whether a booked visit lies outside of the hours as they are now, and why. It is measured as it was offered: from its
/// start on the location's wall, over its length. So a visit in a night of clock change, which the hours offered, is held.
pub fn outside<Z: TimeZone>(zone: &Z, hours: &Hours, start: DateTime<Utc>, end: DateTime<Utc>) -> Option<Outside> {
    let wall = start.with_timezone(zone).naive_local();
    let from = i64::from(wall.hour() * 60 + wall.minute());
    if hold(hours, wall.date(), from, from + (end - start).num_minutes()) {
        return None;
    }
    Some(if hours.of(wall.date()).0.is_empty() { Outside::Closed } else { Outside::Hours })
}

/// Are these minutes of a date, and of the next where they go on, open without a gap?
fn hold(hours: &Hours, date: NaiveDate, from: i64, to: i64) -> bool {
    let (windows, _) = hours.of(date);
    let mut reached = from;
    // Windows may touch.
    while let Some(window) = windows.iter().find(|w| i64::from(w.start) <= reached && reached < i64::from(w.end)) {
        reached = i64::from(window.end);
    }
    let midnight = i64::from(DAY);
    let goes_on = reached == midnight && to > midnight;
    reached >= to || goes_on && date.succ_opt().is_some_and(|next| hold(hours, next, 0, to - midnight))
}

#[cfg(test)]
mod tests {
    use chrono::{Duration, FixedOffset};

    use super::*;
    use crate::scheduling::schedule::Window;

    /// Berlin in winter.
    const BERLIN: i32 = 1;
    const NEW_YORK: i32 = -5;

    fn hours(windows: &[(u16, u16)]) -> Hours {
        let day: Vec<_> = windows.iter().map(|(start, end)| Window { start: start * 60, end: end * 60 }).collect();
        Hours { weekly: std::array::from_fn(|_| day.clone()), ..Hours::default() }
    }

    fn judged(zone: i32, hours: &Hours, start: &str, minutes: i64) -> Option<Outside> {
        let start: DateTime<Utc> = start.parse().unwrap();
        outside(&FixedOffset::east_opt(zone * 3600).unwrap(), hours, start, start + Duration::minutes(minutes))
    }

    #[test]
    fn a_visit_is_outside_when_any_of_it_is() {
        let open = hours(&[(9, 12), (12, 13), (14, 17)]);
        for (start, minutes, expected) in [
            ("2026-11-23T08:00:00Z", 60, None),
            ("2026-11-23T10:45:00Z", 30, None), // over two windows that touch
            ("2026-11-23T07:55:00Z", 30, Some(Outside::Hours)),
            ("2026-11-23T11:45:00Z", 20, Some(Outside::Hours)),
            ("2026-11-23T12:00:00Z", 30, Some(Outside::Hours)),
            ("2026-11-23T15:30:00Z", 30, None),
            ("2026-11-23T15:30:00Z", 35, Some(Outside::Hours)),
        ] {
            assert_eq!(judged(BERLIN, &open, start, minutes), expected, "{start} {minutes}");
        }
    }

    #[test]
    fn an_exception_goes_before_the_week() {
        let mut open = hours(&[(9, 17)]);
        open.exceptions.insert("2026-11-27".parse().unwrap(), vec![]);
        open.exceptions.insert("2026-11-28".parse().unwrap(), vec![Window { start: 1080, end: 1200 }]);
        assert_eq!(judged(BERLIN, &open, "2026-11-27T08:00:00Z", 30), Some(Outside::Closed));
        assert_eq!(judged(BERLIN, &open, "2026-11-28T08:00:00Z", 30), Some(Outside::Hours));
        assert_eq!(judged(BERLIN, &open, "2026-11-28T17:00:00Z", 30), None);
    }

    #[test]
    fn another_zone_moves_the_wall_and_not_the_visit() {
        let open = hours(&[(9, 17)]);
        assert_eq!(judged(BERLIN, &open, "2026-11-27T08:00:00Z", 30), None);
        assert_eq!(judged(NEW_YORK, &open, "2026-11-27T08:00:00Z", 30), Some(Outside::Hours), "03:00 there");
        assert_eq!(judged(NEW_YORK, &open, "2026-11-27T15:30:00Z", 30), None);
    }

    #[test]
    fn hours_around_midnight_hold_a_visit_over_it() {
        let open = hours(&[(0, 2), (20, 24)]);
        assert_eq!(judged(BERLIN, &open, "2026-11-27T22:30:00Z", 120), None);
        assert_eq!(judged(BERLIN, &open, "2026-11-27T22:30:00Z", 160), Some(Outside::Hours));
        assert_eq!(judged(BERLIN, &hours(&[(20, 24)]), "2026-11-27T22:30:00Z", 60), Some(Outside::Hours));
        assert_eq!(judged(BERLIN, &hours(&[(0, 24)]), "2026-11-27T22:30:00Z", 6 * 24 * 60), None);
    }
}

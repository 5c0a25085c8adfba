//! What a visit adds to the statistics. The sums, their rebuilding, their check and a doctor's own statistics all count by
//! this one function.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta, TimeZone, Timelike, Utc};

use crate::scheduling::{
    appointment::{Event, Step},
    lifecycle::{Party, Status},
    schedule::{Hours, Window},
};

/// What the figures need to know of a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    pub start: DateTime<Utc>,
    pub end: DateTime<Utc>,
    pub status: Status,
    pub created_at: DateTime<Utc>,
    /// By whom and when it was cancelled, if it was.
    pub cancelled: Option<(Party, DateTime<Utc>)>,
}

impl Facts {
    /// What it was after the event of this `version`, from its whole history, oldest first. None when there is no such event.
    pub fn as_of(&self, version: i64, history: &[Event]) -> Option<Self> {
        let event = history.iter().find(|event| event.version == version)?;
        let mut later = history.iter().filter(|event| event.version > version);
        let start = later.find_map(|event| match event.what {
            Step::Moved { from, .. } => Some(from),
            _ => None,
        });
        let start = start.unwrap_or(self.start);
        Some(Self {
            start,
            end: start + (self.end - self.start),
            status: event.to,
            created_at: self.created_at,
            cancelled: (event.to == Status::Cancelled).then_some((event.party, event.at)),
        })
    }
}

/// Sums of one hour of one day; the indices are the constants of [`hour`].
pub type HourSums = [i64; 5];
/// Sums of one day; the indices are the constants of [`day`].
pub type DaySums = [i64; 10];

/// What stands where in [`HourSums`].
pub mod hour {
    pub const VISITS: usize = 0;
    pub const MINUTES: usize = 1;
    pub const COMPLETED: usize = 2;
    pub const NO_SHOW: usize = 3;
    pub const CALLED_OFF: usize = 4;
}

/// What stands where in [`DaySums`].
pub mod day {
    pub const BOOKINGS: usize = 0;
    /// The first of six.
    pub const LEAD: usize = 1;
    /// The first of three: by patient, doctor, admin.
    pub const CANCELLED: usize = 7;
}

/// Sums by day and hour on the doctor's wall, and by UTC day. Days are days since 1970-01-01.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Aggregate {
    pub hours: BTreeMap<(i64, i64), HourSums>,
    pub days: BTreeMap<i64, DaySums>,
}

impl Aggregate {
    /// Adds a visit, or with a `sign` of -1 takes it away.
    pub fn add<Z: TimeZone>(&mut self, facts: &Facts, zone: &Z, sign: i64) {
        let begins = facts.start.with_timezone(zone).naive_local();
        let at = (day_number(begins.date()), i64::from(begins.hour()));
        if is_called_off(facts.status) {
            self.at(at)[hour::CALLED_OFF] += sign;
        } else {
            let sums = self.at(at);
            sums[hour::VISITS] += sign;
            match facts.status {
                Status::Completed => sums[hour::COMPLETED] += sign,
                Status::NoShow => sums[hour::NO_SHOW] += sign,
                _ => {}
            }
            let mut from = facts.start;
            while from < facts.end {
                let wall = from.with_timezone(zone).naive_local();
                let next = (from + TimeDelta::minutes(i64::from(60 - wall.minute()))).min(facts.end);
                let key = (day_number(wall.date()), i64::from(wall.hour()));
                self.at(key)[hour::MINUTES] += sign * (next - from).num_minutes();
                from = next;
            }
        }
        let booked = facts.created_at.with_timezone(zone).date_naive();
        let made = self.days.entry(utc_day(facts.created_at)).or_default();
        made[day::BOOKINGS] += sign;
        made[day::LEAD + lead_bucket((begins.date() - booked).num_days())] += sign;
        if let Some((party, at)) = facts.cancelled {
            let by = match party {
                Party::Patient => 0,
                Party::Doctor => 1,
                Party::Admin | Party::System => 2,
            };
            self.days.entry(utc_day(at)).or_default()[day::CANCELLED + by] += sign;
        }
    }

    /// One sum of the visits of the days `from..=to`; what it is says [`hour`].
    pub fn of_visits(&self, what: usize, from: i64, to: i64) -> i64 {
        self.hours.range((from, 0)..=(to, 24)).map(|(_, sums)| sums[what]).sum()
    }

    /// Bookings made on the days `from..=to`.
    pub fn booked(&self, from: i64, to: i64) -> i64 {
        self.days.range(from..=to).map(|(_, sums)| sums[day::BOOKINGS]).sum()
    }

    /// Cancellations made on the days `from..=to`, by whomever.
    pub fn cancelled(&self, from: i64, to: i64) -> i64 {
        self.days.range(from..=to).flat_map(|(_, sums)| &sums[day::CANCELLED..day::CANCELLED + 3]).sum()
    }

    fn at(&mut self, key: (i64, i64)) -> &mut HourSums {
        self.hours.entry(key).or_default()
    }
}

/// Does it neither take place nor count as missed?
pub fn is_called_off(status: Status) -> bool {
    matches!(status, Status::Declined | Status::Referred | Status::Cancelled | Status::Expired)
}

/// The lead time's bucket: the same day, 1 to 2 days, 3 to 6, 7 to 13, 14 to 27, more.
fn lead_bucket(days: i64) -> usize {
    match days {
        ..=0 => 0,
        1..=2 => 1,
        3..=6 => 2,
        7..=13 => 3,
        14..=27 => 4,
        28.. => 5,
    }
}

/// Days since 1970-01-01.
pub fn day_number(date: NaiveDate) -> i64 {
    (date - NaiveDate::default()).num_days()
}

/// The date so many days after 1970-01-01; what no calendar reaches becomes that day itself.
pub fn date_of(day: i64) -> NaiveDate {
    TimeDelta::try_days(day).and_then(|days| NaiveDate::default().checked_add_signed(days)).unwrap_or_default()
}

/// 0 is Monday.
pub fn weekday_of(day: i64) -> usize {
    // 1970-01-01 was a Thursday.
    usize::try_from((day + 3).rem_euclid(7)).unwrap_or(0)
}

/// The UTC day of an instant, as days since 1970-01-01.
pub fn utc_day(at: DateTime<Utc>) -> i64 {
    at.timestamp().div_euclid(86_400)
}

/// Minutes by weekday (0 is Monday) and hour.
pub type WeekMinutes = [[i64; 24]; 7];

/// The minutes that these doctors are open on the dates `from..=to`, by weekday and hour.
pub fn open_minutes<'a>(doctors: impl Iterator<Item = &'a Hours>, from: NaiveDate, to: NaiveDate) -> WeekMinutes {
    let mut open = WeekMinutes::default();
    let mut dates = [0i64; 7];
    for date in from.iter_days().take_while(|date| *date <= to) {
        dates[weekday_of(day_number(date))] += 1;
    }
    for hours in doctors {
        for (weekday, windows) in hours.weekly.iter().enumerate() {
            add_windows(&mut open[weekday], windows, dates[weekday]);
        }
        for (date, windows) in hours.exceptions.range(from..=to) {
            let weekday = weekday_of(day_number(*date));
            add_windows(&mut open[weekday], &hours.weekly[weekday], -1);
            add_windows(&mut open[weekday], windows, 1);
        }
    }
    open
}

fn add_windows(open: &mut [i64; 24], windows: &[Window], times: i64) {
    for window in windows {
        let mut from = window.start;
        while from < window.end {
            let next = (from / 60 * 60 + 60).min(window.end);
            open[usize::from(from / 60).min(23)] += times * i64::from(next - from);
            from = next;
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::platform::ids::AppointmentId;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn visit(start: &str, end: &str, status: Status) -> Facts {
        Facts { start: at(start), end: at(end), status, created_at: at("2026-11-20T23:30:00Z"), cancelled: None }
    }

    #[test]
    fn lead_times_have_six_buckets() {
        for (days, bucket) in [(-1, 0), (0, 0), (1, 1), (2, 1), (3, 2), (6, 2), (7, 3), (14, 4), (27, 4), (28, 5)] {
            assert_eq!(lead_bucket(days), bucket, "{days}");
        }
    }

    #[test]
    fn what_is_called_off_takes_no_time() {
        let mut aggregate = Aggregate::default();
        let mut facts = visit("2026-11-24T09:00:00Z", "2026-11-24T09:30:00Z", Status::Cancelled);
        facts.cancelled = Some((Party::Doctor, at("2026-11-22T10:00:00Z")));
        aggregate.add(&facts, &Utc, 1);
        assert_eq!(aggregate.hours.values().collect::<Vec<_>>(), [&[0, 0, 0, 0, 1]]);
        assert_eq!(aggregate.days[&utc_day(at("2026-11-22T10:00:00Z"))][day::CANCELLED + 1], 1);
    }

    #[test]
    fn a_visit_is_known_as_it_was_after_each_event() {
        let event = |version, what, to| Event {
            appointment: AppointmentId(Uuid::nil()),
            version,
            what,
            from: None,
            to,
            party: Party::Patient,
            actor: None,
            at: at("2026-11-22T10:00:00Z"),
            reason: None,
        };
        let (first, second, third) =
            (at("2026-11-24T09:00:00Z"), at("2026-11-25T09:00:00Z"), at("2026-11-26T07:00:00Z"));
        let history = [
            event(1, Step::Booked, Status::Booked),
            event(2, Step::Moved { from: first, to: second }, Status::Booked),
            event(3, Step::Moved { from: second, to: third }, Status::Booked),
            event(4, Step::Cancelled, Status::Cancelled),
        ];
        let mut now = visit("2026-11-26T07:00:00Z", "2026-11-26T07:30:00Z", Status::Cancelled);
        now.cancelled = Some((Party::Patient, at("2026-11-22T10:00:00Z")));
        for (version, start) in [(1, first), (2, second), (3, third)] {
            let was = now.as_of(version, &history).unwrap();
            assert_eq!((was.start, was.end), (start, start + TimeDelta::minutes(30)), "{version}");
            assert_eq!((was.status, was.cancelled, was.created_at), (Status::Booked, None, now.created_at));
        }
        assert_eq!(now.as_of(4, &history), Some(now));
        assert_eq!(now.as_of(5, &history), None);
    }

    #[test]
    fn days_and_weekdays() {
        let date = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        assert_eq!((weekday_of(day_number(date)), date_of(day_number(date))), (0, date));
        assert_eq!(weekday_of(-1), 2, "31 December 1969 was a Wednesday");
    }

    #[test]
    fn exceptions_replace_the_hours_of_their_date() {
        let mut hours = Hours::default();
        hours.weekly[0] = vec![Window { start: 9 * 60 + 30, end: 11 * 60 }];
        let monday = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let to = monday + chrono::Days::new(13);
        assert_eq!(open_minutes([&hours].into_iter(), monday, to)[0][9..12], [60, 120, 0]);
        hours.exceptions.insert(monday, vec![Window { start: 23 * 60, end: 24 * 60 }]);
        hours.exceptions.insert(to + chrono::Days::new(1), vec![]);
        let open = open_minutes([&hours].into_iter(), monday, to);
        assert_eq!((open[0][9], open[0][10], open[0][23], open[6]), (30, 60, 60, [0; 24]));
    }
}

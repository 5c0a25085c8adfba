//! The slot engine: which starts can be booked, and for every other one, why not.
//!
//! One pure function, [`judge_day`], walks the grid of a date. The picker, the booking check, the API and the tests
//! all call it, so that what is offered, what is explained and what can be booked never disagree.
//!
//! Rules: hours are wall time in the location's zone; the grid starts at the window's start
//! and steps by the visit's length; a visit fits when wall start + length is not after the window's end; a wall start
//! inside the spring gap does not exist, one inside the autumn fold means its first occurrence.

pub use super::faults::NotOffered;
use super::schedule::{Hours, Window};
use chrono::{DateTime, Days, Duration, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};

/// Seconds of one cell: the grain of claims.
pub const CELL: i64 = 300;

/// What of a visit type decides about time. All in minutes but the last, which is in days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VisitRules {
    pub minutes: u16,
    pub buffer_before: u16,
    pub buffer_after: u16,
    pub minimum_notice: u32,
    pub booking_window_days: u16,
}

/// A start that can be booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot {
    pub start: DateTime<Utc>,
    pub end: DateTime<Utc>,
}

/// One start of the grid and the verdict on it. `slot` is absent only inside the spring gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judged {
    pub wall: NaiveDateTime,
    pub verdict: Result<Slot, NotOffered>,
}

/// The cells that a person has no time in, as bits over a span.
#[derive(Clone, Debug, Default)]
pub struct Busy {
    first: i64,
    bits: Vec<u64>,
}

impl Busy {
    /// From claimed cells in any order.
    pub fn from_cells(cells: &[i64]) -> Self {
        let (Some(&first), Some(&last)) = (cells.iter().min(), cells.iter().max()) else {
            return Self::default();
        };
        let words = usize::try_from((last - first) / 64 + 1).unwrap_or(0);
        let mut bits = vec![0u64; words];
        for cell in cells {
            let at = cell - first;
            if let Some(word) = usize::try_from(at / 64).ok().and_then(|i| bits.get_mut(i)) {
                *word |= 1 << (at % 64);
            }
        }
        Self { first, bits }
    }

    /// Is any of the cells `from..to` claimed?
    pub fn any(&self, from: i64, to: i64) -> bool {
        let end = self.first + self.bits.len() as i64 * 64;
        (from.max(self.first)..to.min(end)).any(|cell| {
            let at = cell - self.first;
            self.bits[(at / 64) as usize] & (1 << (at % 64)) != 0
        })
    }
}

/// The cells from `from` to `to` (exclusive), both instants.
pub fn cells(from: DateTime<Utc>, to: DateTime<Utc>) -> std::ops::Range<i64> {
    touched(from.timestamp(), to.timestamp())
}

/// The cells that a span of Unix seconds touches.
fn touched(from: i64, to: i64) -> std::ops::Range<i64> {
    from.div_euclid(CELL)..(to + CELL - 1).div_euclid(CELL)
}

/// The cells that a visit claims of the doctor: its time and its buffers, in minutes.
pub fn doctor_cells(slot: Slot, before: u16, after: u16) -> std::ops::Range<i64> {
    let (before, after) = (60 * i64::from(before), 60 * i64::from(after));
    touched(slot.start.timestamp() - before, slot.end.timestamp() + after)
}

/// Everything the engine needs to know of one visit type at its location.
#[derive(Debug)]
pub struct Question<'a, Z: TimeZone> {
    /// The location's zone.
    pub zone: &'a Z,
    pub hours: &'a Hours,
    pub rules: &'a VisitRules,
    pub busy: &'a Busy,
    pub now: DateTime<Utc>,
}

impl<Z: TimeZone> Clone for Question<'_, Z> {
    fn clone(&self) -> Self {
        *self
    }
}

// By hand, because a derive would ask for `Z: Copy` although only a reference to it is held.
impl<Z: TimeZone> Copy for Question<'_, Z> {}

/// Every start of the grid on a date of the location's calendar, in order, each with its verdict.
pub fn judge_day<'a, Z: TimeZone>(question: Question<'a, Z>, date: NaiveDate) -> impl Iterator<Item = Judged> + 'a {
    let Question { hours, rules, .. } = question;
    let (windows, _) = hours.of(date);
    let minutes = windows.iter().flat_map(move |window| grid(*window, rules.minutes));
    let times = minutes.filter_map(|minute| NaiveTime::from_num_seconds_from_midnight_opt(60 * u32::from(minute), 0));
    times.map(move |time| {
        let wall = date.and_time(time);
        Judged { wall, verdict: judge(question, wall) }
    })
}

fn grid(window: Window, minutes: u16) -> impl Iterator<Item = u16> {
    let last = (window.end + 1).saturating_sub(minutes);
    (window.start..last).step_by(usize::from(minutes.max(1)))
}

/// The verdict on a wall start that is known to lie on the grid.
fn judge<Z: TimeZone>(question: Question<'_, Z>, wall: NaiveDateTime) -> Result<Slot, NotOffered> {
    let Question { zone, rules, busy, now, .. } = question;
    let start = zone
        .from_local_datetime(&wall)
        .earliest()
        .map(|at| at.with_timezone(&Utc))
        // A historic zone whose offset is no multiple of five minutes would break the raster of claims.
        .filter(|at| at.timestamp().rem_euclid(CELL) == 0)
        .ok_or(NotOffered::SkippedByClockChange)?;
    let slot = Slot { start, end: start + Duration::minutes(i64::from(rules.minutes)) };
    let ahead = start - now;
    if ahead < Duration::zero() {
        return Err(NotOffered::Past);
    }
    if ahead < Duration::minutes(i64::from(rules.minimum_notice)) {
        return Err(NotOffered::TooSoon);
    }
    if ahead > Duration::days(i64::from(rules.booking_window_days)) {
        return Err(NotOffered::TooFar);
    }
    let claimed = doctor_cells(slot, rules.buffer_before, rules.buffer_after);
    if busy.any(claimed.start, claimed.end) {
        return Err(NotOffered::Taken);
    }
    Ok(slot)
}

/// The slots whose start lies in `from..to`, in order.
pub fn slots<'a, Z: TimeZone>(
    question: Question<'a, Z>,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> impl Iterator<Item = Slot> + 'a {
    // Beyond notice and booking window nothing can be free: do not walk there.
    let from = from.max(question.now);
    let to =
        to.min(question.now + Duration::days(i64::from(question.rules.booking_window_days)) + Duration::seconds(1));
    let first = from.with_timezone(question.zone).date_naive();
    let last = to.with_timezone(question.zone).date_naive();
    first
        .iter_days()
        .take_while(move |date| from < to && *date <= last)
        .flat_map(move |date| judge_day(question, date))
        .filter_map(|judged| judged.verdict.ok())
        .filter(move |slot| from <= slot.start && slot.start < to)
}

/// Can a visit start at this instant, and if not, why?
pub fn explain<Z: TimeZone>(question: Question<'_, Z>, start: DateTime<Utc>) -> Result<Slot, NotOffered> {
    let wall = start.with_timezone(question.zone).naive_local();
    let date = wall.date();
    // An instant in the second pass of the autumn fold has the wall time of the first, but is not it.
    let first_pass = question.zone.from_local_datetime(&wall).earliest().is_some_and(|at| at == start);
    let found = judge_day(question, date).find(|judged| first_pass && judged.wall == wall);
    match found {
        Some(judged) => judged.verdict,
        None if start < question.now => Err(NotOffered::Past),
        None => Err(outside(question.hours, date, wall)),
    }
}

fn outside(hours: &Hours, date: NaiveDate, wall: NaiveDateTime) -> NotOffered {
    let (windows, exception) = hours.of(date);
    let minute = (wall - date.and_time(NaiveTime::MIN)).num_minutes();
    if exception && windows.is_empty() {
        NotOffered::Closed
    } else if windows.iter().any(|w| (i64::from(w.start)..i64::from(w.end)).contains(&minute)) {
        NotOffered::OffGrid
    } else {
        NotOffered::OutsideHours
    }
}

/// The instants between which a viewer's dates `from..=to` lie.
pub fn span_of_dates<Z: TimeZone>(viewer: &Z, from: NaiveDate, to: NaiveDate) -> (DateTime<Utc>, DateTime<Utc>) {
    (start_of_day(viewer, from), start_of_day(viewer, to + Days::new(1)))
}

/// The first instant of a date; where midnight is skipped, the first one that exists.
pub fn start_of_day<Z: TimeZone>(zone: &Z, date: NaiveDate) -> DateTime<Utc> {
    let midnight = date.and_time(NaiveTime::MIN);
    (0..=48)
        .find_map(|half_hours| zone.from_local_datetime(&(midnight + Duration::minutes(30 * half_hours))).earliest())
        .map_or_else(|| midnight.and_utc(), |at| at.with_timezone(&Utc))
}

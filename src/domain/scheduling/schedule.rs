//! When a doctor works at a location: weekly hours and the dates that differ. Wall time in its zone, minutes since midnight.

use std::{borrow::Cow, collections::BTreeMap, ops::RangeInclusive};

use chrono::{Datelike, NaiveDate, NaiveTime, TimeDelta, TimeZone, Weekday};
use serde::{Deserialize, Serialize};

use super::faults::HoursFault;
use crate::platform::{
    faults::DateFault,
    problem::{Problem, ValidationErrors},
    stored::{Stored, Unknown},
    words::words,
};

/// The raster of all times: starts, lengths and buffers are multiples of it. Minutes.
pub const RASTER: u16 = 5;
/// Minutes of a day; also the latest end of a window ("24:00").
pub const DAY: u16 = 24 * 60;

/// From `start` to `end`, minutes since midnight, `start < end <= 1440`, multiples of five.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Window {
    pub start: u16,
    pub end: u16,
}

impl Window {
    /// From "09:00" and "17:00". The error names the part, `start` or `end`.
    pub fn parse(start: &str, end: &str) -> Result<Self, (&'static str, HoursFault)> {
        let start = minutes(start).map_err(|fault| ("start", fault))?;
        let end = minutes(end).map_err(|fault| ("end", fault))?;
        if start == DAY {
            return Err(("start", HoursFault::BeginsAtMidnight));
        }
        if end <= start {
            return Err(("end", HoursFault::EndsBeforeStart));
        }
        Ok(Self { start, end })
    }

    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// The windows of a day, as "540-720 780-1020".
impl Stored for Vec<Window> {
    type As<'a> = Cow<'a, str>;
    fn put(&self) -> Option<Cow<'_, str>> {
        let parts: Vec<String> = self.iter().map(|window| format!("{}-{}", window.start, window.end)).collect();
        Some(parts.join(" ").into())
    }
    fn take(column: Cow<'_, str>) -> Result<Self, Unknown> {
        let window = |part: &str| {
            let (start, end) = part.split_once('-')?;
            Some(Window { start: start.parse().ok()?, end: end.parse().ok()? })
        };
        column.split_whitespace().map(window).collect::<Option<_>>().ok_or_else(|| Unknown(column.into_owned()))
    }
}

/// "09:05" → 545; "24:00" → 1440. Only multiples of five minutes.
pub fn minutes(text: &str) -> Result<u16, HoursFault> {
    let (hours, minutes) = text.trim().split_once(':').ok_or(HoursFault::NotATime)?;
    let digits = |s: &str| (1..=2).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit());
    // Browsers may send seconds with a time field ("09:00:00").
    let minutes = minutes.strip_suffix(":00").unwrap_or(minutes);
    if !digits(hours) || minutes.len() != 2 || !digits(minutes) {
        return Err(HoursFault::NotATime);
    }
    let number = |digits: &str| digits.parse::<u16>().map_err(|_| HoursFault::NotATime);
    let (h, m) = (number(hours)?, number(minutes)?);
    if m > 59 || h > 24 || (h == 24 && m > 0) {
        return Err(HoursFault::NotATime);
    }
    if m % RASTER != 0 {
        return Err(HoursFault::OffRaster);
    }
    Ok(h * 60 + m)
}

/// 545 → "09:05"
pub fn clock(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

words! {
    /// Day of the week, as in the API.
    Day {
        Mon = "mon", "Monday";
        Tue = "tue", "Tuesday";
        Wed = "wed", "Wednesday";
        Thu = "thu", "Thursday";
        Fri = "fri", "Friday";
        Sat = "sat", "Saturday";
        Sun = "sun", "Sunday";
    }
}

impl Day {
    /// 0 is Monday.
    pub fn index(self) -> usize {
        self as usize
    }

    pub fn of(weekday: Weekday) -> Self {
        Self::ALL[weekday.num_days_from_monday() as usize]
    }
}

words! {
    /// How a date differs from the weekly hours.
    ExceptionKind {
        Closed = "closed", "Closed";
        Hours = "hours", "Other hours";
    }
}

/// Hours as people and other programs write them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WeeklyHours {
    pub weekday: Day,
    /// Wall time, in steps of five minutes.
    #[cfg_attr(feature = "openapi", schema(format = "clock", example = "09:00"))]
    pub start: String,
    /// After the start, in steps of five minutes; "24:00" is the end of the day.
    #[cfg_attr(feature = "openapi", schema(format = "clock-end", example = "17:00"))]
    pub end: String,
}

/// A part of a day as people and other programs write it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HoursOfDay {
    /// Wall time, in steps of five minutes.
    #[cfg_attr(feature = "openapi", schema(format = "clock", example = "09:00"))]
    pub start: String,
    /// After the start, in steps of five minutes; "24:00" is the end of the day.
    #[cfg_attr(feature = "openapi", schema(format = "clock-end", example = "12:00"))]
    pub end: String,
}

/// What holds on one date instead of the weekly hours.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExceptionSpec {
    pub kind: ExceptionKind,
    /// For `hours`: one to twelve, none of which overlap. For `closed`: none.
    #[cfg_attr(feature = "openapi", schema(max_items = 12))]
    #[serde(default)]
    pub windows: Vec<HoursOfDay>,
    /// Why, for the doctor's own pages; patients do not read it.
    #[cfg_attr(feature = "openapi", schema(max_length = 100, example = "Holiday"))]
    #[serde(default)]
    pub reason: String,
}

crate::shows_only!(ExceptionSpec { kind, windows });

/// Checked weekly hours and exceptions: what the slot engine reads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hours {
    /// By weekday, Monday first; each sorted and free of overlaps.
    pub weekly: [Vec<Window>; 7],
    /// Windows of a date that differs; empty when closed.
    pub exceptions: BTreeMap<NaiveDate, Vec<Window>>,
}

impl Hours {
    /// The windows of a date, and whether an exception says so.
    pub fn of(&self, date: NaiveDate) -> (&[Window], bool) {
        match self.exceptions.get(&date) {
            Some(windows) => (windows, true),
            None => (&self.weekly[date.weekday().num_days_from_monday() as usize], false),
        }
    }

    /// Are there no weekly hours?
    pub fn is_never(&self) -> bool {
        self.weekly.iter().all(Vec::is_empty)
    }
}

/// The windows of a date as they stand on a wall in another zone, minutes since its midnight. They are for showing: what
/// begins or ends in an hour that the clocks skip does so an hour later.
pub fn on_wall<Z: TimeZone, W: TimeZone>(hours: &Hours, zone: &Z, wall: &W, date: NaiveDate) -> Vec<Window> {
    let midnight = |date: NaiveDate| date.and_time(NaiveTime::MIN);
    let minute = |there: NaiveDate, minute: u16| {
        let local = midnight(there) + TimeDelta::minutes(minute.into());
        let skipped = || zone.from_local_datetime(&(local + TimeDelta::hours(1))).earliest();
        let at = zone.from_local_datetime(&local).earliest().or_else(skipped)?;
        let here = (at.with_timezone(wall).naive_local() - midnight(date)).num_minutes();
        u16::try_from(here.clamp(0, DAY.into())).ok()
    };
    // No two walls are further apart than 26 hours.
    let dates = (-2..=2).filter_map(|days| date.checked_add_signed(TimeDelta::days(days)));
    let windows = dates.flat_map(|there| hours.of(there).0.iter().map(move |window| (there, *window)));
    let here = |(there, window): (NaiveDate, Window)| {
        let (start, end) = (minute(there, window.start)?, minute(there, window.end)?);
        (start < end).then_some(Window { start, end })
    };
    windows.filter_map(here).collect()
}

/// Windows of several locations as one line: in order, and those that overlap as one.
pub fn joined(mut windows: Vec<Window>) -> Vec<Window> {
    windows.sort_unstable();
    windows.into_iter().fold(Vec::new(), |mut line: Vec<Window>, window| {
        match line.last_mut() {
            Some(last) if last.overlaps(window) => last.end = last.end.max(window.end),
            _ => line.push(window),
        }
        line
    })
}

/// At most this many windows in one day: beyond it, it is a mistake.
const MOST_WINDOWS: usize = 12;
const TOO_MANY: HoursFault = HoursFault::TooManyWindows { most: MOST_WINDOWS };

/// Checks weekly hours; errors name `weekly[n].start` or `weekly[n].end`.
pub fn check_weekly(weekly: &[WeeklyHours]) -> Result<[Vec<Window>; 7], Problem> {
    let mut errors = ValidationErrors::default();
    let mut days: [Vec<(usize, Window)>; 7] = Default::default();
    if weekly.len() > 7 * MOST_WINDOWS {
        return Err(Problem::field("weekly", TOO_MANY));
    }
    for (n, hours) in weekly.iter().enumerate() {
        insert_window(
            &mut errors,
            &mut days[hours.weekday.index()],
            &format!("weekly[{n}]"),
            n,
            &hours.start,
            &hours.end,
        );
    }
    errors.into_result()?;
    Ok(days.map(sorted))
}

/// Checks the hours of one date; errors name `windows[n].start`, `windows[n].end` or `windows`.
pub fn check_exception(spec: &ExceptionSpec) -> Result<Vec<Window>, Problem> {
    let mut errors = ValidationErrors::default();
    let mut day = Vec::new();
    match spec.kind {
        ExceptionKind::Closed if !spec.windows.is_empty() => {
            errors.add("windows", HoursFault::ClosedWithHours);
        }
        _ if spec.windows.len() > MOST_WINDOWS => {
            return Err(Problem::field("windows", TOO_MANY));
        }
        ExceptionKind::Hours if spec.windows.is_empty() => {
            errors.add("windows", HoursFault::NoHours);
        }
        _ => {}
    }
    for (n, hours) in spec.windows.iter().enumerate() {
        insert_window(&mut errors, &mut day, &format!("windows[{n}]"), n, &hours.start, &hours.end);
    }
    errors.into_result()?;
    Ok(sorted(day))
}

/// How far ahead a date that differs may lie, and how many days between the first and the last that are set at once.
const FURTHEST_YEARS: u8 = 3;
const FURTHEST: TimeDelta = TimeDelta::days(FURTHEST_YEARS as i64 * 366);
const MOST_DATES: TimeDelta = TimeDelta::days(365);

/// Checks the dates that one exception is for; errors name `date` or `until`. `today` is that of the location.
pub fn check_dates(dates: &RangeInclusive<NaiveDate>, today: NaiveDate) -> Result<(), Problem> {
    let (first, last) = (*dates.start(), *dates.end());
    let (field, fault) = if last < first {
        ("until", DateFault::LastBeforeFirst)
    } else if last - first > MOST_DATES {
        ("until", DateFault::TooManyYears { most: 1 })
    } else if first < today {
        ("date", DateFault::Past)
    } else if last - today > FURTHEST {
        let field = if first - today > FURTHEST { "date" } else { "until" };
        (field, DateFault::TooFarAhead { years: FURTHEST_YEARS })
    } else {
        return Ok(());
    };
    Err(Problem::field(field, fault))
}

fn insert_window(
    errors: &mut ValidationErrors,
    day: &mut Vec<(usize, Window)>,
    field: &str,
    n: usize,
    start: &str,
    end: &str,
) {
    let window = match Window::parse(start, end) {
        Ok(window) => window,
        Err((part, fault)) => return errors.add(format!("{field}.{part}"), fault),
    };
    if let Some((_, other)) = day.iter().find(|(_, other)| other.overlaps(window)) {
        let (start, end) = (clock(other.start), clock(other.end));
        return errors.add(format!("{field}.start"), HoursFault::Overlaps { start, end });
    }
    if day.len() == MOST_WINDOWS {
        return errors.add(format!("{field}.start"), TOO_MANY);
    }
    day.push((n, window));
}

fn sorted(mut day: Vec<(usize, Window)>) -> Vec<Window> {
    day.sort_by_key(|(_, window)| *window);
    day.into_iter().map(|(_, window)| window).collect()
}

#[cfg(test)]
mod tests;

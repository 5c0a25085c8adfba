//! Wall time as people read it. Zones themselves are known only to the server; what arrives here is already converted.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Timelike, Utc};
use serde::{Deserialize, Serialize};

use super::faults::DateFault;

/// A span of time on the wall of somebody's zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LocalSpan {
    /// Wall time, without an offset.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "wall-time", example = "2026-11-24T09:00:00"))]
    pub start: NaiveDateTime,
    /// Only in an hour that comes twice because the clocks go back: which of the two it is, e.g. `EDT` or `UTC+10:30`.
    #[cfg_attr(feature = "openapi", schema(example = "EDT"))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_offset: Option<String>,
    /// Wall time, without an offset.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "wall-time", example = "2026-11-24T09:30:00"))]
    pub end: NaiveDateTime,
    /// As for the start.
    #[cfg_attr(feature = "openapi", schema(example = "EST"))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_offset: Option<String>,
    /// IANA name, e.g. `Europe/Berlin`.
    #[cfg_attr(feature = "openapi", schema(example = "Europe/Berlin"))]
    pub zone: String,
}

impl LocalSpan {
    /// "14:30"
    pub fn begins(&self) -> String {
        clock(self.start, self.start_offset.as_deref())
    }

    /// "14:30–15:00"
    pub fn hours(&self) -> String {
        format!("{}–{}", self.begins(), clock(self.end, self.end_offset.as_deref()))
    }

    /// "Tue 24 Nov 2026, 14:30–15:00"
    pub fn sentence(&self) -> String {
        format!("{}, {}", day_with_year(self.start.date()), self.hours())
    }

    /// "Tue 24 Nov, 14:30"
    pub fn brief(&self) -> String {
        format!("{}, {}", day(self.start.date()), self.begins())
    }

    /// "Europe/Berlin" as people say it: "Berlin time".
    pub fn zone_name(&self) -> String {
        zone_name(&self.zone)
    }
}

/// "America/New_York" → "New York time"; "UTC" → "UTC".
pub fn zone_name(zone: &str) -> String {
    match zone.rsplit_once('/') {
        Some((_, city)) => format!("{} time", city.replace('_', " ")),
        None => zone.to_owned(),
    }
}

// By hand: the library's formats would bring their whole language into the WASM.
const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn weekday(date: NaiveDate) -> &'static str {
    WEEKDAYS[date.weekday().num_days_from_monday() as usize]
}

fn month_name(date: NaiveDate) -> &'static str {
    MONTHS[date.month0() as usize]
}

/// "14:30"; in an hour that comes twice, "01:30 EDT".
pub fn clock(at: NaiveDateTime, offset: Option<&str>) -> String {
    let (hour, minute) = (at.hour(), at.minute());
    match offset {
        None => format!("{hour:02}:{minute:02}"),
        Some(offset) => format!("{hour:02}:{minute:02} {offset}"),
    }
}

/// "Tue 24 Nov"
pub fn day(date: NaiveDate) -> String {
    format!("{} {} {}", &weekday(date)[..3], date.day(), &month_name(date)[..3])
}

/// "Tue 24 Nov 2026"
pub fn day_with_year(date: NaiveDate) -> String {
    format!("{} {}", day(date), date.year())
}

/// "Tuesday 24 November"
pub fn day_in_full(date: NaiveDate) -> String {
    format!("{} {} {}", weekday(date), date.day(), month_name(date))
}

/// "November 2026"
pub fn month(date: NaiveDate) -> String {
    format!("{} {}", month_name(date), date.year())
}

/// Nobody means a year outside of these; within them every sum of dates that we do stays in the calendar.
pub const YEARS: std::ops::RangeInclusive<i32> = 2000..=2200;

/// Parses `YYYY-MM-DD`; only real days between 2000 and 2200 pass.
pub fn parse_date(text: &str) -> Result<NaiveDate, DateFault> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .ok()
        .filter(|date| YEARS.contains(&date.year()) && date.to_string() == text)
        .ok_or(DateFault::NotADate)
}

/// Unix milliseconds, the one stored form of an instant.
pub fn millis(at: DateTime<Utc>) -> i64 {
    at.timestamp_millis()
}

/// The instant of Unix milliseconds; what no calendar reaches becomes the epoch.
pub fn instant(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(millis).unwrap_or_default()
}

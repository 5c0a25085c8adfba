//! Wall time as people read it. Zones themselves are known only to the server; what arrives here is already converted.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Timelike, Utc};
use serde::{Deserialize, Serialize};

/// A span of time on the wall of somebody's zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct LocalSpan {
    pub start: NaiveDateTime,
    pub end: NaiveDateTime,
    /// IANA name, e.g. `Europe/Berlin`.
    pub zone: String,
}

impl LocalSpan {
    /// "Tue 24 Nov 2026, 14:30–15:00"
    pub fn sentence(&self) -> String {
        format!("{}, {}–{}", day_with_year(self.start.date()), clock(self.start), clock(self.end))
    }

    /// "Tue 24 Nov, 14:30"
    pub fn brief(&self) -> String {
        format!("{}, {}", day(self.start.date()), clock(self.start))
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

/// "14:30"
pub fn clock(at: NaiveDateTime) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

/// "Tue 24 Nov"
pub fn day(date: NaiveDate) -> String {
    date.format("%a %-d %b").to_string()
}

/// "Tue 24 Nov 2026"
pub fn day_with_year(date: NaiveDate) -> String {
    date.format("%a %-d %b %Y").to_string()
}

/// "Tuesday 24 November"
pub fn day_in_full(date: NaiveDate) -> String {
    date.format("%A %-d %B").to_string()
}

/// "November 2026"
pub fn month(date: NaiveDate) -> String {
    date.format("%B %Y").to_string()
}

/// Parses `YYYY-MM-DD`; only real days between 2000 and 2200 pass.
pub fn parse_date(text: &str) -> Result<NaiveDate, String> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .ok()
        .filter(|date| (2000..=2200).contains(&date.year()) && text.len() == 10)
        .ok_or_else(|| "Please give a real date as YYYY-MM-DD, for example 2026-11-24.".to_owned())
}

/// Unix milliseconds, the one stored form of an instant.
pub fn millis(at: DateTime<Utc>) -> i64 {
    at.timestamp_millis()
}

/// The instant of Unix milliseconds; what no calendar reaches becomes the epoch.
pub fn instant(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(millis).unwrap_or_default()
}

//! IANA time zones by name.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::domain::{local::LocalSpan, problem::Problem};

/// A zone by its IANA name.
pub fn parse(field: &str, name: &str) -> Result<Tz, Problem> {
    known(name).ok_or_else(|| Problem::field(field, "Please choose a time zone such as Europe/Berlin."))
}

/// A zone by its IANA name, if there is one of that name.
pub fn known(name: &str) -> Option<Tz> {
    Tz::from_str(name).ok()
}

/// A span on the wall of a zone.
pub fn local_span(start: DateTime<Utc>, end: DateTime<Utc>, zone: Tz) -> LocalSpan {
    LocalSpan {
        start: start.with_timezone(&zone).naive_local(),
        end: end.with_timezone(&zone).naive_local(),
        zone: zone.name().to_owned(),
    }
}

/// Names for a list to choose from: places only, not abbreviations and aliases of offsets.
pub fn names() -> impl Iterator<Item = &'static str> {
    const REGIONS: [&str; 10] = [
        "Africa/",
        "America/",
        "Antarctica/",
        "Arctic/",
        "Asia/",
        "Atlantic/",
        "Australia/",
        "Europe/",
        "Indian/",
        "Pacific/",
    ];
    chrono_tz::TZ_VARIANTS
        .iter()
        .map(|zone| zone.name())
        .filter(|name| *name == "UTC" || REGIONS.iter().any(|region| name.starts_with(region)))
}

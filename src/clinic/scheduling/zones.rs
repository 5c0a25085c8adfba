//! Time zones as the use cases take and show them.

use chrono::{DateTime, NaiveDateTime, Utc};

use domain::platform::{faults::ChoiceFault, local::LocalSpan, problem::Problem};
use effects::zones::{self, Zone};

/// A zone by its IANA name.
pub fn parse(field: &str, name: &str) -> Result<Zone, Problem> {
    known(name).ok_or_else(|| Problem::field(field, ChoiceFault::NotATimeZone))
}

/// A zone by its IANA name, if there is one of that name.
pub fn known(name: &str) -> Option<Zone> {
    Zone::named(name)
}

/// Are these names of one zone? What is no name is only itself.
pub fn same(one: &str, other: &str) -> bool {
    one == other || known(one).is_some_and(|zone| known(other) == Some(zone))
}

/// A span on the wall of a zone.
pub fn local_span(start: DateTime<Utc>, end: DateTime<Utc>, zone: Zone) -> LocalSpan {
    let ((start, start_offset), (end, end_offset)) = (wall(start, zone), wall(end, zone));
    LocalSpan { start, start_offset, end, end_offset, zone: zone.name().to_owned() }
}

/// The same span on another wall, where that shows other times.
pub fn other_wall(own: &LocalSpan, start: DateTime<Utc>, end: DateTime<Utc>, zone: Zone) -> Option<LocalSpan> {
    let there = local_span(start, end, zone);
    ((there.start, there.end) != (own.start, own.end)).then_some(there)
}

/// An instant on the wall of a zone, and in an hour that comes twice, which of the two it is.
pub fn wall(at: DateTime<Utc>, zone: Zone) -> (NaiveDateTime, Option<String>) {
    (at.with_timezone(&zone).naive_local(), zone.mark(at))
}

/// Zones to choose from: name, and name with its offset now, e.g. "Asia/Kolkata (UTC+5:30)". Each is proposed once, by
/// today's name; one that was chosen by another name stays among them as it was chosen.
pub fn choices(chosen: Option<&str>, now: DateTime<Utc>) -> Vec<(String, String)> {
    zones::in_use()
        .zones()
        .filter(|zone| zone.is_place() || chosen == Some(zone.name()))
        .map(|zone| {
            let label = match zone.name() {
                "UTC" => "UTC".to_owned(),
                name => format!("{} ({})", name.replace('_', " "), zone.offset_name(now)),
            };
            (zone.name().to_owned(), label)
        })
        .collect()
}

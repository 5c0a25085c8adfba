//! Instants as their reader reads them: on the wall of the reader's zone.

use chrono::{DateTime, NaiveDateTime, Utc};
use domain::platform::local;
use leptos::prelude::*;

use crate::viewer::viewer;

/// An instant, e.g. "Tue 24 Nov 2026, 14:30".
#[component]
pub fn Instant(at: DateTime<Utc>) -> impl IntoView {
    view! { <time datetime=at.to_rfc3339() class="tabular-nums">{when(at)}</time> }
}

/// "Tue 24 Nov 2026, 14:30" in the viewer's zone; with "UTC" behind it when no zone is known.
pub fn when(at: DateTime<Utc>) -> String {
    match on_the_wall(at, viewer().zone.as_deref()) {
        Some((wall, offset)) => written(wall, offset.as_deref()),
        None => written(at.naive_utc(), Some("UTC")),
    }
}

/// Do the clocks of two zones show the same now, the date as well?
pub fn same_wall(one: &str, other: &str) -> bool {
    let wall = |zone| on_the_wall(local::instant(viewer().now), Some(zone)).map(|(wall, _)| wall);
    wall(one) == wall(other)
}

/// "23:58": what the clocks of a zone show now.
pub fn clock_in(zone: &str) -> Option<String> {
    on_the_wall(local::instant(viewer().now), Some(zone)).map(|(wall, offset)| local::clock(wall, offset.as_deref()))
}

fn written(at: NaiveDateTime, offset: Option<&str>) -> String {
    format!("{}, {}", local::day_with_year(at.date()), local::clock(at, offset))
}

#[cfg(feature = "ssr")]
fn on_the_wall(at: DateTime<Utc>, zone: Option<&str>) -> Option<(NaiveDateTime, Option<String>)> {
    use clinic::scheduling::zones;
    Some(zones::wall(at, zones::known(zone?)?))
}

/// Zones are known to the server only.
#[cfg(not(feature = "ssr"))]
fn on_the_wall(_at: DateTime<Utc>, _zone: Option<&str>) -> Option<(NaiveDateTime, Option<String>)> {
    None
}

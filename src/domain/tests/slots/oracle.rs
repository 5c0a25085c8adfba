//! What is offered, decided for each instant by itself. Shares no code with the engine but the types it is asked with.

use std::collections::HashSet;

use chrono::{DateTime, Datelike, Duration, NaiveDateTime, Timelike, Utc};
use domain::scheduling::{schedule::Window, slots::VisitRules};

use crate::cases::Case;

/// Seconds between two instants of the walk. Every offset since 1972 is a multiple of it.
const STEP: i64 = 300;

/// An instant of the walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instant {
    pub at: DateTime<Utc>,
    pub wall: NaiveDateTime,
    /// The wall showed this time already, before the clocks went back.
    pub repeated: bool,
}

/// Every five minutes of UTC from `from` to `to`, with what the wall shows. Starts two days earlier, so that it knows
/// which wall times have been before.
pub fn walk(case: &Case, from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<Instant> {
    let mut seen = HashSet::new();
    let mut at = DateTime::from_timestamp((from - Duration::days(2)).timestamp().div_euclid(STEP) * STEP, 0).unwrap();
    let mut instants = Vec::new();
    while at < to {
        let wall = at.with_timezone(&case.zone).naive_local();
        let repeated = !seen.insert(wall);
        if at >= from {
            instants.push(Instant { at, wall, repeated });
        }
        at += Duration::seconds(STEP);
    }
    instants
}

/// Is this instant offered?
pub fn offered(case: &Case, instant: Instant) -> bool {
    !instant.repeated
        && on_grid(case, instant.wall)
        && !past(case, instant)
        && !too_soon(case, instant)
        && !too_far(case, instant)
        && !taken(case, instant)
}

pub fn windows(case: &Case, wall: NaiveDateTime) -> Vec<Window> {
    match case.hours.exceptions.get(&wall.date()) {
        Some(windows) => windows.clone(),
        None => case.hours.weekly[wall.weekday().number_from_monday() as usize - 1].clone(),
    }
}

pub fn within_hours(case: &Case, wall: NaiveDateTime) -> bool {
    let minute = minute_of_day(wall);
    windows(case, wall).iter().any(|w| u32::from(w.start) <= minute && minute < u32::from(w.end))
}

pub fn on_grid(case: &Case, wall: NaiveDateTime) -> bool {
    let (minute, length) = (minute_of_day(wall), u32::from(case.rules.minutes));
    windows(case, wall).iter().any(|w| {
        let (start, end) = (u32::from(w.start), u32::from(w.end));
        minute >= start && (minute - start).is_multiple_of(length) && minute + length <= end
    })
}

pub fn past(case: &Case, instant: Instant) -> bool {
    instant.at < case.now
}

pub fn too_soon(case: &Case, instant: Instant) -> bool {
    instant.at - case.now < Duration::minutes(i64::from(case.rules.minimum_notice))
}

pub fn too_far(case: &Case, instant: Instant) -> bool {
    instant.at - case.now > Duration::days(i64::from(case.rules.booking_window_days))
}

pub fn taken(case: &Case, instant: Instant) -> bool {
    let VisitRules { minutes, buffer_before, buffer_after, .. } = case.rules;
    let first = -i64::from(buffer_before);
    let end = i64::from(minutes) + i64::from(buffer_after);
    (first..end).any(|minute| {
        let inside = instant.at + Duration::minutes(minute);
        case.claimed.contains(&inside.timestamp().div_euclid(STEP))
    })
}

fn minute_of_day(wall: NaiveDateTime) -> u32 {
    assert_eq!(wall.second(), 0, "an offset that is no multiple of a minute");
    wall.hour() * 60 + wall.minute()
}

//! Random doctors, visit types, claims and dates.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Days, Duration, NaiveDate, NaiveTime, Offset, TimeZone, Utc};
use domain::scheduling::{
    schedule::{Hours, Window},
    slots::{Busy, Question, VisitRules},
};
use effects::zones::{self, Zone};
use proptest::{collection::vec, prelude::*, sample::select};

/// Everything that the engine is asked with, and the range that is looked at.
#[derive(Clone, Debug)]
pub struct Case {
    pub zone: Zone,
    pub hours: Hours,
    pub rules: VisitRules,
    pub claimed: BTreeSet<i64>,
    pub now: DateTime<Utc>,
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
}

impl Case {
    pub fn busy(&self) -> Busy {
        Busy::from_cells(&self.claimed.iter().copied().collect::<Vec<_>>())
    }

    pub fn question<'a>(&'a self, busy: &'a Busy) -> Question<'a, Zone> {
        Question { zone: &self.zone, hours: &self.hours, rules: &self.rules, busy, now: self.now }
    }
}

/// The UTC dates of a year on which, or on the day after which, the zone's offset changes.
pub fn changes(zone: Zone, year: i32) -> Vec<NaiveDate> {
    let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
    let offset = |date: NaiveDate| zone.offset_from_utc_datetime(&date.and_time(NaiveTime::MIN)).fix();
    first.iter_days().take(365).filter(|date| offset(*date) != offset(*date + Days::new(1))).collect()
}

/// Any case: any zone, 2020 to 2037, three in four on a day when the clocks change (where they do).
pub fn any_case() -> impl Strategy<Value = Case> {
    let place =
        (select(zones::in_use().zones().collect::<Vec<_>>()), 2020..=2037_i32, any::<prop::sample::Index>(), 0..4_u8);
    let range = (-1440..1440_i64, 0..4320_i64);
    (place, any_hours(), any_rules(), any_claims(), any_now(), range).prop_map(
        |((zone, year, pick, dice), (weekly, exceptions), rules, claims, before, (offset, length))| {
            let changes = changes(zone, year);
            let centre = match changes.is_empty() || dice == 0 {
                true => NaiveDate::from_yo_opt(year, pick.index(365) as u32 + 1).unwrap(),
                false => changes[pick.index(changes.len())],
            };
            let noon = centre.and_hms_opt(12, 0, 0).unwrap().and_utc();
            let from = noon + Duration::minutes(offset);
            let cell = noon.timestamp() / 300;
            let exceptions: BTreeMap<_, _> = exceptions
                .into_iter()
                .map(|(day, windows)| (centre.checked_add_signed(Duration::days(day)).unwrap(), windows))
                .collect();
            Case {
                zone,
                hours: Hours { weekly, exceptions },
                rules,
                claimed: claims.into_iter().flat_map(|(at, length)| cell + at..cell + at + length).collect(),
                now: noon - Duration::milliseconds(before),
                from,
                to: from + Duration::minutes(length),
            }
        },
    )
}

type AnyHours = ([Vec<Window>; 7], Vec<(i64, Vec<Window>)>);

fn any_hours() -> impl Strategy<Value = AnyHours> {
    (prop::array::uniform7(any_day()), vec((-2..3_i64, any_day()), 0..3))
}

/// Up to four windows without overlaps, half of them near midnight, where clocks change.
fn any_day() -> impl Strategy<Value = Vec<Window>> {
    let start = prop_oneof![0..288_u16, 0..60_u16];
    vec((start, 1..120_u16), 0..4).prop_map(|wishes| {
        let mut day: Vec<Window> = Vec::new();
        for (start, length) in wishes {
            let window = Window { start: start * 5, end: (start + length).min(288) * 5 };
            if !day.iter().any(|other| other.overlaps(window)) {
                day.push(window);
            }
        }
        day.sort();
        day
    })
}

fn any_rules() -> impl Strategy<Value = VisitRules> {
    let minutes = prop_oneof![select(vec![5_u16, 10, 15, 20, 30, 45, 60, 90]), (1..97_u16).prop_map(|n| n * 5)];
    let buffer = || prop_oneof![Just(0_u16), (0..13_u16).prop_map(|n| n * 5)];
    let notice = prop_oneof![Just(0_u32), 0..4320_u32];
    let window = prop_oneof![Just(366_u16), 1..5_u16];
    (minutes, buffer(), buffer(), notice, window).prop_map(
        |(minutes, buffer_before, buffer_after, minimum_notice, booking_window_days)| VisitRules {
            minutes,
            buffer_before,
            buffer_after,
            minimum_notice,
            booking_window_days,
        },
    )
}

fn any_claims() -> impl Strategy<Value = Vec<(i64, i64)>> {
    vec((-800..800_i64, 1..13_i64), 0..12)
}

/// Milliseconds before noon of the day in the middle; now may lie within the range.
fn any_now() -> impl Strategy<Value = i64> {
    prop_oneof![-86_400_000..86_400_000_i64, 86_400_000..400_000_000_i64]
}

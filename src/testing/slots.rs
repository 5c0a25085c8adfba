//! What the slot engine is timed with, by the benchmark of `domain` and by `make bench`.

use chrono::{DateTime, Days, Duration, Utc};
use domain::scheduling::{
    schedule::{Hours, Window},
    slots::{Busy, CELL, Question, VisitRules, slots},
};
use effects::Zone;

/// How many doctors the clinic has, and how many free times are asked of all of them.
pub const DOCTORS: usize = 88;
pub const SLOTS: usize = 2160;

const RULES: VisitRules =
    VisitRules { minutes: 30, buffer_before: 0, buffer_after: 5, minimum_notice: 60, booking_window_days: 90 };

const ZONES: [&str; 8] = [
    "Europe/Berlin",
    "Europe/London",
    "Europe/Lisbon",
    "America/New_York",
    "America/Sao_Paulo",
    "Asia/Kolkata",
    "Asia/Tokyo",
    "Australia/Sydney",
];

pub struct Doctor {
    zone: Zone,
    hours: Hours,
    busy: Busy,
}

/// A Sunday evening in Greenwich, the last week of summer time ahead for Europe.
pub fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_792_353_600, 0).unwrap_or_default()
}

/// Monday to Friday, morning and afternoon: 14 starts a day; every fifth is booked, and one date is closed.
pub fn doctor(now: DateTime<Utc>, n: usize) -> Doctor {
    let mut hours = Hours::default();
    for day in &mut hours.weekly[..5] {
        *day = vec![Window { start: 540, end: 720 }, Window { start: 780, end: 1020 }];
    }
    hours.exceptions.insert(now.date_naive() + Days::new(10), Vec::new());
    let cell = now.timestamp() / CELL;
    let claimed: Vec<i64> = (cell..cell + 31 * 288).filter(|cell| (cell / 7 + n as i64) % 5 == 0).collect();
    let zone = Zone::named(ZONES[n % ZONES.len()]).unwrap_or(Zone::UTC);
    Doctor { zone, hours, busy: Busy::from_cells(&claimed) }
}

/// A clinic with nothing booked.
pub fn clinic(now: DateTime<Utc>) -> Vec<Doctor> {
    (0..DOCTORS).map(|n| Doctor { busy: Busy::default(), ..doctor(now, n) }).collect()
}

/// How many free times a doctor has in so many days, but no more than `most`.
pub fn found(doctor: &Doctor, now: DateTime<Utc>, days: i64, most: usize) -> usize {
    let question = Question { zone: &doctor.zone, hours: &doctor.hours, rules: &RULES, busy: &doctor.busy, now };
    slots(question, now, now + Duration::days(days)).take(most).count()
}

/// The first free times of everybody, [`SLOTS`] in all or a few more.
pub fn clinic_wide(clinic: &[Doctor], now: DateTime<Utc>) -> usize {
    let each = SLOTS.div_ceil(clinic.len());
    clinic.iter().map(|doctor| found(doctor, now, 31, each)).sum()
}

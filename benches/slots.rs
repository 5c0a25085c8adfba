//! How long the slot engine takes: a month of one doctor, and the directory's whole clinic.

#![allow(clippy::expect_used, reason = "a benchmark may stop")]

use std::hint::black_box;

use anteroom::domain::{
    schedule::{Hours, Window},
    slots::{Busy, CELL, Question, VisitRules, slots},
};
use chrono::{DateTime, Days, Duration, Utc};
use chrono_tz::Tz;
use criterion::{Criterion, criterion_group, criterion_main};

const RULES: VisitRules =
    VisitRules { minutes: 30, buffer_before: 0, buffer_after: 5, minimum_notice: 60, booking_window_days: 90 };

const ZONES: [Tz; 8] = [
    Tz::Europe__Berlin,
    Tz::Europe__London,
    Tz::Europe__Lisbon,
    Tz::America__New_York,
    Tz::America__Sao_Paulo,
    Tz::Asia__Kolkata,
    Tz::Asia__Tokyo,
    Tz::Australia__Sydney,
];

struct Doctor {
    zone: Tz,
    hours: Hours,
    busy: Busy,
}

/// Monday to Friday, morning and afternoon: 14 starts a day; every fifth is booked, and one date is closed.
fn doctor(now: DateTime<Utc>, n: usize) -> Doctor {
    let mut hours = Hours::default();
    for day in &mut hours.weekly[..5] {
        *day = vec![Window { start: 540, end: 720 }, Window { start: 780, end: 1020 }];
    }
    hours.exceptions.insert(now.date_naive() + Days::new(10), Vec::new());
    let cell = now.timestamp() / CELL;
    let claimed: Vec<i64> = (cell..cell + 31 * 288).filter(|cell| (cell / 7 + n as i64) % 5 == 0).collect();
    Doctor { zone: ZONES[n % ZONES.len()], hours, busy: Busy::from_cells(&claimed) }
}

/// A clinic of 88 doctors with nothing booked.
fn clinic(now: DateTime<Utc>) -> Vec<Doctor> {
    (0..88).map(|n| Doctor { busy: Busy::default(), ..doctor(now, n) }).collect()
}

fn found(doctor: &Doctor, now: DateTime<Utc>, days: i64) -> usize {
    let question = Question { zone: &doctor.zone, hours: &doctor.hours, rules: &RULES, busy: &doctor.busy, now };
    slots(question, now, now + Duration::days(days)).count()
}

fn benchmarks(c: &mut Criterion) {
    // A Sunday evening in Greenwich, the last week of summer time ahead for Europe.
    let now: DateTime<Utc> = "2026-10-18T20:00:00Z".parse().expect("a date");
    let one = doctor(now, 0);
    c.bench_function("one doctor, 31 days", |b| b.iter(|| black_box(found(black_box(&one), now, 31))));

    let all = clinic(now);
    let take = 2160_usize.div_ceil(all.len());
    let next = |doctor: &Doctor| {
        let question = Question { zone: &doctor.zone, hours: &doctor.hours, rules: &RULES, busy: &doctor.busy, now };
        slots(question, now, now + Duration::days(31)).take(take).count()
    };
    let total: usize = all.iter().map(next).sum();
    assert!((2160..2210).contains(&total), "{total} slots");
    c.bench_function("88 doctors, 2,160 slots", |b| b.iter(|| black_box(&all).iter().map(next).sum::<usize>()));
    c.bench_function("next three free times of 88 doctors", |b| {
        b.iter(|| {
            let three = |doctor: &Doctor| {
                let question =
                    Question { zone: &doctor.zone, hours: &doctor.hours, rules: &RULES, busy: &doctor.busy, now };
                slots(question, now, now + Duration::days(90)).take(3).count()
            };
            black_box(&all).iter().map(three).sum::<usize>()
        });
    });
}

criterion_group!(benches, benchmarks);
criterion_main!(benches);

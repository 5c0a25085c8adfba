//! Figures count on the wall of the doctor's zone.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{
    insight::statistics::{
        aggregate::{Aggregate, Facts, hour},
        day_number,
    },
    scheduling::lifecycle::Status,
};

use crate::zone;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn visit(start: &str, end: &str, status: Status) -> Facts {
    Facts { start: at(start), end: at(end), status, created_at: at("2026-11-20T23:30:00Z"), cancelled: None }
}

#[test]
fn a_long_visit_takes_of_every_hour_that_it_touches_also_past_midnight() {
    let mut aggregate = Aggregate::default();
    aggregate.add(&visit("2026-11-24T21:45:00Z", "2026-11-25T00:15:00Z", Status::Booked), &zone("Europe/Berlin"), 1);
    let day = day_number(NaiveDate::from_ymd_opt(2026, 11, 24).unwrap());
    let minutes: Vec<_> = aggregate.hours.iter().map(|(key, sums)| (*key, sums[0], sums[1])).collect();
    assert_eq!(minutes, [((day, 22), 1, 15), ((day, 23), 0, 60), ((day + 1, 0), 0, 60), ((day + 1, 1), 0, 15)]);
}

#[test]
fn half_hour_zones_and_clock_changes_lose_no_minute() {
    for zone in [zone("Asia/Kolkata"), zone("Australia/Lord_Howe"), zone("America/New_York"), zone("Europe/Berlin")] {
        for start in ["2026-10-24T23:00:00Z", "2026-04-04T13:10:00Z", "2026-11-01T04:25:00Z", "2026-03-28T23:55:00Z"] {
            let (start, end) = (at(start), at(start) + TimeDelta::minutes(480));
            let facts = Facts { start, end, ..visit("2026-01-01T00:00:00Z", "2026-01-01T00:05:00Z", Status::Booked) };
            let mut aggregate = Aggregate::default();
            aggregate.add(&facts, &zone, 1);
            assert_eq!(aggregate.hours.values().map(|sums| sums[hour::MINUTES]).sum::<i64>(), 480, "{zone} {start}");
            aggregate.add(&facts, &zone, -1);
            assert!(aggregate.hours.values().flatten().chain(aggregate.days.values().flatten()).all(|sum| *sum == 0));
        }
    }
}

#[test]
fn lead_time_is_counted_in_the_doctors_days() {
    // Booked at half past midnight on Saturday in Berlin, still Friday in Greenwich.
    let mut aggregate = Aggregate::default();
    aggregate.add(&visit("2026-11-21T09:00:00Z", "2026-11-21T09:30:00Z", Status::Booked), &zone("Europe/Berlin"), 1);
    let sums = aggregate.days[&day_number(at("2026-11-20T23:30:00Z").date_naive())];
    assert_eq!(sums, [1, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
}

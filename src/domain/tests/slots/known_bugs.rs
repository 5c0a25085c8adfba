//! Bugs that booking systems have had, each with the case that shows it.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::scheduling::{
    schedule::{Hours, Window},
    slots::{Busy, NotOffered, Question, VisitRules, cells, explain, judge_day, slots, span_of_dates, start_of_day},
};
use effects::Zone;

const HALF_HOURS: VisitRules =
    VisitRules { minutes: 30, buffer_before: 0, buffer_after: 0, minimum_notice: 0, booking_window_days: 366 };

fn zone(name: &str) -> Zone {
    Zone::named(name).unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The same window every day, in full hours.
fn daily(start: u16, end: u16) -> Hours {
    Hours {
        weekly: std::array::from_fn(|_| vec![Window { start: start * 60, end: end * 60 }]),
        exceptions: Default::default(),
    }
}

/// What is offered on a date of the doctor's calendar: wall clock and UTC clock.
fn offered(zone: Zone, hours: &Hours, rules: &VisitRules, day: &str) -> Vec<(String, String)> {
    let (from, to) = span_of_dates(&zone, date(day), date(day));
    let busy = Busy::default();
    let question = Question { zone: &zone, hours, rules, busy: &busy, now: from - Duration::days(7) };
    slots(question, from, to)
        .map(|slot| {
            let wall = slot.start.with_timezone(&zone);
            (wall.format("%H:%M").to_string(), slot.start.format("%H:%M").to_string())
        })
        .collect()
}

fn walls(offered: &[(String, String)]) -> Vec<&str> {
    offered.iter().map(|(wall, _)| wall.as_str()).collect()
}

#[test]
fn hours_are_not_shifted_on_the_day_the_clocks_change() {
    // 13–18 h was offered as 14–19 h on such a day (calcom/cal.diy 30021).
    for (name, days) in [
        ("Europe/Berlin", ["2026-03-29", "2026-10-25"]),
        ("America/New_York", ["2026-03-08", "2026-11-01"]),
        ("Australia/Sydney", ["2026-10-04", "2026-04-05"]),
    ] {
        for day in days {
            let offered = offered(zone(name), &daily(13, 18), &HALF_HOURS, day);
            assert_eq!(offered.first().map(|o| o.0.as_str()), Some("13:00"), "{name} {day}");
            assert_eq!(offered.last().map(|o| o.0.as_str()), Some("17:30"), "{name} {day}");
            assert_eq!(offered.len(), 10, "{name} {day}");
        }
    }
}

#[test]
fn zones_off_the_full_hour_start_on_their_own_hour() {
    for (name, first) in [
        ("Asia/Kolkata", "03:30"),
        ("Asia/Kathmandu", "03:15"),
        ("Australia/Adelaide", "22:30"),
        ("Pacific/Chatham", "19:15"),
        ("America/St_Johns", "12:30"),
    ] {
        let offered = offered(zone(name), &daily(9, 11), &HALF_HOURS, "2026-01-14");
        assert_eq!(walls(&offered), ["09:00", "09:30", "10:00", "10:30"], "{name}");
        assert_eq!(offered[0].1, first, "{name}");
    }
}

#[test]
fn the_grid_starts_at_the_window_and_not_at_a_utc_hour() {
    let hours = Hours {
        weekly: std::array::from_fn(|_| vec![Window { start: 9 * 60 + 10, end: 10 * 60 + 45 }]),
        exceptions: Default::default(),
    };
    let offered = offered(zone("Europe/Berlin"), &hours, &HALF_HOURS, "2026-11-24");
    assert_eq!(walls(&offered), ["09:10", "09:40", "10:10"], "10:40 would end after the window");
}

#[test]
fn a_time_inside_the_spring_gap_is_not_offered() {
    let berlin = zone("Europe/Berlin");
    let hours = daily(1, 4);
    let offered = offered(berlin, &hours, &HALF_HOURS, "2026-03-29");
    assert_eq!(walls(&offered), ["01:00", "01:30", "03:00", "03:30"]);
    assert_eq!(offered[2].1, "01:00", "03:00 summer time follows 01:30 winter time at once");

    let busy = Busy::default();
    let question =
        Question { zone: &berlin, hours: &hours, rules: &HALF_HOURS, busy: &busy, now: at("2026-03-01T00:00:00Z") };
    let skipped: Vec<_> = judge_day(question, date("2026-03-29"))
        .filter(|judged| judged.verdict == Err(NotOffered::SkippedByClockChange))
        .map(|judged| judged.wall.format("%H:%M").to_string())
        .collect();
    assert_eq!(skipped, ["02:00", "02:30"], "and the engine says why");
}

#[test]
fn a_time_inside_the_autumn_fold_is_offered_once() {
    let berlin = zone("Europe/Berlin");
    let hours = daily(1, 4);
    let offered = offered(berlin, &hours, &HALF_HOURS, "2026-10-25");
    assert_eq!(walls(&offered), ["01:00", "01:30", "02:00", "02:30", "03:00", "03:30"]);
    assert_eq!(offered[2].1, "00:00", "the first 02:00, still summer time");
    assert_eq!(offered[4].1, "02:00", "03:00 comes after the second pass");

    let busy = Busy::default();
    let question =
        Question { zone: &berlin, hours: &hours, rules: &HALF_HOURS, busy: &busy, now: at("2026-10-01T00:00:00Z") };
    assert!(explain(question, at("2026-10-25T00:30:00Z")).is_ok(), "02:30, first pass");
    assert!(explain(question, at("2026-10-25T01:30:00Z")).is_err(), "02:30, second pass");
}

#[test]
fn the_second_pass_of_the_fold_is_not_explained_by_the_first() {
    // Now is 02:45 in the first pass: 02:30 of the second pass is still to come, so it cannot be "past".
    let berlin = zone("Europe/Berlin");
    let (hours, busy) = (daily(1, 4), Busy::default());
    let question =
        Question { zone: &berlin, hours: &hours, rules: &HALF_HOURS, busy: &busy, now: at("2026-10-25T00:45:00Z") };
    assert_eq!(explain(question, at("2026-10-25T01:30:00Z")), Err(NotOffered::OffGrid));
    assert_eq!(explain(question, at("2026-10-25T00:30:00Z")), Err(NotOffered::Past));
}

#[test]
fn a_half_hour_change_of_clocks() {
    // Lord Howe Island moves its clocks by 30 minutes at 02:00.
    let island = zone("Australia/Lord_Howe");
    let spring = offered(island, &daily(1, 4), &HALF_HOURS, "2026-10-04");
    assert_eq!(walls(&spring), ["01:00", "01:30", "02:30", "03:00", "03:30"]);
    let autumn = offered(island, &daily(1, 4), &HALF_HOURS, "2026-04-05");
    assert_eq!(walls(&autumn), ["01:00", "01:30", "02:00", "02:30", "03:00", "03:30"]);
}

#[test]
fn a_day_without_midnight_begins_when_it_begins() {
    // Beirut and Cairo go forward at midnight: 00:00 to 00:59 do not exist.
    for (name, day, first) in
        [("Asia/Beirut", "2026-03-29", "2026-03-28T22:00:00Z"), ("Africa/Cairo", "2026-04-24", "2026-04-23T22:00:00Z")]
    {
        let zone = zone(name);
        assert_eq!(start_of_day(&zone, date(day)), at(first), "{name}");
        let offered = offered(zone, &daily(0, 3), &HALF_HOURS, day);
        assert_eq!(walls(&offered), ["01:00", "01:30", "02:00", "02:30"], "{name}");
    }
}

#[test]
fn a_midnight_that_comes_twice_does_not_repeat_the_evening() {
    // Beirut goes back from 24:00 to 23:00: the last hour of the evening comes twice, and is offered once.
    let zone = zone("Asia/Beirut");
    let offered = offered(zone, &daily(22, 24), &HALF_HOURS, "2026-10-24");
    assert_eq!(walls(&offered), ["22:00", "22:30", "23:00", "23:30"]);
    assert_eq!(offered[2].1, "20:00", "the first pass");
}

#[test]
fn the_last_visit_ends_with_the_window() {
    let to_midnight = offered(zone("Asia/Tokyo"), &daily(22, 24), &HALF_HOURS, "2026-11-24");
    assert_eq!(walls(&to_midnight), ["22:00", "22:30", "23:00", "23:30"]);
    let long = VisitRules { minutes: 120, ..HALF_HOURS };
    assert_eq!(walls(&offered(zone("Asia/Tokyo"), &daily(22, 24), &long, "2026-11-24")), ["22:00"]);
    let too_long = VisitRules { minutes: 125, ..HALF_HOURS };
    assert!(offered(zone("Asia/Tokyo"), &daily(22, 24), &too_long, "2026-11-24").is_empty());
}

#[test]
fn the_edge_of_the_booking_window_and_of_the_notice_are_inside() {
    let utc = zone("UTC");
    let (hours, busy) = (daily(0, 24), Busy::default());
    let rules = VisitRules { minimum_notice: 120, booking_window_days: 3, ..HALF_HOURS };
    let now = at("2026-11-24T10:00:00Z");
    let question = Question { zone: &utc, hours: &hours, rules: &rules, busy: &busy, now };
    assert_eq!(explain(question, at("2026-11-24T09:30:00Z")), Err(NotOffered::Past));
    assert_eq!(explain(question, at("2026-11-24T11:30:00Z")), Err(NotOffered::TooSoon));
    assert!(explain(question, at("2026-11-24T12:00:00Z")).is_ok());
    assert!(explain(question, at("2026-11-27T10:00:00Z")).is_ok());
    assert_eq!(explain(question, at("2026-11-27T10:30:00Z")), Err(NotOffered::TooFar));
    let all: Vec<_> = slots(question, now - Duration::days(9), now + Duration::days(9)).map(|s| s.start).collect();
    assert_eq!(all.first(), Some(&at("2026-11-24T12:00:00Z")));
    assert_eq!(all.last(), Some(&at("2026-11-27T10:00:00Z")), "the list ends where the explanation does");
}

#[test]
fn a_claim_takes_what_it_touches_and_its_neighbours_stay_free() {
    let utc = zone("UTC");
    let hours = daily(9, 12);
    let claimed: Vec<i64> = cells(at("2026-11-24T10:00:00Z"), at("2026-11-24T10:30:00Z")).collect();
    let busy = Busy::from_cells(&claimed);
    let free = |rules: VisitRules| -> Vec<String> {
        let question =
            Question { zone: &utc, hours: &hours, rules: &rules, busy: &busy, now: at("2026-11-23T10:00:00Z") };
        slots(question, at("2026-11-24T00:00:00Z"), at("2026-11-25T00:00:00Z"))
            .map(|slot| slot.start.format("%H:%M").to_string())
            .collect()
    };
    assert_eq!(free(HALF_HOURS), ["09:00", "09:30", "10:30", "11:00", "11:30"]);
    let buffered = VisitRules { buffer_before: 5, buffer_after: 10, ..HALF_HOURS };
    assert_eq!(free(buffered), ["09:00", "11:00", "11:30"], "buffers need free time as well");
}

#[test]
fn reasons_for_dates_and_minutes_that_are_not_worked() {
    let utc = zone("UTC");
    let mut hours = daily(9, 12);
    hours.exceptions.insert(date("2026-11-25"), vec![]);
    hours.exceptions.insert(date("2026-11-26"), vec![Window { start: 14 * 60, end: 15 * 60 }]);
    hours.weekly[5].clear();
    let busy = Busy::default();
    let now = at("2026-11-23T10:00:00Z");
    let question = Question { zone: &utc, hours: &hours, rules: &HALF_HOURS, busy: &busy, now };
    for (start, expected) in [
        ("2026-11-25T09:00:00Z", NotOffered::Closed),
        ("2026-11-26T09:00:00Z", NotOffered::OutsideHours),
        ("2026-11-26T14:10:00Z", NotOffered::OffGrid),
        ("2026-11-24T09:00:01Z", NotOffered::OffGrid),
        ("2026-11-24T12:00:00Z", NotOffered::OutsideHours),
        ("2026-11-28T09:00:00Z", NotOffered::OutsideHours),
        ("2026-11-20T03:00:00Z", NotOffered::Past),
    ] {
        assert_eq!(explain(question, at(start)), Err(expected), "{start}");
    }
    assert!(explain(question, at("2026-11-26T14:30:00Z")).is_ok());
}

#[test]
fn times_past_the_viewers_midnight_belong_to_the_viewers_next_day() {
    // A Tokyo viewer looks at a New York doctor: 09:00 there is 23:00 here, 10:30 is 00:30 of the next date.
    let (doctor, viewer) = (zone("America/New_York"), zone("Asia/Tokyo"));
    let (hours, busy) = (daily(9, 12), Busy::default());
    let question =
        Question { zone: &doctor, hours: &hours, rules: &HALF_HOURS, busy: &busy, now: at("2026-11-20T00:00:00Z") };
    let (from, to) = span_of_dates(&viewer, date("2026-11-25"), date("2026-11-25"));
    let seen: Vec<_> = slots(question, from, to)
        .map(|slot| slot.start.with_timezone(&viewer).format("%d %H:%M").to_string())
        .collect();
    assert_eq!(seen, ["25 00:00", "25 00:30", "25 01:00", "25 01:30", "25 23:00", "25 23:30"]);
}

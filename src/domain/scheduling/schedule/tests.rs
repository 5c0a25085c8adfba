use super::*;

fn weekly(rows: &[(Day, &str, &str)]) -> Vec<WeeklyHours> {
    rows.iter().map(|(weekday, s, e)| WeeklyHours { weekday: *weekday, start: (*s).into(), end: (*e).into() }).collect()
}

#[test]
fn times_of_day() {
    for (text, expected) in [("00:00", 0), ("9:05", 545), ("09:05:00", 545), ("24:00", 1440)] {
        assert_eq!(minutes(text), Ok(expected), "{text}");
    }
    for bad in ["", "9", "25:00", "24:05", "09:60", "09:03", "-1:00", "+9:00", "09:0", "９:00"] {
        assert!(minutes(bad).is_err(), "{bad}");
    }
}

#[test]
fn backward_and_overlapping_windows_name_their_field() {
    let problem = check_weekly(&weekly(&[
        (Day::Mon, "09:00", "12:00"),
        (Day::Mon, "11:00", "14:00"),
        (Day::Tue, "17:00", "09:00"),
        (Day::Wed, "09:00", "09:00"),
    ]));
    let fields: Vec<_> = match &problem {
        Err(problem) => problem.fields().iter().map(|f| f.field.as_str()).collect(),
        Ok(_) => vec![],
    };
    assert_eq!(fields, ["weekly[1].start", "weekly[2].end", "weekly[3].end"]);
}

#[test]
fn windows_may_touch() {
    let days = check_weekly(&weekly(&[(Day::Sun, "12:00", "24:00"), (Day::Sun, "09:00", "12:00")])).unwrap_or_default();
    assert_eq!(days[6], [Window { start: 540, end: 720 }, Window { start: 720, end: 1440 }]);
}

#[test]
fn dates_are_to_come_in_order_and_not_too_many() {
    let today = NaiveDate::from_ymd_opt(2026, 11, 28).unwrap();
    let date = |days| today + TimeDelta::days(days);
    for (first, last, field) in [
        (0, 0, None),
        (0, 365, None),
        (3 * 366, 3 * 366, None),
        (1, 0, Some("until")),
        (0, 366, Some("until")),
        (-1, 0, Some("date")),
        (3 * 366, 3 * 366 + 1, Some("until")),
        (3 * 366 + 1, 3 * 366 + 1, Some("date")),
    ] {
        let refused = check_dates(&(date(first)..=date(last)), today).err();
        assert_eq!(refused.as_ref().map(|problem| &*problem.fields()[0].field), field, "{first} {last}");
    }
}

#[test]
fn hours_elsewhere_stand_on_this_wall_and_are_joined_with_those_here() {
    let zone = |hours: i32| chrono::FixedOffset::east_opt(hours * 3600).unwrap();
    let windows = |spans: &[(u16, u16)]| -> Vec<Window> {
        spans.iter().map(|(start, end)| Window { start: start * 60, end: end * 60 }).collect()
    };
    let date = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
    // Tuesdays from nine to five, and on one Thursday all day.
    let mut hours = Hours::default();
    hours.weekly[1] = windows(&[(9, 17)]);
    hours.exceptions.insert(date(26), windows(&[(0, 24)]));
    for (there, here, day, expected) in [
        (1, 1, 24, &[(9, 17)][..]),
        (-5, 1, 24, &[(15, 23)]),
        (9, 1, 24, &[(1, 9)]),
        // Over midnight, and further.
        (-8, 1, 24, &[(18, 24)]),
        (-8, 1, 25, &[(0, 2)]),
        (13, -11, 23, &[(9, 17)]),
        (-12, 14, 25, &[(11, 19)]),
        (1, 1, 25, &[]),
        (-5, 1, 26, &[(6, 24)]),
        (-5, 1, 27, &[(0, 6)]),
    ] {
        let found = on_wall(&hours, &zone(there), &zone(here), date(day));
        assert_eq!(found, windows(expected), "{there} {here} {day}");
    }
    assert_eq!(joined(windows(&[(15, 23), (9, 12), (11, 13), (13, 14)])), windows(&[(9, 13), (13, 14), (15, 23)]));
    assert_eq!(joined(windows(&[(9, 17), (10, 11)])), windows(&[(9, 17)]));
}

#[test]
fn a_closed_day_has_no_hours_and_other_hours_need_some() {
    let spec = |kind, windows| ExceptionSpec { kind, windows, reason: String::new() };
    let hours = vec![HoursOfDay { start: "09:00".into(), end: "10:00".into() }];
    assert!(check_exception(&spec(ExceptionKind::Closed, hours.clone())).is_err());
    assert!(check_exception(&spec(ExceptionKind::Hours, vec![])).is_err());
    assert!(check_exception(&spec(ExceptionKind::Hours, hours)).is_ok());
}

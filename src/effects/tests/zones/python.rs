//! Another reader of another copy: CPython with the Python registry's `tzdata`.

use std::{collections::BTreeSet, path::Path, process::Command};

use chrono::{DateTime, Offset, TimeZone};
use effects::zones;

use crate::zone;

/// The folder with the package; `scripts/tzdata` says where it is otherwise.
const VARIABLE: &str = "ANTEROOM_TEST_TZDATA";
/// The two years from 26 November 2026 on.
const SPAN: (i64, i64) = (1_795_651_200, 1_795_651_200 + 2 * 366 * 86_400);

fn folder() -> String {
    #[expect(clippy::disallowed_methods, reason = "how the test command tells where the package is")]
    if let Ok(folder) = std::env::var(VARIABLE) {
        return folder;
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/tzdata");
    let told = Command::new(script).output().expect("scripts/tzdata can be run");
    assert!(told.status.success(), "Run scripts/setup test. {}", String::from_utf8_lossy(&told.stderr));
    String::from_utf8(told.stdout).unwrap().trim().to_owned()
}

/// What it says from first to last: zone, first second of a run, offset, abbreviation.
fn expanded() -> String {
    let told = Command::new("python3")
        .args(["-c", include_str!("expand.py"), &SPAN.0.to_string(), &SPAN.1.to_string()])
        // Its own copy, not the system's.
        .env("PYTHONPATH", folder())
        .env("PYTHONTZPATH", "")
        .output()
        .expect("python3 can be run");
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    String::from_utf8(told.stdout).unwrap()
}

#[test]
fn every_zone_changes_its_clocks_when_python_says_so() {
    let told = expanded();
    let mut lines = told.lines();
    let version = format!("version {}", zones::in_use().version);
    assert_eq!(lines.next(), Some(version.as_str()), "scripts/tzdata should take the version that jiff embeds");
    let runs: Vec<(&str, i64, i32, &str)> = lines
        .map(|line| {
            let mut words = line.split(' ');
            let mut word = || words.next().expect("four words");
            (word(), word().parse().unwrap(), word().parse().unwrap(), word())
        })
        // No place: it stands for "not set".
        .filter(|(name, ..)| *name != "Factory")
        .collect();
    let offset = |name, second: i64| {
        let utc = DateTime::from_timestamp(second, 0).unwrap();
        zone(name).offset_from_utc_datetime(&utc.naive_utc()).fix().local_minus_utc()
    };
    for (n, (name, from, seconds, _)) in runs.iter().enumerate() {
        let next = runs.get(n + 1).filter(|next| next.0 == *name).map_or(SPAN.1, |next| next.1);
        // Every six hours: what changes more often than Python says is found as well.
        for second in (*from..next).step_by(6 * 3600).chain([next - 1]) {
            assert_eq!(offset(name, second), *seconds, "{name} at {second}");
        }
    }
    let theirs: BTreeSet<&str> = runs.iter().map(|run| run.0).collect();
    let ours: BTreeSet<&str> = zones::in_use().zones().map(|zone| zone.name()).collect();
    assert_eq!(ours, theirs);
    assert!(runs.len() > theirs.len() + 300, "only {} runs in {} zones", runs.len(), theirs.len());
}

/// An hour that comes twice is told apart by the letters that Python knows, else by the offset.
#[test]
fn repeated_hours_are_marked_in_every_zone_that_has_them() {
    let told = expanded();
    let runs: Vec<Vec<&str>> = told.lines().skip(1).map(|line| line.split(' ').collect()).collect();
    let mut seen = 0;
    for pair in runs.windows(2).filter(|pair| pair[0][0] == pair[1][0]) {
        let (before, after): (i64, i64) = (pair[0][2].parse().unwrap(), pair[1][2].parse().unwrap());
        if after >= before {
            continue;
        }
        let change: i64 = pair[1][1].parse().unwrap();
        let mark = |second: i64| zone(pair[0][0]).mark(DateTime::from_timestamp(second, 0).unwrap());
        let length = before - after;
        let name = |abbreviation: &str, offset: i64| match abbreviation.bytes().all(|b| b.is_ascii_alphabetic()) {
            true => abbreviation.to_owned(),
            false => {
                let (sign, minutes) = (if offset < 0 { '-' } else { '+' }, offset.abs() / 60);
                let rest = if minutes % 60 == 0 { String::new() } else { format!(":{:02}", minutes % 60) };
                format!("UTC{sign}{}{rest}", minutes / 60)
            }
        };
        let (first, second) = (name(pair[0][3], before), name(pair[1][3], after));
        assert_eq!(mark(change - length - 1), None, "{pair:?}");
        assert_eq!(mark(change - length).as_ref(), Some(&first), "{pair:?}");
        assert_eq!(mark(change - 1).as_ref(), Some(&first), "{pair:?}");
        assert_eq!(mark(change).as_ref(), Some(&second), "{pair:?}");
        assert_eq!(mark(change + length - 1).as_ref(), Some(&second), "{pair:?}");
        assert_eq!(mark(change + length), None, "{pair:?}");
        seen += 1;
    }
    assert!(seen > 200, "only {seen} repeated hours found");
}

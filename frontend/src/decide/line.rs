//! When a page listens to the server, for what, and how long it waits after a failure.

use std::fmt::Write;

/// The API takes so many doctors.
const DOCTORS: usize = 50;
/// Failures in a row after which the reader is told.
const SILENT_FAILURES: u32 = 3;

/// What the page knows already: the id of the last event that it heard, or when it was rendered (Unix milliseconds) and by
/// which process. What changed since comes first on the line.
#[derive(Clone, Copy, Debug)]
pub enum Known<'a> {
    Heard(&'a str),
    Shown { at: &'a str, node: &'a str },
}

/// The line's address; none for a page on which nothing can change. Ids hold nothing that would have to be encoded.
pub fn address(signed_in: bool, doctors: &[String], directory: bool, known: Known<'_>) -> Option<String> {
    if !signed_in && doctors.is_empty() && !directory {
        return None;
    }
    let mut address = String::from("/api/v1/live?");
    if directory {
        address.push_str("directory=true&");
    }
    for (place, doctor) in doctors.iter().take(DOCTORS).enumerate() {
        address.push_str(if place == 0 { "doctor=" } else { "," });
        address.push_str(doctor);
    }
    if !doctors.is_empty() {
        address.push('&');
    }
    // Writing to a string does not fail.
    let _ = match known {
        Known::Heard(id) => write!(address, "since={id}"),
        Known::Shown { at, node } => write!(address, "shown={at}&node={node}"),
    };
    Some(address)
}

/// Milliseconds until the next try: longer each time, and half of it by `chance` (0 to 1), so that not everybody comes at once.
pub fn wait(failures: u32, chance: f64) -> i32 {
    let longest = f64::from((500 << failures.min(6)).min(30_000));
    (longest / 2.0 + chance * longest / 2.0) as i32
}

/// Does the reader hear of it that there is no connection?
pub fn is_worth_telling(failures: u32) -> bool {
    failures > SILENT_FAILURES
}

/// Milliseconds until a page that tells the time asks for itself: the next minute of the server's clock, not to the second,
/// since there are others.
pub fn until_next_minute(now: i64, chance: f64) -> i32 {
    const MINUTE: i64 = 60_000;
    (MINUTE - now.rem_euclid(MINUTE)) as i32 + (chance * 1000.0) as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHOWN: Known<'_> = Known::Shown { at: "1795512600000", node: "0190" };

    #[test]
    fn a_page_listens_to_what_it_shows() {
        let doctors = |count: usize| (0..count).map(|n| format!("d{n}")).collect::<Vec<_>>();
        let cases: &[(bool, usize, bool, Known<'_>, Option<&str>)] = &[
            (false, 0, false, SHOWN, None),
            (true, 0, false, SHOWN, Some("shown=1795512600000&node=0190")),
            (false, 0, true, SHOWN, Some("directory=true&shown=1795512600000&node=0190")),
            (false, 2, false, Known::Heard("17"), Some("doctor=d0,d1&since=17")),
            (true, 1, true, Known::Heard("17"), Some("directory=true&doctor=d0&since=17")),
        ];
        for (signed_in, count, directory, known, expected) in cases {
            let address = address(*signed_in, &doctors(*count), *directory, *known);
            let expected = expected.map(|query| format!("/api/v1/live?{query}"));
            assert_eq!(address, expected, "{signed_in} {count} {directory} {known:?}");
        }
        let many = address(false, &doctors(60), false, SHOWN).expect("an address");
        assert!(many.contains("d49&shown=") && !many.contains("d50"), "{many}");
    }

    #[test]
    fn each_failure_waits_longer_and_half_of_it_by_chance() {
        let longest = [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000];
        for (failures, longest) in (1..).zip(longest) {
            assert_eq!(wait(failures, 0.0), longest / 2, "{failures}");
            assert_eq!(wait(failures, 1.0), longest, "{failures}");
        }
        assert_eq!(wait(u32::MAX, 1.0), 30_000);
        assert_eq!((1..=5).map(is_worth_telling).collect::<Vec<_>>(), [false, false, false, true, true]);
    }

    #[test]
    fn the_clock_is_asked_for_at_the_next_minute() {
        for (now, chance, expected) in [(0, 0.0, 60_000), (59_999, 0.0, 1), (60_000, 0.5, 60_500), (-1, 0.0, 1)] {
            assert_eq!(until_next_minute(now, chance), expected, "{now} {chance}");
        }
    }
}

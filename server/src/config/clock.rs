//! The clock of a test: `ANTEROOM_CLOCK`.

use chrono::DateTime;
use effects::Clock;

use super::{ConfigError, wrong};

/// The system's clock, or one that starts at the instant `text` (RFC 3339) and goes on from there. Never in production:
/// by a clock that was set back, tokens and sessions would not end.
pub(super) fn read(text: &str, production: bool) -> Result<Clock, ConfigError> {
    const HELP: &str = "It is for tests and not taken in production: an instant such as 2027-03-28T00:30:00Z.";
    match text {
        "" => Ok(Clock::System),
        _ if production => Err(wrong("ANTEROOM_CLOCK", "it is set in production", HELP)),
        text => match DateTime::parse_from_rfc3339(text) {
            Ok(start) => Ok(Clock::starting_at(start.to_utc())),
            Err(_) => Err(wrong("ANTEROOM_CLOCK", format!("{text:?}"), HELP)),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_of_a_test_starts_where_it_says_and_never_in_production() {
        let start = DateTime::parse_from_rfc3339("2027-03-28T00:30:00Z").expect("an instant").to_utc();
        let clock = read("2027-03-28T00:30:00Z", false).expect("development");
        assert!(clock.now() >= start && clock.now() < start + chrono::TimeDelta::minutes(5), "{}", clock.now());
        let east = read("2027-03-28T01:30:00+01:00", false).expect("with an offset");
        assert!(east.now() >= start, "{}", east.now());
        assert!(matches!(read("", true), Ok(Clock::System)));
        for (text, production) in [("2027-03-28T00:30:00Z", true), ("2027-03-28", false), ("now", false)] {
            assert_eq!(read(text, production).expect_err(text).variable, "ANTEROOM_CLOCK");
        }
    }
}

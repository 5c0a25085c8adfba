//! Instants in answers that hold many of them.

use chrono::{DateTime, Datelike as _, Timelike as _, Utc};
use serde::{Serialize as _, Serializer};

/// RFC 3339 in UTC, as chrono writes it, whose formatting took a third of an answer of free times: whole seconds are put
/// into their places.
pub fn rfc3339<S: Serializer>(at: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
    let mut text = *b"0000-00-00T00:00:00Z";
    let year = u32::try_from(at.year()).ok().filter(|year| *year <= 9999 && at.nanosecond() == 0);
    let Some(year) = year else { return at.serialize(serializer) };
    let pairs = [year / 100, year % 100, at.month(), at.day(), at.hour(), at.minute(), at.second()];
    for (place, number) in [0, 2, 5, 8, 11, 14, 17].into_iter().zip(pairs) {
        // Each is below 100.
        text[place] += (number / 10) as u8;
        text[place + 1] += (number % 10) as u8;
    }
    serializer.serialize_str(str::from_utf8(&text).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::value::Serializer;

    use super::*;

    proptest! {
        #[test]
        fn it_is_what_chrono_writes(seconds in any::<i64>(), days in -800_000_i64..3_000_000, nanos in 0..1_000_u32) {
            // Of any kind, and whole seconds about our years.
            for (seconds, nanos) in [(seconds, nanos), (days * 86_400 + seconds.rem_euclid(86_400), 0)] {
                if let Some(at) = DateTime::from_timestamp(seconds, nanos * 1_000_000) {
                    prop_assert_eq!(rfc3339(&at, Serializer).unwrap(), at.serialize(Serializer).unwrap());
                }
            }
        }
    }
}

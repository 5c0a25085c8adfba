//! Numbers of things in words.

/// "no visits", "1 visit", "7 visits": for nouns whose plural takes an s.
pub fn counted(number: impl TryInto<i64>, noun: &str) -> String {
    match number.try_into().unwrap_or(i64::MAX) {
        0 => format!("no {noun}s"),
        1 => format!("1 {noun}"),
        more => format!("{more} {noun}s"),
    }
}

/// The same at the beginning of a sentence: "No visits".
pub fn counted_first(number: impl TryInto<i64>, noun: &str) -> String {
    counted(number, noun).replacen("no ", "No ", 1)
}

#[cfg(test)]
mod tests {
    use super::{counted, counted_first};

    #[test]
    fn one_has_no_plural() {
        assert_eq!(counted(0, "visit"), "no visits");
        assert_eq!(counted_first(0, "visit"), "No visits");
        assert_eq!(counted_first(2, "visit"), "2 visits");
        assert_eq!(counted(1_usize, "visit"), "1 visit");
        assert_eq!(counted(7_i64, "visit"), "7 visits");
    }
}

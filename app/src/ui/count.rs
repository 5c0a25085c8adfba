//! Numbers of things in words.

/// "no visits", "1 visit", "7 visits": for nouns whose plural takes an s.
pub fn counted(number: impl TryInto<i64>, noun: &str) -> String {
    match number.try_into().unwrap_or(i64::MAX) {
        0 => format!("no {noun}s"),
        1 => format!("1 {noun}"),
        more => format!("{more} {noun}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn one_has_no_plural() {
        assert_eq!(counted(0, "visit"), "no visits");
        assert_eq!(counted(1_usize, "visit"), "1 visit");
        assert_eq!(counted(7_i64, "visit"), "7 visits");
    }
}

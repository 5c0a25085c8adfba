//! Numbers of things in words.

/// "no visits", "1 visit", "7 specialties": for nouns whose plural takes an s.
pub fn counted(count: impl TryInto<i64>, noun: &str) -> String {
    match count.try_into().unwrap_or(i64::MAX) {
        0 => format!("no {}", plural(noun)),
        1 => format!("1 {noun}"),
        more => format!("{} {}", number(more), plural(noun)),
    }
}

fn plural(noun: &str) -> String {
    match noun.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ => format!("{noun}s"),
    }
}

/// "12,345": thousands stand apart.
pub fn number(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() * 4 / 3 + 1);
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if number < 0 { format!("−{out}") } else { out }
}

/// The same at the beginning of a sentence: "No visits".
pub fn counted_first(number: impl TryInto<i64>, noun: &str) -> String {
    counted(number, noun).replacen("no ", "No ", 1)
}

#[cfg(test)]
mod tests {
    use super::{counted, counted_first, number};

    #[test]
    fn one_has_no_plural() {
        assert_eq!(counted(0, "visit"), "no visits");
        assert_eq!(counted_first(0, "visit"), "No visits");
        assert_eq!(counted_first(2, "visit"), "2 visits");
        assert_eq!(counted(1_usize, "visit"), "1 visit");
        assert_eq!(counted(7_i64, "visit"), "7 visits");
        assert_eq!([counted(2, "specialty"), counted(0, "day")], ["2 specialties", "no days"]);
    }

    #[test]
    fn thousands_stand_apart() {
        for (n, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (-12_345, "−12,345"), (1_234_567, "1,234,567")] {
            assert_eq!(number(n), text);
        }
        assert_eq!(counted(5884, "visit"), "5,884 visits");
    }
}

//! Constant statements, and what search boxes need.

/// Declares a repository's statements, and lists them for the test that prepares each on both engines.
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $sql:expr;)+) => {
        $($(#[$doc])* const $name: &str = $sql;)+

        #[cfg(feature = "testing")]
        pub(crate) const ALL: &[(&str, &str)] = &[$((concat!(module_path!(), "::", stringify!($name)), $name),)+];
    };
}
pub(crate) use statements;

/// Ends a condition: the column that stands last is one of these values. A macro, because the builder's type differs by
/// engine.
macro_rules! among {
    ($query:expr, $values:expr) => {{
        let mut list = $query.push(" IN (").separated(", ");
        for value in $values {
            list.push_bind($crate::Db(*value));
        }
        $query.push(")")
    }};
}
pub(crate) use among;

/// Narrows a query to rows of which one of these keys has, for each word of a search, a word that begins with it; see
/// [`domain::platform::fold`]. A macro, because the builder's type differs by engine.
macro_rules! having_words {
    ($query:expr, $search:expr, $key:literal $(, $other:literal)?) => {
        for word in domain::platform::fold::words($search) {
            let pattern = $crate::word_start(&word);
            $query.push(concat!(" AND (", $key, " LIKE ")).push_bind(pattern.clone()).push(" ESCAPE '\\'");
            $($query.push(concat!(" OR ", $other, " LIKE ")).push_bind(pattern).push(" ESCAPE '\\'");)?
            $query.push(")");
        }
    };
}
pub(crate) use having_words;

/// A LIKE pattern for a key with a word that begins so. Use with `ESCAPE '\'`.
pub(crate) fn word_start(word: &str) -> String {
    format!("% {}%", escaped(word))
}

/// A LIKE pattern for text that contains this. Use with `ESCAPE '\'`.
pub(crate) fn containing(text: &str) -> String {
    format!("%{}%", escaped(text))
}

/// LIKE patterns for a key, with a space behind it, that has this word but for one slip: a letter that is wrong, missing,
/// too many, or has changed places with the next. Neither word has less than four letters. Use with `ESCAPE '\'`.
pub(crate) fn one_slip(word: &str) -> Vec<String> {
    let letters: Vec<String> = word.chars().map(|c| escaped(c.encode_utf8(&mut [0; 4]))).collect();
    let with = |at: usize, instead: &[&str], left_out: usize| {
        let before = letters.iter().take(at).map(String::as_str);
        let behind = letters.iter().skip(at + left_out).map(String::as_str);
        format!("% {} %", before.chain(instead.iter().copied()).chain(behind).collect::<String>())
    };
    let wrong = (0..letters.len()).map(|at| with(at, &["_"], 1));
    let missing = (0..=letters.len()).map(|at| with(at, &["_"], 0));
    let too_many = (0..letters.len()).filter(|_| letters.len() > 4).map(|at| with(at, &[], 1));
    let swapped = letters.windows(2).enumerate().map(|(at, pair)| match pair {
        [one, next] => with(at, &[next, one], 2),
        _ => with(at, &["_"], 1),
    });
    let mut patterns: Vec<String> = wrong.chain(missing).chain(too_many).chain(swapped).collect();
    patterns.sort_unstable();
    patterns.dedup();
    patterns
}

fn escaped(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len() + 4), |mut pattern, c| {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
        pattern
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_of_the_reader_are_text() {
        assert_eq!(word_start("ada"), "% ada%");
        assert_eq!(word_start("50%_\\"), "% 50\\%\\_\\\\%");
        assert_eq!(containing(" % "), "% \\% %");
    }

    #[test]
    fn a_slip_is_a_letter_that_is_wrong_missing_too_many_or_swapped() {
        let patterns = one_slip("annab");
        for pattern in
            ["% _nnab %", "% anna_ %", "% _annab %", "% annab_ %", "% anab %", "% nnab %", "% nanab %", "% annba %"]
        {
            assert!(patterns.contains(&pattern.to_owned()), "{pattern} in {patterns:?}");
        }
        assert!(!one_slip("anna").contains(&"% ann %".to_owned()), "Ann is another name");
        assert!(one_slip("%a_é").contains(&"% \\%a\\__ %".to_owned()), "wildcards are letters");
        assert!(one_slip(&"x".repeat(24)).len() < 100);
    }
}

//! Constant statements, and what search boxes need.

/// Declares a repository's statements, and lists them for the test that prepares each on both engines.
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $sql:expr;)+) => {
        $($(#[$doc])* const $name: &str = $sql;)+

        #[cfg(test)]
        pub(super) const ALL: &[(&str, &str)] = &[$((concat!(module_path!(), "::", stringify!($name)), $name),)+];
    };
}
pub(crate) use statements;

/// Ends a condition: the column that stands last is one of these values. A macro, because the builder's type differs by
/// engine.
macro_rules! among {
    ($query:expr, $values:expr) => {{
        let mut list = $query.push(" IN (").separated(", ");
        for value in $values {
            list.push_bind(value);
        }
        $query.push(")")
    }};
}
pub(crate) use among;

/// A LIKE pattern for text that contains these words in this order. Use with `ESCAPE '\'`.
pub(crate) fn like(words: &str) -> String {
    let mut pattern = String::with_capacity(words.len() + 2);
    pattern.push('%');
    for (n, word) in words.to_lowercase().split_whitespace().enumerate() {
        if n > 0 {
            pattern.push('%');
        }
        for c in word.chars() {
            if matches!(c, '%' | '_' | '\\') {
                pattern.push('\\');
            }
            pattern.push(c);
        }
        pattern.push('%');
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::like;

    #[test]
    fn wildcards_of_the_reader_are_text() {
        assert_eq!(like(""), "%");
        assert_eq!(like(" Ada  L "), "%ada%%l%");
        assert_eq!(like("50%_\\"), "%50\\%\\_\\\\%");
    }
}

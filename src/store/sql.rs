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

/// Narrows a query to rows of which one of these keys has, for each word of a search, a word that begins with it; see
/// [`crate::domain::fold`]. A macro, because the builder's type differs by engine.
macro_rules! having_words {
    ($query:expr, $search:expr, $key:literal $(, $other:literal)?) => {
        for word in $crate::domain::fold::words($search) {
            let pattern = $crate::store::word_start(&word);
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
}

//! Languages in which the clinic speaks.

use super::words::words;

words! {
    /// By its tag (BCP 47).
    Locale {
        English = "en", "English";
    }
}

#[expect(clippy::derivable_impls, reason = "the enum comes from a macro, where no variant can be marked")]
impl Default for Locale {
    fn default() -> Self {
        Self::English
    }
}

//! What may be wrong with a doctor's profile, or with a specialty.

use crate::platform::words::codes;

codes! {
    ProfileFault {
        YearsOutOfRange { least: u16, most: u16 } = "years-out-of-range";
        NotYears = "not-years";
        SpecialtiesOutOfRange { least: usize, most: usize } = "specialties-out-of-range";
        UnknownSpecialty = "unknown-specialty";
        /// Figures are asked for by one that there is not.
        NoSuchSpecialty = "no-such-specialty";
        LanguagesOutOfRange { least: usize, most: usize } = "languages-out-of-range";
        UnknownLanguage = "unknown-language";
        /// People read another specialty's name as the same.
        SpecialtyNameTaken { name: String } = "specialty-name-taken";
        TooManySpecialties { most: usize } = "too-many-specialties";
        /// A search does not look it up: so many characters, in one word or two that say something.
        NotASearchWord { least: usize, most: usize } = "not-a-search-word";
        TooManySearchWords { most: usize, given: usize } = "too-many-search-words";
        /// Somebody else has changed the specialty since it was read.
        SpecialtyOvertaken = "specialty-overtaken";
    }
}

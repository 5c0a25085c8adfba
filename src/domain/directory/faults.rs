//! What may be wrong with a doctor's profile.

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
    }
}

use domain::directory::faults::ProfileFault;

use crate::platform::spelled;

pub fn profile(fault: &ProfileFault) -> String {
    match fault {
        ProfileFault::YearsOutOfRange { least, most } => format!("Please give {least} to {most} years."),
        ProfileFault::NotYears => "Please give a whole number of years, such as 12.".to_owned(),
        ProfileFault::SpecialtiesOutOfRange { least, most } => {
            format!("Please choose {} to {} specialties.", spelled(*least), spelled(*most))
        }
        ProfileFault::UnknownSpecialty => "Please choose from the list of specialties.".to_owned(),
        ProfileFault::NoSuchSpecialty => "Please choose one of the specialties.".to_owned(),
        ProfileFault::LanguagesOutOfRange { least, most } => {
            format!("Please choose {} to {} languages.", spelled(*least), spelled(*most))
        }
        ProfileFault::UnknownLanguage => {
            "Please choose from the list of languages (two-letter codes such as en).".to_owned()
        }
        ProfileFault::SpecialtyNameTaken { name } => format!("There is “{name}” already. Please choose another name."),
        ProfileFault::TooManySpecialties { most } => {
            format!("There can be at most {most} specialties. One that is not needed can get another name.")
        }
        ProfileFault::NotASearchWord { least, most } => {
            format!("Please give one or two words of {least} to {most} characters, which say more than “doctor”.")
        }
        ProfileFault::TooManySearchWords { most, given } => {
            format!("Please give at most {most} words; these are {given}.")
        }
        ProfileFault::SpecialtyOvertaken => {
            "Somebody else has changed this specialty meanwhile. Please look at it as it is now, and save yours again."
                .to_owned()
        }
    }
}

//! Doctors as patients find them, and as they edit themselves.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{faults::ProfileFault, listing::Listing};
use crate::{
    people::account::Account,
    platform::{
        faults::TextFault,
        fold,
        ids::{AccountId, DoctorId},
        problem::{Problem, ValidationErrors},
        text,
        words::words,
    },
    scheduling::location::LocationText,
};

/// What a doctor practises. The id is a readable slug, e.g. `cardiology`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Specialty {
    /// For filters and profiles.
    #[cfg_attr(feature = "openapi", schema(example = "cardiology"))]
    pub id: String,
    /// For people.
    #[cfg_attr(feature = "openapi", schema(example = "Cardiology"))]
    pub name: String,
}

/// Languages offered in profiles and filters: ISO 639-1 code and English name.
pub const LANGUAGES: &[(&str, &str)] = &[
    ("ar", "Arabic"),
    ("zh", "Chinese"),
    ("nl", "Dutch"),
    ("en", "English"),
    ("fr", "French"),
    ("de", "German"),
    ("el", "Greek"),
    ("hi", "Hindi"),
    ("it", "Italian"),
    ("ja", "Japanese"),
    ("ko", "Korean"),
    ("pl", "Polish"),
    ("pt", "Portuguese"),
    ("ro", "Romanian"),
    ("ru", "Russian"),
    ("es", "Spanish"),
    ("sw", "Swahili"),
    ("sv", "Swedish"),
    ("tr", "Turkish"),
    ("uk", "Ukrainian"),
    ("ur", "Urdu"),
    ("vi", "Vietnamese"),
];

/// "de" → "German"
pub fn language_name(code: &str) -> &str {
    LANGUAGES.iter().find(|(known, _)| *known == code).map_or(code, |(_, name)| name)
}

words! {
    /// Orders of the directory.
    DoctorSort {
        /// Soonest free time first; those without one last.
        Soonest = "soonest", "Soonest free time";
        Name = "name", "Name";
    }
}

#[expect(clippy::derivable_impls, reason = "the enum comes from a macro, where no variant can be marked")]
impl Default for DoctorSort {
    fn default() -> Self {
        Self::Soonest
    }
}

/// A doctor, with the name and e-mail of the account. Where patients come stands with the locations.
#[derive(Clone)]
pub struct Doctor {
    pub id: DoctorId,
    pub account: AccountId,
    pub full_name: String,
    pub email: String,
    /// What the doctor is, e.g. "Consultant cardiologist".
    pub designation: String,
    /// Years of practice.
    pub experience_years: u16,
    /// For patients, in the doctor's own words.
    pub about: String,
    /// The account's: in it the doctor reads everything.
    pub time_zone: String,
    /// How often anything has changed that a booking is decided on or tells: name, profile, specialties, locations, hours,
    /// exceptions, visit types. Not the photo.
    pub revision: i64,
    /// ISO 639-1 codes.
    pub languages: Vec<String>,
    pub created_at: DateTime<Utc>,
    /// At any location.
    pub has_hours: bool,
    pub has_visit_type: bool,
    /// One of them can be offered: by video, or in person where the address is known.
    pub has_offer: bool,
    /// As it was when the last change of the doctor was committed.
    pub listing: Listing,
    pub has_photo: bool,
}

crate::shows_only!(Doctor { id, account, revision });

impl Doctor {
    /// Who has just registered: known by name, and by nothing else yet.
    pub fn register(id: DoctorId, account: &Account) -> Self {
        Self {
            id,
            account: account.id,
            full_name: account.full_name.clone(),
            email: account.email.clone(),
            designation: String::new(),
            experience_years: 0,
            about: String::new(),
            time_zone: account.time_zone.clone(),
            revision: 0,
            languages: vec!["en".into()],
            created_at: account.created_at,
            has_hours: false,
            has_visit_type: false,
            has_offer: false,
            listing: Listing::Draft,
            has_photo: false,
        }
    }

    /// With the profile that was checked. Specialties and the address are kept beside it.
    pub fn edited(self, edit: &DoctorEdit) -> Self {
        Self {
            designation: edit.designation.clone(),
            experience_years: edit.experience_years,
            about: edit.about.clone(),
            languages: edit.languages.clone(),
            ..self
        }
    }

    pub fn is_public(&self) -> bool {
        self.listing.is_public()
    }

    /// Are there the hours that matter? Those at a location where something can be offered, if anything can.
    pub fn has_hours_that_matter(&self) -> bool {
        self.has_hours && (self.is_public() || !self.has_offer)
    }

    /// What the directory's search looks in.
    pub fn search_key(&self, specialties: &[Specialty]) -> String {
        let specialties = specialties.iter().map(|specialty| (specialty.id.as_str(), specialty.name.as_str()));
        fold::doctor(&self.full_name, &self.designation, specialties)
    }
}

/// What a doctor edits of the own profile. Address, directions, telephone and e-mail are those of the first location.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DoctorEdit {
    /// What the doctor is, e.g. "Consultant cardiologist".
    #[cfg_attr(feature = "openapi", schema(format = "line", max_length = 100, example = "Consultant cardiologist"))]
    pub designation: String,
    /// Specialty ids, one to five.
    #[cfg_attr(feature = "openapi", schema(min_items = 1, max_items = 5, example = json!(["cardiology"])))]
    pub specialties: Vec<String>,
    /// ISO 639-1 codes, one to ten, of the languages that are offered.
    #[cfg_attr(feature = "openapi", schema(min_items = 1, max_items = 10, example = json!(["en", "de"])))]
    pub languages: Vec<String>,
    /// Years of practice.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 70, example = 12))]
    pub experience_years: u16,
    /// For patients, in the doctor's own words.
    #[cfg_attr(
        feature = "openapi",
        schema(format = "paragraph", max_length = 3000, example = "I take time to explain.")
    )]
    pub about: String,
    /// Where visits in person take place.
    #[cfg_attr(
        feature = "openapi",
        schema(format = "paragraph", max_length = 300, example = "12 Harbour Street, 10115 Berlin")
    )]
    pub address: String,
    /// How to find it.
    #[cfg_attr(
        feature = "openapi",
        schema(format = "paragraph", max_length = 1000, example = "Second floor, the door on the left.")
    )]
    pub directions: String,
    /// Where the practice can be called: 3 to 15 digits; nothing when left out.
    #[cfg_attr(feature = "openapi", schema(format = "phone", max_length = 40, example = "+49 30 23125 042"))]
    #[serde(default)]
    pub phone: String,
    /// Where patients can write to the practice; nothing when left out.
    #[cfg_attr(feature = "openapi", schema(format = "email", max_length = 254, example = "desk@practice.example"))]
    #[serde(default)]
    pub practice_email: Option<String>,
}

crate::shows_only!(DoctorEdit { specialties, languages, experience_years });

impl DoctorEdit {
    /// Tidied, or every field that does not fit. `known` are the specialties there are.
    pub fn checked(self, known: &[Specialty]) -> Result<Self, Problem> {
        let mut errors = ValidationErrors::default();
        let designation = errors.keep("designation", text::line(&self.designation, 0, 100));
        let about = errors.keep("about", text::paragraph(&self.about, 0, 3000));
        let place = LocationText {
            address: self.address,
            directions: self.directions,
            phone: self.phone,
            email: self.practice_email.clone().unwrap_or_default(),
            ..LocationText::default()
        };
        let place = place.tidied(&mut errors);
        // None is left out, or null.
        if self.practice_email.is_some_and(|email| email.trim().is_empty()) {
            errors.add("practice_email", TextFault::NotAnEmail);
        }
        let most = 70;
        if self.experience_years > most {
            errors.add("experience_years", ProfileFault::YearsOutOfRange { least: 0, most });
        }
        let (given, specialties) = (self.specialties.len(), unique(self.specialties));
        let (least, most) = (1, 5);
        if !(least..=most).contains(&given) {
            errors.add("specialties", ProfileFault::SpecialtiesOutOfRange { least, most });
        } else if !specialties.iter().all(|id| known.iter().any(|s| s.id == *id)) {
            errors.add("specialties", ProfileFault::UnknownSpecialty);
        }
        let (given, languages) = (self.languages.len(), unique(self.languages));
        let (least, most) = (1, 10);
        if !(least..=most).contains(&given) {
            errors.add("languages", ProfileFault::LanguagesOutOfRange { least, most });
        } else if !languages.iter().all(|code| LANGUAGES.iter().any(|(known, _)| known == code)) {
            errors.add("languages", ProfileFault::UnknownLanguage);
        }
        errors.into_result()?;
        Ok(Self {
            designation: designation.unwrap_or_default(),
            about: about.unwrap_or_default(),
            practice_email: place.email(),
            address: place.address,
            directions: place.directions,
            phone: place.phone,
            specialties,
            languages,
            experience_years: self.experience_years,
        })
    }
}

fn unique(items: Vec<String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::with_capacity(items.len());
    for item in items {
        if !kept.contains(&item) {
            kept.push(item);
        }
    }
    kept
}

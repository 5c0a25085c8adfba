//! Where a doctor is visited: a doctor has one location or more. Hours, the dates that differ and visit types belong to one
//! each; an appointment keeps what was agreed.

use crate::platform::{
    email,
    faults::TextFault,
    ids::{DoctorId, LocationId},
    problem::ValidationErrors,
    text,
};

/// One of a doctor's locations.
#[derive(Clone, PartialEq, Eq)]
pub struct Location {
    pub id: LocationId,
    pub doctor: DoctorId,
    /// From 0: the first is the one that the profile shows and edits.
    pub position: u16,
    pub text: LocationText,
    /// IANA name: its hours are wall time there.
    pub zone: String,
}

crate::shows_only!(Location { id, doctor, position, zone });

/// What is written of a location. All of it may be empty; without an address nobody is asked to come.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct LocationText {
    /// What it is called, where a doctor has several.
    pub name: String,
    pub address: String,
    pub town: String,
    /// Where it can be called, and written to.
    pub phone: String,
    pub email: String,
    /// How to find it.
    pub directions: String,
}

crate::shows_only!(LocationText {});

/// What was agreed of a location when a visit was booked, or accepted: later changes of the location leave it as it is.
#[derive(Clone, PartialEq, Eq)]
pub struct AgreedLocation {
    pub id: LocationId,
    pub text: LocationText,
    /// IANA name.
    pub zone: String,
}

crate::shows_only!(AgreedLocation { id, zone });

impl Location {
    /// What a visit here agrees on.
    pub fn agreed(&self) -> AgreedLocation {
        AgreedLocation { id: self.id, text: self.text.clone(), zone: self.zone.clone() }
    }
}

impl LocationText {
    /// The e-mail, if there is one.
    pub fn email(&self) -> Option<String> {
        Some(&self.email).filter(|email| !email.is_empty()).cloned()
    }

    /// Tidied; what does not fit is among the errors, under the name of its field.
    pub fn tidied(self, errors: &mut ValidationErrors) -> Self {
        let mut keep =
            |field: &'static str, tidy: Result<String, TextFault>| errors.keep(field, tidy).unwrap_or_default();
        Self {
            name: keep("name", text::line(&self.name, 0, 80)),
            address: keep("address", text::paragraph(&self.address, 0, 300)),
            town: keep("town", text::line(&self.town, 0, 80)),
            phone: keep("phone", phone(&self.phone)),
            // Not to be taken for the account's.
            email: keep(
                "practice_email",
                if self.email.trim().is_empty() { Ok(String::new()) } else { email::checked(&self.email) },
            ),
            directions: keep("directions", text::paragraph(&self.directions, 0, 1000)),
        }
    }
}

/// A number as people write it, or none. No number has more than 15 digits (ITU-T E.164); local ones have few.
fn phone(value: &str) -> Result<String, TextFault> {
    let value = text::line(value, 0, 40)?;
    let digits = value.chars().filter(char::is_ascii_digit).count();
    let is_written = |(at, c): (usize, char)| c.is_ascii_digit() || " -()/.".contains(c) || (c == '+' && at == 0);
    match value.is_empty() || (3..=15).contains(&digits) && value.char_indices().all(is_written) {
        true => Ok(value),
        false => Err(TextFault::NotAPhoneNumber),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What becomes of a text, or the fields that do not fit.
    fn tidied(text: LocationText) -> Result<LocationText, Vec<String>> {
        let mut errors = ValidationErrors::default();
        let tidy = text.tidied(&mut errors);
        match errors.into_result() {
            Ok(()) => Ok(tidy),
            Err(problem) => Err(problem.fields().iter().map(|field| field.field.clone()).collect()),
        }
    }

    #[test]
    fn every_text_of_a_location_may_be_empty() {
        assert_eq!(tidied(LocationText::default()), Ok(LocationText::default()));
        let blank = || " \n ".to_owned();
        let text = LocationText { address: blank(), directions: blank(), email: blank(), ..LocationText::default() };
        assert_eq!(tidied(text), Ok(LocationText::default()));
    }

    #[test]
    fn texts_are_tidied_and_each_error_names_its_field() {
        let text = LocationText {
            name: " Harbour practice ".into(),
            address: "12 Harbour Street\r\n10115 Berlin ".into(),
            town: " Berlin".into(),
            phone: " +49 (30) 123-45.67/8 ".into(),
            email: "Desk@BÜCHER.example".into(),
            directions: "Second floor.\tLeft.".into(),
        };
        let expected = LocationText {
            name: "Harbour practice".into(),
            address: "12 Harbour Street\n10115 Berlin".into(),
            town: "Berlin".into(),
            phone: "+49 (30) 123-45.67/8".into(),
            email: email::checked("Desk@BÜCHER.example").unwrap(),
            directions: "Second floor. Left.".into(),
        };
        assert_eq!(tidied(text), Ok(expected));
        let text = LocationText {
            name: "n".repeat(81),
            address: "a".repeat(301),
            town: "t\nt".into(),
            phone: "ask at the desk".into(),
            email: "desk".into(),
            directions: "d".repeat(1001),
        };
        assert_eq!(tidied(text).unwrap_err(), ["name", "address", "town", "phone", "practice_email", "directions"]);
    }

    #[test]
    fn a_telephone_number_is_one() {
        for good in ["", "112", "030 1234567", "+1 (555) 010-0199", "+123456789012345"] {
            assert_eq!(phone(good).as_deref(), Ok(good));
        }
        for bad in ["12", "+1234567890123456", "030+1234567", "030 1234567 ext 5", "０３０１２３", "+", "tel:030123"]
        {
            assert!(phone(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_is_agreed_is_what_the_location_says() {
        let location = Location {
            id: LocationId(uuid::Uuid::from_u128(1)),
            doctor: DoctorId(uuid::Uuid::from_u128(2)),
            position: 0,
            text: LocationText { address: "12 Harbour Street".into(), ..LocationText::default() },
            zone: "Europe/Berlin".into(),
        };
        let AgreedLocation { id, text, zone } = location.agreed();
        assert_eq!((id, &text, &zone), (location.id, &location.text, &location.zone));
    }
}

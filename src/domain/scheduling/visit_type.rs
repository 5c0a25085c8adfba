//! What can be booked with a doctor.

use serde::{Deserialize, Serialize};

use super::{faults::VisitTypeFault, schedule::RASTER, slots::VisitRules};
use crate::platform::words::words;
use crate::platform::{
    currency::Currency,
    ids::VisitTypeId,
    patch,
    price::{Amount, Price},
    problem::{Problem, ValidationErrors},
    text,
};

words! {
    /// How doctor and patient meet.
    VisitKind {
        InPerson = "in_person", "In person";
        Video = "video", "Video";
    }
}

impl VisitKind {
    /// Whether such a visit can be at a location with this address: whoever is to come must be told where.
    pub fn has_place(self, address: &str) -> bool {
        self != Self::InPerson || !address.is_empty()
    }
}

/// A visit type as anybody may see it, and as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VisitType {
    pub id: VisitTypeId,
    /// For patients.
    #[cfg_attr(feature = "openapi", schema(format = "line", min_length = 1, max_length = 80, example = "First visit"))]
    pub name: String,
    /// Length: 5 to 480, a multiple of five.
    #[cfg_attr(feature = "openapi", schema(minimum = 5, maximum = 480, multiple_of = 5, example = 30))]
    pub minutes: u16,
    /// Kept free before each visit: 0 to 120, a multiple of five.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 120, multiple_of = 5, example = 0))]
    pub buffer_before_minutes: u16,
    /// Kept free after each visit: 0 to 120, a multiple of five.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 120, multiple_of = 5, example = 10))]
    pub buffer_after_minutes: u16,
    /// Nearest start: this long after now. Not longer than the booking window.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 129_600, example = 120))]
    pub minimum_notice_minutes: u32,
    /// Furthest start: this many days ahead.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 366, example = 90))]
    pub booking_window_days: u16,
    pub kind: VisitKind,
    /// Nothing when there is none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub price: Option<Price>,
}

impl VisitType {
    /// A doctor offers so many at most: more than a patient could choose from.
    pub const MOST: usize = 30;

    pub fn rules(&self) -> VisitRules {
        VisitRules {
            minutes: self.minutes,
            buffer_before: self.buffer_before_minutes,
            buffer_after: self.buffer_after_minutes,
            minimum_notice: self.minimum_notice_minutes,
            booking_window_days: self.booking_window_days,
        }
    }

    /// See [`VisitKind::has_place`].
    pub fn has_place(&self, address: &str) -> bool {
        self.kind.has_place(address)
    }

    /// "30 minutes · video · €45"
    pub fn summary(&self, currency: Currency) -> String {
        let mut parts = vec![format!("{} minutes", self.minutes), self.kind.label().to_owned()];
        if let Some(price) = self.price {
            parts.push(currency.write(price));
        }
        parts.join(" · ")
    }
}

/// What a doctor sends to make a visit type. All but name and minutes have defaults.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VisitTypeSpec {
    /// For patients.
    #[cfg_attr(feature = "openapi", schema(format = "line", min_length = 1, max_length = 80, example = "First visit"))]
    pub name: String,
    /// Length: 5 to 480, a multiple of five.
    #[cfg_attr(feature = "openapi", schema(minimum = 5, maximum = 480, multiple_of = 5, example = 30))]
    pub minutes: u16,
    /// Kept free before each visit: 0 to 120, a multiple of five.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 120, multiple_of = 5, example = 0))]
    #[serde(default)]
    pub buffer_before_minutes: u16,
    /// Kept free after each visit: 0 to 120, a multiple of five.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 120, multiple_of = 5, example = 10))]
    #[serde(default)]
    pub buffer_after_minutes: u16,
    /// Nearest start: this long after now. Not longer than the booking window.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 129_600, example = 120))]
    #[serde(default = "defaults::notice")]
    pub minimum_notice_minutes: u32,
    /// Furthest start: this many days ahead.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 366, example = 90))]
    #[serde(default = "defaults::window")]
    pub booking_window_days: u16,
    #[serde(default = "defaults::kind")]
    pub kind: VisitKind,
    /// None when left out.
    #[serde(default)]
    pub price: Option<Amount>,
}

/// What a doctor sends to change one: only what is given changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VisitTypePatch {
    /// For patients.
    #[cfg_attr(feature = "openapi", schema(format = "line", min_length = 1, max_length = 80, example = "First visit"))]
    pub name: Option<String>,
    /// Length: 5 to 480, a multiple of five.
    #[cfg_attr(feature = "openapi", schema(minimum = 5, maximum = 480, multiple_of = 5, example = 30))]
    pub minutes: Option<u16>,
    /// Kept free before each visit: 0 to 120, a multiple of five.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 120, multiple_of = 5, example = 0))]
    pub buffer_before_minutes: Option<u16>,
    /// Kept free after each visit: 0 to 120, a multiple of five.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 120, multiple_of = 5, example = 10))]
    pub buffer_after_minutes: Option<u16>,
    /// Nearest start: this long after now. Not longer than the booking window.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 129_600, example = 120))]
    pub minimum_notice_minutes: Option<u32>,
    /// Furthest start: this many days ahead.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 366, example = 90))]
    pub booking_window_days: Option<u16>,
    pub kind: Option<VisitKind>,
    /// `null` takes the price away.
    #[serde(default, deserialize_with = "patch::given", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Amount>))]
    pub price: Option<Option<Amount>>,
}

/// Defaults of a visit type.
pub mod defaults {
    use super::VisitKind;

    /// Minutes. None: a time that is free now can be booked now, unless the doctor says otherwise.
    pub fn notice() -> u32 {
        0
    }
    /// Days.
    pub fn window() -> u16 {
        90
    }
    pub fn kind() -> VisitKind {
        VisitKind::InPerson
    }
}

/// The longest notice. Days.
const MOST_NOTICE_DAYS: u32 = 90;

impl VisitTypeSpec {
    /// No visit can be booked further ahead. Days.
    pub const FURTHEST: u16 = 366;

    /// The visit type of this id; or every field that does not fit.
    pub fn checked(self, id: VisitTypeId, currency: Currency) -> Result<VisitType, Problem> {
        let mut errors = ValidationErrors::default();
        let name = errors.keep("name", text::line(&self.name, 1, 80));
        raster(&mut errors, "minutes", self.minutes, RASTER, 480);
        raster(&mut errors, "buffer_before_minutes", self.buffer_before_minutes, 0, 120);
        raster(&mut errors, "buffer_after_minutes", self.buffer_after_minutes, 0, 120);
        if self.minimum_notice_minutes > MOST_NOTICE_DAYS * 24 * 60 {
            errors.add("minimum_notice_minutes", VisitTypeFault::NoticeTooLong { most_days: MOST_NOTICE_DAYS });
        }
        if !(1..=Self::FURTHEST).contains(&self.booking_window_days) {
            errors.add("booking_window_days", VisitTypeFault::DaysOutOfRange { least: 1, most: Self::FURTHEST });
        } else if self.minimum_notice_minutes > u32::from(self.booking_window_days) * 24 * 60 {
            errors.add("booking_window_days", VisitTypeFault::WindowShorterThanNotice);
        }
        let price = self.price.and_then(|amount| errors.keep("price", currency.price(&amount)));
        errors.into_result()?;
        Ok(VisitType {
            id,
            name: name.unwrap_or_default(),
            minutes: self.minutes,
            buffer_before_minutes: self.buffer_before_minutes,
            buffer_after_minutes: self.buffer_after_minutes,
            minimum_notice_minutes: self.minimum_notice_minutes,
            booking_window_days: self.booking_window_days,
            kind: self.kind,
            price,
        })
    }
}

impl VisitTypePatch {
    /// The visit type as it would be after this change, still to be checked.
    pub fn onto(self, current: VisitType) -> VisitTypeSpec {
        VisitTypeSpec {
            name: self.name.unwrap_or(current.name),
            minutes: self.minutes.unwrap_or(current.minutes),
            buffer_before_minutes: self.buffer_before_minutes.unwrap_or(current.buffer_before_minutes),
            buffer_after_minutes: self.buffer_after_minutes.unwrap_or(current.buffer_after_minutes),
            minimum_notice_minutes: self.minimum_notice_minutes.unwrap_or(current.minimum_notice_minutes),
            booking_window_days: self.booking_window_days.unwrap_or(current.booking_window_days),
            kind: self.kind.unwrap_or(current.kind),
            price: self.price.unwrap_or(current.price.map(Amount::from)),
        }
    }
}

fn raster(errors: &mut ValidationErrors, field: &str, value: u16, least: u16, most: u16) {
    if !(least..=most).contains(&value) || !value.is_multiple_of(RASTER) {
        errors.add(field, VisitTypeFault::MinutesOutOfRange { least, most });
    }
}

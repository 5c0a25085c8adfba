//! Money: whole minor units (cents), never a float.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::currency::Currency;

/// A price in minor units of the clinic's one currency, which says how many make a major one. In JSON a decimal number of
/// major units: `45` or `45.5`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Price {
    minor: i64,
    decimals: u8,
}

/// An amount of major units as somebody gave it: a number or text such as "45.50". Only a currency knows what it is worth:
/// [`Currency::price`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amount(String);

impl Price {
    /// One thousand million major units: beyond it, in the weakest currency too, it is a typing error.
    pub const MOST: i64 = 1_000_000_000;

    /// Of minor units.
    pub fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, decimals: currency.decimals() }
    }

    /// The highest there is.
    pub fn most(currency: Currency) -> Self {
        let unit = Self::new(0, currency).unit();
        Self::new(Self::MOST * unit, currency)
    }

    /// Whole minor units.
    pub fn minor(self) -> i64 {
        self.minor
    }

    /// Is it beyond the highest there is?
    pub fn is_too_much(self) -> bool {
        self.minor > Self::MOST * self.unit()
    }

    /// Minor units of a major one.
    fn unit(self) -> i64 {
        10_i64.pow(u32::from(self.decimals))
    }
}

impl fmt::Display for Price {
    /// "45" or "45.50", without a currency
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.minor % self.unit() {
            0 => write!(f, "{}", self.minor / self.unit()),
            part => write!(f, "{}.{part:0width$}", self.minor / self.unit(), width = usize::from(self.decimals)),
        }
    }
}

impl Serialize for Price {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.minor % self.unit() == 0 {
            serializer.serialize_i64(self.minor / self.unit())
        } else {
            serializer.serialize_f64(self.minor as f64 / self.unit() as f64)
        }
    }
}

/// For programs that read answers; what is asked for is an [`Amount`].
impl<'de> Deserialize<'de> for Price {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let amount = Amount::deserialize(deserializer)?;
        let (whole, part) = amount.parts().ok_or_else(|| de::Error::custom("no price"))?;
        let decimals = u8::try_from(part.len()).map_err(de::Error::custom)?;
        let minor = format!("{whole}{part}").parse().map_err(de::Error::custom)?;
        Ok(Self { minor, decimals })
    }
}

impl Amount {
    /// What stands before the point, or comma, and behind it: nothing when there is none.
    pub(crate) fn parts(&self) -> Option<(&str, &str)> {
        let text = self.0.trim();
        let figures = |text: &str| !text.is_empty() && text.len() <= 15 && text.bytes().all(|b| b.is_ascii_digit());
        match text.split_once(['.', ',']) {
            Some((whole, part)) => (figures(whole) && figures(part)).then_some((whole, part)),
            None => figures(text).then_some((text, "")),
        }
    }
}

impl From<&str> for Amount {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<Price> for Amount {
    fn from(price: Price) -> Self {
        Self(price.to_string())
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AnyForm;
        impl de::Visitor<'_> for AnyForm {
            type Value = Amount;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a price such as 45, 45.5 or \"45.50\"")
            }
            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Amount, E> {
                Ok(Amount(value.to_string()))
            }
            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Amount, E> {
                Ok(Amount(value.to_string()))
            }
            fn visit_f64<E: de::Error>(self, value: f64) -> Result<Amount, E> {
                // 0.1 + 0.2 is meant as 0.3: no currency has more than three decimals.
                let thousandths = (value * 1000.0).round();
                let near = (value * 1000.0 - thousandths).abs() < 1e-6;
                Ok(Amount(if near { thousandths / 1000.0 } else { value }.to_string()))
            }
            fn visit_str<E: de::Error>(self, value: &str) -> Result<Amount, E> {
                Ok(value.into())
            }
        }
        deserializer.deserialize_any(AnyForm)
    }
}

/// The currency's own rule stands in the document: the server puts it in the place of the format's name.
#[cfg(feature = "openapi")]
fn schema(texts: bool, description: &str) -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
    use utoipa::openapi::schema::{ObjectBuilder, SchemaFormat, SchemaType, Type};
    let types = if texts { SchemaType::from_iter([Type::Number, Type::String]) } else { SchemaType::new(Type::Number) };
    ObjectBuilder::new()
        .schema_type(types)
        .format(Some(SchemaFormat::Custom("price".to_owned())))
        .description(Some(description))
        .into()
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Price {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        schema(false, "Price in major units of the clinic's currency.")
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Price {}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Amount {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        schema(true, "Price in major units of the clinic's currency, as a number or as text such as \"45\".")
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Amount {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_numbers_in_json() {
        for (code, minor, json) in
            [("EUR", 4550, "45.5"), ("EUR", 4500, "45"), ("JPY", 5000, "5000"), ("KWD", 12_125, "12.125")]
        {
            let price = Price::new(minor, Currency::of(code).unwrap());
            assert_eq!(serde_json::to_string(&price).unwrap(), json);
        }
    }

    #[test]
    fn amounts_are_taken_as_numbers_and_as_text() {
        for (json, amount) in
            [("45", "45"), ("45.5", "45.5"), ("5000.0", "5000"), ("0.30000000000000004", "0.3"), ("\"45.50\"", "45.50")]
        {
            assert_eq!(serde_json::from_str::<Amount>(json).unwrap(), Amount::from(amount), "{json}");
        }
        assert!(serde_json::from_str::<Amount>("true").is_err());
    }
}

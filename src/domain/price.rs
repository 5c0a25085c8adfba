//! Money: whole minor units (cents), never a float.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A price in minor units of the clinic's one currency. In JSON a decimal number of major units: `45` or `45.5`;
/// a string such as `"45.50"` is read as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Price(pub i64);

impl Price {
    /// One million major units: beyond it, it is a typing error.
    pub const MOST: Self = Self(100_000_000);
}

impl FromStr for Price {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let help = || "Please give a price such as 45 or 45.50, and leave it empty for none.".to_owned();
        let text = text.trim().replace(',', ".");
        let (whole, cents) = text.split_once('.').unwrap_or((&text, ""));
        if whole.is_empty()
            || whole.len() > 9
            || cents.len() > 2
            || !text.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        {
            return Err(help());
        }
        let whole: i64 = whole.parse().map_err(|_| help())?;
        let cents: i64 = format!("{cents:0<2}").parse().map_err(|_| help())?;
        let price = Self(whole * 100 + cents);
        if price <= Self::MOST { Ok(price) } else { Err(help()) }
    }
}

impl fmt::Display for Price {
    /// "45" or "45.50"
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 % 100 {
            0 => write!(f, "{}", self.0 / 100),
            cents => write!(f, "{}.{cents:02}", self.0 / 100),
        }
    }
}

impl Serialize for Price {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 % 100 == 0 {
            serializer.serialize_i64(self.0 / 100)
        } else {
            serializer.serialize_f64(self.0 as f64 / 100.0)
        }
    }
}

impl<'de> Deserialize<'de> for Price {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AnyForm;
        impl de::Visitor<'_> for AnyForm {
            type Value = Price;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a price such as 45, 45.5 or \"45.50\"")
            }
            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Price, E> {
                self.visit_str(&value.to_string())
            }
            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Price, E> {
                self.visit_str(&value.to_string())
            }
            fn visit_f64<E: de::Error>(self, value: f64) -> Result<Price, E> {
                // 0.1 + 0.2 is meant as 0.3.
                let cents = (value * 100.0).round();
                let near = (value * 100.0 - cents).abs() < 1e-6;
                self.visit_str(&if near { cents / 100.0 } else { value }.to_string())
            }
            fn visit_str<E: de::Error>(self, value: &str) -> Result<Price, E> {
                value.parse().map_err(E::custom)
            }
        }
        deserializer.deserialize_any(AnyForm)
    }
}

#[cfg(feature = "ssr")]
impl utoipa::PartialSchema for Price {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
        ObjectBuilder::new()
            .schema_type(SchemaType::from_iter([Type::Number, Type::String]))
            .minimum(Some(0))
            .maximum(Some(1_000_000))
            .multiple_of(Some(0.01))
            .pattern(Some("^[0-9]{1,6}([.,][0-9]{1,2})?$"))
            .examples([45.5])
            .description(Some(
                "Price in major units of the clinic's currency, at most two decimals. Answers hold a number; a text \
                 such as \"45.50\" is read as well.",
            ))
            .into()
    }
}

#[cfg(feature = "ssr")]
impl utoipa::ToSchema for Price {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_round_trip() {
        for (text, cents) in [("45", 4500), ("45.5", 4550), ("45,50", 4550), ("0", 0), ("0.05", 5)] {
            assert_eq!(text.parse(), Ok(Price(cents)), "{text}");
        }
        for bad in ["", "-1", "1.234", "abc", "1e3", "1.2.3", "99999999999"] {
            assert!(bad.parse::<Price>().is_err(), "{bad}");
        }
        assert_eq!(Price(4550).to_string(), "45.50");
        assert_eq!(Price(4500).to_string(), "45");
    }
}

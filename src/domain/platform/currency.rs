//! Currencies by ISO 4217, and how English writes them.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de};

use super::{
    faults::PriceFault,
    price::{Amount, Price},
    stored::Unknown,
};

/// A currency in use.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(into = "String")]
pub struct Currency {
    code: &'static str,
    decimals: u8,
}

/// Signs that English puts before an amount (CLDR, locale en, narrow); other currencies are written by their code. The
/// clinic has one currency, so that a dollar is its own.
const SIGNS: &[(&str, &str)] = &[
    ("$", "AUD BBD BMD BND BSD BZD CAD FJD GYD HKD JMD KYD LRD MXN NAD NZD SBD SGD SRD TTD TWD USD XCD"),
    ("€", "EUR"),
    ("£", "EGP FKP GBP GIP LBP SDG SHP SSP SYP"),
    ("¥", "CNY JPY"),
    ("₦", "NGN"),
    ("₩", "KPW KRW"),
    ("₪", "ILS"),
    ("₫", "VND"),
    ("₭", "LAK"),
    ("₮", "MNT"),
    ("₱", "PHP"),
    ("₲", "PYG"),
    ("₴", "UAH"),
    ("₵", "GHS"),
    ("₸", "KZT"),
    ("₹", "INR"),
    ("₺", "TRY"),
    ("₼", "AZN"),
    ("₽", "RUB"),
    ("₾", "GEL"),
    ("R$", "BRL"),
    ("฿", "THB"),
    ("៛", "KHR"),
];

impl Currency {
    pub const EUR: Self = Self { code: "EUR", decimals: 2 };

    /// The currency of a code in three capitals: one in use, and no fund, metal or testing code.
    pub fn of(code: &str) -> Option<Self> {
        let found = iso_currency::Currency::from_code(code)?;
        // ISO lists VED beside it: the code of Venezuela's money is VES still.
        let is_past = found.is_superseded().is_some() && code != "VES";
        let in_use = !is_past && !found.is_fund() && !found.is_special();
        let decimals = found.exponent().and_then(|decimals| u8::try_from(decimals).ok());
        Some(Self { code: found.code(), decimals: decimals.filter(|_| in_use)? })
    }

    /// "EUR"
    pub fn code(self) -> &'static str {
        self.code
    }

    /// How many there are behind the point: 0 to 3.
    pub fn decimals(self) -> u8 {
        self.decimals
    }

    /// Amounts as one types them: "45 or 45.50".
    pub fn examples(self) -> &'static str {
        match self.decimals {
            0 => "4500",
            3 => "45 or 45.500",
            _ => "45 or 45.50",
        }
    }

    /// What an amount is in this currency.
    pub fn price(self, amount: &Amount) -> Result<Price, PriceFault> {
        let help = || PriceFault::NotAPrice { currency: self };
        let (whole, part) = amount.parts().ok_or_else(help)?;
        let decimals = usize::from(self.decimals);
        // What was meant as a thousand is not read as one: 1,000 and 1.500 are none in euros, zeros or not.
        let part = if decimals == 0 && part == "00" { "" } else { part };
        if part.len() > decimals {
            return Err(help());
        }
        let minor = format!("{whole}{part:0<decimals$}").parse().map_err(|_| help())?;
        let price = Price::new(minor, self);
        if price.is_too_much() {
            return Err(PriceFault::TooMuch { currency: self });
        }
        Ok(price)
    }

    /// A price for readers: "€45.50", "¥4,500", "KWD 45.500".
    pub fn write(self, price: Price) -> String {
        let amount = price.to_string();
        let (whole, part) = amount.split_at(amount.find('.').unwrap_or(amount.len()));
        let mut grouped = String::with_capacity(amount.len() + 8);
        for (n, digit) in whole.chars().enumerate() {
            if n > 0 && (whole.len() - n).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        match SIGNS.iter().find(|(_, codes)| codes.split_whitespace().any(|code| code == self.code)) {
            Some((sign, _)) => format!("{sign}{grouped}{part}"),
            None => format!("{}\u{a0}{grouped}{part}", self.code),
        }
    }
}

impl Default for Currency {
    fn default() -> Self {
        Self::EUR
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code)
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code)
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code.to_owned()
    }
}

// By hand: what is derived would be read from text that lives for ever, as `code` does.
impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Self::of(&code).ok_or_else(|| de::Error::custom(Unknown(code)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn currency(code: &str) -> Currency {
        Currency::of(code).unwrap()
    }

    #[test]
    fn only_codes_in_use() {
        assert!(["EUR", "USD", "ZWG", "AED", "JPY", "KWD", "VES"].into_iter().all(|code| Currency::of(code).is_some()));
        let none = ["", "eur", "EUX", "XXX", "XAU", "EUR USD", " EU", "DEM", "HRK", "BGN", "CLF", "UYW"];
        assert!(!none.into_iter().any(|code| Currency::of(code).is_some()));
        let letters = || 'A'..='Z';
        let codes = letters().flat_map(|a| letters().flat_map(move |b| letters().map(move |c| format!("{a}{b}{c}"))));
        assert_eq!(codes.filter(|code| Currency::of(code).is_some()).count(), 155);
    }

    #[test]
    fn prices_have_the_decimals_of_their_currency() {
        for (code, typed, minor, written) in [
            ("EUR", "45", 4500, "€45"),
            ("EUR", "45,5", 4550, "€45.50"),
            ("EUR", "0.05", 5, "€0.05"),
            ("JPY", "5000", 5000, "¥5,000"),
            ("JPY", "5000.00", 5000, "¥5,000"),
            ("VND", "1500000", 1_500_000, "₫1,500,000"),
            ("KWD", "12.125", 12_125, "KWD\u{a0}12.125"),
            ("KWD", "12.5", 12_500, "KWD\u{a0}12.500"),
            ("BHD", "7", 7000, "BHD\u{a0}7"),
            ("IDR", "1500000", 150_000_000, "IDR\u{a0}1,500,000"),
            ("ISK", "999", 999, "ISK\u{a0}999"),
            ("CLP", "45000", 45_000, "CLP\u{a0}45,000"),
            ("USD", "1234567.89", 123_456_789, "$1,234,567.89"),
            ("KRW", "45000,00", 45_000, "₩45,000"),
            ("KWD", "1.500", 1500, "KWD\u{a0}1.500"),
            ("EUR", "1000.00", 100_000, "€1,000"),
            ("VND", "1000000000", 1_000_000_000, "₫1,000,000,000"),
        ] {
            let price = currency(code).price(&Amount::from(typed)).unwrap();
            assert_eq!((price.minor(), currency(code).write(price)), (minor, written.to_owned()), "{typed} {code}");
            let again = currency(code).price(&Amount::from(price.to_string().as_str()));
            assert_eq!(again, Ok(price), "what stands in the form is read as the same");
        }
    }

    #[test]
    fn what_a_currency_does_not_have_is_refused_by_its_own_rule() {
        for (code, typed) in [
            ("EUR", "1,000"),
            ("EUR", "1.500"),
            ("CHF", "2.000"),
            ("USD", "1234567.8900"),
            ("JPY", "5,000"),
            ("JPY", "5000.0"),
            ("VND", "150.000"),
            ("KRW", "45,000"),
            ("KWD", "1.5000"),
            ("JPY", "5000.50"),
            ("VND", "0.5"),
            ("EUR", "12.125"),
            ("KWD", "12.1255"),
            ("EUR", "99999999999999999999999"),
        ] {
            let currency = currency(code);
            assert_eq!(currency.price(&Amount::from(typed)), Err(PriceFault::NotAPrice { currency }), "{typed} {code}");
        }
        for (code, typed) in [("EUR", "1000000000.01"), ("JPY", "1000000001")] {
            let currency = currency(code);
            assert_eq!(currency.price(&Amount::from(typed)), Err(PriceFault::TooMuch { currency }), "{typed} {code}");
        }
        for bad in ["", "-1", "abc", "1e3", "1.2.3", "1,500.00", ".5", "5.", "NaN", "４５", "45\0", "+4", "4 5"] {
            for code in ["EUR", "JPY", "KWD"] {
                assert!(currency(code).price(&Amount::from(bad)).is_err(), "{bad:?} {code}");
            }
        }
    }
}

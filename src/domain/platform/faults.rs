//! What may be wrong with texts, numbers, dates, choices and prices, and with a request itself.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{currency::Currency, words::codes};

codes! {
    /// Of what somebody typed. Lengths are in characters.
    TextFault {
        Missing = "required";
        TooShort { least: usize } = "too-short";
        TooLong { most: usize, length: usize } = "too-long";
        /// More than a form carries at all.
        FarTooLong = "far-too-long";
        /// A character that nobody sees stands after these words; at the beginning when there are none.
        Unseen { after: String } = "invisible-character";
        NotAnEmail = "not-an-email";
        NotAPhoneNumber = "not-a-phone-number";
        NoPassword = "no-password";
        PasswordTooShort { least: usize } = "password-too-short";
        PasswordTooLong { most: usize } = "password-too-long";
    }
}

codes! {
    NumberFault {
        NotWhole = "not-a-whole-number";
        TooSmall { least: i64 } = "too-small";
        OutOfRange { least: i64, most: i64 } = "out-of-range";
    }
}

codes! {
    DateFault {
        NotADate = "not-a-date";
        NotAMonth = "not-a-month";
        LastBeforeFirst = "last-before-first";
        /// The same, with the first day that would do.
        LastTooEarly { first: NaiveDate } = "last-too-early";
        TooManyDays { most: i64 } = "too-many-days";
        TooManyYears { most: u8 } = "too-many-years";
        Past = "day-over";
        /// Further ahead than this many years.
        TooFarAhead { years: u8 } = "too-far-ahead";
    }
}

codes! {
    ChoiceFault {
        NotOneOf { known: Vec<String> } = "not-one-of";
        NotATimeZone = "not-a-time-zone";
    }
}

codes! {
    PriceFault {
        NotAPrice { currency: Currency } = "not-a-price";
        /// Beyond [`super::price::Price::most`].
        TooMuch { currency: Currency } = "price-too-high";
    }
}

codes! {
    /// Of a request as such, before anybody asks what it means.
    RequestFault {
        Missing = "missing";
        Twice = "given-twice";
        NotA { wanted: Wanted } = "wrong-kind";
        /// It has the right kind, and no meaning.
        Meaningless = "meaningless";
        /// A form that has a field twice.
        SentTwice = "sent-twice";
        /// What stands in the header is no key.
        NotAKey { most: usize } = "not-a-key";
        /// A key that cannot be kept.
        UnusableKey { most: usize } = "unusable-key";
        /// What was made with this key is no longer there.
        Gone = "made-and-gone";
        /// What the reader of JSON said.
        NotJson { said: String } = "not-json";
        NotAnObject = "not-an-object";
        BodyBroken = "body-broken";
        FormBroken = "form-broken";
        NotPosted = "not-posted";
        NoPath = "no-path";
        NotOneHost = "not-one-host";
        AddressBroken = "address-broken";
    }
}

/// What a program should have sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Wanted {
    Text,
    Number,
    Boolean,
    List,
    Object,
    Id,
    Instant,
    TimeZone,
    /// An e-mail address; left out, not empty, when there is none.
    Email,
    VisitTypeId,
    DoctorId,
    DoctorIds,
    ProcessId,
    EventId,
    Cursor,
}

//! How values stand in columns. Which database has the columns is not known here.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::local::millis;

/// A value that stands in a column. Ids and enums of words are by their macros.
pub trait Stored: Sized {
    /// What the column holds: an id, a number, text, bytes, yes or no.
    type As<'a>;

    /// For the column; nothing where it stays empty.
    fn put(&self) -> Option<Self::As<'_>>;

    /// From the column.
    fn take(column: Self::As<'_>) -> Result<Self, Unknown>;

    /// From an empty column, if it may be empty.
    fn empty() -> Option<Self> {
        None
    }
}

/// What a column holds is no such value: a newer version wrote it, or somebody by hand.
#[derive(Debug, thiserror::Error)]
#[error("unknown value {0:?}")]
pub struct Unknown(pub String);

impl<T: Stored> Stored for Option<T> {
    type As<'a> = T::As<'a>;
    fn put(&self) -> Option<T::As<'_>> {
        self.as_ref()?.put()
    }
    fn take(column: T::As<'_>) -> Result<Self, Unknown> {
        T::take(column).map(Some)
    }
    fn empty() -> Option<Self> {
        Some(None)
    }
}

/// What stands in a column as it is.
macro_rules! as_it_is {
    ($($value:ty),+) => {$(
        impl Stored for $value {
            type As<'a> = Self;
            fn put(&self) -> Option<Self> {
                Some(*self)
            }
            fn take(column: Self) -> Result<Self, Unknown> {
                Ok(column)
            }
        }
    )+};
}
as_it_is!(Uuid, i64, bool);

/// Numbers that are narrower than a column.
macro_rules! narrower {
    ($($number:ty),+) => {$(
        impl Stored for $number {
            type As<'a> = i64;
            fn put(&self) -> Option<i64> {
                // None has more than 63 bits.
                i64::try_from(*self).ok()
            }
            fn take(column: i64) -> Result<Self, Unknown> {
                column.try_into().map_err(|_| Unknown(column.to_string()))
            }
        }
    )+};
}
narrower!(u16, u32, usize);

impl Stored for String {
    type As<'a> = &'a str;
    fn put(&self) -> Option<&str> {
        Some(self)
    }
    fn take(column: &str) -> Result<Self, Unknown> {
        Ok(column.to_owned())
    }
}

/// Keys that are hashes.
impl Stored for [u8; 16] {
    type As<'a> = &'a [u8];
    fn put(&self) -> Option<&[u8]> {
        Some(self)
    }
    fn take(column: &[u8]) -> Result<Self, Unknown> {
        column.try_into().map_err(|_| Unknown(format!("{} bytes", column.len())))
    }
}

/// Unix milliseconds.
impl Stored for DateTime<Utc> {
    type As<'a> = i64;
    fn put(&self) -> Option<i64> {
        Some(millis(*self))
    }
    fn take(column: i64) -> Result<Self, Unknown> {
        DateTime::from_timestamp_millis(column).ok_or_else(|| Unknown(column.to_string()))
    }
}

/// YYYY-MM-DD.
impl Stored for NaiveDate {
    type As<'a> = Cow<'a, str>;
    fn put(&self) -> Option<Cow<'_, str>> {
        Some(self.format("%Y-%m-%d").to_string().into())
    }
    fn take(column: Cow<'_, str>) -> Result<Self, Unknown> {
        column.parse().map_err(|_| Unknown(column.into_owned()))
    }
}

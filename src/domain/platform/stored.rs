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

#[cfg(test)]
mod tests {
    use std::fmt::Debug;

    use super::*;
    use crate::{people::account::Role, scheduling::schedule::Window};

    fn comes_back<T: Stored + PartialEq + Debug>(value: T) {
        let column = value.put().unwrap();
        assert_eq!(T::take(column).unwrap(), value);
    }

    #[test]
    fn what_was_put_is_taken_again() {
        comes_back(Role::Doctor);
        comes_back(Some(7_u16));
        comes_back(u32::MAX);
        comes_back([7_u8; 16]);
        comes_back(NaiveDate::from_ymd_opt(2026, 11, 4).unwrap());
        comes_back(DateTime::from_timestamp_millis(1_795_420_800_123).unwrap());
        comes_back(vec![Window { start: 540, end: 720 }, Window { start: 780, end: 1440 }]);
        comes_back(Vec::<Window>::new());
        assert!(None::<Role>.put().is_none());
        assert!(Option::<Role>::empty().is_some() && Role::empty().is_none());
    }

    #[test]
    fn what_was_never_put_is_unknown() {
        assert_eq!(Role::take("wizard").unwrap_err().0, "wizard");
        assert_eq!(u16::take(-1).unwrap_err().0, "-1");
        assert!(u16::take(65_536).is_err() && usize::take(-1).is_err());
        assert!(<[u8; 16]>::take(&[7; 15]).is_err());
        assert!(NaiveDate::take("2026-02-30".into()).is_err());
        assert!(DateTime::<Utc>::take(i64::MAX).is_err());
        assert!(Vec::<Window>::take("540-720 780".into()).is_err());
    }
}

//! Pages of lists.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::local::millis;

use super::{
    faults::NumberFault,
    problem::{Problem, ValidationErrors},
};

/// Which page of a list is wanted. Out-of-range wishes are refused, never clamped silently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PageRequest {
    /// From 1.
    pub page: u32,
    /// 1 to [`PageRequest::MOST`].
    pub per_page: u32,
    /// Only what comes behind this row; pages are counted from there. For lists that tell where to read on.
    pub after: Option<Cursor>,
}

/// A row of a list, by what the list is ordered by. Read on from one, rows that come or go meanwhile are neither shown twice
/// nor passed over; and however far down it is, nothing before it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cursor {
    pub at: DateTime<Utc>,
    pub id: Uuid,
}

/// For an address: "1795420800123-01938a5200007000800000000000000a".
impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", millis(self.at), self.id.simple())
    }
}

/// It is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoCursor;

impl FromStr for Cursor {
    type Err = NoCursor;
    fn from_str(text: &str) -> Result<Self, NoCursor> {
        let (at, id) = text.rsplit_once('-').ok_or(NoCursor)?;
        let at = at.parse().ok().and_then(DateTime::from_timestamp_millis).ok_or(NoCursor)?;
        Ok(Self { at, id: Uuid::try_parse(id).map_err(|_| NoCursor)? })
    }
}

impl PageRequest {
    pub const MOST: u32 = 100;
    /// Beyond this nobody turns pages; a search is the way.
    pub const LAST: u32 = 100_000;

    pub fn new(page: Option<i64>, per_page: Option<i64>, usual: u32) -> Result<Self, Problem> {
        let mut errors = ValidationErrors::default();
        let page = errors.keep("page", bounded(page, 1, Self::LAST));
        let per_page = errors.keep("per_page", bounded(per_page, usual, Self::MOST));
        errors.into_result()?;
        Ok(Self { page: page.unwrap_or(1), per_page: per_page.unwrap_or(usual), after: None })
    }

    pub fn offset(self) -> i64 {
        i64::from(self.page - 1) * i64::from(self.per_page)
    }
}

fn bounded(value: Option<i64>, usual: u32, most: u32) -> Result<u32, NumberFault> {
    match value {
        None => Ok(usual),
        Some(value) => u32::try_from(value)
            .ok()
            .filter(|v| (1..=most).contains(v))
            .ok_or(NumberFault::OutOfRange { least: 1, most: most.into() }),
    }
}

/// One page of a list, and how many there are in all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    /// At most `per_page`.
    pub items: Vec<T>,
    /// From 1.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 100_000, example = 1))]
    pub page: u32,
    /// As asked for.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 100, example = 20))]
    pub per_page: u32,
    /// Items on all pages together.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, example = 1))]
    pub total: i64,
    /// Where lists that grow are read on, as `after`; nothing at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "1795420800123-01938a5200007000800000000000000a"))]
    pub next: Option<String>,
}

impl<T> Page<T> {
    pub fn new(items: Vec<T>, request: PageRequest, total: i64) -> Self {
        Self { items, page: request.page, per_page: request.per_page, total, next: None }
    }

    /// Tells where the list is read on, if it goes on behind this page.
    pub fn read_on(mut self, cursor: impl Fn(&T) -> Cursor) -> Self {
        let goes_on = i64::from(self.page) * i64::from(self.per_page) < self.total;
        self.next = self.items.last().filter(|_| goes_on).map(|last| cursor(last).to_string());
        self
    }

    /// Number of pages; at least 1.
    pub fn pages(&self) -> u32 {
        let pages = (self.total + i64::from(self.per_page) - 1) / i64::from(self.per_page.max(1));
        u32::try_from(pages.max(1)).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_was_written_and_nothing_else_is_one() {
        for at in [-1, 0, 1_795_420_800_123] {
            let cursor = Cursor { at: DateTime::from_timestamp_millis(at).unwrap(), id: Uuid::from_u128(at as u128) };
            assert_eq!(cursor.to_string().parse(), Ok(cursor));
        }
        for bad in [
            "",
            "-",
            "1795420800123",
            "1795420800123-",
            "x-01938a5200007000800000000000000a",
            "1-2",
            "99999999999999999999-1",
        ] {
            assert_eq!(bad.parse::<Cursor>(), Err(NoCursor), "{bad}");
        }
    }

    #[test]
    fn a_list_is_read_on_until_its_end() {
        let cursor = |n: &i64| Cursor { at: DateTime::from_timestamp_millis(*n).unwrap(), id: Uuid::nil() };
        let page = |page, total| {
            let request = PageRequest { page, per_page: 2, after: None };
            Page::new(vec![1, 2], request, total).read_on(cursor).next.is_some()
        };
        assert!(page(1, 3) && page(2, 5));
        assert!(!page(1, 2) && !page(2, 4));
    }
}

//! Pages of lists.

use serde::{Deserialize, Serialize};

/// Which page of a list is wanted. Out-of-range wishes are refused, never clamped silently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PageRequest {
    /// From 1.
    pub page: u32,
    /// 1 to [`PageRequest::MOST`].
    pub per_page: u32,
}

impl PageRequest {
    pub const MOST: u32 = 100;
    /// Beyond this nobody turns pages; a search is the way.
    pub const LAST: u32 = 100_000;

    pub fn new(page: Option<i64>, per_page: Option<i64>, usual: u32) -> Result<Self, super::problem::Problem> {
        let mut errors = super::problem::ValidationErrors::default();
        let page = bounded(page, 1, Self::LAST).map_err(|m| errors.add("page", m));
        let per_page = bounded(per_page, usual, Self::MOST).map_err(|m| errors.add("per_page", m));
        errors.into_result()?;
        Ok(Self { page: page.unwrap_or(1), per_page: per_page.unwrap_or(usual) })
    }

    pub fn offset(self) -> i64 {
        i64::from(self.page - 1) * i64::from(self.per_page)
    }
}

fn bounded(value: Option<i64>, usual: u32, most: u32) -> Result<u32, String> {
    match value {
        None => Ok(usual),
        Some(value) => u32::try_from(value)
            .ok()
            .filter(|v| (1..=most).contains(v))
            .ok_or_else(|| format!("Please give a number from 1 to {most}.")),
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
}

impl<T> Page<T> {
    pub fn new(items: Vec<T>, request: PageRequest, total: i64) -> Self {
        Self { items, page: request.page, per_page: request.per_page, total }
    }

    /// Number of pages; at least 1.
    pub fn pages(&self) -> u32 {
        let pages = (self.total + i64::from(self.per_page) - 1) / i64::from(self.per_page.max(1));
        u32::try_from(pages.max(1)).unwrap_or(u32::MAX)
    }
}

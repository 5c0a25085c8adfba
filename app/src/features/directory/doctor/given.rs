//! What the calendar is given: at first by the page, then by the server.

use chrono::NaiveDate;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::{
    calendar::month_word,
    month::{Month, MonthView},
};
use crate::{browser, ui::path_of};

/// What the calendar begins with.
#[derive(Clone, Serialize, Deserialize)]
pub struct Given {
    pub month: MonthView,
    /// Number of the chosen date, as in `wire`.
    pub day: Option<i32>,
    /// The zone that the address asks for; empty for the viewer's own.
    pub asked_zone: String,
    /// The search that led here, which the address keeps.
    pub search: String,
}

/// In the browser it stands beside the island: as its arguments, it would be read by serde_json. Leptos is readied here and
/// not at the start of every page, so that it is loaded with the island.
pub fn given() -> Given {
    #[cfg(feature = "hydrate")]
    {
        hydrate_islands();
        let written = document().query_selector("[data-props]").ok().flatten();
        if let Some(given) = written.and_then(|element| browser::read::<Given>(&element.get_attribute("data-props")?)) {
            provide_context(given);
        }
    }
    expect_context()
}

/// Why a month is not shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// The visit type, or the doctor, is no longer there for this reader.
    Gone,
    Unreachable,
}

/// Asks for a month of the doctor and visit type that are shown.
pub async fn fetch_month(shown: MonthView, first: NaiveDate) -> Result<MonthView, Lost> {
    let (doctor, visit_type) = (shown.doctor.to_string(), shown.visit_type.to_string());
    let month = month_word(first);
    let asked = [("doctor", &*doctor), ("visit_type", &visit_type), ("month", &month), ("zone", &shown.zone)];
    let (well, text) = browser::post(path_of::<Month>(), &asked).await.map_err(|_| Lost::Unreachable)?;
    if well {
        return browser::read(&text).ok_or(Lost::Unreachable);
    }
    let gone = [r#""code":"not-found""#, r#""code":"not-offered""#].iter().any(|code| text.contains(code));
    Err(if gone { Lost::Gone } else { Lost::Unreachable })
}

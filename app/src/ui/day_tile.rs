//! A date as a leaf of a calendar.

use chrono::NaiveDate;
use leptos::prelude::*;

/// A date to find at a glance. What stands beside it says the same in words, so it is hidden from screen readers.
#[component]
pub fn DayTile(date: NaiveDate, #[prop(optional)] large: bool) -> impl IntoView {
    let [weekday, day, month] = ["%a", "%-d", "%b"].map(|part| date.format(part).to_string());
    view! {
        <span class=if large { "day-tile day-tile-large" } else { "day-tile" } aria-hidden="true">
            <span class="day-tile-month">{month}</span>
            <span class="day-tile-day">{day}</span>
            <span class="day-tile-weekday">{weekday}</span>
        </span>
    }
}

//! Free times of a day as chips, by part of the day.

use anteroom::domain::local::clock;
use chrono::{NaiveDateTime, Timelike};
use leptos::prelude::*;

/// A time and where choosing it leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeLink {
    /// On the viewer's wall.
    pub at: NaiveDateTime,
    pub href: String,
}

const PARTS: [(&str, u32, u32); 3] = [("Morning", 0, 12), ("Afternoon", 12, 17), ("Evening", 17, 24)];

/// Times of one day, grouped by morning, afternoon and evening; parts without times are left out.
#[component]
pub fn TimeChips(times: Vec<TimeLink>) -> impl IntoView {
    PARTS
        .iter()
        .filter_map(|(part, from, to)| {
            let chips: Vec<_> = times
                .iter()
                .filter(|time| (*from..*to).contains(&time.at.hour()))
                .map(|time| {
                    view! { <li><a class="chip" href=time.href.clone()>{clock(time.at)}</a></li> }
                })
                .collect();
            (!chips.is_empty()).then(|| {
                view! {
                    <div class="times-part">
                        <h4>{*part}</h4>
                        <ul class="chips">{chips}</ul>
                    </div>
                }
            })
        })
        .collect_view()
}

//! Back and forth between days and weeks.

use chrono::NaiveDate;
use leptos::prelude::*;

use super::{Button, ButtonKind, Icon, Sign};

/// Links to what comes before and after, as (address, name), and between them the way back to now.
#[component]
pub fn Steps(
    /// Names the landmark: "Days".
    #[prop(into)]
    label: String,
    before: (String, &'static str),
    after: (String, &'static str),
    /// Not given where the page shows now.
    #[prop(default = None)]
    now: Option<(&'static str, &'static str)>,
) -> impl IntoView {
    let now = now.map(|(href, name)| view! { <a class="btn btn-secondary" href=href>{name}</a> });
    view! {
        <nav aria-label=label class="steps">
            <a class="btn btn-secondary" rel="prev" href=before.0>
                <Icon sign=Sign::ArrowLeft class="icon icon-way"/>
                <span>{before.1}</span>
            </a>
            {now}
            <a class="btn btn-secondary" rel="next" href=after.0>
                <span>{after.1}</span>
                <Icon sign=Sign::ArrowRight class="icon icon-way"/>
            </a>
        </nav>
    }
}

/// To any date: a page that takes `?date=`.
#[component]
pub fn DateJump(
    /// Path of the page.
    action: &'static str,
    /// The date that is shown.
    date: NaiveDate,
) -> impl IntoView {
    view! {
        <form method="get" action=action class="date-jump" aria-label="Go to a date">
            <input class="input input-short" type="date" name="date" value=date.to_string() aria-label="Date" required/>
            <Button kind=ButtonKind::Secondary>"Go"</Button>
        </form>
    }
}

//! What stands on the doctor's pages until it is seen to.

use anteroom::domain::{
    attention::{NamedVisit, NamedVisits, Outside},
    local,
};
use leptos::prelude::*;

use crate::ui::{Notice, Tone, counted};

/// Booked visits that the hours no longer hold, for as long as there are any.
#[component]
pub fn OutsideHours(visits: NamedVisits) -> impl IntoView {
    let (count, stay) = match visits.total() {
        0 => return None,
        1 => (
            "One booked visit lies outside of your hours.".to_owned(),
            "It stays booked. Open these hours again, or open the visit to cancel it with a reason.",
        ),
        n => (
            format!("{n} booked visits lie outside of your hours."),
            "They stay booked. Open these hours again, or open each visit to cancel it with a reason.",
        ),
    };
    Some(view! {
        <section class="mb-8" aria-label="Visits outside of your hours" id="outside">
            <Notice tone=Tone::Warn>
                <p class="font-semibold">{count}</p>
                <p>{stay}</p>
                <Named visits/>
            </Notice>
        </section>
    })
}

/// Visits of earlier days of which nobody said how they went.
#[component]
pub fn Unmarked(visits: NamedVisits) -> impl IntoView {
    let count = match visits.total() {
        0 => return None,
        1 => "One earlier visit is to be marked: did the patient come?".to_owned(),
        n => format!("{n} earlier visits are to be marked: did the patients come?"),
    };
    Some(view! {
        <section class="mb-8" aria-label="Earlier visits to be marked" id="unmarked">
            <Notice>
                <p class="font-semibold">{count}</p>
                <Named visits/>
            </Notice>
        </section>
    })
}

#[component]
fn Named(visits: NamedVisits) -> impl IntoView {
    let NamedVisits { first, more } = visits;
    let rows = first.into_iter().map(row).collect_view();
    let more = (more > 0).then(|| view! { <li>{format!("and {}", counted(more, "more visit"))}</li> });
    view! { <ul class="named-visits">{rows}{more}</ul> }
}

fn row(visit: NamedVisit) -> impl IntoView {
    let href = format!("/visits/{}", visit.id);
    let when = format!("{}, {}", local::day(visit.local.start.date()), visit.local.hours());
    let closed = (visit.why == Some(Outside::Closed)).then_some(" (closed)");
    view! {
        <li>
            <a href=href>{visit.patient}</a>
            <span class="tabular-nums">{when}{closed}</span>
        </li>
    }
}

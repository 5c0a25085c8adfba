//! What stands on the doctor's pages until it is seen to.

use clinic::scheduling::attention::{NamedAppointment, NamedAppointments};
use domain::{platform::local, scheduling::attention::Outside};
use leptos::prelude::*;

use crate::ui::{Disclosure, Notice, Tone, counted};

/// So many visits are named at once; the rest unfolds.
const SHOWN: usize = 12;

/// Booked visits that the hours no longer hold, for as long as there are any.
#[component]
pub fn OutsideHours(visits: Vec<NamedAppointment>) -> impl IntoView {
    let (count, stay) = match visits.len() {
        0 => return None,
        1 => (
            "One booked visit lies outside of your hours.".to_owned(),
            "It stays booked. Open these hours again, or open the visit to cancel it with a reason.",
        ),
        n => (
            format!("{} lie outside of your hours.", counted(n, "booked visit")),
            "They stay booked. Open these hours again, or open each visit to cancel it with a reason.",
        ),
    };
    Some(view! { <Notable label="Visits outside of your hours" id="outside" count stay visits/> })
}

/// Says that there are such visits, where they do not concern the day.
#[component]
pub fn SomeAgreedElsewhere(count: usize) -> impl IntoView {
    let said = agreed_elsewhere(count)?;
    Some(view! {
        <div class="mb-8">
            <Notice>
                <p><strong>{said}</strong>" "<a href="/practice/profile#elsewhere">"See which on your profile"</a></p>
            </Notice>
        </div>
    })
}

fn agreed_elsewhere(count: usize) -> Option<String> {
    match count {
        0 => None,
        1 => Some("One booked visit was agreed at another address.".to_owned()),
        n => Some(format!("{} were agreed at another address.", counted(n, "booked visit"))),
    }
}

/// Booked visits whose patients were told to come to another address than the practice has now, for as long as there are
/// any.
#[component]
pub fn AgreedElsewhere(visits: Vec<NamedAppointment>) -> impl IntoView {
    let count = agreed_elsewhere(visits.len())?;
    let stay = if visits.len() == 1 {
        "The patient was told to come there, and reads it on the visit. If that is no longer so, tell them, or open \
         the visit to cancel it with a reason."
    } else {
        "The patients were told to come there, and read it on the visit. If that is no longer so, tell them, or open \
         each visit to cancel it with a reason."
    };
    Some(view! { <Notable label="Visits agreed at another address" id="elsewhere" count stay visits/> })
}

/// Visits that stay booked and want something done, the first of them named at once.
#[component]
fn Notable(
    label: &'static str,
    id: &'static str,
    count: String,
    stay: &'static str,
    mut visits: Vec<NamedAppointment>,
) -> impl IntoView {
    let more = visits.split_off(visits.len().min(SHOWN));
    let more = (!more.is_empty()).then(|| {
        let summary = format!("Show {} more", more.len());
        view! { <Disclosure summary class="mt-2"><Named visits=more/></Disclosure> }
    });
    view! {
        <section class="mb-8" aria-label=label id=id>
            <Notice tone=Tone::Warn>
                <p class="font-semibold">{count}</p>
                <p>{stay}</p>
                <Named visits/>
                {more}
            </Notice>
        </section>
    }
}

/// Visits of earlier days of which nobody said how they went.
#[component]
pub fn Unmarked(visits: NamedAppointments) -> impl IntoView {
    let count = match visits.total() {
        0 => return None,
        1 => "One earlier visit is to be marked: did the patient come?".to_owned(),
        n => format!("{} are to be marked: did the patients come?", counted(n, "earlier visit")),
    };
    let NamedAppointments { first, more } = visits;
    let more = (more > 0).then(|| view! { <p class="mt-2">{format!("And {}.", counted(more, "earlier one"))}</p> });
    Some(view! {
        <section class="mb-8" aria-label="Earlier visits to be marked" id="unmarked">
            <Notice>
                <p class="font-semibold">{count}</p>
                <Named visits=first/>
                {more}
            </Notice>
        </section>
    })
}

#[component]
fn Named(visits: Vec<NamedAppointment>) -> impl IntoView {
    view! { <ul class="named-visits">{visits.into_iter().map(row).collect_view()}</ul> }
}

fn row(visit: NamedAppointment) -> impl IntoView {
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

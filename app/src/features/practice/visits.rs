//! All visits of the doctor.

use domain::scheduling::appointment::VisitList;
use leptos::prelude::*;

use super::{api::visits, setup::SetUpHere};
use crate::{
    features::visits::{Of, VisitWish, VisitsFound},
    load::{load, tidy_address},
    ui::{ButtonKind, ButtonLink, EmptyState, Sign},
};

/// The doctor's visits: `/practice/visits?part=&q=&from=&to=&status=&visit_type=&kind=&page=`.
#[component]
pub fn PracticeVisitsPage() -> impl IntoView {
    let wish = VisitWish::of_this_page();
    tidy_address();
    load(visits(wish.clone()), move |found| {
        let empty = empty(wish.part()).into_any();
        let note = view! { <SetUpHere/> }.into_any();
        view! { <VisitsFound wish found of=Of::Practice path="/practice/visits" empty note/> }
    })
}

fn empty(part: VisitList) -> impl IntoView {
    let (title, text) = match part {
        VisitList::Past => ("No past visits", "Visits that are over stand here."),
        VisitList::Cancelled => ("Nothing was cancelled", "Cancelled visits stand here, with their reasons."),
        _ => ("No visits booked", "As soon as a patient books one of your free times, the visit stands here."),
    };
    view! {
        <EmptyState title text sign=Sign::Calendar>
            <ButtonLink href="/practice/hours" kind=ButtonKind::Secondary>"Check your hours"</ButtonLink>
        </EmptyState>
    }
}

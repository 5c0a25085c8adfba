//! All visits of the doctor.

use clinic::scheduling::appointment_lists;
use domain::scheduling::appointment_search::AppointmentList;
use leptos::prelude::*;

use super::setup::SetUpHere;
use crate::{
    error::AppError,
    features::scheduling::visits::{AppointmentWish, FoundAppointments, Of, VisitsFound},
    load::{load, tidy_address},
    server::{self, ctx},
    ui::{ButtonKind, ButtonLink, EmptyState, Sign},
};

/// The doctor's visits: `/practice/visits?part=&q=&from=&to=&status=&visit_type=&kind=&page=`.
#[component]
pub fn PracticeVisitsPage() -> impl IntoView {
    let wish = AppointmentWish::of_this_page();
    tidy_address();
    load(read(wish.clone()), move |found| {
        let empty = empty(wish.part()).into_any();
        let note = view! { <SetUpHere/> }.into_any();
        view! { <VisitsFound wish found of=Of::Practice path="/practice/visits" empty note/> }
    })
}

fn empty(part: AppointmentList) -> impl IntoView {
    let (title, text) = match part {
        AppointmentList::Past => ("No past visits", "Visits that are over stand here."),
        AppointmentList::Cancelled => ("Nothing was cancelled", "Cancelled visits stand here, with their reasons."),
        _ => ("No visits booked", "As soon as a patient books one of your free times, the visit stands here."),
    };
    view! {
        <EmptyState title text sign=Sign::Calendar>
            <ButtonLink href="/practice/hours" kind=ButtonKind::Secondary>"Check your hours"</ButtonLink>
        </EmptyState>
    }
}

/// One page of the doctor's visits.
async fn read(wish: AppointmentWish) -> Result<FoundAppointments, AppError> {
    let ctx = ctx()?;
    let own = ctx.right()?;
    let mut search = wish.search()?;
    search.part.get_or_insert(AppointmentList::Upcoming);
    let types = ctx.answer(appointment_lists::own_visit_types(&ctx.clinic, own).await)?;
    let choices = types.into_iter().map(|(id, name)| (id.to_string(), name)).collect();
    FoundAppointments::read(&ctx, &search, server::page(&wish.page, 20)?, choices).await
}

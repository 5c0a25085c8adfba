//! All visits, for admins.

use leptos::prelude::*;

use super::api::appointments;
use crate::{
    features::visits::{Of, VisitWish, VisitsFound},
    load::{load, tidy_address},
    ui::{EmptyState, Sign},
};

/// All visits: `/admin/appointments?part=&q=&doctor_name=&from=&to=&status=&kind=&page=`.
#[component]
pub fn AdminAppointmentsPage() -> impl IntoView {
    let wish = VisitWish::of_this_page();
    tidy_address();
    load(appointments(wish.clone()), move |found| {
        let empty = view! {
            <EmptyState title="No visits here" text="As soon as a patient books, the visit stands here." sign=Sign::Calendar/>
        };
        view! { <VisitsFound wish found of=Of::Clinic path="/admin/appointments" empty=empty.into_any()/> }
    })
}

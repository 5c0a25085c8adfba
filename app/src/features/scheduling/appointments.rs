//! All visits, for admins.

use domain::people::policy::AsAdmin;
use leptos::prelude::*;

use super::visits::{AppointmentWish, FoundAppointments, Of, VisitsFound};
use crate::{
    error::AppError,
    load::{load, tidy_address},
    server::{self, ctx},
    ui::{EmptyState, Sign},
};

/// All visits: `/admin/appointments?part=&q=&doctor_name=&from=&to=&status=&kind=&page=`.
#[component]
pub fn AdminAppointmentsPage() -> impl IntoView {
    let wish = AppointmentWish::of_this_page();
    tidy_address();
    load(read(wish.clone()), move |found| {
        let empty = view! {
            <EmptyState title="No visits here" text="As soon as a patient books, the visit stands here." sign=Sign::Calendar/>
        };
        view! { <VisitsFound wish found of=Of::Clinic path="/admin/appointments" empty=empty.into_any()/> }
    })
}

/// One page of all visits.
async fn read(wish: AppointmentWish) -> Result<FoundAppointments, AppError> {
    let ctx = ctx()?;
    ctx.right::<AsAdmin>()?;
    FoundAppointments::read(&ctx, &wish.search()?, server::page(&wish.page, server::ROWS)?, Vec::new()).await
}

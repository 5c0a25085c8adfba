//! All visits, for admins.

use leptos::prelude::*;

use super::visits::{FoundVisits, Of, VisitWish, VisitsFound};
use crate::{
    error::AppError,
    load::{load, tidy_address},
    server::{self, ctx},
    ui::{EmptyState, Sign},
};

/// All visits: `/admin/appointments?part=&q=&doctor_name=&from=&to=&status=&kind=&page=`.
#[component]
pub fn AdminAppointmentsPage() -> impl IntoView {
    let wish = VisitWish::of_this_page();
    tidy_address();
    load(read(wish.clone()), move |found| {
        let empty = view! {
            <EmptyState title="No visits here" text="As soon as a patient books, the visit stands here." sign=Sign::Calendar/>
        };
        view! { <VisitsFound wish found of=Of::Clinic path="/admin/appointments" empty=empty.into_any()/> }
    })
}

/// One page of all visits.
async fn read(wish: VisitWish) -> Result<FoundVisits, AppError> {
    let ctx = ctx()?;
    ctx.actor().as_admin()?;
    FoundVisits::read(&ctx, &wish.search()?, server::page(&wish.page, server::ROWS)?, Vec::new()).await
}

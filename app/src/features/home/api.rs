//! What the start page asks for.

use domain::{
    directory::doctor::{DoctorCard, Specialty},
    platform::page::Page,
    scheduling::appointment::{AppointmentView, VisitDoctor},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// Whom one can see soonest; and for a patient, what comes next and whom they have seen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HomeView {
    pub doctors: Page<DoctorCard>,
    pub specialties: Vec<Specialty>,
    pub next: Option<AppointmentView>,
    /// Each once, the latest first, at most four.
    pub seen: Vec<VisitDoctor>,
}

/// Most doctors that are named as seen before.
#[cfg(feature = "ssr")]
const SEEN: usize = 4;

/// The start page of whoever asks.
#[server(prefix = "/do", endpoint = "home/start")]
pub async fn start() -> Result<HomeView, AppError> {
    use clinic::{
        directory::{self, doctors},
        scheduling::visit_lists::list,
    };
    use domain::{
        directory::search::DoctorSearch,
        people::account::Role,
        scheduling::{appointment::VisitList, visit_search::VisitSearch},
    };

    use crate::server::{ctx, page};
    let ctx = ctx()?;
    let found = directory::search(&ctx.clinic, &DoctorSearch::default(), ctx.zone.as_deref(), page("", 20)?).await;
    let doctors = ctx.answer(found)?.doctors;
    let specialties = ctx.answer(doctors::specialties(&ctx.clinic).await)?;
    let (mut next, mut seen) = (None, Vec::<VisitDoctor>::new());
    if ctx.session.as_ref().is_some_and(|session| session.me.role == Role::Patient) {
        let visits = async |part| {
            let search = VisitSearch { part: Some(part), ..Default::default() };
            ctx.answer(list(&ctx.clinic, ctx.actor(), &search, page("", 20)?).await)
        };
        next = visits(VisitList::Upcoming).await?.items.into_iter().next();
        for visit in visits(VisitList::Past).await?.items {
            if seen.len() < SEEN && seen.iter().all(|doctor| doctor.id != visit.doctor.id) {
                seen.push(visit.doctor);
            }
        }
    }
    Ok(HomeView { doctors, specialties, next, seen })
}

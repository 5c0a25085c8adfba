//! What the pages of visits ask the clinic for, and what their forms send.

use domain::scheduling::appointment::AppointmentView;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::wish::{FoundVisits, VisitWish};
use crate::error::AppError;

/// A patient's visits: the one that comes next, and one page of what is asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MyVisits {
    pub next: Option<AppointmentView>,
    pub found: FoundVisits,
}

/// The signed-in patient's visits.
#[server(prefix = "/do", endpoint = "visits/mine")]
pub async fn mine(#[server(default)] wish: VisitWish) -> Result<MyVisits, AppError> {
    use clinic::scheduling::visit_lists::{list, own_doctors};
    use domain::scheduling::{appointment::VisitList, visit_search::VisitSearch};

    use crate::server::{ctx, page};
    let ctx = ctx()?;
    ctx.actor().as_patient()?;
    let mut search = wish.search()?;
    let part = *search.part.get_or_insert(VisitList::Upcoming);
    let upcoming = VisitSearch { part: Some(VisitList::Upcoming), ..VisitSearch::default() };
    let next = ctx.answer(list(&ctx.clinic, ctx.actor(), &upcoming, page("", 1)?).await)?;
    let doctors = ctx.answer(own_doctors(&ctx.clinic, ctx.actor(), part).await)?;
    let choices = doctors.into_iter().map(|(id, name)| (id.to_string(), name)).collect();
    let found = FoundVisits::read(&ctx, &search, page(&wish.page, 10)?, choices).await?;
    Ok(MyVisits { next: next.items.into_iter().next(), found })
}

/// One visit with its history, for whoever has a part in it.
#[server(prefix = "/do", endpoint = "visits/one")]
pub async fn visit(id: String) -> Result<AppointmentView, AppError> {
    use clinic::scheduling::appointments;

    use crate::server::{self, ctx};
    let ctx = ctx()?;
    ctx.actor().signed_in()?;
    ctx.answer(appointments::get(&ctx.clinic, ctx.actor(), server::id(&id)?).await)
}

/// Moves a visit through its life: cancel, complete, no-show and whatever else its state allows.
#[server(prefix = "/do", endpoint = "visits/move")]
pub async fn move_visit(
    id: String,
    transition: String,
    #[server(default)] reason: String,
    /// A page of the practice to come back to; else it is the visit's.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use clinic::scheduling::appointments;
    use domain::people::account::Role;

    use crate::server::{self, ctx};
    let ctx = ctx()?;
    ctx.actor().signed_in()?;
    let Some(transition) = server::word("transition", &transition)? else {
        return Err(domain::platform::problem::Problem::field("transition", "Please say what should happen.").into());
    };
    let reason = Some(reason.trim()).filter(|reason| !reason.is_empty());
    let moved = appointments::transition(&ctx.clinic, ctx.actor(), server::id(&id)?, transition, reason).await;
    let moved = ctx.answer(moved)?;
    let by = ctx.session.as_ref().map_or(Role::Patient, |session| session.me.role);
    let to = match server::safe_path(&back) {
        day if day == "/practice" || day.starts_with("/practice?") => format!("{day}#visits"),
        _ => format!("/visits/{}", moved.id),
    };
    server::done(&to, super::parts::told(transition, by));
    Ok(())
}

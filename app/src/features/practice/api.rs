//! What the doctor's pages ask the clinic for.

use domain::{
    directory::doctor::{OwnProfile, Specialty},
    insight::figures::{FiguresQuery, Picture},
    scheduling::{
        appointment::{DoctorDay, DoctorWeek},
        attention::Attention,
        schedule::{ExceptionView, WeeklySchedule},
        visit_type::VisitType,
    },
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{
    error::AppError,
    features::visits::{FoundVisits, VisitWish},
};

/// The doctor's day, and what is still missing before patients can find the profile.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Today {
    pub day: DoctorDay,
    pub profile: OwnProfile,
    pub types: Vec<VisitType>,
    pub attention: Attention,
}

/// What can be booked, and the profile that says where.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Offer {
    pub types: Vec<VisitType>,
    pub profile: OwnProfile,
}

/// Weekly hours and the dates that differ.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OwnHours {
    pub weekly: WeeklySchedule,
    pub exceptions: Vec<ExceptionView>,
    /// The doctor's own today: the first date that may be changed.
    pub today: chrono::NaiveDate,
    /// Zones to choose from: by name, and what they are called.
    pub zones: Vec<(String, String)>,
    pub profile: OwnProfile,
    pub types: Vec<VisitType>,
    pub attention: Attention,
}

/// The profile and the specialties to choose from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProfileForm {
    pub profile: OwnProfile,
    pub types: Vec<VisitType>,
    pub specialties: Vec<Specialty>,
}

/// One day of the signed-in doctor; today when none is named.
#[server(prefix = "/do", endpoint = "practice/day")]
pub async fn day(#[server(default)] date: String) -> Result<Today, AppError> {
    use clinic::{
        directory::doctors,
        scheduling::{attention, schedules, visit_types},
    };

    use crate::server::{self, ctx};
    let ctx = ctx()?;
    ctx.actor().as_doctor()?;
    let date = (!date.is_empty()).then(|| server::date("date", &date)).transpose()?;
    let day = ctx.answer(schedules::day(&ctx.clinic, ctx.actor(), date).await)?;
    let profile = ctx.answer(doctors::own_profile(&ctx.clinic, ctx.actor()).await)?;
    let types = ctx.answer(visit_types::list(&ctx.clinic, ctx.actor()).await)?;
    let attention = ctx.answer(attention::of_practice(&ctx.clinic, ctx.actor()).await)?;
    Ok(Today { day, profile, types, attention })
}

/// The week of a date, or this week.
#[server(prefix = "/do", endpoint = "practice/week")]
pub async fn week(#[server(default)] date: String) -> Result<DoctorWeek, AppError> {
    use crate::server::{self, ctx};
    let ctx = ctx()?;
    ctx.actor().as_doctor()?;
    let date = (!date.is_empty()).then(|| server::date("date", &date)).transpose()?;
    ctx.answer(clinic::scheduling::schedules::week(&ctx.clinic, ctx.actor(), date).await)
}

/// The doctor's own figures.
#[server(prefix = "/do", endpoint = "practice/figures")]
pub async fn figures(#[server(default)] query: FiguresQuery) -> Result<Picture, AppError> {
    use crate::server::ctx;
    let ctx = ctx()?;
    ctx.answer(clinic::insight::figures::of_practice(&ctx.clinic, ctx.actor(), &query).await)
}

/// One page of the doctor's visits.
#[server(prefix = "/do", endpoint = "practice/visits")]
pub async fn visits(#[server(default)] wish: VisitWish) -> Result<FoundVisits, AppError> {
    use clinic::scheduling::visit_lists;
    use domain::scheduling::appointment::VisitList;

    use crate::server::{self, ctx};
    let ctx = ctx()?;
    ctx.actor().as_doctor()?;
    let mut search = wish.search()?;
    search.part.get_or_insert(VisitList::Upcoming);
    let types = ctx.answer(visit_lists::own_visit_types(&ctx.clinic, ctx.actor()).await)?;
    let choices = types.into_iter().map(|(id, name)| (id.to_string(), name)).collect();
    FoundVisits::read(&ctx, &search, server::page(&wish.page, 20)?, choices).await
}

/// The doctor's hours, exceptions and the zones there are.
#[server(prefix = "/do", endpoint = "practice/hours")]
pub async fn hours() -> Result<OwnHours, AppError> {
    use clinic::{
        directory::doctors,
        scheduling::{attention, schedules, visit_types, zones},
    };

    use crate::server::ctx;
    let ctx = ctx()?;
    let profile = ctx.answer(doctors::own_profile(&ctx.clinic, ctx.actor()).await)?;
    let types = ctx.answer(visit_types::list(&ctx.clinic, ctx.actor()).await)?;
    let attention = ctx.answer(attention::of_practice(&ctx.clinic, ctx.actor()).await)?;
    let weekly = ctx.answer(schedules::weekly(&ctx.clinic, ctx.actor()).await)?;
    let exceptions = ctx.answer(schedules::exceptions(&ctx.clinic, ctx.actor()).await)?;
    let today = ctx.answer(schedules::day(&ctx.clinic, ctx.actor(), None).await)?.today;
    let zones = zones::choices(Some(&weekly.time_zone), ctx.clinic.effects.clock.now());
    Ok(OwnHours { weekly, exceptions, today, zones, profile, types, attention })
}

/// The doctor's visit types.
#[server(prefix = "/do", endpoint = "practice/visit-types")]
pub async fn visit_types() -> Result<Offer, AppError> {
    use clinic::{directory::doctors, scheduling::visit_types};

    use crate::server::ctx;
    let ctx = ctx()?;
    let types = ctx.answer(visit_types::list(&ctx.clinic, ctx.actor()).await)?;
    let profile = ctx.answer(doctors::own_profile(&ctx.clinic, ctx.actor()).await)?;
    Ok(Offer { types, profile })
}

/// The doctor's own profile.
#[server(prefix = "/do", endpoint = "practice/profile")]
pub async fn profile() -> Result<ProfileForm, AppError> {
    use clinic::{directory::doctors, scheduling::visit_types};

    use crate::server::ctx;
    let ctx = ctx()?;
    let profile = ctx.answer(doctors::own_profile(&ctx.clinic, ctx.actor()).await)?;
    let types = ctx.answer(visit_types::list(&ctx.clinic, ctx.actor()).await)?;
    let specialties = ctx.answer(doctors::specialties(&ctx.clinic).await)?;
    Ok(ProfileForm { profile, types, specialties })
}

//! What a doctor's page and its calendar ask for.

use chrono::NaiveDate;
use contract::scheduling::DaySlots;
use domain::{
    people::policy::Actor,
    platform::ids::{DoctorId, VisitTypeId},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::wire;
use crate::{by::By, error::AppError};

/// A month of free times with one doctor for one visit type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "wire::Month", into = "wire::Month")]
pub struct MonthView {
    pub doctor: DoctorId,
    pub visit_type: VisitTypeId,
    /// The month's first date.
    pub first: NaiveDate,
    /// Today, on the viewer's wall.
    pub today: NaiveDate,
    /// The last date that can be booked.
    pub last: NaiveDate,
    /// IANA name of the zone in which dates and times are.
    pub zone: String,
    /// Every date of the month, and those of the next that complete its last week and can be booked.
    pub days: Vec<DaySlots>,
}

/// Another month (`YYYY-MM`) of the same doctor and visit type, for the calendar in the browser.
#[server(prefix = "/do", endpoint = "doctors/month", protocol = By<Actor>)]
pub async fn month(doctor: String, visit_type: String, month: String, zone: String) -> Result<MonthView, AppError> {
    use clinic::directory::doctors;
    use domain::platform::problem::Problem;

    use crate::server::{ctx, id};
    let ctx = ctx()?;
    let doctor = id(&doctor)?;
    let profile = ctx.answer(doctors::profile(&ctx.clinic, ctx.actor(), doctor).await)?;
    let zone = loading::shown_zone(&ctx, &zone, &profile)?;
    let chosen = profile.visit_types.iter().find(|t| visit_type.parse() == Ok(t.id)).ok_or(Problem::NotFound)?;
    loading::month(&ctx, doctor, chosen, Some(loading::parse_month(&month)?), &zone).await
}

#[cfg(feature = "ssr")]
pub mod loading {
    use chrono::{Days, NaiveDate, Weekday};
    use clinic::scheduling::{availability, zones};
    use contract::directory::DoctorProfile;
    use domain::{
        platform::{faults::DateFault, ids::DoctorId, problem::Problem},
        scheduling::visit_type::VisitType,
    };

    use super::{
        super::calendar::{first_of, last_of},
        MonthView,
    };
    use crate::{
        error::AppError,
        server::{self, Ctx},
    };

    /// The zone that was asked for, else the viewer's, else the practice's.
    pub fn shown_zone(ctx: &Ctx, asked: &str, profile: &DoctorProfile) -> Result<String, AppError> {
        if !asked.is_empty() {
            return Ok(zones::parse("zone", asked)?.name().to_owned());
        }
        Ok(ctx.zone().unwrap_or(&profile.time_zone).to_owned())
    }

    /// `YYYY-MM` as its first date.
    pub fn parse_month(text: &str) -> Result<NaiveDate, AppError> {
        server::date("month", &format!("{text}-01")).map_err(|_| Problem::field("month", DateFault::NotAMonth).into())
    }

    /// The month of `wanted`, or the nearest that can be booked.
    pub async fn month(
        ctx: &Ctx,
        doctor: DoctorId,
        visit_type: &VisitType,
        wanted: Option<NaiveDate>,
        zone: &str,
    ) -> Result<MonthView, AppError> {
        let tz = zones::parse("zone", zone)?;
        let today = ctx.clinic.effects.clock.now().with_timezone(&tz).date_naive();
        let last = today + Days::new(u64::from(visit_type.booking_window_days));
        let first = first_of(wanted.unwrap_or(today)).clamp(first_of(today), first_of(last));
        let of_month = last_of(first);
        let end = of_month.max(of_month.week(Weekday::Mon).last_day().min(last));
        let free = availability::slots(&ctx.clinic, ctx.actor(), doctor, visit_type.id, first, end, zone).await;
        let free = ctx.answer(free)?;
        Ok(MonthView { doctor, visit_type: visit_type.id, first, today, last, zone: free.time_zone, days: free.days })
    }
}

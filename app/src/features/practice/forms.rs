//! What the doctor's forms send. Whatever a person types arrives as text, so that an error can name its field.

#![allow(clippy::too_many_arguments, reason = "a field of the form each")]

use leptos::prelude::*;

use crate::error::AppError;

/// Replaces the weekly hours: a line of windows for each weekday.
#[server(prefix = "/do", endpoint = "practice/set-weekly")]
pub async fn set_weekly(
    time_zone: String,
    #[server(default)] mon: String,
    #[server(default)] tue: String,
    #[server(default)] wed: String,
    #[server(default)] thu: String,
    #[server(default)] fri: String,
    #[server(default)] sat: String,
    #[server(default)] sun: String,
    /// Pressed instead of saving: Monday's line is to stand on these days as well.
    #[server(default)]
    copy: String,
) -> Result<(), AppError> {
    use clinic::scheduling::schedules;
    use domain::{platform::problem::Problem, scheduling::schedule::WeeklySchedule};

    use super::hours_text::{TypedWeek, draft};
    use crate::server::{ctx, done};
    let ctx = ctx()?;
    ctx.actor().as_doctor()?;
    if !copy.is_empty() {
        if mon.trim().is_empty() {
            return Err(Problem::field("mon", "Please give Monday’s hours first.").into());
        }
        let kept = |line: String| if copy == "week" { mon.clone() } else { line };
        let lines = [&mon, &mon, &mon, &mon, &mon, &kept(sat), &kept(sun)].map(String::to_owned);
        done(&draft(&time_zone, &lines), "Monday’s hours are copied. They hold once you save them.");
        return Ok(());
    }
    let typed = TypedWeek::read(&[mon, tue, wed, thu, fri, sat, sun])?;
    let schedule = WeeklySchedule { time_zone, weekly: typed.hours.clone() };
    let saved = schedules::set_weekly(&ctx.clinic, ctx.actor(), schedule).await;
    ctx.answer(saved).map_err(|AppError(problem)| typed.by_weekday(problem))?;
    done("/practice/hours", "Your weekly hours are saved.");
    Ok(())
}

/// Sets what holds on a date, or on all from one to another, instead of the weekly hours.
#[server(prefix = "/do", endpoint = "practice/put-exception")]
pub async fn put_exception(
    date: String,
    kind: String,
    #[server(default)] until: String,
    #[server(default)] windows: String,
    #[server(default)] reason: String,
) -> Result<(), AppError> {
    use clinic::scheduling::schedules;

    use super::hours_text;
    use crate::server::{self, ctx};
    let ctx = ctx()?;
    ctx.actor().as_doctor()?;
    let date = server::date("date", &date)?;
    let until = if until.is_empty() { date } else { server::date("until", &until)? };
    let (spec, typed) = hours_text::exception(&kind, &windows, reason)?;
    let saved = schedules::put_exceptions(&ctx.clinic, ctx.actor(), date..=until, spec).await;
    ctx.answer(saved).map_err(|AppError(problem)| hours_text::as_one_field(problem, &typed))?;
    let said = if until == date { "That date is saved." } else { "Those dates are saved." };
    server::done("/practice/hours#exceptions", said);
    Ok(())
}

/// Makes a date, or all from one to another, ordinary again.
#[server(prefix = "/do", endpoint = "practice/delete-exception")]
pub async fn delete_exception(date: String, #[server(default)] until: String) -> Result<(), AppError> {
    use clinic::scheduling::schedules;

    use crate::server::{self, ctx};
    let ctx = ctx()?;
    ctx.actor().as_doctor()?;
    let date = server::date("date", &date)?;
    let until = if until.is_empty() { date } else { server::date("until", &until)? };
    ctx.answer(schedules::delete_exceptions(&ctx.clinic, ctx.actor(), date..=until).await)?;
    server::done("/practice/hours#exceptions", "Your weekly hours hold then again.");
    Ok(())
}

/// Adds a visit type, or replaces the one whose id is sent.
#[server(prefix = "/do", endpoint = "practice/save-visit-type")]
pub async fn save_visit_type(
    #[server(default)] id: String,
    name: String,
    minutes: String,
    #[server(default)] buffer_before_minutes: String,
    #[server(default)] buffer_after_minutes: String,
    #[server(default)] minimum_notice_minutes: String,
    #[server(default)] booking_window_days: String,
    #[server(default)] kind: String,
    #[server(default)] price: String,
    #[server(default)] idempotency_key: String,
) -> Result<(), AppError> {
    use clinic::scheduling::visit_types;

    use super::visit_type_text::Typed;
    use crate::server::{self, ctx};
    let ctx = ctx()?;
    ctx.actor().as_doctor()?;
    let typed = Typed {
        name,
        minutes,
        buffer_before_minutes,
        buffer_after_minutes,
        minimum_notice_minutes,
        booking_window_days,
        kind,
        price,
    };
    let spec = typed.read()?;
    if id.is_empty() {
        ctx.answer(visit_types::add(&ctx.clinic, ctx.actor(), spec, server::key(&idempotency_key)).await)?;
        server::done("/practice/visit-types", "The visit type is added.");
    } else {
        ctx.answer(visit_types::replace(&ctx.clinic, ctx.actor(), server::id(&id)?, spec).await)?;
        server::done("/practice/visit-types", "The visit type is saved. Booked visits stay as they were booked.");
    }
    Ok(())
}

/// Takes a visit type out of the offer.
#[server(prefix = "/do", endpoint = "practice/remove-visit-type")]
pub async fn remove_visit_type(id: String) -> Result<(), AppError> {
    use clinic::scheduling::visit_types;

    use crate::server::{self, ctx};
    let ctx = ctx()?;
    ctx.actor().as_doctor()?;
    let said = match ctx.answer(visit_types::remove(&ctx.clinic, ctx.actor(), server::id(&id)?).await)? {
        0 => "The visit type is no longer offered. No visit of it is booked.".to_owned(),
        1 => "The visit type is no longer offered. One booked visit of it stays.".to_owned(),
        n => format!("The visit type is no longer offered. {n} booked visits of it stay."),
    };
    server::done("/practice/visit-types", &said);
    Ok(())
}

/// Saves the doctor's own profile.
#[server(prefix = "/do", endpoint = "practice/save-profile")]
pub async fn save_profile(
    #[server(default)] designation: String,
    #[server(default)] specialties: Vec<String>,
    #[server(default)] languages: Vec<String>,
    #[server(default)] experience_years: String,
    #[server(default)] about: String,
    #[server(default)] address: String,
    #[server(default)] directions: String,
) -> Result<(), AppError> {
    use clinic::directory::doctors;
    use domain::{directory::doctor::DoctorEdit, platform::problem::Problem};

    use crate::server::{self, ctx};
    let ctx = ctx()?;
    ctx.actor().as_doctor()?;
    let experience_years = experience_years.trim().parse().map_err(|_| {
        AppError(Problem::field("experience_years", "Please give a whole number of years, such as 12."))
    })?;
    let edit = DoctorEdit { designation, specialties, languages, experience_years, about, address, directions };
    ctx.answer(doctors::edit(&ctx.clinic, ctx.actor(), edit).await)?;
    server::done("/practice/profile", "Your profile is saved.");
    Ok(())
}

//! The week as a calendar.

use chrono::Duration;
use clinic::scheduling::diary::{DoctorDay, DoctorWeek};
use contract::scheduling::AppointmentView;
use domain::{platform::local, scheduling::lifecycle::Status};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    setup::SetUpHere,
    today::{minute, minutes_of},
};
use crate::{
    error::AppError,
    load::load,
    server::{self, ctx},
    ui::{DateJump, GridDay, GridEvent, PageHeading, PrintButton, Sign, Steps, WeekGrid, counted},
};

/// Seven days of the doctor, Monday first.
#[component]
pub fn WeekPage() -> impl IntoView {
    let date = use_query_map().get_untracked().get("date").unwrap_or_default();
    load(read(date), page)
}

fn page(DoctorWeek { days }: DoctorWeek) -> impl IntoView {
    let visits: usize = days.iter().map(|day| day.visits.len()).sum();
    let (first, last) = (days.first().map(|day| day.date), days.last().map(|day| day.date));
    let zone = days.first().map(|day| local::zone_name(&day.zone)).unwrap_or_default();
    let span = match (first, last) {
        (Some(first), Some(last)) => format!("{} to {}", local::day(first), local::day_with_year(last)),
        _ => String::new(),
    };
    let visits = counted(visits, "visit");
    let this_week = days.iter().any(|day| day.date == day.today);
    let to = |days: i64| first.map(|first| format!("/practice/week?date={}", first + Duration::days(days)));
    let (before, after) = (to(-7).unwrap_or_default(), to(7).unwrap_or_default());
    let days = days.into_iter().map(grid_day).collect();
    view! {
        <PageHeading title=if this_week { "This week" } else { "Week" } head=format!("Week of {span}") lead=format!("{span} · {visits} · {zone}")>
            <Steps
                label="Weeks"
                before=(before, "Previous week")
                after=(after, "Next week")
                now=(!this_week).then_some(("/practice/week", "This week"))
            />
            {first.map(|date| view! { <DateJump action="/practice/week" date/> })}
            <PrintButton/>
        </PageHeading>
        <SetUpHere/>
        <div data-clock=""><WeekGrid label="Visits of the week" days/></div>
    }
}

fn grid_day(day: DoctorDay) -> GridDay {
    let today = day.date == day.today;
    let date = day.date;
    GridDay {
        name: local::day(date),
        href: format!("/practice?date={date}"),
        today,
        now: today.then(|| minute(day.wall)),
        hours: day.windows,
        events: day.visits.into_iter().map(|visit| event(date, visit)).collect(),
    }
}

fn event(date: chrono::NaiveDate, visit: AppointmentView) -> GridEvent {
    GridEvent {
        span: minutes_of(date, &visit),
        begins: visit.local.begins(),
        time: visit.local.hours(),
        title: visit.patient.full_name,
        state: visit.status.label(),
        open: visit.status.is_open(),
        sign: match visit.status {
            Status::Completed => Some(Sign::CheckAll),
            Status::NoShow => Some(Sign::UserMissing),
            _ => None,
        },
        href: format!("/visits/{}", visit.id),
    }
}

/// The week of a date, or this week.
async fn read(date: String) -> Result<DoctorWeek, AppError> {
    let ctx = ctx()?;
    let own = ctx.right()?;
    let date = (!date.is_empty()).then(|| server::date("date", &date)).transpose()?;
    ctx.answer(clinic::scheduling::schedules::week(&ctx.clinic, own, date).await)
}

//! A doctor's own hours and exceptions, and what a day looks like.

use std::ops::RangeInclusive;

use crate::{
    Clinic, Result,
    platform::throttle,
    scheduling::{
        appointments::{self, account_zone, zone_of},
        diary::{DoctorDay, DoctorWeek},
        zones,
    },
};
use chrono::{Datelike, Days, NaiveDate};
use contract::scheduling::{ExceptionView, WeeklySchedule};
use domain::{
    people::policy::AsDoctor,
    platform::{problem::Problem, text},
    scheduling::{
        lifecycle::Party,
        location::Location,
        schedule::{
            Day, ExceptionKind, ExceptionSpec, Hours, HoursOfDay, WeeklyHours, Window, check_dates, check_exception,
            check_weekly, clock, joined, on_wall,
        },
        slots::span_of_dates,
    },
};
use effects::Zone;
use store::{
    ReadTx,
    directory::doctor_repo,
    people::account_repo,
    scheduling::{appointment_repo, location_repo, schedule_repo},
};

/// The actor's weekly hours at the first location.
pub async fn weekly(clinic: &Clinic, own: AsDoctor) -> Result<WeeklySchedule> {
    let mut tx = clinic.store.read().await?;
    let first = first(&mut tx, own).await?;
    let hours = hours(&mut tx, &first, clinic.effects.clock.now().date_naive()).await?;
    Ok(WeeklySchedule { time_zone: first.zone, weekly: weekly_view(&hours.weekly) })
}

/// Replaces the weekly hours and the zone of the actor's first location. Booked visits stay.
pub async fn set_weekly(clinic: &Clinic, own: AsDoctor, schedule: WeeklySchedule) -> Result<WeeklySchedule> {
    let zone = zones::parse("time_zone", &schedule.time_zone)?;
    let weekly = check_weekly(&schedule.weekly)?;
    let mut tx = clinic.store.write().await?;
    throttle::change_of(clinic, &mut tx, own.account()).await?;
    doctor_repo::hold(&mut tx, own.doctor()).await?;
    let first = Location { zone: zone.name().to_owned(), ..first(&mut tx, own).await? };
    location_repo::update(&mut tx, &first).await?;
    // A doctor reads everything in the zone of the practice.
    account_repo::set_zone(&mut tx, own.account(), zone.name()).await?;
    schedule_repo::set_weekly(&mut tx, (first.doctor, first.id), &weekly).await?;
    tx.commit().await?;
    Ok(WeeklySchedule { time_zone: zone.name().to_owned(), weekly: weekly_view(&weekly) })
}

/// The exceptions of the actor's first location from today on, by date.
pub async fn exceptions(clinic: &Clinic, own: AsDoctor) -> Result<Vec<ExceptionView>> {
    let mut tx = clinic.store.read().await?;
    let first = first(&mut tx, own).await?;
    let today = clinic.effects.clock.now().with_timezone(&zone_of(&first.zone)?).date_naive();
    let hours = hours(&mut tx, &first, today).await?;
    let mut reasons = schedule_repo::reasons(&mut tx, (first.doctor, first.id), today).await?;
    let view = |(date, windows): (&NaiveDate, &Vec<Window>)| {
        exception_view(*date, windows, reasons.remove(date).unwrap_or_default())
    };
    Ok(hours.exceptions.iter().map(view).collect())
}

/// Sets what holds on one date. Booked visits stay.
pub async fn put_exception(
    clinic: &Clinic,
    own: AsDoctor,
    date: NaiveDate,
    spec: ExceptionSpec,
) -> Result<ExceptionView> {
    put_exceptions(clinic, own, date..=date, spec).await
}

/// Sets what holds on each of these dates, at most a year of them. Booked visits stay. Gives the first.
pub async fn put_exceptions(
    clinic: &Clinic,
    own: AsDoctor,
    dates: RangeInclusive<NaiveDate>,
    spec: ExceptionSpec,
) -> Result<ExceptionView> {
    let windows = check_exception(&spec)?;
    let reason = text::line(&spec.reason, 0, 100).map_err(|fault| Problem::field("reason", fault))?;
    let mut tx = clinic.store.write().await?;
    throttle::change_of(clinic, &mut tx, own.account()).await?;
    let first = first(&mut tx, own).await?;
    let today = clinic.effects.clock.now().with_timezone(&zone_of(&first.zone)?).date_naive();
    check_dates(&dates, today)?;
    let date = *dates.start();
    schedule_repo::put_exceptions(&mut tx, (first.doctor, first.id), dates, &windows, &reason).await?;
    tx.commit().await?;
    Ok(exception_view(date, &windows, reason))
}

/// Makes these dates ordinary again; not found when they were.
pub async fn delete_exceptions(clinic: &Clinic, own: AsDoctor, dates: RangeInclusive<NaiveDate>) -> Result<()> {
    let mut tx = clinic.store.write().await?;
    throttle::change_of(clinic, &mut tx, own.account()).await?;
    let first = first(&mut tx, own).await?;
    if !schedule_repo::delete_exceptions(&mut tx, (first.doctor, first.id), dates).await? {
        return Err(Problem::NotFound.into());
    }
    tx.commit().await?;
    Ok(())
}

/// One day of the actor's calendar, today when none is named; in the zone in which the doctor reads.
pub async fn day(clinic: &Clinic, own: AsDoctor, date: Option<NaiveDate>) -> Result<DoctorDay> {
    let mut days = days(clinic, own, date, |date| (date, 1)).await?;
    days.pop().ok_or_else(|| Problem::NotFound.into())
}

/// The week that holds the date (or today), Monday first.
pub async fn week(clinic: &Clinic, own: AsDoctor, date: Option<NaiveDate>) -> Result<DoctorWeek> {
    let monday = |date: NaiveDate| date - Days::new(u64::from(date.weekday().num_days_from_monday()));
    Ok(DoctorWeek { days: days(clinic, own, date, |date| (monday(date), 7)).await? })
}

/// A run of days, in a fixed number of statements. `span` gives the first day and their number.
async fn days(
    clinic: &Clinic,
    own: AsDoctor,
    date: Option<NaiveDate>,
    span: impl Fn(NaiveDate) -> (NaiveDate, usize),
) -> Result<Vec<DoctorDay>> {
    let at = clinic.effects.clock.now();
    let mut tx = clinic.store.read().await?;
    let zone = account_zone(&mut tx, own.account()).await?;
    let (wall, wall_offset) = zones::wall(at, zone);
    let (first, count) = span(date.unwrap_or(wall.date()));
    let dates: Vec<NaiveDate> = first.iter_days().take(count).collect();
    let (from, to) = span_of_dates(&zone, first, dates.last().copied().unwrap_or(first));
    let visits = appointment_repo::of_doctor(&mut tx, own.doctor(), from, to).await?;
    let open = locations(&mut tx, own, first).await?;
    let windows = |date: NaiveDate| {
        let of = |(there, hours): &(Zone, Hours)| match *there == zone {
            true => hours.of(date).0.to_vec(),
            false => on_wall(hours, there, &zone, date),
        };
        let windows = joined(open.iter().flat_map(of).collect());
        windows.iter().map(|window| (window.start, window.end)).collect()
    };
    let day = |date: NaiveDate| {
        let on_day = visits.iter().map(|visit| appointments::view(visit, Party::Doctor, zone, at));
        DoctorDay {
            date,
            today: wall.date(),
            now: at,
            wall,
            wall_offset: wall_offset.clone(),
            zone: zone.name().to_owned(),
            windows: windows(date),
            visits: on_day.filter(|visit| visit.local.start.date() == date).collect(),
        }
    };
    Ok(dates.into_iter().map(day).collect())
}

/// The location whose hours the doctor edits.
async fn first(tx: &mut ReadTx, own: AsDoctor) -> Result<Location> {
    Ok(location_repo::first(tx, own.doctor()).await?.ok_or(Problem::NotFound)?)
}

/// The zone and the hours of each location, with the dates that differ from about this one on.
async fn locations(tx: &mut ReadTx, own: AsDoctor, from: NaiveDate) -> Result<Vec<(Zone, Hours)>> {
    let locations = location_repo::of_doctors(tx, &[own.doctor()]).await?.remove(&own.doctor()).unwrap_or_default();
    // On another wall it is still two days before.
    let mut hours = schedule_repo::hours_of(tx, &[own.doctor()], from - Days::new(2)).await?;
    let open = |location: Location| Ok((zone_of(&location.zone)?, hours.remove(&location.id).unwrap_or_default()));
    locations.into_iter().map(open).collect()
}

async fn hours(tx: &mut ReadTx, of: &Location, from: NaiveDate) -> Result<Hours> {
    Ok(schedule_repo::hours_of(tx, &[of.doctor], from).await?.remove(&of.id).unwrap_or_default())
}

fn weekly_view(weekly: &[Vec<Window>; 7]) -> Vec<WeeklyHours> {
    let of_day = |(weekday, windows): (&Day, &Vec<Window>)| {
        let weekday = *weekday;
        let view = move |w: &Window| WeeklyHours { weekday, start: clock(w.start), end: clock(w.end) };
        windows.iter().map(view).collect::<Vec<_>>()
    };
    Day::ALL.iter().zip(weekly).flat_map(of_day).collect()
}

fn exception_view(date: NaiveDate, windows: &[Window], reason: String) -> ExceptionView {
    let kind = if windows.is_empty() { ExceptionKind::Closed } else { ExceptionKind::Hours };
    let windows = windows.iter().map(|w| HoursOfDay { start: clock(w.start), end: clock(w.end) }).collect();
    ExceptionView { date, spec: ExceptionSpec { kind, windows, reason } }
}

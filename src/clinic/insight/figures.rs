//! The figures of a span of dates: of the whole platform for admins, of the own practice for doctors.

use chrono::{DateTime, Utc};
use domain::{
    directory::doctor::Specialty,
    insight::{
        figures::{
            AdminFigures, FiguresQuery, Picture, SpanFigures, Tally, Trend,
            csv::{self, Sheet},
            day_number,
            tally::{Facts, hour, open_minutes},
        },
        security::SecurityEvent,
    },
    people::policy::{AsAdmin, AsDoctor},
    platform::problem::Problem,
    scheduling::lifecycle::{Party, Status},
};
use store::{
    ReadTx, WriteTx,
    directory::doctor_repo,
    insight::{figures_repo, rollup_repo},
    scheduling::{appointment_repo::Appointment, schedule_repo},
};

use crate::{
    Clinic, Result,
    platform::security::{self, About},
    scheduling::{appointments::zone_of, diary::Diary},
};

/// How the platform is doing, and the picture of the dates that are asked for.
pub async fn of_platform(clinic: &Clinic, _: AsAdmin, query: &FiguresQuery) -> Result<AdminFigures> {
    security::record(SecurityEvent::AdminRead, About::what("figures"));
    let now = clinic.effects.clock.now();
    let (from, to) = query.dates(now.date_naive())?;
    let mut tx = clinic.store.read().await?;
    let specialty = match query.specialty.trim() {
        "" => None,
        id => Some(known_specialty(&mut tx, id).await?),
    };
    let id = specialty.as_ref().map_or("", |specialty| specialty.id.as_str());
    // Reaches back over as many days before: the picture takes what lies in its dates.
    let (first, last) = (day_number(from), day_number(to));
    let before = first - (last + 1 - first);
    let tally = figures_repo::tally(&mut tx, id, before, last).await?;
    let new_patients = figures_repo::new_patients(&mut tx, [before, first, last + 1]).await?;
    let hours = figures_repo::all_hours(&mut tx, id, from, to).await?;
    let open = open_minutes(hours.iter(), from, to);
    let platform = figures_repo::platform(&mut tx, now).await?;
    let trend =
        |of: fn(&Tally, i64, i64) -> i64| Trend { now: of(&tally, first, last), before: of(&tally, before, first - 1) };
    let span = SpanFigures {
        booked: trend(Tally::booked),
        cancelled: trend(Tally::cancelled),
        completed: trend(|tally, from, to| tally.of_visits(hour::COMPLETED, from, to)),
        no_show: trend(|tally, from, to| tally.of_visits(hour::NO_SHOW, from, to)),
        new_patients,
    };
    Ok(AdminFigures { platform, span, picture: Picture::of(&tally, &open, from, to, specialty) })
}

async fn known_specialty(tx: &mut ReadTx, id: &str) -> Result<Specialty> {
    let known = doctor_repo::specialties(tx).await?;
    let unknown = || Problem::field("specialty", "Please choose one of the specialties.");
    Ok(known.into_iter().find(|specialty| specialty.id == id).ok_or_else(unknown)?)
}

/// A doctor's own picture, in the doctor's zone.
pub async fn of_practice(clinic: &Clinic, own: AsDoctor, query: &FiguresQuery) -> Result<Picture> {
    Ok(practice(clinic, own, query).await?.0)
}

/// The picture, and the doctor's name.
async fn practice(clinic: &Clinic, own: AsDoctor, query: &FiguresQuery) -> Result<(Picture, String)> {
    let mut tx = clinic.store.read().await?;
    let doctor = doctor_repo::find(&mut tx, own.doctor()).await?.ok_or(Problem::NotFound)?;
    let zone = zone_of(&doctor.time_zone)?;
    let (from, to) = query.dates(clinic.effects.clock.now().with_timezone(&zone).date_naive())?;
    let mut tally = Tally::default();
    for facts in rollup_repo::facts_of(&mut tx, own.doctor(), from, to).await? {
        tally.add(&facts, &zone, 1);
    }
    let hours = schedule_repo::hours_of(&mut tx, &[own.doctor()], from).await?;
    let open = open_minutes(hours.values(), from, to);
    Ok((Picture::of(&tally, &open, from, to, None), doctor.full_name))
}

/// One table of the platform's picture, for a spreadsheet.
pub async fn platform_sheet(clinic: &Clinic, admin: AsAdmin, sheet: Sheet, query: &FiguresQuery) -> Result<String> {
    let picture = of_platform(clinic, admin, query).await?.picture;
    let name = picture.specialty.as_ref().map_or("All", |specialty| specialty.name.as_str());
    Ok(csv::sheet(&picture, sheet, ("Specialty", name)))
}

/// One table of a doctor's own picture, for a spreadsheet.
pub async fn practice_sheet(clinic: &Clinic, own: AsDoctor, sheet: Sheet, query: &FiguresQuery) -> Result<String> {
    let (picture, name) = practice(clinic, own, query).await?;
    Ok(csv::sheet(&picture, sheet, ("Doctor", &name)))
}

/// Counts all visits anew; for the command line only.
pub async fn recount(clinic: &Clinic) -> Result<()> {
    let mut tx = clinic.store.write().await?;
    rollup_repo::rebuild(&mut tx).await?;
    Ok(tx.commit().await?)
}

/// Counts a new visit, in the transaction that has inserted it.
pub(crate) async fn booked(
    tx: &mut WriteTx,
    diary: &Diary,
    (start, end): (DateTime<Utc>, DateTime<Utc>),
    now: DateTime<Utc>,
) -> Result<()> {
    let new = Facts { start, end, status: Status::Booked, created_at: now, cancelled: None };
    Ok(rollup_repo::count_booking(tx, diary.time.doctor.id, &diary.place(), &new).await?)
}

/// Counts a visit as what it becomes, in the transaction that moves it.
pub(crate) async fn moved(
    tx: &mut WriteTx,
    visit: &Appointment,
    to: Status,
    party: Party,
    now: DateTime<Utc>,
) -> Result<()> {
    let Appointment { start, end, status, created_at, doctor, .. } = *visit;
    let before = Facts { start, end, status, created_at, cancelled: None };
    let cancelled = (to == Status::Cancelled).then_some((party, now));
    let after = Facts { status: to, cancelled, ..before };
    Ok(rollup_repo::count_transition(tx, doctor, &before, &after).await?)
}

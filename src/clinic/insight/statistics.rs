//! The figures of a span of dates: of the whole platform for admins, of the own practice for doctors.

use domain::{
    directory::{doctor::Specialty, faults::ProfileFault},
    insight::{
        security::SecurityEvent,
        statistics::{
            AdminStatistics, Aggregate, SpanStatistics, Statistics, StatisticsQuery, Trend,
            aggregate::{hour, open_minutes},
            csv::{self, CsvTable},
            day_number,
        },
    },
    people::policy::{AsAdmin, AsDoctor},
    platform::problem::Problem,
};
use store::{
    ReadTx,
    directory::{doctor_repo, specialty_repo},
    insight::{aggregate_repo, statistics_repo},
    scheduling::schedule_repo,
};

use crate::{
    Clinic, Result,
    platform::security::{self, About},
    scheduling::appointments::zone_of,
};

/// How the platform is doing, and the statistics of the dates that are asked for.
pub async fn of_platform(clinic: &Clinic, _: AsAdmin, query: &StatisticsQuery) -> Result<AdminStatistics> {
    security::record(SecurityEvent::AdminRead, About::what("figures"));
    let now = clinic.effects.clock.now();
    let (from, to) = query.dates(now.date_naive())?;
    count(clinic).await?;
    let mut tx = clinic.store.read().await?;
    let specialty = match query.specialty.trim() {
        "" => None,
        id => Some(known_specialty(&mut tx, id).await?),
    };
    let id = specialty.as_ref().map_or("", |specialty| specialty.id.as_str());
    // Reaches back over as many days before: the statistics take what lies in their dates.
    let (first, last) = (day_number(from), day_number(to));
    let before = first - (last + 1 - first);
    let aggregate = statistics_repo::aggregate(&mut tx, id, before, last).await?;
    let new_patients = statistics_repo::new_patients(&mut tx, [before, first, last + 1]).await?;
    let hours = statistics_repo::all_hours(&mut tx, id, from, to).await?;
    let open = open_minutes(hours.iter(), from, to);
    let platform = statistics_repo::platform(&mut tx, now).await?;
    let trend = |of: fn(&Aggregate, i64, i64) -> i64| Trend {
        now: of(&aggregate, first, last),
        before: of(&aggregate, before, first - 1),
    };
    let span = SpanStatistics {
        booked: trend(Aggregate::booked),
        cancelled: trend(Aggregate::cancelled),
        completed: trend(|aggregate, from, to| aggregate.of_visits(hour::COMPLETED, from, to)),
        no_show: trend(|aggregate, from, to| aggregate.of_visits(hour::NO_SHOW, from, to)),
        new_patients,
    };
    Ok(AdminStatistics { platform, span, statistics: Statistics::of(&aggregate, &open, from, to, specialty) })
}

async fn known_specialty(tx: &mut ReadTx, id: &str) -> Result<Specialty> {
    let known = specialty_repo::all(tx).await?;
    let unknown = || Problem::field("specialty", ProfileFault::NoSuchSpecialty);
    Ok(known.iter().find(|entry| entry.id == id).ok_or_else(unknown)?.specialty())
}

/// A doctor's own statistics, in the doctor's zone.
pub async fn of_practice(clinic: &Clinic, own: AsDoctor, query: &StatisticsQuery) -> Result<Statistics> {
    Ok(practice(clinic, own, query).await?.0)
}

/// The statistics, and the doctor's name.
async fn practice(clinic: &Clinic, own: AsDoctor, query: &StatisticsQuery) -> Result<(Statistics, String)> {
    let mut tx = clinic.store.read().await?;
    let doctor = doctor_repo::find(&mut tx, own.doctor()).await?.ok_or(Problem::NotFound)?;
    let zone = zone_of(&doctor.time_zone)?;
    let (from, to) = query.dates(clinic.effects.clock.now().with_timezone(&zone).date_naive())?;
    let mut aggregate = Aggregate::default();
    for (facts, wall) in aggregate_repo::facts_of(&mut tx, own.doctor(), from, to).await? {
        aggregate.add(&facts, &wall, 1);
    }
    let hours = schedule_repo::hours_of(&mut tx, &[own.doctor()], from).await?;
    let open = open_minutes(hours.values(), from, to);
    Ok((Statistics::of(&aggregate, &open, from, to, None), doctor.full_name))
}

/// One table of the platform's statistics, for a spreadsheet.
pub async fn platform_csv(clinic: &Clinic, admin: AsAdmin, table: CsvTable, query: &StatisticsQuery) -> Result<String> {
    let statistics = of_platform(clinic, admin, query).await?.statistics;
    let name = statistics.specialty.as_ref().map_or("All", |specialty| specialty.name.as_str());
    Ok(csv::write(&statistics, table, ("Specialty", name)))
}

/// One table of a doctor's own statistics, for a spreadsheet.
pub async fn practice_csv(clinic: &Clinic, own: AsDoctor, table: CsvTable, query: &StatisticsQuery) -> Result<String> {
    let (statistics, name) = practice(clinic, own, query).await?;
    Ok(csv::write(&statistics, table, ("Doctor", &name)))
}

/// Adds to the sums what has happened by now. What happens meanwhile waits for the next time: while many book, each of
/// them would be counted by itself.
pub async fn count(clinic: &Clinic) -> Result<()> {
    let mut all = !aggregate_repo::is_behind(&mut clinic.store.read().await?).await?;
    while !all {
        let mut tx = clinic.store.write().await?;
        all = aggregate_repo::count_some(&mut tx).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Counts all visits anew; for the command line only.
pub async fn recount(clinic: &Clinic) -> Result<()> {
    let mut tx = clinic.store.write().await?;
    aggregate_repo::rebuild(&mut tx).await?;
    Ok(tx.commit().await?)
}

//! Sums of the visits, so that a year's statistics are read in milliseconds.
//!
//! What a visit adds is decided by [`Aggregate`]. The sums follow the visits' histories: no change of a visit waits for them,
//! `appointment.counted` says how much of its history they hold, and [`count_some`] adds what they lack.

use chrono::{Days, NaiveDate, NaiveTime};
use uuid::Uuid;

use self::rows::Rows;
use crate::{
    Db, ReadTx, StoreError, WriteTx, both,
    db::{get, part},
    dialect, from_row,
    scheduling::event_repo,
    statements,
};
use domain::{
    insight::statistics::aggregate::Facts,
    platform::{
        ids::{AppointmentId, DoctorId},
        local::millis,
    },
    scheduling::visit_type::VisitTypeSpec,
};
use effects::Zone;

mod rows;

/// Visits counted in one transaction: changes of these wait for it, and on SQLite all.
const SOME: i64 = 500;
/// Visits read at a time when all are counted.
const PAGE: i64 = 5000;

from_row!(|row| Db<Facts> {
    start: "start_at",
    end: "end_at",
    status,
    created_at,
    cancelled = Option::zip(get(row, "party")?, get(row, "at")?),
});

/// A visit, and of how much of its history it is counted.
struct Visit {
    id: AppointmentId,
    specialty: String,
    zone: Zone,
    version: i64,
    counted: i64,
    facts: Facts,
}

from_row!(|row| Visit {
    id,
    specialty: "specialty_id",
    zone: "time_zone",
    version,
    counted,
    facts = part(row)?,
});

macro_rules! visits {
    ($rest:literal) => {
        concat!(
            "SELECT p.id, p.specialty_id, p.time_zone, p.version, p.counted, p.start_at, p.end_at, p.status,
                p.created_at, e.party, e.at
            FROM appointment p LEFT JOIN appointment_event e
                ON e.appointment_id = p.id AND e.version = p.version AND e.to_status = 'cancelled' ",
            $rest
        )
    };
}

/// The statements of both files.
#[cfg(feature = "testing")]
pub(crate) const EVERY: [&[(&str, &str)]; 2] = [ALL, rows::ALL];

statements! {
    ANY_UNCOUNTED = "SELECT EXISTS (SELECT 1 FROM appointment WHERE counted < version)";
    /// By an index of those alone.
    UNCOUNTED = visits!("WHERE p.counted < p.version ORDER BY p.id LIMIT $1");
    PAGE_OF_ALL = visits!("WHERE p.id > $1 ORDER BY p.id LIMIT $2");
    OF_DOCTOR_WITHIN = visits!("WHERE p.doctor_id = $1 AND p.start_at >= $2 AND p.start_at < $3");
    CLEAR_HOURS = "DELETE FROM statistics_hour";
    CLEAR_DAYS = "DELETE FROM statistics_day";
}

/// Has anything happened that the sums do not hold?
pub async fn is_behind(tx: &mut ReadTx) -> Result<bool, StoreError> {
    Ok(both!(tx, |c| sqlx::query_scalar(ANY_UNCOUNTED).fetch_one(c).await)?)
}

/// Adds to the sums what happened to some visits since they were counted; whether these were all. Nobody else does so
/// meanwhile.
pub async fn count_some(tx: &mut WriteTx) -> Result<bool, StoreError> {
    lock(tx).await?;
    let visits: Vec<Visit> = both!(tx, |c| sqlx::query_as(UNCOUNTED).bind(SOME).fetch_all(c).await)?;
    let mut rows = Rows::default();
    add_missing(tx, &mut rows, &visits).await?;
    rows.write(tx).await?;
    mark(tx, &visits).await?;
    Ok((visits.len() as i64) < SOME)
}

/// Counts all visits anew.
pub async fn rebuild(tx: &mut WriteTx) -> Result<(), StoreError> {
    lock(tx).await?;
    both!(tx, |c| sqlx::query(CLEAR_HOURS).execute(c).await.map(drop))?;
    both!(tx, |c| sqlx::query(CLEAR_DAYS).execute(c).await.map(drop))?;
    let (mut rows, mut last) = (Rows::default(), Uuid::nil());
    while let Some((visits, end)) = page_of_all(tx, last).await? {
        visits.iter().for_each(|visit| rows.add(visit, &visit.facts, 1));
        mark(tx, &visits).await?;
        last = end;
    }
    rows.write(tx).await
}

/// How many sums are not what the visits add up to, and the day of the first. What they are only behind with is none.
pub async fn differences(tx: &mut ReadTx) -> Result<Option<(usize, i64)>, StoreError> {
    let (mut rows, mut last) = (Rows::kept(tx).await?, Uuid::nil());
    while let Some((visits, end)) = page_of_all(tx, last).await? {
        add_missing(tx, &mut rows, &visits).await?;
        visits.iter().for_each(|visit| rows.add(visit, &visit.facts, -1));
        last = end;
    }
    Ok(rows.others_than_zero())
}

/// Adds what the sums lack of these visits.
async fn add_missing(tx: &mut ReadTx, rows: &mut Rows, visits: &[Visit]) -> Result<(), StoreError> {
    let behind = || visits.iter().filter(|visit| visit.counted < visit.version);
    let counted: Vec<AppointmentId> = behind().filter(|visit| visit.counted > 0).map(|visit| visit.id).collect();
    let histories = event_repo::of_all(tx, &counted).await?;
    for visit in behind() {
        rows.add(visit, &visit.facts, 1);
        if let Some(was) = histories.get(&visit.id).and_then(|history| visit.facts.as_of(visit.counted, history)) {
            rows.add(visit, &was, -1);
        }
    }
    Ok(())
}

/// The visits behind this one in the order of ids, and the last of them.
async fn page_of_all(tx: &mut ReadTx, after: Uuid) -> Result<Option<(Vec<Visit>, Uuid)>, StoreError> {
    let visits: Vec<Visit> = both!(tx, |c| sqlx::query_as(PAGE_OF_ALL).bind(after).bind(PAGE).fetch_all(c).await)?;
    let last = visits.last().map(|visit| visit.id.0);
    Ok(last.map(|last| (visits, last)))
}

/// Notes that these are counted as they were read; what became of them meanwhile is still to be counted.
async fn mark(tx: &mut WriteTx, visits: &[Visit]) -> Result<(), StoreError> {
    let changed: Vec<&Visit> = visits.iter().filter(|visit| visit.counted != visit.version).collect();
    if changed.is_empty() {
        return Ok(());
    }
    both!(tx, |c| {
        let mut query = sqlx::QueryBuilder::new("UPDATE appointment SET counted = v.column2 FROM (");
        query.push_values(changed, |mut row, visit| {
            row.push_bind(Db(visit.id)).push_bind(visit.version);
        });
        query.push(") AS v WHERE appointment.id = v.column1").build().persistent(false).execute(c).await.map(drop)
    })?;
    Ok(())
}

/// Lets nobody else change the sums until the transaction ends. On SQLite, it is the only one that writes.
async fn lock(tx: &mut WriteTx) -> Result<(), StoreError> {
    if tx.is_postgres() {
        both!(tx, |c| sqlx::query(dialect::LOCK_STATISTICS).execute(c).await.map(drop))?;
    }
    Ok(())
}

/// The visits of a doctor that can add to the statistics of `from..=to`, each with the zone on whose wall it counts: those that
/// begin in it or are booked or cancelled in it. A few more may be among them.
pub async fn facts_of(
    tx: &mut ReadTx,
    doctor: DoctorId,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<(Facts, Zone)>, StoreError> {
    let midnight = |date: NaiveDate| millis(date.and_time(NaiveTime::MIN).and_utc());
    // No zone is a day from UTC and no visit lasts one. Nothing is booked or cancelled after its end, or booked further ahead
    // than this.
    let (begin, end) = (from - Days::new(2), to + Days::new(2 + u64::from(VisitTypeSpec::FURTHEST)));
    let visits: Vec<Visit> = both!(tx, |c| sqlx::query_as(OF_DOCTOR_WITHIN)
        .bind(Db(doctor))
        .bind(midnight(begin))
        .bind(midnight(end))
        .fetch_all(c)
        .await)?;
    Ok(visits.into_iter().map(|visit| (visit.facts, visit.zone)).collect())
}

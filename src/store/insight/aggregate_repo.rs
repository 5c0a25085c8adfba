//! Sums of the visits, kept in the transaction of every change, so that a year's figures are read in milliseconds.
//!
//! What a visit adds is decided by [`Aggregate`]; here it is written, moved and counted anew. A doctor's visits stand under
//! the first specialty and on the wall of the doctor's zone; when either changes, they move along.

use chrono::{Days, NaiveDate, NaiveTime};

use self::rows::Rows;
pub use self::rows::{differences, is_missing, rebuild};
use crate::{Db, ReadTx, StoreError, WriteTx, both, db::get, directory::doctor_repo, from_row, plain, statements};
use domain::{
    insight::statistics::aggregate::{Aggregate, Facts, is_called_off},
    platform::{ids::DoctorId, local::millis},
    scheduling::{lifecycle::Status, visit_type::VisitTypeSpec},
};
use effects::Zone;

/// A doctor's rows by these low bits of the id: few for the many rows of hours, more for the few of days.
const HOUR_SHARDS: u128 = 4;
const DAY_SHARDS: u128 = 16;

/// Under which specialty and on whose wall a doctor's visits are counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AggregateKey {
    pub specialty: String,
    pub zone: Zone,
}

from_row!(|row| Db<Facts> {
    start: "start_at",
    end: "end_at",
    status,
    created_at,
    cancelled = Option::zip(get(row, "party")?, get(row, "at")?),
});

macro_rules! specialty {
    () => {
        "COALESCE((SELECT s.specialty_id FROM doctor_specialty s WHERE s.doctor_id = d.id
            ORDER BY s.position LIMIT 1), '')"
    };
}
macro_rules! facts {
    ($rest:literal) => {
        concat!(
            "SELECT p.id, p.doctor_id, p.start_at, p.end_at, p.status, p.created_at, e.party, e.at
            FROM appointment p LEFT JOIN appointment_event e
                ON e.appointment_id = p.id AND e.version = p.version AND e.to_status = 'cancelled' ",
            $rest
        )
    };
}

mod rows;

/// Adds to the row that is there. A macro for its place in constant text.
macro_rules! add {
    ($table:literal, $key:literal, $($column:literal),+) => {
        concat!(" ON CONFLICT (", $key, ") DO UPDATE SET ",
            add!(@ $table, $($column),+))
    };
    (@ $table:literal, $column:literal) => { concat!($column, " = ", $table, ".", $column, " + excluded.", $column) };
    (@ $table:literal, $column:literal, $($rest:literal),+) => {
        concat!(add!(@ $table, $column), ", ", add!(@ $table, $($rest),+))
    };
}

const HOUR: &str = "INSERT INTO figure_hour (day, specialty_id, hour, shard, visits, minutes, completed, no_show,
    called_off) ";
const HOUR_ADD: &str =
    add!("figure_hour", "day, specialty_id, hour, shard", "visits", "minutes", "completed", "no_show", "called_off");
const DAY: &str = "INSERT INTO figure_day (day, specialty_id, shard, bookings, lead_0, lead_1, lead_2, lead_3, lead_4,
    lead_5, cancelled_by_patient, cancelled_by_doctor, cancelled_by_admin) ";
const DAY_ADD: &str = add!(
    "figure_day",
    "day, specialty_id, shard",
    "bookings",
    "lead_0",
    "lead_1",
    "lead_2",
    "lead_3",
    "lead_4",
    "lead_5",
    "cancelled_by_patient",
    "cancelled_by_doctor",
    "cancelled_by_admin"
);

/// The statements of both files.
#[cfg(feature = "testing")]
pub(crate) const EVERY: [&[(&str, &str)]; 2] = [ALL, rows::ALL];

statements! {
    PLACE = concat!("SELECT ", specialty!(), ", d.time_zone FROM doctor d WHERE d.id = $1");
    OF_DOCTOR = facts!("WHERE p.doctor_id = $1");
    OF_DOCTOR_WITHIN = facts!("WHERE p.doctor_id = $1 AND p.start_at >= $2 AND p.start_at < $3");
}

fn shard(doctor: DoctorId, shards: u128) -> i64 {
    i64::try_from(doctor.0.as_u128() % shards).unwrap_or(0)
}

/// Counts a new visit. That the doctor is counted there was proven in this transaction: the place is of the revision on
/// which [`crate::scheduling::event_repo::insert_first`] has begun the visit's history.
pub async fn count_booking(
    tx: &mut WriteTx,
    doctor: DoctorId,
    place: &AggregateKey,
    new: &Facts,
) -> Result<(), StoreError> {
    let mut aggregate = Aggregate::default();
    aggregate.add(new, &place.zone, 1);
    add(tx, doctor, place, aggregate).await
}

/// Counts a visit as what it has become instead of what it was.
pub async fn count_transition(
    tx: &mut WriteTx,
    doctor: DoctorId,
    before: &Facts,
    after: &Facts,
) -> Result<(), StoreError> {
    let class = |status| match status {
        status if is_called_off(status) => None,
        Status::Completed | Status::NoShow => Some(status),
        _ => Some(Status::Booked),
    };
    if class(before.status) == class(after.status) && before.start == after.start {
        return Ok(());
    }
    doctor_repo::keep(tx, doctor).await?;
    let place = place(tx, doctor).await?;
    let mut aggregate = Aggregate::default();
    aggregate.add(before, &place.zone, -1);
    aggregate.add(after, &place.zone, 1);
    add(tx, doctor, &place, aggregate).await
}

async fn add(tx: &mut WriteTx, doctor: DoctorId, place: &AggregateKey, aggregate: Aggregate) -> Result<(), StoreError> {
    // Every booking of a day adds to the same few rows: they are locked for no longer than the commit takes.
    tx.write_jobs().await?;
    let mut rows = Rows::default();
    rows.take(doctor, &place.specialty.as_str().into(), aggregate);
    rows.write(tx).await
}

async fn place(tx: &mut ReadTx, doctor: DoctorId) -> Result<AggregateKey, StoreError> {
    let (specialty, Db(zone)) = both!(tx, |c| sqlx::query_as(PLACE).bind(Db(doctor)).fetch_one(c).await)?;
    Ok(AggregateKey { specialty, zone })
}

/// Says where a doctor's visits are counted, and keeps others from counting more of them until the transaction ends.
/// For whoever is about to change the doctor's zone or specialties; [`follow`] comes after it.
pub async fn hold(tx: &mut WriteTx, doctor: DoctorId) -> Result<AggregateKey, StoreError> {
    doctor_repo::hold(tx, doctor).await?;
    place(tx, doctor).await
}

/// Counts a doctor's visits where they belong now, if that is no longer where they were.
pub async fn follow(tx: &mut WriteTx, doctor: DoctorId, before: &AggregateKey) -> Result<(), StoreError> {
    let now = place(tx, doctor).await?;
    if now == *before {
        return Ok(());
    }
    let mut rows = Rows::default();
    let found: Vec<Db<Facts>> = both!(tx, |c| sqlx::query_as(OF_DOCTOR).bind(Db(doctor)).fetch_all(c).await)?;
    let (mut there, mut here) = (Aggregate::default(), Aggregate::default());
    for Db(facts) in &found {
        there.add(facts, &before.zone, -1);
        here.add(facts, &now.zone, 1);
    }
    rows.take(doctor, &before.specialty.as_str().into(), there);
    rows.take(doctor, &now.specialty.as_str().into(), here);
    rows.write(tx).await
}

/// The visits of a doctor that can add to the figures of `from..=to`: those that begin in it or are booked or cancelled
/// in it. A few more may be among them.
pub async fn facts_of(
    tx: &mut ReadTx,
    doctor: DoctorId,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<Facts>, StoreError> {
    let midnight = |date: NaiveDate| millis(date.and_time(NaiveTime::MIN).and_utc());
    // No zone is a day from UTC and no visit lasts one. Nothing is booked or cancelled after its end, or booked further ahead
    // than this.
    let (begin, end) = (from - Days::new(2), to + Days::new(2 + u64::from(VisitTypeSpec::FURTHEST)));
    let found = both!(tx, |c| sqlx::query_as(OF_DOCTOR_WITHIN)
        .bind(Db(doctor))
        .bind(midnight(begin))
        .bind(midnight(end))
        .fetch_all(c)
        .await)?;
    Ok(plain(found))
}

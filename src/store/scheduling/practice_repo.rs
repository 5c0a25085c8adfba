//! Visits of a practice that somebody has to see to.

use chrono::{DateTime, Utc};

use sqlx::FromRow;

use super::statuses::open;
use crate::{Db, ReadTx, StoreError, both, db::get, from_row, statements};
use domain::{
    platform::ids::{AppointmentId, DoctorId, LocationId, VisitTypeId},
    scheduling::visit_type::VisitKind,
};

/// An open visit, with the patient's name.
pub struct OpenVisit {
    pub id: AppointmentId,
    pub start: DateTime<Utc>,
    pub end: DateTime<Utc>,
    pub patient: String,
    pub kind: VisitKind,
    pub location: LocationId,
    /// As it was agreed.
    pub address: String,
}

from_row!(|row| OpenVisit {
    id,
    start: "start_at",
    end: "end_at",
    patient: "full_name",
    kind,
    location: "location_id",
    address: "location_address",
});

statements! {
    TO_COME = concat!(
        "SELECT p.id, p.start_at, p.end_at, pa.full_name, p.kind, p.location_id, p.location_address,
            COUNT(*) OVER () AS found
        FROM appointment p JOIN account pa ON pa.id = p.patient_id
        WHERE p.doctor_id = $1 AND p.start_at >= $2 AND ", open!("p.status"), " ORDER BY p.start_at, p.id LIMIT $3"
    );
    LEFT_OPEN = concat!(
        "SELECT p.id, p.start_at, p.end_at, pa.full_name, p.kind, p.location_id, p.location_address,
            COUNT(*) OVER () AS found
        FROM appointment p JOIN account pa ON pa.id = p.patient_id
        WHERE p.doctor_id = $1 AND p.start_at < $2 AND p.end_at <= $2 AND ", open!("p.status"),
        " ORDER BY p.start_at DESC, p.id LIMIT $3"
    );
    OF_TYPE = concat!(
        "SELECT COUNT(*) FROM appointment WHERE doctor_id = $1 AND visit_type_id = $2 AND start_at >= $3 AND ",
        open!("status")
    );
}

/// The doctor's open visits that start from then on, soonest first.
pub async fn to_come(tx: &mut ReadTx, doctor: DoctorId, from: DateTime<Utc>) -> Result<Vec<OpenVisit>, StoreError> {
    Ok(open_visits(tx, TO_COME, doctor, from, i64::MAX).await?.0)
}

/// Of the doctor's open visits that were over by then the latest `most`, latest first, and how many there are.
pub async fn left_open(
    tx: &mut ReadTx,
    doctor: DoctorId,
    by: DateTime<Utc>,
    most: usize,
) -> Result<(Vec<OpenVisit>, usize), StoreError> {
    open_visits(tx, LEFT_OPEN, doctor, by, i64::try_from(most).unwrap_or(i64::MAX)).await
}

async fn open_visits(
    tx: &mut ReadTx,
    statement: &'static str,
    doctor: DoctorId,
    at: DateTime<Utc>,
    most: i64,
) -> Result<(Vec<OpenVisit>, usize), StoreError> {
    type Row = (OpenVisit, usize);
    let rows: Vec<Row> = both!(tx, |c| sqlx::query(statement)
        .bind(Db(doctor))
        .bind(Db(at))
        .bind(most)
        .try_map(|row| Ok((OpenVisit::from_row(&row)?, get::<usize, _>(&row, "found")?)))
        .fetch_all(c)
        .await)?;
    let found = rows.first().map_or(0, |(_, found)| *found);
    Ok((rows.into_iter().map(|(visit, _)| visit).collect(), found))
}

/// How many open visits of this type start from then on.
pub async fn of_type(
    tx: &mut ReadTx,
    doctor: DoctorId,
    visit_type: VisitTypeId,
    from: DateTime<Utc>,
) -> Result<i64, StoreError> {
    Ok(both!(tx, |c| sqlx::query_scalar(OF_TYPE)
        .bind(Db(doctor))
        .bind(Db(visit_type))
        .bind(Db(from))
        .fetch_one(c)
        .await)?)
}

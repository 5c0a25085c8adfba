//! Visits of a practice that somebody has to see to.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{ReadTx, StoreError, both, statements, statuses::open};
use crate::domain::{
    ids::{AppointmentId, DoctorId, VisitTypeId},
    local::{instant, millis},
};

/// An open visit, with the patient's name.
pub struct OpenVisit {
    pub id: AppointmentId,
    pub start: DateTime<Utc>,
    pub end: DateTime<Utc>,
    pub patient: String,
}

statements! {
    TO_COME = concat!(
        "SELECT p.id, p.start_at, p.end_at, pa.full_name
        FROM appointment p JOIN account pa ON pa.id = p.patient_id
        WHERE p.doctor_id = $1 AND p.start_at >= $2 AND ", open!("p.status"), " ORDER BY p.start_at, p.id"
    );
    LEFT_OPEN = concat!(
        "SELECT p.id, p.start_at, p.end_at, pa.full_name
        FROM appointment p JOIN account pa ON pa.id = p.patient_id
        WHERE p.doctor_id = $1 AND p.start_at < $2 AND p.end_at <= $2 AND ", open!("p.status"),
        " ORDER BY p.start_at DESC, p.id"
    );
    OF_TYPE = concat!(
        "SELECT COUNT(*) FROM appointment WHERE doctor_id = $1 AND visit_type_id = $2 AND start_at >= $3 AND ",
        open!("status")
    );
}

/// The doctor's open visits that start from then on, soonest first.
pub async fn to_come(tx: &mut ReadTx, doctor: DoctorId, from: DateTime<Utc>) -> Result<Vec<OpenVisit>, StoreError> {
    open_visits(tx, TO_COME, doctor, from).await
}

/// The doctor's open visits that were over by then, latest first.
pub async fn left_open(tx: &mut ReadTx, doctor: DoctorId, by: DateTime<Utc>) -> Result<Vec<OpenVisit>, StoreError> {
    open_visits(tx, LEFT_OPEN, doctor, by).await
}

async fn open_visits(
    tx: &mut ReadTx,
    statement: &'static str,
    doctor: DoctorId,
    at: DateTime<Utc>,
) -> Result<Vec<OpenVisit>, StoreError> {
    let rows: Vec<(Uuid, i64, i64, String)> =
        both!(tx, |c| sqlx::query_as(statement).bind(doctor.0).bind(millis(at)).fetch_all(c).await)?;
    let visit = |(id, start, end, patient)| OpenVisit {
        id: AppointmentId(id),
        start: instant(start),
        end: instant(end),
        patient,
    };
    Ok(rows.into_iter().map(visit).collect())
}

/// How many open visits of this type start from then on.
pub async fn of_type(
    tx: &mut ReadTx,
    doctor: DoctorId,
    visit_type: VisitTypeId,
    from: DateTime<Utc>,
) -> Result<i64, StoreError> {
    Ok(both!(tx, |c| sqlx::query_scalar(OF_TYPE)
        .bind(doctor.0)
        .bind(visit_type.0)
        .bind(millis(from))
        .fetch_one(c)
        .await)?)
}

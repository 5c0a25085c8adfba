//! What a patient has with a doctor already, for whoever is about to book.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::{ReadTx, StoreError, WriteTx, both, dialect, scheduling::statuses::open, statements};
use domain::platform::{
    ids::{AccountId, AppointmentId, DoctorId},
    local::millis,
};

/// No visit is as long.
const LONGEST: TimeDelta = TimeDelta::days(1);

statements! {
    OPEN_AT = concat!(
        "SELECT id FROM appointment WHERE patient_id = $1 AND doctor_id = $2 AND start_at = $3 AND ", open!("status")
    );
    ANY_WITH = "SELECT id FROM appointment WHERE patient_id = $1 AND doctor_id = $2 LIMIT 1";
    /// By the index of a patient's visits: those that began long ago are not looked at.
    COUNT_OPEN = concat!(
        "SELECT COUNT(*), COUNT(CASE WHEN doctor_id = $2 THEN 1 END) FROM appointment
        WHERE patient_id = $1 AND start_at > $3 AND end_at > $4 AND ", open!("status")
    );
}

/// The patient's open visit with this doctor at this start.
pub async fn open_at(
    tx: &mut ReadTx,
    patient: AccountId,
    doctor: DoctorId,
    start: DateTime<Utc>,
) -> Result<Option<AppointmentId>, StoreError> {
    let id: Option<Uuid> = both!(tx, |c| sqlx::query_scalar(OPEN_AT)
        .bind(patient.0)
        .bind(doctor.0)
        .bind(millis(start))
        .fetch_optional(c)
        .await)?;
    Ok(id.map(AppointmentId))
}

/// Was there ever a visit of this patient with this doctor?
pub async fn any_with(tx: &mut ReadTx, patient: AccountId, doctor: DoctorId) -> Result<bool, StoreError> {
    let found: Option<Uuid> =
        both!(tx, |c| sqlx::query_scalar(ANY_WITH).bind(patient.0).bind(doctor.0).fetch_optional(c).await)?;
    Ok(found.is_some())
}

/// How many open visits the patient has that are not over: in all, and with this doctor. Nobody else books for the patient
/// until the transaction ends.
pub async fn count_open(
    tx: &mut WriteTx,
    patient: AccountId,
    doctor: DoctorId,
    now: DateTime<Utc>,
) -> Result<(i64, i64), StoreError> {
    if tx.is_postgres() {
        both!(tx, |c| sqlx::query(dialect::HOLD_PATIENT).bind(patient.0).execute(c).await.map(drop))?;
    }
    Ok(both!(tx, |c| sqlx::query_as(COUNT_OPEN)
        .bind(patient.0)
        .bind(doctor.0)
        .bind(millis(now - LONGEST))
        .bind(millis(now))
        .fetch_one(c)
        .await)?)
}

//! What a patient has with a doctor already, for whoever is about to book.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{Db, ReadTx, StoreError, WriteTx, both, dialect, scheduling::statuses::open, statements};
use domain::platform::ids::{AccountId, AppointmentId, DoctorId};

statements! {
    OPEN_AT = concat!(
        "SELECT id FROM appointment WHERE patient_id = $1 AND doctor_id = $2 AND start_at = $3 AND ", open!("status")
    );
    ANY_WITH = "SELECT id FROM appointment WHERE patient_id = $1 AND doctor_id = $2 LIMIT 1";
}

/// The patient's open visit with this doctor at this start.
pub async fn open_at(
    tx: &mut ReadTx,
    patient: AccountId,
    doctor: DoctorId,
    start: DateTime<Utc>,
) -> Result<Option<AppointmentId>, StoreError> {
    let id = both!(tx, |c| sqlx::query_scalar(OPEN_AT)
        .bind(Db(patient))
        .bind(Db(doctor))
        .bind(Db(start))
        .fetch_optional(c)
        .await)?;
    Ok(id.map(|Db(id)| id))
}

/// Was there ever a visit of this patient with this doctor?
pub async fn any_with(tx: &mut ReadTx, patient: AccountId, doctor: DoctorId) -> Result<bool, StoreError> {
    let found: Option<Uuid> =
        both!(tx, |c| sqlx::query_scalar(ANY_WITH).bind(Db(patient)).bind(Db(doctor)).fetch_optional(c).await)?;
    Ok(found.is_some())
}

/// Nobody else books for the patient until the transaction ends.
pub async fn hold(tx: &mut WriteTx, patient: AccountId) -> Result<(), StoreError> {
    if tx.is_postgres() {
        both!(tx, |c| sqlx::query(dialect::HOLD_ACCOUNT).bind(Db(patient)).execute(c).await.map(drop))?;
    }
    Ok(())
}

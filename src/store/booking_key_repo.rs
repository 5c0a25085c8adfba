//! Idempotency keys of bookings.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{ReadTx, StoreError, WriteTx, both, statements};
use crate::domain::{
    ids::{AccountId, AppointmentId},
    local::millis,
};

statements! {
    INSERT = "INSERT INTO booking_key (account_id, key, request_hash, appointment_id, created_at)
        VALUES ($1, $2, $3, $4, $5)";
    FIND = "SELECT request_hash, appointment_id FROM booking_key WHERE account_id = $1 AND key = $2";
}

/// Binds a key to a booking; [`StoreError::is_taken`] when it is bound.
pub async fn insert(
    tx: &mut WriteTx,
    account: AccountId,
    key: &str,
    request_hash: &[u8],
    appointment: AppointmentId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    both!(tx, |c| sqlx::query(INSERT)
        .bind(account.0)
        .bind(key)
        .bind(request_hash)
        .bind(appointment.0)
        .bind(millis(now))
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Hash of the request and the booking that a key stands for.
pub async fn find(
    tx: &mut ReadTx,
    account: AccountId,
    key: &str,
) -> Result<Option<(Vec<u8>, AppointmentId)>, StoreError> {
    let row: Option<(Vec<u8>, Uuid)> =
        both!(tx, |c| sqlx::query_as(FIND).bind(account.0).bind(key).fetch_optional(c).await)?;
    Ok(row.map(|(hash, id)| (hash, AppointmentId(id))))
}

//! Idempotency keys: what was made under a key that a client chose.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{Db, ReadTx, StoreError, WriteTx, both, statements};

statements! {
    /// Waits for whoever is about to bind the same key.
    BIND = "INSERT INTO idempotency_key (owner_id, key, request_hash, made_id, created_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (owner_id, key) DO NOTHING";
    FIND = "SELECT request_hash, made_id FROM idempotency_key WHERE owner_id = $1 AND key = $2";
    SWEEP = "DELETE FROM idempotency_key WHERE created_at < $1";
}

/// Binds a key to what is being made; false when it is bound.
pub async fn bind(
    tx: &mut WriteTx,
    owner: Uuid,
    key: &str,
    request_hash: &[u8],
    made: Uuid,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let bound = both!(tx, |c| sqlx::query(BIND)
        .bind(owner)
        .bind(key)
        .bind(request_hash)
        .bind(made)
        .bind(Db(now))
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(bound == 1)
}

/// Hash of the request, and what was made.
pub async fn find(tx: &mut ReadTx, owner: Uuid, key: &str) -> Result<Option<(Vec<u8>, Uuid)>, StoreError> {
    Ok(both!(tx, |c| sqlx::query_as(FIND).bind(owner).bind(key).fetch_optional(c).await)?)
}

/// Forgets keys that were bound before this instant.
pub async fn sweep(tx: &mut WriteTx, before: DateTime<Utc>) -> Result<(), StoreError> {
    both!(tx, |c| sqlx::query(SWEEP).bind(Db(before)).execute(c).await.map(drop))?;
    Ok(())
}

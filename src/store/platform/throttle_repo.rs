//! Strikes against those who try too often; see [`domain::platform::throttle`].

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::{Db, ReadTx, StoreError, WriteTx, among, both, statements};
use domain::platform::throttle::{LONGEST, Record, Rule};

/// A keyed hash; see `effects::Keys::throttle`.
pub type Key = [u8; 16];

statements! {
    /// The same key once more pushes the end out by as much as a first strike lasts, up to a bound.
    STRIKE = "INSERT INTO throttle (key, before_at, last_at, gone_at) VALUES ($1, 0, $2, $3)
        ON CONFLICT (key) DO UPDATE SET before_at = throttle.last_at, last_at = excluded.last_at, gone_at = CASE
            WHEN throttle.gone_at <= excluded.last_at THEN excluded.gone_at
            WHEN throttle.gone_at + excluded.gone_at - excluded.last_at > $4 THEN $4
            ELSE throttle.gone_at + excluded.gone_at - excluded.last_at END
        RETURNING before_at, gone_at";
    TAKE_BACK = "UPDATE throttle SET last_at = before_at, gone_at = gone_at - $2 WHERE key = $1";
    KEEP = "INSERT INTO throttle (key, before_at, last_at, gone_at) VALUES ($1, 0, $2, $3)
        ON CONFLICT (key) DO UPDATE SET last_at = excluded.last_at, gone_at = excluded.gone_at";
    CLEAR = "DELETE FROM throttle WHERE key = $1";
    SWEEP = "DELETE FROM throttle WHERE gone_at <= $1";
}

/// Adds a strike and gives the record as it was before it. The row stays locked until the end of the transaction, so
/// that many attempts at once are judged one after the other; roll back what must not count.
pub async fn strike(tx: &mut WriteTx, key: &Key, rule: &Rule, now: DateTime<Utc>) -> Result<Record, StoreError> {
    let (Db(last_at), Db(gone_at)): (Db<DateTime<Utc>>, Db<DateTime<Utc>>) = both!(tx, |c| sqlx::query_as(STRIKE)
        .bind(key.as_slice())
        .bind(Db(now))
        .bind(Db(now + rule.wears_off))
        .bind(Db(now + LONGEST))
        .fetch_one(c)
        .await)?;
    Ok(Record { last_at, gone_at: gone_at - rule.wears_off })
}

/// Undoes a strike.
pub async fn take_back(tx: &mut WriteTx, key: &Key, rule: &Rule) -> Result<(), StoreError> {
    let step = rule.wears_off.num_milliseconds();
    both!(tx, |c| sqlx::query(TAKE_BACK).bind(key.as_slice()).bind(step).execute(c).await.map(drop))?;
    Ok(())
}

/// Keeps a record under a key until an instant, whatever was there.
pub async fn keep(tx: &mut WriteTx, key: &Key, now: DateTime<Utc>, until: DateTime<Utc>) -> Result<(), StoreError> {
    both!(tx, |c| sqlx::query(KEEP).bind(key.as_slice()).bind(Db(now)).bind(Db(until)).execute(c).await.map(drop))?;
    Ok(())
}

/// Forgets a key.
pub async fn clear(tx: &mut WriteTx, key: &Key) -> Result<(), StoreError> {
    both!(tx, |c| sqlx::query(CLEAR).bind(key.as_slice()).execute(c).await.map(drop))?;
    Ok(())
}

/// What stands under these keys.
pub async fn find(tx: &mut ReadTx, keys: &[Key]) -> Result<HashMap<Key, Record>, StoreError> {
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    type Row = (Db<Key>, Db<DateTime<Utc>>, Db<DateTime<Utc>>);
    let rows: Vec<Row> = both!(tx, |c| {
        let mut query = sqlx::QueryBuilder::new("SELECT key, last_at, gone_at FROM throttle WHERE key");
        among!(query, keys);
        query.build_query_as().fetch_all(c).await
    })?;
    Ok(rows.into_iter().map(|(Db(key), Db(last_at), Db(gone_at))| (key, Record { last_at, gone_at })).collect())
}

/// Forgets what has worn off.
pub async fn sweep(tx: &mut WriteTx, now: DateTime<Utc>) -> Result<(), StoreError> {
    both!(tx, |c| sqlx::query(SWEEP).bind(Db(now)).execute(c).await.map(drop))?;
    Ok(())
}

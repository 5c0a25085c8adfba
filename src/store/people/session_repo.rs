//! Signed-in devices.

use chrono::{DateTime, Utc};

use crate::{Change, Db, ReadTx, StoreError, WriteTx, both, db::part, from_row, statements};
use contract::people::Me;
use domain::{
    people::session::{Family, MOST_SESSIONS, Token},
    platform::ids::{AccountId, SessionId},
};

/// A stored session.
#[derive(Clone)]
pub struct SessionRecord {
    pub id: SessionId,
    pub account: AccountId,
    pub family: Family,
    pub device_name: String,
    pub created_at: DateTime<Utc>,
    pub last_seen_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

domain::shows_only!(SessionRecord { id, account });

from_row!(|row| SessionRecord {
    id,
    account: "account_id",
    family = part(row)?,
    device_name,
    created_at,
    last_seen_at,
    expires_at,
});
from_row!(|row| Db<Family> { newest = part(row)?, used, used_at, given_at });
from_row!(|row| Db<Token> { generation, sibling });
from_row!(|row| Db<Me> { id, role, email, full_name, time_zone, doctor_id });

macro_rules! columns {
    ($before:literal, $after:literal) => {
        concat!(
            $before,
            " id, account_id, device_name, created_at, last_seen_at, expires_at, generation, sibling, used, used_at,
            given_at ",
            $after
        )
    };
}

statements! {
    INSERT = columns!("INSERT INTO session (", ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)");
    /// Who is behind a live session.
    ME = "SELECT a.id, a.role, a.email, a.full_name, a.time_zone, d.id AS doctor_id
        FROM session s JOIN account a ON a.id = s.account_id LEFT JOIN doctor d ON d.account_id = a.id
        WHERE s.id = $1 AND s.expires_at > $2";
    ME_OF_ACCOUNT = "SELECT a.id, a.role, a.email, a.full_name, a.time_zone, d.id AS doctor_id
        FROM account a LEFT JOIN doctor d ON d.account_id = a.id WHERE a.id = $1";
    FIND = columns!("SELECT", "FROM session WHERE id = $1 AND expires_at > $2");
    /// Of two who come at once, the second waits here and sees what the first has done.
    HOLD = columns!("UPDATE session SET last_seen_at = $2 WHERE id = $1 AND expires_at > $2 RETURNING", "");
    RENEW = "UPDATE session SET generation = $2, sibling = $3, used = $4, used_at = $5, given_at = $6, expires_at = $7
        WHERE id = $1";
    DELETE = "DELETE FROM session WHERE id = $1 RETURNING account_id";
    DELETE_OWN = "DELETE FROM session WHERE id = $1 AND account_id = $2";
    DELETE_OTHERS = "DELETE FROM session WHERE account_id = $1 AND id <> $2";
    DELETE_EXPIRED = "DELETE FROM session WHERE expires_at <= $1";
    /// All of an account but this one and those that were seen last.
    MAKE_ROOM = "DELETE FROM session WHERE account_id = $1 AND id <> $2 AND id NOT IN (
            SELECT id FROM session WHERE account_id = $1 AND id <> $2
            ORDER BY last_seen_at DESC, created_at DESC, id DESC LIMIT $3)";
    LIST = columns!("SELECT", "FROM session WHERE account_id = $1 AND expires_at > $2 ORDER BY last_seen_at DESC, id");
}

pub async fn insert(tx: &mut WriteTx, session: &SessionRecord) -> Result<(), StoreError> {
    let Family { newest, used, used_at, given_at } = session.family;
    both!(tx, |c| sqlx::query(INSERT)
        .bind(Db(session.id))
        .bind(Db(session.account))
        .bind(&session.device_name)
        .bind(Db(session.created_at))
        .bind(Db(session.last_seen_at))
        .bind(Db(session.expires_at))
        .bind(Db(newest.generation))
        .bind(Db(newest.sibling))
        .bind(Db(used))
        .bind(Db(used_at))
        .bind(Db(given_at))
        .execute(c)
        .await
        .map(drop))?;
    tx.changes(Change::Account(session.account));
    Ok(())
}

/// Ends sessions of this account beyond [`MOST_SESSIONS`]; never this one.
pub async fn make_room(tx: &mut WriteTx, account: AccountId, id: SessionId) -> Result<(), StoreError> {
    both!(tx, |c| sqlx::query(MAKE_ROOM)
        .bind(Db(account))
        .bind(Db(id))
        .bind(MOST_SESSIONS - 1)
        .execute(c)
        .await
        .map(drop))?;
    tx.changes(Change::Account(account));
    Ok(())
}

/// The account behind a session that has not ended.
pub async fn find_me(tx: &mut ReadTx, id: SessionId, now: DateTime<Utc>) -> Result<Option<Me>, StoreError> {
    let me = both!(tx, |c| sqlx::query_as(ME).bind(Db(id)).bind(Db(now)).fetch_optional(c).await)?;
    Ok(me.map(|Db(me)| me))
}

pub async fn find_account(tx: &mut ReadTx, id: AccountId) -> Result<Option<Me>, StoreError> {
    let me = both!(tx, |c| sqlx::query_as(ME_OF_ACCOUNT).bind(Db(id)).fetch_optional(c).await)?;
    Ok(me.map(|Db(me)| me))
}

/// A session that has not ended.
pub async fn find(tx: &mut ReadTx, id: SessionId, now: DateTime<Utc>) -> Result<Option<SessionRecord>, StoreError> {
    Ok(both!(tx, |c| sqlx::query_as(FIND).bind(Db(id)).bind(Db(now)).fetch_optional(c).await)?)
}

/// A session that has not ended, seen now; nobody else changes it until the end of the transaction.
pub async fn hold(tx: &mut WriteTx, id: SessionId, now: DateTime<Utc>) -> Result<Option<SessionRecord>, StoreError> {
    Ok(both!(tx, |c| sqlx::query_as(HOLD).bind(Db(id)).bind(Db(now)).fetch_optional(c).await)?)
}

/// Writes down which tokens are good from now on, and until when.
pub async fn renew(
    tx: &mut WriteTx,
    id: SessionId,
    family: Family,
    expires_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let Family { newest, used, used_at, given_at } = family;
    both!(tx, |c| sqlx::query(RENEW)
        .bind(Db(id))
        .bind(Db(newest.generation))
        .bind(Db(newest.sibling))
        .bind(Db(used))
        .bind(Db(used_at))
        .bind(Db(given_at))
        .bind(Db(expires_at))
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Ends a session; whose it was, if there was one.
pub async fn delete(tx: &mut WriteTx, id: SessionId) -> Result<Option<AccountId>, StoreError> {
    let owner = both!(tx, |c| sqlx::query_scalar(DELETE).bind(Db(id)).fetch_optional(c).await)?;
    let owner = owner.map(|Db(owner)| owner);
    if let Some(owner) = owner {
        tx.changes(Change::Account(owner));
    }
    Ok(owner)
}

/// Deletes a session of this account; false when there is none.
pub async fn delete_own(tx: &mut WriteTx, id: SessionId, account: AccountId) -> Result<bool, StoreError> {
    let gone = both!(tx, |c| sqlx::query(DELETE_OWN)
        .bind(Db(id))
        .bind(Db(account))
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    tx.changes(Change::Account(account));
    Ok(gone == 1)
}

/// Deletes all sessions of this account but this one.
pub async fn delete_others(tx: &mut WriteTx, account: AccountId, kept: SessionId) -> Result<(), StoreError> {
    both!(tx, |c| sqlx::query(DELETE_OTHERS).bind(Db(account)).bind(Db(kept)).execute(c).await.map(drop))?;
    tx.changes(Change::Account(account));
    Ok(())
}

pub async fn delete_expired(tx: &mut WriteTx, now: DateTime<Utc>) -> Result<(), StoreError> {
    both!(tx, |c| sqlx::query(DELETE_EXPIRED).bind(Db(now)).execute(c).await.map(drop))?;
    Ok(())
}

/// Live sessions of an account, latest first.
pub async fn list(tx: &mut ReadTx, account: AccountId, now: DateTime<Utc>) -> Result<Vec<SessionRecord>, StoreError> {
    Ok(both!(tx, |c| sqlx::query_as(LIST).bind(Db(account)).bind(Db(now)).fetch_all(c).await)?)
}

//! Signed-in devices.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{ReadTx, StoreError, WriteTx, both, error::word, statements};
use crate::domain::{
    account::{Me, Role},
    ids::{AccountId, DoctorId, SessionId},
    local::{instant, millis},
};

/// A stored session.
#[derive(Clone)]
pub struct SessionRecord {
    pub id: SessionId,
    pub account: AccountId,
    pub refresh_hash: Vec<u8>,
    pub previous_hash: Option<Vec<u8>>,
    pub rotated_at: DateTime<Utc>,
    pub device_name: String,
    pub created_at: DateTime<Utc>,
    pub last_seen_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

/// Without anything personal: it may end up in a log.
impl std::fmt::Debug for SessionRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SessionRecord").field("id", &self.id).field("account", &self.account).finish_non_exhaustive()
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    account_id: Uuid,
    refresh_hash: Vec<u8>,
    previous_hash: Option<Vec<u8>>,
    rotated_at: i64,
    device_name: String,
    created_at: i64,
    last_seen_at: i64,
    expires_at: i64,
}

#[derive(sqlx::FromRow)]
struct MeRow {
    id: Uuid,
    role: String,
    email: String,
    full_name: String,
    time_zone: String,
    doctor_id: Option<Uuid>,
}

statements! {
    INSERT = "INSERT INTO session (id, account_id, refresh_hash, previous_hash, rotated_at, device_name, created_at,
            last_seen_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    /// Who is behind a live session.
    ME = "SELECT a.id, a.role, a.email, a.full_name, a.time_zone, d.id AS doctor_id
        FROM session s JOIN account a ON a.id = s.account_id LEFT JOIN doctor d ON d.account_id = a.id
        WHERE s.id = $1 AND s.expires_at > $2";
    ME_OF_ACCOUNT = "SELECT a.id, a.role, a.email, a.full_name, a.time_zone, d.id AS doctor_id
        FROM account a LEFT JOIN doctor d ON d.account_id = a.id WHERE a.id = $1";
    FIND_BY_HASH = "SELECT id, account_id, refresh_hash, previous_hash, rotated_at, device_name, created_at,
            last_seen_at, expires_at FROM session WHERE refresh_hash = $1 OR previous_hash = $1";
    /// Only from the hash that was read: of two that rotate at once, one succeeds.
    ROTATE = "UPDATE session SET previous_hash = refresh_hash, refresh_hash = $2, rotated_at = $3, last_seen_at = $3,
            expires_at = $4 WHERE id = $1 AND refresh_hash = $5";
    DELETE = "DELETE FROM session WHERE id = $1";
    DELETE_OWN = "DELETE FROM session WHERE id = $1 AND account_id = $2";
    DELETE_EXPIRED = "DELETE FROM session WHERE expires_at <= $1";
    LIST = "SELECT id, account_id, refresh_hash, previous_hash, rotated_at, device_name, created_at, last_seen_at,
            expires_at FROM session WHERE account_id = $1 AND expires_at > $2 ORDER BY last_seen_at DESC, id";
}

impl From<Row> for SessionRecord {
    fn from(row: Row) -> Self {
        Self {
            id: SessionId(row.id),
            account: AccountId(row.account_id),
            refresh_hash: row.refresh_hash,
            previous_hash: row.previous_hash,
            rotated_at: instant(row.rotated_at),
            device_name: row.device_name,
            created_at: instant(row.created_at),
            last_seen_at: instant(row.last_seen_at),
            expires_at: instant(row.expires_at),
        }
    }
}

fn me(row: MeRow) -> Result<Me, StoreError> {
    Ok(Me {
        id: AccountId(row.id),
        role: word::<Role>("role", &row.role)?,
        email: row.email,
        full_name: row.full_name,
        time_zone: row.time_zone,
        doctor_id: row.doctor_id.map(DoctorId),
    })
}

pub async fn insert(tx: &mut WriteTx, session: &SessionRecord) -> Result<(), StoreError> {
    both!(tx, |c| sqlx::query(INSERT)
        .bind(session.id.0)
        .bind(session.account.0)
        .bind(&session.refresh_hash)
        .bind(&session.previous_hash)
        .bind(millis(session.rotated_at))
        .bind(&session.device_name)
        .bind(millis(session.created_at))
        .bind(millis(session.last_seen_at))
        .bind(millis(session.expires_at))
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The account behind a session that has not ended.
pub async fn find_me(tx: &mut ReadTx, id: SessionId, now: DateTime<Utc>) -> Result<Option<Me>, StoreError> {
    let row: Option<MeRow> = both!(tx, |c| sqlx::query_as(ME).bind(id.0).bind(millis(now)).fetch_optional(c).await)?;
    row.map(me).transpose()
}

pub async fn find_account(tx: &mut ReadTx, id: AccountId) -> Result<Option<Me>, StoreError> {
    let row: Option<MeRow> = both!(tx, |c| sqlx::query_as(ME_OF_ACCOUNT).bind(id.0).fetch_optional(c).await)?;
    row.map(me).transpose()
}

/// The session whose present or former refresh token has this hash.
pub async fn find_by_hash(tx: &mut ReadTx, hash: &[u8]) -> Result<Option<SessionRecord>, StoreError> {
    let row: Option<Row> = both!(tx, |c| sqlx::query_as(FIND_BY_HASH).bind(hash).fetch_optional(c).await)?;
    Ok(row.map(SessionRecord::from))
}

/// Replaces the refresh token; false when somebody else did meanwhile.
pub async fn rotate(
    tx: &mut WriteTx,
    session: &SessionRecord,
    next_hash: &[u8],
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let changed = both!(tx, |c| sqlx::query(ROTATE)
        .bind(session.id.0)
        .bind(next_hash)
        .bind(millis(now))
        .bind(millis(expires_at))
        .bind(&session.refresh_hash)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(changed == 1)
}

pub async fn delete(tx: &mut WriteTx, id: SessionId) -> Result<(), StoreError> {
    both!(tx, |c| sqlx::query(DELETE).bind(id.0).execute(c).await.map(drop))?;
    Ok(())
}

/// Deletes a session of this account; false when there is none.
pub async fn delete_own(tx: &mut WriteTx, id: SessionId, account: AccountId) -> Result<bool, StoreError> {
    let gone = both!(tx, |c| sqlx::query(DELETE_OWN)
        .bind(id.0)
        .bind(account.0)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(gone == 1)
}

pub async fn delete_expired(tx: &mut WriteTx, now: DateTime<Utc>) -> Result<(), StoreError> {
    both!(tx, |c| sqlx::query(DELETE_EXPIRED).bind(millis(now)).execute(c).await.map(drop))?;
    Ok(())
}

/// Live sessions of an account, latest first.
pub async fn list(tx: &mut ReadTx, account: AccountId, now: DateTime<Utc>) -> Result<Vec<SessionRecord>, StoreError> {
    let rows: Vec<Row> = both!(tx, |c| sqlx::query_as(LIST).bind(account.0).bind(millis(now)).fetch_all(c).await)?;
    Ok(rows.into_iter().map(SessionRecord::from).collect())
}

//! Invitations. Only the hash of a code is kept.

use chrono::{DateTime, Utc};

use crate::{Change, Db, ReadTx, StoreError, WriteTx, both, db::part, from_row, statements};
use contract::people::InvitationView;
use domain::{
    people::invitation::{Invitation, InvitationState},
    platform::{
        ids::{AccountId, InvitationId},
        page::PageRequest,
    },
};

from_row!(|row| Db<Invitation> { id, email, created_at, expires_at, used_at, revoked_at });

/// With the name of whoever has used it.
struct Listed {
    invitation: Invitation,
    used_by_name: Option<String>,
}

from_row!(|row| Listed { invitation = part(row)?, used_by_name });

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT i.id, i.email, i.created_at, i.expires_at, i.used_at, i.revoked_at, a.full_name AS used_by_name
            FROM invitation i LEFT JOIN account a ON a.id = i.used_by ",
            $rest
        )
    };
}

statements! {
    INSERT = "INSERT INTO invitation (id, code_hash, email, created_by, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6)";
    FIND = select!("WHERE i.id = $1");
    FIND_BY_HASH = select!("WHERE i.code_hash = $1");
    /// Single use: of two who use it at once, one is refused.
    USE = "UPDATE invitation SET used_at = $2, used_by = $3
        WHERE id = $1 AND used_at IS NULL AND revoked_at IS NULL AND expires_at > $2";
    REVOKE = "UPDATE invitation SET revoked_at = $2 WHERE id = $1 AND used_at IS NULL AND revoked_at IS NULL";
}

pub async fn insert(
    tx: &mut WriteTx,
    invitation: &Invitation,
    code_hash: &[u8],
    created_by: AccountId,
) -> Result<(), StoreError> {
    both!(tx, |c| sqlx::query(INSERT)
        .bind(Db(invitation.id))
        .bind(code_hash)
        .bind(&invitation.email)
        .bind(Db(created_by))
        .bind(Db(invitation.created_at))
        .bind(Db(invitation.expires_at))
        .execute(c)
        .await
        .map(drop))?;
    tx.changes(Change::Platform);
    Ok(())
}

pub async fn find(tx: &mut ReadTx, id: InvitationId) -> Result<Option<Invitation>, StoreError> {
    let found = both!(tx, |c| sqlx::query_as(FIND).bind(Db(id)).fetch_optional(c).await)?;
    Ok(found.map(|Db(invitation)| invitation))
}

pub async fn find_by_hash(tx: &mut ReadTx, code_hash: &[u8]) -> Result<Option<Invitation>, StoreError> {
    let found = both!(tx, |c| sqlx::query_as(FIND_BY_HASH).bind(code_hash).fetch_optional(c).await)?;
    Ok(found.map(|Db(invitation)| invitation))
}

/// Uses it up; false when it is used, revoked or expired.
pub async fn use_up(tx: &mut WriteTx, id: InvitationId, by: AccountId, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let changed = both!(tx, |c| sqlx::query(USE)
        .bind(Db(id))
        .bind(Db(now))
        .bind(Db(by))
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    tx.changes(Change::Platform);
    Ok(changed == 1)
}

/// Takes it back; false when it is used or taken back already.
pub async fn revoke(tx: &mut WriteTx, id: InvitationId, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let changed = both!(tx, |c| sqlx::query(REVOKE)
        .bind(Db(id))
        .bind(Db(now))
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    tx.changes(Change::Platform);
    Ok(changed == 1)
}

/// The condition of a list. A macro, because the builder's type differs by engine. As [`Invitation::state`] decides.
macro_rules! filter {
    ($query:ident, $state:ident, $now:expr) => {{
        const OPEN: &str = " WHERE i.used_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > ";
        const EXPIRED: &str = " WHERE i.used_at IS NULL AND i.revoked_at IS NULL AND i.expires_at <= ";
        const REVOKED: &str = " WHERE i.used_at IS NULL AND i.revoked_at IS NOT NULL";
        match $state {
            None => &mut $query,
            Some(InvitationState::Open) => $query.push(OPEN).push_bind(Db($now)),
            Some(InvitationState::Expired) => $query.push(EXPIRED).push_bind(Db($now)),
            Some(InvitationState::Used) => $query.push(" WHERE i.used_at IS NOT NULL"),
            Some(InvitationState::Revoked) => $query.push(REVOKED),
        }
    }};
}

/// Those in a state, or all, newest first; and how many there are.
pub async fn list(
    tx: &mut ReadTx,
    state: Option<InvitationState>,
    now: DateTime<Utc>,
    page: PageRequest,
) -> Result<(Vec<InvitationView>, i64), StoreError> {
    const LIST: &str = select!("");
    let rows: Vec<Listed> = both!(tx, |c| {
        let mut query = sqlx::QueryBuilder::new(LIST);
        filter!(query, state, now).push(" ORDER BY i.created_at DESC, i.id LIMIT ");
        query.push_bind(Db(page.per_page)).push(" OFFSET ").push_bind(page.offset());
        query.build_query_as().fetch_all(c).await
    })?;
    let total: i64 = both!(tx, |c| {
        let mut query = sqlx::QueryBuilder::new("SELECT COUNT(*) FROM invitation i");
        filter!(query, state, now).build_query_scalar().fetch_one(c).await
    })?;
    let items = rows.into_iter().map(|Listed { invitation, used_by_name }| {
        let state = invitation.state(now);
        let Invitation { id, email, created_at, expires_at, .. } = invitation;
        InvitationView { id, state, email, created_at, expires_at, used_by: used_by_name }
    });
    Ok((items.collect(), total))
}

//! Accounts.

use crate::{
    Change, Db, ReadTx, StoreError, WriteTx, both, dialect, from_row, having_words, notices::live_repo, plain,
    statements,
};
use contract::people::AccountRowView;
use domain::{
    people::account::{Account, Role},
    platform::{
        fold,
        ids::AccountId,
        page::{Cursor, PageRequest},
    },
};

from_row!(|row| Db<Account> { id, role, email, password_hash, full_name, time_zone, created_at });
from_row!(|row| Db<AccountRowView> { id, role, full_name, email, created_at, last_seen_at });

statements! {
    INSERT = "INSERT INTO account (id, role, email, password_hash, full_name, time_zone, search, sort_name, fold_version,
            created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    FIND = "SELECT id, role, email, password_hash, full_name, time_zone, created_at FROM account WHERE id = $1";
    FIND_BY_EMAIL = "SELECT id, role, email, password_hash, full_name, time_zone, created_at
        FROM account WHERE email = $1";
    REHASH = "UPDATE account SET password_hash = $3 WHERE id = $1 AND password_hash = $2";
    SET_ZONE = "UPDATE account SET time_zone = $2 WHERE id = $1";
    SET_NAME = "UPDATE account SET full_name = $2, search = $3, sort_name = $4, fold_version = $5 WHERE id = $1";
    COUNT_ALL = "SELECT COUNT(*) FROM account";
}

/// Adds an account; [`StoreError::is_taken`] when its e-mail is known.
pub async fn insert(tx: &mut WriteTx, account: &Account) -> Result<(), StoreError> {
    let (search, sort_name) = fold::person(&account.full_name, &account.email);
    both!(tx, |c| sqlx::query(INSERT)
        .bind(Db(account.id))
        .bind(Db(account.role))
        .bind(&account.email)
        .bind(&account.password_hash)
        .bind(&account.full_name)
        .bind(&account.time_zone)
        .bind(search)
        .bind(sort_name)
        .bind(fold::VERSION)
        .bind(Db(account.created_at))
        .execute(c)
        .await
        .map(drop))?;
    tx.changes(Change::Platform);
    Ok(())
}

pub async fn find(tx: &mut ReadTx, id: AccountId) -> Result<Option<Account>, StoreError> {
    Ok(both!(tx, |c| sqlx::query_as(FIND).bind(Db(id)).fetch_optional(c).await)?.map(|Db(account)| account))
}

/// Until the end of the transaction, nobody else holds this account. SQLite has one writer anyway.
pub async fn hold(tx: &mut WriteTx, id: AccountId) -> Result<(), StoreError> {
    if tx.is_postgres() {
        both!(tx, |c| sqlx::query(dialect::HOLD_ACCOUNT).bind(Db(id)).execute(c).await.map(drop))?;
    }
    Ok(())
}

/// Replaces the stored form of a password, unless it was replaced meanwhile.
pub async fn rehash(tx: &mut WriteTx, id: AccountId, from: &str, to: &str) -> Result<(), StoreError> {
    both!(tx, |c| sqlx::query(REHASH).bind(Db(id)).bind(from).bind(to).execute(c).await.map(drop))?;
    Ok(())
}

/// `email` as [`domain::platform::email::checked`] gives it.
pub async fn find_by_email(tx: &mut ReadTx, email: &str) -> Result<Option<Account>, StoreError> {
    Ok(both!(tx, |c| sqlx::query_as(FIND_BY_EMAIL).bind(email).fetch_optional(c).await)?.map(|Db(account)| account))
}

pub async fn set_zone(tx: &mut WriteTx, id: AccountId, zone: &str) -> Result<(), StoreError> {
    both!(tx, |c| sqlx::query(SET_ZONE).bind(Db(id)).bind(zone).execute(c).await.map(drop))?;
    tx.changes(Change::Account(id));
    Ok(())
}

/// Renames a person; `email` is that of the account, which the search looks in as well.
pub async fn set_name(tx: &mut WriteTx, id: AccountId, name: &str, email: &str) -> Result<(), StoreError> {
    let (search, sort_name) = fold::person(name, email);
    both!(tx, |c| sqlx::query(SET_NAME)
        .bind(Db(id))
        .bind(name)
        .bind(search)
        .bind(sort_name)
        .bind(fold::VERSION)
        .execute(c)
        .await
        .map(drop))?;
    tx.changes(Change::Account(id));
    // It stands on the pages of those who see this patient.
    for doctor in live_repo::doctors_of(tx, id).await? {
        tx.changes(Change::Practice(doctor));
    }
    Ok(())
}

/// The conditions of the list. A macro, because the builder's type differs by engine.
macro_rules! filter {
    ($query:ident, $q:ident, $role:ident, $after:expr) => {
        $query.push_bind($role).push(" = '' OR a.role = ").push_bind($role).push(")");
        if let Some(Cursor { at, id }) = $after {
            $query.push(" AND (a.created_at < ").push_bind(Db(at)).push(" OR (a.created_at = ").push_bind(Db(at));
            $query.push(" AND a.id > ").push_bind(Db(id)).push("))");
        }
        having_words!($query, $q, "a.search");
    };
}

/// Newest first, and how many there are in all.
pub async fn list(
    tx: &mut ReadTx,
    q: &str,
    role: Option<Role>,
    page: PageRequest,
) -> Result<(Vec<AccountRowView>, i64), StoreError> {
    const LIST: &str = "SELECT a.id, a.role, a.email, a.full_name, a.created_at,
            (SELECT MAX(s.last_seen_at) FROM session s WHERE s.account_id = a.id) AS last_seen_at
        FROM account a WHERE (";
    const COUNT: &str = "SELECT COUNT(*) FROM account a WHERE (";
    let role = role.map_or("", Role::as_str);
    let rows = both!(tx, |c| {
        let mut query = sqlx::QueryBuilder::new(LIST);
        filter!(query, q, role, page.after);
        query.push(" ORDER BY a.created_at DESC, a.id LIMIT ").push_bind(Db(page.per_page));
        query.push(" OFFSET ").push_bind(page.offset());
        query.build_query_as().fetch_all(c).await
    })?;
    let total: i64 = both!(tx, |c| {
        let mut query = sqlx::QueryBuilder::new(COUNT);
        filter!(query, q, role, page.after);
        query.build_query_scalar().fetch_one(c).await
    })?;
    Ok((plain(rows), total))
}

pub async fn count(tx: &mut ReadTx) -> Result<i64, StoreError> {
    Ok(both!(tx, |c| sqlx::query_scalar(COUNT_ALL).fetch_one(c).await)?)
}

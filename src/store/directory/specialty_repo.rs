//! The specialties, and the words by which each is found.

use crate::{
    Change, Db, ReadTx, StoreError, WriteTx, both,
    db::{get, part},
    dialect, from_row, plain, statements,
};
use domain::{directory::specialty::SpecialtyEntry, platform::fold};

from_row!(|row| Db<SpecialtyEntry> {
    id,
    name,
    words = SpecialtyEntry::split(&get::<String, _>(row, "words")?),
    retired_at,
    version,
});

/// With how many doctors practise it.
pub struct Practised {
    pub entry: SpecialtyEntry,
    pub doctors: i64,
}

from_row!(|row| Practised { entry = part(row)?, doctors });

macro_rules! select {
    ($rest:literal) => {
        concat!("SELECT id, name, words, retired_at, version FROM specialty ", $rest)
    };
}

statements! {
    ALL_ENTRIES = select!("ORDER BY name");
    PRACTISED = "SELECT s.id, s.name, s.words, s.retired_at, s.version,
            (SELECT COUNT(*) FROM doctor_specialty x WHERE x.specialty_id = s.id) AS doctors
        FROM specialty s";
    INSERT = "INSERT INTO specialty (id, name, words, retired_at, version) VALUES ($1, $2, $3, $4, $5)";
    FIND = select!("WHERE id = $1");
    /// Not if it has been changed since it was read.
    UPDATE = "UPDATE specialty SET name = $3, words = $4, retired_at = $5, version = version + 1,
            keyed = CASE WHEN name = $3 AND keyed = version THEN version + 1 ELSE keyed END
        WHERE id = $1 AND version = $2";
    RENAMED = select!("WHERE keyed < version ORDER BY id");
    SET_KEYED = "UPDATE specialty SET keyed = $2 WHERE id = $1";
}

/// All of them, by name.
pub async fn all(tx: &mut ReadTx) -> Result<Vec<SpecialtyEntry>, StoreError> {
    let mut all: Vec<SpecialtyEntry> = plain(both!(tx, |c| sqlx::query_as(ALL_ENTRIES).fetch_all(c).await)?);
    all.sort_by_cached_key(by_name);
    Ok(all)
}

/// The same with the number of their doctors; in one statement.
pub async fn all_practised(tx: &mut ReadTx) -> Result<Vec<Practised>, StoreError> {
    let mut all: Vec<Practised> = both!(tx, |c| sqlx::query_as(PRACTISED).fetch_all(c).await)?;
    all.sort_by_cached_key(|practised| by_name(&practised.entry));
    Ok(all)
}

/// As people look it up, the same on both engines.
fn by_name(entry: &SpecialtyEntry) -> Vec<String> {
    fold::words(&entry.name)
}

/// Waits for whoever is changing specialties, and lets nobody else do so until the transaction ends: what one is called
/// depends on all others.
pub async fn hold_all(tx: &mut WriteTx) -> Result<(), StoreError> {
    if tx.is_postgres() {
        both!(tx, |c| sqlx::query(dialect::LOCK_SPECIALTIES).execute(c).await.map(drop))?;
    }
    Ok(())
}

pub async fn insert(tx: &mut WriteTx, entry: &SpecialtyEntry) -> Result<(), StoreError> {
    both!(tx, |c| sqlx::query(INSERT)
        .bind(&entry.id)
        .bind(&entry.name)
        .bind(entry.words.join(", "))
        .bind(Db(entry.retired_at))
        .bind(entry.version)
        .execute(c)
        .await
        .map(drop))?;
    tx.changes(Change::Specialties);
    Ok(())
}

pub async fn find(tx: &mut ReadTx, id: &str) -> Result<Option<SpecialtyEntry>, StoreError> {
    let found = both!(tx, |c| sqlx::query_as(FIND).bind(id).fetch_optional(c).await)?;
    Ok(found.map(|Db(entry)| entry))
}

/// Writes what one has become, by the version that was read; false when somebody else has changed it since. The search keys
/// of its doctors follow a new name: see [`renamed`].
pub async fn update(tx: &mut WriteTx, entry: &SpecialtyEntry) -> Result<bool, StoreError> {
    let changed = both!(tx, |c| sqlx::query(UPDATE)
        .bind(&entry.id)
        .bind(entry.version)
        .bind(&entry.name)
        .bind(entry.words.join(", "))
        .bind(Db(entry.retired_at))
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    tx.changes(Change::Specialties);
    Ok(changed == 1)
}

/// Those whose doctors have another name of them in their search keys.
pub async fn renamed(tx: &mut ReadTx) -> Result<Vec<SpecialtyEntry>, StoreError> {
    Ok(plain(both!(tx, |c| sqlx::query_as(RENAMED).fetch_all(c).await)?))
}

/// Says that the search keys of all its doctors have the name of this version.
pub async fn set_keyed(tx: &mut WriteTx, entry: &SpecialtyEntry) -> Result<(), StoreError> {
    both!(tx, |c| sqlx::query(SET_KEYED).bind(&entry.id).bind(entry.version).execute(c).await.map(drop))?;
    tx.changes(Change::Specialties);
    Ok(())
}

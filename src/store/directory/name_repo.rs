//! Keys of names, made anew where they were made by an earlier version, or where something in them has another name now.

use super::doctor_repo;
use crate::{Db, ReadTx, StoreError, WriteTx, among, both, from_row, plain, statements};
use domain::{
    directory::doctor::Specialty,
    platform::{
        email, fold,
        ids::{AccountId, DoctorId},
    },
};

/// So many accounts to a transaction: others may write between two.
const BATCH: i64 = 500;

/// What a doctor's key is made of, and the key.
struct Keyed {
    id: DoctorId,
    full_name: String,
    designation: String,
    search: String,
}

from_row!(|row| Keyed { id, full_name, designation, search });

struct Row {
    id: AccountId,
    full_name: String,
    email: String,
    doctor_id: Option<DoctorId>,
    designation: Option<String>,
}

from_row!(|row| Row { id, full_name, email, doctor_id, designation });

statements! {
    IS_STALE = "SELECT EXISTS (SELECT 1 FROM account WHERE fold_version < $1)";
    STALE = "SELECT a.id, a.full_name, a.email, d.id AS doctor_id, d.designation
        FROM account a LEFT JOIN doctor d ON d.account_id = a.id WHERE a.fold_version < $1 ORDER BY a.id LIMIT $2";
    /// Not if a node of the version before has renamed it meanwhile: then it comes again.
    SET_KEYS = "UPDATE account SET search = $2, sort_name = $3, fold_version = $4 WHERE id = $1 AND full_name = $5";
    SET_DOCTOR = "UPDATE doctor SET search = $2 WHERE id = $1";
    PRACTISING = "SELECT doctor_id FROM doctor_specialty WHERE specialty_id = $1 AND doctor_id > $2
        ORDER BY doctor_id LIMIT $3";
    /// Not if both forms of an address have an account: each keeps its own.
    SET_EMAIL = "UPDATE account SET email = $2 WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM account WHERE email = $2)";
}

/// Are there keys of an earlier version?
pub async fn is_stale(tx: &mut ReadTx) -> Result<bool, StoreError> {
    Ok(both!(tx, |c| sqlx::query_scalar(IS_STALE).bind(fold::VERSION).fetch_one(c).await)?)
}

/// Makes the keys of some accounts anew, and gives their e-mail the form in which it is looked for; false when these were
/// the last.
pub async fn fold_some(tx: &mut WriteTx) -> Result<bool, StoreError> {
    let rows: Vec<Row> = both!(tx, |c| sqlx::query_as(STALE).bind(fold::VERSION).bind(BATCH).fetch_all(c).await)?;
    let doctors: Vec<DoctorId> = rows.iter().filter_map(|row| row.doctor_id).collect();
    doctor_repo::hold_all(tx, &doctors).await?;
    let specialties = doctor_repo::specialties_of(tx, &doctors).await?;
    for row in &rows {
        let address = email::checked(&row.email).unwrap_or_else(|_| row.email.clone());
        if address != row.email {
            both!(tx, |c| sqlx::query(SET_EMAIL).bind(Db(row.id)).bind(&address).execute(c).await.map(drop))?;
        }
        let (search, sort_name) = fold::person(&row.full_name, &address);
        both!(tx, |c| sqlx::query(SET_KEYS)
            .bind(Db(row.id))
            .bind(search)
            .bind(sort_name)
            .bind(fold::VERSION)
            .bind(&row.full_name)
            .execute(c)
            .await
            .map(drop))?;
        if let Some(doctor) = row.doctor_id {
            let designation = row.designation.as_deref().unwrap_or_default();
            let search = key(&row.full_name, designation, specialties.get(&doctor));
            both!(tx, |c| sqlx::query(SET_DOCTOR).bind(Db(doctor)).bind(search).execute(c).await.map(drop))?;
            tx.relists(doctor);
        }
    }
    Ok(rows.len() as i64 == BATCH)
}

fn key(full_name: &str, designation: &str, specialties: Option<&Vec<Specialty>>) -> String {
    let known = specialties.into_iter().flatten();
    fold::doctor(full_name, designation, known.map(|specialty| (specialty.id.as_str(), specialty.name.as_str())))
}

/// Makes the keys of at most so many doctors anew who practise this specialty, from behind this one on. Gives the last; none
/// when there are no more. Times that are stored of them go on to hold.
pub async fn rekey_some(
    tx: &mut WriteTx,
    specialty: &str,
    behind: DoctorId,
    most: i64,
) -> Result<Option<DoctorId>, StoreError> {
    const THESE: &str = "SELECT d.id, a.full_name, d.designation, d.search
        FROM doctor d JOIN account a ON a.id = d.account_id WHERE d.id";
    let practising: Vec<DoctorId> = plain(both!(tx, |c| sqlx::query_scalar(PRACTISING)
        .bind(specialty)
        .bind(Db(behind))
        .bind(most)
        .fetch_all(c)
        .await)?);
    let Some(last) = practising.last().copied() else { return Ok(None) };
    // A profile that is being saved is waited for, so that no key is made of what it was.
    doctor_repo::hold_all(tx, &practising).await?;
    let doctors: Vec<Keyed> = both!(tx, |c| {
        let mut query = sqlx::QueryBuilder::new(THESE);
        among!(query, &practising).build_query_as().fetch_all(c).await
    })?;
    let specialties = doctor_repo::specialties_of(tx, &practising).await?;
    for Keyed { id, full_name, designation, search } in doctors {
        let now = key(&full_name, &designation, specialties.get(&id));
        if now != search {
            both!(tx, |c| sqlx::query(SET_DOCTOR).bind(Db(id)).bind(now).execute(c).await.map(drop))?;
            tx.rekeys(id);
        }
    }
    Ok(Some(last))
}

//! Claims: one person's five minutes. The primary key refuses a second claim on the same time.

use std::collections::{BTreeSet, HashMap};

use crate::{Db, ReadTx, StoreError, WriteTx, among, both, directory::doctor_repo, plain, statements};
use domain::{
    platform::ids::{AccountId, DoctorId},
    scheduling::claim::Holder,
};

statements! {
    DELETE = "DELETE FROM claim WHERE holder_id = $1 AND holder_kind = $2
        RETURNING (SELECT d.id FROM doctor d WHERE d.account_id = person_id)";
    SWEEP = "DELETE FROM claim WHERE cell < $1";
}

/// Claims the cells of each person for a holder, all or none; [`StoreError::is_taken`] when any is claimed, whoever holds it.
///
/// One statement in (person, cell) order, so that two transactions never wait for each other in a circle.
pub async fn insert(
    tx: &mut WriteTx,
    holder: Holder,
    claims: impl IntoIterator<Item = (AccountId, impl IntoIterator<Item = i64>)>,
) -> Result<(), StoreError> {
    let mut rows: Vec<(AccountId, i64)> = Vec::new();
    for (person, cells) in claims {
        rows.extend(cells.into_iter().map(|cell| (person, cell)));
    }
    rows.sort_unstable();
    rows.dedup();
    if rows.is_empty() {
        return Ok(());
    }
    both!(tx, |c| {
        let mut query = sqlx::QueryBuilder::new("INSERT INTO claim (person_id, cell, holder_kind, holder_id) ");
        query.push_values(rows, |mut row, (person, cell)| {
            row.push_bind(Db(person)).push_bind(cell).push_bind(Db(holder.kind)).push_bind(holder.id);
        });
        query.build().execute(c).await.map(drop)
    })?;
    Ok(())
}

/// Frees the time of a holder. What can be booked from then on may be the first that a doctor offers.
pub async fn delete(tx: &mut WriteTx, holder: Holder) -> Result<(), StoreError> {
    let freed: Vec<Db<Option<DoctorId>>> =
        both!(tx, |c| sqlx::query_scalar(DELETE).bind(holder.id).bind(Db(holder.kind)).fetch_all(c).await)?;
    let doctors: BTreeSet<DoctorId> = plain(freed).into_iter().flatten().collect();
    for doctor in doctors {
        doctor_repo::keep(tx, doctor).await?;
        tx.retimes(doctor);
    }
    Ok(())
}

/// Forgets claims on cells before this one: the past cannot be booked.
pub async fn sweep(tx: &mut WriteTx, before_cell: i64) -> Result<(), StoreError> {
    both!(tx, |c| sqlx::query(SWEEP).bind(before_cell).execute(c).await.map(drop))?;
    Ok(())
}

/// The claimed cells of these people within `from..to`.
pub async fn cells_of(
    tx: &mut ReadTx,
    people: &[AccountId],
    from: i64,
    to: i64,
) -> Result<HashMap<AccountId, Vec<i64>>, StoreError> {
    let mut found: HashMap<AccountId, Vec<i64>> = HashMap::new();
    if people.is_empty() || from >= to {
        return Ok(found);
    }
    let rows: Vec<(Db<AccountId>, i64)> = both!(tx, |c| {
        let mut query = sqlx::QueryBuilder::new("SELECT person_id, cell FROM claim WHERE cell >= ");
        query.push_bind(from).push(" AND cell < ").push_bind(to).push(" AND person_id");
        among!(query, people);
        query.build_query_as().fetch_all(c).await
    })?;
    for (Db(person), cell) in rows {
        found.entry(person).or_default().push(cell);
    }
    Ok(found)
}

//! What the directory knows of each public doctor, a row for either kind of visit and for each: made anew by the commit of
//! whatever changes a doctor, and its times computed afterwards. Lists are read from it by [`super::directory_repo`].

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::doctor_repo::{bookable, public};
use crate::{Db, ReadTx, StoreError, WriteTx, among, both, db::get, dialect, from_row, plain, statements};
use domain::{
    directory::listing::{Listing, Move, Practice},
    platform::{
        ids::DoctorId,
        local::{instant, millis},
    },
    scheduling::{
        outlook::{First, Outlook},
        visit_type::VisitKind,
    },
};

/// In the columns of starts: there is none.
pub(super) const NEVER: i64 = i64::MAX;
/// Doctors, or rows, to a statement: far below what can be bound.
const CHUNK: usize = 500;

/// Which row: a doctor in the list of a kind of visit, or of either.
pub type EntryKey = (DoctorId, Option<VisitKind>);

struct Times {
    doctor: DoctorId,
    kind: Option<VisitKind>,
    soonest: i64,
    valid_until: DateTime<Utc>,
    next_soonest: i64,
}

from_row!(|row| Times {
    doctor: "doctor_id",
    kind = if get::<String, _>(row, "kind")?.is_empty() { None } else { get(row, "kind")? },
    soonest,
    valid_until,
    next_soonest,
});

statements! {
    /// The oldest first; those that hold from this very instant on were computed just now.
    DUE = "SELECT DISTINCT doctor_id FROM (SELECT doctor_id FROM directory_entry
        WHERE (valid_until <= $1 OR valid_from > $2 OR valid_from < $3) AND valid_from <> $1
        ORDER BY valid_from LIMIT $4) oldest";
    ANY_OF_OTHER_RULES = "SELECT EXISTS (SELECT 1 FROM directory_entry WHERE rules <> $1 AND valid_from <> 0)";
    OF_OTHER_RULES = "UPDATE directory_entry SET valid_from = 0, valid_until = 0, next_until = 0 WHERE rules <> $1";
    HOLDING = "SELECT kind, doctor_id, soonest, valid_until, next_soonest FROM directory_entry
        WHERE valid_from <= $1 AND next_until > $1";
    /// Doctors who are public and have no entry, or the other way round, or whose entries say something else of them.
    WRONG = concat!(
        "SELECT d.id FROM doctor d JOIN account a ON a.id = d.account_id
            LEFT JOIN directory_entry e ON e.doctor_id = d.id AND e.kind = ''
        WHERE (", public!(), ") <> (e.doctor_id IS NOT NULL)
            OR e.sort_name <> a.sort_name OR e.search <> d.search OR e.languages <> d.languages
        UNION SELECT e.doctor_id FROM directory_entry e JOIN doctor d ON d.id = e.doctor_id
        WHERE NOT ", bookable!(open), " AND (e.kind = '' OR v.kind = e.kind))
        UNION SELECT d.id FROM visit_type o JOIN doctor d ON d.id = o.doctor_id
        WHERE ", public!(), " AND ", bookable!(open), " AND v.id = o.id)
            AND NOT EXISTS (SELECT 1 FROM directory_entry e WHERE e.doctor_id = d.id AND e.kind = o.kind)"
    );
    PRACTICES = concat!("SELECT d.id, d.listing, ", bookable!(), " FROM doctor d");
    SET_LISTING = "UPDATE doctor SET listing = $2 WHERE id = $1";
}

/// The word of a list.
pub(super) fn kind_column(kind: Option<VisitKind>) -> &'static str {
    kind.map_or("", VisitKind::as_str)
}

/// What a transaction leaves to be done about doctors' entries at its end.
#[derive(Default)]
pub(crate) struct Outdated {
    /// Anything else about them than their claims has changed.
    pub doctors: BTreeSet<DoctorId>,
    /// Their claims have.
    pub times: BTreeSet<DoctorId>,
    /// The key that they are searched by has.
    pub keys: BTreeSet<DoctorId>,
}

/// Makes entries anew, and says of others that their times must be computed again. The last that a transaction locks: who
/// holds an entry waits for nothing else.
pub(crate) async fn settle(tx: &mut WriteTx, outdated: Outdated) -> Result<(), StoreError> {
    let Outdated { doctors, mut times, mut keys } = outdated;
    times.retain(|doctor| !doctors.contains(doctor));
    keys.retain(|doctor| !doctors.contains(doctor));
    let every: BTreeSet<DoctorId> = doctors.iter().chain(&times).chain(&keys).copied().collect();
    let every: Vec<DoctorId> = every.into_iter().collect();
    let doctors: Vec<DoctorId> = doctors.into_iter().collect();
    // Their rows are held already, by whatever has changed them.
    for some in doctors.chunks(CHUNK) {
        move_listings(tx, some).await?;
    }
    for some in every.chunks(CHUNK) {
        lock(tx, some).await?;
    }
    for some in doctors.chunks(CHUNK) {
        make_anew(tx, some).await?;
    }
    let times: Vec<DoctorId> = times.into_iter().collect();
    for some in times.chunks(CHUNK) {
        both!(tx, |c| {
            let mut query = sqlx::QueryBuilder::new(
                "UPDATE directory_entry SET valid_from = 0, valid_until = 0, next_until = 0 WHERE doctor_id",
            );
            among!(query, some).build().execute(c).await.map(drop)
        })?;
    }
    let keys: Vec<DoctorId> = keys.into_iter().collect();
    for some in keys.chunks(CHUNK) {
        both!(tx, |c| {
            let mut query = sqlx::QueryBuilder::new(
                "UPDATE directory_entry SET search = (SELECT d.search FROM doctor d WHERE d.id = directory_entry.doctor_id)
                WHERE doctor_id",
            );
            among!(query, some).build().execute(c).await.map(drop)
        })?;
    }
    Ok(())
}

/// A doctor's listing, and whether the doctor can be booked.
type PracticeRow = (Db<DoctorId>, Db<Listing>, Db<bool>);

/// What the listing must be; nothing when it is that.
fn moved((_, Db(listing), Db(is_bookable)): &PracticeRow) -> Option<Listing> {
    // Nobody is verified as yet.
    let practice = Practice { is_bookable: *is_bookable, is_verified: true };
    listing.after(Move::Practice(practice)).ok().filter(|now| now != listing)
}

/// Moves what must be moved: by the practice as it is at the end of the transaction.
async fn move_listings(tx: &mut WriteTx, doctors: &[DoctorId]) -> Result<(), StoreError> {
    const OF_THESE: &str = concat!("SELECT d.id, d.listing, ", bookable!(), " FROM doctor d WHERE d.id");
    let practices: Vec<PracticeRow> = both!(tx, |c| {
        let mut query = sqlx::QueryBuilder::new(OF_THESE);
        among!(query, doctors).build_query_as().fetch_all(c).await
    })?;
    for practice in practices {
        if let Some(now) = moved(&practice) {
            both!(tx, |c| sqlx::query(SET_LISTING).bind(practice.0).bind(Db(now)).execute(c).await.map(drop))?;
        }
    }
    Ok(())
}

/// Always in the same order, so that two never wait for each other in a circle.
async fn lock(tx: &mut WriteTx, doctors: &[DoctorId]) -> Result<(), StoreError> {
    if tx.is_postgres() {
        both!(tx, |c| {
            let mut query = sqlx::QueryBuilder::new(dialect::HOLD_ENTRIES.0);
            among!(query, doctors).push(dialect::HOLD_ENTRIES.1);
            query.build().execute(c).await.map(drop)
        })?;
    }
    Ok(())
}

async fn make_anew(tx: &mut WriteTx, doctors: &[DoctorId]) -> Result<(), StoreError> {
    const ANEW: &str =
        "INSERT INTO directory_entry (kind, doctor_id, sort_name, search, languages, soonest, valid_from,
            valid_until, next_soonest, next_until, first_cell, end_cell, rules)
        SELECT k.kind, d.id, a.sort_name, d.search, d.languages, 0, 0, 0, 0, 0, 0, 0, ''
        FROM doctor d JOIN account a ON a.id = d.account_id CROSS JOIN (SELECT '' AS kind";
    const PUBLIC: &str =
        concat!(") k WHERE ", public!(), " AND ", bookable!(open), " AND (k.kind = '' OR v.kind = k.kind)) AND d.id");
    both!(tx, |c| {
        let mut query = sqlx::QueryBuilder::new("DELETE FROM directory_entry WHERE doctor_id");
        among!(query, doctors).build().execute(c).await.map(drop)
    })?;
    both!(tx, |c| {
        let mut query = sqlx::QueryBuilder::new(ANEW);
        for kind in VisitKind::ALL {
            query.push(" UNION ALL SELECT '").push(kind.as_str()).push("'");
        }
        query.push(PUBLIC);
        among!(query, doctors).build().execute(c).await.map(drop)
    })?;
    Ok(())
}

/// Some doctors whose times are to be computed: those that did not hold at `since`, hold from later than `now`, or were computed
/// before `old`. None that were computed for `since`. At most so many entries are looked at.
pub async fn due(
    tx: &mut ReadTx,
    since: DateTime<Utc>,
    now: DateTime<Utc>,
    old: DateTime<Utc>,
    most: i64,
) -> Result<Vec<DoctorId>, StoreError> {
    let ids = both!(tx, |c| sqlx::query_scalar(DUE)
        .bind(Db(since))
        .bind(Db(now))
        .bind(Db(old))
        .bind(most)
        .fetch_all(c)
        .await)?;
    Ok(plain(ids))
}

/// Writes times that were computed for the instants from `since` on, in a transaction that has held the doctors since before
/// that: nobody has booked, freed or changed anything meanwhile.
pub async fn write(
    tx: &mut WriteTx,
    since: DateTime<Utc>,
    rules: &str,
    entries: &[(EntryKey, Outlook)],
) -> Result<(), StoreError> {
    for some in entries.chunks(CHUNK) {
        both!(tx, |c| {
            let mut query = sqlx::QueryBuilder::new(
                "UPDATE directory_entry SET soonest = n.column3, valid_until = n.column4, next_soonest = n.column5,
                    next_until = n.column6, first_cell = n.column7, end_cell = n.column8, valid_from = ",
            );
            query.push_bind(Db(since)).push(", rules = ").push_bind(rules.to_owned()).push(" FROM (");
            query.push_values(some, |mut row, ((doctor, kind), outlook)| {
                let Outlook { first, then, cells } = outlook;
                row.push_bind(kind_column(*kind)).push_bind(Db(*doctor));
                for First { start, until } in [first, then] {
                    row.push_bind(start.map_or(NEVER, millis)).push_bind(Db(*until));
                }
                row.push_bind(cells.start).push_bind(cells.end);
            });
            query.push(") n WHERE directory_entry.kind = n.column1 AND directory_entry.doctor_id = n.column2");
            query.build().persistent(false).execute(c).await.map(drop)
        })?;
    }
    Ok(())
}

/// Notes that times could not be computed, so that others come first the next time.
pub async fn put_off(tx: &mut WriteTx, since: DateTime<Utc>, doctors: &[DoctorId]) -> Result<(), StoreError> {
    if doctors.is_empty() {
        return Ok(());
    }
    both!(tx, |c| {
        let mut query =
            sqlx::QueryBuilder::new("UPDATE directory_entry SET valid_until = 0, next_until = 0, valid_from = ");
        query.push_bind(Db(since)).push(" WHERE doctor_id");
        among!(query, doctors).build().execute(c).await.map(drop)
    })?;
    Ok(())
}

/// The times that hold at `now`, as they are stored.
pub async fn holding(
    tx: &mut ReadTx,
    now: DateTime<Utc>,
) -> Result<Vec<(EntryKey, Option<DateTime<Utc>>)>, StoreError> {
    let rows: Vec<Times> = both!(tx, |c| sqlx::query_as(HOLDING).bind(Db(now)).fetch_all(c).await)?;
    let stored = |Times { doctor, kind, soonest, valid_until, next_soonest }| {
        let start = if valid_until > now { soonest } else { next_soonest };
        ((doctor, kind), (start != NEVER).then(|| instant(start)))
    };
    Ok(rows.into_iter().map(stored).collect())
}

/// Doctors whose entries do not say what stands elsewhere.
pub async fn wrong(tx: &mut ReadTx) -> Result<Vec<DoctorId>, StoreError> {
    let wrong: Vec<Db<DoctorId>> = both!(tx, |c| sqlx::query_scalar(WRONG).fetch_all(c).await)?;
    let practices: Vec<PracticeRow> = both!(tx, |c| sqlx::query_as(PRACTICES).fetch_all(c).await)?;
    let misplaced = practices.iter().filter(|practice| moved(practice).is_some()).map(|(Db(doctor), ..)| *doctor);
    Ok(misplaced.chain(plain(wrong)).collect())
}

/// Were times computed by other rules of time zones than these?
pub(crate) async fn any_of_other_rules(tx: &mut ReadTx, rules: &str) -> Result<bool, StoreError> {
    Ok(both!(tx, |c| sqlx::query_scalar(ANY_OF_OTHER_RULES).bind(rules).fetch_one(c).await)?)
}

/// Lets them be computed again.
pub(crate) async fn forget_times_of_other_rules(tx: &mut WriteTx, rules: &str) -> Result<(), StoreError> {
    if tx.is_postgres() {
        both!(tx, |c| sqlx::query(dialect::LOCK_ENTRIES).execute(c).await.map(drop))?;
    }
    both!(tx, |c| sqlx::query(OF_OTHER_RULES).bind(rules).execute(c).await.map(drop))?;
    Ok(())
}

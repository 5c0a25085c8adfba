//! Lists of visits, narrowed by what is asked for. Each is found by an index of its own side: a doctor's and a patient's
//! by theirs and the start, everybody's by the start.

use chrono::{DateTime, Utc};

use super::{
    appointment_repo::{AppointmentDetails, Whose, from, select},
    statuses::{gone, open},
};
use crate::{Db, ReadTx, StoreError, both, db::Priced, having_words};
use domain::{
    platform::{ids::DoctorId, page::PageRequest},
    scheduling::appointment_search::{AppointmentList, AppointmentSearch},
};

/// Which of them.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub whose: Whose,
    /// Its dates stand in `since` and `before`.
    pub search: AppointmentSearch,
    /// They begin then or later.
    pub since: Option<DateTime<Utc>>,
    /// They begin earlier.
    pub before: Option<DateTime<Utc>>,
    pub now: DateTime<Utc>,
}

impl Wanted {
    /// Upcoming ones are soonest first, all others latest first.
    fn order(&self) -> &'static str {
        match self.search.part {
            Some(AppointmentList::Upcoming) => " ORDER BY p.start_at, p.id LIMIT ",
            _ => " ORDER BY p.start_at DESC, p.id LIMIT ",
        }
    }
}

/// A condition, where it is set.
macro_rules! narrow {
    ($query:ident, $condition:literal, $value:expr) => {
        if let Some(value) = $value {
            $query.push($condition).push_bind(Db(value));
        }
    };
}

/// The conditions of a list. A macro, because the builder's type differs by engine.
macro_rules! filter {
    ($query:ident, $wanted:ident) => {{
        match $wanted.whose {
            Whose::Patient(id) => $query.push("p.patient_id = ").push_bind(Db(id)),
            Whose::Doctor(id) => $query.push("p.doctor_id = ").push_bind(Db(id)),
            Whose::Everybody => $query.push("1 = 1"),
        };
        const OPEN: &str = open!("p.status");
        const GONE: &str = gone!("p.status");
        let (search, now) = (&$wanted.search, Db($wanted.now));
        match search.part {
            Some(AppointmentList::Upcoming) => $query.push(" AND ").push(OPEN).push(" AND p.end_at > ").push_bind(now),
            Some(AppointmentList::Past) => $query
                .push(" AND NOT ")
                .push(GONE)
                .push(" AND (p.end_at <= ")
                .push_bind(now)
                .push(" OR NOT ")
                .push(OPEN)
                .push(")"),
            Some(AppointmentList::Cancelled) => $query.push(" AND ").push(GONE),
            Some(AppointmentList::All) | None => &mut $query,
        };
        narrow!($query, " AND p.doctor_id = ", search.doctor);
        narrow!($query, " AND p.visit_type_id = ", search.visit_type);
        narrow!($query, " AND p.status = ", search.status);
        narrow!($query, " AND p.kind = ", search.kind);
        narrow!($query, " AND p.start_at >= ", $wanted.since);
        narrow!($query, " AND p.start_at < ", $wanted.before);
        // Found among the doctors first, so that only their visits are read, by their index.
        if !search.doctor_name.trim().is_empty() {
            $query.push(" AND p.doctor_id IN (SELECT n.id FROM doctor n WHERE 1 = 1");
            having_words!($query, &search.doctor_name, "n.search");
            $query.push(")");
        }
        match $wanted.whose {
            Whose::Patient(_) => having_words!($query, &search.q, "d.search"),
            Whose::Doctor(_) => having_words!($query, &search.q, "pa.search"),
            Whose::Everybody => having_words!($query, &search.q, "d.search", "pa.search"),
        }
    }};
}

/// One page of a list, and how many there are in all.
pub async fn list(
    tx: &mut ReadTx,
    wanted: &Wanted,
    page: PageRequest,
) -> Result<(Vec<AppointmentDetails>, i64), StoreError> {
    const SELECT: &str = select!("WHERE ");
    let currency = tx.currency();
    let rows = both!(tx, |c| {
        let mut query = sqlx::QueryBuilder::new(SELECT);
        filter!(query, wanted);
        query.push(wanted.order()).push_bind(Db(page.per_page)).push(" OFFSET ").push_bind(page.offset());
        query.build().try_map(|row| Priced::read(&row, currency)).fetch_all(c).await
    })?;
    let total = count(tx, wanted).await?;
    Ok((rows, total))
}

/// How many there are.
pub async fn count(tx: &mut ReadTx, wanted: &Wanted) -> Result<i64, StoreError> {
    const COUNT: &str = concat!("SELECT COUNT(*)", from!(), "WHERE ");
    Ok(both!(tx, |c| {
        let mut query = sqlx::QueryBuilder::new(COUNT);
        filter!(query, wanted);
        query.build_query_scalar().fetch_one(c).await
    })?)
}

/// The doctors of these visits by surname, at most so many.
pub async fn doctors(tx: &mut ReadTx, wanted: &Wanted, most: i64) -> Result<Vec<(DoctorId, String)>, StoreError> {
    const DOCTORS: &str = concat!("SELECT d.id, da.full_name", from!(), "WHERE ");
    let rows: Vec<(Db<DoctorId>, String)> = both!(tx, |c| {
        let mut query = sqlx::QueryBuilder::new(DOCTORS);
        filter!(query, wanted);
        query.push(" GROUP BY d.id, da.full_name, da.sort_name ORDER BY da.sort_name, d.id LIMIT ").push_bind(most);
        query.build_query_as().fetch_all(c).await
    })?;
    Ok(rows.into_iter().map(|(Db(id), name)| (id, name)).collect())
}

//! All sums at once: counted anew from the visits, compared with what is stored, and written.

use std::{collections::BTreeMap, sync::Arc};

use uuid::Uuid;

use super::{DAY, DAY_ADD, DAY_SHARDS, HOUR, HOUR_ADD, HOUR_SHARDS, shard};
use crate::{Db, ReadTx, StoreError, WriteTx, both, db::part, dialect, from_row, statements};
use domain::{
    insight::statistics::aggregate::{Aggregate, DaySums, Facts, HourSums},
    platform::ids::DoctorId,
};
use effects::Zone;

/// Visits read at a time when all are counted.
const PAGE: i64 = 5000;
/// Rows to a statement: thirteen columns of so many stay below what SQLite can bind (32,766).
const CHUNK: usize = 1000;
/// Rows of one visit: the same statement comes again and again, and is prepared once.
const FEW: usize = 4;

/// Rows of both tables, in the order in which they are written.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Rows {
    /// By day, specialty, hour, shard.
    hours: BTreeMap<(i64, Arc<str>, i64, i64), HourSums>,
    /// By day, specialty, shard.
    days: BTreeMap<(i64, Arc<str>, i64), DaySums>,
}

/// A visit, to be counted.
struct Visit {
    id: Uuid,
    doctor: DoctorId,
    facts: Facts,
}

from_row!(|row| Visit { id, doctor: "doctor_id", facts = part(row)? });

statements! {
    PLACES = concat!("SELECT d.id, ", specialty!(), ", d.time_zone FROM doctor d");
    FACTS_PAGE = facts!("WHERE p.id > $1 ORDER BY p.id LIMIT $2");
    CLEAR_HOURS = "DELETE FROM figure_hour";
    CLEAR_DAYS = "DELETE FROM figure_day";
    ALL_HOURS = "SELECT day, specialty_id, hour, shard, visits, minutes, completed, no_show, called_off FROM figure_hour";
    ALL_DAYS = "SELECT day, specialty_id, shard, bookings, lead_0, lead_1, lead_2, lead_3, lead_4, lead_5,
            cancelled_by_patient, cancelled_by_doctor, cancelled_by_admin FROM figure_day";
    IS_MISSING = "SELECT EXISTS (SELECT 1 FROM appointment WHERE NOT EXISTS (SELECT 1 FROM figure_day))";
}

/// Are there visits, and no sums of them yet? So it is where the sums were added to a clinic that runs.
pub async fn is_missing(tx: &mut ReadTx) -> Result<bool, StoreError> {
    Ok(both!(tx, |c| sqlx::query_scalar(IS_MISSING).fetch_one(c).await)?)
}

/// Counts all visits anew. Whoever books meanwhile waits.
pub async fn rebuild(tx: &mut WriteTx) -> Result<(), StoreError> {
    if tx.is_postgres() {
        both!(tx, |c| sqlx::query(dialect::LOCK_FIGURES).execute(c).await.map(drop))?;
    }
    both!(tx, |c| sqlx::query(CLEAR_HOURS).execute(c).await.map(drop))?;
    both!(tx, |c| sqlx::query(CLEAR_DAYS).execute(c).await.map(drop))?;
    Rows::of_all_visits(tx).await?.write(tx).await
}

/// How many sums are not what the visits add up to, and the day of the first.
pub async fn differences(tx: &mut ReadTx) -> Result<Option<(usize, i64)>, StoreError> {
    let (expected, kept) = (Rows::of_all_visits(tx).await?, Rows::kept(tx).await?);
    let hours = expected.hours.keys().chain(kept.hours.keys());
    let mut wrong: Vec<(i64, &Arc<str>, i64, i64)> = hours
        .filter(|key| expected.hours.get(key) != kept.hours.get(key))
        .map(|(day, specialty, hour, shard)| (*day, specialty, *hour, *shard))
        .collect();
    let days = expected.days.keys().chain(kept.days.keys());
    wrong.extend(
        days.filter(|key| expected.days.get(key) != kept.days.get(key))
            .map(|(day, specialty, shard)| (*day, specialty, -1, *shard)),
    );
    wrong.sort_unstable();
    wrong.dedup();
    Ok(wrong.first().map(|(day, ..)| (wrong.len(), *day)))
}
impl Rows {
    /// Adds a doctor's aggregate.
    pub(super) fn take(&mut self, doctor: DoctorId, specialty: &Arc<str>, aggregate: Aggregate) {
        let (hour_shard, day_shard) = (shard(doctor, HOUR_SHARDS), shard(doctor, DAY_SHARDS));
        for ((day, hour), sums) in aggregate.hours {
            let row = self.hours.entry((day, specialty.clone(), hour, hour_shard)).or_default();
            row.iter_mut().zip(sums).for_each(|(row, sum)| *row += sum);
        }
        for (day, sums) in aggregate.days {
            let row = self.days.entry((day, specialty.clone(), day_shard)).or_default();
            row.iter_mut().zip(sums).for_each(|(row, sum)| *row += sum);
        }
    }

    /// From the visits themselves, a page at a time.
    async fn of_all_visits(tx: &mut ReadTx) -> Result<Self, StoreError> {
        let places: Vec<(Db<DoctorId>, String, Db<Zone>)> = both!(tx, |c| sqlx::query_as(PLACES).fetch_all(c).await)?;
        let mut doctors = BTreeMap::new();
        for (Db(id), specialty, Db(zone)) in places {
            doctors.insert(id, (Arc::<str>::from(specialty), zone));
        }
        let (mut rows, mut last) = (Self::default(), Uuid::nil());
        loop {
            let page: Vec<Visit> = both!(tx, |c| sqlx::query_as(FACTS_PAGE).bind(last).bind(PAGE).fetch_all(c).await)?;
            let Some(end) = page.last() else { return Ok(rows.without_zeros()) };
            last = end.id;
            for Visit { doctor, facts, .. } in &page {
                // Its foreign key sees to it that there is one.
                let Some((specialty, zone)) = doctors.get(doctor) else { continue };
                let mut aggregate = Aggregate::default();
                aggregate.add(facts, zone, 1);
                rows.take(*doctor, specialty, aggregate);
            }
        }
    }

    /// As they are stored.
    async fn kept(tx: &mut ReadTx) -> Result<Self, StoreError> {
        use sqlx::Row;
        let mut rows = Self::default();
        macro_rules! read {
            ($row:ident, $from:expr, $n:literal) => {{
                let mut sums = [0i64; $n];
                for (n, sum) in sums.iter_mut().enumerate() {
                    *sum = $row.try_get($from + n)?;
                }
                sums
            }};
        }
        both!(tx, |c| for row in sqlx::query(ALL_HOURS).fetch_all(c).await? {
            let specialty: String = row.try_get(1)?;
            let key = (row.try_get(0)?, specialty.into(), row.try_get(2)?, row.try_get(3)?);
            rows.hours.insert(key, read!(row, 4, 5));
        });
        both!(tx, |c| for row in sqlx::query(ALL_DAYS).fetch_all(c).await? {
            let specialty: String = row.try_get(1)?;
            let key = (row.try_get(0)?, specialty.into(), row.try_get(2)?);
            rows.days.insert(key, read!(row, 3, 10));
        });
        Ok(rows.without_zeros())
    }

    fn without_zeros(mut self) -> Self {
        self.hours.retain(|_, sums| sums.iter().any(|sum| *sum != 0));
        self.days.retain(|_, sums| sums.iter().any(|sum| *sum != 0));
        self
    }

    /// Adds them to what is stored: two statements for a few rows, each in the order of its key, so that two transactions
    /// never wait for each other in a circle.
    pub(super) async fn write(self, tx: &mut WriteTx) -> Result<(), StoreError> {
        let Self { hours, days } = self.without_zeros();
        let (hours, days): (Vec<_>, Vec<_>) = (hours.into_iter().collect(), days.into_iter().collect());
        for chunk in hours.chunks(CHUNK) {
            both!(tx, |c| {
                let mut query = sqlx::QueryBuilder::new(HOUR);
                query.push_values(chunk, |mut row, ((day, specialty, hour, shard), sums)| {
                    row.push_bind(*day).push_bind(specialty.to_string()).push_bind(*hour).push_bind(*shard);
                    for sum in sums {
                        row.push_bind(*sum);
                    }
                });
                query.push(HOUR_ADD);
                query.build().persistent(chunk.len() <= FEW).execute(c).await.map(drop)
            })?;
        }
        for chunk in days.chunks(CHUNK) {
            both!(tx, |c| {
                let mut query = sqlx::QueryBuilder::new(DAY);
                query.push_values(chunk, |mut row, ((day, specialty, shard), sums)| {
                    row.push_bind(*day).push_bind(specialty.to_string()).push_bind(*shard);
                    for sum in sums {
                        row.push_bind(*sum);
                    }
                });
                query.push(DAY_ADD);
                query.build().persistent(chunk.len() <= FEW).execute(c).await.map(drop)
            })?;
        }
        Ok(())
    }
}

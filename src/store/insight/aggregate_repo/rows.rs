//! The rows of sums: read, added up and written.

use std::{collections::BTreeMap, sync::Arc};

use super::Visit;
use crate::{ReadTx, StoreError, WriteTx, both, statements};
use domain::insight::statistics::aggregate::{Aggregate, DaySums, Facts, HourSums};

/// Rows to a statement: thirteen columns of so many stay below what SQLite can bind (32,766).
const CHUNK: usize = 1000;

/// Rows of both tables.
#[derive(Default)]
pub(super) struct Rows {
    /// By day, specialty, hour.
    hours: BTreeMap<(i64, Arc<str>, i64), HourSums>,
    /// By day, specialty.
    days: BTreeMap<(i64, Arc<str>), DaySums>,
}

/// Adds to the row that is there. A macro for its place in constant text.
macro_rules! add {
    ($table:literal, $key:literal, $($column:literal),+) => {
        concat!(" ON CONFLICT (", $key, ") DO UPDATE SET ",
            add!(@ $table, $($column),+))
    };
    (@ $table:literal, $column:literal) => { concat!($column, " = ", $table, ".", $column, " + excluded.", $column) };
    (@ $table:literal, $column:literal, $($rest:literal),+) => {
        concat!(add!(@ $table, $column), ", ", add!(@ $table, $($rest),+))
    };
}

const HOUR: &str =
    "INSERT INTO statistics_hour (day, specialty_id, hour, visits, minutes, completed, no_show, called_off) ";
const HOUR_ADD: &str =
    add!("statistics_hour", "day, specialty_id, hour", "visits", "minutes", "completed", "no_show", "called_off");
const DAY: &str = "INSERT INTO statistics_day (day, specialty_id, bookings, lead_0, lead_1, lead_2, lead_3, lead_4,
    lead_5, cancelled_by_patient, cancelled_by_doctor, cancelled_by_admin) ";
const DAY_ADD: &str = add!(
    "statistics_day",
    "day, specialty_id",
    "bookings",
    "lead_0",
    "lead_1",
    "lead_2",
    "lead_3",
    "lead_4",
    "lead_5",
    "cancelled_by_patient",
    "cancelled_by_doctor",
    "cancelled_by_admin"
);

statements! {
    ALL_HOURS = "SELECT day, specialty_id, hour, visits, minutes, completed, no_show, called_off FROM statistics_hour";
    ALL_DAYS = "SELECT day, specialty_id, bookings, lead_0, lead_1, lead_2, lead_3, lead_4, lead_5,
            cancelled_by_patient, cancelled_by_doctor, cancelled_by_admin FROM statistics_day";
}

impl Rows {
    /// Adds a visit that is, or was, so; with a `sign` of -1 takes it away.
    pub(super) fn add(&mut self, visit: &Visit, facts: &Facts, sign: i64) {
        let (mut aggregate, specialty) = (Aggregate::default(), Arc::<str>::from(visit.specialty.as_str()));
        aggregate.add(facts, &visit.zone, sign);
        for ((day, hour), sums) in aggregate.hours {
            let row = self.hours.entry((day, specialty.clone(), hour)).or_default();
            row.iter_mut().zip(sums).for_each(|(row, sum)| *row += sum);
        }
        for (day, sums) in aggregate.days {
            let row = self.days.entry((day, specialty.clone())).or_default();
            row.iter_mut().zip(sums).for_each(|(row, sum)| *row += sum);
        }
    }

    /// As they are stored.
    pub(super) async fn kept(tx: &mut ReadTx) -> Result<Self, StoreError> {
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
            rows.hours.insert((row.try_get(0)?, specialty.into(), row.try_get(2)?), read!(row, 3, 5));
        });
        both!(tx, |c| for row in sqlx::query(ALL_DAYS).fetch_all(c).await? {
            let specialty: String = row.try_get(1)?;
            rows.days.insert((row.try_get(0)?, specialty.into()), read!(row, 2, 10));
        });
        Ok(rows)
    }

    /// How many there are that are not all zeros, and the day of the first.
    pub(super) fn others_than_zero(&self) -> Option<(usize, i64)> {
        let hours = self.hours.iter().filter(|(_, sums)| sums.iter().any(|sum| *sum != 0)).map(|((day, ..), _)| *day);
        let days = self.days.iter().filter(|(_, sums)| sums.iter().any(|sum| *sum != 0)).map(|((day, _), _)| *day);
        let found: Vec<i64> = hours.chain(days).collect();
        found.iter().min().map(|first| (found.len(), *first))
    }

    /// Adds them to what is stored: a statement for each table, or some where they are many.
    pub(super) async fn write(self, tx: &mut WriteTx) -> Result<(), StoreError> {
        let (hours, days): (Vec<_>, Vec<_>) = (self.hours.into_iter().collect(), self.days.into_iter().collect());
        for chunk in hours.chunks(CHUNK) {
            both!(tx, |c| {
                let mut query = sqlx::QueryBuilder::new(HOUR);
                query.push_values(chunk, |mut row, ((day, specialty, hour), sums)| {
                    row.push_bind(*day).push_bind(specialty.to_string()).push_bind(*hour);
                    for sum in sums {
                        row.push_bind(*sum);
                    }
                });
                query.push(HOUR_ADD).build().persistent(false).execute(c).await.map(drop)
            })?;
        }
        for chunk in days.chunks(CHUNK) {
            both!(tx, |c| {
                let mut query = sqlx::QueryBuilder::new(DAY);
                query.push_values(chunk, |mut row, ((day, specialty), sums)| {
                    row.push_bind(*day).push_bind(specialty.to_string());
                    for sum in sums {
                        row.push_bind(*sum);
                    }
                });
                query.push(DAY_ADD).build().persistent(false).execute(c).await.map(drop)
            })?;
        }
        Ok(())
    }
}

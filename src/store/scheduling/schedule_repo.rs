//! Weekly hours and exceptions.

use std::{collections::HashMap, ops::RangeInclusive};

use chrono::NaiveDate;

use super::location_repo::LocationKey;
use crate::{Db, ReadTx, StoreError, WriteTx, among, both, directory::doctor_repo::raise_revision, statements};
use domain::{
    platform::ids::{DoctorId, LocationId},
    scheduling::schedule::{Hours, Window},
};

/// Location, weekday (0 is Monday), start and end.
type WindowRow = (Db<LocationId>, Db<usize>, Db<u16>, Db<u16>);
type ExceptionRow = (Db<LocationId>, Db<NaiveDate>, Db<Vec<Window>>);
/// Either of them: what belongs to the other is empty.
type HoursRow = (
    Db<LocationId>,
    Db<Option<usize>>,
    Db<Option<u16>>,
    Db<Option<u16>>,
    Db<Option<NaiveDate>>,
    Db<Option<Vec<Window>>>,
);

statements! {
    CLEAR_WEEKLY = "DELETE FROM weekly_window WHERE doctor_id = $1 AND location_id = $2";
    ADD_WINDOW = "INSERT INTO weekly_window (doctor_id, location_id, weekday, start_minute, end_minute)
        VALUES ($1, $2, $3, $4, $5)";
    PUT_EXCEPTION = "INSERT INTO schedule_exception (doctor_id, location_id, date, windows, reason)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (doctor_id, location_id, date) DO UPDATE SET windows = excluded.windows, reason = excluded.reason";
    DELETE_EXCEPTIONS = "DELETE FROM schedule_exception
        WHERE doctor_id = $1 AND location_id = $2 AND date >= $3 AND date <= $4";
    REASONS = "SELECT date, reason FROM schedule_exception
        WHERE doctor_id = $1 AND location_id = $2 AND date >= $3 AND reason <> ''";
}

pub async fn set_weekly(
    tx: &mut WriteTx,
    (doctor, location): LocationKey,
    weekly: &[Vec<Window>; 7],
) -> Result<(), StoreError> {
    raise_revision(tx, doctor).await?;
    both!(tx, |c| sqlx::query(CLEAR_WEEKLY).bind(Db(doctor)).bind(Db(location)).execute(c).await.map(drop))?;
    for (weekday, windows) in (0i64..).zip(weekly) {
        for window in windows {
            both!(tx, |c| sqlx::query(ADD_WINDOW)
                .bind(Db(doctor))
                .bind(Db(location))
                .bind(weekday)
                .bind(Db(window.start))
                .bind(Db(window.end))
                .execute(c)
                .await
                .map(drop))?;
        }
    }
    Ok(())
}

/// Sets what holds on these dates; no windows: closed.
pub async fn put_exceptions(
    tx: &mut WriteTx,
    (doctor, location): LocationKey,
    dates: RangeInclusive<NaiveDate>,
    windows: &[Window],
    reason: &str,
) -> Result<(), StoreError> {
    raise_revision(tx, doctor).await?;
    let windows = Db(windows.to_vec());
    for date in dates.start().iter_days().take_while(|date| dates.contains(date)) {
        both!(tx, |c| sqlx::query(PUT_EXCEPTION)
            .bind(Db(doctor))
            .bind(Db(location))
            .bind(Db(date))
            .bind(&windows)
            .bind(reason)
            .execute(c)
            .await
            .map(drop))?;
    }
    Ok(())
}

/// False when there was none.
pub async fn delete_exceptions(
    tx: &mut WriteTx,
    (doctor, location): LocationKey,
    dates: RangeInclusive<NaiveDate>,
) -> Result<bool, StoreError> {
    raise_revision(tx, doctor).await?;
    let gone = both!(tx, |c| sqlx::query(DELETE_EXCEPTIONS)
        .bind(Db(doctor))
        .bind(Db(location))
        .bind(Db(*dates.start()))
        .bind(Db(*dates.end()))
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(gone > 0)
}

/// Why dates differ, from a date on; where nothing was said, nothing is given.
pub async fn reasons(
    tx: &mut ReadTx,
    (doctor, location): LocationKey,
    from: NaiveDate,
) -> Result<HashMap<NaiveDate, String>, StoreError> {
    let rows: Vec<(Db<NaiveDate>, String)> =
        both!(tx, |c| sqlx::query_as(REASONS).bind(Db(doctor)).bind(Db(location)).bind(Db(from)).fetch_all(c).await)?;
    Ok(rows.into_iter().map(|(Db(date), reason)| (date, reason)).collect())
}

/// The hours of each location of these doctors, with exceptions from a date on. One statement, however many doctors.
pub async fn hours_of(
    tx: &mut ReadTx,
    doctors: &[DoctorId],
    from: NaiveDate,
) -> Result<HashMap<LocationId, Hours>, StoreError> {
    const WEEKLY: &str = "SELECT location_id, weekday, start_minute, end_minute, NULL, NULL FROM weekly_window
        WHERE doctor_id";
    const EXCEPTIONS: &str = " UNION ALL SELECT location_id, NULL, NULL, NULL, date, windows FROM schedule_exception
        WHERE date >= ";
    if doctors.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<HoursRow> = both!(tx, |c| {
        let mut query = sqlx::QueryBuilder::new(WEEKLY);
        among!(query, doctors).push(EXCEPTIONS).push_bind(Db(from)).push(" AND doctor_id");
        among!(query, doctors).push(" ORDER BY 1, 2, 3");
        query.build_query_as().fetch_all(c).await
    })?;
    let (mut windows, mut exceptions) = (Vec::new(), Vec::new());
    for row in rows {
        match row {
            (at, Db(Some(weekday)), Db(Some(start)), Db(Some(end)), ..) => {
                windows.push((at, Db(weekday), Db(start), Db(end)));
            }
            (at, .., Db(Some(date)), Db(Some(day))) => exceptions.push((at, Db(date), Db(day))),
            _ => {}
        }
    }
    Ok(hours_by_location(windows, exceptions))
}

/// Puts together what [`hours_of`] and the statistics read.
pub(crate) fn hours_by_location(windows: Vec<WindowRow>, exceptions: Vec<ExceptionRow>) -> HashMap<LocationId, Hours> {
    let mut found: HashMap<LocationId, Hours> = HashMap::new();
    for (Db(location), Db(weekday), Db(start), Db(end)) in windows {
        if let Some(day) = found.entry(location).or_default().weekly.get_mut(weekday) {
            day.push(Window { start, end });
        }
    }
    for (Db(location), Db(date), Db(windows)) in exceptions {
        found.entry(location).or_default().exceptions.insert(date, windows);
    }
    found
}

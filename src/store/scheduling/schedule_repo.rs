//! Weekly hours and exceptions.

use std::{collections::HashMap, ops::RangeInclusive};

use chrono::NaiveDate;

use crate::{Db, ReadTx, StoreError, WriteTx, among, both, directory::doctor_repo::raise_revision, statements};
use domain::{
    platform::ids::DoctorId,
    scheduling::schedule::{Hours, Window},
};

/// Doctor, weekday (0 is Monday), start and end.
type WindowRow = (Db<DoctorId>, Db<usize>, Db<u16>, Db<u16>);
type ExceptionRow = (Db<DoctorId>, Db<NaiveDate>, Db<Vec<Window>>);

statements! {
    CLEAR_WEEKLY = "DELETE FROM weekly_window WHERE doctor_id = $1";
    ADD_WINDOW = "INSERT INTO weekly_window (doctor_id, weekday, start_minute, end_minute) VALUES ($1, $2, $3, $4)";
    PUT_EXCEPTION = "INSERT INTO schedule_exception (doctor_id, date, windows, reason) VALUES ($1, $2, $3, $4)
        ON CONFLICT (doctor_id, date) DO UPDATE SET windows = excluded.windows, reason = excluded.reason";
    DELETE_EXCEPTIONS = "DELETE FROM schedule_exception WHERE doctor_id = $1 AND date >= $2 AND date <= $3";
    REASONS = "SELECT date, reason FROM schedule_exception WHERE doctor_id = $1 AND date >= $2 AND reason <> ''";
}

pub async fn set_weekly(tx: &mut WriteTx, doctor: DoctorId, weekly: &[Vec<Window>; 7]) -> Result<(), StoreError> {
    raise_revision(tx, doctor).await?;
    both!(tx, |c| sqlx::query(CLEAR_WEEKLY).bind(Db(doctor)).execute(c).await.map(drop))?;
    for (weekday, windows) in (0i64..).zip(weekly) {
        for window in windows {
            both!(tx, |c| sqlx::query(ADD_WINDOW)
                .bind(Db(doctor))
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
    doctor: DoctorId,
    dates: RangeInclusive<NaiveDate>,
    windows: &[Window],
    reason: &str,
) -> Result<(), StoreError> {
    raise_revision(tx, doctor).await?;
    let windows = Db(windows.to_vec());
    for date in dates.start().iter_days().take_while(|date| dates.contains(date)) {
        both!(tx, |c| sqlx::query(PUT_EXCEPTION)
            .bind(Db(doctor))
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
    doctor: DoctorId,
    dates: RangeInclusive<NaiveDate>,
) -> Result<bool, StoreError> {
    raise_revision(tx, doctor).await?;
    let gone = both!(tx, |c| sqlx::query(DELETE_EXCEPTIONS)
        .bind(Db(doctor))
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
    doctor: DoctorId,
    from: NaiveDate,
) -> Result<HashMap<NaiveDate, String>, StoreError> {
    let rows: Vec<(Db<NaiveDate>, String)> =
        both!(tx, |c| sqlx::query_as(REASONS).bind(Db(doctor)).bind(Db(from)).fetch_all(c).await)?;
    Ok(rows.into_iter().map(|(Db(date), reason)| (date, reason)).collect())
}

/// The hours of these doctors, with exceptions from a date on. Two statements, however many doctors.
pub async fn hours_of(
    tx: &mut ReadTx,
    doctors: &[DoctorId],
    from: NaiveDate,
) -> Result<HashMap<DoctorId, Hours>, StoreError> {
    if doctors.is_empty() {
        return Ok(HashMap::new());
    }
    let windows = both!(tx, |c| {
        let mut query = sqlx::QueryBuilder::new(
            "SELECT doctor_id, weekday, start_minute, end_minute FROM weekly_window WHERE doctor_id",
        );
        among!(query, doctors).push(" ORDER BY doctor_id, weekday, start_minute");
        query.build_query_as().fetch_all(c).await
    })?;
    let exceptions = both!(tx, |c| {
        let mut query =
            sqlx::QueryBuilder::new("SELECT doctor_id, date, windows FROM schedule_exception WHERE date >= ");
        query.push_bind(Db(from)).push(" AND doctor_id");
        among!(query, doctors);
        query.build_query_as().fetch_all(c).await
    })?;
    Ok(hours_by_doctor(windows, exceptions))
}

/// Puts together what [`hours_of`] and the statistics read.
pub(crate) fn hours_by_doctor(windows: Vec<WindowRow>, exceptions: Vec<ExceptionRow>) -> HashMap<DoctorId, Hours> {
    let mut found: HashMap<DoctorId, Hours> = HashMap::new();
    for (Db(doctor), Db(weekday), Db(start), Db(end)) in windows {
        if let Some(day) = found.entry(doctor).or_default().weekly.get_mut(weekday) {
            day.push(Window { start, end });
        }
    }
    for (Db(doctor), Db(date), Db(windows)) in exceptions {
        found.entry(doctor).or_default().exceptions.insert(date, windows);
    }
    found
}

//! Counts for the admin's dashboard: of visits from the sums, of the rest from an index range each.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};

use crate::{
    Db, ReadTx, StoreError, both, directory::doctor_repo::public, scheduling::schedule_repo::hours_by_location,
    statements,
};
use domain::{
    insight::statistics::{
        Aggregate, DayCount, PlatformStatistics, Trend,
        aggregate::{DaySums, HourSums, utc_day},
        date_of,
    },
    platform::local::millis,
    scheduling::schedule::Hours,
};

const DAY: i64 = 24 * 60 * 60 * 1000;
/// Days of a span of the trends.
const SPAN: i64 = 30;

#[derive(sqlx::FromRow)]
struct People {
    patients: i64,
    new_now: i64,
    new_before: i64,
}

#[derive(sqlx::FromRow)]
struct Visits {
    upcoming: i64,
    completed_now: i64,
    completed_before: i64,
    no_show_now: i64,
    no_show_before: i64,
}

#[derive(sqlx::FromRow)]
struct Mail {
    waiting: i64,
    failed: i64,
}

/// Narrows to the doctors of a specialty, unless $1 is empty: those whose first one it is.
macro_rules! of_specialty {
    ($doctor:literal) => {
        concat!(
            "($1 = '' OR ",
            $doctor,
            " IN (SELECT s.doctor_id FROM doctor_specialty s WHERE s.specialty_id = $1 AND s.position = 0))"
        )
    };
}

statements! {
    /// $1: a span ago, $2: two spans ago.
    PEOPLE = "SELECT COUNT(*) AS patients, COUNT(CASE WHEN created_at >= $1 THEN 1 END) AS new_now,
            COUNT(CASE WHEN created_at >= $2 AND created_at < $1 THEN 1 END) AS new_before
        FROM account WHERE role = 'patient'";
    /// With the invitations that are open at $1.
    DOCTORS = concat!("SELECT COUNT(*), COUNT(CASE WHEN ", public!(), " THEN 1 END), (SELECT COUNT(*) FROM invitation
            WHERE used_at IS NULL AND revoked_at IS NULL AND expires_at > $1) FROM doctor d");
    /// By day: bookings and cancellations.
    MADE = "SELECT day, CAST(SUM(bookings) AS BIGINT),
            CAST(SUM(cancelled_by_patient + cancelled_by_doctor + cancelled_by_admin) AS BIGINT)
        FROM statistics_day WHERE day >= $1 GROUP BY day";
    /// $1: today, $2: a span ago, $3: two spans ago, as days.
    VISITS = "SELECT
            CAST(COALESCE(SUM(CASE WHEN day >= $1 THEN visits - completed - no_show END), 0) AS BIGINT) AS upcoming,
            CAST(COALESCE(SUM(CASE WHEN day > $2 THEN completed END), 0) AS BIGINT) AS completed_now,
            CAST(COALESCE(SUM(CASE WHEN day <= $2 THEN completed END), 0) AS BIGINT) AS completed_before,
            CAST(COALESCE(SUM(CASE WHEN day > $2 THEN no_show END), 0) AS BIGINT) AS no_show_now,
            CAST(COALESCE(SUM(CASE WHEN day <= $2 THEN no_show END), 0) AS BIGINT) AS no_show_before
        FROM statistics_hour WHERE day > $3";
    /// $1: messages older than this wait longer than they should.
    MAIL = "SELECT COUNT(CASE WHEN state = 'waiting' AND created_at < $1 THEN 1 END) AS waiting,
            COUNT(CASE WHEN state = 'failed' THEN 1 END) AS failed
        FROM outbox WHERE state = 'failed' OR state = 'waiting' AND audience <> 'nobody'";
    /// $1: from, $2: the span begins, $3: it is over.
    NEW_PATIENTS = "SELECT COUNT(CASE WHEN created_at >= $2 THEN 1 END), COUNT(CASE WHEN created_at < $2 THEN 1 END)
        FROM account WHERE role = 'patient' AND created_at >= $1 AND created_at < $3";
    TALLY_HOURS = "SELECT day, hour, CAST(SUM(visits) AS BIGINT), CAST(SUM(minutes) AS BIGINT),
            CAST(SUM(completed) AS BIGINT), CAST(SUM(no_show) AS BIGINT), CAST(SUM(called_off) AS BIGINT)
        FROM statistics_hour WHERE day >= $2 AND day <= $3 AND ($1 = '' OR specialty_id = $1) GROUP BY day, hour";
    TALLY_DAYS = "SELECT day, CAST(SUM(bookings) AS BIGINT), CAST(SUM(lead_0) AS BIGINT),
            CAST(SUM(lead_1) AS BIGINT), CAST(SUM(lead_2) AS BIGINT), CAST(SUM(lead_3) AS BIGINT),
            CAST(SUM(lead_4) AS BIGINT), CAST(SUM(lead_5) AS BIGINT), CAST(SUM(cancelled_by_patient) AS BIGINT),
            CAST(SUM(cancelled_by_doctor) AS BIGINT), CAST(SUM(cancelled_by_admin) AS BIGINT)
        FROM statistics_day WHERE day >= $2 AND day <= $3 AND ($1 = '' OR specialty_id = $1) GROUP BY day";
    WINDOWS = concat!("SELECT w.location_id, w.weekday, w.start_minute, w.end_minute FROM weekly_window w
        WHERE ", of_specialty!("w.doctor_id"));
    EXCEPTIONS = concat!("SELECT e.location_id, e.date, e.windows FROM schedule_exception e
        WHERE e.date >= $2 AND e.date <= $3 AND ", of_specialty!("e.doctor_id"));
}

/// How the platform is doing, in a fixed number of statements.
pub async fn platform(tx: &mut ReadTx, now: DateTime<Utc>) -> Result<PlatformStatistics, StoreError> {
    let at = millis(now);
    let (span, two_spans) = (at - SPAN * DAY, at - 2 * SPAN * DAY);
    let people: People = both!(tx, |c| sqlx::query_as(PEOPLE).bind(span).bind(two_spans).fetch_one(c).await)?;
    let (doctors, doctors_public, open_invitations): (i64, i64, i64) =
        both!(tx, |c| sqlx::query_as(DOCTORS).bind(at).fetch_one(c).await)?;
    let today = utc_day(now);
    let first_day = today - (2 * SPAN - 1);
    let made: Vec<(i64, i64, i64)> = both!(tx, |c| sqlx::query_as(MADE).bind(first_day).fetch_all(c).await)?;
    let visits: Visits =
        both!(tx, |c| sqlx::query_as(VISITS).bind(today).bind(today - SPAN).bind(today - 2 * SPAN).fetch_one(c).await)?;
    let patience = millis(now - TimeDelta::minutes(5));
    let mail: Mail = both!(tx, |c| sqlx::query_as(MAIL).bind(patience).fetch_one(c).await)?;

    let in_days = |from: i64, of: fn(&(i64, i64, i64)) -> i64| {
        made.iter().filter(|row| (from..from + SPAN).contains(&row.0)).map(of).sum()
    };
    let trend = |of| Trend { now: in_days(first_day + SPAN, of), before: in_days(first_day, of) };
    let start = date_of(first_day + SPAN);
    let booked_per_day = (0..SPAN)
        .map(|n| DayCount {
            date: start + Days::new(n.unsigned_abs()),
            count: made.iter().find(|row| row.0 == first_day + SPAN + n).map_or(0, |row| row.1),
        })
        .collect();
    Ok(PlatformStatistics {
        patients: people.patients,
        doctors_public,
        doctors,
        upcoming: visits.upcoming,
        booked: trend(|row| row.1),
        cancelled: trend(|row| row.2),
        completed: Trend { now: visits.completed_now, before: visits.completed_before },
        no_show: Trend { now: visits.no_show_now, before: visits.no_show_before },
        new_patients: Trend { now: people.new_now, before: people.new_before },
        mail_waiting: mail.waiting,
        mail_failed: mail.failed,
        open_invitations,
        booked_per_day,
    })
}

/// Patients who registered in a span of UTC days, and in the days before: where those begin, where the span does, and the
/// first day after it.
pub async fn new_patients(tx: &mut ReadTx, days: [i64; 3]) -> Result<Trend, StoreError> {
    let [before, from, after] = days.map(|day| day * DAY);
    let (now, before): (i64, i64) =
        both!(tx, |c| sqlx::query_as(NEW_PATIENTS).bind(before).bind(from).bind(after).fetch_one(c).await)?;
    Ok(Trend { now, before })
}

/// The sums of the days `from..=to`, of one specialty or of all (empty).
pub async fn aggregate(tx: &mut ReadTx, specialty: &str, from: i64, to: i64) -> Result<Aggregate, StoreError> {
    use sqlx::Row;
    let mut aggregate = Aggregate::default();
    both!(tx, |c| {
        let rows = sqlx::query(TALLY_HOURS).bind(specialty).bind(from).bind(to).fetch_all(c).await?;
        for row in rows {
            let mut sums = HourSums::default();
            for (n, sum) in sums.iter_mut().enumerate() {
                *sum = row.try_get(n + 2)?;
            }
            aggregate.hours.insert((row.try_get(0)?, row.try_get(1)?), sums);
        }
    });
    both!(tx, |c| {
        let rows = sqlx::query(TALLY_DAYS).bind(specialty).bind(from).bind(to).fetch_all(c).await?;
        for row in rows {
            let mut sums = DaySums::default();
            for (n, sum) in sums.iter_mut().enumerate() {
                *sum = row.try_get(n + 1)?;
            }
            aggregate.days.insert(row.try_get(0)?, sums);
        }
    });
    Ok(aggregate)
}

/// The hours of all locations of a specialty's doctors (empty: of all doctors), with the exceptions of `from..=to`. Two statements.
pub async fn all_hours(
    tx: &mut ReadTx,
    specialty: &str,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<Hours>, StoreError> {
    let windows = both!(tx, |c| sqlx::query_as(WINDOWS).bind(specialty).fetch_all(c).await)?;
    let exceptions =
        both!(tx, |c| sqlx::query_as(EXCEPTIONS).bind(specialty).bind(Db(from)).bind(Db(to)).fetch_all(c).await)?;
    Ok(hours_by_location(windows, exceptions).into_values().collect())
}

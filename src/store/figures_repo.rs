//! Counts for the admin's dashboard. Each statement reads one index range.

use chrono::{DateTime, Days, TimeDelta, Utc};

use super::{ReadTx, StoreError, both, statements};
use crate::domain::{
    figures::{DayCount, PlatformFigures, Trend},
    local::{instant, millis},
};

const DAY: i64 = 24 * 60 * 60 * 1000;
/// Days of a span of the figures.
const SPAN: i64 = 30;

#[derive(sqlx::FromRow)]
struct People {
    patients: i64,
    new_now: i64,
    new_before: i64,
}

#[derive(sqlx::FromRow)]
struct Moves {
    cancelled_now: i64,
    cancelled_before: i64,
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

statements! {
    /// $1: a span ago, $2: two spans ago.
    PEOPLE = "SELECT COUNT(*) AS patients, COUNT(CASE WHEN created_at >= $1 THEN 1 END) AS new_now,
            COUNT(CASE WHEN created_at >= $2 AND created_at < $1 THEN 1 END) AS new_before
        FROM account WHERE role = 'patient'";
    DOCTORS = "SELECT COUNT(*) FROM doctor";
    DOCTORS_PUBLIC = "SELECT COUNT(*) FROM doctor d
        WHERE EXISTS (SELECT 1 FROM weekly_window w WHERE w.doctor_id = d.id)
            AND EXISTS (SELECT 1 FROM visit_type v WHERE v.doctor_id = d.id AND v.archived_at IS NULL)";
    UPCOMING = "SELECT COUNT(*) FROM appointment WHERE start_at > $1
        AND status IN ('requested', 'booked', 'checked_in', 'in_progress')";
    BOOKED_PER_DAY = "SELECT created_at / 86400000 AS day, COUNT(*) AS bookings FROM appointment
        WHERE created_at >= $1 GROUP BY created_at / 86400000";
    MOVES = "SELECT
            COUNT(CASE WHEN to_status = 'cancelled' AND at >= $1 THEN 1 END) AS cancelled_now,
            COUNT(CASE WHEN to_status = 'cancelled' AND at < $1 THEN 1 END) AS cancelled_before,
            COUNT(CASE WHEN to_status = 'completed' AND at >= $1 THEN 1 END) AS completed_now,
            COUNT(CASE WHEN to_status = 'completed' AND at < $1 THEN 1 END) AS completed_before,
            COUNT(CASE WHEN to_status = 'no_show' AND at >= $1 THEN 1 END) AS no_show_now,
            COUNT(CASE WHEN to_status = 'no_show' AND at < $1 THEN 1 END) AS no_show_before
        FROM appointment_event WHERE at >= $2";
    /// $1: messages older than this wait longer than they should.
    MAIL = "SELECT COUNT(CASE WHEN state = 'waiting' AND created_at < $1 THEN 1 END) AS waiting,
            COUNT(CASE WHEN state = 'failed' THEN 1 END) AS failed
        FROM outbox WHERE state IN ('waiting', 'failed')";
    OPEN_INVITATIONS = "SELECT COUNT(*) FROM invitation
        WHERE used_at IS NULL AND revoked_at IS NULL AND expires_at > $1";
}

/// All figures, in a fixed number of statements.
pub async fn platform(tx: &mut ReadTx, now: DateTime<Utc>) -> Result<PlatformFigures, StoreError> {
    let at = millis(now);
    let (span, two_spans) = (at - SPAN * DAY, at - 2 * SPAN * DAY);
    let people: People = both!(tx, |c| sqlx::query_as(PEOPLE).bind(span).bind(two_spans).fetch_one(c).await)?;
    let doctors: i64 = both!(tx, |c| sqlx::query_scalar(DOCTORS).fetch_one(c).await)?;
    let doctors_public: i64 = both!(tx, |c| sqlx::query_scalar(DOCTORS_PUBLIC).fetch_one(c).await)?;
    let upcoming: i64 = both!(tx, |c| sqlx::query_scalar(UPCOMING).bind(at).fetch_one(c).await)?;
    // Whole UTC days, so that the first one is not cut.
    let first_day = at / DAY - (2 * SPAN - 1);
    let per_day: Vec<(i64, i64)> =
        both!(tx, |c| sqlx::query_as(BOOKED_PER_DAY).bind(first_day * DAY).fetch_all(c).await)?;
    let moves: Moves = both!(tx, |c| sqlx::query_as(MOVES).bind(span).bind(two_spans).fetch_one(c).await)?;
    let patience = millis(now - TimeDelta::minutes(5));
    let mail: Mail = both!(tx, |c| sqlx::query_as(MAIL).bind(patience).fetch_one(c).await)?;
    let open_invitations: i64 = both!(tx, |c| sqlx::query_scalar(OPEN_INVITATIONS).bind(at).fetch_one(c).await)?;

    let in_days = |from: i64| per_day.iter().filter(|(day, _)| (from..from + SPAN).contains(day)).map(|(_, n)| n).sum();
    let start = instant((first_day + SPAN) * DAY).date_naive();
    let booked_per_day = (0..SPAN)
        .map(|n| DayCount {
            date: start + Days::new(n.unsigned_abs()),
            count: per_day.iter().find(|(day, _)| *day == first_day + SPAN + n).map_or(0, |(_, count)| *count),
        })
        .collect();
    Ok(PlatformFigures {
        patients: people.patients,
        doctors_public,
        doctors,
        upcoming,
        booked: Trend { now: in_days(first_day + SPAN), before: in_days(first_day) },
        cancelled: Trend { now: moves.cancelled_now, before: moves.cancelled_before },
        completed: Trend { now: moves.completed_now, before: moves.completed_before },
        no_show: Trend { now: moves.no_show_now, before: moves.no_show_before },
        new_patients: Trend { now: people.new_now, before: people.new_before },
        mail_waiting: mail.waiting,
        mail_failed: mail.failed,
        open_invitations,
        booked_per_day,
    })
}

//! The integrity scan: statements that must find nothing.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{Db, ReadTx, StoreError, both, scheduling::statuses::claiming, statements};

statements! {
    DOCTOR_OVERLAPS = concat!(
        "SELECT a.id FROM appointment a JOIN appointment b ON b.doctor_id = a.doctor_id AND a.id < b.id
            AND a.start_at - a.buffer_before * 60000 < b.end_at + b.buffer_after * 60000
            AND b.start_at - b.buffer_before * 60000 < a.end_at + a.buffer_after * 60000
        WHERE ", claiming!("a.status"), " AND ", claiming!("b.status")
    );
    PATIENT_OVERLAPS = concat!(
        "SELECT a.id FROM appointment a JOIN appointment b ON b.patient_id = a.patient_id AND a.id < b.id
            AND a.start_at < b.end_at AND b.start_at < a.end_at
        WHERE ", claiming!("a.status"), " AND ", claiming!("b.status")
    );
    /// Appointments are all that holds time as yet: a claim of anything else is of nothing.
    ORPHAN_CLAIMS = concat!(
        "SELECT DISTINCT c.holder_id FROM claim c
            LEFT JOIN appointment p ON p.id = c.holder_id AND c.holder_kind = 'appointment'
            LEFT JOIN doctor d ON d.id = p.doctor_id
        WHERE p.id IS NULL OR NOT ", claiming!("p.status"), " OR (c.person_id <> p.patient_id AND c.person_id <> d.account_id)"
    );
    /// Only visits still to come: claims on past cells are swept. What an appointment shares with its own proposal is its.
    MISSING_CLAIMS = concat!(
        "SELECT p.id FROM appointment p WHERE p.start_at - p.buffer_before * 60000 >= $1 AND ", claiming!("p.status"),
        " AND (SELECT COUNT(*) FROM claim c WHERE c.holder_id = p.id AND c.holder_kind = 'appointment')
            <> ((p.end_at - p.start_at) * 2 + (p.buffer_before + p.buffer_after) * 60000) / 300000"
    );
    HISTORY_LENGTH = "SELECT p.id FROM appointment p
        WHERE p.version <> (SELECT COUNT(*) FROM appointment_event e WHERE e.appointment_id = p.id)";
    HISTORY_END = "SELECT p.id FROM appointment p WHERE NOT EXISTS (SELECT 1 FROM appointment_event e
        WHERE e.appointment_id = p.id AND e.version = p.version AND e.to_status = p.status)";
    HISTORY_CHAIN = "SELECT e.appointment_id FROM appointment_event e
        WHERE (e.version = 1 AND e.from_status IS NOT NULL) OR (e.version > 1 AND NOT EXISTS (
            SELECT 1 FROM appointment_event b WHERE b.appointment_id = e.appointment_id
                AND b.version = e.version - 1 AND b.to_status = e.from_status))";
}

/// What each statement looks for, and the appointments that it found.
pub async fn scan(tx: &mut ReadTx, now: DateTime<Utc>) -> Result<Vec<(&'static str, Vec<Uuid>)>, StoreError> {
    let mut found = Vec::new();
    for (what, statement) in [
        ("visits of one doctor overlap", DOCTOR_OVERLAPS),
        ("visits of one patient overlap", PATIENT_OVERLAPS),
        ("time is claimed without a visit that keeps it", ORPHAN_CLAIMS),
        ("a history has not as many entries as the visit has versions", HISTORY_LENGTH),
        ("a history does not end at the visit's status", HISTORY_END),
        ("a history has a gap", HISTORY_CHAIN),
    ] {
        let ids: Vec<Uuid> = both!(tx, |c| sqlx::query_scalar(statement).fetch_all(c).await)?;
        found.push((what, ids));
    }
    let ids: Vec<Uuid> = both!(tx, |c| sqlx::query_scalar(MISSING_CLAIMS).bind(Db(now)).fetch_all(c).await)?;
    found.push(("a visit to come does not claim all of its time", ids));
    Ok(found)
}

//! What live lines ask for: which doctors may be watched, who sees a patient's name, and what was missed meanwhile.

use chrono::{DateTime, Utc};

use crate::{Db, ReadTx, StoreError, among, both, plain, scheduling::appointment_repo::Whose, statements};
use domain::{
    people::policy::Actor,
    platform::ids::{AccountId, AppointmentId, DoctorId},
};

statements! {
    DOCTORS_OF = "SELECT DISTINCT doctor_id FROM appointment WHERE patient_id = $1";
    /// Latest first; what the reader's own side did is left out.
    TOLD_TO_PATIENT = "SELECT e.appointment_id, e.version FROM appointment p
        JOIN appointment_event e ON e.appointment_id = p.id
        WHERE p.patient_id = $1 AND e.at >= $2 AND e.party <> 'patient' ORDER BY e.at DESC, e.appointment_id LIMIT $3";
    TOLD_TO_DOCTOR = "SELECT e.appointment_id, e.version FROM appointment p
        JOIN appointment_event e ON e.appointment_id = p.id
        WHERE p.doctor_id = $1 AND e.at >= $2 AND e.party <> 'doctor' ORDER BY e.at DESC, e.appointment_id LIMIT $3";
}

/// Of these doctors, those whom this actor sees: everybody the public ones, and patients those of their visits.
pub async fn seen_of(tx: &mut ReadTx, actor: Actor, doctors: &[DoctorId]) -> Result<Vec<DoctorId>, StoreError> {
    if doctors.is_empty() {
        return Ok(Vec::new());
    }
    let ids = both!(tx, |c| {
        let mut query = sqlx::QueryBuilder::new("SELECT d.id FROM doctor d WHERE (");
        query.push(crate::directory::doctor_repo::public!());
        if let Actor::Patient(account) = actor {
            query.push(" OR EXISTS (SELECT 1 FROM appointment p WHERE p.doctor_id = d.id AND p.patient_id = ");
            query.push_bind(Db(account)).push(")");
        }
        query.push(") AND d.id");
        among!(query, doctors);
        query.build_query_scalar().fetch_all(c).await
    })?;
    Ok(plain(ids))
}

/// The doctors who see this patient's name on a visit.
pub async fn doctors_of(tx: &mut ReadTx, patient: AccountId) -> Result<Vec<DoctorId>, StoreError> {
    let ids = both!(tx, |c| sqlx::query_scalar(DOCTORS_OF).bind(Db(patient)).fetch_all(c).await)?;
    Ok(plain(ids))
}

/// What the other side, or an admin, did to these visits since then: the newest `most`, oldest first.
pub async fn notified_since(
    tx: &mut ReadTx,
    whose: Whose,
    since: DateTime<Utc>,
    most: i64,
) -> Result<Vec<(AppointmentId, i64)>, StoreError> {
    let (statement, id) = match whose {
        Whose::Patient(account) => (TOLD_TO_PATIENT, account.0),
        Whose::Doctor(doctor) => (TOLD_TO_DOCTOR, doctor.0),
        Whose::Everybody => return Ok(Vec::new()),
    };
    let mut rows: Vec<(Db<AppointmentId>, i64)> =
        both!(tx, |c| sqlx::query_as(statement).bind(id).bind(Db(since)).bind(most).fetch_all(c).await)?;
    rows.reverse();
    Ok(rows.into_iter().map(|(Db(id), version)| (id, version)).collect())
}

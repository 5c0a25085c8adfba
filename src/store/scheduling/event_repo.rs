//! The history of appointments: an event for each change of status. Nothing in it is ever changed.

use std::collections::HashMap;

use crate::{
    Change, Db, ReadTx, StoreError, Times, WriteTx, among, both, db::get, directory::doctor_repo, from_row,
    notices::outbox_repo::NewJob, plain, statements,
};
use domain::{
    notices::{
        job::{Audience, JobKind},
        notified::notified,
    },
    platform::{
        ids::{AppointmentId, JobId},
        stored::Unknown,
    },
    scheduling::{
        appointment::{Appointment, Event, Step},
        lifecycle::Status,
    },
};
use effects::Rng;

from_row!(|row| Db<Event> {
    appointment: "appointment_id",
    version,
    what = step(get(row, "kind")?, get(row, "data")?)?,
    from: "from_status",
    to: "to_status",
    party,
    actor: "actor_id",
    at,
    reason,
});

fn step(kind: String, data: Option<String>) -> Result<Step, sqlx::Error> {
    let step = Step::read(&kind, data.as_deref());
    step.ok_or_else(|| sqlx::Error::ColumnDecode { index: "kind".to_owned(), source: Unknown(kind).into() })
}

macro_rules! columns {
    () => {
        "appointment_id, version, kind, data, from_status, to_status, party, actor_id, at, reason"
    };
}

statements! {
    INSERT = concat!("INSERT INTO appointment_event (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
    /// With whether it takes what the directory knows for the doctor's first free times.
    FIRST = concat!(
        "INSERT INTO appointment_event (",
        columns!(),
        ") SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10 FROM doctor WHERE id = $11 AND revision = $12
        RETURNING EXISTS (SELECT 1 FROM directory_entry y JOIN appointment p ON p.doctor_id = y.doctor_id
            WHERE p.id = appointment_id
            AND y.first_cell * 300000 < p.end_at + p.buffer_after * 60000
            AND y.end_cell * 300000 > p.start_at - p.buffer_before * 60000)"
    );
    OF = concat!("SELECT ", columns!(), " FROM appointment_event WHERE appointment_id = $1 ORDER BY version");
}

/// The columns of an event, in their order. A macro, because the query's type differs by engine.
macro_rules! bind {
    ($query:expr, $event:ident) => {
        $query
            .bind(Db($event.appointment))
            .bind($event.version)
            .bind($event.what.kind())
            .bind($event.what.data())
            .bind(Db($event.from))
            .bind(Db($event.to))
            .bind(Db($event.party))
            .bind(Db($event.actor))
            .bind(Db($event.at))
            .bind(Db($event.reason.clone()))
    };
}

/// What an event sets off once it is committed: open pages hear of it, whom [`notified`] names gets an e-mail, and a request
/// has an end. Gives what
/// became of the times.
fn leaves(tx: &mut WriteTx, rng: &Rng, event: &Event, of: &Appointment) -> Times {
    let times = match (event.from.is_some_and(Status::claims_time), event.to.claims_time()) {
        (false, true) => Times::Taken,
        (true, false) => Times::Freed,
        (true, true) if matches!(event.what, Step::Moved { .. }) => Times::Freed,
        _ => Times::Same,
    };
    let (doctor, patient) = (of.doctor, of.patient);
    tx.changes(Change::Appointment { id: event.appointment, version: event.version, doctor, patient, times });
    let jobs = notified(&event.what).iter().filter_map(|one| {
        Some(NewJob {
            id: JobId(rng.id(event.at)),
            kind: one.mail?,
            subject: event.appointment.0,
            version: event.version,
            audience: one.audience,
            secret: None,
            run_at: event.at,
        })
    });
    tx.tells(jobs, event.at);
    // Anew when it is moved, since that may be sooner or later then.
    if event.to == Status::Requested {
        let expire = NewJob {
            id: JobId(rng.id(event.at)),
            kind: JobKind::ExpireRequest,
            subject: event.appointment.0,
            version: event.version,
            audience: Audience::Nobody,
            secret: None,
            run_at: of.answer_by(),
        };
        tx.tells([expire], event.at);
    }
    times
}

/// Begins the history of an appointment that was decided on this revision of its doctor. False when there is a later one
/// by now, so that the visit may not be offered any more: it must not be made.
///
/// Comes after the appointment was inserted: its foreign key keeps the doctor as it is until the transaction ends.
pub async fn insert_first(
    tx: &mut WriteTx,
    rng: &Rng,
    event: &Event,
    of: &Appointment,
    revision: i64,
) -> Result<bool, StoreError> {
    let written: Option<bool> = both!(tx, |c| bind!(sqlx::query_scalar(FIRST), event)
        .bind(Db(of.doctor))
        .bind(revision)
        .fetch_optional(c)
        .await)?;
    let Some(takes_the_first) = written else { return Ok(false) };
    leaves(tx, rng, event, of);
    if takes_the_first {
        tx.retimes(of.doctor);
    }
    Ok(true)
}

/// Appends to the history.
pub async fn insert(tx: &mut WriteTx, rng: &Rng, event: &Event, of: &Appointment) -> Result<(), StoreError> {
    both!(tx, |c| bind!(sqlx::query(INSERT), event).execute(c).await.map(drop))?;
    // What is freed is told by whoever frees the claims.
    if leaves(tx, rng, event, of) == Times::Taken {
        doctor_repo::keep(tx, of.doctor).await?;
        tx.retimes(of.doctor);
    }
    Ok(())
}

/// The history of an appointment, oldest first.
pub async fn of(tx: &mut ReadTx, id: AppointmentId) -> Result<Vec<Event>, StoreError> {
    let events = both!(tx, |c| sqlx::query_as(OF).bind(Db(id)).fetch_all(c).await)?;
    Ok(plain(events))
}

/// The histories of these appointments, each oldest first.
pub async fn of_all(tx: &mut ReadTx, ids: &[AppointmentId]) -> Result<HashMap<AppointmentId, Vec<Event>>, StoreError> {
    const OF_THESE: &str = concat!("SELECT ", columns!(), " FROM appointment_event WHERE appointment_id");
    let mut found: HashMap<AppointmentId, Vec<Event>> = HashMap::new();
    if ids.is_empty() {
        return Ok(found);
    }
    let events: Vec<Db<Event>> = both!(tx, |c| {
        let mut query = sqlx::QueryBuilder::new(OF_THESE);
        among!(query, ids).push(" ORDER BY appointment_id, version");
        query.build_query_as().fetch_all(c).await
    })?;
    for Db(event) in events {
        found.entry(event.appointment).or_default().push(event);
    }
    Ok(found)
}

//! The outbox: what is still to be told or done, and what became of it.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{Change, Db, ReadTx, StoreError, WriteTx, among, both, db::get, from_row, plain, statements};
use contract::notices::MailView;
use domain::{
    notices::job::{Audience, JobKind, JobState},
    platform::{
        ids::{InvitationId, JobId},
        page::PageRequest,
    },
};

/// A message to write, or what is to be done.
#[derive(Clone)]
pub struct NewJob {
    pub id: JobId,
    pub kind: JobKind,
    /// Appointment, account or invitation.
    pub subject: Uuid,
    /// Of the subject; the same change is told once.
    pub version: i64,
    pub audience: Audience,
    /// Kept until the message is sent, or the invitation has ended.
    pub secret: Option<String>,
    /// Not earlier.
    pub run_at: DateTime<Utc>,
}

domain::shows_only!(NewJob { id, kind, subject, version, audience, run_at });

/// A message that a worker has taken.
#[derive(Clone)]
pub struct Job {
    pub id: JobId,
    pub kind: JobKind,
    pub subject: Uuid,
    pub version: i64,
    pub audience: Audience,
    pub secret: Option<String>,
    /// This try included.
    pub attempts: i64,
    pub created_at: DateTime<Utc>,
}

domain::shows_only!(Job { id, kind, subject, version, audience, attempts });

from_row!(|row| Job { id, kind, subject: "subject_id", version, audience, secret, attempts, created_at });

from_row!(|row| Db<MailView> {
    id,
    what = what(get(row, "kind")?, get(row, "audience")?),
    visit = get::<JobKind, _>(row, "kind")?.is_of_visit().then_some(get(row, "subject_id")?),
    state,
    attempts,
    created_at,
    next_attempt_at = (get::<JobState, _>(row, "state")? == JobState::Waiting).then_some(get(row, "next_attempt_at")?),
    last_error,
});

/// "Confirmation to the patient"
fn what(kind: JobKind, audience: Audience) -> String {
    match audience {
        // What belongs to an account has one reader.
        Audience::Owner | Audience::Nobody => kind.label().to_owned(),
        _ => format!("{} to {}", kind.label(), audience.label()),
    }
}

macro_rules! due {
    () => {
        "SELECT id FROM outbox WHERE state = 'waiting' AND next_attempt_at <= $1 AND lease_until <= $1
        ORDER BY next_attempt_at, id LIMIT $2"
    };
}

/// On Postgres, what other workers are taking is passed over; SQLite has one writer, so there is nothing to pass over.
const DUE_AND_FREE: &str = concat!(due!(), " FOR UPDATE SKIP LOCKED");

/// Admins see the messages, and of what is done by the clock what failed.
macro_rules! seen {
    () => {
        "FROM outbox WHERE (audience <> 'nobody' OR state = 'failed')"
    };
}
macro_rules! list {
    () => {
        concat!(
            "SELECT id, kind, audience, subject_id, state, attempts, created_at, next_attempt_at, last_error ",
            seen!()
        )
    };
}

statements! {
    DUE = due!();
    /// Another node may have sent it meanwhile, if our lease ran out: that stays.
    POSTPONE = "UPDATE outbox SET next_attempt_at = $2, last_error = $3, lease_until = 0
        WHERE id = $1 AND state = 'waiting'";
    /// Given up on, but its secret stays for a while, so that it can be sent again.
    GIVE_UP = "UPDATE outbox SET state = 'failed', last_error = $2, lease_until = 0
        WHERE id = $1 AND state = 'waiting'";
    RETRY = "UPDATE outbox SET state = 'waiting', attempts = 0, next_attempt_at = $2, lease_until = 0
        WHERE id = $1 AND state = 'failed'";
    LIST = concat!(list!(), " ORDER BY created_at DESC, id DESC LIMIT $1 OFFSET $2");
    COUNT = concat!("SELECT COUNT(*) ", seen!());
    /// By the index of states: those given up are few among all that was sent.
    LIST_IN_STATE = concat!(list!(), " AND state = $3 ORDER BY created_at DESC, id DESC LIMIT $1 OFFSET $2");
    COUNT_IN_STATE = concat!("SELECT COUNT(*) ", seen!(), " AND state = $1");
    FORGET_SECRET = "UPDATE outbox SET secret = NULL WHERE kind = 'invitation' AND subject_id = $1";
    /// Of invitations that nobody can use any more, and of messages given up on since this instant.
    FORGET_SECRETS = "UPDATE outbox SET secret = NULL WHERE secret IS NOT NULL AND (
            state = 'failed' AND next_attempt_at <= $2
            OR kind = 'invitation' AND subject_id IN (
                SELECT id FROM invitation WHERE used_at IS NOT NULL OR revoked_at IS NOT NULL OR expires_at <= $1))";
    DELETE_OLD = "DELETE FROM outbox WHERE state IN ('sent', 'dropped') AND created_at < $1";
}

/// Tells of a change, in its transaction. What was told already is not told again.
pub fn enqueue(tx: &mut WriteTx, job: NewJob, now: DateTime<Utc>) {
    tx.tells([job], now);
}

/// Writes the messages of a transaction as one statement, right before it is committed.
pub(crate) async fn write(tx: &mut WriteTx, jobs: &[(NewJob, DateTime<Utc>)]) -> Result<(), StoreError> {
    if jobs.is_empty() {
        return Ok(());
    }
    // Admins see all mail; what belongs to a visit is announced as the visit's.
    if jobs.iter().any(|(job, _)| !job.kind.is_of_visit()) {
        tx.changes(Change::Platform);
    }
    tx.wakes();
    both!(tx, |c| {
        let mut query = sqlx::QueryBuilder::new(
            "INSERT INTO outbox (id, kind, subject_id, version, audience, secret, state, attempts, created_at,
                next_attempt_at, lease_until) ",
        );
        query.push_values(jobs, |mut row, (job, now)| {
            row.push_bind(Db(job.id))
                .push_bind(Db(job.kind))
                .push_bind(job.subject)
                .push_bind(job.version)
                .push_bind(Db(job.audience))
                .push_bind(job.secret.clone())
                .push("'waiting', 0")
                .push_bind(Db(*now))
                .push_bind(Db(job.run_at))
                .push("0");
        });
        query.push(" ON CONFLICT (kind, subject_id, version, audience) DO NOTHING");
        query.build().execute(c).await.map(drop)
    })?;
    Ok(())
}

/// Takes up to `most` messages that are due; nobody else gets them before `lease_until`.
pub async fn take(
    tx: &mut WriteTx,
    now: DateTime<Utc>,
    lease_until: DateTime<Utc>,
    most: i64,
) -> Result<Vec<Job>, StoreError> {
    let due = if tx.is_postgres() { DUE_AND_FREE } else { DUE };
    // Found first and then changed by their ids: as one statement, Postgres reads the whole table.
    let due: Vec<Uuid> = both!(tx, |c| sqlx::query_scalar(due).bind(Db(now)).bind(most).fetch_all(c).await)?;
    if due.is_empty() {
        return Ok(Vec::new());
    }
    Ok(both!(tx, |c| {
        let mut query = sqlx::QueryBuilder::new("UPDATE outbox SET attempts = attempts + 1, lease_until = ");
        query.push_bind(Db(lease_until)).push(" WHERE id");
        among!(query, &due).push(" RETURNING id, kind, subject_id, version, audience, secret, attempts, created_at");
        query.build_query_as().fetch_all(c).await
    })?)
}

/// Nobody else gets these before `lease_until`, if they are still waiting.
pub async fn keep(tx: &mut WriteTx, ids: &[JobId], lease_until: DateTime<Utc>) -> Result<(), StoreError> {
    both!(tx, |c| {
        let mut query = sqlx::QueryBuilder::new("UPDATE outbox SET lease_until = ");
        query.push_bind(Db(lease_until)).push(" WHERE state = 'waiting' AND id");
        among!(query, ids).build().execute(c).await.map(drop)
    })?;
    Ok(())
}

/// Is anything due? A read, so that an idle worker never takes the write lock.
pub async fn any_due(tx: &mut ReadTx, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let found: Option<Uuid> = both!(tx, |c| sqlx::query_scalar(DUE).bind(Db(now)).bind(1i64).fetch_optional(c).await)?;
    Ok(found.is_some())
}

/// Ends messages: sent, or dropped for a reason. Their secrets go. One statement.
pub async fn settle(tx: &mut WriteTx, ids: &[JobId], state: JobState, why: Option<&str>) -> Result<(), StoreError> {
    if ids.is_empty() {
        return Ok(());
    }
    both!(tx, |c| {
        let mut query = sqlx::QueryBuilder::new("UPDATE outbox SET secret = NULL, lease_until = 0, state = ");
        query.push_bind(Db(state)).push(", last_error = ").push_bind(why).push(" WHERE id");
        among!(query, ids).build().execute(c).await.map(drop)
    })?;
    tx.changes(Change::Platform);
    Ok(())
}

/// Tries again at `next`.
pub async fn postpone(tx: &mut WriteTx, id: JobId, next: DateTime<Utc>, error: &str) -> Result<(), StoreError> {
    both!(tx, |c| sqlx::query(POSTPONE).bind(Db(id)).bind(Db(next)).bind(error).execute(c).await.map(drop))?;
    tx.changes(Change::Platform);
    Ok(())
}

/// Gives up; an admin sees it and may try again.
pub async fn give_up(tx: &mut WriteTx, id: JobId, error: &str) -> Result<(), StoreError> {
    both!(tx, |c| sqlx::query(GIVE_UP).bind(Db(id)).bind(error).execute(c).await.map(drop))?;
    tx.changes(Change::Platform);
    Ok(())
}

/// Makes a failed message due now; false when there is no such.
pub async fn retry(tx: &mut WriteTx, id: JobId, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let changed =
        both!(tx, |c| sqlx::query(RETRY).bind(Db(id)).bind(Db(now)).execute(c).await.map(|done| done.rows_affected()))?;
    tx.changes(Change::Platform);
    tx.wakes();
    Ok(changed == 1)
}

/// Latest first, and how many there are in all.
pub async fn list(
    tx: &mut ReadTx,
    state: Option<JobState>,
    page: PageRequest,
) -> Result<(Vec<MailView>, i64), StoreError> {
    let (list, count) = if state.is_some() { (LIST_IN_STATE, COUNT_IN_STATE) } else { (LIST, COUNT) };
    let rows = both!(tx, |c| {
        let query = sqlx::query_as(list).bind(Db(page.per_page)).bind(page.offset());
        match state {
            Some(state) => query.bind(Db(state)).fetch_all(c).await,
            None => query.fetch_all(c).await,
        }
    })?;
    let total: i64 = both!(tx, |c| {
        let query = sqlx::query_scalar(count);
        match state {
            Some(state) => query.bind(Db(state)).fetch_one(c).await,
            None => query.fetch_one(c).await,
        }
    })?;
    Ok((plain(rows), total))
}

/// Forgets the code of an invitation that has ended.
pub async fn forget_secret(tx: &mut WriteTx, invitation: InvitationId) -> Result<(), StoreError> {
    both!(tx, |c| sqlx::query(FORGET_SECRET).bind(Db(invitation)).execute(c).await.map(drop))?;
    Ok(())
}

/// Forgets the codes of all invitations that have ended, and what was given up on before this instant.
pub async fn forget_secrets(tx: &mut WriteTx, now: DateTime<Utc>, given_up: DateTime<Utc>) -> Result<(), StoreError> {
    both!(tx, |c| sqlx::query(FORGET_SECRETS).bind(Db(now)).bind(Db(given_up)).execute(c).await.map(drop))?;
    Ok(())
}

/// Forgets what was sent before this instant.
pub async fn delete_old(tx: &mut WriteTx, before: DateTime<Utc>) -> Result<(), StoreError> {
    both!(tx, |c| sqlx::query(DELETE_OLD).bind(Db(before)).execute(c).await.map(drop))?;
    Ok(())
}

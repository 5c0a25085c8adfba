//! Sends what stands in the outbox.
//!
//! A message is leased, sent, and only then marked as sent: after a crash in between it is sent once more (the same
//! Message-ID), never lost. What is sent is read anew, so that a message that was overtaken is dropped.

use std::{collections::HashMap, sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::{
    task::{JoinError, JoinSet},
    time,
};
use tokio_util::sync::CancellationToken;

use super::{
    letters::{self, Letter, VisitLetter},
    sweeper::sweep,
};
use crate::{
    domain::{
        figures::JobState,
        ids::{AccountId, AppointmentId, InvitationId},
        invitation::InvitationState,
        lifecycle::Party,
    },
    effects::{Mail, MailerError, host_of},
    service::{
        Clinic, Error, Result,
        appointments::{view, zone_of},
    },
    store::{
        Change, StoreError, WriteTx, account_repo,
        appointment_repo::{self, Appointment},
        event_repo::{self, Event},
        invitation_repo,
        outbox_repo::{self, Audience, Job, JobKind},
    },
};

/// Nobody else takes a message for that long; longer than a mail server may take.
const LEASE: TimeDelta = TimeDelta::seconds(20);
/// Messages sent side by side.
const BATCH: usize = 8;
/// First wait after a failure; it doubles with every try, up to the longest.
const FIRST_WAIT: TimeDelta = TimeDelta::seconds(5);
const LONGEST_WAIT: TimeDelta = TimeDelta::hours(1);
/// Then an admin has to look: about six hours of trying.
const MOST_ATTEMPTS: i64 = 16;
/// How long a message that is sent waits for others, to be written down with them.
const GATHER: Duration = Duration::from_millis(20);
/// How often the outbox is looked at when nothing wakes the worker.
const POLL: Duration = Duration::from_secs(1);
/// How often what is over is swept.
const SWEEP: Duration = Duration::from_secs(600);

/// Works until told to stop; what is being sent then is finished.
pub async fn run(clinic: Clinic, stop: CancellationToken) {
    let mut swept: Option<time::Instant> = None;
    let mut more = false;
    while !stop.is_cancelled() {
        if swept.is_none_or(|at| at.elapsed() >= SWEEP) {
            if let Err(error) = sweep(&clinic).await {
                tracing::error!(%error, "sweeping failed");
            }
            swept = Some(time::Instant::now());
        }
        let taken = batch(&clinic, more).await;
        more = matches!(taken, Ok(BATCH));
        match taken {
            Ok(0) => {}
            Ok(_) => continue,
            Err(error) => tracing::error!(%error, "the outbox cannot be worked on"),
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = clinic.effects.wake.notified() => {}
            () = time::sleep(POLL) => {}
        }
    }
}

/// Works on everything that is due now; for tests.
pub async fn drain(clinic: &Clinic) -> Result<usize> {
    let mut all = 0;
    loop {
        match batch(clinic, false).await? {
            0 => return Ok(all),
            some => all += some,
        }
    }
}

/// Takes a few messages and works on them side by side; how many there were. `more`: surely there is something to take.
async fn batch(clinic: &Clinic, more: bool) -> Result<usize> {
    let now = clinic.effects.clock.now();
    if !more && !outbox_repo::any_due(&mut clinic.store.read().await?, now).await? {
        return Ok(0);
    }
    let mut tx = clinic.store.write().await?;
    let jobs = outbox_repo::take(&mut tx, now, now + LEASE, BATCH as i64).await?;
    tx.commit().await?;
    let taken = jobs.len();
    let visits = Arc::new(visits_of(clinic, &jobs).await?);
    let mut tasks = JoinSet::new();
    for job in jobs {
        let (clinic, visits) = (clinic.clone(), visits.clone());
        tasks.spawn(async move {
            let outcome = send(&clinic, &job, &visits).await;
            (job, outcome)
        });
    }
    while let Some(first) = tasks.join_next().await {
        let mut sent: Vec<_> = whole(first).into_iter().collect();
        // Those that end with it are written down with it: a commit waits for the disk.
        let gather = time::sleep(GATHER);
        tokio::pin!(gather);
        while !tasks.is_empty() {
            tokio::select! {
                () = &mut gather => break,
                next = tasks.join_next() => sent.extend(next.and_then(whole)),
            }
        }
        note(clinic, sent).await?;
    }
    Ok(taken)
}

/// What a task gives, unless it has ended in a panic.
fn whole<T>(ended: std::result::Result<T, JoinError>) -> Option<T> {
    ended.inspect_err(|error| tracing::error!(%error, "a message could not be worked on")).ok()
}

/// What became of a message: none when it was overtaken by a later change.
type Outcome = Option<std::result::Result<(), MailerError>>;

/// Visits as they are now, with their history; none where there is no such visit. What cannot be read is left out.
type Visits = HashMap<AppointmentId, Option<(Appointment, Vec<Event>)>>;

/// The visits that some of these messages tell of: most are told to two people.
async fn visits_of(clinic: &Clinic, jobs: &[Job]) -> Result<Visits> {
    let of_visits = jobs.iter().filter(|job| job.kind.is_of_visit());
    let mut ids: Vec<_> = of_visits.map(|job| AppointmentId(job.subject)).collect();
    ids.sort_unstable();
    ids.dedup();
    match read(clinic, &ids).await {
        Err(error) if !error.is_unavailable() => {
            // One that cannot be read must not hold up the others.
            tracing::error!(%error, "a visit cannot be read");
            let mut visits = Visits::new();
            for id in ids {
                visits.extend(read(clinic, &[id]).await.unwrap_or_default());
            }
            Ok(visits)
        }
        read => Ok(read?),
    }
}

async fn read(clinic: &Clinic, ids: &[AppointmentId]) -> std::result::Result<Visits, StoreError> {
    let mut tx = clinic.store.read().await?;
    let mut appointments = appointment_repo::find_all(&mut tx, ids).await?;
    let mut events = event_repo::of_all(&mut tx, ids).await?;
    let mut visit = |id| appointments.remove(id).map(|found| (found, events.remove(id).unwrap_or_default()));
    Ok(ids.iter().map(|id| (*id, visit(id))).collect())
}

async fn send(clinic: &Clinic, job: &Job, visits: &Visits) -> Result<Outcome> {
    Ok(match letter(clinic, job, visits).await? {
        Some(letter) => {
            let message_id = format!("{}-{}", job.kind.as_str().replace('_', "-"), job.id);
            let (from, host) = (clinic.settings.mail_from.clone(), host_of(&clinic.settings.base_url));
            let mail = Mail { from, message_id, host, letter };
            Some(clinic.effects.mailer.send(mail).await)
        }
        None => None,
    })
}

/// Writes down what became of these, in one transaction.
async fn note(clinic: &Clinic, sent: Vec<(Job, Result<Outcome>)>) -> Result<()> {
    let (mut delivered, mut overtaken, mut ended, mut failed) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (job, outcome) in sent {
        match outcome {
            Ok(Some(Ok(()))) => {
                metrics::counter!("anteroom_mail_sent_total", "kind" => job.kind.as_str()).increment(1);
                delivered.push(job.id);
            }
            Ok(None) if job.kind == JobKind::Invitation => ended.push(job.id),
            Ok(None) => overtaken.push(job.id),
            Ok(Some(Err(error))) => failed.push((job, error)),
            // The lease runs out and it is tried again.
            Err(error) => tracing::error!(job.id = %job.id, %error, "a message could not be worked on"),
        }
    }
    let mut tx = clinic.store.write().await?;
    outbox_repo::settle(&mut tx, &delivered, JobState::Sent, None).await?;
    outbox_repo::settle(&mut tx, &overtaken, JobState::Dropped, Some("overtaken by a later change")).await?;
    let why = "the invitation has ended, or its code is not kept any more";
    outbox_repo::settle(&mut tx, &ended, JobState::Dropped, Some(why)).await?;
    for (job, error) in failed {
        try_again(clinic, &mut tx, &job, &error).await?;
    }
    tx.announce(Change::Platform);
    tx.commit().await?;
    Ok(())
}

/// Puts off what could not be sent, or gives it up.
async fn try_again(clinic: &Clinic, tx: &mut WriteTx, job: &Job, error: &MailerError) -> Result<()> {
    let kind = job.kind.as_str();
    metrics::counter!("anteroom_mail_errors_total", "kind" => kind).increment(1);
    tracing::warn!(job.id = %job.id, kind, attempts = job.attempts, %error, "mail was not sent");
    let hopeless = matches!(error, MailerError::Refused(_) | MailerError::Message(_));
    if hopeless || job.attempts >= MOST_ATTEMPTS {
        outbox_repo::give_up(tx, job.id, &error.to_string()).await?;
    } else {
        let next = clinic.effects.clock.now() + wait(job.attempts);
        outbox_repo::postpone(tx, job.id, next, &error.to_string()).await?;
    }
    Ok(())
}

/// Wait after the n-th try, n from 1.
fn wait(attempts: i64) -> TimeDelta {
    let doublings = u32::try_from((attempts - 1).clamp(0, 20)).unwrap_or(0);
    FIRST_WAIT.checked_mul(2i32.pow(doublings)).map_or(LONGEST_WAIT, |wait| wait.min(LONGEST_WAIT))
}

/// The message as things stand now; none when it need not be sent any more.
async fn letter(clinic: &Clinic, job: &Job, visits: &Visits) -> Result<Option<Letter>> {
    let now = clinic.effects.clock.now();
    let base_url = clinic.settings.base_url.as_str();
    match job.kind {
        JobKind::VisitBooked | JobKind::VisitCancelled | JobKind::VisitCompleted | JobKind::VisitMissed => {
            visit_letter(clinic, visits, job, now)
        }
        JobKind::Welcome | JobKind::AlreadyRegistered | JobKind::DeviceSignedOut => {
            let mut tx = clinic.store.read().await?;
            let Some(account) = account_repo::find(&mut tx, AccountId(job.subject)).await? else { return Ok(None) };
            let letter = match job.kind {
                JobKind::Welcome => letters::welcome(&account.email, base_url),
                JobKind::DeviceSignedOut => letters::device_signed_out(&account.email, base_url),
                _ => letters::already_registered(&account.email, base_url),
            };
            letter.map(Some).map_err(unwritten)
        }
        JobKind::Invitation => {
            let mut tx = clinic.store.read().await?;
            let found = invitation_repo::find(&mut tx, InvitationId(job.subject)).await?;
            let open = found.filter(|invitation| invitation.state(now) == InvitationState::Open);
            let parts = open.and_then(|open| Some((open.email?, job.secret.as_ref()?, open.expires_at)));
            let letter = parts.map(|(to, code, expires_at)| letters::invitation(&to, base_url, code, expires_at));
            letter.transpose().map_err(unwritten)
        }
    }
}

fn visit_letter(clinic: &Clinic, visits: &Visits, job: &Job, now: DateTime<Utc>) -> Result<Option<Letter>> {
    let id = AppointmentId(job.subject);
    let found = visits.get(&id).ok_or_else(|| Error::failed("read a visit", id.to_string()))?;
    let Some((appointment, events)) = found else { return Ok(None) };
    let Some(event) = events.iter().find(|event| event.version == job.version) else { return Ok(None) };
    if job.kind == JobKind::VisitBooked && !appointment.status.claims_time() {
        return Ok(None);
    }
    let (party, to, zone) = match job.audience {
        Audience::Doctor => (Party::Doctor, &appointment.doctor_email, &appointment.doctor_zone),
        Audience::Patient | Audience::Owner => (Party::Patient, &appointment.patient_email, &appointment.patient_zone),
    };
    let mut view = view(appointment, events, party, zone_of(zone)?, now);
    // As it was when this happened: a calendar's SEQUENCE belongs to the change it tells of.
    (view.status, view.version) = (event.to, event.version);
    let letter = VisitLetter {
        appointment: &view,
        to,
        base_url: &clinic.settings.base_url,
        organizer: &clinic.settings.mail_from,
        stamp: event.at,
    };
    let written = match (job.kind, job.audience) {
        (JobKind::VisitBooked, Audience::Doctor) => letter.booked_to_doctor(),
        (JobKind::VisitBooked, _) => letter.booked_to_patient(),
        (JobKind::VisitCancelled, Audience::Doctor) => letter.cancelled_to_doctor(event.party),
        (JobKind::VisitCancelled, _) => letter.cancelled_to_patient(event.party),
        (JobKind::VisitCompleted, _) => letter.completed_to_patient(),
        (JobKind::VisitMissed, _) => letter.no_show_to_patient(),
        (JobKind::Welcome | JobKind::AlreadyRegistered | JobKind::DeviceSignedOut | JobKind::Invitation, _) => {
            return Ok(None);
        }
    };
    written.map(Some).map_err(unwritten)
}

fn unwritten(error: impl std::fmt::Display) -> Error {
    Error::failed("write a letter", error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_an_hour() {
        let waits: Vec<i64> = [1, 2, 3, 10, 11, 16].iter().map(|n| wait(*n).num_seconds()).collect();
        assert_eq!(waits, [5, 10, 20, 2560, 3600, 3600]);
    }
}

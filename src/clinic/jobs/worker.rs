//! Does what stands in the outbox, when its time has come: most of it is mail.
//!
//! A message is leased, sent, and only then marked as sent: after a crash in between it is sent once more (the same
//! Message-ID), never lost. What is sent is read anew, so that a message that was overtaken is dropped.

use std::{collections::HashMap, sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::{
    task::{self, JoinError, JoinSet},
    time,
};
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

use super::expire_request;
use crate::{
    Clinic, Error, Result,
    notices::writing::{Visits, email, visits_of},
    platform::security::SPAN,
};
use domain::{
    notices::job::{Audience, JobKind, JobState},
    platform::ids::JobId,
};
use effects::{Mail, MailerError, host_of};
use store::{
    WriteTx,
    notices::outbox_repo::{self, Job},
};

/// Nobody else takes a message for that long. A mail server may take longer: the lease of what is under way is renewed.
const LEASE: TimeDelta = TimeDelta::seconds(60);
/// How old a lease may grow before that.
const RENEW: TimeDelta = TimeDelta::seconds(20);
/// Messages sent side by side.
const BATCH: usize = 8;
/// What takes longer makes room for another one, up to so many in all.
const SLOW: Duration = Duration::from_secs(10);
const MOST: usize = 32;
/// First wait after a failure; it doubles with every try, up to the longest.
const FIRST_WAIT: TimeDelta = TimeDelta::seconds(5);
const LONGEST_WAIT: TimeDelta = TimeDelta::hours(1);
/// Then an admin has to look: about six hours of trying.
const MOST_ATTEMPTS: i64 = 16;
/// How long a message that is sent waits for others, to be written down with them.
const GATHER: Duration = Duration::from_millis(20);
/// How often the outbox is looked at when nothing wakes the worker.
const POLL: Duration = Duration::from_secs(1);

/// Works until told to stop; what is being sent then is finished.
pub async fn run(clinic: Clinic, stop: CancellationToken) {
    let mut desk = Desk::default();
    while !stop.is_cancelled() {
        if let Err(error) = desk.look(&clinic).await {
            tracing::error!(%error, "the outbox cannot be worked on");
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = clinic.store.something_to_send() => {}
            () = time::sleep(POLL) => {}
            Some(first) = desk.tasks.join_next_with_id() => desk.gather(first).await,
        }
    }
    if let Err(error) = desk.finish(&clinic).await {
        tracing::error!(%error, "what was sent at the end cannot be written down");
    }
}

/// Works on everything that is due now; for tests.
pub async fn drain(clinic: &Clinic) -> Result<usize> {
    let mut desk = Desk::default();
    let mut all = 0;
    loop {
        match desk.look(clinic).await? {
            0 => return Ok(all),
            some => all += some,
        }
        desk.finish(clinic).await?;
    }
}

/// A message that was worked on, and what became of it.
type Ended = (Job, Result<Outcome>);

/// What one worker is about. A slow message keeps its own place and no other.
#[derive(Default)]
struct Desk {
    tasks: JoinSet<Ended>,
    under_way: HashMap<task::Id, (JobId, time::Instant)>,
    /// Not written down yet.
    ended: Vec<Ended>,
    /// When the leases of what is under way were last renewed, or given.
    renewed: Option<DateTime<Utc>>,
    /// Surely there is something to take.
    more: bool,
}

impl Desk {
    /// Writes down what has ended, and takes as much as there is room for; how much that was. While nothing can be written
    /// down, nothing is sent either.
    async fn look(&mut self, clinic: &Clinic) -> Result<usize> {
        self.write_down(clinic).await?;
        let now = clinic.effects.clock.now();
        self.renew(clinic, now).await?;
        let quick = self.under_way.values().filter(|(_, since)| since.elapsed() < SLOW).count();
        let room = BATCH.saturating_sub(quick).min(MOST.saturating_sub(self.tasks.len()));
        if room == 0 || !self.more && !outbox_repo::any_due(&mut clinic.store.read().await?, now).await? {
            return Ok(0);
        }
        self.more = false;
        let mut tx = clinic.store.write().await?;
        let mut jobs = outbox_repo::take(&mut tx, now, now + LEASE, room as i64).await?;
        tx.commit().await?;
        self.more = jobs.len() == room;
        // Even if a lease has run out because nobody could renew it.
        jobs.retain(|job| !self.under_way.values().any(|(id, _)| *id == job.id));
        let taken = jobs.len();
        let visits = Arc::new(visits_of(clinic, &jobs).await?);
        self.renewed = self.renewed.filter(|_| !self.tasks.is_empty()).or(Some(now));
        for job in jobs {
            let (clinic, visits, id) = (clinic.clone(), visits.clone(), job.id);
            let span = tracing::info_span!(target: SPAN, "job", job.id = %id, kind = job.kind.as_str());
            let work = async move {
                let outcome = work_on(&clinic, &job, &visits).await;
                (job, outcome)
            };
            let task = self.tasks.spawn(work.instrument(span));
            self.under_way.insert(task.id(), (id, time::Instant::now()));
        }
        Ok(taken)
    }

    /// Keeps what is under way to ourselves.
    async fn renew(&mut self, clinic: &Clinic, now: DateTime<Utc>) -> Result<()> {
        if self.under_way.is_empty() || self.renewed.is_some_and(|at| now < at + RENEW) {
            return Ok(());
        }
        let mut tx = clinic.store.write().await?;
        let ids: Vec<_> = self.under_way.values().map(|(id, _)| *id).collect();
        outbox_repo::keep(&mut tx, &ids, now + LEASE).await?;
        tx.commit().await?;
        self.renewed = Some(now);
        Ok(())
    }

    /// This one has ended. Those that end with it are written down with it: a commit waits for the disk.
    async fn gather(&mut self, first: std::result::Result<(task::Id, Ended), JoinError>) {
        self.end(first);
        let gather = time::sleep(GATHER);
        tokio::pin!(gather);
        while !self.tasks.is_empty() {
            tokio::select! {
                () = &mut gather => break,
                Some(next) = self.tasks.join_next_with_id() => self.end(next),
            }
        }
    }

    fn end(&mut self, task: std::result::Result<(task::Id, Ended), JoinError>) {
        match task {
            Ok((id, ended)) => {
                self.under_way.remove(&id);
                if let (job, Ok(Some(Ok(())))) = &ended
                    && job.audience != Audience::Nobody
                {
                    metrics::counter!("anteroom_mail_sent_total", "kind" => job.kind.as_str()).increment(1);
                }
                self.ended.push(ended);
            }
            // By a panic. The lease runs out.
            Err(error) => {
                self.under_way.remove(&error.id());
                tracing::error!(%error, "a message could not be worked on");
            }
        }
    }

    /// An e-mail that was taken and is not written down is sent again: what could not be, is kept for the next time. Only
    /// what the database does not take although it is there is left to its lease.
    async fn write_down(&mut self, clinic: &Clinic) -> Result<()> {
        if self.ended.is_empty() {
            return Ok(());
        }
        let noted = note(clinic, &self.ended).await;
        if !matches!(&noted, Err(Error::Store(error)) if error.is_unavailable()) {
            self.ended.clear();
        }
        noted
    }

    /// Waits for all that is under way, whatever can be written down meanwhile.
    async fn finish(&mut self, clinic: &Clinic) -> Result<()> {
        let mut noted = self.write_down(clinic).await;
        while let Some(first) = self.tasks.join_next_with_id().await {
            self.gather(first).await;
            noted = self.write_down(clinic).await;
        }
        noted
    }
}

/// What became of a message or task: none when it was overtaken by a later change.
pub(super) type Outcome = Option<std::result::Result<(), MailerError>>;

async fn work_on(clinic: &Clinic, job: &Job, visits: &Visits) -> Result<Outcome> {
    match job.kind {
        JobKind::ExpireRequest => expire_request::run(clinic, job).await,
        _ => send(clinic, job, visits).await,
    }
}

async fn send(clinic: &Clinic, job: &Job, visits: &Visits) -> Result<Outcome> {
    Ok(match email(clinic, job, visits).await? {
        Some(email) => {
            let message_id = format!("{}-{}", job.kind.as_str().replace('_', "-"), job.id);
            let (from, host) = (clinic.settings.mail_from.clone(), host_of(&clinic.settings.base_url));
            let mail = Mail { from, message_id, host, email };
            Some(clinic.effects.mailer.send(mail).await)
        }
        None => None,
    })
}

/// Writes down what became of these, in one transaction.
async fn note(clinic: &Clinic, ended: &[Ended]) -> Result<()> {
    let (mut delivered, mut overtaken, mut useless, mut failed) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (job, outcome) in ended {
        match outcome {
            Ok(Some(Ok(()))) => delivered.push(job.id),
            Ok(None) if job.kind == JobKind::Invitation => useless.push(job.id),
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
    outbox_repo::settle(&mut tx, &useless, JobState::Dropped, Some(why)).await?;
    for (job, error) in failed {
        try_again(clinic, &mut tx, job, error).await?;
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_an_hour() {
        let waits: Vec<i64> = [1, 2, 3, 10, 11, 16].iter().map(|n| wait(*n).num_seconds()).collect();
        assert_eq!(waits, [5, 10, 20, 2560, 3600, 3600]);
    }
}

//! Live subscriptions: one a page, over which its reader learns of every change that concerns them.
//!
//! It says only that something changed, and one sentence when the other side did it. The page then asks for
//! itself again, so that what it shows passes the same checks as ever.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    Clinic, Error, Result,
    people::sessions::{self, Session},
    scheduling::{appointments, diary},
};
use contract::notices::{LiveEvent, LiveNotice};
use domain::{
    notices::{faults::LineFault, notified::hears},
    people::policy::{Actor, AsAccount, Right as _},
    platform::{
        ids::{AccountId, AppointmentId, DoctorId},
        local::millis,
        problem::Problem,
    },
    scheduling::lifecycle::Party,
};
use store::{
    Announcement, Change, Reader, Topic, notices::live_repo, people::session_repo, scheduling::appointment_repo::Whose,
};

/// So many doctors can be watched by one page: more than any page shows.
pub const MOST_DOCTORS: usize = 50;
/// How far back missed notices are told, and how many at most.
const LOOK_BACK: TimeDelta = TimeDelta::hours(12);
const MOST_MISSED: i64 = 5;
/// Clocks of two processes may differ by so much. A notice that comes twice is known by its name.
const OVERLAP: TimeDelta = TimeDelta::seconds(5);

/// By so much a page may be older than the clock of another process says.
const SKEW: TimeDelta = TimeDelta::milliseconds(500);

/// A live subscription. Dropped, it ends.
pub struct Subscription {
    clinic: Clinic,
    session: Option<Session>,
    reader: Reader,
    /// Doctors whom the reader saw when they were last told of them.
    seen: Vec<DoctorId>,
    /// Something that was to be watched cannot be seen: whoever asked may still show it.
    unseen: bool,
    signed_out: bool,
}

/// What a page shows besides what is the reader's own.
#[derive(Debug, Default)]
pub struct Watched {
    /// Those whom the reader may not see are left out.
    pub doctors: Vec<DoctorId>,
    /// A list of doctors, on which others may come to stand.
    pub directory: bool,
}

/// Subscribes this reader.
pub async fn open(clinic: &Clinic, session: Option<Session>, watched: &Watched) -> Result<Subscription> {
    let doctors = &watched.doctors;
    let actor = sessions::actor(session.as_ref());
    let mut topics: Vec<Topic> = actor.account().map(Topic::Account).into_iter().collect();
    match actor {
        Actor::Visitor | Actor::Patient(_) => {}
        Actor::Doctor(_, doctor) => topics.push(Topic::Practice(doctor)),
        Actor::Admin(_) => topics.push(Topic::Platform),
    }
    if doctors.len() > MOST_DOCTORS {
        return Err(Problem::field("doctor", LineFault::TooManyDoctors { most: MOST_DOCTORS }).into());
    }
    if watched.directory {
        topics.push(Topic::Directory);
    }
    let mut seen = Vec::new();
    if !doctors.is_empty() {
        let mut tx = clinic.store.read().await?;
        seen = live_repo::seen_of(&mut tx, actor, doctors).await?;
        topics.extend(seen.iter().copied().map(Topic::Times));
    }
    let unseen = doctors.iter().any(|doctor| !seen.contains(doctor));
    let reader = clinic.store.bus().listen(&topics);
    Ok(Subscription { clinic: clinic.clone(), session, reader, seen, unseen, signed_out: false })
}

impl Subscription {
    /// Whose it is.
    pub fn account(&self) -> Option<AccountId> {
        sessions::actor(self.session.as_ref()).account()
    }

    /// Now, Unix milliseconds: names an event, for [`Subscription::missed`].
    pub fn now(&self) -> i64 {
        millis(self.clinic.effects.clock.now())
    }

    /// May something that this reader sees have changed since then? `exact`: it was this process that read the clock.
    /// Whoever signs in, or sends a form, is then shown the page that follows once only, though it follows at once.
    pub fn has_changed(&self, since: DateTime<Utc>, exact: bool) -> bool {
        let ago = self.clinic.effects.clock.now() - since;
        // Longer than anything is remembered, if the clocks of two processes differ by so much.
        let skew = if exact { TimeDelta::zero() } else { SKEW };
        let within = (ago + skew).to_std().unwrap_or(Duration::MAX);
        self.unseen || self.reader.has_changed(within)
    }

    /// The next event for this reader. None ends the subscription: the reader fell behind, or was signed out.
    pub async fn next(&mut self) -> Option<LiveEvent> {
        while !self.signed_out {
            let announcement = self.reader.next().await?;
            // Boxed: a subscription that waits, as most do, need not hold the memory that delivering takes.
            match Box::pin(self.deliver(&announcement)).await {
                Ok(Some(event)) => return Some(event),
                Ok(None) => {}
                // One that cannot deliver is of no use; its reader subscribes again and asks for everything.
                Err(Error::Problem(_)) => return None,
                Err(error) => {
                    tracing::warn!(%error, "a live subscription was closed");
                    return None;
                }
            }
        }
        None
    }

    /// What this change is to the reader; none if nothing. Subscriptions that ask the same about it cost one look-up together.
    async fn deliver(&mut self, announcement: &Announcement) -> Result<Option<LiveEvent>> {
        let change = announcement.change;
        if let Some(session) = &self.session {
            let (clinic, id) = (&self.clinic, session.id);
            let lives = announcement.sessions.once(id, async || {
                let mut tx = clinic.store.read().await?;
                Result::Ok(session_repo::find_me(&mut tx, id, clinic.effects.clock.now()).await?.is_some())
            });
            // Signed out meanwhile, here or on another device: of that the page may know, and of nothing else.
            if !lives.await? {
                self.signed_out = true;
                return Ok(Some(LiveEvent::default()));
            }
        }
        let actor = sessions::actor(self.session.as_ref());
        if !self.may_see(actor, announcement).await? {
            return Ok(None);
        }
        let doctor = match change {
            Change::Appointment { doctor, .. } | Change::Doctor(doctor) => Some(doctor),
            Change::Practice(_) | Change::Account(_) | Change::Platform | Change::Specialties | Change::Anything => {
                None
            }
        };
        let notice = match change {
            Change::Appointment { id, version, .. } if concerns(actor, change) => {
                let account = actor.account().ok_or(Problem::Unauthenticated)?;
                announcement.notices.once(account, || notice(&self.clinic, actor, id, version)).await?
            }
            _ => None,
        };
        Ok(Some(LiveEvent { doctor, notice }))
    }

    /// May the reader know of this change?
    async fn may_see(&mut self, actor: Actor, announcement: &Announcement) -> Result<bool> {
        let change = announcement.change;
        if concerns(actor, change) {
            return Ok(true);
        }
        let (doctor, asks) = match change {
            // Of another's visit, that a time was taken or freed; it is everybody's to know, of public doctors only.
            Change::Appointment { doctor, .. } => (doctor, Actor::Visitor),
            Change::Doctor(doctor) => (doctor, actor),
            Change::Practice(_) | Change::Account(_) | Change::Platform | Change::Specialties | Change::Anything => {
                return Ok(true);
            }
        };
        let own = matches!(actor, Actor::Doctor(_, own) if own == doctor);
        if own || matches!(actor, Actor::Admin(_)) {
            return Ok(true);
        }
        // A copy answers most of them.
        let clinic = &self.clinic;
        let seen = diary::kept(clinic, Actor::Visitor, doctor).is_some()
            || announcement
                .viewers
                .once(asks.account(), async || {
                    let mut tx = clinic.store.read().await?;
                    Result::Ok(!live_repo::seen_of(&mut tx, asks, &[doctor]).await?.is_empty())
                })
                .await?;
        if matches!(change, Change::Appointment { .. }) {
            return Ok(seen);
        }
        // Of whom they see no more they are told once: the page shows it.
        let seen_before = self.seen.contains(&doctor);
        match (seen_before, seen) {
            (true, false) => self.seen.retain(|other| *other != doctor),
            (false, true) => self.seen.push(doctor),
            _ => {}
        }
        Ok(seen || seen_before)
    }

    /// Notices of what happened since then, while nobody was subscribed; oldest first.
    pub async fn missed(&self, since: DateTime<Utc>) -> Result<Vec<LiveNotice>> {
        let Some(actor) = self.session.as_ref().map(|session| session.actor) else { return Ok(Vec::new()) };
        let whose = match actor {
            Actor::Patient(patient) => Whose::Patient(patient),
            Actor::Doctor(_, doctor) => Whose::Doctor(doctor),
            Actor::Visitor | Actor::Admin(_) => return Ok(Vec::new()),
        };
        let from = (since - OVERLAP).max(self.clinic.effects.clock.now() - LOOK_BACK);
        let mut tx = self.clinic.store.read().await?;
        let events = live_repo::notified_since(&mut tx, whose, from, MOST_MISSED).await?;
        drop(tx);
        let mut notices = Vec::with_capacity(events.len());
        for (appointment, version) in events {
            notices.extend(notice(&self.clinic, actor, appointment, version).await?);
        }
        Ok(notices)
    }
}

/// Is it a visit of the reader's own?
fn concerns(actor: Actor, change: Change) -> bool {
    let Change::Appointment { doctor, patient, .. } = change else { return false };
    match actor {
        Actor::Patient(account) => account == patient,
        Actor::Doctor(_, own) => own == doctor,
        Actor::Visitor | Actor::Admin(_) => false,
    }
}

/// What this side is told, if it is. What the reader may see of the visit is decided where every page asks.
async fn notice(clinic: &Clinic, actor: Actor, id: AppointmentId, version: i64) -> Result<Option<LiveNotice>> {
    let visit = appointments::get(clinic, AsAccount::of(actor)?, id).await?;
    let side = if matches!(actor, Actor::Doctor(..)) { Party::Doctor } else { Party::Patient };
    let entry = visit.history.iter().find(|entry| entry.version == version);
    let entry = entry.filter(|entry| hears(&entry.step, entry.by, side));
    let notice = |entry| LiveNotice { appointment: id, version, text: words::change(&visit, side, entry) };
    Ok(entry.map(notice))
}

//! What open pages hear: one line for each, over which the reader learns of every change that concerns them.
//!
//! The line says only that something changed, and one sentence when the other side did it. The page then asks for
//! itself again, so that what it shows passes the same checks as ever.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    domain::{
        ids::{AppointmentId, DoctorId},
        lifecycle::Party,
        live::{LiveEvent, LiveNotice},
        local::millis,
        policy::Actor,
        problem::Problem,
    },
    service::{
        Clinic, Error, Result, appointments,
        sessions::{self, Session},
    },
    store::{Change, Reader, Topic, appointment_repo::Whose, live_repo, session_repo},
};

/// So many doctors can be watched by one page: more than any page shows.
pub const MOST_DOCTORS: usize = 50;
/// Open lines of one process; beyond that it says that it is busy.
const MOST_LINES: usize = 20_000;
/// How far back missed notices are told, and how many at most.
const LOOK_BACK: TimeDelta = TimeDelta::hours(12);
const MOST_MISSED: i64 = 5;
/// Clocks of two processes may differ by so much. A notice that comes twice is known by its name.
const OVERLAP: TimeDelta = TimeDelta::seconds(5);

/// By so much a page may be older than the clock of another process says.
const SKEW: TimeDelta = TimeDelta::milliseconds(500);

/// An open line. Dropped, it is closed.
pub struct Line {
    clinic: Clinic,
    session: Option<Session>,
    reader: Reader,
}

/// Opens a line for this reader and the free times of these doctors; those whom the reader may not see are left out.
pub async fn open(clinic: &Clinic, session: Option<Session>, doctors: &[DoctorId]) -> Result<Line> {
    let actor = sessions::actor(session.as_ref());
    let mut topics: Vec<Topic> = match actor {
        Actor::Visitor => Vec::new(),
        Actor::Patient(account) => vec![Topic::Patient(account)],
        Actor::Doctor(_, doctor) => vec![Topic::Practice(doctor)],
        Actor::Admin(_) => vec![Topic::Platform],
    };
    if doctors.len() > MOST_DOCTORS {
        let help = format!("Please name at most {MOST_DOCTORS} doctors.");
        return Err(Problem::field("doctor", help).into());
    }
    let bus = clinic.store.bus();
    if bus.readers() >= MOST_LINES {
        return Err(Problem::Unavailable.into());
    }
    if !doctors.is_empty() {
        let mut tx = clinic.store.read().await?;
        let public = live_repo::public_of(&mut tx, doctors).await?;
        topics.extend(public.into_iter().map(Topic::Times));
    }
    Ok(Line { reader: bus.listen(&topics), clinic: clinic.clone(), session })
}

impl Line {
    /// Now, Unix milliseconds: names an event, for [`Line::missed`].
    pub fn now(&self) -> i64 {
        millis(self.clinic.effects.clock.now())
    }

    /// May something that this reader sees have changed since then?
    pub fn has_changed(&self, since: DateTime<Utc>) -> bool {
        let ago = self.clinic.effects.clock.now() - since;
        // Longer than anything is remembered, if the clocks of two processes differ by so much.
        let within = (ago + SKEW).to_std().unwrap_or(Duration::MAX);
        self.reader.has_changed(within)
    }

    /// The next thing that this reader may hear. None ends the line: the reader fell behind, or is signed out.
    pub async fn next(&mut self) -> Option<LiveEvent> {
        let change = self.reader.next().await?;
        // Apart: a line that waits, as most do, need not keep the room that telling takes.
        match Box::pin(self.hear(change)).await {
            Ok(event) => event,
            // A line that cannot tell is of no use; whoever holds it comes again and asks for everything.
            Err(Error::Refused(_)) => None,
            Err(error) => {
                tracing::warn!(%error, "a live line was closed");
                None
            }
        }
    }

    async fn hear(&self, change: Change) -> Result<Option<LiveEvent>> {
        let doctor = match change {
            Change::Appointment { doctor, .. } | Change::Doctor(doctor) => Some(doctor),
            Change::Platform | Change::Anything => None,
        };
        let Some(session) = &self.session else { return Ok(Some(LiveEvent { doctor, notice: None })) };
        let now = self.clinic.effects.clock.now();
        let mut tx = self.clinic.store.read().await?;
        // Signed out meanwhile, here or on another device.
        if session_repo::find_me(&mut tx, session.id, now).await?.is_none() {
            return Ok(None);
        }
        drop(tx);
        let notice = match change {
            Change::Appointment { id, version, doctor, patient } if concerns(session.actor, doctor, patient.0) => {
                notice(&self.clinic, session.actor, id, version).await?
            }
            _ => None,
        };
        Ok(Some(LiveEvent { doctor, notice }))
    }

    /// Notices of what happened since then, while the line was down; oldest first.
    pub async fn missed(&self, since: DateTime<Utc>) -> Result<Vec<LiveNotice>> {
        let Some(actor) = self.session.as_ref().map(|session| session.actor) else { return Ok(Vec::new()) };
        let whose = match actor {
            Actor::Patient(patient) => Whose::Patient(patient),
            Actor::Doctor(_, doctor) => Whose::Doctor(doctor),
            Actor::Visitor | Actor::Admin(_) => return Ok(Vec::new()),
        };
        let from = (since - OVERLAP).max(self.clinic.effects.clock.now() - LOOK_BACK);
        let mut tx = self.clinic.store.read().await?;
        let events = live_repo::told_since(&mut tx, whose, from, MOST_MISSED).await?;
        drop(tx);
        let mut notices = Vec::with_capacity(events.len());
        for (appointment, version) in events {
            notices.extend(notice(&self.clinic, actor, appointment, version).await?);
        }
        Ok(notices)
    }
}

fn concerns(actor: Actor, doctor: DoctorId, patient: uuid::Uuid) -> bool {
    match actor {
        Actor::Patient(account) => account.0 == patient,
        Actor::Doctor(_, own) => own == doctor,
        Actor::Visitor | Actor::Admin(_) => false,
    }
}

/// The sentence for this side. What the reader may see of the visit is decided where every page asks.
async fn notice(clinic: &Clinic, actor: Actor, id: AppointmentId, version: i64) -> Result<Option<LiveNotice>> {
    let visit = appointments::get(clinic, actor, id).await?;
    let side = if matches!(actor, Actor::Doctor(..)) { Party::Doctor } else { Party::Patient };
    let entry = visit.history.iter().find(|entry| entry.version == version);
    Ok(entry.and_then(|entry| LiveNotice::of(&visit, side, entry)))
}

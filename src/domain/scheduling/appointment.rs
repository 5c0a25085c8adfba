//! An appointment and its life: [`Appointment::apply`] holds every step.
//!
//! ```text
//! requested ─accept→ booked ─check in→ checked_in ─start→ in_progress ─complete→ completed
//!     │                 └────────────start────────────────────↑
//!     ├─decline→ declined   ├─cancel→ cancelled   └─no show→ no_show
//!     ├─refer→ referred     ├─complete→ completed
//!     ├─expire→ expired     └─no show→ no_show
//!     └─cancel→ cancelled
//!
//! requested, booked ─move→ the same, at another time
//! checked_in, in_progress, completed, no_show ─undo→ where it stood before, within ten minutes
//! ```

use std::ops::Range;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{
    lifecycle::{Party, Status, Transition},
    location::{AgreedLocation, Location},
    slots::{Slot, cells, doctor_cells},
    visit_type::VisitKind,
};
use crate::{
    people::{policy::Side, sealed::Sealed},
    platform::{
        ids::{AccountId, AppointmentId, DoctorId, LocationId, VisitTypeId},
        price::Price,
    },
};

/// How long before its start a visit may be checked in, started or completed: people come early.
pub const EARLY: TimeDelta = TimeDelta::hours(2);

/// How long what was marked by mistake can be taken back.
pub const UNDO: TimeDelta = TimeDelta::minutes(10);

/// How long a doctor has to answer a request, at most until the visit would begin.
pub const ANSWER: TimeDelta = TimeDelta::hours(48);

/// What was booked. Never deleted; what was agreed on (name, price, buffers, location) is kept as it was then.
#[derive(Clone)]
pub struct Appointment {
    pub id: AppointmentId,
    pub doctor: DoctorId,
    pub patient: AccountId,
    pub visit_type: VisitTypeId,
    pub visit_name: String,
    pub kind: VisitKind,
    pub price: Option<Price>,
    /// Where it takes place; of a visit by video, from where.
    pub location: AgreedLocation,
    pub start: DateTime<Utc>,
    /// Without the buffer after it.
    pub end: DateTime<Utc>,
    /// Minutes that the doctor keeps free before it.
    pub buffer_before: u16,
    /// Minutes that the doctor keeps free after it.
    pub buffer_after: u16,
    pub status: Status,
    /// The number of its events.
    pub version: i64,
    pub created_at: DateTime<Utc>,
}

crate::shows_only!(Appointment { id, doctor, patient, start, status, version });

/// Who acts: the side, and the account unless it is the clock.
#[derive(Clone, Copy, Debug)]
pub struct By {
    pub party: Party,
    pub account: Option<AccountId>,
}

impl From<Side> for By {
    fn from(side: Side) -> Self {
        Self { party: side.party(), account: Some(side.account()) }
    }
}

/// What somebody wants done with an appointment. A reason is for the other side to read.
#[derive(Clone)]
pub enum Command {
    /// At this location of the doctor; at the one that was asked for when none is named.
    Accept {
        location: Option<Box<Location>>,
    },
    Decline {
        reason: Option<Sealed<String>>,
    },
    /// To a colleague.
    Refer {
        to: DoctorId,
        reason: Option<Sealed<String>>,
    },
    Expire,
    /// To begin then; it lasts as long as before.
    Move {
        start: DateTime<Utc>,
    },
    CheckIn,
    Start,
    Complete,
    NoShow,
    Cancel {
        reason: Option<Sealed<String>>,
    },
    /// Takes back this event, the appointment's last.
    Undo {
        last: Box<Event>,
    },
}

/// What has been done with an appointment, and with which data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", content = "data", rename_all = "snake_case")]
pub enum Step {
    Requested,
    Booked,
    Accepted {
        location: LocationId,
    },
    Declined,
    Referred {
        to: DoctorId,
    },
    Expired,
    /// The times at which it began and begins.
    Moved {
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    },
    CheckedIn,
    Started,
    Completed,
    Missed,
    Cancelled,
    /// The event of this version is taken back.
    Undone {
        version: i64,
    },
}

/// One entry of an appointment's history.
#[derive(Clone)]
pub struct Event {
    pub appointment: AppointmentId,
    /// The appointment's version that it made; from 1.
    pub version: i64,
    pub what: Step,
    /// Nothing for the first.
    pub from: Option<Status>,
    pub to: Status,
    pub party: Party,
    /// Nothing when it was the clock.
    pub actor: Option<AccountId>,
    pub at: DateTime<Utc>,
    pub reason: Option<Sealed<String>>,
}

crate::shows_only!(Event { appointment, version, what, from, to, party, actor, at });

/// Why a step is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransitionError {
    /// This side may never do this.
    NotThisParty,
    /// It cannot be done from where the appointment stands.
    NotFrom(Status),
    /// A patient's cancellation, and any move, comes before the visit begins.
    AlreadyBegun,
    /// What the time has been kept for cannot be taken back: it took place, or somebody did not come.
    AlreadyOver,
    /// Nobody has missed, or kept, what is still to come.
    NotBefore(DateTime<Utc>),
    /// Who calls off what somebody else counts on says why.
    NoReason,
    /// Nobody is referred to the doctor that they asked.
    SameDoctor,
    /// A doctor sees patients at an own location.
    NotThatLocation,
    /// Whoever is to come is told where.
    NoAddress,
    /// A visit is moved to another time, and to one that is still to come.
    NotThatTime,
    /// What was marked longer ago than [`UNDO`] stays.
    TooLate,
}

impl Step {
    /// Its name where it is stored.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Booked => "booked",
            Self::Accepted { .. } => "accepted",
            Self::Declined => "declined",
            Self::Referred { .. } => "referred",
            Self::Expired => "expired",
            Self::Moved { .. } => "moved",
            Self::CheckedIn => "checked_in",
            Self::Started => "started",
            Self::Completed => "completed",
            Self::Missed => "missed",
            Self::Cancelled => "cancelled",
            Self::Undone { .. } => "undone",
        }
    }

    /// What belongs to it, as JSON.
    pub fn data(&self) -> Option<String> {
        serde_json::to_value(self).ok()?.get("data").map(ToString::to_string)
    }

    /// From what [`Self::kind`] and [`Self::data`] gave; nothing from anything else.
    pub fn read(kind: &str, data: Option<&str>) -> Option<Self> {
        let mut object = serde_json::Map::new();
        object.insert("kind".to_owned(), kind.into());
        if let Some(data) = data {
            object.insert("data".to_owned(), serde_json::from_str(data).ok()?);
        }
        serde_json::from_value(object.into()).ok()
    }
}

impl Command {
    /// The step that is said by its word, with a reason where it takes one; none for those that need more.
    pub fn named(transition: Transition, reason: Option<Sealed<String>>) -> Option<Self> {
        match transition {
            Transition::Accept => Some(Self::Accept { location: None }),
            Transition::Decline => Some(Self::Decline { reason }),
            Transition::Expire => Some(Self::Expire),
            Transition::CheckIn => Some(Self::CheckIn),
            Transition::Start => Some(Self::Start),
            Transition::Complete => Some(Self::Complete),
            Transition::NoShow => Some(Self::NoShow),
            Transition::Cancel => Some(Self::Cancel { reason }),
            Transition::Refer | Transition::Move | Transition::Undo => None,
        }
    }

    /// The kind of step that it is.
    pub fn transition(&self) -> Transition {
        match self {
            Self::Accept { .. } => Transition::Accept,
            Self::Decline { .. } => Transition::Decline,
            Self::Refer { .. } => Transition::Refer,
            Self::Expire => Transition::Expire,
            Self::Move { .. } => Transition::Move,
            Self::CheckIn => Transition::CheckIn,
            Self::Start => Transition::Start,
            Self::Complete => Transition::Complete,
            Self::NoShow => Transition::NoShow,
            Self::Cancel { .. } => Transition::Cancel,
            Self::Undo { .. } => Transition::Undo,
        }
    }
}

impl Appointment {
    /// The appointment's first event: a patient has booked it, or asked for it.
    pub fn first_event(&self) -> Event {
        Event {
            appointment: self.id,
            version: self.version,
            what: if self.status == Status::Requested { Step::Requested } else { Step::Booked },
            from: None,
            to: self.status,
            party: Party::Patient,
            actor: Some(self.patient),
            at: self.created_at,
            reason: None,
        }
    }

    /// May this side take such a step now? What the step carries may still be refused.
    pub fn may(&self, party: Party, transition: Transition, now: DateTime<Utc>) -> Result<(), TransitionError> {
        use Status::*;
        let (parties, sources): (&[Party], &[Status]) = match transition {
            Transition::Accept | Transition::Decline | Transition::Refer => (&[Party::Doctor], &[Requested]),
            Transition::Expire => (&[Party::System], &[Requested]),
            Transition::CheckIn => (&[Party::Doctor], &[Booked]),
            Transition::Start => (&[Party::Doctor], &[Booked, CheckedIn]),
            Transition::Complete => (&[Party::Doctor], &[Booked, CheckedIn, InProgress]),
            Transition::NoShow => (&[Party::Doctor], &[Booked, CheckedIn]),
            Transition::Cancel => (&[Party::Patient, Party::Doctor, Party::Admin], &[Requested, Booked, CheckedIn]),
            // A doctor proposes another time and does not set it.
            Transition::Move => (&[Party::Patient, Party::Admin], &[Requested, Booked]),
            Transition::Undo => (&[Party::Doctor], &[CheckedIn, InProgress, Completed, NoShow]),
        };
        if !parties.contains(&party) {
            return Err(TransitionError::NotThisParty);
        }
        if !sources.contains(&self.status) {
            return Err(TransitionError::NotFrom(self.status));
        }
        match transition {
            Transition::Cancel if party == Party::Patient && self.start <= now => Err(TransitionError::AlreadyBegun),
            Transition::Cancel if self.end <= now => Err(TransitionError::AlreadyOver),
            Transition::Move if self.start <= now => Err(TransitionError::AlreadyBegun),
            Transition::Expire if now < self.answer_by() => Err(TransitionError::NotBefore(self.answer_by())),
            _ => match not_before(transition, self.start) {
                Some(earliest) if now < earliest => Err(TransitionError::NotBefore(earliest)),
                _ => Ok(()),
            },
        }
    }

    /// Takes a step: the appointment as it is then, and the event that tells of it.
    pub fn apply(&self, by: By, command: Command, now: DateTime<Utc>) -> Result<(Self, Event), TransitionError> {
        self.may(by.party, command.transition(), now)?;
        let mut agreed = self.location.clone();
        let (to, what, reason) = match command {
            Command::Accept { location } => {
                if let Some(location) = location {
                    if location.doctor != self.doctor {
                        return Err(TransitionError::NotThatLocation);
                    }
                    agreed = location.agreed();
                }
                if !self.kind.has_place(&agreed.text.address) {
                    return Err(TransitionError::NoAddress);
                }
                (Status::Booked, Step::Accepted { location: agreed.id }, None)
            }
            Command::Refer { to, .. } if to == self.doctor => return Err(TransitionError::SameDoctor),
            Command::Decline { reason: None } | Command::Refer { reason: None, .. } => {
                return Err(TransitionError::NoReason);
            }
            Command::Decline { reason } => (Status::Declined, Step::Declined, reason),
            Command::Refer { to, reason } => (Status::Referred, Step::Referred { to }, reason),
            Command::Expire => (Status::Expired, Step::Expired, None),
            Command::Move { start } if start == self.start || start <= now => return Err(TransitionError::NotThatTime),
            Command::Move { start } => (self.status, Step::Moved { from: self.start, to: start }, None),
            Command::CheckIn => (Status::CheckedIn, Step::CheckedIn, None),
            Command::Start => (Status::InProgress, Step::Started, None),
            Command::Complete => (Status::Completed, Step::Completed, None),
            Command::NoShow => (Status::NoShow, Step::Missed, None),
            Command::Cancel { reason: None } if by.party != Party::Patient => return Err(TransitionError::NoReason),
            Command::Cancel { reason } => (Status::Cancelled, Step::Cancelled, reason),
            Command::Undo { last } => {
                let is_last = last.appointment == self.id && last.version == self.version;
                let was = last.from.filter(|_| is_last && !matches!(last.what, Step::Undone { .. }));
                let was = was.ok_or(TransitionError::NotFrom(self.status))?;
                if now >= last.at + UNDO {
                    return Err(TransitionError::TooLate);
                }
                (was, Step::Undone { version: last.version }, None)
            }
        };
        let start = if let Step::Moved { to, .. } = what { to } else { self.start };
        let (end, version) = (start + (self.end - self.start), self.version + 1);
        let event = Event {
            appointment: self.id,
            version,
            what,
            from: Some(self.status),
            to,
            party: by.party,
            actor: by.account,
            at: now,
            reason,
        };
        Ok((Self { location: agreed, start, end, status: to, version, ..self.clone() }, event))
    }

    /// Until when a request is to be answered; then it expires.
    pub fn answer_by(&self) -> DateTime<Utc> {
        self.start.min(self.created_at + ANSWER)
    }

    /// The five minutes that it keeps: of the doctor with the buffers, and of the patient. None when it keeps no time.
    pub fn cells(&self) -> Option<(Range<i64>, Range<i64>)> {
        let slot = Slot { start: self.start, end: self.end };
        let doctors = doctor_cells(slot, self.buffer_before, self.buffer_after);
        self.status.claims_time().then(|| (doctors, cells(self.start, self.end)))
    }
}

/// From when on this can be done with a visit that begins at `start`, if not from the beginning.
pub fn not_before(transition: Transition, start: DateTime<Utc>) -> Option<DateTime<Utc>> {
    match transition {
        Transition::NoShow => Some(start),
        Transition::CheckIn | Transition::Start | Transition::Complete => Some(start - EARLY),
        Transition::Accept
        | Transition::Decline
        | Transition::Refer
        | Transition::Expire
        | Transition::Cancel
        | Transition::Move
        | Transition::Undo => None,
    }
}

#[cfg(test)]
pub(crate) mod tests;

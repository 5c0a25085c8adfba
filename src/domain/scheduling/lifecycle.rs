//! The life of an appointment: one function, [`decide`], holds every transition.
//!
//! ```text
//! requested ─accept→ booked ─check in→ checked_in ─start→ in_progress ─complete→ completed
//!     │                 └────────────start────────────────────↑
//!     ├─decline→ declined   ├─cancel→ cancelled   └─no show→ no_show
//!     ├─refer→ referred     ├─complete→ completed
//!     ├─expire→ expired     └─no show→ no_show
//!     └─cancel→ cancelled
//! ```

use std::ops::Range;

use chrono::{DateTime, TimeDelta, Utc};

use crate::platform::words::words;

/// How long before its start a visit may be checked in, started or completed: people come early.
pub const EARLY: TimeDelta = TimeDelta::hours(2);

words! {
    /// Where an appointment stands.
    Status {
        Requested = "requested", "Requested";
        Booked = "booked", "Booked";
        CheckedIn = "checked_in", "Checked in";
        InProgress = "in_progress", "In progress";
        Completed = "completed", "Completed";
        Declined = "declined", "Declined";
        Referred = "referred", "Referred";
        Cancelled = "cancelled", "Cancelled";
        Expired = "expired", "Expired";
        /// The patient (or the doctor) did not come; the history says who.
        NoShow = "no_show", "No-show";
    }
}

impl Status {
    /// What a visit can be as long as every booking is instant and no page offers more.
    pub const REACHED: &[Self] = &[Self::Booked, Self::Completed, Self::NoShow, Self::Cancelled];

    /// Does it keep the time of doctor and patient? Every exit frees it at once.
    pub fn claims_time(self) -> bool {
        matches!(self, Self::Requested | Self::Booked | Self::CheckedIn | Self::InProgress | Self::Completed)
    }

    /// Is something still to come?
    pub fn is_open(self) -> bool {
        matches!(self, Self::Requested | Self::Booked | Self::CheckedIn | Self::InProgress)
    }
}

words! {
    /// Which side of an appointment somebody stands on.
    Party {
        Patient = "patient", "Patient";
        Doctor = "doctor", "Doctor";
        Admin = "admin", "Admin";
        /// The clock: what expires by itself.
        System = "system", "Anteroom";
    }
}

words! {
    /// What can be done with an appointment.
    Transition {
        Accept = "accept", "Accept";
        Decline = "decline", "Decline";
        Refer = "refer", "Refer";
        Expire = "expire", "Expire";
        CheckIn = "check_in", "Check in";
        Start = "start", "Start";
        Complete = "complete", "Mark completed";
        NoShow = "no_show", "Mark no-show";
        Cancel = "cancel", "Cancel";
    }
}

/// Why a transition is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransitionError {
    /// This side may never do this.
    #[error("Your account may not do this.")]
    NotThisParty,
    /// It cannot be done from where the appointment stands.
    #[error("This visit is already {}.", .0.label().to_lowercase())]
    NotFrom(Status),
    /// A patient's cancellation comes before the visit begins.
    #[error("This visit has already begun. Please call the practice.")]
    AlreadyBegun,
    /// What the time has been kept for cannot be taken back: it took place, or somebody did not come.
    #[error("This visit is over. It can be marked as completed or as a no-show, and no longer be cancelled.")]
    AlreadyOver,
    /// Nobody has missed, or kept, what is still to come.
    #[error("It is too early for this.")]
    NotBefore(DateTime<Utc>),
}

/// The one place that says who may move an appointment from where to where, and when: `visit` is from its start to its end.
pub fn decide(
    party: Party,
    from: Status,
    transition: Transition,
    visit: Range<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<Status, TransitionError> {
    use Status::*;
    let (parties, sources, to): (&[Party], &[Status], Status) = match transition {
        Transition::Accept => (&[Party::Doctor], &[Requested], Booked),
        Transition::Decline => (&[Party::Doctor], &[Requested], Declined),
        Transition::Refer => (&[Party::Doctor], &[Requested], Referred),
        Transition::Expire => (&[Party::System], &[Requested], Expired),
        Transition::CheckIn => (&[Party::Doctor], &[Booked], CheckedIn),
        Transition::Start => (&[Party::Doctor], &[Booked, CheckedIn], InProgress),
        Transition::Complete => (&[Party::Doctor], &[Booked, CheckedIn, InProgress], Completed),
        Transition::NoShow => (&[Party::Doctor], &[Booked, CheckedIn], NoShow),
        Transition::Cancel => {
            (&[Party::Patient, Party::Doctor, Party::Admin], &[Requested, Booked, CheckedIn], Cancelled)
        }
    };
    if !parties.contains(&party) {
        return Err(TransitionError::NotThisParty);
    }
    if !sources.contains(&from) {
        return Err(TransitionError::NotFrom(from));
    }
    if transition == Transition::Cancel {
        match party {
            Party::Patient if visit.start <= now => return Err(TransitionError::AlreadyBegun),
            _ if visit.end <= now => return Err(TransitionError::AlreadyOver),
            _ => {}
        }
    }
    match not_before(transition, visit.start) {
        Some(earliest) if now < earliest => Err(TransitionError::NotBefore(earliest)),
        _ => Ok(to),
    }
}

/// From when on this can be done with a visit that begins at `start`, if not from the beginning.
pub fn not_before(transition: Transition, start: DateTime<Utc>) -> Option<DateTime<Utc>> {
    match transition {
        Transition::NoShow => Some(start),
        Transition::CheckIn | Transition::Start | Transition::Complete => Some(start - EARLY),
        Transition::Accept | Transition::Decline | Transition::Refer | Transition::Expire | Transition::Cancel => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_000_000 + minutes * 60, 0).unwrap()
    }

    const START: i64 = 0;
    const END: i64 = 30;

    fn decide_at(party: Party, from: Status, transition: Transition, minutes: i64) -> Result<Status, TransitionError> {
        decide(party, from, transition, at(START)..at(END), at(minutes))
    }

    /// Every allowed cell of party × status × transition, when time does not forbid it; all others are refused.
    const ALLOWED: &[(Party, Status, Transition, Status)] = &[
        (Party::Doctor, Status::Requested, Transition::Accept, Status::Booked),
        (Party::Doctor, Status::Requested, Transition::Decline, Status::Declined),
        (Party::Doctor, Status::Requested, Transition::Refer, Status::Referred),
        (Party::System, Status::Requested, Transition::Expire, Status::Expired),
        (Party::Doctor, Status::Booked, Transition::CheckIn, Status::CheckedIn),
        (Party::Doctor, Status::Booked, Transition::Start, Status::InProgress),
        (Party::Doctor, Status::CheckedIn, Transition::Start, Status::InProgress),
        (Party::Doctor, Status::Booked, Transition::Complete, Status::Completed),
        (Party::Doctor, Status::CheckedIn, Transition::Complete, Status::Completed),
        (Party::Doctor, Status::InProgress, Transition::Complete, Status::Completed),
        (Party::Doctor, Status::Booked, Transition::NoShow, Status::NoShow),
        (Party::Doctor, Status::CheckedIn, Transition::NoShow, Status::NoShow),
        (Party::Patient, Status::Requested, Transition::Cancel, Status::Cancelled),
        (Party::Patient, Status::Booked, Transition::Cancel, Status::Cancelled),
        (Party::Patient, Status::CheckedIn, Transition::Cancel, Status::Cancelled),
        (Party::Doctor, Status::Requested, Transition::Cancel, Status::Cancelled),
        (Party::Doctor, Status::Booked, Transition::Cancel, Status::Cancelled),
        (Party::Doctor, Status::CheckedIn, Transition::Cancel, Status::Cancelled),
        (Party::Admin, Status::Requested, Transition::Cancel, Status::Cancelled),
        (Party::Admin, Status::Booked, Transition::Cancel, Status::Cancelled),
        (Party::Admin, Status::CheckedIn, Transition::Cancel, Status::Cancelled),
    ];

    #[test]
    fn the_table_is_complete() {
        for &party in Party::ALL {
            for &from in Status::ALL {
                for &transition in Transition::ALL {
                    let expected = ALLOWED.iter().find(|(p, f, t, _)| (*p, *f, *t) == (party, from, transition));
                    let when = if transition == Transition::NoShow { START } else { START - 1 };
                    let got = decide_at(party, from, transition, when);
                    assert_eq!(got.ok(), expected.map(|row| row.3), "{party} {from} {transition}");
                }
            }
        }
    }

    #[test]
    fn a_patient_cannot_cancel_what_has_begun() {
        let cancel = |party, minutes| decide_at(party, Status::Booked, Transition::Cancel, minutes);
        assert_eq!(cancel(Party::Patient, START), Err(TransitionError::AlreadyBegun));
        assert_eq!(cancel(Party::Patient, START - 1), Ok(Status::Cancelled));
        assert_eq!(cancel(Party::Doctor, START + 1), Ok(Status::Cancelled));
    }

    #[test]
    fn nobody_cancels_what_is_over_and_the_doctor_marks_it() {
        use Transition::{Cancel, Complete, NoShow};
        for from in [Status::Booked, Status::CheckedIn] {
            for party in [Party::Doctor, Party::Admin] {
                assert_eq!(decide_at(party, from, Cancel, END - 1), Ok(Status::Cancelled), "{party} {from}");
                for late in [END, END + 1, END + 400 * 24 * 60] {
                    assert_eq!(
                        decide_at(party, from, Cancel, late),
                        Err(TransitionError::AlreadyOver),
                        "{party} {from}"
                    );
                }
            }
            for (mark, to) in [(Complete, Status::Completed), (NoShow, Status::NoShow)] {
                assert_eq!(decide_at(Party::Doctor, from, mark, END + 400 * 24 * 60), Ok(to), "{mark} {from}");
            }
        }
    }

    #[test]
    fn nobody_misses_or_keeps_a_visit_long_before_it() {
        use Transition::{CheckIn, Complete, NoShow, Start};
        for (transition, earliest, to) in [
            (NoShow, START, Status::NoShow),
            (CheckIn, START - 120, Status::CheckedIn),
            (Start, START - 120, Status::InProgress),
            (Complete, START - 120, Status::Completed),
        ] {
            let mark = |minutes| decide_at(Party::Doctor, Status::Booked, transition, minutes);
            for early in [earliest - 2 * 24 * 60, earliest - 1] {
                assert_eq!(mark(early), Err(TransitionError::NotBefore(at(earliest))), "{transition}");
            }
            assert_eq!((mark(earliest), mark(earliest + 9999)), (Ok(to), Ok(to)), "{transition}");
        }
    }

    #[test]
    fn an_exit_frees_the_time_and_leads_nowhere() {
        for &from in Status::ALL.iter().filter(|s| !s.is_open()) {
            for &party in Party::ALL {
                for &transition in Transition::ALL {
                    assert!(decide_at(party, from, transition, START).is_err(), "{from} must be final");
                }
            }
            assert_eq!(from.claims_time(), from == Status::Completed);
        }
    }
}

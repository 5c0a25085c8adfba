//! The one table of what is told: which step of an appointment reaches whom, and how. The letter and the notice on open pages
//! come from it, so that they never disagree.

use super::job::{Audience, JobKind};
use crate::scheduling::lifecycle::Status;

/// Somebody who is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    pub audience: Audience,
    /// By this letter, whoever took the step: what stands in the calendars of both sides is taken out of both.
    pub mail: Option<JobKind>,
}

const fn both(mail: JobKind) -> [Told; 2] {
    [Told { audience: Audience::Patient, mail: Some(mail) }, Told { audience: Audience::Doctor, mail: Some(mail) }]
}

const fn live(audience: Audience) -> Told {
    Told { audience, mail: None }
}

/// Who is told that an appointment has come to `to`. Open pages tell each of them, but not whoever took the step.
pub fn told(to: Status) -> &'static [Told] {
    const PATIENT: Audience = Audience::Patient;
    match to {
        // No calendar knows of a request yet, and nobody can do anything about one until requests are offered.
        Status::Requested => const { &[live(Audience::Doctor)] },
        Status::Booked => const { &both(JobKind::VisitBooked) },
        Status::Cancelled => const { &both(JobKind::VisitCancelled) },
        Status::Completed => const { &[Told { audience: PATIENT, mail: Some(JobKind::VisitCompleted) }] },
        Status::NoShow => const { &[Told { audience: PATIENT, mail: Some(JobKind::VisitMissed) }] },
        Status::CheckedIn | Status::InProgress | Status::Declined | Status::Referred => const { &[live(PATIENT)] },
        Status::Expired => const { &[live(PATIENT), live(Audience::Doctor)] },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_told_once_and_letters_are_about_visits() {
        for status in Status::ALL {
            let told = told(*status);
            assert!(!told.is_empty(), "{status}");
            assert!(
                told.iter().all(|one| one.audience != Audience::Owner && one.mail.is_none_or(JobKind::is_of_visit))
            );
            assert!(told.len() < 2 || told[0].audience != told[1].audience, "{status}");
        }
    }
}

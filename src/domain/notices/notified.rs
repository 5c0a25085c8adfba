//! The one table of notifications: which step of an appointment reaches whom, by which channel. The e-mail and the notice on
//! open pages come from it, so that they never disagree.

use super::job::{Audience, JobKind};
use crate::scheduling::lifecycle::Status;

/// Somebody who is notified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notified {
    pub audience: Audience,
    /// By this e-mail, whoever took the step: what stands in the calendars of both sides is taken out of both.
    pub mail: Option<JobKind>,
}

const fn both(mail: JobKind) -> [Notified; 2] {
    [
        Notified { audience: Audience::Patient, mail: Some(mail) },
        Notified { audience: Audience::Doctor, mail: Some(mail) },
    ]
}

const fn live(audience: Audience) -> Notified {
    Notified { audience, mail: None }
}

/// Who is notified that an appointment has come to `to`. Open pages tell each of them, but not whoever took the step.
pub fn notified(to: Status) -> &'static [Notified] {
    const PATIENT: Audience = Audience::Patient;
    match to {
        // No calendar knows of a request yet, and nobody can do anything about one until requests are offered.
        Status::Requested => const { &[live(Audience::Doctor)] },
        Status::Booked => const { &both(JobKind::VisitBooked) },
        Status::Cancelled => const { &both(JobKind::VisitCancelled) },
        Status::Completed => const { &[Notified { audience: PATIENT, mail: Some(JobKind::VisitCompleted) }] },
        Status::NoShow => const { &[Notified { audience: PATIENT, mail: Some(JobKind::VisitMissed) }] },
        Status::CheckedIn | Status::InProgress | Status::Declined | Status::Referred => const { &[live(PATIENT)] },
        Status::Expired => const { &[live(PATIENT), live(Audience::Doctor)] },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_notified_once_and_by_mail_of_visits_only() {
        for status in Status::ALL {
            let all = notified(*status);
            assert!(!all.is_empty(), "{status}");
            assert!(all.iter().all(|one| one.audience != Audience::Owner && one.mail.is_none_or(JobKind::is_of_visit)));
            assert!(all.len() < 2 || all[0].audience != all[1].audience, "{status}");
        }
    }
}

//! The one table of notifications: which step of an appointment reaches whom, by which channel. The e-mail and the notice on
//! open pages come from it, so that they never disagree.

use super::job::{Audience, JobKind};
use crate::scheduling::{appointment::Step, lifecycle::Party};

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

/// Who is notified of a step. Open pages tell each of them, but not whoever took it.
pub fn notified(step: &Step) -> &'static [Notified] {
    const PATIENT: Audience = Audience::Patient;
    match step {
        // No calendar knows of a request yet, and nobody can do anything about one until requests are offered.
        Step::Requested => const { &[live(Audience::Doctor)] },
        Step::Booked | Step::Accepted { .. } => const { &both(JobKind::VisitBooked) },
        Step::Cancelled => const { &both(JobKind::VisitCancelled) },
        Step::Completed => const { &[Notified { audience: PATIENT, mail: Some(JobKind::VisitCompleted) }] },
        Step::Missed => const { &[Notified { audience: PATIENT, mail: Some(JobKind::VisitMissed) }] },
        Step::CheckedIn | Step::Started | Step::Declined | Step::Referred { .. } | Step::Undone { .. } => {
            const { &[live(PATIENT)] }
        }
        Step::Expired | Step::Moved { .. } => const { &[live(PATIENT), live(Audience::Doctor)] },
    }
}

/// Is this reader told on open pages of what `by` has done? Admins are not: their pages show it.
pub fn hears(step: &Step, by: Party, reader: Party) -> bool {
    let audience = match reader {
        Party::Doctor => Audience::Doctor,
        Party::Patient => Audience::Patient,
        Party::Admin | Party::System => return false,
    };
    by != reader && notified(step).iter().any(|one| one.audience == audience)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheduling::appointment::tests::every_step;

    #[test]
    fn each_is_notified_once_and_by_mail_of_visits_only() {
        for step in every_step() {
            let all = notified(&step);
            assert!(!all.is_empty(), "{step:?}");
            assert!(
                all.iter().all(|one| one.audience != Audience::Owner && one.mail.is_none_or(JobKind::is_visit_mail))
            );
            assert!(all.len() < 2 || all[0].audience != all[1].audience, "{step:?}");
        }
    }
}

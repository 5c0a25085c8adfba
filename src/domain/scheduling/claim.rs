//! Claims: one person's five minutes, and who holds them. A person's five minutes have one holder, whatever it is: that is
//! why nobody is double-booked.

use std::ops::Range;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::appointment::Appointment;
use crate::platform::{ids::AppointmentId, words::words};

words! {
    /// What can hold a person's time.
    HolderKind {
        /// A request is one.
        Appointment = "appointment", "Visit";
        /// A time that is kept while somebody fills in a form.
        Hold = "hold", "Hold";
        /// A request that a colleague was asked to take.
        Referral = "referral", "Referral";
        /// Another time that a doctor offers for an appointment.
        Proposal = "proposal", "Proposal";
        /// A time that has come free, and is kept for one patient for a while.
        Offer = "offer", "Offer";
    }
}

/// Who holds claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holder {
    pub kind: HolderKind,
    pub id: Uuid,
}

impl From<AppointmentId> for Holder {
    fn from(id: AppointmentId) -> Self {
        Self { kind: HolderKind::Appointment, id: id.0 }
    }
}

/// The cells of the doctor, and those of the patient; none of either twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    pub of_doctor: Vec<i64>,
    pub of_patient: Vec<i64>,
}

/// What a proposal to begin at `start` instead claims beside the appointment. Cells that both want stay with the appointment, so
/// that it keeps all of its time whatever becomes of the proposal. Nothing when the appointment keeps no time.
pub fn of_proposal(appointment: &Appointment, start: DateTime<Utc>) -> Option<Claims> {
    let moved = Appointment { start, end: start + (appointment.end - appointment.start), ..appointment.clone() };
    let (kept, wanted) = (appointment.cells()?, moved.cells()?);
    let beside = |wanted: Range<i64>, kept: Range<i64>| wanted.filter(|cell| !kept.contains(cell)).collect();
    Some(Claims { of_doctor: beside(wanted.0, kept.0), of_patient: beside(wanted.1, kept.1) })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use chrono::TimeDelta;

    use super::*;
    use crate::scheduling::{appointment::tests::visit, lifecycle::Status};

    #[test]
    fn an_appointment_keeps_what_its_proposal_wants_as_well() {
        // Half an hour, five minutes before it and ten after it: nine cells of the doctor, six of the patient.
        let booked = visit(Status::Booked);
        let (doctors, patients) = booked.cells().unwrap();
        for (minutes, of_doctor, of_patient) in
            [(0, 0, 0), (5, 1, 1), (-10, 2, 2), (30, 6, 6), (40, 8, 6), (45, 9, 6), (-45, 9, 6), (10_080, 9, 6)]
        {
            let start = booked.start + TimeDelta::minutes(minutes);
            let claims = of_proposal(&booked, start).unwrap();
            assert_eq!((claims.of_doctor.len(), claims.of_patient.len()), (of_doctor, of_patient), "{minutes}");
            // Both together hold all that the visit needs at either time, and none of it twice.
            let moved = Appointment { start, end: start + TimeDelta::minutes(30), ..booked.clone() }.cells().unwrap();
            for (own, others, then) in
                [(doctors.clone(), claims.of_doctor, moved.0), (patients.clone(), claims.of_patient, moved.1)]
            {
                assert!(others.iter().all(|cell| !own.contains(cell)), "{minutes}");
                let held: BTreeSet<i64> = own.clone().chain(others).collect();
                assert_eq!(held, own.chain(then).collect(), "{minutes}");
            }
        }
    }

    #[test]
    fn nothing_is_proposed_for_what_keeps_no_time() {
        for status in Status::ALL {
            let of_it = of_proposal(&visit(*status), visit(*status).start + TimeDelta::days(1));
            assert_eq!(of_it.is_some(), status.claims_time(), "{status}");
        }
    }
}

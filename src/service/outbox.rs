//! Which change is told to whom. Rows are written in the transaction of the change.

use crate::{
    domain::{
        ids::JobId,
        lifecycle::{Party, Status},
    },
    service::{Clinic, Result},
    store::{
        WriteTx,
        event_repo::Event,
        outbox_repo::{self, Audience, JobKind, NewJob},
    },
};

/// Tells the other side of a transition; a booking is confirmed to both.
pub(super) async fn tell_of_transition(clinic: &Clinic, tx: &mut WriteTx, event: &Event) -> Result<()> {
    let (kind, audiences): (JobKind, &[Audience]) = match (event.to, event.party) {
        (Status::Booked, _) => (JobKind::VisitBooked, &[Audience::Patient, Audience::Doctor]),
        (Status::Cancelled, Party::Patient) => (JobKind::VisitCancelled, &[Audience::Doctor]),
        (Status::Cancelled, Party::Doctor) => (JobKind::VisitCancelled, &[Audience::Patient]),
        (Status::Cancelled, _) => (JobKind::VisitCancelled, &[Audience::Patient, Audience::Doctor]),
        (Status::Completed, _) => (JobKind::VisitCompleted, &[Audience::Patient]),
        (Status::NoShow, _) => (JobKind::VisitMissed, &[Audience::Patient]),
        // Both are in the room, or no page leads there yet.
        (Status::CheckedIn | Status::InProgress, _) => return Ok(()),
        (Status::Requested | Status::Declined | Status::Referred | Status::Expired, _) => return Ok(()),
    };
    let job = |audience: &Audience| NewJob {
        id: JobId(clinic.effects.rng.id(event.at)),
        kind,
        subject: event.appointment.0,
        version: event.version,
        audience: *audience,
        secret: None,
    };
    let jobs: Vec<NewJob> = audiences.iter().map(job).collect();
    Ok(outbox_repo::enqueue_all(tx, &jobs, event.at).await?)
}

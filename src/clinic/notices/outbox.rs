//! Which change is told to whom. Rows are written in the transaction of the change.

use crate::{Clinic, Result};
use domain::{
    notices::job::{Audience, JobKind},
    platform::ids::JobId,
    scheduling::lifecycle::{self, Party, Status},
};
use store::{
    WriteTx,
    notices::outbox_repo::{self, NewJob},
    scheduling::event_repo::Event,
};

/// Tells whom [`lifecycle::told`] names.
pub(crate) async fn tell_of_transition(clinic: &Clinic, tx: &mut WriteTx, event: &Event) -> Result<()> {
    let kind = match event.to {
        Status::Booked => JobKind::VisitBooked,
        Status::Cancelled => JobKind::VisitCancelled,
        Status::Completed => JobKind::VisitCompleted,
        Status::NoShow => JobKind::VisitMissed,
        Status::CheckedIn | Status::InProgress => return Ok(()),
        Status::Requested | Status::Declined | Status::Referred | Status::Expired => return Ok(()),
    };
    let audiences = lifecycle::told(event.to).iter().map(|party| match party {
        Party::Doctor => Audience::Doctor,
        _ => Audience::Patient,
    });
    let job = |audience| NewJob {
        id: JobId(clinic.effects.rng.id(event.at)),
        kind,
        subject: event.appointment.0,
        version: event.version,
        audience,
        secret: None,
    };
    let jobs: Vec<NewJob> = audiences.map(job).collect();
    Ok(outbox_repo::enqueue_all(tx, &jobs, event.at).await?)
}

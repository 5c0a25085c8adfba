//! Ends a request that nobody has answered in time.

use domain::{
    platform::ids::AppointmentId,
    scheduling::{
        appointment::{By, Command},
        lifecycle::Party,
    },
};
use store::{notices::outbox_repo::Job, scheduling::appointment_repo};

use super::worker::Outcome;
use crate::{Clinic, Result, scheduling::appointments};

/// Overtaken when it was answered or called off meanwhile, or was moved: then there is another one.
pub(super) async fn run(clinic: &Clinic, job: &Job) -> Result<Outcome> {
    let now = clinic.effects.clock.now();
    let mut tx = clinic.store.write().await?;
    let Some(found) = appointment_repo::find(&mut tx, AppointmentId(job.subject)).await? else { return Ok(None) };
    let clock = By { party: Party::System, account: None };
    let Ok(step) = found.appointment.apply(clock, Command::Expire, now) else { return Ok(None) };
    if !appointments::save(clinic, &mut tx, &found, &step).await? {
        return Ok(None);
    }
    tx.commit().await?;
    Ok(Some(Ok(())))
}

//! What a message says, by what it tells of as that is now.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::emails::{self, VisitEmail};
use crate::{
    Clinic, Error, Result,
    scheduling::appointments::{view, zone_of},
};
use domain::{
    notices::job::{Audience, JobKind},
    people::invitation::InvitationState,
    platform::ids::{AccountId, AppointmentId, InvitationId},
    scheduling::{appointment::Event, lifecycle::Party},
};
use effects::mailer::Email;
use store::{
    StoreError,
    notices::outbox_repo::Job,
    people::{account_repo, invitation_repo},
    scheduling::{
        appointment_repo::{self, AppointmentDetails},
        event_repo,
    },
};

/// Visits as they are now, with their history; none where there is no such visit. What cannot be read is left out.
pub(crate) type Visits = HashMap<AppointmentId, Option<(AppointmentDetails, Vec<Event>)>>;

/// The visits that some of these messages tell of: most are told to two people.
pub(crate) async fn visits_of(clinic: &Clinic, jobs: &[Job]) -> Result<Visits> {
    let of_visits = jobs.iter().filter(|job| job.kind.is_visit_mail());
    let mut ids: Vec<_> = of_visits.map(|job| AppointmentId(job.subject)).collect();
    ids.sort_unstable();
    ids.dedup();
    match read(clinic, &ids).await {
        Err(error) if !error.is_unavailable() => {
            // One that cannot be read must not hold up the others.
            tracing::error!(%error, "a visit cannot be read");
            let mut visits = Visits::new();
            for id in ids {
                visits.extend(read(clinic, &[id]).await.unwrap_or_default());
            }
            Ok(visits)
        }
        read => Ok(read?),
    }
}

async fn read(clinic: &Clinic, ids: &[AppointmentId]) -> std::result::Result<Visits, StoreError> {
    let mut tx = clinic.store.read().await?;
    let mut appointments = appointment_repo::find_all(&mut tx, ids).await?;
    let mut events = event_repo::of_all(&mut tx, ids).await?;
    let mut visit = |id| appointments.remove(id).map(|found| (found, events.remove(id).unwrap_or_default()));
    Ok(ids.iter().map(|id| (*id, visit(id))).collect())
}

/// The message as things stand now; none when it need not be sent any more.
pub(crate) async fn email(clinic: &Clinic, job: &Job, visits: &Visits) -> Result<Option<Email>> {
    let now = clinic.effects.clock.now();
    let base_url = clinic.settings.base_url.as_str();
    match job.kind {
        JobKind::VisitBooked | JobKind::VisitCancelled | JobKind::VisitCompleted | JobKind::VisitMissed => {
            visit_email(clinic, visits, job, now)
        }
        JobKind::Welcome | JobKind::AlreadyRegistered | JobKind::DeviceSignedOut => {
            let mut tx = clinic.store.read().await?;
            let Some(account) = account_repo::find(&mut tx, AccountId(job.subject)).await? else { return Ok(None) };
            let email = match job.kind {
                JobKind::Welcome => emails::welcome(&account.email, base_url),
                JobKind::DeviceSignedOut => emails::device_signed_out(&account.email, base_url),
                _ => emails::already_registered(&account.email, base_url),
            };
            email.map(Some).map_err(unwritten)
        }
        JobKind::Invitation => {
            let mut tx = clinic.store.read().await?;
            let found = invitation_repo::find(&mut tx, InvitationId(job.subject)).await?;
            let open = found.filter(|invitation| invitation.state(now) == InvitationState::Open);
            let parts = open.and_then(|open| Some((open.email?, job.secret.as_ref()?, open.expires_at)));
            let email = parts.map(|(to, code, expires_at)| emails::invitation(&to, base_url, code, expires_at));
            email.transpose().map_err(unwritten)
        }
        JobKind::ExpireRequest => Ok(None),
    }
}

fn visit_email(clinic: &Clinic, visits: &Visits, job: &Job, now: DateTime<Utc>) -> Result<Option<Email>> {
    let id = AppointmentId(job.subject);
    let found = visits.get(&id).ok_or_else(|| Error::failed("read a visit", id.to_string()))?;
    let Some((visit, events)) = found else { return Ok(None) };
    let Some(event) = events.iter().find(|event| event.version == job.version) else { return Ok(None) };
    if job.kind == JobKind::VisitBooked && !visit.appointment.status.claims_time() {
        return Ok(None);
    }
    let (party, to, zone) = match job.audience {
        Audience::Doctor => (Party::Doctor, &visit.doctor_email, &visit.doctor_zone),
        Audience::Patient | Audience::Owner | Audience::Nobody => {
            (Party::Patient, &visit.patient_email, &visit.patient_zone)
        }
    };
    let mut view = view(visit, party, zone_of(zone)?, now);
    // As it was when this happened: a calendar's SEQUENCE belongs to the change it tells of.
    (view.status, view.version) = (event.to, event.version);
    let email = VisitEmail {
        appointment: &view,
        to,
        base_url: &clinic.settings.base_url,
        organizer: &clinic.settings.mail_from,
        stamp: event.at,
    };
    let written = match (job.kind, job.audience) {
        (JobKind::VisitBooked, Audience::Doctor) => email.booked_to_doctor(),
        (JobKind::VisitBooked, _) => email.booked_to_patient(),
        (JobKind::VisitCancelled, Audience::Doctor) => email.cancelled_to_doctor(event.party),
        (JobKind::VisitCancelled, _) => email.cancelled_to_patient(event.party),
        (JobKind::VisitCompleted, _) => email.completed_to_patient(),
        (JobKind::VisitMissed, _) => email.no_show_to_patient(),
        (
            JobKind::Welcome
            | JobKind::AlreadyRegistered
            | JobKind::DeviceSignedOut
            | JobKind::Invitation
            | JobKind::ExpireRequest,
            _,
        ) => return Ok(None),
    };
    written.map(Some).map_err(unwritten)
}

fn unwritten(error: impl std::fmt::Display) -> Error {
    Error::failed("write an e-mail", error.to_string())
}

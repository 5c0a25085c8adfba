//! Visits after booking: seeing one and moving it through its life.

use chrono::{DateTime, Utc};
use contract::scheduling::{AppointmentDoctor, AppointmentPatient, AppointmentView, HistoryEntry};
use domain::{
    insight::security::SecurityEvent,
    people::policy::Actor,
    platform::{
        ids::{AccountId, AppointmentId},
        problem::Problem,
        text,
    },
    scheduling::lifecycle::{Party, Transition, TransitionError, decide},
};
use effects::Zone;
use store::{
    ReadTx,
    people::session_repo,
    scheduling::{
        appointment_repo::{self, Appointment},
        claim_repo,
        event_repo::{self, Event},
    },
};

use crate::{
    Clinic, Error, Result,
    insight::statistics,
    notices::emails::{self, Method},
    platform::security::{self, About},
    scheduling::zones,
};

/// One visit with its history.
pub async fn get(clinic: &Clinic, actor: Actor, id: AppointmentId) -> Result<AppointmentView> {
    actor.signed_in()?;
    let mut tx = clinic.store.read().await?;
    let (appointment, party) = find(&mut tx, actor, id).await?;
    if party == Party::Admin {
        security::record(SecurityEvent::AdminRead, About::what(id));
    }
    let zone = reader_zone(&mut tx, actor, &appointment).await?;
    let events = event_repo::of(&mut tx, id).await?;
    Ok(view(&appointment, &events, party, zone, clinic.effects.clock.now()))
}

/// A visit as its patient sees it right after this event made it.
pub(crate) fn just_booked(clinic: &Clinic, appointment: &Appointment, event: &Event) -> Result<AppointmentView> {
    let (zone, now) = (zone_of(&appointment.patient_zone)?, clinic.effects.clock.now());
    Ok(view(appointment, std::slice::from_ref(event), Party::Patient, zone, now))
}

/// Moves a visit through its life, frees its time if it must, and tells the other side. A doctor's or admin's
/// cancellation needs a reason.
pub async fn transition(
    clinic: &Clinic,
    actor: Actor,
    id: AppointmentId,
    transition: Transition,
    reason: Option<&str>,
) -> Result<AppointmentView> {
    let account = actor.signed_in()?;
    let reason = text::paragraph(reason.unwrap_or_default(), 0, 500).map_err(|m| Problem::field("reason", m))?;
    let now = clinic.effects.clock.now();
    let mut tx = clinic.store.write().await?;
    let (mut appointment, party) = find(&mut tx, actor, id).await?;
    let (from, version) = (appointment.status, appointment.version);
    let to = match decide(party, from, transition, appointment.start..appointment.end, now) {
        Ok(to) => to,
        Err(refusal) => return Err(refused(refusal, reader_zone(&mut tx, actor, &appointment).await?).into()),
    };
    if transition == Transition::Cancel && party != Party::Patient && reason.is_empty() {
        return Err(Problem::field("reason", "Please say why, so that the patient knows.").into());
    }
    if !appointment_repo::move_status(&mut tx, id, from, version, to).await? {
        return Err(Problem::Conflict { detail: "This visit has just been changed by somebody else.".into() }.into());
    }
    if !to.claims_time() {
        claim_repo::delete(&mut tx, id).await?;
    }
    let event = Event {
        appointment: id,
        version: version + 1,
        from: Some(from),
        to,
        party,
        actor: Some(account),
        at: now,
        reason: (!reason.is_empty()).then_some(reason),
    };
    event_repo::insert(&mut tx, &clinic.effects.rng, &event, appointment.sides()).await?;
    statistics::moved(&mut tx, &appointment, to, party, now).await?;
    (appointment.status, appointment.version) = (to, version + 1);
    let zone = reader_zone(&mut tx, actor, &appointment).await?;
    let events = event_repo::of(&mut tx, id).await?;
    tx.commit().await?;
    Ok(view(&appointment, &events, party, zone, now))
}

fn refused(refusal: TransitionError, zone: Zone) -> Problem {
    match refusal {
        TransitionError::NotThisParty => Problem::Forbidden,
        TransitionError::NotFrom(_) | TransitionError::AlreadyBegun | TransitionError::AlreadyOver => {
            Problem::Conflict { detail: refusal.to_string() }
        }
        TransitionError::NotBefore(earliest) => {
            let local = zones::local_span(earliest, earliest, zone);
            let when = format!("{} ({})", local.brief(), local.zone_name());
            Problem::Conflict { detail: format!("It is too early for this. It can be done from {when} on.") }
        }
    }
}

/// The visit as an iCalendar file (RFC 5545).
pub async fn calendar_file(clinic: &Clinic, actor: Actor, id: AppointmentId) -> Result<String> {
    let account = actor.signed_in()?;
    let mut tx = clinic.store.read().await?;
    let (appointment, party) = find(&mut tx, actor, id).await?;
    let zone = reader_zone(&mut tx, actor, &appointment).await?;
    let me = session_repo::find_account(&mut tx, account).await?.ok_or(Problem::Unauthenticated)?;
    let now = clinic.effects.clock.now();
    let view = view(&appointment, &[], party, zone, now);
    let page = emails::visit_page(&clinic.settings.base_url, id);
    Ok(emails::calendar(&view, Method::Publish, now, &clinic.settings.mail_from, &me.email, &page))
}

/// The appointment and the side on which the actor stands in it.
async fn find(tx: &mut ReadTx, actor: Actor, id: AppointmentId) -> Result<(Appointment, Party)> {
    let appointment = appointment_repo::find(tx, id).await?.ok_or(Problem::NotFound)?;
    let party = actor.party_of(appointment.patient, appointment.doctor)?;
    Ok((appointment, party))
}

/// Doctors read in the zone of their practice, everybody else in the zone of their account.
async fn reader_zone(tx: &mut ReadTx, actor: Actor, appointment: &Appointment) -> Result<Zone> {
    match actor {
        Actor::Doctor(..) => zone_of(&appointment.doctor_zone),
        Actor::Patient(_) => zone_of(&appointment.patient_zone),
        Actor::Admin(account) => account_zone(tx, account).await,
        Actor::Visitor => Err(Problem::Unauthenticated.into()),
    }
}

pub(crate) async fn account_zone(tx: &mut ReadTx, account: AccountId) -> Result<Zone> {
    let me = session_repo::find_account(tx, account).await?.ok_or(Problem::Unauthenticated)?;
    zone_of(&me.time_zone)
}

pub(crate) fn zone_of(name: &str) -> Result<Zone> {
    zones::known(name).ok_or_else(|| Error::failed("read a stored zone", name.to_owned()))
}

/// The appointment as one side may see it.
pub(crate) fn view(
    appointment: &Appointment,
    events: &[Event],
    party: Party,
    zone: Zone,
    now: DateTime<Utc>,
) -> AppointmentView {
    let Appointment { start, end, .. } = *appointment;
    let begun = start <= now;
    let local = zones::local_span(start, end, zone);
    let doctor_zone = zones::known(&appointment.doctor_zone);
    let doctor_local = doctor_zone.and_then(|doctor| zones::other_wall(&local, start, end, doctor));
    let history = events.iter().map(|event| HistoryEntry {
        version: event.version,
        from: event.from,
        to: event.to,
        by: event.party,
        at: event.at,
        reason: event.reason.clone(),
        local: zones::local_span(event.at, event.at, zone),
    });
    AppointmentView {
        id: appointment.id,
        status: appointment.status,
        version: appointment.version,
        start,
        end,
        local,
        doctor_local,
        visit_type_id: appointment.visit_type,
        visit_name: appointment.visit_name.clone(),
        kind: appointment.kind,
        price: appointment.price,
        doctor: AppointmentDoctor {
            id: appointment.doctor,
            full_name: appointment.doctor_name.clone(),
            designation: appointment.designation.clone(),
            picture: appointment.has_photo.then(|| format!("/doctors/{}/picture", appointment.doctor)),
            time_zone: appointment.doctor_zone.clone(),
            address: appointment.address.clone(),
            directions: appointment.directions.clone(),
        },
        patient: AppointmentPatient {
            id: appointment.patient,
            full_name: appointment.patient_name.clone(),
            email: matches!(party, Party::Patient | Party::Doctor).then(|| appointment.patient_email.clone()),
        },
        created_at: appointment.created_at,
        begun,
        allowed: Transition::ALL
            .iter()
            .copied()
            .filter(|transition| decide(party, appointment.status, *transition, start..end, now).is_ok())
            .collect(),
        history: history.collect(),
    }
}

//! Visits after booking: seeing one, and taking the next step with it.

use chrono::{DateTime, Utc};
use contract::{
    directory::photo_path,
    scheduling::{AppointmentDoctor, AppointmentPatient, AppointmentView, HistoryEntry},
};
use domain::{
    people::{
        policy::{Actor, AsAccount, AsPatient, Side},
        sealed::Sealed,
    },
    platform::{
        ids::{AccountId, AppointmentId},
        problem::Problem,
        text,
    },
    scheduling::{
        appointment::{Appointment, Command, Event, TransitionError, UNDO},
        faults::VisitFault,
        lifecycle::{Party, Transition},
    },
};
use effects::Zone;
use store::{
    ReadTx, WriteTx,
    people::session_repo,
    scheduling::{
        appointment_repo::{self, AppointmentDetails},
        claim_repo, event_repo,
    },
};

use crate::{
    Clinic, Error, Result,
    insight::access,
    notices::emails::{self, Method},
    scheduling::zones,
};

/// One visit with its history.
pub async fn get(clinic: &Clinic, me: AsAccount, id: AppointmentId) -> Result<AppointmentView> {
    let mut tx = clinic.store.read().await?;
    let (found, side) = find(&mut tx, me, id).await?;
    let zone = reader_zone(&mut tx, me, &found).await?;
    let events = event_repo::of(&mut tx, id).await?;
    drop(tx);
    told(clinic, &found, &events, side, zone).await
}

/// A visit as its patient sees it right after this event made it.
pub(crate) async fn just_booked(
    clinic: &Clinic,
    patient: AsPatient,
    booked: &AppointmentDetails,
    event: &Event,
) -> Result<AppointmentView> {
    let side = patient.actor().side_of(booked.appointment.patient, booked.appointment.doctor)?;
    told(clinic, booked, std::slice::from_ref(event), side, zone_of(&booked.patient_zone)?).await
}

/// The appointment with its history, as one side may read it.
async fn told(
    clinic: &Clinic,
    found: &AppointmentDetails,
    events: &[Event],
    side: Side,
    zone: Zone,
) -> Result<AppointmentView> {
    let disclosed = access::disclose(side, found.appointment.id.0).await?;
    let entry = |event: &Event| HistoryEntry {
        version: event.version,
        from: event.from,
        to: event.to,
        step: event.what.clone(),
        by: event.party,
        at: event.at,
        reason: event.reason.as_ref().map(|reason| reason.open(&disclosed).clone()),
        local: zones::local_span(event.at, event.at, zone),
    };
    let history = events.iter().map(entry).collect();
    Ok(AppointmentView { history, ..view(found, side.party(), zone, clinic.effects.clock.now()) })
}

/// Takes a step that its word says all of, with a reason for the other side.
pub async fn transition(
    clinic: &Clinic,
    me: AsAccount,
    id: AppointmentId,
    transition: Transition,
    reason: Option<&str>,
) -> Result<AppointmentView> {
    let reason =
        text::paragraph(reason.unwrap_or_default(), 0, 500).map_err(|fault| Problem::field("reason", fault))?;
    let command = Command::named(transition, Some(reason).filter(|reason| !reason.is_empty()).map(Sealed::new));
    let command = command.ok_or_else(|| Problem::field("transition", VisitFault::StepNotOffered))?;
    apply(clinic, me, id, |_| command).await
}

/// Takes a step that is made of the appointment's history so far: saves what the appointment becomes, frees or claims its
/// time, and tells the other side. Whether a time to which it is moved is offered was found out before; that it is free, the
/// claims say.
pub async fn apply(
    clinic: &Clinic,
    me: AsAccount,
    id: AppointmentId,
    step: impl FnOnce(&[Event]) -> Command,
) -> Result<AppointmentView> {
    let now = clinic.effects.clock.now();
    let mut tx = clinic.store.write().await?;
    let (mut found, side) = find(&mut tx, me, id).await?;
    let zone = reader_zone(&mut tx, me, &found).await?;
    let mut events = event_repo::of(&mut tx, id).await?;
    let taken = found.appointment.apply(side.into(), step(&events), now).map_err(|refusal| refused(refusal, zone))?;
    if !save(clinic, &mut tx, &found, &taken).await? {
        return Err(Problem::conflict(VisitFault::ChangedMeanwhile).into());
    }
    tx.commit().await?;
    let (after, event) = taken;
    found.appointment = after;
    events.push(event);
    told(clinic, &found, &events, side, zone).await
}

/// Saves a step: what the appointment has become, the event, and its time as it is kept then. False when somebody else has
/// changed it meanwhile.
pub(crate) async fn save(
    clinic: &Clinic,
    tx: &mut WriteTx,
    before: &AppointmentDetails,
    (after, event): &(Appointment, Event),
) -> Result<bool> {
    if !appointment_repo::save(tx, after).await? {
        return Ok(false);
    }
    claim_anew(tx, before.doctor_account, &before.appointment, after).await?;
    event_repo::insert(tx, &clinic.effects.rng, event, after).await?;
    Ok(true)
}

/// Frees the time that the appointment no longer keeps, and claims what it keeps now.
async fn claim_anew(tx: &mut WriteTx, doctor: AccountId, before: &Appointment, after: &Appointment) -> Result<()> {
    let (kept, keeps) = (before.cells(), after.cells());
    if kept == keeps {
        return Ok(());
    }
    claim_repo::delete(tx, after.id.into()).await?;
    let Some((doctors, patients)) = keeps else { return Ok(()) };
    match claim_repo::insert(tx, after.id.into(), [(doctor, doctors), (after.patient, patients)]).await {
        Err(error) if error.is_taken() => Err(Problem::SlotTaken.into()),
        claimed => Ok(claimed?),
    }
}

fn refused(refusal: TransitionError, zone: Zone) -> Problem {
    match refusal {
        TransitionError::NotThisParty => Problem::Forbidden,
        TransitionError::NotFrom(status) => Problem::conflict(VisitFault::NotFrom { status }),
        TransitionError::AlreadyBegun => Problem::conflict(VisitFault::AlreadyBegun),
        TransitionError::AlreadyOver => Problem::conflict(VisitFault::AlreadyOver),
        TransitionError::NotBefore(earliest) => {
            Problem::conflict(VisitFault::TooEarly { from: zones::local_span(earliest, earliest, zone) })
        }
        TransitionError::NoReason => Problem::field("reason", VisitFault::NoReason),
        TransitionError::SameDoctor => Problem::field("to", VisitFault::SameDoctor),
        TransitionError::NotThatLocation => Problem::field("location", VisitFault::NotYourLocation),
        TransitionError::NoAddress => Problem::conflict(VisitFault::NoAddress),
        TransitionError::NotThatTime => Problem::field("start", VisitFault::NotAnotherTime),
        TransitionError::TooLate => Problem::conflict(VisitFault::TooLate { minutes: UNDO.num_minutes() }),
    }
}

/// The visit as an iCalendar file (RFC 5545).
pub async fn calendar_file(clinic: &Clinic, me: AsAccount, id: AppointmentId) -> Result<String> {
    let mut tx = clinic.store.read().await?;
    let (found, side) = find(&mut tx, me, id).await?;
    let zone = reader_zone(&mut tx, me, &found).await?;
    let reader = session_repo::find_account(&mut tx, me.account()).await?.ok_or(Problem::Unauthenticated)?;
    let now = clinic.effects.clock.now();
    let view = view(&found, side.party(), zone, now);
    let page = emails::visit_page(&clinic.settings.base_url, id);
    Ok(emails::calendar(&view, Method::Publish, now, &clinic.settings.mail_from, &reader.email, &page))
}

/// The appointment and the side on which somebody stands in it.
async fn find(tx: &mut ReadTx, me: AsAccount, id: AppointmentId) -> Result<(AppointmentDetails, Side)> {
    let found = appointment_repo::find(tx, id).await?.ok_or(Problem::NotFound)?;
    let side = me.actor().side_of(found.appointment.patient, found.appointment.doctor)?;
    Ok((found, side))
}

/// Everybody reads in the zone of their account.
async fn reader_zone(tx: &mut ReadTx, me: AsAccount, found: &AppointmentDetails) -> Result<Zone> {
    match me.actor() {
        Actor::Doctor(..) => zone_of(&found.doctor_zone),
        Actor::Patient(_) => zone_of(&found.patient_zone),
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

/// The appointment as one side may see it, without its history.
pub(crate) fn view(found: &AppointmentDetails, party: Party, zone: Zone, now: DateTime<Utc>) -> AppointmentView {
    let appointment = &found.appointment;
    let Appointment { start, end, .. } = *appointment;
    let begun = start <= now;
    let local = zones::local_span(start, end, zone);
    let agreed = &appointment.location;
    let there = zones::known(&agreed.zone);
    let doctor_local = there.and_then(|there| zones::other_wall(&local, start, end, there));
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
            full_name: found.doctor_name.clone(),
            designation: found.designation.clone(),
            picture: found.has_photo.then(|| photo_path(appointment.doctor)),
            time_zone: agreed.zone.clone(),
            address: agreed.text.address.clone(),
            directions: agreed.text.directions.clone(),
            phone: agreed.text.phone.clone(),
            practice_email: agreed.text.email(),
        },
        patient: AppointmentPatient {
            id: appointment.patient,
            full_name: found.patient_name.clone(),
            email: matches!(party, Party::Patient | Party::Doctor).then(|| found.patient_email.clone()),
        },
        created_at: appointment.created_at,
        begun,
        allowed: Transition::ALL
            .iter()
            .copied()
            // No page and no route has them yet.
            .filter(|transition| !matches!(transition, Transition::Move | Transition::Undo))
            .filter(|transition| appointment.may(party, *transition, now).is_ok())
            .collect(),
        history: Vec::new(),
    }
}

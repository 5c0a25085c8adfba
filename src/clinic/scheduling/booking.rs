//! Booking a visit.

use domain::{
    directory::doctor::Doctor,
    people::policy::{Actor, AsPatient},
    platform::{
        ids::AppointmentId,
        local::{LocalSpan, YEARS},
        problem::Problem,
    },
    scheduling::{
        appointment::{Appointment, Event},
        lifecycle::Status,
        location::Location,
        slots::{self, Busy, NotOffered, Slot, cells},
        visit_type::VisitType,
    },
};
use std::net::IpAddr;

use crate::{
    Caller, Clinic, Result,
    platform::{idempotency::Press, throttle},
    scheduling::{
        appointments,
        availability::{self, DoctorTime, Offering},
        diary::{self, Diary},
        zones,
    },
};
use chrono::{DateTime, Datelike, Duration, Utc};
use contract::{
    directory::photo_path,
    scheduling::{AppointmentDoctor, AppointmentView, BookingRequest, SlotView},
};
use effects::Zone;
use store::{
    ReadTx, StoreError, WriteTx,
    directory::doctor_repo,
    people::patient_repo,
    scheduling::{
        appointment_repo::{self, AppointmentDetails},
        claim_repo, event_repo,
    },
};

/// What a link to book leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Prospect {
    Offered(Box<BookingSummary>),
    Withdrawn(Box<Withdrawn>),
}

/// A visit that the doctor does not offer, or no longer: it was removed while somebody was about to book it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawn {
    pub doctor: AppointmentDoctor,
    /// The reader's own visit at this very time.
    pub booked: Option<AppointmentId>,
    /// The doctor's other visit types, each with the free times nearest to the wish; none without any.
    pub instead: Vec<(VisitType, Vec<SlotView>)>,
}

/// What a patient sees before booking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookingSummary {
    pub doctor: AppointmentDoctor,
    pub visit_type: VisitType,
    pub start: DateTime<Utc>,
    pub local: LocalSpan,
    pub doctor_local: Option<LocalSpan>,
    /// The reader's own visit at this very time, if it is booked already: a look back is not a lost time.
    pub booked: Option<AppointmentId>,
    /// Why it cannot be booked (any more).
    pub rejection: Option<NotOffered>,
    /// Other free times near to it, at most five; filled when this one cannot be booked.
    pub nearest: Vec<SlotView>,
}

/// Free times offered instead of one that is gone.
const NEAREST: usize = 5;
/// Other visit types that are shown with theirs: each costs a look at the claims.
const MOST_INSTEAD: usize = 4;

/// What a patient is about to book, and whether it is still free. Open to visitors: it is shown before signing in.
pub async fn summary(clinic: &Clinic, caller: &Caller, request: &BookingRequest) -> Result<Prospect> {
    let (actor, zone) = (caller.actor(), caller.zone());
    let now = clinic.effects.clock.now();
    within_the_calendar(request.start)?;
    let mut tx = clinic.store.read().await?;
    let time = DoctorTime::load(&mut tx, actor, request.doctor_id, now).await?;
    let Some(offering) = time.offerings.iter().find(|offer| offer.visit_type.id == request.visit_type_id) else {
        let viewer = zone.map_or(Ok(time.first.zone), |zone| zones::parse("time_zone", zone))?;
        let booked = own(&mut tx, actor, request).await?;
        let instead = instead(&mut tx, &time, request.start, viewer, now).await?;
        let doctor = of_visit(&time.doctor, &time.first.location);
        return Ok(Prospect::Withdrawn(Box::new(Withdrawn { doctor, booked, instead })));
    };
    let Offering { visit_type, at } = offering;
    let viewer = zone.map_or(Ok(at.zone), |zone| zones::parse("time_zone", zone))?;
    let end = request.start + Duration::minutes(i64::from(visit_type.minutes));
    let busy = time.busy(&mut tx, request.start, end).await?;
    let rejection = offering.explain(&busy, now, request.start).err();
    let booked = match rejection {
        Some(_) => own(&mut tx, actor, request).await?,
        None => None,
    };
    let nearest = match rejection {
        Some(NotOffered::NoAddress) => Vec::new(),
        Some(_) if booked.is_none() => nearest(&mut tx, &time, offering, request.start, now).await?,
        _ => Vec::new(),
    };
    let local = zones::local_span(request.start, end, viewer);
    Ok(Prospect::Offered(Box::new(BookingSummary {
        doctor_local: zones::other_wall(&local, request.start, end, at.zone),
        local,
        start: request.start,
        booked,
        rejection,
        nearest: nearest.into_iter().map(|slot| availability::view(slot, viewer)).collect::<Vec<SlotView>>(),
        visit_type: visit_type.clone(),
        doctor: of_visit(&time.doctor, &at.location),
    })))
}

fn of_visit(doctor: &Doctor, location: &Location) -> AppointmentDoctor {
    AppointmentDoctor {
        id: doctor.id,
        picture: doctor.has_photo.then(|| photo_path(doctor.id)),
        full_name: doctor.full_name.clone(),
        designation: doctor.designation.clone(),
        time_zone: location.zone.clone(),
        address: location.text.address.clone(),
        directions: location.text.directions.clone(),
        phone: location.text.phone.clone(),
        practice_email: location.text.email(),
    }
}

/// The reader's own visit at that time, booked before.
async fn own(tx: &mut ReadTx, actor: Actor, request: &BookingRequest) -> Result<Option<AppointmentId>> {
    match actor {
        Actor::Patient(patient) => Ok(patient_repo::open_at(tx, patient, request.doctor_id, request.start).await?),
        _ => Ok(None),
    }
}

/// What else the doctor offers, with the free times nearest to the wish.
async fn instead(
    tx: &mut ReadTx,
    time: &DoctorTime,
    wish: DateTime<Utc>,
    viewer: Zone,
    now: DateTime<Utc>,
) -> Result<Vec<(VisitType, Vec<SlotView>)>> {
    let mut instead = Vec::new();
    for offering in time.offered().take(MOST_INSTEAD) {
        let times = nearest(tx, time, offering, wish, now).await?;
        let times: Vec<_> = times.into_iter().map(|slot| availability::view(slot, viewer)).collect();
        if !times.is_empty() {
            instead.push((offering.visit_type.clone(), times));
        }
    }
    Ok(instead)
}

/// The free times nearest to a wish: around it if there are any, else the soonest.
async fn nearest(
    tx: &mut ReadTx,
    time: &DoctorTime,
    offering: &Offering,
    wish: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Vec<Slot>> {
    let (from, to) = (wish - Duration::days(3), wish + Duration::days(14));
    let busy = time.busy(tx, from, to).await?;
    let rules = offering.visit_type.rules();
    let mut around: Vec<Slot> = slots::slots(offering.at.question(&rules, &busy, now), from, to).collect();
    if around.is_empty() {
        let times = std::slice::from_ref(time);
        let soonest = availability::soonest(tx, times, now, NEAREST, |_| Some((offering, rules)));
        return Ok(soonest.await?.into_iter().flatten().collect());
    }
    around.sort_by_key(|slot| (slot.start - wish).abs());
    around.truncate(NEAREST);
    around.sort_unstable();
    Ok(around)
}

/// Books. The same key with the same request gives the same appointment; with another, `IdempotencyMismatch`.
pub async fn book(
    clinic: &Clinic,
    caller: &Caller,
    patient: AsPatient,
    request: BookingRequest,
    idempotency_key: Option<&str>,
) -> Result<AppointmentView> {
    within_the_calendar(request.start)?;
    let press = Press::of(clinic, patient.account(), idempotency_key, "booking", &request)?;
    let wish = Wish { patient, request: &request, press: press.as_ref(), from: caller.address };
    let refused = match write(clinic, wish).await {
        Ok(Ok((appointment, event))) => return appointments::just_booked(clinic, patient, &appointment, &event).await,
        Ok(Err(refused)) => Ok(refused),
        Err(error) => Err(error),
    };
    // The same press again, or twice at once: it was the other one that took the key, and the time.
    if let Some(other) = replay(clinic, wish).await? {
        return appointments::get(clinic, patient.into(), other).await;
    }
    match refused? {
        BookingError::KeyTaken | BookingError::Outdated => Err(Problem::Unavailable.into()),
        BookingError::TimeTaken(slot, doctor_cells) => Err(who_is_busy(clinic, wish, slot, doctor_cells).await?.into()),
    }
}

/// An instant far outside of any calendar overflows as soon as minutes are added to it.
fn within_the_calendar(start: DateTime<Utc>) -> std::result::Result<(), Problem> {
    let reason = match start.year() {
        year if year < *YEARS.start() => NotOffered::Past,
        year if year > *YEARS.end() => NotOffered::TooFar,
        _ => return Ok(()),
    };
    Err(Problem::NotOffered { reason })
}

/// Who wants what, and how the same press of the button is known again.
#[derive(Clone, Copy)]
struct Wish<'a> {
    patient: AsPatient,
    request: &'a BookingRequest,
    press: Option<&'a Press<'a>>,
    from: Option<IpAddr>,
}

/// What was booked with this key before, if anything was.
async fn replay(clinic: &Clinic, wish: Wish<'_>) -> Result<Option<AppointmentId>> {
    let Some(press) = wish.press else { return Ok(None) };
    Ok(press.made(&mut clinic.store.read().await?).await?.map(AppointmentId))
}

/// What was booked and its first event, or why nothing was.
type Attempt = std::result::Result<(AppointmentDetails, Event), BookingError>;

enum BookingError {
    KeyTaken,
    TimeTaken(Slot, std::ops::Range<i64>),
    /// What it was decided on is not what the doctor offers by now.
    Outdated,
}

/// Commits the booking, or nothing. Decided before the transaction, so that others wait for it no longer than they must:
/// first on a copy of what the doctor offers, and when that is outdated or would refuse, on what is read anew. A time that
/// was taken meanwhile is refused by its claims.
async fn write(clinic: &Clinic, wish: Wish<'_>) -> Result<Attempt> {
    let (actor, doctor) = (Actor::Patient(wish.patient.account()), wish.request.doctor_id);
    if let Some(diary) = diary::kept(clinic, actor, doctor)
        && let Ok(offer) = offer(clinic, &diary, wish.request)
    {
        let attempt = write_once(clinic, offer, wish).await?;
        if !matches!(attempt, Err(BookingError::Outdated)) {
            return Ok(attempt);
        }
    }
    let mut attempt = Err(BookingError::Outdated);
    // The doctor may change something between reading and writing, but hardly twice.
    for _ in 0..2 {
        let diary = diary::anew(clinic, actor, doctor).await?;
        attempt = write_once(clinic, offer(clinic, &diary, wish.request)?, wish).await?;
        if !matches!(attempt, Err(BookingError::Outdated)) {
            break;
        }
    }
    Ok(attempt)
}

/// What is asked for, as the doctor offers it.
struct Offer<'a> {
    diary: &'a Diary,
    offering: &'a Offering,
    slot: Slot,
    /// When it was decided.
    now: DateTime<Utc>,
}

/// Is the start offered? As if nothing was taken: the claims say whether it is.
fn offer<'a>(clinic: &Clinic, diary: &'a Diary, request: &BookingRequest) -> Result<Offer<'a>> {
    let now = clinic.effects.clock.now();
    let offering = diary.time.offering(request.visit_type_id)?;
    let slot =
        offering.explain(&Busy::default(), now, request.start).map_err(|reason| Problem::NotOffered { reason })?;
    Ok(Offer { diary, offering, slot, now })
}

async fn write_once(clinic: &Clinic, offer: Offer<'_>, wish: Wish<'_>) -> Result<Attempt> {
    let mut tx = clinic.store.write().await?;
    let attempt = attempt(clinic, &mut tx, offer, wish).await;
    if matches!(attempt, Ok(Ok(_))) {
        tx.commit().await?;
    } else {
        tx.roll_back().await?;
    }
    attempt
}

/// Writes everything that a booking is.
async fn attempt(clinic: &Clinic, tx: &mut WriteTx, offer: Offer<'_>, wish: Wish<'_>) -> Result<Attempt> {
    let Wish { patient, press, from, .. } = wish;
    let Offer { diary, offering: Offering { visit_type, at }, slot, now } = offer;
    let doctor = &diary.time.doctor;
    // Of two bookings of one patient at once, one waits, or neither would count the other's visit: for the row of the
    // patient's attempts, or for the patient's own where nothing is throttled.
    throttle::booking_of(clinic, tx, patient.account()).await?;
    if !clinic.settings.rate_limit {
        patient_repo::hold(tx, patient.account()).await?;
    }
    let rules = visit_type.rules();
    let new = Appointment {
        id: AppointmentId(clinic.effects.rng.id(now)),
        doctor: doctor.id,
        patient: patient.account(),
        visit_type: visit_type.id,
        visit_name: visit_type.name.clone(),
        kind: visit_type.kind,
        price: visit_type.price,
        location: at.location.agreed(),
        start: slot.start,
        end: slot.end,
        buffer_before: rules.buffer_before,
        buffer_after: rules.buffer_after,
        status: Status::Booked,
        version: 1,
        created_at: now,
    };
    let booker = appointment_repo::insert(tx, &new).await?;
    has_room(clinic, &booker)?;
    let event = new.first_event();
    // Before anything can be refused: what refuses must be what the doctor offers now.
    if !event_repo::insert_first(tx, &clinic.effects.rng, &event, &new, doctor.revision).await? {
        return Ok(Err(BookingError::Outdated));
    }
    if let Some(press) = press
        && press.bind(tx, new.id.0, now).await?.is_some()
    {
        return Ok(Err(BookingError::KeyTaken));
    }
    if let Some((doctors, patients)) = new.cells() {
        let claims = [(doctor.account, doctors.clone()), (patient.account(), patients)];
        if taken(claim_repo::insert(tx, new.id.into(), claims).await)? {
            return Ok(Err(BookingError::TimeTaken(slot, doctors)));
        }
    }
    throttle::booking_from(clinic, tx, from).await?;
    Ok(Ok((AppointmentDetails::new(new, doctor, booker), event)))
}

/// May the patient have one more open visit?
fn has_room(clinic: &Clinic, booker: &appointment_repo::Booker) -> Result<()> {
    let limits = clinic.settings.limits;
    for (open, most, with_this_doctor) in
        [(booker.open_with_doctor(), limits.open_visits_per_doctor, true), (booker.open(), limits.open_visits, false)]
    {
        if open >= i64::from(most) {
            return Err(Problem::TooManyVisits { most, with_this_doctor }.into());
        }
    }
    Ok(())
}

fn taken(result: std::result::Result<(), StoreError>) -> std::result::Result<bool, StoreError> {
    match result {
        Ok(()) => Ok(false),
        Err(error) if error.is_taken() => Ok(true),
        Err(error) => Err(error),
    }
}

/// A claim was refused: whose time was it? If both are busy, the doctor's comes first: it helps to choose another time.
async fn who_is_busy(
    clinic: &Clinic,
    wish: Wish<'_>,
    slot: Slot,
    doctor_cells: std::ops::Range<i64>,
) -> Result<Problem> {
    let Wish { patient, request, .. } = wish;
    let mut tx = clinic.store.read().await?;
    let own = cells(slot.start, slot.end);
    let found = claim_repo::cells_of(&mut tx, &[patient.account()], own.start, own.end).await?;
    if found.is_empty() {
        return Ok(Problem::SlotTaken);
    }
    let doctor = doctor_repo::find(&mut tx, request.doctor_id).await?.ok_or(Problem::NotFound)?;
    let theirs = claim_repo::cells_of(&mut tx, &[doctor.account], doctor_cells.start, doctor_cells.end).await?;
    Ok(if theirs.is_empty() { Problem::PatientBusy } else { Problem::SlotTaken })
}

//! Free times: what the slot engine says of the hours and claims in the database.

use std::{collections::HashMap, sync::Arc, time::Instant};

use chrono::{DateTime, Duration, NaiveDate, TimeDelta, Utc};

use crate::{
    Clinic, Error, Result, Seldom,
    scheduling::{diary, zones},
};
use contract::scheduling::{Availability, DaySlots, SlotView};
use domain::{
    directory::doctor::Doctor,
    people::policy::Actor,
    platform::{
        faults::DateFault,
        ids::{AccountId, DoctorId, VisitTypeId},
        problem::Problem,
    },
    scheduling::{
        location::Location,
        schedule::Hours,
        slots::{self, Busy, CELL, NotOffered, Question, Slot, VisitRules},
        visit_type::{VisitKind, VisitType},
    },
};
use effects::Zone;
use store::{
    ReadTx,
    directory::doctor_repo,
    scheduling::{
        claim_repo, location_repo, schedule_repo,
        visit_type_repo::{self, StoredVisitType},
    },
};

/// A search that leaves somebody out may come often.
static UNKNOWN_ZONE: Seldom = Seldom::new();

/// Longest span of dates that may be asked for: the six weeks of a calendar's sheet.
pub const MOST_DAYS: i64 = 42;
/// Wider than any visit's buffers, so that a neighbour's buffer is seen.
const MARGIN: TimeDelta = TimeDelta::hours(12);

/// A doctor's time, loaded: everything that the slot engine asks for but the claims.
pub(crate) struct DoctorTime {
    pub doctor: Doctor,
    /// The location that the profile shows.
    pub first: Arc<OpenLocation>,
    pub offerings: Vec<Offering>,
}

/// A location, its zone and its hours.
pub(crate) struct OpenLocation {
    pub location: Location,
    pub zone: Zone,
    pub hours: Hours,
}

/// A visit type at its location, in whose hours it can be booked.
#[derive(Clone)]
pub(crate) struct Offering {
    pub visit_type: VisitType,
    pub at: Arc<OpenLocation>,
}

impl DoctorTime {
    /// One doctor whom this actor may see: public, or the actor's own.
    pub async fn load(tx: &mut ReadTx, actor: Actor, id: DoctorId, now: DateTime<Utc>) -> Result<Self> {
        let time = Self::read(tx, id, now).await?;
        actor.may_see_doctor(id, time.doctor.is_public())?;
        Ok(time)
    }

    /// One doctor, whoever may see them.
    pub async fn read(tx: &mut ReadTx, id: DoctorId, now: DateTime<Utc>) -> Result<Self> {
        // The revision comes first: what changes while the rest is read makes it the earlier one, never the later.
        let doctor = doctor_repo::find(tx, id).await?.ok_or(Problem::NotFound)?;
        let mut loaded = Self::load_all(tx, vec![doctor], now).await?;
        loaded.pop().ok_or_else(|| Error::failed("read the zone of a doctor's location", id.to_string()))
    }

    /// Many doctors, in the same order, in a fixed number of statements. What is offered at a location whose zone is unknown
    /// to the rules of today is left out, and so is a doctor whose first it is: the zone may be newer than they are, and the
    /// others are to be found all the same.
    pub async fn load_all(tx: &mut ReadTx, doctors: Vec<Doctor>, now: DateTime<Utc>) -> Result<Vec<Self>> {
        let ids: Vec<DoctorId> = doctors.iter().map(|doctor| doctor.id).collect();
        // A day earlier than UTC's: nobody's today is before that.
        let from = (now - TimeDelta::days(1)).date_naive();
        let mut locations = location_repo::of_doctors(tx, &ids).await?;
        let mut hours = schedule_repo::hours_of(tx, &ids, from).await?;
        let mut visit_types = visit_type_repo::offered_by(tx, &ids).await?;
        let mut open = |location: Location| {
            let Some(zone) = zones::known(&location.zone) else {
                if let Some(unsaid) = UNKNOWN_ZONE.say(Instant::now()) {
                    tracing::error!(zone = location.zone, unsaid, "the rules do not know a location's zone; left out");
                }
                return None;
            };
            let hours = hours.remove(&location.id).unwrap_or_default();
            Some(Arc::new(OpenLocation { location, zone, hours }))
        };
        let load = |doctor: Doctor| {
            let known = locations.remove(&doctor.id).unwrap_or_default().into_iter().map(&mut open);
            let known: Vec<Option<Arc<OpenLocation>>> = known.collect();
            let first = known.first().cloned().flatten()?;
            let offering = |StoredVisitType { visit_type, location }| {
                let at = known.iter().flatten().find(|known| known.location.id == location)?.clone();
                Some(Offering { visit_type, at })
            };
            let offerings =
                visit_types.remove(&doctor.id).unwrap_or_default().into_iter().filter_map(offering).collect();
            Some(Self { doctor, first, offerings })
        };
        Ok(doctors.into_iter().filter_map(load).collect())
    }

    pub fn offering(&self, id: VisitTypeId) -> Result<&Offering> {
        self.offerings.iter().find(|offering| offering.visit_type.id == id).ok_or_else(|| Problem::NotFound.into())
    }

    /// What patients can book: nobody is asked to come without being told where.
    pub fn offered(&self) -> impl Iterator<Item = &Offering> {
        self.offerings.iter().filter(|offering| offering.has_place())
    }

    /// A visit type whose times are asked for.
    pub fn offer(&self, id: VisitTypeId) -> Result<&Offering> {
        let offering = self.offering(id)?;
        match offering.has_place() {
            true => Ok(offering),
            false => Err(Problem::NotOffered { reason: NotOffered::NoAddress }.into()),
        }
    }

    /// The claims that bear on starts in `from..to`.
    pub async fn busy(&self, tx: &mut ReadTx, from: DateTime<Utc>, to: DateTime<Utc>) -> Result<Busy> {
        let mut cells = busy_cells(tx, &[self.doctor.account], from, to).await?;
        Ok(Busy::from_cells(&cells.remove(&self.doctor.account).unwrap_or_default()))
    }
}

impl Offering {
    fn has_place(&self) -> bool {
        self.visit_type.has_place(&self.at.location.text.address)
    }

    /// Can this visit start at this instant, and if not, why?
    pub fn explain(
        &self,
        busy: &Busy,
        now: DateTime<Utc>,
        start: DateTime<Utc>,
    ) -> std::result::Result<Slot, NotOffered> {
        if !self.has_place() {
            return Err(NotOffered::NoAddress);
        }
        slots::explain(self.at.question(&self.visit_type.rules(), busy, now), start)
    }
}

impl OpenLocation {
    pub fn question<'a>(&'a self, rules: &'a VisitRules, busy: &'a Busy, now: DateTime<Utc>) -> Question<'a, Zone> {
        Question { zone: &self.zone, hours: &self.hours, rules, busy, now }
    }
}

async fn busy_cells(
    tx: &mut ReadTx,
    people: &[AccountId],
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<HashMap<AccountId, Vec<i64>>> {
    let (from, to) = ((from - MARGIN).timestamp() / CELL, (to + MARGIN).timestamp() / CELL);
    Ok(claim_repo::cells_of(tx, people, from, to).await?)
}

/// Free times of a public doctor on the viewer's dates `from..=to`, at most [`MOST_DAYS`].
pub async fn slots(
    clinic: &Clinic,
    actor: Actor,
    doctor: DoctorId,
    visit_type: VisitTypeId,
    from: NaiveDate,
    to: NaiveDate,
    zone: &str,
) -> Result<Availability> {
    let viewer = zones::parse("time_zone", zone)?;
    if to < from {
        return Err(Problem::field("to", DateFault::LastBeforeFirst).into());
    }
    if (to - from).num_days() >= MOST_DAYS {
        return Err(Problem::field("to", DateFault::TooManyDays { most: MOST_DAYS }).into());
    }
    let now = clinic.effects.clock.now();
    let diary = diary::of(clinic, actor, doctor).await?;
    let time = &diary.time;
    let Offering { visit_type, at } = time.offer(visit_type)?;
    let rules = visit_type.rules();
    let (start, end) = slots::span_of_dates(&viewer, from, to);
    let busy = diary::busy(clinic, &diary).await?;
    let mut days: Vec<DaySlots> =
        from.iter_days().take_while(|date| *date <= to).map(|date| DaySlots { date, slots: Vec::new() }).collect();
    for slot in slots::slots(at.question(&rules, &busy, now), start, end) {
        let view = view(slot, viewer);
        let day = usize::try_from((view.local.date() - from).num_days()).ok().and_then(|n| days.get_mut(n));
        if let Some(day) = day {
            day.slots.push(view);
        }
    }
    Ok(Availability { time_zone: viewer.name().to_owned(), days })
}

/// The next free times, at most `most`, in the viewer's zone.
pub async fn next_free(
    clinic: &Clinic,
    actor: Actor,
    doctor: DoctorId,
    visit_type: VisitTypeId,
    zone: &str,
    most: usize,
) -> Result<Vec<SlotView>> {
    let viewer = zones::parse("time_zone", zone)?;
    let now = clinic.effects.clock.now();
    let diary = diary::of(clinic, actor, doctor).await?;
    let Offering { visit_type, at } = diary.time.offer(visit_type)?;
    let rules = visit_type.rules();
    let busy = diary::busy(clinic, &diary).await?;
    // Nothing later can be booked.
    let end = now + Duration::days(i64::from(rules.booking_window_days) + 1);
    let found = slots::slots(at.question(&rules, &busy, now), now, end);
    Ok(found.take(most).map(|slot| view(slot, viewer)).collect())
}

/// Days ahead that are looked at, one span after another, until enough is found: most doctors are free within days, so
/// that the claims of a whole year are hardly ever read. The number of statements is bounded by the number of spans.
const SPANS: [i64; 5] = [3, 14, 45, 120, 367];

/// The soonest free times of each doctor, at most `most` each, of what `choose` picks and by these rules.
pub(crate) async fn soonest<'a>(
    tx: &mut ReadTx,
    times: &'a [DoctorTime],
    now: DateTime<Utc>,
    most: usize,
    choose: impl Fn(&'a DoctorTime) -> Option<(&'a Offering, VisitRules)>,
) -> Result<Vec<Vec<Slot>>> {
    let mut found: Vec<Vec<Slot>> = vec![Vec::new(); times.len()];
    let mut from = now;
    for days in SPANS {
        let to = now + Duration::days(days);
        let open: Vec<(usize, &DoctorTime, &Offering, VisitRules)> = times
            .iter()
            .enumerate()
            .filter(|(n, _)| found[*n].len() < most)
            .filter_map(|(n, time)| choose(time).map(|(offering, rules)| (n, time, offering, rules)))
            .filter(|(.., rules)| now + Duration::days(i64::from(rules.booking_window_days)) >= from)
            .collect();
        if open.is_empty() {
            break;
        }
        let people: Vec<AccountId> = open.iter().map(|(_, time, ..)| time.doctor.account).collect();
        let mut cells = busy_cells(tx, &people, from, to).await?;
        for (n, time, offering, rules) in open {
            let busy = Busy::from_cells(&cells.remove(&time.doctor.account).unwrap_or_default());
            let more = most - found[n].len();
            found[n].extend(slots::slots(offering.at.question(&rules, &busy, now), from, to).take(more));
        }
        from = to;
    }
    Ok(found)
}

/// What a card shows times of: the first, or the first of the wanted kind; rather one whose location has weekly hours.
pub(crate) fn first_of_kind(time: &DoctorTime, kind: Option<VisitKind>) -> Option<&Offering> {
    let of_kind = || time.offered().filter(|offering| kind.is_none_or(|kind| offering.visit_type.kind == kind));
    of_kind().find(|offering| !offering.at.hours.is_never()).or_else(|| of_kind().next())
}

pub(crate) fn view(slot: Slot, viewer: Zone) -> SlotView {
    let (local, local_offset) = zones::wall(slot.start, viewer);
    SlotView { start: slot.start, local, local_offset }
}

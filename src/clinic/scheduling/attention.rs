//! What a doctor has to see to, on the pages of the practice.

use crate::{
    Clinic, Result,
    scheduling::{
        appointments::{account_zone, zone_of},
        zones,
    },
};
use chrono::TimeDelta;
use domain::{
    people::policy::AsDoctor,
    platform::{
        ids::{AppointmentId, LocationId},
        local::LocalSpan,
    },
    scheduling::{
        attention::{Outside, outside},
        location::Location,
        schedule::Hours,
        slots::start_of_day,
        visit_type::VisitKind,
    },
};
use std::collections::HashMap;
use store::scheduling::{
    location_repo,
    practice_repo::{self, OpenVisit},
    schedule_repo,
};

/// A visit, as briefly as one names it.
#[derive(Clone, PartialEq, Eq)]
pub struct NamedAppointment {
    pub id: AppointmentId,
    pub patient: String,
    /// On the doctor's wall.
    pub local: LocalSpan,
    pub why: Option<Outside>,
}

domain::shows_only!(NamedAppointment { id, why });

/// The first visits of a kind, and how many more there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NamedAppointments {
    pub first: Vec<NamedAppointment>,
    pub more: usize,
}

impl NamedAppointments {
    pub fn total(&self) -> usize {
        self.first.len() + self.more
    }
}

/// What a doctor has to see to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attention {
    /// All booked visits to come that the hours no longer hold, soonest first.
    pub outside: Vec<NamedAppointment>,
    /// All booked visits to come whose patients were told to come to another address than the location has now, soonest
    /// first.
    pub elsewhere: Vec<NamedAppointment>,
    /// Visits of earlier days that are still open, latest first.
    pub unmarked: NamedAppointments,
}

/// So many of those that were never marked are named; of the others it is said how many they are.
const NAMED: usize = 12;

/// Visits that the hours of the actor's locations no longer hold, or that were agreed at another address, and those of
/// earlier days that were never marked.
pub async fn of_practice(clinic: &Clinic, own: AsDoctor) -> Result<Attention> {
    let now = clinic.effects.clock.now();
    let mut tx = clinic.store.read().await?;
    let zone = account_zone(&mut tx, own.account()).await?;
    let today = now.with_timezone(&zone).date_naive();
    let locations = location_repo::of_doctors(&mut tx, &[own.doctor()]).await?.remove(&own.doctor());
    let locations: HashMap<LocationId, Location> =
        locations.unwrap_or_default().into_iter().map(|location| (location.id, location)).collect();
    let hours = schedule_repo::hours_of(&mut tx, &[own.doctor()], (now - TimeDelta::days(1)).date_naive()).await?;
    let to_come = practice_repo::to_come(&mut tx, own.doctor(), now).await?;
    let (left_open, found) = practice_repo::left_open(&mut tx, own.doctor(), start_of_day(&zone, today), NAMED).await?;
    let named = |visit: &OpenVisit, why: Option<Outside>| NamedAppointment {
        id: visit.id,
        patient: visit.patient.clone(),
        local: zones::local_span(visit.start, visit.end, zone),
        why,
    };
    let mut attention = Attention::default();
    for visit in &to_come {
        let Some(location) = locations.get(&visit.location) else { continue };
        let never = Hours::default();
        let hours = hours.get(&location.id).unwrap_or(&never);
        if let Some(why) = outside(&zone_of(&location.zone)?, hours, visit.start, visit.end) {
            attention.outside.push(named(visit, Some(why)));
        }
        if visit.kind == VisitKind::InPerson && visit.address != location.text.address {
            attention.elsewhere.push(named(visit, None));
        }
    }
    let first: Vec<_> = left_open.iter().map(|visit| named(visit, None)).collect();
    let more = found.saturating_sub(first.len());
    attention.unmarked = NamedAppointments { first, more };
    Ok(attention)
}

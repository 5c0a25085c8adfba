//! What a doctor has to see to, on the pages of the practice.

use crate::{
    Clinic, Result,
    scheduling::{appointments::zone_of, zones},
};
use chrono::TimeDelta;
use domain::{
    people::policy::AsDoctor,
    platform::{ids::AppointmentId, local::LocalSpan, problem::Problem},
    scheduling::{
        attention::{Outside, outside},
        slots::start_of_day,
    },
};
use store::{
    directory::doctor_repo,
    scheduling::{
        practice_repo::{self, OpenVisit},
        schedule_repo,
    },
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
    /// Visits of earlier days that are still open, latest first.
    pub unmarked: NamedAppointments,
}

/// So many of those that were never marked are named; of the others it is said how many they are.
const NAMED: usize = 12;

/// Visits that the actor's hours no longer hold, and those of earlier days that were never marked.
pub async fn of_practice(clinic: &Clinic, own: AsDoctor) -> Result<Attention> {
    let now = clinic.effects.clock.now();
    let mut tx = clinic.store.read().await?;
    let doctor = doctor_repo::find(&mut tx, own.doctor()).await?.ok_or(Problem::NotFound)?;
    let zone = zone_of(&doctor.time_zone)?;
    let today = now.with_timezone(&zone).date_naive();
    let hours = schedule_repo::hours_of(&mut tx, &[own.doctor()], (now - TimeDelta::days(1)).date_naive()).await?;
    let hours = hours.into_values().next().unwrap_or_default();
    let to_come = practice_repo::to_come(&mut tx, own.doctor(), now).await?;
    let (left_open, found) = practice_repo::left_open(&mut tx, own.doctor(), start_of_day(&zone, today), NAMED).await?;
    let named = |visit: OpenVisit, why: Option<Outside>| NamedAppointment {
        id: visit.id,
        patient: visit.patient,
        local: zones::local_span(visit.start, visit.end, zone),
        why,
    };
    let held = |visit: OpenVisit| {
        let why = outside(&zone, &hours, visit.start, visit.end)?;
        Some(named(visit, Some(why)))
    };
    let unmarked: Vec<_> = left_open.into_iter().map(|visit| named(visit, None)).collect();
    let more = found.saturating_sub(unmarked.len());
    Ok(Attention {
        outside: to_come.into_iter().filter_map(held).collect(),
        unmarked: NamedAppointments { first: unmarked, more },
    })
}

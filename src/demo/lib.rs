//! Demo data: a clinic that looks lived in. Made up, drawn, and the same for the same day.
//!
//! [`plan`] is pure: from the date to everything that will be written. [`fill`] writes it in one transaction.

pub mod people;
pub mod portrait;
mod practice;
mod texts;
mod visits;

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use chrono::{DateTime, Datelike, Duration, Utc};
use rand::{RngExt, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use uuid::{Builder, Uuid};

use self::{
    people::People,
    practice::{doctors, midnight},
    texts::PLACES,
    visits::Book,
};
pub use self::{practice::DemoDoctor, visits::DemoVisit};
use clinic::{Clinic, Result};
use domain::{
    directory::{doctor::Doctor, listing::Listing},
    people::{
        account::{Account, Role},
        faults::AccountFault,
    },
    platform::{fold, ids::AccountId, problem::Problem},
};
use effects::Zone;
use store::{demo_repo, insight::aggregate_repo, people::account_repo};

/// The three accounts that a visitor of the demo signs in with.
pub const PATIENT_EMAIL: &str = "patient@demo.example";
pub const DOCTOR_EMAIL: &str = "doctor@demo.example";
pub const ADMIN_EMAIL: &str = "admin@demo.example";
/// The password of every demo account.
pub const PASSWORD: &str = "anteroom-demo";

const PATIENTS: usize = 200;
/// People are the same every day; only their calendars move on.
const PEOPLE_SEED: u64 = 0x0A17_E200;

/// An account of the demo.
#[derive(Clone, Debug, PartialEq)]
pub struct DemoAccount {
    pub id: AccountId,
    pub role: Role,
    pub email: String,
    pub full_name: String,
    pub zone: Zone,
    pub created_at: DateTime<Utc>,
}

/// Everything that the demo consists of.
#[derive(Clone, Debug)]
pub struct DemoPlan {
    /// Patients first, the demo patient at their head; then doctors in the order of `doctors`; then the admin.
    pub accounts: Vec<DemoAccount>,
    pub doctors: Vec<DemoDoctor>,
    /// By start.
    pub visits: Vec<DemoVisit>,
}

/// How much was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filled {
    pub patients: usize,
    pub doctors: usize,
    pub visits: usize,
}

/// The demo as it stands on the (UTC) date of `now`: the same for the same date.
pub fn plan(now: DateTime<Utc>) -> DemoPlan {
    let today = now.date_naive();
    let mut rng = StdRng::seed_from_u64(PEOPLE_SEED);
    let mut people = People::default();
    let doctors = doctors(&mut rng, &mut people, today);
    let patients: Vec<_> = (0..PATIENTS).map(|n| patient(&mut rng, &mut people, midnight(today), n)).collect();
    let admin = DemoAccount {
        id: AccountId(id(&mut rng)),
        role: Role::Admin,
        email: ADMIN_EMAIL.to_owned(),
        full_name: "Robin Keller".to_owned(),
        zone: zone("Europe/Berlin"),
        created_at: midnight(today) - Duration::days(520),
    };
    let mut rng = StdRng::seed_from_u64(PEOPLE_SEED ^ u64::from(today.num_days_from_ce().unsigned_abs()));
    let visits = Book::new(&mut rng, today, admin.id, &patients, &doctors).fill();
    let of_doctors = doctors.iter().map(|doctor| DemoAccount {
        id: doctor.account,
        role: Role::Doctor,
        email: doctor.person.email.clone(),
        full_name: doctor.person.full_name.clone(),
        zone: doctor.zone,
        created_at: doctor.created_at,
    });
    let accounts = patients.iter().cloned().chain(of_doctors).chain([admin]).collect();
    DemoPlan { accounts, doctors, visits }
}

fn patient(rng: &mut StdRng, people: &mut People, midnight: DateTime<Utc>, n: usize) -> DemoAccount {
    let mut person = match n {
        0 => people.named("Noor", "Haddad", true).unwrap_or_else(|| people.next(rng)),
        _ => people.next(rng),
    };
    if n == 0 {
        person.email = PATIENT_EMAIL.to_owned();
    }
    // Most have been here since before the visits begin; some are new.
    let days = if n > 0 && rng.random_bool(0.3) { 2..91 } else { 130..400 };
    DemoAccount {
        id: AccountId(id(rng)),
        role: Role::Patient,
        email: person.email,
        full_name: person.full_name,
        zone: zone(if n == 0 { "Europe/Berlin" } else { PLACES.choose(rng).map_or("UTC", |place| place.zone) }),
        created_at: midnight - Duration::minutes(rng.random_range(days.start * 1440..days.end * 1440)),
    }
}

/// A zone that there is.
fn zone(name: &str) -> Zone {
    Zone::named(name).unwrap_or(Zone::UTC)
}

fn id(rng: &mut StdRng) -> Uuid {
    Builder::from_random_bytes(rng.random()).into_uuid()
}

/// Fills an empty database with the demo; refuses any other.
pub async fn fill(clinic: &Clinic) -> Result<Filled> {
    let plan = plan(clinic.effects.clock.now());
    let password_hash = clinic.effects.passwords.hash(PASSWORD, &clinic.effects.rng).await?;
    let mut tx = clinic.store.write().await?;
    if account_repo::count(&mut tx).await? > 0 {
        return Err(other_accounts().into());
    }
    write(&mut tx, &plan, &password_hash).await?;
    tx.commit().await?;
    Ok(Filled { patients: PATIENTS, doctors: plan.doctors.len(), visits: plan.visits.len() })
}

/// As [`fill`], but a database that holds the demo already is left as it is, with whatever visitors have done in it.
pub async fn fill_if_empty(clinic: &Clinic) -> Result<Option<Filled>> {
    if is_here(clinic).await? { Ok(None) } else { fill(clinic).await.map(Some) }
}

/// Does this database hold the demo? Then every page says so, however the server was started.
pub async fn is_here(clinic: &Clinic) -> Result<bool> {
    let mut tx = clinic.store.read().await?;
    let admin = account_repo::find_by_email(&mut tx, ADMIN_EMAIL).await?;
    // Anybody may register that address as a patient.
    Ok(admin.is_some_and(|account| account.role == Role::Admin))
}

fn other_accounts() -> Problem {
    Problem::conflict(AccountFault::AccountsExist)
}

async fn write(tx: &mut store::WriteTx, plan: &DemoPlan, password_hash: &str) -> Result<()> {
    let accounts: Vec<_> = plan
        .accounts
        .iter()
        .map(|account| Account {
            id: account.id,
            role: account.role,
            email: account.email.clone(),
            password_hash: password_hash.to_owned(),
            full_name: account.full_name.clone(),
            time_zone: account.zone.name().to_owned(),
            created_at: account.created_at,
        })
        .collect();
    demo_repo::accounts(tx, &accounts).await?;
    write_doctors(tx, &plan.doctors).await?;

    let doctors: HashMap<_, _> = plan.doctors.iter().map(|doctor| (doctor.id, doctor)).collect();
    let appointment = |visit: &DemoVisit| {
        let doctor = doctors.get(&visit.appointment.doctor)?;
        let (specialty, _) = doctor.specialties.first()?;
        Some((visit.appointment.clone(), *specialty, doctor.zone))
    };
    let appointments: Vec<_> = plan.visits.iter().filter_map(appointment).collect();
    demo_repo::appointments(tx, &appointments).await?;
    let events: Vec<_> = plan.visits.iter().flat_map(|visit| visit.events.iter().cloned()).collect();
    demo_repo::events(tx, &events).await?;
    // Past cells are swept in any case, but a visit of today may have begun: it claims all of its time.
    let mut claims: Vec<_> = plan.visits.iter().flat_map(claims).collect();
    claims.sort_unstable();
    demo_repo::claims(tx, &claims).await?;
    aggregate_repo::rebuild(tx).await?;
    Ok(())
}

async fn write_doctors(tx: &mut store::WriteTx, doctors: &[DemoDoctor]) -> Result<()> {
    let rows: Vec<_> = doctors.iter().map(row).collect();
    demo_repo::doctors(tx, &rows).await?;
    demo_repo::locations(tx, &doctors.iter().map(|doctor| doctor.location.clone()).collect::<Vec<_>>()).await?;
    let each = |doctor: &DemoDoctor| {
        let id = doctor.id;
        (0i64..).zip(doctor.specialties.clone()).map(move |(position, (specialty, _))| (id, specialty, position))
    };
    demo_repo::specialties(tx, &doctors.iter().flat_map(each).collect::<Vec<_>>()).await?;
    let each = |doctor: &DemoDoctor| (doctor.id, doctor.photo.clone());
    demo_repo::photos(tx, &doctors.iter().map(each).collect::<Vec<_>>()).await?;
    let mut windows = Vec::new();
    let mut exceptions = Vec::new();
    let mut visit_types = Vec::new();
    for doctor in doctors {
        let at = (doctor.id, doctor.location.id);
        for (weekday, day) in (0i64..).zip(&doctor.hours.weekly) {
            windows.extend(day.iter().map(|window| (at, weekday, *window)));
        }
        exceptions.extend(doctor.hours.exceptions.iter().map(|(date, day)| (at, *date, day.clone())));
        // A millisecond apart: the order in which they were made is the order in which they are offered.
        let made = (0..).map(|n| doctor.created_at + Duration::milliseconds(n));
        visit_types.extend(made.zip(&doctor.visit_types).map(|(made, visit)| (at, visit.clone(), made)));
    }
    demo_repo::windows(tx, &windows).await?;
    demo_repo::exceptions(tx, &exceptions).await?;
    demo_repo::visit_types(tx, &visit_types).await?;
    Ok(())
}

/// A doctor as it is stored, and the text that the directory searches in.
fn row(doctor: &DemoDoctor) -> (Doctor, String) {
    let specialties = doctor.specialties.iter().map(|(id, name)| (*id, *name));
    let search = fold::doctor(&doctor.person.full_name, &doctor.designation, specialties);
    let row = Doctor {
        id: doctor.id,
        account: doctor.account,
        full_name: doctor.person.full_name.clone(),
        email: doctor.person.email.clone(),
        designation: doctor.designation.clone(),
        experience_years: doctor.experience_years,
        about: doctor.about.clone(),
        time_zone: doctor.zone.name().to_owned(),
        revision: 0,
        languages: doctor.languages.clone(),
        created_at: doctor.created_at,
        has_hours: true,
        has_visit_type: true,
        has_offer: true,
        listing: Listing::Listed,
        has_photo: true,
    };
    (row, search)
}

/// The cells that a visit still to come (or under way) claims of doctor and patient.
fn claims(visit: &DemoVisit) -> Vec<(AccountId, i64, domain::platform::ids::AppointmentId)> {
    let new = &visit.appointment;
    let Some((doctors, patients)) = new.cells().filter(|_| new.status.is_open()) else { return Vec::new() };
    let of_doctor = doctors.map(|cell| (visit.doctor_account, cell, new.id));
    of_doctor.chain(patients.map(|cell| (new.patient, cell, new.id))).collect()
}

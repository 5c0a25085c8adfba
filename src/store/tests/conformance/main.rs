//! One suite for both engines: what holds on SQLite holds on Postgres.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "all of this crate is tests")]

mod claims;
mod currency;
mod directory;
mod engine;
mod entries;
mod lists;
mod locations;
mod names;
mod people;
mod relay;
mod specialties;
mod statistics;
mod throttle;
mod unknown;
mod visits;

use std::{future::Future, sync::Arc};

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use clinic::{Clinic, Settings};
use domain::{
    directory::{doctor::Doctor, listing::Listing, meant::Vocabulary},
    people::{
        account::{Account, Role},
        sealed::Sealed,
    },
    platform::{
        currency::Currency,
        ids::{AccountId, AppointmentId, DoctorId, LocationId, VisitTypeId},
        local::instant,
        page::PageRequest,
        price::Price,
    },
    scheduling::{
        appointment::{Appointment, Event, Step},
        lifecycle::{Party, Status},
        location::{Location, LocationText},
        visit_type::{VisitKind, VisitType},
    },
};
use effects::{Effects, Rng};
use store::{
    Store, WriteTx,
    directory::{doctor_repo, specialty_repo},
    people::account_repo,
    scheduling::{
        appointment_repo, claim_repo, event_repo,
        location_repo::{self, LocationKey},
        visit_type_repo,
    },
};
use testing::postgres::Database;

/// Runs a test on a fresh, migrated database of each engine.
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                $crate::on_sqlite(super::$name).await;
            })+
        }
        mod on_postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                $crate::on_postgres(super::$name).await;
            })+
        }
    };
}
use on_both;

async fn on_sqlite<F: Future<Output = ()>>(test: impl FnOnce(Store) -> F) {
    let folder = std::env::temp_dir().join(format!("anteroom-store-{}", fresh()));
    let store = open(&format!("sqlite://{}", folder.join("test.db").display())).await;
    test(store.clone()).await;
    store.close().await;
    std::fs::remove_dir_all(folder).expect("the folder can be removed");
}

async fn on_postgres<F: Future<Output = ()>>(test: impl FnOnce(Store) -> F) {
    let database = Database::create().await;
    let store = open(&database.url).await;
    test(store.clone()).await;
    store.close().await;
    database.drop().await;
}

async fn open(url: &str) -> Store {
    let store = Store::open(url).await.expect("the database opens");
    assert!(!store.is_migrated().await.expect("it answers"));
    store.migrate().await.expect("it migrates");
    assert!(store.is_migrated().await.expect("it answers"));
    store
}

#[expect(clippy::disallowed_methods, reason = "ids that no other test has")]
fn fresh() -> Uuid {
    Uuid::new_v4()
}

/// 2026-11-23T08:00:00Z
fn today() -> DateTime<Utc> {
    instant(1_795_420_800_000)
}

fn page(page: u32, per_page: u32) -> PageRequest {
    PageRequest { page, per_page, after: None }
}

async fn account(tx: &mut WriteTx, role: Role, email: &str) -> AccountId {
    let id = AccountId(fresh());
    let account = Account {
        id,
        role,
        email: email.into(),
        password_hash: "x".into(),
        full_name: format!("Person 50%_of {email}"),
        time_zone: "Europe/Berlin".into(),
        created_at: today(),
    };
    account_repo::insert(tx, &account).await.expect("an account");
    id
}

/// A clinic on this database, in a world that stands still.
fn clinic_on(store: Store) -> Clinic {
    let settings = Settings {
        base_url: "https://clinic.example".into(),
        mail_from: "Clinic <no-reply@clinic.example>".into(),
        rate_limit: false,
        shared_networks: Vec::new(),
        demo: true,
        limits: Default::default(),
    };
    Clinic {
        store,
        effects: Effects::for_tests(today(), 3),
        settings: Arc::new(settings),
        diaries: Default::default(),
        pages: Default::default(),
        vocabulary: Default::default(),
    }
}

/// What is meant by which word, as this database says.
async fn vocabulary(store: &Store) -> Vocabulary {
    let mut read = store.read().await.expect("a connection");
    Vocabulary::of(specialty_repo::all(&mut read).await.expect("specialties"))
}

/// A doctor with one visit type and a patient.
struct Practice {
    doctor: DoctorId,
    account: AccountId,
    location: Location,
    visit_type: VisitTypeId,
    patient: AccountId,
}

async fn practice(store: &Store) -> Practice {
    let mut tx = store.write().await.expect("a transaction");
    let owner = account(&mut tx, Role::Doctor, "doctor@clinic.example").await;
    let patient = account(&mut tx, Role::Patient, "patient@clinic.example").await;
    let doctor = Doctor {
        id: DoctorId(fresh()),
        account: owner,
        full_name: String::new(),
        email: String::new(),
        designation: "Cardiologist".into(),
        experience_years: 7,
        about: "Listens.".into(),
        time_zone: String::new(),
        revision: 0,
        languages: vec!["de".into(), "en".into()],
        created_at: today(),
        has_hours: false,
        has_visit_type: false,
        has_offer: false,
        listing: Listing::Draft,
        has_photo: false,
    };
    let location = location(doctor.id, 0, "1 Test Street", "Europe/Vienna");
    doctor_repo::insert(&mut tx, &doctor, " a cardiologist").await.expect("a doctor");
    location_repo::insert(&mut tx, &location).await.expect("a location");
    doctor_repo::set_specialties(&mut tx, doctor.id, &["cardiology".into()]).await.expect("specialties");
    let visit = visit_type(VisitTypeId(fresh()));
    visit_type_repo::insert(&mut tx, (doctor.id, location.id), &visit, today()).await.expect("a visit type");
    tx.commit().await.expect("committed");
    Practice { doctor: doctor.id, account: owner, location, visit_type: visit.id, patient }
}

fn location(doctor: DoctorId, position: u16, address: &str, zone: &str) -> Location {
    let text = LocationText {
        name: "Old town".into(),
        address: address.into(),
        town: "Vienna".into(),
        phone: "+43 1 123456".into(),
        email: "desk@clinic.example".into(),
        directions: "Second floor".into(),
    };
    Location { id: LocationId(fresh()), doctor, position, text, zone: zone.into() }
}

fn visit_type(id: VisitTypeId) -> VisitType {
    VisitType {
        id,
        name: "Check-up".into(),
        minutes: 30,
        buffer_before_minutes: 0,
        buffer_after_minutes: 10,
        minimum_notice_minutes: 60,
        booking_window_days: 90,
        kind: VisitKind::InPerson,
        price: Some(Price::new(4550, Currency::EUR)),
    }
}

impl Practice {
    /// The only location.
    fn at(&self) -> LocationKey {
        (self.doctor, self.location.id)
    }

    /// A visit of half an hour, not stored yet.
    fn visit(&self, start: DateTime<Utc>) -> Appointment {
        Appointment {
            id: AppointmentId(fresh()),
            doctor: self.doctor,
            patient: self.patient,
            visit_type: self.visit_type,
            visit_name: "Check-up".into(),
            kind: VisitKind::InPerson,
            price: None,
            location: self.location.agreed(),
            start,
            end: start + TimeDelta::minutes(30),
            buffer_before: 0,
            buffer_after: 10,
            status: Status::Booked,
            version: 1,
            created_at: today(),
        }
    }

    /// A booked visit of half an hour with its first event and its claims.
    async fn book(&self, tx: &mut WriteTx, start: DateTime<Utc>) -> AppointmentId {
        let new = self.visit(start);
        let id = new.id;
        appointment_repo::insert(tx, &new).await.expect("an appointment");
        event_repo::insert(tx, &rng(), &event(id, 1, None, Status::Booked), &new).await.expect("an event");
        let first = start.timestamp() / 300;
        let claims = [(self.account, first..first + 8), (self.patient, first..first + 6)];
        claim_repo::insert(tx, id.into(), claims).await.expect("claims");
        id
    }
}

fn rng() -> Rng {
    Rng::from_system()
}

fn event(appointment: AppointmentId, version: i64, from: Option<Status>, to: Status) -> Event {
    Event {
        appointment,
        version,
        what: if from.is_none() { Step::Booked } else { Step::Completed },
        from,
        to,
        party: Party::Patient,
        actor: None,
        at: today(),
        reason: Some(Sealed::new("é 🙂".to_owned())),
    }
}

//! What may go wrong between a copy, a change and whoever acts on the copy.

use std::{
    future::Future,
    pin::{Pin, pin},
    task::{Context, Poll},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use clinic::{Caller, Error, insight::integrity, scheduling::booking};
use contract::scheduling::{AppointmentView, BookingRequest};
use domain::{
    people::policy::Actor,
    platform::{
        currency::Currency,
        ids::{AccountId, DoctorId, VisitTypeId},
        price::Price,
        problem::Problem,
    },
};
use serde_json::json;
use store::{
    Change, Store, Topic,
    scheduling::{location_repo, schedule_repo},
};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{
    client::Client,
    world::{Doctor, World, on_both},
};
use testing::postgres::Database;

on_both! {
    a_commit_whose_request_went_away_is_told,
}

const PATIENCE: Duration = Duration::from_secs(60);

/// Nothing in here waits without end.
async fn within<T>(work: impl Future<Output = T>) -> T {
    timeout(PATIENCE, work).await.expect("it happens in time")
}

async fn id(client: &Client) -> Uuid {
    client.get("me").await.expect(200).text("id").parse().expect("an id")
}

fn wish(doctor: &Doctor, start: DateTime<Utc>) -> BookingRequest {
    BookingRequest {
        doctor_id: DoctorId(doctor.id.parse().expect("an id")),
        visit_type_id: VisitTypeId(doctor.visit_type.parse().expect("an id")),
        start,
    }
}

/// Polls so often, and then lets go: as when the browser closes the connection.
struct LetGo<F>(Pin<Box<F>>, usize);

impl<F: Future> Future for LetGo<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if self.1 == 0 {
            return Poll::Ready(None);
        }
        self.1 -= 1;
        let ready = self.0.as_mut().poll(cx);
        if ready.is_pending() && self.1 == 0 {
            return Poll::Ready(None);
        }
        ready.map(Some)
    }
}

/// Whenever a request is let go of, what it committed is told to open pages and ends the copies.
async fn a_commit_whose_request_went_away_is_told(world: World) {
    let doctor = world.doctor("Grace").await;
    let starts = world.free_starts(&doctor).await;
    let store = world.clinic.store.clone();
    let doctor_id = DoctorId(doctor.id.parse().expect("an id"));
    let (mut untold, mut through) = (Vec::new(), 0);
    for (n, start) in starts.into_iter().enumerate().skip(1) {
        let patient = Actor::Patient(AccountId(id(&world.patient(&format!("Patient {n}")).await).await))
            .as_patient()
            .expect("a patient");
        let mut changes = store.bus().listen(&[Topic::Times(doctor_id)]);
        let clinic = world.clinic.clone();
        let request = wish(&doctor, start);
        let booked =
            LetGo(Box::pin(async move { booking::book(&clinic, &Caller::default(), patient, request, None).await }), n)
                .await;
        // What was left behind has ended when the next can write.
        within(store.write()).await.expect("a transaction").roll_back().await.expect("undone");
        let taken = !world.free_after(&doctor, start).await;
        if taken && timeout(PATIENCE, changes.next()).await.is_err() {
            untold.push(n);
        }
        through += usize::from(booked.is_some());
        if through > 2 {
            break;
        }
    }
    assert!(through > 0, "the last ones go through");
    assert!(untold.is_empty(), "let go of at these steps, a booking was made and nobody was told: {untold:?}");
}

impl World {
    /// Is the time free, by the database?
    async fn free_after(&self, doctor: &Doctor, start: DateTime<Utc>) -> bool {
        let visits = self.admin().await.get("appointments?per_page=100").await.expect(200);
        let at = json!(start);
        !visits.items().iter().any(|visit| visit["start"] == at && visit["doctor"]["id"] == doctor.id.as_str())
    }
}

/// The doctor has closed a day, and was told so; only then the booking that waited for the writer goes on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_booking_that_waited_meets_the_hours_as_they_are_now() {
    crate::world::on_sqlite(|world| async move {
        let doctor = world.doctor("Grace").await;
        let patient = Actor::Patient(AccountId(id(&world.patient("Ada").await).await)).as_patient().expect("a patient");
        let start = world.free_start(&doctor, 20).await;
        let request = wish(&doctor, start);
        let mut tx = world.clinic.store.write().await.expect("a transaction");
        let at = location_repo::first(&mut tx, request.doctor_id).await.expect("a query").expect("a location");
        schedule_repo::put_exceptions(&mut tx, (at.doctor, at.id), start.date_naive()..=start.date_naive(), &[], "")
            .await
            .expect("closed");
        tx.changes(Change::Doctor(request.doctor_id));
        let caller = Caller::default();
        let mut booking = pin!(booking::book(&world.clinic, &caller, patient, request, None));
        // It has its copy and waits for the writer.
        assert!(futures_util::poll!(booking.as_mut()).is_pending());
        tx.commit().await.expect("committed");
        let answer = within(booking).await;
        let refused = matches!(answer, Err(Error::Problem(Problem::NotOffered { .. })));
        assert!(refused, "booked on a day that was closed before: {answer:?}");
    })
    .await;
}

/// Two processes on one Postgres: the second has not yet heard of what the first has saved. What the second answers to
/// a booking then, and how many statements that takes.
async fn booked_elsewhere(change: impl AsyncFnOnce(&World, &Doctor)) -> (Result<AppointmentView, Error>, u64) {
    let database = Database::create().await;
    let (here, there) = (World::open(&database.url).await, World::open(&database.url).await);
    let doctor = here.doctor("Grace").await;
    let patient = Actor::Patient(AccountId(id(&here.patient("Ada").await).await)).as_patient().expect("a patient");
    let start = here.free_start(&doctor, 20).await;
    let request = wish(&doctor, start);
    let stop = CancellationToken::new();
    let relay = carry(&there.clinic.store, 2, &stop, request.doctor_id).await;
    assert!(there.free_starts(&doctor).await.contains(&start), "a copy is kept there");
    // Nobody carries it from here: so it is until the word arrives, or when this process is killed right after it.
    change(&here, &doctor).await;
    let before = there.clinic.store.statements();
    let answer = within(booking::book(&there.clinic, &Caller::default(), patient, request, None)).await;
    let statements = there.clinic.store.statements() - before;
    stop.cancel();
    within(relay).await.expect("it ends");
    assert_eq!(integrity::scan(&here.clinic).await.expect("a scan"), Vec::<String>::new());
    within(here.clinic.store.close()).await;
    within(there.clinic.store.close()).await;
    database.drop().await;
    (answer, statements)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_booking_elsewhere_meets_the_hours_as_they_are_now() {
    let (answer, _) = booked_elsewhere(async |_, doctor| {
        // Where the 20th free time is.
        doctor.client.put("doctors/me/exceptions/2026-11-24", json!({"kind": "closed"})).await.expect(200);
    })
    .await;
    let refused = matches!(answer, Err(Error::Problem(Problem::NotOffered { .. })));
    assert!(refused, "booked on a day that was closed before: {answer:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_booking_elsewhere_has_the_price_of_now_and_is_not_refused() {
    let (answer, twice) = booked_elsewhere(async |_, doctor| {
        let path = format!("doctors/me/visit-types/{}", doctor.visit_type);
        doctor.client.patch(&path, json!({"price": "45.50"})).await.expect(200);
    })
    .await;
    assert_eq!(answer.expect("booked at the second try").price, Some(Price::new(4550, Currency::EUR)));
    let (answer, once) = booked_elsewhere(async |_, _| {}).await;
    answer.expect("booked");
    assert!(once < twice, "what is not outdated is decided once: {once} of {twice} statements");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_offered_any_more_is_not_booked_elsewhere() {
    let (removed, _) = booked_elsewhere(async |_, doctor| {
        doctor.client.delete(&format!("doctors/me/visit-types/{}", doctor.visit_type)).await.expect(204);
    })
    .await;
    let (hidden, _) = booked_elsewhere(async |_, doctor| {
        let nothing = json!({"time_zone": "Europe/Berlin", "weekly": []});
        doctor.client.put("doctors/me/schedule", nothing).await.expect(200);
    })
    .await;
    for answer in [removed, hidden] {
        assert!(matches!(answer, Err(Error::Problem(Problem::NotFound))), "{answer:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_booking_elsewhere_knows_that_the_doctor_has_moved() {
    let (answer, _) = booked_elsewhere(async |_, doctor| {
        let mut hours = World::office_hours();
        hours["time_zone"] = json!("America/New_York");
        doctor.client.put("doctors/me/schedule", hours).await.expect(200);
    })
    .await;
    // Eleven in Berlin is five in New York.
    let refused = matches!(answer, Err(Error::Problem(Problem::NotOffered { .. })));
    assert!(refused, "{answer:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_booking_elsewhere_is_not_refused_for_what_was_offered_before() {
    let (answer, _) = booked_elsewhere(async |here, doctor| {
        let start = here.free_start(doctor, 20).await;
        let path = format!("doctors/me/visit-types/{}", doctor.visit_type);
        doctor.client.patch(&path, json!({"minutes": 15})).await.expect(200);
        let neighbour = here.patient("Neighbour").await;
        here.book(&neighbour, doctor, start + TimeDelta::minutes(15)).await.expect(201);
    })
    .await;
    let visit = answer.expect("a visit of half an hour would have been in the way, one of a quarter is not");
    assert_eq!(visit.end - visit.start, TimeDelta::minutes(15));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_booking_elsewhere_says_who_and_where_the_doctor_is_now() {
    let (answer, _) = booked_elsewhere(async |_, doctor| {
        let moved = json!({"address": "2 New Street", "specialties": ["neurology"]});
        doctor.client.patch("doctors/me", moved).await.expect(200);
        doctor.client.patch("me", json!({"full_name": "Dr Grace Newname"})).await.expect(200);
    })
    .await;
    let doctor = answer.expect("booked at the second try").doctor;
    assert_eq!((doctor.full_name.as_str(), doctor.address.as_str()), ("Dr Grace Newname", "2 New Street"));
}

async fn carry(store: &Store, node: u128, stop: &CancellationToken, doctor: DoctorId) -> tokio::task::JoinHandle<()> {
    let (carried, stop) = (store.clone(), stop.clone());
    let relay = tokio::spawn(async move { carried.relay_changes(Uuid::from_u128(node), stop).await });
    let heard = async {
        while store.bus().cache_version(doctor).is_none() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    within(heard).await;
    relay
}

/// What was committed right before a process stops in order is told to the others.
#[tokio::test]
async fn a_process_that_stops_tells_the_others_first() {
    let database = Database::create().await;
    let here = Store::open(&database.url).await.expect("it opens");
    here.migrate().await.expect("it migrates");
    let there = Store::open(&database.url).await.expect("it opens");
    let doctor = DoctorId(Uuid::from_u128(7));
    let (stop_here, stop_there) = (CancellationToken::new(), CancellationToken::new());
    let relay = carry(&here, 1, &stop_here, doctor).await;
    let other = carry(&there, 2, &stop_there, doctor).await;
    let mut changes = there.bus().listen(&[Topic::Times(doctor)]);
    let mut tx = here.write().await.expect("a transaction");
    tx.changes(Change::Doctor(doctor));
    tx.commit().await.expect("committed");
    stop_here.cancel();
    within(relay).await.expect("it ends");
    let heard = timeout(PATIENCE, changes.next()).await;
    stop_there.cancel();
    within(other).await.expect("it ends");
    within(here.close()).await;
    within(there.close()).await;
    database.drop().await;
    assert_eq!(heard.ok().flatten().map(|told| told.change), Some(Change::Doctor(doctor)));
}

//! Copies of what everybody may see of a doctor: whoever has changed something sees it, and so does everybody else who
//! asks after it. The clock stands still, so that no copy grows old by itself.

use std::{future::Future, time::Duration};

use axum::http::Method;
use chrono::{DateTime, Utc};
use domain::platform::ids::DoctorId;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{
    client::Client,
    world::{Doctor, World, on_both},
};

on_both! {
    whoever_has_changed_something_sees_it,
    who_is_not_public_any_more_is_seen_by_nobody_else,
    readers_at_once_keep_nothing_old,
}

/// On Postgres no copies are kept until the changes of other processes are heard: listens to them while the test runs.
async fn with_copies(world: &World, doctor: &Doctor, test: impl Future<Output = ()>) {
    let (store, stop) = (&world.clinic.store, CancellationToken::new());
    let id = DoctorId(doctor.id.parse().expect("an id"));
    let heard_and_tested = async {
        while store.bus().cache_version(id).is_none() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        test.await;
        stop.cancel();
    };
    tokio::join!(store.relay_changes(Uuid::from_u128(1), stop.clone()), heard_and_tested);
}

/// What a visitor sees: profile, visit types and free times. Asked for twice, so that the second is of a copy.
async fn seen(world: &World, doctor: &Doctor) -> (Value, Vec<DateTime<Utc>>) {
    let path = format!("doctors/{}", doctor.id);
    let profile = world.visitor().get(&path).await.expect(200).body;
    let free = world.free_starts(doctor).await;
    let before = world.clinic.store.statements();
    assert_eq!(world.visitor().get(&path).await.expect(200).body, profile);
    assert_eq!(world.free_starts(doctor).await, free);
    assert_eq!(world.clinic.store.statements(), before, "copies are kept");
    (profile, free)
}

async fn whoever_has_changed_something_sees_it(world: World) {
    let doctor = world.doctor("Grace").await;
    let patient = world.patient("Ada").await;
    with_copies(&world, &doctor, changes_are_seen(&world, &doctor, &patient)).await;
}

async fn changes_are_seen(world: &World, doctor: &Doctor, patient: &Client) {
    let (_, free) = seen(world, doctor).await;
    let own = &doctor.client;

    let visit = world.book(patient, doctor, free[5]).await.expect(201);
    let (_, now) = seen(world, doctor).await;
    assert!(!now.contains(&free[5]) && now.len() == free.len() - 1, "booked");
    patient.post(&format!("appointments/{}/cancel", visit.text("id")), json!({})).await.expect(200);
    assert_eq!(seen(world, doctor).await.1, free, "cancelled");

    let tomorrow = "doctors/me/exceptions/2026-11-24";
    own.put(tomorrow, json!({"kind": "closed"})).await.expect(200);
    let (_, now) = seen(world, doctor).await;
    assert!(!now.iter().any(|start| start.to_rfc3339().starts_with("2026-11-24")), "closed on a day");
    own.delete(tomorrow).await.expect(204);
    assert_eq!(seen(world, doctor).await.1, free, "open again");

    let mondays =
        json!({"time_zone": "Europe/Berlin", "weekly": [{"weekday": "mon", "start": "15:00", "end": "16:00"}]});
    own.put("doctors/me/schedule", mondays).await.expect(200);
    assert_eq!(seen(world, doctor).await.1.len(), 2, "other hours");
    let there =
        json!({"time_zone": "America/New_York", "weekly": [{"weekday": "mon", "start": "15:00", "end": "16:00"}]});
    own.put("doctors/me/schedule", there).await.expect(200);
    assert_eq!(seen(world, doctor).await.0["time_zone"], "America/New_York");

    let path = format!("doctors/me/visit-types/{}", doctor.visit_type);
    own.patch(&path, json!({"minutes": 60, "price": "45.50"})).await.expect(200);
    let (profile, now) = seen(world, doctor).await;
    assert_eq!((profile["visit_types"][0]["minutes"].clone(), now.len()), (json!(60), 1), "a longer visit");
    let second = own.post("doctors/me/visit-types", json!({"name": "Second", "minutes": 15})).await.expect(201);
    assert_eq!(seen(world, doctor).await.0["visit_types"].as_array().map(Vec::len), Some(2));
    own.delete(&format!("doctors/me/visit-types/{}", second.text("id"))).await.expect(204);
    assert_eq!(seen(world, doctor).await.0["visit_types"].as_array().map(Vec::len), Some(1));

    own.patch("doctors/me", json!({"about": "New words."})).await.expect(200);
    assert_eq!(seen(world, doctor).await.0["about"], "New words.");
    own.patch("me", json!({"full_name": "Grace Hopper"})).await.expect(200);
    assert_eq!(seen(world, doctor).await.0["full_name"], "Grace Hopper");
}

async fn who_is_not_public_any_more_is_seen_by_nobody_else(world: World) {
    let doctor = world.doctor("Grace").await;
    let patient = world.patient("Ada").await;
    with_copies(&world, &doctor, hiding_is_seen(&world, &doctor, &patient)).await;
}

async fn hiding_is_seen(world: &World, doctor: &Doctor, patient: &Client) {
    let (_, free) = seen(world, doctor).await;
    doctor.client.put("doctors/me/schedule", json!({"time_zone": "Europe/Berlin", "weekly": []})).await.expect(200);
    let path = format!("doctors/{}", doctor.id);
    // The doctor's own question makes a copy, which is not for others.
    doctor.client.get(&path).await.expect(200);
    let slots = format!("{path}/slots?visit_type={}", doctor.visit_type);
    for client in [&world.visitor(), patient, &world.admin().await] {
        client.get(&path).await.problem(404, "not-found");
        client.get(&slots).await.problem(404, "not-found");
    }
    world.book(patient, doctor, free[5]).await.problem(404, "not-found");
    doctor.client.get(&path).await.expect(200);
    doctor.client.put("doctors/me/schedule", World::office_hours()).await.expect(200);
    assert_eq!(seen(world, doctor).await.1, free);
}

/// A copy that was begun before a change and is stored after it is not taken for a new one.
async fn readers_at_once_keep_nothing_old(world: World) {
    let doctor = world.doctor("Grace").await;
    with_copies(&world, &doctor, readers_see_the_newest(&world, &doctor)).await;
}

async fn readers_see_the_newest(world: &World, doctor: &Doctor) {
    let path = format!("/api/v1/doctors/{}", doctor.id);
    let stop = CancellationToken::new();
    let readers: Vec<_> = (0..4)
        .map(|_| {
            let (client, path, stop) = (world.visitor(), path.clone(), stop.clone());
            tokio::spawn(async move {
                while !stop.is_cancelled() {
                    client.raw(Method::GET, &path, "".into(), &[]).await.expect(200);
                    // A copy is given without waiting for anything.
                    tokio::task::yield_now().await;
                }
            })
        })
        .collect();
    for n in 0..60 {
        let about = format!("Version {n}.");
        doctor.client.patch("doctors/me", json!({"about": about})).await.expect(200);
        let seen = world.visitor().get(&path).await.expect(200);
        assert_eq!(seen.text("about"), about);
    }
    stop.cancel();
    for reader in readers {
        reader.await.expect("no panic");
    }
}

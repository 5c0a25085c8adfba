//! Many want one time: one gets it. Through real sockets, on both engines.

use std::collections::BTreeMap;

use serde_json::json;
use tokio::task::JoinSet;

use crate::{
    wire::{Remote, serve},
    world::{World, on_both},
};

on_both! {
    two_hundred_patients_want_one_time,
    one_patient_presses_many_times,
    one_patient_wants_two_doctors_at_once,
    booking_and_cancelling_at_once_leaves_a_whole_clinic,
    a_new_name_beside_a_new_profile_loses_neither,
}

/// How often each status and problem came back.
async fn tally(mut answers: JoinSet<(u16, serde_json::Value)>) -> BTreeMap<String, usize> {
    let mut tally = BTreeMap::new();
    while let Some(answer) = answers.join_next().await {
        let (status, body) = answer.expect("no panic");
        let kind = body["type"].as_str().map(|kind| kind.replace("/problems/", " ")).unwrap_or_default();
        *tally.entry(format!("{status}{kind}")).or_default() += 1;
    }
    tally
}

async fn two_hundred_patients_want_one_time(world: World) {
    let doctor = world.doctor("Grace").await;
    let remote = Remote::new(serve(world.router.clone()).await);
    let start = world.free_start(&doctor, 4).await;
    let wish = json!({"doctor_id": doctor.id, "visit_type_id": doctor.visit_type, "start": start});
    let mut patients = Vec::new();
    for n in 0..200 {
        let token = world.patient(&format!("Patient {n}")).await.access_token.expect("signed in");
        patients.push(remote.with_token(&token));
    }
    let mut answers = JoinSet::new();
    for (n, patient) in patients.into_iter().enumerate() {
        let wish = wish.clone();
        answers.spawn(async move {
            let key = format!("Idempotency-Key: wish-{n}\r\n");
            patient.send("POST", "appointments", Some(&wish), &key).await.expect("an answer")
        });
    }
    let expected = BTreeMap::from([("201".to_owned(), 1), ("409 slot-taken".to_owned(), 199)]);
    assert_eq!(tally(answers).await, expected);
    assert!(!world.free_starts(&doctor).await.contains(&start));
    assert_eq!(doctor.client.get("appointments").await.expect(200).number("total"), 1);
}

async fn one_patient_presses_many_times(world: World) {
    let doctor = world.doctor("Grace").await;
    let token = world.patient("Ada").await.access_token.expect("signed in");
    let patient = Remote::new(serve(world.router.clone()).await).with_token(&token);
    let start = world.free_start(&doctor, 4).await;
    let wish = json!({"doctor_id": doctor.id, "visit_type_id": doctor.visit_type, "start": start});
    let mut answers = JoinSet::new();
    for _ in 0..20 {
        let (patient, wish) = (patient.clone(), wish.clone());
        answers.spawn(async move {
            patient.send("POST", "appointments", Some(&wish), "Idempotency-Key: one\r\n").await.expect("an answer")
        });
    }
    assert_eq!(tally(answers).await, BTreeMap::from([("201".to_owned(), 20)]));
    assert_eq!(doctor.client.get("appointments").await.expect(200).number("total"), 1);
}

async fn one_patient_wants_two_doctors_at_once(world: World) {
    let doctors = [world.doctor("Grace").await, world.doctor("Ida").await];
    let token = world.patient("Ada").await.access_token.expect("signed in");
    let patient = Remote::new(serve(world.router.clone()).await).with_token(&token);
    let start = world.free_start(&doctors[0], 4).await;
    let mut answers = JoinSet::new();
    for n in 0..20 {
        let doctor = &doctors[n % 2];
        let wish = json!({"doctor_id": doctor.id, "visit_type_id": doctor.visit_type, "start": start});
        let patient = patient.clone();
        answers.spawn(async move { patient.post("appointments", &wish).await.expect("an answer") });
    }
    let tally = tally(answers).await;
    assert_eq!(tally.get("201"), Some(&1), "{tally:?}");
    assert!(
        tally.keys().all(|kind| ["201", "409 slot-taken", "409 patient-busy"].contains(&kind.as_str())),
        "{tally:?}"
    );
}

async fn booking_and_cancelling_at_once_leaves_a_whole_clinic(world: World) {
    let doctor = world.doctor("Grace").await;
    let remote = Remote::new(serve(world.router.clone()).await);
    let starts: Vec<_> = world.free_starts(&doctor).await.into_iter().take(3).collect();
    let mut answers = JoinSet::new();
    for n in 0..12 {
        let token = world.patient(&format!("Patient {n}")).await.access_token.expect("signed in");
        let patient = remote.with_token(&token);
        let wishes: Vec<_> = starts
            .iter()
            .map(|start| json!({"doctor_id": doctor.id, "visit_type_id": doctor.visit_type, "start": start}))
            .collect();
        answers.spawn(async move {
            for wish in wishes.iter().cycle().take(12) {
                let (status, body) = patient.post("appointments", wish).await.expect("an answer");
                if status != 201 {
                    assert_eq!(status, 409, "{body}");
                    continue;
                }
                // Twice at once: one of them is too late.
                let path = format!("appointments/{}/cancel", body["id"].as_str().unwrap_or_default());
                let nothing = json!({});
                let (one, other) = tokio::join!(patient.post(&path, &nothing), patient.post(&path, &nothing));
                let mut statuses = [one.expect("an answer").0, other.expect("an answer").0];
                statuses.sort_unstable();
                assert_eq!(statuses, [200, 409]);
            }
            (200, json!(null))
        });
    }
    tally(answers).await;
    assert_eq!(world.free_starts(&doctor).await[..3], starts[..]);
}

async fn a_new_name_beside_a_new_profile_loses_neither(world: World) {
    let doctor = world.doctor("Grace").await;
    for n in 0..20 {
        let (name, title) = (format!("Grace No{n}"), format!("Title No{n}"));
        let (name_patch, title_patch) = (json!({"full_name": name}), json!({"designation": title}));
        let (named, edited) =
            tokio::join!(doctor.client.patch("me", name_patch), doctor.client.patch("doctors/me", title_patch));
        named.expect(200);
        edited.expect(200);
        let seen = world.visitor().get(&format!("doctors/{}", doctor.id)).await.expect(200);
        assert_eq!((seen.text("full_name"), seen.text("designation")), (name.as_str(), title.as_str()));
        // The directory finds the doctor by both.
        let found = world.visitor().get(&format!("doctors?q=Grace%20No{n}%20Title%20No{n}")).await.expect(200);
        assert_eq!(found.number("total"), 1, "round {n}");
    }
}

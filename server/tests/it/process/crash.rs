//! The executable is killed under load, several times: nothing that was acknowledged is lost.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use effects::{Clock, Rng};
use serde_json::{Value, json};
use testing::postgres::Database;
use tokio::{task::JoinSet, time::sleep};

use crate::{
    process::executable::{Folder, Server, Setting, Sink},
    wire::Remote,
    world::{Doctor, PASSWORD, World},
};

const PATIENTS: usize = 8;
const KILLS: usize = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_survives_on_sqlite() {
    let folder = Folder::new();
    let url = format!("sqlite://{}", folder.0.join("anteroom.db").display());
    survives(&folder, &url).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_survives_on_postgres() {
    let folder = Folder::new();
    let database = Database::create().await;
    survives(&folder, &database.url).await;
    database.drop().await;
}

async fn survives(folder: &Folder, url: &str) {
    let doctor = set_up(url).await;
    let sink = Sink::start(folder);
    let setting = Setting { url: url.to_owned(), smtp_port: sink.port, folder: folder.0.clone() };
    let booked = Arc::new(Mutex::new(BTreeMap::new()));
    let mut starts = Vec::new();

    for round in 0..KILLS {
        let server = Server::start(&setting).await;
        if starts.is_empty() {
            starts = shares(&server.remote, &doctor).await;
        }
        let enough = 6 * (round + 1);
        let mut load = JoinSet::new();
        for (n, share) in starts.iter().enumerate() {
            let remote = server.remote.sign_in(n).await;
            let wishes = share.iter().skip(round * 40).take(40);
            let wishes: Vec<_> = wishes.map(|start| doctor.wish(start)).collect();
            let booked = booked.clone();
            load.spawn(async move {
                for wish in wishes {
                    match remote.post("appointments", &wish).await {
                        Ok((201, body)) => {
                            let id = body["id"].as_str().unwrap_or_default().to_owned();
                            booked.lock().expect("not poisoned").insert(id, n);
                        }
                        Ok((status, body)) => assert!([409, 503].contains(&status), "{status}: {body}"),
                        // Killed: the visit may be booked or not, but nobody was told that it is.
                        Err(_) => return,
                    }
                }
            });
        }
        while booked.lock().expect("not poisoned").len() < enough {
            sleep(Duration::from_millis(5)).await;
        }
        server.kill();
        while let Some(ended) = load.join_next().await {
            ended.expect("no wrong answer");
        }
    }

    let server = Server::start(&setting).await;
    let booked = booked.lock().expect("not poisoned").clone();
    every_booking_is_there(&server.remote, &booked).await;
    every_mail_is_sent(&server.remote, &sink, booked.len()).await;
    server.tell_to_stop();
    server.ended();
    let check = setting.command().arg("check").output().expect("the check runs");
    assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stdout));
}

async fn every_booking_is_there(remote: &Remote, booked: &BTreeMap<String, usize>) {
    let mut patients = Vec::new();
    for n in 0..PATIENTS {
        patients.push(remote.sign_in(n).await);
    }
    for (id, n) in booked {
        let (status, body) = patients[*n].get(&format!("appointments/{id}")).await.expect("an answer");
        assert_eq!((status, &body["status"]), (200, &json!("booked")), "{id}");
    }
}

/// Waits until nothing is left to send, then compares the outbox with what the mail server got.
async fn every_mail_is_sent(remote: &Remote, sink: &Sink, acknowledged: usize) {
    let admin = remote.sign_in_as("admin@example.org").await;
    let total = |state: &'static str| {
        let admin = admin.clone();
        async move {
            let (_, body) = admin.get(&format!("admin/mail?per_page=1&state={state}")).await.expect("an answer");
            body["total"].as_u64().expect("a total")
        }
    };
    let mut patience = 6000;
    while total("waiting").await > 0 {
        patience -= 1;
        assert!(patience > 0, "{} messages still wait", total("waiting").await);
        sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(total("failed").await, 0);
    let (_, visits) = admin.get("appointments?per_page=1").await.expect("an answer");
    let visits = visits["total"].as_u64().expect("a total");
    assert!(visits >= acknowledged as u64);

    let got = sink.message_ids();
    let mut sent = 0;
    for page in 1.. {
        let (_, body) = admin.get(&format!("admin/mail?per_page=100&state=sent&page={page}")).await.expect("an answer");
        let items = body["items"].as_array().expect("items");
        for item in items {
            let id = item["id"].as_str().expect("an id");
            assert!(got.contains(id), "{} is marked as sent, but the mail server has not got it", item["what"]);
            sent += 1;
        }
        if items.is_empty() {
            break;
        }
    }
    assert!(sent >= 2 * visits, "{sent} messages for {visits} visits: one to each side");
}

/// A doctor with many times, patients and an admin, made before the executable runs.
async fn set_up(url: &str) -> Doctor {
    let mut world = World::open(url).await;
    world.set_effects(|effects| {
        effects.clock = Clock::System;
        effects.rng = Rng::from_system();
    });
    let doctor = world.doctor("Grace").await;
    let always: Vec<_> = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        .iter()
        .map(|day| json!({"weekday": day, "start": "00:00", "end": "24:00"}))
        .collect();
    doctor.client.put("doctors/me/schedule", json!({"time_zone": "UTC", "weekly": always})).await.expect(200);
    let path = format!("doctors/me/visit-types/{}", doctor.visit_type);
    doctor.client.patch(&path, json!({"minutes": 5})).await.expect(200);
    for n in 0..PATIENTS {
        world.patient(&format!("Patient {n}")).await;
    }
    world.clinic.store.close().await;
    doctor
}

/// The doctor's free times, dealt out so that nobody wants another's.
async fn shares(remote: &Remote, doctor: &Doctor) -> Vec<Vec<Value>> {
    let path = format!("doctors/{}/slots?visit_type={}", doctor.id, doctor.visit_type);
    let (_, body) = remote.get(&path).await.expect("an answer");
    let days = body["days"].as_array().expect("days");
    let starts: Vec<Value> =
        days.iter().filter_map(|day| day["slots"].as_array()).flatten().map(|slot| slot["start"].clone()).collect();
    // The first ones may have passed when it is their turn.
    let starts = starts.into_iter().skip(12);
    let mut shares = vec![Vec::new(); PATIENTS];
    starts.enumerate().for_each(|(n, start)| shares[n % PATIENTS].push(start));
    shares
}

impl Doctor {
    fn wish(&self, start: &Value) -> Value {
        json!({"doctor_id": self.id, "visit_type_id": self.visit_type, "start": start})
    }
}

impl Remote {
    async fn sign_in(&self, patient: usize) -> Self {
        self.sign_in_as(&format!("patient.{patient}@example.org")).await
    }

    async fn sign_in_as(&self, email: &str) -> Self {
        let login = json!({"email": email, "password": PASSWORD});
        let (status, body) = self.post("auth/login", &login).await.expect("an answer");
        assert_eq!(status, 200, "{body}");
        self.with_token(body["access_token"].as_str().expect("a token"))
    }
}

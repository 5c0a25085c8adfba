//! A mail server that refuses, puts off, hangs, or drops the line: nothing is lost, nothing else waits for it.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use clinic::jobs;
use effects::{Mailer, Patience, Relay};
use serde_json::Value;
use sqlx::{Connection, SqliteConnection};
use store::notices::outbox_repo;
use tokio::{
    net::TcpListener,
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;

use super::{
    database::impatient,
    smtp_server::{Does, Server, mailer},
};
use crate::{
    browser::Browser,
    client::Client,
    process::executable::Folder,
    world::{Doctor, PASSWORD, World, on_both},
};

on_both! {
    what_is_refused_for_good_waits_for_an_admin,
    what_is_put_off_is_tried_again,
    what_is_never_taken_is_given_up_and_seen,
    a_server_that_hangs_holds_up_nothing_else,
    booking_goes_on_while_mail_hangs,
    a_server_that_never_greets_or_is_not_there_costs_nothing,
    a_line_that_drops_loses_nothing,
    a_server_that_scans_for_minutes_gets_each_letter_once,
    a_refused_sign_in_is_not_the_messages_fault,
}

const ADA: &str = "ada@example.org";
const GRACE: &str = "grace@example.org";

/// A clinic with that mail server, with one visit booked and nothing sent yet.
struct Scene {
    world: World,
    doctor: Doctor,
    patient: Client,
    server: Server,
}

impl Scene {
    async fn new(world: World, server: Server, patience: Duration) -> Self {
        let port = server.start().await;
        Self::at(world, server, &format!("smtp://127.0.0.1:{port}"), patience).await
    }

    async fn at(mut world: World, server: Server, url: &str, patience: Duration) -> Self {
        let doctor = world.doctor("Grace").await;
        let patient = world.patient("Ada").await;
        // The welcomes have gone already.
        world.deliver().await;
        world.set_effects(|effects| effects.mailer = mailer(url, patience));
        let scene = Self { world, doctor, patient, server };
        scene.book(0).await;
        scene
    }

    async fn book(&self, n: usize) {
        let start = self.world.free_start(&self.doctor, n).await;
        self.world.book(&self.patient, &self.doctor, start).await.expect(201);
    }

    async fn mail(&self, state: &str) -> Vec<Value> {
        let found = self.world.admin().await.get(&format!("admin/mail?state={state}&per_page=100")).await.expect(200);
        found.items().to_vec()
    }

    /// Waits until it is due again, and works the outbox off.
    async fn later(&self, wait: TimeDelta) {
        self.world.advance(wait);
        self.world.deliver().await;
    }

    /// Everything is sent, to each once.
    async fn ends_well(&self) {
        assert_eq!(self.mail("waiting").await, [] as [Value; 0]);
        assert_eq!(self.mail("failed").await, [] as [Value; 0]);
        assert_eq!((self.server.taken(ADA), self.server.taken(GRACE)), (1, 1));
    }
}

/// Enough for a mail server that answers.
const SHORT: Duration = Duration::from_secs(3);
const LONG: Duration = Duration::from_secs(60);

/// The page that an admin looks at, and the button on it.
async fn seen_and_sent_again(scene: &Scene, reason: &str) {
    let failed = scene.mail("failed").await;
    assert_eq!(failed.len(), 1, "{failed:?}");
    let mut browser = Browser::new(scene.world.router.clone());
    let form = [("email", "admin@example.org"), ("password", PASSWORD)];
    browser.submit("/sign-in", "/do/auth/sign-in", &form).await.expect(303);
    let page = browser.open("/admin/mail?state=failed").await.expect(200);
    page.shows(reason);
    page.shows("Confirmation to the patient");
    assert!(!page.html.contains(ADA), "an admin need not learn whose mail it is");
    scene.server.now(ADA, Does::Takes);
    let id = failed[0]["id"].as_str().expect("an id");
    browser.submit("/admin/mail", "/do/admin/retry-mail", &[("id", id)]).await.leads_to("/admin/mail");
    scene.world.deliver().await;
    scene.ends_well().await;
}

async fn what_is_refused_for_good_waits_for_an_admin(world: World) {
    let server = Server::default();
    server.now(ADA, Does::Says("550 5.1.1 <ada@example.org>: no such mailbox"));
    let scene = Scene::new(world, server, LONG).await;
    scene.world.deliver().await;
    assert_eq!(scene.server.taken(GRACE), 1, "the other side is told all the same");
    seen_and_sent_again(&scene, "The mail server refused the message: status 550 5.1.1 at the recipient (RCPT)").await;
}

async fn what_is_put_off_is_tried_again(world: World) {
    let server = Server::default();
    server.now(ADA, Does::SaysAtTheEnd("451 4.7.1 greylisted, try again"));
    let scene = Scene::new(world, server, LONG).await;
    scene.world.deliver().await;
    let waiting = scene.mail("waiting").await;
    assert_eq!(waiting.len(), 1, "{waiting:?}");
    assert_eq!(waiting[0]["last_error"], "The mail server could not be used: status 451 4.7.1 at the message's end");
    scene.later(TimeDelta::seconds(4)).await;
    assert_eq!(scene.mail("waiting").await[0]["attempts"], 1, "not before it is due");
    scene.later(TimeDelta::seconds(1)).await;
    assert_eq!(scene.mail("waiting").await[0]["attempts"], 2);
    scene.server.now(ADA, Does::Takes);
    scene.later(TimeDelta::seconds(10)).await;
    scene.ends_well().await;
}

async fn what_is_never_taken_is_given_up_and_seen(world: World) {
    let server = Server::default();
    server.now(ADA, Does::Says("421 4.3.2 busy"));
    let scene = Scene::new(world, server, LONG).await;
    scene.world.deliver().await;
    let mut tries = 1;
    while scene.mail("failed").await.is_empty() {
        scene.later(TimeDelta::hours(1)).await;
        tries += 1;
        assert!(tries < 40, "it is tried for ever");
    }
    assert_eq!(tries, 16);
    seen_and_sent_again(&scene, "The mail server could not be used: status 421 4.3.2 at the recipient (RCPT)").await;
}

async fn a_server_that_hangs_holds_up_nothing_else(world: World) {
    let server = Server::default();
    server.now(ADA, Does::Hangs);
    let scene = Scene::new(world, server, SHORT).await;
    // Ends although nobody answers.
    scene.world.deliver().await;
    assert_eq!(scene.server.taken(GRACE), 1);
    let waiting = scene.mail("waiting").await;
    assert_eq!(waiting.len(), 1, "{waiting:?}");
    assert_eq!(waiting[0]["last_error"], "The mail server could not be used: it took too long");
    scene.server.now(ADA, Does::Takes);
    scene.later(TimeDelta::seconds(5)).await;
    scene.ends_well().await;
}

async fn booking_goes_on_while_mail_hangs(world: World) {
    let server = Server::default();
    server.now(ADA, Does::Hangs);
    let scene = Scene::new(world, server, LONG).await;
    let stop = CancellationToken::new();
    let worker = tokio::spawn(jobs::run(scene.world.clinic.clone(), stop.clone()));
    // From here on the worker waits for an answer that never comes.
    scene.server.hangs.notified().await;
    for n in 1..4 {
        scene.book(n).await;
    }
    let visits = scene.patient.get("appointments").await.expect(200);
    assert_eq!(visits.number("total"), 4);
    // The process ends in the middle of it; its lease runs out, and the next one sends everything.
    worker.abort();
    drop(worker.await);
    scene.server.now(ADA, Does::Takes);
    scene.later(TimeDelta::seconds(61)).await;
    assert_eq!(scene.mail("waiting").await, [] as [Value; 0]);
    assert_eq!(scene.server.taken(ADA), 4);
    assert!(scene.server.taken(GRACE) >= 4, "at least once each");
}

async fn a_server_that_never_greets_or_is_not_there_costs_nothing(world: World) {
    let silent = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = silent.local_addr().expect("an address").port();
    let mut scene = Scene::at(world, Server::default(), &format!("smtp://127.0.0.1:{port}"), SHORT).await;
    scene.world.deliver().await;
    assert_eq!(scene.mail("waiting").await.len(), 2);
    drop(silent);
    scene.later(TimeDelta::seconds(5)).await;
    let waiting = scene.mail("waiting").await;
    let why = waiting[0]["last_error"].as_str().unwrap_or_default();
    let told =
        "The mail server could not be used: no connection, or it broke at the greeting (EHLO): Connection refused";
    assert!(why.starts_with(told), "{why}");
    let port = scene.server.start().await;
    scene.world.set_effects(|effects| effects.mailer = mailer(&format!("smtp://127.0.0.1:{port}"), LONG));
    scene.later(TimeDelta::seconds(10)).await;
    scene.ends_well().await;
}

async fn a_line_that_drops_loses_nothing(world: World) {
    let server = Server::default();
    server.now(ADA, Does::Drops);
    let scene = Scene::new(world, server, LONG).await;
    scene.world.deliver().await;
    let waiting = scene.mail("waiting").await;
    assert_eq!(waiting.len(), 1, "{waiting:?}");
    scene.server.now(ADA, Does::Takes);
    scene.later(TimeDelta::seconds(5)).await;
    scene.ends_well().await;
}

/// Is there anything that a worker would take at that time?
async fn is_due(scene: &Scene, now: DateTime<Utc>) -> bool {
    let mut tx = scene.world.clinic.store.read().await.expect("a transaction");
    outbox_repo::any_due(&mut tx, now).await.expect("it can be read")
}

async fn a_server_that_scans_for_minutes_gets_each_letter_once(world: World) {
    let server = Server::default();
    server.now(ADA, Does::Scans);
    let url = format!("smtp://127.0.0.1:{}", server.start().await);
    let mut scene = Scene::at(world, server, &url, SHORT).await;
    // Longer than it may take for anything else.
    let relay = Relay::from_url(&url, "clinic.example").expect("an address");
    let patience = Patience { command: Duration::from_secs(3), end: LONG };
    scene.world.set_effects(|effects| effects.mailer = Mailer::Smtp(relay.within(patience)));
    let stop = CancellationToken::new();
    let worker = tokio::spawn(jobs::run(scene.world.clinic.clone(), stop.clone()));
    timeout(LONG, scene.server.hangs.notified()).await.expect("it is asked to take the letter");
    for _ in 0..4 {
        scene.world.advance(TimeDelta::seconds(30));
        // Its lease is renewed: nobody else takes it for half a minute from now.
        let now = scene.world.clinic.effects.clock.now() + TimeDelta::seconds(31);
        let renewed = async {
            while is_due(&scene, now).await {
                sleep(Duration::from_millis(20)).await;
            }
        };
        timeout(LONG, renewed).await.expect("it is renewed");
        scene.world.deliver().await;
    }
    assert_eq!(scene.server.taken(GRACE), 1, "the other one is told meanwhile");
    scene.server.scanned.notify_one();
    let written_down = async {
        while !scene.mail("waiting").await.is_empty() {
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(LONG, written_down).await.expect("it is written down");
    stop.cancel();
    worker.await.expect("it ends");
    scene.later(TimeDelta::hours(1)).await;
    scene.ends_well().await;
}

/// Waits until it is so.
async fn soon(mut is_so: impl AsyncFnMut() -> bool) {
    timeout(LONG, async {
        while !is_so().await {
            sleep(Duration::from_millis(20)).await;
        }
    })
    .await
    .expect("it comes true");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_taken_while_nothing_could_be_written_is_not_sent_again() {
    let folder = Folder::new();
    let url = format!("sqlite://{}", folder.0.join("anteroom.db").display());
    let world = impatient(&url, Duration::from_millis(100)).await;
    let server = Server::default();
    server.now(ADA, Does::Scans);
    server.now(GRACE, Does::Scans);
    let scene = Scene::new(world, server, LONG).await;
    let stop = CancellationToken::new();
    let worker = tokio::spawn(jobs::run(scene.world.clinic.clone(), stop.clone()));
    let commands =
        |command: &str| scene.server.heard.lock().expect("not poisoned").iter().filter(|c| *c == command).count();
    soon(async || commands("DATA") == 2).await;
    let mut other = SqliteConnection::connect(&url).await.expect("another program opens it");
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut other).await.expect("it takes the lock");
    scene.server.scanned.notify_one();
    soon(async || scene.server.taken(ADA) + scene.server.taken(GRACE) == 1).await;
    // Long enough for the worker to fail at writing that down.
    sleep(Duration::from_millis(1500)).await;
    sqlx::raw_sql("ROLLBACK").execute(&mut other).await.expect("it lets go");
    scene.server.scanned.notify_one();
    soon(async || scene.server.taken(ADA) + scene.server.taken(GRACE) == 2).await;
    soon(async || scene.mail("waiting").await.is_empty()).await;
    stop.cancel();
    worker.await.expect("it ends");
    scene.later(TimeDelta::hours(1)).await;
    scene.ends_well().await;
    scene.world.clinic.store.close().await;
}

async fn a_refused_sign_in_is_not_the_messages_fault(world: World) {
    let server = Server { sign_in: Some("535 5.7.8 wrong password"), ..Server::default() };
    let port = server.start().await;
    let url = format!("smtp://user:old-password@127.0.0.1:{port}");
    let mut scene = Scene::at(world, server, &url, LONG).await;
    scene.world.deliver().await;
    let waiting = scene.mail("waiting").await;
    assert_eq!(waiting.len(), 2, "it is sent once the password is mended: {waiting:?}");
    assert_eq!(waiting[0]["last_error"], "The mail server could not be used: status 535 5.7.8 at the sign-in (AUTH)");
    let mended = Server { sign_in: Some("235 welcome"), ..scene.server.clone() };
    let url = format!("smtp://user:new-password@127.0.0.1:{}", mended.start().await);
    scene.world.set_effects(|effects| effects.mailer = mailer(&url, LONG));
    scene.later(TimeDelta::seconds(5)).await;
    scene.ends_well().await;
}

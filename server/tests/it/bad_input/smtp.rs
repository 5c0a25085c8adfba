//! A mail server that refuses, puts off, hangs, or drops the line: nothing is lost, nothing else waits for it.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use anteroom::{effects::Mailer, jobs};
use chrono::TimeDelta;
use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::Notify,
};
use tokio_util::sync::CancellationToken;

use crate::{
    browser::Browser,
    client::Client,
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
    a_refused_sign_in_is_not_the_messages_fault,
}

/// What the mail server does with messages to an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Does {
    Takes,
    /// Answers the recipient with this line.
    Says(&'static str),
    /// Answers the whole message with this line.
    SaysAtTheEnd(&'static str),
    /// Answers no more.
    Hangs,
    /// Closes the line in the middle of the message.
    Drops,
}

/// A mail server of a test.
#[derive(Clone, Default)]
struct Server {
    does: Arc<Mutex<HashMap<String, Does>>>,
    /// Recipients of what was taken.
    taken: Arc<Mutex<Vec<String>>>,
    hangs: Arc<Notify>,
    /// Answer to a sign-in, where one is wanted.
    sign_in: Option<&'static str>,
}

impl Server {
    async fn start(&self) -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let server = self.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let server = server.clone();
                tokio::spawn(async move { server.talk(stream).await });
            }
        });
        port
    }

    fn now(&self, to: &str, does: Does) {
        self.does.lock().expect("not poisoned").insert(to.to_owned(), does);
    }

    fn taken(&self, to: &str) -> usize {
        self.taken.lock().expect("not poisoned").iter().filter(|each| *each == to).count()
    }

    /// SMTP as far as one message needs it (RFC 5321). Ends with the line.
    async fn talk(&self, stream: TcpStream) -> Option<()> {
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        let mut say = async |line: &str| write.write_all(format!("{line}\r\n").as_bytes()).await.ok();
        say("220 test").await?;
        let (mut to, mut does) = (String::new(), Does::Takes);
        while let Some(line) = lines.next_line().await.ok()? {
            match line.split([' ', ':']).next()?.to_ascii_uppercase().as_str() {
                "EHLO" if self.sign_in.is_some() => say("250-test\r\n250 AUTH PLAIN").await?,
                "EHLO" => say("250-test\r\n250-8BITMIME\r\n250 SMTPUTF8").await?,
                "AUTH" => say(self.sign_in?).await?,
                "RCPT" => {
                    to = line.split(['<', '>']).nth(1)?.to_owned();
                    does = self.does.lock().expect("not poisoned").get(&to).copied().unwrap_or(Does::Takes);
                    match does {
                        Does::Says(answer) => say(answer).await?,
                        Does::Hangs => {
                            self.hangs.notify_one();
                            std::future::pending::<()>().await;
                        }
                        _ => say("250 ok").await?,
                    }
                }
                "DATA" => {
                    say("354 go on").await?;
                    let mut n = 0;
                    while lines.next_line().await.ok()?? != "." {
                        n += 1;
                        if does == Does::Drops && n == 5 {
                            return None;
                        }
                    }
                    if let Does::SaysAtTheEnd(answer) = does {
                        say(answer).await?;
                    } else {
                        self.taken.lock().expect("not poisoned").push(to.clone());
                        say("250 taken").await?;
                    }
                }
                "QUIT" => return say("221 bye").await,
                _ => say("250 ok").await?,
            }
        }
        Some(())
    }
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
        let mailer = Mailer::smtp_within(url, patience).expect("an address");
        world.set_effects(|effects| effects.mailer = mailer);
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
    seen_and_sent_again(&scene, "The mail server refused the message: status 550").await;
}

async fn what_is_put_off_is_tried_again(world: World) {
    let server = Server::default();
    server.now(ADA, Does::SaysAtTheEnd("451 4.7.1 greylisted, try again"));
    let scene = Scene::new(world, server, LONG).await;
    scene.world.deliver().await;
    let waiting = scene.mail("waiting").await;
    assert_eq!(waiting.len(), 1, "{waiting:?}");
    assert_eq!(waiting[0]["last_error"], "The mail server could not be used: status 451");
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
    seen_and_sent_again(&scene, "The mail server could not be used: status 421").await;
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
    scene.later(TimeDelta::seconds(21)).await;
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
    assert_eq!(waiting[0]["last_error"], "The mail server could not be used: no connection, or it broke");
    let port = scene.server.start().await;
    let mailer = Mailer::smtp_within(&format!("smtp://127.0.0.1:{port}"), LONG).expect("an address");
    scene.world.set_effects(|effects| effects.mailer = mailer);
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

async fn a_refused_sign_in_is_not_the_messages_fault(world: World) {
    let server = Server { sign_in: Some("535 5.7.8 wrong password"), ..Server::default() };
    let port = server.start().await;
    let url = format!("smtp://user:old-password@127.0.0.1:{port}");
    let mut scene = Scene::at(world, server, &url, LONG).await;
    scene.world.deliver().await;
    let waiting = scene.mail("waiting").await;
    assert_eq!(waiting.len(), 2, "it is sent once the password is mended: {waiting:?}");
    assert_eq!(waiting[0]["last_error"], "The mail server could not be used: status 535");
    let mended = Server { sign_in: Some("235 welcome"), ..scene.server.clone() };
    let url = format!("smtp://user:new-password@127.0.0.1:{}", mended.start().await);
    let mailer = Mailer::smtp_within(&url, LONG).expect("an address");
    scene.world.set_effects(|effects| effects.mailer = mailer);
    scene.later(TimeDelta::seconds(5)).await;
    scene.ends_well().await;
}

//! Open pages hear of changes: whom they concern, and nobody else; over one process and over two.

use std::time::Duration;

use anteroom::{
    domain::ids::{AccountId, AppointmentId, DoctorId},
    store::Change,
};
use axum::{
    Router,
    body::Body,
    http::{Request, header},
};
use futures_util::{Stream, StreamExt};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
    time::{sleep, timeout},
};
use tower::ServiceExt;

use crate::{
    client::Client,
    executable::{Folder, Server, Setting, Sink},
    postgres::Database,
    wire::Remote,
    world::{Doctor, PASSWORD, World, on_both},
};

/// An event that should come, comes within this; what takes longer is lost.
const PATIENCE: Duration = Duration::from_secs(10);

/// An open line through the router.
struct Line {
    body: std::pin::Pin<Box<dyn Stream<Item = Result<axum::body::Bytes, axum::Error>> + Send>>,
    read: String,
}

impl Line {
    async fn open(router: &Router, token: Option<&str>, query: &str) -> Self {
        let mut request = Request::get(format!("/api/v1/live?{query}"));
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let request = request.body(Body::empty()).expect("a request");
        let answer = router.clone().oneshot(request).await.expect("an answer");
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()[header::CONTENT_TYPE], "text/event-stream");
        assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store");
        let mut line = Self { body: Box::pin(answer.into_body().into_data_stream()), read: String::new() };
        assert_eq!(line.next().await, Some(("hello".to_owned(), json!({}))));
        line
    }

    /// Name and data of the next event; none at the end of the line.
    async fn next(&mut self) -> Option<(String, Value)> {
        loop {
            if let Some((event, rest)) = self.read.split_once("\n\n") {
                let (event, rest) = (event.to_owned(), rest.to_owned());
                self.read = rest;
                let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
                // A comment keeps the line open.
                let Some(name) = field("event: ") else { continue };
                let data = field("data: ").map(|data| serde_json::from_str(&data).expect("JSON"));
                return Some((name, data.unwrap_or_default()));
            }
            let chunk = timeout(PATIENCE, self.body.next()).await.expect("something is said in time")?;
            self.read.push_str(std::str::from_utf8(&chunk.expect("no broken line")).expect("text"));
        }
    }

    async fn change(&mut self) -> Value {
        let (name, data) = self.next().await.expect("the line goes on");
        assert_eq!(name, "change");
        data
    }

    /// Nothing was said up to now. A marker for everybody is sent to tell silence from slowness.
    async fn heard_nothing_else(&mut self, world: &World) {
        world.clinic.store.bus().publish(Change::Anything);
        assert_eq!(self.change().await, json!({"doctor": null, "notice": null}));
    }
}

fn token(client: &Client) -> Option<&str> {
    client.access_token.as_deref()
}

on_both!(
    a_booking_is_heard_by_those_whom_it_concerns,
    a_cancellation_is_told_to_the_other_side,
    what_was_missed_is_told_first,
    what_was_changed_between_reading_and_listening_is_told,
    a_line_ends_with_its_session,
);

async fn a_booking_is_heard_by_those_whom_it_concerns(world: World) {
    let (doctor, other) = (world.doctor("Doctor One").await, world.doctor("Doctor Two").await);
    let (patient, stranger) = (world.patient("Pat One").await, world.patient("Pat Two").await);
    let admin = world.admin().await;
    let watch = format!("doctor={}", doctor.id);
    let mut visitor = Line::open(&world.router, None, &watch).await;
    let mut elsewhere = Line::open(&world.router, None, &format!("doctor={}", other.id)).await;
    let mut own = Line::open(&world.router, token(&patient), "").await;
    let mut foreign = Line::open(&world.router, token(&stranger), "").await;
    let mut practice = Line::open(&world.router, token(&doctor.client), "").await;
    let mut other_practice = Line::open(&world.router, token(&other.client), "").await;
    let mut platform = Line::open(&world.router, token(&admin), "").await;

    let start = world.free_start(&doctor, 0).await;
    let visit = world.book(&patient, &doctor, start).await.expect(201).text("id").to_owned();

    let only_times = json!({"doctor": doctor.id, "notice": null});
    assert_eq!(visitor.change().await, only_times);
    assert_eq!(own.change().await, only_times, "nobody is told what they did themselves");
    assert_eq!(platform.change().await, only_times);
    let told = practice.change().await;
    assert_eq!(told["notice"]["appointment"], json!(visit));
    assert_eq!(told["notice"]["text"], json!("New visit: Pat One, Mon 23 Nov, 09:00."));
    for silent in [&mut elsewhere, &mut foreign, &mut other_practice] {
        silent.heard_nothing_else(&world).await;
    }
}

async fn what_was_changed_between_reading_and_listening_is_told(world: World) {
    let (doctor, other) = (world.doctor("Doctor One").await, world.doctor("Doctor Two").await);
    let patient = world.patient("Pat One").await;
    let start = world.free_start(&doctor, 0).await;
    // Longer than two clocks may differ.
    sleep(Duration::from_secs(1)).await;
    let now = world.clinic.effects.clock.now().timestamp_millis();
    let watch = |id: &str| format!("doctor={id}&shown={now}");
    let mut quiet = Line::open(&world.router, None, &watch(&doctor.id)).await;
    assert!(timeout(Duration::from_millis(200), quiet.next()).await.is_err(), "nothing was changed");
    world.book(&patient, &doctor, start).await.expect(201);
    let mut elsewhere = Line::open(&world.router, None, &watch(&other.id)).await;
    assert!(timeout(Duration::from_millis(200), elsewhere.next()).await.is_err(), "that was another doctor's");
    let shown = now - 1000;
    let mut late = Line::open(&world.router, None, &format!("doctor={}&shown={shown}", doctor.id)).await;
    assert_eq!(late.change().await, json!({"doctor": null, "notice": null}));
}

async fn a_cancellation_is_told_to_the_other_side(world: World) {
    let doctor = world.doctor("Doctor One").await;
    let patient = world.patient("Pat One").await;
    let start = world.free_start(&doctor, 0).await;
    let visit = world.book(&patient, &doctor, start).await.expect(201).text("id").to_owned();
    let mut own = Line::open(&world.router, token(&patient), &format!("doctor={}", doctor.id)).await;
    let mut practice = Line::open(&world.router, token(&doctor.client), "").await;
    let path = format!("appointments/{visit}/cancel");
    doctor.client.post(&path, json!({"reason": "I am ill."})).await.expect(200);
    let told = own.change().await;
    assert_eq!(told["notice"]["text"], json!("Doctor One cancelled your visit on Mon 23 Nov, 09:00."));
    assert!(!told.to_string().contains("ill"), "the reason stays on the visit's page");
    assert_eq!(practice.change().await["notice"], Value::Null);
    own.heard_nothing_else(&world).await;
}

async fn what_was_missed_is_told_first(world: World) {
    let doctor = world.doctor("Doctor One").await;
    let (patient, stranger) = (world.patient("Pat One").await, world.patient("Pat Two").await);
    let before = world.clinic.effects.clock.now().timestamp_millis();
    let start = world.free_start(&doctor, 0).await;
    let visit = world.book(&patient, &doctor, start).await.expect(201).text("id").to_owned();
    let since = format!("since={before}");
    let mut practice = Line::open(&world.router, token(&doctor.client), &since).await;
    let told = practice.change().await;
    assert_eq!(
        told["notice"],
        json!({"appointment": visit, "version": 1,
        "text": "New visit: Pat One, Mon 23 Nov, 09:00."})
    );
    Line::open(&world.router, token(&patient), &since).await.heard_nothing_else(&world).await;
    Line::open(&world.router, token(&stranger), &since).await.heard_nothing_else(&world).await;
    world.advance(chrono::TimeDelta::minutes(1));
    let later = format!("since={}", world.clinic.effects.clock.now().timestamp_millis());
    Line::open(&world.router, token(&doctor.client), &later).await.heard_nothing_else(&world).await;
}

async fn a_line_ends_with_its_session(world: World) {
    let patient = world.patient("Pat One").await;
    let mut line = Line::open(&world.router, token(&patient), "").await;
    let devices = patient.get("me/sessions").await.expect(200);
    let session = devices.list("items")[0]["id"].as_str().expect("an id").to_owned();
    patient.delete(&format!("me/sessions/{session}")).await.expect(204);
    world.clinic.store.bus().publish(Change::Anything);
    assert_eq!(line.next().await, None, "what concerns an account is not said to who has signed out");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_reader_is_dropped_and_holds_nobody_up() {
    crate::world::on_sqlite(|world| async move {
        let doctor = world.doctor("Doctor One").await;
        let watch = format!("doctor={}", doctor.id);
        let mut slow = Line::open(&world.router, None, &watch).await;
        let mut quick = Line::open(&world.router, None, &watch).await;
        let id = DoctorId(doctor.id.parse().expect("an id"));
        for _ in 0..200 {
            world.clinic.store.bus().publish(Change::Doctor(id));
            assert_eq!(quick.change().await["doctor"], json!(doctor.id));
        }
        let mut heard = 0;
        while slow.next().await.is_some() {
            heard += 1;
        }
        assert!((1..200).contains(&heard), "{heard}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bad_question_is_refused_and_an_unknown_doctor_is_silent() {
    crate::world::on_sqlite(|world| async move {
        let visitor = world.visitor();
        for bad in ["doctor=x", "doctor=1,2", "since=soon"] {
            let refused = visitor.get(&format!("live?{bad}")).await.expect(422);
            assert_eq!(refused.body["type"], "/problems/invalid", "{bad}");
        }
        let many = vec![uuid::Uuid::nil().to_string(); 51].join(",");
        visitor.get(&format!("live?doctor={many}")).await.expect(422);
        // Without hours a doctor is not public: nobody else hears of them.
        let hidden = world.bare_doctor("Doctor Bare").await;
        let mut line = Line::open(&world.router, None, &format!("doctor={}", hidden.id)).await;
        let doctor = DoctorId(hidden.id.parse().expect("an id"));
        let change = Change::Appointment {
            id: AppointmentId(uuid::Uuid::nil()),
            version: 1,
            doctor,
            patient: AccountId(uuid::Uuid::nil()),
        };
        world.clinic.store.bus().publish(change);
        line.heard_nothing_else(&world).await;
    })
    .await;
}

/// What happens in one process is heard in the other.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_crosses_from_one_server_process_to_another() {
    let Two { here, there, line, patient, doctor, wish, database, _sink, _folder } = Two::start().await;
    let (status, visit) = patient.post("appointments", &wish).await.expect("an answer");
    assert_eq!(status, 201, "{visit}");

    heard_of(&doctor, line).await;
    for server in [here, there] {
        server.tell_to_stop();
        server.ended();
    }
    database.drop().await;
}

/// A request that came before the end is answered, and what it has changed reaches the others before the process is gone.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_stopping_server_still_books_is_heard_by_the_other() {
    let Two { here, there, line, patient, doctor, wish, database, _sink, _folder } = Two::start().await;
    let wish = wish.to_string();
    let (first, rest) = wish.split_at(20);
    let head = format!(
        "POST /api/v1/appointments HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nAuthorization: Bearer {}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{first}",
        here.remote.address,
        patient.access_token.as_deref().expect("signed in"),
        wish.len()
    );
    let mut stream = TcpStream::connect(here.remote.address).await.expect("it accepts");
    stream.write_all(head.as_bytes()).await.expect("the first half goes out");
    sleep(Duration::from_millis(400)).await;
    here.tell_to_stop();
    sleep(Duration::from_millis(200)).await;
    stream.write_all(rest.as_bytes()).await.expect("the second half goes out");
    let mut answer = String::new();
    timeout(PATIENCE, stream.read_to_string(&mut answer)).await.expect("it is answered").expect("text");
    assert!(answer.starts_with("HTTP/1.1 201 "), "{answer}");
    heard_of(&doctor, line).await;
    here.ended();
    there.tell_to_stop();
    there.ended();
    database.drop().await;
}

/// Two executables on one Postgres: here a patient is about to book, there a page with the doctor's times is open.
struct Two {
    here: Server,
    there: Server,
    line: BufReader<TcpStream>,
    patient: Remote,
    doctor: Doctor,
    wish: Value,
    database: Database,
    _sink: Sink,
    _folder: Folder,
}

impl Two {
    async fn start() -> Self {
        let folder = Folder::new();
        let database = Database::create().await;
        let (doctor, email) = set_up(&database.url).await;
        let sink = Sink::start(&folder);
        let setting = Setting { url: database.url.clone(), smtp_port: sink.port, folder: folder.0.clone() };
        let (here, there) = (Server::start(&setting).await, Server::start(&setting).await);
        let line = remote_line(&there.remote, &format!("/api/v1/live?doctor={}", doctor.id)).await;
        let patient = signed_in(&here.remote, &email).await;
        let wish = wish(&patient, &doctor).await;
        Self { here, there, line, patient, doctor, wish, database, _sink: sink, _folder: folder }
    }
}

async fn signed_in(remote: &Remote, email: &str) -> Remote {
    let login = json!({"email": email, "password": PASSWORD});
    let (status, session) = remote.post("auth/login", &login).await.expect("an answer");
    assert_eq!(status, 200, "{session}");
    remote.with_token(session["access_token"].as_str().expect("a token"))
}

/// What to send to book the first free time.
async fn wish(patient: &Remote, doctor: &Doctor) -> Value {
    let slots = format!("doctors/{}/slots?visit_type={}", doctor.id, doctor.visit_type);
    let (_, free) = patient.get(&slots).await.expect("an answer");
    let days = free["days"].as_array().expect("days");
    let start = days.iter().find_map(|day| day["slots"][0]["start"].as_str()).expect("a free time");
    json!({"doctor_id": doctor.id, "visit_type_id": doctor.visit_type, "start": start})
}

async fn heard_of(doctor: &Doctor, line: BufReader<TcpStream>) {
    let mut lines = line.lines();
    let heard = async {
        while let Some(line) = lines.next_line().await.expect("the line goes on") {
            if line.starts_with("data: ") && line.contains(&doctor.id) {
                return;
            }
        }
        panic!("the line ended");
    };
    timeout(PATIENCE, heard).await.expect("the change crosses");
}

/// A doctor who can be booked and a patient, and that patient's e-mail.
async fn set_up(url: &str) -> (Doctor, String) {
    let world = World::open(url).await;
    let doctor = world.doctor("Doctor One").await;
    world.patient("Pat One").await;
    world.clinic.store.close().await;
    (doctor, "pat.one@example.org".to_owned())
}

async fn remote_line(remote: &Remote, path: &str) -> BufReader<TcpStream> {
    let mut stream = TcpStream::connect(remote.address).await.expect("the server listens");
    let request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", remote.address);
    stream.write_all(request.as_bytes()).await.expect("the request goes out");
    let mut stream = BufReader::new(stream);
    let mut line = String::new();
    while !line.starts_with("event: hello") {
        line.clear();
        let read = timeout(PATIENCE, stream.read_line(&mut line)).await.expect("a greeting").expect("a line");
        assert!(read > 0, "the line ended before the greeting");
    }
    stream
}

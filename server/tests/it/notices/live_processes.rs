//! What is changed in one server process is heard in the other, over one Postgres.

use std::time::Duration;

use serde_json::{Value, json};
use testing::postgres::Database;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
    time::{sleep, timeout},
};

use crate::{
    process::executable::{Folder, Server, Setting, Sink},
    wire::Remote,
    world::{Doctor, PASSWORD, World},
};

/// What has not come by then never comes.
const PATIENCE: Duration = Duration::from_secs(60);

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
    sleep(Duration::from_secs(1)).await;
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

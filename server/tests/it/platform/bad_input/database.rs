//! A database that is locked, full or gone: 503 and when to try again, nothing half-written, and then it goes on.

use std::{
    io::{self, BufRead, BufReader, Write},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};

use clinic::insight::integrity;
use effects::{Clock, Rng};
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection, SqliteConnection};
use store::Store;
use testing::postgres::Database;

use crate::{
    browser::Browser,
    client::{Answer, Client},
    process::executable::{Folder, Server, Setting},
    world::{Doctor, PASSWORD, World},
};

/// A clinic that does not wait long for its database.
pub(super) async fn impatient(url: &str, patience: Duration) -> World {
    let mut world = World::open(url).await;
    world.clinic.store.close().await;
    world.clinic.store = Store::open_with_patience(url, patience).await.expect("the database opens");
    world.set_effects(|_| {});
    world
}

#[tokio::test]
async fn a_right_password_is_no_failure_when_the_database_fails() {
    let folder = Folder::new();
    let url = format!("sqlite://{}", folder.0.join("anteroom.db").display());
    let mut world = World::open(&url).await;
    world.patient("Ada").await;
    world.set_settings(|settings| settings.rate_limit = true);
    let visitor = Client::new(world.asked_from("192.0.2.1", ""));
    let login = json!({"email": "ada@example.org", "password": PASSWORD});
    let mut database = SqliteConnection::connect(&url).await.expect("a connection");
    let broken = "CREATE TRIGGER broken BEFORE INSERT ON session BEGIN SELECT RAISE(ABORT, 'broken'); END";
    sqlx::raw_sql(broken).execute(&mut database).await.expect("a trigger");
    for _ in 0..40 {
        assert_eq!(visitor.post("auth/login", login.clone()).await.status, 500);
    }
    sqlx::raw_sql("DROP TRIGGER broken").execute(&mut database).await.expect("no trigger");
    // Wrong ones count as ever, from the first.
    let guess = json!({"email": "ada@example.org", "password": "a guess at it"});
    for _ in 0..5 {
        visitor.post("auth/login", guess.clone()).await.problem(401, "invalid-credentials");
    }
    visitor.post("auth/login", login).await.expect(200);
    database.close().await.expect("closed");
    world.clinic.store.close().await;
}

/// Enough for a database that answers.
const SHORT: Duration = Duration::from_secs(3);

#[track_caller]
fn unavailable(answer: Answer) {
    let answer = answer.problem(503, "unavailable");
    assert!(answer.header("retry-after").parse::<u64>().is_ok_and(|seconds| seconds > 0), "{:?}", answer.headers);
}

/// What somebody tries while the database cannot be used, and then once more.
struct Scene {
    world: World,
    doctor: Doctor,
    patient: Client,
    browser: Browser,
    wish: Value,
}

const KEY: &[(&str, &str)] = &[("idempotency-key", "one-wish")];

impl Scene {
    async fn new(world: World) -> Self {
        let doctor = world.doctor("Grace").await;
        let patient = world.patient("Ada").await;
        world.admin().await;
        world.deliver().await;
        let start = world.free_start(&doctor, 3).await;
        let wish = json!({"doctor_id": doctor.id, "visit_type_id": doctor.visit_type, "start": start});
        let mut browser = Browser::new(world.router.clone());
        let form = [("email", "ada@example.org"), ("password", PASSWORD)];
        browser.submit("/sign-in", "/do/auth/sign-in", &form).await.expect(303);
        Self { world, doctor, patient, browser, wish }
    }

    async fn book(&self) -> Answer {
        self.patient.send(axum::http::Method::POST, "appointments", Some(self.wish.clone()), KEY).await
    }

    /// Nothing can be written. By forms it is said on the page, with what was typed.
    async fn nothing_is_written(&mut self, can_read: bool) {
        unavailable(self.book().await);
        let newcomer =
            json!({"email": "new@example.org", "password": PASSWORD, "full_name": "New", "time_zone": "UTC"});
        unavailable(self.world.visitor().post("auth/register", newcomer).await);
        let schedule = json!({"time_zone": "UTC", "weekly": []});
        unavailable(self.doctor.client.put("doctors/me/schedule", schedule).await);
        let form =
            [("full_name", "New & co"), ("email", "new@example.org"), ("password", PASSWORD), ("time_zone", "UTC")];
        let mut visitor = Browser::new(self.world.router.clone());
        let page = visitor.submit("/register", "/do/auth/register", &form).await.expect(503);
        assert!(page.is_html() && page.headers.contains_key("retry-after"), "{:?}", page.headers);
        page.shows("please try again shortly");
        assert!(page.keeps("full_name", "New & co") && page.keeps("email", "new@example.org"), "{}", page.html);
        assert!(!page.html.contains(PASSWORD), "a password does not come back");
        if can_read {
            self.patient.get("appointments").await.expect(200);
            self.browser.open("/visits").await.expect(200);
        } else {
            unavailable(self.patient.get("appointments").await);
            unavailable(self.world.visitor().get("doctors").await);
            // Also for somebody whose session cannot be read.
            let saved = [("full_name", "Ada \"Countess\""), ("time_zone", "UTC")];
            let page = self.browser.submit("/account", "/do/account/save", &saved).await.expect(503);
            assert!(page.is_html() && page.keeps("full_name", "Ada \"Countess\""), "{}", page.html);
            for path in ["/visits", "/doctors", "/"] {
                let page = self.browser.open(path).await.expect(503);
                assert!(page.is_html(), "{path}: {:?}", page.headers);
                assert!(page.text().contains("try again shortly"), "{path}: {}", page.text());
            }
        }
    }

    async fn is_ready(&self) -> bool {
        let answer = self.world.visitor().get("/readyz").await;
        assert!([200, 503].contains(&answer.status.as_u16()), "{}", answer.body);
        self.world.visitor().get("/healthz").await.expect(200);
        answer.status == 200
    }

    /// The same requests go through; nothing of the first tries is left.
    async fn goes_on(&mut self) {
        assert!(self.is_ready().await);
        assert_eq!(self.patient.get("appointments").await.expect(200).number("total"), 0);
        self.book().await.expect(201);
        self.book().await.expect(201);
        assert_eq!(self.patient.get("appointments").await.expect(200).number("total"), 1);
        self.browser.open("/visits").await.expect(200).shows("Grace");
        self.world.patient("New").await;
        let weekly = self.doctor.client.get("doctors/me/schedule").await.expect(200);
        assert_eq!(weekly.list("weekly").len(), 5, "the hours are as they were");
        assert_eq!(
            self.world.mail().await.iter().filter(|mail| mail.message_id.starts_with("visit-booked")).count(),
            2
        );
        let errors = integrity::scan(&self.world.clinic).await.expect("the scan runs");
        assert!(errors.is_empty(), "{errors:#?}");
        self.world.clinic.store.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_locked_sqlite_answers_busy_and_goes_on() {
    let folder = Folder::new();
    let url = format!("sqlite://{}", folder.0.join("anteroom.db").display());
    let mut scene = Scene::new(impatient(&url, SHORT).await).await;
    let mut other = SqliteConnection::connect(&url).await.expect("another program opens it");
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut other).await.expect("it takes the lock");
    scene.nothing_is_written(true).await;
    assert!(scene.is_ready().await, "it can be read, and the lock will go");
    sqlx::raw_sql("ROLLBACK").execute(&mut other).await.expect("it lets go");
    scene.goes_on().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_locked_postgres_answers_busy_and_goes_on() {
    let database = Database::create().await;
    let mut scene = Scene::new(impatient(&database.url, SHORT).await).await;
    let mut other = PgConnection::connect(&database.url).await.expect("another program connects");
    let lock = "BEGIN; LOCK TABLE account, appointment, doctor, weekly_window IN SHARE MODE";
    sqlx::raw_sql(lock).execute(&mut other).await.expect("it takes the lock");
    scene.nothing_is_written(true).await;
    assert!(scene.is_ready().await);
    sqlx::raw_sql("ROLLBACK").execute(&mut other).await.expect("it lets go");
    other.close().await.expect("it closes");
    scene.goes_on().await;
    database.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_sqlite_that_was_moved_away_takes_nothing_until_it_is_back() {
    let folder = Folder::new();
    let (here, away) = (folder.0.join("anteroom.db"), folder.0.join("away.db"));
    let mut scene = Scene::new(impatient(&format!("sqlite://{}", here.display()), SHORT).await).await;
    std::fs::rename(&here, &away).expect("it can be moved");
    assert!(!scene.is_ready().await);
    scene.nothing_is_written(false).await;
    // Another file in its place is another database.
    std::fs::write(&here, b"").expect("a file");
    assert!(!scene.is_ready().await);
    unavailable(scene.book().await);
    std::fs::rename(&away, &here).expect("it can be moved back");
    scene.goes_on().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stopped_postgres_answers_unavailable_and_goes_on_when_it_is_back() {
    let postgres = Postgres::start();
    let mut scene = Scene::new(impatient(&postgres.url, 2 * SHORT).await).await;
    postgres.told_to("stop");
    assert!(!scene.is_ready().await);
    scene.nothing_is_written(false).await;
    postgres.told_to("start");
    scene.goes_on().await;
}

/// What is logged, as text.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("not poisoned").write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// On one thread, which has a log of its own.
#[tokio::test]
async fn a_flood_of_refusals_is_not_a_flood_of_errors_in_the_log() {
    let folder = Folder::new();
    let (here, away) = (folder.0.join("anteroom.db"), folder.0.join("away.db"));
    let world = impatient(&format!("sqlite://{}", here.display()), SHORT).await;
    let visitor = world.visitor();
    visitor.get("specialties").await.expect(200);
    std::fs::rename(&here, &away).expect("it can be moved");
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(move || writer.clone()).finish();
    let guard = tracing::subscriber::set_default(subscriber);
    for _ in 0..300 {
        // No copy of nobody is kept.
        unavailable(visitor.get("doctors/00000000-0000-0000-0000-000000000000").await);
    }
    // What is our fault is told each time.
    for n in 0..3 {
        clinic::Error::failed("do this", "no").into_problem(|| format!("reference {n}"));
    }
    drop(guard);
    let log = String::from_utf8(log.0.lock().expect("not poisoned").clone()).expect("text");
    let errors: Vec<&str> = log.lines().filter(|line| line.contains(" ERROR ")).collect();
    let said = errors.iter().filter(|line| line.contains("the database cannot be used")).count();
    assert!((..=30).contains(&said), "{said} lines for 300 requests");
    assert_eq!(errors.len() - said, 3, "one line for each: {errors:#?}");
    assert!((0..3).all(|n| log.contains(&format!("reference {n}"))), "{errors:#?}");
    assert_eq!(log.lines().filter(|line| line.contains("status=503")).count(), 300, "each request has its line");
    world.clinic.store.close().await;
}

/// What PostgreSQL says when no room is left, at the last thing that each of these transactions writes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_postgres_answers_unavailable_and_leaves_nothing_half_written() {
    const FULL: &str = "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$;
        CREATE TRIGGER full_disk BEFORE INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION full_disk();
        CREATE TRIGGER full_disk BEFORE DELETE ON weekly_window FOR EACH ROW EXECUTE FUNCTION full_disk()";
    let database = Database::create().await;
    let mut scene = Scene::new(impatient(&database.url, SHORT).await).await;
    let mut other = PgConnection::connect(&database.url).await.expect("another program connects");
    sqlx::raw_sql(FULL).execute(&mut other).await.expect("it is full");
    scene.nothing_is_written(true).await;
    assert!(scene.is_ready().await, "what is there can be read");
    sqlx::raw_sql("DROP FUNCTION full_disk CASCADE").execute(&mut other).await.expect("there is room again");
    other.close().await.expect("it closes");
    scene.goes_on().await;
    database.drop().await;
}

/// A server of this test alone.
struct Postgres {
    url: String,
    control: String,
    process: Child,
}

impl Postgres {
    fn start() -> Self {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../scripts/postgres-for-tests");
        let tell = "echo \"$ANTEROOM_TEST_POSTGRES_URL\"; echo \"$ANTEROOM_TEST_POSTGRES_CONTROL\"; exec cat";
        let mut process = Command::new(script)
            .args(["sh", "-c", tell])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("scripts/postgres-for-tests can be run");
        let mut lines = BufReader::new(process.stdout.take().expect("its output is piped")).lines();
        let mut line = || lines.next().and_then(Result::ok).expect("PostgreSQL starts; see the lines above");
        Self { url: line(), control: line(), process }
    }

    fn told_to(&self, what: &str) {
        let told = Command::new(&self.control).arg(what).stdout(Stdio::null()).status().expect("pg_ctl runs");
        assert!(told.success(), "{what}: {told}");
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // Its input ends: the script stops the server and cleans up.
        drop(self.process.stdin.take());
        self.process.wait().ok();
    }
}

/// The executable may write no byte more: what a full disk is to SQLite.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_answers_unavailable_and_leaves_nothing_half_written() {
    let folder = Folder::new();
    let file = folder.0.join("anteroom.db");
    let url = format!("sqlite://{}", file.display());
    let mut world = World::open(&url).await;
    world.set_effects(|effects| {
        effects.clock = Clock::System;
        effects.rng = Rng::from_system();
    });
    let doctor = world.doctor("Grace").await;
    world.patient("Ada").await;
    world.clinic.store.close().await;

    // No mail server listens there: what is to be sent waits.
    let setting = Setting { url, smtp_port: 9, folder: folder.0.clone() };
    let server = Server::start(&setting).await;
    let login = json!({"email": "ada@example.org", "password": PASSWORD});
    let (_, signed_in) = server.remote.post("auth/login", &login).await.expect("an answer");
    let patient = server.remote.with_token(signed_in["access_token"].as_str().expect("a token"));
    let path = format!("doctors/{}/slots?visit_type={}", doctor.id, doctor.visit_type);
    let (_, free) = patient.get(&path).await.expect("an answer");
    let starts: Vec<Value> = free["days"]
        .as_array()
        .expect("days")
        .iter()
        .filter_map(|day| day["slots"].as_array())
        .flatten()
        .map(|slot| slot["start"].clone())
        .collect();
    let wish = |start: &Value| json!({"doctor_id": doctor.id, "visit_type_id": doctor.visit_type, "start": start});

    let size = |ending: &str| std::fs::metadata(file.with_extension(ending)).map_or(0, |file| file.len());
    // Room for a booking or two.
    limit(&server, &format!("{}:", size("db").max(size("db-wal")) + 100_000));
    let (mut booked, mut refused) = (0, None);
    for start in starts.iter().skip(2) {
        let (status, body) = patient.send("POST", "appointments", Some(&wish(start)), "").await.expect("an answer");
        match status {
            201 => booked += 1,
            503 => {
                assert_eq!(body["type"], "/problems/unavailable");
                refused = Some(start);
                break;
            }
            other => panic!("{other}: {body}"),
        }
    }
    let refused = refused.expect("the disk is full at some time");
    // What is there can be read.
    let newcomer = json!({"email": "new@example.org", "password": PASSWORD, "full_name": "New", "time_zone": "UTC"});
    let total = async || patient.get("appointments").await.expect("an answer").1["total"].as_u64();
    assert_eq!(total().await, Some(booked));

    limit(&server, "unlimited:");
    assert_eq!(patient.post("appointments", &wish(refused)).await.expect("an answer").0, 201);
    assert_eq!(server.remote.post("auth/register", &newcomer).await.expect("an answer").0, 201);
    assert_eq!(total().await, Some(booked + 1));
    server.tell_to_stop();
    server.ended();
    let check = setting.command().arg("check").output().expect("the check runs");
    assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stdout));
}

/// Sets the soft limit of what the process may write into one file.
fn limit(server: &Server, limit: &str) {
    let pid = server.pid().to_string();
    let set =
        Command::new("prlimit").args(["--pid", &pid, &format!("--fsize={limit}")]).status().expect("prlimit runs");
    assert!(set.success());
}

//! The directory with a thousand and with ten thousand doctors, each with a year of visits, on both engines.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use chrono::{DateTime, Utc};
use effects::Clock;
use sqlx::AssertSqlSafe;
use store::{Engine, Store, both};
use tokio::time::sleep;

use crate::{
    bare,
    clinic::{Clinic, SPECIALTIES},
    http::{self, Connection},
    process::{self, Folder, Served},
    report::{Aim, Report},
};

/// How many doctors, and in how many milliseconds 95 of 100 answers should be there.
const SIZES: [(usize, f64); 2] = [(1_000, 20.0), (10_000, 30.0)];
/// Requests of each kind of list; no two in a row are the same, so that none is answered by a copy.
const REQUESTS: usize = 200;

/// A visit of every doctor on every day of a year: $1 is its last midnight. It says that it is counted: nobody asks for
/// statistics here.
const PAST: &str =
    "INSERT INTO appointment (id, doctor_id, patient_id, visit_type_id, visit_name, kind, price, start_at,
        end_at, buffer_before, buffer_after, status, version, created_at, specialty_id, time_zone, counted, location_id,
        location_name, location_address, location_town, location_phone, location_email, location_directions, location_zone)
    WITH RECURSIVE day (n) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT n + 1 FROM day WHERE n < 365)
    SELECT NEW_ID, v.doctor_id, p.id, v.id, v.name, v.kind, NULL,
        $1 - 86400000 * n + 1800000 * (16 + (v.number * 7 + n * 3) % 20),
        $1 - 86400000 * n + 1800000 * (17 + (v.number * 7 + n * 3) % 20), 0, 0, 'completed', 2, $1 - 86400000 * (n + 9),
        '', 'UTC', 2, v.location_id, '', '1 Example Street', '', '', '', '', 'UTC'
    FROM (SELECT visit_type.*, row_number() OVER (ORDER BY id) AS number FROM visit_type WHERE kind = 'in_person') v
    CROSS JOIN day
    JOIN (SELECT id, row_number() OVER (ORDER BY id) AS number FROM account WHERE role = 'patient') p
        ON p.number = 1 + (v.number + n) % 500";
/// Two on each of the next four weeks' days.
const COMING: &str = "INSERT INTO appointment (id, doctor_id, patient_id, visit_type_id, visit_name, kind, price,
        start_at, end_at, buffer_before, buffer_after, status, version, created_at, specialty_id, time_zone, counted,
        location_id, location_name, location_address, location_town, location_phone, location_email, location_directions,
        location_zone)
    WITH RECURSIVE time (n) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT n + 1 FROM time WHERE n < 55)
    SELECT NEW_ID, v.doctor_id, p.id, v.id, v.name, v.kind, NULL,
        $1 + 86400000 * (n / 2) + 1800000 * (16 + (v.number * 7 + n * 9) % 20),
        $1 + 86400000 * (n / 2) + 1800000 * (17 + (v.number * 7 + n * 9) % 20), 0, 0, 'booked', 1, $1 - 86400000,
        '', 'UTC', 1, v.location_id, '', '1 Example Street', '', '', '', '', 'UTC'
    FROM (SELECT visit_type.*, row_number() OVER (ORDER BY id) AS number FROM visit_type WHERE kind = 'in_person') v
    CROSS JOIN time
    JOIN (SELECT id, row_number() OVER (ORDER BY id) AS number FROM account WHERE role = 'patient') p
        ON p.number = 1 + (v.number + n) % 500";
/// What they claim of the doctors; what they would of the patients, nobody asks here.
const CLAIMS: &str = "INSERT INTO claim (person_id, cell, holder_kind, holder_id)
    WITH RECURSIVE part (n) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT n + 1 FROM part WHERE n < 5)
    SELECT d.account_id, p.start_at / 300000 + n, 'appointment', p.id
    FROM appointment p JOIN doctor d ON d.id = p.doctor_id CROSS JOIN part WHERE p.status = 'booked'";
/// Whose first free time is not stored.
const UNKNOWN: &str = "SELECT COUNT(*) FROM directory_entry WHERE valid_from = 0";

pub async fn measure(report: &mut Report, target: &Path, postgres: Option<&str>) {
    for (doctors, aim) in SIZES {
        let folder = Folder::new(target, "directory");
        let url = format!("sqlite://{}", folder.0.join("anteroom.db").display());
        on(report, &folder, &url, "SQLite", doctors, aim).await;
        if let Some(postgres) = postgres {
            let url = bare::make_database(postgres, &format!("measure_directory_{doctors}")).await.expect("a database");
            on(report, &folder, &url, "Postgres", doctors, aim).await;
        }
    }
}

async fn on(report: &mut Report, folder: &Folder, url: &str, engine: &str, doctors: usize, aim: f64) {
    let clinic = Clinic::varied(url, doctors).await;
    let store = Store::open(url).await.expect("the database opens");
    let midnight = Clock::System.now().timestamp() / 86_400 * 86_400_000;
    for sql in [PAST, COMING, CLAIMS] {
        run(&store, sql, midnight).await;
    }
    if engine == "Postgres" {
        // As its own daemon does; nobody does so for SQLite.
        run(&store, "ANALYZE", midnight).await;
    }
    let started = Instant::now();
    let server = process::serve(&folder.0, url);
    while unknown(&store).await > 0 {
        sleep(Duration::from_millis(20)).await;
    }
    let what = format!("Directory of {doctors} doctors, {engine}: first free times of all, from the start on");
    report.figure(&what, started.elapsed().as_secs_f64(), "s", Aim::None);
    for (what, paths) in lists(doctors) {
        let cpu = server.cpu();
        let load = ask(&server, &paths).await;
        let used = (server.cpu() - cpu) * 1000.0 / paths.len() as f64;
        report.figure(&format!("  {what}, p95"), load.percentile(0.95), "ms", Aim::AtMost(aim));
        report.figure("    p50", load.percentile(0.5), "ms", Aim::None);
        report.figure("    of the server's processor", used, "ms", Aim::None);
    }
    while_booking(report, &server, &clinic).await;
    server.stop();
    store.close().await;
}

async fn run(store: &Store, sql: &str, midnight: i64) {
    let mut tx = store.write().await.expect("a transaction");
    let id = if matches!(tx.engine(), Engine::Sqlite(_)) { "randomblob(16)" } else { "gen_random_uuid()" };
    let text = sql.replace("NEW_ID", id);
    let bound = text.contains("$1");
    both!(tx, |c| {
        let query = sqlx::query(AssertSqlSafe(text));
        if bound { query.bind(midnight).execute(c).await.map(drop) } else { query.execute(c).await.map(drop) }
    })
    .expect("it is filled");
    tx.commit().await.expect("it lasts");
}

async fn unknown(store: &Store) -> i64 {
    let mut tx = store.read().await.expect("a connection");
    both!(tx, |c| sqlx::query_scalar(UNKNOWN).fetch_one(c).await).expect("a number")
}

/// Kinds of lists, and addresses of each: no two are the same.
fn lists(doctors: usize) -> Vec<(&'static str, Vec<String>)> {
    let many = |rest: &dyn Fn(usize) -> String| (0..REQUESTS).map(rest).collect::<Vec<_>>();
    // The first pages of 10 to 29 doctors, as often as they must be others.
    let page = |n: usize| format!("page={}&per_page={}", 1 + n / 20, 10 + n % 20);
    let any_page = |n: usize| format!("page={}&per_page={}", 1 + n * 37 % (doctors / 30), 10 + n % 20);
    let word = |n: usize| Clinic::surname(n).to_lowercase();
    let specialty = |n: usize| SPECIALTIES[n % SPECIALTIES.len()];
    let everybody = |n: usize| if n < 100 { "kind=in_person" } else { "language=en" };
    let (said, spoken) = (["heart", "skin", "teeth", "nerves", "eyes"], ["german", "french", "english"]);
    let does = |n: usize| format!("q={}+{}&per_page={}", said[n % 5], spoken[n % 3], 10 + n / 15);
    vec![
        ("soonest first", many(&|n| format!("/api/v1/doctors?{}", page(n)))),
        ("by video", many(&|n| format!("/api/v1/doctors?kind=video&{}", page(n)))),
        ("of a specialty", many(&|n| format!("/api/v1/doctors?specialty={}&per_page={}", specialty(n), 10 + n / 8))),
        ("who speak a language", many(&|n| format!("/api/v1/doctors?language=de&{}", page(n)))),
        ("found by a name", many(&|n| format!("/api/v1/doctors?q={}", word(n)))),
        ("found by what they do and speak", many(&|n| format!("/api/v1/doctors?{}", does(n)))),
        ("any page", many(&|n| format!("/api/v1/doctors?{}", any_page(n)))),
        ("by name, any page", many(&|n| format!("/api/v1/doctors?sort=name&{}", any_page(n)))),
        (
            "as browsers ask, ten on any page",
            many(&|n| format!("/doctors?{}&page={}", everybody(n), 1 + n % 100 * 37 % (doctors / 10))),
        ),
    ]
}

/// One after the other.
async fn ask(server: &Served, paths: &[String]) -> http::Load {
    let mut line = Connection::open(server.address).await.expect("a connection");
    let (started, mut latencies) = (Instant::now(), Vec::new());
    for path in paths {
        let sent = Instant::now();
        let answer = line.send(&http::get(server.address, path, "")).await.expect("an answer");
        assert_eq!(answer.status, 200, "{path}: {}", String::from_utf8_lossy(line.body(answer)));
        latencies.push(sent.elapsed().as_micros() as u32);
    }
    http::Load::new(started.elapsed().as_secs_f64(), latencies)
}

/// The first page, always the same, while first free times are booked all the time: no copy lasts, and letters are sent beside.
async fn while_booking(report: &mut Report, server: &Served, clinic: &Clinic) {
    let mut booker = Connection::open(server.address).await.expect("a connection");
    let mut reader = Connection::open(server.address).await.expect("a connection");
    let list = http::get(server.address, "/api/v1/doctors", "");
    let (started, mut latencies, mut booked) = (Instant::now(), Vec::new(), 0);
    for n in 0..REQUESTS {
        let sent = Instant::now();
        let answer = reader.send(&list).await.expect("an answer");
        latencies.push(sent.elapsed().as_micros() as u32);
        let found: serde_json::Value = serde_json::from_slice(reader.body(answer)).expect("JSON");
        let card = &found["items"][n % 20];
        let start: DateTime<Utc> = card["next_free"][0]["start"].as_str().expect("a time").parse().expect("an instant");
        let text = |value: &serde_json::Value| value.as_str().expect("an id").to_owned();
        let (doctor, visit_type) = (text(&card["id"]), text(&card["visit_type"]["id"]));
        let request = clinic.request_of(server.address, n, &doctor, &visit_type, start);
        // A patient may have a visit at that time.
        booked += usize::from(booker.send(&request).await.expect("an answer").status == 201);
        sleep(Duration::from_millis(20)).await;
    }
    let load = http::Load::new(started.elapsed().as_secs_f64(), latencies);
    report.figure("  soonest first, while these are booked, p95", load.percentile(0.95), "ms", Aim::None);
    report.figure("    p50", load.percentile(0.5), "ms", Aim::None);
    report.figure("    booked meanwhile", booked as f64 / load.seconds, "/s", Aim::None);
    assert!(booked > REQUESTS / 2, "{booked} of {REQUESTS}");
}

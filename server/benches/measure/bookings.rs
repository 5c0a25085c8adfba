//! Bookings through HTTP, with commits that wait for the disk, beside bare commits of the same rows.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::task::JoinSet;

use crate::{
    bare::{self, Bare},
    clinic::Clinic,
    http::{Connection, Load},
    process::{self, Folder, Served},
    report::{Aim, Report},
};

/// Connections, each with one booking under way.
const CONNECTIONS: usize = 32;
/// Bookings before the clock runs.
const WARM_UP: usize = 300;
/// Turns on Postgres, and bookings in each.
const TURNS: usize = 5;
const TURN: usize = 2000;

/// Both engines, and how long a start takes on what was booked.
pub async fn measure(report: &mut Report, target: &Path, postgres: Option<&str>) {
    let folder = Folder::new(target, "bookings");
    let url = format!("sqlite://{}", folder.0.join("anteroom.db").display());
    let clinic = Arc::new(Clinic::fill(&url).await);
    let server = process::serve(&folder.0, &url);
    let count = 10_000;
    let (load, cores) = book(&server, &clinic, 0, count).await;
    say(report, "SQLite", &load, cores);
    report.figure("Memory of the server after 10,000 bookings", server.memory().0, "MB", Aim::AtMost(60.0));
    report.figure("  its peak", server.memory().1, "MB", Aim::None);
    // Else it would go on sending mail beside what is measured next.
    server.stop();

    let bare_folder = Folder::new(target, "bare");
    let bare_url = format!("sqlite://{}", bare_folder.0.join("anteroom.db").display());
    let bare_clinic = Clinic::fill(&bare_url).await;
    let bare = bare::sqlite(&bare_url, &bare_clinic, count / 2).await.expect("bare commits");
    compare(report, "SQLite", &load, bare);

    if let Some(postgres) = postgres {
        on_postgres(report, target, postgres).await;
    }
    start_to_ready(report, &folder.0, &url);
}

/// In turns, so that whatever else the machine does meets both alike; the server runs only during its own.
async fn on_postgres(report: &mut Report, target: &Path, postgres: &str) {
    assert!(bare::is_durable(postgres).await.expect("Postgres answers"), "commits must wait for the disk");
    let folder = Folder::new(target, "bookings-postgres");
    let url = bare::make_database(postgres, "measure_http").await.expect("a database");
    let clinic = Arc::new(Clinic::fill(&url).await);
    let bare_url = bare::make_database(postgres, "measure_bare").await.expect("a database");
    let mut bare = Bare::open(&bare_url, Clinic::fill(&bare_url).await).await.expect("connections");
    let (mut load, mut cores, mut bare_seconds) = (Load::default(), (0.0, 0.0), 0.0);
    for turn in 0..TURNS {
        let from = turn * (WARM_UP + TURN);
        let counted = from + WARM_UP..from + WARM_UP + TURN;
        let server = process::serve(&folder.0, &url);
        let (more, used) = book(&server, &clinic, from, TURN).await;
        server.stop();
        load = load.and(more);
        cores = (cores.0 + used.0, cores.1 + used.1);
        bare.book(from..counted.start).await.expect("bare commits");
        bare_seconds += bare.book(counted).await.expect("bare commits");
    }
    say(report, "Postgres", &load, cores);
    compare(report, "Postgres", &load, (TURNS * TURN) as f64 / bare_seconds);
}

fn compare(report: &mut Report, engine: &str, load: &Load, bare: f64) {
    report.figure(&format!("Bare durable commits of the same rows, {engine}"), bare, "/s", Aim::None);
    let ratio = load.per_second() / bare;
    report.figure(&format!("Bookings through HTTP to bare commits, {engine}"), ratio, "ratio", Aim::AtLeast(0.5));
}

/// Books so many visits from the n-th on, after a few that do not count; each must be granted. With the seconds of a
/// processor that client and server took.
async fn book(server: &Served, clinic: &Arc<Clinic>, from: usize, count: usize) -> (Load, (f64, f64)) {
    send(server, clinic, from, from + WARM_UP).await;
    let cpu = (process::own_cpu(), server.cpu());
    let load = send(server, clinic, from + WARM_UP, from + WARM_UP + count).await;
    (load, (process::own_cpu() - cpu.0, server.cpu() - cpu.1))
}

fn say(report: &mut Report, engine: &str, load: &Load, (client, server): (f64, f64)) {
    let what = format!("Bookings through HTTP, durable, {engine}, {CONNECTIONS} connections");
    report.figure(&what, load.per_second(), "/s", Aim::None);
    report.figure("  p99", load.percentile(0.99), "ms", Aim::None);
    report.shares(client, server, load.seconds);
}

async fn send(server: &Served, clinic: &Arc<Clinic>, from: usize, to: usize) -> Load {
    let next = Arc::new(AtomicUsize::new(from));
    let address = server.address;
    let mut tasks = JoinSet::new();
    let started = Instant::now();
    for _ in 0..CONNECTIONS {
        let (next, clinic) = (next.clone(), clinic.clone());
        tasks.spawn(async move {
            let mut connection = Connection::open(address).await.expect("a connection");
            let mut latencies = Vec::new();
            loop {
                let n = next.fetch_add(1, Ordering::Relaxed);
                if n >= to {
                    return latencies;
                }
                let request = clinic.request(address, n);
                let sent = Instant::now();
                let answer = connection.send(&request).await.expect("an answer");
                assert_eq!(answer.status, 201, "{}", String::from_utf8_lossy(connection.body(answer)));
                latencies.push(sent.elapsed().as_micros() as u32);
            }
        });
    }
    let latencies = tasks.join_all().await.concat();
    Load::new(started.elapsed().as_secs_f64(), latencies)
}

/// From the start of the program to its first answer, on a filled database: the middle of ten.
fn start_to_ready(report: &mut Report, folder: &Path, url: &str) {
    let mut times: Vec<Duration> = (0..10)
        .map(|_| {
            let served = process::serve(folder, url);
            let ready = served.ready;
            served.stop();
            ready
        })
        .collect();
    times.sort();
    report.figure("Start to ready, 10,000 visits in the database", times[5].as_secs_f64(), "s", Aim::AtMost(0.3));
}

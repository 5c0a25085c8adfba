//! Many pages that wait for changes, each with a connection that is idle.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use tokio::{io::AsyncReadExt, net::TcpStream, task::JoinSet, time};

use crate::{
    clinic::Clinic,
    http::{self, Connection},
    process::{self, Folder},
    report::{Aim, Report},
};

/// How many wait.
const READERS: usize = 5_000;

pub async fn measure(report: &mut Report, target: &std::path::Path) {
    let folder = Folder::new(target, "live");
    let url = format!("sqlite://{}", folder.0.join("anteroom.db").display());
    let clinic = Clinic::fill(&url).await;
    let server = process::serve(&folder.0, &url);
    // What the server takes once, it has taken: the first booking, the first page.
    let mut connection = Connection::open(server.address).await.expect("a connection");
    assert_eq!(connection.send(&clinic.request(server.address, 1)).await.expect("an answer").status, 201);
    let path = format!("/api/v1/live?doctor={}", clinic.doctors[0]);
    let visitor = http::get(server.address, &path, "Accept: text/event-stream\r\n");
    // Not the one who books.
    let signed_in = format!("Accept: text/event-stream\r\nAuthorization: Bearer {}\r\n", clinic.tokens[2]);
    let patient = http::get(server.address, &path, &signed_in);
    // And the connections to its database, which it opens when the first lines come.
    drop(open(server.address, &patient, 100).await);
    time::sleep(Duration::from_secs(2)).await;
    let before = server.memory().0;

    let started = Instant::now();
    let mut readers = open(server.address, &visitor, READERS / 2).await;
    readers.extend(open(server.address, &patient, READERS / 2).await);
    let opening = started.elapsed().as_secs_f64();
    time::sleep(Duration::from_secs(3)).await;
    for reader in &mut readers {
        // What was said on connecting.
        drain(reader);
    }
    let taken = server.memory().0 - before;
    report.figure("Live: 5,000 idle connections, memory of the server", taken, "MB", Aim::AtMost(100.0));
    report.figure("  a connection", taken * 1000.0 / READERS as f64, "kB", Aim::None);
    report.figure("  opening all of them", opening, "s", Aim::None);
    told(report, &mut connection, &clinic, server.address, readers).await;
    report.figure("  memory after it, in all", server.memory().0, "MB", Aim::None);
    server.stop();
}

/// Opens so many lines, a hundred at a time.
async fn open(address: SocketAddr, request: &[u8], count: usize) -> Vec<TcpStream> {
    let mut readers = Vec::with_capacity(count);
    while readers.len() < count {
        let mut some = JoinSet::new();
        for _ in 0..100 {
            let request = request.to_vec();
            some.spawn(async move { Connection::subscribe(address, &request).await });
        }
        for opened in some.join_all().await {
            let (stream, status) = opened.expect("a connection that stays open");
            assert_eq!(status, 200, "the server takes every reader");
            readers.push(stream);
        }
    }
    readers
}

fn drain(stream: &mut TcpStream) {
    let mut buffer = [0; 4096];
    while stream.try_read(&mut buffer).is_ok_and(|n| n > 0) {}
}

/// One time of the doctor is booked; when do all know?
async fn told(
    report: &mut Report,
    connection: &mut Connection,
    clinic: &Clinic,
    address: SocketAddr,
    readers: Vec<TcpStream>,
) {
    let mut tasks = JoinSet::new();
    for mut reader in readers {
        tasks.spawn(async move {
            let mut buffer = [0; 1024];
            loop {
                let n = reader.read(&mut buffer).await.expect("an event");
                assert!(n > 0, "no reader is dropped");
                // A heartbeat is a comment: a colon first.
                if buffer[..n].windows(5).any(|window| window == b"data:") {
                    return (Instant::now(), reader);
                }
            }
        });
    }
    // All of them are waiting before anything happens.
    time::sleep(Duration::from_millis(500)).await;
    let sent = Instant::now();
    assert_eq!(connection.send(&clinic.request(address, 0)).await.expect("an answer").status, 201);
    let booked = sent.elapsed();
    let all = time::timeout(Duration::from_secs(20), tasks.join_all()).await.expect("every reader is told");
    let last = all.iter().map(|(at, _)| at.duration_since(sent)).max().unwrap_or_default();
    report.figure("  the booking that all are told of", booked.as_secs_f64(), "s", Aim::None);
    report.figure("  until the last of 5,000 knows of it", last.as_secs_f64(), "s", Aim::AtMost(1.0));
}

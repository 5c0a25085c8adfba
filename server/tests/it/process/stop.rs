//! Stopping: requests under way are finished, and nothing idle is waited for.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::sleep,
};

use crate::process::executable::{Folder, Server, Setting};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sigterm_finishes_what_is_under_way_and_nothing_else() {
    let folder = Folder::new();
    let url = format!("sqlite://{}", folder.0.join("anteroom.db").display());
    // No mail server listens there: nothing is to be sent.
    let server = Server::start(&Setting { url, smtp_port: 9, folder: folder.0.clone() }).await;
    let remote = server.remote.clone();
    // An idle connection must not hold the server up.
    let idle = TcpStream::connect(remote.address).await.expect("it accepts");

    // Half of each request has arrived when the server is told to stop.
    let body = r#"{"email": "nobody@example.org", "password": "three good words"}"#;
    let (first, rest) = body.split_at(20);
    let head = format!(
        "POST /api/v1/auth/login HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{first}",
        remote.address,
        body.len()
    );
    let mut under_way = Vec::new();
    for _ in 0..6 {
        let mut stream = TcpStream::connect(remote.address).await.expect("it accepts");
        stream.write_all(head.as_bytes()).await.expect("the first half goes out");
        under_way.push(stream);
    }
    sleep(Duration::from_secs(1)).await;
    server.tell_to_stop();
    sleep(Duration::from_millis(200)).await;
    for mut stream in under_way {
        stream.write_all(rest.as_bytes()).await.expect("the second half goes out");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.expect("every request gets its answer");
        assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
    }
    // Would not return while the idle connection is waited for.
    server.ended();
    drop(idle);
    assert!(remote.get("/healthz").await.is_err(), "nobody listens any more");
}

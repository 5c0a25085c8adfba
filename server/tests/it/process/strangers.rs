//! What anybody on the network can do to the listener: too many connections, heads that never end, files that run out.

use std::{
    fs,
    io::{self, ErrorKind},
    net::{IpAddr, SocketAddr},
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use anteroom_server::{
    bounds::Bounds,
    listen::{self, Gate, Patience},
};
use axum::{
    Router,
    routing::{get, post},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpSocket, TcpStream},
    time::{sleep, timeout},
};
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::{
    process::{
        executable::{Folder, Server, Setting},
        tls::{certificate, connect},
    },
    world::BOUNDS,
};

const ASK: &[u8] = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
/// What should come, comes within this; what takes longer is lost.
const SOON: Duration = Duration::from_secs(20);

/// A small site behind our listener.
async fn site(
    bounds: Bounds,
    proxies: &str,
    patience: Patience,
    certificate: Option<anteroom_server::tls::Certificate>,
) -> (SocketAddr, DropGuard) {
    let listener = TcpListener::bind("0.0.0.0:0").await.expect("a free port");
    let address = SocketAddr::from(([127, 0, 0, 1], listener.local_addr().expect("an address").port()));
    let proxies = anteroom_server::middleware::address::parse_networks(proxies).expect("a list");
    let app =
        Router::new().route("/", get(|| async { "here" })).route("/echo", post(|body: String| async { body })).route(
            "/slow",
            get(|| async {
                sleep(Duration::from_secs(3)).await;
                "late"
            }),
        );
    let stop = CancellationToken::new();
    tokio::spawn(listen::serve(Gate::new(listener, bounds, proxies), app, certificate, stop.clone(), patience));
    (address, stop.drop_guard())
}

/// An address of this machine that is not a loopback one, as others have who come from elsewhere.
fn elsewhere() -> Option<IpAddr> {
    // Nothing is sent: the system only says from where it would.
    let socket = std::net::UdpSocket::bind("0.0.0.0:0").ok()?;
    socket.connect("192.0.2.1:9").ok()?;
    socket.local_addr().ok().map(|address| address.ip()).filter(|ip| !ip.is_loopback())
}

#[tokio::test]
async fn nobody_comes_past_the_proxy_in_plain_http() {
    // A machine without any network has nobody who could come past it.
    let Some(own) = elsewhere() else { return };
    for (proxies, served) in [("127.0.0.1", false), ("10.255.255.1", false), (&*own.to_string(), true)] {
        let listener = TcpListener::bind("0.0.0.0:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let proxies = anteroom_server::middleware::address::parse_networks(proxies).expect("a list");
        let (app, stop) = (Router::new().route("/", get(|| async { "here" })), CancellationToken::new());
        let gate = Gate::new(listener, BOUNDS, proxies.clone()).only_proxies(true);
        tokio::spawn(listen::serve(gate, app, None, stop.clone(), Patience::default()));
        let _stop = stop.drop_guard();
        let mut stream = TcpStream::connect((own, port)).await.expect("the system accepts");
        assert_eq!(is_served(&mut stream).await, served, "{proxies:?}");
        let mut local = TcpStream::connect(("127.0.0.1", port)).await.expect("the system accepts");
        assert!(is_served(&mut local).await, "what runs on this machine is let in");
    }
}

/// A connection from this address of this machine.
async fn from(client: &str, to: SocketAddr) -> TcpStream {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind(SocketAddr::new(client.parse().expect("an address"), 0)).expect("it is an address of ours");
    socket.connect(to).await.expect("the system accepts")
}

/// Reads until this has come; false when the connection ends before.
async fn hears(stream: &mut TcpStream, what: &str) -> bool {
    let mut heard = Vec::new();
    while !String::from_utf8_lossy(&heard).contains(what) {
        match timeout(SOON, stream.read_buf(&mut heard)).await.expect("an answer or an end") {
            Ok(0) => return false,
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::ConnectionReset => return false,
            Err(error) => panic!("{error}"),
        }
    }
    true
}

/// Is this connection served?
async fn is_served(stream: &mut TcpStream) -> bool {
    // One that is closed already may refuse the bytes.
    stream.write_all(ASK).await.is_ok() && hears(stream, "here").await
}

/// A connection from there that is served, however long the server takes to see that another one has gone.
async fn served(client: &str, to: SocketAddr) -> TcpStream {
    for _ in 0..200 {
        let mut stream = from(client, to).await;
        if is_served(&mut stream).await {
            return stream;
        }
        sleep(Duration::from_millis(50)).await;
    }
    panic!("{client} is never served");
}

#[tokio::test]
async fn one_network_does_not_take_every_connection() {
    let bounds = Bounds { connections: 6, connections_per_network: 2, ..BOUNDS };
    let (address, _stop) = site(bounds, "", Patience::default(), None).await;
    let mut held = vec![served("127.0.0.1", address).await, served("127.0.0.1", address).await];
    assert!(!is_served(&mut from("127.0.0.1", address).await).await, "a third one is closed");
    let mut other = served("127.0.0.2", address).await;
    assert!(is_served(&mut held[0]).await && is_served(&mut other).await, "who is there already stays");
    held.pop();
    held.push(served("127.0.0.1", address).await);
}

#[tokio::test]
async fn everybody_together_has_so_many_connections_and_no_more() {
    let bounds = Bounds { connections: 3, connections_per_network: 2, ..BOUNDS };
    let (address, _stop) = site(bounds, "", Patience::default(), None).await;
    let mut held = Vec::new();
    for client in ["127.0.0.1", "127.0.0.1", "127.0.0.2"] {
        held.push(served(client, address).await);
    }
    assert!(!is_served(&mut from("127.0.0.3", address).await).await, "there is no place left");
    held.pop();
    served("127.0.0.3", address).await;
}

#[tokio::test]
async fn who_finds_no_place_is_told_when_to_come_again() {
    let bounds = Bounds { connections: 3, connections_per_network: 1, ..BOUNDS };
    let (address, _stop) = site(bounds, "", Patience::default(), None).await;
    let _held = served("127.0.0.1", address).await;
    // One that asks at once, one that asks late, and one that sends much.
    let long =
        [b"POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n".as_slice(), &[b'x'; 100_000]];
    for (wait, asks) in [(0, ASK.to_vec()), (200, ASK.to_vec()), (0, long.concat())] {
        let mut stream = from("127.0.0.1", address).await;
        sleep(Duration::from_millis(wait)).await;
        stream.write_all(&asks).await.ok();
        let mut heard = String::new();
        timeout(SOON, stream.read_to_string(&mut heard)).await.expect("it ends").expect("and is not lost");
        let (head, body) = heard.split_once("\r\n\r\n").expect("a head and a body");
        assert!(head.starts_with("HTTP/1.1 503 ") && head.contains("retry-after: 5") && head.contains("problem+json"));
        assert!(head.contains(&format!("content-length: {}\r\n", body.len())) && head.contains("connection: close"));
        assert_eq!(serde_json::from_str::<serde_json::Value>(body).expect("JSON")["type"], "/problems/unavailable");
    }
    // However many come, no more than a few are waited for.
    let mut others = Vec::new();
    for _ in 0..200 {
        others.push(from("127.0.0.1", address).await);
    }
    assert!(is_served(&mut from("127.0.0.2", address).await).await);
}

#[tokio::test]
async fn a_proxy_comes_for_many() {
    let bounds = Bounds { connections: 8, connections_per_network: 2, ..BOUNDS };
    let (address, _stop) = site(bounds, "127.0.0.2,10.0.0.0/8", Patience::default(), None).await;
    let mut held = Vec::new();
    for _ in 0..5 {
        held.push(served("127.0.0.2", address).await);
    }
    for stream in &mut held {
        assert!(is_served(stream).await);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_head_that_never_ends_is_cut_and_nothing_else_is() {
    let patience = Patience { head: Duration::from_secs(1), ..Patience::default() };
    let (address, _stop) = site(BOUNDS, "", patience, None).await;
    // Between two requests, before the first one, within a body, and while an answer is made.
    let mut idle = served("127.0.0.1", address).await;
    let mut silent = TcpStream::connect(address).await.expect("it accepts");
    let mut sending = TcpStream::connect(address).await.expect("it accepts");
    let head = b"POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 8\r\n\r\nfirst";
    sending.write_all(head).await.expect("sent");
    let mut waiting = TcpStream::connect(address).await.expect("it accepts");
    waiting.write_all(b"GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n").await.expect("sent");

    // As its first request and as its second, with and without more bytes.
    for first in [false, true] {
        for trickle in [false, true] {
            let mut slow = TcpStream::connect(address).await.expect("it accepts");
            assert!(!first || is_served(&mut slow).await);
            slow.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ").await.expect("sent");
            let (mut reads, mut writes) = slow.into_split();
            let trickling = tokio::spawn(async move {
                while trickle && writes.write_all(b"x").await.is_ok() {
                    sleep(Duration::from_millis(30)).await;
                }
                writes
            });
            let mut answer = Vec::new();
            // Without the limit this would wait for ever.
            timeout(SOON, reads.read_to_end(&mut answer)).await.expect("it is cut").ok();
            assert!(!String::from_utf8_lossy(&answer).contains("200 OK"), "{answer:?}");
            trickling.abort();
        }
    }
    assert!(is_served(&mut idle).await, "a proxy keeps it for the next request");
    assert!(is_served(&mut silent).await, "a browser opens it in advance");
    sending.write_all(b"end").await.expect("sent");
    assert!(hears(&mut sending, "firstend").await);
    assert!(hears(&mut waiting, "late").await && is_served(&mut waiting).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_idle_connection_ends_but_not_while_it_is_answered() {
    let patience = Patience { idle: Duration::from_secs(1), ..Patience::default() };
    let (address, _stop) = site(BOUNDS, "", patience, None).await;
    let mut waiting = TcpStream::connect(address).await.expect("it accepts");
    waiting.write_all(b"GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n").await.expect("sent");
    let (mut idle, mut silent) = (served("127.0.0.1", address).await, from("127.0.0.1", address).await);
    for stream in [&mut idle, &mut silent] {
        assert!(!hears(stream, "anything").await, "it is closed");
    }
    assert!(hears(&mut waiting, "late").await);
    assert!(!hears(&mut waiting, "anything").await, "it is closed when it has been idle as well");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_idle_connection_ends_over_tls_too() {
    let folder = Folder::new();
    let (chain, key) = certificate(&folder.0, "server");
    let certificate = anteroom_server::tls::Certificate::read(chain.clone(), key).expect("a certificate");
    let patience = Patience { idle: Duration::from_secs(1), head: Duration::from_secs(1), ..Patience::default() };
    let (address, _stop) = site(BOUNDS, "", patience, Some(certificate)).await;
    // Nothing, half of a head, nothing, half of the preface.
    let cases: [(&[u8], &[u8]); 4] =
        [(b"http/1.1", b""), (b"http/1.1", b"GET / HTTP/1.1\r\nHo"), (b"h2", b""), (b"h2", b"PRI * HT")];
    for (protocol, bytes) in cases {
        let mut stream = connect(address, &chain, &[protocol]).await.expect("a handshake");
        stream.write_all(bytes).await.expect("sent");
        stream.flush().await.expect("sent");
        let mut rest = Vec::new();
        timeout(SOON, stream.read_to_end(&mut rest)).await.expect("it is closed").ok();
    }
    // HTTP/2: while an answer is made it stays, and then it goes.
    let stream = connect(address, &chain, &[b"h2"]).await.expect("a handshake");
    let (client, connection) = h2::client::handshake(stream).await.expect("HTTP/2");
    let connection = tokio::spawn(connection);
    let mut client = client.ready().await.expect("ready");
    let request = axum::http::Request::get("https://localhost/slow").body(()).expect("a request");
    let (answer, _) = client.send_request(request, true).expect("sent");
    let mut answer = answer.await.expect("an answer");
    let body = answer.body_mut().data().await.expect("a body").expect("it arrives");
    assert_eq!(&body[..], b"late");
    timeout(SOON * 3, connection).await.expect("it is closed").expect("no panic").ok();
}

/// Soft and hard limit of open files of this process.
fn file_limits(pid: u32) -> (String, String) {
    let limits = fs::read_to_string(format!("/proc/{pid}/limits")).expect("a process of ours");
    let line = limits.lines().find(|line| line.starts_with("Max open files")).expect("a limit");
    let mut words = line.split_whitespace().skip(3).map(str::to_owned);
    (words.next().expect("soft"), words.next().expect("hard"))
}

fn set_soft_limit(pid: u32, files: &str) {
    let set = Command::new("prlimit").args(["--pid", &pid.to_string(), &format!("--nofile={files}:")]).status();
    assert!(set.expect("prlimit runs").success());
}

#[tokio::test]
async fn the_executable_takes_all_the_files_that_it_may_have_and_survives_when_they_run_out() -> io::Result<()> {
    let folder = Folder::new();
    let setting = Setting::alone(&folder);
    let log = folder.0.join("log");
    // As systemd starts services, with a low soft limit.
    let inner = setting.command();
    let mut command = Command::new("sh");
    command
        .args(["-c", "ulimit -S -n 200 && exec \"$0\" \"$@\" 2>log"])
        .arg(inner.get_program())
        .current_dir(&folder.0);
    command.envs(inner.get_envs().filter_map(|(name, value)| Some((name, value?)))).stderr(Stdio::null());
    let server = Server::run(command, &[], &[]).await;
    let (pid, address) = (server.pid(), server.remote.address);
    let (soft, hard) = file_limits(pid);
    assert_eq!(soft, hard);

    // Hardly any files are left but those that are open: not for so many connections.
    let open = fs::read_dir(format!("/proc/{pid}/fd"))?.count();
    set_soft_limit(pid, &open.to_string());
    let ask = format!("GET /healthz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    let mut waiting = Vec::new();
    for _ in 0..open + 20 {
        waiting.push(TcpStream::connect(address).await?);
    }
    said(&log, "a connection could not be accepted").await;
    set_soft_limit(pid, &hard);
    for stream in &mut waiting {
        stream.write_all(ask.as_bytes()).await?;
        assert!(hears(stream, "200 OK").await, "who waited is served");
    }
    let log = fs::read_to_string(&log)?;
    assert!(log.matches("could not be accepted").count() < 5 && !log.contains("127.0.0.1"), "{log}");
    Ok(())
}

async fn said(log: &Path, what: &str) {
    for _ in 0..400 {
        if fs::read_to_string(log).is_ok_and(|log| log.contains(what)) {
            return;
        }
        sleep(Duration::from_millis(50)).await;
    }
    panic!("the log does not say: {what}");
}

#[tokio::test]
async fn live_lines_over_the_bound_are_refused_and_logged_without_addresses() -> io::Result<()> {
    let folder = Folder::new();
    let setting = Setting::alone(&folder);
    let log = folder.0.join("log");
    let mut command = setting.command();
    command.stderr(fs::File::create(&log)?);
    let variables = [("ANTEROOM_LINES_PER_NETWORK", "3"), ("ANTEROOM_CONNECTIONS_PER_NETWORK", "20")];
    let server = Server::run(command, &[], &variables).await;
    let address = server.remote.address;
    let ask = format!("GET /api/v1/live HTTP/1.1\r\nHost: {address}\r\n\r\n");
    let mut lines = Vec::new();
    for n in 0..12 {
        let mut line = TcpStream::connect(address).await?;
        line.write_all(ask.as_bytes()).await?;
        if n < 3 {
            assert!(hears(&mut line, "event: hello").await);
        } else {
            let mut answer = vec![0; 4096];
            let length = timeout(SOON, line.read(&mut answer)).await.expect("an answer")?;
            let answer = String::from_utf8_lossy(&answer[..length]).into_owned();
            assert!(answer.starts_with("HTTP/1.1 503 ") && answer.contains("retry-after: 5\r\n"), "{answer}");
        }
        lines.push(line);
    }
    // Connections as well: whoever holds twenty is not served on another.
    let mut closed = 0;
    for _ in 0..12 {
        let mut line = TcpStream::connect(address).await?;
        line.write_all(format!("GET /healthz HTTP/1.1\r\nHost: {address}\r\n\r\n").as_bytes()).await.ok();
        closed += usize::from(!hears(&mut line, "200 OK").await);
        lines.push(line);
    }
    assert!((3..=5).contains(&closed), "{closed} of 24 were closed");
    let log = fs::read_to_string(&log)?;
    // Seldom, not once for each: a machine that is slow to get through them hears it again after a while.
    for sentence in ["there are too many live lines", "there are too many connections"] {
        assert!((1..=3).contains(&log.matches(sentence).count()), "{sentence}: {log}");
    }
    assert!(!log.contains("127.0.0.1"), "{log}");
    drop(lines);
    served_again(&server).await;
    Ok(())
}

/// The server sees that the others have gone.
async fn served_again(server: &Server) {
    for _ in 0..200 {
        if server.remote.get("/healthz").await.is_ok_and(|(status, _)| status == 200) {
            return;
        }
        sleep(Duration::from_millis(50)).await;
    }
    panic!("nobody is served any more");
}

//! Requests that no browser sends: made-up methods, no path, no host or two, heads without end; and what answers and the
//! log make of them.

use std::{
    io::{self, Write},
    panic,
    sync::{Arc, Mutex},
    thread,
};

use anteroom_server::{
    listen::{self, Gate, Patience},
    telemetry::{self, Metrics},
    tls::Certificate,
};
use axum::{
    body::Body,
    http::{Method, Request, Version, header},
};
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinSet,
};
use tokio_util::sync::CancellationToken;

use crate::{
    client::Client,
    process::{
        executable::Folder,
        tls::{certificate, connect},
    },
    wire,
    world::{BOUNDS, World, on_both},
};

on_both! {
    a_request_without_a_path_or_with_another_number_of_hosts_than_one_is_refused,
    a_reader_says_in_which_coding_an_answer_comes,
    whom_to_tell_of_a_weakness_is_told_where_it_is_set,
    a_percent_sign_is_no_language,
}

fn made_up(n: usize) -> Method {
    Method::from_bytes(format!("MADE-UP-{n}-{}", "X".repeat(n % 700)).as_bytes()).expect("a token")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_made_up_method_is_no_label() {
    crate::world::on_sqlite(|world| async move {
        let metrics = Metrics::start().expect("nothing else in these tests counts");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let shown = wire::Remote::new(listener.local_addr().expect("an address"));
        let (gate, stop) = (Gate::new(listener, BOUNDS, Vec::new()), CancellationToken::new());
        tokio::spawn(metrics.serve(gate, world.clinic.store.clone(), stop.clone()));
        let visitor = world.visitor();
        let known = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];
        for method in known {
            visitor.raw(method.parse().expect("a method"), "/healthz", Body::empty(), &[]).await;
        }
        let mut requests = JoinSet::new();
        for n in 0..4000 {
            let visitor = visitor.clone();
            requests.spawn(async move {
                // With everything else that may be made up as well.
                let (path, id) = (format!("/made-up/{n}?made-up={n}"), format!("made-up-{n}"));
                let headers = [("user-agent", id.as_str()), ("x-request-id", &id), ("referer", &id), ("origin", &id)];
                let path = if n % 2 == 0 { path.as_str() } else { "/api/v1/doctors" };
                let refused = visitor.raw(made_up(n), path, Body::empty(), &headers).await;
                assert_eq!(refused.status, 403, "it comes from elsewhere, and may change something: {path}");
                if n % 40 == 0 {
                    let odd = visitor.raw(Method::GET, &format!("/made-up/{n}"), Body::empty(), &headers).await;
                    assert_ne!(odd.header("x-request-id"), id, "the answer's id is ours");
                }
            });
        }
        while let Some(done) = requests.join_next().await {
            done.expect("no panic");
        }
        let (status, told) = shown.get("/metrics").await.expect("the figures");
        assert_eq!(status, 200);
        let told = told.as_str().expect("text").to_lowercase();
        assert!(!told.contains("made-up"), "{told}");
        let methods: std::collections::BTreeSet<_> =
            told.split("method=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert!(methods.contains("other") && methods.len() <= known.len() + 1, "{methods:?}");
        let series = told.lines().filter(|line| line.contains("method=\"other\"")).count();
        assert!(series <= 4, "{series} series of made-up methods");
        stop.cancel();
    })
    .await;
}

/// What is logged on this thread.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// As `ANTEROOM_LOG_FORMAT=json` writes it, until the guard is dropped.
    fn listen(&self) -> tracing::subscriber::DefaultGuard {
        let log = self.clone();
        let log = tracing_subscriber::fmt().json().flatten_event(true).with_writer(move || log.clone());
        tracing::subscriber::set_default(log.with_max_level(tracing::Level::INFO).finish())
    }

    fn lines(&self) -> Vec<Value> {
        let log = self.0.lock().expect("not poisoned");
        let lines = std::str::from_utf8(&log).expect("text").lines();
        lines.map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line} is no JSON"))).collect()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("not poisoned").extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_made_up_method_is_not_logged() {
    crate::world::on_sqlite(|world| async move {
        let log = Log::default();
        let listening = log.listen();
        let headers = [("user-agent", "made-up agent"), ("x-request-id", "made-up id")];
        for n in [1, 699] {
            world.visitor().raw(made_up(n), "/made-up?made-up", Body::empty(), &headers).await;
        }
        world.visitor().raw(Method::GET, "/made-up?made-up", Body::empty(), &headers).await.expect(404);
        drop(listening);
        let lines: Vec<_> = log.lines().into_iter().filter(|line| line["message"] == "request").collect();
        let methods: Vec<_> = lines.iter().map(|line| line["method"].as_str().unwrap_or_default()).collect();
        assert_eq!(methods, ["OTHER", "OTHER", "GET"]);
        for line in lines {
            let text = line.to_string();
            assert!(!text.to_lowercase().contains("made-up") && text.len() < 400, "{text}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_panic_is_a_line_of_the_log_that_tells_nothing_of_the_machine() {
    crate::world::on_sqlite(|world| async move {
        // As the executable does it, but only for this thread: the tests beside this one say theirs as ever.
        let (mine, usual) = (thread::current().id(), panic::take_hook());
        panic::set_hook(Box::new(move |panic| match thread::current().id() == mine {
            true => telemetry::log_panic(panic),
            false => usual(panic),
        }));
        let log = Log::default();
        let listening = log.listen();
        let secret = String::from("ada@example.org");
        let fixed = Client::new(world.with_route("/boom", || async { panic!("a bug of ours") }));
        fixed.raw(Method::GET, "/boom", Body::empty(), &[]).await.problem(500, "internal");
        let open = Client::new(world.with_route("/boom", move || async move { panic!("{secret} is a bug") }));
        open.raw(Method::GET, "/boom", Body::empty(), &[]).await.problem(500, "internal");
        drop((listening, panic::take_hook()));
        let panics: Vec<_> = log.lines().into_iter().filter(|line| line["message"] == "panic").collect();
        let said: Vec<_> = panics.iter().map(|line| line["said"].as_str().unwrap_or_default()).collect();
        assert_eq!(said, ["a bug of ours", "(not told)"]);
        for line in panics {
            assert!(line["at"].as_str().is_some_and(|at| at.ends_with("it/platform/requests.rs")), "{line}");
            assert!(!line["at"].as_str().unwrap_or("/").starts_with('/') && line["line"].is_u64(), "{line}");
        }
    })
    .await;
}

/// Status and answer of these bytes on a connection of their own.
async fn said(address: std::net::SocketAddr, bytes: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(address).await.expect("it accepts");
    stream.write_all(bytes.as_bytes()).await.expect("sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.ok();
    let answer = String::from_utf8_lossy(&answer).into_owned();
    (answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0), answer)
}

async fn a_request_without_a_path_or_with_another_number_of_hosts_than_one_is_refused(world: World) {
    let address = wire::serve(world.router.clone()).await;
    let host = "Host: clinic.example\r\n";
    let cases = [
        ("GET / HTTP/1.1", host, 200),
        ("HEAD / HTTP/1.1", host, 200),
        ("GET http://other.example/healthz HTTP/1.1", host, 200),
        ("GET /healthz HTTP/1.0", "", 200),
        ("OPTIONS * HTTP/1.1", host, 204),
        // Without a path.
        ("CONNECT a:1 HTTP/1.1", "Host: a:1\r\n", 400),
        ("CONNECT clinic.example:443 HTTP/1.1", host, 400),
        ("GET a:1 HTTP/1.1", host, 400),
        ("POST clinic.example HTTP/1.1", host, 400),
        ("HEAD a:1 HTTP/1.1", host, 400),
        ("GET * HTTP/1.1", host, 400),
        // Without one host.
        ("GET / HTTP/1.1", "", 400),
        ("GET /api/v1/specialties HTTP/1.1", "", 400),
        ("POST /do/auth/sign-in HTTP/1.1", "", 400),
        ("GET / HTTP/1.1", "Host: a.example\r\nHost: a.example\r\n", 400),
        ("GET / HTTP/1.1", "Host: a.example\r\nhOST: b.example\r\n", 400),
        ("GET http://a.example/ HTTP/1.1", "", 400),
        ("GET / HTTP/1.0", "Host: a.example\r\nHost: b.example\r\n", 400),
        ("GET / HTTP/1.1", "Host:\r\n", 400),
        ("GET / HTTP/1.1", "Host: a b\r\n", 400),
        ("GET / HTTP/1.1", "Host: a.example, b.example\r\n", 400),
        ("GET / HTTP/1.1", "Host: user@a.example\r\n", 400),
        ("GET / HTTP/1.1", "Host: a.example:port\r\n", 400),
        ("GET / HTTP/1.1", "Host: [::1\r\n", 400),
        ("GET / HTTP/1.1", "Host: http://a.example/\r\n", 400),
        ("GET / HTTP/1.1", "Host: \u{e4}.example\r\n", 400),
        // Methods: known to nobody, and known but not here.
        ("BREW / HTTP/1.1", host, 405),
        ("get / HTTP/1.1", host, 405),
        ("PROPFIND /api/v1/specialties HTTP/1.1", host, 405),
        ("TRACE /healthz HTTP/1.1", host, 405),
        ("DELETE /api/v1/specialties HTTP/1.1", host, 405),
    ];
    for accept in ["text/html", "application/json"] {
        for (line, hosts, expected) in cases {
            let request =
                format!("{line}\r\n{hosts}Accept: {accept}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            let (status, answer) = said(address, &request).await;
            assert_eq!(status, expected, "{line} {hosts:?} as {accept}: {answer}");
            if status >= 400 {
                assert!(answer.contains("x-content-type-options: nosniff\r\n"), "{line} {hosts:?}: {answer}");
                assert!(answer.contains("x-request-id: "), "{line} {hosts:?}: {answer}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_http_2_a_request_without_a_path_or_with_two_hosts_is_refused_and_a_huge_head_everywhere() {
    let folder = Folder::new();
    let (chain, key) = certificate(&folder.0, "server");
    crate::world::on_sqlite(move |world| async move {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let plain = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let plain_address = plain.local_addr().expect("an address");
        let stop = CancellationToken::new();
        let certificate = Certificate::read(chain.clone(), key).expect("a certificate");
        for (listener, certificate) in [(listener, Some(certificate)), (plain, None)] {
            let gate = Gate::new(listener, BOUNDS, Vec::new());
            let patience = Patience::default();
            tokio::spawn(listen::serve(gate, world.router.clone(), certificate, stop.clone(), patience));
        }
        let stream = connect(address, &chain, &[b"h2"]).await.expect("a handshake");
        let (client, connection) = h2::client::handshake(stream).await.expect("HTTP/2");
        tokio::spawn(connection);
        let cases: [(Method, &str, Option<&str>, u16); 7] = [
            (Method::GET, "https://localhost/healthz", None, 200),
            (Method::GET, "https://localhost/healthz", Some("localhost"), 200),
            (Method::GET, "https://localhost/healthz", Some("other.example"), 400),
            (Method::GET, "https://user@localhost/healthz", None, 400),
            (Method::CONNECT, "a:1", None, 400),
            (Method::GET, "https://localhost", None, 200),
            (made_up(3), "https://localhost/healthz", None, 405),
        ];
        for (method, uri, host, expected) in cases {
            let mut request = Request::builder().method(method.clone()).uri(uri).version(Version::HTTP_2);
            if let Some(host) = host {
                request = request.header(header::HOST, host);
            }
            let mut client = client.clone().ready().await.expect("ready");
            let (answer, _) = client.send_request(request.body(()).expect("a request"), true).expect("sent");
            let status = answer.await.expect("an answer").status();
            assert_eq!(status, expected, "{method} {uri} {host:?}");
        }
        // Enough for any cookies, and not enough to fill the memory.
        for (bytes, expected) in [(30_000, 200), (70_000, 431), (300_000, 431)] {
            let long = "x".repeat(bytes);
            let head =
                format!("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Long: {long}\r\n\r\n");
            assert_eq!(said(plain_address, &head).await.0, expected, "{bytes} bytes");
        }
        stop.cancel();
    })
    .await;
}

async fn a_reader_says_in_which_coding_an_answer_comes(world: World) {
    let doctor = world.doctor("Grace").await;
    let cases = [
        ("", ""),
        ("br", "br"),
        ("gzip, br", "br"),
        ("br;q=0", ""),
        ("br;q=0, gzip", "gzip"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("*", "br"),
        ("*;q=0, gzip", "gzip"),
        ("identity, *;q=0.1", ""),
        ("gzip, identity;q=0", "gzip"),
    ];
    for path in ["/", "/doctors", &format!("/doctors/{}", doctor.id), "/api/openapi.json", "/no/such/page"] {
        for (accepts, coding) in cases {
            let answer = world.visitor().raw(Method::GET, path, Body::empty(), &[("accept-encoding", accepts)]).await;
            assert_eq!(answer.header("content-encoding"), coding, "{path} for {accepts:?}");
            assert!(answer.header("vary").contains("accept-encoding"), "{path} for {accepts:?}");
        }
        for nothing in ["*;q=0", "identity;q=0", "br;q=0, gzip;q=0, identity;q=0", "zstd, *;q=0"] {
            let headers = [("accept-encoding", nothing)];
            let answer = world.visitor().raw(Method::GET, path, Body::empty(), &headers).await;
            assert_eq!(answer.problem(406, "not-acceptable").header("content-encoding"), "", "{path}");
        }
    }
}

async fn whom_to_tell_of_a_weakness_is_told_where_it_is_set(world: World) {
    let path = "/.well-known/security.txt";
    world.visitor().get(path).await.problem(404, "not-found");
    let client = world.with_security_contacts(&["mailto:security@clinic.example", "https://clinic.example/security"]);
    let answer = client.get(path).await.expect(200);
    assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
    let text = answer.body.as_str().expect("text");
    let field =
        |name: &str| text.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).collect::<Vec<_>>();
    assert_eq!(field("Contact"), ["mailto:security@clinic.example", "https://clinic.example/security"]);
    assert_eq!(field("Canonical"), ["http://127.0.0.1:3000/.well-known/security.txt"]);
    let expires: chrono::DateTime<chrono::Utc> = field("Expires")[0].parse().expect("an instant");
    let left = expires - world.clinic.effects.clock.now();
    // RFC 9116 wants one, and advises less than a year.
    assert!(field("Expires").len() == 1 && left.num_days() > 30 && left.num_days() < 365, "{text}");
}

async fn a_percent_sign_is_no_language(world: World) {
    let ida = world.doctor("Ida").await;
    let languages = serde_json::json!({"languages": ["de", "en"]});
    ida.client.patch("doctors/me", languages).await.expect(200);
    for (language, found) in [("de", 1), ("fr", 0), ("%25", 0), ("_e", 0), ("d_", 0), ("%25e", 0), ("%5C", 0)] {
        let answer = world.visitor().get(&format!("doctors?language={language}")).await.expect(200);
        assert_eq!(answer.number("total"), found, "{language}");
    }
}

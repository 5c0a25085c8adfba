//! What is meant for one machine, its developer and its monitoring is not shown to others.

use std::{collections::BTreeSet, fs, net::TcpListener};

use axum::{Router, body::Body, http::Request};
use tower::ServiceExt;

use crate::{
    process::executable::{Folder, Server, Setting},
    wire::Remote,
    world::{World, on_sqlite},
};

/// As a clinic is served, but for what a test changes.
const PRODUCTION: [(&str, &str); 5] = [
    ("ANTEROOM_ENV", "production"),
    ("ANTEROOM_MAIL_FROM", "no-reply@clinic.example"),
    ("ANTEROOM_BASE_URL", "https://clinic.example"),
    ("ANTEROOM_TRUSTED_PROXIES", "10.0.0.1"),
    ("ANTEROOM_RATE_LIMIT", "on"),
];

async fn status(router: &Router, path: &str, headers: &[(&str, &str)]) -> u16 {
    let mut request = Request::builder().uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::empty()).expect("a request");
    router.clone().oneshot(request).await.expect("an answer").status().as_u16()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kept_mail_is_shown_on_this_machine_only() {
    on_sqlite(async |world: World| {
        let folder = Folder::new();
        for (name, text) in [("m-1.html", "<p>Your code</p>"), ("m-1.txt", "ada@example.org\nHello\n")] {
            fs::write(folder.0.join(name), text).expect("a file");
        }
        let here = ("host", "127.0.0.1:3000");
        type Headers<'a> = &'a [(&'a str, &'a str)];
        // peer, trusted proxies, headers, whether it is shown
        let cases: [(&str, &str, Headers, bool); 19] = [
            ("127.0.0.1", "", &[here], true),
            ("127.8.8.8", "", &[("host", "localhost:3000")], true),
            ("::1", "", &[("host", "[::1]:3000")], true),
            ("::ffff:127.0.0.1", "", &[("host", "LOCALHOST")], true),
            ("127.0.0.1", "10.0.0.0/8", &[here], true),
            // Somebody else.
            ("192.0.2.1", "", &[here], false),
            ("10.0.0.5", "", &[here], false),
            ("::ffff:192.0.2.1", "", &[here], false),
            ("2001:db8::1", "", &[here], false),
            // A proxy, named or not, through which anybody comes.
            ("127.0.0.1", "127.0.0.1", &[here], false),
            ("127.0.0.1", "127.0.0.0/8", &[here, ("x-forwarded-for", "127.0.0.1")], false),
            ("127.0.0.1", "", &[here, ("x-forwarded-for", "192.0.2.1")], false),
            ("127.0.0.1", "", &[here, ("forwarded", "for=192.0.2.1")], false),
            ("127.0.0.1", "", &[here, ("via", "1.1 proxy")], false),
            // A page of another site under a name that it lets mean this machine.
            ("127.0.0.1", "", &[("host", "evil.example:3000")], false),
            ("127.0.0.1", "", &[("host", "127.0.0.1.evil.example")], false),
            ("127.0.0.1", "", &[("host", "localhost.evil.example")], false),
            ("127.0.0.1", "", &[here, ("host", "evil.example")], false),
            ("127.0.0.1", "", &[], false),
        ];
        for (peer, trusted, headers, shown) in cases {
            let router = world.in_development(&folder.0, peer, trusted);
            for path in ["/dev/mail", "/dev/mail/m-1"] {
                let hosts = headers.iter().filter(|(name, _)| *name == "host").count();
                let expected = match (hosts, shown) {
                    (1, true) => 200,
                    (1, false) => 404,
                    // Refused before anybody looks for whom it is.
                    _ => 400,
                };
                assert_eq!(status(&router, path, headers).await, expected, "{path} for {peer} ({trusted}) {headers:?}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn development_does_not_start_where_others_reach_it() {
    let folder = Folder::new();
    let setting = Setting::alone(&folder);
    for (variable, value, arguments) in [
        ("ANTEROOM_LISTEN", "0.0.0.0:0", &["serve"] as &[_]),
        ("ANTEROOM_LISTEN", "[::]:0", &["serve", "--demo"]),
        ("ANTEROOM_LISTEN", "192.0.2.7:3000", &["demo"]),
        ("ANTEROOM_BASE_URL", "https://clinic.example", &["serve"]),
        ("ANTEROOM_BASE_URL", "http://192.0.2.7:3000", &["serve", "--demo"]),
    ] {
        let (well, said) = setting.run(arguments, &[(variable, value)]);
        assert!(!well && said.contains(&format!("{variable} is not usable")), "{variable}={value}: {said}");
    }
    assert!(!folder.0.join("data").exists(), "and nothing is made");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn demo_accounts_are_refused_in_production() {
    let folder = Folder::new();
    let setting = Setting::alone(&folder);
    for arguments in [&["serve", "--demo"] as &[_], &["demo"]] {
        let (well, said) = setting.run(arguments, &PRODUCTION);
        assert!(!well && said.contains("demo accounts have a password that everybody knows"), "{said}");
    }
    let (well, said) = setting.run(&["demo"], &[]);
    assert!(well, "{said}");
    let name = ["admin", "create", "--email", "you@clinic.example", "--name", "You"];
    for arguments in [&["serve"] as &[_], &["migrate"], &name] {
        let password = ("ANTEROOM_ADMIN_PASSWORD", "three good words");
        let (well, said) = setting.run(arguments, &[&PRODUCTION as &[_], &[password]].concat());
        assert!(!well && said.contains("this database holds demo data") && said.contains("begin anew"), "{said}");
    }
    let (well, said) = setting.run(&["self-check"], &PRODUCTION);
    assert!(!well && said.contains("WRONG demo"), "{said}");
    // A database of one's own is served, also after somebody has registered under an address of the demo.
    let other = format!("sqlite://{}", folder.0.join("data/clinic.db").display());
    let variables = [&PRODUCTION as &[_], &[("ANTEROOM_DATABASE_URL", other.as_str())]].concat();
    let form = serde_json::json!({
        "email": "admin@demo.example", "password": "three good words", "full_name": "Ada", "time_zone": "Europe/Berlin",
    });
    let server = Server::start_with(&setting, &[], &variables).await;
    assert_eq!(server.remote.post("auth/register", &form).await.expect("an answer").0, 201);
    drop(server);
    Server::start_with(&setting, &[], &variables).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn figures_of_the_process_stand_on_a_listener_of_their_own() {
    let folder = Folder::new();
    let setting = Setting::alone(&folder);
    let free = TcpListener::bind("127.0.0.1:0").expect("a free port").local_addr().expect("an address");
    let server = Server::start_with(&setting, &[], &[("ANTEROOM_METRICS_LISTEN", &free.to_string())]).await;
    server.remote.get("/api/v1/specialties").await.expect("an answer");
    assert_eq!(server.remote.get("/metrics").await.expect("an answer").0, 404);
    let (status, figures) = Remote::new(free).get("/metrics").await.expect("an answer");
    let figures = figures.to_string();
    assert!(status == 200 && figures.contains("anteroom_http_requests_total{"), "{status} {figures}");
    assert!(figures.contains("anteroom_sql_statements") && figures.contains("/api/v1/specialties"), "{figures}");
    assert_eq!(Remote::new(free).get("/readyz").await.expect("an answer").0, 404, "nothing else is there");
    drop(server);

    let server = Server::start(&setting).await;
    assert_eq!(server.remote.get("/metrics").await.expect("an answer").0, 404);
    let taken = server.remote.address.to_string();
    let (well, said) =
        setting.run(&["serve"], &[("ANTEROOM_LISTEN", "127.0.0.1:0"), ("ANTEROOM_METRICS_LISTEN", &taken)]);
    assert!(!well && said.contains("ANTEROOM_METRICS_LISTEN is not usable"), "{said}");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_else_reads_what_the_server_writes() {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &std::path::Path| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
    let folder = Folder::new();
    let data = folder.0.join("data");
    let setting = Setting::alone(&folder);
    // Without a mail server and with a key of its own, as a developer begins.
    let without = [("ANTEROOM_SMTP_URL", ""), ("ANTEROOM_SECRET_KEY", "")];
    let server = Server::start_with(&setting, &[], &without).await;
    let form = serde_json::json!({
        "email": "ada@example.org", "password": "three good words", "full_name": "Ada", "time_zone": "Europe/Berlin",
    });
    server.remote.post("auth/register", &form).await.expect("an answer");
    let mail = data.join("mail");
    for _ in 0..600 {
        if fs::read_dir(&mail).is_ok_and(|files| files.count() >= 3) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let files =
        [&data, &mail].map(|folder| fs::read_dir(folder).expect("a folder").map(|file| file.expect("a file").path()));
    let files: BTreeSet<_> = files.into_iter().flatten().collect();
    for name in ["anteroom.db", "anteroom.db-wal", "secret.key", "mail"] {
        assert!(files.contains(&data.join(name)), "{name} in {files:?}");
    }
    assert!(files.len() >= 8, "mail is kept: {files:?}");
    assert_eq!(mode(&data), 0o700);
    for file in &files {
        assert_eq!(mode(file), if file.is_dir() { 0o700 } else { 0o600 }, "{}", file.display());
    }
    drop(server);

    let (_, said) = setting.run(&["self-check"], &without);
    assert!(said.contains("ok    rights"), "{said}");
    for (name, narrow, wide) in [("anteroom.db", 0o600, 0o640), ("secret.key", 0o600, 0o604), ("mail", 0o700, 0o750)] {
        let path = data.join(name);
        fs::set_permissions(&path, fs::Permissions::from_mode(wide)).expect("it is ours");
        let (well, said) = setting.run(&["self-check"], &without);
        assert!(!well && said.contains(&format!("chmod go-rwx {}", path.display())), "{said}");
        fs::set_permissions(&path, fs::Permissions::from_mode(narrow)).expect("it is ours");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_self_check_tells_what_is_weak() {
    let folder = Folder::new();
    let setting = Setting::alone(&folder);
    let (well, said) = setting.run(&["migrate"], &PRODUCTION);
    assert!(well, "{said}");
    let (_, said) = setting.run(&["self-check"], &PRODUCTION);
    assert!(!said.contains("weak"), "{said}");
    let weak = [("ANTEROOM_RATE_LIMIT", "off"), ("ANTEROOM_TRUSTED_PROXIES", "")];
    let (_, said) = setting.run(&["self-check"], &[&PRODUCTION as &[_], &weak].concat());
    for (variable, _) in weak {
        assert!(said.contains(&format!("weak  {variable}")), "{said}");
    }
}

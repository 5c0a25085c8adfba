//! Free times and the doctor's page over HTTP, and what a browser loads with it.

use std::{collections::BTreeSet, fs, net::SocketAddr, path::Path, process::Command, time::Duration};

use axum::serve::ListenerExt;
use axum::{
    Router,
    extract::State,
    http::{HeaderName, HeaderValue, header},
    response::IntoResponse,
    routing::get,
};

use crate::{
    http::{self, Connection},
    process::{self, Folder, Served},
    report::{Aim, Report},
};

const TIME: Duration = Duration::from_secs(5);
const WARM_UP: Duration = Duration::from_secs(1);

/// On the demo's data.
pub async fn measure(report: &mut Report, target: &Path) {
    let folder = Folder::new(target, "pages");
    let url = format!("sqlite://{}", folder.0.join("anteroom.db").display());
    let filled = process::anteroom(&folder.0, &url).arg("demo").stdout(std::process::Stdio::null()).status();
    assert!(filled.is_ok_and(|status| status.success()), "the demo's data is written");
    let server = process::serve(&folder.0, &url);
    tokio::time::sleep(Duration::from_secs(2)).await;
    report.figure("Memory of the server, idle", server.memory().0, "MB", Aim::AtMost(60.0));

    let mut connection = Connection::open(server.address).await.expect("a connection");
    let doctor = first_doctor(&mut connection, server.address).await;
    slots(report, &server, &doctor).await;
    let page = format!("/doctors/{}", doctor.id);
    let of_doctor = rendered(report, &server, &page, "", "", &folder.0).await;
    rendered(report, &server, &page, ", brotli", "Accept-Encoding: br\r\n", &folder.0).await;
    for (what, path) in [("Start page", "/"), ("Directory", "/doctors")] {
        listed(report, &server, what, path, of_doctor).await;
    }
    for (what, path, most) in [("the doctor's page", page.as_str(), 160.0), ("a page without islands", "/", 60.0)] {
        transferred(report, &mut connection, server.address, path, what, most).await;
    }
    report.figure("Memory of the server after these", server.memory().0, "MB", Aim::None);
    server.stop();
}

struct Doctor {
    id: String,
    visit_type: String,
}

/// The first of the directory who can be booked, with the first visit type.
async fn first_doctor(connection: &mut Connection, address: SocketAddr) -> Doctor {
    let list = json(connection, address, "/api/v1/doctors?per_page=1").await;
    let id = list["items"][0]["id"].as_str().expect("a doctor").to_owned();
    let profile = json(connection, address, &format!("/api/v1/doctors/{id}")).await;
    let visit_type = profile["visit_types"][0]["id"].as_str().expect("a visit type").to_owned();
    Doctor { id, visit_type }
}

async fn json(connection: &mut Connection, address: SocketAddr, path: &str) -> serde_json::Value {
    let answer = connection.send(&http::get(address, path, "")).await.expect("an answer");
    assert_eq!(answer.status, 200, "{path}");
    serde_json::from_slice(connection.body(answer)).expect("JSON")
}

async fn slots(report: &mut Report, server: &Served, doctor: &Doctor) {
    let path = format!("/api/v1/doctors/{}/slots?visit_type={}", doctor.id, doctor.visit_type);
    let request = http::get(server.address, &path, "");
    http::load(server.address, &request, 1, WARM_UP).await;
    let one = http::load(server.address, &request, 1, TIME).await;
    report.figure("Slots over HTTP, 1 connection, p50", one.percentile(0.5), "ms", Aim::AtMost(1.0));
    report.figure("  p99", one.percentile(0.99), "ms", Aim::AtMost(10.0));
    let cpu = (process::own_cpu(), server.cpu());
    let many = http::load(server.address, &request, 32, TIME).await;
    report.figure("Slots over HTTP, 32 connections, p50", many.percentile(0.5), "ms", Aim::None);
    report.figure("  p99", many.percentile(0.99), "ms", Aim::None);
    report.figure("  requests", many.per_second(), "/s", Aim::None);
    report.shares(process::own_cpu() - cpu.0, server.cpu() - cpu.1, many.seconds);
}

/// A page with the free times of several of the demo's doctors, at 25 connections.
async fn listed(report: &mut Report, server: &Served, what: &str, path: &str, of_doctor: f64) {
    let request = http::get(server.address, path, "");
    http::load(server.address, &request, 25, WARM_UP).await;
    let load = http::load(server.address, &request, 25, TIME).await;
    let aim = Aim::AtLeast(f64::min(3000.0, of_doctor / 2.0));
    report.figure(&format!("{what}, 64 doctors, 25 connections"), load.per_second(), "/s", aim);
    report.figure("  p99", load.percentile(0.99), "ms", Aim::None);
    report.figure("  to the doctor's page", load.per_second() / of_doctor, "ratio", Aim::None);
}

/// The page at 25 connections, and the same bytes from a file in memory; how many a second.
async fn rendered(report: &mut Report, server: &Served, page: &str, how: &str, headers: &str, folder: &Path) -> f64 {
    let request = http::get(server.address, page, headers);
    http::load(server.address, &request, 25, WARM_UP).await;
    let cpu = (process::own_cpu(), server.cpu());
    let load = http::load(server.address, &request, 25, TIME).await;
    let (client, used) = (process::own_cpu() - cpu.0, server.cpu() - cpu.1);
    let aim = if how.is_empty() { Aim::AtLeast(4000.0) } else { Aim::None };
    report.figure(&format!("Doctor's page, 25 connections{how}"), load.per_second(), "/s", aim);
    report.figure("  p99", load.percentile(0.99), "ms", Aim::None);
    report.shares(client, used, load.seconds);

    let mut connection = Connection::open(server.address).await.expect("a connection");
    let answer = connection.send(&request).await.expect("an answer");
    let file = folder.join("page");
    let head = connection.head(answer);
    fs::write(&file, connection.body(answer)).expect("the page is written");
    fs::write(file.with_extension("head"), head).expect("its head is written");
    let address = process::free_address();
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.arg("static").arg(address.to_string()).arg(&file);
    let twin = process::start(command, address, "/");
    let request = http::get(address, "/", headers);
    http::load(address, &request, 25, WARM_UP).await;
    let fixed = http::load(address, &request, 25, Duration::from_secs(3)).await;
    twin.stop();
    report.figure("  the same bytes, static", fixed.per_second(), "/s", Aim::None);
    report.figure("  ratio", load.per_second() / fixed.per_second(), "ratio", Aim::None);
    load.per_second()
}

/// Serves one answer again and again, with the stack of the real server: run as a process of its own.
pub async fn serve_static(address: &str, file: &Path) {
    let body = fs::read(file).expect("the page");
    let head = fs::read_to_string(file.with_extension("head")).expect("its head");
    let mut headers = axum::http::HeaderMap::new();
    for (name, value) in head.lines().filter_map(|line| line.split_once(": ")) {
        let made_anew = [header::TRANSFER_ENCODING.as_str(), header::CONTENT_LENGTH.as_str(), header::DATE.as_str()];
        if let (false, Ok(name), Ok(value)) =
            (made_anew.contains(&name), HeaderName::try_from(name), HeaderValue::from_str(value))
        {
            headers.append(name, value);
        }
    }
    let answer = (headers, axum::body::Bytes::from(body));
    let app = Router::new()
        .route("/", get(async |State((headers, body))| -> axum::response::Response { answer_of(headers, body) }))
        .with_state(answer);
    let listener = tokio::net::TcpListener::bind(address).await.expect("a port");
    let listener = listener.tap_io(|stream| {
        stream.set_nodelay(true).ok();
    });
    axum::serve(listener, app).await.ok();
}

fn answer_of(headers: axum::http::HeaderMap, body: axum::body::Bytes) -> axum::response::Response {
    (headers, body).into_response()
}

/// WASM and scripts of a page, as they go over the wire to a browser that takes brotli.
async fn transferred(
    report: &mut Report,
    connection: &mut Connection,
    address: SocketAddr,
    page: &str,
    what: &str,
    most: f64,
) {
    let text = plain(connection, address, page).await;
    let (mut all, mut wasm) = (0, 0);
    for path in code(connection, address, &text).await {
        let answer = connection.send(&http::get(address, &path, "Accept-Encoding: br\r\n")).await.expect("an answer");
        assert_eq!(answer.status, 200, "{path}");
        let size = connection.body(answer).len();
        all += size;
        wasm += if path.ends_with(".wasm") { size } else { 0 };
    }
    let kb = |bytes: usize| bytes as f64 / 1000.0;
    report.figure(&format!("WASM and scripts of {what}, brotli"), kb(all), "kB", Aim::AtMost(most));
    report.figure("  of it WASM", kb(wasm), "kB", Aim::None);
    let page = connection.send(&http::get(address, page, "Accept-Encoding: br\r\n")).await.expect("an answer");
    report.figure("  the page itself, plain", kb(text.len()), "kB", Aim::None);
    report.figure("  the page itself, brotli", kb(connection.body(page).len()), "kB", Aim::None);
}

async fn plain(connection: &mut Connection, address: SocketAddr, path: &str) -> String {
    let answer = connection.send(&http::get(address, path, "")).await.expect("an answer");
    assert_eq!(answer.status, 200, "{path}");
    String::from_utf8_lossy(connection.body(answer)).into_owned()
}

/// What a page loads: its main part, what that imports, with an island also the island's, and what is loaded when something
/// changes for the first time.
async fn code(connection: &mut Connection, address: SocketAddr, page: &str) -> BTreeSet<String> {
    let main =
        page.split("data-code=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("the page names its code");
    let (folder, name) = main.rsplit_once('/').expect("a folder");
    // What its functions are called by in the WASM, and no file.
    let own = format!("{name}_bg.js");
    let mut paths = BTreeSet::from([format!("{main}.js"), format!("{main}.wasm"), "/idiomorph.js".into()]);
    let mut unread = vec![format!("{main}.js")];
    while let Some(script) = unread.pop() {
        let text = plain(connection, address, &script).await;
        // "./name.js" or "./name.wasm"
        for name in text.split(['"', '\'']).filter_map(|part| part.strip_prefix("./")) {
            let path = format!("{folder}/{name}");
            let loaded =
                name != own && name.ends_with(".js") || name.ends_with(".wasm") && page.contains("<leptos-island");
            if loaded && paths.insert(path.clone()) && name.ends_with(".js") {
                unread.push(path);
            }
        }
    }
    paths
}

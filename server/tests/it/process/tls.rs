//! https by certificate files: the real executable, and the real acceptor.

use std::{
    fs,
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
};

use anteroom_server::{
    config::ConfigError,
    listen::{self, Gate, Patience},
    tls::Certificate,
};
use axum::{Router, routing::get};
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::{TlsConnector, client::TlsStream};
use tokio_util::sync::CancellationToken;

use crate::{
    process::executable::{Folder, Setting},
    world::{BOUNDS, PASSWORD},
};

/// A certificate that vouches for itself, for `localhost`; its files are called by this name.
pub fn certificate(folder: &Path, name: &str) -> (PathBuf, PathBuf) {
    let (chain, key) = (folder.join(format!("{name}.pem")), folder.join(format!("{name}.key")));
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"])
        .args(["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE"])
        .arg("-keyout")
        .arg(&key)
        .arg("-out")
        .arg(&chain)
        .stderr(Stdio::null())
        .status()
        .expect("openssl runs; scripts/setup installs it");
    assert!(made.success());
    (chain, key)
}

/// Speaks TLS to localhost and trusts this certificate only.
pub async fn connect(address: SocketAddr, chain: &Path, protocols: &[&[u8]]) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(chain).expect("a certificate")).expect("it can be trusted");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let mut config = config.expect("versions").with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
    let stream = TcpStream::connect(address).await?;
    let name = ServerName::try_from("localhost").expect("a name");
    TlsConnector::from(Arc::new(config)).connect(name, stream).await
}

/// One request over HTTP/1.1: the whole answer.
async fn ask(address: SocketAddr, chain: &Path, head: &str, body: &str) -> std::io::Result<String> {
    let mut stream = connect(address, chain, &[b"http/1.1"]).await?;
    let request = format!(
        "{head} HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\nAccept: text/html\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        address.port(),
        body.len()
    );
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// The executable behind its own certificate.
struct Server {
    process: Child,
    address: SocketAddr,
}

impl Server {
    /// On a port that the system chooses; the executable says which.
    fn start(folder: &Folder, chain: &Path, key: &Path) -> Self {
        let url = format!("sqlite://{}", folder.0.join("anteroom.db").display());
        let mut process = Setting { url, smtp_port: 9, folder: folder.0.clone() }
            .command()
            .arg("serve")
            .env("ANTEROOM_LISTEN", "127.0.0.1:0")
            .env("ANTEROOM_BASE_URL", "https://localhost")
            .env("ANTEROOM_TLS_CERT", chain)
            .env("ANTEROOM_TLS_KEY", key)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the executable starts");
        let output = BufReader::new(process.stdout.take().expect("its output is piped"));
        let mut lines = output.lines().map_while(Result::ok);
        let address = lines.find_map(|line| line.strip_prefix("It listens on ")?.parse().ok()).expect("its address");
        // What it says later goes nowhere.
        std::thread::spawn(move || lines.for_each(drop));
        Self { process, address }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_executable_serves_https_with_its_own_certificate() {
    let folder = Folder::new();
    let (chain, key) = certificate(&folder.0, "server");
    let mut server = Server::start(&folder, &chain, &key);
    let address = server.address;

    let page = ask(address, &chain, "GET /", "").await.expect("an answer");
    assert!(page.starts_with("HTTP/1.1 200 OK\r\n"), "{page}");
    assert!(page.contains("strict-transport-security: max-age=31536000; includeSubDomains\r\n"), "{page}");

    let form = format!(
        "page=%2Fregister&full_name=Ada&email=ada%40example.org&time_zone=UTC&password={}",
        PASSWORD.replace(' ', "+")
    );
    let registered = ask(address, &chain, "POST /do/auth/register", &form).await.expect("an answer");
    assert!(registered.starts_with("HTTP/1.1 303 "), "{registered}");
    let cookies: Vec<&str> = registered.lines().filter_map(|line| line.strip_prefix("set-cookie: ")).collect();
    assert!(cookies.iter().any(|cookie| cookie.starts_with("__Host-anteroom_refresh=")), "{cookies:?}");
    assert!(cookies.iter().all(|cookie| cookie.starts_with("__Host-") && cookie.contains("; Secure")), "{cookies:?}");

    // HTTP/2, chosen by ALPN.
    let stream = connect(address, &chain, &[b"h2", b"http/1.1"]).await.expect("a handshake");
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
    let (client, connection) = h2::client::handshake(stream).await.expect("HTTP/2");
    let connection = tokio::spawn(connection);
    let mut client = client.ready().await.expect("ready");
    let request = axum::http::Request::get(format!("https://localhost:{}/healthz", address.port()));
    let (answer, _) = client.send_request(request.body(()).expect("a request"), true).expect("sent");
    let mut answer = answer.await.expect("an answer");
    assert_eq!(answer.status(), 200);
    let body = answer.body_mut().data().await.expect("a body").expect("it arrives");
    assert_eq!(&body[..], b"ok\n");

    // Plain http gets nothing; nobody is fooled by another certificate.
    let mut plain = TcpStream::connect(address).await.expect("it accepts");
    plain.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").await.expect("sent");
    let mut answer = Vec::new();
    plain.read_to_end(&mut answer).await.ok();
    assert!(!answer.windows(4).any(|bytes| bytes == b"HTTP"), "{answer:?}");
    let (other, _) = certificate(&folder.0, "other");
    assert!(ask(address, &other, "GET /", "").await.is_err(), "another certificate does not vouch for it");

    // The open HTTP/2 connection and one that never says a word do not hold the end up.
    let silent = TcpStream::connect(address).await.expect("it accepts");
    let pid = server.process.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().expect("kill runs").success());
    // Would not return while they are waited for.
    assert!(server.process.wait().expect("it ends").success());
    drop((silent, client));
    connection.await.expect("no panic").ok();
    assert!(TcpStream::connect(address).await.is_err(), "nobody listens any more");
}

/// A small site behind the acceptor of the server.
async fn small_site(certificate: Certificate) -> (SocketAddr, CancellationToken) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let (address, stop) = (listener.local_addr().expect("an address"), CancellationToken::new());
    let app = Router::new().route("/", get(|| async { "here" }));
    let gate = Gate::new(listener, BOUNDS, Vec::new());
    tokio::spawn(listen::serve(gate, app, Some(certificate), stop.clone(), Patience::default()));
    (address, stop)
}

#[tokio::test]
async fn a_renewed_certificate_is_taken_and_a_bad_one_is_not() {
    let folder = Folder::new();
    let (old, old_key) = certificate(&folder.0, "old");
    let (new, new_key) = certificate(&folder.0, "new");
    let (chain, key) = (folder.0.join("live.pem"), folder.0.join("live.key"));
    let put = |from: (&Path, &Path)| {
        fs::copy(from.0, &chain).expect("copied");
        fs::copy(from.1, &key).expect("copied");
    };
    put((&old, &old_key));
    let mut live = Certificate::read(chain.clone(), key.clone()).expect("a certificate");
    let (address, stop) = small_site(live.clone()).await;
    assert!(ask(address, &old, "GET /", "").await.expect("an answer").ends_with("here"));
    assert!(!live.look_again().expect("unchanged"));

    // Half of a renewal, and a file that is none.
    put((&new, &old_key));
    assert_eq!(live.look_again().expect_err("they do not match").variable, "ANTEROOM_TLS_KEY");
    fs::write(&chain, "not a certificate").expect("written");
    assert_eq!(live.look_again().expect_err("no certificate").variable, "ANTEROOM_TLS_CERT");
    fs::remove_file(&chain).expect("removed");
    assert_eq!(live.look_again().expect_err("no file").variable, "ANTEROOM_TLS_CERT");
    assert!(ask(address, &old, "GET /", "").await.is_ok(), "the old one stays");

    put((&new, &new_key));
    assert!(live.look_again().expect("a new one"));
    assert!(ask(address, &new, "GET /", "").await.expect("an answer").ends_with("here"));
    assert!(ask(address, &old, "GET /", "").await.is_err());
    stop.cancel();
}

#[test]
fn a_wrong_file_is_named() {
    let folder = Folder::new();
    let (chain, key) = certificate(&folder.0, "server");
    let (_, foreign) = certificate(&folder.0, "other");
    let (none, text) = (folder.0.join("none.pem"), folder.0.join("text.pem"));
    fs::write(&text, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").expect("written");
    let cases = [
        (&none, &key, "ANTEROOM_TLS_CERT"),
        (&chain, &none, "ANTEROOM_TLS_KEY"),
        (&key, &key, "ANTEROOM_TLS_CERT"),
        (&text, &key, "ANTEROOM_TLS_CERT"),
        (&chain, &chain, "ANTEROOM_TLS_KEY"),
        (&chain, &foreign, "ANTEROOM_TLS_KEY"),
    ];
    for (chain, key, variable) in cases {
        let error: ConfigError = Certificate::read(chain.clone(), key.clone()).expect_err(variable);
        assert_eq!(error.variable, variable, "{error}");
        assert!(!error.to_string().contains("PRIVATE"), "{error}");
    }
    let url = format!("sqlite://{}", folder.0.join("anteroom.db").display());
    let mut command = Setting { url, smtp_port: 9, folder: folder.0.clone() }.command();
    command.arg("serve").env("ANTEROOM_TLS_CERT", &chain).env("ANTEROOM_TLS_KEY", &key);
    let refused = command.env("ANTEROOM_BASE_URL", "http://127.0.0.1:3000").output().expect("it runs");
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(!refused.status.success() && said.contains("ANTEROOM_BASE_URL is not usable"), "{said}");
}

#[cfg(unix)]
#[tokio::test]
async fn a_key_that_others_can_read_is_told_by_the_self_check() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    let (chain, key) = certificate(&folder.0, "server");
    let [chain, path] = [&chain, &key].map(|path| path.display().to_string());
    let variables = [("ANTEROOM_TLS_CERT", chain.as_str()), ("ANTEROOM_TLS_KEY", path.as_str())];
    for (mode, told) in [(0o644, true), (0o600, false)] {
        fs::set_permissions(&key, fs::Permissions::from_mode(mode)).expect("it is ours");
        let (_, said) = Setting::alone(&folder).run(&["self-check"], &variables);
        let rights = said.lines().find(|line| line.contains(" rights: ")).expect("it looks at them");
        assert_eq!(rights.contains(&path), told, "{mode:o}: {said}");
    }
}

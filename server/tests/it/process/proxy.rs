//! The executable behind a reverse proxy: whom it believes, and what its cookies say.

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{
    process::executable::{Folder, Server, Setting},
    world::PASSWORD,
};

const SITE: &str = "https://clinic.example";

/// As a proxy on this machine passes a form on for somebody with this address.
async fn form(server: &Server, path: &str, fields: &str, address: &str) -> String {
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: clinic.example\r\nConnection: close\r\nOrigin: {SITE}\r\nAccept: text/html\r\n\
         X-Forwarded-For: {address}\r\nX-Forwarded-Proto: https\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{fields}",
        fields.len()
    );
    let mut stream = TcpStream::connect(server.remote.address).await.expect("it accepts");
    stream.write_all(request.as_bytes()).await.expect("the form goes out");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.expect("it is answered");
    String::from_utf8_lossy(&answer).into_owned()
}

async fn guess(server: &Server, address: &str) -> String {
    let answer = form(server, "/do/auth/sign-in", "email=ada%40example.org&password=a+guess+at+it", address).await;
    answer.split(' ').nth(1).unwrap_or_default().to_owned()
}

async fn behind_a_proxy(trusted: &str) -> (Server, Folder) {
    let folder = Folder::new();
    let url = format!("sqlite://{}", folder.0.join("anteroom.db").display());
    let setting = Setting { url, smtp_port: 9, folder: folder.0.clone() };
    let variables = [
        ("ANTEROOM_ENV", "production"),
        ("ANTEROOM_MAIL_FROM", "no-reply@clinic.example"),
        ("ANTEROOM_BASE_URL", SITE),
        ("ANTEROOM_TRUSTED_PROXIES", trusted),
        ("ANTEROOM_RATE_LIMIT", "on"),
        ("ANTEROOM_LOG", "warn"),
    ];
    (Server::start_with(&setting, &[], &variables).await, folder)
}

/// Guesses until one is refused; whether somebody with another address may still try.
async fn another_may_try(server: &Server) -> bool {
    let mut tries = 0;
    while guess(server, "198.51.100.1").await != "429" {
        tries += 1;
        assert!(tries < 20, "guesses are never refused");
    }
    match guess(server, "203.0.113.7").await.as_str() {
        "429" => false,
        "401" | "422" => true,
        status => panic!("{status}"),
    }
}

#[tokio::test]
async fn the_executable_believes_only_a_trusted_proxy_whose_address_it_tells() {
    let (trusting, _folder) = behind_a_proxy("127.0.0.0/8").await;
    assert!(another_may_try(&trusting).await, "each address counts for itself");
    let (distrustful, _other) = behind_a_proxy("10.0.0.0/8").await;
    assert!(!another_may_try(&distrustful).await, "whoever is not trusted cannot invent addresses");
}

#[tokio::test]
async fn behind_a_proxy_with_https_cookies_are_secure() {
    let (server, _folder) = behind_a_proxy("127.0.0.1").await;
    let password = PASSWORD.replace(' ', "+");
    let fields = format!("page=%2Fregister&full_name=Ada&email=ada%40example.org&time_zone=UTC&password={password}");
    let answer = form(&server, "/do/auth/register", &fields, "198.51.100.1").await;
    assert!(answer.starts_with("HTTP/1.1 303 "), "{answer}");
    let (head, _) = answer.split_once("\r\n\r\n").expect("a head");
    let cookies: Vec<_> = head.lines().filter(|line| line.starts_with("set-cookie: ")).collect();
    assert!(!cookies.is_empty() && cookies.iter().all(|cookie| cookie.contains("; Secure")), "{head}");
    assert!(head.contains("strict-transport-security: max-age="), "{head}");
}

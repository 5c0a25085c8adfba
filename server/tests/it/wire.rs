//! HTTP/1.1 over a real socket, one connection a request: for races and for servers that are killed.

use std::{io, net::SocketAddr};

use axum::Router;
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use crate::client::parse;

/// The real router on a port of its own.
pub async fn serve(router: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    address
}

/// A server on this machine, and whose token to send.
#[derive(Clone)]
pub struct Remote {
    pub address: SocketAddr,
    pub access_token: Option<String>,
}

impl Remote {
    pub fn new(address: SocketAddr) -> Self {
        Self { address, access_token: None }
    }

    pub fn with_token(&self, token: &str) -> Self {
        Self { address: self.address, access_token: Some(token.to_owned()) }
    }

    pub async fn get(&self, path: &str) -> io::Result<(u16, Value)> {
        self.send("GET", path, None, "").await
    }

    pub async fn post(&self, path: &str, body: &Value) -> io::Result<(u16, Value)> {
        self.send("POST", path, Some(body), "").await
    }

    /// `headers` are whole lines, each ending in CR LF.
    pub async fn send(
        &self,
        method: &str,
        path: &str,
        body: Option<&Value>,
        headers: &str,
    ) -> io::Result<(u16, Value)> {
        let path = if path.starts_with('/') { path.to_owned() } else { format!("/api/v1/{path}") };
        let body = body.map(Value::to_string).unwrap_or_default();
        let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{headers}", self.address);
        if let Some(token) = &self.access_token {
            head.push_str(&format!("Authorization: Bearer {token}\r\n"));
        }
        head.push_str(&format!("Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}", body.len()));
        let mut stream = TcpStream::connect(self.address).await?;
        stream.write_all(head.as_bytes()).await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        read(&answer).ok_or_else(|| io::Error::new(io::ErrorKind::UnexpectedEof, "half an answer"))
    }
}

/// Status and body; nothing when the connection broke before the whole answer was there.
fn read(answer: &[u8]) -> Option<(u16, Value)> {
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&answer[..end]).ok()?.to_ascii_lowercase();
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let body = &answer[end + 4..];
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
    match length {
        Some(length) => (body.len() == length).then(|| (status, parse(body))),
        None if head.contains("transfer-encoding: chunked") => Some((status, parse(&unchunked(body)?))),
        None => Some((status, parse(body))),
    }
}

fn unchunked(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    loop {
        let line = body.windows(2).position(|window| window == b"\r\n")?;
        let size = usize::from_str_radix(std::str::from_utf8(&body[..line]).ok()?, 16).ok()?;
        if size == 0 {
            return Some(whole);
        }
        whole.extend(body.get(line + 2..line + 2 + size)?);
        body = body.get(line + 2 + size + 2..)?;
    }
}

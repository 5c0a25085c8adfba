//! A client that costs little: HTTP/1.1 over connections that stay open, and only as much parsing as counting needs.

use std::{
    io,
    net::SocketAddr,
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinSet,
};

/// One open connection.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// An answer; its body stands in the connection's buffer until the next request.
#[derive(Clone, Copy)]
pub struct Answer {
    pub status: u16,
    body: (usize, usize),
    head: usize,
}

impl Connection {
    pub async fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(64 * 1024) })
    }

    /// Sends a whole request and reads the whole answer.
    pub async fn send(&mut self, request: &[u8]) -> io::Result<Answer> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        let head = self.read_head(0).await?;
        let text = String::from_utf8_lossy(&self.buffer[..head]).to_ascii_lowercase();
        let status = text.get(9..12).and_then(|code| code.parse().ok()).ok_or_else(|| bad("no status"))?;
        let header = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
        if header("transfer-encoding:") == Some("chunked") {
            let end = self.read_chunks(head).await?;
            return Ok(Answer { status, body: (head, end), head });
        }
        let length: usize = header("content-length:").and_then(|n| n.parse().ok()).unwrap_or(0);
        while self.buffer.len() < head + length {
            self.more().await?;
        }
        Ok(Answer { status, body: (head, head + length), head })
    }

    /// The body as it went over the wire, without the frames of chunks.
    pub fn body(&self, answer: Answer) -> &[u8] {
        &self.buffer[answer.body.0..answer.body.1]
    }

    /// The lines before the body, in lower case.
    pub fn head(&self, answer: Answer) -> String {
        String::from_utf8_lossy(&self.buffer[..answer.head]).to_ascii_lowercase()
    }

    /// Sends a request whose answer never ends, and reads its head.
    pub async fn subscribe(address: SocketAddr, request: &[u8]) -> io::Result<(TcpStream, u16)> {
        let mut connection = Self { stream: TcpStream::connect(address).await?, buffer: Vec::with_capacity(1024) };
        connection.stream.write_all(request).await?;
        connection.read_head(0).await?;
        let text = String::from_utf8_lossy(&connection.buffer);
        let status = text.get(9..12).and_then(|code| code.parse().ok()).ok_or_else(|| bad("no status"))?;
        Ok((connection.stream, status))
    }

    async fn more(&mut self) -> io::Result<()> {
        if self.stream.read_buf(&mut self.buffer).await? == 0 {
            return Err(bad("the connection was closed"));
        }
        Ok(())
    }

    async fn read_head(&mut self, mut searched: usize) -> io::Result<usize> {
        loop {
            if let Some(at) = find(&self.buffer[searched..], b"\r\n\r\n") {
                return Ok(searched + at + 4);
            }
            searched = self.buffer.len().saturating_sub(3);
            self.more().await?;
        }
    }

    /// Moves the chunks together, so that the body is one piece; gives its end.
    async fn read_chunks(&mut self, start: usize) -> io::Result<usize> {
        let (mut read, mut end) = (start, start);
        loop {
            let line = loop {
                if let Some(at) = find(&self.buffer[read..], b"\r\n") {
                    break at;
                }
                self.more().await?;
            };
            let size = std::str::from_utf8(&self.buffer[read..read + line]).ok();
            let size = size.and_then(|hex| usize::from_str_radix(hex, 16).ok()).ok_or_else(|| bad("a chunk's size"))?;
            let data = read + line + 2;
            while self.buffer.len() < data + size + 2 {
                self.more().await?;
            }
            if size == 0 {
                return Ok(end);
            }
            self.buffer.copy_within(data..data + size, end);
            end += size;
            read = data + size + 2;
        }
    }
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

fn bad(what: &str) -> io::Error {
    io::Error::other(what.to_owned())
}

/// A GET of this path as a browser asks for it: compressed, unless `plain`.
pub fn get(address: SocketAddr, path: &str, headers: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n{headers}\r\n").into_bytes()
}

/// What a load came to.
#[derive(Default)]
pub struct Load {
    pub seconds: f64,
    /// Microseconds, sorted.
    latencies: Vec<u32>,
}

impl Load {
    pub fn new(seconds: f64, mut latencies: Vec<u32>) -> Self {
        latencies.sort_unstable();
        Self { seconds, latencies }
    }

    /// One after the other.
    pub fn and(self, other: Self) -> Self {
        Self::new(self.seconds + other.seconds, [self.latencies, other.latencies].concat())
    }

    pub fn per_second(&self) -> f64 {
        self.latencies.len() as f64 / self.seconds
    }

    /// Milliseconds that this share of the answers did not exceed.
    pub fn percentile(&self, share: f64) -> f64 {
        let last = self.latencies.len().saturating_sub(1);
        let at = (last as f64 * share).round() as usize;
        self.latencies.get(at).map_or(0.0, |micros| f64::from(*micros) / 1000.0)
    }
}

/// Sends the same request over and over, on so many connections, for so long. Every answer must be 200.
pub async fn load(address: SocketAddr, request: &[u8], connections: usize, time: Duration) -> Load {
    let mut tasks = JoinSet::new();
    let started = Instant::now();
    for _ in 0..connections {
        let request = request.to_vec();
        tasks.spawn(async move {
            let mut connection = Connection::open(address).await.expect("a connection");
            let mut latencies = Vec::new();
            while started.elapsed() < time {
                let sent = Instant::now();
                let answer = connection.send(&request).await.expect("an answer");
                assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(connection.body(answer)));
                latencies.push(sent.elapsed().as_micros() as u32);
            }
            latencies
        });
    }
    let latencies = tasks.join_all().await.concat();
    Load::new(started.elapsed().as_secs_f64(), latencies)
}

//! A pooler as PgBouncer is with pool_mode=statement: clients greet a server each, and then share a few of its sessions.

use std::{
    io,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Mutex,
};

struct Pool {
    server: String,
    most: usize,
    shared: Mutex<Vec<Arc<Mutex<TcpStream>>>>,
    turn: AtomicUsize,
}

/// Stands in front of this server (host and port) and keeps so many sessions.
pub async fn in_front_of(server: &str, sessions: usize) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let pool = Pool { server: server.to_owned(), most: sessions, shared: Mutex::default(), turn: AtomicUsize::new(0) };
    let pool = Arc::new(pool);
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let pool = pool.clone();
            tokio::spawn(async move { pool.speak(client).await });
        }
    });
    address
}

/// A message without a kind, as connections begin.
async fn greeting(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    let length = stream.read_u32().await?;
    let mut message = length.to_be_bytes().to_vec();
    message.resize(length as usize, 0);
    stream.read_exact(&mut message[4..]).await?;
    Ok(message)
}

async fn message(stream: &mut TcpStream) -> io::Result<(u8, Vec<u8>)> {
    let kind = stream.read_u8().await?;
    let mut whole = vec![kind];
    whole.extend(greeting(stream).await?);
    Ok((kind, whole))
}

/// All that the server says until it waits for the next question.
async fn answer(server: &mut TcpStream, client: &mut TcpStream) -> io::Result<()> {
    loop {
        let (kind, whole) = message(server).await?;
        client.write_all(&whole).await?;
        if kind == b'Z' {
            return Ok(());
        }
    }
}

impl Pool {
    async fn speak(&self, mut client: TcpStream) -> io::Result<()> {
        const TLS: u32 = 80_877_103;
        let mut first = greeting(&mut client).await?;
        if first[4..] == TLS.to_be_bytes() {
            client.write_all(b"N").await?;
            first = greeting(&mut client).await?;
        }
        let mut own = TcpStream::connect(&self.server).await?;
        own.write_all(&first).await?;
        answer(&mut own, &mut client).await?;
        let mut shared = self.shared.lock().await;
        if shared.len() < self.most {
            shared.push(Arc::new(Mutex::new(own)));
        }
        drop(shared);
        let mut question = Vec::new();
        loop {
            let (kind, whole) = message(&mut client).await?;
            question.extend(whole);
            match kind {
                b'X' => return Ok(()),
                b'Q' | b'S' => {
                    let turn = self.turn.fetch_add(1, Ordering::Relaxed);
                    let shared = self.shared.lock().await;
                    let session = shared[turn % shared.len()].clone();
                    drop(shared);
                    let mut session = session.lock().await;
                    session.write_all(&question).await?;
                    answer(&mut session, &mut client).await?;
                    question.clear();
                }
                _ => {}
            }
        }
    }
}

//! The door: who gets in while there is room, and what happens when there is none.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    pin::Pin,
    sync::LazyLock,
    task::{Context, Poll},
    time::{Duration, Instant},
};

use axum::extract::connect_info::Connected;
use axum_server::{AddrListener, Address};
use clinic::Seldom;
use ipnet::IpNet;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf},
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    time::timeout,
};

use crate::{
    api::full_house,
    bounds::{Bounds, Network},
    config::is_loopback,
    permits::{Full, Permit, Permits},
};

static TURNED_AWAY: Seldom = Seldom::new();
static NOT_BY_PROXY: Seldom = Seldom::new();
static NOT_ACCEPTED: Seldom = Seldom::new();

/// So many of those who are turned away are told so at once: each holds a file meanwhile.
static TOLD: Semaphore = Semaphore::const_new(32);
/// How long one of them may take to hear it.
const HEARING: Duration = Duration::from_secs(1);

/// Accepts connections, so many in all and so many of one network.
pub struct Gate {
    listener: TcpListener,
    permits: Permits<Network>,
    bounds: Bounds,
    /// Proxies come for many: whom they come for is counted where it is known.
    proxies: Vec<IpNet>,
    /// Whoever is turned away can be answered: before TLS there is no language for it.
    in_clear: bool,
    /// Whoever comes past the proxy is closed: what they say would go unencrypted.
    only_proxies: bool,
}

impl Gate {
    pub fn new(listener: TcpListener, bounds: Bounds, proxies: Vec<IpNet>) -> Self {
        Self {
            listener,
            permits: Permits::new(bounds.connections),
            bounds,
            proxies,
            in_clear: true,
            only_proxies: false,
        }
    }

    /// Lets in nobody but the proxies, and what runs on this machine.
    pub fn only_proxies(self, only_proxies: bool) -> Self {
        Self { only_proxies, ..self }
    }

    /// With TLS, whoever is turned away is only closed.
    pub(super) fn in_clear(self, in_clear: bool) -> Self {
        Self { in_clear, ..self }
    }

    fn is_proxy(&self, peer: IpAddr) -> bool {
        self.proxies.iter().any(|net| net.contains(&peer))
    }

    fn is_past_the_proxy(&self, peer: IpAddr) -> bool {
        self.only_proxies && !is_loopback(peer) && !self.is_proxy(peer.to_canonical())
    }

    fn permit(&self, peer: IpAddr) -> Result<Permit<Network>, Full<Network>> {
        let peer = peer.to_canonical();
        if self.is_proxy(peer) {
            return self.permits.take(&[]);
        }
        self.permits.take(&self.bounds.connections_from(peer).collect::<Vec<_>>())
    }
}

impl AddrListener<Connection, Peer> for Gate {
    async fn bind_to(_: Peer) -> io::Result<Self> {
        Err(io::ErrorKind::Unsupported.into())
    }

    async fn accept_stream(&self) -> io::Result<(Connection, Peer)> {
        loop {
            let (stream, peer) = self.listener.accept().await.inspect_err(|error| {
                // Whoever called waits a moment and comes again: there may be files and memory then.
                if let Some(unsaid) = NOT_ACCEPTED.say(Instant::now()) {
                    tracing::error!(%error, unsaid, "a connection could not be accepted");
                }
            })?;
            if self.is_past_the_proxy(peer.ip()) {
                if let Some(unsaid) = NOT_BY_PROXY.say(Instant::now()) {
                    tracing::warn!(
                        unsaid,
                        "somebody came by plain http, past the proxies of ANTEROOM_TRUSTED_PROXIES; closed"
                    );
                }
                continue;
            }
            match self.permit(peer.ip()) {
                Ok(permit) => return Ok((Connection { stream, _permit: permit }, Peer(peer))),
                Err(full) => {
                    if self.in_clear {
                        turn_away(stream);
                    }
                    if let Some(unsaid) = TURNED_AWAY.say(Instant::now()) {
                        let whose = if full == Full::InAll { "everybody" } else { "one network" };
                        tracing::warn!(whose, unsaid, "there are too many connections; new ones are turned away");
                    }
                }
            }
        }
    }

    fn get_local_addr(&self) -> io::Result<Peer> {
        self.listener.local_addr().map(Peer)
    }
}

/// Answers 503 and closes. As answers cost what is short, so many at once are given, each with what the system takes at
/// once; other connections are closed without a word.
fn turn_away(mut stream: TcpStream) {
    static ANSWER: LazyLock<Vec<u8>> = LazyLock::new(full_house);
    let Ok(permit) = TOLD.try_acquire() else { return };
    if stream.try_write(&ANSWER).is_err() {
        return;
    }
    tokio::spawn(async move {
        let _permit = permit;
        // What is closed with a request unread is reset, and the answer may be lost by that: it is read, and thrown away.
        let unread = async {
            stream.shutdown().await?;
            let mut thrown_away = [0; 1024];
            while stream.read(&mut thrown_away).await? > 0 {}
            io::Result::Ok(())
        };
        timeout(HEARING, unread).await
    });
}

/// The other side of a connection.
#[derive(Clone, Copy, Debug)]
pub struct Peer(SocketAddr);

impl Address for Peer {
    type Stream = Connection;
    type Listener = Gate;
}

impl Connected<Peer> for SocketAddr {
    fn connect_info(peer: Peer) -> Self {
        peer.0
    }
}

/// An accepted connection, and its permit.
pub struct Connection {
    stream: TcpStream,
    _permit: Permit<Network>,
}

impl Connection {
    pub fn stream(&self) -> &TcpStream {
        &self.stream
    }
}

impl AsyncRead for Connection {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

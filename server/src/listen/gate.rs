//! The door: who gets in while there is room, and what happens when there is none.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    pin::Pin,
    task::{Context, Poll},
    time::Instant,
};

use anteroom::service::Seldom;
use axum::extract::connect_info::Connected;
use axum_server::{AddrListener, Address};
use ipnet::IpNet;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
};

use crate::{
    bounds::{Bounds, Network},
    places::{Full, Place, Places},
};

static TURNED_AWAY: Seldom = Seldom::new();
static NOT_ACCEPTED: Seldom = Seldom::new();

/// Accepts connections, so many in all and so many of one network.
pub struct Gate {
    listener: TcpListener,
    places: Places<Network>,
    bounds: Bounds,
    /// Proxies come for many: whom they come for is counted where it is known.
    proxies: Vec<IpNet>,
}

impl Gate {
    pub fn new(listener: TcpListener, bounds: Bounds, proxies: Vec<IpNet>) -> Self {
        Self { listener, places: Places::new(bounds.connections), bounds, proxies }
    }

    fn place(&self, peer: IpAddr) -> Result<Place<Network>, Full<Network>> {
        let peer = peer.to_canonical();
        if self.proxies.iter().any(|net| net.contains(&peer)) {
            return self.places.take(&[]);
        }
        self.places.take(&self.bounds.connections_from(peer).collect::<Vec<_>>())
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
            match self.place(peer.ip()) {
                Ok(place) => return Ok((Connection { stream, _place: place }, Peer(peer))),
                // Closed without a word: an answer would cost what is short.
                Err(full) => {
                    if let Some(unsaid) = TURNED_AWAY.say(Instant::now()) {
                        let whose = if full == Full::InAll { "everybody" } else { "one network" };
                        tracing::warn!(whose, unsaid, "there are too many connections; new ones are closed");
                    }
                }
            }
        }
    }

    fn get_local_addr(&self) -> io::Result<Peer> {
        self.listener.local_addr().map(Peer)
    }
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

/// An accepted connection, and its place.
pub struct Connection {
    stream: TcpStream,
    _place: Place<Network>,
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

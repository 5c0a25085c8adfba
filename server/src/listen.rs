//! Accepting connections, with and without TLS, and bounding what a slow, silent or greedy peer can hold.

mod gate;
mod pace;

use std::{
    future::{Ready, ready},
    io,
    net::SocketAddr,
    time::Duration,
};

use axum::Router;
use axum_server::{Handle, Server, accept::Accept, tls_rustls::RustlsAcceptor};
use hyper_util::rt::TokioTimer;
use socket2::SockRef;
use tokio_rustls::server::TlsStream;
use tokio_util::sync::CancellationToken;

pub use self::gate::Gate;
use self::{
    gate::{Connection, Peer},
    pace::Paced,
};
use crate::tls::Certificate;

/// The head of a request may have so many bytes. hyper looks only when more has to be read, and may have taken in some
/// more by then: `sound` looks again.
pub const MOST_HEAD_BYTES: usize = 64 * 1024;

/// How long a connection may keep the server waiting.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For the rest of a head that has begun.
    pub head: Duration,
    /// For the next request. Longer than proxies keep idle connections (60 s), so that none is closed under it.
    pub idle: Duration,
    /// For the acknowledgement of what was sent: a peer that stops reading does not keep its connection for ever.
    pub acknowledgement: Duration,
    /// For the requests under way when the server stops.
    pub stop: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(15),
            idle: Duration::from_secs(75),
            acknowledgement: Duration::from_secs(30),
            stop: Duration::from_millis(4200),
        }
    }
}

/// Serves until `stop`, then finishes what is under way. With a certificate it speaks TLS only, and HTTP/2 by ALPN.
pub async fn serve(
    gate: Gate,
    app: Router,
    certificate: Option<Certificate>,
    stop: CancellationToken,
    patience: Patience,
) -> io::Result<()> {
    let handle = Handle::new();
    let gate = gate.in_clear(certificate.is_none());
    let mut server = Server::<Peer>::from_listener(gate).handle(handle.clone());
    let http = server.http_builder();
    http.http1().max_buf_size(MOST_HEAD_BYTES);
    http.http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(patience.acknowledgement)
        .keep_alive_timeout(patience.acknowledgement);
    let app = app.into_make_service_with_connect_info::<SocketAddr>();
    let stopping = tokio::spawn({
        let stop = stop.clone();
        async move {
            stop.cancelled().await;
            handle.graceful_shutdown(Some(patience.stop));
        }
    });
    let outcome = match certificate {
        // HTTP/2 comes with TLS only. Looking for it on each connection would double what reading takes.
        None => server.acceptor(Paced::new(Tuned(patience), patience, |_| false)).http1_only().serve(app).await,
        Some(certificate) => {
            let tls = RustlsAcceptor::new(certificate.config()).acceptor(Tuned(patience));
            let server = server.acceptor(Paced::new(tls, patience, speaks_http2));
            let watch = tokio::spawn(certificate.watch(stop));
            let outcome = server.serve(app).await;
            watch.abort();
            outcome
        }
    };
    stopping.abort();
    outcome
}

fn speaks_http2(stream: &TlsStream<Connection>) -> bool {
    stream.get_ref().1.alpn_protocol() == Some(b"h2")
}

/// Sets the options of an accepted socket. A refused one is no reason to refuse the connection.
#[derive(Clone, Copy)]
struct Tuned(Patience);

impl<S> Accept<Connection, S> for Tuned {
    type Stream = Connection;
    type Service = S;
    type Future = Ready<io::Result<(Connection, S)>>;

    fn accept(&self, connection: Connection, service: S) -> Self::Future {
        // A page goes out in pieces; without this each would wait for the acknowledgement of the one before.
        connection.stream().set_nodelay(true).ok();
        #[cfg(target_os = "linux")]
        SockRef::from(connection.stream()).set_tcp_user_timeout(Some(self.0.acknowledgement)).ok();
        ready(Ok((connection, service)))
    }
}

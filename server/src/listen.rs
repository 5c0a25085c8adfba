//! Accepting connections, with and without TLS, and bounding what a slow or silent peer can hold.

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
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

use crate::tls::Certificate;

/// How long a connection may keep the server waiting.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For the whole head of a request, the time between two requests included. Longer than proxies keep idle
    /// connections (60 s), so that none is closed under the next request.
    pub head: Duration,
    /// For the acknowledgement of what was sent: a peer that stops reading does not keep its connection for ever.
    pub acknowledgement: Duration,
    /// For the requests under way when the server stops.
    pub stop: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(75),
            acknowledgement: Duration::from_secs(30),
            stop: Duration::from_millis(4200),
        }
    }
}

/// Serves until `stop`, then finishes what is under way. With a certificate it speaks TLS only, and HTTP/2 by ALPN.
pub async fn serve(
    listener: TcpListener,
    app: Router,
    certificate: Option<Certificate>,
    stop: CancellationToken,
    patience: Patience,
) -> io::Result<()> {
    let handle = Handle::new();
    let mut server = Server::<SocketAddr>::from_listener(listener).handle(handle.clone()).acceptor(Tuned(patience));
    let http = server.http_builder();
    http.http1().timer(TokioTimer::new()).header_read_timeout(patience.head);
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
        None => server.http1_only().serve(app).await,
        Some(certificate) => {
            let acceptor = |tuned| RustlsAcceptor::new(certificate.config()).acceptor(tuned);
            let server = server.map(acceptor);
            let watch = tokio::spawn(certificate.watch(stop));
            let outcome = server.serve(app).await;
            watch.abort();
            outcome
        }
    };
    stopping.abort();
    outcome
}

/// Sets the options of an accepted socket. A refused one is no reason to refuse the connection.
#[derive(Clone, Copy)]
struct Tuned(Patience);

impl<S> Accept<TcpStream, S> for Tuned {
    type Stream = TcpStream;
    type Service = S;
    type Future = Ready<io::Result<(TcpStream, S)>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        // A page goes out in pieces; without this each would wait for the acknowledgement of the one before.
        stream.set_nodelay(true).ok();
        #[cfg(target_os = "linux")]
        SockRef::from(&stream).set_tcp_user_timeout(Some(self.0.acknowledgement)).ok();
        ready(Ok((stream, service)))
    }
}

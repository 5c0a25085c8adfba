//! How long a connection may keep the server waiting for its next request.
//!
//! hyper has one limit for the whole head, and counts the time between two requests to it; a proxy keeps idle connections
//! for a minute, and a head that has begun need not take as long. So the stream tells the two apart: by the bytes that
//! it brings, and by the requests that are under way.

use std::{
    future::Future,
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    task::{Context, Poll, ready},
    time::Duration,
};

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::Request,
    response::Response,
};
use axum_server::accept::Accept;
use http_body::{Frame, SizeHint};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Instant, Sleep, sleep_until},
};
use tower::Service;

use super::Patience;

/// Bounds what the connections of another acceptor may wait.
pub struct Paced<A, I> {
    inner: A,
    patience: Patience,
    /// Whether a stream carries many requests at once, so that its bytes need not belong to a head.
    is_multiplexed: fn(&I) -> bool,
}

impl<A, I> Paced<A, I> {
    pub fn new(inner: A, patience: Patience, is_multiplexed: fn(&I) -> bool) -> Self {
        Self { inner, patience, is_multiplexed }
    }
}

impl<A: Clone, I> Clone for Paced<A, I> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), patience: self.patience, is_multiplexed: self.is_multiplexed }
    }
}

impl<A, I, S> Accept<I, S> for Paced<A, A::Stream>
where
    A: Accept<I, S>,
    A::Future: Send + 'static,
    A::Stream: Send + 'static,
{
    type Stream = PacedStream<A::Stream>;
    type Service = Counted<A::Service>;
    type Future = Pin<Box<dyn Future<Output = io::Result<(Self::Stream, Self::Service)>> + Send>>;

    fn accept(&self, stream: I, service: S) -> Self::Future {
        let (accepted, patience, is_multiplexed) =
            (self.inner.accept(stream, service), self.patience, self.is_multiplexed);
        Box::pin(async move {
            let (inner, service) = accepted.await?;
            let requests = Arc::new(Requests::new());
            let is_multiplexed = is_multiplexed(&inner);
            let stream = PacedStream {
                inner,
                patience,
                is_multiplexed,
                requests: requests.clone(),
                seen: 0,
                waits: Waits::None,
                alarm: None,
            };
            Ok((stream, Counted { inner: service, requests }))
        })
    }
}

/// The requests of a connection.
struct Requests {
    opened: Instant,
    begun: AtomicUsize,
    under_way: AtomicUsize,
    /// When one was answered last, in milliseconds from `opened`.
    ended: AtomicU64,
}

impl Requests {
    fn new() -> Self {
        Self { opened: Instant::now(), begun: 0.into(), under_way: 0.into(), ended: 0.into() }
    }

    /// Since when none is under way; from the opening on if there was none.
    fn idle_since(&self) -> Instant {
        self.opened + Duration::from_millis(self.ended.load(Ordering::Acquire))
    }
}

/// A request that is answered. Dropped with the last of its answer.
struct UnderWay(Arc<Requests>);

impl UnderWay {
    fn begin(requests: &Arc<Requests>) -> Self {
        requests.under_way.fetch_add(1, Ordering::AcqRel);
        requests.begun.fetch_add(1, Ordering::AcqRel);
        Self(requests.clone())
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let ended = u64::try_from(self.0.opened.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.0.ended.store(ended, Ordering::Release);
        self.0.under_way.fetch_sub(1, Ordering::AcqRel);
    }
}

/// A stream that ends when the next request is not there in time.
pub struct PacedStream<I> {
    inner: I,
    patience: Patience,
    is_multiplexed: bool,
    requests: Arc<Requests>,
    /// So many requests had begun when it was last looked.
    seen: usize,
    waits: Waits,
    /// Looks again, at the latest when nothing more is waited for. It is set anew when it has rung, not for each request: that
    /// would be a timer for each, and to be told that a request has ended, another thread woken for each.
    alarm: Option<Pin<Box<Sleep>>>,
}

#[derive(Clone, Copy)]
enum Waits {
    /// A request is answered, or its head has come at once.
    None,
    /// For the first byte of a request, until then.
    ForNext(Instant),
    /// The head has begun, and was not complete yet when it was last looked.
    Begun,
    /// For the rest of a head, until then.
    ForRest(Instant),
}

impl<I> PacedStream<I> {
    /// Bytes have come.
    fn note_bytes(&mut self) {
        self.note_requests();
        let idle = self.requests.under_way.load(Ordering::Acquire) == 0;
        if idle && !self.is_multiplexed && matches!(self.waits, Waits::None | Waits::ForNext(_)) {
            self.waits = Waits::Begun;
        }
    }

    /// What was waited for has come.
    fn note_requests(&mut self) {
        let begun = self.requests.begun.load(Ordering::Acquire);
        if begun != self.seen {
            (self.seen, self.waits) = (begun, Waits::None);
        }
    }

    /// Nothing comes just now: ready when that has lasted too long.
    fn poll_patience(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.note_requests();
        let (now, Patience { idle, head, .. }) = (Instant::now(), self.patience);
        let is_answering = self.requests.under_way.load(Ordering::Acquire) > 0;
        self.waits = match self.waits {
            _ if is_answering => Waits::None,
            Waits::None => Waits::ForNext(self.requests.idle_since() + idle),
            Waits::Begun => Waits::ForRest(now + head),
            waits => waits,
        };
        let end = match self.waits {
            Waits::ForNext(end) | Waits::ForRest(end) => end,
            // Nothing is waited for. When the answer is out, nobody says so: hyper does not ask again for bytes that it waits
            // for.
            Waits::None | Waits::Begun => now + idle,
        };
        let alarm = self.alarm.get_or_insert_with(|| Box::pin(sleep_until(end)));
        if alarm.deadline() > end {
            alarm.as_mut().reset(end);
        }
        while alarm.as_mut().poll(cx).is_ready() {
            if end <= Instant::now() {
                return Poll::Ready(());
            }
            alarm.as_mut().reset(end);
        }
        Poll::Pending
    }
}

impl<I: AsyncRead + Unpin> AsyncRead for PacedStream<I> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let stream = self.get_mut();
        let before = buf.filled().len();
        match Pin::new(&mut stream.inner).poll_read(cx, buf) {
            Poll::Ready(read) => {
                if buf.filled().len() > before {
                    stream.note_bytes();
                }
                Poll::Ready(read)
            }
            Poll::Pending => {
                ready!(stream.poll_patience(cx));
                Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
            }
        }
    }
}

impl<I: AsyncWrite + Unpin> AsyncWrite for PacedStream<I> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(cx, buf)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}

/// A service that counts the requests of its connection.
#[derive(Clone)]
pub struct Counted<S> {
    inner: S,
    requests: Arc<Requests>,
}

impl<B, S> Service<Request<B>> for Counted<S>
where
    S: Service<Request<B>, Response = Response>,
    S::Future: Send + 'static,
{
    type Response = Response<CountedBody>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let under_way = UnderWay::begin(&self.requests);
        let answer = self.inner.call(request);
        Box::pin(async move { Ok(answer.await?.map(|body| CountedBody { body, _under_way: under_way })) })
    }
}

/// The body of an answer: while it goes out, its request is under way.
pub struct CountedBody {
    body: Body,
    _under_way: UnderWay,
}

impl HttpBody for CountedBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

//! Sockets: accepting, cutting off who is too slow, and stopping without losing what was accepted.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{Instant, Sleep, sleep, timeout};

use crate::gate::Peer;
use crate::metrics::Count;
use crate::routes;
use crate::state::{App, Phase};

/// Pause when the system has no more sockets to give.
const PAUSE: Duration = Duration::from_millis(100);

/// Most headers of a request, and most bytes of its head.
const MAX_HEADERS: usize = 64;
const MAX_HEAD: usize = 32 << 10;

/// Serves `listener` until `stop` is done; then finishes what was accepted, for as long as the settings
/// give it.
///
/// # Errors
/// Requests that were not finished in time, with their number.
pub async fn serve(
    app: Arc<App>,
    listener: TcpListener,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let router = routes::app(Arc::clone(&app));
    let connections = Arc::new(Semaphore::new(app.config.max_connections));
    let graceful = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = async {
            // who is too many waits to be accepted
            let permit = Arc::clone(&connections).acquire_owned().await;
            (listener.accept().await, permit)
        };
        let (accepted, permit) = tokio::select! {
            accepted = accepted => accepted,
            () = &mut stop => break,
        };
        match accepted {
            Ok((stream, peer)) => {
                let connection = connection(&app, &router, stream, peer);
                let connection = graceful.watch(connection);
                let app = Arc::clone(&app);
                tokio::spawn(async move {
                    app.metrics.connections.add(1);
                    app.metrics.open_connections.add(1);
                    // a client that breaks off is its own affair
                    let _ = connection.await;
                    app.metrics.open_connections.take(1);
                    drop(permit);
                });
            }
            Err(error) => {
                app.log.event("error", "accept", &error.to_string());
                sleep(PAUSE).await;
            }
        }
    }
    app.enter(Phase::Draining);
    app.log.event("info", "draining", "");
    if app.config.drain_delay_seconds > 0 {
        linger(&app, &router, &listener, &graceful).await;
    }
    drop(listener);
    let n_open = graceful.count();
    let finished = timeout(Duration::from_secs(app.config.drain_seconds), graceful.shutdown());
    let ended = finished.await.map_err(|_| {
        let open = app.metrics.open_connections.get();
        io::Error::new(io::ErrorKind::TimedOut, format!("{open} of {n_open} connections were cut"))
    });
    app.log.event("info", "stopped", "");
    app.log.flush();
    ended
}

/// Goes on accepting while it says that it is not ready, until balancers have noticed.
async fn linger(app: &Arc<App>, router: &Router, listener: &TcpListener, all: &GracefulShutdown) {
    let end = Instant::now() + Duration::from_secs(app.config.drain_delay_seconds);
    while let Ok(accepted) = tokio::time::timeout_at(end, listener.accept()).await {
        if let Ok((stream, peer)) = accepted {
            let connection = all.watch(connection(app, router, stream, peer));
            tokio::spawn(async move {
                let _ = connection.await;
            });
        }
    }
}

/// One connection, served until it ends.
fn connection(
    app: &Arc<App>,
    router: &Router,
    stream: TcpStream,
    peer: SocketAddr,
) -> impl hyper_util::server::graceful::GracefulConnection<Error = hyper::Error> + use<> {
    // without it, small answers wait for the client's acknowledgement
    let _ = stream.set_nodelay(true);
    let io = TokioIo::new(Patient::new(stream, app.config.idle_time()));
    let router = TowerToHyperService::new(router.clone());
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(Peer(peer));
        let request = request.map(Body::new);
        hyper::service::Service::call(&router, request)
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(Duration::from_secs(app.config.header_seconds))
        .max_headers(MAX_HEADERS)
        .max_buf_size(MAX_HEAD)
        .serve_connection(io, service)
}

/// A socket whose peer must take something of what is written to it from time to time.
#[derive(Debug)]
struct Patient {
    stream: TcpStream,
    patience: Duration,
    /// Since the peer last took something.
    waiting: Option<Pin<Box<Sleep>>>,
}

impl Patient {
    fn new(stream: TcpStream, patience: Duration) -> Self {
        Patient { stream, patience, waiting: None }
    }

    fn watch<T>(
        &mut self,
        cx: &mut Context<'_>,
        polled: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if polled.is_ready() {
            self.waiting = None;
            return polled;
        }
        let patience = self.patience;
        let waiting = self.waiting.get_or_insert_with(|| Box::pin(sleep(patience)));
        match waiting.as_mut().poll(cx) {
            Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl AsyncRead for Patient {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Patient {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.watch(cx, polled)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write_vectored(cx, pieces);
        self.watch(cx, polled)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let polled = Pin::new(&mut self.stream).poll_flush(cx);
        self.watch(cx, polled)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let polled = Pin::new(&mut self.stream).poll_shutdown(cx);
        self.watch(cx, polled)
    }
}

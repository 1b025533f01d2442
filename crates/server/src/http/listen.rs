//! Connections: taken, served, and ended. Whoever does not finish the head of a request in time is sent away, so that
//! silent lines cannot keep others out; those who work finish before the program ends.
use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{ConnectInfo, DefaultBodyLimit, Request};
use axum::response::Response;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;

/// Longest time for the head of a request; also how long a line may be silent between two requests.
const HEAD: Duration = Duration::from_secs(30);
/// How long requests that are being answered may take after the program was asked to end.
const LAST: Duration = Duration::from_secs(10);
/// Pause after a connection could not be taken (no file handles are left): others end meanwhile.
const PAUSE: Duration = Duration::from_millis(100);

/// Serves until `end`. `answer` gets every request, with the address it came from among its extensions.
pub async fn serve<S, F>(
    listener: TcpListener,
    shared: Arc<S>,
    answer: fn(Arc<S>, Request) -> F,
    end: impl Future<Output = ()>,
) where
    S: Send + Sync + 'static,
    F: Future<Output = Response> + Send + 'static,
{
    let working = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD);
    tokio::pin!(end);
    loop {
        let (line, from) = tokio::select! {
            () = &mut end => break,
            taken = listener.accept() => match taken {
                Ok(t) => t,
                Err(_) => {
                    tokio::time::sleep(PAUSE).await;
                    continue;
                }
            },
        };
        // answers are small and whole: waiting for more to send only delays them
        let _ = line.set_nodelay(true);
        let shared = shared.clone();
        let service = service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
            let made = answer(shared.clone(), with_address(request, from));
            async move { Ok::<_, Infallible>(made.await) }
        });
        let served = working.watch(http.serve_connection(TokioIo::new(line), service));
        // a visitor who goes away in the middle is no event
        tokio::spawn(async move { served.await.ok() });
    }
    drop(listener);
    let _ = tokio::time::timeout(LAST, working.shutdown()).await;
}

fn with_address(request: hyper::Request<hyper::body::Incoming>, from: SocketAddr) -> Request {
    let mut request = request.map(Body::new);
    request.extensions_mut().insert(ConnectInfo(from));
    // `request::read` has limits of its own
    DefaultBodyLimit::disable().apply(&mut request);
    request
}

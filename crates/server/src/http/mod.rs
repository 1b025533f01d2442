//! HTTP: everything that slices need not know. One fallback handler finds the region and the route, checks who
//! asks, runs the synchronous page on a blocking thread and turns its answer into bytes.
mod answer;
mod cookies;
mod listen;
pub mod live;
mod network;
pub mod problem;
mod regions;
mod request;
mod routes;
mod witness;

use std::io::Write;
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};

use axum::extract::Request;
use axum::response::Response;
use press::Press;

use crate::place::Place;
use crate::witness::Witnesses;
use crate::work;

pub use regions::Regions;

/// What all requests share.
pub struct Shared {
    /// Open regions.
    pub regions: Regions,
    /// The press, made at the first sheet (fonts are loaded once).
    pub press: OnceLock<Result<Press, String>>,
    /// Public address, for the QR on papers and for passkeys.
    pub origin: String,
    /// Proxies whose word about the visitor's address counts.
    pub proxies: network::Proxies,
}

impl Shared {
    /// The press, or why there is none.
    pub fn press(&self) -> Result<&Press, String> {
        self.press
            .get_or_init(|| Press::new().map_err(|e| e.to_string()))
            .as_ref()
            .map_err(Clone::clone)
    }
}

/// Serves until SIGINT or SIGTERM. `roles`: (role, region, demo role) lines printed once everything answers. Without
/// `jobs` nothing happens by itself: a restored copy on trial must send nothing to anybody.
pub fn serve(
    place: &Place,
    listen: &str,
    roles: &[(&str, &str)],
    jobs: bool,
    witnesses: Witnesses,
    out: &mut dyn Write,
) -> Result<u8, String> {
    // a setting that cannot be read is said at the start, not at somebody's first file
    crate::place::scanner()?;
    crate::place::mailer()?;
    crate::place::push_places()?;
    if let Ok(text) = std::env::var("YUI_ORIGIN") {
        origin_ok(&text)?;
    }
    let regions = Regions::open(place.clone(), witnesses)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|e| e.to_string())?;
    let listener = runtime
        .block_on(tokio::net::TcpListener::bind(listen))
        .map_err(|e| format!("{listen} で待ち受けられません: {e}。--listen で別の番号を書いてください（例 --listen 127.0.0.1:8081）"))?;
    let at: SocketAddr = listener.local_addr().map_err(|e| e.to_string())?;
    let origin = std::env::var("YUI_ORIGIN").unwrap_or_else(|_| format!("http://{at}"));
    let proxies = network::Proxies::from_text(&std::env::var("YUI_PROXIES").unwrap_or_default())?;
    let shared =
        Arc::new(Shared { regions, press: OnceLock::new(), origin: origin.clone(), proxies });
    for slug in shared.regions.slugs() {
        // a region that cannot be opened is said at once, not at its first visitor
        shared.regions.get(&slug)?;
    }
    let stop = work::start(shared.clone(), jobs);
    for (role, region) in roles {
        let _ = writeln!(out, "{role}\t{origin}/{region}/login?role={role}");
    }
    if roles.is_empty() {
        let _ = writeln!(out, "{origin}");
    }
    let _ = out.flush();
    let open = shared.clone();
    let end = async move {
        ended().await;
        // live answers would keep the program from ending
        for region in open.regions.opened() {
            region.live.close();
        }
    };
    runtime.block_on(listen::serve(listener, shared, handle, end));
    stop();
    Ok(0)
}

/// It stands on papers and decides about passkeys: anything but scheme and host would be noticed too late.
fn origin_ok(text: &str) -> Result<(), String> {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let plain = |c: char| c.is_ascii_alphanumeric() || "-.:[]".contains(c);
    if host.is_some_and(|h| !h.is_empty() && h.chars().all(plain)) {
        return Ok(());
    }
    Err(format!(
        "YUI_ORIGIN には、https:// からはじまるアドレスだけを書いてください（例 https://yui.example.jp）: {text}"
    ))
}

async fn ended() {
    let interrupt = tokio::signal::ctrl_c();
    let Ok(mut term) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
    else {
        let _ = interrupt.await;
        return;
    };
    tokio::select! {
        _ = interrupt => {}
        _ = term.recv() => {}
    }
}

async fn handle(shared: Arc<Shared>, request: Request) -> Response {
    let incoming = match request::read(request, &shared.proxies).await {
        Ok(r) => r,
        Err(refused) => return answer::plain(&refused),
    };
    let worker = shared.clone();
    let ran = tokio::task::spawn_blocking(move || routes::answer(&worker, incoming)).await;
    match ran {
        Ok(response) => response,
        Err(_) => answer::plain(&problem::Plain::broken()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_public_address_is_scheme_and_host_and_nothing_else() {
        for good in ["https://yui.example.jp", "http://127.0.0.1:8080", "http://[::1]:8080"] {
            assert!(origin_ok(good).is_ok(), "{good}");
        }
        for bad in ["", "yui example", "yui.example.jp", "https://", "https://a b", "https://a/yui"]
        {
            assert!(origin_ok(bad).is_err(), "{bad}");
        }
    }
}

//! Reading a request: limits first, so that nothing large is ever kept.
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::body::to_bytes;
use axum::extract::{ConnectInfo, FromRequest, Multipart, Request};
use slice::{Form, Method};

use super::network::{Proxies, network_of};
use super::problem::Plain;

/// Largest form.
const FORM_BYTES: usize = 2 * 1024 * 1024;
/// Largest upload.
const UPLOAD_BYTES: usize = ui::formstate::MAX_UPLOAD;

/// A request, read whole.
pub struct Incoming {
    /// GET or POST; HEAD counts as GET (its body is left away by the HTTP server).
    pub method: Method,
    /// Path, decoded by nobody: routes hold only ASCII.
    pub path: String,
    /// Query.
    pub query: Form,
    /// Posted fields.
    pub form: Form,
    /// Posted files: field, file name, bytes.
    pub files: Vec<(String, String, Vec<u8>)>,
    /// `Cookie`.
    pub cookies: String,
    /// Sent by a page of another site, as far as the browser says.
    pub foreign: bool,
    /// `Idempotency-Key`; empty when there is none.
    pub idempotency_key: String,
    /// Wants JSON.
    pub json: bool,
    /// Came over TLS (by a proxy's word).
    pub secure: bool,
    /// The visitor's network.
    pub network: String,
    /// What the browser calls itself.
    pub agent: String,
    /// Asked for by a page's script or for a picture in it: nobody is shown what it answers as a page of its own.
    pub beside: bool,
    /// `Last-Event-ID` of a live answer; empty when there is none.
    pub last_event: String,
    /// The page of ours that sent it, as path and query, as far as the browser says.
    pub from: Option<String>,
    /// Why the body was not taken; the fields are empty then.
    pub refused: Option<Plain>,
}

fn header<'a>(r: &'a Request, name: &str) -> &'a str {
    r.headers().get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
}

/// Reads it, or says plainly why not.
pub async fn read(request: Request, proxies: &Proxies) -> Result<Incoming, Plain> {
    let method = match request.method().as_str() {
        "GET" | "HEAD" => Method::Get,
        "POST" => Method::Post,
        _ => {
            return Err(Plain::new(
                405,
                "この操作はできません",
                "画面のボタンから、もう一度おためしください",
            ));
        }
    };
    let query = Form::parse(request.uri().query().unwrap_or_default().as_bytes())
        .map_err(|e| Plain::new(413, "アドレスが長すぎます", &e.to_string()))?;
    let path = request.uri().path().to_string();
    let site = header(&request, "sec-fetch-site").to_string();
    let origin = header(&request, "origin").to_string();
    let host = header(&request, "host").to_string();
    let other_origin =
        !origin.is_empty() && origin.split_once("://").map_or(origin.as_str(), |(_, h)| h) != host;
    let foreign =
        matches!(site.as_str(), "cross-site" | "same-site") || (site.is_empty() && other_origin);
    let cookies = header(&request, "cookie").to_string();
    let idempotency_key = header(&request, "idempotency-key").to_string();
    let last_event = header(&request, "last-event-id").to_string();
    let mode = header(&request, "sec-fetch-mode");
    // browsers that do not send it: our own scripts say so
    let beside =
        !matches!(mode, "" | "navigate") || !header(&request, "x-requested-with").is_empty();
    let json = header(&request, "accept").starts_with("application/json");
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |c| c.0.ip());
    let secure = proxies.trusts(peer) && header(&request, "x-forwarded-proto") == "https";
    let network = network_of(proxies.visitor(peer, header(&request, "x-forwarded-for")));
    let agent = header(&request, "user-agent").chars().take(300).collect();
    let kind = header(&request, "content-type").to_string();
    let length: Option<u64> = header(&request, "content-length").parse().ok();
    let multipart = kind.starts_with("multipart/form-data");
    let limit = if multipart { UPLOAD_BYTES } else { FORM_BYTES };
    let too_large = || {
        Plain::new(
            413,
            "送られた内容が大きすぎます",
            if multipart {
                "ファイルは、ひとつの画面から合わせて20MBまでです。まだ何も保存していません。前の画面にもどり、ファイルを減らすか小さくして、もう一度送ってください"
            } else {
                "文を短くして、もう一度送ってください"
            },
        )
    };
    let (mut form, mut files) = (Form::default(), Vec::new());
    let from = page_of(header(&request, "referer"), &host);
    let mut refused = None;
    if let Some(n) = length.filter(|n| *n > limit as u64) {
        // A little too large is heard to its end, so that the browser shows the answer instead of a broken
        // connection; what is far too large is answered at once, and nobody holds the line by sending nothing.
        if n <= POURED {
            let _ = tokio::time::timeout(POURING, pour_away(request.into_body())).await;
        }
        refused = Some(too_large());
    } else if method == Method::Post {
        match body(request, limit, multipart, too_large).await {
            Ok(read) => (form, files) = read,
            Err(why) => refused = Some(why),
        }
    }
    // broken bytes have become U+FFFD, which nobody types: refuse instead of keeping a name with a hole in it
    let unreadable = |f: &Form| f.map().values().flatten().any(|v| v.contains('\u{FFFD}'));
    if unreadable(&form) || unreadable(&query) {
        return Err(Plain::new(
            400,
            "文字を読み取れませんでした",
            "前の画面にもどって、もう一度入力してください",
        ));
    }
    Ok(Incoming {
        method,
        path,
        query,
        form,
        files,
        cookies,
        foreign,
        idempotency_key,
        json,
        secure,
        network,
        agent,
        beside,
        last_event,
        from,
        refused,
    })
}

/// Path and query of the page in `Referer`, when it is one of this host's.
fn page_of(referer: &str, host: &str) -> Option<String> {
    let (_, rest) = referer.split_once("://")?;
    let path = rest.strip_prefix(host).filter(|p| p.starts_with('/') && !host.is_empty())?;
    let plain = |c: char| c.is_ascii_graphic() && !"\"'<>\\".contains(c);
    // two slashes would be another host
    (!path.starts_with("//") && path.len() < 1000 && path.chars().all(plain))
        .then(|| path.split('#').next().unwrap_or_default().to_owned())
}

/// Reads the body: posted fields and files.
async fn body(
    request: Request,
    limit: usize,
    multipart: bool,
    too_large: impl Fn() -> Plain,
) -> Result<Parts, Plain> {
    let (parts, body) = request.into_parts();
    let heard = tokio::time::timeout(HEARING, to_bytes(body, limit)).await;
    let bytes = heard.map_err(|_| too_slow())?.map_err(|_| too_large())?;
    if multipart {
        let again = Request::from_parts(parts, axum::body::Body::from(bytes));
        return read_multipart(again).await;
    }
    let form = Form::parse(&bytes)
        .map_err(|e| Plain::new(413, "送られた内容が大きすぎます", &e.to_string()))?;
    Ok((form, Vec::new()))
}

/// Longest time for a body: twenty megabytes over a slow telephone.
const HEARING: std::time::Duration = std::time::Duration::from_secs(180);

fn too_slow() -> Plain {
    Plain::new(
        408,
        "送信に時間がかかりすぎました",
        "電波のよいところで、もう一度送ってください。ファイルは、小さく分けると送れることがあります",
    )
}

/// Most bytes of a refused body that are heard.
const POURED: u64 = 200 * 1024 * 1024;
/// Longest time for it: a telephone's upload of a few pictures.
const POURING: std::time::Duration = std::time::Duration::from_secs(60);

/// Hears a body without keeping it.
async fn pour_away(mut body: axum::body::Body) {
    use axum::body::HttpBody;
    let mut heard = 0;
    while heard < POURED {
        match std::future::poll_fn(|cx| std::pin::Pin::new(&mut body).poll_frame(cx)).await {
            Some(Ok(frame)) => heard += frame.data_ref().map_or(0, |d| d.len() as u64),
            _ => return,
        }
    }
}

type Parts = (Form, Vec<(String, String, Vec<u8>)>);

async fn read_multipart(request: Request) -> Result<Parts, Plain> {
    let broken = || {
        Plain::new(
            400,
            "ファイルを受け取れませんでした",
            "もう一度、ファイルを選んで送ってください",
        )
    };
    let mut multipart = Multipart::from_request(request, &()).await.map_err(|_| broken())?;
    let (mut form, mut files) = (Form::default(), Vec::new());
    while let Some(field) = multipart.next_field().await.map_err(|_| broken())? {
        let name = field.name().unwrap_or_default().to_string();
        let file = field.file_name().map(str::to_string);
        let bytes = field.bytes().await.map_err(|_| broken())?;
        match file {
            Some(file) => files.push((name, file, bytes.to_vec())),
            None => form.push(&name, String::from_utf8_lossy(&bytes).into_owned()),
        }
    }
    Ok((form, files))
}

#[cfg(test)]
mod tests {
    use super::page_of;

    #[test]
    fn the_way_back_leads_to_a_page_of_this_host_or_nowhere() {
        let of = |referer: &str| page_of(referer, "yui.example");
        assert_eq!(of("https://yui.example/yuino/a?c=b#x").as_deref(), Some("/yuino/a?c=b"));
        for bad in [
            "",
            "/yuino/a",
            "https://yui.example",
            "https://yui.example.evil/yuino/a",
            "https://yui.example//evil.example",
            "https://elsewhere/yuino/a",
            "https://yui.example/\"><script>",
            "https://yui.example/日本",
        ] {
            assert_eq!(of(bad), None, "{bad}");
        }
        assert_eq!(page_of("https:///yuino", ""), None);
    }
}

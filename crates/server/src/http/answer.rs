//! From a page's answer to an HTTP response: headers, redirects, cookies, sheets, problem pages.
use accounts::sessions;
use app::Error;
use askama::Template;
use axum::body::Body as HttpBody;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use kernel::Region;
use slice::{Body, Fail, Resp};
use ui::Shell;

use super::Shared;
use super::cookies::{self, FLASH};
use super::problem::{self, Plain};
use super::regions::Open;

const CSP: &str = "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";

fn respond(status: u16, mime: &str, body: impl Into<HttpBody>) -> Response {
    let mut r = Response::new(body.into());
    *r.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in [
        ("content-type", mime),
        ("cache-control", "no-store"),
        ("content-security-policy", CSP),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
    ] {
        add(&mut r, name, value);
    }
    r
}

fn add(r: &mut Response, name: &str, value: &str) {
    if let (Ok(n), Ok(v)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
        r.headers_mut().append(n, v);
    }
}

/// RFC 6266: the name for everybody who reads UTF-8, and before it one of plain ASCII for the rest.
fn disposition(how: &str, ascii: &str, name: &str) -> String {
    let plain: String =
        ascii.chars().filter(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c)).collect();
    let parts: Vec<String> = name.split('.').map(cookies::encode).collect();
    let plain = if plain.is_empty() { plain } else { format!(" filename=\"{plain}\";") };
    format!("{how};{plain} filename*=UTF-8''{}", parts.join("."))
}

/// For what somebody sent in: nothing in it runs, loads or is framed, and it counts as a place of its own.
const CSP_OUTSIDE: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; sandbox; frame-ancestors 'none'";

fn from_outside(name: &str, mime: &'static str, bytes: Vec<u8>, inline: bool) -> Response {
    let mut r = respond(200, mime, bytes);
    if let Ok(csp) = HeaderValue::try_from(CSP_OUTSIDE) {
        r.headers_mut().insert("content-security-policy", csp);
    }
    add(&mut r, "cross-origin-resource-policy", "same-origin");
    let how = if inline { "inline" } else { "attachment" };
    let value = format!("{how}; filename*=UTF-8''{}", cookies::encode(name));
    add(&mut r, "content-disposition", &value);
    r
}

/// A style sheet, script or picture of our own: loads nothing and stands in nobody's frame.
const CSP_ASSET: &str = "default-src 'none'; frame-ancestors 'none'";

/// The service workers: of notices, of the rooms and of the crews' tablets.
const WORKERS: [&str; 3] = ["notice-worker.js", "room-worker.js", "scene-worker.js"];
/// It may fetch from here and nothing else.
const CSP_WORKER: &str = "default-src 'none'; connect-src 'self'; frame-ancestors 'none'";

const HTML: &str = "text/html; charset=utf-8";

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage {
    shell: Shell,
    title: String,
    text: String,
    ways: Vec<ui::Link>,
}

#[derive(Template)]
#[template(path = "refused.html")]
struct RefusedPage {
    shell: Shell,
    title: String,
    text: String,
    ways: Vec<ui::Link>,
}

/// A problem page outside a region.
pub fn plain(p: &Plain) -> Response {
    let page = ProblemPage {
        shell: Shell { lang: "ja".into(), title: p.title.clone(), ..Shell::default() },
        title: p.title.clone(),
        text: p.text.clone(),
        ways: Vec::new(),
    };
    let mut r = respond(p.status, HTML, page.render().unwrap_or_else(|_| p.title.clone()));
    if p.status == 405 {
        add(&mut r, "allow", "GET, HEAD, POST");
    }
    r
}

#[derive(Template)]
#[template(path = "regions.html")]
struct RegionList {
    shell: Shell,
    regions: Vec<Region>,
}

/// The list of regions at `/`.
pub fn region_list(shared: &Shared) -> Response {
    let shell = Shell { lang: "ja".into(), title: "地域を選ぶ".into(), ..Shell::default() };
    let page = RegionList { shell, regions: shared.regions.list() };
    match page.render() {
        Ok(html) => respond(200, HTML, html),
        Err(_) => plain(&Plain::broken()),
    }
}

/// A static file; its address carries the hash of its content.
pub fn asset(name: &str) -> Response {
    match ui::assets::get(name) {
        Some(a) => {
            let mut r = Response::new(HttpBody::from(a.body.to_vec()));
            add(&mut r, "content-type", a.mime);
            add(&mut r, "cache-control", "public, max-age=31536000, immutable");
            add(&mut r, "x-content-type-options", "nosniff");
            if WORKERS.contains(&name) {
                // it fetches the pages of its own origin for the browser, and works for the whole place
                add(&mut r, "content-security-policy", CSP_WORKER);
                add(&mut r, "service-worker-allowed", "/");
            } else {
                add(&mut r, "content-security-policy", CSP_ASSET);
            }
            r
        }
        None => {
            plain(&Plain::new(404, "このページは見つかりません", "アドレスをたしかめてください"))
        }
    }
}

/// A live answer: nothing between may hold it back or keep it.
pub fn stream(body: HttpBody) -> Response {
    let mut r = respond(200, "text/event-stream; charset=utf-8", body);
    add(&mut r, "x-accel-buffering", "no");
    r
}

/// The program answers, and has met no damaged store since it was started.
pub fn health() -> Response {
    match db::damage_met() {
        false => respond(200, "text/plain; charset=utf-8", "ok\n"),
        true => respond(503, "text/plain; charset=utf-8", "damaged: yui doctor\n"),
    }
}

/// A checkpoint of another instance is kept.
pub fn kept() -> Response {
    respond(200, "text/plain; charset=utf-8", "kept\n")
}

/// Makes responses inside a region.
pub struct Answer<'a> {
    /// What requests share.
    pub shared: &'a Shared,
    /// The region.
    pub open: &'a Open,
    /// The frame.
    pub shell: &'a Shell,
    /// Over TLS.
    pub secure: bool,
    /// The token that the browser presented; empty without.
    pub token: &'a str,
    /// The credential of a device that the browser presented; empty without.
    pub device: &'a str,
    /// A script asked.
    pub json: bool,
    /// Path within the region.
    pub path: &'a str,
    /// What stood behind the path, encoded (`a=1&b=2`); empty without.
    pub query: &'a str,
    /// A person, a stay or a paper was asked for by its id: not being there and not being permitted look the same.
    pub person: bool,
}

impl Answer<'_> {
    fn slug(&self) -> &str {
        &self.open.app.region().slug
    }

    fn go(&self, to: &str, flash: Option<&str>) -> Response {
        let mut r = respond(303, "text/plain; charset=utf-8", "");
        add(&mut r, "location", &self.shell.url(to));
        if let Some(text) = flash {
            let c = cookies::set(FLASH, &cookies::encode(text), self.slug(), self.secure, Some(60));
            add(&mut r, "set-cookie", &c);
        }
        r
    }

    /// To the sign-in page, and back to where one wanted to go.
    pub fn login(&self, get: bool) -> Response {
        // a resident's phone has a door of its own
        let home = self.path == "/my" || self.path.starts_with("/my/");
        self.door(if home { "/my/enter" } else { "/login" }, get)
    }

    /// To the page where a locked session is opened again, and back.
    pub fn again(&self) -> Response {
        self.door("/login/again", true)
    }

    fn door(&self, page: &str, get: bool) -> Response {
        if self.json {
            return respond(401, "application/json", "{}");
        }
        let next = match (get, self.query) {
            (false, _) => "/".to_string(),
            (true, "") => self.path.to_string(),
            (true, query) => format!("{}?{query}", self.path),
        };
        self.go(&format!("{page}?next={}", cookies::encode(&next)), None)
    }

    /// Turns a page's answer into a response. `said` = a sentence was shown and must not come again.
    pub fn send(&self, resp: Resp, said: bool) -> Response {
        let mut r = match resp.body {
            Body::Html(html) => respond(resp.status, HTML, html),
            Body::Json(text) => respond(resp.status, "application/json; charset=utf-8", text),
            Body::Redirect { to, flash } => self.go(&to, flash.as_deref()),
            Body::Print(job) => return self.print(&job),
            Body::File { name, mime, bytes } => {
                let mut r = respond(200, mime, bytes);
                let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
                let plain = if name.is_ascii() { name.clone() } else { format!("file.{ending}") };
                add(&mut r, "content-disposition", &disposition("attachment", &plain, &name));
                r
            }
            Body::FromOutside { name, mime, bytes, inline } => {
                from_outside(&name, mime, bytes, inline)
            }
            // is answered before, where the session is known
            Body::Empty | Body::Live(_) => respond(204, "text/plain", ""),
            Body::Away { to, keep, html } => {
                let status = if html.is_empty() { 303 } else { 200 };
                let mut r = respond(status, HTML, html);
                if status == 303 {
                    add(&mut r, "location", &to);
                }
                add(&mut r, "set-cookie", &cookies::away(&keep, self.slug(), self.secure));
                return r;
            }
            Body::Device { credential, to, flash } => {
                let mut r = self.go(&to, Some(flash.as_str()).filter(|f| !f.is_empty()));
                let c = cookies::device(&credential, self.slug(), self.secure);
                add(&mut r, "set-cookie", &c);
                return r;
            }
            Body::SignIn { token, html, to } => {
                self.end_session(&token);
                let mut r =
                    if html.is_empty() { self.go(&to, None) } else { respond(200, HTML, html) };
                let c = cookies::session(&token, self.slug(), self.secure, None);
                add(&mut r, "set-cookie", &c);
                if !self.device.is_empty() {
                    // a device in use does not run out
                    let c = cookies::device(self.device, self.slug(), self.secure);
                    add(&mut r, "set-cookie", &c);
                }
                return r;
            }
            Body::SignInOn { token, credential, to } => {
                self.end_session(&token);
                let mut r = self.go(&to, None);
                let c = cookies::session(&token, self.slug(), self.secure, None);
                add(&mut r, "set-cookie", &c);
                let c = cookies::device(&credential, self.slug(), self.secure);
                add(&mut r, "set-cookie", &c);
                return r;
            }
            Body::SignOut => {
                self.end_session("");
                let mut r = self.go("/login", None);
                let c = cookies::session("", self.slug(), self.secure, Some(0));
                add(&mut r, "set-cookie", &c);
                // the tablet of a crew keeps what it may open without a line: it is sealed to the device, not to who left
                let kept = self.crews_tablet();
                let what = if kept { "\"cache\"" } else { "\"cache\", \"storage\"" };
                add(&mut r, "clear-site-data", what);
                return r;
            }
        };
        if said && resp.status != 303 {
            add(&mut r, "set-cookie", &cookies::set(FLASH, "", self.slug(), self.secure, Some(0)));
        }
        r
    }

    /// Is this browser a registered device of a crew?
    fn crews_tablet(&self) -> bool {
        let found = self.open.app.read(&kernel::Actor::system(), |cx| {
            accounts::use_cases::crew::device_of(cx, self.device)
        });
        found.is_ok_and(|d| d.is_some())
    }

    /// Ends the session the browser came with, unless it is the one it goes with.
    fn end_session(&self, but: &str) {
        if !self.token.is_empty()
            && self.token != but
            && let Err(e) = sessions::close(self.shared.regions.control(), self.token)
        {
            tracing::error!(error = %e, "a session could not be ended");
        }
    }

    fn print(&self, job: &office::print::PrintJob) -> Response {
        let made = self.shared.press().and_then(|p| p.pdf(job).map_err(|e| e.to_string()));
        match made {
            Ok(pdf) => {
                if !pdf.unprintable.is_empty() {
                    tracing::warn!("characters that no font of ours has");
                }
                let mut r = respond(200, "application/pdf", pdf.bytes);
                let value = disposition("inline", &job.ascii_file_name(), &job.file_name());
                add(&mut r, "content-disposition", &value);
                r
            }
            Err(e) => {
                tracing::error!(error = %e, template = job.template.0, "a sheet could not be made");
                self.page_problem(
                    500,
                    "印刷用の紙を作れませんでした",
                    "続くときは、連携拠点に電話で知らせてください",
                )
            }
        }
    }

    /// Nothing here for this reader. [`Answer::person`] decides which of the two pages.
    pub fn not_found(&self) -> Response {
        if self.json {
            return self.page_problem(404, "見つかりません", "アドレスをたしかめてください");
        }
        if self.shell.who.is_none() {
            return self.page_problem(
                404,
                "このページは見つかりません",
                "アドレスをたしかめるか、はじめのページからお入りください",
            );
        }
        let mut shell = self.shell.clone();
        shell.title =
            if self.person { "見ることができません" } else { "見つかりません" }.into();
        respond(404, HTML, home::no_permission(shell, self.person))
    }

    /// The address is there, but not for this method.
    pub fn wrong_method(&self, allowed: &str) -> Response {
        let mut r = self.page_problem(
            405,
            "この操作はできません",
            "このアドレスには送れません。何も変わっていません。前の画面にもどって、ボタンからもう一度おためしください",
        );
        add(&mut r, "allow", allowed);
        r
    }

    /// What was sent could not be taken: why, and the way back to the page it came from.
    pub fn refused(&self, why: &Plain, from: Option<&str>) -> Response {
        let home = self.shell.url("/");
        let back =
            from.filter(|f| f.starts_with(&home)).map(|f| ui::Link::new("前の画面にもどる", f));
        if self.json || self.shell.who.is_none() {
            return self.problem_with(why.status, &why.title, &why.text, back);
        }
        // with the frame of somebody who is signed in: they are in the middle of something
        let mut shell = self.shell.clone();
        shell.title = why.title.clone();
        let mut ways: Vec<ui::Link> = back.into_iter().collect();
        ways.push(ui::Link::new("はじめのページへ", home));
        let page = RefusedPage { shell, title: why.title.clone(), text: why.text.clone(), ways };
        match page.render() {
            Ok(html) => respond(why.status, HTML, html),
            Err(_) => plain(why),
        }
    }

    /// A problem page inside the region's frame.
    pub fn page_problem(&self, status: u16, title: &str, text: &str) -> Response {
        self.problem_with(status, title, text, None)
    }

    fn problem_with(
        &self,
        status: u16,
        title: &str,
        text: &str,
        back: Option<ui::Link>,
    ) -> Response {
        if self.json {
            let body = serde_json::json!({ "title": title, "text": text });
            return respond(status, "application/json; charset=utf-8", body.to_string());
        }
        let mut shell = self.shell.clone();
        shell.title = title.into();
        let mut ways: Vec<ui::Link> = back.into_iter().collect();
        ways.push(ui::Link::new("はじめのページへ", shell.url("/")));
        let page = ProblemPage { shell, title: title.into(), text: text.into(), ways };
        match page.render() {
            Ok(html) => respond(status, HTML, html),
            Err(_) => plain(&Plain::broken()),
        }
    }

    /// Draws the page for a refusal.
    pub fn fail(&self, f: Fail) -> Response {
        match f {
            Fail::Login => self.login(true),
            Fail::NotFound | Fail::Use(Error::NotFound) => self.not_found(),
            Fail::Use(e) => {
                let kind = e.kind();
                if kind == kernel::ErrorKind::Internal {
                    tracing::error!(error = %e, "a page failed");
                }
                self.page_problem(problem::status(kind), problem::title(&e), &problem::sentence(&e))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_its_japanese_name_and_one_of_ascii_and_no_header_is_broken_by_either() {
        assert_eq!(
            disposition("inline", "", "入院.pdf"),
            "inline; filename*=UTF-8''%E5%85%A5%E9%99%A2.pdf"
        );
        assert_eq!(
            disposition("inline", "admission-sheet.pdf", "入院.pdf"),
            "inline; filename=\"admission-sheet.pdf\"; filename*=UTF-8''%E5%85%A5%E9%99%A2.pdf"
        );
        let bad = disposition("attachment", "a\"\r\nx: y;.csv", "a\"\r\n;.csv");
        assert_eq!(bad, "attachment; filename=\"axy.csv\"; filename*=UTF-8''a%22%0D%0A%3B.csv");
        assert!(HeaderValue::try_from(bad).is_ok());
    }
}

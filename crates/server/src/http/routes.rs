//! From a request to an answer: region, session, route, outer door, page.
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use accounts::sessions;
use app::audit::AuditEntry;
use app::{Error, Permission};
use axum::response::Response;
use kernel::{Actor, Hat};
use slice::{Body, Fail, Method, Req, Resp, Route, Session};
use ui::Shell;

use super::Shared;
use super::answer::{self, Answer};
use super::cookies::{self, FLASH};
use super::live;
use super::problem::Plain;
use super::regions::Open;
use super::request::Incoming;

/// Answers a request; never panics, never says more than the reader may know.
pub fn answer(shared: &Shared, incoming: Incoming) -> Response {
    match catch_unwind(AssertUnwindSafe(|| try_answer(shared, incoming))) {
        Ok(response) => response,
        Err(_) => {
            tracing::error!("a page panicked");
            answer::plain(&Plain::broken())
        }
    }
}

fn try_answer(shared: &Shared, incoming: Incoming) -> Response {
    let region = incoming.path.trim_start_matches('/').split('/').next().unwrap_or_default();
    if let Some(why) =
        incoming.refused.as_ref().filter(|_| !shared.regions.slugs().iter().any(|s| s == region))
    {
        return answer::plain(why);
    }
    let mut segments = incoming.path.trim_start_matches('/').splitn(2, '/');
    let first = segments.next().unwrap_or_default().to_string();
    let rest = format!("/{}", segments.next().unwrap_or_default());
    match first.as_str() {
        "" => return answer::region_list(shared),
        "assets" => return answer::asset(rest.trim_start_matches('/')),
        "health" => return answer::health(),
        "witness" => return super::witness::answer(shared, &incoming),
        _ => {}
    }
    let open = match shared.regions.get(&first) {
        Ok(Some(o)) => o,
        Ok(None) => return answer::plain(&no_page()),
        Err(e) => {
            tracing::error!(error = %e, "region cannot be opened");
            return answer::plain(&Plain::new(
                503,
                "この地域は、いま開けません",
                "少し待ってから、もう一度おためしください",
            ));
        }
    };
    in_region(shared, &open, incoming, &rest)
}

fn no_page() -> Plain {
    Plain::new(
        404,
        "このページは見つかりません",
        "アドレスをたしかめるか、はじめのページからお入りください",
    )
}

/// Finds the route of a path; `{name}` takes one segment. Fixed segments win over named ones.
fn find<'r>(
    routes: &'r [Route],
    method: Method,
    path: &str,
) -> Option<(&'r Route, BTreeMap<String, String>)> {
    let asked: Vec<&str> = path.split('/').collect();
    let mut best: Option<(usize, &Route, BTreeMap<String, String>)> = None;
    for r in routes.iter().filter(|r| r.method == method) {
        let parts: Vec<&str> = r.path.split('/').collect();
        if parts.len() != asked.len() {
            continue;
        }
        let mut params = BTreeMap::new();
        let fits = parts.iter().zip(&asked).all(|(p, a)| {
            match p.strip_prefix('{').and_then(|p| p.strip_suffix('}')) {
                Some(name) => {
                    params.insert(name.to_string(), (*a).to_string());
                    !a.is_empty()
                }
                None => p == a,
            }
        });
        if fits && best.as_ref().is_none_or(|(n, _, _)| params.len() < *n) {
            best = Some((params.len(), r, params));
        }
    }
    best.map(|(_, r, p)| (r, p))
}

/// Was a person, a stay or a paper asked for by its id? An address that only looks like one (`/people/x`) is no secret.
fn names_a_person(route: &Route, params: &BTreeMap<String, String>, query: &slice::Form) -> bool {
    let id = |text: &str| text.parse::<kernel::Id>().is_ok();
    route.audit == slice::Audit::Person
        && (params.values().any(|p| id(p)) || query.map().values().flatten().any(|v| id(v)))
}

/// Who asks, as far as the cookie says.
enum Visit {
    /// Nobody, or somebody whose session has ended.
    Nobody,
    /// Somebody whose session waits for a proof that it is still them.
    Locked,
    /// Somebody, their form token, and whether others use the computer too.
    Staff(Session, String, bool),
    /// Who it is cannot be found out now. Not the same as nobody: somebody signed in would be sent to the door, and what
    /// they typed would be gone.
    Unknown(Error),
}

fn visit(shared: &Shared, open: &Open, token: &str, device: &str) -> Visit {
    if token.is_empty() {
        return Visit::Nobody;
    }
    let control = shared.regions.control();
    let found = match sessions::find(control, open.app.region(), token, open.app.now()) {
        Ok(Some(found)) => found,
        Ok(None) => return Visit::Nobody,
        Err(e) => return Visit::Unknown(e.into()),
    };
    // asked at each request: an account that was ended, or has another role now, is out at once
    let read = open.app.read(&Actor::system(), |cx| {
        let Some(a) = accounts::account(cx, found.account)? else { return Ok(None) };
        if !accounts::may_stay(cx, &found, device)? {
            return Ok(None);
        }
        let office = accounts::organisation(cx, a.organisation)?;
        Ok(Some((a, office)))
    });
    let (account, office) = match read {
        Ok(Some((a, office))) if a.hat == found.hat => (a, office),
        Ok(_) => {
            if let Err(e) = sessions::close(control, token) {
                tracing::error!(error = %e, "a session could not be ended");
            }
            return Visit::Nobody;
        }
        Err(e) => return Visit::Unknown(e),
    };
    if found.locked {
        return Visit::Locked;
    }
    let actor = sessions::actor(&account, found.given_by.as_deref());
    // bound to the session's secret, not to its token: a form that was open while the session was locked still fits
    let form_token = ui::csrf::token(shared.regions.secret(), &kernel::hex(&found.csrf));
    let session = Session { actor, office: office.name, csrf_key: found.csrf };
    Visit::Staff(session, form_token, found.shared)
}

fn shell(
    open: &Open,
    session: Option<&(Session, String)>,
    incoming: &Incoming,
    path: &str,
) -> Shell {
    let region = open.app.region();
    let mut s = Shell {
        lang: "ja".into(),
        region: ui::RegionBadge {
            slug: region.slug.clone(),
            name: region.name.clone(),
            demo: region.demo,
            fictitious: region.fictitious,
        },
        ..Shell::default()
    };
    s.foot = s.standard_foot();
    if let Some(text) = said(incoming).and_then(cookies::decode) {
        s.flash.push(ui::Flash::new(ui::FlashKind::Ok, text));
    }
    if let Some((session, form_token)) = session {
        let hat = session.actor.hat;
        s.csrf = form_token.clone();
        if hat == Hat::Vendor {
            s.flash.extend(vendor_banner(open, &session.actor));
        }
        if !matches!(hat, Hat::Crew | Hat::Vendor) && !hat.at_home() {
            s.search_href = s.url("/search");
        }
        s.switch_href = region.demo.then(|| s.url("/login"));
        s.who = Some(ui::Who {
            name: session.actor.name.clone(),
            office: session.office.clone(),
            hat_label: hat.label().into(),
            href: Some(s.url(if hat.at_home() { "/my" } else { "/me" })),
        });
        s.nav = open
            .nav
            .iter()
            .filter(|n| n.permission.hats.contains(&hat))
            .map(|n| ui::NavItem {
                badge: match n.href == home::NOTICES && !incoming.json {
                    true => unread(open, &session.actor),
                    false => 0,
                },
                ..nav_item(&s, n, hat, path)
            })
            .collect();
        let now = open.app.now();
        s.print.printed_at = format!(
            "{} {:02}:{:02} に出力",
            kernel::wareki::long(now.date()),
            now.time().hour(),
            now.time().minute()
        );
        s.print.sender = session.office.clone();
    }
    s
}

/// Notices that the actor has not read, for the navigation. A page is not kept back because they cannot be counted.
fn unread(open: &Open, actor: &Actor) -> u32 {
    let n = open.app.read(actor, app::notices::unread);
    n.ok().and_then(|n| u32::try_from(n).ok()).unwrap_or(0)
}

fn nav_item(s: &Shell, n: &slice::NavItem, hat: Hat, path: &str) -> ui::NavItem {
    let label = (n.label)(hat);
    let (cut, rest) = match label.strip_prefix("わたしの") {
        Some(rest) => ("わたしの", rest),
        None => ("", label),
    };
    let current = if n.href == "/" {
        path == "/"
    } else {
        path == n.href || path.starts_with(&format!("{}/", n.href))
    };
    ui::NavItem { cut: cut.into(), label: rest.into(), href: s.url(n.href), current, badge: 0 }
}

/// What was asked behind the path, as an address has it.
fn encoded(query: &slice::Form) -> String {
    let one = |(k, v): (&String, &String)| format!("{}={}", cookies::encode(k), cookies::encode(v));
    let all = query.map().iter().flat_map(|(k, vs)| vs.iter().map(move |v| (k, v)));
    all.map(one).collect::<Vec<_>>().join("&")
}

/// The `Allow` of an address that knows only the other method.
fn other_method(routes: &[Route], asked: Method, path: &str) -> Option<&'static str> {
    let (other, allowed) = match asked {
        Method::Get => (Method::Post, "POST"),
        Method::Post => (Method::Get, "GET, HEAD"),
    };
    find(routes, other, path).map(|_| allowed)
}

fn in_region(shared: &Shared, open: &Arc<Open>, mut incoming: Incoming, path: &str) -> Response {
    let found = find(&open.routes, incoming.method, path);
    let secure = incoming.secure || shared.origin.starts_with("https://");
    let cookie = cookies::session_name(&open.app.region().slug, secure);
    let token = cookies::find(&incoming.cookies, &cookie).unwrap_or_default().to_string();
    let cookie = cookies::device_name(&open.app.region().slug, secure);
    let device = cookies::find(&incoming.cookies, &cookie).unwrap_or_default().to_string();
    let (mut session, mut locked, mut unknown, mut shared_device) = (None, false, None, false);
    match visit(shared, open, &token, &device) {
        Visit::Staff(s, form_token, on_shared) => {
            session = Some((s, form_token));
            shared_device = on_shared;
        }
        Visit::Locked => locked = true,
        Visit::Nobody => {}
        Visit::Unknown(e) => unknown = Some(e),
    }
    let shell = shell(open, session.as_ref(), &incoming, path);
    let query = encoded(&incoming.query);
    let out = Answer {
        shared,
        open,
        shell: &shell,
        secure,
        token: &token,
        device: &device,
        json: incoming.json,
        path,
        query: &query,
        person: found.as_ref().is_some_and(|(r, p)| names_a_person(r, p, &incoming.query)),
    };
    if let Some(e) = unknown {
        return out.fail(Fail::Use(e));
    }
    if let Some(why) = &incoming.refused {
        return out.refused(why, incoming.from.as_deref());
    }
    let Some((route, mut params)) = found else {
        return match other_method(&open.routes, incoming.method, path) {
            Some(allowed) => out.wrong_method(allowed),
            None => out.not_found(),
        };
    };
    if incoming.method == Method::Post {
        let token_ok = match &session {
            // before signing in there is no token; the browser's own word keeps other sites out
            None => true,
            Some((s, _)) if route.permission.is_some() => ui::csrf::check(
                shared.regions.secret(),
                &kernel::hex(&s.csrf_key),
                incoming.form.get(ui::csrf::FIELD),
            ),
            Some(_) => true,
        };
        if incoming.foreign || !token_ok {
            return out.page_problem(
                403,
                "送信をたしかめられませんでした",
                "画面を開き直してから、もう一度送ってください。入力した内容は、前の画面に戻ると残っています",
            );
        }
    }
    if incoming.method == Method::Post && !incoming.form.has("_key") {
        // Programs say it in a header; a form without a key is from an old page, and the act refuses it.
        incoming.form.push("_key", incoming.idempotency_key.clone());
    }
    let mut handler = route.handler;
    if let (true, Some(_)) = (locked, route.permission) {
        if incoming.method == Method::Get || incoming.json {
            return out.again();
        }
        // what was typed goes with the page that asks who it is, and comes back with the answer
        let Some((again, _)) = find(&open.routes, Method::Get, "/login/again") else {
            return out.again();
        };
        handler = again.handler;
        params.insert("@held".into(), path.into());
    } else if let Some(permission) = route.permission {
        let Some((s, _)) = &session else { return out.login(incoming.method == Method::Get) };
        if let Err(e) = door(open, &s.actor, permission) {
            return out.fail(Fail::Use(e));
        }
    }
    if let (Some((s, _)), Some(_)) = (&session, route.permission)
        && s.actor.hat == Hat::Vendor
        && let Err(e) = vendor_row(open, &s.actor, route)
    {
        return out.fail(Fail::Use(e));
    }
    let said = said(&incoming).is_some();
    params.insert("@network".into(), incoming.network);
    params.insert("@agent".into(), incoming.agent);
    params.insert("@token".into(), token.clone());
    params.insert("@device".into(), device.clone());
    let cookie = cookies::away_name(&open.app.region().slug, secure);
    let away = cookies::find(&incoming.cookies, &cookie).unwrap_or_default();
    params.insert("@away".into(), away.to_string());
    params.insert("@last".into(), incoming.last_event);
    params.insert("@shared".into(), if shared_device { "1".into() } else { String::new() });
    let req = Req {
        app: open.app.clone(),
        method: incoming.method,
        path: path.to_string(),
        params,
        query: incoming.query,
        form: incoming.form,
        files: incoming.files,
        session: session.map(|(s, _)| s),
        shell: shell.clone(),
        origin: shared.origin.clone(),
    };
    match catch_unwind(AssertUnwindSafe(|| handler(&req))) {
        Ok(Ok(Resp { body: Body::Live(live), .. })) => follow(&out, &req, live),
        Ok(Ok(resp)) => out.send(resp, said),
        Ok(Err(f)) => out.fail(f),
        Err(_) => {
            tracing::error!(route = route.path, "a page panicked");
            out.fail(Fail::Use(Error::Inconsistent("panic".into())))
        }
    }
}

/// A live answer; 429 when this account, or everybody, has too many open.
fn follow(out: &Answer<'_>, req: &Req, live: slice::Live) -> Response {
    let actor = match req.actor() {
        Ok(a) => a.clone(),
        Err(f) => return out.fail(f),
    };
    let reader = live::Reader {
        app: req.app.clone(),
        control: out.shared.regions.control().clone(),
        actor,
        token: out.token.to_string(),
        device: out.device.to_string(),
        live,
    };
    match live::body(&out.open.live, reader) {
        Ok(Some(body)) => answer::stream(body),
        Ok(None) => out.page_problem(
            429,
            "開いている画面が多すぎます",
            "使っていない画面を閉じてください。新しい投稿は、ページを開き直すと見えます",
        ),
        Err(e) => out.fail(Fail::Use(e)),
    }
}

/// Everything a vendor asks for leaves a row before it is answered, also where others leave none.
fn vendor_row(open: &Open, actor: &Actor, route: &Route) -> Result<(), Error> {
    let (method, path) = (route.method, route.path);
    open.app.write(actor, move |cx| {
        let what = if method == Method::Get { "GET" } else { "POST" };
        cx.audit(AuditEntry::act("accounts.opening.request").detail(format!("{what} {path}")));
        Ok(())
    })
}

/// The sentence about what was just done. A page of one's own takes it, not what an open page asks for meanwhile: an open
/// room fetches the post that was answered, and would swallow the answer's words.
fn said(incoming: &Incoming) -> Option<&str> {
    cookies::find(&incoming.cookies, FLASH).filter(|_| !incoming.beside)
}

/// What stands on top of every page of a vendor.
fn vendor_banner(open: &Open, actor: &Actor) -> Option<ui::Flash> {
    let account = accounts::AccountId(actor.account?);
    let read = open.app.read(&Actor::system(), |cx| accounts::now_open(cx, account));
    let until = read.ok().flatten()?.until.time();
    let text = format!(
        "保守の業者として開いています。{}:{:02}に自動で閉じます。人の情報は見えません。開いた画面は記録されます",
        until.hour(),
        until.minute()
    );
    Some(ui::Flash::new(ui::FlashKind::Warn, text))
}

/// The outer door of a route: a refusal leaves its audit row.
fn door(open: &Open, actor: &Actor, permission: &'static Permission) -> Result<(), Error> {
    open.app.read(actor, |cx| {
        if app::may(cx, permission)? {
            return Ok(());
        }
        cx.audit(AuditEntry::act(permission.code).denied());
        // the role would be right: then it is the region that has switched it off, which is no secret
        let switched_off = permission.hats.contains(&actor.hat);
        Err(Error::Forbidden(if switched_off { app::permission::OFF } else { permission.code }))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(_: &Req) -> Result<Resp, Fail> {
        Err(Fail::NotFound)
    }

    static ANY: Permission =
        Permission { code: "test", label: "", capability: "test", hats: &[Hat::Operator] };

    #[test]
    fn fixed_segments_win_over_named_ones() {
        let routes = [
            Route::get("/people/{id}", &ANY, slice::Audit::None, page),
            Route::get("/people/new", &ANY, slice::Audit::None, page),
        ];
        let (r, p) = find(&routes, Method::Get, "/people/new").unwrap();
        assert_eq!((r.path, p.len()), ("/people/new", 0));
        let (r, p) = find(&routes, Method::Get, "/people/x").unwrap();
        assert_eq!((r.path, p["id"].as_str()), ("/people/{id}", "x"));
        assert!(find(&routes, Method::Get, "/people/").is_none());
        assert!(find(&routes, Method::Post, "/people/new").is_none());
        assert_eq!(other_method(&routes, Method::Post, "/people/new"), Some("GET, HEAD"));
        assert_eq!(other_method(&routes, Method::Get, "/people/new/x"), None);
    }

    #[test]
    fn only_an_id_behind_a_route_of_persons_names_a_person() {
        let id = kernel::Id::from_bytes([7; 16]).to_string();
        let params = |text: &str| BTreeMap::from([("x".to_string(), text.to_string())]);
        let query = |text: &str| slice::Form::parse(format!("resident={text}").as_bytes()).unwrap();
        let none = slice::Form::default();
        let of = |audit| Route::get("/people/{x}", &ANY, audit, page);
        let person = of(slice::Audit::Person);
        assert!(names_a_person(&person, &params(&id), &none));
        assert!(names_a_person(&person, &BTreeMap::new(), &query(&id)));
        assert!(!names_a_person(&person, &params("nobody"), &none));
        assert!(!names_a_person(&person, &BTreeMap::new(), &query("x")));
        assert!(!names_a_person(&of(slice::Audit::Act), &params(&id), &none));
    }
}

//! In by a real OpenID provider: `oidc-provider` of npm, started on loopback by the test. Skipped, loudly, where its
//! modules are not installed (`cd e2e && npm ci`, or `YUI_OIDC_MODULES`); `YUI_REQUIRE_OIDC=1` makes that a failure.
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::client::{Answer, Server, Visitor};
use crate::crew::{login, press};
use crate::identities::{WORD, made, number, secret};
use crate::yui::{Yui, in_both};

struct Provider {
    child: Child,
    issuer: String,
    /// Held open: a provider that says something to nobody ends.
    _says: std::io::Lines<BufReader<std::process::ChildStdout>>,
}

impl Drop for Provider {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn modules() -> Option<PathBuf> {
    let e2e = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../e2e");
    let at = std::env::var_os("YUI_OIDC_MODULES").map_or(e2e, PathBuf::from);
    if at.join("node_modules/oidc-provider/package.json").exists() {
        return Some(at);
    }
    let why = format!("no oidc-provider in {}: cd e2e && npm ci", at.display());
    assert!(std::env::var_os("YUI_REQUIRE_OIDC").is_none(), "{why}");
    eprintln!("SKIPPED: {why}");
    None
}

impl Provider {
    /// `ways` = what it says it asked for (`amr`).
    fn start(s: &Server, at: &Path, ways: &str) -> Provider {
        let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/oidc-provider.mjs");
        let mut child = Command::new("node")
            .arg(script)
            .env("OIDC_MODULES", at)
            .env("OIDC_BACK", format!("http://{}/mura/login/provider/back", s.host))
            .env("OIDC_AMR", ways)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let issuer = lines.next().expect("the provider says where it listens").unwrap();
        Provider { child, issuer, _says: lines }
    }
}

/// The browser's walk through the provider: from its address to the one it sends back to. Cookies of its own.
fn walk(to: &str, who: &str) -> String {
    let mut at = format!("{to}&login_hint={who}");
    let mut jar: Vec<(String, String)> = Vec::new();
    for _ in 0..12 {
        let rest = at.strip_prefix("http://").unwrap();
        let (host, path) = rest.split_once('/').unwrap();
        let mut s = TcpStream::connect(host).unwrap();
        let cookies: Vec<String> = jar.iter().map(|(n, v)| format!("{n}={v}")).collect();
        write!(
            s,
            "GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nCookie: {}\r\n\r\n",
            cookies.join("; ")
        )
        .unwrap();
        let mut all = Vec::new();
        s.read_to_end(&mut all).unwrap();
        let text = String::from_utf8_lossy(&all).into_owned();
        let head = text.split("\r\n\r\n").next().unwrap();
        for line in head.lines() {
            let lower = line.to_lowercase();
            if lower.starts_with("set-cookie: ") {
                let (n, v) = line[12..].split(';').next().unwrap().split_once('=').unwrap();
                jar.retain(|(k, _)| k != n);
                if !v.is_empty() {
                    jar.push((n.into(), v.into()));
                }
            }
        }
        let next = head
            .lines()
            .find_map(|l| l.to_lowercase().starts_with("location: ").then(|| l[10..].to_string()));
        let next = next.unwrap_or_else(|| panic!("the provider stopped at {at}: {text}"));
        let next = if next.starts_with('/') { format!("http://{host}{next}") } else { next };
        if next.contains("/mura/login/provider/back") {
            return format!(
                "/{}",
                next.strip_prefix("http://").unwrap().split_once('/').unwrap().1
            );
        }
        at = next;
    }
    panic!("the provider leads nowhere");
}

/// Where a page or an answer leads out to.
fn out(a: &Answer) -> String {
    match a.status {
        303 => a.header("location").to_string(),
        200 => {
            let link = a.body.split("class=\"btn primary\" href=\"").nth(1).unwrap();
            link.split('"').next().unwrap().replace("&amp;", "&").replace("&#38;", "&")
        }
        n => panic!("{n}: {}", a.body),
    }
}

/// The city adds the provider; its id.
fn trusted(s: &Server, p: &Provider, client: &str, second: &str) -> String {
    s.place
        .at(
            "mura",
            &[
                "organisation",
                "add",
                "--name",
                "むら役場",
                "--kana",
                "むら",
                "--kind",
                "city",
                "--reason",
                "試験",
            ],
        )
        .done();
    let mut city = s.visitor();
    city.network = "198.51.100.1".into();
    login(s, &mut city, "むら役場", "市 一", "city", &[]);
    let add = |city: &mut Visitor<'_>, issuer: &str| {
        let form = [
            ("name", "むらの職員ログイン"),
            ("issuer", issuer),
            ("client", client),
            ("secret", "himitsu-himitsu-himitsu-himitsu-himitsu"),
            ("second", second),
        ];
        press(city, "/mura/providers", "/mura/providers", &form)
    };
    for bad in ["", "http://evil.example", "http://127.0.0.1:1", &format!("{}/", p.issuer)] {
        let a = add(&mut city, bad);
        assert_eq!(a.status, 422, "{bad}");
        assert!(a.body.contains("むらの職員ログイン"), "what was typed is kept");
    }
    let a = add(&mut city, &p.issuer);
    assert_eq!(a.status, 303, "{}", a.body);
    let page = city.get("/mura/providers");
    assert!(page.body.contains(&p.issuer) && !page.body.contains("himitsu"), "no secret is shown");
    page.body.split("action=\"/mura/providers/").nth(1).unwrap().split('/').next().unwrap().into()
}

/// An invitation as far as the page on which a login is chosen: its ticket and the secret of the numbers.
fn invited(s: &Server, v: &mut Visitor<'_>, name: &str) -> (String, Vec<u8>) {
    let words = [
        "invite",
        "--organisation",
        "みずほ居宅",
        "--name",
        name,
        "--kana",
        "かな",
        "--hat",
        "cm",
        "--reason",
        "試験",
    ];
    let printed = s.place.at("mura", &words).done().out;
    let page = v.post("/mura/join", &[("code", printed.split(' ').nth(1).unwrap())]);
    assert!(page.body.contains("むらの職員ログイン"), "{}", page.body);
    (page.value("ticket").unwrap(), secret(&page))
}

#[test]
fn a_login_of_the_workplace_is_bound_by_an_invitation_and_lets_in_with_two_factors() {
    let Some(at) = modules() else { return };
    for (place, client) in [(Yui::sqlite(), "yui-rs"), (Yui::sqlite(), "yui-es")] {
        let s = made(place);
        let p = Provider::start(&s, &at, "pwd,mfa");
        let id = trusted(&s, &p, client, "mfa");
        let way = format!("/mura/login/provider/{id}?next=%2Fme");
        // known to the provider, and to nobody here
        let mut v = s.visitor();
        let a = v.get(&way);
        assert!(a.header("location").starts_with(&format!("{}/auth?", p.issuer)), "{}", a.body);
        let back = walk(&out(&a), "hanako");
        let a = v.get(&back);
        assert_eq!(a.status, 403);
        assert!(a.body.contains("まだ招待と結びついていません"), "{}", a.body);
        // bound by the invitation
        let (ticket, _) = invited(&s, &mut v, "佐藤 花子");
        let a = v.post("/mura/join/provider", &[("ticket", &ticket), ("provider", &id)]);
        let back = walk(&out(&a), "hanako");
        let a = v.get(&back);
        assert_eq!((a.status, a.header("location")), (303, "/mura/me/access"), "{}", a.body);
        assert!(v.get("/mura/me").body.contains("佐藤 花子"));
        assert_eq!(v.get(&back).status, 422, "the same answer again");
        // and from now on it lets in, and another person of the provider not
        let mut later = s.visitor();
        let a = later.get(&way);
        let back = walk(&out(&a), "hanako");
        let mut other = s.visitor();
        assert_eq!(other.get(&back).status, 422, "in another browser than it began in");
        assert_eq!(later.get(&back).status, 422, "and it is used up by that");
        let a = later.get(&way);
        let a = later.get(&walk(&out(&a), "hanako"));
        assert_eq!((a.status, a.header("location")), (303, "/mura/me"), "{}", a.body);
        assert!(later.get("/mura/me").body.contains("佐藤 花子"));
        let a = other.get(&way);
        assert_eq!(other.get(&walk(&out(&a), "taro")).status, 403);
        // answers that are bent on the way
        for (from, to) in [("code=", "code=x"), ("state=", "state=x"), ("iss=", "iss=x")] {
            let mut v = s.visitor();
            let a = v.get(&way);
            let back = walk(&out(&a), "hanako");
            assert!(back.contains(from), "{back}");
            let a = v.get(&back.replacen(from, to, 1));
            assert_eq!(a.status, 422, "{from}");
            assert_eq!(v.get("/mura/me").status, 303, "{from}");
        }
        let mut v = s.visitor();
        v.get(&way);
        assert_eq!(v.get("/mura/login/provider/back?error=access_denied&state=x").status, 422);
        // an account that ends is out here, whatever the provider says
        assert_eq!(later.get("/mura/me").status, 200);
        let off = [
            "login",
            "off",
            "--organisation",
            "みずほ居宅",
            "--name",
            "佐藤 花子",
            "--reason",
            "試験",
        ];
        s.place.at("mura", &off).done();
        assert_eq!(later.get("/mura/me").status, 303);
        let a = later.get(&way);
        assert_eq!(later.get(&walk(&out(&a), "hanako")).status, 403);
    }
}

#[test]
fn where_the_provider_asks_for_one_factor_ours_is_the_second() {
    let Some(at) = modules() else { return };
    in_both(|place| {
        let s = made(place);
        let p = Provider::start(&s, &at, "pwd");
        let id = trusted(&s, &p, "yui-rs", "mfa");
        let mut v = s.visitor();
        let (ticket, key) = invited(&s, &mut v, "佐藤 花子");
        let a = v.post("/mura/join/provider", &[("ticket", &ticket), ("provider", &id)]);
        let page = v.get(&walk(&out(&a), "hanako"));
        assert_eq!(page.status, 200);
        assert_eq!(secret(&page), key, "the secret that was shown before");
        assert_eq!(v.get("/mura/me").status, 303, "one factor opens nothing");
        let t = page.value("ticket").unwrap();
        let send = |v: &mut Visitor<'_>, t: &str, n: &str| {
            v.post("/mura/login/provider/number", &[("ticket", t), ("number", n)])
        };
        assert_eq!(send(&mut v, &t, "000000").status, 422);
        let n = number(&key, -1);
        assert_eq!(send(&mut s.visitor(), &t, &n).status, 422, "in another browser");
        assert_eq!(send(&mut v, &t, &n).header("location"), "/mura/me/access");
        assert_eq!(v.get("/mura/me").status, 200);
        // the next time: a number that was used opens nothing
        let mut later = s.visitor();
        let a = later.get(&format!("/mura/login/provider/{id}"));
        let page = later.get(&walk(&out(&a), "hanako"));
        assert!(!page.body.contains("data-secret"), "the secret is not shown again");
        let t = page.value("ticket").unwrap();
        assert_eq!(send(&mut later, &t, &n).status, 422);
        assert_eq!(later.get("/mura/me").status, 303);
        assert_eq!(send(&mut later, &t, &number(&key, 0)).status, 303);
        assert_eq!(later.get("/mura/me").status, 200);
        assert_eq!(send(&mut later, &t, &number(&key, 1)).status, 422, "the ticket is used up");
        // the number alone, with a password nobody has set, is no way in
        let form = [("login", ""), ("password", WORD), ("number", &number(&key, 1))];
        assert_eq!(s.visitor().post("/mura/login/password", &form).status, 422);
    });
}

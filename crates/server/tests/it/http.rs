//! The program over HTTP: what is not there, what is not for this method, and forms without their key.
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use crate::yui::{Yui, run};

/// A served demonstration; ended with the test.
pub struct Served {
    child: Child,
    host: String,
    /// Its stores.
    pub place: Yui,
}

/// What came back.
pub struct Answer {
    pub status: u16,
    pub head: BTreeMap<String, String>,
    pub body: String,
    /// The body as it came, for what is no text.
    pub bytes: Vec<u8>,
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Served {
    pub fn start() -> Served {
        let place = Yui::sqlite();
        let mut words = place.place();
        for w in ["demo", "--residents", "60", "--stays", "40", "--listen", "127.0.0.1:0"] {
            words.push(w.into());
        }
        let mut child = Command::new(env!("CARGO_BIN_EXE_yui"))
            .args(&words)
            .env("RUST_LOG", "error")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = loop {
            let line = lines.next().expect("the program says where it listens").unwrap();
            if line.starts_with("cm\t") {
                break line;
            }
        };
        let host = line.split("http://").nth(1).unwrap().split('/').next().unwrap().to_string();
        Served { child, host, place }
    }

    fn send(&self, method: &str, path: &str, cookie: &str, form: Option<&str>) -> Answer {
        let mut s = TcpStream::connect(&self.host).unwrap();
        let body = form.unwrap_or("");
        let kind =
            if form.is_some() { "Content-Type: application/x-www-form-urlencoded\r\n" } else { "" };
        write!(
            s,
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nCookie: {cookie}\r\n{kind}Content-Length: {}\r\n\r\n{body}",
            self.host,
            body.len()
        )
        .unwrap();
        Self::heard(s)
    }

    /// A page, asked for as an open page's script asks.
    fn beside(&self, path: &str, cookie: &str, by: &str) -> Answer {
        let mut s = TcpStream::connect(&self.host).unwrap();
        write!(
            s,
            "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nCookie: {cookie}\r\n{by}\r\n\r\n",
            self.host,
        )
        .unwrap();
        Self::heard(s)
    }

    /// An upload far larger than what is taken, told by its length alone.
    fn upload_too_large(&self, path: &str, cookie: &str, from: &str) -> Answer {
        let mut s = TcpStream::connect(&self.host).unwrap();
        write!(
            s,
            "POST {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nCookie: {cookie}\r\nReferer: {from}\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 900000000\r\n\r\n",
            self.host,
        )
        .unwrap();
        Self::heard(s)
    }

    fn heard(mut s: TcpStream) -> Answer {
        let mut all = Vec::new();
        s.read_to_end(&mut all).unwrap();
        let text = String::from_utf8_lossy(&all).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let head = lines
            .filter_map(|l| l.split_once(": "))
            .map(|(k, v)| (k.to_lowercase(), v.to_string()))
            .collect();
        let from = all.windows(4).position(|w| w == b"\r\n\r\n").unwrap() + 4;
        Answer { status, head, body: body.to_string(), bytes: all[from..].to_vec() }
    }

    pub fn get(&self, path: &str, cookie: &str) -> Answer {
        self.send("GET", path, cookie, None)
    }

    pub fn post(&self, path: &str, cookie: &str, form: &str) -> Answer {
        self.send("POST", path, cookie, Some(form))
    }

    /// Signs in as a role of the demonstration; the cookie.
    pub fn sign_in(&self, role: &str) -> String {
        let page = self.get(&format!("/yuino/login?role={role}"), "").body;
        let form = page
            .split("<form")
            .find(|f| f.contains(&format!("data-role=\"{role}\"")))
            .unwrap_or_else(|| panic!("no {role}"));
        let account = value(form, "account").unwrap();
        let a = self.post("/yuino/login", "", &format!("account={account}&next=/"));
        assert_eq!(a.status, 303, "{}", a.body);
        a.head["set-cookie"].split(';').next().unwrap().to_string()
    }
}

/// The value of the hidden input of this name.
pub fn value(html: &str, name: &str) -> Option<String> {
    let tag = html.split("<input").find(|t| t.contains(&format!("name=\"{name}\"")))?;
    tag.split("value=\"").nth(1)?.split('"').next().map(str::to_string)
}

/// Posting forms that change nothing one could press twice: sign-in, sign-out, and searches whose words must not
/// stand in an address.
fn needs_no_key(action: &str, form: &str) -> bool {
    let of = |path: &str| action == format!("/yuino{path}");
    of("/login")
        || of("/logout")
        || of("/join")
        || of("/login/recover")
        || of("/search")
        || (action.starts_with("/yuino/rooms/") && action.ends_with("/search"))
        || of("/desk/cases/search")
        || of("/transitions/find-cm")
        || (of("/transitions/new") && form.contains("name=\"_do\" value=\"find\""))
}

#[test]
fn every_posting_form_of_every_page_carries_its_key() {
    let y = Served::start();
    let mut forms = 0;
    for role in ["cm", "liaison", "coordinator", "hokatsu", "ward", "doctor", "visit-nurse", "city"]
    {
        let cookie = y.sign_in(role);
        let mut seen = BTreeSet::new();
        // one page of each shape: ids differ, the template does not
        let mut shapes: BTreeMap<String, usize> = BTreeMap::new();
        let mut next = VecDeque::from(["/yuino/".to_string()]);
        while let Some(path) = next.pop_front() {
            let a = y.get(&path, &cookie);
            assert!(a.status < 500, "{path}: {}", a.status);
            // the first screen of some roles is their tray
            if let Some(to) = a.head.get("location").filter(|to| to.starts_with("/yuino/")) {
                if seen.insert(to.clone()) {
                    next.push_back(to.clone());
                }
                continue;
            }
            if !a.head.get("content-type").is_some_and(|t| t.starts_with("text/html")) {
                continue;
            }
            for form in a.body.split("<form").skip(1).map(|f| f.split("</form>").next().unwrap()) {
                let attr = |n: &str| {
                    form.split(&format!("{n}=\"")).nth(1).and_then(|t| t.split('"').next())
                };
                let action = attr("action").unwrap_or_default();
                if attr("method") == Some("post") && !needs_no_key(action, form) {
                    forms += 1;
                    let key = value(form, "_key");
                    assert!(
                        key.as_ref().is_some_and(|k| (8..=64).contains(&k.len())),
                        "{path}: the form to {action} has the key {key:?}"
                    );
                }
            }
            for href in a.body.split("href=\"").skip(1).filter_map(|h| h.split('"').next()) {
                let href = href.split('#').next().unwrap().replace("&#38;", "&");
                let shape: Vec<&str> = href
                    .split('?')
                    .next()
                    .unwrap()
                    .split('/')
                    .map(|s| if s.len() == 36 { "{id}" } else { s })
                    .collect();
                let n = shapes.entry(shape.join("/")).or_default();
                if href.starts_with("/yuino/") && *n < 3 && seen.insert(href.clone()) {
                    *n += 1;
                    next.push_back(href);
                }
            }
        }
        assert!(seen.len() > 8, "{role}: {seen:?}");
    }
    assert!(forms > 20, "{forms}");
}

/// An open room fetches a post at the moment in which its answer is sent: the answer's words are for the next page.
#[test]
fn what_a_script_asks_for_does_not_swallow_the_words_of_the_last_press() {
    let yui = Served::start();
    let cookie = format!("{}; yui_flash=%E4%BA%86%E8%A7%A3sent", yui.sign_in("cm"));
    for by in ["Sec-Fetch-Mode: cors", "X-Requested-With: fetch", "Sec-Fetch-Mode: no-cors"] {
        let a = yui.beside("/yuino/", &cookie, by);
        assert_eq!(a.status, 200);
        assert!(!a.body.contains("了解sent"), "{by}: shown");
        assert!(!a.head.get("set-cookie").is_some_and(|c| c.contains("yui_flash")), "{by}: taken");
    }
    for a in
        [yui.get("/yuino/", &cookie), yui.beside("/yuino/", &cookie, "Sec-Fetch-Mode: navigate")]
    {
        assert!(a.body.contains("了解sent"));
        assert!(a.head["set-cookie"].contains("yui_flash=;"), "{}", a.head["set-cookie"]);
    }
}

#[test]
fn addresses_methods_and_forms_without_key_are_answered_in_plain_words() {
    let y = Served::start();
    let cm = y.sign_in("cm");
    let nobody = "01926446-9400-7000-8000-000000000000";
    // a person or a stay that is not there looks like one that may not be seen
    for path in [format!("/people/{nobody}"), format!("/transitions/{nobody}")] {
        let a = y.get(&format!("/yuino{path}"), &cm);
        assert_eq!(a.status, 404, "{path}");
        assert!(a.body.contains("この方のページは、いま見ることができません"), "{path}");
    }
    for path in [
        "/nowhere",
        "/people/x",
        "/transitions/x",
        "/transitions/survey/cases?key=nothing",
        "/transitions/survey/nothing",
        "/directory/x",
    ] {
        let a = y.get(&format!("/yuino{path}"), &cm);
        assert!(!a.body.contains("支援チームに入って"), "{path}");
        assert!(a.status != 404 || a.body.contains("このページは見つかりません"), "{path}");
    }
    assert_eq!(y.get("/yuino/nowhere", &cm).status, 404);
    // another method
    let a = y.post("/yuino/help", &cm, "");
    assert_eq!((a.status, a.head["allow"].as_str()), (405, "GET, HEAD"));
    assert!(a.body.contains("この操作はできません") && a.body.contains("何も変わっていません"));
    let a = y.get("/yuino/notices/read", &cm);
    assert_eq!((a.status, a.head["allow"].as_str()), (405, "POST"));
    let a = y.send("DELETE", "/yuino/people", &cm, None);
    assert_eq!((a.status, a.head["allow"].as_str()), (405, "GET, HEAD, POST"));
    // HEAD: the same head, no body
    for path in ["/", "/health", "/yuino/help", "/yuino/people"] {
        let (head, get) = (y.send("HEAD", path, &cm, None), y.get(path, &cm));
        assert_eq!((head.status, get.status), (200, 200), "{path}");
        assert!(head.body.is_empty() && !get.body.is_empty(), "{path}");
        assert_eq!(head.head["content-type"], get.head["content-type"], "{path}");
    }
    // a form without its key changes nothing and keeps what was typed
    let page = y.get("/yuino/people/new", &cm).body;
    let form = page.split("<form").find(|f| f.contains("/people/new\"")).unwrap();
    let csrf = value(form, "_csrf").unwrap();
    let typed = concat!(
        "name=%E8%A9%A6%E3%81%97",
        "&kana",
        "=%E3%81%9F%E3%82%81%E3%81%97&birth.era=S&birth.y=15&birth.m=5&birth.d=3&sex=female&care_level=22&consent_method=written&consent_on=2026-04-01"
    );
    let a = y.post("/yuino/people/new", &cm, &format!("_csrf={csrf}&{typed}"));
    assert_eq!(a.status, 422, "{}", a.body);
    assert!(a.body.contains("この画面は古くなっています") && a.body.contains("value=\"試し\""));
    let key = value(a.body.split("<form").find(|f| f.contains("/people/new\"")).unwrap(), "_key");
    let again = format!("_csrf={csrf}&_key={}&{typed}", key.unwrap());
    assert_eq!(y.post("/yuino/people/new", &cm, &again).status, 303, "and can be sent again");
    // files that are too large: a page with the frame, the limit and the way back; never to another place
    let import = "/yuino/directory/import";
    let page = format!("http://{}/yuino/people?x=1", y.host);
    let a = y.upload_too_large(import, &cm, &page);
    assert_eq!(a.status, 413);
    assert!(a.body.contains("20MBまで") && a.body.contains("まだ何も保存していません"));
    assert!(a.body.contains("href=\"/yuino/people?x=1\"") && a.body.contains("前の画面にもどる"));
    assert!(
        a.body.contains("<nav") && a.body.contains("/yuino/me"),
        "the menu of who is signed in"
    );
    let a = y.upload_too_large(import, &cm, "http://elsewhere.example/yuino/people");
    assert!(a.status == 413 && !a.body.contains("前の画面にもどる"));
    assert!(y.upload_too_large(import, "", &page).body.contains("20MBまで"));
    let outside = y.upload_too_large("/nowhere/at/all", "", &page);
    assert!(outside.status == 413 && outside.body.contains("20MBまで"));
    // a paper is called what it is
    let a = y.get("/yuino/directory/export?format=print", &cm);
    assert_eq!(a.status, 200);
    let named = &a.head["content-disposition"];
    assert!(
        named.starts_with("inline; filename=\"list.pdf\"; filename*=UTF-8''%E5%8C%BB"),
        "{named}"
    );
}

/// The entries of the demonstration that belong to persons' regions, with their hats.
const HATS: [(&str, &str); 11] = [
    ("cm", "cm"),
    ("hokatsu", "hokatsu"),
    ("liaison", "liaison"),
    ("ward", "ward"),
    ("doctor", "doctor"),
    ("visit-nurse", "provider"),
    ("pharmacy", "provider"),
    ("dentist", "provider"),
    ("facility", "provider"),
    ("coordinator", "coordinator"),
    ("city", "city"),
];

#[test]
fn every_address_asked_by_every_hat_opens_only_where_the_table_says() {
    let y = Served::start();
    let table = run(&["generated", "permissions.txt"]).done().out;
    let hats: BTreeMap<String, Vec<String>> = table
        .lines()
        .filter(|l| !l.starts_with('#'))
        .filter_map(|l| {
            let p: Vec<&str> = l.split(' ').collect();
            let hats = p.get(2)?.split(',').map(String::from).collect();
            Some((p[0].to_string(), hats))
        })
        .collect();
    let routes = run(&["generated", "routes.txt"]).done().out;
    let routes: Vec<Vec<&str>> = routes
        .lines()
        .filter(|l| !l.starts_with('#') && !l.is_empty())
        .map(|l| l.split(' ').collect())
        .collect();
    // real things, made by those who have to do with them: nobody else's id is guessed better than these
    let things = crate::real::things(&y);
    let fill = |path: &str| {
        path.split('/')
            .map(|s| {
                let name = s.strip_prefix('{').and_then(|s| s.strip_suffix('}'));
                let known = name.and_then(|n| things.get(n)).map(String::as_str);
                known.unwrap_or(if name.is_some() {
                    "01926446-9400-7000-8000-000000000000"
                } else {
                    s
                })
            })
            .collect::<Vec<_>>()
            .join("/")
    };
    for (name, page) in [
        ("prepared", "/transitions/prepared/"),
        ("task", "/transitions/tasks/"),
        ("handover", "/handover/"),
        ("stay", "/transitions/"),
    ] {
        let a = y.get(&format!("/yuino{page}{}", things[name]), &y.sign_in("cm"));
        assert_eq!(a.status, 200, "{name} opens for its own side");
    }
    let (mut closed, mut opened) = (0, 0);
    for (role, hat) in HATS {
        let cookie = y.sign_in(role);
        let csrf = value(&y.get("/yuino/search", &cookie).body, "_csrf").unwrap();
        for r in &routes {
            let (path, method, permission) = (r[0], r[1], r[2]);
            let Some(may) = hats.get(permission) else { continue };
            let may = may.iter().any(|h| h == hat);
            let asked = format!("/yuino{}", fill(path));
            // who has no part in it must not find it, whatever the hat
            let outsider = !["cm", "liaison", "ward", "doctor"].contains(&role)
                && things.keys().any(|n| path.contains(&format!("{{{n}}}")));
            if outsider && method == "GET" {
                let a = y.get(&asked, &cookie);
                assert!(a.status == 403 || a.status == 404, "{role} found {asked}: {}", a.status);
            }
            if method == "POST" {
                if !may || outsider {
                    // with the page's token: it is the door that refuses
                    let form = format!("_csrf={csrf}&_key=key-of-the-doors");
                    let a = y.post(&asked, &cookie, &form);
                    assert!(
                        a.status == 403 || a.status == 404,
                        "{role} {method} {asked}: {}",
                        a.status
                    );
                    closed += 1;
                }
                continue;
            }
            let a = y.get(&asked, &cookie);
            assert!(a.status < 500, "{role} {asked}: {}", a.status);
            if may {
                opened += usize::from(a.status == 200);
            } else {
                assert!(
                    a.status == 403 || a.status == 404,
                    "{role} ({hat}) opened {asked} ({permission}): {}",
                    a.status
                );
                closed += 1;
            }
        }
    }
    assert!(closed > 300 && opened > 60, "closed {closed}, opened {opened}");
}

#[test]
fn each_entry_of_the_demonstration_has_its_own_first_screen() {
    let y = Served::start();
    for (role, _) in HATS {
        let cookie = y.sign_in(role);
        let mut a = y.get("/yuino/", &cookie);
        for _ in 0..3 {
            let Some(to) = a.head.get("location").cloned() else { break };
            a = y.get(&to, &cookie);
        }
        assert_eq!(a.status, 200, "{role}");
        let heading = |body: &str| {
            body.split("<h1>")
                .nth(1)
                .and_then(|t| t.split("</h1>").next())
                .unwrap_or("")
                .to_string()
        };
        assert!(a.body.contains("href=\"/yuino/notices\""), "{role} finds the notices");
        // at a hospital, what other slices wait for stands before the list, one press away
        let list = match role {
            "liaison" => "/yuino/transitions/intray",
            "ward" => "/yuino/transitions/ward",
            "doctor" => "/yuino/transitions/doctor",
            _ => "",
        };
        if !list.is_empty() && heading(&a.body).starts_with("きょうの対応は") {
            assert!(a.body.contains(&format!("href=\"{list}\"")), "{role} finds the list");
            a = y.get(list, &cookie);
            assert!(a.body.contains("href=\"/yuino/notices\""), "{role} finds the notices");
        }
        let h1 = heading(&a.body);
        let words = match role {
            "ward" => "患者さん",
            "doctor" => "退院予定日を決める患者さん",
            "liaison" => "対応を待っている患者さん",
            _ => "きょう",
        };
        assert!(h1.contains(words), "{role}: {h1}");
        if role == "city" || role == "coordinator" {
            assert!(!a.body.contains("/yuino/people/"), "{role} sees no person");
            assert!(a.body.contains("名前は出ません"), "{role}");
        }
        if role == "city" {
            assert!(a.body.contains("起案や会議に使うファイル"), "{role}");
            let file = y.get("/yuino/transitions/survey/excel", &cookie);
            assert_eq!(file.status, 200);
        }
    }
}

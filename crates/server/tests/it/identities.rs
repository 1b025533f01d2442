//! Signing in over HTTP in a region that is no demonstration: from the printed code to the session, and attacks on it.
use std::time::Instant;

use accounts::model::totp;
use db::{Db, Durability, PgPool, Stmt, Value};
use kernel::{At, Clock, SystemClock};

use crate::client::{Answer, Server, Visitor};
use crate::yui::{Yui, in_both};

pub const WORD: &str = "縁側でお茶をのむ三毛猫";

pub fn made(place: Yui) -> Server {
    place.region("mura", &[]);
    let reason = ["--reason", "試験"];
    let words = [
        "organisation",
        "add",
        "--name",
        "みずほ居宅",
        "--kana",
        "みずほ",
        "--kind",
        "care_management",
    ];
    place.at("mura", &[&words[..], &reason].concat()).done();
    Server::start(place)
}

pub fn code(s: &Server) -> String {
    let words = [
        "invite",
        "--organisation",
        "みずほ居宅",
        "--name",
        "佐藤 花子",
        "--kana",
        "さとう",
        "--hat",
        "cm",
        "--reason",
        "試験",
    ];
    let out = s.place.at("mura", &words).done().out;
    out.split(' ').nth(1).unwrap().to_string()
}

pub fn now() -> At {
    SystemClock.now()
}

/// The secret as the page prints it.
pub fn secret(page: &Answer) -> Vec<u8> {
    let text = page.body.split("data-secret>").nth(1).unwrap().split('<').next().unwrap();
    let (mut out, mut held, mut bits) = (Vec::new(), 0u32, 0);
    for c in text.bytes().filter(|c| *c != b' ') {
        let v = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".iter().position(|a| *a == c).unwrap() as u32;
        held = (held << 5 | v) & 0xffff;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            out.push((held >> bits) as u8);
        }
    }
    out
}

pub fn number(secret: &[u8], steps: i64) -> String {
    totp::number(secret, totp::step_at(now()) + steps)
}

/// Sets up a login by password; the secret of the one-time numbers. The number of the step before is used for it, so
/// that the next ones are free.
pub fn set_up(s: &Server, v: &mut Visitor<'_>, login: &str) -> Vec<u8> {
    let page = v.post("/mura/join", &[("code", &code(s))]);
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(page.body.contains("佐藤 花子 さん、はじめまして"));
    let (ticket, secret) = (page.value("ticket").unwrap(), secret(&page));
    let n = number(&secret, -1);
    let form = [("ticket", ticket.as_str()), ("login", login), ("password", WORD), ("number", &n)];
    let a = v.post("/mura/join/password", &form);
    assert_eq!((a.status, a.header("location")), (303, "/mura/me/access/recovery"), "{}", a.body);
    secret
}

/// The control store of a served place.
fn control(s: &Server) -> Db {
    let words = s.place.place();
    match words[0].as_str() {
        "--data" => {
            let file = std::path::Path::new(&words[1]).join("control.sqlite");
            Db::open_sqlite(&file, Durability::Full).unwrap()
        }
        _ => Db::open_postgres(&PgPool::connect(&words[1]).unwrap(), "yui_control").unwrap(),
    }
}

/// Puts the last use of all sessions back, as if nobody had been there.
pub fn leave_alone(s: &Server, minutes: i64) {
    const SEEN: Stmt = Stmt { name: "test.SEEN", sql: "UPDATE yui_session SET seen_at = $1" };
    let at = now().plus_minutes(-minutes).text();
    control(s).write(move |tx| tx.exec(SEEN, &[Value::Text(at.clone())])).unwrap();
}

#[test]
fn a_printed_code_becomes_a_login_with_two_factors_and_every_way_round_it_is_closed() {
    in_both(|place| {
        let s = made(place);
        let mut v = s.visitor();
        // a page to sign in, no roles to choose, and nothing without signing in
        let login = v.get("/mura/login");
        assert!(login.body.contains("パスキーで入る") && !login.body.contains("data-role"));
        assert_eq!(v.get("/mura/me").status, 303);
        let a = v.post("/mura/login", &[("account", "01926446-9400-7000-8000-000000000000")]);
        assert_eq!(a.status, 404, "no one-tap entry");

        // a code is checked, not used up, and set up with what is refused first
        let printed = code(&s);
        let page = v.post("/mura/join", &[("code", &printed)]);
        let (ticket, key) = (page.value("ticket").unwrap(), secret(&page));
        assert_eq!(v.get("/mura/me").status, 303, "a code alone opens nothing");
        let n = number(&key, -1);
        for (login, word, number, said) in [
            ("ha", WORD, n.as_str(), "ログイン名は、英字"),
            ("hanako", "みじかい", &n, "10文字以上"),
            ("hanako", "1234567890", &n, "よく使われていて"),
            ("hanako", WORD, "12", "6けたの番号を入力"),
            ("<script>", "", "", "10文字以上"),
        ] {
            let form = [
                ("ticket", ticket.as_str()),
                ("login", login),
                ("password", word),
                ("number", number),
            ];
            let a = v.post("/mura/join/password", &form);
            assert_eq!(a.status, 422, "{login} {word}");
            assert!(a.body.contains(said), "{said}: {}", a.body);
            assert!(!a.body.contains(WORD), "a password is never sent back");
        }
        let form = [
            ("ticket", ticket.as_str()),
            ("login", "Hanako"),
            ("password", WORD),
            ("number", n.as_str()),
        ];
        let wrong =
            [("ticket", "00"), ("login", "Hanako"), ("password", WORD), ("number", n.as_str())];
        assert_eq!(v.post("/mura/join/password", &wrong).status, 422, "no ticket");
        let a = v.post("/mura/join/password", &form);
        assert_eq!((a.status, a.header("location")), (303, "/mura/me/access/recovery"));
        assert_eq!(v.get("/mura/me").status, 200);
        let mut other = s.visitor();
        assert_eq!(other.post("/mura/join/password", &form).status, 422, "the ticket is used up");
        assert_eq!(other.post("/mura/join", &[("code", &printed)]).status, 422, "and the code");

        // recovery codes: shown once, the same for a second press
        let page = v.get("/mura/me/access/recovery");
        let (csrf, k) = (page.value("_csrf").unwrap(), page.value("_key").unwrap());
        let sheet = v.post("/mura/me/access/recovery", &[("_csrf", &csrf), ("_key", &k)]);
        let codes = |a: &Answer| -> Vec<String> {
            let after = a.body.split("<li class=\"num\">").skip(1);
            after.map(|t| t.split('<').next().unwrap().to_string()).collect()
        };
        let first = codes(&sheet);
        assert_eq!(first.len(), 10);
        let again = v.post("/mura/me/access/recovery", &[("_csrf", &csrf), ("_key", &k)]);
        assert_eq!(codes(&again), first);

        // signing out ends the session itself, not only the cookie
        let token = v.cookies["yui_session"].clone();
        let a = v.post("/mura/logout", &[]);
        assert_eq!(a.header("clear-site-data"), "\"cache\", \"storage\"");
        v.cookies.insert("yui_session".into(), token);
        assert_eq!(v.get("/mura/me").status, 303, "the old token is dead");

        // the number that set it up, and one used before, open nothing
        let enter = |v: &mut Visitor<'_>, word: &str, n: &str| {
            v.post(
                "/mura/login/password",
                &[("login", "hanako"), ("password", word), ("number", n)],
            )
        };
        assert_eq!(enter(&mut v, WORD, &n).status, 422, "a number that is used up");
        let n = number(&key, 1);
        assert_eq!(enter(&mut v, "べつのことばをならべる", &n).status, 422);
        assert_eq!(enter(&mut v, WORD, &n).status, 303);
        assert_eq!(v.get("/mura/me").status, 200);
        assert_eq!(enter(&mut s.visitor(), WORD, &n).status, 422, "replayed elsewhere");

        // a recovery code ends what is open and leads to setting up anew
        let mut lost = s.visitor();
        let page = lost.post("/mura/login/recover", &[("code", &first[0])]);
        assert!(
            page.status == 200 && page.body.contains("ログインを作りなおします"),
            "{}",
            page.body
        );
        assert_eq!(v.get("/mura/me").status, 303, "the device that was lost is out");
        assert_eq!(lost.get("/mura/me").status, 303, "the code alone opens nothing");
        assert_eq!(s.visitor().post("/mura/login/recover", &[("code", &first[0])]).status, 422);
        let (ticket, key) = (page.value("ticket").unwrap(), secret(&page));
        let n = number(&key, 0);
        let form = [
            ("ticket", ticket.as_str()),
            ("login", "hanako"),
            ("password", WORD),
            ("number", n.as_str()),
        ];
        assert_eq!(lost.post("/mura/join/password", &form).status, 303);
        assert_eq!(lost.get("/mura/me").status, 200);
    });
}

#[test]
fn cookies_are_bound_to_host_and_path_and_a_planted_one_is_worth_nothing() {
    let s = made(Yui::sqlite());
    let mut v = s.visitor();
    v.cookies.insert("yui_session".into(), "f".repeat(64));
    set_up(&s, &mut v, "hanako");
    let token = v.cookies["yui_session"].clone();
    assert_ne!(token, "f".repeat(64), "a fresh token at signing in");
    assert_eq!(token.len(), 64, "256 bits");
    let mut planter = s.visitor();
    planter.cookies.insert("yui_session".into(), "f".repeat(64));
    assert_eq!(planter.get("/mura/me").status, 303);
    // over TLS only the __Host- cookie counts
    let tls = |cookie: &str| {
        let with = format!("X-Forwarded-Proto: https\r\nCookie: {cookie}\r\n");
        s.send("GET", "/mura/me", &with, &[]).status
    };
    assert_eq!(tls(&format!("yui_session={token}")), 303);
    assert_eq!(tls(&format!("__Host-yui-mura={token}")), 200);
    let page = s.send("GET", "/mura/login", "X-Forwarded-Proto: https\r\n", &[]);
    assert_eq!(page.status, 200);
    let with = format!("X-Forwarded-Proto: https\r\nCookie: __Host-yui-mura={token}\r\n");
    let out = s.send("POST", "/mura/logout", &with, &[]);
    let c = out.cookie("__Host-yui-mura").unwrap();
    for part in ["Path=/;", "HttpOnly", "SameSite=Lax", "Secure", "Max-Age=0"] {
        assert!(c.contains(part), "{part}: {c}");
    }
    assert_eq!(v.get("/mura/me").status, 303, "one session, whatever the cookie is called");
    // signing in again while signed in ends the earlier session
    let mut v = s.visitor();
    let key = set_up(&s, &mut v, "hanako2");
    let before = v.cookies["yui_session"].clone();
    let n = number(&key, 1);
    let form = [("login", "hanako2"), ("password", WORD), ("number", n.as_str())];
    assert_eq!(v.post("/mura/login/password", &form).status, 303);
    let mut old = s.visitor();
    old.cookies.insert("yui_session".into(), before);
    assert_eq!(old.get("/mura/me").status, 303);
    // from another site nothing is posted
    let with = "Sec-Fetch-Site: cross-site\r\n";
    assert_eq!(s.send("POST", "/mura/login/password", with, &form).status, 403);
}

#[test]
fn a_locked_session_asks_again_and_the_form_that_was_sent_comes_back() {
    in_both(|place| {
        let s = made(place);
        let mut v = s.visitor();
        set_up(&s, &mut v, "hanako");
        let page = v.get("/mura/me");
        let (csrf, key) = (page.value("_csrf").unwrap(), page.value("_key").unwrap());
        let hours = [
            ("_csrf", csrf.as_str()),
            ("_key", &key),
            ("on0", "1"),
            ("open0", "09:10"),
            ("close0", "17:20"),
            ("memo", "<あ&\"い\n\nう>"),
        ];
        leave_alone(&s, 16);
        let a = v.get("/mura/me");
        assert_eq!((a.status, a.header("location")), (303, "/mura/login/again?next=%2Fme"));
        let a = v.get("/mura/login/again?next=%2Fme");
        assert!(a.body.contains("佐藤 花子 さん、つづけますか"), "{}", a.body);
        let a = v.post("/mura/me/hours", &hours);
        assert_eq!(a.status, 409);
        assert!(a.body.contains("まだ送られていません"));
        let (path, body) = (a.value("held_path").unwrap(), a.value("held_body").unwrap());
        assert_eq!(path, "/me/hours");
        let old = v.cookies["yui_session"].clone();
        let held = |word: &'static str| {
            vec![("password", word), ("held_path", path.as_str()), ("held_body", body.as_str())]
        };
        let a = v.post("/mura/login/again", &held("べつのことばをならべる"));
        assert_eq!(a.status, 422);
        assert_eq!(a.value("held_body").as_deref(), Some(body.as_str()), "still kept");
        let a = v.post("/mura/login/again", &held(WORD));
        assert_eq!(a.status, 200, "{}", a.body);
        assert!(a.body.contains("action=\"/mura/me/hours\"") && a.body.contains("09:10"));
        assert!(
            a.body.contains("\n&lt;あ&amp;&quot;い\n\nう&gt;</textarea>")
                || a.body.contains("\n&#60;あ&#38;&#34;い\n\nう&#62;</textarea>"),
            "{}",
            a.body
        );
        assert_ne!(v.cookies["yui_session"], old);
        let mut stolen = s.visitor();
        stolen.cookies.insert("yui_session".into(), old);
        assert_eq!(stolen.get("/mura/me").status, 303, "the token from before is dead");
        let a = v.post("/mura/me/hours", &hours);
        assert_eq!((a.status, a.header("location")), (303, "/mura/me"), "its token still fits");
        assert!(v.get("/mura/me").body.contains("09:10"));
        // nothing outside this region is sent on
        leave_alone(&s, 16);
        let evil = [("password", WORD), ("held_path", "//evil.example"), ("held_body", "a=1")];
        let a = v.post("/mura/login/again", &evil);
        assert!(a.status == 303 && !a.body.contains("evil"), "{}", a.body);
    });
}

#[test]
fn who_is_ended_or_has_another_role_is_out_with_the_next_request() {
    in_both(|place| {
        let s = made(place);
        let mut v = s.visitor();
        set_up(&s, &mut v, "hanako");
        assert_eq!(v.get("/mura/me").status, 200);
        const HAT: Stmt = Stmt { name: "test.HAT", sql: "UPDATE accounts_account SET hat = $1" };
        const LEFT: Stmt =
            Stmt { name: "test.LEFT", sql: "UPDATE accounts_account SET leaves_on = $1" };
        let set = |stmt: Stmt, value: String| {
            s.place
                .store("mura")
                .write(move |tx| tx.exec(stmt, &[Value::Text(value.clone())]))
                .unwrap();
        };
        set(HAT, "hokatsu".into());
        assert_eq!(v.get("/mura/me").status, 303, "another role");
        set(HAT, "cm".into());
        assert_eq!(v.get("/mura/me").status, 303, "and it does not come back");
        let mut v = s.visitor();
        set_up(&s, &mut v, "hanako2");
        set(LEFT, kernel::time::add_days(now().date(), 0).to_string());
        assert_eq!(v.get("/mura/me").status, 200, "on the last day");
        set(LEFT, kernel::time::add_days(now().date(), -1).to_string());
        assert_eq!(v.get("/mura/me").status, 303, "the day after");
    });
}

#[test]
fn the_operator_switches_a_person_off_everywhere_and_on_again() {
    in_both(|place| {
        let s = made(place);
        let mut v = s.visitor();
        let key = set_up(&s, &mut v, "hanako");
        let who = ["--organisation", "みずほ居宅", "--name", "佐藤 花子"];
        let cli = |word: &str, more: &[&str]| {
            s.place.at("mura", &[&["login", word], &who[..], more].concat())
        };
        cli("off", &[]).wrong("--reason");
        cli("off", &["--reason", "端末を盗まれた"]).done();
        assert_eq!(v.get("/mura/me").status, 303, "at once");
        let n = number(&key, 0);
        let form = [("login", "hanako"), ("password", WORD), ("number", n.as_str())];
        assert_eq!(v.post("/mura/login/password", &form).status, 422);
        cli("on", &["--reason", "見つかった"]).done();
        let n = number(&key, 1);
        let form = [("login", "hanako"), ("password", WORD), ("number", n.as_str())];
        assert_eq!(v.post("/mura/login/password", &form).status, 303);
        let nobody =
            ["login", "off", "--organisation", "みずほ居宅", "--name", "だれか", "--reason", "x"];
        s.place.at("mura", &nobody).wrong("いません");
    });
}

#[test]
#[expect(clippy::disallowed_methods, reason = "what is measured here is the time itself")]
fn a_name_that_is_not_there_looks_and_costs_the_same() {
    let s = made(Yui::sqlite());
    let mut v = s.visitor();
    set_up(&s, &mut v, "hanako");
    let mut bodies = Vec::new();
    let mut times: [Vec<u128>; 2] = [Vec::new(), Vec::new()];
    for round in 0..attempts() {
        for (i, login) in ["hanako", "nobody"].into_iter().enumerate() {
            let mut w = s.visitor();
            w.network = format!("198.51.{round}.{i}");
            let began = Instant::now();
            let form =
                [("login", login), ("password", "まちがったことばです"), ("number", "123456")];
            let a = w.post("/mura/login/password", &form);
            times[i].push(began.elapsed().as_micros());
            assert_eq!(a.status, 422);
            bodies.push(a.body.replace(login, "NAME"));
        }
    }
    assert!(bodies.windows(2).all(|b| b[0] == b[1]), "the same page");
    times.iter_mut().for_each(|t| t.sort_unstable());
    let [known, unknown] = times.map(|t| t[t.len() / 2]);
    // argon2 costs tens of milliseconds; without it the difference would be all of them
    assert!(known.abs_diff(unknown) * 2 < known.max(unknown), "{known} µs, {unknown} µs");
    for login in ["hanako", "nobody"] {
        let form = [("login", login), ("password", WORD), ("number", "123456")];
        let mut w = s.visitor();
        for _ in attempts()..10 {
            assert_eq!(w.post("/mura/login/password", &form).status, 422);
        }
        let a = w.post("/mura/login/password", &form);
        assert!(a.status == 429 && a.body.contains("15分ほど待って"), "{login}");
    }
}

const fn attempts() -> usize {
    9
}

#[test]
fn spraying_and_guessing_codes_end_at_the_limit_of_the_network() {
    let s = made(Yui::sqlite());
    let mut v = s.visitor();
    let mut last = 0;
    for i in 0..70 {
        let guess = format!("0000-0000-{i:04}");
        last = match i % 2 {
            0 => v.post("/mura/join", &[("code", &guess)]).status,
            _ => v.post("/mura/login/recover", &[("code", &guess)]).status,
        };
        assert_eq!(last, if i < 60 { 422 } else { 429 }, "{i}");
    }
    assert_eq!(last, 429);
    // a neighbour in the /24 too, another network not
    v.network = "203.0.113.200".into();
    assert_eq!(v.post("/mura/join", &[("code", "0000-0000-0000")]).status, 429);
    v.network = "192.0.2.200".into();
    assert_eq!(v.post("/mura/join", &[("code", "0000-0000-0000")]).status, 422);
    // a forged first hop does not help
    v.network = "10.1.2.3, 203.0.113.9".into();
    assert_eq!(v.post("/mura/join", &[("code", "0000-0000-0000")]).status, 429);
}

#[test]
fn one_sees_ones_devices_and_signs_them_out() {
    let s = made(Yui::sqlite());
    let mut first = s.visitor();
    let key = set_up(&s, &mut first, "hanako");
    let mut second = s.visitor();
    let n = number(&key, 1);
    let form = [("login", "hanako"), ("password", WORD), ("number", n.as_str())];
    assert_eq!(second.post("/mura/login/password", &form).status, 303);
    let page = first.get("/mura/me/access");
    assert!(page.body.matches("端末 の ブラウザー").count() >= 2, "{}", page.body);
    let (csrf, k) = (page.value("_csrf").unwrap(), page.value("_key").unwrap());
    let device = page.value("device").unwrap();
    // without the page's token nothing happens; of a stranger neither
    assert_eq!(first.post("/mura/me/access/end", &[("device", &device)]).status, 403);
    let form = [("_csrf", csrf.as_str()), ("_key", &k), ("device", &device)];
    let mut stranger = s.visitor();
    set_up(&s, &mut stranger, "stranger");
    let own = stranger.get("/mura/me/access").value("_csrf").unwrap();
    let theirs = [("_csrf", own.as_str()), ("_key", &k), ("device", &device)];
    assert_eq!(stranger.post("/mura/me/access/end", &theirs).status, 303);
    assert_eq!(second.get("/mura/me").status, 200, "a stranger ends nobody");
    assert_eq!(first.post("/mura/me/access/end", &form).status, 303);
    assert_eq!(second.get("/mura/me").status, 303);
    assert_eq!(first.get("/mura/me").status, 200);
    let all = [("_csrf", csrf.as_str()), ("_key", &k), ("which", "all")];
    assert_eq!(first.post("/mura/me/access/end-all", &all).status, 303);
    assert_eq!(first.get("/mura/me").status, 303);
}

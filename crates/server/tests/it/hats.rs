//! Around signing in: shared computers, access for today, organisations that ask to join, and one login with several hats.
use crate::client::Visitor;
use crate::crew::login;
use crate::identities::{WORD, code, leave_alone, made, number, set_up};
use crate::yui::{Yui, in_both};

#[test]
fn a_shared_computer_keeps_no_name_and_access_for_today_has_no_way_to_change_a_login() {
    let s = made(Yui::sqlite());
    let mut v = s.visitor();
    let key = set_up(&s, &mut v, "hanako");
    let mut shared = s.visitor();
    let n = number(&key, 1);
    let form = [("login", "hanako"), ("password", WORD), ("number", n.as_str()), ("shared", "1")];
    assert_eq!(shared.post("/mura/login/password", &form).status, 303);
    leave_alone(&s, 6);
    assert_eq!(v.get("/mura/me").status, 200, "one's own device waits longer");
    let a = shared.get("/mura/me");
    assert_eq!(a.header("location"), "/mura/login/again?next=%2Fme");
    let page = shared.get("/mura/login/again");
    assert!(page.status == 200 && !page.body.contains("佐藤"), "{}", page.body);
    let first = shared.get("/mura/login");
    assert!(!first.body.contains("hanako") && !first.body.contains("佐藤"));

    // the centre cannot let her in, nor see who works there, but is told whom to ask
    let words = [
        "organisation",
        "add",
        "--name",
        "拠点",
        "--kana",
        "きょてん",
        "--kind",
        "centre",
        "--reason",
        "試験",
    ];
    s.place.at("mura", &words).done();
    let mut other = s.visitor();
    other.network = "198.51.100.7".into();
    login(&s, &mut other, "拠点", "中央 一", "coordinator", &["--admin"]);
    let mut boss = s.visitor();
    boss.network = "198.51.100.8".into();
    login(&s, &mut boss, "みずほ居宅", "管理 一", "cm", &["--admin"]);
    let list = boss.get("/mura/staff");
    let hanako = list
        .body
        .split("/mura/staff/")
        .skip(1)
        .find(|t| t.contains("佐藤 花子"))
        .map(|t| t.chars().take(36).collect::<String>())
        .unwrap_or_else(|| panic!("{} {} {}", list.status, list.header("location"), list.body));
    let theirs = other.get(&format!("/mura/staff/{hanako}"));
    assert_eq!(theirs.status, 404, "not even that there is such a person");
    let csrf = other.get("/mura/me").value("_csrf").unwrap();
    let form = [
        ("_csrf", csrf.as_str()),
        ("_key", "0123456789abcdef"),
        ("what", "end"),
        ("hours", "2"),
        ("reason", "端末を忘れた"),
    ];
    for path in ["/today", ""] {
        let a = other.post(&format!("/mura/staff/{hanako}{path}"), &form);
        assert_eq!(a.status, 404, "{path}: {}", a.body);
    }
    let org = boss.get("/mura/staff").body;
    let org = org.split("?organisation=").nth(1).unwrap().chars().take(36).collect::<String>();
    let whom = other.get(&format!("/mura/staff?organisation={org}"));
    assert!(whom.status == 403 && whom.body.contains("管理 一 さん"), "{}", whom.body);
    assert!(!whom.body.contains("佐藤"), "{}", whom.body);
    // the administrator of her own house does
    let path = format!("/mura/staff/{hanako}");
    let page = boss.get(&path);
    let (csrf, k) = (page.value("_csrf").unwrap(), page.value("_key").unwrap());
    let form = [("_csrf", csrf.as_str()), ("_key", &k), ("hours", "2"), ("reason", "端末を忘れた")];
    let letter = boss.post(&format!("{path}/today"), &form);
    assert_eq!(letter.status, 200, "{}", letter.body);
    let code =
        letter.body.split("<p class=\"num mt3\">").nth(1).unwrap().split('<').next().unwrap();
    let mut today = s.visitor();
    assert_eq!(today.post("/mura/join", &[("code", code)]).status, 303);
    let me = today.get("/mura/me");
    assert!(
        me.status == 200 && me.body.contains("佐藤 花子（管理 一が出したコードで）"),
        "{}",
        me.body
    );
    assert!(today.get("/mura/me/access").body.contains("きょうだけ使えるコード"));
    let mine = v.get("/mura/me/access");
    assert!(mine.body.contains("きょうだけのコード（出した人：管理 一）"), "{}", mine.body);
    assert!(v.get("/mura/notices").body.contains("きょうだけ使えるコード"), "and she is told");
    // the same press again shows no code
    let again = boss.post(&format!("{path}/today"), &form);
    assert_eq!(again.status, 303, "{}", again.body);
    assert!(!again.body.contains(code));
    assert_eq!(today.get("/mura/me/access/recovery").status, 404);
    assert_eq!(s.visitor().post("/mura/join", &[("code", code)]).status, 422, "once");
    // ended by the administrator: out at the next request
    let page = boss.get(&path);
    let (csrf, k) = (page.value("_csrf").unwrap(), page.value("_key").unwrap());
    let form = [("_csrf", csrf.as_str()), ("_key", &k), ("what", "end")];
    assert_eq!(boss.post(&path, &form).status, 303);
    for who in [&mut today, &mut v, &mut shared] {
        assert_eq!(who.get("/mura/me").header("location"), "/mura/login?next=%2Fme");
        let back = who.get("/mura/search?from=a%26b&page=2").header("location").to_string();
        assert_eq!(
            back, "/mura/login?next=%2Fsearch%3Ffrom%3Da%2526b%26page%3D2",
            "with its question"
        );
    }
}

#[test]
fn the_form_for_joining_is_open_and_bounded() {
    let s = made(Yui::sqlite());
    let mut v = s.visitor();
    assert_eq!(v.get("/mura/apply").status, 200);
    let form = |n: usize| {
        vec![
            ("number", format!("037010{n:04}")),
            ("name", "みどり薬局".into()),
            ("kana", "みどりやっきょく".into()),
            ("kind", "pharmacy".into()),
            ("phone", "0197-65-0000".into()),
            ("person", "田中 実".into()),
            ("person_kana", "たなか みのる".into()),
        ]
    };
    for n in 0..12 {
        let fields = form(n);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
        let a = v.post("/mura/apply", &fields);
        assert_eq!(a.status, if n < 10 { 200 } else { 429 }, "{n}: {}", a.body);
    }
    let a = v.post("/mura/apply", &[("kind", "city")]);
    assert_eq!(a.status, 422, "nobody becomes the city by a form");
    assert_eq!(v.get("/mura/applications").status, 303);
}

#[test]
fn one_login_takes_a_second_hat_here_and_in_another_region() {
    in_both(|place| {
        let s = made(place);
        let mut v = s.visitor();
        let key = set_up(&s, &mut v, "hanako");
        let give = |v: &mut Visitor<'_>, word: &str, n: &str| {
            let page = v.post("/mura/join", &[("code", &code(&s))]);
            let ticket = page.value("ticket").unwrap();
            let form = [
                ("ticket", ticket.as_str()),
                ("login", "hanako"),
                ("password", word),
                ("number", n),
            ];
            v.post("/mura/join/known", &form)
        };
        // being signed in is no proof
        assert_eq!(give(&mut v, "", "").status, 422);
        let n = number(&key, 1);
        assert_eq!(give(&mut v, "べつのことばをならべる", &n).status, 422);
        let a = give(&mut v, WORD, &n);
        assert_eq!((a.status, a.header("location")), (303, "/mura/me/access"), "{}", a.body);
        let page = v.get("/mura/me/access");
        assert!(page.body.contains("ほかの立場にかわる"), "{}", page.body);
        let (csrf, k) = (page.value("_csrf").unwrap(), page.value("_key").unwrap());
        let account = page.value("account").unwrap();
        let before = v.cookies["yui_session"].clone();
        let form = [("_csrf", csrf.as_str()), ("_key", &k), ("account", account.as_str())];
        assert_eq!(v.post("/mura/me/access/hat", &form).status, 303);
        assert_eq!(v.get("/mura/me").status, 200);
        let mut old = s.visitor();
        old.cookies.insert("yui_session".into(), before);
        assert_eq!(old.get("/mura/me").status, 303, "the session of the other hat is over");
        let mut stranger = s.visitor();
        set_up(&s, &mut stranger, "stranger");
        let csrf = stranger.get("/mura/me/access").value("_csrf").unwrap();
        let form = [("_csrf", csrf.as_str()), ("_key", &k), ("account", account.as_str())];
        assert_eq!(stranger.post("/mura/me/access/hat", &form).status, 404, "not theirs");
    });
}

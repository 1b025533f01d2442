//! 救急隊 and the vendor over HTTP: a device, a name, a PIN; a door that is shut.
use crate::client::{Answer, Server, Visitor};
use crate::identities::{WORD, leave_alone, made, number, secret};
use crate::yui::in_both;

fn organisation(s: &Server, name: &str, kind: &str) {
    let words =
        ["organisation", "add", "--name", name, "--kana", name, "--kind", kind, "--reason", "試験"];
    s.place.at("mura", &words).done();
}

/// An invitation by the operator: its code.
pub fn invited(s: &Server, office: &str, name: &str, hat: &str, more: &[&str]) -> String {
    let words = [
        "invite",
        "--organisation",
        office,
        "--name",
        name,
        "--kana",
        "かな",
        "--hat",
        hat,
        "--reason",
        "試験",
    ];
    let out = s.place.at("mura", &[&words[..], more].concat()).done().out;
    out.split(' ').nth(1).unwrap().to_string()
}

/// Invites from the command line and sets up a login by password; the secret of the one-time numbers.
pub fn login(
    s: &Server,
    v: &mut Visitor<'_>,
    office: &str,
    name: &str,
    hat: &str,
    more: &[&str],
) -> Vec<u8> {
    let code = invited(s, office, name, hat, more);
    let page = v.post("/mura/join", &[("code", &code)]);
    let ticket = page.value("ticket").unwrap_or_else(|| panic!("{} {}", page.status, page.body));
    let key = secret(&page);
    let n = number(&key, -1);
    // a login name has four letters at least
    let name = if hat.len() < 4 { format!("{hat}-san") } else { hat.to_string() };
    let form = [("ticket", ticket.as_str()), ("login", &name), ("password", WORD), ("number", &n)];
    let a = v.post("/mura/join/password", &form);
    assert_eq!(a.status, 303, "{}", a.body);
    key
}

pub fn press(v: &mut Visitor<'_>, page: &str, to: &str, more: &[(&str, &str)]) -> Answer {
    let shown = v.get(page);
    let csrf = shown.value("_csrf").unwrap();
    // a page that is opened gives a key that nobody had before
    static OPENED: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    let key = format!("k{:015}", OPENED.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
    let mut form = vec![("_csrf", csrf.as_str()), ("_key", key.as_str())];
    form.extend(more);
    v.post(to, &form)
}

fn printed(a: &Answer) -> String {
    assert_eq!(a.status, 200, "{}", a.body);
    a.body.split("<p class=\"num mt3\">").nth(1).unwrap().split('<').next().unwrap().to_string()
}

fn linked(a: &Answer, before: &str) -> String {
    a.body.split(before).nth(1).unwrap().split('"').next().unwrap().to_string()
}

#[test]
fn a_crew_gets_in_with_its_device_a_name_and_a_pin_and_a_lost_device_is_out_at_once() {
    in_both(|place| {
        let s = made(place);
        organisation(&s, "むら消防署", "fire");
        let mut boss = s.visitor();
        login(&s, &mut boss, "むら消防署", "消防 長", "provider", &["--admin"]);
        let page = boss.get("/mura/staff");
        assert!(page.body.contains("救急隊の端末"));
        let org = page.value("organisation").unwrap_or_default();
        let of = [("organisation", org.as_str())];
        let with = |more: &[(&'static str, &'static str)]| {
            let mut form = of.to_vec();
            form.extend(more);
            form
        };
        let bad = press(
            &mut boss,
            "/mura/staff/devices",
            "/mura/staff/devices",
            &with(&[("what", "device"), ("device", "")]),
        );
        assert_eq!(bad.status, 422);
        let made = with(&[("what", "device"), ("device", "救急1隊 タブレット")]);
        let device_code =
            printed(&press(&mut boss, "/mura/staff/devices", "/mura/staff/devices", &made));
        let made = with(&[
            ("what", "member"),
            ("name", "隊員 一"),
            ("kana", "たいいん"),
            ("number", "101"),
        ]);
        let code = printed(&press(&mut boss, "/mura/staff/devices", "/mura/staff/crew", &made));

        // a browser that is no device sees no name
        let mut tablet = s.visitor();
        let page = tablet.get("/mura/crew");
        assert!(page.body.contains("まだ登録されていません") && !page.body.contains("隊員 一"));
        assert_eq!(tablet.post("/mura/crew/device", &[("code", "0000-0000-0000")]).status, 422);
        let a = tablet.post("/mura/crew/device", &[("code", &device_code)]);
        assert_eq!((a.status, a.header("location")), (303, "/mura/crew"));
        assert!(a.cookie("yui_device").unwrap().contains("HttpOnly; SameSite=Lax"));
        assert_eq!(tablet.get("/mura/login").header("location"), "/mura/crew?next=%2F");
        let page = tablet.get("/mura/crew");
        assert!(page.body.contains("隊員 一"), "{}", page.body);
        let who = page.value("who").unwrap();

        // choosing a PIN: the easy ones and a wrong code are refused
        let choose = |t: &mut Visitor<'_>, code: &str, pin: &str, again: &str| {
            let form = [("who", who.as_str()), ("code", code), ("pin", pin), ("again", again)];
            t.post("/mura/crew/first", &form)
        };
        for (code, pin, again, said) in [
            (code.as_str(), "123456", "123456", "当てられやすい"),
            (&code, "4815", "4815", "6けた以上"),
            (&code, "481502", "481503", "2つの番号が違います"),
            ("AAAA-AAAA-AAAA", "481502", "481502", "お名前か番号が違います"),
        ] {
            let a = choose(&mut tablet, code, pin, again);
            assert_eq!(a.status, 422, "{said}");
            assert!(a.body.contains(said), "{said}: {}", a.body);
            assert!(!a.body.contains("481502"), "a PIN is never sent back");
        }
        let a = choose(&mut tablet, &code, "481502", "481502");
        assert_eq!((a.status, a.header("location")), (303, "/mura/"), "{}", a.body);
        let me = tablet.get("/mura/me");
        assert!(me.status == 200 && me.body.contains("隊員 一") && me.body.contains("救急隊"));
        assert_eq!(
            tablet.get("/mura/").header("location"),
            "/mura/scene",
            "a crew begins with さがす"
        );
        let scene = tablet.get("/mura/scene");
        assert!(scene.status == 200 && !scene.body.contains("受付時間"));
        for shut in
            ["/mura/people", "/mura/staff", "/mura/staff/devices", "/mura/search", "/mura/openings"]
        {
            assert_eq!(tablet.get(shut).status, 403, "{shut}");
        }

        // the session is good on its device alone
        let mut thief = s.visitor();
        thief.cookies.insert("yui_session".into(), tablet.cookies["yui_session"].clone());
        assert_eq!(thief.get("/mura/me").status, 303, "elsewhere it is dead");
        let enter = |t: &mut Visitor<'_>, who: &str, pin: &str| {
            t.post("/mura/crew", &[("who", who), ("pin", pin)])
        };
        assert_eq!(enter(&mut thief, &who, "481502").status, 422, "a PIN without the device");
        assert_eq!(tablet.get("/mura/me").status, 303, "and was ended, too");
        assert_eq!(
            enter(&mut tablet, "01926446-9400-7000-8000-000000000000", "481502").status,
            422
        );
        assert_eq!(enter(&mut tablet, &who, "481503").status, 422);
        assert_eq!(enter(&mut tablet, &who, "４８１５０２").status, 303);
        assert_eq!(tablet.get("/mura/me").status, 200);

        // locked while nobody is there: the PIN opens it, and what was typed comes back
        leave_alone(&s, 10);
        assert!(tablet.get("/mura/me").header("location").starts_with("/mura/login/again"));
        let page = tablet.get("/mura/login/again");
        assert!(page.body.contains("暗証番号") && !page.body.contains("隊員 一"));
        assert_eq!(
            tablet.post("/mura/login/again", &[("pin", "000000"), ("next", "/me")]).status,
            422
        );
        let a = tablet.post("/mura/login/again", &[("pin", "481502"), ("next", "/me")]);
        assert_eq!((a.status, a.header("location")), (303, "/mura/me"), "{}", a.body);
        assert_eq!(tablet.get("/mura/me").status, 200);

        // five wrong in a quarter of an hour, and the right one has to wait
        // (three were wrong before: a code, a PIN, and one at the lock)
        for n in 0..2 {
            assert_eq!(enter(&mut tablet, &who, "481599").status, 422, "{n}");
        }
        assert_eq!(enter(&mut tablet, &who, "481502").status, 429);

        // signed out from afar: the device stays; lost: it is out at once, and its credential is worth nothing
        let list = boss.get("/mura/staff/devices");
        let device = linked(&list, "action=\"/mura/staff/devices/");
        let to = format!("/mura/staff/devices/{device}");
        let at = "/mura/staff/devices";
        assert_eq!(press(&mut boss, at, &to, &[("what", "out")]).status, 303);
        assert_eq!(tablet.get("/mura/me").status, 303);
        assert!(tablet.get("/mura/crew").body.contains("隊員 一"));
        let renewed = printed(&press(&mut boss, at, &format!("/mura/staff/crew/{who}"), &[]));
        // the limit of the person is still on for PINs, and a code of 60 bits is not a PIN
        assert_eq!(choose(&mut tablet, &renewed, "739164", "739164").status, 303);
        assert_eq!(tablet.get("/mura/me").status, 200);
        let a = press(&mut boss, at, &to, &[("what", "lost")]);
        assert_eq!(a.status, 303, "{}", a.body);
        assert_eq!(tablet.get("/mura/me").status, 303, "out at once");
        assert!(tablet.get("/mura/crew").body.contains("まだ登録されていません"));
        assert!(boss.get(at).body.contains("なくして止めました"));
    });
}

#[test]
fn the_vendor_gets_in_while_the_city_has_opened_and_sees_nobody_meanwhile() {
    in_both(|place| {
        let s = made(place);
        organisation(&s, "むら役場", "city");
        organisation(&s, "保守会社", "other");
        let (mut city, mut vendor) = (s.visitor(), s.visitor());
        vendor.network = "198.51.100.9".into();
        login(&s, &mut city, "むら役場", "市 一", "city", &[]);
        // the first code waits for the door, too, and is not used up by coming early
        let words = [
            "invite",
            "--organisation",
            "保守会社",
            "--name",
            "保守 零",
            "--kana",
            "かな",
            "--hat",
            "vendor",
            "--reason",
            "試験",
        ];
        let out = s.place.at("mura", &words).done().out;
        let early = vendor.post("/mura/join", &[("code", out.split(' ').nth(1).unwrap())]);
        assert!(early.status == 422 && early.body.contains("いまは閉じています"), "{}", early.body);
        let page = city.get("/mura/openings").body;
        assert!(page.contains("ふだんは閉じています"));
        let firm = page.split("<option value=\"").find(|t| t.contains("保守会社")).unwrap();
        let form =
            [("vendor", firm.split('"').next().unwrap()), ("hours", "1"), ("reason", "はじめて")];
        assert_eq!(press(&mut city, "/mura/openings", "/mura/openings", &form).status, 303);
        let page = city.get("/mura/openings");
        assert!(!page.body.contains("ふだんは閉じています"), "{}", page.body);
        let key = login(&s, &mut vendor, "保守会社", "保守 一", "vendor", &[]);
        assert_eq!(vendor.get("/mura/me").status, 200, "a first sign-in while it is open");
        let to = format!("/mura/openings/{}", linked(&page, "action=\"/mura/openings/"));
        assert_eq!(press(&mut city, "/mura/openings", &to, &[]).status, 303);
        assert_eq!(vendor.get("/mura/me").status, 303, "shut by default");
        let enter = |v: &mut Visitor<'_>, step| {
            let n = number(&key, step);
            v.post(
                "/mura/login/password",
                &[("login", "vendor"), ("password", WORD), ("number", &n)],
            )
        };
        assert_eq!(enter(&mut vendor, 0).status, 403, "with both factors, and the door shut");
        let page = city.get("/mura/openings");
        let firm = page.body.split("<option value=\"").find(|t| t.contains("保守会社")).unwrap();
        let firm = firm.split('"').next().unwrap().to_string();
        let open = |c: &mut Visitor<'_>, hours: &str, reason: &str| {
            let form = [("vendor", firm.as_str()), ("hours", hours), ("reason", reason)];
            press(c, "/mura/openings", "/mura/openings", &form)
        };
        assert_eq!(open(&mut city, "9", "理由").status, 422);
        assert_eq!(open(&mut city, "2", "").status, 422);
        assert_eq!(open(&mut city, "2", "取りこみが止まった").status, 303);
        let a = enter(&mut vendor, 1);
        assert_eq!(a.status, 303, "{}", a.body);
        let me = vendor.get("/mura/me");
        assert_eq!(me.status, 200);
        assert!(me.body.contains("保守の業者として開いています"));
        for shut in
            ["/mura/people", "/mura/staff", "/mura/search", "/mura/openings", "/mura/invitations"]
        {
            assert_eq!(vendor.get(shut).status, 403, "{shut}");
        }
        let list = city.get("/mura/openings");
        let id = linked(&list, "action=\"/mura/openings/");
        let to = format!("/mura/openings/{}", id);
        assert_eq!(press(&mut city, "/mura/openings", &to, &[]).status, 303);
        assert_eq!(vendor.get("/mura/me").status, 303, "out with the next request");
        let list = city.get("/mura/openings").body;
        assert!(list.contains("取りこみが止まった") && list.contains("に閉じた"));
        let log = s
            .place
            .at("mura", &["--persons", "--reason", "試験", "audit", "export", "--ndjson"])
            .done()
            .out;
        assert!(
            log.contains("accounts.opening.request") && log.contains("GET /me"),
            "each request is in the log"
        );
    });
}

//! The file from setting it up to the third night and the end, on both engines; what the bytes hold; what the page says.
use std::path::PathBuf;

use accounts::use_cases::{set_up, staff};
use accounts::{NewAccount, NewOrganisation, OrganisationKind};
use app::audit_read::{self, Span};
use kernel::{Actor, ActorKind, BusinessCalendar, Hat, Id, Time};
use slice::{Body, Fail, Method};
use testkit::{TestApp, at, for_both_apps};

use super::*;
use crate::flow_tests::{resident, sources_of_tests};
use crate::testing::{html, req, sound};

/// A folder of its own in memory, removed at the end.
struct Folder(PathBuf);
impl Folder {
    fn new() -> Folder {
        let memory = std::path::Path::new("/dev/shm");
        let base = if memory.is_dir() { memory.to_path_buf() } else { std::env::temp_dir() };
        static NEXT: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
        let n = NEXT.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        let dir = base.join(format!("yui-pack-{}-{n}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        Folder(dir)
    }
    fn files(&self) -> Vec<PathBuf> {
        let mut out = Vec::new();
        for d in std::fs::read_dir(&self.0).unwrap() {
            let d = d.unwrap().path();
            if d.is_dir() {
                out.extend(std::fs::read_dir(d).unwrap().map(|f| f.unwrap().path()));
            }
        }
        out.sort();
        out
    }
}
impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

struct Place {
    app: TestApp,
    office: Id,
    admin: Actor,
    other: Actor,
    resident: Id,
}

fn account(app: &TestApp, office: Id, name: &str) -> Actor {
    let new = NewAccount {
        organisation: office.into(),
        name: name.into(),
        kana: "さとう".into(),
        hat: Hat::CareManager,
        profession: "介護支援専門員".into(),
        demo_role: None,
    };
    let id = app.write(&Actor::operator(), move |cx| set_up::add_account(cx, &new)).unwrap();
    Actor {
        kind: ActorKind::Staff,
        account: Some(id.0),
        organisation: Some(office),
        hat: Hat::CareManager,
        name: name.into(),
    }
}

fn place(app: TestApp) -> Place {
    sources_of_tests();
    let t = |h| Time::constant(h, 30, 0, 0);
    let office = NewOrganisation {
        name: "居宅介護支援 </script>結の里".into(),
        kana: "ゆいのさと".into(),
        kind: OrganisationKind::CareManagement,
        number: None,
        corporation: String::new(),
        area: String::new(),
        phone: "0000-00-0012".into(),
        fax: String::new(),
        calendar: BusinessCalendar::weekdays(t(8), t(17)),
        outside: false,
        fictitious: true,
    };
    let office =
        app.write(&Actor::operator(), move |cx| set_up::add_organisation(cx, &office)).unwrap().0;
    let admin = account(&app, office, "佐藤 花子");
    let other = account(&app, office, "菊池 誠");
    let id = admin.account.unwrap();
    app.write(&Actor::operator(), move |cx| staff::set_admin(cx, id.into(), true)).unwrap();
    let resident = resident(&app, office).0;
    Place { app, office, admin, other, resident }
}

fn post(p: &Place, who: &Actor, path: &str, what: &str, key: &str) -> slice::Req {
    let mut r = req(&p.app, who.hat, p.office, path);
    r.method = Method::Post;
    r.session.as_mut().unwrap().actor = who.clone();
    r.form.push("_key", key);
    r.form.push("what", what);
    r
}

/// Sets the pack up; the passphrase as printed.
fn begun(p: &Place, key: &str) -> String {
    let card = html(page::change(&post(p, &p.admin, "/pack", "begin", key)).unwrap());
    sound(&card);
    let begin = card.find("<p class=\"num mt3\">").unwrap() + 19;
    card[begin..begin + 24].to_string()
}

fn kept(p: &Place) -> Option<Kept> {
    let office = p.office;
    p.app.read(&Actor::system(), |cx| store::of(cx, office)).unwrap()
}

fn put_in(p: &Place, f: &Folder) {
    let text = f.0.to_str().unwrap().to_string();
    p.app.write(&Actor::operator(), move |cx| folder::name(cx, &text)).unwrap();
}

fn night(p: &Place) -> std::result::Result<(), String> {
    let job = app::jobs::Job {
        id: testkit::id(9),
        kind: "home.pack".into(),
        payload: "{}".into(),
        run_at: p.app.now(),
        attempts: 1,
        error: None,
        dead_at: None,
    };
    nightly::run(&p.app.app, &job)
}

#[test]
fn only_the_printed_passphrase_opens_the_lock_and_the_store_does_not_hold_it() {
    for_both_apps(|app| {
        let p = place(app);
        let words = begun(&p, "key-00000001");
        assert_eq!(words.len(), 24);
        let k = kept(&p).unwrap();
        assert!(seal::opens(&k.lock, &words));
        let mut wrong = words.clone().into_bytes();
        wrong[3] = if wrong[3] == b'A' { b'B' } else { b'A' };
        assert!(!seal::opens(&k.lock, &String::from_utf8(wrong).unwrap()));
        assert!(!seal::opens(&k.lock, ""));
        assert!(!format!("{k:?}").contains(&words));
        // the press that arrives twice changes nothing and shows nothing
        let again = page::change(&post(&p, &p.admin, "/pack", "begin", "key-00000001")).unwrap();
        assert!(matches!(again.body, Body::Redirect { .. }));
        assert_eq!(kept(&p).unwrap().lock, k.lock);
        // a new passphrase is another lock
        let new = begun(&p, "key-00000002");
        let k = kept(&p).unwrap();
        assert!(seal::opens(&k.lock, &new) && !seal::opens(&k.lock, &words));
    });
}

#[test]
fn who_is_no_administrator_reads_the_page_and_does_nothing() {
    let p = place(TestApp::sqlite());
    begun(&p, "key-00000001");
    let mut r = req(&p.app, Hat::CareManager, p.office, "/pack");
    r.session.as_mut().unwrap().actor = p.other.clone();
    let text = html(page::page(&r).unwrap());
    sound(&text);
    assert!(text.contains("まだありません") && !text.contains("取り出す</button>"));
    for what in ["begin", "end"] {
        let r = page::change(&post(&p, &p.other, "/pack", what, "key-00000009"));
        assert!(matches!(r, Err(Fail::Use(Error::Forbidden(_)))), "{what}: {r:?}");
    }
    let r = page::take(&post(&p, &p.other, "/pack/take", "", "key-00000009"));
    assert!(matches!(r, Err(Fail::Use(Error::Forbidden(_)))), "{r:?}");
    let r = page::change(&post(&p, &p.admin, "/pack", "sing", "key-00000009"));
    assert!(matches!(r, Err(Fail::NotFound)));
}

#[test]
fn taking_it_out_is_in_the_log_for_each_person_and_no_name_is_in_the_bytes() {
    for_both_apps(|app| {
        let p = place(app);
        let early = page::take(&post(&p, &p.admin, "/pack/take", "", "key-00000001")).unwrap();
        assert_eq!(early.status, 422, "nothing to seal to yet");
        begun(&p, "key-00000001");
        let r = page::take(&post(&p, &p.admin, "/pack/take", "", "key-00000002")).unwrap();
        let Body::File { name, bytes, .. } = r.body else { panic!("no file") };
        assert_eq!(name, "hikae-20261119-112000.html");
        let text = String::from_utf8(bytes).unwrap();
        for secret in ["高橋", "ミヨ", "たかはし", "1940", "ひばり台", "0000-00-0012", "佐藤"]
        {
            assert!(!text.contains(secret), "{secret}");
        }
        assert_eq!(text.matches("</script>").count(), 2, "the office's name closes nothing");
        assert!(text.contains("default-src &#39;none&#39;") && !text.contains("http:"));
        assert!(!text.contains("https:") && !text.contains(" src=") && !text.contains(" href="));
        let rows = p
            .app
            .read(&Actor::operator(), |cx| audit_read::span(cx, &Span::default(), 1000))
            .unwrap();
        let of = |r: &&app::audit::AuditRow| r.act == "home.pack.take" && !r.denied;
        assert!(rows.iter().filter(of).any(|r| r.resident == Some(p.resident)));
        assert!(rows.iter().filter(of).any(|r| r.detail == "purpose=outage;n=1"));
        assert!(kept(&p).unwrap().taken_at.is_some());
    });
}

#[test]
fn the_night_makes_one_a_day_keeps_three_and_the_end_takes_all() {
    for_both_apps(|app| {
        let (p, f) = (place(app), Folder::new());
        begun(&p, "key-00000001");
        night(&p).unwrap();
        assert!(kept(&p).unwrap().made_at.is_none(), "no folder is named");
        put_in(&p, &f);
        for (day, files) in [("20", 1), ("21", 2), ("22", 3), ("23", 3), ("24", 3)] {
            let before = f.files().len();
            p.app.clock.set(at(&format!("2026-11-{day}"), "03:30"));
            if before > 0 {
                night(&p).unwrap();
                assert_eq!(f.files().len(), before, "not before four");
            }
            p.app.clock.set(at(&format!("2026-11-{day}"), "04:10"));
            night(&p).unwrap();
            assert_eq!(f.files().len(), files, "{day}");
            p.app.clock.set(at(&format!("2026-11-{day}"), "16:40"));
            night(&p).unwrap();
            assert_eq!(f.files().len(), files, "once a day is enough");
        }
        let names: Vec<String> =
            f.files().iter().map(|x| x.file_name().unwrap().to_str().unwrap().into()).collect();
        assert_eq!(
            names,
            ["22", "23", "24"].map(|d| format!("hikae-202611{d}-041000.html")),
            "the newest stay"
        );
        let k = kept(&p).unwrap();
        assert_eq!((k.persons, k.problem.as_str()), (1, ""));
        // what the program reads at night raises no alarm, and is named as such
        let rows = p
            .app
            .read(&Actor::operator(), |cx| audit_read::span(cx, &Span::default(), 1000))
            .unwrap();
        let n = rows.iter().filter(|r| r.act == "home.pack.make" && r.resident.is_some()).count();
        assert!(n >= 5, "{n}");
        page::change(&post(&p, &p.admin, "/pack", "end", "key-00000003")).unwrap();
        assert!(kept(&p).is_none() && f.files().is_empty());
        p.app.clock.set(at("2026-11-25", "04:10"));
        night(&p).unwrap();
        assert!(f.files().is_empty());
    });
}

#[test]
fn a_night_that_fails_says_why_and_keeps_the_old_files() {
    for_both_apps(|app| {
        let (p, f) = (place(app), Folder::new());
        begun(&p, "key-00000001");
        put_in(&p, &f);
        night(&p).unwrap();
        assert_eq!(f.files().len(), 1);
        // who set it up has left
        let id = p.admin.account.unwrap();
        p.app.write(&Actor::operator(), move |cx| staff::end_now(cx, id.into())).unwrap();
        p.app.clock.set(at("2026-11-20", "04:10"));
        assert!(night(&p).is_err());
        let k = kept(&p).unwrap();
        assert!(k.problem.contains("合言葉を作り直して"), "{}", k.problem);
        assert_eq!(f.files().len(), 1);
        sound(&page::drawn((true, Some(k.clone()), true), ""));
        // not tried again at once, but again
        assert!(!nightly::due(&k, at("2026-11-20", "04:40")));
        assert!(nightly::due(&k, at("2026-11-20", "05:20")));
        // the share is not mounted
        let gone = Folder(f.0.join("nowhere"));
        assert!(folder::put(&gone.0, "x", p.office, p.app.now(), "x").is_err());
        assert!(!gone.0.exists());
    });
}

#[test]
fn while_persons_are_switched_off_nothing_is_taken_out_and_no_empty_file_replaces_a_good_one() {
    for_both_apps(|app| {
        let (p, f) = (place(app), Folder::new());
        begun(&p, "key-00000001");
        put_in(&p, &f);
        night(&p).unwrap();
        assert_eq!((f.files().len(), kept(&p).unwrap().persons), (1, 1));
        let switch = |to: &'static str| {
            p.app
                .write(&Actor::operator(), move |cx| {
                    app::settings::set(cx, "capability.people", to)
                })
                .unwrap();
        };
        switch("off");
        assert!(page::take(&post(&p, &p.admin, "/pack/take", "", "key-00000002")).is_err());
        p.app.clock.set(at("2026-11-20", "04:10"));
        assert!(night(&p).is_err());
        let k = kept(&p).unwrap();
        assert!(k.problem.contains("止めています"), "{}", k.problem);
        assert_eq!((f.files().len(), k.persons), (1, 1));
        switch("on");
        p.app.clock.set(at("2026-11-20", "06:10"));
        night(&p).unwrap();
        assert_eq!((f.files().len(), kept(&p).unwrap().persons), (2, 1));
    });
}

#[test]
fn the_page_says_where_it_stands() {
    let p = place(TestApp::sqlite());
    let empty = page::drawn((true, None, false), "");
    sound(&empty);
    assert!(empty.contains("まだはじめていません") && empty.contains("はじめる（合言葉を作る）"));
    sound(&page::drawn((false, None, false), ""));
    begun(&p, "key-00000001");
    let mut k = kept(&p).unwrap();
    k.made_at = Some(at("2026-11-19", "04:00"));
    k.persons = 12;
    k.name = "とても長い名前".repeat(30);
    for (folder, words) in [(true, "新しい3つを残します"), (false, "まだ決まっていません")]
    {
        let text = page::drawn((true, Some(k.clone()), folder), "");
        sound(&text);
        assert!(text.contains("令和8年11月19日（木） 4:00・12人") && text.contains(words));
    }
    let error = page::drawn((true, None, false), "まだはじめていません");
    sound(&error);
    assert!(error.contains("role=\"alert\""));
}

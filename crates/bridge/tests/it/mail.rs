//! Notices by mail, through lettre and a server that speaks SMTP.
use std::sync::Arc;

use app::jobs;
use app::notices::{self, To};
use bridge::delivery::model::Way;
use bridge::delivery::smtp::Smtp;
use bridge::delivery::{jobs as work, use_cases as act};
use kernel::{Actor, Clock, Hat};
use testkit::{Contents, TestApp, TestDb, demo_region};

use crate::sink::{Real, Sink};
use crate::town::Town;

/// A town whose mail goes to this port.
fn town(db: TestDb, port: u16) -> Town {
    let clock = Arc::new(kernel::FixedClock::new(testkit::noon_before()));
    let entropy = Arc::new(kernel::SeededEntropy::new(1));
    let smtp = Smtp::new(
        &format!("smtp://127.0.0.1:{port}"),
        "結 Yui <yui@example.jp>",
        "https://yui.example.jp",
    );
    let app = app::App::new(db.handle(), demo_region(), clock.clone(), entropy)
        .with_mailer(Arc::new(smtp.unwrap()));
    Town::new(TestApp { app: Arc::new(app), clock, db })
}

/// Gives somebody a confirmed address.
fn subscribed(town: &Town, who: &Actor, address: &str) {
    let (to, code) = (address.to_string(), "K7QD-M4X2".to_string());
    town.t.app.write(who, move |cx| act::ask(cx, &to, &code)).unwrap();
    assert!(!town.t.app.write(who, |cx| act::confirm(cx, "K7QD-M4X3")).unwrap(), "another code");
    assert!(town.t.app.write(who, |cx| act::confirm(cx, "k7qdm4x2")).unwrap());
}

fn notice(town: &Town, to: &Actor, kind: &str) {
    let (to, kind) =
        (To { organisation: to.organisation.unwrap(), account: None }, kind.to_string());
    town.t
        .app
        .write(&Actor::system(), move |cx| {
            notices::send(cx, to, &kind, "高橋さんの名前はここに立たない", "/transitions/秘密")
        })
        .unwrap();
}

/// Does what the server's job thread does: plans, then runs what is due; how many jobs ran.
fn work(town: &Town) -> usize {
    let system = Actor::system();
    let empty = jobs::Job {
        id: testkit::id(1),
        kind: "bridge.deliver".into(),
        payload: "{}".into(),
        run_at: town.t.app.now(),
        attempts: 1,
        error: None,
        dead_at: None,
    };
    work::deliver(&town.t.app, &empty).unwrap();
    let mut n = 0;
    while let Some(job) = town.t.app.write(&system, jobs::claim).unwrap() {
        let done = work::send(&town.t.app, &job);
        town.t
            .app
            .write(&system, move |cx| match &done {
                Ok(()) => jobs::finish(cx, job.id),
                Err(e) => jobs::fail(cx, &job, e),
            })
            .unwrap();
        n += 1;
    }
    n
}

fn health(town: &Town) -> Vec<(String, i64)> {
    town.t.app.read(&town.centre, act::watch).unwrap().health.states
}

fn nothing_personal(mail: &str) {
    for word in ["高橋", "秘密", "transitions/", "千田", &testkit::id(1).to_string()[..8]] {
        assert!(!mail.contains(word), "{word} in {mail}");
    }
}

#[test]
fn a_notice_becomes_a_mail_that_names_nobody() {
    testkit::for_both_with(Contents::Persons, |db| {
        let sink = Sink::start();
        let town = town(db, sink.port);
        subscribed(&town, &town.hospital, "liaison@example.jp");
        notice(&town, &town.hospital, "transitions.discharge");
        notice(&town, &town.other, "transitions.discharge");
        assert_eq!(work(&town), 1, "whoever gave no address gets none");
        let mails = sink.mails();
        assert_eq!(mails.len(), 1);
        let m = &mails[0];
        assert!(
            m.contains("To: liaison@example.jp") && m.contains("にお知らせが1件あります"),
            "{m}"
        );
        assert!(
            m.contains("種類：入退院の連絡") && m.contains("https://yui.example.jp/yuino/notices"),
            "{m}"
        );
        assert!(m.to_lowercase().contains("text/plain") && !m.contains("<html"));
        nothing_personal(m);
        assert_eq!(work(&town), 0, "once");
        assert_eq!(health(&town), [("sent".to_string(), 1)]);
    });
}

#[test]
fn a_real_smtp_server_takes_the_mail_and_says_when_nobody_is_there() {
    let Some(real) = Real::start() else { return };
    let town = town(TestDb::sqlite(Contents::Persons), real.port);
    subscribed(&town, &town.hospital, "liaison@example.jp");
    subscribed(&town, &town.centre, "nobody@example.jp");
    notice(&town, &town.hospital, "people.keycode");
    notice(&town, &town.centre, "people.keycode");
    assert_eq!(work(&town), 2);
    let mails = real.mails(1);
    assert_eq!(mails.len(), 1);
    assert!(mails[0].contains("種類：同意・支援チーム"), "{}", mails[0]);
    nothing_personal(&mails[0]);
    assert_eq!(health(&town), [("bounced".to_string(), 1), ("sent".to_string(), 1)]);
}

#[test]
fn an_address_where_nobody_is_is_stopped_and_its_owner_told_in_the_in_tray() {
    let sink = Sink::start();
    let town = town(TestDb::sqlite(Contents::Persons), sink.port);
    subscribed(&town, &town.centre, "nobody@example.jp");
    notice(&town, &town.centre, "home.alarm");
    work(&town);
    assert!(sink.mails().is_empty());
    assert_eq!(health(&town), [("bounced".to_string(), 1)]);
    let told = town.notices(&town.centre);
    assert_eq!(told.iter().filter(|n| n.0 == "bridge.mail-problem").count(), 1);
    assert!(told.iter().any(|n| n.0 == "home.alarm"), "the notice itself is where it was");
    notice(&town, &town.centre, "home.alarm");
    assert_eq!(work(&town), 0, "no more mail to that address");
    let last = town.t.app.read(&town.centre, act::watch).unwrap().health.last.unwrap().1;
    assert!(last.contains("550") && !last.contains('@'), "{last}");
}

#[test]
fn a_server_that_is_busy_is_asked_eight_times_and_then_the_in_tray_says_so() {
    let sink = Sink::start();
    let town = town(TestDb::sqlite(Contents::Persons), sink.port);
    subscribed(&town, &town.centre, "busy@example.jp");
    notice(&town, &town.centre, "home.alarm");
    let mut tries = 0;
    for hour in 0..12 {
        tries += work(&town);
        town.t.clock.set(testkit::noon_before().plus_minutes(60 * (hour + 1)));
    }
    assert_eq!(tries, 8);
    assert_eq!(health(&town), [("failed".to_string(), 1)]);
    assert!(town.notices(&town.centre).iter().any(|n| n.0 == "bridge.mail-problem"));
}

#[test]
fn what_was_read_meanwhile_needs_no_mail_and_preferences_are_kept() {
    let sink = Sink::start();
    let town = town(TestDb::sqlite(Contents::Persons), sink.port);
    subscribed(&town, &town.hospital, "liaison@example.jp");
    let ways = vec![
        ("transitions".to_string(), Way::Daily, Way::Now),
        ("people".to_string(), Way::Off, Way::Now),
        ("home".to_string(), Way::Now, Way::Now),
    ];
    town.t
        .app
        .write(&town.hospital, move |cx| act::prefer(cx, &ways, Some((10 * 60, 13 * 60))))
        .unwrap();
    for kind in ["transitions.sent", "transitions.discharge", "people.keycode", "home.alarm"] {
        notice(&town, &town.hospital, kind);
    }
    // 11:20 lies in the quiet hours
    assert_eq!(work(&town), 0);
    assert!(sink.mails().is_empty());
    town.t.clock.set(testkit::at("2026-11-19", "13:01"));
    assert_eq!(work(&town), 1);
    assert!(sink.mails()[0].contains("種類：記録の確認"));
    // the next morning at eight: one mail for both
    town.t.clock.set(testkit::at("2026-11-20", "07:59"));
    assert_eq!(work(&town), 0);
    town.t.clock.set(testkit::at("2026-11-20", "08:00"));
    assert_eq!(work(&town), 1);
    assert!(sink.mails()[1].contains("にお知らせが2件あります"), "{}", sink.mails()[1]);
    // read before its mail went out
    notice(&town, &town.hospital, "home.alarm");
    town.t.app.write(&town.hospital, notices::mark_read).unwrap();
    assert_eq!(work(&town), 0);
    assert_eq!(sink.mails().len(), 2);
}

#[test]
fn families_get_none_at_night() {
    use bridge::delivery::model::{FAMILY_QUIET, is_family};
    assert_eq!(FAMILY_QUIET, (1200, 480));
    let families: Vec<Hat> = Hat::ALL.into_iter().filter(|h| is_family(*h)).collect();
    for hat in families {
        let night = testkit::at("2026-11-19", "22:00");
        assert_eq!(
            bridge::delivery::model::due(night, hat, None),
            testkit::at("2026-11-20", "08:00")
        );
    }
}

#[test]
fn a_code_is_good_for_half_an_hour_and_five_tries() {
    testkit::for_both_with(Contents::Persons, |db| {
        let sink = Sink::start();
        let town = town(db, sink.port);
        let who = town.hospital.clone();
        let ask =
            || town.t.app.write(&who, |cx| act::ask(cx, "a@example.jp", "K7QD-M4X2")).unwrap();
        let confirm =
            |c: &'static str| town.t.app.write(&who, move |cx| act::confirm(cx, c)).unwrap();
        ask();
        for _ in 0..5 {
            assert!(!confirm("AAAA-AAAA"));
        }
        assert!(!confirm("K7QD-M4X2"), "the right one comes too late");
        ask();
        town.t.clock.set(town.t.clock.now().plus_minutes(30));
        assert!(!confirm("K7QD-M4X2"));
        ask();
        assert!(confirm("K7QD-M4X2"));
    });
}

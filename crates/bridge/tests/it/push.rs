//! Notices to browsers that are closed, through a push service that answers over a real connection.
use std::sync::Arc;

use app::notices::{self, To};
use app::{Error, jobs};
use bridge::delivery::model::Way;
use bridge::delivery::push::places::Places;
use bridge::delivery::push::service::WebPush;
use bridge::delivery::push::use_cases::{self as act, Subscribe};
use bridge::delivery::smtp::Smtp;
use bridge::delivery::{jobs as work, use_cases as delivery};
use kernel::Actor;
use testkit::{Contents, TestApp, TestDb, demo_region};

use crate::push_service::{Browser, Service};
use crate::sink::Sink;
use crate::town::Town;

/// A town that may push to this machine; with a mail server where one is given.
fn town(db: TestDb, smtp: Option<u16>) -> Town {
    let clock = Arc::new(kernel::FixedClock::new(testkit::noon_before()));
    let entropy = Arc::new(kernel::SeededEntropy::new(1));
    let control = TestDb::sqlite(Contents::Control);
    let push = WebPush::new(&control.handle(), Places::Trial, "https://yui.example.jp", true);
    let mut app = app::App::new(db.handle(), demo_region(), clock.clone(), entropy)
        .with_pusher(Arc::new(push.unwrap()));
    if let Some(port) = smtp {
        let url = format!("smtp://127.0.0.1:{port}");
        let smtp = Smtp::new(&url, "yui@example.jp", "https://yui.example.jp").unwrap();
        app = app.with_mailer(Arc::new(smtp));
    }
    Town::new(TestApp { app: Arc::new(app), clock, db })
}

fn subscribed(town: &Town, who: &Actor, endpoint: &str, b: &Browser) {
    let new = Subscribe {
        endpoint: endpoint.into(),
        point: b.point(),
        auth: b.auth(),
        name: "Chrome（Android）".into(),
    };
    town.t.app.write(who, move |cx| act::subscribe(cx, &new)).unwrap();
}

fn with_address(town: &Town, who: &Actor) {
    town.t.app.write(who, |cx| delivery::ask(cx, "liaison@example.jp", "K7QD-M4X2")).unwrap();
    assert!(town.t.app.write(who, |cx| delivery::confirm(cx, "K7QD-M4X2")).unwrap());
}

fn notice(town: &Town, to: &Actor, kind: &'static str) {
    let to = To { organisation: to.organisation.unwrap(), account: None };
    town.t
        .app
        .write(&Actor::system(), move |cx| {
            notices::send(cx, to, kind, "高橋さんの名前はここに立たない", "/transitions/秘密")
        })
        .unwrap();
}

/// Does what the server's job thread does: plans, then runs what is due; how many jobs of each kind ran.
fn work(town: &Town) -> (usize, usize) {
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
    let (mut pushes, mut mails) = (0, 0);
    while let Some(job) = town.t.app.write(&system, jobs::claim).unwrap() {
        let done = if job.kind == act::SEND {
            pushes += 1;
            bridge::delivery::push::jobs::send(&town.t.app, &job)
        } else {
            mails += 1;
            work::send(&town.t.app, &job)
        };
        town.t
            .app
            .write(&system, move |cx| match &done {
                Ok(()) => jobs::finish(cx, job.id),
                Err(e) => jobs::fail(cx, &job, e),
            })
            .unwrap();
    }
    (pushes, mails)
}

fn states(town: &Town) -> Vec<(String, i64)> {
    town.t.app.read(&town.centre, delivery::watch).unwrap().push.states
}

fn told(town: &Town, who: &Actor) -> usize {
    town.notices(who).iter().filter(|n| n.0 == act::PROBLEM).count()
}

#[test]
fn a_notice_reaches_a_closed_browser_and_only_it_can_read_what_it_says() {
    testkit::for_both_with(Contents::Persons, |db| {
        let (service, mut first, mut second) = (Service::start(), Browser::new(1), Browser::new(1));
        let town = town(db, None);
        subscribed(&town, &town.hospital, &service.endpoint("ok"), &first);
        assert_eq!(work(&town), (1, 0), "the first word comes at once");
        let hello = service.came();
        assert!(first.open(&hello[0].body).contains("この端末に、お知らせが届きます"));
        // the same browser once more: it takes the place of what it was before
        subscribed(&town, &town.hospital, &service.endpoint("ok"), &second);
        assert_eq!(work(&town), (1, 0));
        notice(&town, &town.hospital, "transitions.discharge");
        notice(&town, &town.other, "transitions.discharge");
        assert_eq!(work(&town), (1, 0), "whoever has no device gets none");
        let came = service.came();
        assert_eq!(came.len(), 3);
        let texts: Vec<&[u8]> = came.iter().map(|c| c.body.as_slice()).collect();
        assert!(texts.iter().all(|t| t.len() == texts[0].len()), "of one length");
        let opened = second.open(texts[2]);
        assert!(
            opened.contains("お知らせが1件あります") && opened.contains("入退院の連絡"),
            "{opened}"
        );
        for word in ["高橋", "秘密", "/", "千田"] {
            assert!(!opened.contains(word), "{word} in {opened}");
        }
        let said = &came[2];
        assert_eq!(said.path, "/ok/1");
        assert_eq!(said.head("content-encoding"), "aes128gcm");
        assert_eq!(said.head("ttl"), "86400");
        assert!(said.head("authorization").starts_with("vapid t="), "{said:?}");
        assert_eq!(work(&town), (0, 0), "once");
        assert_eq!(states(&town), [("sent".to_string(), 3)]);
        let devices = town.t.app.read(&town.hospital, act::own).unwrap();
        assert_eq!(devices.len(), 1);
        assert!(devices[0].sent_at.is_some() && devices[0].problem.is_empty());
    });
}

#[test]
fn a_subscription_that_is_gone_is_taken_out_and_its_owner_told() {
    testkit::for_both_with(Contents::Persons, |db| {
        let service = Service::start();
        let town = town(db, None);
        for (n, how) in ["gone", "unknown"].into_iter().enumerate() {
            let who = if n == 0 { &town.hospital } else { &town.centre };
            subscribed(&town, who, &service.endpoint(how), &Browser::new(1));
            assert_eq!(work(&town), (1, 0));
            let devices = town.t.app.read(who, act::own).unwrap();
            assert!(devices[0].ended_at.is_some() && devices[0].problem.contains("登録"));
            assert!(
                devices[0].endpoint.is_empty() && devices[0].auth.is_empty(),
                "nothing is kept"
            );
            assert_eq!(told(&town, who), 1);
            notice(&town, who, "home.alarm");
            assert_eq!(work(&town), (0, 0), "no more to that device, and none about the problem");
        }
        assert_eq!(states(&town), [("gone".to_string(), 2)]);
        let devices = town.t.app.read(&town.centre, delivery::watch).unwrap().push.devices;
        assert_eq!(devices, [0, 2]);
    });
}

#[test]
fn what_does_not_arrive_comes_by_mail_and_the_in_tray_says_so() {
    let (service, sink) = (Service::start(), Sink::start());
    let town = town(TestDb::sqlite(Contents::Persons), Some(sink.port));
    with_address(&town, &town.hospital);
    let off: Vec<_> = [("transitions".to_string(), Way::Off, Way::Now)].into();
    town.t.app.write(&town.hospital, move |cx| delivery::prefer(cx, &off, None)).unwrap();
    for how in ["no", "away"] {
        subscribed(&town, &town.hospital, &service.endpoint(how), &Browser::new(1));
    }
    work(&town);
    let before = (told(&town, &town.hospital), sink.mails().len());
    assert_eq!(before, (2, 0), "that a first word did not arrive is nothing to mail");
    notice(&town, &town.hospital, "transitions.discharge");
    // refused by one device while the other may still bring it; then by the last one
    assert_eq!(work(&town), (2, 1));
    assert_eq!(sink.mails().len(), 1, "once, though both refused");
    assert!(sink.mails()[0].contains("種類：入退院の連絡"));
    assert_eq!(told(&town, &town.hospital), 4);
    assert!(service.came().iter().all(|c| c.path != "/ok/1"), "no redirect is followed");
    let last = town.t.app.read(&town.centre, delivery::watch).unwrap().push.last.unwrap().1;
    assert!(last.contains("301") || last.contains("403"), "{last}");
    assert!(!last.contains("127.0.0.1"), "{last}");
}

#[test]
fn a_service_that_is_busy_is_asked_eight_times_and_the_page_says_what_is_wrong_meanwhile() {
    let service = Service::start();
    let town = town(TestDb::sqlite(Contents::Persons), None);
    subscribed(&town, &town.centre, &service.endpoint("busy"), &Browser::new(1));
    let mut tries = work(&town).0;
    let device = || town.t.app.read(&town.centre, act::own).unwrap().remove(0);
    assert!(device().problem.contains("503"), "{:?}", device());
    for hour in 0..12 {
        town.t.clock.set(testkit::noon_before().plus_minutes(60 * (hour + 1)));
        tries += work(&town).0;
    }
    assert_eq!(tries, 8);
    assert_eq!(states(&town), [("failed".to_string(), 1)]);
    assert_eq!(told(&town, &town.centre), 1);
    assert!(device().ended_at.is_none(), "a service that is down is no reason to end it");
}

#[test]
fn quiet_hours_the_day_and_what_was_read_hold_as_for_mail() {
    let service = Service::start();
    let town = town(TestDb::sqlite(Contents::Persons), None);
    subscribed(&town, &town.hospital, &service.endpoint("ok"), &Browser::new(1));
    work(&town);
    let ways: Vec<_> = [("transitions", Way::Daily), ("people", Way::Off), ("home", Way::Now)]
        .into_iter()
        .map(|(g, w)| (g.to_string(), Way::Now, w))
        .collect();
    let quiet = Some((10 * 60, 13 * 60));
    town.t.app.write(&town.hospital, move |cx| delivery::prefer(cx, &ways, quiet)).unwrap();
    for kind in ["transitions.sent", "transitions.discharge", "people.keycode", "home.alarm"] {
        notice(&town, &town.hospital, kind);
    }
    assert_eq!(work(&town), (0, 0), "11:20 lies in the quiet hours");
    town.t.clock.set(testkit::at("2026-11-19", "13:01"));
    assert_eq!(work(&town), (1, 0));
    town.t.clock.set(testkit::at("2026-11-20", "07:59"));
    assert_eq!(work(&town), (0, 0));
    town.t.clock.set(testkit::at("2026-11-20", "08:00"));
    assert_eq!(work(&town), (1, 0), "one for both");
    notice(&town, &town.hospital, "home.alarm");
    town.t.app.write(&town.hospital, notices::mark_read).unwrap();
    assert_eq!(work(&town), (0, 0), "read meanwhile");
    assert_eq!(service.came().len(), 3);
}

#[test]
fn devices_are_ones_own_and_ten_at_most() {
    testkit::for_both_with(Contents::Persons, |db| {
        let service = Service::start();
        let town = town(db, None);
        for n in 0..10 {
            let endpoint = service.endpoint(&format!("ok{n}"));
            subscribed(&town, &town.hospital, &endpoint, &Browser::new(1));
        }
        let b = Browser::new(1);
        let new = |endpoint: String, point: String| Subscribe {
            endpoint,
            point,
            auth: b.auth(),
            name: String::new(),
        };
        let more = new(service.endpoint("ok11"), b.point());
        let refused = town.t.app.write(&town.hospital, move |cx| act::subscribe(cx, &more));
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
        let broken = new(service.endpoint("ok1"), "AAAA".into());
        let refused = town.t.app.write(&town.other, move |cx| act::subscribe(cx, &broken));
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
        let id = town.t.app.read(&town.hospital, act::own).unwrap()[0].id;
        let strange = town.t.app.write(&town.other, move |cx| act::remove(cx, id));
        assert!(matches!(strange, Err(Error::NotFound)), "{strange:?}");
        town.t.app.write(&town.hospital, move |cx| act::remove(cx, id)).unwrap();
        assert_eq!(town.t.app.read(&town.hospital, act::own).unwrap().len(), 9);
        // another account on the same browser: the address moves
        let held = town.t.app.read(&town.hospital, act::own).unwrap().remove(0).endpoint;
        let moved = new(held, b.point());
        town.t.app.write(&town.other, move |cx| act::subscribe(cx, &moved)).unwrap();
        assert_eq!(town.t.app.read(&town.hospital, act::own).unwrap().len(), 8);
    });
}

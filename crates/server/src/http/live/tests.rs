//! A hundred readers of one thing, cut off at random: each gets every event once and in order. On both engines.
use std::sync::Arc;
use std::time::Duration;

use app::outbox;
use axum::body::Body;
use futures_util::StreamExt;
use kernel::{Actor, Hat, Id};
use slice::Live;
use testkit::TestApp;

use super::hub::{After, Hub};
use super::{Waker, follow};

fn event(pos: i64) -> (Id, outbox::Event) {
    (testkit::id(1), outbox::Event { pos, kind: "x".into(), payload: "{}".into() })
}

fn poses(after: After) -> Option<Vec<i64>> {
    match after {
        After::Events(e) => Some(e.iter().map(|e| e.pos).collect()),
        After::Behind => None,
    }
}

#[test]
fn a_place_in_the_ring_sees_what_comes_after_it_and_who_is_behind_is_told_so() {
    let hub = Arc::new(Hub::new(8));
    let place = hub.enter(&[testkit::id(1)], testkit::id(2), 10, 1).unwrap();
    assert_eq!(poses(place.after(10)), Some(vec![]));
    assert_eq!(poses(place.after(9)), None);
    hub.publish(1, vec![event(11), event(12)], 15);
    assert_eq!(poses(place.after(10)), Some(vec![11, 12]));
    assert_eq!(poses(place.after(11)), Some(vec![12]));
    // the same again changes nothing
    hub.publish(1, vec![event(11), event(12)], 15);
    assert_eq!(poses(place.after(10)), Some(vec![11, 12]));
    // who comes later is served from where the follower stands
    let late = hub.enter(&[testkit::id(3)], testkit::id(2), 15, 1).unwrap();
    assert_eq!(poses(late.after(15)), Some(vec![]));
    // the ring is bounded: what fell out of it is the store's
    hub.publish(1, (16..=200).map(event).collect(), 200);
    assert_eq!(poses(place.after(12)), None);
    assert_eq!(poses(place.after(200)), Some(vec![]));
    assert!(poses(place.after(190)).is_some_and(|p| p == (191..=200).collect::<Vec<i64>>()));
}

#[test]
fn who_follows_two_things_hears_of_both_and_who_follows_one_of_that_one() {
    let hub = Arc::new(Hub::new(8));
    let [a, b, c] = [1, 2, 3].map(testkit::id);
    let about = |subject, pos| (subject, event(pos).1);
    let both = hub.enter(&[b, a, b], testkit::id(7), 10, 1).unwrap();
    let same = hub.enter(&[a, b], testkit::id(7), 10, 1).unwrap();
    let one = hub.enter(&[b], testkit::id(8), 10, 1).unwrap();
    hub.publish(1, vec![about(a, 11), about(b, 12), about(c, 13), about(a, 14)], 14);
    assert_eq!(poses(both.after(10)), Some(vec![11, 12, 14]));
    assert_eq!(poses(same.after(11)), Some(vec![12, 14]));
    assert_eq!(poses(one.after(10)), Some(vec![12]));
    drop(both);
    drop(one);
    hub.publish(1, vec![about(b, 15)], 15);
    assert_eq!(poses(same.after(14)), Some(vec![15]));
    drop(same);
    // nothing is kept for nobody
    assert_eq!((hub.following(), hub.topics()), (None, 0));
}

#[test]
fn an_account_has_so_many_readers_and_gets_them_back_by_leaving() {
    let hub = Arc::new(Hub::new(2));
    let one = hub.enter(&[testkit::id(1)], testkit::id(2), 0, 1).unwrap();
    let _two = hub.enter(&[testkit::id(1)], testkit::id(2), 0, 1).unwrap();
    assert!(hub.enter(&[testkit::id(1)], testkit::id(2), 0, 1).is_none());
    assert!(hub.enter(&[testkit::id(1)], testkit::id(4), 0, 1).is_some());
    drop(one);
    assert!(hub.enter(&[testkit::id(1)], testkit::id(2), 0, 1).is_some());
    assert!(hub.following().is_some());
    hub.close();
    assert!(hub.enter(&[testkit::id(1)], testkit::id(5), 0, 1).is_none());
}

#[test]
fn a_wake_up_before_the_waiting_is_not_lost() {
    let w = Waker::default();
    w.wake();
    // an hour, were it lost
    w.wait(Duration::from_secs(3600));
}

/// A region with a signed-in account, and what its readers follow.
struct World {
    app: TestApp,
    control: testkit::TestDb,
    actor: Actor,
    token: String,
}

fn always(_: &app::Cx<'_>, _: &[Id]) -> app::Result<bool> {
    Ok(true)
}

fn all(_: &Actor, e: &outbox::Event) -> Option<String> {
    Some(e.payload.clone())
}

impl World {
    fn reader(&self, after: i64) -> super::Reader {
        super::Reader {
            app: self.app.app.clone(),
            control: self.control.handle(),
            actor: self.actor.clone(),
            token: self.token.clone(),
            device: String::new(),
            live: Live {
                subjects: vec![testkit::id(1), testkit::id(9)],
                after: Some(after),
                still: always,
                shows: all,
            },
        }
    }

    fn publish(&self, n: usize) {
        self.app
            .write(&Actor::system(), move |cx| {
                // of two things that are read as one
                let about = testkit::id(if n.is_multiple_of(3) { 9 } else { 1 });
                outbox::publish_about(cx, "x", about, &serde_json::json!({ "n": n })).map(|_| ())
            })
            .unwrap();
        self.app.settle();
    }
}

/// Reads events until `n` were heard or the line is cut; the ids and numbers.
async fn hear(body: Body, heard: &mut Vec<(i64, usize)>, n: usize, cut: usize) {
    let mut bytes = body.into_data_stream();
    let mut rest = String::new();
    let mut got = 0;
    while heard.len() < n && got < cut {
        let Some(Ok(frame)) = bytes.next().await else { return };
        rest.push_str(std::str::from_utf8(&frame).unwrap());
        while let Some((one, more)) = rest.split_once("\n\n") {
            let id = one.lines().find_map(|l| l.strip_prefix("id: ")).map(|t| t.parse().unwrap());
            let data = one.lines().find_map(|l| l.strip_prefix("data: "));
            if let (Some(id), Some(data)) = (id, data) {
                let v: serde_json::Value = serde_json::from_str(data).unwrap();
                heard.push((id, v["n"].as_u64().unwrap() as usize));
                got += 1;
            }
            rest = more.to_string();
        }
    }
}

#[test]
fn a_hundred_readers_get_every_event_once_and_in_order() {
    const EVENTS: usize = 60;
    testkit::for_both_apps(|app| {
        let w = Arc::new(World::new(app));
        let hub = Arc::new(Hub::new(1000));
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let ended = Arc::new(std::sync::atomic::AtomicBool::new(false));
        let follower = {
            let (w, hub, ended) = (w.clone(), hub.clone(), ended.clone());
            std::thread::spawn(move || {
                let waker = Waker::default();
                while !ended.load(std::sync::atomic::Ordering::SeqCst) {
                    waker.wait(Duration::from_millis(5));
                    follow(&w.app, &hub).unwrap();
                }
            })
        };
        let writer = {
            let w = w.clone();
            std::thread::spawn(move || (0..EVENTS).for_each(|n| w.publish(n)))
        };
        runtime.block_on(async {
            let readers = (0..100_usize).map(|i| {
                let (w, hub) = (w.clone(), hub.clone());
                tokio::spawn(async move {
                    let mut heard: Vec<(i64, usize)> = Vec::new();
                    let mut round = 0;
                    while heard.len() < EVENTS {
                        // cut off after some events, differently for each and each time
                        let cut = 1 + (i * 7 + round * 13) % 23;
                        round += 1;
                        let last = heard.last().map_or(0, |h| h.0);
                        let (w2, hub2) = (w.clone(), hub.clone());
                        let body = tokio::task::spawn_blocking(move || {
                            super::body(&hub2, w2.reader(last))
                        })
                        .await
                        .unwrap()
                        .unwrap()
                        .unwrap();
                        let waited = tokio::time::timeout(
                            Duration::from_secs(60),
                            hear(body, &mut heard, EVENTS, cut),
                        );
                        waited.await.expect("an event comes");
                    }
                    heard
                })
            });
            let readers: Vec<_> = readers.collect();
            for r in readers {
                let heard = r.await.unwrap();
                let numbers: Vec<usize> = heard.iter().map(|h| h.1).collect();
                assert_eq!(numbers, (0..EVENTS).collect::<Vec<_>>());
                assert!(heard.windows(2).all(|p| p[0].0 < p[1].0));
            }
        });
        writer.join().unwrap();
        ended.store(true, std::sync::atomic::Ordering::SeqCst);
        follower.join().unwrap();
        assert_eq!(hub.readers(), 0);
    });
}

#[test]
fn a_reader_without_a_session_hears_nothing_and_ends() {
    testkit::for_both_apps(|app| {
        let w = World::new(app);
        w.publish(1);
        let hub = Arc::new(Hub::new(8));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        accounts::sessions::close(&w.control.handle(), &w.token).unwrap();
        let mut heard = Vec::new();
        // asked where the server asks: on a thread that may wait for the database
        let body = super::body(&hub, w.reader(0)).unwrap().unwrap();
        runtime.block_on(hear(body, &mut heard, 10, 10));
        assert!(heard.is_empty());
        assert_eq!(hub.readers(), 0);
    });
}

impl World {
    fn new(app: TestApp) -> World {
        use accounts::use_cases::set_up;
        use accounts::{NewAccount, NewOrganisation, OrganisationKind, sessions};
        let t = |h| kernel::Time::constant(h, 30, 0, 0);
        let new = NewOrganisation {
            name: "A居宅".into(),
            kana: "えい".into(),
            kind: OrganisationKind::CareManagement,
            number: None,
            corporation: String::new(),
            area: String::new(),
            phone: "0000-99-0001".into(),
            fax: String::new(),
            calendar: kernel::BusinessCalendar::weekdays(t(8), t(17)),
            outside: false,
            fictitious: true,
        };
        let operator = Actor::operator();
        let organisation =
            app.write(&operator, move |cx| set_up::add_organisation(cx, &new)).unwrap();
        let new = NewAccount {
            organisation,
            name: "佐藤 花子".into(),
            kana: "さとう".into(),
            hat: Hat::CareManager,
            profession: String::new(),
            demo_role: None,
        };
        let account = app.write(&operator, move |cx| set_up::add_account(cx, &new)).unwrap();
        let control = testkit::TestDb::sqlite(testkit::Contents::Control);
        let fresh = sessions::Fresh::draw(&app);
        let opening = sessions::Opening {
            account,
            hat: Hat::CareManager,
            identity: None,
            proof: sessions::Proof::Demo,
            device: String::new(),
            shared: false,
            until: None,
        };
        sessions::open(&control.handle(), app.region(), &opening, &fresh, app.now()).unwrap();
        let actor =
            Actor { account: Some(account.0), ..testkit::staff(Hat::CareManager, organisation.0) };
        World { token: fresh.token, control, actor, app }
    }
}

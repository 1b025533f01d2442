//! The same press twice makes one record.
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};

use app::idempotency::{Key, forget_old, once};
use app::{Error, Result};
use kernel::Actor;
use testkit::{TestApp, for_both_apps};

use crate::common::*;

fn key(key: &str, body: &str) -> Key {
    Key { key: key.into(), route: "POST /sheets".into(), body: body.into() }
}

/// Presses the button; the outcome is the number of the act, so a replay can be told from a second act.
fn press(t: &TestApp, actor: &Actor, key: Key) -> Result<String> {
    t.app.write(actor, move |cx| {
        once(cx, &key, || {
            let n = app::settings::get(cx, "acts")?.unwrap_or_default() + "I";
            app::settings::set(cx, "acts", &n)?;
            Ok(format!("/sheets/{n}"))
        })
    })
}

#[test]
fn the_same_key_with_the_same_content_answers_the_same_and_acts_once() {
    for_both_apps(|t| {
        for _ in 0..3 {
            assert_eq!(press(&t, &cm(), key("12345678", "a")).unwrap(), "/sheets/I");
        }
        // A key is its actor's: somebody else's equal key is another press.
        assert_eq!(press(&t, &liaison(), key("12345678", "a")).unwrap(), "/sheets/II");
        assert_eq!(press(&t, &cm(), key("abcdefgh", "a")).unwrap(), "/sheets/III");
    });
}

#[test]
fn the_same_key_with_other_content_is_refused_and_says_where_the_first_led() {
    for_both_apps(|t| {
        press(&t, &cm(), key("12345678", "a")).unwrap();
        let other_route = Key { route: "POST /notices".into(), ..key("12345678", "a") };
        for other in [key("12345678", "b"), other_route] {
            match press(&t, &cm(), other).unwrap_err() {
                Error::KeyReused { earlier } => assert_eq!(earlier, "/sheets/I"),
                e => panic!("{e:?}"),
            }
        }
    });
}

#[test]
fn a_press_that_failed_may_be_repeated_with_its_key() {
    for_both_apps(|t| {
        let k = key("12345678", "a");
        let e = t.app.write(&cm(), move |cx| {
            once(cx, &k, || Err(Error::Rule("あとでもう一度お試しください".into())))
        });
        assert!(e.is_err());
        assert_eq!(press(&t, &cm(), key("12345678", "a")).unwrap(), "/sheets/I");
    });
}

#[test]
fn what_is_no_key_protects_nothing_and_harms_nothing() {
    for_both_apps(|t| {
        for k in ["", "1234567", &"x".repeat(65)] {
            press(&t, &cm(), key(k, "a")).unwrap();
        }
        assert_eq!(press(&t, &cm(), key("", "a")).unwrap(), "/sheets/IIII");
    });
}

#[test]
fn a_key_is_remembered_for_fourteen_days() {
    for_both_apps(|t| {
        press(&t, &cm(), key("12345678", "a")).unwrap();
        let forget = || t.app.write(&Actor::system(), |cx| forget_old(cx, cx.now())).unwrap();
        t.clock.advance_minutes(14 * 24 * 60);
        assert_eq!(forget(), 0);
        t.clock.advance_minutes(1);
        assert_eq!(forget(), 1);
        assert_eq!(press(&t, &cm(), key("12345678", "b")).unwrap(), "/sheets/II");
    });
}

#[test]
fn two_presses_at_the_same_moment_make_one_record() {
    for_both_apps(|t| {
        let acts = std::sync::Arc::new(AtomicUsize::new(0));
        let start = Barrier::new(6);
        let outcomes: Vec<String> = std::thread::scope(|s| {
            let all: Vec<_> = (0..6)
                .map(|_| {
                    let (t, start, acts) = (&t, &start, acts.clone());
                    s.spawn(move || {
                        start.wait();
                        t.app
                            .write(&cm(), move |cx| {
                                once(cx, &key("12345678", "a"), || {
                                    acts.fetch_add(1, Ordering::SeqCst);
                                    cx.audit(about("test.write"));
                                    Ok(cx.new_id().to_string())
                                })
                            })
                            .unwrap()
                    })
                })
                .collect();
            all.into_iter().map(|t| t.join().unwrap()).collect()
        });
        assert!(outcomes.iter().all(|o| *o == outcomes[0]), "{outcomes:?}");
        assert_eq!(log(&t).len(), 1, "one act stayed, of {} begun", acts.load(Ordering::SeqCst));
    });
}

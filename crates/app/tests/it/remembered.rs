//! What reads keep in mind: never longer than the number that moves with rights, and never unnoticed in tests.
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use app::{About, Cx, Error, settings};
use db::DbError;
use testkit::{TestApp, for_both_apps};

use crate::common::*;

/// The thing that is looked at.
fn thing(cx: &Cx<'_>) -> app::Result<Arc<Option<String>>> {
    let key = About { of: resident(), parties: [None, None], day: cx.today(), word: "thing" };
    cx.remembered(key, || settings::get(cx, "thing"))
}

fn read(t: &TestApp) -> Option<String> {
    let found = t.app.read(&cm(), |cx| {
        cx.audit(about("test.read"));
        thing(cx)
    });
    (*found.unwrap()).clone()
}

#[test]
fn what_changed_with_the_number_is_seen_by_the_next_read_and_at_once_by_the_write_itself() {
    for_both_apps(|t| {
        assert_eq!(read(&t), None);
        for value in ["one", "two"] {
            t.app
                .write(&cm(), move |cx| {
                    settings::set(cx, "thing", value)?;
                    assert_eq!((*thing(cx)?).as_deref(), Some(value));
                    Ok(cx.rights_changed()?)
                })
                .unwrap();
            assert_eq!(read(&t).as_deref(), Some(value));
            assert_eq!(read(&t).as_deref(), Some(value));
        }
    });
}

#[test]
fn two_things_and_two_offices_have_their_own() {
    for_both_apps(|t| {
        let at = |of, org| About {
            of,
            parties: [org, None],
            day: t.app.read(&cm(), |cx| Ok(cx.today())).unwrap(),
            word: "",
        };
        let keys = [
            at(testkit::id(1), None),
            at(testkit::id(2), None),
            at(testkit::id(1), Some(testkit::id(3))),
        ];
        for _ in 0..2 {
            for (n, key) in keys.iter().enumerate() {
                let found =
                    t.app.read(&cm(), |cx| cx.remembered(*key, || app::Result::Ok(n))).unwrap();
                assert_eq!(*found, n);
            }
        }
    });
}

/// Tests run with debug assertions: a writer that forgets to say so is found by whichever test reads afterwards.
#[test]
fn what_changed_without_the_number_is_found_in_every_test() {
    for_both_apps(|t| {
        assert_eq!(read(&t), None);
        t.app.write(&cm(), |cx| settings::set(cx, "thing", "silently")).unwrap();
        // the pool may catch it and say so
        let found = catch_unwind(AssertUnwindSafe(|| t.app.read(&cm(), thing)));
        assert!(matches!(found, Err(_) | Ok(Err(Error::Db(DbError::Panicked)))), "{found:?}");
    });
}

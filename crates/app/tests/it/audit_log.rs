//! The pages of the log.
use app::audit::{self, AuditEntry, Filter};
use kernel::{Actor, At};
use testkit::{TestApp, for_both_apps};

use crate::common::*;

fn page(t: &TestApp, f: Filter) -> Vec<(String, At)> {
    let rows = t.app.read(&Actor::system(), |cx| audit::page(cx, &f)).unwrap();
    rows.into_iter().map(|r| (r.act, r.at)).collect()
}

#[test]
fn the_filters_of_the_log_select_what_they_say() {
    for_both_apps(|t| {
        t.app
            .write(&cm(), |cx| {
                cx.audit(about("people.care_team.see"));
                cx.audit(AuditEntry::act("people.search").detail("{\"n\":3}"));
                cx.audit(AuditEntry::act("desk.print").denied());
                Ok(())
            })
            .unwrap();
        let acts = |f: Filter| {
            let mut acts: Vec<String> = page(&t, f).into_iter().map(|(act, _)| act).collect();
            acts.sort();
            acts
        };
        let begins = |a: &str| Filter { act: Some(a.into()), ..Filter::default() };
        assert_eq!(acts(begins("people.")), ["people.care_team.see", "people.search"]);
        assert_eq!(acts(begins("people.care_team")), ["people.care_team.see"]);
        assert_eq!(acts(begins("%")), [""; 0], "no pattern, just the beginning");
        let about = Filter { resident: Some(resident()), ..Filter::default() };
        assert_eq!(acts(about), ["people.care_team.see"]);
        assert_eq!(acts(Filter { denied: true, ..Filter::default() }), ["desk.print"]);
        assert_eq!(t.app.read(&Actor::system(), audit::count).unwrap(), 3);
    });
}

#[test]
fn turning_pages_passes_over_no_row_even_of_the_same_moment() {
    for_both_apps(|t| {
        for _ in 0..3 {
            t.app
                .write(&cm(), |cx| {
                    (0..40).for_each(|_| cx.audit(AuditEntry::act("test.many")));
                    Ok(())
                })
                .unwrap();
            t.clock.advance_minutes(1);
        }
        let mut seen = 0;
        let mut before = None;
        loop {
            let rows = page(&t, Filter { before, ..Filter::default() });
            seen += rows.len();
            let Some((_, last)) = rows.last() else { break };
            before = Some(*last);
        }
        assert_eq!(seen, 120);
    });
}

#[test]
fn the_age_of_what_is_not_sealed_yet_is_known() {
    for_both_apps(|t| {
        t.app.write(&cm(), noted).unwrap();
        let since = || t.app.read(&Actor::system(), audit::unsealed_since).unwrap();
        match t.db.dialect() {
            db::Dialect::Sqlite => assert_eq!(since(), None),
            db::Dialect::Postgres => assert_eq!(since(), Some(testkit::noon_before())),
        }
        t.settle();
        assert_eq!(since(), None);
    });
}

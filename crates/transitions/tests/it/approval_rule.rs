//! 代行入力: who must wait for the care manager, as the region has decided it.
use accounts::AccountId;
use accounts::model::deputy::NewDeputy;
use accounts::use_cases::deputies;
use app::{Error, Result};
use kernel::{Actor, Hat, Id};
use transitions::model::approval_rule::Decided;
use transitions::use_cases::approval_rule::{self, Decide};
use transitions::use_cases::{approval, sheet};

use crate::place::{Town, a_sheet, again, in_both_towns};

fn decide(t: &Town, who: &Actor, needed: &[(&str, bool)], reason: &str, base: i64) -> Result<i64> {
    let decided = Decided { needed: needed.iter().map(|(k, v)| ((*k).to_owned(), *v)).collect() };
    let cmd = Decide { decided, reason: reason.into(), base };
    t.act(who, move |cx| approval_rule::decide(cx, &cmd))
}

fn send(t: &Town, who: &Actor, cmd: sheet::Send) -> Result<Id> {
    t.act(who, move |cx| sheet::send(cx, &cmd))
}

#[test]
fn a_colleague_waits_for_the_care_manager_until_the_region_decides_otherwise() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        let refused = send(&t, &t.colleague, a_sheet(stay));
        assert!(
            matches!(&refused, Err(Error::Rule(text)) if text.contains("確認待ち")),
            "{refused:?}"
        );
        // what a colleague prepared goes out by the care manager's press
        let id = t.act(&t.colleague, move |cx| approval::prepare(cx, &a_sheet(stay))).unwrap();
        t.act(&t.cm, move |cx| approval::approve(cx, id)).unwrap();
        // the region lets the first one go, not the second
        decide(&t, &t.centre, &[("sheet", false)], "7月の協議会で決めたため", 0).unwrap();
        let other = t.register("阿部 ハル", "あべ はる", "1943-05-03");
        let mut admission = t.admission("2026-11-09");
        admission.resident = other;
        let second =
            t.act(&t.cm, move |cx| transitions::use_cases::report::report(cx, &admission)).unwrap();
        send(&t, &t.colleague, a_sheet(second)).unwrap();
        assert!(matches!(send(&t, &t.colleague, again(second, 1, "{}")), Err(Error::Rule(_))));
        // and back: the history says who and why
        decide(&t, &t.centre, &[("sheet", true)], "取り違えがあったため", 1).unwrap();
        let now = t.app.read(&t.centre, approval_rule::in_force).unwrap();
        let said: Vec<_> = now.history.iter().map(|v| (v.number, v.reason.as_str())).collect();
        assert_eq!(said, [(2, "取り違えがあったため"), (1, "7月の協議会で決めたため")]);
        assert!(now.history.iter().all(|v| v.name == "高橋 直" && v.at == t.app.now()));
    });
}

#[test]
fn only_administrators_decide_with_a_reason_and_not_over_each_other() {
    in_both_towns(|t| {
        for who in [&t.cm, &t.colleague, &t.liaison, &t.nurse] {
            let refused = decide(&t, who, &[("sheet", false)], "急ぐため", 0);
            assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
        }
        let invalid = decide(&t, &t.centre, &[("sheet", false)], "　", 0);
        assert!(matches!(invalid, Err(Error::Invalid(_))), "{invalid:?}");
        let same = decide(&t, &t.centre, &[("sheet", true)], "念のため", 0);
        assert!(matches!(same, Err(Error::Rule(_))), "{same:?}");
        let unknown = decide(&t, &t.centre, &[("letter", false)], "念のため", 0);
        assert!(matches!(unknown, Err(Error::Rule(_))), "{unknown:?}");
        decide(&t, &t.centre, &[("sheet", false)], "急ぐため", 0).unwrap();
        let late = decide(&t, &t.centre, &[("sheet-again", false)], "急ぐため", 0);
        assert!(matches!(late, Err(Error::Stale { mine: 0, theirs: 1 })), "{late:?}");
    });
}

#[test]
fn who_stands_in_and_who_writes_in_another_name_does_not_wait() {
    in_both_towns(|t| {
        let (_, centre) = t.hokatsu();
        let stay = t.admitted("2026-11-09");
        let id = |a: &Actor| AccountId(a.account.unwrap());
        let stand_in = NewDeputy {
            absent: id(&t.cm),
            deputy: id(&t.colleague),
            from: "2026-11-09".parse().unwrap(),
            to: "2026-11-10".parse().unwrap(),
            reason: "休暇".into(),
        };
        t.act(&t.cm, move |cx| deputies::add(cx, &stand_in)).unwrap();
        send(&t, &t.colleague, a_sheet(stay)).unwrap();
        assert_eq!(centre.hat, Hat::Hokatsu);
        // after those days the colleague waits again
        t.app.clock.advance_minutes(3 * 24 * 60);
        assert!(matches!(send(&t, &t.colleague, again(stay, 1, "{}")), Err(Error::Rule(_))));
    });
}

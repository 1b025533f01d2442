//! Two records of one person joined and taken apart: nobody sees more for it, and afterwards everybody sees what they saw.
use app::Error;
use kernel::{Actor, Id};
use people::authz::{Basis, Grant, Party, grant};
use people::use_cases::change;
use people::use_cases::merge::{self, Merge};
use people::use_cases::{register, view, who_may_see};
use people::{AlertLevel, FactKind, NewContact, NewFact, ResidentId};
use transitions::use_cases::end::{End, end};
use transitions::use_cases::report::report;

use crate::place::{Town, day, in_both_towns};

/// A second record of somebody, made by the other office.
fn second(t: &Town, who: &Actor, name: &str) -> ResidentId {
    let cmd = register::Register {
        resident: people::NewResident {
            name: name.into(),
            kana: "たかはし みよ".into(),
            birth: day("1940-05-03"),
            sex: people::Sex::Female,
            address: "結野市北町1".into(),
            phone: String::new(),
            insurer: String::new(),
            insured: String::new(),
            care_level: people::CareLevel::Care1,
            care_from: None,
            care_to: None,
            household: String::new(),
        },
        consent: people::Consent {
            method: people::ConsentMethod::Written,
            heard_by: String::new(),
            given_on: day("2026-11-02"),
            form_version: "1".into(),
        },
        not_the_same: true,
    };
    match t.act(who, move |cx| register::register(cx, &cmd)).unwrap() {
        register::Registered::Done(id) => id,
        other => panic!("{other:?}"),
    }
}

fn may(t: &Town, who: &Actor, id: ResidentId) {
    let g = Grant {
        resident: id,
        party: Party::Organisation(who.organisation.unwrap()),
        basis: Basis::Team,
        kind: None,
        record: None,
        from: day("2026-11-01"),
        to: None,
    };
    t.act(&Actor::system(), move |cx| grant(cx, &g)).unwrap();
}

fn fact(t: &Town, who: &Actor, id: ResidentId, text: &str) {
    let new = NewFact {
        kind: FactKind::Medicine,
        text: text.into(),
        code: String::new(),
        alert: AlertLevel::None,
        source: "お薬手帳".into(),
        as_of: day("2026-11-01"),
    };
    t.act(who, move |cx| change::add_fact(cx, id, &new)).unwrap();
}

fn contact(t: &Town, who: &Actor, id: ResidentId, name: &str) {
    let new = NewContact {
        name: name.into(),
        relation: "長男".into(),
        age: None,
        phone: "0000-1".into(),
        lives_with: false,
        carer: true,
        key_person: true,
        source: String::new(),
    };
    t.act(who, move |cx| change::add_contact(cx, id, &new)).unwrap();
}

fn join(t: &Town, who: &Actor, keep: ResidentId, gone: ResidentId) -> app::Result<Id> {
    let cmd = Merge { keep, gone, reason: "被保険者番号が同じ".into(), sure: true };
    t.act(who, move |cx| merge::merge(cx, &cmd))
}

/// All that an actor sees of these records: page, lists, search, column, rights.
fn seen(t: &Town, who: &Actor, ids: &[ResidentId]) -> Vec<String> {
    let mut out = Vec::new();
    for id in ids {
        out.push(format!("{:?}", t.app.read(who, |cx| view::view(cx, *id)).ok()));
        let column = |cx: &app::Cx<'_>| (transitions::slice().timeline.unwrap())(cx, id.0);
        let mut entries = t.app.read(who, column).unwrap_or_default();
        entries.retain(|e| e.group != "基本");
        out.push(format!("{entries:?}"));
        out.push(format!("{:?}", t.app.read(who, |cx| who_may_see::who_may_see(cx, id.0)).ok()));
    }
    out.push(format!("{:?}", t.app.read(who, |cx| view::list(cx, None, false)).ok()));
    out.push(format!("{:?}", t.app.read(who, |cx| view::matching(cx, "たかはし")).ok()));
    out.push(format!("{:?}", t.lines_or_none(who)));
    out
}

impl Town {
    fn lines_or_none(&self, who: &Actor) -> Option<Vec<transitions::use_cases::lists::Line>> {
        let which = transitions::use_cases::lists::Which::default();
        self.app.read(who, |cx| transitions::use_cases::lists::lines(cx, which)).ok()
    }
}

#[test]
fn who_may_open_both_sees_one_person_and_nobody_else_sees_more() {
    in_both_towns(|t| {
        let (a, b) = (t.resident, second(&t, &t.other_cm, "髙橋 みよ"));
        may(&t, &t.cm, b);
        fact(&t, &t.cm, a, "ワルファリン");
        fact(&t, &t.other_cm, b, "アムロジピン");
        contact(&t, &t.cm, a, "高橋 一郎");
        contact(&t, &t.other_cm, b, "高橋 二郎");
        let cmd = t.admission("2026-11-09");
        t.act(&t.cm, move |cx| report(cx, &cmd)).unwrap();
        let ids = [a, b];
        let others = [&t.other_cm, &t.liaison, &t.nurse, &t.other_liaison, &t.centre];
        let before: Vec<_> = others.iter().map(|w| seen(&t, w, &ids)).collect();
        let mine = seen(&t, &t.cm, &ids);
        join(&t, &t.cm, a, b).unwrap();
        for (who, then) in others.iter().zip(&before) {
            assert_eq!(&seen(&t, who, &ids), then, "{:?}", who.name);
        }
        let v = t.app.read(&t.cm, |cx| view::view(cx, a)).unwrap();
        let mut texts: Vec<&str> = v.facts.iter().map(|f| f.text.as_str()).collect();
        texts.sort_unstable();
        assert_eq!(texts, ["アムロジピン", "ワルファリン"]);
        assert_eq!(v.contacts.len(), 2);
        assert_eq!(t.app.read(&t.cm, |cx| merge::main_of(cx, b)).unwrap(), Some(a));
        assert_eq!(t.app.read(&t.other_cm, |cx| merge::main_of(cx, b)).unwrap(), None);
        let found = t.app.read(&t.cm, |cx| view::matching(cx, "たかはし")).unwrap();
        assert_eq!(found.iter().map(|r| r.id).collect::<Vec<_>>(), [a]);
        // the one person is in hospital: no second admission through the other record
        let mut again = t.admission("2026-11-09");
        again.resident = b;
        let refused = t.act(&t.cm, move |cx| report(cx, &again));
        assert!(matches!(refused, Err(Error::Rule(_))), "{refused:?}");
        // what stands in the other record can be taken away from here
        let second = v.contacts.iter().find(|c| c.name == "高橋 二郎").unwrap().id;
        t.act(&t.cm, move |cx| change::remove_contact(cx, a, second)).unwrap();
        contact(&t, &t.other_cm, b, "高橋 二郎");
        let m = t.app.read(&t.cm, |cx| merge::find(cx, a)).unwrap().merged;
        let id = m[0].0.id;
        t.act(&t.cm, move |cx| merge::unmerge(cx, id, "別の方だった")).unwrap();
        let apart = seen(&t, &t.cm, &ids);
        // the contact was taken away and entered anew, all else is as it was
        assert_eq!(apart[0], mine[0]);
        assert_eq!(apart.len(), mine.len());
        let again = t.act(&t.cm, move |cx| merge::unmerge(cx, id, "もう一度"));
        assert!(again.is_ok(), "taking apart twice is taking apart once");
    });
}

#[test]
fn joined_and_taken_apart_everybody_sees_what_they_saw_whoever_may_see_what() {
    in_both_towns(|t| {
        let everybody =
            [&t.cm, &t.colleague, &t.other_cm, &t.liaison, &t.nurse, &t.other_liaison, &t.centre];
        let mut dice = 7_u64;
        let mut roll = move |n: u64| {
            dice = dice
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (dice >> 33) % n
        };
        for world in 0..6_u16 {
            let name = format!("高橋 {world}");
            let (a, b) = (second(&t, &t.cm, &name), second(&t, &t.other_cm, &name));
            may(&t, &t.cm, b);
            if roll(2) == 0 {
                may(&t, &t.other_cm, a);
            }
            for n in 0..roll(3) {
                fact(&t, &t.cm, a, &format!("薬 {n}"));
            }
            for n in 0..roll(3) {
                fact(&t, &t.other_cm, b, &format!("薬 {n}"));
            }
            for (who, id) in [(&t.cm, a), (&t.other_cm, b)] {
                if roll(2) == 0 {
                    contact(&t, who, id, "高橋 一郎");
                }
                if roll(2) == 0 {
                    let mut cmd = t.admission("2026-11-09");
                    cmd.resident = id;
                    let stay = t.act(who, move |cx| report(cx, &cmd)).unwrap();
                    let done = End {
                        stay,
                        on: day("2026-11-09"),
                        kind: transitions::model::EndKind::Home,
                        place: String::new(),
                    };
                    if roll(2) == 0 {
                        t.act(who, move |cx| end(cx, &done)).unwrap();
                    }
                }
            }
            let ids = [a, b];
            let before: Vec<_> = everybody.iter().map(|w| seen(&t, w, &ids)).collect();
            let (keep, gone) = if roll(2) == 0 { (a, b) } else { (b, a) };
            let id = join(&t, &t.cm, keep, gone).unwrap();
            t.act(&t.cm, move |cx| merge::unmerge(cx, id, "まちがい")).unwrap();
            for (who, then) in everybody.iter().zip(&before) {
                assert_eq!(&seen(&t, who, &ids), then, "{} in world {world}", who.name);
            }
        }
    });
}

#[test]
fn only_who_may_change_both_or_the_operator_joins_and_only_once() {
    in_both_towns(|t| {
        let (a, b) = (t.resident, second(&t, &t.other_cm, "髙橋 みよ"));
        for who in [&t.cm, &t.other_cm, &t.liaison, &t.centre] {
            assert!(join(&t, who, a, b).is_err(), "{}", who.name);
        }
        let found = t.app.read(&t.cm, |cx| merge::find(cx, a)).unwrap();
        assert_eq!((found.alike.len(), found.others), (0, 1));
        let cmd = Merge { keep: a, gone: b, reason: "同じ番号".into(), sure: false };
        let refused = t.act(&Actor::operator(), move |cx| merge::merge(cx, &cmd));
        assert!(matches!(&refused, Err(Error::Invalid(f)) if f[0].field == "sure"), "{refused:?}");
        join(&t, &Actor::operator(), a, b).unwrap();
        for (keep, gone) in [(a, b), (b, a), (a, a)] {
            let twice = join(&t, &Actor::operator(), keep, gone);
            assert!(matches!(twice, Err(Error::Rule(_))), "{twice:?}");
        }
    });
}

#[test]
fn the_last_sheet_and_the_column_join_the_records_and_part_again() {
    in_both_towns(|t| {
        let (a, b) = (t.resident, second(&t, &t.cm, "髙橋 みよ"));
        // a stay with its sheet under the second record, and its end
        let mut cmd = t.admission("2026-11-09");
        cmd.resident = b;
        let before = t.act(&t.cm, move |cx| report(cx, &cmd)).unwrap();
        t.sheet(before);
        t.now("2026-11-10", "10:00");
        t.end(&t.cm, before, "2026-11-10", transitions::model::EndKind::Home).unwrap();
        // the fresh admission under the first record, twelve days later
        t.now("2026-11-18", "10:00");
        let stay = t.admitted("2026-11-18");
        let last = |who: &Actor| {
            t.app.read(who, |cx| transitions::use_cases::sheet::for_writing(cx, stay)).unwrap().last
        };
        let column = |who: &Actor| {
            let f = transitions::slice().timeline.unwrap();
            let entries = t.app.read(who, |cx| f(cx, a.0)).unwrap();
            entries.iter().filter(|e| e.title.contains("に入院")).count()
        };
        assert_eq!((last(&t.cm), column(&t.cm)), (None, 1), "two records, two persons");
        let id = join(&t, &t.cm, a, b).unwrap();
        let (body, on) = last(&t.cm).expect("the sheet of the other record");
        assert!(body.contains("家に帰りたい"), "{body}");
        assert_eq!((on, column(&t.cm)), (day("2026-11-09"), 2));
        // the newest counts, whichever record it lies in
        t.sheet(stay);
        let mut third = t.admission("2026-11-30");
        third.planned = true;
        t.now("2026-11-19", "10:00");
        t.end(&t.cm, stay, "2026-11-19", transitions::model::EndKind::Home).unwrap();
        t.now("2026-11-20", "10:00");
        let next = t.act(&t.cm, move |cx| report(cx, &third)).unwrap();
        let read =
            |s| t.app.read(&t.cm, move |cx| transitions::use_cases::sheet::for_writing(cx, s));
        assert_eq!(read(next).unwrap().last.unwrap().1, day("2026-11-18"));
        t.act(&t.cm, move |cx| merge::unmerge(cx, id, "別の方だった")).unwrap();
        assert_eq!((last(&t.cm), column(&t.cm)), (None, 2), "its own two stays");
    });
}

#[test]
fn an_admission_after_a_joining_counts_as_readmission_only_while_the_records_are_joined() {
    in_both_towns(|t| {
        let (a, b) = (t.resident, second(&t, &t.cm, "髙橋 みよ"));
        let mut cmd = t.admission("2026-11-09");
        cmd.resident = b;
        let before = t.act(&t.cm, move |cx| report(cx, &cmd)).unwrap();
        t.end(&t.cm, before, "2026-11-09", transitions::model::EndKind::Home).unwrap();
        let id = join(&t, &t.cm, a, b).unwrap();
        t.now("2026-11-21", "10:00");
        let stay = t.admitted("2026-11-21");
        let days =
            || t.lines(&t.cm).into_iter().find(|l| l.stay.id == stay).unwrap().readmitted_after;
        assert_eq!(days(), Some(12));
        t.act(&t.cm, move |cx| merge::unmerge(cx, id, "別の方だった")).unwrap();
        assert_eq!(days(), None, "the other record's discharge is another person's");
    });
}

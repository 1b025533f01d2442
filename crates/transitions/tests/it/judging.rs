//! The criteria asked again: on the sheet, on ADL, on the planned day; what waits for a person; rules that change under
//! judgements that do not.
use app::Error;
use forms::{Answers, FormSet, input};
use kernel::Actor;
use serde_json::json;
use transitions::model::StayId;
use transitions::model::judgement::{Cause, Judgement, LOCAL, NATIONAL, first_true, newest};
use transitions::use_cases::adl::{Adl, adl, for_adl};
use transitions::use_cases::rejudge::{confirm, judgements};
use transitions::use_cases::rules::{self, Publish};
use transitions::use_cases::screen::{Proposal, Screen, for_screening, screen};
use transitions::use_cases::sheet;

use crate::place::{Town, a_sheet, day, in_both_towns};

/// A minute later: nothing happens at the same instant as something else.
fn tick(t: &Town) {
    t.app.clock.set(t.app.now().plus_minutes(1));
}

/// What was ticked in a form, as the page reads it.
pub fn answers(form: &str, pairs: &[(&str, &str)]) -> (String, Answers) {
    let set = FormSet::shipped().unwrap();
    let form = set.newest(form).unwrap();
    let mut state = ui::FormState::default();
    for (k, v) in pairs {
        state.put(&format!("a.{k}"), (*v).into());
    }
    let answers = input::read(form, None, &state, &Answers::new(), day("2026-11-10")).answers;
    (form.version.clone(), answers)
}

/// A sheet that the criteria can read.
fn send_sheet(t: &Town, stay: StayId, pairs: &[(&str, &str)]) {
    let (form_version, a) = answers("admission-sheet", pairs);
    let set = FormSet::shipped().unwrap();
    let form = set.newest("admission-sheet").unwrap();
    let body = String::from_utf8(a.canonical(form)).unwrap();
    let cmd = sheet::Send { form_version, body, ..a_sheet(stay) };
    t.act(&t.cm, move |cx| sheet::send(cx, &cmd)).unwrap();
}

fn tell(t: &Town, who: &Actor, stay: StayId, pairs: &[(&str, &str)]) -> app::Result<kernel::Id> {
    tick(t);
    let (form_version, a) = answers("screening-ward", pairs);
    let cmd = Adl {
        stay,
        day: t.app.now().date(),
        form_version,
        answers: a.to_json(),
        said_by: String::new(),
    };
    t.act(who, move |cx| adl(cx, &cmd))
}

fn decide(t: &Town, stay: StayId, pairs: &[(&str, &str)], needed: bool) {
    tick(t);
    let (form_version, a) = answers("screening-ward", pairs);
    let cmd = Screen {
        stay,
        form_version,
        answers: a.to_json(),
        result: "{}".into(),
        proposal: Proposal::Attention,
        needed,
        reason: String::new(),
        said_by: String::new(),
    };
    t.act(&t.liaison, move |cx| screen(cx, &cmd)).unwrap();
}

fn judged(t: &Town, stay: StayId) -> Vec<Judgement> {
    t.app.read(&t.liaison, |cx| judgements(cx, stay)).unwrap()
}

fn hits(j: &Judgement) -> Vec<String> {
    j.verdict.hits().map(|r| r.code.clone()).collect()
}

/// A whole stay's worth: sheet, decision, ADL.
const CALM: &[(&str, &str)] = &[("live.alone", "true"), ("adl.before.walk", "independent")];

#[test]
fn the_sheet_the_adl_and_the_planned_day_each_leave_a_row_by_both_sets_with_their_versions() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        t.contact(stay);
        send_sheet(&t, stay, &[("med.procs", "self-injection"), ("house.members", "alone")]);
        decide(&t, stay, CALM, false);
        t.now("2026-11-12", "14:00");
        tell(&t, &t.nurse, stay, &[("adl.now.walk", "partial"), ("life.reform", "true")]).unwrap();
        t.now("2026-11-13", "09:00");
        tick(&t);
        t.planned(stay, "2026-11-25", "").unwrap();
        let all = judged(&t, stay);
        let causes: Vec<Cause> =
            all.iter().filter(|j| j.rules.0 == LOCAL).map(|j| j.cause).collect();
        assert_eq!(causes, [Cause::Sheet, Cause::Decision, Cause::Adl, Cause::Planned]);
        assert_eq!(all.len(), 8, "both sets each time");
        let first = all.iter().find(|j| j.rules.0 == LOCAL).unwrap();
        assert!(hits(first).contains(&"A3".into()), "{:?}", hits(first));
        assert_eq!(first.rules.1, "2026.2");
        let adl = all.iter().find(|j| j.rules.0 == LOCAL && j.cause == Cause::Adl).unwrap();
        assert!(hits(adl).contains(&"A1".into()) && hits(adl).contains(&"A2".into()));
        let factors = all.iter().find(|j| j.rules.0 == NATIONAL && j.cause == Cause::Adl).unwrap();
        assert!(hits(factors).contains(&"ADL_DOWN".into()));
        // the factor appeared on the fourth day and counts from then on (疑義解釈 H28(その4) 問15)
        let first = first_true(&all);
        let on = |set: &str, code: &str| first.get(&(set.into(), code.into())).copied();
        assert_eq!(on(NATIONAL, "ADL_DOWN"), Some(day("2026-11-12")));
        assert_eq!(on(NATIONAL, "EMERGENCY"), Some(day("2026-11-09")));
        // the source of the ADL is told
        let evidence = serde_json::to_string(&adl.verdict).unwrap();
        assert!(evidence.contains("いまの歩行"));
    });
}

#[test]
fn what_is_new_waits_for_a_person_and_a_look_or_a_new_decision_ends_it() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        t.contact(stay);
        let waits = |t: &Town| judged(t, stay).iter().filter(|j| j.waits).count();
        tell(&t, &t.nurse, stay, &[("adl.now.walk", "partial")]).unwrap();
        assert_eq!(waits(&t), 0, "before anybody decided, the decision itself is what waits");
        decide(&t, stay, CALM, false);
        tell(&t, &t.nurse, stay, &[("diet.limit", "false")]).unwrap();
        assert_eq!(waits(&t), 0, "a no is nothing to look at");
        tell(&t, &t.nurse, stay, &[("adl.now.walk", "partial")]).unwrap();
        assert_eq!(waits(&t), 1, "help with walking is the region's criterion only");
        let todo = |t: &Town| {
            let all =
                t.app.read(&t.liaison, |cx| (transitions::slice().todo.unwrap())(cx)).unwrap();
            all.iter().filter(|l| l.why.contains("めやすが前に決めたときから変わりました")).count()
        };
        assert_eq!(todo(&t), 1);
        tick(&t);
        t.act(&t.liaison, move |cx| confirm(cx, stay)).unwrap();
        assert_eq!((waits(&t), todo(&t)), (0, 0));
        let last = judged(&t, stay);
        let last = newest(&last, LOCAL).unwrap();
        assert_eq!(last.confirmed.as_ref().map(|c| c.2.as_str()), Some("小田島 涼"));
        tell(&t, &t.nurse, stay, &[("proc.after", "true")]).unwrap();
        assert!(waits(&t) > 0);
        decide(&t, stay, &[("proc.after", "true")], true);
        assert_eq!((waits(&t), todo(&t)), (0, 0));
    });
}

#[test]
fn the_ward_enters_the_adl_and_nobody_else_of_the_office_or_of_another_hospital() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        let one = &[("adl.now.eat", "full")][..];
        assert!(tell(&t, &t.nurse, stay, one).is_ok());
        assert!(tell(&t, &t.liaison, stay, &[("adl.now.walk", "full")]).is_ok());
        for who in [&t.cm, &t.other_liaison, &t.centre] {
            let r = tell(&t, who, stay, one);
            assert!(matches!(r, Err(Error::NotFound | Error::Forbidden(_))), "{}: {r:?}", who.name);
        }
        let seen = t.app.read(&t.nurse, |cx| for_adl(cx, stay)).unwrap();
        assert_eq!(seen.answers.code("adl.now.eat"), Some("full"));
        assert_eq!(seen.told.len(), 2);
        let empty = tell(&t, &t.nurse, stay, &[]);
        assert!(matches!(empty, Err(Error::Invalid(_))), "{empty:?}");
        let unknown = tell(&t, &t.nurse, stay, &[("proc.after", "unknown")]);
        assert!(matches!(unknown, Err(Error::Invalid(_))), "未確認 alone tells nothing");
    });
}

fn publish(t: &Town, change: impl Fn(&mut serde_json::Value), reason: &str) -> app::Result<i64> {
    let base = t.app.read(&t.centre, rules::number).unwrap();
    let mut definition = t.app.read(&t.centre, move |cx| rules::definition(cx, base)).unwrap();
    change(&mut definition);
    let cmd = Publish { definition, reason: reason.into(), base, back_to: None };
    t.act(&t.centre, move |cx| rules::publish(cx, &cmd))
}

#[test]
fn a_change_of_rules_alters_no_judgement_made_before_and_counts_from_the_next_one() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        t.contact(stay);
        let watch = &[("adl.now.walk", "watch"), ("adl.before.walk", "watch")][..];
        tell(&t, &t.nurse, stay, watch).unwrap();
        let before = judged(&t, stay);
        let kept: Vec<String> =
            before.iter().map(|j| serde_json::to_string(&j.verdict).unwrap()).collect();
        assert_eq!(publish(&t, |d| d["settings"][0]["value"] = json!("1"), "協議会で").unwrap(), 1);
        let after = judged(&t, stay);
        let now: Vec<String> =
            after.iter().map(|j| serde_json::to_string(&j.verdict).unwrap()).collect();
        assert_eq!(kept, now, "publishing touches no judgement");
        tick(&t);
        t.planned(stay, "2026-11-25", "").unwrap();
        let all = judged(&t, stay);
        let new = newest(&all, LOCAL).unwrap();
        assert_eq!(new.rules.1, "r0001");
        assert!(hits(new).contains(&"A2".into()), "from 見守り on, since the threshold moved");
        assert!(
            all.iter().filter(|j| j.rules.1 == "2026.2").all(|j| !hits(j).contains(&"A2".into()))
        );
        // and the decision's page judges by it
        let page = t.app.read(&t.liaison, |cx| for_screening(cx, stay)).unwrap();
        assert_eq!(page.judgements.len(), all.len());
    });
}

#[test]
fn a_try_out_says_how_many_of_the_past_stays_would_change_and_names_nobody() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        t.contact(stay);
        let watch = &[("adl.now.walk", "watch"), ("adl.before.walk", "watch")][..];
        tell(&t, &t.nurse, stay, watch).unwrap();
        let stored = judged(&t, stay);
        let mut definition = t.app.read(&t.centre, |cx| rules::definition(cx, 0)).unwrap();
        definition["settings"][0]["value"] = json!("1");
        let candidate = rules::read(&definition.to_string()).unwrap();
        let out = t.app.read(&t.centre, |cx| rules::try_out(cx, &candidate)).unwrap();
        assert_eq!(out.stays, 1);
        // an emergency admission is 注意が必要 as it is
        assert_eq!(out.counts.get("caution"), Some(&(1, 0)));
        assert_eq!(out.counts.get("required"), Some(&(0, 1)));
        assert_eq!(out.criteria.get("A2"), Some(&(0, 1)));
        assert_eq!((out.differs.len(), out.differs[0].month), (1, (2026, 11)));
        let text = format!("{out:?}");
        for name in ["高橋", "ミヨ", "佐藤", "結野中央病院", "ひばり野台"] {
            assert!(!text.contains(name), "{name}");
        }
        assert_eq!(judged(&t, stay).len(), stored.len(), "nothing was stored");
        // the same rules change nothing
        let same = t.app.read(&t.centre, |cx| {
            let now = rules::in_force(cx, LOCAL)?;
            rules::try_out(cx, &now)
        });
        assert!(same.unwrap().differs.is_empty());
    });
}

#[test]
fn rules_are_published_with_a_reason_by_the_centre_or_the_city_and_gone_back_from() {
    in_both_towns(|t| {
        let refused = publish(&t, |_| {}, "  ");
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
        let bad = publish(&t, |d| d["criteria"][2]["when"] = json!("%proc_after.exists()"), "x");
        let Err(Error::Invalid(all)) = bad else { panic!("{bad:?}") };
        assert!(all[0].message.contains("「未確認」が「はい」や「いいえ」になってしまう"));
        // what a region may not change stays as shipped
        publish(&t, |d| d["inputs"][0]["from"] = json!([]), "入力は変えられない").unwrap();
        let d = t.app.read(&t.centre, |cx| rules::definition(cx, 1)).unwrap();
        assert!(!d["inputs"][0]["from"].as_array().unwrap().is_empty());
        publish(&t, |d| d["criteria"][8]["off"] = json!(true), "B1は使わない").unwrap();
        for who in [&t.cm, &t.liaison, &t.nurse] {
            let r = t.app.read(who, rules::history);
            assert!(matches!(r, Err(Error::Forbidden(_))), "{}", who.name);
        }
        // two at once: the second is told
        let old = t.app.read(&t.centre, |cx| rules::definition(cx, 0)).unwrap();
        let late = Publish { definition: old.clone(), reason: "x".into(), base: 1, back_to: None };
        let late = t.act(&t.centre, move |cx| rules::publish(cx, &late));
        assert!(matches!(late, Err(Error::Stale { .. })), "{late:?}");
        let back =
            Publish {
                definition: old, reason: "前の基準に戻す".into(), base: 2, back_to: Some(0)
            };
        assert_eq!(t.act(&t.centre, move |cx| rules::publish(cx, &back)).unwrap(), 3);
        let history = t.app.read(&t.centre, rules::history).unwrap();
        let told: Vec<(i64, Option<i64>)> = history.iter().map(|v| (v.number, v.back_to)).collect();
        assert_eq!(told, [(3, Some(0)), (2, None), (1, None), (0, None)]);
        let now = t.app.read(&t.centre, |cx| rules::in_force(cx, LOCAL)).unwrap();
        assert!(now.criteria.iter().all(|c| !c.off) && now.version == "r0003");
        // the national set comes with the program
        let national = t.app.read(&t.centre, |cx| rules::in_force(cx, NATIONAL)).unwrap();
        assert!(national.national);
    });
}

//! Every way a stay ends, at every step it may stand at; and after a death nothing waits for anybody.
use accounts::{OrganisationId, OrganisationKind};
use app::Error;
use transitions::model::destination::{Destination, destination};
use transitions::model::progress::{Mover, Next, Progress};
use transitions::model::{ActKind, EndKind, StayId};
use transitions::use_cases::end::{End, end_to};
use transitions::use_cases::onward;
use transitions::use_cases::report::{DIED, Report, Where, report};
use transitions::use_cases::undo::{Corrected, correct_end, undo_end};
use transitions::use_cases::view::{View, view};
use transitions::use_cases::{record, sheet};

use crate::place::{Town, day, in_both_towns};

type Step = (&'static str, fn(&Town, StayId));

/// What may have happened before the end, one after the other.
const STEPS: &[Step] = &[
    ("nothing", |_, _| {}),
    ("contact", |t, s| {
        t.contact(s);
    }),
    ("sheet", |t, s| {
        t.sheet(s);
    }),
    ("assigned", |t, s| {
        t.assign(s).unwrap();
    }),
    ("screened", |t, s| {
        t.screen(s, true).unwrap();
    }),
    ("planning", |t, s| {
        t.plan(s).unwrap();
    }),
    ("planned", |t, s| {
        t.planned(s, "2026-11-12", "").unwrap();
    }),
    ("conference", |t, s| {
        t.not_held(s).unwrap();
    }),
    ("told", |t, s| {
        t.tell_discharge(s, "2026-11-12").unwrap();
    }),
    ("papers", |t, s| {
        t.hand_over(s).unwrap();
    }),
];

fn seen(t: &Town, stay: StayId) -> View {
    t.app.read(&t.cm, |cx| view(cx, stay)).unwrap()
}

fn notices(t: &Town) -> usize {
    [&t.cm, &t.colleague, &t.liaison, &t.nurse]
        .into_iter()
        .map(|who| {
            let mine = t.app.read(who, app::notices::mine).unwrap();
            mine.iter().filter(|n| n.read_at.is_none()).count()
        })
        .sum()
}

fn waiting(t: &Town) -> usize {
    let todo = transitions::slice().todo.unwrap();
    [&t.cm, &t.colleague, &t.liaison, &t.nurse]
        .into_iter()
        .map(|who| t.app.read(who, todo).unwrap().len())
        .sum()
}

/// What is next right after this end, with so many of the steps done.
fn expected(kind: EndKind, done: usize) -> (Next, Mover) {
    if kind.excluded() {
        return (Next::Nothing, Mover::Nobody);
    }
    if done < STEPS.len() - 1 {
        (Next::Papers, Mover::Hospital)
    } else {
        (Next::Record, Mover::Office)
    }
}

#[test]
fn every_end_at_every_step_leaves_exactly_what_it_should() {
    for kind in EndKind::ALL {
        for done in 0..STEPS.len() {
            // the table is the rule's, not an engine's: one engine is enough for sixty towns
            crate::place::in_one_town(|t| {
                let stay = t.admitted("2026-11-09");
                for (_, step) in &STEPS[..=done] {
                    step(&t, stay);
                }
                let name = STEPS[done].0;
                t.end(&t.liaison, stay, "2026-11-09", *kind).unwrap();
                let v = seen(&t, stay);
                let p = Progress::new(&v.stay, &v.acts);
                assert_eq!(p.next(), expected(*kind, done), "{kind:?} after {name}");
                assert_eq!(v.stay.closed, kind.excluded(), "{kind:?} after {name}");
                assert_eq!(v.stay.day(t.app.now().date()), 1, "left on the day of coming");
                if kind.excluded() {
                    // of a death a quiet line stands for both care managers of the office
                    let quiet = if *kind == EndKind::Death { 2 } else { 0 };
                    assert_eq!(waiting(&t), quiet, "{kind:?} after {name}");
                }
                if *kind == EndKind::Death {
                    assert_eq!(notices(&t), 0, "after {name}");
                } else {
                    undo_back(&t, stay);
                }
            });
        }
    }
}

/// What was not a death can be taken back, and what was next before is next again.
fn undo_back(t: &Town, stay: StayId) {
    t.act(&t.liaison, move |cx| undo_end(cx, stay)).unwrap();
    let v = seen(t, stay);
    assert!(v.stay.end.is_none() && !v.stay.closed);
    let (next, mover) = Progress::new(&v.stay, &v.acts).next();
    assert!(next != Next::Nothing && mover != Mover::Nobody);
}

#[test]
fn a_death_leaves_no_line_no_notice_and_no_draft_also_of_an_earlier_stay() {
    in_both_towns(|t| {
        let earlier = t.admitted("2026-11-01");
        t.sheet(earlier);
        t.end(&t.liaison, earlier, "2026-11-05", EndKind::Home).unwrap();
        let stay = t.admitted("2026-11-09");
        t.contact(stay);
        t.plan(stay).unwrap();
        t.tell_discharge(stay, "2026-11-20").unwrap();
        t.act(&t.cm, move |cx| sheet::save_draft(cx, stay, "{\"a\":1}")).unwrap();
        t.act(&t.cm, move |cx| record::save_draft(cx, earlier, "{\"a\":1}")).unwrap();
        assert!(notices(&t) > 0 && waiting(&t) > 0);
        // another person's matters stay
        let other = t.register("佐々木 キヨ", "ささき きよ", "1938-01-02");
        let mut cmd = t.admission("2026-11-09");
        cmd.resident = other;
        let theirs =
            t.act(&t.cm, move |cx| transitions::use_cases::report::report(cx, &cmd)).unwrap();
        t.contact(theirs);
        let before = (notices(&t), waiting(&t));
        t.end(&t.cm, stay, "2026-11-09", EndKind::Death).unwrap();
        let after = (notices(&t), waiting(&t));
        assert!(after.0 < before.0 && after.1 < before.1, "{before:?} {after:?}");
        let left = t.app.read(&t.cm, app::notices::mine).unwrap();
        assert!(left.iter().all(|n| n.link.contains(&theirs.to_string())), "{left:?}");
        let lines = t.lines(&t.cm);
        assert!(lines.iter().all(|l| l.resident.id == other));
        assert!(seen(&t, earlier).stay.closed);
        let draft = t.app.read(&t.cm, |cx| app::drafts::load(cx, &sheet::draft_key(stay))).unwrap();
        assert!(draft.is_none());
        let draft =
            t.app.read(&t.cm, |cx| app::drafts::load(cx, &record::draft_key(earlier))).unwrap();
        assert!(draft.is_none());
        // the other side does not take it back, and after five minutes nobody does
        assert!(matches!(t.act(&t.liaison, move |cx| undo_end(cx, stay)), Err(Error::Rule(_))));
        t.now("2026-11-19", "11:25");
        assert!(matches!(t.act(&t.cm, move |cx| undo_end(cx, stay)), Err(Error::Rule(_))));
    });
}

/// Everything is as it was before the death: the stay is open, the hospital sees it, the person lives, what an earlier
/// stay still owed is owed again.
fn as_before(t: &Town, stay: StayId, earlier: StayId) {
    let v = seen(t, stay);
    assert!(v.stay.end.is_none() && v.stay.ended_on.is_none() && !v.stay.closed);
    assert!(v.resident.died_on.is_none());
    assert!(!seen(t, earlier).stay.closed, "its record is still to come");
    assert!(Progress::new(&v.stay, &v.acts).who().is_some());
    assert!(t.app.read(&t.liaison, |cx| view(cx, stay)).is_ok());
    assert_eq!(v.stay.planned_on, Some(day("2026-11-20")));
    t.screen(stay, true).unwrap();
}

/// A person who was in hospital before and is again, with a day told and unread notices.
fn twice_inside(t: &Town) -> (StayId, StayId) {
    let earlier = t.admitted("2026-11-01");
    t.sheet(earlier);
    t.end(&t.liaison, earlier, "2026-11-05", EndKind::Home).unwrap();
    let stay = t.admitted("2026-11-09");
    t.contact(stay);
    t.plan(stay).unwrap();
    t.tell_discharge(stay, "2026-11-20").unwrap();
    (earlier, stay)
}

#[test]
fn a_death_entered_by_mistake_is_taken_back_at_once_by_the_side_that_entered_it() {
    in_both_towns(|t| {
        let (earlier, stay) = twice_inside(&t);
        assert!(notices(&t) > 0);
        t.end(&t.cm, stay, "2026-11-09", EndKind::Death).unwrap();
        assert!(seen(&t, stay).resident.died_on.is_some());
        // a colleague of the same office may
        let kind = t.act(&t.colleague, move |cx| undo_end(cx, stay)).unwrap();
        assert_eq!(kind, EndKind::Death);
        as_before(&t, stay, earlier);
        assert_eq!(notices(&t), 0, "what was withdrawn stays withdrawn");
    });
}

#[test]
fn an_operator_takes_a_death_back_days_later_by_the_number_and_says_why() {
    in_both_towns(|t| {
        let (earlier, stay) = twice_inside(&t);
        let operator = kernel::Actor::operator();
        let correct = move |cx: &app::Cx<'_>| correct_end(cx, stay, " 人ちがいでした ");
        assert!(matches!(t.act(&operator, correct), Err(Error::Rule(_))), "still in hospital");
        t.end(&t.liaison, stay, "2026-11-09", EndKind::Death).unwrap();
        t.now("2026-11-21", "09:00");
        for who in [&t.cm, &t.liaison] {
            assert!(matches!(t.act(who, correct), Err(Error::Forbidden(_) | Error::NotFound)));
            assert!(matches!(t.act(who, move |cx| undo_end(cx, stay)), Err(Error::Rule(_))));
        }
        let done = t.act(&operator, correct).unwrap();
        assert_eq!(done, Corrected { stay, was: day("2026-11-09") });
        as_before(&t, stay, earlier);
        for who in [&t.cm, &t.liaison] {
            let mine = t.app.read(who, app::notices::mine).unwrap();
            assert!(mine.iter().any(|n| n.text.contains("運用担当によって取り消されました")));
        }
        let rows = t
            .app
            .read(&operator, |cx| app::audit::page(cx, &app::audit::Filter::default()))
            .unwrap();
        let row = rows.iter().find(|r| r.act == "transitions.stay.correct-end").unwrap();
        assert!(row.detail.contains("人ちがいでした"), "{row:?}");
        assert!(row.object.as_deref().is_some_and(|o| o.contains(&stay.to_string())), "{row:?}");
        // a discharge home is not a death
        t.end(&t.liaison, stay, "2026-11-14", EndKind::Home).unwrap();
        assert!(matches!(t.act(&operator, correct), Err(Error::Rule(_))));
    });
}

#[test]
fn where_to_is_an_organisation_or_a_name_with_its_prefecture() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        let e = End { stay, on: day("2026-11-09"), kind: EndKind::Transfer, place: String::new() };
        let far = |prefecture: &str| Destination {
            organisation: None,
            name: "雪代市立病院".into(),
            prefecture: prefecture.into(),
        };
        let (cmd, to) = (e.clone(), far("雪国"));
        let refused = t.act(&t.cm, move |cx| end_to(cx, &cmd, Some(&to)));
        assert!(matches!(refused, Err(Error::Invalid(f)) if f[0].field == "prefecture"));
        let (cmd, to) = (e, far("宮城県"));
        t.act(&t.cm, move |cx| end_to(cx, &cmd, Some(&to))).unwrap();
        let v = seen(&t, stay);
        assert_eq!(destination(v.acts.iter()).unwrap().words(), "雪代市立病院（宮城県）");
        let ended = v.acts.iter().find(|a| a.kind == ActKind::Ended).unwrap();
        assert_eq!(ended.detail.note, "雪代市立病院（宮城県）");
        // the next stay begins there
        let o = t.act(&t.cm, move |cx| onward::onward(cx, stay)).unwrap();
        assert_eq!(o.to.unwrap().prefecture, "宮城県");
        let next = t
            .act(&t.cm, move |cx| {
                let to = Where::Named("雪代市立病院（宮城県）".into());
                onward::start(cx, stay, day("2026-11-09"), to, "2病棟")
            })
            .unwrap();
        let v = seen(&t, next);
        assert_eq!(v.stay.previous, Some(stay));
        assert_eq!(v.stay.reason, "肺炎");
        assert!(v.stay.hospital.is_none());
        // of one that did not end by a transfer there is no next hospital
        assert!(t.act(&t.cm, move |cx| onward::onward(cx, next)).is_err());
    });
}

#[test]
fn the_office_is_told_of_a_self_discharge_and_of_one_on_the_day_of_coming() {
    for (kind, words) in
        [(EndKind::SelfDischarge, "ご本人の希望による退院"), (EndKind::Home, "入院した日の退院")]
    {
        in_both_towns(|t| {
            let stay = t.admitted("2026-11-09");
            t.end(&t.liaison, stay, "2026-11-09", kind).unwrap();
            let mine = t.app.read(&t.cm, app::notices::mine).unwrap();
            assert!(mine.iter().any(|n| n.text.contains(words)), "{mine:?}");
            // the hospital still owes the papers, the office its record
            assert_eq!(t.rate("discharge_contact").1, 1, "counted as any discharge");
        });
    }
}

#[test]
fn a_transfer_told_by_the_hospital_reaches_the_office_as_any_end_does() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-02");
        t.end(&t.liaison, stay, "2026-11-09", EndKind::Transfer).unwrap();
        let mine = t.app.read(&t.cm, app::notices::mine).unwrap();
        assert_eq!(mine[0].text, "転院が登録されました（11月9日（月））");
        assert_eq!(mine[0].link, format!("/transitions/{stay}"));
    });
}

#[test]
fn of_a_death_the_office_finds_a_quiet_line_and_nobody_else_does() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-02");
        t.end(&t.liaison, stay, "2026-11-08", EndKind::Death).unwrap();
        let todo = transitions::slice().todo.unwrap();
        let lines = |who: &kernel::Actor| t.app.read(who, todo).unwrap();
        for who in [&t.cm, &t.colleague] {
            let all = lines(who);
            assert_eq!(all.len(), 1, "{}", who.name);
            let line = &all[0];
            assert_eq!(line.why, "ご逝去の連絡がありました（11月8日（日） 結野中央病院）");
            assert!(line.chips.is_empty() && line.due.is_none(), "no clock, nothing late");
            assert_eq!(line.href, format!("/transitions/{stay}"));
            assert!(t.app.read(who, app::notices::mine).unwrap().is_empty(), "no notice");
        }
        for who in [&t.other_cm, &t.liaison, &t.nurse, &t.other_liaison] {
            assert!(lines(who).is_empty(), "{}", who.name);
        }
        t.now("2026-11-24", "10:00");
        assert!(lines(&t.cm).is_empty(), "after two weeks it is no news");
        // who entered it itself needs no line
        t.now("2026-11-25", "10:00");
        let own = t.register("佐々木 キヨ", "ささき きよ", "1938-01-02");
        let mut cmd = t.admission("2026-11-25");
        cmd.resident = own;
        let second =
            t.act(&t.cm, move |cx| transitions::use_cases::report::report(cx, &cmd)).unwrap();
        t.end(&t.cm, second, "2026-11-25", EndKind::Death).unwrap();
        assert!(lines(&t.cm).is_empty());
    });
}

#[test]
fn a_transfer_goes_to_another_hospital_and_to_nothing_else() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-02");
        let home = t.organisation("老健 みずうみ", OrganisationKind::Facility);
        let other = t.organisation("みなと病院", OrganisationKind::Hospital);
        let own = OrganisationId(t.liaison.organisation.unwrap());
        let go = |to: OrganisationId| {
            let to = Destination { organisation: Some(to.0), ..Destination::default() };
            let cmd =
                End { stay, on: day("2026-11-09"), kind: EndKind::Transfer, place: String::new() };
            t.act(&t.liaison, move |cx| end_to(cx, &cmd, Some(&to)))
        };
        for wrong in [home, own] {
            let e = go(wrong).unwrap_err();
            assert!(matches!(&e, Error::Invalid(e) if e[0].field == "to"), "{e:?}");
        }
        go(other).unwrap();
    });
}

#[test]
fn a_transfer_says_where_to() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-02");
        let go = |place: &str, prefecture: &str| {
            let to = Destination {
                prefecture: prefecture.into(),
                name: place.into(),
                organisation: None,
            };
            let to = Some(to).filter(|_| !prefecture.is_empty());
            let (kind, place) = (EndKind::Transfer, place.to_string());
            let cmd = End { stay, on: day("2026-11-09"), kind, place };
            t.act(&t.liaison, move |cx| end_to(cx, &cmd, to.as_ref()))
        };
        for (place, prefecture) in [("", ""), ("　", ""), ("", "宮城県")] {
            let e = go(place, prefecture).unwrap_err();
            assert!(matches!(&e, Error::Invalid(e) if e[0].field == "to"), "{e:?}");
        }
        go("雪代市立病院", "").unwrap();
        assert_eq!(destination(seen(&t, stay).acts.iter()).unwrap().name, "雪代市立病院");
    });
}

#[test]
fn who_is_recorded_as_dead_is_admitted_nowhere() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        t.end(&t.liaison, stay, "2026-11-09", EndKind::Death).unwrap();
        // an old tab sends the same day, a later one, a planned one, an earlier one
        for (on, planned) in [
            ("2026-11-09", false),
            ("2026-11-10", false),
            ("2026-11-20", true),
            ("2026-10-01", false),
        ] {
            let cmd = Report { planned, ..t.admission(on) };
            let refused = t.act(&t.cm, move |cx| report(cx, &cmd));
            assert!(matches!(&refused, Err(Error::Rule(w)) if w == DIED), "{on}: {refused:?}");
        }
        t.act(&t.liaison, move |cx| undo_end(cx, stay)).unwrap();
        t.end(&t.liaison, stay, "2026-11-09", EndKind::Home).unwrap();
        let cmd = t.admission("2026-11-09");
        t.act(&t.cm, move |cx| report(cx, &cmd)).unwrap();
    });
}

#[test]
fn the_record_waits_in_the_office_from_the_day_of_leaving_whatever_the_hospital_owes() {
    in_both_towns(|t| {
        t.now("2026-11-19", "15:00");
        let stay = t.admitted("2026-11-09");
        t.sheet(stay);
        t.plan(stay).unwrap();
        t.tell_discharge(stay, "2026-11-19").unwrap();
        t.end(&t.liaison, stay, "2026-11-19", EndKind::Facility).unwrap();
        let todo = transitions::slice().todo.unwrap();
        let lines = |who| -> Vec<slice::Todo> {
            let all: Vec<slice::Todo> = t.app.read(who, todo).unwrap();
            all.into_iter().filter(|l| l.href.contains(&stay.to_string())).collect()
        };
        let mine = lines(&t.cm);
        assert_eq!(mine.len(), 1, "{mine:?}");
        assert!(mine[0].why.contains("退院しました。記録書がまだです"), "{mine:?}");
        assert!(mine[0].why.contains("まだ「受け取りました」と伝えていません"), "{mine:?}");
        assert!(mine[0].chips.iter().any(|c| c.text.contains("あと7日")), "{mine:?}");
        assert_eq!(mine[0].href, format!("/transitions/{stay}/record"));
        // one is waited for: the hospital, with its papers
        let v = seen(&t, stay);
        let p = Progress::new(&v.stay, &v.acts);
        assert_eq!(p.next(), (Next::Papers, Mover::Hospital));
        assert!(lines(&t.liaison).iter().any(|l| l.href.ends_with("/papers")));
        t.hand_over(stay).unwrap();
        assert_eq!(lines(&t.cm).len(), 1, "still one line, now the step itself");
        t.record(stay).unwrap();
        assert!(lines(&t.cm).iter().all(|l| !l.why.contains("記録書")));
    });
}

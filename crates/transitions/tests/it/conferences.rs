//! 退院前カンファ: closed, changed, read again; who sees what; two at once; ends that are quiet.
use std::sync::Barrier;

use accounts::OrganisationKind;
use app::{Error, Result, notices};
use kernel::{Actor, Hat};
use transitions::model::conference::{Attendee, Content, Decision, Presence, State};
use transitions::model::hearing::{Hearing, HearingWay};
use transitions::model::{ActKind, ConferenceId, EndKind, Method, StayId};
use transitions::use_cases::conferences::read::{View, of_stay, proposal, view};
use transitions::use_cases::conferences::remind::remind;
use transitions::use_cases::conferences::save::{Save, cancel, plan, save};
use transitions::use_cases::conferences::seen::{Told, carried_out, seen, told};
use transitions::use_cases::conferences::talk::{answer, say};
use transitions::use_cases::hearings::{NewHearing, record as record_hearing};
use transitions::use_cases::undo;

use crate::place::{Town, day, in_both_towns, organisation, staff};

/// The town with those who come to a conference.
pub struct Table {
    pub town: Town,
    pub nurse: Actor,
    pub pharmacist: Actor,
    pub stay: StayId,
}

impl std::ops::Deref for Table {
    type Target = Town;
    fn deref(&self) -> &Town {
        &self.town
    }
}

fn someone(n: u32, org: &str, name: &str, job: &str, there: &str) -> Attendee {
    Attendee {
        n,
        organisation_name: org.into(),
        name: name.into(),
        profession: job.into(),
        presence: there.into(),
        ..Attendee::default()
    }
}

fn decided(n: u32, what: &str, owner: &str, until: &str) -> Decision {
    Decision {
        n,
        what: what.into(),
        owner: owner.into(),
        until: (!until.is_empty()).then(|| until.into()),
        organisation: None,
    }
}

/// What was said and decided on 2026-11-12.
pub fn record() -> Content {
    Content {
        day: Some("2026-11-12".into()),
        time: "14:00".into(),
        means: "both".into(),
        place: "3階 面談室".into(),
        attendees: vec![
            someone(1, "結野中央病院", "小田島 涼", "nurse", "room"),
            someone(2, "結の里居宅", "佐藤 花子", "cm", "room"),
            someone(3, "訪問看護あおぞら", "田村 直子", "visiting_nurse", "online"),
            someone(4, "みなみ薬局", "松田 彩", "pharmacist", "room"),
            someone(5, "長女", "菊池 恵子", "family", "room"),
        ],
        decisions: vec![
            decided(1, "退院予定日", "結野中央病院", "2026-11-27"),
            decided(2, "介護ベッドの納品", "結の里居宅", "2026-11-26"),
            decided(3, "初回の訪問看護", "田村 直子", "2026-11-28"),
            decided(4, "食事の形はきざみ", "", ""),
        ],
        ..Content::default()
    }
}

/// The record with three decisions moved, as on 2026-11-17.
pub fn moved() -> Content {
    let mut c = record();
    for (n, until) in [(0, "2026-11-25"), (1, "2026-11-24"), (2, "2026-11-26")] {
        c.decisions[n].until = Some(until.into());
    }
    c
}

impl Table {
    fn new(town: Town) -> Table {
        let nursing =
            organisation(&town.app, "訪問看護あおぞら", OrganisationKind::VisitNursing, false);
        let pharmacy = organisation(&town.app, "みなみ薬局", OrganisationKind::Pharmacy, false);
        let nurse = staff(&town.app, nursing, "田村 直子", Hat::Provider);
        let pharmacist = staff(&town.app, pharmacy, "松田 彩", Hat::Provider);
        town.now("2026-11-09", "10:00");
        let stay = town.admitted("2026-11-09");
        town.now("2026-11-12", "15:00");
        Table { town, nurse, pharmacist, stay }
    }

    /// A conference recorded and closed on the day it was held.
    pub fn closed(&self) -> ConferenceId {
        let stay = self.stay;
        self.act(&self.liaison, move |cx| plan(cx, stay, &record(), &Save::Close)).unwrap()
    }

    pub fn change(&self, who: &Actor, id: ConferenceId, base: i64, c: &Content) -> Result<i64> {
        let (c, why) = (c.clone(), "リハビリが進んだため".to_string());
        self.act(who, move |cx| save(cx, id, base, &c, &Save::Change(why.clone())))
    }

    fn see(&self, who: &Actor, id: ConferenceId) -> View {
        self.app.read(who, |cx| view(cx, id)).unwrap()
    }

    fn read(&self, who: &Actor, id: ConferenceId, version: i64) -> Result<()> {
        self.act(who, move |cx| seen(cx, id, version, None))
    }

    pub fn today(&self, who: &Actor) -> Vec<(String, String)> {
        let slice = transitions::slice();
        let lines = self.app.read(who, |cx| (slice.todo.unwrap())(cx)).unwrap();
        lines
            .into_iter()
            .filter(|t| t.href.starts_with("/transitions/conferences/"))
            .map(|t| (t.why, t.action))
            .collect()
    }

    fn inbox(&self, who: &Actor) -> Vec<String> {
        let mut all: Vec<String> = self
            .app
            .read(who, notices::mine)
            .unwrap()
            .into_iter()
            .filter(|n| n.kind == "transitions.conference")
            .map(|n| n.text)
            .collect();
        all.reverse();
        all
    }

    fn remind(&self) -> usize {
        self.act(&Actor::system(), remind).unwrap()
    }
}

pub fn at_both_tables(test: impl Fn(Table)) {
    in_both_towns(|t| test(Table::new(t)));
}

fn gone<T: std::fmt::Debug>(r: Result<T>) -> bool {
    matches!(r, Err(Error::NotFound | Error::Forbidden(_)))
}

/// Story (a) of the issue.
#[test]
fn a_change_after_closing_is_read_again_by_everybody_and_the_changer_sees_who_has_not() {
    at_both_tables(|t| {
        let id = t.closed();
        assert_eq!(t.see(&t.liaison, id).entered.head.state, State::Closed);
        assert!(t.today(&t.cm).is_empty(), "who was there has heard the decisions");
        t.now("2026-11-17", "15:42");
        assert_eq!(t.change(&t.liaison, id, 1, &moved()).unwrap(), 2);

        // every attendee is asked, with what changed from → to and whose it is
        for who in [&t.cm, &t.nurse, &t.pharmacist] {
            let said =
                ("退院前カンファの決定が変わりました".to_string(), "変更点を確認する".to_string());
            assert_eq!(t.today(who), [said], "{}", who.name);
            assert_eq!(t.inbox(who), ["退院前カンファの決定が変わりました"]);
        }
        let v = t.see(&t.cm, id);
        let rows: Vec<(&str, &str, &str)> = v
            .changes
            .iter()
            .map(|c| (c.label.as_str(), c.before.as_str(), c.after.as_str()))
            .collect();
        assert_eq!(
            rows,
            [
                ("退院予定日", "11月27日（金）まで", "11月25日（水）まで"),
                ("介護ベッドの納品", "11月26日（木）まで", "11月24日（火）まで"),
                ("初回の訪問看護", "11月28日（土）まで", "11月26日（木）まで"),
            ]
        );
        assert_eq!(v.changes[1].organisations, [t.cm.organisation.unwrap()]);
        assert_eq!(v.changes[2].organisations, [t.nurse.organisation.unwrap()]);
        assert_eq!(v.unchanged, ["食事の形はきざみ"]);
        assert_eq!(v.editions[0].reason, "リハビリが進んだため");
        // asked: CM, nurse, pharmacist and the daughter; the changer knows it
        assert_eq!(v.counted, (4, 0));
        assert_eq!(v.asks.len(), 1, "an attendee sees only the own state");

        t.now("2026-11-17", "16:02");
        t.read(&t.nurse, id, 2).unwrap();
        t.now("2026-11-17", "18:10");
        t.read(&t.pharmacist, id, 2).unwrap();
        assert!(t.today(&t.nurse).is_empty());
        // nobody is reminded at night, only when the office opens again
        assert_eq!(t.remind(), 0);
        t.now("2026-11-18", "08:29");
        assert_eq!(t.remind(), 0);
        t.now("2026-11-18", "08:30");
        assert_eq!(t.remind(), 2, "the care manager, and the hospital for the daughter");
        assert_eq!(t.remind(), 0);
        assert_eq!(t.inbox(&t.cm).len(), 2);
        assert!(t.inbox(&t.nurse).len() == 1 && t.inbox(&t.pharmacist).len() == 1);

        // the changer sees the ones that are missing, and only the changer
        let v = t.see(&t.liaison, id);
        let missing: Vec<u32> =
            v.asks.iter().filter(|k| k.seen_at.is_none()).map(|k| k.n).collect();
        assert_eq!((v.counted, missing.as_slice()), ((4, 2), [2, 5].as_slice()));
        let seen_by: Vec<&str> =
            v.asks.iter().filter(|k| k.seen_at.is_some()).map(|k| k.seen_name.as_str()).collect();
        assert_eq!(seen_by, ["田村 直子", "松田 彩"]);
        assert_eq!(t.see(&t.nurse, id).asks.len(), 1);
        assert!(!t.see(&t.cm, id).asks_back);
        assert_eq!(
            t.today(&t.liaison),
            [(
                "カンファの決定を電話・FAXで伝える方が、あと1人います".to_string(),
                "伝えたことを記録する".to_string()
            )]
        );

        // the daughter is told by telephone; the care manager reads it
        let call = Told {
            conference: id,
            n: 5,
            version: 2,
            method: Method::Phone,
            day: day("2026-11-18"),
            to: "長女 菊池さん".into(),
        };
        t.act(&t.liaison, move |cx| told(cx, &call)).unwrap();
        t.read(&t.cm, id, 2).unwrap();
        t.read(&t.cm, id, 2).unwrap();
        let v = t.see(&t.liaison, id);
        assert_eq!(v.counted, (4, 4));
        assert!(t.today(&t.liaison).is_empty() && t.today(&t.cm).is_empty());
        t.now("2026-11-19", "09:00");
        assert_eq!(t.remind(), 0);
        let stay = t.stay;
        let acts =
            t.app.read(&t.cm, |cx| transitions::use_cases::view::view(cx, stay)).unwrap().acts;
        let count = |k| acts.iter().filter(|a| a.kind == k).count();
        assert_eq!(
            (
                count(ActKind::Conference),
                count(ActKind::ConferenceChanged),
                count(ActKind::ConferenceSeen)
            ),
            (1, 1, 4)
        );
    });
}

#[test]
fn a_further_change_asks_everybody_again_and_shows_what_each_did_not_know() {
    at_both_tables(|t| {
        let id = t.closed();
        t.now("2026-11-17", "15:42");
        t.change(&t.liaison, id, 1, &moved()).unwrap();
        t.read(&t.nurse, id, 2).unwrap();
        let mut again = moved();
        again.decisions[3].what = "食事の形は軟らかいもの".into();
        t.now("2026-11-18", "10:00");
        t.change(&t.liaison, id, 2, &again).unwrap();
        // the nurse knew the first change, the care manager none of them
        let labels =
            |who| -> Vec<String> { t.see(who, id).changes.into_iter().map(|c| c.after).collect() };
        assert_eq!(labels(&t.nurse), ["食事の形は軟らかいもの"]);
        assert_eq!(labels(&t.cm).len(), 4);
        assert_eq!(t.see(&t.nurse, id).counted, (4, 0));
        // the page of the first change is no longer enough
        let late = t.read(&t.cm, id, 2);
        assert!(matches!(late, Err(Error::Stale { mine: 2, theirs: 3 })), "{late:?}");
        t.read(&t.cm, id, 3).unwrap();
        assert_eq!(t.see(&t.cm, id).counted, (4, 1));
    });
}

#[test]
fn two_editors_at_once_one_is_told_what_the_other_wrote() {
    at_both_tables(|t| {
        let id = t.closed();
        let start = Barrier::new(2);
        let mut other = record();
        other.decisions[3].what = "食事の形はきざみ、とろみつき".into();
        let outcomes: Vec<Result<i64>> = std::thread::scope(|s| {
            let all: Vec<_> = [(&t.liaison, moved()), (&t.town.nurse, other)]
                .into_iter()
                .map(|(who, c)| {
                    let (t, start) = (&t, &start);
                    s.spawn(move || {
                        start.wait();
                        t.change(who, id, 1, &c)
                    })
                })
                .collect();
            all.into_iter().map(|h| h.join().unwrap()).collect()
        });
        assert_eq!(outcomes.iter().filter(|o| o.is_ok()).count(), 1, "{outcomes:?}");
        let refused = outcomes.iter().find_map(|o| o.as_ref().err()).unwrap();
        assert!(matches!(refused, Error::Stale { mine: 1, theirs: 2 }), "{refused:?}");
        assert_eq!(t.see(&t.cm, id).editions.len(), 2);
    });
}

#[test]
fn who_is_taken_out_is_asked_no_more_and_sees_no_more() {
    at_both_tables(|t| {
        let id = t.closed();
        assert_eq!(t.see(&t.pharmacist, id).mine, [4]);
        t.now("2026-11-17", "10:00");
        let mut c = moved();
        c.attendees.retain(|a| a.n != 4);
        t.change(&t.liaison, id, 1, &c).unwrap();
        assert!(t.today(&t.pharmacist).is_empty());
        assert!(gone(t.app.read(&t.pharmacist, |cx| view(cx, id))));
        assert!(gone(t.read(&t.pharmacist, id, 2)));
        let v = t.see(&t.liaison, id);
        assert_eq!(v.counted, (3, 0));
        assert!(v.seats.iter().any(|s| s.who.n == 4 && s.removed), "kept, marked");
        // put back in: asked and let in again
        t.now("2026-11-18", "10:00");
        t.change(&t.liaison, id, 2, &moved()).unwrap();
        assert_eq!(t.see(&t.pharmacist, id).counted, (4, 0));
        assert_eq!(t.today(&t.pharmacist).len(), 1);
    });
}

#[test]
fn others_find_nothing_and_attendees_change_nothing_themselves() {
    at_both_tables(|t| {
        let id = t.closed();
        for who in [&t.other_cm, &t.other_liaison, &t.centre] {
            assert!(gone(t.app.read(who, |cx| view(cx, id))), "{}", who.name);
            assert!(gone(t.read(who, id, 1)), "{}", who.name);
            assert!(gone(t.change(who, id, 1, &moved())), "{}", who.name);
        }
        for who in [&t.cm, &t.nurse, &t.pharmacist] {
            assert!(gone(t.change(who, id, 1, &moved())), "{}", who.name);
            let v = t.see(who, id);
            assert!(!v.entered.may_edit && v.hint.is_none());
        }
        let stay = t.stay;
        assert!(gone(t.act(&t.cm, move |cx| plan(cx, stay, &record(), &Save::Keep))));
        // the nurse sees this one record, not the stay
        assert!(gone(t.app.read(&t.nurse, |cx| transitions::use_cases::view::view(cx, stay))));
        assert!(gone(t.app.read(&t.nurse, |cx| of_stay(cx, stay))));
        // ward and doctor of the hospital may change it
        assert_eq!(t.change(&t.town.nurse, id, 1, &moved()).unwrap(), 2);
        assert!(t.see(&t.liaison, id).hint.unwrap().met, "hospital and three outside parties");
    });
}

#[test]
fn a_plan_is_told_answered_moved_and_called_off() {
    at_both_tables(|t| {
        let stay = t.stay;
        let (_, begun) = t.app.read(&t.liaison, |cx| proposal(cx, stay)).unwrap();
        let names: Vec<&str> =
            begun.attendees.iter().map(|a| a.organisation_name.as_str()).collect();
        assert_eq!(names, ["結野中央病院", "結の里居宅", "ご本人"]);
        let mut c = record();
        c.decisions.clear();
        c.day = Some("2026-11-19".into());
        for a in &mut c.attendees {
            a.presence = "invited".into();
        }
        let first = c.clone();
        let id = t.act(&t.liaison, move |cx| plan(cx, stay, &first, &Save::Keep)).unwrap();
        assert!(t.today(&t.nurse).is_empty(), "a plan is told to nobody");
        assert!(gone(t.app.read(&t.nurse, |cx| view(cx, id))));
        let told = c.clone();
        t.act(&t.liaison, move |cx| save(cx, id, 1, &told, &Save::Invite)).unwrap();
        assert_eq!(t.today(&t.nurse)[0].1, "案内に返事をする");
        let silent = t.act(&t.nurse, move |cx| seen(cx, id, 1, None));
        assert!(matches!(silent, Err(Error::Invalid(_))), "{silent:?}");
        let none = t.act(&t.nurse, move |cx| seen(cx, id, 1, Some(Presence::Invited)));
        assert!(matches!(none, Err(Error::Invalid(_))), "no answer the meeting has: {none:?}");
        t.act(&t.nurse, move |cx| seen(cx, id, 1, Some(Presence::Online))).unwrap();
        let v = t.see(&t.liaison, id);
        assert_eq!(v.asks.iter().find(|k| k.n == 3).unwrap().reply, Some(Presence::Online));
        // moved to another day: everybody is asked again, and sees from → to
        c.day = Some("2026-11-20".into());
        let later = c.clone();
        t.act(&t.liaison, move |cx| save(cx, id, 1, &later, &Save::Keep)).unwrap();
        let v = t.see(&t.nurse, id);
        assert_eq!(
            (v.changes[0].before.as_str(), v.changes[0].after.as_str()),
            ("11月19日（木） 14:00", "11月20日（金） 14:00")
        );
        assert_eq!(t.today(&t.nurse).len(), 1);
        // the daughter has no account: somebody tells her
        assert_eq!(
            t.today(&t.liaison)[0].0,
            "カンファの案内を電話・FAXで伝える方が、あと1人います"
        );
        t.now("2026-11-20", "09:00");
        assert!(t.today(&t.liaison).iter().any(|l| l.1 == "カンファの記録を書く"));
        t.act(&t.liaison, move |cx| cancel(cx, id, "ご本人の熱のため")).unwrap();
        assert_eq!(t.inbox(&t.nurse).last().unwrap(), "退院前カンファは取りやめになりました");
        assert!(t.today(&t.nurse).is_empty() && t.today(&t.liaison).is_empty());
        let late = c.clone();
        let after = t.act(&t.liaison, move |cx| save(cx, id, 3, &late, &Save::Held));
        assert!(matches!(after, Err(Error::Rule(_))), "{after:?}");
    });
}

#[test]
fn who_was_absent_is_asked_to_read_the_decisions() {
    at_both_tables(|t| {
        let stay = t.stay;
        let mut c = record();
        c.attendees[3].presence = "absent".into();
        let id = t.act(&t.liaison, move |cx| plan(cx, stay, &c, &Save::Close)).unwrap();
        assert_eq!(t.today(&t.pharmacist)[0].1, "決定を確認する");
        assert!(t.today(&t.nurse).is_empty());
        t.read(&t.pharmacist, id, 1).unwrap();
        assert_eq!(t.see(&t.liaison, id).counted, (1, 1));
    });
}

#[test]
fn a_decision_of_two_thousand_characters_is_kept_and_one_more_is_refused() {
    at_both_tables(|t| {
        let stay = t.stay;
        let mut c = record();
        c.decisions[0].what = "長".repeat(2_000);
        let ok = c.clone();
        let id = t.act(&t.liaison, move |cx| plan(cx, stay, &ok, &Save::Close)).unwrap();
        assert_eq!(t.see(&t.nurse, id).content.decisions[0].what.chars().count(), 2_000);
        c.decisions[0].what.push('い');
        let refused = t.change(&t.liaison, id, 1, &c);
        let Err(Error::Invalid(fields)) = refused else { panic!("{refused:?}") };
        assert_eq!(fields[0].field, "a.dec.1.what");
        assert_eq!(t.see(&t.nurse, id).entered.head.version, 1, "nothing was written");
        let same = t.see(&t.liaison, id).content;
        let nothing = t.change(&t.liaison, id, 1, &same);
        assert!(matches!(nothing, Err(Error::Rule(_))), "{nothing:?}");
    });
}

#[test]
fn words_go_back_and_forth_and_a_decision_is_marked_as_done_by_whose_it_is() {
    at_both_tables(|t| {
        let id = t.closed();
        let word =
            t.act(&t.nurse, move |cx| say(cx, id, "28日は人がいません。29日なら行けます")).unwrap();
        assert_eq!(t.today(&t.liaison)[0].1, "返事を読む");
        assert!(t.see(&t.cm, id).words.is_empty(), "only who holds it and who wrote it read it");
        assert_eq!(t.see(&t.nurse, id).words.len(), 1);
        t.act(&t.liaison, move |cx| answer(cx, id, word, "29日に変えます")).unwrap();
        assert!(t.today(&t.liaison).is_empty());
        assert_eq!(t.inbox(&t.nurse).last().unwrap(), "退院前カンファの返事に、答えがありました");
        let twice = t.act(&t.liaison, move |cx| answer(cx, id, word, "もう一度"));
        assert!(matches!(twice, Err(Error::Rule(_))), "{twice:?}");
        // decision 3 is the nurse's, decision 2 the care manager's
        t.act(&t.nurse, move |cx| carried_out(cx, id, 3, true)).unwrap();
        assert!(gone(t.act(&t.nurse, move |cx| carried_out(cx, id, 2, true))));
        assert!(gone(t.act(&t.cm, move |cx| carried_out(cx, id, 9, true))));
        let v = t.see(&t.cm, id);
        assert_eq!(v.done.keys().copied().collect::<Vec<_>>(), [3]);
        assert_eq!(v.entered.head.version, 1, "being done is no change of the decision");
        t.act(&t.liaison, move |cx| carried_out(cx, id, 3, false)).unwrap();
        assert!(t.see(&t.cm, id).done.is_empty());
    });
}

#[test]
fn attendees_see_it_until_thirty_days_after_discharge_and_death_is_quiet() {
    at_both_tables(|t| {
        let id = t.closed();
        t.now("2026-11-25", "11:00");
        t.end(&t.liaison, t.stay, "2026-11-25", EndKind::Home).unwrap();
        t.now("2026-12-25", "23:00");
        assert_eq!(t.see(&t.nurse, id).mine, [3]);
        t.now("2026-12-26", "00:00");
        assert!(gone(t.app.read(&t.nurse, |cx| view(cx, id))));
        t.now("2026-11-26", "10:00");
        let stay = t.stay;
        t.act(&t.cm, move |cx| undo::undo_end(cx, stay)).unwrap();
        t.now("2027-02-01", "00:00");
        assert_eq!(t.see(&t.nurse, id).mine, [3], "taken back: the right runs again");
    });
    at_both_tables(|t| {
        let id = t.closed();
        t.now("2026-11-17", "15:00");
        t.change(&t.liaison, id, 1, &moved()).unwrap();
        t.end(&t.liaison, t.stay, "2026-11-17", EndKind::Death).unwrap();
        t.now("2026-11-19", "10:00");
        assert_eq!(t.remind(), 0, "nobody is reminded after a death");
        for who in [&t.cm, &t.nurse, &t.liaison] {
            assert!(t.today(who).is_empty(), "{}", who.name);
        }
    });
}

#[test]
fn the_office_holds_it_where_the_hospital_has_no_accounts() {
    at_both_tables(|t| {
        let mut cmd = t.admission("2026-11-10");
        cmd.resident = t.register("菊池 正", "きくち ただし", "1947-02-03");
        cmd.hospital = transitions::use_cases::report::Where::Known(t.outside);
        let stay =
            t.act(&t.cm, move |cx| transitions::use_cases::report::report(cx, &cmd)).unwrap();
        let mut c = record();
        c.attendees[0].organisation_name = "雪代市立病院".into();
        let id = t.act(&t.cm, move |cx| plan(cx, stay, &c, &Save::Close)).unwrap();
        let v = t.see(&t.cm, id);
        assert!(v.entered.may_edit);
        let silent: Vec<bool> = v.seats.iter().map(|s| s.here).collect();
        assert_eq!(silent, [false, true, true, true, false], "the hospital is told by telephone");
        assert_eq!(v.seats[0].who.side, "hospital");
        assert_eq!(t.see(&t.nurse, id).content.decisions.len(), 4);
    });
}

#[test]
fn a_reminder_comes_at_most_three_times_and_respects_closed_days() {
    at_both_tables(|t| {
        let id = t.closed();
        // Friday evening; Monday 2026-11-23 is a holiday
        t.now("2026-11-20", "18:00");
        t.change(&t.liaison, id, 1, &moved()).unwrap();
        t.now("2026-11-23", "12:00");
        assert_eq!(t.remind(), 0);
        let mut sent = Vec::new();
        for day in ["2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27", "2026-11-30"] {
            t.now(day, "08:30");
            sent.push(t.remind());
        }
        assert_eq!(sent, [4, 4, 4, 0, 0], "three attendees and, for the daughter, the hospital");
    });
}

/// A person who may see it only as an addressee has exactly that right, and only for this record.
#[test]
fn the_right_of_an_attendee_is_one_record() {
    at_both_tables(|t| {
        let id = t.closed();
        let resident = t.resident;
        assert!(gone(t.app.read(&t.nurse, |cx| people::use_cases::view::view(cx, resident))));
        assert_eq!(t.see(&t.nurse, id).entered.resident.id, resident);
    });
}

#[test]
fn a_closed_conference_is_a_hearing_of_the_office_once_and_follows_corrections() {
    at_both_tables(|t| {
        let hearings = |t: &Table| {
            let acts = t.app.read(&t.cm, |cx| transitions::use_cases::view::view(cx, t.stay));
            Hearing::all(&acts.unwrap().acts)
        };
        let id = t.closed();
        let h = hearings(&t);
        assert_eq!((h.len(), h[0].day, h[0].conference), (1, day("2026-11-12"), true));
        assert_eq!(h[0].told.who(), "看護師・保健師 小田島 涼さん");
        // a changed decision changes nothing of who heard what
        t.change(&t.liaison, id, 1, &moved()).unwrap();
        assert_eq!(hearings(&t).len(), 1);
        let counted = |t: &Table| {
            let stay = t.stay;
            let all = t.app.read(&t.cm, move |cx| transitions::use_cases::fees::office(cx, stay));
            all.unwrap().discharge.guide.map(|g| (g.days, g.grade.map(|x| x.code))).unwrap()
        };
        let before = counted(&t);
        assert_eq!(before.0, 1);
        // the same day heard again by telephone or in a second meeting is the same one contact
        let again = NewHearing {
            stay: t.stay,
            day: day("2026-11-12"),
            way: HearingWay::Face,
            conference: false,
            profession: "nurse".into(),
            person: "及川 恵".into(),
            organisation: String::new(),
            note: String::new(),
            from: None,
        };
        t.act(&t.cm, move |cx| record_hearing(cx, &again)).unwrap();
        assert_eq!(counted(&t), before);
        // nobody of the office was there after all
        let mut absent = moved();
        absent.attendees[1].presence = "absent".into();
        t.change(&t.liaison, id, 2, &absent).unwrap();
        let left = hearings(&t);
        assert_eq!(left.len(), 1);
        assert!(!left[0].conference, "only what was entered by hand is left");
    });
}

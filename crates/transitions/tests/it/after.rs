//! After discharge: follow-up, missed visits, re-admission on day 12, and who stands in for whom.
use accounts::use_cases::deputies;
use accounts::{AccountId, NewDeputy};
use app::{Error, Result};
use kernel::{Actor, Id};
use slice::Todo;
use transitions::model::follow_up::{FollowUp, Question, Reply};
use transitions::model::{EndKind, Method, StayId};
use transitions::use_cases::count;
use transitions::use_cases::follow_up::{self, Ask};
use transitions::use_cases::handover::{self, HandOver};
use transitions::use_cases::readmission::Link;
use transitions::use_cases::report::{Where, report};
use transitions::use_cases::view;

use crate::place::{Town, day, in_both_towns};

/// Home on the 10th after a stay from the 9th.
fn home(t: &Town) -> StayId {
    let stay = t.admitted("2026-11-09");
    t.now("2026-11-10", "15:00");
    t.end(&t.cm, stay, "2026-11-10", EndKind::Home).unwrap();
    stay
}

fn today(t: &Town, who: &Actor) -> Vec<Todo> {
    t.app.read(who, transitions::slice().todo.unwrap()).unwrap()
}

fn hrefs(t: &Town, who: &Actor, part: &str) -> Vec<String> {
    today(t, who).into_iter().map(|x| x.href).filter(|h| h.contains(part)).collect()
}

fn ask(t: &Town, stay: StayId, mark: i64, visit: Reply) -> Result<Id> {
    let cmd = Ask {
        stay,
        mark,
        day: t.app.now().date(),
        method: Method::Phone,
        said_by: "ご本人".into(),
        answers: FollowUp::of(|q| if q == Question::Visit { visit } else { Reply::Yes }),
        note: String::new(),
    };
    t.act(&t.cm, move |cx| follow_up::follow_up(cx, &cmd))
}

#[test]
fn day_seven_is_asked_and_a_missed_visit_becomes_a_task() {
    in_both_towns(|t| {
        let stay = home(&t);
        assert!(hrefs(&t, &t.cm, "follow-up").is_empty());
        t.now("2026-11-17", "09:00");
        assert_eq!(hrefs(&t, &t.cm, "follow-up"), [format!("/transitions/{stay}/follow-up")]);
        assert!(hrefs(&t, &t.liaison, "follow-up").is_empty());
        assert!(hrefs(&t, &t.other_cm, "follow-up").is_empty());
        ask(&t, stay, 7, Reply::No).unwrap();
        assert!(hrefs(&t, &t.cm, "follow-up").is_empty());
        let tasks = hrefs(&t, &t.cm, "tasks");
        assert_eq!(tasks.len(), 1);
        // asked again with the same answer, there is still one task
        ask(&t, stay, 7, Reply::No).unwrap();
        assert_eq!(hrefs(&t, &t.cm, "tasks"), tasks);
        let task: Id = tasks[0].rsplit('/').next().unwrap().parse().unwrap();
        assert!(t.app.read(&t.other_cm, move |cx| follow_up::task(cx, task)).is_err());
        assert!(t.act(&t.cm, move |cx| follow_up::task_done(cx, task, " ")).is_err());
        t.act(&t.cm, move |cx| follow_up::task_done(cx, task, "25日に受診")).unwrap();
        assert!(hrefs(&t, &t.cm, "tasks").is_empty());
        let v = t.app.read(&t.cm, move |cx| follow_up::task(cx, task)).unwrap();
        assert_eq!((v.task.done_note.as_str(), v.owner.as_str()), ("25日に受診", "佐藤 花子"));
    });
}

#[test]
fn tasks_go_over_with_the_person() {
    in_both_towns(|t| {
        let stay = home(&t);
        t.now("2026-11-17", "09:00");
        ask(&t, stay, 7, Reply::No).unwrap();
        let cmd = HandOver {
            ask: handover::Ask {
                from: AccountId(t.cm.account.unwrap()),
                to_org: accounts::OrganisationId(t.other_cm.organisation.unwrap()),
                to: Some(AccountId(t.other_cm.account.unwrap())),
            },
            who: vec![t.resident],
            reason: "転居のため".into(),
            consent_on: Some(day("2026-11-16")),
        };
        t.act(&t.cm, move |cx| handover::hand_over(cx, &cmd)).unwrap();
        assert!(hrefs(&t, &t.cm, "tasks").is_empty());
        assert_eq!(hrefs(&t, &t.other_cm, "tasks").len(), 1);
        // the stay had ended but its record was still to be written: the follow-up goes with it
        t.now("2026-12-10", "09:00");
        assert_eq!(hrefs(&t, &t.other_cm, "follow-up").len(), 1);
    });
}

#[test]
fn nothing_is_asked_about_the_dead_those_in_a_facility_and_those_in_hospital_again() {
    in_both_towns(|t| {
        let stay = home(&t);
        t.now("2026-11-17", "09:00");
        assert_eq!(hrefs(&t, &t.cm, "follow-up").len(), 1);
        let cmd = t.admission("2026-11-17");
        let again = t.act(&t.cm, move |cx| report(cx, &cmd)).unwrap();
        assert!(hrefs(&t, &t.cm, "follow-up").is_empty());
        let refused = ask(&t, stay, 7, Reply::Yes);
        assert!(matches!(&refused, Err(Error::Rule(x)) if x.contains("また入院")), "{refused:?}");
        t.end(&t.cm, again, "2026-11-17", EndKind::Death).unwrap();
        t.now("2026-11-24", "09:00");
        assert!(hrefs(&t, &t.cm, "follow-up").is_empty());
        let refused = ask(&t, again, 7, Reply::Yes);
        assert!(matches!(&refused, Err(Error::Rule(x)) if x.contains("亡くなられた")));
    });
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        t.end(&t.cm, stay, "2026-11-09", EndKind::Facility).unwrap();
        t.now("2026-11-17", "09:00");
        assert!(hrefs(&t, &t.cm, "follow-up").is_empty());
        assert!(ask(&t, stay, 7, Reply::Yes).is_err());
    });
}

#[test]
fn a_follow_up_needs_a_reason_when_nothing_could_be_asked() {
    in_both_towns(|t| {
        let stay = home(&t);
        t.now("2026-11-17", "09:00");
        let mut cmd = Ask {
            stay,
            mark: 7,
            day: day("2026-11-17"),
            method: Method::Phone,
            said_by: String::new(),
            answers: FollowUp::of(|_| Reply::Unknown),
            note: String::new(),
        };
        let silent = cmd.clone();
        let refused = t.act(&t.cm, move |cx| follow_up::follow_up(cx, &silent));
        assert!(matches!(&refused, Err(Error::Invalid(f)) if f[0].field == "note"));
        let early = Ask { day: day("2026-11-09"), note: "留守".into(), ..cmd.clone() };
        let refused = t.act(&t.cm, move |cx| follow_up::follow_up(cx, &early));
        assert!(matches!(&refused, Err(Error::Invalid(f)) if f[0].field == "day"));
        cmd.note = "三度電話したが留守".into();
        t.act(&t.cm, move |cx| follow_up::follow_up(cx, &cmd)).unwrap();
    });
}

#[test]
fn a_readmission_on_day_twelve_stands_on_both_stays_and_on_the_lists() {
    in_both_towns(|t| {
        let first = home(&t);
        t.now("2026-11-22", "09:00");
        let cmd = t.admission("2026-11-22");
        let second = t.act(&t.cm, move |cx| report(cx, &cmd)).unwrap();
        let around = |stay, who: &Actor| t.app.read(who, |cx| view::view(cx, stay)).unwrap().around;
        let link = |stay, on: &str| {
            Some(Link {
                days: 12, stay: Some(stay), place: "結野中央病院".into(), on: day(on)
            })
        };
        assert_eq!(around(second, &t.cm).before, link(first, "2026-11-10"));
        assert_eq!(around(first, &t.cm).after, link(second, "2026-11-22"));
        assert_eq!(around(second, &t.liaison).before, link(first, "2026-11-10"));
        for who in [&t.cm, &t.liaison] {
            let lines = t.lines(who);
            let line = lines.iter().find(|l| l.stay.id == second).unwrap();
            assert_eq!(line.readmitted_after, Some(12), "{:?}", who.hat);
        }
        let entries = t
            .app
            .read(&t.cm, |cx| (transitions::slice().timeline.unwrap())(cx, t.resident.0))
            .unwrap();
        let chips: Vec<&str> =
            entries.iter().flat_map(|e| &e.chips).map(|c| c.text.as_str()).collect();
        assert!(chips.contains(&"再入院（前の退院から12日）"), "{chips:?}");
    });
}

/// It belongs to this year's November by its end and to the one before by its beginning; what followed is known from this
/// year's only.
#[test]
fn a_stay_of_a_year_counts_its_readmission_in_the_month_of_its_end() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        t.now("2027-11-03", "15:00");
        t.end(&t.cm, stay, "2027-11-03", EndKind::Home).unwrap();
        t.now("2027-11-12", "09:00");
        t.admitted("2027-11-12");
        let of = |r: &transitions::model::survey::Figures| {
            let rate = r.rates["readmitted_30"];
            (rate.n, rate.d)
        };
        let (from, to) = (day("2027-11-01"), day("2027-11-30"));
        let whole = t.app.read(&t.centre, |cx| count::survey(cx, from, to, count::Of::default()));
        assert_eq!(of(&whole.unwrap().all), (1, 1));
        let months = t.app.read(&t.centre, |cx| count::months(cx, from, to, count::Of::default()));
        assert_eq!(of(&months.unwrap()[0].now), (1, 1));
    });
}

#[test]
fn another_hospital_reads_how_many_days_it_is_but_not_where() {
    in_both_towns(|t| {
        home(&t);
        t.now("2026-11-22", "09:00");
        let other = accounts::OrganisationId(t.other_liaison.organisation.unwrap());
        let mut cmd = t.admission("2026-11-22");
        cmd.hospital = Where::Known(other);
        let second = t.act(&t.cm, move |cx| report(cx, &cmd)).unwrap();
        let v = t.app.read(&t.other_liaison, |cx| view::view(cx, second)).unwrap();
        let before = v.around.before.unwrap();
        assert_eq!((before.days, before.stay, before.place.as_str()), (12, None, ""));
    });
}

#[test]
fn a_deputy_is_told_what_to_do_and_signs_as_one() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        let account = |a: &Actor| AccountId(a.account.unwrap());
        let new = NewDeputy {
            absent: account(&t.cm),
            deputy: account(&t.colleague),
            from: day("2026-11-09"),
            to: day("2026-11-11"),
            reason: "研修".into(),
        };
        let other = NewDeputy { deputy: account(&t.other_cm), ..new.clone() };
        assert!(t.act(&t.cm, move |cx| deputies::add(cx, &other)).is_err());
        let long = NewDeputy { to: day("2027-03-01"), ..new.clone() };
        assert!(t.act(&t.cm, move |cx| deputies::add(cx, &long)).is_err());
        t.act(&t.cm, move |cx| deputies::add(cx, &new)).unwrap();
        let chips = |who: &Actor| -> Vec<String> {
            today(&t, who).into_iter().flat_map(|x| x.chips).map(|c| c.text).collect()
        };
        assert!(chips(&t.colleague).contains(&"佐藤 花子さんの代理".to_string()));
        assert!(!chips(&t.cm).contains(&"佐藤 花子さんの代理".to_string()));
        assert_eq!(hrefs(&t, &t.colleague, "/me/deputies").len(), 1);
        let cmd = transitions::use_cases::contact::Contact {
            stay,
            day: Some(day("2026-11-09")),
            method: Method::Phone,
            to: "地域連携室".into(),
            note: String::new(),
            again: true,
        };
        let late = cmd.clone();
        t.act(&t.colleague, move |cx| transitions::use_cases::contact::contact(cx, &cmd)).unwrap();
        t.now("2026-11-12", "09:00");
        t.act(&t.colleague, move |cx| transitions::use_cases::contact::contact(cx, &late)).unwrap();
        let v = t.app.read(&t.cm, |cx| view::view(cx, stay)).unwrap();
        let names: Vec<&str> = v.acts.iter().map(|a| a.name.as_str()).collect();
        assert_eq!(names, ["菊池 誠（佐藤 花子さんの代理）", "菊池 誠"]);
        assert!(hrefs(&t, &t.colleague, "/me/deputies").is_empty());
        t.app.settle();
        let filter = app::audit::Filter::default();
        let kept = t.app.read(&Actor::system(), |cx| app::audit::page(cx, &filter)).unwrap();
        let row = kept.iter().find(|r| r.act == "accounts.deputy.act").unwrap();
        assert_eq!(row.account, t.colleague.account);
        assert!(row.detail.contains(&t.cm.account.unwrap().to_string()));
    });
}

#[test]
fn the_look_at_thirty_days_is_not_written_on_the_eighth() {
    in_both_towns(|t| {
        let stay = home(&t);
        t.now("2026-11-18", "09:00");
        let early = ask(&t, stay, 30, Reply::Yes).unwrap_err();
        assert!(
            matches!(&early, Error::Invalid(e) if e.iter().any(|f| f.field == "day" && f.message.contains("11月25日"))),
            "{early:?}"
        );
        t.now("2026-11-25", "09:00");
        ask(&t, stay, 30, Reply::Yes).unwrap();
    });
}

//! From the figures of a year to the plan of the next: plan values are entered once, a council's recorded decision confirms
//! an edition, and the next year's begins with both.
use app::Error;
use meetings::MeetingId;
use meetings::model::{NewBody, NewMeeting, State};
use meetings::use_cases::{agenda, bodies, decisions, meetings as planning, read as reading};
use programme::RoadmapId;
use programme::model::Num;
use programme::model::roadmap::Part;
use programme::use_cases::propose::{self, Standing};
use programme::use_cases::targets::{self, Posted};
use programme::use_cases::{indicators, roadmap};
use testkit::TestApp;

use crate::support::{base, both, city, coordinator, define, get, held, live, on, post};

const DECIDED: &str = "来年度の方針を、案のとおり確認した";

/// A council that met on a day and decided something; the decision's source.
fn decided(app: &TestApp, day: &str, title: &str) -> (MeetingId, String) {
    let (day, title) = (day.parse().ok(), title.to_string());
    app.write(&coordinator(), move |cx| {
        let body =
            NewBody { name: "推進会議".into(), kind: "council".into(), ..NewBody::default() };
        let body = bodies::add(cx, &body)?;
        let new = NewMeeting {
            title: title.clone(),
            day,
            form: "gather".into(),
            place: "保健センター".into(),
            ..NewMeeting::default()
        };
        let id = planning::add(cx, body, &new)?;
        planning::set_state(cx, id, State::Held, "")?;
        let d = decisions::add(cx, id, DECIDED)?;
        Ok((id, format!("meetings.decision:{d}")))
    })
    .unwrap()
}

fn begin(app: &TestApp, of: i64, from: Option<RoadmapId>) -> RoadmapId {
    app.write(&coordinator(), move |cx| roadmap::begin(cx, of, from)).unwrap()
}

fn version(app: &TestApp, id: RoadmapId) -> i64 {
    app.read(&city(), move |cx| roadmap::open(cx, id)).unwrap().roadmap.version
}

#[test]
fn a_recorded_decision_confirms_an_edition_and_stands_before_the_next_year() {
    both(|app| {
        on(&app, "2026-11-22");
        let theme =
            "とても長い題の会議であっても、確認した会議の名前には、年度と回と会議体だけが入る";
        let (meeting, source) = decided(&app, "2026-11-20", theme);
        let (_, old) = decided(&app, "2026-03-20", "");
        let id = begin(&app, 2026, None);
        let now = version(&app, id);
        for source in [old.as_str(), "meetings.decision:ない", "meetings.meeting:"] {
            let source = source.to_string();
            let refused =
                app.write(&city(), move |cx| roadmap::confirm_as_decided(cx, id, &source, now));
            assert!(matches!(refused, Err(Error::Invalid(_))), "of another year, or not there");
        }
        let stale = source.clone();
        let refused =
            app.write(&city(), move |cx| roadmap::confirm_as_decided(cx, id, &stale, now + 1));
        assert!(matches!(refused, Err(Error::Stale { .. })));
        let by = source.clone();
        app.write(&city(), move |cx| roadmap::confirm_as_decided(cx, id, &by, now)).unwrap();
        let w = app.read(&coordinator(), move |cx| roadmap::open(cx, id)).unwrap();
        assert_eq!(w.roadmap.council, "令和8年度 第1回 推進会議");
        assert_eq!(w.roadmap.confirmed_on, "2026-11-20".parse().ok());
        let d = w.decision.unwrap();
        assert_eq!((d.source, d.text.as_str()), (source, DECIDED));
        assert_eq!(d.href, format!("/meetings/{meeting}/decisions"));
        // the words stay as they were decided
        app.write(&coordinator(), move |cx| planning::set_state(cx, meeting, State::Planned, ""))
            .unwrap();
        let next = begin(&app, 2027, Some(id));
        let w = app.read(&coordinator(), move |cx| roadmap::open(cx, next)).unwrap();
        let (before, d) = w.base.unwrap();
        assert_eq!((before.id, d.unwrap().text.as_str()), (id, DECIDED));
        assert!(w.decision.is_none(), "nobody has confirmed the next one");
        // another edition of the same year is confirmed by nobody either
        let again = begin(&app, 2026, Some(id));
        let w = app.read(&coordinator(), move |cx| roadmap::open(cx, again)).unwrap();
        assert!(w.decision.is_none() && w.cites.is_empty());
    });
}

#[test]
fn a_draft_is_put_on_the_agenda_of_a_meeting_ahead_and_rests_on_itself() {
    both(|app| {
        on(&app, "2026-11-22");
        let (past, _) = decided(&app, "2026-11-20", "");
        let ahead = app
            .write(&coordinator(), move |cx| {
                let body = reading::one(cx, past)?.meeting.body;
                let day = "2026-12-10".parse().ok();
                let new = NewMeeting { day, form: "gather".into(), ..NewMeeting::default() };
                planning::add(cx, body, &new)
            })
            .unwrap();
        let id = begin(&app, 2026, None);
        let page = get(&app, &coordinator(), &format!("/programme/roadmap/{id}"));
        let door = format!("/meetings/bring?kind=programme.roadmap&#38;of={id}");
        assert!(page.contains(&door), "{page}");
        let bring = |app: &TestApp| {
            app.read(&coordinator(), move |cx| agenda::bring(cx, "programme.roadmap", id.0))
                .unwrap()
        };
        let (e, all) = bring(&app);
        let all: Vec<(MeetingId, bool)> = all.iter().map(|(m, there)| (m.id, *there)).collect();
        assert_eq!(all, [(ahead, false)], "only what is still to come");
        let put = |app: &TestApp, to| {
            app.write(&coordinator(), move |cx| agenda::bring_to(cx, to, "programme.roadmap", id.0))
        };
        assert!(put(&app, past).is_err(), "it was held");
        let item = put(&app, ahead).unwrap();
        let w = app.read(&coordinator(), move |cx| reading::one(cx, ahead)).unwrap();
        assert_eq!(w.items.iter().map(|i| i.data.title.clone()).collect::<Vec<_>>(), [e.title]);
        assert!(w.cited.iter().any(|c| c.item == item && c.of == id.0));
        assert!(bring(&app).1[0].1, "it lies there already");
        app.write(&coordinator(), move |cx| agenda::remove(cx, ahead, item, true)).unwrap();
        assert!(!bring(&app).1[0].1, "a line that was taken off is none");
    });
}

#[test]
fn plan_values_are_entered_once_and_proposed_for_the_plan() {
    both(|app| {
        on(&app, "2026-11-22");
        let of = |name: &str, of: &str| {
            let mut new = live(name, "回", "events.plan", of);
            new.scene = "end".into();
            define(&app, new)
        };
        let (visits, lectures) =
            (of("出前講座", "lecture-visit.times"), of("講演", "campaign.times"));
        let whole = |n| Some(Num::whole(n));
        let posted = vec![
            Posted { of: visits, was: None, now: whole(8) },
            Posted { of: lectures, was: None, now: None },
        ];
        let n = app.write(&city(), move |cx| targets::put(cx, 2027, &posted)).unwrap();
        assert_eq!(n, 1, "what was left empty is not written");
        // somebody who still saw the empty field does not write over it
        let late = [Posted { of: visits, was: None, now: whole(5) }];
        let refused = app.write(&coordinator(), move |cx| targets::put(cx, 2027, &late));
        let Err(Error::Invalid(all)) = refused else { panic!("{refused:?}") };
        assert!(all[0].message.contains("いまは8"), "{all:?}");
        // the plan of the events shows the same numbers, and none where nobody decided
        let rows =
            app.read(&city(), |cx| events::use_cases::figures::plan(cx, 2026, 2027)).unwrap();
        let row = rows.iter().find(|r| r.code == "lecture-visit").unwrap();
        assert_eq!(row.years[1].1.plan_times, Some(8));
        assert_eq!((row.years[0].1.plan_times, row.years[1].1.plan_persons), (None, None));
        assert_eq!(row.decided, [(2027, "times")]);
        let low = [Posted { of: visits, was: whole(8), now: Some(Num(-100)) }];
        let refused = app.write(&coordinator(), move |cx| targets::put(cx, 2027, &low));
        let Err(Error::Invalid(all)) = refused else { panic!("{refused:?}") };
        assert_eq!(all[0].field, targets::field(visits), "said beside its field");

        let id = begin(&app, 2026, None);
        let plan = |app: &TestApp| {
            app.read(&coordinator(), move |cx| propose::of_cell(cx, id, "end", Part::Plan)).unwrap()
        };
        let all = plan(&app);
        assert_eq!(all.len(), 1, "only what was decided");
        assert_eq!(all[0].line, "出前講座 8回（R9 計画）");
        let source = all[0].source.clone();
        app.write(&city(), move |cx| propose::answer(cx, id, "end", Part::Plan, &source, true))
            .unwrap();
        assert_eq!(plan(&app)[0].standing, Standing::Used);
        let more = [Posted { of: visits, was: whole(8), now: whole(10) }];
        app.write(&city(), move |cx| targets::put(cx, 2027, &more)).unwrap();
        assert!(matches!(&plan(&app)[0].standing, Standing::Moved(old) if old.contains("8回")));
        // nobody confirms on the way: the next year has the line as what is to be done, and the value as its plan
        let next = begin(&app, 2027, Some(id));
        let w = app.read(&coordinator(), move |cx| roadmap::open(cx, next)).unwrap();
        assert_eq!(w.cells[&("end".to_string(), Part::Do)], "出前講座 8回（R9 計画）");
        let rows = app.read(&city(), |cx| targets::of_roadmap(cx, 2027)).unwrap();
        assert_eq!((rows.len(), rows[0].1[0].target), (1, whole(10)));
    });
}

#[test]
fn the_pages_lead_from_the_plan_values_to_the_council_and_the_next_year() {
    let app = base();
    let c = coordinator();
    assert!(get(&app, &c, "/programme/targets").contains("まだ指標がありません"));
    let i = define(&app, live("出前講座", "回", "events.plan", "lecture-visit.times"));
    held(&app, "citizens", "心づもり勉強会", "2026-05-01", 20);
    let page = get(&app, &c, "/programme/targets");
    assert!(
        page.contains("令和9年度の計画値") && page.contains("R8 1回（11月22日現在、記録から）"),
        "{page}"
    );
    let (of, was) = (targets::field(i), format!("was.{i}"));
    let form = [("year", "2027"), (of.as_str(), "たくさん"), (was.as_str(), "")];
    let (status, page) = post(&app, &c, "/programme/targets", &form);
    assert_eq!(status, 422, "{page}");
    assert!(page.contains("たくさん"), "what was typed stays");
    let form = [("year", "2027"), (of.as_str(), "8"), (was.as_str(), "")];
    let (status, to) = post(&app, &c, "/programme/targets", &form);
    assert_eq!((status, to.as_str()), (303, "/programme/targets?year=2027"));
    let list = get(&app, &c, "/programme/indicators");
    assert!(list.contains("/programme/targets?year=2027"), "{list}");

    let (status, here) = post(&app, &c, "/programme/roadmap/new", &[("year", "R8")]);
    assert_eq!(status, 303, "{here}");
    let page = get(&app, &c, &here);
    assert!(
        page.contains("R8とR9の計画値") && page.contains("令和9年度の計画値を入れる"),
        "{page}"
    );
    assert!(
        get(&app, &c, &format!("{here}/cell?scene=end&part=p")).contains("出前講座 8回（R9 計画）")
    );
    let blank = get(&app, &c, &format!("{here}/confirm"));
    assert!(!blank.contains("name=\"decided\""), "no meeting, nothing to choose: {blank}");
    let (meeting, source) = decided(&app, "2026-11-20", "");
    let page = get(&app, &c, &format!("{here}/confirm"));
    assert!(page.contains(DECIDED) && page.contains("name=\"decided\""), "{page}");
    let id: RoadmapId = here.rsplit('/').next().unwrap().parse().unwrap();
    let now = version(&app, id).to_string();
    let form = [("decided", ""), ("council", ""), ("_version", now.as_str())];
    let (status, _) = post(&app, &c, &format!("{here}/confirm"), &form);
    assert_eq!(status, 422, "neither chosen nor written");
    let form = [("decided", source.as_str()), ("on", "きのう"), ("_version", now.as_str())];
    let (status, to) = post(&app, &c, &format!("{here}/confirm"), &form);
    assert_eq!((status, to.as_str()), (303, here.as_str()), "the record says the day");
    let page = get(&app, &c, &here);
    let way = format!("/meetings/{meeting}/decisions");
    assert!(page.contains(&way) && page.contains(DECIDED), "{page}");
    assert!(page.contains("令和9年度の版をはじめる"), "{page}");
    let page = get(&app, &c, &format!("/programme/roadmap/new?from={id}&year=2027"));
    assert!(page.contains("value=\"R9\""), "{page}");
    let form = [("year", "R9"), ("from", &id.to_string())];
    let (status, next) = post(&app, &c, "/programme/roadmap/new", &form);
    assert_eq!(status, 303, "{next}");
    let page = get(&app, &c, &next);
    assert!(page.contains("もとの版：") && page.contains(DECIDED) && page.contains(&way), "{page}");
    let older = get(&app, &c, &here);
    assert!(!older.contains("令和9年度の版をはじめる"), "there is one already: {older}");
}

#[test]
fn an_agenda_and_an_issue_can_cite_an_edition_and_a_figure() {
    both(|app| {
        on(&app, "2026-11-22");
        let i = define(&app, live("出前講座", "回", "events.plan", "lecture-visit.times"));
        let empty = define(&app, live("講演", "回", "events.plan", "campaign.times"));
        held(&app, "citizens", "心づもり勉強会", "2026-05-01", 20);
        let id = begin(&app, 2026, None);
        let of =
            |kind: &str| programme::slice().evidence.into_iter().find(|s| s.kind == kind).unwrap();
        let (editions, figures) = (of("programme.roadmap"), of("programme.indicator"));
        let found =
            |typed: &'static str| app.read(&city(), |cx| (editions.find)(cx, typed)).unwrap();
        assert_eq!(found("").len(), 1);
        assert_eq!(found("令和８年度")[0].title, "ロードマップ 令和8年度 第1版（案）");
        assert!(found("令和７年度").is_empty());
        let e = app.read(&city(), |cx| (editions.one)(cx, id.0)).unwrap().unwrap();
        assert_eq!(e.href, format!("/programme/roadmap/{id}"));
        let all = app.read(&city(), |cx| (figures.find)(cx, "")).unwrap();
        assert_eq!(all.len(), 1, "without a figure there is nothing to cite");
        assert_eq!((all[0].title.as_str(), all[0].figure.as_str()), ("出前講座（R8）", "1回"));
        let one = |i: kernel::Id| app.read(&city(), |cx| (figures.one)(cx, i)).unwrap();
        assert!(one(i.0).is_some() && one(empty.0).is_none() && one(testkit::id(9)).is_none());
        app.write(&coordinator(), move |cx| indicators::set_removed(cx, i, true)).unwrap();
        assert!(app.read(&city(), |cx| (figures.find)(cx, "")).unwrap().is_empty());
        assert!(one(i.0).is_some(), "what was cited before is still there");
    });
}

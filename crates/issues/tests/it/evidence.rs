//! Evidence: copied from other slices as it stands, never read again; an issue can be begun from a record.
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};

use app::{Cx, Error, Permission, Result};
use issues::model::Profession;
use issues::use_cases;
use kernel::{Hat, Id};
use slice::{Evidence, EvidenceSource, Migrates, Slice, Use};

use crate::support::*;

static HEARD: Permission = Permission {
    code: "heard.read",
    label: "聞く",
    capability: "heard",
    hats: &[Hat::Coordinator],
};
static N: AtomicI64 = AtomicI64::new(5);

fn record(n: u16) -> Evidence {
    Evidence {
        kind: "heard.case",
        id: testkit::id(n),
        title: "退院前カンファレンスに呼ばれない（居宅）".into(),
        figure: format!("{}件（62件のうち）", N.load(Ordering::SeqCst)),
        as_of: "2026-06-02".parse().unwrap(),
        href: format!("/heard/{}", testkit::id(n)),
    }
}

fn find(_: &Cx<'_>, typed: &str) -> Result<Vec<Evidence>> {
    Ok((400..420).map(record).filter(|e| e.title.contains(typed)).collect())
}

fn one(_: &Cx<'_>, id: Id) -> Result<Option<Evidence>> {
    Ok((400..420).map(record).find(|e| e.id == id))
}

static TOLD: Mutex<Vec<(String, Id, Id, Use)>> = Mutex::new(Vec::new());

/// Which record, by whom, what; by the store too, because both engines run the same.
fn told(cx: &Cx<'_>, id: Id, by: Id, what: Use) -> Result<()> {
    let who = format!("{:?}", cx.tx().dialect());
    TOLD.lock().unwrap().push((who, id, by, what));
    Ok(())
}

/// Another slice that offers something.
pub fn heard() -> Slice {
    let mut heard = Slice::new("heard", "聞いたこと", Migrates::Base);
    heard.evidence = vec![EvidenceSource {
        kind: "heard.case",
        label: "相談",
        permission: &HEARD,
        find,
        one,
        told: Some(told),
    }];
    heard
}

#[test]
fn what_was_cited_stays_as_it_was_when_the_record_changes() {
    for_both(|app| {
        N.store(5, Ordering::SeqCst);
        let id = add(&app, 2026, Profession::CareManager, "会議に呼ばれない");
        let of = testkit::id(401);
        app.write(&centre(), move |cx| use_cases::cite(cx, id, "heard.case", of)).unwrap();
        N.store(9, Ordering::SeqCst);
        app.write(&centre(), move |cx| use_cases::cite(cx, id, "heard.case", of)).unwrap();
        let p = app.read(&centre(), |cx| use_cases::issue(cx, id)).unwrap();
        assert_eq!(p.cited.len(), 1, "twice is once");
        let (c, label) = &p.cited[0];
        assert_eq!((c.figure.as_str(), label.as_str()), ("5件（62件のうち）", "相談"));
        assert_eq!(c.as_of.to_string(), "2026-06-02");
        let e = c.id;
        app.write(&centre(), move |cx| use_cases::uncite(cx, e)).unwrap();
        assert!(app.read(&centre(), |cx| use_cases::issue(cx, id)).unwrap().cited.is_empty());
        app.write(&centre(), move |cx| use_cases::cite(cx, id, "heard.case", of)).unwrap();
        let p = app.read(&centre(), |cx| use_cases::issue(cx, id)).unwrap();
        assert_eq!(p.cited[0].0.figure, "9件（62件のうち）", "cited anew it is as it stands now");
    });
}

#[test]
fn what_is_not_there_or_not_theirs_is_not_cited() {
    let app = sqlite();
    let id = add(&app, 2026, Profession::CareManager, "x");
    for (kind, of) in [
        ("heard.case", testkit::id(1)),
        ("no.such", testkit::id(401)),
        ("issues.issue", id.0),
        ("", testkit::id(401)),
    ] {
        let done = app.write(&centre(), move |cx| use_cases::cite(cx, id, kind, of));
        assert!(matches!(done, Err(Error::Rule(_))), "{kind}: {done:?}");
    }
    let kinds = app.read(&city(), use_cases::kinds).unwrap();
    assert!(!kinds.iter().any(|(k, _)| *k == "heard.case"), "the city may not look there");
    assert!(kinds.iter().any(|(k, _)| *k == "issues.issue"));
}

#[test]
fn an_issue_is_begun_from_a_record_of_another_slice() {
    let app = sqlite();
    let of = testkit::id(402);
    let page = get(&app, &centre(), "/issues/new", &format!("from=heard.case&id={of}"));
    assert!(page.contains("value=\"退院前カンファレンスに呼ばれない（居宅）\""), "{page}");
    assert!(page.contains("name=\"from\" value=\"heard.case\""));
    let of = of.to_string();
    let form = [
        ("title", "カンファレンスに呼ばれない"),
        ("profession", "cm"),
        ("fy", "2026"),
        ("from", "heard.case"),
        ("id", of.as_str()),
        ("_key", "0123456789abcdef"),
    ];
    let to = goes_to(post(&app, &centre(), "/issues/new", &form).unwrap());
    let again = goes_to(post(&app, &centre(), "/issues/new", &form).unwrap());
    assert_eq!(to, again, "the same press twice makes one record");
    assert_eq!(all(&app).len(), 1);
    let page = get(&app, &centre(), &to, "");
    assert!(page.contains("/kitakami/heard/") && page.contains("R8.6.2現在"));
    for odd in
        ["from=heard.case&id=x", "from=&id=", "from=zzz&id=00000000-0000-0000-0000-000000000000"]
    {
        get(&app, &centre(), "/issues/new", odd);
    }
}

#[test]
fn our_own_records_can_be_cited_by_others() {
    let app = sqlite();
    let id = add(&app, 2026, Profession::Dental, "歯科が途切れる");
    let gone = add(&app, 2026, Profession::Dental, "まちがい");
    app.write(&centre(), move |cx| use_cases::withdraw(cx, gone)).unwrap();
    let sources = issues::slice().evidence;
    let kinds: Vec<&str> = sources.iter().map(|s| s.kind).collect();
    assert_eq!(kinds, ["issues.issue", "issues.hearing", "issues.match", "issues.platform"]);
    let source = sources[0];
    let found = app.read(&city(), |cx| (source.find)(cx, "歯科")).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].title, "歯科が途切れる（R8 歯科 A、課題の把握）");
    assert_eq!(found[0].href, format!("/issues/{id}"));
    let one = |actor: &kernel::Actor, id| app.read(actor, |cx| (source.one)(cx, id)).unwrap();
    assert!(one(&city(), id.0).is_some() && one(&city(), gone.0).is_none());
    let ward = testkit::staff(Hat::Ward, testkit::id(4));
    assert!(one(&ward, id.0).is_none(), "who may not read issues finds none");
    assert!(app.read(&ward, |cx| (source.find)(cx, "")).unwrap().is_empty());
}

#[test]
fn who_owns_a_record_is_told_what_became_of_it() {
    for_both(|app| {
        let engine = app.read(&centre(), |cx| Ok(format!("{:?}", cx.tx().dialect()))).unwrap();
        let of = testkit::id(403);
        let (first, second) = (
            add(&app, 2026, Profession::CareManager, "会議に呼ばれない"),
            add(&app, 2026, Profession::Dental, "同じことを別の職種から"),
        );
        let day: kernel::Date = "2026-10-01".parse().unwrap();
        app.write(&centre(), move |cx| use_cases::cite(cx, first, "heard.case", of)).unwrap();
        app.write(&centre(), move |cx| use_cases::cite(cx, first, "heard.case", of)).unwrap();
        app.write(&centre(), move |cx| use_cases::merge(cx, first, second)).unwrap();
        // solved where both stand now: told as the issue under which it stands
        app.write(&centre(), move |cx| use_cases::solve(cx, second, day, "勉強会")).unwrap();
        app.write(&centre(), move |cx| use_cases::reopen(cx, second)).unwrap();
        app.write(&centre(), move |cx| use_cases::unmerge(cx, first)).unwrap();
        app.write(&centre(), move |cx| use_cases::solve(cx, first, day, "勉強会")).unwrap();
        let e = app.read(&centre(), |cx| use_cases::issue(cx, first)).unwrap().cited[0].0.id;
        app.write(&centre(), move |cx| use_cases::uncite(cx, e)).unwrap();
        // put to an issue that is solved already
        app.write(&centre(), move |cx| use_cases::cite(cx, first, "heard.case", of)).unwrap();
        let told: Vec<Use> = TOLD
            .lock()
            .unwrap()
            .iter()
            .filter(|(who, id, by, _)| *who == engine && *id == of && *by == first.0)
            .map(|t| t.3)
            .collect();
        let want = [
            Use::Cited,
            Use::Solved(2026),
            Use::Reopened(2026),
            Use::Solved(2026),
            Use::Uncited,
            Use::Cited,
            Use::Solved(2026),
        ];
        assert_eq!(told, want);
    });
}

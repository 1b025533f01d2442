//! The end of retention: what is due, what holds it, who may purge, and that nothing is left of who was purged.
use accounts::OrganisationKind;
use app::{Error, Result};
use db::{Dialect, Stmt, params};
use kernel::{Actor, Hat, Id};
use people::attachments::{self, AttachmentKind, NewAttachment, check_one};
use people::authz::What;
use people::retention::{self, Propose, State};
use transitions::model::{EndKind, StayId};

use crate::place::{Town, in_both_towns, organisation, staff};

const YEAR: i64 = 366 * 24 * 60;

struct Old {
    t: Town,
    city: Actor,
    stay: StayId,
}

/// A resident who died at the end of a stay, with a sheet, a draft, a file and a canary in all of them.
fn old(t: Town) -> Old {
    retention::set_sources(&[people::slice(), transitions::slice()]);
    let hall = organisation(&t.app, "結野市", OrganisationKind::City, false);
    let city = staff(&t.app, hall, "市 花子", Hat::City);
    let who = t.resident;
    let stay = t.admitted("2026-11-09");
    t.sheet(stay);
    t.act(&t.cm, move |cx| {
        transitions::use_cases::sheet::save_draft(cx, stay, "{\"answers\":{\"x\":\"カナリア\"}}")
    })
    .unwrap();
    let file = check_one("カナリア.pdf", b"%PDF-1.4\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj 2 0 obj << /Type /Pages /Kids [3 0 R] >> endobj 3 0 obj << /Type /Page >> endobj trailer << /Root 1 0 R >> %%EOF").unwrap();
    let files = attachments::keep(&t.app, &t.cm, who, What::Document, &[file]).unwrap();
    let new = NewAttachment {
        kind: AttachmentKind::CarePlan,
        title: "カナリア".into(),
        about: None,
        files,
    };
    t.act(&t.cm, move |cx| attachments::attach(cx, who, &new).map(|_| ())).unwrap();
    t.end(&t.cm, stay, "2026-11-09", EndKind::Death).unwrap();
    Old { t, city, stay }
}

fn due(o: &Old) -> usize {
    o.t.app.read(&o.city, retention::overview).unwrap().due.len()
}

fn propose(o: &Old, who: &Actor) -> Result<Id> {
    let until = o.t.app.now().date();
    let cmd = Propose { until, reason: "年に1回の見直しのため".into() };
    o.t.act(who, move |cx| retention::propose(cx, &cmd))
}

fn confirm(o: &Old, who: &Actor, id: Id, sure: bool) -> Result<()> {
    let (p, _) = o.t.app.read(who, move |cx| retention::open(cx, id))?;
    o.t.act(who, move |cx| retention::confirm(cx, id, &p.hash, sure, &[]))
}

/// Every table of a region with its columns.
fn tables(o: &Old) -> Vec<(String, Vec<String>)> {
    let sql = match o.t.app.db.dialect() {
        Dialect::Sqlite => {
            "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY 1, 2"
        }
        Dialect::Postgres => {
            "SELECT table_name::text, column_name::text FROM information_schema.columns WHERE table_schema = current_schema() ORDER BY 1, 2"
        }
    };
    let s = Stmt { name: "t.COLUMNS", sql };
    let rows = o.t.app.db.read(move |tx| tx.rows(s, params![])).unwrap();
    let mut all: Vec<(String, Vec<String>)> = Vec::new();
    for r in rows {
        let (t, c): (String, String) = (r.get(0).unwrap(), r.get(1).unwrap());
        match all.last_mut().filter(|(name, _)| *name == t) {
            Some((_, columns)) => columns.push(c),
            None => all.push((t, vec![c])),
        }
    }
    all
}

/// The tables in which an id, or a word, still stands; the log and the purge itself are not looked at.
fn left(o: &Old, needle: &str) -> Vec<String> {
    let skip = [
        "app_audit",
        "people_purge_item",
        "people_hold",
        "app_outbox",
        "app_notice",
        "app_idempotency",
        "app_idempotency_outcome",
        "app_measure",
        "app_job",
    ];
    let mut out = Vec::new();
    let tables = tables(o);
    assert!(tables.len() > 40, "{}", tables.len());
    for (table, columns) in tables.iter().filter(|(t, _)| !skip.contains(&t.as_str())) {
        for column in columns {
            let sql =
                format!("SELECT COUNT(*) FROM {table} WHERE CAST(\"{column}\" AS TEXT) LIKE $1");
            let s = Stmt { name: "t.LEFT", sql: sql.leak() };
            let like = format!("%{needle}%");
            let n: i64 = o.t.app.db.read(move |tx| tx.one(s, params![&like])?.get(0)).unwrap();
            if n > 0 {
                out.push(format!("{table}.{column}"));
            }
        }
    }
    out
}

/// A slice that gains a table about residents must say how it is erased: a purge that meets a row nobody thought of
/// would fail on the row's reference, or leave it behind where there is none.
#[test]
fn every_table_that_names_a_resident_is_erased_with_them() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let erasing: String = [
        "people/src/retention/store.rs",
        "transitions/src/store/retained.rs",
        "bridge/src/store/retained.rs",
        "rooms/src/store/retained.rs",
        "emergency/src/store",
        "acp/src/store/retained.rs",
        "people/src/exports/store.rs",
        "app/src/records",
        "app/src/records.rs",
        "app/src/drafts.rs",
        "app/src/files",
        "app/src/files.rs",
    ]
    .iter()
    .flat_map(|p| sources(&root.join(p)))
    .collect();
    let kept = ["app_audit", "people_purge_item", "people_hold"];
    in_both_towns(|t| {
        let o = old(t);
        let missing: Vec<String> = tables(&o)
            .into_iter()
            .filter(|(t, c)| c.iter().any(|c| c == "resident") && !kept.contains(&t.as_str()))
            .filter(|(t, _)| !erasing.contains(&format!("DELETE FROM {t} WHERE")))
            .map(|(t, _)| t)
            .collect();
        assert_eq!(missing, Vec::<String>::new());
    });
}

/// The text of a source file, or of every file of a folder; nothing when there is none of that name.
fn sources(at: &std::path::Path) -> Vec<String> {
    match std::fs::read_dir(at) {
        Ok(files) => files.flat_map(|f| sources(&f.unwrap().path())).collect(),
        Err(_) => std::fs::read_to_string(at).into_iter().collect(),
    }
}

#[test]
fn nothing_is_due_before_its_day_and_everything_from_that_day_on() {
    in_both_towns(|t| {
        let o = old(t);
        let last = o.t.app.now().date();
        assert_eq!(due(&o), 0);
        // five full years from the last day on which anything was written, and the day after
        let first = retention::due_on(last, 5);
        o.t.app.clock.set(testkit::at(&kernel::time::add_days(first, -1).to_string(), "23:50"));
        assert_eq!(due(&o), 0, "the last day");
        assert!(propose(&o, &o.city).is_err());
        o.t.app.clock.set(testkit::at(&first.to_string(), "00:10"));
        assert_eq!(due(&o), 1, "the first day");
    });
}

#[test]
fn who_is_still_cared_for_is_never_due() {
    in_both_towns(|t| {
        let o = old(t);
        let alive = o.t.register("阿部 ハル", "あべ はる", "1943-05-03");
        o.t.app.clock.advance_minutes(6 * YEAR);
        let all = o.t.app.read(&o.city, retention::overview).unwrap().due;
        assert_eq!(all.iter().map(|d| d.resident).collect::<Vec<_>>(), [o.t.resident]);
        assert_ne!(alive, o.t.resident);
    });
}

#[test]
fn a_hold_keeps_everything_until_it_is_lifted_with_a_reason() {
    in_both_towns(|t| {
        let o = old(t);
        o.t.app.clock.advance_minutes(6 * YEAR);
        let number: String = {
            let text = o.t.resident.to_string();
            text[text.len() - 10..].into()
        };
        let id = propose(&o, &o.city).unwrap();
        // between the two presses somebody asks for the papers
        let set = |n: &str, why: &str| {
            let (n, why) = (n.to_string(), why.to_string());
            o.t.act(&o.t.centre, move |cx| retention::hold(cx, &n, &why))
        };
        assert!(matches!(set(&number, " "), Err(Error::Invalid(_))));
        assert!(matches!(set("0123456789", "照会"), Err(Error::Invalid(_))));
        let hold = set(&number, "裁判所からの照会のため").unwrap();
        assert!(matches!(set(&number, "もう一度"), Err(Error::Invalid(_))));
        assert_eq!(due(&o), 0);
        let refused = confirm(&o, &o.t.centre, id, true);
        assert!(
            matches!(&refused, Err(Error::Rule(text)) if text.contains("1人は、保留")),
            "{refused:?}"
        );
        let who = o.t.resident;
        let shred = o.t.act(&Actor::operator(), move |cx| attachments::shred(cx, who));
        assert!(matches!(shred, Err(Error::Rule(_))), "{shred:?}");
        let lift = |why: &'static str| o.t.act(&o.city, move |cx| retention::lift(cx, hold, why));
        assert!(matches!(lift(""), Err(Error::Invalid(_))));
        lift("照会が終わったため").unwrap();
        assert!(matches!(lift("もう一度"), Err(Error::Rule(_))));
        assert_eq!(due(&o), 1);
        confirm(&o, &o.t.centre, id, true).unwrap();
        let holds = o.t.app.read(&o.city, retention::holds).unwrap();
        assert_eq!(holds[0].lifted.as_ref().unwrap().2, "照会が終わったため");
    });
}

#[test]
fn a_purge_takes_two_persons_and_leaves_nothing_but_the_log_and_the_certificate() {
    in_both_towns(|t| {
        let o = old(t);
        let other = o.t.register("阿部 ハル", "あべ はる", "1943-05-03");
        o.t.app.clock.advance_minutes(6 * YEAR);
        for who in [&o.t.cm, &o.t.liaison, &o.t.nurse] {
            assert!(matches!(propose(&o, who), Err(Error::Forbidden(_))));
        }
        let id = propose(&o, &o.city).unwrap();
        assert!(matches!(propose(&o, &o.t.centre), Err(Error::Rule(_))), "one at a time");
        assert!(
            matches!(confirm(&o, &o.city, id, true), Err(Error::Rule(_))),
            "not the same person"
        );
        assert!(matches!(confirm(&o, &o.t.centre, id, false), Err(Error::Invalid(_))));
        let wrong = o.t.act(&o.t.centre, move |cx| retention::confirm(cx, id, "other", true, &[]));
        assert!(matches!(wrong, Err(Error::Rule(_))), "another list");
        let before = o.t.app.read(&Actor::system(), app::audit::count).unwrap();
        assert!(!left(&o, &o.t.resident.to_string()).is_empty());
        assert!(!left(&o, &o.stay.to_string()).is_empty());
        assert!(!left(&o, "カナリア").is_empty() && !left(&o, "高橋 ミヨ").is_empty());

        confirm(&o, &o.t.centre, id, true).unwrap();

        for needle in
            [o.t.resident.to_string(), o.stay.to_string(), "カナリア".into(), "高橋 ミヨ".into()]
        {
            assert_eq!(left(&o, &needle), Vec::<String>::new(), "{needle}");
        }
        assert!(!left(&o, &other.to_string()).is_empty(), "nobody else is touched");
        let (p, list) = o.t.app.read(&o.city, move |cx| retention::open(cx, id)).unwrap();
        assert_eq!(
            (p.state, p.n, p.by.as_str(), p.decided_by.as_str()),
            (State::Done, 1, "市 花子", "高橋 直")
        );
        assert_eq!(list[0].resident, o.t.resident);
        let n = |k: &str| p.erased.iter().find(|(c, _)| c == k).map_or(0, |(_, n)| *n);
        assert_eq!(["stay", "care-record", "attachment", "key", "resident"].map(n), [1; 5]);
        assert!(n("consent") >= 1);
        assert!(matches!(confirm(&o, &o.t.centre, id, true), Err(Error::Rule(_))), "done is done");
        // the log is all there, and says who was erased, by whom
        let system = Actor::system();
        assert!(o.t.app.read(&system, app::audit::count).unwrap() > before);
        let of = app::audit::Filter { resident: Some(o.t.resident.0), ..Default::default() };
        let rows = o.t.app.read(&system, |cx| app::audit::page(cx, &of)).unwrap();
        assert!(rows.iter().any(|r| r.detail == "erased" && r.name == "高橋 直"));
        assert!(rows.iter().any(|r| r.act == "transitions.sheet.send"), "and what was done before");
        o.t.app.settle();
        assert!(o.t.app.db.read(app::sequencer::verify).unwrap().faults.is_empty());
        // its pages are gone, and the files go with the next sweep
        let (who, stay) = (o.t.resident, o.stay);
        let gone = o.t.app.read(&o.t.cm, move |cx| transitions::use_cases::view::view(cx, stay));
        assert!(gone.is_err());
        assert!(o.t.app.read(&o.t.cm, move |cx| attachments::list(cx, who, None)).is_err());
        o.t.app.clock.advance_minutes(25 * 60);
        assert_eq!(attachments::sweep(&o.t.app).unwrap(), 1);
        assert_eq!(due(&o), 0);
    });
}

#[test]
fn a_proposal_can_be_taken_back_and_what_changed_meanwhile_is_not_erased() {
    in_both_towns(|t| {
        let o = old(t);
        o.t.app.clock.advance_minutes(6 * YEAR);
        let id = propose(&o, &o.city).unwrap();
        o.t.act(&o.city, move |cx| retention::refuse(cx, id)).unwrap();
        assert!(matches!(confirm(&o, &o.t.centre, id, true), Err(Error::Rule(_))));
        let again = propose(&o, &o.city).unwrap();
        // somebody joins the record of another person to it: the two are one person now, and not due
        let alive = o.t.register("阿部 ハル", "あべ はる", "1943-05-03");
        let join = people::use_cases::merge::Merge {
            keep: alive,
            gone: o.t.resident,
            reason: "同じ方でした".into(),
            sure: true,
        };
        o.t.act(&o.t.cm, move |cx| people::use_cases::merge::merge(cx, &join).map(|_| ())).unwrap();
        assert!(matches!(confirm(&o, &o.t.centre, again, true), Err(Error::Rule(_))));
        assert!(!left(&o, &o.t.resident.to_string()).is_empty(), "nothing went");
    });
}

/// Each kind counts from its own last day: what is written after a death keeps all of it longer.
#[test]
fn what_is_written_after_the_end_moves_the_day_on_which_everything_is_due() {
    in_both_towns(|t| {
        let o = old(t);
        o.t.app.clock.advance_minutes(400 * 24 * 60);
        let who = o.t.resident;
        let last = o.t.app.now().date();
        let file = check_one("x.pdf", b"%PDF-1.5\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj 2 0 obj << /Type /Pages /Kids [3 0 R] >> endobj 3 0 obj << /Type /Page >> endobj trailer << /Root 1 0 R >> %%EOF").unwrap();
        let files = attachments::keep(&o.t.app, &o.t.cm, who, What::Document, &[file]).unwrap();
        let kind = AttachmentKind::CarePlan;
        let new = NewAttachment { kind, title: "あとから".into(), about: None, files };
        o.t.act(&o.t.cm, move |cx| attachments::attach(cx, who, &new).map(|_| ())).unwrap();
        let first = retention::due_on(last, 5);
        o.t.app.clock.set(testkit::at(&kernel::time::add_days(first, -1).to_string(), "23:50"));
        let early = o.t.app.read(&o.city, retention::overview).unwrap().due;
        assert_eq!(early, [], "five years from the end are over, those from the file are not");
        o.t.app.clock.set(testkit::at(&first.to_string(), "00:10"));
        let all = o.t.app.read(&o.city, retention::overview).unwrap().due;
        assert_eq!(all.len(), 1);
        assert_eq!((all[0].closed_on, all[0].due_on), (last, first));
    });
}

#[test]
fn reasons_and_days_are_held_to_their_bounds_and_every_proposal_is_listed() {
    in_both_towns(|t| {
        let o = old(t);
        o.t.app.clock.advance_minutes(6 * YEAR);
        let number = o.t.resident.to_string();
        let number = number[number.len() - 10..].to_string();
        let hold = |why: String| {
            let number = number.clone();
            o.t.act(&o.t.centre, move |cx| retention::hold(cx, &number, &why))
        };
        for bad in [String::new(), "　 ".into(), "あ".repeat(301), "あ".repeat(302)] {
            let e = hold(bad);
            assert!(matches!(&e, Err(Error::Invalid(f)) if f[0].field == "reason"), "{e:?}");
        }
        let id = hold("あ".repeat(300)).unwrap();
        o.t.act(&o.city, move |cx| retention::lift(cx, id, "終わりました")).unwrap();
        let today = o.t.app.now().date();
        let ask = |until, reason: String| {
            let cmd = Propose { until, reason };
            o.t.act(&o.city, move |cx| retention::propose(cx, &cmd))
        };
        for bad in ["あ".repeat(301), "あ".repeat(302)] {
            let e = ask(today, bad);
            assert!(matches!(&e, Err(Error::Invalid(f)) if f[0].field == "reason"), "{e:?}");
        }
        let e = ask(kernel::time::add_days(today, 1), "見直し".into());
        assert!(matches!(&e, Err(Error::Invalid(f)) if f[0].message.contains("今日以前")), "{e:?}");
        // the day on which everybody of the list was due is today at the latest
        let due = o.t.app.read(&o.city, retention::overview).unwrap().due[0].due_on;
        assert!(due < today);
        let e = ask(kernel::time::add_days(due, -1), "見直し".into());
        assert!(matches!(&e, Err(Error::Invalid(f)) if f[0].message.contains("いません")), "{e:?}");
        assert!(o.t.app.read(&o.city, retention::purges).unwrap().is_empty());
        let id = ask(due, "あ".repeat(300)).unwrap();
        let listed = o.t.app.read(&o.city, retention::purges).unwrap();
        assert_eq!(listed.iter().map(|p| p.id).collect::<Vec<_>>(), [id]);
        assert!(matches!(o.t.app.read(&o.t.cm, retention::purges), Err(Error::Forbidden(_))));
    });
}

/// What was done last about a stay counts as well, whoever keeps nothing else from then.
#[test]
fn an_act_about_a_stay_after_the_death_moves_the_day_too() {
    in_both_towns(|t| {
        let o = old(t);
        o.t.app.clock.advance_minutes(200 * 24 * 60);
        let (now, stay) = (o.t.app.now(), o.stay);
        const LATE: Stmt =
            Stmt { name: "t.LATE", sql: "UPDATE transitions_act SET at = $1 WHERE stay = $2" };
        let changed = o.t.app.db.write(move |tx| tx.exec(LATE, params![now, stay.0])).unwrap();
        assert!(changed > 0);
        let first = retention::due_on(now.date(), 5);
        o.t.app.clock.set(testkit::at(&kernel::time::add_days(first, -1).to_string(), "23:50"));
        assert_eq!(o.t.app.read(&o.city, retention::overview).unwrap().due, []);
        o.t.app.clock.set(testkit::at(&first.to_string(), "00:10"));
        assert_eq!(due(&o), 1);
    });
}

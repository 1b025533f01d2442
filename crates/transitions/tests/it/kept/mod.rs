//! What is kept of the rates (docs/adr/0047): after every step of a random walk through the use cases it is what a recount of
//! the raw rows gives, counting anew gives the same rows, and a figure has moved in the second of the write.
mod recount;

use std::collections::BTreeSet;

use db::{Stmt, params};
use kernel::{Actor, Date, Id};
use people::ResidentId;
use testkit::TestApp;
use transitions::model::checklist::{CheckState, Taker};
use transitions::model::facility_answers::{ForProcedure, Takes};
use transitions::model::hearing::HearingWay;
use transitions::model::place::PlaceStage;
use transitions::model::survey::RATES;
use transitions::model::{EndKind, Method, StayId};
use transitions::use_cases::hearings::NewHearing;
use transitions::use_cases::report::{Report, Where, report};
use transitions::use_cases::{checklist, end, facility, hearings, kept, not_discharged, place};

use crate::place::{Town, day, in_both_towns};
use crate::table::acts::{Act, Known, all};
use crate::table::roles::Cast;
use crate::table::states::targets;
use recount::{Rates, rows};

/// The figure of a fiscal year as the programme reads it, of every rate, as of a day.
fn figures(app: &TestApp, year: i64, on: Date) -> Rates {
    let source = transitions::slice().years.remove(0);
    app.read(&Actor::system(), move |cx| {
        let mut out = Rates::new();
        for (code, _) in RATES.iter().copied() {
            let f = (source.value)(cx, code, year, on)?.unwrap();
            if let Some(d) = f.d.filter(|d| *d != 0) {
                out.insert(code, (f.n, d));
            }
        }
        Ok(out)
    })
    .unwrap()
}

fn fiscal(year: i64) -> (Date, Date) {
    (day(&format!("{year}-04-01")), day(&format!("{}-03-31", year + 1)))
}

/// Kept = recount, of whole years and of a part.
fn same(app: &TestApp, at: &str) {
    let (raw, today) = (rows(app), app.now().date());
    for year in [2026, 2027] {
        let (from, to) = fiscal(year);
        assert_eq!(figures(app, year, today), raw.count(from, to, today), "{at}: {year}");
    }
    let on = kernel::time::add_days(today, -4);
    let (from, to) = fiscal(i64::from(kernel::fiscal_year(on)));
    let part = figures(app, i64::from(kernel::fiscal_year(on)), on);
    assert_eq!(part, raw.count(from, on.min(to), today), "{at}: until {on}");
}

const KEPT: Stmt = Stmt {
    name: "t.KEPT",
    sql: "SELECT stay || ' ' || COALESCE(in_on, '-') || ' ' || COALESCE(out_on, '-') || ' ' || COALESCE(was_in_on, '-') || ' ' || COALESCE(was_out_on, '-'), in_d, in_n, out_d, out_n, was_in_d, was_in_n, was_out_d, was_out_n, stale FROM transitions_kept ORDER BY version, stay",
};
const DAYS: Stmt = Stmt {
    name: "t.DAYS",
    sql: "SELECT rate || ' ' || day, n, d FROM transitions_kept_day ORDER BY version, rate, day",
};

/// Every row that is kept, as text.
fn dump(app: &TestApp) -> Vec<String> {
    let text = |stmt: Stmt, n: usize| -> Vec<String> {
        let rows = app.db.read(move |tx| tx.rows(stmt, params![])).unwrap();
        let one = |r: &db::Row| {
            let head: String = r.get(0).unwrap();
            let rest: Vec<String> = (1..n).map(|i| r.get::<i64>(i).unwrap().to_string()).collect();
            format!("{head} {}", rest.join(" "))
        };
        rows.iter().map(one).collect()
    };
    [text(KEPT, 10), text(DAYS, 3)].concat()
}

#[derive(Clone, Copy)]
enum By {
    Office,
    Hospital,
    Home,
    Nurse,
}

/// Rows of the table of acts that this walk does, and by whom.
const DO: &[(&str, By)] = &[
    ("contact", By::Office),
    ("sheet", By::Office),
    ("sheet", By::Office),
    ("sheet by fax", By::Office),
    ("recall sheet", By::Office),
    ("receive sheet", By::Hospital),
    ("take back receipt", By::Hospital),
    ("key in reply", By::Office),
    ("take back reply", By::Office),
    ("planning notice", By::Hospital),
    ("hear planning", By::Office),
    ("no conference", By::Hospital),
    ("close conference", By::Hospital),
    ("change conference", By::Hospital),
    ("day told", By::Hospital),
    ("hear day", By::Office),
    ("papers", By::Hospital),
    ("papers", By::Hospital),
    ("nursing summary", By::Hospital),
    ("receive notice", By::Office),
    ("receive notice", By::Office),
    ("place wished", By::Office),
    ("place told", By::Office),
    ("facility answers", By::Home),
    ("service received", By::Nurse),
    ("end at home", By::Office),
    ("end at home", By::Hospital),
    ("end by transfer", By::Hospital),
    ("undo end", By::Office),
    ("undo end", By::Hospital),
    ("record", By::Office),
    ("hearing", By::Office),
    ("take out hearing", By::Office),
    ("move day", By::Office),
    ("cancel stay", By::Office),
    ("not discharged", By::Hospital),
];

/// What the rows of the table do not do: what only these kinds of act say counts too.
const MORE: &[Act] = &[
    Act { name: "dental stopped", run: |cx, k| Some(tick(cx, k, CheckState::Open)) },
    Act { name: "dental goes on", run: |cx, k| Some(tick(cx, k, CheckState::Done)) },
    Act { name: "dental not needed", run: |cx, k| Some(tick(cx, k, CheckState::NotNeeded)) },
    Act {
        name: "ask with oxygen",
        run: |cx, k| {
            let cmd = facility::Ask {
                stay: k.stay,
                facility: Some(k.facility),
                name: String::new(),
                procedures: vec!["oxygen".into()],
                note: String::new(),
                method: Method::Ict,
            };
            Some(facility::ask(cx, &cmd).map(drop))
        },
    },
    Act { name: "facility takes", run: |cx, k| Some(answer(cx, k.asked?, Takes::Yes)) },
    Act { name: "facility refuses", run: |cx, k| Some(answer(cx, k.asked?, Takes::No)) },
    Act {
        name: "heard in a conference",
        run: |cx, k| {
            let cmd = NewHearing {
                stay: k.stay,
                day: cx.today(),
                way: HearingWay::Video,
                conference: true,
                profession: "nurse".into(),
                person: cx.now().to_string(),
                organisation: String::new(),
                note: String::new(),
                from: None,
            };
            Some(hearings::record(cx, &cmd).map(drop))
        },
    },
    Act {
        name: "wishes for a facility",
        run: |cx, k| {
            let cmd = place::Place {
                stay: k.stay,
                stage: PlaceStage::Wished,
                place: EndKind::Facility,
                day: cx.today(),
                said_by: "ご本人".into(),
                method: None,
                note: String::new(),
            };
            Some(place::place(cx, &cmd).map(drop))
        },
    },
    Act {
        name: "end in a facility",
        run: |cx, k| {
            let cmd = end::End {
                stay: k.stay,
                on: cx.today(),
                kind: EndKind::Facility,
                place: "ひばり荘".into(),
            };
            Some(end::end(cx, &cmd).map(drop))
        },
    },
    Act {
        name: "left some days ago",
        run: |cx, k| {
            let on = kernel::time::add_days(cx.today(), -2);
            let cmd = end::End { stay: k.stay, on, kind: EndKind::Home, place: String::new() };
            Some(end::end(cx, &cmd).map(drop))
        },
    },
    Act {
        name: "cannot go home",
        run: |cx, k| {
            let cmd = not_discharged::NotDischarged {
                stay: k.stay,
                codes: vec!["family_wish".into()],
                day: cx.today(),
                note: String::new(),
                said_by: String::new(),
            };
            Some(not_discharged::not_discharged(cx, &cmd).map(drop))
        },
    },
];

fn tick(cx: &app::Cx<'_>, k: &Known, state: CheckState) -> app::Result<()> {
    let cmd = checklist::Tick {
        stay: k.stay,
        item: "dental".into(),
        state,
        taker: Taker::Office,
        until: None,
        note: String::new(),
    };
    checklist::tick(cx, &cmd).map(drop)
}

fn answer(cx: &app::Cx<'_>, asked: Id, takes: Takes) -> app::Result<()> {
    let reasons = if takes == Takes::No { vec!["no_night_staff".to_string()] } else { Vec::new() };
    let each = ForProcedure { procedure: "oxygen".into(), takes: takes.code().into(), reasons };
    let cmd =
        facility::Answer { takes: None, each: vec![each], ..crate::table::acts::answer(cx, asked) };
    facility::answer(cx, &cmd).map(drop)
}

struct Walk {
    cast: Cast,
    dice: u64,
    people: Vec<(ResidentId, Vec<(StayId, bool)>)>,
    done: BTreeSet<String>,
}

impl Walk {
    fn below(&mut self, n: usize) -> usize {
        self.dice ^= self.dice << 13;
        self.dice ^= self.dice >> 7;
        self.dice ^= self.dice << 17;
        usize::try_from(self.dice % n as u64).unwrap()
    }

    /// A new stay, now, before today or ahead; refused where the person is in hospital already.
    fn admit(&mut self, who: usize) {
        let t = &self.cast.town;
        let resident = self.people[who].0;
        let ahead = [0, 0, -1, -3, 3][self.dice as usize % 5];
        let on = kernel::time::add_days(t.app.now().date(), ahead);
        let here = !self.dice.is_multiple_of(4);
        let known = if here { t.hospital } else { t.outside };
        let cmd = Report {
            resident,
            hospital: Where::Known(known),
            admitted_on: on,
            planned: ahead > 0,
            ..t.admission("2026-11-09")
        };
        if let Ok(stay) = t.act(&t.cm, move |cx| report(cx, &cmd)) {
            self.people[who].1.push((stay, here));
            self.done.insert("admitted".into());
        }
    }

    fn step(&mut self, rows: &[Act]) -> String {
        let who = self.below(self.people.len());
        let stays = self.people[who].1.len();
        if stays == 0 || self.below(9) == 0 {
            self.admit(who);
            return "admit".into();
        }
        // the newest one more often
        let at = if self.below(4) == 0 { self.below(stays) } else { stays - 1 };
        let (stay, here) = self.people[who].1[at];
        self.cast.town.resident = self.people[who].0;
        let pick = self.below(DO.len() + MORE.len());
        let (act, by) = match DO.get(pick) {
            Some((name, by)) => (*rows.iter().find(|a| a.name == *name).unwrap(), *by),
            None => {
                let more = MORE[pick - DO.len()];
                let home = more.name.starts_with("facility");
                (more, if home { By::Home } else { By::Office })
            }
        };
        let t = &self.cast.town;
        let who = match by {
            By::Office => &t.cm,
            By::Hospital => &t.liaison,
            By::Home => &self.cast.home,
            By::Nurse => &self.cast.nurse,
        };
        let known = targets(&self.cast, here, stay).1;
        let run = act.run;
        let done = t.act(who, move |cx| run(cx, &known).unwrap_or(Err(app::Error::NotFound)));
        match done {
            Ok(()) => drop(self.done.insert(act.name.into())),
            // what the state does not allow, the form asks for, or the actor may not
            Err(
                app::Error::Invalid(_)
                | app::Error::Rule(_)
                | app::Error::Stale { .. }
                | app::Error::NotFound
                | app::Error::Forbidden(_),
            ) => {}
            Err(e) => panic!("{}: {e:?}", act.name),
        }
        act.name.into()
    }
}

/// A walk of so many steps from the end of one fiscal year into the next.
fn walk(app: TestApp, seed: u64, steps: usize) -> BTreeSet<String> {
    let rows = all();
    let mut w =
        Walk { cast: Cast::new(app), dice: seed, people: Vec::new(), done: BTreeSet::new() };
    for n in 0..3 {
        w.cast.next_person(n);
        w.people.push((w.cast.town.resident, Vec::new()));
    }
    w.cast.town.now("2027-03-14", "09:00");
    for n in 0..steps {
        let name = w.step(&rows);
        same(&w.cast.town.app, &format!("step {n}, {name}"));
        match w.below(6) {
            // in the same second stays as it is
            0..=2 => {}
            3 => w.cast.town.app.clock.set(w.cast.town.app.now().plus_minutes(1)),
            4 => w.cast.town.app.clock.set(w.cast.town.app.now().plus_minutes(16 * 60)),
            _ => kept::fold(&w.cast.town.app.app).unwrap(),
        }
    }
    let app = &w.cast.town.app;
    assert_eq!(kept::compare(&app.app).unwrap(), 0);
    kept::fold(&app.app).unwrap();
    let grown = dump(app);
    kept::rebuild(&app.app).unwrap();
    assert_eq!(dump(app), grown, "counted anew, the same rows");
    same(app, "counted anew");
    w.done
}

#[test]
fn after_every_step_of_a_walk_what_is_kept_is_what_a_recount_gives() {
    let mut done = BTreeSet::new();
    for seed in [20_261_122, 7, 99] {
        done.append(&mut walk(TestApp::sqlite(), seed, 240));
    }
    for needed in [
        "admitted",
        "contact",
        "sheet",
        "recall sheet",
        "receive sheet",
        "day told",
        "end at home",
        "undo end",
        "papers",
        "receive notice",
        "hearing",
        "dental goes on",
        "facility takes",
        "cancel stay",
        "move day",
    ] {
        assert!(done.contains(needed), "{needed} was never done: {done:?}");
    }
    testkit::on_postgres(testkit::Contents::Persons, |db| {
        assert!(walk(TestApp::new(db), 11, 60).len() > 8);
    });
}

#[test]
fn a_figure_has_moved_in_the_second_of_the_write_and_comes_back_with_it() {
    in_both_towns(|t| {
        let of = |t: &Town, code: &'static str| {
            figures(&t.app, 2026, t.app.now().date()).get(code).copied()
        };
        assert_eq!(of(&t, "admission_contact"), None);
        let stay = t.admitted("2026-11-09");
        assert_eq!(of(&t, "admission_contact"), Some((0, 1)));
        let act = t.sheet(stay);
        assert_eq!(of(&t, "admission_contact"), Some((1, 1)));
        assert_eq!(of(&t, "sheet_received"), Some((0, 1)));
        kept::fold(&t.app.app).unwrap();
        assert_eq!(of(&t, "sheet_received"), Some((0, 1)), "folded, the same");
        t.receive(&t.liaison, act).unwrap();
        assert_eq!(of(&t, "sheet_received"), Some((1, 1)));
        t.end(&t.cm, stay, "2026-11-09", EndKind::Home).unwrap();
        assert_eq!(of(&t, "readmitted_30"), Some((0, 1)));
        // the stay after it moves the figure of the one before
        t.now("2026-11-10", "09:00");
        let again = t.admitted("2026-11-10");
        assert_eq!(of(&t, "readmitted_30"), Some((1, 1)));
        t.act(&t.cm, move |cx| transitions::use_cases::undo::cancel_stay(cx, again, "二重"))
            .unwrap();
        assert_eq!(of(&t, "readmitted_30"), Some((0, 1)));
        same(&t.app, "at the end");
    });
}

/// What was written past the program (by an older one that runs beside this one) is found and set right.
#[test]
fn what_an_older_program_wrote_is_found_by_the_daily_comparison() {
    const PAST: Stmt =
        Stmt { name: "t.PAST", sql: "UPDATE transitions_stay SET admitted_on = '2026-11-02'" };
    const GONE: Stmt = Stmt { name: "t.GONE", sql: "DELETE FROM transitions_stay WHERE id = $1" };
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        kept::fold(&t.app.app).unwrap();
        t.app.db.write(|tx| tx.exec(PAST, params![]).map(drop)).unwrap();
        assert_eq!(kept::compare(&t.app.app).unwrap(), 1);
        t.now("2026-11-10", "09:00");
        kept::keep_up(&t.app.app).unwrap();
        assert_eq!(kept::compare(&t.app.app).unwrap(), 0);
        same(&t.app, "set right");
        t.app.db.write(move |tx| tx.exec(GONE, params![stay.0]).map(drop)).unwrap();
        assert_eq!(kept::compare(&t.app.app).unwrap(), 1);
        t.now("2026-11-11", "09:00");
        kept::keep_up(&t.app.app).unwrap();
        assert_eq!((kept::compare(&t.app.app).unwrap(), dump(&t.app)), (0, Vec::new()));
        same(&t.app, "gone");
    });
}

/// Before everything was counted once, the records themselves are read.
#[test]
fn until_all_are_counted_the_records_are_read() {
    const NOT_YET: Stmt = Stmt { name: "t.NOT_YET", sql: "DELETE FROM transitions_kept_state" };
    const NO_ROW: Stmt = Stmt { name: "t.NO_ROW", sql: "DELETE FROM transitions_kept" };
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        t.contact(stay);
        t.app
            .db
            .write(|tx| {
                tx.exec(NOT_YET, params![])?;
                tx.exec(NO_ROW, params![]).map(drop)
            })
            .unwrap();
        same(&t.app, "from the records");
        assert_eq!(dump(&t.app), Vec::<String>::new());
        kept::keep_up(&t.app.app).unwrap();
        assert_eq!(kept::compare(&t.app.app).unwrap(), 0);
        same(&t.app, "from what is kept");
    });
}

//! Ten fiscal years of an invented region: stays with their acts, rows of the questionnaire, consultations, events with their
//! participants, issues, what was done about them, meetings. What is large (stays, acts, consultations, participants) is
//! inserted by plain statements, because the use cases would take hours; events, issues and meetings go through theirs. Figures
//! move by the measures as they do in the program, and the kept rates of the stays are counted by their rebuild.
use app::measures::measure;
use app::{App, Cx};
use db::{Stmt, params};
use events::model::{Day, NewEvent};
use issues::model::draft::Typed;
use issues::model::{Level, NewIssue, Profession};
use kernel::time::{add_days, days_between};
use kernel::{Actor, Date, Id};
use meetings::model::{NewBody, NewMeeting};

use crate::Fail;

const STAY: Stmt = Stmt {
    name: "bench.STAY",
    sql: "INSERT INTO transitions_stay(id, resident, hospital, hospital_name, office, care_manager, hokatsu, admitted_on, admitted_time, planned, reason, learned_from, care_level, ward, room, closed, previous, made_by, at, ended_on, end_kind) VALUES ($1, $2, $3, '計測病院', $4, NULL, NULL, $5, NULL, 0, '計測', 'family', '22', '', '', 1, NULL, NULL, $6, $7, $8)",
};
const ACT: Stmt = Stmt {
    name: "bench.ACT",
    sql: "INSERT INTO transitions_act(id, stay, kind, day, at, method, account, organisation, name, to_org, to_name, said_by, detail, record, hash, received_at) VALUES ($1, $2, $3, $4, $5, 'ict', NULL, $6, '担当', NULL, '', '', $7, NULL, NULL, $8)",
};
const ROW: Stmt = Stmt {
    name: "bench.ROW",
    sql: "INSERT INTO transitions_case(id, office, hospital, hospital_name, admitted_on, ended_on, age_band, body, source, state, made_by, made_org, made_name, at, decided_by, decided_name, decided_at) VALUES ($1, $2, NULL, '計測病院', $3, $4, '85', $5, 'excel', 'open', NULL, NULL, '計測', $6, NULL, '', NULL)",
};
const CASE: Stmt = Stmt {
    name: "bench.CASE",
    sql: "INSERT INTO desk_case(id, year, number, day, time, method, place, affiliation, profession, office, asked, answered, minutes, status, follow_on, solved_year, issue, state, version, body, account, taker, origin, at, changed_at) VALUES ($1, $2, $3, $4, '', 'phone', $5, $6, '', '計測', '計測', '', 10, 'closed', NULL, NULL, NULL, 'live', 1, '{}', NULL, '計測', 'hand', $7, $7)",
};
const ENTRY: Stmt = Stmt {
    name: "bench.ENTRY",
    sql: "INSERT INTO events_entry(id, event, place, name, organisation, profession, contact, state, way, token_hash, code_hash, at, erased_at) VALUES ($1, $2, $3, '', '', $4, '', 'in', 'hand', $5, $5, $6, NULL)",
};
const CAME: Stmt = Stmt {
    name: "bench.CAME",
    sql: "INSERT INTO events_presence(entry, n, at, way) VALUES ($1, 0, $2, 'hand')",
};
const ANALYZE: Stmt = Stmt { name: "bench.ANALYZE", sql: "ANALYZE" };

/// Acts of one transaction of plain statements.
const BATCH: usize = 2000;

/// Acts of one transaction of use cases.
const FEW: usize = 25;

/// How many of each in a fiscal year.
#[derive(Debug, Clone, Copy)]
pub struct Mix {
    stays: usize,
    rows: usize,
    consultations: usize,
    events: usize,
    issues: usize,
    acts: usize,
    meetings: usize,
}

/// Acts of a stay.
const ACTS: usize = 8;
/// Participants of an event.
const COME: usize = 50;

impl Mix {
    /// So many facts a year in the parts that a region has.
    pub fn of(facts: usize) -> Mix {
        let part = |thousandth: usize| (facts * thousandth / 100_000).max(1);
        Mix {
            stays: part(8_000),
            rows: part(300),
            consultations: part(6_800),
            events: part(400),
            issues: part(300),
            acts: part(200),
            meetings: part(100),
        }
    }

    /// Facts of a year.
    pub fn facts(self) -> usize {
        self.stays * (1 + ACTS)
            + self.rows
            + self.consultations
            + self.events * (1 + COME)
            + self.issues
            + self.acts
            + self.meetings
    }
}

/// Dice of its own: the same region each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n.max(1)
    }
}

/// A fiscal year as far as it has gone.
#[derive(Debug, Clone, Copy)]
struct Year {
    fy: i16,
    first: Date,
    days: i64,
}

impl Year {
    fn day(self, d: &mut Dice) -> Date {
        add_days(self.first, d.below(usize::try_from(self.days).unwrap_or(1)) as i64)
    }
}

fn id(kind: u8, n: usize) -> Id {
    Id::from_bytes(((u128::from(kind) << 120) | n as u128).to_be_bytes())
}

/// One of several.
fn one(all: &[&'static str], n: usize) -> &'static str {
    all.get(n % all.len().max(1)).copied().unwrap_or_default()
}

/// Fills fiscal years from `first` to the present one.
pub fn fill(app: &App, centre: &Actor, first: i16, mix: Mix) -> Result<(), Fail> {
    let today = app.now().date();
    let mut d = Dice(20_261_122);
    let body =
        NewBody { name: "推進会議".into(), kind: "council".into(), ..NewBody::default() };
    let body = app.write(centre, move |cx| meetings::use_cases::bodies::add(cx, &body))?;
    for fy in first..=kernel::fiscal_year(today) {
        let first = Date::new(fy, 4, 1).map_err(|_| Fail::Text("a date".into()))?;
        let last = Date::new(fy + 1, 3, 31).map_err(|_| Fail::Text("a date".into()))?.min(today);
        let y = Year { fy, first, days: days_between(first, last) + 1 };
        stays(app, y, mix, &mut d)?;
        consultations(app, y, mix, &mut d)?;
        gatherings(app, centre, y, mix, &mut d)?;
        region_work(app, centre, y, mix, &mut d, body)?;
        eprintln!("bench: dashboard: fiscal year {fy} is there");
    }
    app.write(centre, |cx| app::measures::fold(cx.tx()).map(drop).map_err(Into::into))?;
    transitions::use_cases::kept::rebuild(app)?;
    app.write(centre, |cx| cx.tx().exec(ANALYZE, &[]).map(drop).map_err(Into::into))?;
    Ok(())
}

/// Runs plain statements in portions; what each portion does is decided before.
fn portions<T: Clone + Send + 'static>(
    app: &App,
    all: &[T],
    each: usize,
    act: impl Fn(&Cx<'_>, &T) -> app::Result<()> + Send + Copy + 'static,
    who: &Actor,
) -> Result<(), Fail> {
    for part in all.chunks(each) {
        let part = part.to_vec();
        app.write(who, move |cx| part.iter().try_for_each(|x| act(cx, x)))?;
    }
    Ok(())
}

#[derive(Clone)]
struct Stay {
    n: usize,
    admitted: Date,
    ended: Option<Date>,
    end: &'static str,
    dice: usize,
}

fn stays(app: &App, y: Year, mix: Mix, d: &mut Dice) -> Result<(), Fail> {
    let today = app.now().date();
    let all: Vec<Stay> = (0..mix.stays)
        .map(|i| {
            let admitted = y.day(d);
            let left = add_days(admitted, 3 + d.below(40) as i64);
            Stay {
                n: y.fy as usize * 1_000_000 + i,
                admitted,
                ended: (left <= today).then_some(left),
                end: one(&["home", "home", "home", "facility", "transfer", "death"], d.below(6)),
                dice: d.below(64),
            }
        })
        .collect();
    portions(app, &all, BATCH / ACTS, stay, &Actor::system())?;
    let rows: Vec<Stay> = all.into_iter().take(mix.rows).collect();
    portions(app, &rows, BATCH, row, &Actor::system())
}

fn stay(cx: &Cx<'_>, s: &Stay) -> app::Result<()> {
    let (stay, office, hospital) = (id(1, s.n), id(2, s.dice), id(3, s.dice % 5));
    // every third admission is of somebody who was in hospital before
    let resident = id(4, s.n / 3);
    let end = s.ended.map(|_| s.end);
    cx.tx().exec(
        STAY,
        params![stay, resident, hospital, office, s.admitted, cx.now(), s.ended, end],
    )?;
    let told = s.ended.unwrap_or_else(|| add_days(s.admitted, 20));
    let kinds = [
        ("admission_contact", s.admitted, "{}".to_string()),
        ("sheet_sent", s.admitted, "{\"codes\":[\"fee:1\"]}".to_string()),
        ("planning_notice", add_days(s.admitted, 2), "{}".to_string()),
        (
            "checklist",
            add_days(s.admitted, 2),
            "{\"codes\":[\"dental\",\"done\",\"office\"]}".to_string(),
        ),
        ("hearing", add_days(s.admitted, 2), "{\"data\":{\"way\":\"face\"}}".to_string()),
        (
            "discharge_notice",
            add_days(told, -(s.dice as i64 % 9)),
            format!("{{\"date\":\"{told}\"}}"),
        ),
        ("papers", told, "{\"codes\":[\"summary\"]}".to_string()),
        ("record_confirmed", told, "{}".to_string()),
    ];
    for (i, (kind, day, detail)) in kinds.into_iter().enumerate() {
        let received = (s.dice & (1 << (i % 6)) != 0).then(|| cx.now());
        let act = id(5, s.n * ACTS + i);
        cx.tx().exec(ACT, params![act, stay, kind, day, cx.now(), office, detail, received])?;
    }
    Ok(())
}

/// A row of an office that does not work here; one in ten may be a stay of the daily work.
fn row(cx: &Cx<'_>, s: &Stay) -> app::Result<()> {
    let office = if s.dice.is_multiple_of(10) { id(2, s.dice) } else { id(6, s.dice) };
    let mut fields = serde_json::json!({
        "hospital": "計測病院", "admitted": s.admitted.to_string(), "age": "85", "level": "22",
        "contact": "yes", "contact_method": "phone", "sheet": "no",
    });
    if let (Some(on), Some(all)) = (s.ended, fields.as_object_mut()) {
        for (k, v) in [("ended", on.to_string()), ("end", s.end.into()), ("notice", "no".into())] {
            all.insert(k.into(), v.into());
        }
    }
    let body = fields.to_string();
    cx.tx().exec(ROW, params![id(7, s.n), office, s.admitted, s.ended, body, cx.now()])?;
    Ok(())
}

fn consultations(app: &App, y: Year, mix: Mix, d: &mut Dice) -> Result<(), Fail> {
    let all: Vec<(i16, usize, Date, usize)> =
        (0..mix.consultations).map(|i| (y.fy, i, y.day(d), d.below(60))).collect();
    portions(app, &all, BATCH / 5, consultation, &Actor::system())
}

fn consultation(cx: &Cx<'_>, c: &(i16, usize, Date, usize)) -> app::Result<()> {
    use desk::use_cases::{CASES, CONTENTS, METHODS, YEARS};
    let (fy, n, day, dice) = *c;
    let case = id(8, fy as usize * 1_000_000 + n);
    let place = if dice % 6 == 0 { "out" } else { "in" };
    let by = one(&["cm", "hospital", "clinic", "pharmacy", "station"], dice);
    cx.tx().exec(CASE, params![case, i64::from(fy), n as i64 + 1, day, place, by, cx.now()])?;
    measure(cx, YEARS, &format!("year={fy}"), 1, case)?;
    measure(cx, CASES, &format!("year={fy};place={place};by={by}"), 1, case)?;
    measure(cx, METHODS, &format!("year={fy};method=phone"), 1, case)?;
    measure(cx, CONTENTS, &format!("year={fy};place={place};content=stay"), 1, case)
}

fn gatherings(app: &App, centre: &Actor, y: Year, mix: Mix, d: &mut Dice) -> Result<(), Fail> {
    let kinds = ["training", "lecture-visit", "talk", "citizens", "liaison"];
    let all: Vec<(&'static str, Date)> =
        (0..mix.events).map(|_| (one(&kinds, d.below(5)), y.day(d))).collect();
    portions(app, &all, FEW, gathering, centre)
}

fn gathering(cx: &Cx<'_>, e: &(&'static str, Date)) -> app::Result<()> {
    use events::use_cases::change;
    let day = Day { day: e.1, from: "18:30".into(), to: "20:00".into() };
    let new = NewEvent {
        kind: e.0.into(),
        title: "計測の会".into(),
        place: "保健センター".into(),
        funding: "none".into(),
        days: vec![day],
        ..NewEvent::default()
    };
    let event = change::add(cx, &new)?;
    for n in 0..COME {
        let entry = cx.new_id();
        let profession = one(&["cm", "nurse", "doctor", "pharmacist", "citizen"], n);
        cx.tx().exec(
            ENTRY,
            params![entry, event.0, n as i64 + 1, profession, entry.to_string(), cx.now()],
        )?;
        cx.tx().exec(CAME, params![entry, cx.now()])?;
    }
    change::set_state(cx, event, events::model::State::Held, "")
}

#[derive(Clone)]
struct Work {
    fy: i16,
    day: Date,
    n: usize,
    body: meetings::BodyId,
}

fn region_work(
    app: &App,
    centre: &Actor,
    y: Year,
    mix: Mix,
    d: &mut Dice,
    body: meetings::BodyId,
) -> Result<(), Fail> {
    let mut some = |most: usize| -> Vec<Work> {
        (0..most).map(|n| Work { fy: y.fy, day: y.day(d), n, body }).collect()
    };
    portions(app, &some(mix.issues), FEW, issue, centre)?;
    portions(app, &some(mix.acts), FEW, deed, centre)?;
    portions(app, &some(mix.meetings), FEW, meeting, centre)
}

fn issue(cx: &Cx<'_>, w: &Work) -> app::Result<()> {
    let profession = if w.n.is_multiple_of(2) { Profession::Dental } else { Profession::Pharmacy };
    let new = NewIssue {
        fy: w.fy,
        profession,
        title: "計測の課題".into(),
        detail: String::new(),
        scene: None,
        kind: None,
        owner: None,
    };
    issues::use_cases::add_issue(cx, &new, None).map(drop)
}

fn deed(cx: &Cx<'_>, w: &Work) -> app::Result<()> {
    let day = format!("{}/{}/{}", w.day.year(), w.day.month(), w.day.day());
    let base = Typed {
        fy: w.fy.to_string(),
        days: day,
        state: "done".into(),
        title: "計測".into(),
        ..Typed::default()
    };
    let (level, typed) = match w.n % 3 {
        0 => {
            let t = Typed {
                sort: "hearing".into(),
                form: "real".into(),
                title: String::new(),
                professions: vec!["dental".into()],
                said: "計測".into(),
                ..base
            };
            (Level::First, t)
        }
        1 => {
            let professions = vec!["medical".into(), "dental".into()];
            let by = if w.n.is_multiple_of(2) { "centre" } else { "own" };
            let t = Typed { sort: "visit".into(), by: by.into(), professions, ..base };
            (Level::Second, t)
        }
        _ => (Level::Third, Typed { sort: "council".into(), body: "協議会".into(), ..base }),
    };
    issues::use_cases::save(cx, None, level, &typed).map(drop)
}

fn meeting(cx: &Cx<'_>, w: &Work) -> app::Result<()> {
    let new = NewMeeting {
        day: Some(w.day),
        from: "18:30".into(),
        to: "20:00".into(),
        form: "gather".into(),
        ..NewMeeting::default()
    };
    let id = meetings::use_cases::meetings::add(cx, w.body, &new)?;
    meetings::use_cases::meetings::set_state(cx, id, meetings::model::State::Held, "")
}

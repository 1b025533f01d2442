//! Commands: the survey and the nameless export, for operators.
use app::{Error, Result};
use kernel::{Actor, Date};
use serde_json::{Map, Value, json};
use slice::{CliCommand, CliCx};

use crate::model::survey::months::{Month, year_before};
use crate::model::survey::{Case, Figures, RATES, Survey, Timing};
use crate::permissions;
use crate::use_cases::count::{self, Of};

/// The commands.
pub(crate) fn commands() -> Vec<CliCommand> {
    vec![
        CliCommand {
            words: &["survey", "liaison"],
            about: "入退院連絡調査を、毎日の仕事の記録から数える",
            usage: "--from DATE --to DATE --format json|csv",
            permission: &permissions::SURVEY,
            run: survey,
        },
        CliCommand {
            words: &["export", "stays"],
            about: "入退院の記録を、名前なしで1行に1件ずつ書き出す",
            usage: "[--from DATE] [--to DATE] --ndjson",
            permission: &permissions::EXPORT,
            run: export,
        },
    ]
}

struct Args {
    from: Option<Date>,
    to: Option<Date>,
    format: Option<String>,
    ndjson: bool,
}

/// Reads the arguments; the text of an error tells what to write.
fn args(given: &[String]) -> std::result::Result<Args, String> {
    let mut out = Args { from: None, to: None, format: None, ndjson: false };
    let mut it = given.iter();
    while let Some(word) = it.next() {
        let (name, inline) = match word.split_once('=') {
            Some((n, v)) => (n, Some(v.to_string())),
            None => (word.as_str(), None),
        };
        let mut value = || {
            inline
                .clone()
                .or_else(|| it.next().cloned())
                .ok_or(format!("{name} のあとに値がありません"))
        };
        let day = |text: String| {
            text.parse::<Date>()
                .map_err(|_| format!("{name} は 2026-11-21 の形で書いてください（{text}）"))
        };
        match name {
            "--from" => out.from = Some(day(value()?)?),
            "--to" => out.to = Some(day(value()?)?),
            "--format" => out.format = Some(value()?),
            "--ndjson" => out.ndjson = true,
            _ => return Err(format!("{name} は使えません")),
        }
    }
    if let (Some(f), Some(t)) = (out.from, out.to)
        && t < f
    {
        return Err("--to は --from 以後の日にしてください".into());
    }
    Ok(out)
}

fn wrong(cx: &mut CliCx<'_>, text: &str) -> Result<i32> {
    write(cx.err, &format!("{text}\n"))?;
    Ok(2)
}

fn write(out: &mut dyn std::io::Write, text: &str) -> Result<()> {
    out.write_all(text.as_bytes()).map_err(|e| Error::Inconsistent(format!("output: {e}")))
}

fn survey(cx: &mut CliCx<'_>) -> Result<i32> {
    let a = match args(cx.args) {
        Ok(a) => a,
        Err(e) => return wrong(cx, &e),
    };
    let (Some(from), Some(to)) = (a.from, a.to) else {
        return wrong(
            cx,
            "--from と --to を書いてください（例 --from 2026-10-01 --to 2026-10-31）",
        );
    };
    let (s, before, months) = cx.app.read(&Actor::operator(), |c| {
        let (was_from, was_to) = year_before(from, to);
        Ok((
            count::survey(c, from, to, Of::default())?,
            count::survey(c, was_from, was_to, Of::default())?,
            count::months(c, from, to, Of::default())?,
        ))
    })?;
    let text = match a.format.as_deref() {
        None | Some("json") => format!("{}\n", survey_json(&s, &before, &months)),
        Some("csv") => survey_csv(&s),
        Some(other) => return wrong(cx, &format!("--format は json か csv です（{other}）")),
    };
    write(cx.out, &text)?;
    Ok(0)
}

fn rates(f: &Figures) -> Value {
    RATES
        .iter()
        .map(|(k, _)| {
            let r = f.rates.get(k).copied().unwrap_or_default();
            ((*k).to_string(), json!({ "n": r.n, "d": r.d }))
        })
        .collect::<Map<_, _>>()
        .into()
}

fn timing(f: &Figures) -> Value {
    Timing::ALL
        .iter()
        .map(|t| (t.code().to_string(), json!(f.timing.get(t.code()).copied().unwrap_or(0))))
        .collect::<Map<_, _>>()
        .into()
}

/// The figures of one time, without breakdowns.
fn whole(f: &Figures) -> Map<String, Value> {
    let mut m = Map::new();
    m.insert("admissions".into(), json!(f.admissions));
    m.insert("discharges".into(), json!(f.discharges));
    m.insert("excluded".into(), json!({ "death": f.deaths, "transfer": f.transfers }));
    m.insert("rates".into(), rates(f));
    m.insert("timing".into(), timing(f));
    m.insert(
        "methods".into(),
        json!({ "admission": f.admission_methods, "discharge": f.discharge_methods }),
    );
    m
}

fn counts(f: &Figures) -> Map<String, Value> {
    let mut m = Map::new();
    let facility = f.facility.iter().map(|(k, r)| (k.clone(), json!({ "n": r.n, "d": r.d })));
    m.insert("facility".into(), Value::Object(facility.collect()));
    m.insert("reasons".into(), json!({ "not_discharged": f.stuck, "late_notice": f.late }));
    m.insert("questionnaire".into(), json!(f.keyed));
    m
}

fn spanned(from: Date, to: Date, f: &Figures) -> Map<String, Value> {
    let mut m = Map::new();
    m.insert("from".into(), json!(from.to_string()));
    m.insert("to".into(), json!(to.to_string()));
    m.extend(whole(f));
    m
}

/// The survey as JSON, in the form of the interface. `before` = the same days a year before.
pub(crate) fn survey_json(s: &Survey, before: &Survey, months: &[Month]) -> Value {
    let group = |rows: &[(String, String, Figures)]| -> Value {
        rows.iter()
            .map(|(id, name, f)| {
                json!({
                    "id": id,
                    "name": name,
                    "admissions": f.admissions,
                    "discharges": f.discharges,
                    "rates": rates(f),
                    "timing": timing(f),
                })
            })
            .collect()
    };
    let mut out = spanned(s.from, s.to, &s.all);
    out.insert(
        "by".into(),
        json!({
            "hospital": group(&s.hospitals),
            "office": group(&s.offices),
            "care_level": group(&s.care_levels),
        }),
    );
    out.extend(counts(&s.all));
    let mut was = spanned(before.from, before.to, &before.all);
    was.extend(counts(&before.all));
    out.insert("before".into(), Value::Object(was));
    let month = |m: &Month| {
        let (was_from, was_to) = year_before(m.from, m.to);
        let mut one = spanned(m.from, m.to, &m.now);
        one.insert("before".into(), Value::Object(spanned(was_from, was_to, &m.before)));
        Value::Object(one)
    };
    out.insert("months".into(), months.iter().map(month).collect());
    Value::Object(out)
}

/// One line a group, every rate with its two counts.
pub(crate) fn survey_csv(s: &Survey) -> String {
    let mut head = vec!["区分".to_string(), "名前".into(), "入院".into(), "退院".into()];
    for (_, label) in RATES {
        head.push(format!("{label}（数）"));
        head.push(format!("{label}（全体）"));
    }
    head.extend(Timing::ALL.iter().map(|t| t.label().to_string()));
    let mut lines = vec![head];
    let mut line = |kind: &str, name: &str, f: &Figures| {
        let mut cells = vec![
            kind.to_string(),
            name.to_string(),
            f.admissions.to_string(),
            f.discharges.to_string(),
        ];
        for (k, _) in RATES {
            let r = f.rates.get(k).copied().unwrap_or_default();
            cells.push(r.n.to_string());
            cells.push(r.d.to_string());
        }
        for t in Timing::ALL {
            cells.push(f.timing.get(t.code()).copied().unwrap_or(0).to_string());
        }
        lines.push(cells);
    };
    line("全体", "", &s.all);
    for (kind, rows) in
        [("病院", &s.hospitals), ("事業所", &s.offices), ("要介護度", &s.care_levels)]
    {
        for (_, name, f) in rows {
            line(kind, name, f);
        }
    }
    let mut out = String::from("\u{feff}");
    for cells in lines {
        let quoted: Vec<String> = cells.iter().map(|c| quote(c)).collect();
        out.push_str(&quoted.join(","));
        out.push_str("\r\n");
    }
    out
}

/// A CSV cell; a leading sign that a spreadsheet would run as a formula is kept as text.
fn quote(cell: &str) -> String {
    let risky = cell.starts_with(['=', '+', '-', '@']);
    let text = if risky { format!("'{cell}") } else { cell.to_string() };
    if text.contains([',', '"', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

/// One stay without a name.
pub(crate) fn case_json(c: &Case) -> Value {
    let day = |d: Option<Option<Date>>| d.flatten().map(|d| d.to_string());
    let contact = c.contact;
    let notice = c.notice;
    json!({
        "id": c.id,
        "hospital": c.hospital.0,
        "office": c.office.0,
        "care_level": c.care_level,
        "admitted": c.admitted.to_string(),
        "ended": c.ended.map(|d| d.to_string()),
        "end": c.end.map(|e| e.code()),
        "admission_contact": contact.map(|(d, _)| d.map_or_else(|| "unknown".to_string(), |d| d.to_string())),
        "admission_method": contact.and_then(|(_, m)| m).map(|m| m.code()),
        "sheet_sent": day(c.sheet),
        "planning_notice": c.planning.map(|d| d.map_or_else(|| "unknown".to_string(), |d| d.to_string())),
        "discharge_notice": day(notice.map(|(d, _)| d)),
        "discharge_notice_recorded": notice.is_some(),
        "discharge_method": notice.and_then(|(_, m)| m).map(|m| m.code()),
        "record_confirmed": day(c.record),
        "fee": c.fee.map(|f| f.code()),
        "source": if c.more.keyed { "questionnaire" } else { "daily" },
        "sheet_received": c.more.sheet_received,
        "conference": c.more.conference.map(|held| if held { "held" } else { "not_held" }),
        "papers_handed": c.more.papers,
        "papers_received": c.more.papers_received,
        "wish": c.more.wish,
        "wish_told": c.more.wish_told,
        "dental": c.more.dental_stopped.map(|stopped| match (stopped, c.more.dental_resumed) {
            (false, _) => "not_stopped",
            (true, true) => "resumed",
            (true, false) => "stopped",
        }),
        "facility": c.more.facility.iter().map(|(k, yes)| (k.clone(), json!(yes))).collect::<Map<_, _>>(),
        "fee_discharge": c.more.discharge_fee.map(|f| f.code()),
        "not_discharged": c.more.stuck,
        "late_notice": c.more.late,
        "readmitted_after_days": c.more.readmitted_after,
    })
}

fn export(cx: &mut CliCx<'_>) -> Result<i32> {
    let a = match args(cx.args) {
        Ok(a) => a,
        Err(e) => return wrong(cx, &e),
    };
    if !a.ndjson {
        return wrong(cx, "--ndjson を付けてください");
    }
    let from = a.from.unwrap_or(Date::constant(1900, 1, 1));
    let to = a.to.unwrap_or(Date::constant(9999, 12, 31));
    let cases = cx.app.read(&Actor::operator(), |c| count::export(c, from, to))?;
    let mut text = String::new();
    for c in &cases {
        text.push_str(&case_json(c).to_string());
        text.push('\n');
    }
    write(cx.out, &text)?;
    Ok(0)
}

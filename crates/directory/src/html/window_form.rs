//! Entering and changing a contact window: who, when, and when rather not.
use app::Error;
use askama::Template;
use kernel::{Date, Hours, Weekday};
use slice::{Fail, Form, Req, Resp};
use ui::{Field, FieldKind, Opt};

use crate::model::window::{self, Avoid, Party, Window, hhmm};
use crate::use_cases::windows::{self, AVOID_MAX, Listed};
use crate::{FacilityId, WindowId};

/// Empty rows for further times to avoid.
const SPARE: usize = 3;
const DAYS: [&str; 7] = ["月曜日", "火曜日", "水曜日", "木曜日", "金曜日", "土曜日", "日曜日"];

#[derive(Template)]
#[template(path = "directory/window_form.html")]
struct Page {
    shell: ui::Shell,
    party: ui::Html,
    title: String,
    form: ui::FormOpen,
    errors: Vec<ui::FieldError>,
    top: Vec<Field>,
    days: Vec<Day>,
    holidays_closed: bool,
    avoid: Vec<Vec<Field>>,
    bottom: Vec<Field>,
    hidden: Vec<(&'static str, String)>,
    save: &'static str,
    remove: Option<String>,
    remove_key: String,
}

struct Day {
    i: usize,
    name: &'static str,
    open: String,
    close: String,
    error: Option<String>,
}

fn party_of(f: &Form) -> Result<Party, Fail> {
    let organisation = f.get("organisation").parse::<accounts::OrganisationId>();
    let facility = f.get("facility").parse::<FacilityId>();
    match (organisation, facility) {
        (Ok(o), _) => Ok(Party::Organisation(o)),
        (_, Ok(x)) => Ok(Party::Facility(x)),
        _ => Err(Fail::NotFound),
    }
}

/// An empty form.
pub(super) fn new(req: &Req) -> Result<Resp, Fail> {
    let party = party_of(&req.query)?;
    let l = req.read(|cx| windows::blank(cx, party))?;
    let form = typed_of(&l.window);
    show(req, &l, &form, Vec::new())
}

/// The form of a stored window.
pub(super) fn edit(req: &Req) -> Result<Resp, Fail> {
    let id: WindowId = req.id("id")?;
    let l = req.read(|cx| windows::window(cx, id))?;
    let form = typed_of(&l.window);
    show(req, &l, &form, Vec::new())
}

/// Saves a new window.
pub(super) fn create(req: &Req) -> Result<Resp, Fail> {
    let party = party_of(&req.form)?;
    let l = req.read(|cx| windows::blank(cx, party))?;
    put(req, l, 0)
}

/// Saves a changed window.
pub(super) fn save(req: &Req) -> Result<Resp, Fail> {
    let id: WindowId = req.id("id")?;
    let l = req.read(|cx| windows::window(cx, id))?;
    let version = req.form.get("_version").parse().unwrap_or(0);
    // a version that is no number is no version that anybody read
    if version < 1 {
        return Err(Fail::NotFound);
    }
    put(req, l, version)
}

fn put(req: &Req, l: Listed, version: i64) -> Result<Resp, Fail> {
    let today = req.app.now().date();
    let (mut w, errors) = window_of(&req.form, &l.window, today);
    if !errors.is_empty() {
        return show(req, &l, &req.form, errors);
    }
    w.version = version;
    let done = req.act(move |cx| windows::save(cx, &w).map(|_| "/directory/windows".into()));
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "連絡窓口を保存しました")),
        Err(Error::Stale { .. }) => stale(req, &l),
        Err(e) => show(req, &l, &req.form, super::field_errors(e)?),
    }
}

/// Somebody else was quicker: what they wrote stands beside what was typed, and saving again overwrites it knowingly.
fn stale(req: &Req, l: &Listed) -> Result<Resp, Fail> {
    let theirs = typed_of(&l.window);
    let mut errors = vec![ui::FieldError {
        field: "name".into(),
        message: "入力しているあいだに、ほかの人がこの窓口を直しました。下の内容を見くらべて、もう一度保存してください".into(),
    }];
    for (name, label) in [
        ("name", "窓口の名前"),
        ("person", "担当者"),
        ("phone", "電話番号"),
        ("fax", "FAX番号"),
        ("stand_in", "いないとき"),
        ("best_way", "電話のほかに"),
        ("note", "そのほか"),
    ] {
        if theirs.get(name) != req.form.get(name) {
            let said = match theirs.get(name) {
                "" => "（空らん）",
                text => text,
            };
            errors.push(ui::FieldError {
                field: name.into(),
                message: format!("{label}は、いま「{said}」になっています"),
            });
        }
    }
    Ok(show(req, l, &req.form, errors)?.status(409))
}

/// The fields as they would be typed.
fn typed_of(w: &Window) -> Form {
    let mut f = Form::default();
    for (name, text) in [
        ("name", &w.name),
        ("person", &w.person),
        ("stand_in", &w.stand_in),
        ("phone", &w.phone),
        ("fax", &w.fax),
        ("best_way", &w.best_way),
        ("note", &w.note),
    ] {
        f.push(name, text.clone());
    }
    for (i, day) in w.week.iter().enumerate() {
        if let Some(h) = day {
            f.push(&format!("open{i}"), hhmm(h.open));
            f.push(&format!("close{i}"), hhmm(h.close));
        }
    }
    if w.holidays_closed {
        f.push("holidays", "1");
    }
    for (i, a) in w.avoid.iter().enumerate() {
        let mut add = |part: &str, text: String| f.push(&format!("avoid.{i}.{part}"), text);
        add(
            "weekday",
            a.weekday.map(|d| d.to_monday_zero_offset().to_string()).unwrap_or_default(),
        );
        add("day_from", a.month_days.map(|d| d.0.to_string()).unwrap_or_default());
        add("day_to", a.month_days.map(|d| d.1.to_string()).unwrap_or_default());
        add("from", hhmm(a.from));
        add("to", hhmm(a.to));
        add("reason", a.reason.clone());
    }
    for (part, n) in w.confirmed_on.map(date_parts).unwrap_or_default() {
        f.push(&format!("confirmed_on.{part}"), n);
    }
    f
}

fn date_parts(d: Date) -> Vec<(&'static str, String)> {
    let v = ui::field::DateValue::from_iso(&d.to_string());
    vec![("era", v.era), ("y", v.y), ("m", v.m), ("d", v.d)]
}

fn state_of(form: &Form) -> ui::FormState {
    let mut s = ui::FormState::default();
    for (name, values) in form.map() {
        for v in values {
            s.put(name, v.clone());
        }
    }
    s
}

/// Reads the form; what cannot be read is said beside its field, rules are the use case's.
fn window_of(f: &Form, base: &Window, today: Date) -> (Window, Vec<ui::FieldError>) {
    let mut errors = Vec::new();
    let mut wrong = |field: String, message: &str| {
        errors.push(ui::FieldError { field, message: message.into() });
    };
    const TIME: &str = "時刻は 8:30 のように入力してください";
    let mut week = [None; 7];
    for (i, slot) in week.iter_mut().enumerate() {
        let (open, close) = (f.get(&format!("open{i}")), f.get(&format!("close{i}")));
        if open.is_empty() && close.is_empty() {
            continue;
        }
        match (window::time(open), window::time(close)) {
            (Some(open), Some(close)) => *slot = Some(Hours { open, close }),
            (None, _) => wrong(format!("open{i}"), TIME),
            (_, None) => wrong(format!("close{i}"), TIME),
        }
    }
    let mut avoid = Vec::new();
    for i in 0..AVOID_MAX + SPARE {
        let name = |part: &str| format!("avoid.{i}.{part}");
        let get = |part: &str| f.get(&name(part));
        if ["from", "to", "reason", "day_from", "day_to"].iter().all(|p| get(p).is_empty()) {
            continue;
        }
        let (from, to) = (window::time(get("from")), window::time(get("to")));
        if from.is_none() {
            wrong(name("from"), TIME);
        }
        if to.is_none() {
            wrong(name("to"), TIME);
        }
        let day = |part: &str| match get(part) {
            "" => Some(None),
            text => text.parse::<i8>().ok().filter(|d| (1..=31).contains(d)).map(Some),
        };
        let month_days = match (day("day_from"), day("day_to")) {
            (Some(None), Some(None)) => None,
            (Some(a), Some(b)) => a.or(b).zip(b.or(a)),
            _ => {
                wrong(name("day_from"), "日は1から31までの数字にしてください");
                None
            }
        };
        let weekday = get("weekday")
            .parse::<i8>()
            .ok()
            .and_then(|d| Weekday::from_monday_zero_offset(d).ok());
        if let (Some(from), Some(to)) = (from, to) {
            avoid.push(Avoid { weekday, month_days, from, to, reason: get("reason").to_string() });
        }
    }
    let confirmed_on =
        match ui::dates::date(&ui::dates::posted(&state_of(f), "confirmed_on"), today) {
            Ok(d) => d,
            Err(p) => {
                wrong("confirmed_on".into(), &p.message);
                None
            }
        };
    let text = |name: &str| f.get(name).to_string();
    let w = Window {
        name: text("name"),
        person: text("person"),
        stand_in: text("stand_in"),
        phone: text("phone"),
        fax: text("fax"),
        best_way: text("best_way"),
        note: text("note"),
        week,
        holidays_closed: f.has("holidays"),
        avoid,
        confirmed_on,
        ..base.clone()
    };
    (w, errors)
}

fn show(req: &Req, l: &Listed, f: &Form, errors: Vec<ui::FieldError>) -> Result<Resp, Fail> {
    let new = l.window.version == 0;
    let text = |name: &str, label: &str| {
        Field::new(name, label, FieldKind::text(f.get(name))).error_from(&errors)
    };
    let rows = (0..AVOID_MAX)
        .rev()
        .find(|i| {
            ["from", "to", "reason"].iter().any(|p| !f.get(&format!("avoid.{i}.{p}")).is_empty())
        })
        .map_or(0, |i| i + 1);
    let page = Page {
        shell: req.titled(if new {
            "連絡窓口を登録する"
        } else {
            "連絡窓口を直す"
        }),
        party: ui::org(&l.party_name, l.fictitious),
        title: if new { "連絡窓口を登録する" } else { "連絡窓口を直す" }.into(),
        form: ui::FormOpen {
            id: "window".into(),
            action: match new {
                true => req.url("/directory/windows/new"),
                false => req.url(&format!("/directory/windows/edit/{}", l.window.id)),
            },
            csrf: req.shell.csrf.clone(),
            key: req.new_key(),
            // always the version that is stored now: after a stale save the reader has seen it
            version: if new { String::new() } else { l.window.version.to_string() },
            today: req.app.now().date().to_string(),
            ..ui::FormOpen::default()
        },
        top: vec![
            text("name", "窓口の名前").hint("入退院の窓口、地域連携室 など").required(),
            text("person", "担当者"),
            text("phone", "電話番号"),
            text("fax", "FAX番号"),
            text("stand_in", "いないとき").hint("代わりに話せる人や電話"),
        ],
        days: DAYS
            .iter()
            .enumerate()
            .map(|(i, name)| Day {
                i,
                name,
                open: f.get(&format!("open{i}")).into(),
                close: f.get(&format!("close{i}")).into(),
                error: errors
                    .iter()
                    .find(|e| e.field == format!("open{i}") || e.field == format!("close{i}"))
                    .map(|e| e.message.clone()),
            })
            .collect(),
        holidays_closed: f.has("holidays"),
        avoid: (0..(rows + SPARE).min(AVOID_MAX)).map(|i| avoid_fields(f, i, &errors)).collect(),
        bottom: vec![
            text("best_way", "電話のほかに").hint("いちばんよい伝え方。例: この画面から連絡、FAX"),
            Field::new(
                "note",
                "そのほか",
                FieldKind::LongText { value: f.get("note").into(), rows: 3, max: Some(500) },
            )
            .error_from(&errors),
            Field::new(
                "confirmed_on",
                "確かめた日",
                FieldKind::Date(ui::dates::posted(&state_of(f), "confirmed_on")),
            )
            .hint("事業所に聞いて確かめた日")
            .error_from(&errors),
        ],
        hidden: match l.window.party {
            Party::Organisation(o) => vec![("organisation", o.to_string())],
            Party::Facility(x) => vec![("facility", x.to_string())],
        },
        save: if new { "登録する" } else { "保存する" },
        remove: (!new).then(|| req.url(&format!("/directory/windows/remove/{}", l.window.id))),
        remove_key: req.new_key(),
        errors,
    };
    let status = if page.errors.is_empty() { 200 } else { 422 };
    Ok(Resp::page(page.render())?.status(status))
}

fn avoid_fields(f: &Form, i: usize, errors: &[ui::FieldError]) -> Vec<Field> {
    let name = |part: &str| format!("avoid.{i}.{part}");
    let value = |part: &str| f.get(&format!("avoid.{i}.{part}")).to_string();
    let mut days = vec![Opt::new("", "毎日")];
    days.extend(DAYS.iter().enumerate().map(|(n, d)| Opt::new(n.to_string(), *d)));
    let text = |part: &str, label: &str, hint: &str| {
        Field::new(name(part), label, FieldKind::text(value(part))).hint(hint).error_from(errors)
    };
    vec![
        text("from", "はじまり", "例 12:00"),
        text("to", "終わり", "例 13:00"),
        Field::new(name("weekday"), "曜日", FieldKind::select(value("weekday"), days)),
        text("day_from", "毎月の日だけのとき（はじめ）", "例 1"),
        text("day_to", "毎月の日だけのとき（おわり）", "例 10"),
        text("reason", "理由", "会議、請求 など"),
    ]
}

//! Entering and changing a contact window: who, when, and when rather not.
use app::Error;
use askama::Template;
use kernel::{Date, Hours, Weekday};
use slice::{Fail, Form, Req, Resp};
use ui::{Field, FieldKind, Opt};

use super::merge;
use super::window_parts::{part_of, parts, typed_of};
use crate::model::window::{self, Avoid, Party, Window};
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
    hidden: Vec<(String, String)>,
    back: ui::Html,
    own: bool,
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

/// By which door the form was reached: those who keep the lists may change every window, others their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// 連絡窓口一覧.
    Keeper,
    /// うちの連絡窓口.
    Own,
}

impl By {
    /// Where the windows of this door stand.
    pub(super) fn home(self) -> &'static str {
        match self {
            By::Keeper => "/directory/windows",
            By::Own => "/directory/windows/mine",
        }
    }

    fn stored(self, cx: &app::Cx<'_>, id: WindowId) -> app::Result<Listed> {
        match self {
            By::Keeper => windows::window(cx, id),
            By::Own => windows::own_window(cx, id),
        }
    }

    fn blank(self, cx: &app::Cx<'_>, party: Option<Party>) -> app::Result<Listed> {
        match self {
            By::Keeper => windows::blank(cx, party.ok_or(Error::NotFound)?),
            By::Own => windows::own_blank(cx),
        }
    }

    fn save(self, cx: &app::Cx<'_>, w: &Window) -> app::Result<WindowId> {
        match self {
            By::Keeper => windows::save(cx, w),
            By::Own => windows::own_save(cx, w),
        }
    }
}

fn party_of(f: &Form) -> Option<Party> {
    let organisation = f.get("organisation").parse::<accounts::OrganisationId>().ok();
    let facility = f.get("facility").parse::<FacilityId>().ok();
    organisation.map(Party::Organisation).or(facility.map(Party::Facility))
}

/// An empty form.
pub(super) fn new(req: &Req) -> Result<Resp, Fail> {
    blank(req, By::Keeper)
}

/// An empty form for one's own organisation.
pub(super) fn own_new(req: &Req) -> Result<Resp, Fail> {
    blank(req, By::Own)
}

fn blank(req: &Req, by: By) -> Result<Resp, Fail> {
    let party = party_of(&req.query);
    let l = req.read(|cx| by.blank(cx, party))?;
    let form = typed_of(&l.window);
    show(req, by, &l, &form, 0, Vec::new())
}

/// The form of a stored window.
pub(super) fn edit(req: &Req) -> Result<Resp, Fail> {
    stored(req, By::Keeper)
}

/// The form of one's own window.
pub(super) fn own_edit(req: &Req) -> Result<Resp, Fail> {
    stored(req, By::Own)
}

fn stored(req: &Req, by: By) -> Result<Resp, Fail> {
    let id: WindowId = req.id("id")?;
    let l = req.read(|cx| by.stored(cx, id))?;
    let mut form = typed_of(&l.window);
    for (name, value) in merge::was(&parts(&l.window)) {
        form.push(&name, value);
    }
    show(req, by, &l, &form, l.window.version, Vec::new())
}

/// Saves a new window.
pub(super) fn create(req: &Req) -> Result<Resp, Fail> {
    put_new(req, By::Keeper)
}

/// Saves a new window of one's own organisation.
pub(super) fn own_create(req: &Req) -> Result<Resp, Fail> {
    put_new(req, By::Own)
}

fn put_new(req: &Req, by: By) -> Result<Resp, Fail> {
    let party = party_of(&req.form);
    let l = req.read(|cx| by.blank(cx, party))?;
    put(req, by, l, &req.form, 0)
}

/// Saves a changed window.
pub(super) fn save(req: &Req) -> Result<Resp, Fail> {
    put_old(req, By::Keeper)
}

/// Saves one's own changed window.
pub(super) fn own_save(req: &Req) -> Result<Resp, Fail> {
    put_old(req, By::Own)
}

fn put_old(req: &Req, by: By) -> Result<Resp, Fail> {
    let id: WindowId = req.id("id")?;
    let l = req.read(|cx| by.stored(cx, id))?;
    let version = req.form.get("_version").parse().unwrap_or(0);
    // a version that is no number is no version that anybody read
    if version < 1 {
        return Err(Fail::NotFound);
    }
    let (form, answered) = merge::chosen(&req.form, part_of);
    if !answered {
        // asked again with the same words: what is stored is not yet anybody's choice
        let asked = merge::unanswered(&req.form);
        let (mine, _) = window_of(&req.form, &l.window, req.app.now().date());
        return stale(req, by, &l, &mine, &asked, false);
    }
    put(req, by, l, &form, version)
}

fn put(req: &Req, by: By, l: Listed, form: &Form, version: i64) -> Result<Resp, Fail> {
    let today = req.app.now().date();
    let (mut w, errors) = window_of(form, &l.window, today);
    if !errors.is_empty() {
        return show(req, by, &l, form, version, errors);
    }
    w.version = version;
    let mine = w.clone();
    let done = req.act(move |cx| by.save(cx, &w).map(|_| by.home().into()));
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "連絡窓口を保存しました")),
        Err(Error::Stale { .. }) => {
            let id = l.window.id;
            let now = req.read(|cx| by.stored(cx, id))?;
            stale(req, by, &now, &mine, form, true)
        }
        Err(e) => show(req, by, &l, form, version, super::field_errors(e)?),
    }
}

/// Somebody else was quicker: what they wrote stands beside what was typed, and a person decides.
fn stale(
    req: &Req,
    by: By,
    now: &Listed,
    mine: &Window,
    form: &Form,
    answered: bool,
) -> Result<Resp, Fail> {
    let w = &now.window;
    let written = req
        .read(|cx| merge::written_by(cx, "directory.window.", &windows::object(w.id, w.version)))?;
    let two = merge::Two {
        title: "連絡窓口を直す",
        action: match by {
            By::Keeper => format!("/directory/windows/edit/{}", w.id),
            By::Own => format!("/directory/windows/mine/edit/{}", w.id),
        },
        cancel: by.home(),
        version: w.version,
        mine: parts(mine),
        theirs: parts(w),
        part_of,
        by: written,
        also: Vec::new(),
    };
    merge::show(req, form, two, answered)
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

fn show(
    req: &Req,
    by: By,
    l: &Listed,
    f: &Form,
    version: i64,
    errors: Vec<ui::FieldError>,
) -> Result<Resp, Fail> {
    let new = l.window.version == 0;
    let own = by == By::Own;
    let path = |what: &str| match new {
        true => req.url(&format!("{}/new", by.home())),
        false => req.url(&format!("{}/{what}/{}", by.home(), l.window.id)),
    };
    let mut hidden = merge::still(f);
    hidden.push(match l.window.party {
        Party::Organisation(o) => ("organisation".to_string(), o.to_string()),
        Party::Facility(x) => ("facility".to_string(), x.to_string()),
    });
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
            action: path("edit"),
            csrf: req.shell.csrf.clone(),
            key: req.new_key(),
            // the version the form was opened with: a mistake must not make the page forget that it is stale
            version: if new { String::new() } else { version.to_string() },
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
            .hint(if own {
                "このとおりでよいと確かめた日"
            } else {
                "事業所に聞いて確かめた日"
            })
            .error_from(&errors),
        ],
        hidden,
        back: match by {
            By::Keeper => ui::back("連絡窓口一覧", req.url(by.home())),
            By::Own => ui::back("うちの連絡窓口", req.url(by.home())),
        },
        own,
        save: if new { "登録する" } else { "保存する" },
        remove: (!new).then(|| path("remove")),
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

//! The lists of 打ち合わせ, マッチング and 共有の場.
use askama::Template;
use slice::{Fail, Form, Req, Resp};
use ui::{Button, Chip, Empty, Field, FieldKind, Html, Opt, Pager, Table, TableRow};

use super::parts;
use crate::model::{Act, Level, Profession, State, fiscal};
use crate::use_cases::{self, ActFilter};
use crate::{permissions, sheets};

#[derive(Template)]
#[template(path = "issues/acts.html")]
struct Page {
    shell: ui::Shell,
    tabs: ui::Filter,
    title: &'static str,
    sub: &'static str,
    address: String,
    years: ui::Filter,
    states: ui::Filter,
    search: Vec<Field>,
    searching: bool,
    hidden: Vec<(&'static str, String)>,
    table: Option<Table>,
    pager: Pager,
    empty: Option<Empty>,
    files: Vec<Button>,
    new: Option<Button>,
}

const fn title(level: Level) -> &'static str {
    match level {
        Level::First => "打ち合わせ（一次連携）",
        Level::Second => "マッチング（二次連携）",
        Level::Third => "合意形成・共有の場（三次連携）",
    }
}

const fn sub(level: Level) -> &'static str {
    match level {
        Level::First => "連携拠点と一つの職種。会議ではなく、打ち合わせ",
        Level::Second => "連携拠点がなかだちする、職種と職種",
        Level::Third => "多職種が一堂に会する機会",
    }
}

fn filter(q: &Form, level: Option<Level>) -> ActFilter {
    let before = q
        .get("before")
        .split_once('.')
        .and_then(|(fy, ord)| Some((fy.parse().ok()?, ord.parse().ok()?)));
    ActFilter {
        level,
        fy: parts::year_of(q, None),
        profession: Profession::from_code(q.get("profession")),
        state: State::from_code(q.get("state")),
        issue: None,
        words: q.get("q").chars().take(100).collect(),
        before,
    }
}

fn pairs(f: &ActFilter) -> Vec<(&'static str, String)> {
    vec![
        ("fy", f.fy.map_or(String::new(), |fy| fy.to_string())),
        ("profession", f.profession.map_or(String::new(), |p| p.code().into())),
        ("state", f.state.map_or(String::new(), |s| s.code().into())),
        ("q", f.words.clone()),
    ]
}

fn address(req: &Req, level: Level, f: &ActFilter, key: &str, value: String) -> String {
    let mut all = pairs(f);
    all.retain(|(k, _)| *k != key);
    let mut refs: Vec<(&str, &str)> = all.iter().map(|(k, v)| (*k, v.as_str())).collect();
    refs.push((key, &value));
    req.url(&format!("{}{}", level.path(), parts::query(&refs)))
}

fn row(req: &Req, a: &Act) -> TableRow {
    let n = &a.about;
    let when = match n.days.is_empty() {
        true => format!("{} 日にち未定", fiscal::short(n.fy)),
        false => format!("{} {}", fiscal::short(n.fy), fiscal::slashes(&n.days)),
    };
    let with: Vec<&str> = n.professions.iter().map(|p| p.label()).collect();
    let head = Html::trusted(format!(
        "<span class=\"meta\">{}・{}</span><br><a class=\"name\" href=\"{}\">{}</a>",
        Html::text(when),
        Html::text(n.sort.label()),
        Html::text(req.url(&a.href())),
        Html::text(n.name())
    ));
    let came = [n.agreed.as_str(), n.result.as_str()]
        .into_iter()
        .filter(|t| !t.is_empty())
        .collect::<Vec<_>>()
        .join("　");
    let came = match a.waits_for_result(req.app.now().date()) {
        true => ui::tag(ui::TagKind::Over, "結果を書いてください").html(),
        false => Html::text(came.chars().take(80).collect::<String>()),
    };
    TableRow {
        head,
        cells: vec![
            Html::text(if with.is_empty() { n.body.clone() } else { with.join("・") }),
            Html::text(n.form.map_or("", |f| f.label())),
            came,
            parts::state_tag(n.level.state(n.state), n.state).html(),
        ],
    }
}

fn list(req: &Req, level: Level) -> Result<Resp, Fail> {
    let f = filter(&req.query, Some(level));
    let (found, more, there_are, may_write, may_export) = req.read(|cx| {
        let (all, more, years) = use_cases::acts(cx, &f)?;
        Ok((
            all,
            more,
            years,
            app::may(cx, &permissions::ACT)?,
            app::may(cx, &permissions::EXPORT)?,
        ))
    })?;
    let mut chips = vec![Chip {
        label: "すべて".into(),
        href: address(req, level, &f, "fy", String::new()),
        on: f.fy.is_none(),
    }];
    chips.extend(there_are.iter().map(|y| Chip {
        label: fiscal::short(*y),
        href: address(req, level, &f, "fy", y.to_string()),
        on: f.fy == Some(*y),
    }));
    let mut states = vec![Chip {
        label: "すべて".into(),
        href: address(req, level, &f, "state", String::new()),
        on: f.state.is_none(),
    }];
    let shown = State::ALL.iter().filter(|s| level == Level::Second || **s != State::Idea);
    states.extend(shown.map(|s| Chip {
        label: level.state(*s).into(),
        href: address(req, level, &f, "state", s.code().into()),
        on: f.state == Some(*s),
    }));
    let next = found
        .last()
        .filter(|_| more)
        .map(|a| address(req, level, &f, "before", format!("{}.{}", a.about.fy, a.ord)));
    let mut professions = vec![Opt::new("", "すべて")];
    professions.extend(parts::profession_opts());
    let all = pairs(&f);
    let mut refs: Vec<(&str, &str)> = all.iter().map(|(k, v)| (*k, v.as_str())).collect();
    refs.push(("level", level.code()));
    let new = || {
        let words = format!("{}を書く", level.thing());
        Button::link(words, req.url(&format!("{}/new", level.path()))).icon("plus")
    };
    let chosen = f.profession.map_or("", |p| p.code());
    let view = Page {
        shell: req.titled(title(level)),
        tabs: parts::tabs(req, level.path()),
        title: title(level),
        sub: sub(level),
        address: req.url(level.path()),
        years: ui::Filter { label: "年度".into(), spoken: "年度でしぼる".into(), chips },
        states: ui::Filter {
            label: "状態".into(), spoken: "状態でしぼる".into(), chips: states
        },
        searching: !f.words.is_empty() || f.profession.is_some(),
        search: vec![
            Field::new("q", "ことば", FieldKind::text(&f.words)),
            Field::new("profession", "職種", FieldKind::select(chosen, professions)),
        ],
        hidden: all
            .iter()
            .filter(|(k, v)| matches!(*k, "fy" | "state") && !v.is_empty())
            .cloned()
            .collect(),
        table: (!found.is_empty()).then(|| Table {
            caption: title(level).into(),
            heads: [level.thing(), "職種", "形式", "結果", "状態"].map(String::from).to_vec(),
            rows: found.iter().map(|a| row(req, a)).collect(),
        }),
        pager: Pager { prev: None, next, words: String::new() },
        empty: found.is_empty().then(|| Empty {
            title: match there_are.is_empty() {
                true => format!("{}は、まだありません", level.thing()),
                false => "あてはまる記録はありません".into(),
            },
            text: match level {
                Level::First => "職能団体などから聞いたことを、1行ずつ書きます。",
                Level::Second => {
                    "だれとだれを、どんな方法でつなぐかを書きます。案のうちから書けます。"
                }
                Level::Third => {
                    "協議会や多職種の研修会で、何を分かち合い、何に合意したかを書きます。"
                }
            }
            .into(),
            art: false,
            button: may_write.then(|| new().primary()),
        }),
        files: match may_export && !found.is_empty() {
            true => parts::files(req, "/issues/acts/export", &refs),
            false => Vec::new(),
        },
        new: (may_write && !found.is_empty()).then(|| new().compact().primary()),
    };
    Resp::page(view.render())
}

/// GET /issues/hearings
pub(super) fn hearings(req: &Req) -> Result<Resp, Fail> {
    list(req, Level::First)
}

/// GET /issues/matches
pub(super) fn matches(req: &Req) -> Result<Resp, Fail> {
    list(req, Level::Second)
}

/// GET /issues/platforms
pub(super) fn platforms(req: &Req) -> Result<Resp, Fail> {
    list(req, Level::Third)
}

/// GET /issues/acts/export
pub(super) fn export(req: &Req) -> Result<Resp, Fail> {
    let level = match req.query.get("level") {
        "" => Level::First,
        code => Level::from_code(code).ok_or(Fail::NotFound)?,
    };
    let f = ActFilter { before: None, ..filter(&req.query, Some(level)) };
    let rows = req.read(|cx| use_cases::export_acts(cx, &f))?;
    let lead = format!("{}　{}件", f.fy.map_or("すべての年度".into(), fiscal::long), rows.len());
    sheets::answer(req, &sheets::acts(&rows, title(level), &lead))
}

//! 「課題」: the list with 年度, 職種, 段階 and search, and the same list as a file or on paper.
use askama::Template;
use kernel::fiscal_year;
use slice::{Fail, Form, Req, Resp};
use ui::{Button, Chip, Empty, Field, FieldKind, Html, Opt, Pager, Table, TableRow};

use super::parts;
use crate::model::{Issue, Profession, Scene, Stage, fiscal};
use crate::permissions;
use crate::sheets;
use crate::use_cases::{self, Filter};

#[derive(Template)]
#[template(path = "issues/list.html")]
struct Page {
    shell: ui::Shell,
    tabs: ui::Filter,
    years: ui::Filter,
    stages: ui::Filter,
    search: Vec<Field>,
    searching: bool,
    hidden: Vec<(&'static str, String)>,
    count: String,
    table: Option<Table>,
    pager: Pager,
    empty: Option<Empty>,
    files: Vec<Button>,
    new: Option<Button>,
}

fn after(text: &str) -> Option<(i16, Profession, i64)> {
    let mut parts = text.splitn(3, '.');
    let fy = parts.next()?.parse().ok()?;
    let profession = Profession::from_code(parts.next()?)?;
    Some((fy, profession, parts.next()?.parse().ok()?))
}

fn filter(q: &Form, usual: i16) -> Filter {
    Filter {
        fy: parts::year_of(q, Some(usual)),
        profession: Profession::from_code(q.get("profession")),
        scene: Scene::from_code(q.get("scene")),
        stage: Stage::from_code(q.get("stage")),
        open: q.get("stage") == "open",
        owner: None,
        words: q.get("q").chars().take(100).collect(),
        after: after(q.get("after")),
    }
}

fn pairs(f: &Filter) -> Vec<(&'static str, String)> {
    vec![
        ("fy", f.fy.map_or_else(|| "all".into(), |fy| fy.to_string())),
        ("profession", f.profession.map_or(String::new(), |p| p.code().into())),
        ("scene", f.scene.map_or(String::new(), |s| s.code().into())),
        (
            "stage",
            if f.open { "open".into() } else { f.stage.map_or(String::new(), |s| s.code().into()) },
        ),
        ("q", f.words.clone()),
    ]
}

fn address(req: &Req, f: &Filter, more: Option<(&str, String)>) -> String {
    let mut all = pairs(f);
    let key = more.as_ref().map_or("", |m| m.0).to_string();
    all.retain(|(k, _)| *k != key);
    let mut refs: Vec<(&str, &str)> = all.iter().map(|(k, v)| (*k, v.as_str())).collect();
    if let Some((k, v)) = &more {
        refs.push((k, v));
    }
    req.url(&format!("/issues{}", parts::query(&refs)))
}

fn row(req: &Req, i: &Issue, owner: &str) -> TableRow {
    let link = Html::trusted(format!(
        "<span class=\"meta\">{}</span><br><a class=\"name\" href=\"{}\">{}</a>",
        Html::text(i.called()),
        Html::text(req.url(&format!("/issues/{}", i.id))),
        Html::text(&i.about.title)
    ));
    let none = || Html::trusted("<span class=\"muted\">まだ</span>");
    let words = |w: Option<&str>| w.map_or_else(none, Html::from);
    TableRow {
        head: link,
        cells: vec![
            words(i.about.scene.map(|s| s.label())),
            words(Some(owner).filter(|o| !o.is_empty())),
            parts::stage_tag(i).html(),
        ],
    }
}

/// GET /issues
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let today = req.app.now().date();
    let f = filter(&req.query, fiscal_year(today));
    let ((found, more, there_are), may_write, may_export) = req.read(|cx| {
        let list = use_cases::issues(cx, &f)?;
        Ok((
            (list.rows, list.more, list.years),
            app::may(cx, &permissions::WRITE)?,
            app::may(cx, &permissions::EXPORT)?,
        ))
    })?;
    let mut chips: Vec<Chip> = parts::years(&there_are, today)
        .iter()
        .filter(|fy| there_are.contains(fy) || **fy == fiscal_year(today))
        .map(|fy| Chip {
            label: fiscal::short(*fy),
            href: address(req, &f, Some(("fy", fy.to_string()))),
            on: f.fy == Some(*fy),
        })
        .collect();
    chips.push(Chip {
        label: "すべて".into(),
        href: address(req, &f, Some(("fy", "all".into()))),
        on: f.fy.is_none(),
    });
    let stage = |code: &str, label: &str, on| Chip {
        label: label.into(),
        href: address(req, &f, Some(("stage", code.into()))),
        on,
    };
    let mut stages = vec![
        stage("", "すべて", f.stage.is_none() && !f.open),
        stage("open", "取り組んでいる", f.open),
    ];
    let each = Stage::ALL.iter().filter(|s| **s != Stage::Withdrawn || f.stage == Some(**s));
    stages.extend(each.map(|s| stage(s.code(), s.label(), f.stage == Some(*s))));
    let last = found
        .last()
        .map(|(i, _)| format!("{}.{}.{}", i.about.fy, i.about.profession.code(), i.seq));
    let next = last.filter(|_| more).map(|at| address(req, &f, Some(("after", at))));
    let pairs = pairs(&f);
    let refs: Vec<(&str, &str)> = pairs.iter().map(|(k, v)| (*k, v.as_str())).collect();
    let view = Page {
        shell: req.titled("連携課題"),
        tabs: parts::tabs(req, "/issues"),
        years: ui::Filter { label: "年度".into(), spoken: "年度でしぼる".into(), chips },
        stages: ui::Filter {
            label: "段階".into(), spoken: "段階でしぼる".into(), chips: stages
        },
        search: fields(&f),
        searching: !f.words.is_empty() || f.profession.is_some() || f.scene.is_some(),
        hidden: pairs
            .iter()
            .filter(|(k, v)| matches!(*k, "fy" | "stage") && !v.is_empty())
            .cloned()
            .collect(),
        count: match more {
            true => format!("{}件より多い", use_cases::PAGE),
            false => format!("{}件", found.len()),
        },
        table: (!found.is_empty()).then(|| Table {
            caption: "課題、場面、だれの課題か、いまの段階".into(),
            heads: ["課題", "場面", "だれの課題か", "いまの段階"].map(String::from).to_vec(),
            rows: found.iter().map(|(i, owner)| row(req, i, owner)).collect(),
        }),
        pager: Pager {
            prev: f.after.map(|_| address(req, &Filter { after: None, ..f.clone() }, None)),
            next,
            words: String::new(),
        },
        empty: found.is_empty().then(|| empty(req, &f, &there_are, may_write)),
        files: match may_export && !found.is_empty() {
            true => parts::files(req, "/issues/export", &refs),
            false => Vec::new(),
        },
        new: may_write
            .then(|| Button::link("課題を書く", req.url("/issues/new")).icon("plus").compact()),
    };
    Resp::page(view.render())
}

fn fields(f: &Filter) -> Vec<Field> {
    let mut professions = vec![Opt::new("", "すべて")];
    professions.extend(parts::profession_opts());
    let mut scenes = vec![Opt::new("", "すべて")];
    scenes.extend(Scene::ALL.iter().map(|s| Opt::new(s.code(), s.label())));
    let code = |c: Option<&'static str>| c.unwrap_or_default();
    vec![
        Field::new("q", "課題のことば", FieldKind::text(&f.words)),
        Field::new(
            "profession",
            "職種",
            FieldKind::select(code(f.profession.map(Profession::code)), professions),
        ),
        Field::new("scene", "場面", FieldKind::select(code(f.scene.map(Scene::code)), scenes)),
    ]
}

fn empty(req: &Req, f: &Filter, there_are: &[i16], may_write: bool) -> Empty {
    let talk = || {
        may_write
            .then(|| Button::link("打ち合わせを書く", req.url("/issues/hearings/new")).primary())
    };
    if there_are.is_empty() {
        return Empty {
            title: "課題は、まだありません".into(),
            text: "職能団体などとの打ち合わせを書くと、聞いたことの1行を押すだけで課題になります。"
                .into(),
            art: false,
            button: talk(),
        };
    }
    let narrowed = Filter { fy: f.fy, ..Filter::default() } != *f;
    Empty {
        title: if narrowed {
            "あてはまる課題はありません".into()
        } else {
            format!("{}の課題は、まだありません", f.fy.map_or("".into(), fiscal::long))
        },
        text: "ほかの年度や段階も見てください。".into(),
        art: false,
        button: Some(Button::link("すべての課題を見る", req.url("/issues?fy=all"))),
    }
}

/// GET /issues/export
pub(super) fn export(req: &Req) -> Result<Resp, Fail> {
    let f = Filter { after: None, ..filter(&req.query, fiscal_year(req.app.now().date())) };
    let rows = req.read(|cx| use_cases::export_issues(cx, &f))?;
    let lead = format!("{}　{}件", f.fy.map_or("すべての年度".into(), fiscal::long), rows.len());
    sheets::answer(req, &sheets::issues(&rows, &lead))
}

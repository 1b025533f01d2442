//! 会議: what comes next, all bodies; as Excel with members.
use kernel::wareki;
use office::xlsx::{Cell, Column, Kind, Sheet};
use slice::{Fail, Req, Resp};
use ui::{Button, Empty, Html, PlainRow, Rows, TagKind, tag};

use crate::model::catalogue::catalogue;
use crate::model::{Meeting, State};
use crate::use_cases::{body_path, path, read};
use slice::parts::{self, buttons, h2};

/// The tag of a state.
pub(super) fn state_tag(m: &Meeting) -> ui::Tag {
    let kind = match m.state {
        State::Planned if m.data.day.is_none() => TagKind::Miss,
        State::Planned => TagKind::Plain,
        State::Held => TagKind::Ok,
        State::Off => TagKind::Over,
        State::Void => TagKind::Miss,
    };
    let words = match m.state {
        State::Planned if m.data.day.is_none() => "日程調整中",
        s => s.label(),
    };
    tag(kind, words)
}

/// A meeting in a list.
pub(super) fn row(req: &Req, m: &Meeting, title: String) -> Result<PlainRow, Fail> {
    let c = catalogue()?;
    let meta = [m.when(), c.form(&m.data.form).to_string(), m.data.place.clone(), m.why.clone()];
    Ok(PlainRow {
        title: title.into(),
        href: Some(req.url(&path(m.id))),
        tag: Some(state_tag(m)),
        meta: ui::spaced(meta.iter().filter(|t| !t.is_empty()).map(|t| t.as_str().into())),
    })
}

/// GET /meetings
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    if req.query.get("format") == "xlsx" {
        return excel(req);
    }
    let o = req.read(read::overview)?;
    let c = catalogue()?;
    let today = req.app.now().date();
    let mut acts = Vec::new();
    if o.may_write {
        acts.push(Button::link("会議体を登録する", req.url("/meetings/bodies/new")).primary());
    }
    acts.push(Button::link(
        format!("決まったこと（これから{}件）", o.open),
        req.url("/meetings/actions"),
    ));
    acts.push(Button::link("体制図", req.url("/meetings/chart")));
    acts.push(Button::link("年度ごとの会議", req.url("/meetings/years")));
    acts.push(Button::link("あゆみ", req.url("/meetings/chronicle")));
    let mut all = vec![buttons(&acts)];
    if o.bodies.is_empty() {
        let text = "推進会議や部会を登録すると、ここに並びます。委員・会議の日程・議題・議事録・決まったことが、会議体ごとにまとまります。";
        all.push(
            Empty {
                title: "まだ会議体はありません".into(), text: text.into(), ..Empty::default()
            }
            .html(),
        );
        return parts::page(req, "会議", "", None, vec![], all);
    }
    all.push(h2("これからの会議"));
    let mut ahead = Vec::new();
    for m in &o.ahead {
        ahead.push(row(req, m, m.called())?);
    }
    all.push(match ahead.is_empty() {
        true => {
            parts::p("予定の会議はありません。会議体を開いて「会議を予定する」から登録できます。")
        }
        false => Rows { rows: ahead, small: false }.html(),
    });
    all.push(h2("会議体"));
    let rows = o
        .bodies
        .iter()
        .map(|b| PlainRow {
            title: b.data.name.as_str().into(),
            href: Some(req.url(&body_path(b.id))),
            tag: (!b.lives(today)).then(|| tag(TagKind::Plain, "終了")),
            meta: ui::spaced(
                [c.kind(&b.data.kind).to_string(), b.data.secretariat.clone()]
                    .iter()
                    .filter(|t| !t.is_empty())
                    .map(|t| Html::text(t.as_str())),
            ),
        })
        .collect();
    all.push(Rows { rows, small: false }.html());
    let mut files =
        vec![Button::link("会議体と委員（Excel）", req.url("/meetings?format=xlsx")).compact()];
    if o.may_write {
        files.push(Button::link("過去の会議を取り込む", req.url("/meetings/import")).compact());
    }
    all.push(buttons(&files));
    parts::page(req, "会議", "", None, vec![], all)
}

fn excel(req: &Req) -> Result<Resp, Fail> {
    let pages = req.read(|cx| {
        read::bodies(cx)?
            .into_iter()
            .map(|b| read::one_body(cx, b.id))
            .collect::<app::Result<Vec<_>>>()
    })?;
    let c = catalogue()?;
    let date = |d: Option<kernel::Date>| d.map_or(Cell::Empty, Cell::Date);
    let bodies = pages
        .iter()
        .map(|p| {
            let d = &p.body.data;
            vec![
                Cell::text(&d.name),
                Cell::text(c.kind(&d.kind)),
                Cell::text(p.parent.as_ref().map_or("", |x| x.data.name.as_str())),
                Cell::text(&d.purpose),
                Cell::text(&d.ground),
                Cell::text(&d.term),
                Cell::text(&d.secretariat),
                date(d.founded()),
                date(d.ended()),
            ]
        })
        .collect();
    let mut members = Vec::new();
    for p in &pages {
        for m in p.members.iter().filter(|m| !m.removed) {
            members.push(vec![
                Cell::text(&p.body.data.name),
                Cell::text(&m.data.organisation),
                Cell::text(&m.data.name),
                Cell::text(c.profession(&m.data.profession)),
                Cell::text(c.role(&m.data.role)),
                date(m.data.from),
                date(m.data.until),
            ]);
        }
    }
    let text = |name: &str, width: f64| Column::new(name, width, Kind::Text);
    let day = |name: &str| Column::new(name, 14.0, Kind::DateWareki);
    let sheets = [
        Sheet {
            name: "会議体".into(),
            columns: vec![
                text("名前", 28.0),
                text("種類", 18.0),
                text("上の会議体", 28.0),
                text("目的", 50.0),
                text("設置の根拠", 30.0),
                text("任期", 12.0),
                text("事務局", 24.0),
                day("設置"),
                day("終了"),
            ],
            rows: bodies,
        },
        Sheet {
            name: "委員".into(),
            columns: vec![
                text("会議体", 28.0),
                text("所属", 30.0),
                text("お名前", 20.0),
                text("職種", 20.0),
                text("役割", 14.0),
                day("委嘱のはじめ"),
                day("委嘱の終わり"),
            ],
            rows: members,
        },
    ];
    let title = format!("会議体と委員（{}現在）", wareki::long(req.app.now().date()));
    parts::xlsx(req, "kaigitai", &title, &sheets)
}

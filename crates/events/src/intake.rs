//! Events of past years out of the centre's own tables: which columns are known and what a row becomes. Numbers of persons
//! only: names of participants are not taken.
use std::sync::LazyLock;

use app::{Cx, Error, Result};
use kernel::Id;
use office::intake::{Code, Column, Kind, ReadRow};
use slice::intake::Intake;

use crate::model::catalogue::{Catalogue, catalogue};
use crate::model::event::TITLE_MOST;
use crate::model::{Day, NewEvent};
use crate::permissions;
use crate::use_cases::past;

/// The import of this slice.
pub(crate) static INTAKE: Intake = Intake {
    kind: "events.event",
    title: "過去の催しを取り込む",
    lead: "研修や出前講座の一覧（Excel・CSV）を読みます。1行が1回の催しになり、「実施」として数えられます。参加した方のお名前の列は、取り込まないでください。",
    base: "/events/import",
    back: ("研修・啓発", "/events"),
    permission: &permissions::WRITE,
    columns,
    judge,
    show,
    put,
    take_back,
};

/// The catalogue, or an empty one: its own test tells when it cannot be read.
static CATALOGUE: LazyLock<Option<&'static Catalogue>> = LazyLock::new(|| catalogue().ok());

fn coded(list: &[(String, String)], names: &[(&str, &[&str])]) -> Vec<Code> {
    let named = |code: &str| names.iter().find(|n| n.0 == code).map_or(&[][..], |n| n.1);
    list.iter()
        .map(|(code, label)| Code {
            code: code.clone(),
            label: label.clone(),
            names: named(code).iter().map(|n| (*n).to_string()).collect(),
        })
        .collect()
}

fn columns() -> Vec<Column> {
    let Some(c) = *CATALOGUE else { return Vec::new() };
    let kinds: Vec<_> = c.kinds.iter().map(|k| (k.code.clone(), k.label.clone())).collect();
    let kinds = coded(
        &kinds,
        &[
            ("training", &["研修会", "多職種研修", "勉強会"]),
            ("talk", &["講演会"]),
            ("festival", &["イベント", "フェスタ"]),
            ("citizens", &["市民講座", "市民講演会"]),
            ("liaison", &["交流会", "情報交換会"]),
        ],
    );
    let money: Vec<_> = c.funding.iter().map(|f| (f.code.clone(), f.label.clone())).collect();
    let money = coded(&money, &[]);
    let text = |code, label: &str, most| Column::new(code, label, Kind::Text(most));
    let mut out = vec![
        Column::new("day", "開催日", Kind::Day)
            .named(&["日", "日付", "年月日", "開催年月日", "実施日", "月日", "日時"])
            .required(),
        text("title", "催しの名前", TITLE_MOST)
            .named(&["名称", "事業名", "研修名", "テーマ", "題名", "タイトル", "名前", "内容"])
            .required(),
        Column::new("kind", "種類", Kind::Codes { list: kinds, many: false })
            .named(&["区分", "種別", "事業区分"])
            .required(),
        text("place", "会場", 80).named(&["場所", "開催場所"]),
        text("hosts", "主催", 80).named(&["主催者"]),
        Column::new("funding", "財源", Kind::Codes { list: money, many: false })
            .named(&["予算", "経費"])
            .required(),
    ];
    for p in &c.professions {
        let other = p.code == "other";
        let label = match other {
            true => "参加人数（職種の分からない人・その他）".to_string(),
            false => format!("参加人数（{}）", p.label),
        };
        let whole = ["参加者数", "参加人数", "人数", "参加者", "参加数"];
        let column = Column::new(p.code.as_str(), label, Kind::Number(100_000)).named(&[&p.label]);
        out.push(if other { column.named(&[&whole[..], &[&p.label]].concat()) } else { column });
    }
    out
}

fn event_of(r: &ReadRow) -> NewEvent {
    let day = r.get("day").parse().ok();
    NewEvent {
        kind: r.get("kind").into(),
        title: r.get("title").split_whitespace().collect::<Vec<_>>().join(" "),
        place: r.get("place").split_whitespace().collect::<Vec<_>>().join(" "),
        hosts: r.get("hosts").split_whitespace().collect::<Vec<_>>().join(" "),
        funding: r.get("funding").into(),
        days: day
            .map(|day| Day { day, from: String::new(), to: String::new() })
            .into_iter()
            .collect(),
        ..NewEvent::default()
    }
}

fn heads(r: &ReadRow) -> Vec<(String, i64)> {
    let Some(c) = *CATALOGUE else { return Vec::new() };
    let of = |code: &str| r.get(code).parse::<i64>().ok().filter(|n| *n > 0);
    c.professions.iter().filter_map(|p| Some((p.code.clone(), of(&p.code)?))).collect()
}

fn judge(cx: &Cx<'_>, rows: &mut [ReadRow]) -> Result<()> {
    let labels: Vec<(&str, String)> = columns().into_iter().map(|c| (c.code, c.label)).collect();
    for r in rows.iter_mut().filter(|r| r.problems.is_empty()) {
        let e = event_of(r);
        if e.days.iter().any(|d| d.day > cx.today()) {
            r.problem(
                "開催日",
                "これからの日です。これからの催しは「催しを登録する」から入れてください",
            );
        }
        if let Err(Error::Invalid(wrong)) = e.check() {
            for w in wrong {
                let label = labels.iter().find(|(c, _)| *c == w.field).map(|(_, l)| l.clone());
                r.problem(label.unwrap_or_else(|| w.field.clone()), w.message);
            }
        }
    }
    Ok(())
}

fn show(r: &ReadRow) -> (String, String) {
    let e = event_of(r);
    let day = e.days.first().map(|d| kernel::wareki::short(d.day)).unwrap_or_default();
    let kind = CATALOGUE.map_or("", |c| c.kind(&e.kind).map_or("", |k| k.label.as_str()));
    let persons: i64 = heads(r).iter().map(|h| h.1).sum();
    (format!("{day} {}", e.title), format!("{kind}　{}　参加 {persons}人", e.place))
}

fn put(cx: &Cx<'_>, r: &ReadRow) -> Result<(Id, i64)> {
    match past::put(cx, &event_of(r), &heads(r)) {
        Err(Error::Invalid(e)) => {
            let first = e.first().map_or("", |e| e.message.as_str());
            Err(Error::Rule(format!("{}行目：{first}", r.line)))
        }
        other => other,
    }
}

fn take_back(cx: &Cx<'_>, id: Id, version: i64, _why: &str) -> Result<bool> {
    past::take_back(cx, crate::EventId(id), version)
}

//! Meetings of past years out of the centre's own list: which columns are known and what a row becomes.
use std::sync::LazyLock;

use app::{Cx, Error, Result};
use kernel::Id;
use office::intake::{Code, Column, Kind, ReadRow, key_of};
use slice::intake::Intake;

use crate::model::NewMeeting;
use crate::model::catalogue::{Catalogue, catalogue};
use crate::model::lines::{MOST, NewItem, check_decision};
use crate::use_cases::{bodies, past};
use crate::{BodyId, MeetingId, permissions};

/// The import of this slice.
pub(crate) static INTAKE: Intake = Intake {
    kind: "meetings.meeting",
    title: "過去の会議を取り込む",
    lead: "会議の一覧や議事録の一覧（Excel・CSV）を読みます。1行が1回の会議になり、「開催」として数えられます。会議体は、先に登録しておいてください。",
    base: "/meetings/import",
    back: ("会議", "/meetings"),
    permission: &permissions::WRITE,
    columns,
    judge,
    show,
    put,
    take_back,
};

/// The catalogue, or none: its own test tells when it cannot be read.
static CATALOGUE: LazyLock<Option<&'static Catalogue>> = LazyLock::new(|| catalogue().ok());

/// Longest text of the agenda or of the decisions in a cell.
const TEXT: usize = 2_000;

fn columns() -> Vec<Column> {
    let forms = CATALOGUE.map_or(&[][..], |c| c.forms.as_slice());
    let names = |code: &str| match code {
        "gather" => vec!["対面", "集合", "会場"],
        "online" => vec!["Web", "ウェブ", "Zoom"],
        "both" => vec!["併用", "会場とオンライン"],
        "paper" => vec!["書面開催", "書面会議"],
        _ => Vec::new(),
    };
    let forms = forms
        .iter()
        .map(|f| Code {
            code: f.code.clone(),
            label: f.label.clone(),
            names: names(&f.code).iter().map(|n| (*n).to_string()).collect(),
        })
        .collect();
    let text = |code, label: &str, most| Column::new(code, label, Kind::Text(most));
    vec![
        Column::new("day", "開催日", Kind::Day)
            .named(&["日", "日付", "年月日", "開催年月日", "月日", "日時"])
            .required(),
        text("body", "会議体", 60)
            .named(&["会議名", "会議", "名称", "会議の名前", "部会名"])
            .required(),
        text("title", "題", 80).named(&["テーマ", "会議の題", "回"]),
        Column::new("form", "開き方", Kind::Codes { list: forms, many: false })
            .named(&["形式", "方法", "開催方法"])
            .required(),
        text("place", "場所", 80).named(&["会場", "開催場所"]),
        text("agenda", "議題", TEXT).named(&["内容", "協議内容", "協議事項", "次第", "議事"]),
        text("decided", "決まったこと", TEXT).named(&["決定事項", "結果", "結論", "決定"]),
    ]
}

/// The lines of a cell: a number, a dot or a mark before a line is not part of it.
fn lines(text: &str) -> Vec<String> {
    let mark = |c: char| c.is_whitespace() || "・●○◯■□◆◇-－*①②③④⑤⑥⑦⑧⑨⑩".contains(c);
    text.lines()
        .map(|l| l.trim_start_matches(mark).trim().to_string())
        .filter(|l| !l.is_empty())
        .collect()
}

fn meeting_of(r: &ReadRow) -> NewMeeting {
    let line = |code: &str| r.get(code).split_whitespace().collect::<Vec<_>>().join(" ");
    NewMeeting {
        title: line("title"),
        day: r.get("day").parse().ok(),
        place: line("place"),
        form: r.get("form").into(),
        ..NewMeeting::default()
    }
}

fn items(r: &ReadRow) -> Vec<NewItem> {
    lines(r.get("agenda"))
        .into_iter()
        .map(|title| NewItem { title, ..NewItem::default() })
        .collect()
}

/// The body that is called so.
fn body_of(cx: &Cx<'_>, name: &str) -> Result<Option<BodyId>> {
    let all = bodies::named(cx)?;
    Ok(all.into_iter().find(|b| key_of(&b.1) == key_of(name)).map(|b| b.0))
}

fn judge(cx: &Cx<'_>, rows: &mut [ReadRow]) -> Result<()> {
    let labels: Vec<(&str, String)> = columns().into_iter().map(|c| (c.code, c.label)).collect();
    for r in rows.iter_mut().filter(|r| r.problems.is_empty()) {
        let m = meeting_of(r);
        if m.day.is_some_and(|d| d > cx.today()) {
            r.problem(
                "開催日",
                "これからの日です。これからの会議は、会議体の「会議を予定する」から入れてください",
            );
        }
        let body = r.get("body").to_string();
        if body_of(cx, &body)?.is_none() {
            let name: String = body.chars().take(30).collect();
            r.problem(
                "会議体",
                format!("「{name}」という会議体がありません。先に登録してください"),
            );
        }
        if let Err(Error::Invalid(wrong)) = m.check() {
            for w in wrong {
                let label = labels.iter().find(|(c, _)| *c == w.field).map(|(_, l)| l.clone());
                r.problem(label.unwrap_or_else(|| w.field.clone()), w.message);
            }
        }
        let (items, decided) = (items(r), lines(r.get("decided")));
        if items.len() > MOST || items.iter().any(|i| i.check().is_err()) {
            r.problem("議題", format!("1行に1つずつ、{MOST}個までにしてください"));
        }
        if decided.len() > MOST || decided.iter().any(|d| check_decision(d).is_err()) {
            r.problem("決まったこと", format!("1行に1つずつ、{MOST}個までにしてください"));
        }
    }
    Ok(())
}

fn show(r: &ReadRow) -> (String, String) {
    let m = meeting_of(r);
    let day = m.day.map(kernel::wareki::short).unwrap_or_default();
    let n = (items(r).len(), lines(r.get("decided")).len());
    let text = format!("{}　議題 {}　決まったこと {}", m.place, n.0, n.1);
    (format!("{day} {}", r.get("body")), text.trim().to_string())
}

fn put(cx: &Cx<'_>, r: &ReadRow) -> Result<(Id, i64)> {
    let Some(body) = body_of(cx, r.get("body"))? else {
        return Err(Error::Rule(format!("{}行目：会議体がありません", r.line)));
    };
    match past::put(cx, body, &meeting_of(r), &items(r), &lines(r.get("decided"))) {
        Err(Error::Invalid(e)) => {
            let first = e.first().map_or("", |e| e.message.as_str());
            Err(Error::Rule(format!("{}行目：{first}", r.line)))
        }
        other => other,
    }
}

fn take_back(cx: &Cx<'_>, id: Id, version: i64, _why: &str) -> Result<bool> {
    past::take_back(cx, MeetingId(id), version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_read_line_by_line_without_its_marks() {
        assert_eq!(lines("①報告\n ・協議 事項\n\n- その他"), ["報告", "協議 事項", "その他"]);
        assert!(lines(" \n・\n").is_empty());
    }
}

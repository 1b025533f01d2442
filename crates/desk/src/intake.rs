//! Consultations of past years out of the centre's own tables: which columns are known and what a row becomes.
use app::{Cx, Error, Result, records};
use kernel::Id;
use office::intake::{Code, Column, Kind, ReadRow, year};
use slice::intake::Intake;

use crate::model::case::{Case, LINE, MINUTES, Status, TEXT};
use crate::model::lists::{self, lists};
use crate::permissions;
use crate::use_cases::{KIND, cancel, record};

/// The import of this slice.
pub(crate) static INTAKE: Intake = Intake {
    kind: KIND,
    title: "過去の相談を取り込む",
    lead: "相談台帳などの Excel を読みます。1行が1件の相談になります。相談した方や対象の方のお名前の列は、取り込まないでください。",
    base: "/desk/import",
    back: ("相談窓口", "/desk"),
    permission: &permissions::IMPORT,
    columns,
    judge,
    show,
    put,
    take_back,
};

fn codes(list: &[lists::Code], many: bool) -> Kind {
    let list = list
        .iter()
        .map(|c| Code { code: c.code.clone(), label: c.label.clone(), names: c.names.clone() })
        .collect();
    Kind::Codes { list, many }
}

fn columns() -> Vec<Column> {
    let l = lists();
    let text = |code, label: &str, most| Column::new(code, label, Kind::Text(most));
    let own = |code: &str, label: &str, names: &[&str]| Code {
        code: code.into(),
        label: label.into(),
        names: names.iter().map(|n| (*n).to_string()).collect(),
    };
    let status = vec![
        own("open", "対応中", &["継続", "継続中", "未完了"]),
        own("closed", "終了", &["済", "完了", "終結", "解決"]),
    ];
    vec![
        Column::new("day", "受付日", Kind::Day)
            .named(&["相談日", "日付", "年月日", "受付年月日", "月日", "相談年月日"])
            .required(),
        Column::new("method", "方法", codes(&l.method, false))
            .named(&["相談方法", "手段", "受付方法", "相談形態", "照会方法"])
            .required(),
        Column::new("affiliation", "相談した人の所属", codes(&l.affiliation, false))
            .named(&["所属", "相談者の所属", "相談者", "相談者区分", "職種", "相談元", "相談先"])
            .required(),
        Column::new("place", "所在", codes(&l.place, false))
            .named(&["相談者の所在", "圏域", "地域", "市内外"])
            .required(),
        Column::new("place_detail", "所在のくわしく", codes(&l.place_detail, false)),
        text("office", "事業所・機関の名前", LINE).named(&[
            "事業所",
            "事業所名",
            "機関名",
            "機関",
            "団体名",
        ]),
        text("profession", "相談した人の職種", LINE).named(&["職名", "相談者の職種", "職種"]),
        Column::new("contents", "内容の区分", codes(&l.content, true))
            .named(&["内容", "相談内容の区分", "相談区分", "内容区分", "分類", "種別"])
            .required(),
        text("asked", "相談の内容", TEXT).named(&[
            "相談されたこと",
            "相談内容",
            "概要",
            "詳細",
            "相談概要",
            "問合せ内容",
        ]),
        text("answered", "答えたこと", TEXT).named(&["対応内容", "対応", "回答", "処理", "結果"]),
        Column::new("minutes", "所要分", Kind::Number(MINUTES)).named(&["所要時間", "時間", "分"]),
        Column::new("tags", "福祉4分野・重層・身寄りなし", codes(&l.tag, true))
            .named(&["分野", "タグ"]),
        Column::new("status", "状態", Kind::Codes { list: status, many: false })
            .named(&["状況", "進捗", "終結"]),
        Column::new("solved_year", "解決策実施年度", Kind::Year).named(&[
            "解決策実施",
            "解決年度",
            "実施年度",
        ]),
        text("solution", "解決策", TEXT).named(&["解決の内容", "実施内容"]),
    ]
}

/// A row as a consultation; what it says is not checked here.
fn case_of(r: &ReadRow) -> Case {
    Case {
        day: r.get("day").into(),
        minutes: r.get("minutes").parse().ok(),
        method: r.get("method").into(),
        place: r.get("place").into(),
        place_detail: r.get("place_detail").into(),
        affiliation: r.get("affiliation").into(),
        office: r.get("office").into(),
        profession: r.get("profession").into(),
        contents: r.all("contents").to_vec(),
        tags: r.all("tags").to_vec(),
        asked: r.get("asked").into(),
        answered: r.get("answered").into(),
        status: Status::of(r.get("status")).unwrap_or_default(),
        solved_year: year(r.get("solved_year")),
        solution: r.get("solution").into(),
        ..Case::default()
    }
}

fn judge(cx: &Cx<'_>, rows: &mut [ReadRow]) -> Result<()> {
    let labels: Vec<(&str, String)> = columns().into_iter().map(|c| (c.code, c.label)).collect();
    for r in rows.iter_mut().filter(|r| r.problems.is_empty()) {
        for e in case_of(r).tidy().check(cx.today()) {
            let label = labels.iter().find(|(c, _)| *c == e.field).map(|(_, l)| l.clone());
            r.problem(label.unwrap_or_else(|| e.field.clone()), e.message);
        }
    }
    Ok(())
}

fn show(r: &ReadRow) -> (String, String) {
    let (c, l) = (case_of(r), lists());
    let day = c.date().map(kernel::wareki::short).unwrap_or_default();
    let words = [
        lists::label(&l.method, &c.method).to_string(),
        lists::label(&l.place, &c.place).to_string(),
        lists::label(&l.affiliation, &c.affiliation).to_string(),
        lists::labels(&l.content, &c.contents),
        c.asked.chars().take(60).collect(),
    ];
    (format!("{day} {}", c.who()), words.join("　").trim().to_string())
}

fn put(cx: &Cx<'_>, r: &ReadRow) -> Result<(Id, i64)> {
    match record::put(cx, &case_of(r), records::Source::Import) {
        Ok(id) => Ok((id, 1)),
        Err(Error::Invalid(e)) => {
            let first = e.first().map_or("", |e| e.message.as_str());
            Err(Error::Rule(format!("{}行目：{first}", r.line)))
        }
        Err(e) => Err(e),
    }
}

fn take_back(cx: &Cx<'_>, id: Id, version: i64, why: &str) -> Result<bool> {
    cancel::unless_changed(cx, id, version, why)
}

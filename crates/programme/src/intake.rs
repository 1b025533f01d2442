//! Tables of past years (指標 × 年度): a row is an indicator, a column a fiscal year. What is brought in stands like a typed value,
//! with the file as its source, and is taken back year by year.
use std::sync::LazyLock;

use app::{Cx, Error, Result};
use kernel::Id;
use office::intake::{Column, Kind, ReadRow, key_of};
use slice::intake::Intake;

use crate::model::shown::{Kept, Origin, State};
use crate::model::{Indicator, Num, year};
use crate::use_cases::years;
use crate::{IndicatorId, permissions, store};

/// The import of this slice.
pub(crate) static INTAKE: Intake = Intake {
    kind: "programme.years",
    title: "年度ごとの表を取り込む",
    lead: "左に指標の名前、横に年度が並ぶ表（Excel・CSV）を読みます。名前が同じ指標の実績になります。指標は、先に登録しておいてください。空いているところと「–」は取り込みません。",
    base: "/programme/import",
    back: ("指標", "/programme/indicators"),
    permission: &permissions::VALUE,
    columns,
    judge,
    show,
    put,
    take_back,
};

/// Fiscal years that a table may hold: what is written is kept as one bit for each in a whole number ([`years::put`]).
const FIRST: i64 = 2000;
const YEARS: i64 = 60;

struct OfYear {
    year: i64,
    code: String,
    label: String,
    names: Vec<String>,
}

/// A column for each fiscal year with the headings under which it stands: 「R5」「令和5年度」「2023」「R5実績」 …
static COLUMNS: LazyLock<Vec<OfYear>> = LazyLock::new(|| {
    (FIRST..FIRST + YEARS)
        .map(|y| {
            let (short, words) = (year::short(y), year::words(y));
            let era = words.trim_end_matches("年度").to_string();
            let mut names = Vec::new();
            for base in [short.as_str(), era.as_str(), &y.to_string()] {
                for tail in
                    ["", "年度", "実績", "年度実績", "年度 実績", "年度（実績）", "（実績）"]
                {
                    names.push(format!("{base}{tail}"));
                }
            }
            OfYear { year: y, code: format!("y{y}"), label: words, names }
        })
        .collect()
});

fn columns() -> Vec<Column> {
    let mut out = vec![
        Column::new("name", "指標の名前", Kind::Text(80))
            .named(&["指標", "指標名", "項目", "区分", "名称", "事業", "事業名"])
            .required(),
        Column::new("source", "出どころ", Kind::Text(200)).named(&["出典", "資料", "根拠"]),
    ];
    out.extend(COLUMNS.iter().map(|c| {
        let names: Vec<&str> = c.names.iter().map(String::as_str).collect();
        Column::new(c.code.as_str(), c.label.clone(), Kind::Text(20)).named(&names)
    }));
    out
}

fn indicator_of(cx: &Cx<'_>, name: &str) -> Result<Vec<Indicator>> {
    let wanted = key_of(name);
    let with_unit = |i: &Indicator| key_of(&format!("{}（{}）", i.data.name, i.data.unit));
    let all = store::indicator::all(cx)?.into_iter().filter(|i| !i.removed);
    Ok(all.filter(|i| key_of(&i.data.name) == wanted || with_unit(i) == wanted).collect())
}

/// The values of a row: fiscal year and figure, or 中止 (none). What is no figure is the error.
fn values(r: &ReadRow) -> std::result::Result<Vec<(i64, Option<Num>)>, String> {
    let mut out = Vec::new();
    for c in COLUMNS.iter() {
        let text = r.get(&c.code).trim();
        if text.is_empty() || matches!(text, "-" | "－" | "–" | "―" | "ー" | "—" | "−") {
            continue;
        }
        if text == "中止" {
            out.push((c.year, None));
            continue;
        }
        let bare =
            text.trim_end_matches(|c: char| !c.is_ascii_digit() && !('０'..='９').contains(&c));
        match Num::parse(bare).filter(|n| n.0 >= 0) {
            Some(n) => out.push((c.year, Some(n))),
            None => return Err(format!("{}の「{text}」は数として読めません", c.label)),
        }
    }
    Ok(out)
}

fn kept(r: &ReadRow, n: Option<Num>) -> Kept {
    let source = match r.get("source") {
        "" => "取り込んだ表",
        text => text,
    };
    Kept {
        state: if n.is_some() { State::Actual } else { State::Off },
        n,
        source: source.split_whitespace().collect::<Vec<_>>().join(" "),
        origin: Origin::Import,
        ..Kept::default()
    }
}

fn judge(cx: &Cx<'_>, rows: &mut [ReadRow]) -> Result<()> {
    for r in rows.iter_mut().filter(|r| r.problems.is_empty()) {
        let found = indicator_of(cx, r.get("name"))?;
        let name: String = r.get("name").chars().take(30).collect();
        match found.len() {
            0 => r.problem(
                "指標の名前",
                format!("「{name}」という指標がありません。先に登録してください"),
            ),
            1 => {}
            _ => r.problem(
                "指標の名前",
                format!("「{name}」という指標が2つ以上あります。名前を分けてください"),
            ),
        }
        match values(r) {
            Err(why) => r.problem("年度の列", why),
            Ok(all) if all.is_empty() => r.problem("年度の列", "数がありません"),
            Ok(all) => {
                for (of, n) in all {
                    let wrong = match (kept(r, n).check(of, cx.today()), found.first(), n) {
                        (Err(Error::Invalid(w)), _, _) => w.first().map(|w| w.message.clone()),
                        (Err(e), _, _) => return Err(e),
                        (Ok(()), Some(i), Some(n)) if i.data.rate() && n > Num::whole(100) => {
                            Some("100％を超えています".into())
                        }
                        _ => None,
                    };
                    if let Some(why) = wrong {
                        r.problem(year::words(of), why);
                    }
                }
            }
        }
    }
    Ok(())
}

fn show(r: &ReadRow) -> (String, String) {
    let words = |(of, n): (i64, Option<Num>)| {
        let n = n.map_or_else(|| "中止".into(), |n| n.to_string());
        format!("{} {n}", year::short(of))
    };
    let all: Vec<String> = values(r).unwrap_or_default().into_iter().map(words).collect();
    (r.get("name").to_string(), all.join("　"))
}

fn put(cx: &Cx<'_>, r: &ReadRow) -> Result<(Id, i64)> {
    let found = indicator_of(cx, r.get("name"))?;
    let ([i], Ok(all)) = (found.as_slice(), values(r)) else {
        return Err(Error::Rule(format!(
            "{}行目：指標か数が変わりました。見なおしてください",
            r.line
        )));
    };
    let all = all.into_iter().map(|(of, n)| (of, kept(r, n))).collect::<Vec<_>>();
    Ok((i.id.0, years::put(cx, i.id, FIRST, &all)?))
}

fn take_back(cx: &Cx<'_>, id: Id, mask: i64, _why: &str) -> Result<bool> {
    years::take_back(cx, IndicatorId(id), FIRST, mask)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(list: &[(&str, &str)]) -> ReadRow {
        let values = list.iter().map(|(k, v)| ((*k).to_string(), vec![(*v).to_string()]));
        ReadRow { line: 2, values: values.collect(), problems: vec![] }
    }

    #[test]
    fn a_row_of_years_is_read_with_units_gaps_and_what_was_called_off() {
        let r = row(&[
            ("y2020", "中止"),
            ("y2021", "1,234人"),
            ("y2022", "–"),
            ("y2023", "３８．６％"),
        ]);
        let got = values(&r).unwrap();
        let n = |t: &str| Num::parse(t);
        assert_eq!(got, [(2020, None), (2021, n("1234")), (2023, n("38.6"))]);
        assert!(values(&row(&[("y2021", "約百人")])).unwrap_err().contains("令和3年度"));
        assert!(values(&row(&[("y2021", "▲3")])).is_err());
    }

    #[test]
    fn every_year_is_known_by_its_usual_headings_and_by_no_other_years() {
        let columns = columns();
        for (head, code) in [
            ("R5", "y2023"),
            ("令和5年度", "y2023"),
            ("2023", "y2023"),
            ("平成30年度", "y2018"),
            ("H29", "y2017"),
        ] {
            let of: Vec<&str> = columns
                .iter()
                .filter(|c| c.names.iter().chain([&c.label]).any(|n| key_of(n) == key_of(head)))
                .map(|c| c.code)
                .collect();
            assert_eq!(of, [code], "{head}");
        }
    }
}

//! Figures on a page (bars, tables), papers and workbooks.
use app::Error;
use askama::Template;
use kernel::wareki;
use office::print::{Paper, PrintJob, TemplateId};
use office::xlsx::{About, Sheet};
use serde_json::Value;
use ui::Html;

use crate::{Fail, Req, Resp};

/// One bar: words, number in words, value, target.
pub struct Bar {
    label: String,
    text: String,
    width: String,
    mark: String,
}

#[derive(Template)]
#[template(path = "slice/bars.html")]
struct Bars {
    words: String,
    bars: Vec<Bar>,
}

/// Bars from zero; `rows`: words, words of the number, value, target (0 = none). The table beside it says the same.
pub fn bars(words: &str, rows: &[(String, String, i64, i64)]) -> Html {
    let top = rows.iter().map(|r| r.2.max(r.3)).max().unwrap_or(0).max(1) as f64;
    let at = |n: i64| n as f64 / top * 568.0;
    let bars = rows
        .iter()
        .map(|r| Bar {
            label: r.0.clone(),
            text: r.1.clone(),
            width: format!("{:.1}", at(r.2)),
            mark: if r.3 > 0 { format!("{:.1}", (at(r.3) - 3.0).max(0.0)) } else { String::new() },
        })
        .collect();
    Html::of(&Bars { words: words.into(), bars })
}

/// A plain table: heads, rows; columns from the second on are numbers.
pub fn table(caption: &str, heads: &[&str], rows: &[Vec<String>]) -> Html {
    let mut out =
        String::from("<div class=\"table-wrap mt3\"><table class=\"tbl plain\"><caption>");
    out.push_str(&format!("{}</caption><thead><tr>", Html::text(caption)));
    for (i, h) in heads.iter().enumerate() {
        let class = if i == 0 { "" } else { " class=\"n\"" };
        out.push_str(&format!("<th scope=\"col\"{class}>{}</th>", Html::text(h)));
    }
    out.push_str("</tr></thead><tbody>");
    for r in rows {
        out.push_str("<tr>");
        for (i, c) in r.iter().enumerate() {
            match i {
                0 => {
                    out.push_str(&format!("<th scope=\"row\" class=\"ink\">{}</th>", Html::text(c)))
                }
                _ => out.push_str(&format!("<td class=\"n\">{}</td>", Html::text(c))),
            }
        }
        out.push_str("</tr>");
    }
    out.push_str("</tbody></table></div>");
    Html::trusted(out)
}

/// A table of figures that becomes cards on a phone; the last row is the total.
pub fn data(caption: &str, heads: &[&str], rows: &[Vec<String>]) -> Html {
    let last = rows.len().saturating_sub(1);
    let cell = |text: &String| ui::Cell { text: text.as_str().into(), ..ui::Cell::default() };
    let rows = rows
        .iter()
        .enumerate()
        .filter_map(|(i, r)| {
            let (head, cells) = r.split_first()?;
            Some((head.as_str().into(), cells.iter().map(cell).collect(), i == last))
        })
        .collect();
    let heads = heads.iter().map(|h| (*h).to_string()).collect();
    ui::DataTable { caption: caption.into(), heads, rows }.html()
}

/// Who puts a paper out.
pub fn sender(req: &Req) -> String {
    match req.session.as_ref().map(|s| s.office.clone()).filter(|o| !o.is_empty()) {
        Some(office) => office,
        None => req.app.region().name.clone(),
    }
}

/// A paper.
pub fn print(req: &Req, template: TemplateId, title: &str, body: Value, wide: bool) -> Resp {
    let r = req.app.region();
    let band = match r.fictitious {
        true => "デモ　人・団体・数字は、すべて架空です",
        false => "デモ",
    };
    let now = req.app.now();
    let paper = if wide { Paper::A4Landscape } else { Paper::A4Portrait };
    Resp::print(
        PrintJob::with_template(template, body)
            .title(title)
            .sender(sender(req))
            .demo(r.demo.then(|| band.to_string()))
            .printed_at(format!("{} {}", wareki::short(now.date()), ui::dates::clock(now)))
            .paper(paper)
            .build(),
    )
}

/// A workbook to keep.
pub fn xlsx(req: &Req, file: &str, title: &str, sheets: &[Sheet]) -> Result<Resp, Fail> {
    const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let about = About { title: title.into(), sender: sender(req), made: req.app.now() };
    let bytes = office::xlsx::write(&about, sheets)
        .map_err(|e| Fail::Use(Error::Inconsistent(format!("workbook: {e}"))))?;
    Ok(Resp::file(format!("{file}.xlsx"), XLSX, bytes))
}

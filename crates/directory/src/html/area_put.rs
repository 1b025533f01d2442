//! 「町丁をまとめて入れる」: pasted lines or a CSV file → what would change → exactly that.
use askama::Template;
use slice::{Fail, Req, Resp};
use ui::{Button, Field, FieldKind, Html, ImportNote, ImportPreview, ImportRow, Opt, SendBar};

use crate::Labels;
use crate::permissions;
use crate::use_cases::areas::lists::{self, Change, Line, Plan, Planned, Usual};
use crate::use_cases::areas::{self, Area};
use crate::use_cases::names;

/// Rows that a page writes out.
const SHOWN: usize = 200;
/// Letters of one hidden field; a field holds 20,000 at most (`ui::formstate`).
const CHUNK: usize = 12_000;
/// Bytes of a file at most.
const FILE_BYTES: usize = 2 << 20;

#[derive(Template)]
#[template(path = "directory/area_put.html")]
struct Page {
    shell: ui::Shell,
    labels: Labels,
    form: ui::FormOpen,
    errors: Vec<ui::FieldError>,
    fields: Vec<Field>,
}

#[derive(Template)]
#[template(path = "directory/area_preview.html")]
struct Preview {
    shell: ui::Shell,
    changed: bool,
    nothing: bool,
    preview: ImportPreview,
    more: usize,
    form: ui::FormOpen,
    shown: String,
    rows: Vec<String>,
    bar: Option<SendBar>,
}

fn door(req: &Req) -> Result<(Vec<Area>, Labels), Fail> {
    req.read(|cx| {
        app::authorise(cx, &permissions::AREAS)?;
        Ok((areas::areas(cx)?, names::labels(cx)?))
    })
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    choose(req, Vec::new())
}

fn choose(req: &Req, errors: Vec<ui::FieldError>) -> Result<Resp, Fail> {
    let (all, labels) = door(req)?;
    let typed = |name: &str| match req.form.some(name) {
        Some(v) => v.to_string(),
        None => req.query.get(name).to_string(),
    };
    let mut opts = vec![Opt::new("", "きめない")];
    opts.extend(all.iter().map(|a| Opt::new(a.id.to_string(), &a.name)));
    let (area, town) = (labels.area().to_string(), labels.town().to_string());
    let page = Page {
        shell: req.titled(format!("{town}をまとめて入れる")),
        form: ui::FormOpen {
            id: "put".into(),
            action: req.url("/directory/areas/put"),
            csrf: req.shell.csrf.clone(),
            key: req.new_key(),
            multipart: true,
            ..ui::FormOpen::default()
        },
        fields: vec![
            Field::new("city", "市区町村", FieldKind::text(typed("city")))
                .hint("書いていない行は、この市区町村のものとして入れます。例 北上市")
                .error_from(&errors),
            Field::new("area", area.clone(), FieldKind::select(typed("area"), opts))
                .hint(format!("{area}を書いていない行は、ここに入れます"))
                .error_from(&errors),
            Field::new(
                "paste",
                format!("{town}の名前（貼りつけ）"),
                FieldKind::LongText { value: typed("paste"), rows: 8, max: None },
            )
            .hint("1行に1つ。Excel から 市区町村・町丁・かな・圏域 の4列をそのまま貼りつけることもできます")
            .error_from(&errors),
            Field::new(
                "file",
                "または CSVファイル",
                FieldKind::File { accept: ".csv,text/csv".into(), many: false },
            )
            .hint("見出しは 市区町村、町丁、かな、圏域。町丁のほかは、なくてもかまいません。2MBまで")
            .error_from(&errors),
        ],
        labels,
        errors,
    };
    let status = if page.errors.is_empty() { 200 } else { 422 };
    Ok(Resp::page(page.render())?.status(status))
}

fn wrong(field: &str, message: impl Into<String>) -> Vec<ui::FieldError> {
    vec![ui::FieldError { field: field.into(), message: message.into() }]
}

/// Shows what would change, or does what was shown.
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    let (all, _) = door(req)?;
    if req.form.get("_do") == "put" {
        return put(req);
    }
    if let Some(message) = req.form.state().error_of("paste") {
        return choose(req, wrong("paste", message));
    }
    let usual = Usual {
        city: req.form.get("city").chars().take(60).collect(),
        area: all
            .iter()
            .find(|a| a.id.to_string() == req.form.get("area"))
            .map(|a| a.name.clone())
            .unwrap_or_default(),
    };
    let file = req
        .files
        .iter()
        .find(|(field, name, body)| field == "file" && !(name.is_empty() && body.is_empty()));
    let pasted = req.form.get("paste");
    let lines = match (file, pasted) {
        (Some(_), text) if !text.is_empty() => {
            return choose(req, wrong("file", "貼りつけかファイルの、どちらか一つにしてください"));
        }
        (Some((_, _, body)), _) if body.len() > FILE_BYTES => {
            return choose(req, wrong("file", "ファイルが大きすぎます。2MBまでにしてください"));
        }
        (Some((_, _, body)), _) => match lists::csv(body, &usual) {
            Ok(lines) => lines,
            Err(message) => return choose(req, wrong("file", message)),
        },
        (None, text) => lists::pasted(text, &usual),
    };
    if lines.is_empty() {
        return choose(req, wrong("paste", "町の名前を貼りつけるか、ファイルを選んでください"));
    }
    preview(req, &lines, false)
}

fn put(req: &Req) -> Result<Resp, Fail> {
    let lines = unpacked(req.form.all("row"));
    let (shown, rows) = (req.form.get("shown").to_string(), lines.clone());
    let done = req.act(move |cx| match lists::put(cx, &rows, &shown)? {
        Some(n) => Ok(format!("/directory/areas?n={n}")),
        // nothing was done: the key of the form stays free
        None => Err(app::Error::Stale { mine: 0, theirs: 1 }),
    });
    match done {
        Ok(to) => {
            let (to, n) = to.split_once("?n=").unwrap_or((&to, "0"));
            Ok(Resp::go_saying(to, format!("{n}件を入れました")))
        }
        Err(app::Error::Stale { .. }) => preview(req, &lines, true),
        Err(e) => choose(req, super::field_errors(e)?),
    }
}

/// A line as text between the preview and its confirmation; cells hold neither tabs nor line ends.
fn packed(lines: &[Line]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for l in lines {
        let clean = |t: &str| t.replace(char::is_control, " ");
        let cells = [&l.city, &l.name, &l.kana, &l.area].map(|t| clean(t));
        let row = format!("{}\t{}", l.line, cells.join("\t"));
        match out.last_mut().filter(|o| o.chars().count() + row.chars().count() < CHUNK) {
            Some(o) => {
                o.push('\n');
                o.push_str(&row);
            }
            None => out.push(row),
        }
    }
    out
}

fn unpacked(values: &[String]) -> Vec<Line> {
    let mut out = Vec::new();
    for row in values.iter().flat_map(|v| v.lines()) {
        let mut cells = row.split('\t');
        let line = cells.next().and_then(|n| n.parse().ok()).unwrap_or(0);
        let mut next = || cells.next().unwrap_or_default().to_string();
        out.push(Line { line, city: next(), name: next(), kana: next(), area: next() });
    }
    out
}

fn preview(req: &Req, lines: &[Line], changed: bool) -> Result<Resp, Fail> {
    // exactly as it will come back
    let rows = packed(lines);
    let lines = unpacked(&rows);
    let plan = req.read(|cx| lists::plan(cx, &lines))?;
    let refused = plan.count(|c| matches!(c, Change::Refused(_)));
    let goes = plan.changes();
    let page = Preview {
        shell: req.titled("入れる前の確認"),
        changed,
        nothing: !goes,
        more: refused.saturating_sub(SHOWN),
        preview: component(&plan, refused),
        form: ui::FormOpen {
            id: "confirm".into(),
            action: req.url("/directory/areas/put"),
            csrf: req.shell.csrf.clone(),
            key: req.new_key(),
            ..ui::FormOpen::default()
        },
        shown: plan.hash(),
        rows,
        bar: goes.then(|| SendBar {
            label: "入れる".into(),
            head: "入れるもの".into(),
            to: Html::from(format!("{}件", lines.len() - refused)),
            after: "まだ何も変えていません。押すと、上のとおりに変えます".into(),
            button: Button::submit("このとおりに入れる")
                .primary()
                .of_form("confirm")
                .posting("_do", "put"),
            second: Some(Button::link("やめる", req.url("/directory/areas/put")).text()),
        }),
    };
    Ok(Resp::page(page.render())?.status(if changed { 409 } else { 200 }))
}

fn component(plan: &Plan, refused: usize) -> ImportPreview {
    let n = |which: fn(&Change) -> bool| plan.count(which) as u64;
    let is_change = |r: &&Planned| !matches!(r.change, Change::Same | Change::Refused(_));
    let sample = |r: &Planned| ImportRow {
        name: Html::from(format!("{}　{}", r.line.city, r.line.name)),
        change: match &r.change {
            Change::New => "新しい".into(),
            Change::Moves(_) => "移る".into(),
            _ => "書き方が変わる".into(),
        },
        what: match &r.change {
            Change::Moves(from) if from.is_empty() => Html::from(format!("→ {}", r.line.area)),
            Change::Moves(from) => Html::from(format!("{from} → {}", r.line.area)),
            _ if r.line.area.is_empty() => Html::from(&r.line.kana),
            _ => Html::from(&r.line.area),
        },
    };
    let refusal = |r: &Planned| match &r.change {
        Change::Refused(why) => Some(ImportNote {
            file: Some(r.line.name.as_str())
                .filter(|n| !n.is_empty())
                .unwrap_or("（名前なし）")
                .chars()
                .take(40)
                .collect::<String>(),
            line: r.line.line,
            text: why.clone(),
        }),
        _ => None,
    };
    ImportPreview {
        rows: plan.rows.len() as u64,
        created: n(|c| *c == Change::New),
        updated: n(|c| matches!(c, Change::Moves(_) | Change::Written)),
        unchanged: n(|c| *c == Change::Same),
        closed: 0,
        rejected: refused as u64,
        samples: plan.rows.iter().filter(is_change).take(SHOWN).map(sample).collect(),
        rejects: plan.rows.iter().filter_map(refusal).take(SHOWN).collect(),
        warnings: Vec::new(),
        done: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_back_as_they_were_even_when_they_fill_many_fields() {
        let lines: Vec<Line> = (1..=4_000)
            .map(|line| Line {
                line,
                city: "結野市".into(),
                name: format!("ひばり台{line}丁目"),
                kana: String::new(),
                area: "東".into(),
            })
            .collect();
        let fields = packed(&lines);
        assert!(fields.len() > 3 && fields.iter().all(|f| f.chars().count() <= CHUNK));
        assert_eq!(unpacked(&fields), lines);
    }
}

//! The list of indicators by scene with their fiscal years; the examples to take over.
use office::xlsx::{Cell, Column, Kind, Sheet};
use slice::parts::{self, buttons, drawn, form, h2, hint, p};
use slice::{Fail, Req, Resp};
use ui::{Button, DataTable, Empty, Field, FieldError, FieldKind, Opt};

use super::draw;
use crate::model::catalogue::catalogue;
use crate::model::year;
use crate::permissions;
use crate::use_cases::values::{self, Line, usual_years};
use crate::use_cases::{indicator_path, indicators as act};

/// GET /programme/indicators
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let today = req.app.now().date();
    let (from, to) = draw::span(req, usual_years(today));
    let (all, may, plans) = req.read(|cx| {
        let may = |p| app::may(cx, p);
        Ok((values::list(cx, from, to)?, may(&permissions::DEFINE)?, may(&permissions::TARGET)?))
    })?;
    if req.query.get("format") == "xlsx" {
        return excel(req, &all, from, to);
    }
    let c = catalogue()?;
    let mut out = vec![draw::tabs(req, "/programme/indicators")];
    if all.is_empty() {
        let text = "指標は、場面ごとに、何を何で割るか、どこから取るかを決めて登録します。";
        out.push(
            Empty {
                title: "まだ指標がありません".into(), text: text.into(), ..Empty::default()
            }
            .html(),
        );
    }
    for s in &c.scenes {
        let lines: Vec<&Line> = all.iter().filter(|l| l.0.data.scene == s.code).collect();
        if lines.is_empty() {
            continue;
        }
        let mut heads = vec!["指標".to_string()];
        heads.extend((from..=to).map(|of| draw::year_head(of, today)));
        heads.push(format!("{} 計画", year::short(to)));
        let rows = lines
            .iter()
            .map(|(i, years)| {
                let unit = &i.data.unit;
                let name = format!("{}（{unit}）", i.data.name);
                let head = Button::link(name, req.url(&indicator_path(i.id))).text().html();
                let mut cells: Vec<ui::Cell> =
                    years.iter().map(|y| draw::cell(req, &y.shown, unit)).collect();
                let target = years.last().and_then(|y| y.target);
                let text = draw::target(target, unit).into();
                cells.push(ui::Cell { text, ..ui::Cell::default() });
                (head, cells, false)
            })
            .collect();
        out.push(h2(&s.label));
        out.push(DataTable { caption: format!("{}の指標", s.label), heads, rows }.html());
    }
    if !all.is_empty() {
        out.push(hint(
            "「–」はまだ数がない年度です。0ではありません。記録から数える指標は、数字を押すと記録が開きます。",
        ));
        let at = format!("/programme/indicators?from={from}&to={to}&format=xlsx");
        let before = format!("/programme/indicators?from={}&to={}", from - 3, to);
        out.push(buttons(&[
            Button::link("前の年度も見る", req.url(&before)).compact(),
            Button::link("Excel", req.url(&at)).compact(),
        ]));
    }
    if plans && !all.is_empty() {
        let next = year::of(today) + 1;
        let words = format!("{}の計画値を入れる", year::words(next));
        let to = req.url(&format!("/programme/targets?year={next}"));
        out.push(buttons(&[Button::link(words, to)]));
    }
    if may {
        out.push(buttons(&[
            Button::link("指標を登録する", req.url("/programme/indicators/new")).primary(),
            Button::link("例から選ぶ", req.url("/programme/indicators/examples")),
            Button::link("年度ごとの表を取り込む", req.url("/programme/import")),
        ]));
    }
    parts::page(req, "指標", "", Some(("計画", "/programme")), vec![], out)
}

fn excel(req: &Req, all: &[Line], from: i64, to: i64) -> Result<Resp, Fail> {
    let c = catalogue()?;
    let text = |name: &str, width: f64| Column::new(name, width, Kind::Text);
    let mut columns = vec![text("場面", 18.0), text("指標", 34.0), text("単位", 8.0)];
    for of in from..=to {
        columns.push(Column::new(format!("{} 実績", year::short(of)), 16.0, Kind::Int));
        columns.push(Column::new(format!("{} 計画", year::short(of)), 12.0, Kind::Int));
    }
    columns.extend([text("数えるもの ÷ 割る数", 50.0), text("出どころ", 34.0), text("注記", 50.0)]);
    let rows = all
        .iter()
        .map(|(i, years)| {
            let d = &i.data;
            let mut row =
                vec![Cell::text(c.scene(&d.scene)), Cell::text(&d.name), Cell::text(&d.unit)];
            let mut notes = Vec::new();
            for y in years {
                row.push(super::tables::excel_cell(&y.shown.words(&d.unit)));
                row.push(match y.target {
                    Some(n) => super::tables::excel_cell(&n.to_string()),
                    None => Cell::Empty,
                });
                notes.extend(y.shown.footnotes(y.year));
            }
            row.push(Cell::text(d.definition()));
            row.push(Cell::text(&d.source));
            row.push(Cell::text(notes.join("　")));
            row
        })
        .collect();
    let sheet = Sheet { name: "指標".into(), columns, rows };
    parts::xlsx(req, "shihyo", &format!("指標（{}）", year::span(from, to)), &[sheet])
}

fn draw_examples(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let all = req.read(act::examples)?;
    let back = Some(("指標", "/programme/indicators"));
    if all.is_empty() {
        return parts::page(
            req,
            "指標の例",
            "",
            back,
            errors,
            vec![p("例は、すべて登録されています。")],
        );
    }
    let c = catalogue()?;
    let opts = all
        .iter()
        .map(|e| {
            let how = if e.provider.is_empty() {
                "手入力・取り込み"
            } else {
                "記録から数える"
            };
            Opt::new(&e.name, format!("{}（{}）　{how}　{}", e.name, e.unit, c.scene(&e.scene)))
        })
        .collect();
    let field =
        Field::new("names", "加える指標", FieldKind::checks(req.form.all("names").to_vec(), opts));
    let out = vec![
        p("よく使われる指標です。加えたあとで、名前や定義を直せます。"),
        form(
            req,
            "/programme/indicators/examples",
            &drawn(vec![field], &errors),
            "選んだ指標を加える",
            "",
        ),
    ];
    parts::page(req, "指標の例", "", back, errors, out)
}

/// GET /programme/indicators/examples
pub(super) fn examples(req: &Req) -> Result<Resp, Fail> {
    draw_examples(req, vec![])
}

/// POST /programme/indicators/examples
pub(super) fn take_over(req: &Req) -> Result<Resp, Fail> {
    let names = req.form.all("names").to_vec();
    let done =
        req.act(move |cx| act::take_over(cx, &names).map(|_| "/programme/indicators".into()));
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "指標を加えました")),
        Err(e) => draw_examples(req, parts::errors(e)?),
    }
}

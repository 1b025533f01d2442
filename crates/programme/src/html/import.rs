//! Values out of a published table: which table, which figure, which year, which municipality is one's own.
use office::xlsx_read::{self, Limits};
use slice::parts::{self, drawn, p, press};
use slice::{Fail, Req, Resp};
use ui::{Button, Field, FieldError, FieldKind, FormOpen, Html, Opt};

use super::draw;
use crate::IndicatorId;
use crate::model::catalogue::catalogue;
use crate::model::import::read;
use crate::model::shown::{Origin, State};
use crate::model::year;
use crate::use_cases::import::{self as act, Chosen};
use crate::use_cases::{indicator_path, values};

fn draw_form(req: &Req, id: IndicatorId, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let c = catalogue()?;
    let now = year::of(req.app.now().date());
    let w = req.read(|cx| {
        app::authorise(cx, &crate::permissions::VALUE)?;
        values::open(cx, id, now - 11, now, None)
    })?;
    let mut opts = vec![Opt::new("", "選んでください")];
    for p in &c.profiles {
        opts.extend(p.columns.iter().map(|x| {
            Opt::new(format!("{}/{}", p.code, x.code), format!("{}：{}", p.label, x.label))
        }));
    }
    let accept = ".xlsx".into();
    let fields = vec![
        Field::new("table", "表と数", FieldKind::select(parts::val(req, "table", ""), opts))
            .required(),
        parts::short(req, "year", "表の年度", "")
            .hint("R4 ／ 2022　表に年度が書かれていないことがあります")
            .required(),
        parts::line(req, "own", "この市町村の名前", "")
            .hint("表のとおりに。同じ名前がほかの県にあるときは「○○県 ○○市」")
            .required(),
        Field::new("file", "ファイル（.xlsx）", FieldKind::File { accept, many: false }).required(),
    ];
    let here = indicator_path(id);
    let open = FormOpen {
        action: req.url(&format!("{here}/import")),
        csrf: req.shell.csrf.clone(),
        key: req.new_key(),
        multipart: true,
        ..FormOpen::default()
    };
    let button = Button::submit("取り込む").primary();
    let drawn_form = open
        .html()
        .and(ui::join(drawn(fields, &errors)))
        .and(Html::trusted("<p class=\"btns mt4\">"))
        .and(button.html())
        .and(Html::trusted("</p></form>"));
    let mut out = vec![
        p(
            "公表されている表から、この市町村の数を年度の実績に、ほかの市町村の数を比べるための数に取り込みます。同じ年度をもう一度取り込むと、置きかわります。",
        ),
        drawn_form,
    ];
    let imported = w
        .years
        .iter()
        .filter(|y| y.shown.origin == Origin::Import && y.shown.state != State::Nothing);
    for y in imported {
        let of = y.year.to_string();
        let words = format!("{}の取り込みを戻す", year::words(y.year));
        out.push(press(
            req,
            &format!("{here}/import/undo"),
            &[("year", &of)],
            Button::submit(words).compact(),
        ));
    }
    let name = &w.indicator.data.name;
    parts::page(req, "公表の表から取り込む", name, Some((name, &here)), errors, out)
}

/// GET /programme/indicators/{indicator}/import
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    draw_form(req, req.id("indicator")?, vec![])
}

fn say(field: &str, message: impl Into<String>) -> Vec<FieldError> {
    vec![FieldError { field: field.into(), message: message.into() }]
}

/// POST /programme/indicators/{indicator}/import
pub(super) fn run(req: &Req) -> Result<Resp, Fail> {
    let id: IndicatorId = req.id("indicator")?;
    let c = catalogue()?;
    let chosen = req.form.get("table").split_once('/').and_then(|(p, x)| {
        let p = c.profiles.iter().find(|q| q.code == p)?;
        Some((p, p.columns.iter().find(|q| q.code == x)?))
    });
    let Some((profile, column)) = chosen else {
        return draw_form(req, id, say("table", "表と数を選んでください"));
    };
    let mut wrong = Vec::new();
    let of = draw::posted_year(req, "year", &mut wrong);
    let file = req.files.iter().find(|(f, _, b)| f == "file" && !b.is_empty());
    let Some((_, _, bytes)) = file else {
        wrong.extend(say("file", "ファイルを選んでください"));
        return draw_form(req, id, wrong);
    };
    if !wrong.is_empty() {
        return draw_form(req, id, wrong);
    }
    // reading the file is slow work and stands before the write
    let table = match xlsx_read::read(bytes, &Limits::default()) {
        Ok(sheets) => match read(&sheets, profile, &column.code) {
            Ok(t) => t,
            Err(why) => return draw_form(req, id, say("file", why)),
        },
        Err(why) => return draw_form(req, id, say("file", why.to_string())),
    };
    let chosen =
        Chosen { year: of, own: req.form.get("own").trim().into(), column: column.label.clone() };
    let (rows, left_out) = (table.lines.len(), table.left_out.len());
    let done = req.act(move |cx| {
        act::run(cx, id, profile, &table, &chosen)
            .map(|_| format!("{}?cities={of}", indicator_path(id)))
    });
    match done {
        Ok(to) => {
            let left = match left_out {
                0 => String::new(),
                n => format!("（数のない{n}行は除きました）"),
            };
            Ok(Resp::go_saying(to, format!("{rows}市町村を取り込みました{left}")))
        }
        Err(e) => draw_form(req, id, parts::errors(e)?),
    }
}

/// POST /programme/indicators/{indicator}/import/undo
pub(super) fn undo(req: &Req) -> Result<Resp, Fail> {
    let id: IndicatorId = req.id("indicator")?;
    let of = year::parse(req.form.get("year")).ok_or(Fail::NotFound)?;
    let to = req.act(move |cx| act::undo(cx, id, of).map(|()| indicator_path(id)))?;
    Ok(Resp::go_saying(to, "取り込みを戻しました"))
}

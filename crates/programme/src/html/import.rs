//! Values out of a published table: a file is chosen, looked at (which year, which columns, what would be taken), taken, and
//! taken back.
use app::Error;
use kernel::Id;
use office::intake;
use office::xlsx_book::column_letters;
use slice::parts::{self, buttons, drawn, fold, form, h2, hint, p, press};
use slice::{Fail, Req, Resp};
use ui::{Button, Field, FieldError, FieldKind, FormOpen, Html, Opt};

use super::draw;
use crate::IndicatorId;
use crate::model::layout::{self, From, Layout, cell};
use crate::model::shown::{Origin, State};
use crate::model::{Indicator, year};
use crate::use_cases::import::{self as act, Decided, Looked};
use crate::use_cases::{indicator_path, values};

/// Rows of the file that the page shows, and left-out rows that it names.
const SAMPLE: usize = 14;
const NAMED: usize = 100;
/// Columns of the file that the page shows.
const WIDE: usize = 12;

fn base(id: IndicatorId) -> String {
    format!("{}/import", indicator_path(id))
}

fn first(req: &Req, id: IndicatorId, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let now = year::of(req.app.now().date());
    let (w, waiting) = req.read(|cx| {
        app::authorise(cx, &crate::permissions::VALUE)?;
        Ok((values::open(cx, id, now - 11, now, None)?, act::waiting(cx, id)?))
    })?;
    let accept = ".xlsx,.csv".into();
    let file = Field::new("file", "ファイル", FieldKind::File { accept, many: false })
        .hint("Excel（.xlsx）か CSV。読むだけでは、まだ何も変わりません")
        .required();
    let open = FormOpen {
        action: req.url(&base(id)),
        csrf: req.shell.csrf.clone(),
        key: req.new_key(),
        multipart: true,
        ..FormOpen::default()
    };
    let mut out = vec![
        p(
            "公表されている表（介護保険事業状況報告、医療施設調査、地域別データ集など）から、この市町村の数を年度の実績に、ほかの市町村の数を比べるための数に取り込みます。同じ年度をもう一度取り込むと、置きかわります。",
        ),
        open.html()
            .and(ui::join(drawn(vec![file], &errors)))
            .and(Html::trusted("<p class=\"btns mt4\">"))
            .and(Button::submit("ファイルを読む").primary().html())
            .and(Html::trusted("</p></form>")),
    ];
    if !waiting.is_empty() {
        out.push(h2("読んだまま、まだ取り込んでいないファイル"));
        let link = |b: &app::intake::Batch| {
            Button::link(b.file.clone(), req.url(&format!("{}/{}", base(id), b.id))).compact()
        };
        out.push(buttons(&waiting.iter().map(link).collect::<Vec<_>>()));
    }
    let imported = w
        .years
        .iter()
        .filter(|y| y.shown.origin == Origin::Import && y.shown.state != State::Nothing);
    for y in imported {
        let of = y.year.to_string();
        let words = format!("{}の取り込みを戻す", year::words(y.year));
        out.push(press(
            req,
            &format!("{}/undo", base(id)),
            &[("year", &of)],
            Button::submit(words).compact(),
        ));
    }
    let name = &w.indicator.data.name;
    parts::page(req, "公表の表から取り込む", name, Some((name, &indicator_path(id))), errors, out)
}

/// GET /programme/indicators/{indicator}/import
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    first(req, req.id("indicator")?, vec![])
}

fn say(field: &str, message: impl Into<String>) -> Vec<FieldError> {
    vec![FieldError { field: field.into(), message: message.into() }]
}

/// POST /programme/indicators/{indicator}/import
pub(super) fn upload(req: &Req) -> Result<Resp, Fail> {
    let id: IndicatorId = req.id("indicator")?;
    let file = req.files.iter().find(|(f, _, b)| f == "file" && !b.is_empty());
    let Some((_, name, bytes)) = file else {
        return first(req, id, say("file", "ファイルを選んでください"));
    };
    // reading the file is slow work and stands before the write
    let sheets = match intake::sheets(name, bytes) {
        Ok(s) => s,
        Err(why) => return first(req, id, say("file", why)),
    };
    let name = name.clone();
    let done = req.act(move |cx| {
        let batch = act::begin(cx, id, &name, &sheets)?;
        Ok(format!("{}/{batch}", base(id)))
    });
    match done {
        Ok(to) => Ok(Resp::go(to)),
        Err(Error::KeyReused { earlier }) => Ok(Resp::go(earlier)),
        Err(e) => first(req, id, parts::errors(e)?),
    }
}

fn short(text: &str, most: usize) -> String {
    let all: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match all.chars().count() > most {
        true => format!("{}…", all.chars().take(most).collect::<String>()),
        false => all,
    }
}

/// The columns of the sheet that is read: letter, headings, the first thing below.
fn columns(l: &Looked, none: &str) -> Vec<Opt> {
    let layout = &l.decided.layout;
    let mut out = vec![Opt::new("0", none)];
    let Some(sheet) = layout.sheet(&l.sheets) else { return out };
    let wide = sheet.rows.iter().map(|r| r.cells.len()).max().unwrap_or(0);
    for c in 1..=wide {
        let below = sheet.rows.iter().filter(|r| r.line >= layout.first_row);
        let some = below.map(|r| cell(r, c)).find(|t| !t.is_empty()).unwrap_or_default();
        let heads = layout::heads(sheet, c, layout.first_row);
        if some.is_empty() && heads.is_empty() {
            continue;
        }
        let words =
            format!("{}列　{}（例 {}）", column_letters(c - 1), short(&heads, 24), short(some, 12));
        out.push(Opt::new(c.to_string(), words));
    }
    out
}

fn choose(req: &Req, name: &str, label: &str, kept: usize, opts: Vec<Opt>) -> Field {
    Field::new(name, label, FieldKind::select(parts::val(req, name, &kept.to_string()), opts))
}

fn fields(req: &Req, i: &Indicator, l: &Looked) -> Vec<Field> {
    let (d, layout) = (&l.decided, &l.decided.layout);
    let said = if d.year == 0 { String::new() } else { year::short(d.year) };
    let mut out = vec![
        parts::short(req, "year", "表の年度", &said)
            .hint("R4 ／ 2022　表に書かれていないことがあります。確かめてください")
            .required(),
        parts::line(req, "own", "この市町村の名前", &d.own)
            .hint("表のとおりに。同じ名前がほかの県にあるときは「○○県 ○○市」")
            .required(),
        parts::line(req, "source", "何の表か（出どころ）", &layout.source)
            .hint("介護保険事業状況報告（年報）第2表 計")
            .required(),
    ];
    if l.sheets.len() > 1 {
        let opts =
            l.sheets.iter().enumerate().map(|(n, s)| Opt::new(n.to_string(), s.name.clone()));
        let at = l.sheets.iter().position(|s| s.name == layout.sheet).unwrap_or(0).to_string();
        let kind = FieldKind::select(parts::val(req, "sheet", &at), opts.collect());
        out.push(Field::new("sheet", "シート", kind));
    }
    out.push(choose(req, "n", "数の列", layout.n, columns(l, "選んでください")).required());
    if i.data.rate() {
        let opts = columns(l, "ない（％そのものの表）");
        out.push(choose(req, "d", "割る数の列", layout.d, opts));
    }
    let opts = columns(l, "選んでください");
    out.push(choose(req, "city", "市町村の列", layout.city, opts).required());
    out.push(choose(req, "prefecture", "都道府県の列", layout.prefecture, columns(l, "ない")));
    let first_row = layout.first_row.to_string();
    out.push(
        parts::short(req, "first_row", "数の始まる行", &first_row)
            .hint("ファイルの行の番号（1、2、3…）")
            .required(),
    );
    let dash = if layout.dash_zero { "zero" } else { "none" };
    let opts = [("none", "数がない（その行は取り込まない）"), ("zero", "0のこと")];
    out.push(parts::radio(req, "dash", "「-」の意味", dash, &opts));
    out
}

/// What would be taken, or why nothing can be.
fn outcome(i: &Indicator, l: &Looked) -> Html {
    let t = match &l.table {
        Ok(t) => t,
        Err(why) => return p(why),
    };
    let unit = &i.data.unit;
    let words = |x: &layout::Line| match x.d {
        Some(d) => format!("{} ÷ {d}", x.n),
        None => format!("{}{unit}", x.n),
    };
    let own = match l.own() {
        Some(line) => format!("{}　{}", line.name(), words(line)),
        None => "まだ分かりません。「この市町村の名前」を入れて、見なおしてください".into(),
    };
    let of = match l.decided.year {
        0 => "まだ分かりません。「表の年度」を入れて、見なおしてください".to_string(),
        y => year::words(y),
    };
    let rows = [
        ("年度", of),
        ("この市町村", own),
        ("表の市町村", format!("{}", t.lines.len())),
        ("取り込まない行", format!("{}", t.left_out.len())),
    ];
    let rows = rows.map(|(label, words)| (label.into(), Html::text(words))).to_vec();
    let mut out = ui::Kv { rows, ..ui::Kv::default() }.html();
    let some: Vec<Vec<String>> = t.lines.iter().take(5).map(|x| vec![x.name(), words(x)]).collect();
    out = out.and(parts::table("はじめの5つ", &["市町村", "数"], &some));
    if !t.left_out.is_empty() {
        let rows: Vec<parts::Row> = t
            .left_out
            .iter()
            .take(NAMED)
            .map(|(line, why)| parts::Row {
                title: format!("{line}行目　{why}"),
                href: String::new(),
                tag: None,
                meta: String::new(),
                acts: Vec::new(),
            })
            .collect();
        out = out.and(fold("取り込まない行を見る", false, parts::rows(rows, false)));
    }
    out
}

/// The beginning of the sheet as it stands in the file, so that rows and columns can be named.
fn sample(l: &Looked) -> Html {
    let layout = &l.decided.layout;
    let Some(sheet) = layout.sheet(&l.sheets) else { return Html::default() };
    let wide = sheet.rows.iter().map(|r| r.cells.len()).max().unwrap_or(0).clamp(1, WIDE);
    let heads: Vec<String> =
        std::iter::once("行".to_string()).chain((0..wide).map(column_letters)).collect();
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let rows: Vec<Vec<String>> = sheet
        .rows
        .iter()
        .take(SAMPLE)
        .map(|r| {
            let cells = (1..=wide).map(|c| short(cell(r, c), 16));
            std::iter::once(r.line.to_string()).chain(cells).collect()
        })
        .collect();
    parts::table("ファイルのはじめ", &heads, &rows)
}

fn draw(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let id: IndicatorId = req.id("indicator")?;
    let batch: Id = req.id("batch")?;
    let (i, l) = req.read(|cx| {
        let l = act::look(cx, id, batch)?;
        Ok((values::open(cx, id, year::of(cx.today()), year::of(cx.today()), None)?.indicator, l))
    })?;
    let here = format!("{}/{batch}", base(id));
    let lead = match l.from {
        From::Before => "前に取り込んだ表と同じ形です。前と同じ読み方にしてあります。",
        From::Shipped => "知っている表の形です。読み方を入れてあります。",
        From::Guess if l.decided.seen => "この読み方で取り込みます。ちがうところは、下で直せます。",
        From::Guess => "列と行を、下の「ファイルのようす」と見くらべて確かめてください。",
    };
    let mut out = vec![p(lead), h2("取り込むと、こうなります"), outcome(&i, &l)];
    if l.own().is_some() && l.decided.year > 0 && errors.is_empty() {
        let n = l.table.as_ref().map_or(0, |t| t.lines.len());
        let words = format!("{n}市町村の数を取り込む");
        out.push(press(req, &format!("{here}/run"), &[], Button::submit(words).primary()));
    }
    out.push(h2("読み方"));
    out.push(form(req, &here, &drawn(fields(req, &i, &l), &errors), "この読み方で見なおす", ""));
    out.push(h2("ファイルのようす"));
    out.push(hint(&short(&l.batch.file, 80)));
    out.push(sample(&l));
    out.push(press(req, &format!("{here}/drop"), &[], Button::submit("取り込まずにやめる").text()));
    let name = &i.data.name;
    parts::page(req, "読み方をたしかめる", name, Some((name, &base(id))), errors, out)
}

/// GET /programme/indicators/{indicator}/import/{batch}
pub(super) fn one(req: &Req) -> Result<Resp, Fail> {
    draw(req, vec![])
}

fn posted(req: &Req, l: &Looked) -> Result<Decided, Vec<FieldError>> {
    let mut wrong = Vec::new();
    let of = draw::posted_year(req, "year", &mut wrong);
    let at = |name: &str| req.form.get(name).parse::<usize>().unwrap_or(0);
    let sheet = match req.form.has("sheet") {
        true => l.sheets.get(at("sheet")).map(|s| s.name.clone()),
        false => Some(l.decided.layout.sheet.clone()),
    };
    let row = parts::posted_number(req, "first_row", &mut wrong);
    let row = row.and_then(|n| u64::try_from(n).ok()).filter(|n| (1..=100_000).contains(n));
    if row.is_none() && !wrong.iter().any(|e| e.field == "first_row") {
        wrong.extend(say("first_row", "数の始まる行の番号を入力してください"));
    }
    if at("n") == 0 {
        wrong.extend(say("n", "数の列を選んでください"));
    }
    if at("city") == 0 {
        wrong.extend(say("city", "市町村の列を選んでください"));
    }
    let source = req.form.get("source").trim();
    if source.is_empty() || source.chars().count() > 100 {
        wrong.extend(say("source", "何の表かを、100字までで入力してください"));
    }
    let own = req.form.get("own").trim();
    if own.is_empty() || own.chars().count() > 60 {
        wrong.extend(say("own", "この市町村の名前を、表のとおりに入力してください"));
    }
    let mut layout = Layout {
        sheet: sheet.unwrap_or_default(),
        first_row: row.unwrap_or(1),
        prefecture: at("prefecture"),
        city: at("city"),
        n: at("n"),
        d: at("d"),
        dash_zero: req.form.get("dash") == "zero",
        source: source.into(),
        heads: String::new(),
    };
    match layout.sheet(&l.sheets) {
        Some(s) => layout.heads = layout::heads(s, layout.n, layout.first_row),
        None => wrong.extend(say("sheet", "シートを選んでください")),
    }
    let indicator = l.decided.indicator;
    match wrong.is_empty() {
        true => Ok(Decided { indicator, year: of, own: own.into(), layout, seen: true }),
        false => Err(wrong),
    }
}

/// POST /programme/indicators/{indicator}/import/{batch}
pub(super) fn decide(req: &Req) -> Result<Resp, Fail> {
    let id: IndicatorId = req.id("indicator")?;
    let batch: Id = req.id("batch")?;
    let l = req.read(|cx| act::look(cx, id, batch))?;
    let decided = match posted(req, &l) {
        Ok(d) => d,
        Err(wrong) => return draw(req, wrong),
    };
    let done = req
        .act(move |cx| act::decide(cx, batch, &decided).map(|()| format!("{}/{batch}", base(id))));
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "見なおしました。まだ取り込んでいません")),
        Err(Error::KeyReused { earlier }) => Ok(Resp::go(earlier)),
        Err(e) => draw(req, parts::errors(e)?),
    }
}

/// POST /programme/indicators/{indicator}/import/{batch}/run
pub(super) fn run(req: &Req) -> Result<Resp, Fail> {
    let id: IndicatorId = req.id("indicator")?;
    let batch: Id = req.id("batch")?;
    let l = req.read(|cx| act::look(cx, id, batch))?;
    let of = l.decided.year;
    let (rows, left_out) = l.table.as_ref().map_or((0, 0), |t| (t.lines.len(), t.left_out.len()));
    let done =
        req.act(move |cx| act::run(cx, &l).map(|_| format!("{}?cities={of}", indicator_path(id))));
    match done {
        Ok(to) => {
            let left = match left_out {
                0 => String::new(),
                n => format!("（数のない{n}行は除きました）"),
            };
            Ok(Resp::go_saying(to, format!("{rows}市町村を取り込みました{left}")))
        }
        Err(Error::KeyReused { earlier }) => Ok(Resp::go(earlier)),
        Err(e) => draw(req, parts::errors(e)?),
    }
}

/// POST /programme/indicators/{indicator}/import/{batch}/drop
pub(super) fn drop(req: &Req) -> Result<Resp, Fail> {
    let id: IndicatorId = req.id("indicator")?;
    let batch: Id = req.id("batch")?;
    let to = req.act(move |cx| act::put_aside(cx, id, batch).map(|()| base(id)))?;
    Ok(Resp::go_saying(to, "取り込まずにやめました。何も変わっていません"))
}

/// POST /programme/indicators/{indicator}/import/undo
pub(super) fn undo(req: &Req) -> Result<Resp, Fail> {
    let id: IndicatorId = req.id("indicator")?;
    let of = year::parse(req.form.get("year")).ok_or(Fail::NotFound)?;
    let to = req.act(move |cx| act::undo(cx, id, of).map(|()| indicator_path(id)))?;
    Ok(Resp::go_saying(to, "取り込みを戻しました"))
}

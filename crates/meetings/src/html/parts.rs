//! What several pages share: the frame, small forms, fields as posted or as kept, tables, papers.
use app::Error;
use askama::Template;
use kernel::{Date, wareki};
use office::print::{Paper, PrintJob, TemplateId};
use office::xlsx::{About, Sheet};
use serde_json::Value;
use slice::{Fail, Method, Req, Resp};
use ui::field::{ChoiceStyle, Input, Width};
use ui::{Field, FieldError, FieldKind, FormOpen, Html, Opt, Shell};

use crate::model::catalogue::Coded;

#[derive(Template)]
#[template(path = "meetings/page.html")]
struct Page {
    shell: Shell,
    back: Html,
    sub: String,
    title: String,
    errors: Vec<FieldError>,
    parts: Vec<Html>,
}

#[derive(Template)]
#[template(path = "meetings/public.html")]
struct Public {
    shell: Shell,
    title: String,
    done: bool,
    errors: Vec<FieldError>,
    parts: Vec<Html>,
}

/// Where a page leads back: words and path.
pub(super) type Back<'a> = (&'a str, &'a str);

/// A page of the staff. With errors its status is 422.
pub(super) fn page(
    req: &Req,
    title: &str,
    sub: &str,
    back: Option<Back<'_>>,
    errors: Vec<FieldError>,
    parts: Vec<Html>,
) -> Result<Resp, Fail> {
    let status = if errors.is_empty() { 200 } else { 422 };
    let page = Page {
        shell: req.titled(title),
        back: back.map(|(words, path)| ui::back(words, req.url(path))).unwrap_or_default(),
        sub: sub.into(),
        title: title.into(),
        errors,
        parts,
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// A public page.
pub(super) fn public(
    req: &Req,
    title: &str,
    done: bool,
    errors: Vec<FieldError>,
    parts: Vec<Html>,
) -> Result<Resp, Fail> {
    let status = if errors.is_empty() { 200 } else { 422 };
    let page = Public { shell: req.titled(title), title: title.into(), done, errors, parts };
    Ok(Resp::page(page.render())?.status(status))
}

/// A paragraph of text.
pub(super) fn p(text: &str) -> Html {
    tagged("p", "wrap-ja", text)
}

/// A small grey paragraph.
pub(super) fn hint(text: &str) -> Html {
    tagged("p", "hint", text)
}

/// A heading of a section.
pub(super) fn h2(text: &str) -> Html {
    tagged("h2", "mt4", text)
}

fn tagged(name: &str, class: &str, text: &str) -> Html {
    Html::trusted(format!("<{name} class=\"{class}\">"))
        .and(Html::text(text))
        .and(Html::trusted(format!("</{name}>")))
}

/// Buttons beside each other.
pub(super) fn buttons(all: &[ui::Button]) -> Html {
    if all.is_empty() {
        return Html::default();
    }
    Html::trusted("<p class=\"btns mt3\">")
        .and(ui::join(all.iter().map(ui::Button::html)))
        .and(Html::trusted("</p>"))
}

/// A fold with something in it.
pub(super) fn fold(summary: &str, open: bool, inner: Html) -> Html {
    Html::trusted(format!(
        "<details class=\"mt3\"{}><summary class=\"btn compact\">",
        if open { " open" } else { "" }
    ))
    .and(Html::text(summary))
    .and(Html::trusted("</summary><div class=\"mt3\">"))
    .and(inner)
    .and(Html::trusted("</div></details>"))
}

/// A form with its fields and its one button. `version`: for the stale check; empty = none.
pub(super) fn form(req: &Req, action: &str, fields: &[Html], button: &str, version: &str) -> Html {
    let open = FormOpen {
        action: req.url(action),
        csrf: req.shell.csrf.clone(),
        key: req.new_key(),
        version: version.into(),
        ..FormOpen::default()
    };
    open.html()
        .and(ui::join(fields.iter().cloned()))
        .and(Html::trusted("<p class=\"btns mt4\">"))
        .and(ui::Button::submit(button).primary().html())
        .and(Html::trusted("</p></form>"))
}

/// A form of one press: hidden values and a button.
pub(super) fn press(req: &Req, action: &str, hidden: &[(&str, &str)], button: ui::Button) -> Html {
    let fields = hidden.iter().map(|(name, value)| hidden_field(name, value));
    Html::trusted(format!("<form method=\"post\" action=\"{}\">", Html::text(req.url(action))))
        .and(req.shell.csrf_field())
        .and(req.shell.key_field(&req.new_key()))
        .and(ui::join(fields))
        .and(button.html())
        .and(Html::trusted("</form>"))
}

/// A hidden value.
pub(super) fn hidden_field(name: &str, value: &str) -> Html {
    Html::trusted(format!(
        "<input type=\"hidden\" name=\"{}\" value=\"{}\">",
        Html::text(name),
        Html::text(value)
    ))
}

/// A form of a public page: no token, but the key that makes two presses one.
pub(super) fn public_form(req: &Req, action: &str, fields: &[Html], button: &str) -> Html {
    // the key stays when the page comes back with errors: it is still the same sign-up
    let key = match req.form.get("_key") {
        "" => req.new_key(),
        k => k.chars().take(64).collect(),
    };
    Html::trusted(format!(
        "<form method=\"post\" action=\"{}\" novalidate data-no-guard>",
        Html::text(req.url(action))
    ))
    .and(hidden_field("_key", &key))
    .and(ui::join(fields.iter().cloned()))
    .and(Html::trusted("<div class=\"br-send\">"))
    .and(ui::Button::submit(button).primary().html())
    .and(Html::trusted("</div></form>"))
}

/// The value of a field: as posted on a page that comes back, otherwise as kept.
pub(super) fn val(req: &Req, name: &str, kept: &str) -> String {
    match req.method == Method::Post && req.form.has(name) {
        true => req.form.get(name).to_owned(),
        false => kept.to_owned(),
    }
}

/// One line of text.
pub(super) fn line(req: &Req, name: &str, label: &str, kept: &str) -> Field {
    Field::new(name, label, FieldKind::text(val(req, name, kept)))
}

/// A short box.
pub(super) fn short(req: &Req, name: &str, label: &str, kept: &str) -> Field {
    let input = Input { value: val(req, name, kept), width: Width::Short, ..Input::default() };
    Field::new(name, label, FieldKind::Text(input))
}

/// A whole number with its unit.
pub(super) fn number(req: &Req, name: &str, label: &str, kept: Option<i64>, unit: &str) -> Field {
    let kept = kept.map(|n| n.to_string()).unwrap_or_default();
    let kind = FieldKind::Integer { value: val(req, name, &kept), unit: unit.into() };
    Field::new(name, label, kind)
}

/// Several lines.
pub(super) fn long(req: &Req, name: &str, label: &str, kept: &str, rows: u8, max: usize) -> Field {
    let value = val(req, name, kept);
    Field::new(name, label, FieldKind::LongText { value, rows, max: Some(max) })
}

/// A drop-down list of coded words.
pub(super) fn select(req: &Req, name: &str, label: &str, kept: &str, list: &[Coded]) -> Field {
    let mut opts = vec![Opt::new("", "選んでください")];
    opts.extend(list.iter().map(|c| Opt::new(&c.code, &c.label)));
    let kind = FieldKind::Choice {
        value: val(req, name, kept),
        opts,
        style: ChoiceStyle::Select,
        open: None,
    };
    Field::new(name, label, kind)
}

/// Fields with their errors, finished.
pub(super) fn drawn(fields: Vec<Field>, errors: &[FieldError]) -> Vec<Html> {
    fields.into_iter().map(|f| f.error_from(errors).html()).collect()
}

/// The errors of a use case for its page; anything else goes on.
pub(super) fn errors(e: Error) -> Result<Vec<FieldError>, Fail> {
    match Fail::fields(&e) {
        Some(all) => {
            Ok(all.into_iter().map(|e| FieldError { field: e.field, message: e.message }).collect())
        }
        None => Err(e.into()),
    }
}

/// A posted whole number; what is none becomes an error beside the field.
pub(super) fn posted_number(req: &Req, name: &str, out: &mut Vec<FieldError>) -> Option<i64> {
    let text = kernel::kana::half_width(req.form.get(name)).replace([',', '，'], "");
    if text.is_empty() {
        return None;
    }
    match text.parse() {
        Ok(n) => Some(n),
        Err(_) => {
            let message = "数字で入力してください".into();
            out.push(FieldError { field: name.into(), message });
            None
        }
    }
}

/// A posted day out of one box.
pub(super) fn posted_day(req: &Req, name: &str, out: &mut Vec<FieldError>) -> Option<Date> {
    let text = req.form.get(name);
    if text.is_empty() {
        return None;
    }
    match wareki::parse(text, req.app.now().date()) {
        Ok(d) => Some(d),
        Err(_) => {
            let message = "日は、12月4日 や R8.12.4 のように入力してください".into();
            out.push(FieldError { field: name.into(), message });
            None
        }
    }
}

/// A table of figures that becomes cards on a phone; the last row is the total.
pub(super) fn data(caption: &str, heads: &[&str], rows: &[Vec<String>]) -> Html {
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
pub(super) fn sender(req: &Req) -> String {
    match req.session.as_ref().map(|s| s.office.clone()).filter(|o| !o.is_empty()) {
        Some(office) => office,
        None => req.app.region().name.clone(),
    }
}

/// A paper.
pub(super) fn print(req: &Req, template: TemplateId, title: &str, body: Value, wide: bool) -> Resp {
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
pub(super) fn xlsx(req: &Req, file: &str, title: &str, sheets: &[Sheet]) -> Result<Resp, Fail> {
    const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let about = About { title: title.into(), sender: sender(req), made: req.app.now() };
    let bytes = office::xlsx::write(&about, sheets)
        .map_err(|e| Fail::Use(Error::Inconsistent(format!("meetings workbook: {e}"))))?;
    Ok(Resp::file(format!("{file}.xlsx"), XLSX, bytes))
}

/// A choice between few answers, as posted or as kept.
pub(super) fn radio(
    req: &Req,
    name: &str,
    label: &str,
    kept: &str,
    opts: &[(&str, &str)],
) -> Field {
    let opts = opts.iter().map(|(c, l)| Opt::new(*c, *l)).collect();
    Field::new(name, label, FieldKind::radio(val(req, name, kept), opts))
}

/// A day in one box.
pub(super) fn day(req: &Req, name: &str, label: &str, kept: Option<Date>) -> Field {
    let kept = kept.map(wareki::short).unwrap_or_default();
    short(req, name, label, &kept).hint("12月4日 ／ R8.12.4")
}

/// A posted time of day out of one box: `HH:MM` or empty.
pub(super) fn posted_time(req: &Req, name: &str, out: &mut Vec<FieldError>) -> String {
    match ui::dates::time(req.form.get(name)) {
        Ok(t) => t.unwrap_or_default(),
        Err(p) => {
            out.push(FieldError { field: name.into(), message: p.message });
            String::new()
        }
    }
}

/// Fields beside each other.
pub(super) fn pair(fields: Vec<Field>, errors: &[FieldError]) -> Html {
    Html::trusted("<div class=\"pair\">")
        .and(ui::join(drawn(fields, errors)))
        .and(Html::trusted("</div>"))
}

/// Said where somebody else was faster.
pub(super) fn stale() -> Vec<FieldError> {
    let message = "ほかの人が先に直しました。内容を確かめて、もう一度保存してください".into();
    vec![FieldError { field: String::new(), message }]
}

/// A search that leaves its words in the address: they name no person.
pub(super) fn find(
    req: &Req,
    path: &str,
    label: &str,
    typed: &str,
    hidden: &[(&str, &str)],
) -> Html {
    let kept = hidden.iter().map(|(n, v)| hidden_field(n, v));
    Html::trusted(format!(
        "<form class=\"form-col\" method=\"get\" action=\"{}\" role=\"search\" data-no-guard>",
        Html::text(req.url(path))
    ))
    .and(ui::join(kept))
    .and(Field::new("q", label, FieldKind::text(typed)).html())
    .and(Html::trusted(
        "<p class=\"btns mt2\"><button class=\"btn\" type=\"submit\">さがす</button></p></form>",
    ))
}

/// One line of a list: a title that may lead somewhere, small words, presses at its end.
pub(super) struct Row {
    /// Words.
    pub title: String,
    /// Where they lead; empty = nowhere.
    pub href: String,
    /// State.
    pub tag: Option<ui::Tag>,
    /// Small words.
    pub meta: String,
    /// Forms of one press.
    pub acts: Vec<Html>,
}

/// A list of such lines, numbered or not.
pub(super) fn rows(all: Vec<Row>, numbered: bool) -> Html {
    if all.is_empty() {
        return Html::default();
    }
    let mut out = Html::trusted("<ul class=\"rows\">");
    for (i, r) in all.into_iter().enumerate() {
        let number = if numbered { format!("{}．", i + 1) } else { String::new() };
        let words = format!("{number}{}", r.title);
        let title = match r.href.is_empty() {
            true => Html::trusted("<span class=\"name\">")
                .and(Html::text(words))
                .and(Html::trusted("</span>")),
            false => Html::trusted(format!("<a class=\"name\" href=\"{}\">", Html::text(&r.href)))
                .and(Html::text(words))
                .and(Html::trusted("</a>")),
        };
        out = out.and(Html::trusted("<li><div class=\"head\">")).and(title);
        if let Some(t) = r.tag {
            out = out.and(t.html());
        }
        out = out.and(Html::trusted("</div>"));
        if !r.meta.is_empty() {
            out = out.and(tagged("p", "meta", &r.meta));
        }
        if !r.acts.is_empty() {
            out = out
                .and(Html::trusted("<div class=\"btns\">"))
                .and(ui::join(r.acts))
                .and(Html::trusted("</div>"));
        }
        out = out.and(Html::trusted("</li>"));
    }
    out.and(Html::trusted("</ul>"))
}

//! What pages of several slices are put together from: the frame, small forms, lines of a list. Fields and what was posted
//! in them: [`fields`]; tables of figures, papers and workbooks: [`papers`].
pub mod fields;
pub mod papers;

use app::Error;
use askama::Template;
use ui::{Field, FieldError, FieldKind, FormOpen, Html, Shell};

pub use fields::*;
pub use papers::*;

use crate::{Fail, Req, Resp};

#[derive(Template)]
#[template(path = "slice/page.html")]
struct Page {
    shell: Shell,
    back: Html,
    sub: String,
    title: String,
    errors: Vec<FieldError>,
    parts: Vec<Html>,
}

#[derive(Template)]
#[template(path = "slice/public.html")]
struct Public {
    shell: Shell,
    title: String,
    done: bool,
    errors: Vec<FieldError>,
    parts: Vec<Html>,
}

/// Where a page leads back: words and path.
pub type Back<'a> = (&'a str, &'a str);

/// A page of the staff. With errors its status is 422.
pub fn page(
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
pub fn public(
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
pub fn p(text: &str) -> Html {
    tagged("p", "wrap-ja", text)
}

/// A small grey paragraph.
pub fn hint(text: &str) -> Html {
    tagged("p", "hint", text)
}

/// A heading of a section.
pub fn h2(text: &str) -> Html {
    tagged("h2", "mt4", text)
}

/// A tag with a class and words.
pub(super) fn tagged(name: &str, class: &str, text: &str) -> Html {
    Html::trusted(format!("<{name} class=\"{class}\">"))
        .and(Html::text(text))
        .and(Html::trusted(format!("</{name}>")))
}

/// Buttons beside each other.
pub fn buttons(all: &[ui::Button]) -> Html {
    if all.is_empty() {
        return Html::default();
    }
    Html::trusted("<p class=\"btns mt3\">")
        .and(ui::join(all.iter().map(ui::Button::html)))
        .and(Html::trusted("</p>"))
}

/// A fold with something in it.
pub fn fold(summary: &str, open: bool, inner: Html) -> Html {
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
pub fn form(req: &Req, action: &str, fields: &[Html], button: &str, version: &str) -> Html {
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

/// A text as a value in a query (RFC 3986: everything but unreserved characters is escaped).
pub fn in_query(text: &str) -> String {
    use std::fmt::Write;
    let mut out = String::with_capacity(text.len());
    for b in text.bytes() {
        if b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(b));
        } else {
            let _ = write!(out, "%{b:02X}");
        }
    }
    out
}

/// A form of one press: hidden values and a button.
pub fn press(req: &Req, action: &str, hidden: &[(&str, &str)], button: ui::Button) -> Html {
    let fields = hidden.iter().map(|(name, value)| hidden_field(name, value));
    Html::trusted(format!("<form method=\"post\" action=\"{}\">", Html::text(req.url(action))))
        .and(req.shell.csrf_field())
        .and(req.shell.key_field(&req.new_key()))
        .and(ui::join(fields))
        .and(button.html())
        .and(Html::trusted("</form>"))
}

/// A hidden value.
pub fn hidden_field(name: &str, value: &str) -> Html {
    Html::trusted(format!(
        "<input type=\"hidden\" name=\"{}\" value=\"{}\">",
        Html::text(name),
        Html::text(value)
    ))
}

/// A form of a public page: no token, but the key that makes two presses one.
pub fn public_form(req: &Req, action: &str, fields: &[Html], button: &str) -> Html {
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

/// A search that leaves its words in the address: they name no person.
pub fn find(req: &Req, path: &str, label: &str, typed: &str, hidden: &[(&str, &str)]) -> Html {
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
pub struct Row {
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
pub fn rows(all: Vec<Row>, numbered: bool) -> Html {
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

/// Said where somebody else was faster.
pub fn stale() -> Vec<FieldError> {
    let message = "ほかの人が先に直しました。内容を確かめて、もう一度保存してください".into();
    vec![FieldError { field: String::new(), message }]
}

/// The errors of a use case for its page; anything else goes on.
pub fn errors(e: Error) -> Result<Vec<FieldError>, Fail> {
    match Fail::fields(&e) {
        Some(all) => {
            Ok(all.into_iter().map(|e| FieldError { field: e.field, message: e.message }).collect())
        }
        None => Err(e.into()),
    }
}

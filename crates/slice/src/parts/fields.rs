//! Fields as posted on a page that comes back or as kept, and reading what was posted.
use kernel::{Date, wareki};
use serde::Deserialize;
use ui::field::{ChoiceStyle, Input, Width};
use ui::{Field, FieldError, FieldKind, Html, Opt};

use crate::{Method, Req};

/// A code with its words, as catalogues list them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Coded {
    /// Code as stored.
    pub code: String,
    /// Words.
    pub label: String,
}

/// The value of a field: as posted on a page that comes back, otherwise as kept.
pub fn val(req: &Req, name: &str, kept: &str) -> String {
    match req.method == Method::Post && req.form.has(name) {
        true => req.form.get(name).to_owned(),
        false => kept.to_owned(),
    }
}

/// One line of text.
pub fn line(req: &Req, name: &str, label: &str, kept: &str) -> Field {
    Field::new(name, label, FieldKind::text(val(req, name, kept)))
}

/// A short box.
pub fn short(req: &Req, name: &str, label: &str, kept: &str) -> Field {
    let input = Input { value: val(req, name, kept), width: Width::Short, ..Input::default() };
    Field::new(name, label, FieldKind::Text(input))
}

/// A whole number with its unit.
pub fn number(req: &Req, name: &str, label: &str, kept: Option<i64>, unit: &str) -> Field {
    let kept = kept.map(|n| n.to_string()).unwrap_or_default();
    let kind = FieldKind::Integer { value: val(req, name, &kept), unit: unit.into() };
    Field::new(name, label, kind)
}

/// Several lines.
pub fn long(req: &Req, name: &str, label: &str, kept: &str, rows: u8, max: usize) -> Field {
    let value = val(req, name, kept);
    Field::new(name, label, FieldKind::LongText { value, rows, max: Some(max) })
}

/// A drop-down list of coded words.
pub fn select(req: &Req, name: &str, label: &str, kept: &str, list: &[Coded]) -> Field {
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

/// A choice between few answers, as posted or as kept.
pub fn radio(req: &Req, name: &str, label: &str, kept: &str, opts: &[(&str, &str)]) -> Field {
    let opts = opts.iter().map(|(c, l)| Opt::new(*c, *l)).collect();
    Field::new(name, label, FieldKind::radio(val(req, name, kept), opts))
}

/// A day in one box.
pub fn day(req: &Req, name: &str, label: &str, kept: Option<Date>) -> Field {
    let kept = kept.map(wareki::short).unwrap_or_default();
    short(req, name, label, &kept).hint("12月4日 ／ R8.12.4")
}

/// Fields with their errors, finished.
pub fn drawn(fields: Vec<Field>, errors: &[FieldError]) -> Vec<Html> {
    fields.into_iter().map(|f| f.error_from(errors).html()).collect()
}

/// Fields beside each other.
pub fn pair(fields: Vec<Field>, errors: &[FieldError]) -> Html {
    Html::trusted("<div class=\"pair\">")
        .and(ui::join(drawn(fields, errors)))
        .and(Html::trusted("</div>"))
}

/// A posted whole number; what is none becomes an error beside the field.
pub fn posted_number(req: &Req, name: &str, out: &mut Vec<FieldError>) -> Option<i64> {
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
pub fn posted_day(req: &Req, name: &str, out: &mut Vec<FieldError>) -> Option<Date> {
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

/// A posted time of day out of one box: `HH:MM` or empty.
pub fn posted_time(req: &Req, name: &str, out: &mut Vec<FieldError>) -> String {
    match ui::dates::time(req.form.get(name)) {
        Ok(t) => t.unwrap_or_default(),
        Err(p) => {
            out.push(FieldError { field: name.into(), message: p.message });
            String::new()
        }
    }
}

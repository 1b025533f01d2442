//! The controls themselves.
use askama::Template;

use super::Field;
use super::kind::{
    ChoiceStyle, DatePart, DateValue, FieldKind, Input, Opt, OptKind, TextKind, Width, tri,
};
use crate::html::{Html, id_of};

#[derive(Template)]
#[template(path = "f/text.html")]
struct TextBox<'a> {
    id: &'a str,
    name: &'a str,
    input: &'a Input,
    described: &'a str,
    bad: bool,
}

impl TextBox<'_> {
    fn width(&self) -> &'static str {
        match self.input.width {
            Width::Full => "full",
            Width::Mid => "mid",
            Width::Short => "short",
        }
    }

    fn mode(&self) -> (&'static str, &'static str) {
        match self.input.kind {
            TextKind::Plain | TextKind::Kana => ("text", "text"),
            TextKind::Tel => ("tel", "tel"),
            TextKind::Digits | TextKind::Time => ("text", "numeric"),
            TextKind::Mail => ("email", "email"),
            TextKind::Url => ("url", "url"),
        }
    }

    fn autocomplete(&self) -> &str {
        if self.input.autocomplete.is_empty() { "off" } else { &self.input.autocomplete }
    }
}

#[derive(Template)]
#[template(path = "f/long.html")]
struct LongBox<'a> {
    id: &'a str,
    name: &'a str,
    value: &'a str,
    rows: u8,
    described: &'a str,
    bad: bool,
}

#[derive(Template)]
#[template(path = "f/date.html")]
struct DateBoxes<'a> {
    id: &'a str,
    name: &'a str,
    label: &'a str,
    value: &'a DateValue,
    with_time: bool,
    described: &'a str,
    bad: bool,
}

/// Eras offered, newest first.
const ERAS: [(&str, &str); 6] =
    [("R", "令和"), ("H", "平成"), ("S", "昭和"), ("T", "大正"), ("M", "明治"), ("AD", "西暦")];

impl DateBoxes<'_> {
    fn eras(&self) -> [(&'static str, &'static str); 6] {
        ERAS
    }

    fn era_on(&self, code: &str) -> bool {
        if self.value.era.is_empty() { code == "R" } else { self.value.era == code }
    }

    fn wrong(&self, part: &str) -> bool {
        let at = self.value.bad.unwrap_or_default();
        self.bad
            && match part {
                "y" => matches!(at, DatePart::Whole | DatePart::Year),
                "m" => at == DatePart::Month,
                "d" => at == DatePart::Day,
                _ => at == DatePart::Time,
            }
    }
}

#[derive(Template)]
#[template(path = "f/opts.html")]
struct Opts<'a> {
    id: &'a str,
    name: &'a str,
    opts: &'a [Opt],
    chosen: &'a [String],
    many: bool,
    cols: &'a str,
}

impl Opts<'_> {
    fn on(&self, opt: &Opt) -> bool {
        self.chosen.contains(&opt.value)
    }

    fn id_at(&self, index: &usize) -> String {
        if *index == 0 { self.id.to_owned() } else { format!("{}-o{index}", self.id) }
    }

    fn class(&self, opt: &Opt) -> String {
        let mut class = String::from(if self.many { "opt check" } else { "opt" });
        match opt.kind {
            OptKind::None => class.push_str(" is-none"),
            OptKind::Unknown => class.push_str(" is-unknown"),
            OptKind::Apart => class.push_str(" is-apart"),
            OptKind::Plain => {}
        }
        class
    }
}

#[derive(Template)]
#[template(path = "f/select.html")]
struct Select<'a> {
    id: &'a str,
    name: &'a str,
    opts: &'a [Opt],
    value: &'a str,
    described: &'a str,
    bad: bool,
    blank: &'a str,
}

#[derive(Template)]
#[template(path = "f/auto.html")]
struct Auto<'a> {
    id: &'a str,
    name: &'a str,
    opts: &'a [Opt],
    value: &'a str,
    described: &'a str,
    bad: bool,
}

impl Auto<'_> {
    fn words(&self) -> &str {
        self.opts.iter().find(|o| o.value == self.value).map_or(self.value, |o| o.label.as_str())
    }
}

#[derive(Template)]
#[template(path = "f/number.html")]
struct Number<'a> {
    id: &'a str,
    name: &'a str,
    value: &'a str,
    unit: &'a str,
    units: &'a [Opt],
    whole: bool,
    described: &'a str,
    bad: bool,
    label: &'a str,
}

/// Columns in which answers stand: by their number and longest label.
fn columns(opts: &[Opt], many: bool) -> &'static str {
    let longest = opts.iter().map(|o| o.label.chars().count()).max().unwrap_or(0);
    let hinted = opts.iter().any(|o| !o.hint.is_empty());
    match opts.len() {
        _ if longest > 18 || hinted => "one",
        0..=2 => "two",
        3 if longest <= 6 => "three",
        _ if longest > 9 => "two",
        n if n >= 9 && longest <= 3 && !many => "nine",
        _ => "",
    }
}

/// Radio buttons; the first has the id `id`.
pub(super) fn radios(name: &str, id: &str, opts: &[Opt], value: &str, cols: &str) -> Html {
    let chosen = [value.to_owned()];
    Html::of(&Opts { id, name, opts, chosen: &chosen, many: false, cols })
}

fn other(field: &Field, open: Option<&String>) -> Html {
    let Some(text) = open else {
        return Html::default();
    };
    let name = format!("{}.open", field.name);
    Html::trusted(format!(
        "<label class=\"vh\" for=\"{id}\">{label} その他の内容</label><input class=\"in full is-open\" id=\"{id}\" name=\"{name}\" value=\"{value}\" autocomplete=\"off\" placeholder=\"その他の内容\">",
        id = id_of(&name),
        name = Html::text(&name),
        label = Html::text(&field.label),
        value = Html::text(text),
    ))
}

/// The control of a field that may be changed.
pub(super) fn control(field: &Field) -> Html {
    let id = field.id();
    let described = field.described_by();
    let (id, name, described, bad) =
        (id.as_str(), field.name.as_str(), described.as_str(), field.error.is_some());
    match &field.kind {
        FieldKind::Text(input) => Html::of(&TextBox { id, name, input, described, bad }),
        FieldKind::LongText { value, rows, .. } => {
            let rows = if *rows == 0 { 4 } else { *rows };
            Html::of(&LongBox { id, name, value, rows, described, bad })
        }
        FieldKind::Date(value) | FieldKind::DateTime(value) => Html::of(&DateBoxes {
            id,
            name,
            label: &field.label,
            value,
            with_time: matches!(field.kind, FieldKind::DateTime(_)),
            described,
            bad,
        }),
        FieldKind::Boolean(value) => {
            let opts = [Opt::new("true", "はい"), Opt::new("false", "いいえ")];
            radios(name, id, &opts, value, "two")
        }
        FieldKind::Tri(value) => radios(name, id, &tri(), value, "three"),
        FieldKind::Choice { value, opts, style, open } => match style {
            ChoiceStyle::Radio => {
                radios(name, id, opts, value, columns(opts, false)).and(other(field, open.as_ref()))
            }
            ChoiceStyle::Select => {
                // a list that begins with its own word for 「nothing chosen」 needs no second one
                let own = opts.iter().any(|o| o.value.is_empty());
                let blank = if own { "" } else { "選んでください" };
                Html::of(&Select { id, name, opts, value, described, bad, blank })
                    .and(other(field, open.as_ref()))
            }
            ChoiceStyle::Autocomplete => Html::of(&Auto { id, name, opts, value, described, bad }),
        },
        FieldKind::Multi { values, opts, open } => Html::of(&Opts {
            id,
            name,
            opts,
            chosen: values,
            many: true,
            cols: columns(opts, true),
        })
        .and(other(field, open.as_ref())),
        FieldKind::Integer { value, unit } | FieldKind::Decimal { value, unit } => {
            Html::of(&Number {
                id,
                name,
                value,
                unit,
                units: &[],
                whole: matches!(field.kind, FieldKind::Integer { .. }),
                described,
                bad,
                label: &field.label,
            })
        }
        FieldKind::Quantity { value, unit, units } => Html::of(&Number {
            id,
            name,
            value,
            unit,
            units,
            whole: false,
            described,
            bad,
            label: &field.label,
        }),
        FieldKind::Hidden(value) => Html::trusted(format!(
            "<input type=\"hidden\" id=\"{id}\" name=\"{}\" value=\"{}\">",
            Html::text(name),
            Html::text(value)
        )),
        FieldKind::File { accept, many } => Html::trusted(format!(
            "<input class=\"in full\" type=\"file\" id=\"{id}\" name=\"{}\" accept=\"{}\" data-most=\"{}\"{}{}{}>",
            Html::text(name),
            Html::text(accept),
            crate::formstate::MOST_FILES,
            if *many { " multiple" } else { "" },
            if bad { " aria-invalid=\"true\"" } else { "" },
            if described.is_empty() {
                String::new()
            } else {
                format!(" aria-describedby=\"{described}\"")
            },
        )),
        FieldKind::Secret { autocomplete } => Html::trusted(format!(
            "<input class=\"in mid\" type=\"password\" id=\"{id}\" name=\"{}\" autocomplete=\"{}\"{}{}>",
            Html::text(name),
            Html::text(autocomplete),
            if bad { " aria-invalid=\"true\"" } else { "" },
            if described.is_empty() {
                String::new()
            } else {
                format!(" aria-describedby=\"{described}\"")
            },
        )),
    }
}

/// The value as text, for fields that may not be changed.
pub(super) fn read_only(kind: &FieldKind) -> Html {
    let text = match kind {
        FieldKind::Text(input) => input.value.clone(),
        FieldKind::LongText { value, .. } | FieldKind::Hidden(value) => value.clone(),
        FieldKind::Date(d) | FieldKind::DateTime(d) => crate::dates::words(d),
        FieldKind::Boolean(value) | FieldKind::Tri(value) => label_of(&tri(), value),
        FieldKind::Choice { value, opts, open, .. } => {
            let words = label_of(opts, value);
            match open {
                Some(o) if !o.is_empty() => format!("{words}　{o}"),
                _ => words,
            }
        }
        FieldKind::Multi { values, opts, open } => {
            let mut all: Vec<String> = values.iter().map(|v| label_of(opts, v)).collect();
            all.extend(open.iter().filter(|o| !o.is_empty()).cloned());
            all.join("、")
        }
        FieldKind::Integer { value, unit } | FieldKind::Decimal { value, unit } => {
            with_unit(value, unit)
        }
        FieldKind::Quantity { value, unit, units } => with_unit(value, &label_of(units, unit)),
        FieldKind::File { .. } | FieldKind::Secret { .. } => String::new(),
    };
    if text.is_empty() {
        Html::trusted("<p class=\"mt2 muted\">（まだありません）</p>")
    } else {
        Html::trusted(format!("<p class=\"mt2 pre\">{}</p>", Html::text(text)))
    }
}

fn with_unit(value: &str, unit: &str) -> String {
    if value.is_empty() { String::new() } else { format!("{value} {unit}") }
}

fn label_of(opts: &[Opt], value: &str) -> String {
    opts.iter().find(|o| o.value == value).map_or_else(|| value.to_owned(), |o| o.label.clone())
}

//! What several pages share.
use app::Error;
use kernel::{Date, wareki};
use people::ResidentId;
use people::release::Parts;
use slice::{Fail, Form, Req};
use ui::field::{Field, FieldKind, Input, Opt, TextKind};
use ui::{FieldError, Html, Tag, TagKind, dates};

use crate::model::form::{Form as Questions, Kind};
use crate::model::review::Why;
use crate::model::{Body, Part, shipped};

/// Path of the note of a resident.
pub(super) fn at(id: ResidentId) -> String {
    format!("/people/{id}/wish")
}

/// The errors of a use case beside the fields of the page; none = not for this page.
pub(super) fn errors_of(e: &Error) -> Option<Vec<FieldError>> {
    let fields = Fail::fields(e)?;
    Some(fields.into_iter().map(|f| FieldError { field: f.field, message: f.message }).collect())
}

/// What else is wrong, beside what was found while reading the form: everything is said at once, each field once.
pub(super) fn with_rest(mut errors: Vec<FieldError>, checked: app::Result<()>) -> Vec<FieldError> {
    let rest = checked.err().as_ref().and_then(errors_of).unwrap_or_default();
    for e in rest {
        if !errors.iter().any(|x| x.field == e.field) {
            errors.push(e);
        }
    }
    errors
}

/// A day that must be given.
pub(super) fn day(
    req: &Req,
    name: &str,
    missing: &str,
    errors: &mut Vec<FieldError>,
) -> Option<Date> {
    let posted = dates::posted(req.form.state(), name);
    let message = match dates::date(&posted, req.app.now().date()) {
        Ok(Some(d)) => return Some(d),
        Ok(None) => missing.to_owned(),
        Err(p) => p.message,
    };
    errors.push(FieldError { field: name.into(), message });
    None
}

/// The boxes of a day: as posted, otherwise today.
pub(super) fn date_field(req: &Req, name: &str, label: &str) -> Field {
    let f = &req.form;
    let value = match f.has(&format!("{name}.y")) {
        true => dates::posted(f.state(), name),
        false => dates::boxes(&req.app.now().date().to_string()),
    };
    Field::new(name, label, FieldKind::Date(value)).required()
}

/// A line of text as posted.
pub(super) fn text(req: &Req, name: &str, label: &str) -> Field {
    Field::new(name, label, FieldKind::text(req.form.get(name)))
}

/// Several lines as posted.
pub(super) fn long(req: &Req, name: &str, label: &str, rows: u8) -> Field {
    let value = req.form.get(name).to_owned();
    Field::new(name, label, FieldKind::LongText { value, rows, max: None })
}

/// A telephone as posted.
pub(super) fn tel(req: &Req, name: &str, label: &str) -> Field {
    let input = Input { value: req.form.get(name).into(), kind: TextKind::Tel, ..Input::default() };
    Field::new(name, label, FieldKind::Text(input))
}

/// Targets to choose from, as posted.
pub(super) fn radio(req: &Req, name: &str, label: &str, opts: &[(&str, &str)]) -> Field {
    let opts = opts.iter().map(|(c, l)| Opt::new(*c, *l)).collect();
    Field::new(name, label, FieldKind::radio(req.form.get(name), opts))
}

/// The answers as posted.
pub(super) fn posted(form: &Form, part: Part) -> app::Result<Body> {
    Ok(shipped()?.body(part, |code| form.all(code).to_vec()))
}

/// The questions of a part as fields, by chapter: title, what to know, fields. Chapters that are not shown are left out.
pub(super) fn chapters(
    q: &Questions,
    (part, open): (Part, &Parts),
    body: &Body,
    errors: &[FieldError],
) -> Vec<(String, String, Vec<Field>)> {
    let chapter = |t: &crate::model::form::Topic| {
        let fields = t
            .questions
            .iter()
            .map(|x| {
                let given = body.get(&x.code).cloned().unwrap_or_default();
                let first = given.first().cloned().unwrap_or_default();
                let opts = || -> Vec<Opt> {
                    q.choices(x).iter().map(|o| Opt::new(&o.code, &o.words.label)).collect()
                };
                let kind = match x.kind {
                    Kind::Text if x.most <= 100 => FieldKind::text(first),
                    Kind::Text => FieldKind::LongText { value: first, rows: 3, max: None },
                    Kind::One | Kind::Treatment => FieldKind::radio(first, opts()),
                    Kind::Many => FieldKind::checks(given, opts()),
                };
                Field::new(&x.code, &x.words.label, kind).error_from(errors)
            })
            .collect();
        let note = t.note(crate::model::Edition::Plain).to_string();
        (t.words.label.clone(), note, fields)
    };
    q.topics(part).iter().filter(|t| open.shows(&t.code)).map(chapter).collect()
}

/// Fields that stand on a page more than once, with ids of their own from the second time on (the first is where the summary of
/// errors leads).
pub(super) fn repeated(fields: &[Field], n: usize) -> Html {
    let one = |f: &Field| {
        let (html, id) = (f.html().to_string(), f.id());
        if n == 0 {
            return Html::trusted(html);
        }
        let attrs = [" id=", " for=", "aria-describedby=", "aria-labelledby="];
        let html = attrs
            .iter()
            .fold(html, |h, a| h.replace(&format!("{a}\"{id}"), &format!("{a}\"n{n}-{id}")));
        Html::trusted(html.replace(&format!(" {id}-err\""), &format!(" n{n}-{id}-err\"")))
    };
    fields.iter().fold(Html::default(), |out, f| out.and(one(f)))
}

/// The tag of a note that is to be looked at again: amber, never hidden.
pub(super) fn due_tag(due: Option<(Why, Date)>) -> Option<Tag> {
    due.map(|(why, since)| {
        let text = format!("要確認：{}（{}から）", why.label(), wareki::short(since));
        Tag { kind: TagKind::Due, icon: "clock", text: text.into() }
    })
}

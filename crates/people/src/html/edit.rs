//! Changing the basic facts. The form carries what stood there when it was opened, so that a change somebody else
//! made meanwhile is told apart from one's own: what only one side changed is kept, the rest a person decides.
use app::audit::{self, Filter};
use app::{Cx, Error};
use askama::Template;
use slice::{Fail, Form, Req, Resp};
use ui::field::Field;
use ui::{FieldError, Html, Shell, Stale, StaleRow};

use super::basics;
use crate::authz::{Act, Basic, What, Write, could, decide};
use crate::model::{NewResident, Resident};
use crate::use_cases::{change, view};
use crate::{ResidentId, permissions};

#[derive(Template)]
#[template(path = "people/edit.html")]
struct Page {
    shell: Shell,
    id: String,
    name: String,
    version: i64,
    errors: Vec<FieldError>,
    fields: Vec<Field>,
    was: Vec<(String, String)>,
    key: String,
}

#[derive(Template)]
#[template(path = "people/edit_stale.html")]
struct StalePage {
    shell: Shell,
    id: String,
    name: String,
    version: i64,
    errors: Vec<FieldError>,
    stale: Stale,
    /// The merged fields, as posted again.
    hidden: Vec<(String, String)>,
    key: String,
}

fn back(shell: &Shell, id: &str, name: &str) -> Html {
    ui::back(format!("{name} さんのページ"), shell.url(&format!("/people/{id}")))
}

impl Page {
    fn summary(&self) -> ui::ErrorSummary {
        basics::summary(&self.errors, &[&self.fields])
    }

    fn back(&self) -> Html {
        back(&self.shell, &self.id, &self.name)
    }
}

impl StalePage {
    fn back(&self) -> Html {
        back(&self.shell, &self.id, &self.name)
    }
}

fn stored(cx: &Cx<'_>, id: ResidentId) -> app::Result<Resident> {
    // Whoever may only read gets no form; the refusal is logged.
    if !could(cx, Act::Write, What::Basic, id)? {
        decide::<Write, Basic>(cx, &permissions::CHANGE, id, None)?;
    }
    Ok(view::view(cx, id)?.resident)
}

/// What stood there when the form was opened.
fn was(form: &Form, now: &Resident) -> Vec<(String, String)> {
    basics::raw(&basics::as_new(now))
        .into_iter()
        .map(|(name, value)| {
            let key = format!("was.{name}");
            (key.clone(), if form.has(&key) { form.get(&key).to_string() } else { value })
        })
        .collect()
}

/// The form.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    let r = req.read(|cx| stored(cx, id))?;
    show(req, &r, &basics::of(&r), None, Vec::new(), r.version)
}

fn show(
    req: &Req,
    now: &Resident,
    form: &Form,
    typed: Option<&basics::Typed>,
    errors: Vec<FieldError>,
    version: i64,
) -> Result<Resp, Fail> {
    let status = if errors.is_empty() { 200 } else { 422 };
    let page = Page {
        fields: basics::fields(form, typed, &errors),
        shell: req.titled("基本情報を直す"),
        id: now.id.to_string(),
        name: now.name.clone(),
        version,
        errors,
        was: was(form, now),
        key: req.new_key(),
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// The form with the sides taken that the person chose: where 「いま保存されているもの」 was chosen, the stored
/// value that the page carried. What was asked and not answered is an error.
fn chosen(form: &Form) -> (Form, Vec<FieldError>) {
    let theirs = |field: &str| form.get(&format!("keep.{field}")) == "theirs";
    let mut out = Form::default();
    for (name, values) in form.map() {
        let field = name.split('.').next().unwrap_or(name);
        if !theirs(field) {
            values.iter().for_each(|v| out.push(name, v.clone()));
        }
    }
    let asked = form.all("_ask");
    for field in asked.iter().filter(|f| theirs(f)) {
        out.push(field, form.get(&format!("was.{field}")));
    }
    let missing = asked.iter().filter(|f| !form.has(&format!("keep.{f}")));
    let missing = missing
        .map(|_| FieldError {
            field: String::new(), message: "残すほうを選んでください".into()
        });
    (out, missing.take(1).collect())
}

/// Two versions brought together.
struct Merged {
    /// Name and value of every field.
    values: Vec<(String, String)>,
    rows: Vec<StaleRow>,
    only_mine: u32,
    only_theirs: u32,
}

fn merge(mine: &NewResident, theirs: &NewResident, form: &Form) -> Merged {
    let mut m = Merged { values: Vec::new(), rows: Vec::new(), only_mine: 0, only_theirs: 0 };
    let words = basics::lines(mine).into_iter().zip(basics::lines(theirs));
    let raws = basics::raw(mine).into_iter().zip(basics::raw(theirs));
    for (((name, mine), (_, theirs)), ((_, label, my_words), (_, _, their_words))) in
        raws.zip(words)
    {
        let key = format!("was.{name}");
        let was = form.has(&key).then(|| form.get(&key));
        let value = if mine == theirs {
            mine
        } else if was == Some(mine.as_str()) {
            m.only_theirs += 1;
            theirs
        } else if was == Some(theirs.as_str()) {
            m.only_mine += 1;
            mine
        } else {
            m.rows.push(StaleRow {
                name: name.into(),
                label: label.into(),
                mine: my_words,
                theirs: their_words,
                was: String::new(),
            });
            mine
        };
        m.values.push((name.to_string(), value));
    }
    m
}

/// Who changed the person last, and when, from the log.
fn last_change(cx: &Cx<'_>, id: ResidentId) -> app::Result<(String, String)> {
    let act = Some(permissions::CHANGE.code.to_string());
    let rows = audit::page(cx, &Filter { resident: Some(id.0), act, ..Filter::default() })?;
    let Some(row) = rows.into_iter().find(|r| !r.denied) else {
        return Ok(("ほかの人".into(), "少し前".into()));
    };
    let office = match row.organisation {
        Some(o) => format!("（{}）", accounts::organisation(cx, accounts::OrganisationId(o))?.name),
        None => String::new(),
    };
    Ok((format!("{}さん{office}", row.name), ui::dates::near(row.at)))
}

fn show_stale(
    req: &Req,
    now: &Resident,
    mine: &NewResident,
    form: &Form,
    errors: Vec<FieldError>,
) -> Result<Resp, Fail> {
    let theirs = basics::as_new(now);
    let m = merge(mine, &theirs, form);
    let (who, when) = req.read(|cx| last_change(cx, now.id))?;
    let mut hidden = m.values;
    hidden.extend(basics::raw(&theirs).into_iter().map(|(n, v)| (format!("was.{n}"), v)));
    hidden.extend(m.rows.iter().map(|r| ("_ask".to_string(), r.name.clone())));
    let page = StalePage {
        shell: req.titled("基本情報を直す"),
        id: now.id.to_string(),
        name: now.name.clone(),
        version: now.version,
        errors,
        stale: Stale {
            who: Html::text(who),
            when,
            rows: m.rows,
            only_mine: m.only_mine,
            only_theirs: m.only_theirs,
            own: false,
        },
        hidden,
        key: req.new_key(),
    };
    Ok(Resp::page(page.render())?.status(409))
}

/// Saves.
pub(super) fn save(req: &Req) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    let now = req.read(|cx| stored(cx, id))?;
    let version: i64 = req.form.get("_version").parse().unwrap_or(0);
    let today = req.app.now().date();
    let (form, unanswered) = chosen(&req.form);
    if !unanswered.is_empty() {
        // Asked again with the same words: the stored version that was shown is not yet anybody's choice.
        let mut asked = Form::default();
        for (name, values) in req.form.map().iter().filter(|(n, _)| !n.starts_with("was.")) {
            values.iter().for_each(|v| asked.push(name, v.clone()));
        }
        let typed = basics::read(&req.form, today);
        return show_stale(req, &now, &typed.resident, &asked, unanswered);
    }
    let typed = basics::read(&form, today);
    if !typed.errors.is_empty() {
        // With the version the form was opened with: a mistake must not make the page forget that it is stale.
        let errors = typed.errors.clone();
        return show(req, &now, &form, Some(&typed), errors, version);
    }
    let r = typed.resident.clone();
    let done = req.act(move |cx| {
        change::change_basics(cx, id, &r, version)?;
        Ok(format!("/people/{id}"))
    });
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "基本情報を直しました")),
        Err(Error::Stale { .. }) => {
            let now = req.read(|cx| stored(cx, id))?;
            show_stale(req, &now, &typed.resident, &form, Vec::new())
        }
        Err(e) => match Fail::fields(&e) {
            Some(f) => show(req, &now, &form, Some(&typed), basics::errors_of(f), version),
            None => Err(e.into()),
        },
    }
}

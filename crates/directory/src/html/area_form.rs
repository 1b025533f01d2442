//! Adding, renaming and retiring a 圏域, and which 包括 serves it.
use accounts::{Organisation, OrganisationId, OrganisationKind};
use app::Error;
use askama::Template;
use slice::{Fail, Form, Req, Resp};
use ui::{Field, FieldKind, Opt};

use super::merge::{self, Part};
use crate::use_cases::areas::{self, Area};
use crate::use_cases::names;
use crate::{AreaId, Labels, permissions};

#[derive(Template)]
#[template(path = "directory/area_form.html")]
struct Page {
    shell: ui::Shell,
    labels: Labels,
    title: String,
    back: String,
    form: ui::FormOpen,
    errors: Vec<ui::FieldError>,
    hidden: Vec<(String, String)>,
    fields: Vec<Field>,
    retire: Option<(String, String)>,
}

/// What the form needs besides the 圏域.
struct Around {
    labels: Labels,
    hokatsu: Vec<Organisation>,
}

fn around(cx: &app::Cx<'_>) -> app::Result<Around> {
    app::authorise(cx, &permissions::AREAS)?;
    let hokatsu = accounts::organisations_of_kind(cx, OrganisationKind::Hokatsu)?;
    Ok(Around { labels: names::labels(cx)?, hokatsu })
}

fn part_of(name: &str) -> &'static str {
    match name {
        "name" => "name",
        "kana" => "kana",
        "hokatsu" => "hokatsu",
        _ => "",
    }
}

fn parts(f: &Form, around: &Around) -> Vec<Part> {
    let id = f.get("hokatsu");
    let called = around.hokatsu.iter().find(|o| o.id.to_string() == id);
    vec![
        Part::text("name", "名前", f.get("name")),
        Part::text("kana", "かな", f.get("kana")),
        Part {
            words: called.map(|o| o.name.clone()).unwrap_or_default(),
            ..Part::text("hokatsu", "地域包括支援センター", id)
        },
    ]
}

fn typed_of(a: &Area) -> Form {
    let mut f = Form::default();
    f.push("name", a.name.clone());
    f.push("kana", a.kana.clone());
    f.push("hokatsu", a.hokatsu.map(|o| o.to_string()).unwrap_or_default());
    f
}

fn show(
    req: &Req,
    a: Option<&Area>,
    f: &Form,
    version: i64,
    errors: Vec<ui::FieldError>,
) -> Result<Resp, Fail> {
    let around = req.read(around)?;
    let labels = around.labels;
    let mut opts = vec![Opt::new("", "まだ決まっていません")];
    opts.extend(around.hokatsu.iter().map(|o| Opt::new(o.id.to_string(), &o.name)));
    let path = match a {
        Some(a) => req.url(&format!("/directory/areas/edit/{}", a.id)),
        None => req.url("/directory/areas/new"),
    };
    let title = match a {
        Some(_) => format!("{}を直す", labels.area()),
        None => format!("{}を登録する", labels.area()),
    };
    let text = |name: &str, label: &str| {
        Field::new(name, label, FieldKind::text(f.get(name))).error_from(&errors)
    };
    let page = Page {
        shell: req.titled(&title),
        title,
        back: match a {
            Some(a) => req.url(&format!("/directory/areas/{}", a.id)),
            None => req.url("/directory/areas"),
        },
        form: ui::FormOpen {
            id: "area".into(),
            action: path.clone(),
            csrf: req.shell.csrf.clone(),
            key: req.new_key(),
            version: a.map(|_| version.to_string()).unwrap_or_default(),
            ..ui::FormOpen::default()
        },
        hidden: merge::still(f),
        fields: vec![
            text("name", "名前").hint("例 東部、ひばり台地区").required(),
            text("kana", "かな").hint("一覧は、かなの順に並びます"),
            Field::new("hokatsu", labels.hokatsu(), FieldKind::select(f.get("hokatsu"), opts))
                .hint(match around.hokatsu.is_empty() {
                    true => "参加している事業所がまだありません。あとから選べます",
                    false => "この範囲を受け持つところ",
                })
                .error_from(&errors),
        ],
        retire: a.map(|_| (path, req.new_key())),
        labels,
        errors,
    };
    let status = if page.errors.is_empty() { 200 } else { 422 };
    Ok(Resp::page(page.render())?.status(status))
}

/// An empty form.
pub(super) fn new(req: &Req) -> Result<Resp, Fail> {
    show(req, None, &Form::default(), 0, Vec::new())
}

/// The form of a stored one.
pub(super) fn edit(req: &Req) -> Result<Resp, Fail> {
    let a = stored(req)?;
    let mut f = typed_of(&a);
    let around = req.read(around)?;
    for (name, value) in merge::was(&parts(&f, &around)) {
        f.push(&name, value);
    }
    show(req, Some(&a), &f, a.version, Vec::new())
}

fn stored(req: &Req) -> Result<Area, Fail> {
    let id: AreaId = req.id("id")?;
    req.read(|cx| areas::for_change(cx, id))
}

/// The 包括 that was chosen; what is no id of one is said beside the field.
fn hokatsu(f: &Form) -> Result<Option<OrganisationId>, Vec<ui::FieldError>> {
    match f.get("hokatsu") {
        "" => Ok(None),
        id => id.parse().map(Some).map_err(|_| {
            let message = "一覧から選んでください".into();
            vec![ui::FieldError { field: "hokatsu".into(), message }]
        }),
    }
}

/// Saves a new one.
pub(super) fn create(req: &Req) -> Result<Resp, Fail> {
    let f = &req.form;
    req.read(|cx| app::authorise(cx, &permissions::AREAS))?;
    let o = match hokatsu(f) {
        Ok(o) => o,
        Err(errors) => return show(req, None, f, 0, errors),
    };
    let (name, kana) = (f.get("name").to_string(), f.get("kana").to_string());
    let done = req.act(move |cx| {
        areas::add_area(cx, &name, &kana, o).map(|id| format!("/directory/areas/towns/{id}"))
    });
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "登録しました。つづけて町を選べます")),
        Err(e) => show(req, None, f, 0, super::field_errors(e)?),
    }
}

/// Saves a changed one, or takes it out of use.
pub(super) fn save(req: &Req) -> Result<Resp, Fail> {
    let a = stored(req)?;
    let id = a.id;
    if req.form.get("_do") == "retire" {
        let to =
            req.act(move |cx| areas::retire_area(cx, id).map(|()| "/directory/areas".into()))?;
        return Ok(Resp::go_saying(to, "使うのをやめました"));
    }
    let version: i64 = req.form.get("_version").parse().unwrap_or(0);
    if version < 1 {
        return Err(Fail::NotFound);
    }
    let (f, answered) = merge::chosen(&req.form, part_of);
    if !answered {
        return stale(req, &a, &req.form, &merge::unanswered(&req.form), false);
    }
    let o = match hokatsu(&f) {
        Ok(o) => o,
        Err(errors) => return show(req, Some(&a), &f, version, errors),
    };
    let (name, kana) = (f.get("name").to_string(), f.get("kana").to_string());
    let done = req.act(move |cx| {
        areas::change_area(cx, id, version, &name, &kana, o)
            .map(|()| format!("/directory/areas/{id}"))
    });
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "保存しました")),
        Err(Error::Stale { .. }) => stale(req, &stored(req)?, &f, &f, true),
        Err(e) => show(req, Some(&a), &f, version, super::field_errors(e)?),
    }
}

fn stale(req: &Req, now: &Area, mine: &Form, form: &Form, answered: bool) -> Result<Resp, Fail> {
    let around = req.read(around)?;
    let by = req.read(|cx| {
        merge::written_by(cx, permissions::AREAS.code, &areas::object(now.id, now.version))
    })?;
    let two = merge::Two {
        title: "圏域を直す",
        action: format!("/directory/areas/edit/{}", now.id),
        cancel: "/directory/areas",
        version: now.version,
        mine: parts(mine, &around),
        theirs: parts(&typed_of(now), &around),
        part_of,
        by,
        also: Vec::new(),
    };
    merge::show(req, form, two, answered)
}

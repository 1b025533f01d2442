//! Writing a 課題, from nothing or from a record of another slice (`/issues/new?from=KIND&id=ID`), and classifying one.
use app::Error;
use askama::Template;
use kernel::{Id, fiscal_year};
use slice::{Evidence, Fail, Form, Req, Resp};
use ui::{Field, FieldError, FieldKind, Opt, Source};

use super::parts::{self, NO_PERSON};
use crate::model::draft::{TEXT, TITLE};
use crate::model::{Issue, Kind, NewIssue, Owner, Profession, Scene};
use crate::use_cases::{self, Choices};
use crate::{IssueId, permissions};

#[derive(Template)]
#[template(path = "issues/form.html")]
struct Page {
    shell: ui::Shell,
    title: String,
    lead: String,
    back: (String, String),
    form: ui::FormOpen,
    errors: Vec<FieldError>,
    hidden: Vec<(&'static str, String)>,
    groups: Vec<(String, Vec<Field>)>,
    save: &'static str,
}

/// What was typed.
#[derive(Default, Clone)]
struct Typed {
    fy: String,
    profession: String,
    title: String,
    detail: String,
    scene: String,
    kind: String,
    owner: String,
}

impl Typed {
    fn of(f: &Form) -> Typed {
        let text = |name: &str| f.get(name).to_string();
        Typed {
            fy: text("fy"),
            profession: text("profession"),
            title: text("title"),
            detail: text("detail"),
            scene: text("scene"),
            kind: text("kind"),
            owner: text("owner"),
        }
    }

    fn stored(i: &Issue) -> Typed {
        let d = &i.about;
        Typed {
            fy: d.fy.to_string(),
            profession: d.profession.code().into(),
            title: d.title.clone(),
            detail: d.detail.clone(),
            scene: d.scene.map_or(String::new(), |s| s.code().into()),
            kind: d.kind.map_or(String::new(), |k| k.code().into()),
            owner: d.owner.map_or(String::new(), Owner::value),
        }
    }

    /// The command; what is no code is a sentence beside its field.
    fn read(&self) -> Result<NewIssue, Error> {
        let Some(profession) = Profession::from_code(&self.profession) else {
            return Err(Error::field("profession", "だれから聞いたかを選んでください"));
        };
        let Ok(fy) = self.fy.parse() else {
            return Err(Error::field("fy", "年度を選んでください"));
        };
        Ok(NewIssue {
            fy,
            profession,
            title: self.title.clone(),
            detail: self.detail.clone(),
            scene: Scene::from_code(&self.scene),
            kind: Kind::from_code(&self.kind),
            owner: Owner::from_value(&self.owner),
        })
    }
}

fn owner_opts(c: &Choices) -> Vec<Opt> {
    let mut out = vec![Opt::new("", "まだ決めていない")];
    out.extend(
        Profession::ALL
            .iter()
            .map(|p| Opt::new(Owner::Profession(*p).value(), format!("{}（職種）", p.label()))),
    );
    out.extend(c.parties.iter().map(|p| Opt::new(Owner::Party(p.id).value(), &p.name)));
    out
}

fn fields(
    req: &Req,
    t: &Typed,
    stored: Option<&Issue>,
    c: &Choices,
    from: Option<&Evidence>,
    errors: &[FieldError],
) -> Vec<(String, Vec<Field>)> {
    let input = |value: &str, max| {
        FieldKind::Text(ui::field::Input {
            value: value.into(),
            max: Some(max),
            ..Default::default()
        })
    };
    let mut title = Field::new("title", "課題を1行で", input(&t.title, TITLE))
        .hint(format!("{NO_PERSON}。例 退院前カンファレンスに呼ばれない"))
        .required()
        .error_from(errors);
    if let Some(e) = from {
        title.sources = vec![Source {
            text: format!("「{}」から", e.title),
            href: Some(req.url(&e.href)),
            person: false,
        }];
    }
    let long = |value: &str| FieldKind::LongText { value: value.into(), rows: 4, max: Some(TEXT) };
    let mut first = vec![title];
    if stored.is_none() {
        let mut professions = vec![Opt::new("", "選んでください")];
        professions.extend(parts::profession_opts());
        first.push(
            Field::new(
                "profession",
                "だれから聞いたか",
                FieldKind::select(&t.profession, professions),
            )
            .hint("記号は、年度と職種ごとに A から順につきます")
            .required()
            .error_from(errors),
        );
        let today = req.app.now().date();
        first.push(
            Field::new("fy", "聞いた年度", FieldKind::select(&t.fy, parts::year_opts(today)))
                .required()
                .error_from(errors),
        );
    }
    first.push(
        Field::new("detail", "くわしい内容", long(&t.detail)).hint(NO_PERSON).error_from(errors),
    );
    let mut scenes: Vec<Opt> = Scene::ALL.iter().map(|s| Opt::new(s.code(), s.label())).collect();
    scenes.push(Opt::new("", "まだ分けない").unknown());
    let mut kinds: Vec<Opt> = Kind::ALL.iter().map(|k| Opt::new(k.code(), k.label())).collect();
    kinds.push(Opt::new("", "まだ分けない").unknown());
    vec![
        (String::new(), first),
        (
            "分ける".into(),
            vec![
                Field::new("scene", "場面", FieldKind::radio(&t.scene, scenes)).error_from(errors),
                Field::new("kind", "種類", FieldKind::radio(&t.kind, kinds)).error_from(errors),
                Field::new("owner", "だれの課題か", FieldKind::select(&t.owner, owner_opts(c)))
                    .hint("取り組める人です。あとで、この人に「フィードバック」の紙をお返しします")
                    .error_from(errors),
            ],
        ),
    ]
}

fn show(
    req: &Req,
    stored: Option<&Issue>,
    t: &Typed,
    from: Option<Evidence>,
    errors: Vec<FieldError>,
) -> Result<Resp, Fail> {
    let choices = req.read(use_cases::choices)?;
    let mut hidden = Vec::new();
    if let Some(e) = &from {
        hidden.push(("from", e.kind.to_string()));
        hidden.push(("id", e.id.to_string()));
    }
    let groups = fields(req, t, stored, &choices, from.as_ref(), &errors);
    let page = Page {
        shell: req.titled("連携課題"),
        title: match stored {
            Some(i) => format!("{} を直す・分ける", i.called()),
            None => "課題を書く".into(),
        },
        lead: match (&from, stored) {
            (Some(e), _) => format!("根拠　{}　{}", e.title, e.figure).trim().to_string(),
            (None, None) => {
                "打ち合わせの記録からは、聞いたことの1行を押すだけで課題になります。".into()
            }
            (None, Some(_)) => "年度・職種・記号は変わりません。".into(),
        },
        back: match stored {
            Some(i) => (i.called(), req.url(&format!("/issues/{}", i.id))),
            None => ("連携課題".into(), req.url("/issues")),
        },
        form: ui::FormOpen {
            id: "issue".into(),
            action: match stored {
                Some(i) => req.url(&format!("/issues/{}/edit", i.id)),
                None => req.url("/issues/new"),
            },
            csrf: req.shell.csrf.clone(),
            key: req.new_key(),
            version: stored.map(|i| i.version.to_string()).unwrap_or_default(),
            ..ui::FormOpen::default()
        },
        hidden,
        groups,
        save: if stored.is_some() { "保存する" } else { "課題にする" },
        errors,
    };
    let status = if page.errors.is_empty() { 200 } else { 422 };
    Ok(Resp::page(page.render())?.status(status))
}

/// What `from` and `id` name, as it stands now; none where they name nothing that the reader may see.
fn cited(req: &Req, f: &Form) -> Result<Option<Evidence>, Fail> {
    let (kind, Ok(id)) = (f.get("from").to_string(), f.get("id").parse::<Id>()) else {
        return Ok(None);
    };
    req.read(|cx| slice::evidence_of(cx, &kind, id))
}

/// GET /issues/new
pub(super) fn new(req: &Req) -> Result<Resp, Fail> {
    req.read(|cx| app::authorise(cx, &permissions::WRITE))?;
    let from = cited(req, &req.query)?;
    let today = req.app.now().date();
    let t = Typed {
        fy: fiscal_year(from.as_ref().map_or(today, |e| e.as_of)).to_string(),
        profession: req.query.get("profession").into(),
        title: from.as_ref().map_or(String::new(), |e| e.title.chars().take(TITLE).collect()),
        ..Typed::default()
    };
    show(req, None, &t, from, Vec::new())
}

/// POST /issues/new
pub(super) fn create(req: &Req) -> Result<Resp, Fail> {
    let t = Typed::of(&req.form);
    let from = cited(req, &req.form)?;
    let kind = from.as_ref().map(|e| (e.kind, e.id));
    let done = t.read().and_then(|d| {
        req.act(move |cx| use_cases::add_issue(cx, &d, kind).map(|id| format!("/issues/{id}")))
    });
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "課題にしました")),
        Err(e) => show(req, None, &t, from, parts::field_errors(e)?),
    }
}

fn stored(req: &Req) -> Result<Issue, Fail> {
    let id: IssueId = req.id("id")?;
    req.read(|cx| use_cases::issue_for_change(cx, id))
}

/// GET /issues/{id}/edit
pub(super) fn edit(req: &Req) -> Result<Resp, Fail> {
    let i = stored(req)?;
    show(req, Some(&i), &Typed::stored(&i), None, Vec::new())
}

/// POST /issues/{id}/edit
pub(super) fn save(req: &Req) -> Result<Resp, Fail> {
    let i = stored(req)?;
    let typed = Typed::of(&req.form);
    let t =
        Typed { fy: i.about.fy.to_string(), profession: i.about.profession.code().into(), ..typed };
    let version = req.form.get("_version").parse().unwrap_or(0);
    let id = i.id;
    let done = t.read().and_then(|d| {
        req.act(move |cx| {
            use_cases::change_issue(cx, id, version, &d).map(|()| format!("/issues/{id}"))
        })
    });
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "保存しました")),
        Err(Error::Stale { .. }) => {
            let say = format!(
                "入力しているあいだに、ほかの人が直しました（いまは「{}」）。見くらべて、もう一度保存してください",
                i.about.title
            );
            let errors = vec![FieldError { field: "title".into(), message: say }];
            Ok(show(req, Some(&i), &t, None, errors)?.status(409))
        }
        Err(e) => show(req, Some(&i), &t, None, parts::field_errors(e)?),
    }
}

//! 受診前フェイスシート: one page to fill in, to print, and to note to whom it went.
use app::{Cx, Error};
use askama::Template;
use forms::validate::Checked;
use forms::{Answers, Draw, Form, Last, Stage, Vars, input};
use kernel::{At, wareki};
use office::print::{LabelValue, PrintJob};
use people::ResidentId;
use people::model::FactKind;
use serde_json::{Value as Json, json};
use slice::{Fail, Req, Resp};
use ui::field::Width;
use ui::{
    Button, ErrorSummary, Field, FieldError, Flash, FlashKind, FormOpen, Html, PlainRow, Rows,
    SendBar, Shell,
};

use super::super::office::{paper, parts, prefill, typed::Typed};
use super::fax::{self, Names};
use crate::model::Method;
use crate::use_cases::face_sheet::{self, ForWriting, Send};

const METHODS: &[Method] = &[Method::Fax, Method::Visit, Method::Post, Method::Family];

/// The sheet being filled in.
#[derive(Debug, Clone)]
struct Work {
    known: ForWriting,
    form: &'static Form,
    vars: Vars,
    answers: Answers,
    base: i64,
    saved: Option<At>,
    now: At,
}

fn said(list: &[&str]) -> Json {
    if list.is_empty() { Json::Null } else { json!(list.join("、")) }
}

fn put(of: &mut Json, name: &str, value: Json) {
    if let Some(map) = of.as_object_mut() {
        map.insert(name.to_string(), value);
    }
}

fn vars(cx: &Cx<'_>, w: &ForWriting) -> Vars {
    let v = &w.view;
    let facts = |kind| -> Vec<&str> {
        v.facts.iter().filter(|f| f.kind == kind).map(|f| f.text.as_str()).collect()
    };
    let mut resident = prefill::resident(&v.resident, v.resident.care_level, cx.today());
    put(&mut resident, "household", json!(v.resident.household));
    put(&mut resident, "insured", json!(v.resident.insured));
    let services: Vec<&str> = v
        .team
        .iter()
        .filter(|m| m.organisation != Some(w.office.id.0))
        .map(|m| m.label.as_str())
        .collect();
    let mut team = prefill::team(&v.team);
    put(&mut team, "services", said(&services));
    let family = v.contacts.iter().find(|c| c.key_person).or_else(|| v.contacts.first());
    if let Some(c) = family {
        put(&mut resident, "family", json!(format!("{}（{}）", c.name, c.relation)));
        put(&mut resident, "family_tel", json!(c.phone));
    }
    let given = v.consents.first().map_or(Json::Null, |_| json!({ "given": true }));
    Vars::new(cx.now())
        .with("resident", resident, Some(prefill::REGISTER), None)
        .with("organisation", prefill::organisation(&w.office), None, None)
        .with("author", json!({ "name": cx.actor().name }), None, None)
        .with("care_team", team, Some(prefill::TEAM), None)
        .with("consent", given, Some("契約時の同意から"), None)
        .with(
            "health",
            json!({
                "diseases": said(&facts(FactKind::Diagnosis)),
                "medicines": said(&facts(FactKind::Medicine)),
                "allergies": said(&facts(FactKind::Allergy)),
            }),
            Some(prefill::REGISTER),
            None,
        )
}

fn work(cx: &Cx<'_>, id: ResidentId, begun: Option<i64>) -> app::Result<Work> {
    let known = face_sheet::for_writing(cx, id)?;
    let form = paper::newest(face_sheet::FORM)?;
    let vars = vars(cx, &known);
    let now = known.latest.as_ref().map_or(0, |v| v.version);
    let draft = known.draft.as_ref().and_then(|d| Some((paper::answers_of(&d.body)?, d.at)));
    let (answers, saved) = match draft {
        Some((a, at)) => (a, Some(at)),
        None => {
            let before =
                known.latest.as_ref().and_then(|v| Some((paper::answers_in(v).ok()?, v.at.date())));
            let last = before.as_ref().map(|(answers, on)| Last {
                form,
                answers,
                on: *on,
                title: "フェイスシート",
            });
            (forms::prefill(form, &vars, last), None)
        }
    };
    Ok(Work { form, vars, answers, base: begun.unwrap_or(now), saved, now: cx.now(), known })
}

#[derive(Template)]
#[template(path = "admission/face.html")]
struct Page {
    shell: Shell,
    back: Html,
    who: Html,
    errors: ErrorSummary,
    notes: Vec<Flash>,
    open: FormOpen,
    chapters: Vec<(String, Vec<String>)>,
    print: Option<Vec<Button>>,
    sent_open: FormOpen,
    sent_fields: Vec<Field>,
    sent_button: Button,
    sent: Rows,
    bar: SendBar,
}

fn log(w: &Work) -> Rows {
    let rows = w
        .known
        .sent
        .iter()
        .map(|s| PlainRow {
            title: format!("{}　{}", s.hospital_name, s.to).trim().to_string().into(),
            meta: ui::spaced([
                wareki::month_day(s.day).into(),
                s.method.label().into(),
                format!("{}さんが {} に記録", s.name, parts::moment(s.at)).into(),
            ]),
            ..PlainRow::default()
        })
        .collect();
    Rows { rows, small: false }
}

fn draw(
    mut shell: Shell,
    mut keys: impl FnMut() -> String,
    w: &Work,
    checked: Option<&Checked>,
    t: &Typed,
    refused: Option<String>,
) -> Page {
    let r = &w.known.view.resident;
    let id = r.id;
    let path = format!("/transitions/face-sheet/{id}");
    shell.title = "受診前フェイスシート".into();
    shell.print.title = "受診前フェイスシート".into();
    let mut errors: Vec<FieldError> = checked.map(Checked::errors).unwrap_or_default();
    errors.extend(t.errors().iter().cloned());
    let mut notes = Vec::new();
    notes.extend(refused.map(|text| Flash::new(FlashKind::Warn, text)));
    if let Some(v) = &w.known.latest {
        notes.push(Flash::new(
            FlashKind::Info,
            format!("第{}版を {} に確定しました（{}さん）", v.version, parts::moment(v.at), v.name),
        ));
    }
    if let Some(at) = w.saved {
        notes.push(Flash::new(
            FlashKind::Info,
            format!("{} に保存した下書きの続きです", parts::moment(at)),
        ));
    }
    let drawn = Draw {
        form: w.form,
        answers: &w.answers,
        checked,
        today: w.now.date(),
        mark_missing: checked.is_some(),
        add_row: None,
    };
    let chapters = w
        .form
        .chapters
        .iter()
        .map(|c| {
            let nodes = drawn.chapter(c).iter().map(ui::Node::render).collect();
            (format!("{}　{}", c.number, c.title), nodes)
        })
        .collect();
    let open = |id: &str, path: &str, key: String| FormOpen {
        id: id.into(),
        action: shell.url(path),
        csrf: shell.csrf.clone(),
        key,
        today: w.now.date().to_string(),
        ..FormOpen::default()
    };
    let print = w.known.latest.is_some().then(|| {
        vec![
            Button::link("印刷する（PDF）", shell.url(&format!("{path}/print"))).icon("print"),
            Button::link(
                "イニシャルで印刷する",
                shell.url(&format!("{path}/print?names=initials")),
            )
            .icon("print"),
        ]
    });
    Page {
        back: ui::back(format!("{} さんのページ", r.name), shell.url(&format!("/people/{id}"))),
        who: Html::trusted("<b>")
            .and(format!("{} さん", r.name))
            .and(Html::trusted("</b>　"))
            .and(parts::age_and_level(r, w.now.date())),
        errors: ErrorSummary { errors, ..ErrorSummary::default() },
        notes,
        open: FormOpen {
            draft_url: shell.url(&path),
            version: w.base.to_string(),
            default: "confirm".into(),
            ..open("face", &path, keys())
        },
        chapters,
        print,
        sent_open: open("sent", &format!("{path}/sent"), keys()),
        sent_fields: vec![
            t.line("hospital", "送った病院", Width::Full).required(),
            t.line("to", "だれに", Width::Full).hint("例：地域連携室 菅野さん"),
            t.radio("method", "送り方", parts::methods(METHODS)).required(),
            t.day_field("day", "送った日").required(),
        ],
        sent_button: Button::submit("送ったと記録する"),
        sent: log(w),
        bar: SendBar {
            label: "確定する".into(),
            head: "つぎ".into(),
            to: "確定すると、印刷できます".into(),
            after: "病院には自動では送りません。印刷して、渡すかFAXで送ります".into(),
            button: Button::submit("フェイスシートを確定する")
                .primary()
                .of_form("face")
                .posting("_do", "confirm"),
            second: None,
        },
        shell,
    }
}

fn blank(w: &Work) -> Typed {
    Typed::blank(w.now.date()).with("method", Method::Fax.code()).with_day("day", w.now.date())
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    let w = req.read(|cx| work(cx, id, None))?;
    Resp::page(draw(req.shell.clone(), || req.new_key(), &w, None, &blank(&w), None).render())
}

/// Keeps what was typed (the script), or confirms it.
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    let begun = paper::begun(&req.form);
    let mut w = req.read(|cx| work(cx, id, begun))?;
    w.answers = input::read(w.form, None, req.form.state(), &w.answers, w.now.date()).answers;
    forms::calculate(w.form, &mut w.answers, &w.vars);
    let draft = paper::draft_body(&w.answers, w.base);
    req.app.write(req.actor()?, move |cx| face_sheet::save_draft(cx, id, &draft))?;
    if req.form.get("_do") != "confirm" {
        return Ok(Resp::json(&json!({ "at": parts::clock(w.now) })));
    }
    let checked = forms::validate(w.form, &w.answers, &w.vars, Stage::Confirm);
    let mut refused = None;
    let mut status = 422;
    if checked.ok() && req.form.state().ok() {
        let (version, base) = (w.form.version.clone(), w.base);
        let body = String::from_utf8(w.answers.canonical(w.form))
            .map_err(|_| Error::Inconsistent("answers that are no text".into()))?;
        let done = req.act(move |cx| {
            face_sheet::confirm(cx, id, &version, &body, base)?;
            Ok(format!("/transitions/face-sheet/{id}"))
        });
        match done {
            Ok(to) => return Ok(Resp::go_saying(to, "受診前フェイスシートを確定しました")),
            Err(Error::Stale { theirs, .. }) => {
                status = 409;
                w.base = theirs;
                refused = Some(format!(
                    "書いているあいだに、第{theirs}版が確定されました。内容を見くらべて、よければもう一度確定してください"
                ));
            }
            Err(e) => match Fail::fields(&e) {
                Some(f) => refused = f.into_iter().next().map(|f| f.message),
                None => return Err(e.into()),
            },
        }
    }
    let page = draw(req.shell.clone(), || req.new_key(), &w, Some(&checked), &blank(&w), refused);
    Ok(Resp::page(page.render())?.status(status))
}

/// Notes to whom it went.
pub(super) fn sent(req: &Req) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    let mut t = Typed::posted(&req.form, req.app.now().date());
    let method = t.code("method", Method::from_code, "送り方を選んでください");
    let day = t.need_day("day", "送った日を入力してください");
    if let (Some(method), Some(day)) = (method, day) {
        let cmd =
            Send { resident: id, hospital: t.text("hospital"), to: t.text("to"), method, day };
        let done = req.act(move |cx| {
            face_sheet::sent(cx, &cmd)?;
            Ok(format!("/transitions/face-sheet/{id}"))
        });
        match done {
            Ok(to) => return Ok(Resp::go_saying(to, "送ったことを記録しました")),
            Err(e) => t.refused(e)?,
        }
    }
    let w = req.read(|cx| work(cx, id, None))?;
    let page = draw(req.shell.clone(), || req.new_key(), &w, None, &t, None);
    Ok(Resp::page(page.render())?.status(422))
}

/// The sheet on paper; `?names=initials` without the name.
pub(super) fn print(req: &Req) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    let names = Names::of(&req.query);
    let (r, v) = req.read(|cx| face_sheet::read(cx, id))?;
    let now = req.app.now();
    let form = paper::form_of(&v)?;
    let mut answers = paper::answers_in(&v)?;
    if names == Names::Initials {
        fax::redacted(&mut answers, &r);
    }
    let heading = vec![
        LabelValue::new("ご本人", names.person(&r, now.date())),
        LabelValue::new("あて先", "地域連携室 御中"),
    ];
    let printing = forms::sheet::Printing { all: false, ..forms::sheet::Printing::FULL };
    let sheet = forms::sheet::form_sheet(form, &answers, heading, printing);
    let job = PrintJob::of(&sheet)
        .map_err(|e| Fail::Use(Error::Inconsistent(format!("face sheet: {e}"))))?
        .title("受診前フェイスシート")
        .subject(names.person(&r, now.date()))
        .sender(req.session.as_ref().map(|s| s.office.clone()).unwrap_or_default())
        .demo(super::demo(&req.shell))
        .edition(format!("第{}版", v.version))
        .printed_at(super::printed_at(now))
        .build();
    Ok(Resp::print(job))
}

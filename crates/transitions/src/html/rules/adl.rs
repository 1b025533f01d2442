//! ADLのようす: the ward enters what it sees, or the 地域連携室 what the ward said; the criteria are asked again.
use app::Cx;
use askama::Template;
use forms::model::Chapter;
use forms::{Answers, Confidential, Draw, Form, Given, Stage, Vars};
use kernel::{At, Date, Hat, wareki};
use slice::{Fail, Req, Resp};
use ui::{Button, ErrorSummary, Field, FieldError, FormOpen, Html, SendBar, Shell};

use crate::model::StayId;
use crate::said;
use crate::use_cases::adl::{Adl, ForAdl, adl, for_adl};
use crate::use_cases::rules;

/// The chapter with who said it and when.
const SAID: &str = "ch_said";
/// The chapter that stands open.
const MOVE: &str = "ch_move";

#[derive(Template)]
#[template(path = "rules/adl.html")]
pub(super) struct Page {
    shell: Shell,
    back: Html,
    name: String,
    facts: String,
    errors: ErrorSummary,
    open: FormOpen,
    who: Vec<Field>,
    main_title: String,
    main: Vec<String>,
    parts: Vec<(String, Vec<String>)>,
    told: Vec<(String, String)>,
    bar: SendBar,
}

fn load(req: &Req) -> Result<(StayId, ForAdl), Fail> {
    let stay = req.id::<StayId>("stay")?;
    Ok((stay, req.read(move |cx: &Cx<'_>| for_adl(cx, stay))?))
}

/// The form, with what is known so far.
pub(super) fn get(req: &Req) -> Result<Resp, Fail> {
    let (_, known) = load(req)?;
    let mut answers = known.answers.clone();
    begin(&mut answers);
    let page =
        draw(req.shell.clone(), req.new_key(), &known, &answers, &[], req.hat(), req.app.now())?;
    Resp::page(page.render())
}

/// Who said it and when is asked anew each time.
fn begin(answers: &mut Answers) {
    for id in ["said.person", "said.profession", "said.on"] {
        answers.set(&forms::Key::single(id), forms::Answer::default());
    }
}

/// Records.
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    let (stay, known) = load(req)?;
    let (form, today) = (rules::ward_form()?, req.app.now().date());
    let mut base = known.answers.clone();
    begin(&mut base);
    let mut answers = forms::input::read(form, None, req.form.state(), &base, today).answers;
    forms::calculate(form, &mut answers, &Vars::new(req.app.now()));
    let checked = forms::validate(form, &answers, &Vars::new(req.app.now()), Stage::Draft);
    let mut errors: Vec<FieldError> = checked.errors();
    if errors.is_empty() {
        let told = told(form, &base, &answers);
        if told.is_empty() {
            let message = "変わったところがありません。変わったところを選んでから記録してください";
            errors.push(FieldError { field: "a.adl.now.eat".into(), message: message.into() });
        } else {
            let cmd = Adl {
                stay,
                day: answers.date("said.on").unwrap_or(today),
                form_version: form.version.clone(),
                answers: told.to_json(),
                said_by: answers.text("said.person").unwrap_or_default().to_owned(),
            };
            let done = req.act(move |cx| {
                adl(cx, &cmd)?;
                Ok(format!("/transitions/{stay}"))
            });
            match done {
                Ok(path) => {
                    let said = "動作のようすを記録し、退院支援のめやすを見直しました";
                    return Ok(Resp::go_saying(path, said));
                }
                Err(e) => {
                    match Fail::fields(&e) {
                        Some(all) => errors.extend(all.into_iter().map(|f| FieldError {
                            field: field(&f.field).into(),
                            message: f.message,
                        })),
                        None => return Err(e.into()),
                    }
                }
            }
        }
    }
    let page = draw(
        req.shell.clone(),
        req.new_key(),
        &known,
        &answers,
        &errors,
        req.hat(),
        req.app.now(),
    )?;
    Ok(Resp::page(page.render())?.status(422))
}

/// Where a refusal of the use case stands on the page.
fn field(name: &str) -> &str {
    match name {
        "day" => "a.said.on",
        "said_by" => "a.said.person",
        _ => "a.adl.now.eat",
    }
}

/// What is new against what was known: only this is told.
fn told(form: &Form, base: &Answers, now: &Answers) -> Answers {
    let mut out = Answers::new();
    for p in form.questions() {
        let id = p.question.link_id.as_str();
        if p.chapter.link_id == SAID {
            continue;
        }
        let key = forms::Key::single(id);
        let Some(answer) = now.get(&key) else { continue };
        let same = base.get(&key).is_some_and(|b| b.given == answer.given);
        if matches!(answer.given, Given::Value(_)) && !same {
            out.set(&key, answer.clone());
        }
    }
    out
}

/// How closely kept questions this reader is asked.
fn upto(hat: Hat) -> Confidential {
    if hat == Hat::Liaison { Confidential::Very } else { Confidential::Restricted }
}

fn nodes(draw: &Draw<'_>, chapter: &Chapter, upto: Confidential) -> Vec<String> {
    if chapter.questions().all(|p| p.question.confidential <= upto) {
        return draw.chapter(chapter).iter().map(ui::Node::render).collect();
    }
    chapter
        .questions()
        .filter(|p| p.question.confidential <= upto)
        .map(|p| draw.field(&p, None).to_string())
        .collect()
}

pub(super) fn draw(
    mut shell: Shell,
    key: String,
    known: &ForAdl,
    answers: &Answers,
    errors: &[FieldError],
    hat: Hat,
    now: At,
) -> Result<Page, Fail> {
    let form = rules::ward_form()?;
    let (s, r) = (&known.stay, &known.resident);
    shell.title = "いまの動作のようす".into();
    let checked = forms::validate(form, answers, &Vars::new(now), Stage::Draft);
    let drawn = Draw {
        form,
        answers,
        checked: Some(&checked),
        today: now.date(),
        mark_missing: false,
        add_row: None,
    };
    let wrong = |mut f: Field| {
        if f.error.is_none() {
            f.error = errors.iter().find(|e| e.field == f.name).map(|e| e.message.clone());
        }
        f
    };
    let asked: &[&str] = if hat == Hat::Liaison {
        &["said.on", "said.profession", "said.person"]
    } else {
        &["said.on"]
    };
    let who = asked
        .iter()
        .filter_map(|id| form.question(id))
        .map(|p| {
            let mut f = wrong(drawn.field(&p, None));
            if p.question.link_id == "said.on" {
                f.label = "見た日".into();
                f.hint = "空欄のときは、きょうの日付で記録します".into();
            }
            f
        })
        .collect();
    let mut main = Vec::new();
    let mut main_title = String::new();
    let mut parts = Vec::new();
    for c in &form.chapters {
        match c.link_id.as_str() {
            SAID => {}
            MOVE => {
                main_title.clone_from(&c.title);
                main = nodes(&drawn, c, upto(hat));
            }
            _ => parts.push((c.title.clone(), nodes(&drawn, c, upto(hat)))),
        }
    }
    let place = [s.ward.as_str(), s.room.as_str()].join(" ");
    Ok(Page {
        back: ui::back("入退院のようす", shell.url(&format!("/transitions/{}", s.id))),
        name: r.name.clone(),
        facts: format!(
            "{}歳　{}　{}入院（{}日目）",
            r.age(now.date()),
            place.trim(),
            wareki::month_day(s.admitted_on),
            s.day(now.date())
        ),
        errors: ErrorSummary::of(errors),
        open: FormOpen {
            id: "adl".into(),
            action: shell.url(&format!("/transitions/{}/adl", s.id)),
            csrf: shell.csrf.clone(),
            key,
            today: now.date().to_string(),
            ..FormOpen::default()
        },
        who,
        main_title,
        main,
        parts,
        told: known.told.iter().take(20).map(|a| (day(a.day, a.at), words(a))).collect(),
        bar: SendBar {
            label: "記録する".into(),
            head: "つぎ".into(),
            to: "この病院の記録になります".into(),
            after: "担当のケアマネジャーも、動作のようすを見られます".into(),
            button: Button::submit("動作のようすを記録する").primary().of_form("adl"),
            second: None,
        },
        shell,
    })
}

fn day(day: Option<Date>, at: At) -> String {
    wareki::month_day(day.unwrap_or_else(|| at.date()))
}

fn words(a: &crate::model::Act) -> String {
    let mut text = said::said(a).map(|s| s.text.join("　")).unwrap_or_default();
    let who = if a.said_by.is_empty() {
        a.name.clone()
    } else {
        format!("{}（入力 {}）", a.said_by, a.name)
    };
    text.push_str(&format!("　{who}"));
    text
}

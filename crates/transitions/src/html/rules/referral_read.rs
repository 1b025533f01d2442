//! 病院・包括 連絡票 as both sides read it: the list, the sheet with its state, the 包括's answer in the same sheet, paper.
use accounts::Organisation;
use app::Error;
use askama::Template;
use forms::sheet::Printing;
use forms::{Answers, Form, Stage, Vars};
use kernel::{At, Hat, Id, wareki};
use office::print::PrintJob;
use slice::{Fail, Req, Resp};
use ui::{
    Button, Empty, ErrorSummary, FieldError, Html, Kv, PlainRow, Rows, SendBar, Shell, TagKind, tag,
};

use super::referral::{ALL, Page, REPLY, chapters, open};
use crate::use_cases::referral::{self as cases, Answer, Line, Reading};
use crate::use_cases::rejudge::answers_of;

#[derive(Template)]
#[template(path = "rules/referrals.html")]
pub(super) struct ListPage {
    shell: Shell,
    lead: &'static str,
    new: Option<Button>,
    rows: Rows,
    empty: Empty,
}

/// The sheets sent and received, newest first.
pub(super) fn list(req: &Req) -> Result<Resp, Fail> {
    let lines = req.read(|cx| cases::list(cx, false))?;
    let page = draw_list(req.titled("病院・包括の連絡票"), req.hat() == Hat::Liaison, &lines);
    Resp::page(page.render())
}

pub(super) fn draw_list(shell: Shell, hospital: bool, lines: &[Line]) -> ListPage {
    let rows = lines
        .iter()
        .map(|l| {
            let r = &l.referral;
            let waits = if hospital {
                r.answered_at.is_some() && r.seen_at.is_none()
            } else {
                r.answered_at.is_none()
            };
            let kind = if waits { TagKind::Due } else { TagKind::Plain };
            PlainRow {
                title: format!("{} さん", l.person).into(),
                href: Some(shell.url(&format!("/transitions/referrals/{}", r.id))),
                tag: Some(tag(kind, r.state(hospital))),
                meta: ui::spaced([
                    format!(
                        "{}{}",
                        moment(r.at),
                        if hospital { " に送りました" } else { " に届きました" }
                    )
                    .into(),
                    ui::org(&l.other.name, l.other.fictitious),
                ]),
            }
        })
        .collect();
    ListPage {
        lead: "ケアマネジャーのいない患者さんのことで、病院と地域包括支援センターがやりとりした票です。",
        new: hospital.then(|| {
            Button::link("連絡票を書く", shell.url("/transitions/referrals/new")).primary()
        }),
        rows: Rows { rows, small: false },
        empty: Empty {
            title: "連絡票は、まだありません".into(),
            text: if hospital {
                "ケアマネジャーがいない患者さんのことを、住所のセンターに相談できます。".into()
            } else {
                "病院から届くと、きょうの画面にも出ます。".into()
            },
            ..Empty::default()
        },
        shell,
    }
}

fn moment(at: At) -> String {
    format!("{} {}:{:02}", wareki::month_day(at.date()), at.time().hour(), at.time().minute())
}

fn form_of(r: &Reading) -> Result<(&'static Form, Answers), Fail> {
    let form = forms::shipped()
        .map_err(|e| Error::Inconsistent(format!("forms: {e}")))?
        .forms
        .get(&r.version.form, &r.version.form_version);
    match (form, answers_of(&r.version)) {
        (Some(f), Some(a)) => Ok((f, a)),
        _ => Err(Error::Inconsistent("a sheet that cannot be read".into()).into()),
    }
}

/// Opens a sheet; opening is noted.
fn opened(req: &Req) -> Result<Reading, Fail> {
    let id: Id = req.id("referral")?;
    Ok(req.app.write(req.actor()?, move |cx| cases::read(cx, id))?)
}

/// The sheet.
pub(super) fn get(req: &Req) -> Result<Resp, Fail> {
    let r = opened(req)?;
    let (form, mut answers) = form_of(&r)?;
    begin(form, &mut answers, &r, req)?;
    let page = draw(req.shell.clone(), req.new_key(), &r, &answers, &[], req.hat(), req.app.now())?;
    Resp::page(page.render())
}

/// Who answers and when stand there to begin with.
fn begin(form: &Form, answers: &mut Answers, r: &Reading, req: &Req) -> Result<(), Fail> {
    if req.hat() != Hat::Hokatsu || r.referral.answered_at.is_some() {
        return Ok(());
    }
    let author = req.actor()?.name.clone();
    let phone = r.hokatsu.organisation.phone.clone();
    let today = req.app.now().date().to_string();
    let vars = Vars::new(req.app.now());
    for (id, text) in [("reply.person", author), ("reply.tel", phone), ("reply.on", today)] {
        let Some(p) = form.question(id) else { continue };
        if answers.value(id).is_none()
            && let Some(v) = forms::vars::value_of(p.question, &[text.into()])
        {
            answers.set(&forms::Key::single(id), forms::Answer::of(v));
        }
    }
    forms::calculate(form, answers, &vars);
    Ok(())
}

/// The 包括 answers.
pub(super) fn answer(req: &Req) -> Result<Resp, Fail> {
    let r = opened(req)?;
    let (form, before) = form_of(&r)?;
    let now = req.app.now();
    let mut answers =
        forms::input::read(form, Some(REPLY), req.form.state(), &before, now.date()).answers;
    let vars = Vars::new(now);
    forms::calculate(form, &mut answers, &vars);
    let in_reply = |field: &str| field.starts_with("a.reply.");
    let mut errors: Vec<FieldError> = forms::validate(form, &answers, &vars, Stage::Confirm)
        .errors()
        .into_iter()
        .filter(|e| in_reply(&e.field))
        .collect();
    if answers.value("reply.plan").is_none() && answers.text("reply.detail").is_none() {
        errors.push(FieldError {
            field: "a.reply.plan".into(),
            message: "これからの予定を選ぶか、返事を書いてください".into(),
        });
    }
    if errors.is_empty() {
        let body = String::from_utf8(answers.canonical(form))
            .map_err(|_| Error::Inconsistent("answers that are no text".into()))?;
        let base = req.form.get("_version").parse().unwrap_or(r.version.version);
        let id = r.referral.id;
        let cmd = Answer { referral: id, base, body };
        let done = req.act(move |cx| {
            cases::answer(cx, &cmd)?;
            Ok(format!("/transitions/referrals/{id}"))
        });
        match done {
            Ok(path) => return Ok(Resp::go_saying(path, "病院に返事をしました")),
            Err(Error::Stale { .. }) => errors.push(FieldError {
                field: "a.reply.detail".into(),
                message: "ほかの人が先に返事をしました。この画面を開きなおして、たしかめてください"
                    .into(),
            }),
            Err(other) => return Err(other.into()),
        }
    }
    let page =
        draw(req.shell.clone(), req.new_key(), &r, &answers, &errors, req.hat(), req.app.now())?;
    Ok(Resp::page(page.render())?.status(422))
}

fn about(r: &Reading, shell: &Shell) -> Html {
    let org = |o: &Organisation| ui::org(&o.name, o.fictitious);
    let mut rows: Vec<(Html, Html)> = vec![
        ("送った人".into(), org(&r.hospital).and(format!("　{}", r.referral.name))),
        ("送った日時".into(), moment(r.referral.at).into()),
        ("送り先".into(), org(&r.hokatsu.organisation)),
    ];
    if !r.hokatsu.organisation.phone.is_empty() {
        rows.push(("センターの電話".into(), r.hokatsu.organisation.phone.as_str().into()));
    }
    if !r.hospital.phone.is_empty() {
        rows.push(("病院の電話".into(), r.hospital.phone.as_str().into()));
    }
    if let Some(day) = r.referral.reply_on {
        rows.push(("返事のほしい日".into(), wareki::month_day(day).into()));
    }
    if let Some(at) = r.referral.opened_at {
        rows.push(("開かれた日時".into(), moment(at).into()));
    }
    if let Some(at) = r.referral.answered_at {
        rows.push(("返事".into(), format!("{}　{}", moment(at), r.referral.answered_name).into()));
    }
    let print = shell.url(&format!("/transitions/referrals/{}/print", r.referral.id));
    Html::trusted("<section class=\"panel\"><h2>この連絡票について</h2>")
        .and(Kv { rows, tight: true, small: true }.html())
        .and(Html::trusted("<p class=\"btns mt4\">"))
        .and(Button::link("印刷する（PDF）", print).icon("print").html())
        .and(Html::trusted("</p></section>"))
}

pub(super) fn draw(
    mut shell: Shell,
    key: String,
    r: &Reading,
    answers: &Answers,
    errors: &[FieldError],
    hat: Hat,
    now: At,
) -> Result<Page, Fail> {
    let (form, stored) = form_of(r)?;
    let name = stored.text("person.name").unwrap_or_default().to_owned();
    shell.title = "連絡票".into();
    let hospital = hat == Hat::Liaison;
    let path = format!("/transitions/referrals/{}/answer", r.referral.id);
    let answering = !hospital;
    let done = r.referral.answered_at.is_some();
    let bar = SendBar {
        label: "返事".into(),
        head: "送り先".into(),
        to: ui::org(&r.hospital.name, r.hospital.fictitious)
            .and(format!("　{} さん", r.referral.name)),
        after: "同じ連絡票に書きこんで、病院に届きます".into(),
        button: Button::submit(if done { "返事を直して送る" } else { "返事を送る" })
            .primary()
            .of_form("reply"),
        second: None,
    };
    let vars = Vars::new(now);
    let mut form_open = open(&shell, key, "reply", &path, now.date().to_string());
    form_open.version = r.version.version.to_string();
    let kind = if done { TagKind::Ok } else { TagKind::Due };
    Ok(Page {
        back: ui::back("連絡票の一覧", shell.url("/transitions/referrals")),
        title: format!("{name} さんの連絡票"),
        lead: format!("{}から {}へ", r.hospital.name, r.hokatsu.organisation.name),
        tags: ui::tags(&[tag(kind, r.referral.state(hospital))]),
        errors: ErrorSummary::of(errors),
        notes: Vec::new(),
        side: about(r, &shell),
        read: forms::read::html(form, &stored, ALL),
        open: if answering { form_open.html() } else { Html::default() },
        chapters: if answering {
            let tried = !errors.is_empty();
            let mut all = chapters(form, answers, &vars, tried, |c| c == REPLY);
            for (heading, nodes) in &mut all {
                if let Some(e) = errors.iter().find(|e| e.field == "a.reply.plan") {
                    nodes.insert(
                        0,
                        Html::trusted("<p class=\"err\">")
                            .and(e.message.as_str())
                            .and(Html::trusted("</p>"))
                            .to_string(),
                    );
                }
                heading.push_str(if done { "（直す）" } else { "" });
            }
            all
        } else {
            Vec::new()
        },
        fields: Vec::new(),
        bar: if answering { bar.html() } else { Html::default() },
        shell,
    })
}

/// The sheet on A4, both halves.
pub(super) fn print(req: &Req) -> Result<Resp, Fail> {
    let r = opened(req)?;
    let (form, answers) = form_of(&r)?;
    let region = req.app.region();
    let demo = region.demo.then(|| {
        let all = if region.fictitious {
            "　人・団体・電話番号はすべて架空です"
        } else {
            ""
        };
        format!("デモ{all}")
    });
    let address =
        format!("{}{}", req.origin, req.url(&format!("/transitions/referrals/{}", r.referral.id)));
    Ok(Resp::print(job(&r, form, &answers, req.app.now(), demo, address)?))
}

pub(super) fn job(
    r: &Reading,
    form: &Form,
    answers: &Answers,
    now: At,
    demo: Option<String>,
    address: String,
) -> Result<PrintJob, Fail> {
    let name = answers.text("person.name").unwrap_or_default();
    let heading = vec![
        office::print::LabelValue::new("あて先", r.hokatsu.organisation.name.clone()),
        office::print::LabelValue::new("送った日時", moment(r.referral.at)),
    ];
    let body = forms::sheet::form_sheet(form, answers, heading, Printing::FULL);
    let t = now.time();
    Ok(PrintJob::of(&body)
        .map_err(|e| Error::Inconsistent(format!("print: {e}")))?
        .title("病院・地域包括支援センター 連絡票")
        .subject(format!("{name} 様"))
        .sender(format!("{}　{}", r.hospital.name, r.referral.name))
        .demo(demo)
        .edition(format!("第{}版", r.version.version))
        .printed_at(format!("{} {}:{:02}", wareki::short(now.date()), t.hour(), t.minute()))
        .qr(Some(address))
        .build())
}

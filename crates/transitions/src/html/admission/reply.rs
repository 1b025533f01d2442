//! 病院からの返事: keyed in by the office on the hospital's behalf, with the paper that came.
use app::Cx;
use askama::Template;
use kernel::{At, Date, Id, wareki};
use people::attachments::{self, AttachmentKind, UploadPart};
use people::authz::What;
use slice::{Fail, Form, Req, Resp};
use ui::field::Width;
use ui::{Button, ErrorSummary, Field, FieldError, FieldKind, FormOpen, Html, Opt, SendBar, Shell};

use super::super::asked::asked;
use super::super::office::{parts, typed};
use crate::model::reply::Content;
use crate::model::{Act, Method, StayId};
use crate::use_cases::reply::{Reply, answerable, reply};
use crate::use_cases::standing::AGAIN;
use crate::use_cases::view::{View, view};
use typed::Typed;

/// How a reply comes in.
const METHODS: &[Method] = &[Method::Fax, Method::Phone, Method::Post, Method::Visit];
const GOT_IT: &str = "got_it";
const QUESTION: &str = "a.again";

#[derive(Template)]
#[template(path = "admission/reply.html")]
struct Page {
    shell: Shell,
    back: Html,
    who: Html,
    errors: ErrorSummary,
    stands: Html,
    open: FormOpen,
    fields: Vec<Field>,
    part: UploadPart,
    bar: SendBar,
}

/// The stay as the form needs it.
#[derive(Debug, Clone)]
struct Known {
    view: View,
    now: At,
}

fn known(cx: &Cx<'_>, id: StayId) -> app::Result<Known> {
    Ok(Known { view: view(cx, id)?, now: cx.now() })
}

/// What can be answered, newest first.
fn to_answer(v: &View) -> impl Iterator<Item = &Act> {
    v.acts.iter().rev().filter(|a| answerable(a) && a.organisation == Some(v.stay.office))
}

fn fields(k: &Known, t: &Typed, form: &Form) -> Vec<Field> {
    let mut answers: Vec<Opt> = to_answer(&k.view)
        .map(|a| {
            let day = a.day.map_or_else(|| "日は不明".into(), wareki::month_day);
            Opt::new(a.id.to_string(), format!("{day}の{}", a.kind.label()))
        })
        .collect();
    answers.push(Opt::new("none", "どれへの返事でもない").none());
    let days = vec![
        Opt::new("today", "きょう"),
        Opt::new("other", "ほかの日"),
        Opt::new("unknown", "わからない").unknown(),
    ];
    let day = Field {
        when: Some(typed::when(
            "day_is",
            "other",
            "「ほかの日」を選んだときだけ、入力してください",
        )),
        ..t.day_field("day", "返事が来た日の日付").hint("昨日 と打つこともできます")
    };
    let said = FieldKind::checks(
        form.all("a.got_it").iter().filter(|v| *v == GOT_IT).cloned().collect(),
        vec![Opt::new(GOT_IT, "受け取りました、という返事")],
    );
    vec![
        t.radio("answers", "どの連絡への返事ですか", answers).required(),
        t.radio("method", "届き方", parts::methods(METHODS)).required(),
        t.radio("day_is", "返事が来た日", days).required(),
        day,
        t.line("from", "病院のだれから", Width::Full).hint("例：地域連携室 菅野さん"),
        t.field("got_it", "返事の中身", said),
        t.line("in_charge", "病院の担当者", Width::Full).hint("書いてあったときだけ"),
        t.line("phone", "担当者の電話", Width::Mid),
        t.day_field("planned_on", "退院の見込みの日")
            .hint("書いてあったときだけ。入れると、退院予定日になります"),
        t.long("note", "そのほかに書いてあったこと", 300),
    ]
}

/// Reads what was typed; what is wrong is noted.
fn read(t: &mut Typed, form: &Form, stay: StayId, today: Date) -> Option<Reply> {
    let answers: Option<Option<Id>> = t.code(
        "answers",
        |c| if c == "none" { Some(None) } else { c.parse().ok().map(Some) },
        "どの連絡への返事かを選んでください",
    );
    let method = t.code("method", Method::from_code, "届き方を選んでください");
    let planned_on = t.day("planned_on");
    let before = t.errors().len();
    let other = t.day("day");
    let day = match (t.text("day_is").as_str(), other) {
        ("today", None) => Some(today),
        ("unknown", None) => None,
        ("today" | "unknown", Some(_)) => {
            t.error("day", "日付を入れるときは、上で「ほかの日」を選んでください");
            None
        }
        (_, Some(day)) => Some(day),
        (_, None) => {
            if t.errors().len() == before {
                t.error("day", "返事が来た日を入力してください");
            }
            None
        }
    };
    t.ok().then_some(())?;
    Some(Reply {
        stay,
        answers: answers?,
        day,
        method: method?,
        from: t.text("from"),
        content: Content {
            got_it: form.all("a.got_it").iter().any(|v| v == GOT_IT),
            in_charge: t.text("in_charge"),
            phone: t.text("phone"),
            planned_on,
            note: t.text("note"),
        },
        scan: Vec::new(),
        again: form.get(AGAIN) == "yes",
    })
}

fn draw(
    mut shell: Shell,
    key: String,
    k: &Known,
    t: &Typed,
    form: &Form,
    files: &[FieldError],
) -> Page {
    let v = &k.view;
    shell.title = "病院からの返事".into();
    let id = v.stay.id;
    let question = t.errors().iter().find(|e| e.field == QUESTION);
    let stands = question.map_or_else(Html::default, |e| {
        let b = Button::submit("もう一度 記録する").of_form("reply").posting(AGAIN, "yes");
        asked(&e.message, b)
    });
    let mut errors: Vec<FieldError> =
        t.errors().iter().filter(|e| e.field != QUESTION).cloned().collect();
    errors.extend(files.iter().cloned());
    Page {
        back: ui::back("紙・FAXでのやりとり", shell.url(&format!("/transitions/{id}/paper"))),
        who: super::who(v),
        errors: ErrorSummary { errors, ..ErrorSummary::default() },
        stands,
        open: FormOpen {
            id: "reply".into(),
            action: shell.url(&format!("/transitions/{id}/reply")),
            csrf: shell.csrf.clone(),
            key,
            today: k.now.date().to_string(),
            multipart: true,
            ..FormOpen::default()
        },
        fields: fields(k, t, form),
        part: UploadPart::new(form, AttachmentKind::FaxReply, files),
        bar: SendBar {
            label: "記録する".into(),
            head: "返事をくれた病院".into(),
            to: parts::hospital(&v.stay, v.hospital.as_ref()),
            after: "あなたの名前で「病院に代わって記録」と残ります。5分間は取り消せます".into(),
            button: Button::submit("返事を記録する").primary().of_form("reply"),
            second: None,
        },
        shell,
    }
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let id: StayId = req.id("stay")?;
    let k = req.read(|cx| known(cx, id))?;
    let newest = to_answer(&k.view).next().map_or_else(|| "none".into(), |a| a.id.to_string());
    let t = Typed::blank(k.now.date())
        .with("day_is", "today")
        .with("method", Method::Fax.code())
        .with("answers", newest);
    let form = Form::default();
    Resp::page(draw(req.shell.clone(), req.new_key(), &k, &t, &form, &[]).render())
}

/// Records it. The files are read and kept before; when the reply is refused, nobody sees them and they are swept away.
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    let id: StayId = req.id("stay")?;
    let today = req.app.now().date();
    let mut t = Typed::posted(&req.form, today);
    let posted = attachments::posted(req);
    let mut bad = posted.refused;
    bad.extend(posted.errors);
    let cmd = read(&mut t, &req.form, id, today);
    if let (Some(mut cmd), true) = (cmd, bad.is_empty()) {
        if !posted.files.is_empty() {
            let resident = req.read(|cx| view(cx, id).map(|v| v.stay.resident))?;
            cmd.scan =
                attachments::keep(&req.app, req.actor()?, resident, What::Document, &posted.files)?;
        }
        let done = req.act(move |cx| {
            reply(cx, &cmd)?;
            Ok(format!("/transitions/{id}/paper"))
        });
        match done {
            Ok(to) => return Ok(Resp::go_saying(to, "病院からの返事を記録しました")),
            Err(e) => t.refused(e)?,
        }
    }
    if !req.files.is_empty() && bad.is_empty() {
        let again = "直したあと、ファイルをもう一度選んでください";
        bad.push(FieldError { field: "files".into(), message: again.into() });
    }
    let k = req.read(|cx| known(cx, id))?;
    let page = draw(req.shell.clone(), req.new_key(), &k, &t, &req.form, &bad);
    let asks = t.errors().iter().all(|e| e.field == QUESTION) && !t.errors().is_empty();
    Ok(Resp::page(page.render())?.status(if asks { 409 } else { 422 }))
}

#[cfg(test)]
mod tests {
    use super::super::super::office::samples;
    use super::*;

    fn html(k: &Known, t: &Typed, form: &Form, bad: &[FieldError]) -> String {
        let page = draw(samples::shell(), "key12345".into(), k, t, form, bad).render().unwrap();
        samples::sound(&page);
        page
    }

    fn sample() -> Known {
        Known { view: samples::view(), now: samples::now() }
    }

    #[test]
    fn the_form_asks_what_was_answered_and_takes_the_paper() {
        let page = html(&sample(), &Typed::blank(samples::today()), &Form::default(), &[]);
        for w in [
            "どの連絡への返事ですか",
            "11月17日（火）の入院の連絡",
            "multipart/form-data",
            "返信FAX",
            "退院の見込みの日",
        ] {
            assert!(page.contains(w), "{w}");
        }
    }

    #[test]
    fn wrong_input_is_kept_and_told_beside_its_field() {
        let body = "a.answers=x&a.method=pigeon&a.day_is=other&a.got_it=got_it&a.from=%3Ci%3E&a.planned_on.era=R&a.planned_on.y=8&a.planned_on.m=2&a.planned_on.d=30";
        let form = Form::parse(body.as_bytes()).unwrap();
        let mut t = Typed::posted(&form, samples::today());
        assert!(read(&mut t, &form, samples::stay().id, samples::today()).is_none());
        let bad = [FieldError { field: "files".into(), message: "読めません".into() }];
        let page = html(&sample(), &t, &form, &bad);
        for w in ["どの連絡への返事かを選んで", "届き方を選んで", "読めません", "value=\"30\""]
        {
            assert!(page.contains(w), "{w}");
        }
        assert!(page.contains("checked") && !page.contains("<i>"));
        let mut long = sample();
        long.view.stay.hospital_name = samples::LONG.into();
        long.view.acts.clear();
        html(&long, &Typed::blank(samples::today()), &Form::default(), &[]);
    }
}

//! 退院後の確認: five questions with はい／いいえ／未確認, and what was said.
use askama::Template;
use kernel::{Date, wareki};
use slice::{Fail, Form, Req, Resp};
use ui::{Button, ErrorSummary, Field, FormOpen, Html, Opt, PlainRow, Rows, SendBar, Shell};

use super::super::office::parts;
use super::super::office::stay::ended_words;
use super::super::office::typed::Typed;
use crate::model::follow_up::{FollowUp, Question, Reply};
use crate::model::{Method, StayId};
use crate::use_cases::follow_up::{Ask, View, follow_up, view};
use crate::words;

#[derive(Template)]
#[template(path = "after/follow_up.html")]
struct FollowUpPage {
    shell: Shell,
    back: Html,
    title: &'static str,
    who: Html,
    errors: ErrorSummary,
    quiet: String,
    open: FormOpen,
    fields: Vec<Field>,
    past: Rows,
    tasks: Rows,
    bar: Html,
}

fn past(v: &View, today: Date) -> Rows {
    let rows = v.done.iter().rev().map(|a| {
        let f = FollowUp::read(a);
        let worry: Vec<&str> = Question::ALL
            .iter()
            .filter(|q| f.is_some_and(|f| f.reply(**q) == q.worrying()))
            .map(|q| q.short())
            .collect();
        let mark = a.detail.codes.first().map_or("", String::as_str);
        let mut meta =
            vec![a.day.map(|d| words::day(d, today)).unwrap_or_default(), a.name.clone()];
        meta.extend((!a.detail.note.is_empty()).then(|| a.detail.note.clone()));
        PlainRow {
            title: format!("退院後{mark}日の確認").into(),
            href: None,
            tag: Some(if worry.is_empty() {
                ui::tag(ui::TagKind::Ok, "気になることはありません")
            } else {
                ui::tag(ui::TagKind::Due, format!("気になること：{}", worry.join("、")))
            }),
            meta: meta.join("・").into(),
        }
    });
    Rows { rows: rows.collect(), small: true }
}

fn tasks(shell: &Shell, v: &View) -> Rows {
    let rows = v.tasks.iter().map(|t| PlainRow {
        title: t.kind.label().into(),
        href: Some(shell.url(&format!("/transitions/tasks/{}", t.id))),
        tag: Some(match t.done_at {
            Some(_) => ui::tag(ui::TagKind::Ok, "終わりました"),
            None => ui::tag(ui::TagKind::Due, format!("{}まで", wareki::month_day(t.due))),
        }),
        meta: t.done_note.as_str().into(),
    });
    Rows { rows: rows.collect(), small: true }
}

fn draw(mut shell: Shell, key: String, v: &View, t: &Typed, today: Date) -> FollowUpPage {
    shell.title = "退院後の確認".into();
    let home = shell.url(&format!("/transitions/{}", v.stay.id));
    let yes_no = || -> Vec<Opt> {
        Reply::ALL
            .iter()
            .map(|r| {
                let o = Opt::new(r.code(), r.label());
                if *r == Reply::Unknown { o.unknown() } else { o }
            })
            .collect()
    };
    let marks = v.days.iter().map(|d| Opt::new(d.to_string(), format!("退院後{d}日"))).collect();
    let mut fields = vec![
        t.radio("mark", "いつの確認", marks).required(),
        t.day_field("day", "確認した日").required(),
        t.radio(
            "method",
            "どうやって",
            parts::methods(&[Method::Phone, Method::Visit, Method::Family, Method::Ict]),
        )
        .required(),
        t.line("said_by", "だれに聞いたか", ui::field::Width::Full).hint("例：ご本人、長男の妻"),
    ];
    fields.extend(Question::ALL.iter().map(|q| {
        let f = t.radio(q.code(), q.label(), yes_no()).required();
        match q {
            Question::Visit => f.hint("「いいえ」のときは、かかりつけ医とたしかめる用事ができます"),
            _ => f,
        }
    }));
    fields.push(t.long("note", "ようす・困りごとの中身", 300));
    let bar = SendBar {
        label: "退院後の確認".into(),
        head: "残るところ".into(),
        to: "この方の経過の記録".into(),
        after: "病院には知らせません".into(),
        button: Button::submit("確認を記録する").primary().of_form("follow"),
        second: None,
    };
    let ended = match (v.stay.ended_on, v.stay.end) {
        (Some(on), Some(end)) => format!("{}に{}", words::day(on, today), ended_words(end)),
        _ => String::new(),
    };
    FollowUpPage {
        back: ui::back("入退院のようす", &home),
        title: "退院後の確認",
        who: Html::trusted("<b>")
            .and(format!("{} さん", v.resident.name))
            .and(Html::trusted("</b>　"))
            .and(ended),
        errors: ErrorSummary::of(t.errors()),
        open: FormOpen {
            id: "follow".into(),
            action: format!("{home}/follow-up"),
            csrf: shell.csrf.clone(),
            key,
            today: today.to_string(),
            ..FormOpen::default()
        },
        fields,
        past: past(v, today),
        tasks: tasks(&shell, v),
        bar: if v.quiet.is_empty() { bar.html() } else { Html::default() },
        quiet: v.quiet.clone(),
        shell,
    }
}

fn show(req: &Req, id: StayId, typed: Option<&Typed>, status: u16) -> Result<Resp, Fail> {
    let v = req.read(move |cx| view(cx, id))?;
    let today = req.app.now().date();
    let begun;
    let t = match typed {
        Some(t) => t,
        None => {
            let mark = v.due.or_else(|| v.days.first().copied()).unwrap_or(0);
            begun = Typed::blank(today)
                .with("mark", mark.to_string())
                .with_day("day", today)
                .with("method", Method::Phone.code());
            &begun
        }
    };
    let page = draw(req.shell.clone(), req.new_key(), &v, t, today);
    Ok(Resp::page(page.render())?.status(status))
}

/// The form.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, req.id("stay")?, None, 200)
}

fn read(stay: StayId, form: &Form, today: Date) -> (Typed, Option<Ask>) {
    let mut t = Typed::posted(form, today);
    let mark = t.code("mark", |v| v.parse::<i64>().ok(), "何日目の確認かを選んでください");
    let day = t.need_day("day", "確認した日を入力してください");
    let method = t.code("method", Method::from_code, "どうやって確認したかを選んでください");
    let mut replies = Vec::new();
    for q in Question::ALL {
        let ask = format!("「{}」に答えてください。わからないときは「未確認」です", q.short());
        replies.push(t.code(q.code(), Reply::from_code, &ask).unwrap_or(Reply::Unknown));
    }
    let reply = |q: Question| {
        let at = Question::ALL.iter().position(|x| *x == q).unwrap_or(0);
        replies.get(at).copied().unwrap_or(Reply::Unknown)
    };
    let answers = FollowUp::of(reply);
    let (said_by, note) = (t.text("said_by"), t.text("note"));
    let cmd = match (mark, day, method) {
        (Some(mark), Some(day), Some(method)) if t.ok() => {
            Some(Ask { stay, mark, day, method, said_by, answers, note })
        }
        _ => None,
    };
    (t, cmd)
}

/// Records it.
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    let id: StayId = req.id("stay")?;
    let (mut t, cmd) = read(id, &req.form, req.app.now().date());
    if let Some(cmd) = cmd {
        let done = req.act(move |cx| {
            follow_up(cx, &cmd)?;
            Ok(format!("/transitions/{id}"))
        });
        match done {
            Ok(to) => return Ok(Resp::go_saying(to, "退院後の確認を記録しました")),
            Err(e) => t.refused(e)?,
        }
    }
    show(req, id, Some(&t), 422)
}

#[cfg(test)]
mod tests {
    use super::super::super::office::samples;
    use super::*;
    use crate::model::follow_up::{Task, TaskKind};
    use crate::model::{ActKind, EndKind};
    use people::ResidentId;

    fn view() -> View {
        let mut stay = samples::stay();
        stay.ended_on = Some(samples::today());
        View {
            resident: samples::resident(),
            done: Vec::new(),
            due: Some(7),
            tasks: Vec::new(),
            days: vec![7, 30],
            quiet: String::new(),
            stay,
        }
    }

    fn html(v: &View, t: &Typed) -> String {
        let page = draw(samples::shell(), "key12345".into(), v, t, samples::today());
        let html = page.render().unwrap();
        samples::sound(&html);
        html
    }

    #[test]
    fn five_questions_with_three_answers_each() {
        let html = html(&view(), &Typed::blank(samples::today()));
        assert_eq!(html.matches(">未確認<").count(), 5);
        assert!(html.contains("まだありません") && html.contains("病院には知らせません"));
    }

    #[test]
    fn what_was_recorded_and_the_task_stand_beside_the_form() {
        let mut v = view();
        v.resident.name = samples::LONG.into();
        let mut a = samples::act(40, ActKind::FollowUp, "2026-11-18");
        a.detail.codes = vec!["7".into()];
        a.detail.note = samples::LONG.into();
        a.detail.data = serde_json::to_value(FollowUp::of(|q| match q {
            Question::Visit => Reply::No,
            _ => Reply::Unknown,
        }))
        .unwrap();
        v.done.push(a);
        v.tasks.push(Task {
            id: samples::id(50),
            stay: v.stay.id,
            resident: ResidentId(samples::id(1)),
            kind: TaskKind::MissedVisit,
            owner_org: samples::office().id,
            owner: None,
            due: samples::today(),
            at: samples::now(),
            done_at: None,
            done_name: String::new(),
            done_note: String::new(),
        });
        let html = html(&v, &Typed::blank(samples::today()));
        assert!(html.contains("気になること：外来") && html.contains("/transitions/tasks/"));
    }

    #[test]
    fn silence_is_explained_and_asks_nothing() {
        let mut v = view();
        v.quiet = "亡くなられたため、確認はしません".into();
        v.stay.end = Some(EndKind::Death);
        let html = html(&v, &Typed::blank(samples::today()));
        assert!(html.contains("お亡くなりになりました") && !html.contains("に退院"));
        assert!(html.contains("亡くなられたため") && !html.contains("確認を記録する"));
    }

    #[test]
    fn an_answer_left_out_is_asked_for_and_the_rest_is_kept() {
        let form = Form::parse(
            "a.mark=7&a.day.era=R&a.day.y=8&a.day.m=11&a.day.d=18&a.method=phone&a.visit=no&a.note=%E9%AB%98%E7%86%B1".as_bytes(),
        )
        .unwrap();
        let (t, cmd) = read(view().stay.id, &form, samples::today());
        assert!(cmd.is_none());
        let html = html(&view(), &t);
        assert!(html.contains("「お薬」に答えてください") && html.contains("高熱"));
    }
}

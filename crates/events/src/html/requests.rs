//! The in-tray of requests for a 出前講座.
use kernel::wareki;
use slice::{Fail, Req, Resp};
use ui::{FieldError, Html, Kv, TagKind, tag};

use super::parts::{self, drawn, fold, form, hidden_field, p, press};
use super::tasks::numbered;
use crate::RequestId;
use crate::store::more::Asked;
use crate::use_cases::{path, requests as act};

fn one(req: &Req, a: &Asked) -> Html {
    let w = &a.wish;
    let name = if a.erased {
        "（消してあります）".to_string()
    } else {
        format!("{}　{}", w.name, w.contact)
    };
    let rows = [
        ("聞きたいこと", w.theme.clone()),
        ("希望の日時", w.when.clone()),
        ("場所", w.place.clone()),
        ("人数", w.persons.clone()),
        ("連絡先", name),
        ("届いた日", wareki::month_day(a.at.date())),
        ("お断りした理由", a.answer.clone()),
    ];
    let rows = rows
        .into_iter()
        .filter(|r| !r.1.is_empty())
        .map(|(l, t)| (Html::from(l), Html::from(t)))
        .collect();
    let state = match a.state.as_str() {
        "new" => tag(TagKind::Due, "返事を待っています"),
        "taken" => tag(TagKind::Ok, "引き受けました"),
        _ => tag(TagKind::Miss, "お断りしました"),
    };
    let here = format!("/events/requests/{}", a.id);
    let mut out = Html::trusted("<section class=\"panel mt4\"><h2>")
        .and(Html::text(&w.group))
        .and(Html::trusted("</h2>"))
        .and(ui::tags(&[state]))
        .and(Kv { rows, ..Kv::default() }.html());
    match (a.state.as_str(), a.event) {
        ("new", _) => {
            let id = a.id.to_string();
            let day = drawn(
                vec![
                    parts::short(req, "day", "開催の日", "").hint("12月4日 ／ R8.12.4").required(),
                ],
                &[],
            );
            let mut take = vec![hidden_field("do", "take")];
            take.extend(day);
            let why = drawn(vec![parts::line(req, "why", "理由", "").required()], &[]);
            let mut no = vec![hidden_field("do", "decline")];
            no.extend(why);
            out = out
                .and(fold(
                    "引き受ける",
                    false,
                    numbered(form(req, &here, &take, "催しを登録する", ""), &format!("t{id}")),
                ))
                .and(fold(
                    "お断りする",
                    false,
                    numbered(
                        form(req, &here, &no, "お断りしたことを書きとめる", ""),
                        &format!("d{id}"),
                    ),
                ));
        }
        ("taken", Some(event)) => {
            out = out.and(parts::buttons(&[ui::Button::link("催しを開く", req.url(&path(event)))]));
        }
        _ => {
            out = out.and(press(
                req,
                &here,
                &[("do", "reopen")],
                ui::Button::submit("返事を待つものに戻す").compact(),
            ));
        }
    }
    out.and(Html::trusted("</section>"))
}

fn show(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let all = req.read(act::list)?;
    let mut parts_all =
        vec![p(&format!("公開ページの申し込み　{}{}", req.origin, req.url("/e/ask")))];
    match all.is_empty() {
        true => parts_all.push(p(
            "まだ申し込みはありません。公開ページのアドレスを、広報やチラシに載せてください。",
        )),
        false => parts_all.extend(all.iter().map(|a| one(req, a))),
    }
    parts::page(req, "出前講座の申し込み", "", Some(("研修・啓発", "/events")), errors, parts_all)
}

/// GET /events/requests
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, vec![])
}

/// POST /events/requests/{id}
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    let id: RequestId = req.id("id")?;
    let mut wrong = Vec::new();
    let tray = || "/events/requests".to_string();
    let done = match req.form.get("do") {
        "take" => {
            let Some(day) = parts::posted_day(req, "day", &mut wrong) else {
                if wrong.is_empty() {
                    wrong.push(FieldError {
                        field: String::new(),
                        message: "開催の日を入力してください".into(),
                    });
                }
                return show(req, wrong);
            };
            req.act(move |cx| act::take(cx, id, day).map(|e| format!("{}/edit", path(e))))
        }
        "decline" => {
            let why = req.form.get("why").to_owned();
            req.act(move |cx| act::decline(cx, id, &why).map(|()| tray()))
        }
        "reopen" => req.act(move |cx| act::reopen(cx, id).map(|()| tray())),
        _ => return Err(Fail::NotFound),
    };
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "書きとめました")),
        Err(e) => show(req, parts::errors(e)?),
    }
}

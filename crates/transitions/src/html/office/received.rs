//! 病院から連絡があった: the office writes down what the hospital told it outside the program, on the hospital's behalf.
use app::Cx;
use askama::Template;
use kernel::{Actor, At, Date, Id};
use slice::{Fail, Req, Resp};
use ui::field::Width;
use ui::{Button, ErrorSummary, Field, FormOpen, Html, Opt, SendBar, Shell};

use super::contact::{METHODS, again, stands, status, wrong};
use super::parts;
use super::typed::{self, Typed};
use crate::model::{Act, ActKind, Method, Progress, StayId};
use crate::permissions;
use crate::use_cases::hear::{Heard, What, hear};
use crate::use_cases::standing::words;
use crate::use_cases::undo;
use crate::use_cases::view::{View, view};
use crate::use_cases::written;

/// Reads what was typed; what is wrong is noted.
fn read(t: &mut Typed, stay: StayId, today: Date) -> Option<Heard> {
    let what = t.code(
        "what",
        |c| [ActKind::PlanningNotice, ActKind::DischargeNotice].into_iter().find(|k| k.code() == c),
        "何の連絡だったかを選んでください",
    );
    let leaves_on = match what {
        Some(ActKind::DischargeNotice) => {
            t.need_day("leaves_on", "病院から聞いた退院日を入力してください")
        }
        _ => None,
    };
    let method = t.code("method", Method::from_code, "連絡のしかたを選んでください");
    let before = t.errors().len();
    let other = t.day("day");
    let day = match (t.text("day_is").as_str(), other) {
        ("today", None) => Some(today),
        ("unknown", None) => None,
        ("today" | "unknown", Some(_)) => {
            t.error("day", "日付を入れるときは、上で「ほかの日」を選んでください");
            None
        }
        ("other" | "", Some(day)) => Some(day),
        ("other", None) if t.errors().len() == before => {
            t.error("day", "連絡があった日を入力してください");
            None
        }
        (_, None) if t.errors().len() == before => {
            t.error("day_is", "連絡があった日を選んでください");
            None
        }
        _ => None,
    };
    t.ok().then_some(())?;
    let what = match (what?, leaves_on) {
        (ActKind::DischargeNotice, Some(on)) => What::Discharge(on),
        _ => What::Planning,
    };
    let (from, note) = (t.text("from"), t.text("note"));
    Some(Heard { stay, what, day, method: method?, from, note, again: false })
}

fn fields(t: &Typed) -> Vec<Field> {
    let whats = [
        Opt::new(ActKind::PlanningNotice.code(), "退院調整を始めるという連絡"),
        Opt::new(ActKind::DischargeNotice.code(), "退院日の連絡"),
    ];
    let days = vec![
        Opt::new("today", "きょう"),
        Opt::new("other", "ほかの日"),
        Opt::new("unknown", "わからない").unknown(),
    ];
    let leaves_on = Field {
        when: Some(typed::when(
            "what",
            ActKind::DischargeNotice.code(),
            "「退院日の連絡」のときだけ、入力してください",
        )),
        ..t.day_field("leaves_on", "聞いた退院日")
            .hint("決まっていないときは、予定の日でかまいません")
    };
    let day = Field {
        when: Some(typed::when(
            "day_is",
            "other",
            "「ほかの日」を選んだときだけ、入力してください",
        )),
        ..t.day_field("day", "連絡があった日の日付")
            .hint("例：令和8年11月18日。昨日 と打つこともできます")
    };
    vec![
        t.radio("what", "何の連絡でしたか", whats.into()).required(),
        leaves_on,
        t.radio("method", "連絡のしかた", parts::methods(METHODS)).required(),
        t.radio("day_is", "連絡があった日", days).required(),
        day,
        t.line("from", "病院のだれから", Width::Full)
            .hint("例：3階東病棟 及川さん。わからなければ空欄でかまいません"),
        t.long("note", "聞いたこと", 300),
    ]
}

#[derive(Template)]
#[template(path = "office/received.html")]
struct ReceivedPage {
    shell: Shell,
    back: Html,
    who: Html,
    told: Vec<(String, Html)>,
    stands: Html,
    errors: ErrorSummary,
    open: FormOpen,
    fields: Vec<Field>,
    bar: SendBar,
}

/// The stay and its reader.
#[derive(Debug, Clone)]
struct Known {
    view: View,
    actor: Actor,
    now: At,
}

fn known(cx: &Cx<'_>, id: StayId) -> app::Result<Known> {
    Ok(Known { view: view(cx, id)?, actor: cx.actor().clone(), now: cx.now() })
}

/// The notices that stand, oldest first, those written down here a moment ago with the button that takes them back.
fn told(shell: &Shell, keys: &mut impl FnMut() -> String, k: &Known) -> Vec<(String, Html)> {
    let can = Progress::new(&k.view.stay, &k.view.acts).can(&k.actor, k.now);
    let notice = |a: &&Act| matches!(a.kind, ActKind::PlanningNotice | ActKind::DischargeNotice);
    let mut rows = Vec::new();
    for a in k.view.acts.iter().filter(notice) {
        let button = if can.unhear.contains(&a.id) {
            let b = Button::submit("取り消す").compact().about(format!("（{}）", a.kind.label()));
            parts::press(shell, &keys(), &format!("/transitions/acts/{}/unhear", a.id), &b)
        } else {
            Html::default()
        };
        rows.push((words(a), button));
    }
    rows
}

fn draw(mut shell: Shell, mut keys: impl FnMut() -> String, k: &Known, t: &Typed) -> ReceivedPage {
    let v = &k.view;
    shell.title = "病院からの連絡".into();
    let id = v.stay.id;
    let place = parts::hospital(&v.stay, v.hospital.as_ref());
    ReceivedPage {
        back: ui::back("入退院のようす", shell.url(&format!("/transitions/{id}"))),
        who: Html::trusted("<b>")
            .and(format!("{} さん", v.resident.name))
            .and(Html::trusted("</b>　"))
            .and(format!("{}に入院", crate::words::day(v.stay.admitted_on, k.now.date())))
            .and(Html::trusted("　"))
            .and(place.clone()),
        told: told(&shell, &mut keys, k),
        stands: stands(t, "received"),
        errors: wrong(t),
        open: FormOpen {
            id: "received".into(),
            action: shell.url(&format!("/transitions/{id}/received")),
            csrf: shell.csrf.clone(),
            key: keys(),
            today: k.now.date().to_string(),
            ..FormOpen::default()
        },
        fields: fields(t),
        bar: SendBar {
            label: "記録する".into(),
            head: "連絡をくれた病院".into(),
            to: place,
            after: if v.stay.hospital.is_some() {
                "病院にも、受けたと記録したことが出ます。病院が同じ連絡を記録すると、1件にまとまります"
                    .into()
            } else {
                "この病院は Yui を使っていません。調査では、病院からの連絡として数えます".into()
            },
            button: Button::submit("連絡があったと記録する").primary().of_form("received"),
            second: None,
        },
        shell,
    }
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let id: StayId = req.id("stay")?;
    let k = req.read(|cx| known(cx, id))?;
    let t = Typed::blank(k.now.date()).with("day_is", "today");
    Resp::page(draw(req.shell.clone(), || req.new_key(), &k, &t).render())
}

/// Records it.
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    let id: StayId = req.id("stay")?;
    let today = req.app.now().date();
    let mut t = Typed::posted(&req.form, today);
    if let Some(mut cmd) = read(&mut t, id, today) {
        cmd.again = again(req);
        let done = req.act(move |cx| {
            hear(cx, &cmd)?;
            Ok(format!("/transitions/{id}"))
        });
        match done {
            Ok(to) => return Ok(Resp::go_saying(to, "病院からの連絡を記録しました")),
            Err(e) => t.refused(e)?,
        }
    }
    let k = req.read(|cx| known(cx, id))?;
    let page = draw(req.shell.clone(), || req.new_key(), &k, &t);
    Ok(Resp::page(page.render())?.status(status(&t)))
}

/// Takes back what was written down a moment ago.
pub(super) fn unhear(req: &Req) -> Result<Resp, Fail> {
    let act: Id = req.id("act")?;
    let done = req.act(move |cx| Ok(format!("/transitions/{}", undo::unhear(cx, act)?)));
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "病院からの連絡の記録を取り消しました")),
        Err(e) => match Fail::fields(&e).and_then(|f| f.into_iter().next()) {
            // too late: the stay's page shows how it stands
            Some(why) => {
                let stay = req.read(|cx| crate::store::act(cx, act).map(|a| a.stay))?;
                super::stay::show(req, stay, super::stay::refused(why.message), 422)
            }
            None => Err(e.into()),
        },
    }
}

/// Was the reader's organisation sent a paper of this stay that it may still read?
pub(super) fn left_here(req: &Req, id: StayId) -> Result<bool, Fail> {
    req.read(|cx| {
        Ok(app::may(cx, &permissions::SHEET_READ)?
            && written::addressed(cx)?.iter().any(|a| a.stay == id))
    })
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;
    use crate::model::act::HEARD;
    use kernel::{ActorKind, Hat};
    use slice::Form;

    fn sample() -> Known {
        Known {
            view: samples::view(),
            actor: Actor {
                kind: ActorKind::Staff,
                account: Some(samples::id(22)),
                organisation: Some(samples::office().id.0),
                hat: Hat::CareManager,
                name: "佐藤 花子".into(),
            },
            now: samples::now(),
        }
    }

    fn html(k: &Known, t: &Typed) -> String {
        let html = draw(samples::shell(), || "key12345".into(), k, t).render().unwrap();
        samples::sound(&html);
        html
    }

    fn typed(body: &str) -> Typed {
        Typed::posted(&Form::parse(body.as_bytes()).unwrap(), samples::today())
    }

    #[test]
    fn the_page_asks_what_when_how_from_whom_and_says_that_it_is_counted() {
        let blank = Typed::blank(samples::today()).with("day_is", "today");
        let page = html(&sample(), &blank);
        for words in ["何の連絡でしたか", "聞いた退院日", "病院のだれから", "1件にまとまります"]
        {
            assert!(page.contains(words), "{words}");
        }
        let mut outside = sample();
        outside.view.hospital = None;
        outside.view.stay.hospital = None;
        outside.view.stay.hospital_name = "盛町病院".into();
        let page = html(&outside, &blank);
        assert!(page.contains("盛町病院") && page.contains("病院からの連絡として数えます"));
        let mut long = sample();
        long.view.resident.name = samples::LONG.into();
        long.view.stay.hospital_name = samples::LONG.into();
        html(&long, &blank.clone().with("from", samples::LONG));
    }

    #[test]
    fn what_was_written_down_a_moment_ago_has_its_button_and_older_lines_have_none() {
        let mut k = sample();
        for (n, minutes) in [(41, -3), (42, -60)] {
            let mut a = samples::act(n, ActKind::DischargeNotice, "2026-11-19");
            a.at = k.now.plus_minutes(minutes);
            a.detail.date = Some("2026-11-25".into());
            a.detail.codes = vec![HEARD.into()];
            k.view.acts.push(a);
        }
        let page = html(&k, &Typed::blank(samples::today()));
        assert_eq!(page.matches("居宅が記録・11月25日（水）の退院").count(), 2);
        assert_eq!(page.matches("/unhear\"").count(), 1);
        assert!(page.contains(&format!("/transitions/acts/{}/unhear", samples::id(41))));
    }

    #[test]
    fn what_is_missing_or_impossible_stands_beside_its_field() {
        let id = samples::stay().id;
        let ask = |body: &str| {
            let mut t = typed(body);
            assert!(read(&mut t, id, samples::today()).is_none(), "{body}");
            html(&sample(), &t)
        };
        let page = ask("");
        for words in ["何の連絡だったかを選んで", "連絡のしかたを選んで", "連絡があった日を選んで"]
        {
            assert!(page.contains(words), "{words}");
        }
        let page = ask("a.what=discharge_notice&a.method=phone&a.day_is=today&a.note=%3Ci%3E");
        assert!(page.contains("聞いた退院日") && page.contains("退院日を入力してください"));
        assert!(!page.contains("<i>"));
        assert!(
            ask("a.what=planning_notice&a.method=phone&a.day_is=other&a.day.y=8&a.day.m=2&a.day.d=30")
                .contains("is-error")
        );
        ask("a.what=planning_notice&a.method=phone&a.day_is=today&a.day.y=R8.11.18");
        ask("a.what=papers&a.method=phone&a.day_is=today");
        ask("a.what=planning_notice&a.method=pigeon&a.day_is=today");
    }

    #[test]
    fn both_notices_are_read_with_a_known_or_an_unknown_day() {
        let id = samples::stay().id;
        let read = |body: &str| {
            let h = read(&mut typed(body), id, samples::today()).unwrap();
            (h.what, h.day)
        };
        assert_eq!(
            read("a.what=planning_notice&a.method=phone&a.day_is=today"),
            (What::Planning, Some(samples::today()))
        );
        assert_eq!(
            read("a.what=discharge_notice&a.leaves_on.y=R8.11.25&a.method=fax&a.day_is=unknown"),
            (What::Discharge("2026-11-25".parse().unwrap()), None)
        );
    }

    #[test]
    fn the_question_is_no_error_to_put_right() {
        let mut t = typed("a.what=planning_notice&a.method=phone&a.day_is=today");
        t.refused(app::Error::field("again", "小田島さんが「退院調整開始の連絡」を記録しました"))
            .unwrap();
        assert_eq!(status(&t), 409);
        let page = html(&sample(), &t);
        assert!(page.contains("もう一度記録しますか") && !page.contains("errsum"));
        assert!(page.contains("form=\"received\" name=\"again\" value=\"yes\""));
        t.error("note", "300文字以内で入力してください");
        assert_eq!(status(&t), 422);
    }
}

//! Papers of discharge written here: 看護サマリー, 診療情報提供書, the sheet for the facility. One page to write, one to read.
use app::Cx;
use askama::Template;
use forms::read::Reading as Shown;
use forms::{Answers, Confidential, Draw, Form, Key, Stage, Vars};
use kernel::{Hat, Id};
use serde_json::json;
use slice::{Fail, Req, Resp};
use ui::{Button, Html, Kv, Shell};

use crate::html::hospital::frame::{self, ActPage, Case, Parts, carry_out};
use crate::html::hospital::typed::Typed;
use crate::html::office::parts;
use crate::model::{Act, ActKind, Paper, StayId};
use crate::use_cases::documents::Reading;
use crate::use_cases::written::{self, ForWriting, HandOver, Written, for_writing, save_draft};

const KINDS: &[ActKind] = &[ActKind::Papers];

/// A paper being written.
#[derive(Debug, Clone)]
struct Work {
    case: Case,
    which: Written,
    form: &'static Form,
    vars: Vars,
    answers: Answers,
    /// Version it was begun from.
    base: i64,
}

fn form_of(which: Written, version: Option<&str>) -> app::Result<&'static Form> {
    let broken = |e: String| app::Error::Inconsistent(format!("forms: {e}"));
    let shipped = forms::shipped().map_err(|e| broken(e.to_string()))?;
    version
        .and_then(|v| shipped.forms.get(which.form(), v))
        .or_else(|| shipped.forms.newest(which.form()))
        .ok_or_else(|| broken(which.form().into()))
}

fn answers_of(body: &str) -> Option<Answers> {
    let mut json: serde_json::Value = serde_json::from_str(body).ok()?;
    match json.get_mut("answers").map(serde_json::Value::take) {
        Some(inner) if inner.is_object() => serde_json::from_value(inner).ok(),
        _ => Answers::from_json(body),
    }
}

fn said(text: &str) -> serde_json::Value {
    if text.trim().is_empty() { serde_json::Value::Null } else { json!(text.trim()) }
}

fn vars(case: &Case, w: &ForWriting, author: &str) -> Vars {
    let (v, s) = (&case.view, &case.view.stay);
    let r = &v.resident;
    let own = v.hospital.as_ref();
    let facility = w.to.as_ref().map(|d| d.words()).unwrap_or_default();
    Vars::new(case.now)
        .with(
            "resident",
            json!({ "name": said(&r.name), "kana": said(&r.kana), "age": r.age(case.now.date()), "care_level": said(r.care_level.code()) }),
            Some("利用者さんの登録内容から"),
            None,
        )
        .with(
            "stay",
            json!({
                "admitted_on": s.admitted_on.to_string(),
                "discharge_on": s.ended_on.or(s.planned_on).map(|d| d.to_string()),
                "ward": said(&s.ward),
                "reason": said(&s.reason),
            }),
            Some("入院の記録から"),
            None,
        )
        .with(
            "organisation",
            json!({
                "name": said(own.map_or(s.hospital_name.as_str(), |h| h.name.as_str())),
                "tel": said(own.map_or("", |h| h.phone.as_str())),
            }),
            None,
            None,
        )
        .with("author", json!({ "name": said(author) }), None, None)
        .with(
            "care_team",
            json!({
                "manager": { "office": said(&v.office.name), "name": said(case.care_manager()) },
                "facility": { "office": said(&facility) },
            }),
            None,
            None,
        )
        .with(
            "health",
            json!({ "allergies": said(&w.allergies.join("、")) }),
            Some("利用者さんの登録内容から"),
            None,
        )
}

/// ADL as the ward told it for the last decision: question of the paper, question of the ward's form.
const ADL: [(&str, &str); 4] = [
    ("adl.move", "adl.now.walk"),
    ("adl.stand", "adl.now.stand"),
    ("adl.eat", "adl.now.eat"),
    ("adl.toilet", "adl.now.excrete"),
];

fn from_ward(answers: &mut Answers, form: &Form, ward: Option<&app::records::Version>) {
    let Some(told) = ward.and_then(|v| answers_of(&v.body)) else { return };
    for (to, from) in ADL {
        if form.question(to).is_none() {
            continue;
        }
        if let Some(a) = told.get(&Key::single(from)).filter(|a| !a.is_blank()) {
            answers.set(&Key::single(to), a.clone());
        }
    }
}

fn work_of(cx: &Cx<'_>, stay: StayId, which: Written) -> app::Result<Work> {
    let w = for_writing(cx, stay, which)?;
    let case = frame::case(cx, stay)?;
    let form = form_of(which, None)?;
    let vars = vars(&case, &w, &cx.actor().name);
    let draft = w.draft.as_ref().and_then(|d| answers_of(&d.body));
    let before = || w.latest.as_ref().and_then(|v| answers_of(&v.body));
    let answers = draft.or_else(before).unwrap_or_else(|| {
        let mut fresh = forms::prefill(form, &vars, None);
        from_ward(&mut fresh, form, w.ward.as_ref());
        fresh
    });
    let base = w.latest.as_ref().map_or(0, |v| v.version);
    Ok(Work { case, which, form, vars, answers, base })
}

fn load(req: &Req) -> Result<(StayId, Work), Fail> {
    let stay = req.id::<StayId>("stay")?;
    let which = Written::from_form(req.param("which")).ok_or(Fail::NotFound)?;
    Ok((stay, req.read(move |cx| work_of(cx, stay, which))?))
}

/// The form.
pub(super) fn get(req: &Req) -> Result<Resp, Fail> {
    let (_, work) = load(req)?;
    let typed = Typed::blank(work.case.now.date()).with("to", work.case.care_manager());
    Resp::page(draw(req.shell.clone(), req.new_key(), &work, &typed, None).render())
}

/// Keeps the draft, or hands over.
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    let (stay, mut work) = load(req)?;
    let today = work.case.now.date();
    let mut typed = Typed::of(&req.form, today);
    let posted = forms::input::read(work.form, None, &typed.form, &work.answers, today);
    work.answers = posted.answers;
    forms::calculate(work.form, &mut work.answers, &work.vars);
    let which = work.which;
    if typed.text("_do") == "save" {
        let body = work.answers.to_json();
        let back = format!("/transitions/{stay}/written/{}", which.form());
        let to = back.clone();
        let done = req.act(move |cx| {
            save_draft(cx, stay, which, &body)?;
            Ok(to.clone())
        });
        match done {
            Ok(path) => {
                return Ok(Resp::go_saying(path, "下書きを保存しました。まだ渡していません"));
            }
            Err(app::Error::KeyReused { .. }) => return Ok(Resp::go(back)),
            Err(e) => typed.refused(e)?,
        }
    }
    let checked = forms::validate(work.form, &work.answers, &work.vars, Stage::Confirm);
    for e in checked.errors() {
        typed.error(&e.field, e.message);
    }
    if typed.ok() {
        let body = String::from_utf8(work.answers.canonical(work.form))
            .map_err(|_| Fail::Use(app::Error::Inconsistent("answers that are no text".into())))?;
        let cmd = HandOver {
            stay,
            which,
            form_version: work.form.version.clone(),
            body,
            base: work.base,
            reason: typed.text("reason"),
            to: typed.text("to"),
        };
        let said = format!("{}を渡しました", which.title());
        if let Some(done) = carry_out(req, stay, &mut typed, KINDS, cmd, written::hand_over, &said)?
        {
            return Ok(done);
        }
    }
    let page = draw(req.shell.clone(), req.new_key(), &work, &typed, Some(&checked));
    Ok(Resp::page(page.render())?.status(typed.status()))
}

fn tail(which: Written) -> &'static str {
    match which {
        Written::Nursing => "/written/nursing-summary",
        Written::Referral => "/written/care-referral",
        Written::Facility => "/written/facility-sheet",
    }
}

fn draw(
    shell: Shell,
    key: String,
    w: &Work,
    t: &Typed,
    checked: Option<&forms::validate::Checked>,
) -> ActPage {
    let drawing = Draw {
        form: w.form,
        answers: &w.answers,
        checked,
        today: w.case.now.date(),
        mark_missing: false,
        add_row: None,
    };
    let mut body = Html::default();
    for chapter in &w.form.chapters {
        body = body
            .and(Html::trusted("<h2 class=\"mt5\">"))
            .and(chapter.title.as_str())
            .and(Html::trusted("</h2>"));
        for node in drawing.chapter(chapter) {
            body = body.and(node.html());
        }
    }
    body = body
        .and(Html::trusted("<p class=\"btns mt5\">"))
        .and(Button::submit("下書きを保存する").posting("_do", "save").html())
        .and(Html::trusted("</p>"));
    let mut fields = vec![t.line("to", "渡す相手", 60)];
    if w.base > 0 {
        fields.push(t.line("reason", "直して渡す理由", 200).required());
    }
    let to = w.case.office_and_person();
    let parts = Parts {
        tail: tail(w.which),
        title: format!("{}を書く", w.which.title()),
        kinds: KINDS,
        fields,
        body,
        bar_head: "渡す相手",
        to: match w.which {
            Written::Facility => to.and("と、行き先の施設"),
            _ => to,
        },
        after: "渡すと、相手はすぐに読めます".into(),
        button: "内容をたしかめて渡す",
        no_contact: true,
        ..Parts::default()
    };
    frame::page(shell, key, &w.case, t, parts)
}

/// Which written paper an act handed over.
pub(super) fn which_of(a: &Act) -> Option<Written> {
    a.record?;
    let has = |p: Paper| a.detail.has(p.code());
    match a.kind {
        ActKind::Papers if has(Paper::Nursing) => Some(Written::Nursing),
        ActKind::Papers if has(Paper::Referral) => Some(Written::Referral),
        ActKind::Papers if has(Paper::Other) => Some(Written::Facility),
        _ => None,
    }
}

#[derive(Template)]
#[template(path = "planning/written.html")]
struct ReadPage {
    shell: Shell,
    back: Html,
    title: &'static str,
    who: String,
    about: Kv,
    press: Html,
    read: Html,
}

/// The paper as its reader sees it. Opening is noted.
pub(super) fn read(req: &Req) -> Result<Resp, Fail> {
    let stay = req.id::<StayId>("stay")?;
    let which = Written::from_form(req.param("which")).ok_or(Fail::NotFound)?;
    let r = req.app.write(req.actor()?, move |cx| written::read(cx, stay, which))?;
    let key = req.new_key();
    let page = draw_read(req.shell.clone(), &key, which, &r, req.actor()?.organisation, req.hat())?;
    Resp::page(page.render())
}

fn draw_read(
    mut shell: Shell,
    key: &str,
    which: Written,
    r: &Reading,
    reader: Option<Id>,
    hat: Hat,
) -> Result<ReadPage, Fail> {
    let v = &r.version;
    let form = form_of(which, Some(&v.form_version)).map_err(Fail::Use)?;
    let answers = answers_of(&v.body)
        .ok_or_else(|| Fail::Use(app::Error::Inconsistent(format!("record {}", v.record))))?;
    let upto = match hat {
        Hat::CareManager | Hat::Hokatsu | Hat::Liaison => Confidential::Very,
        _ => Confidential::Restricted,
    };
    shell.title = format!("{} — {}さん", which.title(), r.resident.name);
    let mut rows: Vec<(Html, Html)> = vec![
        ("書いた人".into(), format!("{}　{}", r.stay.hospital_name, v.name).into()),
        ("日時".into(), parts::moment(v.at).into()),
        ("版".into(), format!("第{}版", v.version).into()),
    ];
    if !v.reason.is_empty() {
        rows.push(("直した理由".into(), v.reason.as_str().into()));
    }
    let waiting = r.act.as_ref().filter(|a| {
        a.received_at.is_none() && a.to_org.is_some() && a.to_org.map(|o| o.0) == reader
    });
    let press = waiting.map_or_else(Html::default, |a| {
        let button = Button::submit("受け取りました").icon("check").primary();
        parts::press(&shell, key, &format!("/transitions/acts/{}/receive", a.id), &button)
    });
    let shown = Shown { all: false, upto, sources: false };
    Ok(ReadPage {
        back: ui::back("入退院のようす", shell.url(&format!("/transitions/{}", r.stay.id))),
        title: which.title(),
        who: format!("{} さん", r.resident.name),
        about: Kv { rows, tight: true, small: false },
        press,
        read: forms::read::html(form, &answers, shown),
        shell,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::hospital::frame::tests::{bare, long, sample, sound};
    use crate::html::hospital::samples::{self, LONG, shell, today};

    fn work(case: Case, which: Written) -> Work {
        let w = ForWriting {
            draft: None,
            latest: None,
            ward: None,
            allergies: vec!["ペニシリン".into()],
            to: None,
        };
        let form = form_of(which, None).unwrap();
        let vars = vars(&case, &w, "小田島 誠");
        let answers = forms::prefill(form, &vars, None);
        Work { case, which, form, vars, answers, base: 0 }
    }

    #[test]
    fn every_paper_begins_with_what_is_known() {
        for which in Written::ALL {
            let w = work(sample(), which);
            let page =
                draw(shell(), "key".into(), &w, &Typed::blank(today()), None).render().unwrap();
            sound(&page);
            for words in ["阿部 ハル", "小田島 誠", "肺炎の疑い", "下書きを保存する"]
            {
                assert!(page.contains(words), "{words} {which:?}");
            }
            for case in [bare(), long()] {
                let mut w = work(case, which);
                w.base = 1;
                let t = Typed::blank(today()).with("reason", LONG);
                let checked = forms::validate(w.form, &w.answers, &w.vars, Stage::Confirm);
                let page = draw(shell(), "key".into(), &w, &t, Some(&checked)).render().unwrap();
                sound(&page);
            }
        }
        let w = work(sample(), Written::Nursing);
        assert_eq!(w.answers.text("illness.allergy"), Some("ペニシリン"));
    }

    #[test]
    fn the_reader_sees_the_paper_and_can_say_that_it_came() {
        for which in Written::ALL {
            let w = work(sample(), which);
            let body = String::from_utf8(w.answers.canonical(w.form)).unwrap();
            let mut act = samples::act(41, ActKind::Papers, "2026-11-18");
            act.to_org = Some(samples::office().id);
            act.record = Some(samples::id(60));
            act.detail.codes = vec![which.paper().code().into()];
            assert_eq!(which_of(&act), Some(which));
            let r = Reading {
                known: None,
                stay: samples::stay(),
                resident: samples::resident(),
                version: app::records::Version {
                    record: samples::id(60),
                    version: 1,
                    state: app::records::State::Confirmed,
                    form: which.form().into(),
                    form_version: w.form.version.clone(),
                    hash: "0".repeat(64),
                    body,
                    source: "own".into(),
                    reason: String::new(),
                    account: None,
                    organisation: Some(samples::hospital().id.0),
                    name: "小田島 誠".into(),
                    at: samples::now(),
                },
                earlier: Vec::new(),
                act: Some(act),
            };
            let page = |reader, hat| {
                draw_read(shell(), "key", which, &r, reader, hat).unwrap().render().unwrap()
            };
            let html = page(Some(samples::office().id.0), Hat::CareManager);
            sound(&html);
            assert!(html.contains("阿部 ハル") && html.contains("/receive"));
            assert!(!page(Some(samples::hospital().id.0), Hat::Liaison).contains("/receive"));
        }
    }
}

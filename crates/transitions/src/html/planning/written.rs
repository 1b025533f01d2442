//! Papers of discharge written here: 看護サマリー, 診療情報提供書, the sheet for the facility. The page to write them
//! (html/planning/written_read.rs: to read and to print).
use accounts::{Organisation, OrganisationId};
use app::Cx;
use askama::Template;
use forms::answers::{Answer, Value};
use forms::{Answers, Draw, Form, Key, Stage, Vars};
use kernel::{Hat, Id};
use serde_json::json;
use slice::{Fail, Req, Resp};
use ui::{Button, FieldKind, Html, Opt, Shell};

use crate::html::hospital::frame::{self, ActPage, Case, Parts, carry_out};
use crate::html::hospital::typed::Typed;
use crate::model::{ActKind, StayId};
use crate::use_cases::written::{self, ForWriting, HandOver, Written, for_writing, save_draft};

const KINDS: &[ActKind] = &[ActKind::Papers];

/// A paper being written.
#[derive(Debug, Clone)]
pub(super) struct Work {
    case: Case,
    which: Written,
    pub(super) form: &'static Form,
    vars: Vars,
    pub(super) answers: Answers,
    /// Version it was begun from.
    base: i64,
    /// To whom it can go here beside the office.
    receivers: Vec<Organisation>,
    /// Where the discharge that was entered leads, when that place works here: the sheet goes there by itself.
    went: Option<String>,
    /// The sheet: facilities that were asked and refused.
    refused: Vec<String>,
}

pub(super) fn form_of(which: Written, version: Option<&str>) -> app::Result<&'static Form> {
    let broken = |e: String| app::Error::Inconsistent(format!("forms: {e}"));
    let shipped = forms::shipped().map_err(|e| broken(e.to_string()))?;
    version
        .and_then(|v| shipped.forms.get(which.form(), v))
        .or_else(|| shipped.forms.newest(which.form()))
        .ok_or_else(|| broken(which.form().into()))
}

pub(super) fn answers_of(body: &str) -> Option<Answers> {
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
            json!({ "name": said(&r.name), "kana": said(&r.kana), "age": r.age(case.now.date()), "care_level": said(r.care_level.code()), "birth": r.birth.to_string(), "sex": said(r.sex.code()), "address": said(&r.address), "tel": said(&r.phone) }),
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
    let doctor = cx.actor().hat == Hat::Doctor && which == Written::Letter;
    let draft = w.draft.as_ref().and_then(|d| answers_of(&d.body));
    let before = || w.latest.as_ref().and_then(|v| answers_of(&v.body));
    let answers = draft.or_else(before).unwrap_or_else(|| {
        let mut fresh = forms::prefill(form, &vars, None);
        from_ward(&mut fresh, form, w.ward.as_ref());
        // a letter is signed by the doctor: by name when it is the doctor who writes it
        if doctor {
            fresh
                .set(&Key::single("from.author"), Answer::of(Value::Text(cx.actor().name.clone())));
        }
        fresh
    });
    let base = w.latest.as_ref().map_or(0, |v| v.version);
    let went = w.to.as_ref().filter(|d| d.known().is_some()).map(|d| d.words());
    let (receivers, refused) = (w.receivers, w.refused);
    Ok(Work { case, which, form, vars, answers, base, receivers, went, refused })
}

fn load(req: &Req) -> Result<(StayId, Work), Fail> {
    let stay = req.id::<StayId>("stay")?;
    let which = Written::from_form(req.param("which")).ok_or(Fail::NotFound)?;
    Ok((stay, req.read(move |cx| work_of(cx, stay, which))?))
}

/// The form.
pub(super) fn get(req: &Req) -> Result<Resp, Fail> {
    let (_, work) = load(req)?;
    let to = if work.which.for_office() { work.case.care_manager() } else { "" };
    let typed = Typed::blank(work.case.now.date()).with("to", to);
    Resp::page(draw(req.shell.clone(), req.new_key(), &work, &typed, None, false).render())
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
    addressed(&mut work, &typed);
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
    let admitted = work.case.view.stay.admitted_on;
    if work.answers.date("stay.discharge_on").is_some_and(|d| d < admitted) {
        let from = kernel::wareki::month_day(admitted);
        typed.error(
            "stay.discharge_on",
            format!("退院日は、入院日（{from}）か、そのあとの日にしてください"),
        );
    }
    // a paper that was handed over is read at once: it is shown once more before
    if which == Written::Facility && work.went.is_none() {
        super::onward::one_of_both(&mut typed, "receiver", "to");
    }
    if which == Written::Facility
        && work.went.is_none()
        && typed.text("receiver").is_empty()
        && typed.text("to").is_empty()
    {
        typed.error("to", written::NO_FACILITY);
    }
    if typed.ok() && typed.text("_do") != "hand" {
        let page = draw(req.shell.clone(), req.new_key(), &work, &typed, Some(&checked), true);
        return Resp::page(page.render());
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
            receiver: typed.text("receiver").parse::<Id>().ok().map(OrganisationId),
        };
        let said = format!("{}を渡しました", which.title());
        if let Some(done) = carry_out(req, stay, &mut typed, KINDS, cmd, written::hand_over, &said)?
        {
            return Ok(done);
        }
    }
    let page = draw(req.shell.clone(), req.new_key(), &work, &typed, Some(&checked), false);
    Ok(Resp::page(page.render())?.status(typed.status()))
}

/// The letter names on its head whom it goes to: who was picked, and the person typed beside; what was written into the
/// form itself stays.
fn addressed(w: &mut Work, t: &Typed) {
    if w.which != Written::Letter {
        return;
    }
    let chosen = t.text("receiver");
    let Some(o) = w.receivers.iter().find(|o| o.id.to_string() == chosen) else { return };
    // the name of the organisation typed once more is nobody's name
    let person = Some(t.text("to")).filter(|p| *p != o.name).unwrap_or_default();
    for (link, text) in [("to.office", o.name.clone()), ("to.person", person)] {
        let key = Key::single(link);
        let blank = w.answers.get(&key).is_none_or(Answer::is_blank);
        if blank && !text.is_empty() {
            w.answers.set(&key, Answer::of(Value::Text(text)));
        }
    }
}

fn tail(which: Written) -> &'static str {
    match which {
        Written::Summary => "/written/discharge-summary",
        Written::Nursing => "/written/nursing-summary",
        Written::Referral => "/written/care-referral",
        Written::Letter => "/written/referral-letter",
        Written::Facility => "/written/facility-sheet",
    }
}

/// The question before a paper goes out: which one, to whom, and the button that does it.
fn last_look(w: &Work, t: &Typed) -> Html {
    let chosen = t.text("receiver");
    let mut to: Vec<String> = Vec::new();
    if w.which.for_office() {
        to.push(format!("{} {}さん", w.case.view.office.name, w.case.care_manager()));
    }
    to.extend(w.receivers.iter().filter(|o| o.id.to_string() == chosen).map(|o| o.name.clone()));
    to.extend(w.went.clone().filter(|_| w.which == Written::Facility));
    let printed = w.which == Written::Facility && chosen.is_empty() && w.went.is_none();
    let whom = match to.as_slice() {
        all if printed => format!(
            "施設には、ここでは渡りません。「{}」には、印刷して渡します。ここで読めるのは{}だけです",
            t.text("to"),
            all.join("、")
        ),
        [] => "だれにも送りません。印刷して渡します".to_string(),
        all => format!("渡す相手: {}。渡すと、すぐに読めます", all.join("、")),
    };
    Html::trusted(
        "<section class=\"panel mb4\" role=\"alert\" aria-labelledby=\"sure\"><h2 id=\"sure\">",
    )
    .and(format!("「{}」を渡しますか", w.which.title()))
    .and(Html::trusted("</h2><p class=\"wrap-ja\">"))
    .and(whom)
    .and(Html::trusted("</p><p class=\"small muted wrap-ja mt2\">"))
    .and("まだ渡していません。下の内容を、もう一度たしかめてください。")
    .and(Html::trusted("</p><p class=\"btns mt3\">"))
    .and(Button::submit("この内容で渡す").of_form("act").posting("_do", "hand").html())
    .and(Html::trusted("</p></section>"))
}

/// Why there is no facility to pick, and the way to one; empty where there is one, or the way is given.
fn nobody_to_pick(shell: &Shell, w: &Work) -> Html {
    if w.which != Written::Facility || w.went.is_some() {
        return Html::default();
    }
    let mut text = String::new();
    if !w.refused.is_empty() {
        text = format!(
            "{}は「受けられません」という返事だったため、ここでは選べません。",
            w.refused.join("、")
        );
    }
    if w.receivers.is_empty() {
        text.push_str("ここで渡せる施設は、まだありません。さきに受け入れを問い合わせると、選べるようになります。");
    }
    if text.is_empty() {
        return Html::default();
    }
    let ask = shell.url(&format!("/transitions/{}/facility", w.case.view.stay.id));
    Html::trusted("<section class=\"panel soft mb4\" aria-labelledby=\"whom\"><h2 id=\"whom\">渡す施設</h2><p class=\"wrap-ja\">")
        .and(text)
        .and(Html::trusted("</p><p class=\"btns mt3\">"))
        .and(Button::link("施設に問い合わせる", ask).compact().html())
        .and(Html::trusted("</p></section>"))
}

fn draw(
    shell: Shell,
    key: String,
    w: &Work,
    t: &Typed,
    checked: Option<&forms::validate::Checked>,
    sure: bool,
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
    let sheet = w.which == Written::Facility;
    let asks = sheet && w.went.is_none();
    let mut fields = vec![if asks {
        t.line("to", "渡す施設の名前（印刷して渡すとき）", 60)
    } else {
        t.line("to", "渡す相手", 60)
    }];
    if !w.receivers.is_empty() && (asks || !sheet) {
        // nothing is chosen beforehand: which one it will be is the person's choice
        let mut opts = vec![Opt::new("", "この一覧にない（印刷して渡す）")];
        opts.extend(w.receivers.iter().map(|f| Opt::new(f.id.to_string(), f.name.clone())));
        let kind = FieldKind::select(t.text("receiver"), opts);
        let field = if sheet {
            t.field("receiver", "渡す施設", kind)
                .hint("問い合わせをした施設から選びます。選んだ施設は、この書類だけを読めます")
        } else {
            t.field("receiver", "ここで渡す相手", kind)
                .hint("選んだ医療機関や薬局は、この書類だけを読めます")
        };
        fields.push(field);
    }
    if w.base > 0 {
        fields.push(t.line("reason", "直して渡す理由", 200).required());
    }
    let to = w.case.office_and_person();
    let lead = if sure { last_look(w, t) } else { nobody_to_pick(&shell, w) };
    let parts = Parts {
        lead,
        tail: tail(w.which),
        title: format!("{}を書く", w.which.title()),
        kinds: KINDS,
        fields,
        body,
        bar_head: "渡す相手",
        to: match (w.which, &w.went) {
            (Written::Letter, _) => "選んだ相手だけ（居宅には渡しません）".into(),
            (Written::Facility, Some(name)) => to.and(format!("と、{name}")),
            (Written::Facility, None) if !w.receivers.is_empty() => to.and("と、選んだ施設"),
            _ => to,
        },
        after: "渡すと、相手はすぐに読めます".into(),
        button: "内容をたしかめて渡す",
        no_contact: true,
        ..Parts::default()
    };
    frame::page(shell, key, &w.case, t, parts)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::html::hospital::frame::tests::{bare, long, sample, sound};
    use crate::html::hospital::samples::{self, LONG, shell, today};

    pub(in crate::html::planning) fn work(case: Case, which: Written) -> Work {
        let w = ForWriting {
            draft: None,
            latest: None,
            ward: None,
            allergies: vec!["ペニシリン".into()],
            to: None,
            receivers: Vec::new(),
            refused: Vec::new(),
        };
        let form = form_of(which, None).unwrap();
        let vars = vars(&case, &w, "小田島 誠");
        let answers = forms::prefill(form, &vars, None);
        Work {
            case,
            which,
            form,
            vars,
            answers,
            base: 0,
            receivers: vec![samples::office()],
            went: None,
            refused: Vec::new(),
        }
    }

    #[test]
    fn every_paper_begins_with_what_is_known() {
        for which in Written::ALL {
            let w = work(sample(), which);
            let page = draw(shell(), "key".into(), &w, &Typed::blank(today()), None, false)
                .render()
                .unwrap();
            sound(&page);
            for words in ["阿部 ハル", "肺炎の疑い", "下書きを保存する"] {
                assert!(page.contains(words), "{words} {which:?}");
            }
            // a letter is signed by the doctor, who need not be the one at the keyboard
            assert_eq!(page.contains("小田島 誠"), which != Written::Letter, "{which:?}");
            for case in [bare(), long()] {
                let mut w = work(case, which);
                w.base = 1;
                let t = Typed::blank(today()).with("reason", LONG);
                let checked = forms::validate(w.form, &w.answers, &w.vars, Stage::Confirm);
                let page =
                    draw(shell(), "key".into(), &w, &t, Some(&checked), false).render().unwrap();
                sound(&page);
            }
        }
        // before it goes out the page says to whom, once more
        let w = work(sample(), Written::Nursing);
        let sure = draw(shell(), "key".into(), &w, &Typed::blank(today()), None, true);
        let sure = sure.render().unwrap();
        sound(&sure);
        for words in [
            "「看護サマリー」を渡しますか",
            "まだ渡していません",
            "この内容で渡す",
            "value=\"hand\"",
        ] {
            assert!(sure.contains(words), "{words}");
        }
        assert_eq!(w.answers.text("illness.allergy"), Some("ペニシリン"));
    }
    #[test]
    fn a_letter_names_whom_it_goes_to_and_keeps_what_was_written() {
        let mut w = work(sample(), Written::Letter);
        let chosen = samples::office();
        let t = Typed::blank(today()).with("receiver", chosen.id.to_string()).with("to", "鈴木 一");
        addressed(&mut w, &t);
        assert_eq!(w.answers.text("to.office"), Some(chosen.name.as_str()));
        assert_eq!(w.answers.text("to.person"), Some("鈴木 一"));
        // nobody typed: the line stays empty; what was written stays
        let mut w = work(sample(), Written::Letter);
        let own = Answer::of(Value::Text("結の里 相談室".into()));
        w.answers.set(&Key::single("to.office"), own);
        let t = Typed::blank(today())
            .with("receiver", chosen.id.to_string())
            .with("to", chosen.name.clone());
        addressed(&mut w, &t);
        assert_eq!(w.answers.text("to.office"), Some("結の里 相談室"));
        assert_eq!(w.answers.text("to.person"), None);
        // other papers have no such line
        let mut w = work(sample(), Written::Nursing);
        addressed(&mut w, &t);
        assert_eq!(w.answers.text("to.office"), None);
    }

    #[test]
    fn a_paper_for_a_facility_says_why_none_can_be_picked_and_to_whom_it_goes() {
        let mut w = work(sample(), Written::Facility);
        w.receivers.clear();
        w.refused = vec!["特養 ひばり荘".into()];
        let t = Typed::blank(today()).with("to", "老健 みずうみ");
        let page = draw(shell(), "key".into(), &w, &t, None, false).render().unwrap();
        sound(&page);
        for words in ["特養 ひばり荘は「受けられません」", "問い合わせる", "渡す施設の名前"]
        {
            assert!(page.contains(words), "{words}");
        }
        let sure = draw(shell(), "key".into(), &w, &t, None, true).render().unwrap();
        sound(&sure);
        assert!(sure.contains("「老健 みずうみ」には、印刷して渡します"), "{sure}");
        w.went = Some("特養 さくら".into());
        let page = draw(shell(), "key".into(), &w, &t, None, false).render().unwrap();
        assert!(!page.contains("受けられません"));
    }
}

//! 病院からの聞き取り: on which day, from whom, how. The rows of 退院・退所情報記録書 §4, entered once.
use askama::Template;
use kernel::{Date, Id, wareki};
use slice::{Fail, Req, Resp};
use ui::field::Width;
use ui::{Button, ErrorSummary, Field, FormOpen, Html, Opt, SendBar, Shell, Table, TableRow};

use super::super::office::parts;
use super::super::office::typed::{Typed, when};
use crate::model::fee_discharge::{Edition, Row};
use crate::model::hearing::{Hearing, HearingWay, offered};
use crate::model::{Act, ActKind, StayId};
use crate::use_cases::hearings::{self, NewHearing, professions};
use crate::use_cases::view::View;

#[derive(Template)]
#[template(path = "fees/hearings.html")]
struct HearingsPage {
    shell: Shell,
    back: Html,
    who: Html,
    errors: ErrorSummary,
    offered: Vec<(String, Button)>,
    rows: Option<Table>,
    from: String,
    from_words: String,
    open: FormOpen,
    fields: Vec<Field>,
    fees: Button,
    bar: SendBar,
}

/// What a hearing is to the guide, as a tag.
pub(super) fn verdict(row: Row) -> Html {
    use ui::{TagKind, tag};
    let not = |words: &str| tag(TagKind::Plain, words).icon("dash");
    match row {
        Row::Counted => tag(TagKind::Ok, "めやすに数えます"),
        Row::SameDay => not("同じ日のため1回と数えます"),
        Row::Late => not("退院から7日を過ぎています"),
        Row::Early => not("入院より前の日です"),
        Row::CheckWay => tag(TagKind::Miss, "要確認（電話）"),
        Row::Way => not("この方法だけでは数えません"),
    }
    .html()
}

fn table(shell: &Shell, keys: &mut impl FnMut() -> String, v: &View, today: Date) -> Option<Table> {
    let heard = Hearing::all(&v.acts);
    if heard.is_empty() {
        return None;
    }
    let guide = Edition::for_stay(&v.stay, today)
        .ok()
        .flatten()
        .map(|e| e.judge(v.stay.admitted_on, v.stay.ended_on, &heard));
    let rows = heard
        .iter()
        .map(|h| {
            let row = guide.as_ref().and_then(|g| g.rows.iter().find(|(id, _)| *id == h.id));
            let how = if h.conference {
                format!("{}（会議）", h.way.label())
            } else {
                h.way.label().to_string()
            };
            let day = wareki::month_day(h.day);
            let path = format!("/transitions/acts/{}/unhear-row", h.id);
            let button = Button::submit("取り消す")
                .text()
                .compact()
                .about(format!("（{day} {}）", h.told.who()));
            TableRow {
                head: day.into(),
                cells: vec![
                    format!("{} {}", h.told.organisation, h.told.who()).into(),
                    how.into(),
                    h.note.as_str().into(),
                    row.map(|(_, r)| verdict(*r)).unwrap_or_default(),
                    parts::press(shell, &keys(), &path, &button),
                ],
            }
        })
        .collect();
    let heads = ["聞き取り日", "だれから", "方法", "聞いたこと", "加算のめやす", "取り消し"];
    Some(Table {
        caption: "病院からの聞き取り".into(),
        heads: heads.map(String::from).to_vec(),
        rows,
    })
}

fn offer(a: &Act) -> String {
    let day = a.day.map(wareki::month_day).unwrap_or_default();
    let what = match a.kind {
        ActKind::Conference => "退院前カンファ",
        ActKind::LiaisonGuidance => "病院の担当者との話し合い（介護支援等連携指導）",
        ActKind::AdmissionContact => "病院を訪ねて、入院の連絡",
        _ => "病院の方と会って",
    };
    let kind = match a.kind {
        ActKind::Conference | ActKind::LiaisonGuidance | ActKind::AdmissionContact => String::new(),
        k => format!("、{}", k.label()),
    };
    format!("{day} {what}{kind}")
}

fn fields(t: &Typed) -> Vec<Field> {
    let mut of = vec![Opt::new("", "選んでください")];
    of.extend(professions().into_iter().map(|(code, word)| Opt::new(code, word)));
    let ways = HearingWay::ALL.iter().map(|w| Opt::new(w.code(), w.label())).collect();
    vec![
        t.day_field("day", "聞き取りをした日")
            .hint("退院のあとも7日後までは、加算のめやすに数えます")
            .required(),
        t.radio("way", "方法", ways).required(),
        t.radio(
            "conference",
            "会議（退院前カンファなど）で聞きましたか",
            vec![Opt::new("no", "いいえ"), Opt::new("yes", "はい")],
        )
        .required(),
        t.select("profession", "だれから（職種）", of),
        Field {
            when: Some(when("profession", "other", "「その他」を選んだときだけ、入力してください")),
            ..t.line("profession_other", "職種の名前", Width::Mid)
        },
        t.line("person", "氏名", Width::Mid).hint("例：小田島 誠"),
        t.line("organisation", "病院・施設の名前", Width::Full).hint("入院先なら、そのままで"),
        t.long("note", "聞いたこと（短く）", 300),
    ]
}

struct Draw<'a> {
    view: &'a View,
    typed: &'a Typed,
    from: Option<&'a Act>,
    today: Date,
}

fn draw(mut shell: Shell, mut keys: impl FnMut() -> String, d: &Draw<'_>) -> HearingsPage {
    let v = d.view;
    let id = v.stay.id;
    shell.title = "病院からの聞き取り".into();
    let here = format!("/transitions/{id}/hearings");
    let mut seen = offered(&v.acts);
    seen.retain(|a| d.from.is_none_or(|f| f.id != a.id));
    HearingsPage {
        back: super::back(&shell, id),
        who: super::who(v),
        errors: ErrorSummary::of(d.typed.errors()),
        offered: seen
            .into_iter()
            .map(|a| {
                let label = offer(a);
                let href = shell.url(&format!("{here}?from={}", a.id));
                let b = Button::link("聞き取りとして書く", href)
                    .compact()
                    .about(format!("（{label}）"));
                (label, b)
            })
            .collect(),
        rows: table(&shell, &mut keys, v, d.today),
        from: d.from.map(|a| a.id.to_string()).unwrap_or_default(),
        from_words: d.from.map(offer).unwrap_or_default(),
        open: FormOpen {
            id: "hearing".into(),
            action: shell.url(&here),
            csrf: shell.csrf.clone(),
            key: keys(),
            today: d.today.to_string(),
            ..FormOpen::default()
        },
        fields: fields(d.typed),
        fees: Button::link("加算のめやすを見る", shell.url(&format!("/transitions/{id}/fees")))
            .compact(),
        bar: SendBar {
            label: "記録する".into(),
            head: "記録".into(),
            to: "あなたの事業所の記録になります。病院の画面にも出ます".into(),
            after: "退院・退所情報記録書の「聞き取りの記録」にも入ります".into(),
            button: Button::submit("聞き取りを記録する").primary().of_form("hearing"),
            second: None,
        },
        shell,
    }
}

/// What the form begins with: today, or what the act says it is made from.
fn begin(v: &View, from: Option<&Act>, today: Date) -> Typed {
    let t = Typed::blank(today).with("organisation", v.stay.hospital_name.clone());
    let Some(a) = from else {
        return t.with_day("day", today).with("conference", "no");
    };
    let t = match a.day {
        Some(d) => t.with_day("day", d),
        None => t,
    };
    let conference = a.kind == ActKind::Conference;
    let t = t.with("way", "face").with("conference", if conference { "yes" } else { "no" });
    if a.kind == ActKind::AdmissionContact {
        return t;
    }
    let guidance = crate::model::fee_hospital::Guidance::all(std::slice::from_ref(a)).pop();
    match guidance {
        Some(g) => t
            .with("way", g.noted.told.way)
            .with("profession", g.noted.told.profession)
            .with("person", g.noted.told.person),
        None if conference => t,
        None if a.heard() => t.with("person", a.said_by.clone()),
        None => t.with("person", a.name.clone()),
    }
}

fn from_of<'a>(v: &'a View, asked: &str) -> Option<&'a Act> {
    offered(&v.acts).into_iter().find(|a| a.id.to_string() == asked)
}

fn load(req: &Req, stay: StayId) -> Result<View, Fail> {
    req.read(|cx| hearings::page(cx, stay))
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let today = req.app.now().date();
    let v = load(req, req.id("stay")?)?;
    let from = from_of(&v, req.query.get("from"));
    let typed = begin(&v, from, today);
    let d = Draw { view: &v, typed: &typed, from, today };
    Resp::page(draw(req.shell.clone(), || req.new_key(), &d).render())
}

fn read(t: &mut Typed, stay: StayId, from: Option<Id>) -> Option<NewHearing> {
    let day = t.need_day("day", "聞き取りをした日を入力してください");
    let way = t.code("way", HearingWay::from_code, "方法を選んでください");
    let yes_no = |c: &str| match c {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    let conference = t.code("conference", yes_no, "会議で聞いたかどうかを選んでください");
    let profession = match (t.text("profession"), t.text("profession_other")) {
        (code, words) if code == "other" && !words.is_empty() => words,
        (code, _) => code,
    };
    let (day, way, conference) = (day?, way?, conference?);
    Some(NewHearing {
        stay,
        day,
        way,
        conference,
        profession,
        person: t.text("person"),
        organisation: t.text("organisation"),
        note: t.text("note"),
        from,
    })
}

/// Records a hearing.
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    let id: StayId = req.id("stay")?;
    let today = req.app.now().date();
    let mut t = Typed::posted(&req.form, today);
    let from: Option<Id> = req.form.get("from").parse().ok();
    if let Some(cmd) = read(&mut t, id, from).filter(|_| t.ok()) {
        let done = req.act(move |cx| {
            hearings::record(cx, &cmd)?;
            Ok(format!("/transitions/{id}/hearings"))
        });
        match done {
            Ok(to) => return Ok(Resp::go_saying(to, "聞き取りを記録しました")),
            Err(e) => t.refused(e)?,
        }
    }
    let v = load(req, id)?;
    let from = from_of(&v, req.form.get("from"));
    let d = Draw { view: &v, typed: &t, from, today };
    Ok(Resp::page(draw(req.shell.clone(), || req.new_key(), &d).render())?.status(422))
}

/// Takes a hearing out.
pub(super) fn withdraw(req: &Req) -> Result<Resp, Fail> {
    let act: Id = req.id("act")?;
    let to = req.act(move |cx| {
        let stay = hearings::withdraw(cx, act)?;
        Ok(format!("/transitions/{stay}/hearings"))
    })?;
    Ok(Resp::go_saying(to, "聞き取りを取り消しました"))
}

#[cfg(test)]
mod tests {
    use super::super::samples as fee;
    use super::*;
    use crate::html::office::samples;
    use crate::model::Method;
    use slice::Form;

    fn html(v: &View, t: &Typed, from: Option<&Act>) -> String {
        let d = Draw { view: v, typed: t, from, today: samples::today() };
        let page = draw(samples::shell(), || "key12345".into(), &d).render().unwrap();
        samples::sound(&page);
        page
    }

    fn typed(body: &str) -> Typed {
        Typed::posted(&Form::parse(body.as_bytes()).unwrap(), samples::today())
    }

    #[test]
    fn recorded_hearings_stand_with_what_the_guide_makes_of_them() {
        let v = fee::view();
        let page = html(&v, &begin(&v, None, samples::today()), None);
        assert_eq!(page.matches("class=\"tag ok\"").count(), 2);
        assert!(page.contains("同じ日のため1回と数えます") && page.contains("ビデオ通話（会議）"));
        assert!(page.contains("小田島 誠さん") && page.contains("/unhear-row"));
        assert!(page.contains("みどり総合病院") && page.contains("value=\"8\""));
    }

    #[test]
    fn nothing_recorded_shows_only_the_form() {
        let v = samples::view();
        let page = html(&v, &begin(&v, None, samples::today()), None);
        assert!(page.contains("まだ聞き取りの記録はありません") && !page.contains("unhear-row"));
        assert!(!page.contains("聞き取りとして書く"));
    }

    #[test]
    fn a_visit_is_offered_and_fills_the_form() {
        let mut v = samples::view();
        let mut visit = samples::act(50, ActKind::PlanningNotice, "2026-11-18");
        visit.method = Some(Method::Visit);
        visit.name = "小田島 誠".into();
        v.acts.push(visit.clone());
        let page = html(&v, &begin(&v, None, samples::today()), None);
        assert!(page.contains("11月18日（水） 病院の方と会って、退院調整開始の連絡"));
        let filled = html(&v, &begin(&v, Some(&visit), samples::today()), Some(&visit));
        assert!(filled.contains("value=\"小田島 誠\"") && filled.contains("name=\"from\""));
        // recorded from it, it is offered no more
        let mut used = fee::hearing(70, "2026-11-18", HearingWay::Face, false, "小田島 誠");
        used.record = Some(visit.id);
        v.acts.push(used);
        assert!(!html(&v, &Typed::blank(samples::today()), None).contains("聞き取りとして書く"));
    }

    #[test]
    fn errors_stand_beside_their_fields_and_long_names_stay_text() {
        let mut v = fee::view();
        v.resident.name = samples::LONG.into();
        v.acts.push(fee::hearing(71, "2026-11-19", HearingWay::Fax, false, samples::LONG));
        let mut t = typed("a.day.y=8&a.day.m=2&a.day.d=30&a.person=%3Ci%3E");
        assert!(read(&mut t, v.stay.id, None).is_none());
        let page = html(&v, &t, None);
        assert!(
            page.contains("方法を選んでください")
                && page.contains("会議で聞いたかどうか")
                && page.contains("&#60;i&#62;")
                && !page.contains("<i>")
        );
        assert!(page.contains("この方法だけでは数えません"));
    }
}

//! The checklist until discharge: each item with who takes it, until when, and one press for 済み／不要／まだ.
use app::Error;
use kernel::wareki;
use slice::{Fail, Req, Resp};
use ui::{Button, FieldKind, FormOpen, Html, Opt, Shell, TagKind, tag};

use crate::html::hospital::frame::{self, ActPage, Case, Parts};
use crate::html::hospital::typed::Typed;
use crate::model::StayId;
use crate::model::checklist::{CheckState, Checked, Checklist, Taker, checklist, left};
use crate::use_cases::checklist::{Tick, tick};

/// The list.
pub(super) fn get(req: &Req) -> Result<Resp, Fail> {
    let stay = req.id::<StayId>("stay")?;
    let case = req.read(move |cx| frame::case(cx, stay))?;
    let typed = Typed::blank(case.now.date());
    let page = page(req.shell.clone(), || req.new_key(), &case, &typed);
    Resp::page(askama::Template::render(&page))
}

/// One item.
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    let stay = req.id::<StayId>("stay")?;
    let mut typed = Typed::of(&req.form, req.app.now().date());
    if let Some(cmd) = read(stay, &mut typed) {
        let back = format!("/transitions/{stay}/checklist");
        let to = back.clone();
        let done = req.act(move |cx| {
            tick(cx, &cmd)?;
            Ok(to.clone())
        });
        match done {
            Ok(path) => return Ok(Resp::go_saying(path, "準備の一覧に記録しました")),
            Err(Error::KeyReused { .. }) => return Ok(Resp::go(back)),
            Err(e) => typed.refused(e)?,
        }
    }
    let case = req.read(move |cx| frame::case(cx, stay))?;
    let page = page(req.shell.clone(), || req.new_key(), &case, &typed);
    Ok(Resp::page(askama::Template::render(&page))?.status(typed.status()))
}

fn read(stay: StayId, t: &mut Typed) -> Option<Tick> {
    let item = t.text("item");
    if Checklist::shipped().item(&item).is_none() {
        // no field to stand beside: the page as a whole
        t.error("", "項目を一覧から選んでください");
        return None;
    }
    let state = CheckState::from_code(&t.text("state"));
    if state.is_none() {
        t.error("", "「済み」「不要」「まだ」のどれかを押してください");
    }
    let taker = t.code(&format!("who.{item}"), Taker::from_code, "受け持ちを選んでください");
    let until = t.maybe_day(&format!("until.{item}"));
    t.ok().then_some(())?;
    let note = t.text(&format!("note.{item}"));
    Some(Tick { stay, item, state: state?, taker: taker?, until, note })
}

fn state_tag(c: &Checked<'_>, case: &Case) -> Html {
    let (kind, words) = match c.state {
        Some(CheckState::Done) => (TagKind::Ok, "済み"),
        Some(CheckState::NotNeeded) => (TagKind::Plain, "不要"),
        Some(CheckState::Open) if c.late(case.now.date()) => {
            (TagKind::Over, "まだ（日を過ぎています）")
        }
        Some(CheckState::Open) => (TagKind::Due, "まだ"),
        None => (TagKind::Miss, "要るかどうか未確認"),
    };
    tag(kind, words).html()
}

fn meta(c: &Checked<'_>) -> String {
    let mut out = vec![c.taker.label().to_owned()];
    out.extend(c.until.map(|d| format!("{}まで", wareki::month_day(d))));
    if !c.note.is_empty() {
        out.push(c.note.to_owned());
    }
    if let Some(a) = c.act {
        out.push(format!("{} {}さん", wareki::month_day(a.at.date()), a.name));
    }
    out.join("・")
}

fn item(shell: &Shell, key: String, case: &Case, c: &Checked<'_>, t: &Typed) -> Html {
    let code = c.item.code.as_str();
    let posted = t.text("item") == code;
    let name = |part: &str| format!("{part}.{code}");
    // what was typed into this item comes back; the others show what stands
    let mut own = if posted { t.clone() } else { Typed::blank(case.now.date()) };
    if !posted {
        own = own.with(&name("who"), c.taker.code()).with(&name("note"), c.note);
        if let Some(d) = c.until {
            own = own.with_day(&name("until"), d);
        }
    }
    let open = FormOpen {
        id: format!("f-{code}"),
        action: shell.url(&format!("/transitions/{}/checklist", case.view.stay.id)),
        csrf: shell.csrf.clone(),
        key,
        today: case.now.date().to_string(),
        ..FormOpen::default()
    };
    let takers = Taker::ALL.iter().map(|k| Opt::new(k.code(), k.label())).collect();
    let fields = [
        own.field(&name("who"), "受け持ち", FieldKind::select(own.text(&name("who")), takers)),
        own.date(&name("until"), "いつまでに"),
        own.line(&name("note"), "ひとこと", 120),
    ];
    let button = |state: CheckState, words: &'static str| {
        Button::submit(words)
            .compact()
            .posting("state", state.code())
            .about(format!("（{}）", c.item.label))
            .html()
    };
    let mut buttons = Html::default();
    for (state, words) in [
        (CheckState::Done, "済みにする"),
        (CheckState::NotNeeded, "不要にする"),
        (
            CheckState::Open,
            if c.state == Some(CheckState::Open) {
                "受け持ちと日を変える"
            } else {
                "まだにする"
            },
        ),
    ] {
        if c.state != Some(state) || state == CheckState::Open {
            buttons = buttons.and(button(state, words));
        }
    }
    let [who, until, note] = fields;
    Html::trusted("<li><div class=\"head\"><b>")
        .and(c.item.label.as_str())
        .and(Html::trusted("</b>"))
        .and(state_tag(c, case))
        .and(Html::trusted("</div><p class=\"meta wrap-ja\">"))
        .and(meta(c))
        .and(Html::trusted("</p>"))
        .and(open.html())
        .and(Html::trusted("<input type=\"hidden\" name=\"item\" value=\""))
        .and(code)
        .and(Html::trusted("\">"))
        .and(Html::trusted(format!(
            "<details class=\"see mt2\"{}><summary>受け持ち・日・ひとこと<span class=\"vh\">（",
            if posted { " open" } else { "" }
        )))
        .and(c.item.label.as_str())
        .and(Html::trusted("）</span></summary><div class=\"see-body\">"))
        .and(Html::of(&who))
        .and(Html::of(&until))
        .and(Html::of(&note))
        .and(Html::trusted("</div></details><p class=\"btns mt2\">"))
        .and(buttons)
        .and(Html::trusted("</p></form></li>"))
}

fn page(shell: Shell, mut keys: impl FnMut() -> String, case: &Case, t: &Typed) -> ActPage {
    let all = checklist(&case.view.stay, &case.view.acts);
    let unsaid = all.iter().filter(|c| c.state.is_none()).count();
    let over = case.view.stay.end.is_some_and(crate::model::EndKind::excluded);
    let mut body = Html::trusted("<p class=\"note mb3\">")
        .and(Html::trusted(ui::icon("info").to_string()))
        .and(Html::trusted("<span class=\"wrap-ja\">"))
        .and(match unsaid {
            0 => format!("あと {}件です。病院とケアマネジャーの両方が、印をつけられます。", left(&all)),
            n => format!(
                "あと {}件です。ほかに、要るかどうか未確認のものが {n}件あります。病院とケアマネジャーの両方が、印をつけられます。",
                left(&all)
            ),
        })
        .and(Html::trusted("</span></p>"));
    if over {
        body = Html::trusted("<p class=\"note mb3\">")
            .and(Html::trusted(ui::icon("info").to_string()))
            .and(Html::trusted("<span>この入院は終わっています。</span></p>"));
    }
    if !over {
        body = body.and(Html::trusted("<ul class=\"rows\">"));
        for c in &all {
            body = body.and(item(&shell, keys(), case, c, t));
        }
        body = body.and(Html::trusted("</ul>"));
    }
    body = body
        .and(Html::trusted("<p class=\"small muted mt3 wrap-ja\">"))
        .and(format!("一覧の版 {}。{}", Checklist::shipped().version, Checklist::shipped().source))
        .and(Html::trusted("</p>"));
    let parts = Parts {
        tail: "/checklist",
        title: "退院までの準備".into(),
        lead: body,
        ..Parts::default()
    };
    let key = keys();
    frame::page(shell, key, case, t, parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::hospital::frame::tests::{bare, long, sample, sound};
    use crate::html::hospital::samples::{self, LONG, shell, today};
    use crate::model::{ActKind, EndKind};
    use askama::Template;

    fn html(case: &Case, t: &Typed) -> String {
        page(shell(), || "key".into(), case, t).render().unwrap()
    }

    #[test]
    fn every_item_has_who_until_when_and_its_presses() {
        let mut case = sample();
        case.view.stay.planned_on = Some("2026-11-20".parse().unwrap());
        let mut a = samples::act(41, ActKind::Checklist, "2026-11-18");
        a.detail.codes = vec!["taxi".into(), "open".into(), "office".into()];
        a.detail.date = Some("2026-11-18".into());
        a.detail.note = "車いすのまま".into();
        case.view.acts.push(a);
        let page = html(&case, &Typed::blank(today()));
        sound(&page);
        for words in [
            "帰りの介護タクシー",
            "まだ（日を過ぎています）",
            "ケアマネジャー・11月18日（水）まで・車いすのまま",
            "要るかどうか未確認",
            "済みにする",
        ] {
            assert!(page.contains(words), "{words}");
        }
        sound(&html(&bare(), &Typed::blank(today())));
        sound(&html(&long(), &Typed::blank(today())));
        case.view.stay.end = Some(EndKind::Death);
        let page = html(&case, &Typed::blank(today()));
        sound(&page);
        assert!(!page.contains("済みにする"));
    }

    #[test]
    fn a_wrong_day_stays_in_its_item() {
        let mut t = Typed::blank(today())
            .with("item", "bed")
            .with("state", "open")
            .with("who.bed", "family")
            .with("note.bed", LONG)
            .with("until.bed.era", "R")
            .with("until.bed.y", "8")
            .with("until.bed.m", "2")
            .with("until.bed.d", "30");
        assert!(read(sample().view.stay.id, &mut t).is_none());
        let page = html(&sample(), &t);
        sound(&page);
        assert!(page.contains("カレンダーにありません") && page.contains("value=\"30\""));
        let mut t = Typed::blank(today()).with("item", "x");
        assert!(read(sample().view.stay.id, &mut t).is_none());
        sound(&html(&sample(), &t));
    }
}

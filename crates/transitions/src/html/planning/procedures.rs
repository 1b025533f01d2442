//! 退院後の医療処置: what goes on at home, as of which day.
use app::Cx;
use kernel::{Id, wareki};
use slice::{Fail, Req, Resp};
use ui::{FieldKind, Html, Kv, Opt, Shell};

use crate::html::hospital::frame::{self, ActPage, Case, Parts, carry_out};
use crate::html::hospital::typed::Typed;
use crate::model::{ActKind, StayId, codes};
use crate::use_cases::procedures::{Procedures, procedures};

const KINDS: &[ActKind] = &[ActKind::Procedures, ActKind::Ended];
const NONE: &str = "none";
/// Not a field: what was sent is what stands.
const UNCHANGED: &str = "unchanged";

/// The form.
pub(super) fn get(req: &Req) -> Result<Resp, Fail> {
    let stay = req.id::<StayId>("stay")?;
    let case = req.read(move |cx| frame::case(cx, stay))?;
    let typed = begin(&case);
    Resp::page(askama::Template::render(&page(req.shell.clone(), req.new_key(), &case, &typed)))
}

/// Records.
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    let stay = req.id::<StayId>("stay")?;
    let mut typed = Typed::of(&req.form, req.app.now().date());
    let said = "退院後の医療処置を記録しました";
    if let Some(cmd) = read(stay, &mut typed)
        && let Some(done) = carry_out(req, stay, &mut typed, KINDS, cmd, set, said)?
    {
        return Ok(done);
    }
    if typed.form.error_of(UNCHANGED).is_some() {
        let said = "変わりはありません。何も記録していません";
        return Ok(Resp::go_saying(format!("/transitions/{stay}"), said));
    }
    let case = req.read(move |cx| frame::case(cx, stay))?;
    let page = page(req.shell.clone(), req.new_key(), &case, &typed);
    Ok(Resp::page(askama::Template::render(&page))?.status(typed.status()))
}

fn set(cx: &Cx<'_>, cmd: &Procedures) -> app::Result<Id> {
    procedures(cx, cmd)?.ok_or_else(|| app::Error::field(UNCHANGED, "変わりはありません"))
}

fn begin(case: &Case) -> Typed {
    let today = case.now.date();
    let mut t = Typed::blank(today).with_day("day", today);
    if let Some(a) = case.view.acts.iter().rev().find(|a| a.kind == ActKind::Procedures) {
        let stands =
            if a.detail.codes.is_empty() { vec![NONE.into()] } else { a.detail.codes.clone() };
        for c in stands {
            t = t.with("codes", c);
        }
        t = t.with("note", a.detail.note.clone()).with("said_by", a.said_by.clone());
    }
    t
}

fn read(stay: StayId, t: &mut Typed) -> Option<Procedures> {
    let all = t.form.all("codes");
    let chosen: Vec<String> = all.iter().filter(|c| *c != NONE).cloned().collect();
    if all.is_empty() {
        t.error("codes", "処置を選んでください。ないときは「なし」を選んでください");
    } else if chosen.len() < all.len() && !chosen.is_empty() {
        t.error("codes", "「なし」と、ほかの処置を いっしょには選べません");
    }
    let day = t.day("day", "たしかめた日");
    t.ok().then_some(())?;
    Some(Procedures {
        stay,
        codes: chosen,
        day: day?,
        note: t.text("note"),
        said_by: t.text("said_by"),
    })
}

fn history(case: &Case) -> Html {
    let rows: Vec<(Html, Html)> = case
        .view
        .acts
        .iter()
        .rev()
        .filter(|a| a.kind == ActKind::Procedures)
        .map(|a| {
            let mut what = codes::procedure_words(&a.detail.codes);
            for text in [&a.detail.note, &a.said_by] {
                if !text.is_empty() {
                    what.push_str(&format!("　{text}"));
                }
            }
            (
                a.day.map(wareki::month_day).unwrap_or_default().into(),
                format!("{what}（{}）", a.name).into(),
            )
        })
        .collect();
    if rows.is_empty() {
        return Html::default();
    }
    Html::trusted(
        "<section class=\"sec\" aria-labelledby=\"history\"><h2 id=\"history\">これまでの記録</h2>",
    )
    .and(Kv { rows, tight: true, small: false }.html())
    .and(Html::trusted("</section>"))
}

fn page(shell: Shell, key: String, case: &Case, t: &Typed) -> ActPage {
    let mut opts: Vec<Opt> =
        codes::procedures().iter().map(|(c, l)| Opt::new(c.as_str(), l.as_str())).collect();
    opts.push(Opt::new(NONE, "なし").none());
    let fields = vec![
        t.field("codes", "退院のあとも続く処置", FieldKind::checks(t.form.all("codes"), opts))
            .required(),
        t.lines("note", "回数・太さ・交換の日など", 300),
        t.date("day", "たしかめた日").required(),
        t.line("said_by", "だれの言葉か", 60)
            .hint("主治医や病棟に代わって入力するときは、そのお名前"),
    ];
    let to = match (case.hospital_side, &case.view.hospital) {
        (true, _) => case.office_and_person(),
        (false, Some(h)) => ui::org(&h.name, h.fictitious).and(" 地域連携室"),
        (false, None) => "ありません（病院は、このシステムを使っていません）".into(),
    };
    let parts = Parts {
        tail: "/procedures",
        title: "退院後の医療処置を記録する".into(),
        kinds: KINDS,
        fields,
        below: history(case),
        bar_head: "知らせる相手",
        to,
        after: "訪問看護指示書や物品の準備が、準備の一覧に出ます".into(),
        button: "医療処置を記録する",
        ..Parts::default()
    };
    frame::page(shell, key, case, t, parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::hospital::frame::tests::{bare, long, sample, sound};
    use crate::html::hospital::samples::{self, LONG, shell};
    use askama::Template;

    fn html(case: &Case, t: &Typed) -> String {
        page(shell(), "key".into(), case, t).render().unwrap()
    }

    #[test]
    fn the_page_begins_with_what_stands() {
        let mut case = sample();
        let mut a = samples::act(41, ActKind::Procedures, "2026-11-18");
        a.detail.codes = vec!["suction".into(), "gastrostomy".into()];
        a.detail.note = "1日6回".into();
        case.view.acts.push(a);
        let page = html(&case, &begin(&case));
        sound(&page);
        assert!(page.contains("喀痰吸引、胃ろう　1日6回") && page.contains("佐藤 花子 さん"));
        case.hospital_side = false;
        case.tray = false;
        sound(&html(&case, &begin(&case)));
        sound(&html(&bare(), &begin(&bare())));
        sound(&html(&long(), &begin(&long()).with("note", LONG)));
    }

    #[test]
    fn none_with_another_is_asked_again() {
        let mut t = begin(&sample()).with("codes", NONE).with("codes", "drip");
        assert!(read(sample().view.stay.id, &mut t).is_none());
        let page = html(&sample(), &t);
        sound(&page);
        assert!(page.contains("いっしょには選べません"));
    }
}

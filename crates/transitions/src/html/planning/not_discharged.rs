//! 退院できない理由: which of fourteen, since when looked at, in words; with what was entered before.
use kernel::wareki;
use slice::{Fail, Req, Resp};
use ui::{FieldKind, Html, Opt, PlainRow, Rows, Shell};

use crate::html::hospital::frame::{self, ActPage, Case, Parts, carry_out};
use crate::html::hospital::typed::Typed;
use crate::model::{ActKind, StayId, codes};
use crate::use_cases::not_discharged::{NotDischarged, not_discharged};

const KINDS: &[ActKind] = &[ActKind::NotDischarged, ActKind::Ended];
const NONE: &str = "none";

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
    let said = "退院できない理由を記録しました";
    if let Some(cmd) = read(stay, &mut typed)
        && let Some(done) = carry_out(req, stay, &mut typed, KINDS, cmd, not_discharged, said)?
    {
        return Ok(done);
    }
    let case = req.read(move |cx| frame::case(cx, stay))?;
    let page = page(req.shell.clone(), req.new_key(), &case, &typed);
    Ok(Resp::page(askama::Template::render(&page))?.status(typed.status()))
}

/// Begins with the reasons that stand, so that one looks again instead of writing anew.
fn begin(case: &Case) -> Typed {
    let today = case.now.date();
    let mut t = Typed::blank(today).with_day("day", today);
    if let Some(a) = case.view.acts.iter().rev().find(|a| a.kind == ActKind::NotDischarged) {
        for c in &a.detail.codes {
            t = t.with("codes", c.clone());
        }
        t = t.with("note", a.detail.note.clone());
    }
    t
}

fn read(stay: StayId, t: &mut Typed) -> Option<NotDischarged> {
    let all = t.form.all("codes");
    let chosen: Vec<String> = all.iter().filter(|c| *c != NONE).cloned().collect();
    if all.is_empty() {
        t.error("codes", "理由を1つ以上選ぶか、「理由は なくなった」を選んでください");
    } else if chosen.len() < all.len() && !chosen.is_empty() {
        t.error("codes", "「理由は なくなった」と、ほかの理由を いっしょには選べません");
    }
    let day = t.day("day", "たしかめた日");
    t.ok().then_some(())?;
    Some(NotDischarged {
        stay,
        codes: chosen,
        day: day?,
        note: t.text("note"),
        said_by: t.text("said_by"),
    })
}

fn history(case: &Case) -> Html {
    let list = codes::not_discharged();
    let rows: Vec<PlainRow> = case
        .view
        .acts
        .iter()
        .rev()
        .filter(|a| a.kind == ActKind::NotDischarged)
        .map(|a| {
            let what = match a.detail.codes.is_empty() {
                true => "理由は なくなりました".to_owned(),
                false => list.labels(&a.detail.codes),
            };
            let day = a.day.map(wareki::month_day).unwrap_or_default();
            let mut meta = format!("{day}　{}", a.name);
            for text in [&a.said_by, &a.detail.note] {
                if !text.is_empty() {
                    meta.push_str(&format!("・{text}"));
                }
            }
            PlainRow { title: what.into(), meta: meta.into(), ..PlainRow::default() }
        })
        .collect();
    if rows.is_empty() {
        return Html::default();
    }
    Html::trusted(
        "<section class=\"sec\" aria-labelledby=\"history\"><h2 id=\"history\">これまでの記録</h2>",
    )
    .and(Rows { rows, small: false }.html())
    .and(Html::trusted("</section>"))
}

fn page(shell: Shell, key: String, case: &Case, t: &Typed) -> ActPage {
    let list = codes::not_discharged();
    let mut opts: Vec<Opt> =
        list.codes.iter().map(|c| Opt::new(c.code.as_str(), c.label.as_str())).collect();
    opts.push(Opt::new(NONE, "理由は なくなった").none());
    let fields = vec![
        t.field("codes", "退院できない理由", FieldKind::checks(t.form.all("codes"), opts))
            .required()
            .hint("治療は落ち着いていて、まだ退院できないときの理由です。いくつでも選べます"),
        t.date("day", "たしかめた日").required(),
        t.lines("note", "くわしいこと", 300),
        t.line("said_by", "だれの言葉か", 60)
            .hint("病棟や主治医に代わって入力するときは、そのお名前"),
    ];
    let parts = Parts {
        tail: "/not-discharged",
        title: "退院できない理由を記録する".into(),
        kinds: KINDS,
        fields,
        below: history(case),
        bar_head: "見える相手",
        to: case.office_and_person(),
        after: "知らせは送りません。この入院のページに出ます".into(),
        button: "理由を記録する",
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
    fn the_page_begins_with_the_reasons_that_stand_and_shows_those_before() {
        let mut case = sample();
        let mut a = samples::act(41, ActKind::NotDischarged, "2026-11-18");
        a.detail.codes = vec!["facility_procedure".into(), "cost".into()];
        a.said_by = "主治医 大森 隆".into();
        case.view.acts.push(a);
        let t = begin(&case);
        assert_eq!(t.form.all("codes"), ["facility_procedure", "cost"]);
        let page = html(&case, &t);
        sound(&page);
        for words in ["施設での受け入れがむずかしい", "主治医 大森 隆", "これまでの記録"]
        {
            assert!(page.contains(words), "{words}");
        }
        sound(&html(&bare(), &begin(&bare())));
        sound(&html(&long(), &begin(&long()).with("note", LONG)));
    }

    #[test]
    fn no_reason_and_none_together_with_one_are_told() {
        let day = Typed::blank(samples::today()).with_day("day", samples::today());
        let mut t = day.clone();
        assert!(read(sample().view.stay.id, &mut t).is_none());
        let mut t = day.with("codes", NONE).with("codes", "cost");
        assert!(read(sample().view.stay.id, &mut t).is_none());
        let page = html(&sample(), &t);
        sound(&page);
        assert!(page.contains("いっしょには選べません"));
    }
}

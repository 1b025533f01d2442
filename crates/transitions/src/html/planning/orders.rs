//! Orders received for care at home, with their validity.
use kernel::wareki;
use slice::{Fail, Req, Resp};
use ui::{Html, Kv, Opt, Shell};

use crate::html::hospital::frame::{self, ActPage, Case, Parts, carry_out};
use crate::html::hospital::typed::Typed;
use crate::model::{ActKind, StayId, codes};
use crate::use_cases::orders::{Orders, orders};

const KINDS: &[ActKind] = &[ActKind::Orders];

/// The form.
pub(super) fn get(req: &Req) -> Result<Resp, Fail> {
    let stay = req.id::<StayId>("stay")?;
    let case = req.read(move |cx| frame::case(cx, stay))?;
    let today = case.now.date();
    let from = case.view.stay.ended_on.or(case.view.stay.planned_on).unwrap_or(today);
    let typed = Typed::blank(today).with_day("day", today).with_day("from", from);
    Resp::page(askama::Template::render(&page(req.shell.clone(), req.new_key(), &case, &typed)))
}

/// Records.
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    let stay = req.id::<StayId>("stay")?;
    let mut typed = Typed::of(&req.form, req.app.now().date());
    if let Some(cmd) = read(stay, &mut typed)
        && let Some(done) =
            carry_out(req, stay, &mut typed, KINDS, cmd, orders, "指示書を記録しました")?
    {
        return Ok(done);
    }
    let case = req.read(move |cx| frame::case(cx, stay))?;
    let page = page(req.shell.clone(), req.new_key(), &case, &typed);
    Ok(Resp::page(askama::Template::render(&page))?.status(typed.status()))
}

fn read(stay: StayId, t: &mut Typed) -> Option<Orders> {
    let kind = t.text("kind");
    if kind.is_empty() {
        t.error("kind", "指示書の種類を選んでください");
    }
    let day = t.day("day", "受け取った日");
    let from = t.day("from", "始まりの日");
    let to = t.maybe_day("to");
    t.ok().then_some(())?;
    Some(Orders { stay, kind, day: day?, from: from?, to, note: t.text("note") })
}

fn lead(case: &Case) -> Html {
    let rows: Vec<(Html, Html)> = case
        .view
        .acts
        .iter()
        .filter(|a| a.kind == ActKind::Orders)
        .map(|a| {
            let said = crate::said::said(a);
            let what = said.as_ref().map(|s| s.title.clone()).unwrap_or_default();
            let until = said.map(|s| s.text.join("、")).unwrap_or_default();
            let day = a.day.map(wareki::month_day).unwrap_or_default();
            (day.into(), ui::spaced([what.into(), until.into(), a.detail.note.as_str().into()]))
        })
        .collect();
    if rows.is_empty() { Html::default() } else { Kv { rows, tight: true, small: false }.html() }
}

fn page(shell: Shell, key: String, case: &Case, t: &Typed) -> ActPage {
    let opts =
        codes::orders().codes.iter().map(|c| Opt::new(c.code.as_str(), c.label.as_str())).collect();
    let fields = vec![
        t.radio("kind", "指示書の種類", opts).required(),
        t.date("day", "受け取った日").required(),
        t.date("from", "指示の始まりの日").required(),
        t.date("to", "指示の終わりの日")
            .hint("訪問看護指示書は6か月まで、特別訪問看護指示書は14日まで"),
        t.line("note", "書いた医師・渡す先", 200),
    ];
    let to = if case.hospital_side {
        case.office_and_person()
    } else {
        "この入院のページを見る人".into()
    };
    let parts = Parts {
        tail: "/orders",
        title: "受け取った指示書を記録する".into(),
        kinds: KINDS,
        lead: lead(case),
        fields,
        bar_head: "見える相手",
        to,
        after: "受け取ったことの記録です。指示書そのものは、ここからは送りません".into(),
        button: "指示書を記録する",
        ..Parts::default()
    };
    frame::page(shell, key, case, t, parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::hospital::frame::tests::{bare, long, sample, sound};
    use crate::html::hospital::samples::{self, LONG, shell, today};
    use askama::Template;

    fn html(case: &Case, t: &Typed) -> String {
        page(shell(), "key".into(), case, t).render().unwrap()
    }

    #[test]
    fn orders_that_came_stand_above_the_form() {
        let mut case = sample();
        let mut a = samples::act(41, ActKind::Orders, "2026-11-18");
        a.detail.codes = vec!["special_visit_nursing".into()];
        a.detail.date = Some("2026-12-01".into());
        a.detail.data = serde_json::json!({"from": "2026-11-18"});
        case.view.acts.push(a);
        let blank = Typed::blank(today());
        let page = html(&case, &blank);
        sound(&page);
        assert!(page.contains("特別訪問看護指示書を受け取りました"));
        assert!(page.contains("11月18日（水）から12月1日（火）まで"));
        sound(&html(&bare(), &blank));
        sound(&html(&long(), &blank.clone().with("note", LONG)));
        let mut t = blank;
        assert!(read(sample().view.stay.id, &mut t).is_none());
        sound(&html(&sample(), &t));
    }
}

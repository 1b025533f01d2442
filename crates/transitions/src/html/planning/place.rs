//! Where the person is going to live: wished → told → actual, on one page.
use kernel::wareki;
use slice::{Fail, Req, Resp};
use ui::{Html, Kv, Opt, Shell};

use crate::html::hospital::frame::{self, ActPage, Case, Parts, carry_out};
use crate::html::hospital::typed::Typed;
use crate::model::place::{PLACES, PlaceStage, Said, places};
use crate::model::{ActKind, EndKind, Method, StayId};
use crate::use_cases::place::{Place, place};

const KINDS: &[ActKind] = &[ActKind::Place, ActKind::Ended];

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
    let said = "退院後に暮らす場所を記録しました";
    if let Some(cmd) = read(stay, &mut typed)
        && let Some(done) = carry_out(req, stay, &mut typed, KINDS, cmd, place, said)?
    {
        return Ok(done);
    }
    let case = req.read(move |cx| frame::case(cx, stay))?;
    let page = page(req.shell.clone(), req.new_key(), &case, &typed);
    Ok(Resp::page(askama::Template::render(&page))?.status(typed.status()))
}

/// The stage that comes next, with the place that was wished.
fn begin(case: &Case) -> Typed {
    let today = case.now.date();
    let now = places(&case.view.stay, &case.view.acts);
    let (stage, place) = match (now.wished, now.told, case.view.stay.end) {
        (_, _, Some(end)) if PLACES.contains(&end) => (PlaceStage::Actual, Some(end)),
        (None, _, _) => (PlaceStage::Wished, None),
        (Some(w), None, _) => (PlaceStage::Told, Some(w.place)),
        (Some(w), Some(_), _) => (PlaceStage::Wished, Some(w.place)),
    };
    let t = Typed::blank(today).with_day("day", today).with("stage", stage.code());
    match place {
        Some(p) => t.with("place", p.code()),
        None => t,
    }
}

fn read(stay: StayId, t: &mut Typed) -> Option<Place> {
    let stage = t.code("stage", PlaceStage::from_code, "どれを記録するかを選んでください");
    let place = t.code("place", EndKind::from_code, "暮らす場所を選んでください");
    let day = t.day("day", "日付");
    let method = match t.text("method").as_str() {
        "" => None,
        code => {
            let found = Method::from_code(code);
            if found.is_none() {
                t.error("method", "伝えかたを一覧から選んでください");
            }
            found
        }
    };
    t.ok().then_some(())?;
    Some(Place {
        stay,
        stage: stage?,
        place: place?,
        day: day?,
        said_by: t.text("said_by"),
        method,
        note: t.text("note"),
    })
}

fn said(s: Option<Said<'_>>) -> String {
    s.map_or("まだです".into(), |s| {
        let day = s.day.map(wareki::month_day).unwrap_or_default();
        let who = match s.act.said_by.as_str() {
            "" => String::new(),
            w => format!("・{w}"),
        };
        format!("{}（{day}{who}・{} 記録）", s.place.label(), s.act.name)
    })
}

/// 希望 → 伝えた → 実際 as it stands.
pub(super) fn stands(case: &crate::use_cases::view::View) -> Kv {
    let now = places(&case.stay, &case.acts);
    let actual = now.actual.map_or("まだです", EndKind::label);
    let rows: Vec<(Html, Html)> = vec![
        ("ご希望".into(), said(now.wished).into()),
        ("相手に伝えた".into(), said(now.told).into()),
        ("実際".into(), actual.into()),
    ];
    Kv { rows, tight: true, small: false }
}

fn page(shell: Shell, key: String, case: &Case, t: &Typed) -> ActPage {
    let stages = PlaceStage::ALL.iter().map(|s| Opt::new(s.code(), s.label())).collect();
    let at = PLACES.iter().map(|k| Opt::new(k.code(), k.label())).collect();
    let methods = Method::ALL.iter().map(|m| Opt::new(m.code(), m.label())).collect();
    let fields = vec![
        t.radio("stage", "記録すること", stages).required(),
        t.radio("place", "暮らす場所", at).required(),
        t.date("day", "その日").required(),
        t.line("said_by", "どなたのご希望か", 60).hint("「ご本人」「長女さん」のように"),
        t.radio("method", "伝えかた（伝えたとき）", methods),
        t.line("note", "くわしいこと", 200).hint("施設の名前、だれと暮らすか など"),
    ];
    let to = match (case.hospital_side, &case.view.hospital) {
        (true, _) => case.office_and_person(),
        (false, Some(h)) => ui::org(&h.name, h.fictitious).and(" 地域連携室"),
        (false, None) => "ありません（病院は、このシステムを使っていません）".into(),
    };
    let parts = Parts {
        tail: "/place",
        title: "退院後に暮らす場所".into(),
        kinds: KINDS,
        lead: stands(&case.view).html(),
        fields,
        bar_head: "伝える相手",
        to,
        after: "「相手に伝えた」を記録したときだけ、知らせます".into(),
        button: "暮らす場所を記録する",
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
    fn after_the_wish_the_page_offers_to_say_that_it_was_told() {
        let mut case = sample();
        assert_eq!(begin(&case).text("stage"), "wished");
        let mut a = samples::act(41, ActKind::Place, "2026-11-18");
        a.detail.codes = vec!["wished".into(), "home".into()];
        a.said_by = "長女さん".into();
        case.view.acts.push(a);
        let t = begin(&case);
        assert_eq!((t.text("stage").as_str(), t.text("place").as_str()), ("told", "home"));
        let page = html(&case, &t);
        sound(&page);
        assert!(page.contains("自宅（11月18日（水）・長女さん・佐藤 花子 記録）"));
        case.view.stay.end = Some(EndKind::Facility);
        assert_eq!(begin(&case).text("stage"), "actual");
        sound(&html(&bare(), &begin(&bare())));
        sound(&html(&long(), &begin(&long()).with("note", LONG)));
    }

    #[test]
    fn what_is_missing_stands_beside_its_field() {
        let mut t = Typed::blank(samples::today()).with("method", "pigeon");
        assert!(read(sample().view.stay.id, &mut t).is_none());
        let page = html(&sample(), &t);
        sound(&page);
        for words in ["どれを記録するか", "暮らす場所を選んで", "伝えかたを一覧から"]
        {
            assert!(page.contains(words), "{words}");
        }
    }
}

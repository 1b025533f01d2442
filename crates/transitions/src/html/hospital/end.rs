//! The end of a stay, for both sides; and taking it back when it was entered by mistake.
use accounts::{Organisation, OrganisationKind};
use app::Cx;
use kernel::{Id, wareki};
use slice::{Fail, Req, Resp};
use ui::field::When;
use ui::{Button, FieldKind, FormOpen, Html, Opt, Shell};

use super::frame::{self, ActPage, Case, Parts, carry_out};
use super::typed::Typed;
use crate::html::planning::onward::{choices, one_of_both, prefectures};
use crate::model::destination::Destination;
use crate::model::{ActKind, EndKind, StayId};
use crate::use_cases::end::{End, end_to};
use crate::use_cases::undo::undo_end;

const KINDS: &[ActKind] = &[ActKind::Ended];

/// The form; for a stay that has ended, what was entered and the way back.
pub(super) fn get(req: &Req) -> Result<Resp, Fail> {
    let stay = req.id::<StayId>("stay")?;
    let (case, places) = load(req, stay)?;
    let typed = begin(&case);
    let page = page(req.shell.clone(), req.new_key(), &case, &places, &typed);
    Resp::page(askama::Template::render(&page))
}

/// Enters the end.
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    let stay = req.id::<StayId>("stay")?;
    let mut typed = Typed::of(&req.form, req.app.now().date());
    if let Some(cmd) = read(stay, &mut typed) {
        let said = match cmd.0.kind {
            EndKind::Death => "登録しました。お知らせは送っていません",
            EndKind::Transfer => "転院を登録しました",
            _ => "退院を登録しました",
        };
        if let Some(done) = carry_out(req, stay, &mut typed, KINDS, cmd, enter, said)? {
            return Ok(done);
        }
    }
    let (case, places) = load(req, stay)?;
    let page = page(req.shell.clone(), req.new_key(), &case, &places, &typed);
    Ok(Resp::page(askama::Template::render(&page))?.status(typed.status()))
}

fn enter(cx: &Cx<'_>, cmd: &(End, Option<Destination>)) -> app::Result<Id> {
    end_to(cx, &cmd.0, cmd.1.as_ref())
}

/// The case, and the hospitals and facilities one can go to.
fn load(req: &Req, stay: StayId) -> Result<(Case, Vec<Organisation>), Fail> {
    req.read(move |cx| {
        let mut places = accounts::organisations_of_kind(cx, OrganisationKind::Facility)?;
        places.extend(accounts::organisations_of_kind(cx, OrganisationKind::Hospital)?);
        Ok((frame::case(cx, stay)?, places))
    })
}

/// Takes an end back.
pub(super) fn undo(req: &Req) -> Result<Resp, Fail> {
    let stay = req.id::<StayId>("stay")?;
    let path = format!("/transitions/{stay}");
    let to = path.clone();
    let done = req.act(move |cx| {
        undo_end(cx, stay)?;
        Ok(to.clone())
    });
    super::receive::said_or_problem(req, done, "退院の登録を取り消しました", &path)
}

fn begin(case: &Case) -> Typed {
    let today = case.now.date();
    let on = case.view.stay.planned_on.filter(|d| *d <= today).unwrap_or(today);
    Typed::blank(today).with_day("on", on)
}

fn read(stay: StayId, t: &mut Typed) -> Option<(End, Option<Destination>)> {
    let on = t.day("on", "退院日");
    let kind = t.code("end_kind", EndKind::from_code, "退院先を選んでください");
    let place = t.text("place");
    let prefecture = t.text("prefecture");
    if kind.is_some_and(goes_somewhere) {
        one_of_both(t, "to", "place");
    }
    let organisation = match t.text("to").as_str() {
        "" => None,
        text => {
            let id = text.parse::<Id>().ok();
            if id.is_none() {
                t.error("to", "行き先を一覧から選んでください");
            }
            id
        }
    };
    t.ok().then_some(())?;
    let named = organisation.is_some() || !prefecture.is_empty();
    let to = named.then(|| Destination { organisation, name: place.clone(), prefecture });
    Some((End { stay, on: on?, kind: kind?, place }, to))
}

fn ended(shell: &Shell, key: &str, case: &Case) -> Option<Html> {
    let s = &case.view.stay;
    let (on, kind) = (s.ended_on?, s.end?);
    let place = case
        .view
        .acts
        .iter()
        .rev()
        .find(|a| a.kind == ActKind::Ended)
        .map(|a| a.detail.note.clone())
        .unwrap_or_default();
    let open = FormOpen {
        id: "undo".into(),
        action: shell.url(&format!("/transitions/{}/end/undo", s.id)),
        csrf: shell.csrf.clone(),
        key: key.into(),
        ..FormOpen::default()
    };
    let died = kind == EndKind::Death;
    let where_to = if died {
        kind_words(kind).to_string()
    } else if place.is_empty() {
        kind.label().to_string()
    } else {
        format!("{}（{place}）", kind.label())
    };
    let mut rows: Vec<(Html, Html)> = vec![
        (if died { "亡くなられた日" } else { "退院日" }.into(), wareki::long_weekday(on).into()),
        (if died { "ようす" } else { "退院先" }.into(), where_to.into()),
    ];
    let undo = if died {
        rows.push(("直すとき".into(), "運用担当に連絡してください".into()));
        Html::default()
    } else {
        open.html().and(Button::submit("退院の登録を取り消す").html()).and(Html::trusted("</form>"))
    };
    Some(
        Html::trusted("<section class=\"panel\"><h2>")
            .and(if died {
                "お亡くなりになったと登録されています"
            } else {
                "退院が登録されています"
            })
            .and(Html::trusted("</h2>"))
            .and(ui::Kv { rows, tight: false, small: false }.html())
            .and(Html::trusted("</section><div class=\"mt4\">"))
            .and(undo)
            .and(Html::trusted("</div>")),
    )
}

/// Ends after which the place is asked for.
const SOMEWHERE: [EndKind; 3] = [EndKind::Transfer, EndKind::Facility, EndKind::Residence];

fn goes_somewhere(k: EndKind) -> bool {
    SOMEWHERE.contains(&k)
}

/// The words of the choice; of a death gentler than the survey's.
fn kind_words(k: EndKind) -> &'static str {
    match k {
        EndKind::Death => "お亡くなりになった",
        EndKind::SelfDischarge => "自己退院（ご本人の希望で、途中での退院）",
        EndKind::Transfer => "転院（ほかの病院へ）",
        other => other.label(),
    }
}

fn page(shell: Shell, key: String, case: &Case, places: &[Organisation], t: &Typed) -> ActPage {
    let opts = EndKind::ALL.iter().map(|k| Opt::new(k.code(), kind_words(*k))).collect();
    let already = ended(&shell, &key, case);
    let mut fields = Vec::new();
    if already.is_none() {
        fields.push(t.date("on", "退院日").required());
        fields.push(
            t.radio("end_kind", "退院先", opts)
                .required()
                .hint("転院と、お亡くなりになったときは、まだの手順もここで静かに終わります"),
        );
        let somewhere = When {
            conditions: SOMEWHERE.map(|k| ("kind".into(), "=".into(), k.code().into())).to_vec(),
            any: true,
            words: "「居住系の住まい」「施設」「転院」のときに、入力してください".into(),
            prefix: "end_".into(),
        };
        let to = FieldKind::select(t.text("to"), choices("一覧にない（下に名前を入力）", places));
        let prefecture = FieldKind::select(t.text("prefecture"), prefectures());
        let when = |mut f: ui::Field| {
            // what is wrong stays in sight whatever was chosen
            f.when = Some(somewhere.clone()).filter(|_| f.error.is_none());
            f
        };
        fields.push(when(t.field("to", "行き先の施設・病院", to)));
        fields.push(when(
            t.line("place", "一覧にない施設や転院先の名前", 60)
                .hint("転院のときは、一覧から選ぶか、ここに入力してください。ほかは、わからなければ空欄でかまいません"),
        ));
        fields.push(when(t.field("prefecture", "ほかの地域のときの都道府県", prefecture)));
    }
    let to = if case.hospital_side {
        case.office_and_person()
    } else {
        match &case.view.hospital {
            Some(h) => ui::org(&h.name, h.fictitious).and(" 地域連携室"),
            None => "ありません（病院は、このシステムを使っていません）".into(),
        }
    };
    let parts = Parts {
        tail: "/end",
        title: "退院を登録する".into(),
        kinds: KINDS,
        lead: already.unwrap_or_default(),
        fields,
        bar_head: "知らせる相手",
        to,
        after: if case.hospital_side {
            "お亡くなりになったときは、お知らせを送りません。居宅の「きょう」に、2週間だけ、1行出ます"
        } else {
            "お亡くなりになったときは、だれにもお知らせを送りません"
        }
        .into(),
        button: "退院を登録する",
        ..Parts::default()
    };
    frame::page(shell, key, case, t, parts)
}

#[cfg(test)]
mod tests {
    use super::super::frame::tests::{bare, long, sample, sound};
    use super::super::samples::{LONG, shell, today};
    use super::*;
    use askama::Template;

    fn html(case: &Case, t: &Typed) -> String {
        page(shell(), "key".into(), case, &[super::super::samples::hospital()], t).render().unwrap()
    }

    #[test]
    fn both_sides_see_whom_the_end_is_told() {
        let page = html(&sample(), &begin(&sample()));
        sound(&page);
        assert!(
            page.contains("自己退院")
                && page.contains("佐藤 花子 さん")
                && page.contains("届いたもの")
        );
        let mut office = sample();
        office.hospital_side = false;
        office.tray = false;
        let page = html(&office, &begin(&office));
        sound(&page);
        assert!(page.contains("地域連携室") && page.contains("入退院のようす"));
        office.view.hospital = None;
        sound(&html(&office, &begin(&office)));
        sound(&html(&bare(), &begin(&bare())));
        sound(&html(&long(), &begin(&long()).with("place", LONG)));
    }

    #[test]
    fn an_ended_stay_shows_the_way_back_but_not_for_a_death() {
        let mut case = sample();
        (case.view.stay.ended_on, case.view.stay.end) = (Some(today()), Some(EndKind::Home));
        let page = html(&case, &begin(&case));
        sound(&page);
        assert!(page.contains("退院の登録を取り消す") && !page.contains("sendbar"));
        case.view.stay.end = Some(EndKind::Death);
        let page = html(&case, &begin(&case));
        assert!(!page.contains("退院の登録を取り消す") && page.contains("運用担当に連絡"));
        assert!(page.contains("お亡くなりになったと登録") && !page.contains("退院が登録されて"));
    }

    #[test]
    fn a_place_chosen_and_another_one_typed_are_asked_about() {
        let id = sample().view.stay.id;
        let both = |kind: &str| {
            begin(&sample())
                .with("end_kind", kind)
                .with("to", super::super::samples::hospital().id.to_string())
                .with("place", "ひばり荘")
        };
        let mut t = both("facility");
        assert!(read(id, &mut t).is_none());
        let page = html(&sample(), &t);
        sound(&page);
        assert!(page.contains("どちらか1つにしてください") && page.contains("ひばり荘"));
        // going home nobody is asked where to
        assert!(read(id, &mut both("home")).is_some());
    }

    #[test]
    fn a_missing_place_to_go_is_told() {
        let mut t = begin(&sample()).with("place", "ひばり荘");
        assert!(read(sample().view.stay.id, &mut t).is_none());
        let page = html(&sample(), &t);
        sound(&page);
        assert!(page.contains("退院先を選んでください") && page.contains("ひばり荘"));
    }
}

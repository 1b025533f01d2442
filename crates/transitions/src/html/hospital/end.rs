//! The end of a stay, for both sides; and taking it back when it was entered by mistake.
use accounts::{Organisation, OrganisationKind};
use app::Cx;
use kernel::{At, Id, wareki};
use slice::{Fail, Req, Resp};
use ui::field::When;
use ui::{Button, FieldKind, FormOpen, Html, Opt, RecallBar, Shell};

use super::frame::{self, ActPage, Case, Parts, carry_out};
use super::typed::{Typed, only_if};
use crate::html::planning::onward::{choices, one_of_both, prefectures};
use crate::model::destination::Destination;
use crate::model::{ActKind, EndKind, Progress, RECALL_MINUTES, StayId};
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
    let died = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let was = died.clone();
    let done = req.act(move |cx| {
        let kind = undo_end(cx, stay)?;
        was.store(kind == EndKind::Death, std::sync::atomic::Ordering::Relaxed);
        Ok(to.clone())
    });
    let said = if died.load(std::sync::atomic::Ordering::Relaxed) {
        "お亡くなりになったという登録を取り消しました。取り下げたお知らせと下書きは、もどりません"
    } else {
        "退院の登録を取り消しました"
    };
    super::receive::said_or_problem(req, done, said, &path)
}

/// The way back from a death entered a moment ago, for the side that entered it.
pub(in crate::html) fn death_recall(
    shell: &Shell,
    key: String,
    progress: &Progress<'_>,
    side: Option<Id>,
    now: At,
) -> Option<RecallBar> {
    let a = progress.death_just_entered(side, now)?;
    let left = (RECALL_MINUTES * 60_000 - (now.millis() - a.at.millis())) / 1000;
    let at = a.at.local();
    let text = format!(
        "{}:{:02} に、お亡くなりになったと登録しました。取り下げたお知らせは、取り消してももどりません",
        at.hour(),
        at.minute()
    );
    Some(RecallBar {
        text: text.into(),
        action: shell.url(&format!("/transitions/{}/end/undo", progress.stay().id)),
        csrf: shell.csrf.clone(),
        key,
        seconds: u32::try_from(left).unwrap_or(0),
        label: String::new(),
    })
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
    // one slip of the finger must not end everything for everybody
    if kind == Some(EndKind::Death) && t.text("sure") != "1" {
        t.error("sure", "お亡くなりになったことをたしかめて、印をつけてください");
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
    let progress = Progress::new(s, &case.view.acts);
    let undo = if died {
        let back = death_recall(shell, key.into(), &progress, case.organisation, case.now);
        let way = if back.is_some() { "5分をすぎたら、" } else { "" };
        rows.push((
            "直すとき".into(),
            format!("{way}運用担当に連絡してください（入院の番号 {}）", s.id).into(),
        ));
        back.map(|b| b.html()).unwrap_or_default()
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
    // a death stands last and apart, not one line from a transfer
    let (last, ways): (Vec<EndKind>, Vec<EndKind>) =
        EndKind::ALL.iter().copied().partition(|k| *k == EndKind::Death);
    let opt = |k: &EndKind| Opt::new(k.code(), kind_words(*k));
    let opts = ways.iter().map(opt).chain(last.iter().map(|k| opt(k).apart())).collect();
    let already = ended(&shell, &key, case);
    let mut fields = Vec::new();
    if already.is_none() {
        fields.push(t.date("on", "退院日").required());
        fields.push(
            t.radio("end_kind", "退院先", opts)
                .required()
                .hint("転院と、お亡くなりになったときは、まだの手順もここで静かに終わります"),
        );
        let sure = format!("{}さんが亡くなられたことを、たしかめました", case.view.resident.name);
        let sure = FieldKind::checks(vec![t.text("sure")], vec![Opt::new("1", sure)]);
        let mut sure = t.field("sure", "お亡くなりになったときの確認", sure);
        let words = "「お亡くなりになった」を選んだときに、印をつけてください";
        sure.when = Some(only_if("end_", "kind", EndKind::Death.code(), words))
            .filter(|_| sure.error.is_none());
        fields.push(sure);
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
        assert!(!page.contains("/end/undo") && page.contains("運用担当に連絡"));
        assert!(page.contains(&case.view.stay.id.to_string()), "an operator is told the number");
        assert!(page.contains("お亡くなりになったと登録") && !page.contains("退院が登録されて"));
        // who entered it a moment ago has a way back, the other side has none
        let mut a = super::super::samples::act(70, ActKind::Ended, "2026-11-19");
        (a.at, a.organisation) = (case.now.plus_minutes(-4), case.view.stay.hospital);
        case.view.acts.push(a);
        let page = html(&case, &begin(&case));
        sound(&page);
        assert!(page.contains("/end/undo") && page.contains("もどりません"));
        case.organisation = Some(case.view.stay.office.0);
        assert!(!html(&case, &begin(&case)).contains("/end/undo"));
        case.organisation = case.view.stay.hospital.map(|h| h.0);
        case.now = case.now.plus_minutes(1);
        assert!(!html(&case, &begin(&case)).contains("/end/undo"));
    }

    #[test]
    fn a_death_stands_last_and_apart_and_is_confirmed() {
        let case = sample();
        let page = html(&case, &begin(&case));
        let at = |code: &str| page.find(&format!("value=\"{code}\"")).unwrap();
        assert!(EndKind::ALL.iter().all(|k| *k == EndKind::Death || at(k.code()) < at("death")));
        assert!(
            page.contains("is-apart") && page.contains("さんが亡くなられたことを、たしかめました")
        );
        let id = case.view.stay.id;
        let mut t = begin(&case).with("end_kind", "death").with("place", "ひばり荘");
        assert!(read(id, &mut t).is_none());
        assert_eq!(t.status(), 422);
        let page = html(&case, &t);
        sound(&page);
        assert!(page.contains("印をつけてください") && page.contains("ひばり荘"));
        assert!(page.contains("value=\"death\" checked"), "what was chosen is kept");
        let mut t = begin(&case).with("end_kind", "death").with("sure", "1");
        assert!(read(id, &mut t).is_some());
        // nobody else is asked
        assert!(read(id, &mut begin(&case).with("end_kind", "home")).is_some());
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

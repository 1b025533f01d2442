//! 担当を決める: who of 地域連携室 takes the person, in which ward and room.
use accounts::AccountId;
use slice::{Fail, Req, Resp};
use ui::{FieldKind, Html, Opt, Shell};

use super::frame::{self, ActPage, Case, Parts, carry_out};
use super::typed::Typed;
use crate::model::progress::Next;
use crate::model::{ActKind, StayId, ward};
use crate::use_cases::assign::{Assign, assign};

const KINDS: &[ActKind] = &[ActKind::Assigned];

/// The form.
pub(super) fn get(req: &Req) -> Result<Resp, Fail> {
    let stay = req.id::<StayId>("stay")?;
    let case = req.read(move |cx| frame::case(cx, stay))?;
    let s = &case.view.stay;
    let to =
        s.assigned.or_else(|| case.view.staff.iter().map(|a| a.id).find(|a| Some(*a) == case.me));
    let typed = Typed::blank(case.now.date())
        .with("to", to.map(|a| a.to_string()).unwrap_or_default())
        .with("ward", if told(&case).is_some() { String::new() } else { s.ward.clone() })
        .with("room", s.room.clone());
    Resp::page(askama::Template::render(&page(req.shell.clone(), req.new_key(), &case, &typed)))
}

/// Decides.
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    let stay = req.id::<StayId>("stay")?;
    let case = req.read(move |cx| frame::case(cx, stay))?;
    let mut typed = Typed::of(&req.form, case.now.date());
    if let Some(cmd) = read(stay, &case, &mut typed)
        && let Some(done) =
            carry_out(req, stay, &mut typed, KINDS, cmd, assign, "担当を決めました")?
    {
        return Ok(done);
    }
    let case = req.read(move |cx| frame::case(cx, stay))?;
    let page = page(req.shell.clone(), req.new_key(), &case, &typed);
    Ok(Resp::page(askama::Template::render(&page))?.status(typed.status()))
}

fn read(stay: StayId, case: &Case, t: &mut Typed) -> Option<Assign> {
    let to =
        t.code("to", |v| v.parse::<kernel::Id>().ok().map(AccountId), "担当する人を選んでください");
    let ward = t.text("ward");
    let known = ward.is_empty() || case.wards.is_empty() || wards(case).contains(&ward);
    if !known {
        t.error("ward", "病棟を一覧から選んでください");
    }
    t.ok().then_some(())?;
    Some(Assign { stay, to: to?, ward, room: t.text("room") })
}

/// The hospital's wards in their order.
fn wards(case: &Case) -> Vec<String> {
    case.wards.iter().map(|w| w.name.clone()).collect()
}

/// What the office was told of the ward, when the hospital has none of that name: it is shown, and nothing is chosen.
fn told(case: &Case) -> Option<String> {
    let ward = &case.view.stay.ward;
    (!ward::known(ward, &wards(case))).then(|| ward::told(ward))
}

fn page(shell: Shell, key: String, case: &Case, t: &Typed) -> ActPage {
    let people: Vec<Opt> = case
        .view
        .staff
        .iter()
        .map(|a| {
            let mut o = Opt::new(a.id.to_string(), &a.name);
            o.hint = if Some(a.id) == case.me {
                format!("{}（あなた）", a.profession)
            } else {
                a.profession.clone()
            };
            o
        })
        .collect();
    let mut fields = Vec::new();
    let mut lead = Html::default();
    if people.is_empty() {
        lead = ui::Empty {
            title: "担当にできる職員が、まだ登録されていません".into(),
            text:
                "地域連携室の職員を登録すると、ここで選べます。登録は、運用担当に連絡してください。"
                    .into(),
            ..ui::Empty::default()
        }
        .into();
    } else {
        let who = if people.len() > 12 {
            t.field("to", "担当する人", FieldKind::select(t.text("to"), people))
        } else {
            t.radio("to", "担当する人", people)
        };
        fields.push(who.required());
        fields.push(if case.wards.is_empty() {
            t.line("ward", "病棟", 40)
        } else {
            let opts = wards(case).into_iter().map(|w| Opt::new(w.clone(), w)).collect();
            let f = t.field("ward", "病棟", FieldKind::select(t.text("ward"), opts));
            match told(case) {
                Some(words) => f.hint(words),
                None => f,
            }
        });
        fields.push(t.line("room", "病室", 20));
    }
    let parts = Parts {
        tail: "/assign",
        title: "担当を決める".into(),
        next: Some(Next::Assign),
        kinds: KINDS,
        lead,
        fields,
        bar_head: "知らせる相手",
        to: "担当になった人（ご自分のときは、知らせません）".into(),
        after: "ケアマネジャーには、まだ何も送りません".into(),
        button: "担当を決める",
        ..Parts::default()
    };
    frame::page(shell, key, case, t, parts)
}

#[cfg(test)]
mod tests {
    use super::super::frame::tests::{bare, long, sample, sound};
    use super::super::samples::{LONG, shell, staff, today};
    use super::*;
    use askama::Template;

    fn html(case: &Case, t: &Typed) -> String {
        page(shell(), "key".into(), case, t).render().unwrap()
    }

    #[test]
    fn the_page_shows_staff_wards_and_whom_it_tells() {
        let t = Typed::blank(today()).with("ward", "3階東病棟");
        let page = html(&sample(), &t);
        sound(&page);
        for words in [
            "小田島 誠",
            "（あなた）",
            "4階西病棟",
            "ケアマネジャーには、まだ何も送りません",
            "阿部 ハル さん",
        ] {
            assert!(page.contains(words), "{words}");
        }
        sound(&html(&long(), &t.clone().with("room", LONG)));
        let empty = html(&bare(), &t);
        sound(&empty);
        assert!(
            empty.contains("まだ登録されていません") && !empty.contains("<form class=\"form-col\"")
        );
    }

    #[test]
    fn nobody_chosen_and_an_unknown_ward_are_told_beside_their_fields() {
        let mut t = Typed::blank(today()).with("ward", "９階").with("room", "305");
        assert!(read(sample().view.stay.id, &sample(), &mut t).is_none());
        let page = html(&sample(), &t);
        sound(&page);
        assert!(
            page.contains("2か所を直してください") && page.contains("担当する人を選んでください")
        );
        assert!(page.contains("value=\"305\""), "what was typed stays");
        let id = staff()[0].id.to_string();
        let mut t = Typed::blank(today()).with("to", id).with("ward", "4階西病棟");
        assert_eq!(
            read(sample().view.stay.id, &sample(), &mut t).map(|a| a.ward),
            Some("4階西病棟".into())
        );
        // what the office typed and the hospital does not have is a note, no choice
        let mut case = sample();
        case.view.stay.ward = "東3".into();
        let page = html(&case, &Typed::blank(today()));
        sound(&page);
        assert!(page.contains("連絡では『東3』") && !page.contains("value=\"東3\""));
    }
}

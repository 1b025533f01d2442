//! What the papers begin with: facts from the register, the team, the organisation and the stay as `%names` of the
//! forms' expressions, and what a form has no expression for (relatives, the sheet of this stay).
use accounts::Organisation;
use app::{Cx, Result};
use forms::model::Question;
use forms::{Answer, Answers, Form, Given, Key, Pick, Source, Value, Vars};
use kernel::{Date, wareki};
use people::model::{Contact, FactKind, TeamRole};
use people::{CareLevel, Resident, TeamMember};
use serde_json::{Value as Json, json};

use super::paper;
use crate::model::Stay;
use crate::use_cases::{record::ForRecording, sheet::ForWriting};

pub(in crate::html) const REGISTER: &str = "利用者さんの登録内容から";
pub(in crate::html) const TEAM: &str = "支援チームの登録から";
const STAY: &str = "入院の登録から";
const PAST: &str = "入退院の記録から";
/// Most characters of 最近半年間での入院の理由 in the form.
const PAST_REASON: usize = 200;

fn said(text: &str) -> Json {
    if text.trim().is_empty() { Json::Null } else { json!(text.trim()) }
}

/// Hiragana as the カナ of papers.
fn katakana(text: &str) -> String {
    let up = |c: char| match c {
        'ぁ'..='ゖ' => char::from_u32(u32::from(c) + 0x60).unwrap_or(c),
        c => c,
    };
    text.chars().map(up).collect()
}

/// The code of the forms' own list; the states of an application have other words there.
fn care_level(l: CareLevel) -> Json {
    match l {
        CareLevel::Unknown => Json::Null,
        CareLevel::Applied => json!("applying"),
        other => json!(other.code()),
    }
}

pub(in crate::html) fn resident(r: &Resident, level: CareLevel, today: Date) -> Json {
    json!({
        "name": said(&r.name),
        "kana": said(&katakana(&r.kana)),
        "birth": r.birth.to_string(),
        "age": r.age(today),
        "sex": r.sex.code(),
        "address": said(&r.address),
        "tel": said(&r.phone),
        "care_level": care_level(level),
        "care_from": r.care_from.map(|d| d.to_string()),
        "care_to": r.care_to.map(|d| d.to_string()),
    })
}

fn member(team: &[TeamMember], role: TeamRole) -> Json {
    match team.iter().find(|m| m.role == role) {
        Some(m) => json!({
            "office": said(m.office()),
            "name": said(&m.person),
            "tel": said(&m.phone),
        }),
        None => Json::Null,
    }
}

pub(in crate::html) fn team(members: &[TeamMember]) -> Json {
    json!({ "doctor": member(members, TeamRole::Doctor), "dentist": member(members, TeamRole::Dental) })
}

pub(in crate::html) fn organisation(o: &Organisation) -> Json {
    json!({ "name": said(&o.name), "tel": said(&o.phone), "fax": said(&o.fax) })
}

fn stay(s: &Stay, person: &str) -> Json {
    json!({
        "admitted_on": s.admitted_on.to_string(),
        "hospital": said(&s.hospital_name),
        "hospital_person": said(person),
        "discharge_on": s.ended_on.or(s.planned_on).map(|d| d.to_string()),
        "reason": said(&s.reason),
        "ward": said(&s.ward),
        "room": said(&s.room),
    })
}

/// 最近半年間での入院 as the stays recorded here tell it, newest first: the form has one period (the last stay's) and
/// one line of reasons. Without any it says nothing: there may have been stays that nobody entered here.
fn past_stay(past: &[Stay]) -> Json {
    let Some(last) = past.first() else { return Json::Null };
    let reason = match past {
        [one] => one.reason.trim().to_owned(),
        several => {
            let line = |s: &Stay| {
                let to = s.ended_on.map(wareki::short).unwrap_or_default();
                let line = format!("{}〜{to} {}", wareki::short(s.admitted_on), s.reason.trim());
                line.trim().to_owned()
            };
            let mut lines = String::new();
            for next in several.iter().map(line) {
                if lines.chars().count() + next.chars().count() < PAST_REASON {
                    let joint = if lines.is_empty() { "" } else { "／" };
                    lines.push_str(&format!("{joint}{next}"));
                }
            }
            lines
        }
    };
    json!({
        "recent": "yes",
        "reason": said(&reason),
        "from": last.admitted_on.to_string(),
        "to": last.ended_on.map(|d| d.to_string()),
    })
}

fn in_charge(cx: &Cx<'_>, s: &Stay) -> Result<String> {
    let account = s.assigned.map(|a| accounts::account(cx, a)).transpose()?.flatten();
    Ok(account.map(|a| a.name).unwrap_or_default())
}

fn place(s: &Stay, hospital: Option<&Organisation>) -> Stay {
    let mut s = s.clone();
    if let Some(h) = hospital {
        s.hospital_name.clone_from(&h.name);
    }
    s
}

/// The facts for 入院時情報提供書.
pub(super) fn sheet_vars(
    cx: &Cx<'_>,
    w: &ForWriting,
    hospital: Option<&Organisation>,
) -> Result<Vars> {
    let person = in_charge(cx, &w.stay)?;
    let allergies: Vec<&str> = w
        .view
        .facts
        .iter()
        .filter(|f| f.kind == FactKind::Allergy)
        .map(|f| f.text.as_str())
        .collect();
    let known = w.view.facts.iter().filter(|f| f.kind == FactKind::Allergy).map(|f| f.as_of).min();
    let consent = w.view.consents.first();
    let consented = consent
        .map(|c| format!("契約時の同意（{}・{}）から", wareki::long(c.given_on), c.method.label()));
    Ok(Vars::new(cx.now())
        .with(
            "resident",
            resident(&w.resident, w.stay.care_level, cx.today()),
            Some(REGISTER),
            None,
        )
        .with("care_team", team(&w.team), Some(TEAM), None)
        .with("organisation", organisation(&w.office), None, None)
        .with("author", json!({ "name": said(&cx.actor().name) }), None, None)
        .with("stay", stay(&place(&w.stay, hospital), &person), Some(STAY), None)
        .with("past_stay", past_stay(&w.past), Some(PAST), w.past.first().and_then(|s| s.ended_on))
        .with(
            "consent",
            consent.map_or(Json::Null, |_| json!({ "given": true })),
            consented.as_deref(),
            None,
        )
        .with("health", json!({ "allergies": said(&allergies.join("、")) }), Some(REGISTER), known))
}

/// The facts for 退院・退所情報記録書.
pub(super) fn record_vars(
    cx: &Cx<'_>,
    w: &ForRecording,
    hospital: Option<&Organisation>,
) -> Result<Vars> {
    let person = in_charge(cx, &w.stay)?;
    let view = people::use_cases::view::view(cx, w.stay.resident)?;
    let office = accounts::organisation(cx, w.stay.office)?;
    Ok(Vars::new(cx.now())
        .with(
            "resident",
            resident(&w.resident, w.resident.care_level, cx.today()),
            Some(REGISTER),
            None,
        )
        .with("care_team", team(&view.team), Some(TEAM), None)
        .with("organisation", organisation(&office), None, None)
        .with("author", json!({ "name": said(&cx.actor().name) }), None, None)
        .with("stay", stay(&place(&w.stay, hospital), &person), Some(STAY), None))
}

/// A relation in words as an answer: its code, or the open answer with the words.
fn relation(q: &Question, words: &str) -> Option<Value> {
    let words = words.trim();
    if words.is_empty() {
        return None;
    }
    let pick = match q.choices().iter().find(|c| c.display == words && !c.hidden) {
        Some(c) => Pick { code: c.code.clone(), other: None },
        None => Pick {
            code: q.choices().iter().find(|c| c.open)?.code.clone(),
            other: Some(words.to_owned()),
        },
    };
    Some(Value::Picks(vec![pick]))
}

/// Relatives of the register where the last sheet says nothing: 主介護者 and キーパーソン.
pub(super) fn contacts(form: &Form, answers: &mut Answers, contacts: &[Contact], today: Date) {
    for (prefix, found) in [
        ("carer", contacts.iter().find(|c| c.carer)),
        ("key", contacts.iter().find(|c| c.key_person)),
    ] {
        let Some(c) = found else { continue };
        let name = Key::single(&format!("{prefix}.name"));
        // The last sheet spoke of somebody: half of one and half of another would be nobody.
        if answers.get(&name).is_some() {
            continue;
        }
        let from = if c.source.trim().is_empty() { "ご家族の登録" } else { c.source.trim() };
        let source = Source {
            text: format!("{from}（{}）から", wareki::long(c.as_of)),
            as_of: Some(c.as_of),
        };
        let old = kernel::time::days_between(c.as_of, today) > forms::prefill::OLD_AFTER_DAYS;
        let mut put = |part: &str, value: Option<Value>| {
            let key = Key::single(&format!("{prefix}.{part}"));
            if let Some(value) = value
                && form.question(&key.link_id).is_some()
                && answers.get(&key).is_none()
            {
                answers.set(
                    &key,
                    Answer {
                        given: Given::Value(value),
                        source: Some(source.clone()),
                        old,
                        ..Answer::default()
                    },
                );
            }
        };
        let text =
            |t: &str| Some(t.trim()).filter(|t| !t.is_empty()).map(|t| Value::Text(t.to_owned()));
        put("name", text(&c.name));
        put("tel", text(&c.phone));
        put("age", c.age.filter(|a| (0..=130).contains(a)).map(Value::Whole));
        let question = form.question(&format!("{prefix}.relation"));
        put("relation", question.and_then(|p| relation(p.question, &c.relation)));
        let together = if c.lives_with { "together" } else { "apart" };
        put("together", Some(Value::Picks(vec![Pick { code: together.into(), other: None }])));
    }
}

/// What the record can take from the sheet of the same stay: nothing is asked twice.
const FROM_SHEET: [&str; 2] = ["doctor.way", "mouth.denture"];

/// Answers of this stay's sheet to the questions that both papers ask in the same words and codes.
pub(super) fn from_sheet(
    form: &Form,
    answers: &mut Answers,
    sheet: Option<&app::records::Version>,
) {
    let Some((before, on)) = sheet.and_then(|v| Some((paper::answers_of(&v.body)?, v.at.date())))
    else {
        return;
    };
    let source = Source {
        text: format!("入院時情報提供書（{}）から", wareki::month_day(on)),
        as_of: Some(on),
    };
    for id in FROM_SHEET {
        let key = Key::single(id);
        let (Some(value), Some(placed)) = (before.value(id), form.question(id)) else { continue };
        let known = match value {
            Value::Picks(picks) => {
                picks.iter().all(|p| placed.question.choice(&p.code).is_some_and(|c| !c.hidden))
            }
            _ => false,
        };
        if known && answers.get(&key).is_none() {
            answers.set(&key, Answer { source: Some(source.clone()), ..Answer::of(value.clone()) });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    fn contact(relation: &str, as_of: &str) -> Contact {
        Contact {
            id: samples::id(50),
            rank: 1,
            name: "阿部 健一".into(),
            relation: relation.into(),
            age: Some(58),
            phone: "0000-65-0048".into(),
            lives_with: true,
            carer: true,
            key_person: false,
            source: "ご家族から".into(),
            as_of: as_of.parse().unwrap(),
        }
    }

    #[test]
    fn relatives_of_the_register_fill_what_the_last_sheet_left_open() {
        let form = paper::newest("admission-sheet").unwrap();
        let mut a = Answers::new();
        contacts(form, &mut a, &[contact("長男", "2026-09-01")], samples::today());
        assert_eq!(
            (a.text("carer.name"), a.code("carer.relation"), a.code("carer.together")),
            (Some("阿部 健一"), Some("eldest-son"), Some("together"))
        );
        assert!(a.text("key.name").is_none() && !a.get(&Key::single("carer.name")).unwrap().old);
        let mut kept = Answers::new();
        kept.set(&Key::single("carer.name"), Answer::of(Value::Text("別の人".into())));
        contacts(form, &mut kept, &[contact("長男", "2026-09-01")], samples::today());
        assert_eq!((kept.text("carer.name"), kept.text("carer.tel")), (Some("別の人"), None));
    }

    #[test]
    fn an_unlisted_relation_is_written_out_and_an_old_one_is_asked_again() {
        let form = paper::newest("admission-sheet").unwrap();
        let mut a = Answers::new();
        contacts(form, &mut a, &[contact("はとこ", "2024-09-01")], samples::today());
        let answer = a.get(&Key::single("carer.relation")).unwrap();
        assert_eq!(
            forms::words::answer(form.question("carer.relation").unwrap().question, answer),
            "その他（はとこ）"
        );
        assert!(answer.old);
    }

    #[test]
    fn every_care_level_but_unknown_is_in_the_forms_list() {
        let form = paper::newest("admission-sheet").unwrap();
        let q = form.question("care.level").unwrap().question;
        for l in CareLevel::ALL {
            match care_level(l) {
                Json::Null => assert_eq!(l, CareLevel::Unknown),
                code => assert!(q.choice(code.as_str().unwrap()).is_some(), "{l:?}"),
            }
        }
    }

    #[test]
    fn the_doctor_and_the_clinic_stand_apart() {
        let member = |label: &str, person: &str| TeamMember {
            id: samples::id(51),
            role: TeamRole::Doctor,
            organisation: None,
            account: None,
            label: label.into(),
            person: person.into(),
            phone: "0000-65-0051".into(),
            from: samples::today(),
        };
        let of = |m: TeamMember| {
            let vars = Vars::new(samples::now()).with("care_team", team(&[m]), Some(TEAM), None);
            let form = paper::newest("admission-sheet").unwrap();
            let a = forms::prefill(form, &vars, None);
            (
                a.text("doctor.clinic").unwrap_or_default().to_owned(),
                a.text("doctor.name").unwrap_or_default().to_owned(),
            )
        };
        let both = ("南結野整形外科医院".to_owned(), "吉野 智子".to_owned());
        assert_eq!(of(member("南結野整形外科医院 吉野 智子", "吉野 智子")), both);
        assert_eq!(of(member("南結野医院", "")).0, "南結野医院");
        // a clinic named after its doctor keeps its name
        assert_eq!(of(member("吉野 智子", "吉野 智子")).0, "吉野 智子");
    }

    #[test]
    fn kana_stands_in_katakana() {
        assert_eq!(katakana("あべ はるゔ"), "アベ ハルヴ");
    }
}

//! Never ask twice: what a form begins with, and where each value came from.
use forms::answers::{Answer, Given, Key, Value};
use forms::{Answers, Draw, Last, Stage, input, prefill, validate};
use kernel::Date;
use serde_json::json;

use crate::{filled, sample, set, state, today, vars};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

#[test]
fn facts_and_the_last_sheet_fill_a_new_one_with_their_sources() {
    let set = set();
    let form = set.newest("admission-sheet").unwrap();
    let before = filled(
        form,
        &[
            ("person.tel", "0000-65-0301"),
            ("house.members", "alone"),
            ("care.level", "21"),
            ("after.abuse", "yes"),
            ("carer.relation", "other"),
            ("carer.relation.open", "めいの子"),
            ("wish.person", "家がいい"),
            ("wish.person.attached", "1"),
            ("care.dementia", "unknown"),
            ("doc.written_on.y", "R8.9.3"),
        ],
    );
    let vars = vars()
        .with(
            "resident",
            json!({ "name": "髙橋 𠮷江", "birth": "1940-04-08", "age": 86, "sex": "female",
            "care_level": { "code": "22", "display": "要介護2" } }),
            Some("利用者の登録内容から"),
            None,
        )
        .with(
            "stay",
            json!({ "admitted_on": "2026-11-21", "hospital": "結野中央病院（架空）" }),
            None,
            None,
        );
    let last =
        Last { form, answers: &before, on: day("2026-09-03"), title: "入院時情報提供書" };
    let answers = prefill(form, &vars, Some(last));
    assert_eq!(answers.text("person.name"), Some("髙橋 𠮷江"));
    assert_eq!(answers.date("person.birth"), Some(day("1940-04-08")));
    assert_eq!(answers.value("person.age"), Some(&Value::Whole(86)));
    assert_eq!(answers.code("person.sex"), Some("female"));
    assert_eq!(
        (answers.date("stay.admitted_on"), answers.date("doc.written_on")),
        (Some(today()), Some(today()))
    );
    // What is known today wins over the last sheet; both say where they come from.
    assert_eq!(answers.code("care.level"), Some("22"));
    let source =
        |id: &str| answers.get(&Key::single(id)).unwrap().source.as_ref().map(|s| s.text.clone());
    assert_eq!(source("care.level").as_deref(), Some("利用者の登録内容から"));
    assert_eq!(source("house.members").as_deref(), Some("前回（9月3日）の入院時情報提供書から"));
    assert_eq!(source("doc.written_on"), None);
    let relation = form.question("carer.relation").unwrap().question;
    assert_eq!(
        forms::words::answer(relation, answers.get(&Key::single("carer.relation")).unwrap()),
        "その他（めいの子）"
    );
    // Words are carried over; an enclosed paper, 不明 and what must be asked afresh are not.
    let wish = answers.get(&Key::single("wish.person")).unwrap();
    assert!(wish.value().is_some() && !wish.attached);
    assert!(
        answers.get(&Key::single("care.dementia")).is_none()
            && answers.get(&Key::single("after.abuse")).is_none()
    );
}

#[test]
fn what_is_older_than_a_year_waits_to_be_confirmed() {
    let set = set();
    let form = set.newest("admission-sheet").unwrap();
    let mut before = filled(form, &[("after.power", "partly"), ("house.members", "alone")]);
    // An answer that was itself taken over keeps its own day.
    let key = Key::single("after.power");
    let mut power = before.get(&key).unwrap().clone();
    power.source =
        Some(forms::Source { text: "前回から".into(), as_of: Some(day("2025-06-10")) });
    before.set(&key, power);
    let last =
        Last { form, answers: &before, on: day("2026-09-03"), title: "入院時情報提供書" };
    let draft = prefill(form, &vars(), Some(last));
    assert!(draft.get(&key).unwrap().old && !draft.get(&Key::single("house.members")).unwrap().old);
    let checked = validate(form, &draft, &vars(), Stage::Confirm);
    assert!(checked.missing.iter().any(|m| m.key == key && m.old));
    assert!(
        !checked.problems.iter().any(|p| p.key == key),
        "an old answer does not stand in the way"
    );
    let draw = Draw {
        form,
        answers: &draft,
        checked: None,
        today: today(),
        mark_missing: false,
        add_row: None,
    };
    let html = draw.field(&form.question("after.power").unwrap(), None).render();
    assert!(
        html.contains("1年以上前の内容です")
            && html.contains("「見込める（一部）」は令和7年6月の内容です。いまも同じですか"),
        "{html}"
    );

    let read = |pairs: &[(&str, &str)]| {
        let post = input::read(form, Some("ch_outlook"), &state(pairs), &draft, today());
        post.answers.get(&key).cloned().unwrap_or_default()
    };
    let same = read(&[("after.power", "partly"), ("k.after.power", "same")]);
    assert_eq!((same.old, same.source.unwrap().as_of), (false, Some(today())));
    let silent = read(&[("after.power", "partly")]);
    assert!(silent.old, "without an answer it goes on waiting");
    let changed = read(&[("after.power", "none"), ("k.after.power", "changed")]);
    assert_eq!((changed.old, changed.source), (false, None));
    assert!(matches!(
        read(&[("after.power", "partly"), ("k.after.power", "changed")]).given,
        Given::Wrong(_)
    ));
}

#[test]
fn an_answer_that_is_not_touched_keeps_its_source_and_one_that_is_loses_it() {
    let set = set();
    let form = set.newest("admission-sheet").unwrap();
    let before = filled(form, &[("house.members", "alone"), ("carer.name", "髙橋 正")]);
    let last =
        Last { form, answers: &before, on: day("2026-09-03"), title: "入院時情報提供書" };
    let draft = prefill(form, &vars(), Some(last));
    let post = state(&[("house.members", "alone"), ("carer.name", "髙橋 健一")]);
    let after = input::read(form, Some("ch_care"), &post, &draft, today()).answers;
    assert!(after.get(&Key::single("house.members")).unwrap().source.is_some());
    assert!(after.get(&Key::single("carer.name")).unwrap().source.is_none());
}

#[test]
fn answers_that_are_no_longer_offered_are_not_carried_over() {
    let set = set();
    let form = set.newest("admission-sheet").unwrap();
    let mut before = Answers::new();
    let picks =
        |code: &str| Answer::of(Value::Picks(vec![forms::Pick { code: code.into(), other: None }]));
    before.set(&Key::single("care.level"), picks("11"));
    before.set(&Key::single("house.members"), picks("gone"));
    before.set(&Key::single("person.name"), Answer::of(Value::Text("あ".repeat(500))));
    let last =
        Last { form, answers: &before, on: day("2026-09-03"), title: "入院時情報提供書" };
    let draft = prefill(form, &vars(), Some(last));
    assert!(draft.code("care.level").is_none() && draft.code("house.members").is_none());
}

#[test]
fn the_ward_form_begins_with_what_the_sheet_says() {
    let set = set();
    let (ward, sheet) =
        (set.newest("screening-ward").unwrap(), set.newest("admission-sheet").unwrap());
    let vars = vars()
        .with_answers(
            "sheet",
            sheet,
            &sample(sheet),
            Some("入院時情報提供書（11月21日）から"),
            Some(today()),
        )
        .with("stay", json!({ "emergency": true }), Some("入院の連絡から"), None);
    let draft = prefill(ward, &vars, None);
    assert_eq!(draft.code("adl.before.eat"), Some("independent"));
    assert_eq!(draft.code("adl.before.excrete"), Some("watch"), "the worse of 排尿 and 排便");
    assert_eq!(draft.code("adl.now.eat"), None);
    assert_eq!(
        (draft.yes_no("stay.emergency"), draft.yes_no("care.not_applied")),
        (Some(true), Some(false))
    );
    assert_eq!(draft.yes_no("stay.repeat"), None, "not often is not the same as no");
    let source = draft.get(&Key::single("adl.before.eat")).unwrap().source.clone().unwrap();
    assert_eq!(source.text, "入院時情報提供書（11月21日）から");
}

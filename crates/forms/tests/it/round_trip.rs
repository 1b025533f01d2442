//! Nothing is lost on the way: post → answers → draft → record → FHIR → answers.
use forms::answers::{Answer, AnswerMap, Given, Key, Pick, Source, Value};
use forms::model::{Kind, Question};
use forms::{Answers, Form, html, input, response};
use proptest::prelude::*;
use rust_decimal::Decimal;
use ui::FormState;

use crate::{sample, set, today};

/// One answer made of two numbers and a text; none now and then.
fn answer(q: &Question, a: u32, b: u32, words: &str) -> Option<Answer> {
    let n = i64::from(b);
    let given = match (a % 8, &q.kind) {
        (0, _) => Given::Nothing,
        (1, _) if q.unknown.is_some() => Given::Unknown,
        (_, Kind::YesNo { .. }) => Given::Value(Value::YesNo(b.is_multiple_of(2))),
        (_, Kind::Whole { min, max, .. }) => Given::Value(Value::Whole(min + n % (max - min + 1))),
        (_, Kind::Decimal { max, places, .. }) => {
            let d = Decimal::new(n, *places);
            Given::Value(Value::Decimal((if d > *max { *max } else { d }).normalize()))
        }
        (_, Kind::Date) => Given::Value(Value::Date(kernel::time::add_days(
            "1900-01-01".parse().unwrap(),
            n % 50_000,
        ))),
        (_, Kind::Text { pattern: Some(_), .. }) => {
            Given::Value(Value::Text(format!("0000-{:02}-{:04}", b % 100, b % 10_000)))
        }
        (_, Kind::Text { max, lines, .. }) => {
            let cut: String = words.chars().take(*max).collect();
            let flat = if *lines > 1 { cut } else { cut.replace('\n', " ") };
            let text = flat.trim().to_owned();
            if text.is_empty() { Given::Nothing } else { Given::Value(Value::Text(text)) }
        }
        (_, Kind::Choice { choices, many }) => {
            let of = |i: usize| -> Pick {
                let c = &choices[i % choices.len()];
                let other = (c.open && a.is_multiple_of(3)).then(|| "髙﨑 𠮷（☑）".to_owned());
                Pick { code: c.code.clone(), other }
            };
            let first = b as usize;
            let mut picks = vec![of(first)];
            let exclusive = |p: &Pick| choices.iter().any(|c| c.code == p.code && c.exclusive);
            if *many && !exclusive(&picks[0]) {
                let second = of(first + 1);
                if !exclusive(&second) && second.code != picks[0].code {
                    picks.push(second);
                }
            }
            picks.sort_by_key(|p| choices.iter().position(|c| c.code == p.code));
            Given::Value(Value::Picks(picks))
        }
    };
    let attached = q.attachment.is_some() && b.is_multiple_of(3);
    let source = (a.is_multiple_of(5) && given != Given::Nothing).then(|| Source {
        text: "前回（9月3日）の入院時情報提供書から".into(),
        as_of: (b.is_multiple_of(2)).then(|| "2026-09-03".parse().unwrap()),
    });
    let answer = Answer { given, attached, source, old: false };
    (!answer.is_blank()).then_some(answer)
}

fn made(form: &Form, seeds: &[(u32, u32, String)]) -> Answers {
    let mut out = Answers::new();
    let mut seeds = seeds.iter().cycle();
    for p in form.questions().filter(|p| !p.question.read_only && p.repeating().is_none()) {
        let (a, b, words) = seeds.next().unwrap();
        if let Some(answer) = answer(p.question, *a, *b, words) {
            out.set(&Key::single(&p.question.link_id), answer);
        }
    }
    for (group, _) in form.repeating_groups() {
        let mut rows = Vec::new();
        for n in 0..3 {
            let mut row = AnswerMap::new();
            for q in &group.questions {
                let (a, b, words) = seeds.next().unwrap();
                if let Some(answer) = answer(q, a.wrapping_add(n), *b, words) {
                    row.insert(q.link_id.clone(), answer);
                }
            }
            rows.push(row);
        }
        out.set_rows(&group.link_id, rows);
    }
    out
}

/// The first place where two sets of answers differ, so that a failure can be read.
fn first_difference(a: &Answers, b: &Answers) -> Option<String> {
    let keys = a.iter().chain(b.iter()).map(|(k, _)| k);
    let found = keys.into_iter().find(|k| a.get(k) != b.get(k));
    found.map(|k| format!("{}: {:?} / {:?}", k.name(), a.get(&k), b.get(&k)))
}

fn posted(form: &Form, answers: &Answers) -> FormState {
    let mut state = FormState::default();
    for (name, value) in html::posted_pairs(form, answers) {
        state.put(&name, value);
    }
    state
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn answers_survive_every_way(seeds in prop::collection::vec(
        (any::<u32>(), any::<u32>(), "[ -~ぁ-んァ-ヶ一-龠髙﨑𠮷☑㈱①\n]{0,60}"), 7..60)) {
        let set = set();
        for form in set.iter() {
            let answers = made(form, &seeds);
            // Post and read back, over the same draft: everything is the same, sources too.
            let state = posted(form, &answers);
            let back = input::read(form, None, &state, &answers, today()).answers;
            prop_assert_eq!(first_difference(&back, &answers), None);
            // Over an empty draft the values are the same, typed by hand.
            let fresh = input::read(form, None, &state, &Answers::new(), today()).answers;
            prop_assert!(fresh.iter().all(|(_, a)| a.source.is_none()));
            let stripped = |a: &Answers| a.iter().map(|(k, a)| (k, a.given.clone())).collect::<Vec<_>>();
            prop_assert!(stripped(&fresh) == stripped(&answers));
            // A draft in the database.
            prop_assert_eq!(first_difference(&Answers::from_json(&answers.to_json()).unwrap(), &answers), None);
            // The record and its FHIR form.
            let record = answers.for_record(form);
            let resource = response::to_fhir(form, &answers, &response::About::default());
            let text = resource.to_string();
            let again = response::from_fhir(form, &serde_json::from_str(&text).unwrap()).unwrap();
            prop_assert_eq!(first_difference(&again, &record), None);
            prop_assert!(again.canonical(form) == answers.canonical(form));
        }
    }
}

#[test]
fn a_response_to_another_form_or_with_other_items_is_refused() {
    let set = set();
    let (a, b) = (set.newest("admission-sheet").unwrap(), set.newest("discharge-record").unwrap());
    let mut json = response::to_fhir(a, &sample(a), &response::About::default());
    assert!(response::from_fhir(b, &json).is_err());
    json["item"][0]["item"][0]["item"][0]["linkId"] = serde_json::json!("nothing");
    assert!(matches!(response::from_fhir(a, &json), Err(response::ResponseError::NoSuchItem(_))));
    let mut json = response::to_fhir(a, &sample(a), &response::About::default());
    json["item"][0]["item"][0]["item"][0]["answer"][0] =
        serde_json::json!({ "valueDate": "2026-02-30" });
    assert!(matches!(response::from_fhir(a, &json), Err(response::ResponseError::Value(_))));
    assert!(response::from_fhir(a, &serde_json::json!({})).is_err());
}

#[test]
fn the_response_is_one_that_the_shared_types_read() {
    let set = set();
    for form in set.iter() {
        let json = response::to_fhir(
            form,
            &sample(form),
            &response::About { completed: true, ..Default::default() },
        );
        let about = response::About { completed: true, ..Default::default() };
        let resource = response::to_resource(form, &sample(form), &about).unwrap();
        assert_eq!(resource.to_json(), json, "{}: nothing is lost in the shared type", form.code);
        assert!(resource.extra.is_empty());
        assert_eq!(json["questionnaire"], format!("{}|{}", form.url, form.version));
        let expr = fhir::Expr::parse(
            "item.descendants().where(linkId = 'person.name' or linkId = 'said.person').answer.value.first()",
        );
        // descendants() have no order, so first() is refused; without it the value is found.
        assert!(expr.is_err());
        let expr = fhir::Expr::parse(
            "descendants().where(linkId = 'person.name' or linkId = 'said.person').answer.value",
        )
        .unwrap();
        let found =
            expr.eval(&fhir::EvalCx::new(&json, "2026-11-21T00:00:00Z", "2026-11-21")).unwrap();
        assert_eq!(found.len(), 1, "{}", form.code);
    }
}

#[test]
fn the_content_hash_follows_the_answers_and_nothing_else() {
    let set = set();
    let form = set.newest("admission-sheet").unwrap();
    let answers = sample(form);
    let mut other = answers.clone();
    assert_eq!(answers.canonical(form), other.canonical(form));
    other.set(&Key::single("wish.hobby"), Answer::of(Value::Text("囲碁".into())));
    assert_ne!(answers.canonical(form), other.canonical(form));
}

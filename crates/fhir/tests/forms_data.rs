//! Questionnaire, QuestionnaireResponse and ValueSet: nothing is lost when they are read and written.
// A skipped suite and its figures must be seen.
#![allow(clippy::disallowed_macros)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use fhir::datatypes::AnswerValue;
use fhir::{ItemType, Ordinals, Questionnaire, QuestionnaireResponse, ValueSet};
use rust_decimal::Decimal;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

fn there_and_back<T: Serialize + DeserializeOwned>(value: &Value) {
    let read: T = serde_json::from_value(value.clone()).expect("readable");
    assert_eq!(&serde_json::to_value(read).unwrap(), value);
}

fn form() -> Value {
    json!({
        "resourceType": "Questionnaire",
        "id": "adl",
        "meta": { "versionId": "3" },
        "url": "https://example.jp/forms/adl",
        "version": "1",
        "status": "active",
        "contained": [{
            "resourceType": "ValueSet",
            "id": "help",
            "status": "active",
            "compose": { "include": [{ "system": "https://example.jp/help", "concept": [
                { "code": "self", "display": "自立", "extension": [
                    { "url": "http://hl7.org/fhir/StructureDefinition/ordinalValue", "valueDecimal": 0 }] },
                { "code": "part", "display": "一部介助", "extension": [
                    { "url": "http://hl7.org/fhir/StructureDefinition/ordinalValue", "valueDecimal": 1 }] },
                { "code": "unknown", "display": "未確認" }
            ] }] }
        }],
        "item": [{
            "linkId": "adl", "type": "group", "text": "ADL", "prefix": "1.",
            "item": [
                { "linkId": "eat", "type": "choice", "text": "食事", "required": true, "answerValueSet": "#help",
                  "_text": { "extension": [{ "url": "https://example.jp/reading", "valueString": "しょくじ" }] } },
                { "linkId": "why", "type": "open-choice", "repeats": false, "maxLength": 40, "enableBehavior": "any",
                  "enableWhen": [
                    { "question": "eat", "operator": "!=", "answerCoding": { "code": "self" } },
                    { "question": "eat", "operator": "exists", "answerBoolean": true, "id": "w" }],
                  "answerOption": [{ "valueString": "痛み", "initialSelected": true }, { "valueInteger": 3 }],
                  "initial": [{ "valueString": "痛み" }] }
            ]
        }]
    })
}

#[test]
fn a_form_definition_comes_back_whole() {
    there_and_back::<Questionnaire>(&form());
    let form: Questionnaire = serde_json::from_value(form()).unwrap();
    let ids: Vec<_> = form.items().iter().map(|i| i.link_id.clone()).collect();
    assert_eq!(ids, ["adl", "eat", "why"]);
    let why = form.find("why").unwrap();
    assert_eq!(
        (why.ty, why.max_length, why.is_required()),
        (ItemType::OpenChoice, Some(40), false)
    );
    assert_eq!(why.enable_when[0].answer.code(), Some("self"));
}

#[test]
fn the_options_of_a_contained_value_set_carry_their_scale() {
    let form: Questionnaire = serde_json::from_value(form()).unwrap();
    let set = form.value_set("#help").unwrap();
    let options = set.options().unwrap();
    assert_eq!(options.len(), 3);
    assert_eq!(options[1].display.as_deref(), Some("一部介助"));
    let scale = set.ordinals();
    assert_eq!((scale.ordinal("part"), scale.ordinal("unknown")), (Some(Decimal::ONE), None));
    assert!(form.value_set("#none").is_none());
}

#[test]
fn a_value_set_that_needs_a_terminology_server_has_no_options() {
    let set = |include: Value| -> ValueSet {
        serde_json::from_value(
            json!({"resourceType": "ValueSet", "compose": {"include": [include]}}),
        )
        .unwrap()
    };
    assert!(set(json!({"system": "http://loinc.org"})).options().is_none());
    assert!(set(json!({"valueSet": ["http://example.jp/other"]})).options().is_none());
    let expanded: ValueSet = serde_json::from_value(json!({"resourceType": "ValueSet", "expansion": {"contains": [
        {"abstract": true, "code": "head", "contains": [{"system": "s", "code": "a"}, {"code": "old", "inactive": true}]}
    ]}})).unwrap();
    assert_eq!(
        expanded.options().unwrap().iter().map(|c| c.code.clone().unwrap()).collect::<Vec<_>>(),
        ["a"]
    );
}

#[test]
fn answers_of_every_type_come_back_whole() {
    let values = [
        json!({"valueBoolean": false}),
        json!({"valueDecimal": 36.5}),
        json!({"valueInteger": -3}),
        json!({"valueDate": "1940-04"}),
        json!({"valueDateTime": "2024-04-01T09:30:00+09:00"}),
        json!({"valueTime": "09:30:00"}),
        json!({"valueString": "髙橋 𠮷郎"}),
        json!({"valueUri": "urn:uuid:1"}),
        json!({"valueAttachment": {"contentType": "image/png", "url": "files/1", "size": 12, "hash": "aGFzaA=="}}),
        json!({"valueCoding": {"system": "s", "code": "c", "display": "d", "userSelected": true}}),
        json!({"valueQuantity": {"value": 52.4, "unit": "kg", "system": "http://unitsofmeasure.org", "code": "kg"}}),
        json!({"valueReference": {"reference": "Organization/1", "type": "Organization", "identifier": {"value": "9"}}}),
        json!({"extension": [{"url": "https://example.jp/not-confirmed", "valueBoolean": true}]}),
        json!({"valueBoolean": true, "_valueBoolean": {"id": "x"}, "item": [{"linkId": "below", "answer": [{"valueInteger": 1}]}]}),
    ];
    let response = json!({
        "resourceType": "QuestionnaireResponse", "questionnaire": "https://example.jp/forms/adl|1", "status": "in-progress",
        "subject": {"reference": "Patient/1"}, "authored": "2024-04-01T09:30:00+09:00", "language": "ja",
        "item": [{"linkId": "all", "answer": values}]
    });
    there_and_back::<QuestionnaireResponse>(&response);
    let response: QuestionnaireResponse = serde_json::from_value(response).unwrap();
    assert_eq!(response.values("below"), [&AnswerValue::Integer(1)]);
    assert_eq!(response.values("all").len(), 13);
}

#[test]
fn what_is_no_answer_is_refused_and_named() {
    let wrong = |answer: Value| {
        let response = json!({"resourceType": "QuestionnaireResponse", "status": "completed",
            "item": [{"linkId": "a", "answer": [answer]}]});
        serde_json::from_value::<QuestionnaireResponse>(response).unwrap_err().to_string()
    };
    assert!(wrong(json!({"valueBoolean": "yes"})).contains("Boolean"));
    assert!(
        wrong(json!({"valueString": "a", "valueInteger": 1}))
            .contains("both valueString and valueInteger")
    );
    assert!(wrong(json!({"valueMoney": {"value": 1}})).contains("Money"));
    assert!(serde_json::from_value::<Questionnaire>(json!({"resourceType": "Patient"})).is_err());
    assert!(serde_json::from_value::<Questionnaire>(json!({"resourceType": "Questionnaire", "item": [
        {"linkId": "a", "type": "boolean", "enableWhen": [{"question": "b", "operator": "like", "answerBoolean": true}]}]})).is_err());
}

/// Gives items without a linkId one; true when there were any.
fn number(items: &mut Value, next: &mut u32) -> bool {
    let mut missing = false;
    for item in items.as_array_mut().into_iter().flatten() {
        if item.get("linkId").is_none() {
            *next += 1;
            item["linkId"] = json!(format!("n{next}"));
            missing = true;
        }
        if let Some(below) = item.get_mut("item") {
            missing |= number(below, next);
        }
    }
    missing
}

/// The official examples, when they are here. Many have display items without the linkId R4 demands: those are refused, and
/// come back whole once they have one.
#[test]
fn official_examples_come_back_whole() {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let suites = std::env::var_os("YUI_FHIR_SUITES")
        .map_or(home.join("../shared/fhir/suites"), PathBuf::from);
    let mut read = 0;
    for dir in ["r4-official-examples", "fhir-test-cases-r4/examples"] {
        let Ok(files) = std::fs::read_dir(suites.join(dir)) else { continue };
        for file in files {
            let path = file.unwrap().path();
            if path.extension().is_none_or(|e| e != "json") {
                continue;
            }
            let Ok(value) = serde_json::from_str::<Value>(&std::fs::read_to_string(&path).unwrap())
            else {
                continue;
            };
            match value["resourceType"].as_str() {
                Some("Questionnaire") => {
                    let mut numbered = value.clone();
                    if numbered.get_mut("item").is_some_and(|items| number(items, &mut 0)) {
                        let refusal =
                            serde_json::from_value::<Questionnaire>(value).unwrap_err().to_string();
                        assert!(refusal.contains("linkId"), "{refusal}");
                    }
                    there_and_back::<Questionnaire>(&numbered);
                }
                Some("QuestionnaireResponse") => there_and_back::<QuestionnaireResponse>(&value),
                Some("ValueSet") => there_and_back::<ValueSet>(&value),
                _ => continue,
            }
            read += 1;
        }
    }
    if read == 0 {
        eprintln!("SKIPPED: the official examples are not here (set YUI_FHIR_SUITES)");
    } else {
        eprintln!("{read} official forms, answers and value sets came back whole");
        assert!(read >= 25, "only {read} examples were found");
    }
}

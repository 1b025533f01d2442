//! What a definition may say, and what is refused.
use forms::codes::shipped;
use forms::{Form, FormSet, LoadError};
use serde_json::{Value as Json, json};

fn base() -> Json {
    json!({
        "resourceType": "Questionnaire", "id": "x", "url": "https://yui.example/fhir/Questionnaire/x", "version": "1", "title": "試し",
        "status": "active",
        "extension": [{ "url": "https://yui.example/fhir/StructureDefinition/source", "valueString": "試し" }],
        "item": [{ "linkId": "ch", "text": "章", "type": "group", "item": [
            { "linkId": "q.one", "text": "一", "type": "choice", "answerOption": [
                { "valueCoding": { "code": "a", "display": "あ" } }, { "valueCoding": { "code": "b", "display": "い" } }] },
            { "linkId": "q.two", "text": "二", "type": "string", "enableWhen": [
                { "question": "q.one", "operator": "=", "answerCoding": { "code": "a" } }] }
        ] }]
    })
}

fn load(change: impl FnOnce(&mut Json)) -> Result<Form, LoadError> {
    let mut json = base();
    change(&mut json);
    Form::load(&json.to_string())
}

fn refused(change: impl FnOnce(&mut Json), because: &str) {
    match load(change) {
        Ok(_) => panic!("loaded, but should be refused: {because}"),
        Err(e) => assert!(e.to_string().contains(because), "{e}"),
    }
}

#[test]
fn a_plain_definition_loads() {
    let form = load(|_| {}).unwrap();
    assert_eq!((form.questions().count(), form.hash.len()), (2, 64));
}

#[test]
fn everything_outside_the_subset_is_refused_by_name() {
    refused(|j| j["experimental"] = json!(true), "experimental");
    refused(|j| j["status"] = json!("draft"), "draft");
    refused(|j| j["item"][0]["item"][1]["type"] = json!("attachment"), "attachment");
    refused(|j| j["item"][0]["item"][1]["initial"] = json!([{ "valueString": "x" }]), "initial");
    refused(|j| j["item"][0]["item"][1]["linkId"] = json!("q.Two"), "linkId");
    refused(|j| j["item"][0]["item"][1]["linkId"] = json!("q.one.era"), "linkId");
    refused(|j| j["item"][0]["item"][1]["linkId"] = json!("q.one.more"), "is a question itself");
    refused(|j| j["item"][0]["item"][1]["linkId"] = json!("q.one"), "twice");
    refused(
        |j| {
            j["item"][0]["item"][1]["extension"] =
                json!([{ "url": "http://example.org/x", "valueBoolean": true }])
        },
        "example.org",
    );
    refused(|j| j["item"][0]["item"][1]["enableWhen"][0]["question"] = json!("q.nine"), "q.nine");
    refused(
        |j| j["item"][0]["item"][1]["enableWhen"][0]["answerCoding"]["code"] = json!("z"),
        "no such answer",
    );
    refused(|j| j["item"][0]["item"][1]["enableWhen"][0]["operator"] = json!(">"), "not supported");
    refused(
        |j| {
            j["item"][0]["item"][0]["answerValueSet"] =
                json!("https://yui.example/fhir/ValueSet/adl4")
        },
        "there is no list",
    );
    refused(
        |j| j["item"][0]["item"][0]["answerOption"][1]["valueCoding"]["code"] = json!("a"),
        "twice",
    );
    refused(|j| j["item"][0]["item"][1]["repeats"] = json!(true), "only choices");
    refused(|j| j["item"][0]["item"][1]["maxLength"] = json!(1_000_000), "maxLength");
    refused(|j| j["extension"] = json!([]), "source");
    assert!(
        Form::load("{").is_err()
            && Form::load("").is_err()
            && Form::load("[]").is_err()
            && Form::load("\0").is_err()
    );
}

#[test]
fn expressions_outside_the_language_are_refused() {
    let initial = |expression: &str| {
        let e = json!([{ "url": "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-initialExpression",
            "valueExpression": { "language": "text/fhirpath", "expression": expression } }]);
        load(|j| j["item"][0]["item"][1]["extension"] = e)
    };
    assert!(initial("%resident.name").is_ok());
    for bad in [
        "%resident.name(",
        "%nobody.name",
        "resolve()",
        "%resident.name.htmlChecks()",
        "memberOf('x')",
        "",
        "1 +",
    ] {
        assert!(matches!(initial(bad), Err(LoadError::Expression { .. })), "{bad}");
    }
}

#[test]
fn constraints_name_questions_that_exist() {
    let constraint = |location: &str, human: &str| {
        let e = json!([
            { "url": "https://yui.example/fhir/StructureDefinition/source", "valueString": "試し" },
            { "url": "http://hl7.org/fhir/StructureDefinition/questionnaire-constraint", "extension": [
                { "url": "key", "valueId": "k" }, { "url": "severity", "valueCode": "error" },
                { "url": "expression", "valueString": "%answers.q.two = 'x'" },
                { "url": "human", "valueString": human }, { "url": "location", "valueString": location }] }]);
        load(|j| j["extension"] = e)
    };
    assert!(constraint("q.two", "「{q.one}」を見てください").is_ok());
    assert!(constraint("q.three", "直してください").is_err());
    assert!(constraint("q.two", "{q.three}").is_err());
}

#[test]
fn a_published_version_never_changes() {
    let book = shipped().unwrap();
    let mut set = FormSet::new();
    let first = base().to_string();
    set.add(&first, &book).unwrap();
    // The same content in another notation is the same version.
    let again: Json = serde_json::from_str(&first).unwrap();
    set.add(&serde_json::to_string_pretty(&again).unwrap(), &book).unwrap();
    let mut changed = base();
    changed["title"] = json!("別の題");
    assert!(matches!(set.add(&changed.to_string(), &book), Err(LoadError::Published { .. })));
    changed["version"] = json!("2");
    set.add(&changed.to_string(), &book).unwrap();
    assert_eq!(
        (set.newest("x").unwrap().version.as_str(), set.get("x", "1").unwrap().title.as_str()),
        ("2", "試し")
    );
    assert!(set.get("x", "3").is_none() && set.newest("y").is_none());
}

#[test]
fn shipped_definitions_are_those_that_were_published() {
    // A published definition is never edited: give the change a new version and add its line here and in published.json.
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../forms/published.json");
    let listed: std::collections::BTreeMap<String, String> =
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let set = crate::set();
    let mut have: std::collections::BTreeMap<String, String> =
        set.iter().map(|f| (format!("{} {}", f.code, f.version), f.hash.clone())).collect();
    for r in forms::set::shipped_rules(&set).unwrap() {
        have.insert(format!("rules/{} {}", r.id, r.version), r.hash);
    }
    assert_eq!(have, listed);
}

#[test]
fn shipped_definitions_are_fhir_questionnaires() {
    for form in crate::set().iter() {
        let folder = format!("{}/../../forms/{}", env!("CARGO_MANIFEST_DIR"), form.code);
        let old = format!("{folder}/questionnaire-{}.json", form.version);
        let path = if std::path::Path::new(&old).exists() {
            old
        } else {
            format!("{folder}/questionnaire.json")
        };
        let text = std::fs::read_to_string(path).unwrap();
        let resource = fhir::Questionnaire::from_json(&text).unwrap();
        let questions =
            form.questions().filter(|p| resource.find(&p.question.link_id).is_some()).count();
        assert_eq!(questions, form.questions().count());
        assert!(resource.items().iter().all(|i| i.extra.is_empty()));
    }
}

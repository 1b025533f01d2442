//! The official FHIRPath suite for R4 against our subset: each case passes or is named in `tests/fhirpath-out-of-scope.txt`;
//! a wrong answer is never listed, it fails.
// A skipped suite and its figures must be seen.
#![allow(clippy::disallowed_macros)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod xml;

use fhir::path::{ErrorKind, Item, PathError};
use fhir::{EvalCx, Expr};
use roxmltree::{Document, Node};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

/// Case name, with `#2` for the second of that name.
struct Case {
    name: String,
    input: Option<String>,
    expression: String,
    /// `syntax`, `semantic`, `execution`: the case expects a refusal.
    invalid: Option<String>,
    predicate: bool,
    ordered: bool,
    outputs: Vec<(Option<String>, String)>,
}

enum Verdict {
    Passed,
    Refused(PathError),
    Wrong(String),
}

fn suites() -> Option<PathBuf> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let suites = std::env::var_os("YUI_FHIR_SUITES")
        .map_or(home.join("../shared/fhir/suites"), PathBuf::from);
    let r4 = suites.join("fhir-test-cases-r4");
    r4.join("fhirpath/tests-fhir-r4.xml").is_file().then_some(r4)
}

/// Some inputs the suite names are not among its R4 examples; `tests/inputs` has stand-ins with what the cases look at.
/// `YUI_FHIR_INPUTS` may name a directory with the originals, which then come first.
fn input(name: &str, suite: &Path) -> Value {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/inputs");
    let given = std::env::var_os("YUI_FHIR_INPUTS").map(PathBuf::from);
    let stem = name.rsplit_once('.').unwrap().0;
    for dir in given.into_iter().chain([suite.join("examples"), own]) {
        for file in [name.to_owned(), format!("{stem}.json")] {
            if let Ok(text) = std::fs::read_to_string(dir.join(&file)) {
                let json = file.ends_with(".json");
                return if json {
                    serde_json::from_str(&text).unwrap()
                } else {
                    xml::resource(&text)
                };
            }
        }
    }
    panic!("the suite's input {name} is nowhere");
}

/// The cases, and the names of groups in which the authors have commented out something that is no XML. A well-formed case in
/// a comment counts as a case.
fn cases(text: &str) -> (Vec<Case>, Vec<String>) {
    let document = Document::parse(text).unwrap();
    let mut seen: HashMap<String, usize> = HashMap::new();
    let tests = document.descendants().filter(|n| n.has_tag_name("test"));
    let mut cases: Vec<Case> = tests.map(|test| case(test, &mut seen)).collect();
    let mut broken = Vec::new();
    for comment in document.descendants().filter(Node::is_comment).filter_map(|n| n.text()) {
        if !comment.contains("<test ") {
            continue;
        }
        match Document::parse(comment.trim()) {
            Ok(inner) => cases.push(case(inner.root_element(), &mut seen)),
            Err(_) => broken.push(comment.split('"').nth(1).unwrap_or("?").to_owned()),
        }
    }
    (cases, broken)
}

fn case(test: Node<'_, '_>, seen: &mut HashMap<String, usize>) -> Case {
    let expression = test.children().find(|n| n.has_tag_name("expression")).unwrap();
    let plain = test.attribute("name").unwrap();
    let times = seen.entry(plain.to_owned()).and_modify(|n| *n += 1).or_insert(1);
    Case {
        name: if *times == 1 { plain.to_owned() } else { format!("{plain}#{times}") },
        input: test.attribute("inputfile").map(str::to_owned),
        expression: expression.text().unwrap().to_owned(),
        invalid: expression.attribute("invalid").or(test.attribute("invalid")).map(str::to_owned),
        predicate: test.attribute("predicate") == Some("true"),
        ordered: test.attribute("ordered") != Some("false"),
        outputs: test
            .children()
            .filter(|n| n.has_tag_name("output"))
            .map(|o| {
                (o.attribute("type").map(str::to_owned), o.text().unwrap_or_default().to_owned())
            })
            .collect(),
    }
}

fn judge(case: &Case, resource: &Value) -> Verdict {
    let cx = EvalCx::new(resource, "2024-05-01T09:30:00.000+09:00", "2024-05-01");
    let parsed = Expr::parse(&case.expression);
    let expr = match (parsed, case.invalid.as_deref()) {
        (Err(_), Some(_)) => return Verdict::Passed,
        (Err(e), None) => return Verdict::Refused(e),
        (Ok(_), Some("syntax")) => {
            return Verdict::Wrong("parsed although it is no expression".to_owned());
        }
        (Ok(expr), _) => expr,
    };
    let checked = match resource["resourceType"].as_str() {
        Some(ty) => expr.check(ty),
        None => Ok(()),
    };
    let answer = checked.and_then(|()| {
        if case.predicate {
            Ok(expr.eval_bool(&cx)?.map(Item::Boolean).into_iter().collect())
        } else {
            expr.eval_items(&cx)
        }
    });
    match (answer, &case.invalid) {
        (Err(_), Some(_)) => Verdict::Passed,
        (Err(e), None) => Verdict::Refused(e),
        (Ok(items), Some(kind)) => Verdict::Wrong(format!("no {kind} error, but {}", show(&items))),
        (Ok(items), None) => {
            if same(case, &items) {
                Verdict::Passed
            } else {
                Verdict::Wrong(format!("{} instead of {:?}", show(&items), case.outputs))
            }
        }
    }
}

fn show(items: &[Item<'_>]) -> String {
    let all: Vec<_> = items
        .iter()
        .map(|i| format!("{}:{}", i.type_name().map_or("?", |(_, n)| n), i.literal()))
        .collect();
    format!("[{}]", all.join(", "))
}

fn same(case: &Case, items: &[Item<'_>]) -> bool {
    let mut wanted = case.outputs.clone();
    let mut found: Vec<_> =
        items.iter().map(|i| (i.type_name().map_or("?", |(_, n)| n), i.literal())).collect();
    if !case.ordered {
        wanted.sort_by(|a, b| a.1.cmp(&b.1));
        found.sort_by(|a, b| a.1.cmp(&b.1));
    }
    wanted.len() == found.len()
        && wanted.iter().zip(&found).all(|((ty, text), (found_ty, found_text))| {
            ty.as_deref().is_none_or(|ty| ty.eq_ignore_ascii_case(found_ty))
                && same_text(text, found_text)
        })
}

/// Equal text; `-0.0` and `0.0` are one number.
fn same_text(wanted: &str, found: &str) -> bool {
    wanted == found
        || wanted.strip_prefix('-') == Some(found) && found.bytes().all(|b| b == b'0' || b == b'.')
}

fn listed() -> BTreeMap<String, String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fhirpath-out-of-scope.txt");
    let text = std::fs::read_to_string(path).expect("the list of cases out of scope");
    let lines = text.lines().filter(|l| !l.trim().is_empty() && !l.starts_with('#'));
    lines
        .map(|l| {
            let (name, reason) =
                l.split_once(' ').unwrap_or_else(|| panic!("a reason is missing: {l}"));
            (name.to_owned(), reason.trim().to_owned())
        })
        .collect()
}

#[test]
fn every_case_of_the_official_suite_passes_or_is_refused_and_named() {
    let Some(suite) = suites() else {
        eprintln!(
            "SKIPPED: the FHIRPath suite is not here (set YUI_FHIR_SUITES to the folder with fhir-test-cases-r4)"
        );
        return;
    };
    let text = std::fs::read_to_string(suite.join("fhirpath/tests-fhir-r4.xml")).unwrap();
    let written = text.matches("<test ").count();
    let (cases, broken) = cases(&text);
    let mut listed = listed();
    let mut inputs: HashMap<String, Value> = HashMap::new();
    let (mut passed, mut refused, mut wrong) = (0, 0, Vec::new());
    for case in &cases {
        let name = case.input.clone().unwrap_or_else(|| "patient-example.xml".to_owned());
        let resource = inputs.entry(name.clone()).or_insert_with(|| input(&name, &suite));
        let reason = listed.remove(&case.name);
        let said = match (judge(case, resource), reason) {
            (Verdict::Passed, None) => {
                passed += 1;
                continue;
            }
            (Verdict::Refused(e), Some(_)) if e.kind != ErrorKind::TooComplex => {
                refused += 1;
                continue;
            }
            (Verdict::Passed, Some(_)) => "passes, but is listed as out of scope".to_owned(),
            (Verdict::Refused(e), _) => format!("refused and not listed: {e}"),
            (Verdict::Wrong(how), _) => how,
        };
        wrong.push(format!("{} `{}`: {said}", case.name, case.expression));
    }
    for name in &broken {
        match listed.remove(name) {
            Some(_) => refused += 1,
            None => wrong.push(format!("{name}: commented out, no XML, and not listed")),
        }
    }
    let failed = wrong.len();
    eprintln!(
        "FHIRPath suite: {written} cases: {passed} passed, {refused} out of scope, {failed} wrong"
    );
    assert_eq!(passed + refused + failed, written, "a case was lost");
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(listed.is_empty(), "listed, but no case of the suite: {listed:?}");
    assert!(cases.len() >= 900, "the suite has shrunk to {}", cases.len());
}

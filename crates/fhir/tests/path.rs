//! The expression language as forms and rules use it: refusals at load, three-valued answers, scales, and bounds.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use fhir::path::{ErrorKind, PathError, function_names};
use fhir::{EvalCx, Expr, Ordinals};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const NOW: &str = "2024-04-01T08:30:00+09:00";
const TODAY: &str = "2024-04-01";

fn response() -> Value {
    json!({
        "resourceType": "QuestionnaireResponse",
        "status": "completed",
        "subject": { "reference": "Patient/1" },
        "item": [
            { "linkId": "adl", "item": [
                { "linkId": "eat", "answer": [{ "valueCoding": { "system": "https://example.jp/help", "code": "part" } }] },
                { "linkId": "walk", "answer": [{ "valueCoding": { "system": "https://example.jp/help", "code": "self" } }] },
                { "linkId": "bath" }
            ] },
            { "linkId": "weight", "answer": [{ "valueQuantity":
                { "value": 52.5, "unit": "kg", "system": "http://unitsofmeasure.org", "code": "kg" } }] },
            { "linkId": "born", "answer": [{ "valueDate": "1940-04-02" }] },
            { "linkId": "alone", "answer": [{ "valueBoolean": true }] },
            { "linkId": "note", "answer": [{ "valueString": "髙橋さん宅" }] },
            { "linkId": "score", "answer": [{ "valueInteger": 3 }, { "valueInteger": 4 }] }
        ]
    })
}

fn eval(text: &str) -> Result<Vec<Value>, PathError> {
    let resource = response();
    Expr::parse(text)?.eval(&EvalCx::new(&resource, NOW, TODAY))
}

fn known(text: &str) -> Option<bool> {
    let resource = response();
    Expr::parse(text)
        .unwrap()
        .eval_bool(&EvalCx::new(&resource, NOW, TODAY))
        .unwrap_or_else(|e| panic!("{text}: {e}"))
}

fn refusal(text: &str) -> PathError {
    Expr::parse(text).map(|_| ()).expect_err(text)
}

fn answer(link: &str) -> String {
    format!("%resource.descendants().where(linkId = '{link}').answer.value")
}

#[test]
fn what_is_outside_the_subset_is_refused_with_its_place() {
    for (text, at, kind) in [
        ("item.resolve()", 5, ErrorKind::NotInSubset),
        ("1 + foo(2)", 4, ErrorKind::NotInSubset),
        ("answer.value.memberOf('x')", 13, ErrorKind::NotInSubset),
        ("value is Strin", 9, ErrorKind::NotInSubset),
        ("item.ofType(FHIR.Foo)", 12, ErrorKind::NotInSubset),
        ("'a'.matches('(?=b)')", 12, ErrorKind::NotInSubset),
        ("99999999999", 0, ErrorKind::NotInSubset),
        ("defineVariable('x')", 0, ErrorKind::NotInSubset),
        ("item.", 5, ErrorKind::Syntax),
        ("a = = b", 4, ErrorKind::Syntax),
        ("'open", 0, ErrorKind::Syntax),
        ("日付 = 1", 0, ErrorKind::Syntax),
        ("'食事' = ;", 7, ErrorKind::Syntax),
        ("@2024-02-30", 0, ErrorKind::Syntax),
        ("first(1)", 0, ErrorKind::Syntax),
        ("worse('a')", 0, ErrorKind::Syntax),
        ("{1}", 1, ErrorKind::Syntax),
        ("", 0, ErrorKind::Syntax),
        ("children().first()", 11, ErrorKind::Semantic),
        ("descendants().where(linkId = 'a')[0]", 33, ErrorKind::Semantic),
    ] {
        let error = refusal(text);
        assert_eq!((error.at, error.kind), (at, kind), "{text}: {error}");
        assert!(!error.reason.is_empty());
    }
    assert_eq!(
        refusal("item.resolve()").to_string(),
        "character 6: the function resolve() is not supported (outside the supported subset)"
    );
}

#[test]
fn elements_a_resource_does_not_have_are_refused_by_the_check() {
    let check = |text: &str| Expr::parse(text).unwrap().check("QuestionnaireResponse");
    for good in [
        "item.where(linkId = 'a').answer.value.code",
        "QuestionnaireResponse.item.item.answer.value.ofType(Coding).code = 'x'",
        "repeat(item).where(linkId.startsWith('a')).answer.exists()",
        "%resource.item.first().answer.value.as(Quantity).value > 5",
        "descendants().where(whatever = 1)",
        "%patient.anything.goes",
        "item.answer.value.lower()",
        "item.answer.item.select(linkId | text).distinct().count()",
        "iif(item.exists(), item, item.item).linkId",
    ] {
        assert_eq!(check(good), Ok(()), "{good}");
    }
    for (bad, at) in [
        ("item.anwser", 5),
        ("item.answer.valueCoding.code", 12),
        ("item.where(linkID = 'a')", 11),
        ("item.answer.value.ofType(Coding).value", 33),
        ("Patient.name", 0),
        ("item.lower()", 5),
        ("status.abs()", 7),
        ("item.select(-linkId)", 12),
        ("item.exists(answer.where(value.foo = 1))", 31),
        ("%resource.itm", 10),
    ] {
        let error = check(bad).expect_err(bad);
        assert_eq!((error.at, error.kind), (at, ErrorKind::Semantic), "{bad}: {error}");
    }
    let hint = check("item.answer.valueCoding").unwrap_err().reason;
    assert!(hint.contains("`value.ofType(Coding)`"), "{hint}");
}

#[test]
fn an_unanswered_question_is_neither_true_nor_false() {
    let bath = answer("bath");
    assert_eq!(known(&format!("{bath} = 'x'")), None);
    assert_eq!(known(&format!("({bath}.code = 'part') or true")), Some(true));
    assert_eq!(known(&format!("({bath}.code = 'part') and false")), Some(false));
    assert_eq!(known(&format!("({bath}.code = 'part') and true")), None);
    assert_eq!(known(&format!("({bath}.code = 'part').not()")), None);
    assert_eq!(known(&format!("{bath}.exists()")), Some(false));
    assert_eq!(known(&format!("{bath} ~ 'x'")), Some(false));
}

#[test]
fn answers_are_read_with_their_types() {
    assert_eq!(known(&format!("{}.code = 'part'", answer("eat"))), Some(true));
    assert_eq!(known(&format!("{} > 50000 'g'", answer("weight"))), Some(true));
    assert_eq!(known(&format!("{} is Quantity", answer("weight"))), Some(true));
    assert_eq!(known(&format!("{} + 84 years <= today()", answer("born"))), Some(false));
    assert_eq!(known(&format!("{} + 83 years <= today()", answer("born"))), Some(true));
    assert_eq!(known(&answer("alone")), Some(true));
    assert_eq!(eval(&format!("{}.substring(1, 2)", answer("note"))).unwrap(), [json!("橋さ")]);
    assert_eq!(eval(&format!("{}.length()", answer("note"))).unwrap(), [json!(5)]);
    assert_eq!(
        eval(&format!("{}.aggregate($this + $total, 0)", answer("score"))).unwrap(),
        [json!(7)]
    );
    assert_eq!(eval(&format!("{} * 2", answer("weight"))).unwrap()[0]["value"], json!(105.0));
    assert_eq!(eval("item.item.where(answer.empty()).linkId").unwrap(), [json!("bath")]);
    assert_eq!(eval("now().timeOfDay() < @T12:00").unwrap(), [json!(true)]);
    assert!(eval(&format!("{} > 1", answer("score"))).is_err());
}

#[test]
fn variables_of_unknown_shape_are_read_as_they_stand() {
    let resource = response();
    let parts = json!({"code": "a", "asOf": "2024-03-31", "valueBoolean": true, "n": [1, 2.5]});
    let cx = EvalCx::new(&resource, NOW, TODAY).with("fact", vec![parts]).with("none", vec![]);
    let run =
        |text: &str| Expr::parse(text).unwrap().eval(&cx).unwrap_or_else(|e| panic!("{text}: {e}"));
    assert_eq!(run("%fact.asOf < today()"), [json!(true)]);
    // A text is read as a date only where a date stands beside it; elsewhere it must be said.
    assert!(Expr::parse("%fact.asOf + 1 day").unwrap().eval(&cx).is_err());
    assert_eq!(run("%fact.asOf.toDate() + 1 day"), [json!("2024-04-01")]);
    assert_eq!(run("%fact.value"), [json!(true)]);
    assert_eq!(run("%fact.n.where($this > 2)"), [json!(2.5)]);
    assert!(run("%none.x = 1").is_empty());
    let unknown = Expr::parse("%other").unwrap();
    assert_eq!(unknown.eval(&cx).unwrap_err().kind, ErrorKind::Evaluation);
    assert_eq!(
        Expr::parse("%fact.n + %other").unwrap().variables(),
        BTreeSet::from(["fact", "other"])
    );
}

#[test]
fn the_questions_an_expression_reads_are_known() {
    let expr = Expr::parse(
        "item.where(linkId = 'a').exists() and descendants().where(linkId in ('b' | 'c')).answer.value = 'd'",
    );
    assert_eq!(expr.unwrap().link_ids(), BTreeSet::from(["a", "b", "c"]));
}

fn scale() -> BTreeMap<String, Decimal> {
    ["self", "watch", "part", "full"]
        .iter()
        .zip(0..)
        .map(|(code, n)| ((*code).to_owned(), Decimal::from(n)))
        .collect()
}

#[test]
fn worse_compares_places_on_the_scale_and_is_empty_when_one_is_unknown() {
    let resource = response();
    let scale = scale();
    let cx = EvalCx::new(&resource, NOW, TODAY).with_ordinals(&scale);
    let known = |text: &str| {
        Expr::parse(text).unwrap().eval_bool(&cx).unwrap_or_else(|e| panic!("{text}: {e}"))
    };
    assert_eq!(known("worse('self', 'part')"), Some(true));
    assert_eq!(known("worse('part', 'self')"), Some(false));
    assert_eq!(known("worse('part', 'part')"), Some(false));
    assert_eq!(known("worse('part', 'unknown')"), None);
    assert_eq!(known("worse({}, 'part')"), None);
    assert_eq!(known(&format!("worse({}, {})", answer("walk"), answer("eat"))), Some(true));
    assert_eq!(known(&format!("worse({}, {})", answer("walk"), answer("bath"))), None);
    assert_eq!(
        known(&format!("worse({}, {}).not() or true", answer("walk"), answer("bath"))),
        Some(true)
    );
    let ordinal = |text: &str| Expr::parse(text).unwrap().eval(&cx).unwrap();
    assert_eq!(ordinal("ordinal('part')"), [json!(2.0)]);
    assert_eq!(ordinal(&format!("ordinal({}.code) >= 2", answer("eat"))), [json!(true)]);
    assert!(ordinal("ordinal('other')").is_empty());
    assert!(Expr::parse("ordinal(5)").unwrap().eval(&cx).is_err());
    assert!(eval("worse('self', 'part')").unwrap_err().reason.contains("scale"));
}

#[test]
fn a_scale_may_be_any_object_of_the_caller() {
    struct Letters;
    impl Ordinals for Letters {
        fn ordinal(&self, code: &str) -> Option<Decimal> {
            code.bytes().next().map(Decimal::from)
        }
    }
    let resource = json!({});
    let cx = EvalCx::new(&resource, NOW, TODAY).with_ordinals(&Letters);
    assert_eq!(Expr::parse("worse('a', 'b')").unwrap().eval_bool(&cx), Ok(Some(true)));
}

#[test]
fn time_comes_from_the_caller_only() {
    assert_eq!(eval("now() | today()").unwrap(), [json!(NOW), json!(TODAY)]);
    let resource = response();
    let cx = EvalCx::new(&resource, "yesterday", "2024-13-01");
    for text in ["now()", "today()", "timeOfDay()"] {
        assert_eq!(Expr::parse(text).unwrap().eval(&cx).unwrap_err().kind, ErrorKind::Evaluation);
    }
}

/// Runs on a small stack: were the depth not bounded, this would overflow it.
fn on_small_stack(run: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(1024 * 1024).spawn(run).unwrap().join().unwrap();
}

#[test]
fn deep_nesting_is_refused_and_never_overflows() {
    on_small_stack(|| {
        for n in [101, 3_000] {
            for text in [
                format!("{}1{}", "(".repeat(n), ")".repeat(n)),
                format!("{}1", "-".repeat(n)),
                format!("1{}", "+1".repeat(n)),
                format!("{}true{}", "iif(".repeat(n), ",1,2)".repeat(n)),
                format!("{}true{}", "where(".repeat(n), ")".repeat(n)),
                format!("{}0{}", "item[".repeat(n), "]".repeat(n)),
                format!("1{}", " is Integer".repeat(n)),
                "[".repeat(n),
            ] {
                let kind = refusal(&text).kind;
                assert!(matches!(kind, ErrorKind::TooComplex | ErrorKind::Syntax), "{kind:?}");
            }
        }
        assert_eq!(refusal(&format!("1{}", " ".repeat(20_000))).kind, ErrorKind::TooComplex);
    });
}

#[test]
fn the_deepest_expression_allowed_is_evaluated() {
    on_small_stack(|| {
        let resource = response();
        let cx = EvalCx::new(&resource, NOW, TODAY);
        for (open, inner, close, least) in [
            ("(", "1", ")", 39),
            ("-", "1", "", 39),
            ("", "1", "+1", 99),
            ("", "true", " or %resource.item.where(linkId = 'eat').answer.exists()", 90),
            ("iif(true,", "1", ",2)", 39),
            ("item.where(", "true", ")", 39),
            ("exists(", "item", ")", 39),
            ("item.select(", "item", " | text)", 30),
            ("item[", "0", "]", 39),
            ("item.repeat(", "item", ")", 39),
            ("item.sort(", "linkId", ")", 39),
            ("'a'.replace(", "'a'", ",'b')", 39),
            ("('a'=", "'a'", ")", 19),
        ] {
            let text = |n: usize| format!("{}{inner}{}", open.repeat(n), close.repeat(n));
            let deepest = (1..=110).rev().find_map(|n| Some((n, Expr::parse(&text(n)).ok()?)));
            let (depth, expr) = deepest.unwrap();
            assert!(depth >= least, "{open} only {depth} deep");
            // The outcome does not matter, only that there is one.
            let _ = expr.eval(&cx);
            let _ = expr.check("QuestionnaireResponse");
        }
    });
}

#[test]
fn no_expression_runs_without_end_or_grows_without_bound() {
    let bombs = [
        "1.repeat($this + 1)".to_owned(),
        "('a' | 'b').repeat($this & 'a')".to_owned(),
        format!(
            "({}).aggregate(iif($total.empty(), 'ab', $total & $total))",
            (0..60).map(|n| n.to_string()).collect::<Vec<_>>().join("|")
        ),
        format!("'a'{}", ".replace('', 'aaaaaaaaaaaaaaaaaaaa')".repeat(30)),
        format!("'aa'{}", ".replaceMatches('(.+)', '$1$1$1$1')".repeat(30)),
        format!("'aa'{}", ".replaceMatches('.', '$0$0$0$0')".repeat(30)),
        format!("(1|2){}", ".combine($this)".repeat(2))
            + &".select(%resource.descendants())".repeat(12),
        format!("'a,a'{}", ".split('a').join('aaa').select($this & $this & $this)".repeat(30)),
        format!("descendants(){}.count()", ".select(%resource.descendants())".repeat(8)),
        format!("'{}'.matches('{}')", "a".repeat(5_000), "(a*)*".repeat(100)),
        "'x'.matches('(((a{99}){99}){99}){99}')".to_owned(),
        "100.0.power(999999999)".to_owned(),
        "2.power(2000000000) + 9.9.exp() + 1000.exp()".to_owned(),
    ];
    let resource = response();
    for text in bombs {
        let cx = EvalCx { steps: 100_000, ..EvalCx::new(&resource, NOW, TODAY) };
        let outcome = Expr::parse(&text).and_then(|e| e.eval(&cx));
        if let Ok(values) = &outcome {
            let size: usize = values.iter().map(|v| v.to_string().len()).sum();
            assert!(size < 1 << 20, "{text}: {size}");
        }
    }
    assert_eq!(eval("1.repeat($this + 1)").unwrap_err().kind, ErrorKind::TooComplex);
}

#[test]
fn no_function_panics_whatever_it_is_given() {
    let values = [
        "{}",
        "-1",
        "2147483647",
        "0.5",
        "'あ1a'",
        "true",
        "@2024-02-29",
        "@T23:59",
        "5 'kg'",
        "1 month",
        "%resource",
        "(1|'a')",
    ];
    let args = ["", "-1", "29", "'hex'", "1.5", "@9999-12-31T23:59:59.999Z", "99999999999.0 years"];
    let resource = response();
    let scale = scale();
    let cx = EvalCx { steps: 20_000, ..EvalCx::new(&resource, NOW, TODAY) }.with_ordinals(&scale);
    let mut ran = 0;
    for name in function_names() {
        for value in values {
            for a in args {
                for b in args {
                    let list =
                        [a, b].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(",");
                    if let Ok(expr) = Expr::parse(&format!("({value}).{name}({list})")) {
                        let _ = expr.eval(&cx);
                        ran += 1;
                    }
                }
            }
        }
    }
    for op in [
        "+", "-", "*", "/", "div", "mod", "&", "=", "~", "<", ">=", "in", "contains", "|", "and",
        "implies",
    ] {
        for a in values.into_iter().chain(args) {
            for b in values.into_iter().chain(args).filter(|b| !b.is_empty()) {
                if let Ok(expr) = Expr::parse(&format!("{a} {op} {b}")) {
                    let _ = expr.eval(&cx);
                    ran += 1;
                }
            }
        }
    }
    assert!(ran > 10_000, "{ran}");
}

#[test]
fn broken_text_is_refused_and_never_panics() {
    let whole = "iif(%a.b['x'] = \"\", @2024-04-01T10:30:00.5+09:00 + 1 'd', `q`.where($this ~ 'é\\u3042\\n' /* c */)) // 終";
    let chars: Vec<char> = whole.chars().collect();
    for n in 0..chars.len() {
        let _ = Expr::parse(&chars[..n].iter().collect::<String>());
        for c in ['\'', '\\', '@', '(', '.', '%', '\0', '𠮷', '-', '\u{3000}'] {
            let mut text = chars.clone();
            text[n] = c;
            let _ = Expr::parse(&text.iter().collect::<String>());
        }
    }
    for text in [
        "'\\ud842'",
        "'\\ud842\\u0041'",
        "'\\u00é0'",
        "@T",
        "@",
        "@2024-",
        "1.",
        ".5",
        "%",
        "$",
        "`",
        "/*",
        "\u{feff}1",
        "1 is",
        "as",
        "{",
        "a.$this",
    ] {
        assert!(Expr::parse(text).is_err() || text == "as", "{text}");
    }
    assert_eq!(eval("'\\uD842\\uDFB7野家'").unwrap(), [json!("𠮷野家")]);
}

#[test]
fn the_documentation_lists_exactly_the_functions_there_are() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/fhirpath.md");
    let text = std::fs::read_to_string(path).unwrap();
    // In the tables of functions every name stands as `name(`.
    let mut documented = BTreeSet::new();
    for row in text.lines().filter(|l| l.starts_with("| `")) {
        let cell = row.split('|').nth(1).unwrap();
        for code in cell.split('`').skip(1).step_by(2) {
            if let Some((name, _)) = code.split_once('(') {
                documented.insert(name.rsplit('.').next().unwrap().to_owned());
            }
        }
    }
    let real: BTreeSet<String> = function_names().map(str::to_owned).collect();
    assert_eq!(documented, real);
}

#[test]
fn a_part_of_the_resource_can_be_the_context() {
    let resource = response();
    let item = &resource["item"][0];
    let focus = Some((item, Some("QuestionnaireResponse.item")));
    let cx = EvalCx { focus, ..EvalCx::new(&resource, NOW, TODAY) };
    let run = |text: &str| Expr::parse(text).unwrap().eval(&cx).unwrap();
    assert_eq!(
        run("linkId | %context.item.count().toString() | %resource.status"),
        [json!("adl"), json!("3"), json!("completed")]
    );
}

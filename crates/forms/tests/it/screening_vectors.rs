//! Vectors of both rule sets as tables, each with its source; thresholds, criteria that are off, and what an editor may not write.
use forms::rules::{RuleError, RuleSet};
use forms::verdict::Judged;
use forms::{Answers, Facts, Filled, FormSet, Verdict, judge};
use kernel::At;
use serde_json::{Value as Json, json};

use crate::screening::{ALL_NO, newest};
use crate::{filled, set};

/// What 2026.2 of the ward's form asks beside.
const NATIONAL_NO: &[(&str, &str)] = &[
    ("illness.cancer", "false"),
    ("illness.dementia", "false"),
    ("diet.undernutrition", "false"),
    ("comm.special", "false"),
    ("mind.severe_behavior", "false"),
    ("family.care_lack", "false"),
    ("family.no_kin", "false"),
    ("family.abuse", "false"),
    ("life.poverty", "false"),
    ("family.young_carer", "false"),
    ("family.cared_by_child", "false"),
    ("care.level_changed", "false"),
    ("factor.other", "false"),
];

fn ward(set: &FormSet, changes: &[(&str, &str)]) -> Answers {
    let mut pairs: Vec<(&str, &str)> = ALL_NO.iter().chain(NATIONAL_NO).copied().collect();
    for (id, value) in changes {
        match pairs.iter_mut().find(|p| p.0 == *id) {
            Some(p) => p.1 = value,
            None => pairs.push((id, value)),
        }
    }
    filled(set.newest("screening-ward").unwrap(), &pairs)
}

fn judged(set: &FormSet, rules: &RuleSet, ward: &Answers, sheet: Option<&Answers>) -> Verdict {
    let facts = Facts {
        ward: Some(Filled {
            form: set.newest("screening-ward").unwrap(),
            answers: ward,
            said: "病棟からの聞き取りから",
        }),
        sheet: sheet.map(|answers| Filled {
            form: set.newest("admission-sheet").unwrap(),
            answers,
            said: "入院時情報提供書から",
        }),
        emergency: None,
        now: At::from_millis(1_795_228_800_000),
    };
    judge(rules, &facts)
}

fn hits(v: &Verdict) -> String {
    v.hits().map(|r| r.code.as_str()).collect::<Vec<_>>().join(" ")
}

#[test]
fn the_vectors_of_both_sets_hold() {
    // answers that are not "no" → hits and outcome of 北見, hits and outcome of A246, source
    type Row<'a> = (&'a [(&'a str, &'a str)], &'a str, &'a str, &'a str, &'a str, &'a str);
    let before_full = ("adl.before.walk", "full");
    let table: &[Row<'_>] = &[
        (
            &[("live.alone", "true")],
            "B1",
            "caution",
            "",
            "clear",
            "forms.md 2.3: 独居+自立+予定入院 → B1 only",
        ),
        (
            &[("proc.after", "true")],
            "A3",
            "required",
            "MED_PROC",
            "work",
            "forms.md 2.3: インスリン → A3; 2.2 MED_PROC",
        ),
        (
            &[("care.not_applied", "true")],
            "B7",
            "caution",
            "NOT_APPLIED",
            "work",
            "forms.md 2.3: 未申請のみ → B7; 2.2 NOT_APPLIED: suspected need and not applied",
        ),
        (&[], "", "clear", "", "clear", "nothing applies"),
        (
            &[("stay.emergency", "true")],
            "B6",
            "caution",
            "EMERGENCY",
            "emergency",
            "forms-verified 2.2 4: emergency alone is shown calmly",
        ),
        (
            &[("adl.now.walk", "watch")],
            "",
            "clear",
            "",
            "clear",
            "forms-verified 2.2 ADL_DOWN: worse AND re-arranging; worse alone is none",
        ),
        (
            &[("adl.now.walk", "watch"), ("life.reform", "true")],
            "A1",
            "required",
            "ADL_DOWN",
            "factor",
            "forms-verified 2.2 ADL_DOWN [V WN20573/113]",
        ),
        (
            &[before_full, ("adl.now.walk", "full"), ("life.reform", "true")],
            "A2",
            "required",
            "",
            "clear",
            "no worse than before: no ADL_DOWN",
        ),
        (
            &[("adl.now.excrete", "partial"), ("adl.before.excrete", "partial")],
            "A2",
            "required",
            "EXCRETION",
            "factor",
            "2.2 EXCRETION; 北見 A2",
        ),
        (
            &[("adl.now.eat", "partial"), ("adl.before.eat", "partial")],
            "A2",
            "required",
            "",
            "clear",
            "eating help is 北見's only",
        ),
        (
            &[("toilet.portable", "true")],
            "A2",
            "required",
            "EXCRETION",
            "factor",
            "北見 A2: ポータブル含む",
        ),
        (
            &[("illness.cancer", "true")],
            "",
            "clear",
            "CANCER_DEM_RESP",
            "factor",
            "forms-verified 2.2 1: three in one [V WN11189/86]",
        ),
        (&[("illness.dementia", "true")], "", "clear", "CANCER_DEM_RESP", "factor", "the same"),
        (
            &[("illness.pneumonia", "true")],
            "A6",
            "required",
            "CANCER_DEM_RESP",
            "factor",
            "the same; 北見 A6",
        ),
        (
            &[("illness.psychiatric", "true")],
            "B5",
            "caution",
            "",
            "clear",
            "forms-verified 2.2 1: 精神疾患 was not seen in A246: local only",
        ),
        (&[("comm.special", "true")], "", "clear", "SPECIAL_COMM", "factor", "R6 [V WN13704/73]"),
        (
            &[("mind.severe_behavior", "true")],
            "",
            "clear",
            "SEVERE_BEHAVIOR",
            "factor",
            "R6 [V WN13704/73]",
        ),
        (&[("family.abuse", "true")], "", "clear", "ABUSE", "work", "2.2 ABUSE [V]"),
        (&[("life.poverty", "true")], "", "clear", "POVERTY", "work", "2.2 POVERTY [V]"),
        (
            &[("family.care_lack", "true")],
            "",
            "clear",
            "CARE_LACK",
            "work",
            "2.2 CARE_LACK [V survey]",
        ),
        (
            &[("family.concern", "true")],
            "A4",
            "required",
            "",
            "clear",
            "a concern is not yet a lack",
        ),
        (&[("stay.repeat", "true")], "B6", "caution", "REPEAT", "factor", "2.2 REPEAT [K]"),
        (
            &[("diet.undernutrition", "true")],
            "",
            "clear",
            "UNDERNUTRITION",
            "factor",
            "2.2 UNDERNUTRITION [V survey]",
        ),
        (
            &[("family.young_carer", "true")],
            "",
            "clear",
            "YOUNG_CARER",
            "work",
            "R4 [V shinryo-hoshu 2022-3-1-1]",
        ),
        (
            &[("family.cared_by_child", "true")],
            "",
            "clear",
            "CARED_BY_CHILD",
            "work",
            "R4 [V shinryo-hoshu 2022-3-1-1]",
        ),
        (
            &[("family.no_kin", "true")],
            "",
            "clear",
            "NO_KIN_REACH",
            "work",
            "R8 [V2 silver-news 2026-02-20]",
        ),
        (
            &[("care.level_changed", "true")],
            "",
            "clear",
            "LEVEL_CHANGE_NOT_APPLIED",
            "work",
            "R8 [V2 silver-news 2026-02-20]",
        ),
        (&[("factor.other", "true")], "", "clear", "OTHER", "factor", "2.2 OTHER [V]"),
        (
            &[("family.no_kin", "true"), ("stay.emergency", "true"), ("proc.after", "true")],
            "A3 B6",
            "required",
            "NO_KIN_REACH MED_PROC EMERGENCY",
            "work",
            "forms-verified 2.2 4: what needs a person's work stands first, emergency last",
        ),
    ];
    let set = set();
    let (kitami, national) = (newest(&set, "kitami"), newest(&set, "a246"));
    for (changes, local, local_outcome, factors, outcome, source) in table {
        let answers = ward(&set, changes);
        let (k, n) =
            (judged(&set, &kitami, &answers, None), judged(&set, &national, &answers, None));
        assert_eq!((hits(&k).as_str(), k.outcome.as_str()), (*local, *local_outcome), "{source}");
        assert_eq!((hits(&n).as_str(), n.outcome.as_str()), (*factors, *outcome), "{source}");
        assert_eq!((k.unknown, n.unknown), (0, 0), "{source}");
    }
    // forms.md 2.3: 情報なし → 判定不可(未確認n)
    let (k, n) = (
        judged(&set, &kitami, &Answers::new(), None),
        judged(&set, &national, &Answers::new(), None),
    );
    assert_eq!((k.outcome.as_str(), k.unknown), ("undecided", 15));
    assert_eq!((n.outcome.as_str(), n.unknown), ("undecided", 18));
    assert!(
        n.unknowns().all(|r| matches!(&r.judged, Judged::Unknown(a) if !a.is_empty())),
        "every factor says whom to ask"
    );
}

#[test]
fn each_national_factor_says_since_when_and_what_was_not_verified() {
    let set = set();
    let national = newest(&set, "a246");
    assert!(national.national && national.criteria.iter().all(|c| c.since.is_some()));
    let of = |since: &str| -> Vec<&str> {
        national
            .criteria
            .iter()
            .filter(|c| c.since.as_deref() == Some(since))
            .map(|c| c.code.as_str())
            .collect()
    };
    assert_eq!(of("R8"), ["NO_KIN_REACH", "LEVEL_CHANGE_NOT_APPLIED"]);
    assert_eq!(of("R6"), ["SPECIAL_COMM", "SEVERE_BEHAVIOR"]);
    assert_eq!(of("R4"), ["YOUNG_CARER", "CARED_BY_CHILD"]);
    let verify: Vec<&str> =
        national.criteria.iter().filter(|c| c.verify).map(|c| c.code.as_str()).collect();
    assert_eq!(verify, ["NO_KIN_REACH", "LEVEL_CHANGE_NOT_APPLIED", "REPEAT"]);
    // never the letters of one revision
    assert!(national.criteria.iter().all(|c| c.code.is_ascii()));
}

#[test]
fn the_sheet_speaks_for_factors_but_never_clears_them() {
    let set = set();
    let national = newest(&set, "a246");
    let sheet = filled(
        set.newest("admission-sheet").unwrap(),
        &[("history.diseases", "dementia"), ("after.abuse", "yes"), ("after.power", "nobody")],
    );
    let v = judged(&set, &national, &Answers::new(), Some(&sheet));
    assert_eq!(hits(&v), "ABUSE CARE_LACK CANCER_DEM_RESP");
    let sheet = filled(
        set.newest("admission-sheet").unwrap(),
        &[("history.diseases", "none"), ("after.abuse", "no"), ("after.power", "enough")],
    );
    let v = judged(&set, &national, &Answers::new(), Some(&sheet));
    assert!(hits(&v).is_empty() && v.clears().next().is_none());
}

/// The shipped local set with a change to its definition.
fn changed(set: &FormSet, change: impl FnOnce(&mut Json)) -> Result<RuleSet, RuleError> {
    let mut json = newest(set, "kitami").definition;
    change(&mut json);
    RuleSet::load(&json.to_string(), set)
}

#[test]
fn a_threshold_moves_where_help_begins() {
    let set = set();
    let watch = ward(&set, &[("adl.now.walk", "watch"), ("adl.before.walk", "watch")]);
    let full = ward(&set, &[("adl.now.walk", "full"), ("adl.before.walk", "full")]);
    for (value, of_watch, of_full) in [("1", "A2", "A2"), ("2", "", "A2"), ("3", "", "A2")] {
        let rules = changed(&set, |j| j["settings"][0]["value"] = json!(value)).unwrap();
        assert_eq!(hits(&judged(&set, &rules, &watch, None)), of_watch, "{value}");
        assert_eq!(hits(&judged(&set, &rules, &full, None)), of_full, "{value}");
    }
    let partial = ward(&set, &[("adl.now.walk", "partial"), ("adl.before.walk", "partial")]);
    let rules = changed(&set, |j| j["settings"][0]["value"] = json!("3")).unwrap();
    assert_eq!(hits(&judged(&set, &rules, &partial, None)), "");
    let none = changed(&set, |j| j["settings"][0]["value"] = json!("9")).unwrap_err();
    assert_eq!(none.said(), "「「介助」とみるのは」を一覧から選んでください");
}

#[test]
fn a_tier_can_ask_for_two_and_what_is_unknown_still_leaves_it_open() {
    let set = set();
    let rules = changed(&set, |j| j["tiers"][1]["least"] = json!(2)).unwrap();
    let of = |changes: &[(&str, &str)]| judged(&set, &rules, &ward(&set, changes), None).outcome;
    assert_eq!(of(&[("live.alone", "true")]), "clear");
    assert_eq!(of(&[("live.alone", "true"), ("drug.care", "true")]), "caution");
    assert_eq!(of(&[("live.alone", "true"), ("drug.care", "unknown")]), "undecided");
    assert_eq!(of(&[("drug.care", "unknown")]), "clear", "one unknown alone cannot make two");
    let too_many = changed(&set, |j| j["tiers"][1]["least"] = json!(8)).unwrap_err();
    assert!(too_many.said().contains("使う基準は7つです"), "{}", too_many.said());
    assert!(changed(&set, |j| j["tiers"][1]["least"] = json!(0)).is_err());
}

#[test]
fn a_criterion_that_is_off_is_never_judged() {
    let set = set();
    let rules = changed(&set, |j| j["criteria"][8]["off"] = json!(true)).unwrap();
    let v = judged(&set, &rules, &ward(&set, &[("live.alone", "true")]), None);
    assert_eq!((v.outcome.as_str(), v.results.len()), ("clear", 14));
    assert!(v.results.iter().all(|r| r.code != "B1"));
    let none = changed(&set, |j| {
        j["criteria"].as_array_mut().unwrap().iter_mut().for_each(|c| c["off"] = json!(true));
    });
    assert_eq!(none.unwrap_err().said(), "使う基準を1つ以上残してください");
}

#[test]
fn what_an_editor_may_not_write_is_refused_in_plain_words() {
    let set = set();
    let when = |source: &str| changed(&set, |j| j["criteria"][2]["when"] = json!(source));
    assert!(when("%proc_after or %home_adapt").is_ok());
    assert!(when("%alone.not() and %proc_after").is_ok());
    for (source, part) in [
        ("%proc_after.exists()", "「未確認」が「はい」や「いいえ」になってしまう"),
        ("%proc_after ~ true", "「未確認」が「いいえ」になってしまう"),
        ("%nobody", "「%nobody」は、聞きとる項目にありません"),
        ("%proc_after and (", "かっこの数"),
        ("true", "何もわからなくても答えが決まって"),
        ("%proc_after + 1", "計算できません"),
    ] {
        let e = when(source).err().unwrap_or_else(|| panic!("{source} was taken"));
        assert!(e.said().contains("基準A3") && e.said().contains(part), "{source}: {}", e.said());
        assert_eq!(e.place(), "A3");
    }
    let twice = changed(&set, |j| j["criteria"][14]["code"] = json!("B6")).unwrap_err();
    assert!(twice.said().contains("「B6」の基準が2つ"));
    let tier = changed(&set, |j| j["criteria"][0]["tier"] = json!("Z")).unwrap_err();
    assert!(tier.said().contains("区分を選んで"));
    let empty = changed(&set, |j| j["criteria"][0]["text"] = json!(" ")).unwrap_err();
    assert!(empty.said().contains("基準A1の文"));
    let to = changed(&set, |j| j["actions"]["contact"]["to"] = json!(["mayor"])).unwrap_err();
    assert!(to.said().contains("連絡の相手"));
    assert!(!RuleSet::load("{", &set).unwrap_err().said().is_empty());
}

#[test]
fn a_stored_verdict_is_read_back_as_it_was() {
    let set = set();
    for id in ["kitami", "a246"] {
        let v = judged(
            &set,
            &newest(&set, id),
            &ward(&set, &[("proc.after", "true"), ("live.alone", "unknown")]),
            None,
        );
        let text = serde_json::to_string(&v).unwrap();
        assert_eq!(serde_json::from_str::<Verdict>(&text).unwrap(), v);
    }
    // a verdict stored before factors had a revision
    let old = r#"{"rules":"kitami","version":"2026.1","hash":"x","outcome":"clear","title":"t","text":"","action":"","to":[],"unknown":0,"results":[{"code":"A1","tier":"A","text":"x","judged":"clear"}]}"#;
    assert_eq!(serde_json::from_str::<Verdict>(old).unwrap().results[0].since, None);
}

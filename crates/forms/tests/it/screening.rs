//! The 北見 rules: the test vectors of the reference, and what three values must never do.
use forms::rules::RuleSet;
use forms::verdict::Judged;
use forms::{Answers, Facts, Filled, Form, FormSet, Verdict, judge};
use kernel::At;
use proptest::prelude::*;

use crate::{filled, sample, set};

/// Every ward question answered so that nothing applies.
pub const ALL_NO: &[(&str, &str)] = &[
    ("adl.before.eat", "independent"),
    ("adl.before.excrete", "independent"),
    ("adl.before.stand", "independent"),
    ("adl.before.walk", "independent"),
    ("adl.now.eat", "independent"),
    ("adl.now.excrete", "independent"),
    ("adl.now.stand", "independent"),
    ("adl.now.walk", "independent"),
    ("toilet.portable", "false"),
    ("life.reform", "false"),
    ("proc.after", "false"),
    ("illness.terminal", "false"),
    ("illness.pneumonia", "false"),
    ("illness.psychiatric", "false"),
    ("illness.intractable", "false"),
    ("illness.alcohol", "false"),
    ("diet.limit", "false"),
    ("drug.care", "false"),
    ("mind.bpsd", "false"),
    ("mind.understanding", "false"),
    ("family.concern", "false"),
    ("live.alone", "false"),
    ("live.help", "false"),
    ("home.adapt", "false"),
    ("stay.emergency", "false"),
    ("stay.repeat", "false"),
    ("self.manage", "false"),
    ("care.not_applied", "false"),
];

fn rules(set: &FormSet) -> RuleSet {
    newest(set, "kitami")
}

pub fn newest(set: &FormSet, id: &str) -> RuleSet {
    let all = forms::set::shipped_rules(set).unwrap();
    all.into_iter().filter(|r| r.id == id).max_by(|a, b| a.version.cmp(&b.version)).unwrap()
}

struct Case {
    set: FormSet,
    rules: RuleSet,
}

impl Case {
    fn new() -> Self {
        let set = set();
        let rules = rules(&set);
        Case { set, rules }
    }

    fn ward(&self) -> &Form {
        self.set.newest("screening-ward").unwrap()
    }

    fn sheet(&self) -> &Form {
        self.set.newest("admission-sheet").unwrap()
    }

    fn judge(&self, ward: &Answers, sheet: Option<&Answers>, emergency: Option<bool>) -> Verdict {
        let facts = Facts {
            ward: Some(Filled {
                form: self.ward(),
                answers: ward,
                said: "病棟からの聞き取り（11月18日）から",
            }),
            sheet: sheet.map(|answers| Filled {
                form: self.sheet(),
                answers,
                said: "入院時情報提供書（11月17日・佐藤 花子）から",
            }),
            emergency,
            now: At::from_millis(1_795_228_800_000),
        };
        judge(&self.rules, &facts)
    }

    /// All ward questions answered with no, but for these.
    fn but(&self, changes: &[(&str, &str)]) -> Verdict {
        let mut pairs: Vec<(&str, &str)> = ALL_NO.to_vec();
        for (id, value) in changes {
            match pairs.iter_mut().find(|p| p.0 == *id) {
                Some(p) => p.1 = value,
                None => pairs.push((id, value)),
            }
        }
        self.judge(&filled(self.ward(), &pairs), None, None)
    }
}

fn hits(v: &Verdict) -> Vec<&str> {
    v.hits().map(|r| r.code.as_str()).collect()
}

fn unknowns(v: &Verdict) -> Vec<&str> {
    v.unknowns().map(|r| r.code.as_str()).collect()
}

#[test]
fn living_alone_and_independent_with_a_planned_stay_is_b1_only() {
    let v = Case::new().but(&[("live.alone", "true")]);
    assert_eq!((hits(&v), v.outcome.as_str(), v.unknown), (vec!["B1"], "caution", 0));
}

#[test]
fn insulin_is_a3() {
    let case = Case::new();
    let v = case.but(&[("proc.after", "true"), ("proc.kinds", "self-injection")]);
    assert_eq!((hits(&v), v.outcome.as_str()), (vec!["A3"], "required"));
    // The same from the sheet alone, while the ward was not asked yet.
    let sheet = filled(
        case.sheet(),
        &[("med.procs", "self-injection"), ("med.injection_text", "インスリン 1日2回")],
    );
    let v = case.judge(&Answers::new(), Some(&sheet), None);
    assert_eq!((hits(&v), v.outcome.as_str()), (vec!["A3"], "required"));
    let Judged::Hit(evidence) = &v.hits().next().unwrap().judged else { panic!() };
    assert_eq!(evidence.len(), 1);
    assert_eq!(
        (evidence[0].label.as_str(), evidence[0].value.as_str(), evidence[0].said.as_str()),
        ("入院前に実施している医療処置", "自己注射", "入院時情報提供書（11月17日・佐藤 花子）から")
    );
}

#[test]
fn not_applied_alone_is_b7() {
    let case = Case::new();
    let v = case.but(&[("care.not_applied", "true")]);
    assert_eq!((hits(&v), v.outcome.as_str()), (vec!["B7"], "caution"));
    assert_eq!(v.text, "「注意が必要」の基準に1つ、あてはまりました。");
}

#[test]
fn no_information_cannot_be_judged() {
    let case = Case::new();
    let v = case.judge(&Answers::new(), None, None);
    assert_eq!(
        (v.outcome.as_str(), v.title.as_str(), v.unknown),
        ("undecided", "判定できません（未確認 15）", 15)
    );
    assert!(hits(&v).is_empty() && v.clears().next().is_none());
    let asks = v.results.iter().all(|r| matches!(&r.judged, Judged::Unknown(asks) if !asks.is_empty() && asks.iter().all(|a| !a.who.is_empty())));
    assert!(asks, "every unknown criterion says whom to ask");
    // Saying 未確認 everywhere is the same as saying nothing: it is no no.
    let said: Vec<(&str, &str)> = ALL_NO.iter().map(|(id, _)| (*id, "unknown")).collect();
    assert_eq!(case.judge(&filled(case.ward(), &said), None, None).unknown, 15);
}

#[test]
fn all_no_needs_nothing() {
    let v = Case::new().but(&[]);
    assert_eq!((v.outcome.as_str(), v.unknown, v.clears().count()), ("clear", 0, 15));
}

#[test]
fn worse_alone_does_not_hit_a1() {
    let case = Case::new();
    let worse = [("adl.now.walk", "watch")];
    let with = |reform: &'static str| case.but(&[worse[0], ("life.reform", reform)]);
    assert_eq!(hits(&with("false")), Vec::<&str>::new());
    let open = with("unknown");
    assert_eq!(
        (hits(&open), unknowns(&open), open.title.as_str()),
        (vec![], vec!["A1"], "判定できません（未確認 1）")
    );
    let Judged::Unknown(asks) = &open.unknowns().next().unwrap().judged else { panic!() };
    assert_eq!(asks.len(), 1);
    assert_eq!(asks[0].question, "退院後、これまでの暮らし方を変える必要がありますか");
    let hit = with("true");
    assert_eq!(hits(&hit), ["A1"]);
    let Judged::Hit(evidence) = &hit.hits().next().unwrap().judged else { panic!() };
    let labels: Vec<&str> = evidence.iter().map(|e| e.label.as_str()).collect();
    assert_eq!(
        labels,
        ["入院前の歩行", "いまの歩行", "退院後、これまでの暮らし方を変える必要がありますか"]
    );
}

#[test]
fn reform_without_any_worse_item_waits_for_the_items() {
    let case = Case::new();
    let v = case.but(&[("life.reform", "true"), ("adl.now.walk", "unknown")]);
    assert_eq!(unknowns(&v), ["A1", "A2"]);
    assert_eq!(hits(&case.but(&[("life.reform", "true")])), Vec::<&str>::new(), "nothing is worse");
}

#[test]
fn help_with_one_of_the_four_acts_is_a2_and_watching_is_not() {
    let case = Case::new();
    for id in ["adl.now.eat", "adl.now.excrete", "adl.now.stand", "adl.now.walk"] {
        assert_eq!(
            hits(&case.but(&[(id, "partial"), (&id.replace("now", "before"), "partial")])),
            ["A2"],
            "{id}"
        );
        assert_eq!(
            hits(&case.but(&[(id, "watch"), (&id.replace("now", "before"), "watch")])),
            Vec::<&str>::new(),
            "{id}"
        );
    }
    assert_eq!(hits(&case.but(&[("toilet.portable", "true")])), ["A2"]);
}

#[test]
fn each_answer_hits_its_criterion() {
    let case = Case::new();
    for (id, code) in [
        ("family.concern", "A4"),
        ("mind.bpsd", "A5"),
        ("mind.understanding", "A5"),
        ("illness.terminal", "A6"),
        ("illness.pneumonia", "A6"),
        ("self.manage", "A7"),
        ("home.adapt", "A8"),
        ("live.help", "B1"),
        ("diet.limit", "B2"),
        ("drug.care", "B3"),
        ("illness.alcohol", "B4"),
        ("illness.psychiatric", "B5"),
        ("illness.intractable", "B5"),
        ("stay.emergency", "B6"),
        ("stay.repeat", "B6"),
    ] {
        let v = case.but(&[(id, "true")]);
        assert_eq!(
            (hits(&v), v.outcome.as_str()),
            (vec![code], if code.starts_with('A') { "required" } else { "caution" }),
            "{id}"
        );
    }
}

#[test]
fn the_sample_sheet_speaks_before_the_ward_does() {
    let case = Case::new();
    let sheet = sample(case.sheet());
    let v = case.judge(&Answers::new(), Some(&sheet), Some(true));
    assert_eq!(hits(&v), ["A2", "A3", "A4", "B1", "B2", "B3", "B6"]);
    assert_eq!(v.to, ["care-manager", "hokatsu"]);
    assert!(v.text.starts_with("「退院調整が必要」の基準に3つ、「注意が必要」の基準に4つ"));
    // What was so before the stay never clears what the ward has to say.
    let healthy = filled(
        case.sheet(),
        &[
            ("med.procs", "none"),
            ("mental.problems", "none"),
            ("comm.understand", "good"),
            ("meal.limit", "no"),
        ],
    );
    let v = case.judge(&Answers::new(), Some(&healthy), None);
    assert!(["A3", "A5", "B2"].iter().all(|c| unknowns(&v).contains(c)));
    // The ward's own answer wins over the sheet.
    let ward = filled(case.ward(), &[("proc.after", "false")]);
    assert!(!hits(&case.judge(&ward, Some(&sheet), None)).contains(&"A3"));
}

#[test]
fn rules_that_would_take_unknown_for_no_are_refused() {
    let set = set();
    let text = include_str!("../../../../forms/rules/kitami.json");
    let with = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        RuleSet::load(&text.replace(from, to), &set)
    };
    assert!(RuleSet::load(text, &set).is_ok());
    assert!(with("\"%proc_after\"", "\"%proc_after.exists()\"").is_err());
    assert!(with("\"%proc_after\"", "\"%proc_after.empty().not()\"").is_err());
    assert!(with("\"%proc_after\"", "\"%proc_after ~ true\"").is_err());
    assert!(with("\"%proc_after\"", "\"%nobody\"").is_err());
    assert!(with("\"%proc_after\"", "\"%proc_after and (\"").is_err());
    assert!(
        with("\"%ward.proc.after\"", "\"%ward.proc.afther\"")
            .unwrap_err()
            .to_string()
            .contains("no such question")
    );
    assert!(
        with("\"%ward.proc.after\"", "\"%ward.proc.after.exists()\"")
            .unwrap_err()
            .to_string()
            .contains("from nothing")
    );
    assert!(with("\"ask\": \"proc.after\"", "\"ask\": \"proc.x\"").is_err());
    assert!(with("\"code\": \"B7\"", "\"code\": \"B6\"").is_err());
}

#[test]
fn a_verdict_can_be_stored_whole() {
    let case = Case::new();
    let v = case.judge(&sample(case.ward()), Some(&sample(case.sheet())), Some(true));
    let json = serde_json::to_value(&v).unwrap();
    assert_eq!(
        (json["rules"].as_str(), json["version"].as_str()),
        (Some("kitami"), Some("2026.2"))
    );
    assert_eq!(json["results"].as_array().unwrap().len(), 15);
}

fn picked(form: &Form, seeds: &[u8]) -> Vec<(String, String)> {
    let questions: Vec<_> = form
        .questions()
        .filter(|p| !p.question.choices().is_empty() || p.question.unknown.is_some())
        .collect();
    questions
        .iter()
        .zip(seeds)
        .filter_map(|(p, seed)| {
            let choices = p.question.choices();
            let value = match seed % 3 {
                0 => return None,
                1 if choices.is_empty() => "true".to_owned(),
                2 if choices.is_empty() => "false".to_owned(),
                _ => choices[usize::from(*seed) % choices.len()].code.clone(),
            };
            Some((p.question.link_id.clone(), value))
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    /// Answering what was not known may decide a criterion, never undo a decision; and taking an answer back never decides one.
    #[test]
    fn an_answer_more_never_undoes_a_decision(
        ward in prop::collection::vec(any::<u8>(), 40),
        taken in prop::collection::vec(any::<prop::sample::Index>(), 1..6),
    ) {
        let case = Case::new();
        let full = picked(case.ward(), &ward);
        let of = |pairs: &[(String, String)], form: &Form| {
            filled(form, &pairs.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect::<Vec<_>>())
        };
        let mut fewer = full.clone();
        for t in &taken {
            if !fewer.is_empty() {
                let n = t.index(fewer.len());
                fewer.remove(n);
            }
        }
        let (more, less) = (case.judge(&of(&full, case.ward()), None, None), case.judge(&of(&fewer, case.ward()), None, None));
        for (m, l) in more.results.iter().zip(&less.results) {
            match (&l.judged, &m.judged) {
                (Judged::Hit(_), Judged::Hit(_)) | (Judged::Clear, Judged::Clear) | (Judged::Unknown(_), _) => {}
                (l, m) => prop_assert!(false, "{l:?} became {m:?}"),
            }
        }
        prop_assert!(more.unknown <= less.unknown);
        // A hit always names its answers, an unknown always names whom to ask.
        for r in &more.results {
            match &r.judged {
                Judged::Hit(e) => prop_assert!(!e.is_empty(), "{}", r.code),
                Judged::Unknown(a) => prop_assert!(!a.is_empty(), "{}", r.code),
                Judged::Clear => {}
            }
        }
    }

    /// The same with the sheet: whatever the sheet holds, judging works, and more of the sheet never undoes a decision.
    #[test]
    fn more_of_the_sheet_never_undoes_a_decision(
        sheet in prop::collection::vec(any::<u8>(), 110), taken in any::<prop::sample::Index>(),
    ) {
        let case = Case::new();
        let full = picked(case.sheet(), &sheet);
        prop_assume!(!full.is_empty());
        let mut fewer = full.clone();
        let gone = fewer.remove(taken.index(full.len()));
        let of = |pairs: &[(String, String)]| {
            filled(case.sheet(), &pairs.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect::<Vec<_>>())
        };
        let (more, less) = (case.judge(&Answers::new(), Some(&of(&full)), None), case.judge(&Answers::new(), Some(&of(&fewer)), None));
        for (m, l) in more.results.iter().zip(&less.results) {
            match (&l.judged, &m.judged) {
                (Judged::Hit(_), Judged::Hit(_)) | (Judged::Clear, Judged::Clear) | (Judged::Unknown(_), _) => {}
                (l, m) => prop_assert!(false, "{}: without {} {l:?}, with it {m:?}", r(m), gone.0),
            }
        }
    }
}

fn r(j: &Judged) -> &'static str {
    match j {
        Judged::Hit(_) => "hit",
        Judged::Clear => "clear",
        Judged::Unknown(_) => "unknown",
    }
}

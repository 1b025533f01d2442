//! Bad input of every kind: a sentence beside the field, what was typed kept, never a panic.
use forms::answers::{Given, Key};
use forms::{Answers, Form, input};
use proptest::prelude::*;
use ui::FormState;

use crate::{filled, set, state, today};

fn wrong(form: &Form, pairs: &[(&str, &str)], link_id: &str) -> (String, Vec<(String, String)>) {
    match &filled(form, pairs)
        .get(&Key::single(link_id))
        .unwrap_or_else(|| panic!("{link_id}: nothing kept"))
        .given
    {
        Given::Wrong(w) => (w.message.clone(), w.typed.clone()),
        other => panic!("{link_id}: {other:?}"),
    }
}

#[test]
fn impossible_dates_are_kept_and_named() {
    let set = set();
    let form = set.newest("admission-sheet").unwrap();
    for (parts, part) in [
        (["R", "8", "2", "30"], "d"),
        (["R", "8", "13", "1"], "m"),
        (["H", "32", "1", "1"], "y"),
        (["R", "8", "", ""], "m"),
        (["R", "らいしゅう", "", ""], "y"),
        (["AD", "0001", "1", "1"], "y"),
        (["R", "99", "1", "1"], "y"),
    ] {
        let [era, y, m, d] = parts;
        let pairs = [
            ("doc.written_on.era", era),
            ("doc.written_on.y", y),
            ("doc.written_on.m", m),
            ("doc.written_on.d", d),
        ];
        let answers = filled(form, &pairs);
        let Some(Given::Wrong(w)) = answers.get(&Key::single("doc.written_on")).map(|a| &a.given)
        else {
            // 令和99年 is a date, only a strange one; it must be refused all the same.
            panic!("{parts:?} was accepted");
        };
        assert_eq!(w.part.as_deref(), Some(part), "{parts:?}");
        assert!(w.message.ends_with("ください"), "{}", w.message);
        let kept: Vec<&str> = w.typed.iter().map(|(_, v)| v.as_str()).collect();
        assert_eq!(kept, parts);
    }
}

#[test]
fn dates_are_read_as_people_type_them() {
    let set = set();
    let form = set.newest("admission-sheet").unwrap();
    for typed in ["R8.11.21", "2026/11/21", "令和8年11月21日", "今日", "20261121"] {
        let answers = filled(form, &[("doc.written_on.era", "R"), ("doc.written_on.y", typed)]);
        assert_eq!(answers.date("doc.written_on"), Some(today()), "{typed}");
    }
}

#[test]
fn unknown_codes_two_answers_and_contradictions_are_refused() {
    let set = set();
    let form = set.newest("admission-sheet").unwrap();
    let (message, typed) = wrong(form, &[("care.level", "99")], "care.level");
    assert!(message.contains("選び直して"));
    assert_eq!(typed, [(String::new(), "99".to_owned())]);
    assert!(
        wrong(form, &[("care.level", "21"), ("care.level", "22")], "care.level").0.contains("1つ")
    );
    assert!(
        wrong(form, &[("house.alone_daytime", "maybe")], "house.alone_daytime")
            .0
            .contains("選び直して")
    );
    let (message, typed) = wrong(
        form,
        &[("mental.problems", "none"), ("mental.problems", "insomnia")],
        "mental.problems",
    );
    assert_eq!(message, "「なし」と、ほかの答えは、いっしょに選べません");
    assert_eq!(typed.len(), 2);
    let both = wrong(
        form,
        &[("mental.problems", "unknown"), ("mental.problems", "insomnia")],
        "mental.problems",
    )
    .0;
    assert_eq!(both, "「不明」と、ほかの答えは、いっしょに選べません");
    assert!(
        wrong(
            form,
            &[("mental.problems", "none"), ("mental.problems.open", "x")],
            "mental.problems"
        )
        .0
        .contains("なし")
    );
    assert!(
        wrong(
            form,
            &[("after.household", "alone"), ("after.household.open", "姉と")],
            "after.household"
        )
        .0
        .contains("その他")
    );
}

#[test]
fn words_beside_other_choose_it() {
    let set = set();
    let form = set.newest("admission-sheet").unwrap();
    let answers =
        filled(form, &[("history.diseases", "stroke"), ("history.diseases.open", "心不全")]);
    let q = form.question("history.diseases").unwrap().question;
    let answer = answers.get(&Key::single("history.diseases")).unwrap();
    assert_eq!(forms::words::answer(q, answer), "脳血管障害、その他（心不全）");
}

#[test]
fn numbers_out_of_range_and_no_numbers_are_kept() {
    let set = set();
    let form = set.newest("admission-sheet").unwrap();
    for typed in ["-1", "131", "9999999999999999999999", "はちじゅう", "8.5", "1e3", "NaN"] {
        let (message, kept) = wrong(form, &[("person.age", typed)], "person.age");
        assert!(message.contains("入力してください"), "{message}");
        assert_eq!(kept, [(String::new(), typed.to_owned())]);
    }
    for (typed, read) in [("８６", "86歳"), (" 86歳 ", "86歳"), ("0", "0歳")] {
        let answers = filled(form, &[("person.age", typed)]);
        let q = form.question("person.age").unwrap().question;
        assert_eq!(forms::words::answer(q, answers.get(&Key::single("person.age")).unwrap()), read);
    }
    let drink = [("habit.drink", "yes"), ("habit.drink_amount", "0.25")];
    assert!(wrong(form, &drink, "habit.drink_amount").0.contains("小数は1けた"));
}

#[test]
fn long_text_nul_and_patterns() {
    let set = set();
    let form = set.newest("admission-sheet").unwrap();
    let long = "あ".repeat(1001);
    let (message, kept) = wrong(form, &[("wish.life", &long)], "wish.life");
    assert_eq!(message, "1000字までにしてください（いま1001字です）");
    assert_eq!(kept[0].1, long);
    assert!(filled(form, &[("wish.life", &"𠮷".repeat(1000))]).text("wish.life").is_some());
    let (message, kept) = wrong(form, &[("person.name", "髙橋\0ミヨ")], "person.name");
    assert!(message.contains("使えない文字"));
    assert_eq!(kept[0].1, "髙橋 ミヨ");
    assert!(
        wrong(form, &[("person.name", "髙橋\u{7}ミヨ")], "person.name").0.contains("見えない文字")
    );
    assert!(wrong(form, &[("carer.tel", "電話なし")], "carer.tel").0.contains("数字とハイフン"));
    for good in
        ["090-0000-0001", "０９０－００００－０００１", "(0000)65-0001", "0000-65-0001 内線12"]
    {
        assert_eq!(filled(form, &[("carer.tel", good)]).text("carer.tel"), Some(good));
    }
    assert_eq!(
        filled(form, &[("person.name", "　髙橋\n𠮷江　")]).text("person.name"),
        Some("髙橋 𠮷江")
    );
    assert_eq!(
        filled(form, &[("wish.life", "一\r\n二\r三")]).text("wish.life"),
        Some("一\n二\n三")
    );
}

#[test]
fn names_of_other_forms_and_read_only_questions_are_not_taken() {
    let set = set();
    let form = set.newest("discharge-record").unwrap();
    let answers = filled(
        form,
        &[("interview_days", "9"), ("nothing.such", "x"), ("interview.x.interview.on", "R8.1.1")],
    );
    assert!(answers.is_empty());
}

#[test]
fn a_post_of_one_chapter_leaves_the_others_alone() {
    let set = set();
    let form = set.newest("admission-sheet").unwrap();
    let base =
        filled(form, &[("person.name", "髙橋"), ("carer.name", "正"), ("house.members", "alone")]);
    let posted =
        input::read(form, Some("ch_care"), &state(&[("carer.name", "健一")]), &base, today());
    assert_eq!(posted.answers.text("person.name"), Some("髙橋"));
    assert_eq!(posted.answers.text("carer.name"), Some("健一"));
    assert_eq!(posted.answers.code("house.members"), None);
}

#[test]
fn rows_are_added_taken_away_and_renumbered() {
    let set = set();
    let form = set.newest("discharge-record").unwrap();
    let rows = [
        ("interview.3.interview.on.y", "R8.11.1"),
        ("interview.5.interview.on.y", "R8.11.2"),
        ("interview.9.interview.person", ""),
    ];
    let mut pairs = rows.to_vec();
    assert_eq!(filled(form, &pairs).rows("interview").len(), 2);
    pairs.push(("_remove", "interview.3"));
    let posted = input::read(form, None, &state(&pairs), &Answers::new(), today());
    assert!(posted.removed);
    assert_eq!(posted.answers.rows("interview").len(), 1);
    assert!(
        posted.answers.get(&Key::in_row("interview", 0, "interview.on")).unwrap().value().is_some()
    );
    let posted =
        input::read(form, None, &state(&[("_add", "interview")]), &Answers::new(), today());
    assert_eq!(posted.add.as_deref(), Some("interview"));
    assert_eq!(
        input::read(form, None, &state(&[("_add", "<x>")]), &Answers::new(), today()).add,
        None
    );
}

fn nasty() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[0-9０-９./年月日RHS令和-]{0,14}",
        prop::sample::select(vec![
            "unknown",
            "true",
            "none",
            "other",
            "21",
            "\0",
            "\u{202E}",
            "<script>",
            "a&b=c",
            "髙﨑𠮷☑㈱",
            "\r\n",
            "１",
            "-0",
            "９９９９",
            "令和元年",
            "💉",
            "か\u{3099}",
            "葛\u{E0100}",
            "%answers",
        ])
        .prop_map(str::to_owned),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// Anything may be posted under any name: no panic, and what is not accepted stays to be seen again.
    #[test]
    fn anything_may_be_posted(picks in prop::collection::vec((any::<prop::sample::Index>(), 0..7usize, nasty()), 1..40)) {
        let set = set();
        for form in set.iter() {
            let ids: Vec<_> = form.questions().collect();
            let mut post = FormState::default();
            for (index, part, value) in &picks {
                let p = index.get(&ids);
                let row = p.repeating().map(|(g, _)| format!("{}.{part}.", g.link_id)).unwrap_or_default();
                let end = ["", ".era", ".y", ".m", ".d", ".open", ".attached"][*part];
                post.put(&format!("a.{row}{}{end}", p.question.link_id), value.clone());
            }
            let answers = input::read(form, None, &post, &Answers::new(), today()).answers;
            let checked = forms::validate(form, &answers, &crate::vars(), forms::Stage::Confirm);
            // What is wrong stands in the way, unless its question is not asked (then the record drops it).
            let asked = forms::enable::only_asked(form, &answers);
            prop_assert!(!(asked.has_wrong() && checked.ok()));
            prop_assert!(!answers.for_record(form).has_wrong());
            for (key, a) in answers.iter() {
                if let Given::Wrong(w) = &a.given {
                    prop_assert!(w.message.ends_with("ください") || w.message.ends_with("ません") || w.message.ends_with("）"), "{}", w.message);
                    let name = key.name();
                    prop_assert!(key.row.is_some() || w.typed.iter().any(|(_, t)| !t.is_empty()) || name.is_empty());
                }
            }
            // Every page can be drawn with it, and a draft of it comes back whole.
            let draw = forms::Draw { form, answers: &answers, checked: Some(&checked), today: today(), mark_missing: true, add_row: None };
            let html: String = form.chapters.iter().flat_map(|c| draw.chapter(c)).map(|n| n.render()).collect();
            prop_assert!(!html.contains("<script>"));
            prop_assert_eq!(Answers::from_json(&answers.to_json()), Some(answers.clone()));
            let _ = forms::read::html(form, &answers, forms::read::Reading { all: true, upto: forms::Confidential::Very, sources: true });
            let _ = forms::sheet::form_sheet(form, &answers, Vec::new(), forms::sheet::Printing::FULL);
            let _ = forms::response::to_fhir(form, &answers, &Default::default());
        }
    }
}

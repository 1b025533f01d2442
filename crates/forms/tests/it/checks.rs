//! Conditions, constraints, what is missing, and how far each chapter is.
use forms::enable::is_asked;
use forms::{Answers, Key, Stage, calculate, validate};

use crate::{filled, sample, set, vars};

#[test]
fn a_period_that_ends_before_it_begins_is_told_beside_the_end() {
    let set = set();
    let form = set.newest("admission-sheet").unwrap();
    let pairs = [
        ("care.level", "22"),
        ("care.valid_from.era", "R"),
        ("care.valid_from.y", "7"),
        ("care.valid_from.m", "12"),
        ("care.valid_from.d", "1"),
        ("care.valid_to.y", "R6.11.30"),
    ];
    let answers = filled(form, &pairs);
    let checked = validate(form, &answers, &vars(), Stage::Draft);
    assert_eq!(checked.problems.len(), 1);
    let p = &checked.problems[0];
    assert_eq!(p.message, "有効期間の終わりは、はじまり（令和7年12月1日）より後の日にしてください");
    assert_eq!(
        (p.key.name().as_str(), p.key.id().as_str()),
        ("a.care.valid_to", ui::id_of("a.care.valid_to").as_str())
    );
    let state = checked.chapters.iter().find(|c| c.link_id == "ch_care").unwrap();
    assert_eq!(state.words(), "直す 1");
    // The question is hidden when the certificate is only applied for; what is hidden is not checked.
    let mut applying = pairs.to_vec();
    applying[0] = ("care.level", "applying");
    assert!(validate(form, &filled(form, &applying), &vars(), Stage::Draft).ok());
}

#[test]
fn discharge_before_admission_is_refused_and_the_same_day_is_fine() {
    let set = set();
    let form = set.newest("discharge-record").unwrap();
    let with = |day: &'static str| {
        filled(form, &[("stay.admitted_on.y", "R8.11.3"), ("stay.discharge_on.y", day)])
    };
    let checked = validate(form, &with("R8.11.2"), &vars(), Stage::Draft);
    assert_eq!(
        checked.problems[0].message,
        "退院（所）予定日は、入院（所）日（令和8年11月3日）以後の日にしてください"
    );
    assert!(validate(form, &with("R8.11.3"), &vars(), Stage::Draft).ok());
    assert!(validate(form, &with("R8.11.20"), &vars(), Stage::Draft).ok());
}

#[test]
fn interviews_count_by_day_and_are_taken_until_seven_days_after() {
    let set = set();
    let form = set.newest("discharge-record").unwrap();
    let days = |last: &'static str| {
        let mut a = filled(
            form,
            &[
                ("stay.admitted_on.y", "R8.11.1"),
                ("stay.discharge_on.y", "R8.11.10"),
                ("interview.0.interview.on.y", "R8.11.5"),
                ("interview.0.interview.conference", "false"),
                ("interview.1.interview.on.y", "R8.11.5"),
                ("interview.1.interview.conference", "true"),
                ("interview.2.interview.on.y", last),
            ],
        );
        calculate(form, &mut a, &vars());
        a
    };
    let answers = days("R8.11.17");
    assert_eq!(answers.value("interview_days"), Some(&forms::Value::Whole(2)));
    assert_eq!(answers.value("interview_conferences"), Some(&forms::Value::Whole(1)));
    let checked = validate(form, &answers, &vars(), Stage::Draft);
    assert!(checked.ok() && checked.warnings.is_empty());
    let late = validate(form, &days("R8.11.18"), &vars(), Stage::Draft);
    assert!(late.ok(), "after day 7 is told, not refused");
    assert!(late.warnings[0].message.contains("7日を過ぎた"));
    let early = validate(form, &days("R8.10.31"), &vars(), Stage::Draft);
    assert_eq!(early.problems[0].key.name(), "a.interview");
}

#[test]
fn only_required_questions_stand_in_the_way() {
    let set = set();
    let form = set.newest("admission-sheet").unwrap();
    let empty = Answers::new();
    assert!(validate(form, &empty, &vars(), Stage::Draft).ok());
    let checked = validate(form, &empty, &vars(), Stage::Confirm);
    let in_the_way: Vec<&str> = checked.problems.iter().map(|p| p.key.link_id.as_str()).collect();
    assert_eq!(
        in_the_way,
        [
            "doc.written_on",
            "stay.admitted_on",
            "to.hospital",
            "from.office",
            "from.manager",
            "person.name",
            "care.level",
        ]
    );
    assert!(checked.missing.len() > 60);
    assert!(
        !checked.missing.iter().any(|m| m.key.link_id == "meal.limit_text"),
        "hidden questions are not missing"
    );
    assert!(
        !checked.missing.iter().any(|m| m.chapter == "ch_local"),
        "local questions are voluntary"
    );
    let words: Vec<String> = checked.chapters.iter().map(|c| c.words()).collect();
    assert_eq!((words[0].as_str(), words[9].as_str()), ("直す 6", "任意"));
}

#[test]
fn the_samples_are_complete() {
    for form in set().iter() {
        let checked = validate(form, &sample(form), &vars(), Stage::Confirm);
        assert!(checked.ok(), "{}: {:?}", form.code, checked.problems);
        assert!(checked.missing.is_empty(), "{}: {:?}", form.code, checked.missing);
        assert!(checked.chapters.iter().all(|c| ["済み", "任意"].contains(&c.words().as_str())));
        assert_eq!(checked.next_open(&form.chapters[0].link_id), None);
    }
}

#[test]
fn two_answers_on_earlier_stays_that_do_not_go_together_are_pointed_out_beside_the_second() {
    let set = set();
    let form = set.newest("admission-sheet").unwrap();
    let told = |recent: &str, frequency: &str| -> Vec<(String, String)> {
        let pairs = [("history.recent", recent), ("history.frequency", frequency)];
        let checked = validate(form, &filled(form, &pairs), &vars(), Stage::Confirm);
        assert!(checked.problems.iter().all(|p| p.key.link_id != "history.frequency"));
        checked.warnings.iter().map(|p| (p.key.name(), p.message.clone())).collect()
    };
    for (recent, frequency, word) in [("no", "often", "「なし」で"), ("yes", "first", "「あり」で")]
    {
        let w = told(recent, frequency);
        assert_eq!(w.len(), 1, "{recent} {frequency}");
        assert_eq!(w[0].0, "a.history.frequency");
        assert!(w[0].1.contains(word) && w[0].1.ends_with("たしかめてください"), "{}", w[0].1);
    }
    // earlier than half a year ago, not known, or not answered: nothing that speaks against it
    for (recent, frequency) in [
        ("no", "sometimes"),
        ("no", "first"),
        ("yes", "often"),
        ("yes", "sometimes"),
        ("unknown", "often"),
        ("no", "unknown"),
        ("no", ""),
        ("", "often"),
    ] {
        assert_eq!(told(recent, frequency), [], "{recent} {frequency}");
    }
    // the edition that records were made with before says nothing of it
    let before = set.get("admission-sheet", "2026.1").unwrap();
    let pairs = [("history.recent", "no"), ("history.frequency", "often")];
    assert!(validate(before, &filled(before, &pairs), &vars(), Stage::Draft).warnings.is_empty());
}

#[test]
fn a_warning_stands_beside_its_field_and_is_read_with_it() {
    let set = set();
    let form = set.newest("admission-sheet").unwrap();
    let answers = filled(form, &[("history.recent", "no"), ("history.frequency", "often")]);
    let checked = validate(form, &answers, &vars(), Stage::Draft);
    let draw = forms::Draw {
        form,
        answers: &answers,
        checked: Some(&checked),
        today: crate::today(),
        mark_missing: false,
        add_row: None,
    };
    let html = draw.field(&form.question("history.frequency").unwrap(), None).render();
    let id = format!("{}-warn", ui::id_of("a.history.frequency"));
    assert!(
        html.contains(&format!("id=\"{id}\"")) && html.contains("どちらが合っているか"),
        "{html}"
    );
    assert!(html.contains(&format!(" {id}\"")), "read with the field, after its hint: {html}");
    assert!(!html.contains("is-error"), "nothing is wrong: {html}");
}

#[test]
fn not_known_and_see_attachment_count_as_answered() {
    let set = set();
    let form = set.newest("admission-sheet").unwrap();
    let missing = |pairs: &[(&str, &str)]| -> Vec<String> {
        let checked = validate(form, &filled(form, pairs), &vars(), Stage::Draft);
        checked.missing.iter().map(|m| m.key.link_id.clone()).collect()
    };
    let none = missing(&[]);
    assert!(none.contains(&"care.dementia".to_owned()) && none.contains(&"wish.person".to_owned()));
    let some = missing(&[("care.dementia", "unknown"), ("wish.person.attached", "1")]);
    assert!(
        !some.contains(&"care.dementia".to_owned()) && !some.contains(&"wish.person".to_owned())
    );
    assert_eq!(none.len(), some.len() + 2);
}

#[test]
fn the_next_chapter_that_needs_something_is_found_going_round() {
    let set = set();
    let form = set.newest("admission-sheet").unwrap();
    let mut answers = sample(form);
    answers.set(&Key::single("comm.sight"), forms::Answer::default());
    let checked = validate(form, &answers, &vars(), Stage::Draft);
    assert_eq!(checked.next_open("ch_care").map(|c| c.link_id.as_str()), Some("ch_body"));
    assert_eq!(checked.next_open("ch_local").map(|c| c.words()), Some("未入力 1".to_owned()));
    assert_eq!(checked.next_open("ch_body"), None);
}

#[test]
fn questions_appear_by_their_condition_and_say_it_in_words() {
    let set = set();
    let form = set.newest("admission-sheet").unwrap();
    let asked = |id: &str, pairs: &[(&str, &str)]| {
        is_asked(form, &filled(form, pairs), &form.question(id).unwrap(), None)
    };
    assert!(!asked("care.applied_on", &[]));
    assert!(!asked("care.applied_on", &[("care.level", "22")]));
    assert!(asked("care.applied_on", &[("care.level", "applying")]));
    assert!(asked("care.applied_on", &[("care.level", "changing")]));
    assert!(asked("care.valid_from", &[]) && asked("care.valid_from", &[("care.level", "22")]));
    assert!(!asked("care.valid_from", &[("care.level", "not-applied")]));
    assert!(asked(
        "med.injection_text",
        &[("med.procs", "oxygen"), ("med.procs", "self-injection")]
    ));
    assert!(!asked("med.injection_text", &[("med.procs", "unknown")]));
    assert!(asked("conf.discharge_text", &[("conf.discharge", "true")]));
    assert!(!asked("conf.discharge_text", &[("conf.discharge", "false")]));
    let words =
        |id: &str| forms::words::condition(form, &form.question(id).unwrap().question.enable);
    assert_eq!(words("care.applied_on"), "「入院時の要介護度」が「申請中」か「区分変更中」のとき");
    assert_eq!(
        words("care.valid_to"),
        "「入院時の要介護度」が「申請中」や「未申請」や「非該当」や「事業対象者」ではないとき"
    );
    assert_eq!(
        words("conf.discharge_text"),
        "「『退院前カンファレンス』への参加」が「希望あり」のとき"
    );
    assert_eq!(words("person.name"), "");
}

#[test]
fn a_hidden_gate_hides_what_hangs_on_it() {
    let set = set();
    let form = set.newest("admission-sheet").unwrap();
    let answers = filled(
        form,
        &[
            ("drug.oral", "no"),
            ("drug.oral_text", "8種"),
            ("local.acp", "no"),
            ("local.acp_on.y", "R8.5.2"),
        ],
    );
    let kept = answers.for_record(form);
    assert!(answers.text("drug.oral_text").is_some() && kept.text("drug.oral_text").is_none());
    assert!(kept.date("local.acp_on").is_none());
}

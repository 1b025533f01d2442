//! Pages, read view, paper, Excel and differences of the samples.
use forms::answers::{Answer, Key, Value};
use forms::model::Confidential;
use forms::read::Reading;
use forms::sheet::Printing;
use forms::{Draw, Stage, diff, excel, read, sheet, validate};
use office::print::Value as PaperValue;
use office::xlsx::Cell;

use crate::{filled, sample, set, today, vars};

fn page(form: &forms::Form, answers: &forms::Answers) -> String {
    let checked = validate(form, answers, &vars(), Stage::Draft);
    let draw = Draw {
        form,
        answers,
        checked: Some(&checked),
        today: today(),
        mark_missing: true,
        add_row: None,
    };
    form.chapters.iter().flat_map(|c| draw.chapter(c)).map(|n| n.render()).collect()
}

#[test]
fn every_question_has_its_field_and_every_answer_stands_in_it() {
    for form in set().iter() {
        let answers = sample(form);
        let html = page(form, &answers);
        for p in form.questions().filter(|p| !p.question.read_only) {
            let name = match p.repeating() {
                Some((g, _)) => format!("a.{}.0.{}", g.link_id, p.question.link_id),
                None => format!("a.{}", p.question.link_id),
            };
            assert!(html.contains(&format!("name=\"{name}")), "{name}");
        }
        assert!(!html.contains("まだ入力がありません"));
    }
    let set = set();
    let form = set.newest("admission-sheet").unwrap();
    let html = page(form, &sample(form));
    for wanted in [
        "髙橋 𠮷江",
        "㈱みずほ居宅介護支援（架空）",
        "☑ 一日一回の体重測定",
        "value=\"22\" checked",
        "書くかわりに、居宅サービス計画書（1）を添える",
    ] {
        assert!(html.contains(wanted), "{wanted}");
    }
}

#[test]
fn an_empty_form_says_what_is_missing_and_when_a_question_is_asked() {
    let set = set();
    let form = set.newest("admission-sheet").unwrap();
    let html = page(form, &forms::Answers::new());
    assert!(html.contains("まだ入力がありません"));
    assert!(
        html.contains(
            "「入院時の要介護度」が「申請中」か「区分変更中」のときにだけ、お答えください"
        ),
        "condition in words"
    );
    assert!(html.contains("data-when="));
    assert!(html.contains("退院後の世帯状況 ＊"));
    let unmarked = Draw {
        form,
        answers: &forms::Answers::new(),
        checked: None,
        today: today(),
        mark_missing: false,
        add_row: None,
    };
    let calm: String = unmarked.chapter(&form.chapters[0]).iter().map(|n| n.render()).collect();
    assert!(!calm.contains("まだ入力がありません"));
}

#[test]
fn errors_stand_beside_their_field_with_what_was_typed() {
    let set = set();
    let form = set.newest("admission-sheet").unwrap();
    let html =
        page(form, &filled(form, &[("person.age", "はちじゅう"), ("doc.written_on.y", "R8.2.30")]));
    assert!(html.contains("整数で入力してください") && html.contains("value=\"はちじゅう\""));
    assert!(html.contains("value=\"R8.2.30\"") && html.contains("aria-invalid=\"true\""));
}

#[test]
fn repeating_rows_can_be_added_up_to_their_number() {
    let set = set();
    let form = set.newest("discharge-record").unwrap();
    let answers = sample(form);
    let draw = |add| Draw {
        form,
        answers: &answers,
        checked: None,
        today: today(),
        mark_missing: false,
        add_row: add,
    };
    let chapter = form.chapter("ch_interview").unwrap();
    let rows = |add| {
        draw(add)
            .chapter(chapter)
            .iter()
            .map(|n| n.render())
            .collect::<String>()
            .matches("class=\"rep-row\" data-row=\"")
            .count()
    };
    assert_eq!(
        (rows(None), rows(Some("interview"))),
        (4, 5),
        "three rows, one template; one more when asked for"
    );
    let html: String = draw(None).chapter(chapter).iter().map(|n| n.render()).collect();
    assert!(html.contains("a.interview.__n__.interview.on"));
}

#[test]
fn the_read_view_shows_what_was_answered_and_hides_what_is_kept_closely() {
    let set = set();
    let form = set.newest("admission-sheet").unwrap();
    let mut answers = sample(form);
    answers.set(&Key::single("wish.life"), Answer::of(Value::Text("<b>農協</b>".into())));
    let html = read::html(form, &answers, Reading::ANSWERED).to_string();
    assert!(
        html.contains("髙橋 𠮷江")
            && html.contains("令和8年11月21日")
            && html.contains("別紙（居宅サービス計画書（1））を参照")
    );
    assert!(html.contains("&lt;b&gt;農協") && !html.contains("<b>農協"));
    assert!(!html.contains("虐待") && !html.contains("入力なし"));
    let all =
        read::html(form, &answers, Reading { all: true, upto: Confidential::Very, sources: true })
            .to_string();
    assert!(
        all.contains("虐待の疑い") && !all.contains("申請日"),
        "what is not asked is not shown"
    );
    let record = set.newest("discharge-record").unwrap();
    let html = read::html(record, &sample(record), Reading::ANSWERED).to_string();
    assert!(html.contains("聞き取り 1回目") && html.contains("𠮷田 歩"));
}

#[test]
fn the_generic_sheet_holds_every_answer() {
    for form in set().iter() {
        let answers = sample(form);
        let paper = sheet::form_sheet(form, &answers, Vec::new(), Printing::FULL);
        let text = serde_json::to_string(&paper).unwrap();
        for (key, a) in answers.iter() {
            let q = form.question(&key.link_id).unwrap().question;
            let Some(value) = a.value() else { continue };
            // A choice stands there with its brackets drawn by the paper, so each piece is looked for by itself.
            for piece in forms::words::value(q, value)
                .split(['\n', '（', '）', '、'])
                .filter(|l| !l.is_empty())
            {
                let piece = serde_json::to_string(piece).unwrap();
                assert!(text.contains(piece.trim_matches('"')), "{}: {piece}", key.name());
            }
        }
    }
    let set = set();
    let form = set.newest("admission-sheet").unwrap();
    let paper = sheet::form_sheet(form, &sample(form), Vec::new(), Printing::FULL);
    let row = |label: &str| {
        paper.sections.iter().flat_map(|s| &s.rows).find(|r| r.label.starts_with(label)).unwrap()
    };
    let PaperValue::Options(options) = &row("入院時の要介護度").value else { panic!() };
    assert_eq!(
        options.iter().filter(|o| o.checked).map(|o| o.text.as_str()).collect::<Vec<_>>(),
        ["要介護2"]
    );
    assert_eq!(row("家族や同居者等による虐待の疑い").label, "家族や同居者等による虐待の疑い ＊");
    let without = sheet::form_sheet(
        form,
        &sample(form),
        Vec::new(),
        Printing { upto: Confidential::Normal, ..Printing::FULL },
    );
    assert!(!serde_json::to_string(&without).unwrap().contains("虐待"));
}

#[test]
fn the_answers_by_link_id_hold_every_item_for_the_paper() {
    let set = set();
    let form = set.newest("admission-sheet").unwrap();
    let paper = sheet::answer_sheet(
        form,
        &sample(form),
        Some("前回から変わった項目：入浴".into()),
        Printing::FULL,
    );
    assert_eq!(paper.answers.len(), form.questions().count());
    assert_eq!(paper.sections.iter().map(|s| s.items.len()).sum::<usize>(), paper.answers.len());
    assert_eq!(paper.answers["person.name"].text.as_deref(), Some("髙橋 𠮷江"));
    assert_eq!(
        (paper.answers["meal.count"].text.as_deref(), paper.answers["meal.count"].unit.as_deref()),
        (Some("3"), Some("回／日"))
    );
    let injection =
        paper.answers["med.procs"].options.iter().find(|o| o.code == "self-injection").unwrap();
    assert!(injection.checked && paper.answers["med.procs"].star);
    let unknown = paper.answers["conf.visit"].options.iter().find(|o| o.checked).unwrap();
    assert_eq!((unknown.code.as_str(), unknown.text.as_str()), ("unknown", "まだ決めていない"));
    let record = set.newest("discharge-record").unwrap();
    let paper = sheet::answer_sheet(record, &sample(record), None, Printing::FULL);
    let table = paper.answers["interview"].rows.as_ref().unwrap();
    assert_eq!((table.head.len(), table.rows.len()), (4, 3));
    assert_eq!(table.rows[2], ["令和8年11月19日", "理学療法士", "𠮷田 歩", "無"]);
}

#[test]
fn a_row_of_the_table_is_as_wide_as_its_heading() {
    for form in set().iter() {
        for upto in [Confidential::Normal, Confidential::Restricted, Confidential::Very] {
            assert_eq!(
                excel::columns(form, upto).len(),
                excel::row(form, &sample(form), upto).len()
            );
        }
    }
    let set = set();
    let form = set.newest("admission-sheet").unwrap();
    let heads: Vec<String> =
        excel::columns(form, Confidential::Normal).into_iter().map(|c| c.header).collect();
    assert!(!heads.iter().any(|h| h.contains("虐待")));
    let row = excel::row(form, &sample(form), Confidential::Normal);
    assert_eq!(row[0], Cell::Date(today()));
    assert!(row.contains(&Cell::text("髙橋 𠮷江")) && row.contains(&Cell::Int(86)));
}

#[test]
fn differences_are_told_in_words_and_sources_are_none() {
    let set = set();
    let form = set.newest("admission-sheet").unwrap();
    let before = sample(form);
    let mut after = before.clone();
    after.set(
        &Key::single("adl.bath"),
        Answer::of(Value::Picks(vec![forms::Pick { code: "full".into(), other: None }])),
    );
    after.set(&Key::single("drug.note"), Answer::default());
    let mut same = after.get(&Key::single("person.name")).unwrap().clone();
    same.source = Some(forms::Source { text: "登録から".into(), as_of: None });
    after.set(&Key::single("person.name"), same);
    let changes = diff::diff(form, &before, &after);
    let told: Vec<(String, String, String)> =
        changes.into_iter().map(|c| (c.label, c.before, c.after)).collect();
    assert_eq!(
        told,
        [
            ("入浴".to_owned(), "一部介助".to_owned(), "全介助".to_owned()),
            (
                "お薬に関する特記事項".to_owned(),
                "ワーファリン服用中。ペースメーカー（左胸）。".to_owned(),
                String::new()
            ),
        ]
    );
    assert!(diff::diff(form, &before, &before).is_empty());
}

#[test]
fn furigana_is_printed_in_katakana_and_an_age_in_years() {
    let set = set();
    for code in ["nursing-summary", "facility-sheet", "care-referral"] {
        let form = set.newest(code).unwrap();
        let answers = filled(form, &[("person.kana", "たかはし みよ"), ("person.age", "86")]);
        let paper = sheet::form_sheet(form, &answers, Vec::new(), Printing::FULL);
        let rows: Vec<_> = paper.sections.iter().flat_map(|s| &s.rows).collect();
        let text = |label: &str| {
            rows.iter().find(|r| r.label == label).map(|r| match &r.value {
                PaperValue::Text(t) => t.clone(),
                other => panic!("{other:?}"),
            })
        };
        assert_eq!(text("フリガナ").as_deref(), Some("タカハシ ミヨ"), "{code}");
        assert_eq!(text("年齢").as_deref(), Some("86歳"), "{code}");
    }
    let form = set.newest("referral-letter").unwrap();
    let answers = filled(form, &[("person.kana", "たかはし みよ")]);
    let paper = sheet::answer_sheet(form, &answers, None, Printing::FULL);
    assert_eq!(paper.answers["person.kana"].text.as_deref(), Some("タカハシ ミヨ"));
}

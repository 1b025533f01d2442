//! Chapters of both papers, drawn and posted.
use super::super::check::tests::work;
use super::super::samples;
use super::*;
use forms::{Answer, Given, Key, Value};

fn html(w: &Work, chapter: &str, says: &Says) -> String {
    let chapter = w.form.chapter(chapter).unwrap();
    let page = draw(samples::shell(), "key12345".into(), w, chapter, says, None).render().unwrap();
    samples::sound(&page);
    page
}

#[test]
fn every_chapter_of_both_papers_is_drawn_with_what_is_left() {
    for paper in [Paper::Sheet, Paper::Record] {
        let w = work(paper, 0);
        for c in &w.form.chapters {
            let page = html(&w, &c.link_id, &Says::default());
            assert!(
                page.contains("data-draft-url=") && page.contains("aria-current=\"step\""),
                "{}",
                c.link_id
            );
            assert!(page.contains("11:20 に下書きを保存しました"));
        }
    }
    let page = html(&work(Paper::Sheet, 0), "ch_admission", &Says::default());
    assert!(
        page.contains("利用者さんの登録内容から")
            && page.contains("未入力")
            && page.contains("地域連携室に送る")
    );
}

#[test]
fn wrong_input_is_kept_and_told_on_top_and_beside_the_field() {
    let mut w = work(Paper::Sheet, 0);
    let post = slice::Form::parse(
        "a.care.valid_from.y=R7.12.1&a.care.valid_to.era=R&a.care.valid_to.y=6&a.care.valid_to.m=2&a.care.valid_to.d=30&a.carer.name=%3Ci%3E".as_bytes(),
    )
    .unwrap();
    w.answers = input::read(w.form, Some("ch_care"), post.state(), &w.answers, w.today).answers;
    let page = html(&w, "ch_care", &Says::default());
    assert!(
        page.contains("errsum")
            && page.contains("is-error")
            && page.contains("value=\"30\"")
            && !page.contains("<i>")
    );
    let tried = html(&w, "ch_care", &Says { tried: true, ..Says::default() });
    assert!(tried.contains("送る前に、") && tried.contains("直す "));
}

#[test]
fn the_days_of_the_record_run_until_it_is_confirmed_and_only_where_one_is_asked_for() {
    let mut w = work(Paper::Record, 0);
    w.stay.ended_on = Some(samples::today());
    w.stay.end = Some(EndKind::Home);
    let first = w.form.chapters[0].link_id.clone();
    assert!(html(&w, &first, &Says::default()).contains("あと7日"));
    w.stay.end = Some(EndKind::Transfer);
    assert!(!html(&w, &first, &Says::default()).contains("あと7日"));
    let mut done = work(Paper::Record, 1);
    done.stay.ended_on = Some("2026-11-01".parse().unwrap());
    done.stay.end = Some(EndKind::Home);
    let page = html(&done, &first, &Says::default());
    assert!(!page.contains("過ぎています") && page.contains("確定しました"));
    done.stay.ended_on = Some(samples::today());
    assert!(!html(&done, &first, &Says::default()).contains("あと7日"));
}

#[test]
fn long_answers_and_a_version_saved_meanwhile_are_shown() {
    let mut w = work(Paper::Sheet, 2);
    w.base = 1;
    w.resident.name = samples::LONG.into();
    w.answers.set(&Key::single("wish.person"), Answer::of(Value::Text(samples::LONG.repeat(8))));
    let page =
        html(&w, "ch_wishes", &Says { unsaved: Some("保存できません".into()), ..Says::default() });
    assert!(page.contains("新しい版（第2版）を保存しました") && page.contains("保存できません"));
}

#[test]
fn the_record_warns_after_seven_days_and_never_blocks() {
    let mut w = work(Paper::Record, 0);
    w.stay.ended_on = Some("2026-11-11".parse().unwrap());
    let page = html(&w, "ch_state", &Says::default());
    assert!(page.contains("7日を過ぎています") && page.contains("たしかめて確定に進む"));
    w.stay.ended_on = Some("2026-11-12".parse().unwrap());
    let page = html(&w, "ch_state", &Says::default());
    assert!(!page.contains("7日を過ぎています") && page.contains("きょうまで"));
}

#[test]
fn an_asked_for_row_is_empty_and_a_wrong_answer_counts_in_its_chapter() {
    let mut w = work(Paper::Record, 0);
    let one = html(&w, "ch_interview", &Says::default()).matches("data-row=").count();
    w.answers.set(
        &Key::in_row("interview", 0, "interview.person"),
        Answer::of(Value::Text("及川".into())),
    );
    let two = html(&w, "ch_interview", &Says { add: Some("interview".into()), ..Says::default() })
        .matches("data-row=")
        .count();
    assert_eq!(two, one + 1);
    assert!(
        !matches!(w.answers.get(&Key::single("interview")), Some(a) if matches!(a.given, Given::Wrong(_)))
    );
}

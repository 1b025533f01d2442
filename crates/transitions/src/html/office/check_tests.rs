use super::super::samples;
use super::*;
use app::records::Version;
use forms::{Answer, Answers, Key, Value, Vars};

/// A paper being filled in; `version` > 0 = such a version stands already and this one was begun from it.
pub(crate) fn work(paper: Paper, version: i64) -> Work {
    let form = paper::newest(paper.form()).unwrap();
    let vars = Vars::new(samples::now())
        .with(
            "resident",
            serde_json::json!({ "name": "阿部 ハル", "care_level": "22" }),
            Some("利用者さんの登録内容から"),
            None,
        )
        .with("organisation", serde_json::json!({ "name": "居宅介護支援 結の里" }), None, None)
        .with("author", serde_json::json!({ "name": "佐藤 花子" }), None, None)
        .with(
            "stay",
            serde_json::json!({ "admitted_on": "2026-11-17", "hospital": "みどり総合病院" }),
            None,
            None,
        );
    let answers = forms::prefill(form, &vars, None);
    let body = String::from_utf8(answers.canonical(form)).unwrap();
    Work {
        paper,
        form,
        vars,
        base: version,
        own_window: false,
        latest: (version > 0).then(|| Version {
            record: samples::id(60),
            version,
            state: app::records::State::Confirmed,
            form: form.code.clone(),
            form_version: form.version.clone(),
            hash: kernel::sha256_hex(body.as_bytes()),
            body,
            source: "own".into(),
            reason: String::new(),
            account: None,
            organisation: Some(samples::office().id.0),
            name: "佐藤 花子".into(),
            at: samples::now(),
        }),
        answers,
        saved: Some(samples::now()),
        stay: samples::stay(),
        resident: samples::resident(),
        hospital: Some(samples::hospital()),
        limits: None,
        for_whom: None,
        over: None,
        must_wait: false,
        hospital_sees: true,
        today: samples::today(),
    }
}

fn html(w: &Work, t: &Typed) -> String {
    let page = draw(samples::shell(), "key12345".into(), w, t).render().unwrap();
    samples::sound(&page);
    page
}

#[test]
fn the_last_look_says_to_whom_and_what_is_missing() {
    let w = work(Paper::Sheet, 0);
    let page = html(&w, &begin(&w));
    assert!(
        page.contains("みどり総合病院")
            && page.contains("地域連携室に送る")
            && page.contains("未入力")
    );
    assert!(page.contains("/yuino/transitions/") && page.contains("/sheet/send"));
    assert!(!page.contains("送り直す理由"));
}

#[test]
fn a_paper_out_of_order_cannot_be_sent_and_leads_to_what_is_wrong() {
    let mut w = work(Paper::Sheet, 0);
    w.answers.set(&Key::single("person.name"), Answer::default());
    assert!(in_order(&w).is_err());
    let page = html(&w, &begin(&w));
    assert!(
        page.contains("か所を直してください")
            && page.contains("?c=ch_admission")
            && !page.contains("class=\"sendbar\"")
    );
}

#[test]
fn sending_again_asks_why_and_shows_what_changed() {
    let mut w = work(Paper::Sheet, 1);
    w.answers.set(&Key::single("wish.person"), Answer::of(Value::Text(samples::LONG.into())));
    let mut t = begin(&w);
    t.error("reason", "送り直す理由を入力してください");
    let page = html(&w, &t);
    assert!(
        page.contains("送り直す理由を入力してください")
            && page.contains("第1版")
            && page.contains("勅使河原")
    );
    assert!(up_to_date(&w).is_ok());
    w.base = 0;
    assert!(matches!(up_to_date(&w), Err(Error::Stale { mine: 0, theirs: 1 })));
}

#[test]
fn a_hospital_outside_gets_paper_and_no_message() {
    let mut w = work(Paper::Sheet, 0);
    w.hospital = None;
    w.stay.hospital = None;
    let page = html(&w, &begin(&w));
    assert!(
        page.contains("印刷に進む") && !page.contains("value=\"ict\"") && page.contains("渡した日")
    );
}

#[test]
fn the_record_stays_in_the_office() {
    let w = work(Paper::Record, 0);
    let page = html(&w, &begin(&w));
    assert!(page.contains("記録書を確定する") && !page.contains("渡し方"));
}

#[test]
fn a_draft_keeps_its_base_and_a_recalled_record_becomes_one() {
    let w = work(Paper::Sheet, 1);
    let kept = paper::answers_of(&paper::draft_body(&w.answers, 3)).unwrap();
    assert_eq!(kept, w.answers);
    assert_eq!(paper::answers_of(&w.body().unwrap()), Some(w.answers.for_record(w.form)));
    assert_eq!(paper::answers_of("no json"), None);
    assert_eq!(paper::answers_of(&Answers::new().to_json()), Some(Answers::new()));
}

//! Every page of this area in its states: normal, empty, long, wrong.
use accounts::{Organisation, OrganisationId, OrganisationKind};
use app::records::{State, Version};
use askama::Template;
use forms::{Answers, input};
use kernel::{At, BusinessCalendar, Date, Hat, Id, Time};
use people::model::Sex;
use people::{CareLevel, Resident, ResidentId};
use serde_json::json;
use ui::{FieldError, Shell};

use super::{adl, edit, referral, referral_read, table, trying};
use crate::model::act::{Act, ActKind, Detail};
use crate::model::judgement::{Change, LOCAL, NATIONAL, State as Was};
use crate::model::referral::Referral;
use crate::model::{Learned, Stay, StayId};
use crate::use_cases::adl::ForAdl;
use crate::use_cases::referral::{Centre, ForWriting, Line, Reading};
use crate::use_cases::rules::{
    Differs, InForce, TryOut, Version as RulesVersion, read, version_zero,
};

pub(super) const LONG: &str = "<script>alert(1)</script>勅使河原 長右衛門太郎左衛門之助寿限無寿限無五劫の擦り切れ海砂利水魚の";

fn id(n: u8) -> Id {
    Id::from_bytes([1, 0x9a, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, n])
}

fn today() -> Date {
    "2026-11-19".parse().unwrap()
}

pub(super) fn now() -> At {
    At::jst(today(), Time::constant(11, 20, 0, 0))
}

pub(super) fn shell() -> Shell {
    Shell { title: "見本".into(), csrf: "token".into(), ..Shell::default() }
}

/// What every page must keep to.
pub(super) fn sound(html: &str) {
    crate::html::office::samples::nameless(html);
    assert!(!html.contains("<script>alert") && !html.contains("style=\""), "markup slipped in");
    assert_eq!(html.matches("<h1").count(), 1, "one heading of the first order");
    let mut ids: Vec<&str> =
        html.split(" id=\"").skip(1).filter_map(|s| s.split('"').next()).collect();
    ids.sort_unstable();
    for w in ids.windows(2) {
        assert_ne!(w[0], w[1], "an id stands twice");
    }
    for target in html.split("href=\"#").skip(1).filter_map(|s| s.split('"').next()) {
        assert!(ids.binary_search(&target).is_ok(), "#{target} leads nowhere");
    }
}

fn org(n: u8, name: &str, kind: OrganisationKind) -> Organisation {
    Organisation {
        id: OrganisationId(id(n)),
        name: name.into(),
        kana: String::new(),
        kind,
        corporation: String::new(),
        area: String::new(),
        phone: "0000-65-0010".into(),
        fax: String::new(),
        outside: false,
        fictitious: true,
        calendar: BusinessCalendar::weekdays(
            Time::constant(8, 30, 0, 0),
            Time::constant(17, 30, 0, 0),
        ),
    }
}

fn resident(name: &str) -> Resident {
    Resident {
        id: ResidentId(id(1)),
        name: name.into(),
        kana: "あべ はる".into(),
        birth: "1943-05-03".parse().unwrap(),
        sex: Sex::Female,
        address: "結野市ひばり台二丁目".into(),
        phone: String::new(),
        insurer: String::new(),
        insured: String::new(),
        care_level: CareLevel::NotApplied,
        care_from: None,
        care_to: None,
        household: String::new(),
        died_on: None,
        version: 1,
    }
}

fn stay() -> Stay {
    Stay {
        id: StayId(id(2)),
        resident: ResidentId(id(1)),
        hospital: Some(OrganisationId(id(11))),
        hospital_name: "みどり総合病院".into(),
        office: OrganisationId(id(10)),
        care_manager: None,
        hokatsu: None,
        admitted_on: "2026-11-17".parse().unwrap(),
        admitted_time: None,
        planned: false,
        reason: "肺炎の疑い".into(),
        learned: Learned::Family,
        care_level: CareLevel::NotApplied,
        ward: "3階東病棟".into(),
        room: "305".into(),
        assigned: None,
        planned_on: None,
        ended_on: None,
        end: None,
        closed: false,
        cancelled: false,
        previous: None,
        at: now(),
    }
}

fn filled(form: &str, pairs: &[(&str, &str)]) -> Answers {
    let form = forms::shipped().unwrap().forms.newest(form).unwrap();
    let mut state = ui::FormState::default();
    for (k, v) in pairs {
        state.put(&format!("a.{k}"), (*v).into());
    }
    input::read(form, None, &state, &Answers::new(), today()).answers
}

fn told(pairs: &[(&str, &str)]) -> Act {
    Act {
        id: id(40),
        stay: StayId(id(2)),
        kind: ActKind::Adl,
        day: Some(today()),
        at: now(),
        method: None,
        account: None,
        organisation: None,
        name: "及川 恵".into(),
        to_org: None,
        to_name: String::new(),
        said_by: String::new(),
        detail: Detail {
            data: json!({ "answers": filled("screening-ward", pairs) }),
            ..Detail::default()
        },
        record: None,
        hash: None,
        opened_at: None,
        received_at: None,
        cancelled: false,
    }
}

fn for_adl(name: &str, pairs: &[(&str, &str)]) -> ForAdl {
    ForAdl {
        stay: stay(),
        resident: resident(name),
        answers: filled("screening-ward", pairs),
        told: Vec::new(),
    }
}

#[test]
fn the_ward_is_not_asked_what_is_kept_very_closely_and_the_liaison_is() {
    let known = for_adl("阿部 ハル", &[("adl.now.walk", "partial")]);
    let html = |hat| {
        let page = adl::draw(shell(), "key-0001".into(), &known, &known.answers, &[], hat, now());
        page.unwrap().render().unwrap()
    };
    let (ward, liaison) = (html(Hat::Ward), html(Hat::Liaison));
    for page in [&ward, &liaison] {
        sound(page);
        assert!(page.contains("見た日") && page.contains("動作のようすを記録する"));
        assert!(page.contains("まだありません"), "nothing told before");
    }
    assert!(!ward.contains("虐待") && liaison.contains("虐待"));
    assert!(!ward.contains("教えてくれた人") && liaison.contains("教えてくれた人"));
}

#[test]
fn the_adl_page_keeps_what_was_typed_says_what_is_wrong_and_lists_what_was_told() {
    let mut known = for_adl(LONG, &[]);
    known.told = vec![told(&[("adl.now.walk", "full"), ("family.abuse", "true")])];
    let errors = [FieldError {
        field: "a.said.on".into(),
        message: "見た日は、入院日以後に".into(),
    }];
    let page =
        adl::draw(shell(), "key-0001".into(), &known, &known.answers, &errors, Hat::Ward, now());
    let page = page.unwrap().render().unwrap();
    sound(&page);
    assert!(page.matches("見た日は、入院日以後に").count() >= 2, "summary and field");
    assert!(page.contains("歩行 全介助・ほか1項目") || page.contains("歩行 全介助　ほか1項目"));
}

fn history() -> Vec<RulesVersion> {
    vec![
        RulesVersion {
            number: 1,
            reason: LONG.into(),
            back_to: None,
            name: "高橋 直".into(),
            at: Some(now()),
        },
        RulesVersion {
            number: 0,
            reason: "もと".into(),
            back_to: None,
            name: "このプログラム".into(),
            at: None,
        },
    ]
}

#[test]
fn the_criteria_are_shown_with_versions_and_the_national_ones_cannot_be_changed() {
    let (local, national) = (version_zero(LOCAL).unwrap(), version_zero(NATIONAL).unwrap());
    let page = table::draw(shell(), &history(), local, national, true).render().unwrap();
    sound(&page);
    for words in [
        "第1版（いまの基準）",
        "この版に戻すことを考える",
        "書きかけの見直しがあります",
        "一部介助から",
        "国の項目なので、ここでは変えられません",
        "R8改定で加わった",
        "要確認",
    ] {
        assert!(page.contains(words), "{words}");
    }
    let page = table::draw(shell(), &history()[1..], local, national, false).render().unwrap();
    sound(&page);
    assert!(!page.contains("考える") && page.contains("もとの基準（いまの基準）"));
}

#[test]
fn the_editor_shows_every_criterion_and_what_is_wrong_beside_its_field() {
    let d = version_zero(LOCAL).unwrap().definition.clone();
    let page = edit::draw(shell(), "key-0001".into(), &d, 0, false, &[]).render().unwrap();
    sound(&page);
    for words in
        ["基準を1つ足す", "見守りから", "%proc_after", "だれに連絡するか", "まだ公開しません"]
    {
        assert!(page.contains(words), "{words}");
    }
    let errors = [FieldError {
        field: "c.2.when".into(),
        message: "基準A3の条件の式が読めません".into(),
    }];
    let page = edit::draw(shell(), "key-0001".into(), &d, 3, true, &errors).render().unwrap();
    sound(&page);
    assert_eq!(page.matches("基準A3の条件の式が読めません").count(), 2);
    assert!(page.contains("書きかけを捨てる") && page.contains("第3版をもとに"));
}

fn posted(pairs: &[(&str, &str)]) -> slice::Form {
    let mut f = slice::Form::default();
    for (k, v) in pairs {
        f.push(k, *v);
    }
    f
}

#[test]
fn what_is_posted_goes_into_the_definition_and_nothing_else_does() {
    let d = version_zero(LOCAL).unwrap().definition.clone();
    let (same, errors) = edit::edited(&d, &posted(&[("id", "x"), ("inputs", "x")]));
    assert!(errors.is_empty() && same == d);
    let (new, errors) = edit::edited(
        &d,
        &posted(&[
            ("s.help_from", "1"),
            ("t.1.least", "２"),
            ("c.8.on", "no"),
            ("c.0.text", "ADLが落ちた"),
            ("actions.contact.to", "hokatsu"),
            ("actions.contact.note", "9時から16時まで"),
            ("outcomes.clear.title", "いまは不要"),
            ("new.code", "B8"),
            ("new.tier", "B"),
            ("new.text", "薬とひとり暮らし"),
            ("new.when", "%alone and %drug_care"),
        ]),
    );
    assert!(errors.is_empty(), "{errors:?}");
    let rules = read(&new.to_string()).unwrap();
    assert_eq!((rules.tiers[1].least, rules.criteria.len()), (2, 16));
    assert!(rules.criteria[8].off && rules.criteria[0].text == "ADLが落ちた");
    assert_eq!(rules.actions["contact"].to, ["hokatsu"]);
    assert_eq!(rules.actions["contact"].note, "9時から16時まで");
    for bad in [
        [("t.1.least", "0")],
        [("t.1.least", "たくさん")],
        [("new.code", "ほ8")],
        [("c.0.note", &*"あ".repeat(401))],
    ] {
        assert_eq!(edit::edited(&d, &posted(&bad)).1.len(), 1, "{bad:?}");
    }
    let changes = trying::changes(&d, &new);
    let of =
        |place: &str| changes.iter().find(|c| c.0 == place).map(|c| (c.1.as_str(), c.2.as_str()));
    assert_eq!(of("「介助」とみるのは"), Some(("「一部介助から」", "「見守りから」")));
    assert_eq!(of("区分B いくつから"), Some(("「1」", "「2」")));
    assert_eq!(of("基準B1"), Some(("「使う」", "「使わない」")));
    assert_eq!(of("基準B8"), Some(("（なし）", "「使う」")));
}

#[test]
fn everything_that_is_refused_is_said_at_once_and_beside_its_own_field() {
    let d = version_zero(LOCAL).unwrap().definition.clone();
    let posted = posted(&[
        ("t.1.title", ""),
        ("c.0.text", ""),
        ("c.1.when", "%alone and"),
        ("c.2.when", "%nobody_knows_this"),
        ("new.code", "B8"),
        ("new.tier", "B"),
        ("new.text", "薬とひとり暮らし"),
        ("new.when", "%nothing"),
    ]);
    let (new, errors) = edit::edited(&d, &posted);
    assert!(errors.is_empty(), "{errors:?}");
    let mut fields: Vec<String> = edit::refusals(&new, &d).into_iter().map(|e| e.field).collect();
    fields.sort();
    assert_eq!(fields, ["c.0.text", "c.1.when", "c.15.when", "c.2.when", "t.1.title"]);
    assert!(edit::refusals(&d, &d).is_empty());
}

fn candidate(out: TryOut) -> trying::Candidate {
    let zero = version_zero(LOCAL).unwrap();
    let (definition, _) = edit::edited(&zero.definition, &posted(&[("s.help_from", "1")]));
    trying::Candidate {
        rules: read(&definition.to_string()).unwrap(),
        definition,
        base: 0,
        back_to: None,
        now: InForce::Shipped(zero),
        number: 0,
        out,
    }
}

#[test]
fn the_try_out_says_how_many_before_and_after_and_waits_for_a_reason() {
    let mut out = TryOut { stays: 12, ..TryOut::default() };
    out.counts.insert("required".into(), (4, 9));
    out.counts.insert("caution".into(), (8, 3));
    out.criteria.insert("A2".into(), (2, 7));
    for _ in 0..60 {
        out.differs.push(Differs {
            month: (2026, 11),
            care_level: "要介護2".into(),
            before: "注意が必要".into(),
            after: "退院調整が必要".into(),
            changes: vec![Change {
                code: "A2".into(),
                text: LONG.into(),
                before: Was::Clear,
                after: Was::Hit,
            }],
        });
    }
    let c = candidate(out);
    let page = trying::draw(shell(), "key-0001".into(), &c, "", &[], false).render().unwrap();
    sound(&page);
    for words in [
        "この1年の入院 12件",
        "退院調整が必要</b>　4件 → <b>9件",
        "めやすが変わる入院 60件",
        "はじめの50件",
        "2026年11月の入院・要介護2",
        "あてはまらない → あてはまる",
        "第1版になり",
    ] {
        assert!(page.contains(words), "{words}");
    }
    let errors = [FieldError {
        field: "reason".into(),
        message: "変える理由を入力してください".into(),
    }];
    let empty = candidate(TryOut::default());
    let page =
        trying::draw(shell(), "key-0001".into(), &empty, LONG, &errors, true).render().unwrap();
    sound(&page);
    assert!(
        page.contains("あてはめられる入院が、まだありません")
            && page.contains("ほかの人が新しい基準を公開しました")
    );
    assert_eq!(page.matches("変える理由を入力してください").count(), 2);
}

fn hospital() -> Organisation {
    org(11, "みどり総合病院", OrganisationKind::Hospital)
}

fn hokatsu() -> Centre {
    Centre {
        organisation: org(12, "ひばり地域包括支援センター", OrganisationKind::Hokatsu),
        windows: Vec::new(),
    }
}

fn sheet(answered: bool) -> Referral {
    Referral {
        id: id(50),
        stay: None,
        hospital: hospital().id,
        hokatsu: hokatsu().organisation.id,
        record: id(51),
        account: None,
        name: "小田島 誠".into(),
        at: now(),
        reply_on: Some(today()),
        opened_at: Some(now()),
        answered_at: answered.then(now),
        answered_name: if answered { "伊藤 歩".into() } else { String::new() },
        seen_at: None,
    }
}

fn reading(name: &str, answered: bool) -> Reading {
    let form = forms::shipped().unwrap().forms.newest("hospital-hokatsu").unwrap();
    let answers = filled(
        "hospital-hokatsu",
        &[
            ("consent.given", "true"),
            ("person.name", name),
            ("person.address", "結野市ひばり台二丁目"),
            ("ask.kinds", "apply"),
            ("reply.detail", if answered { "20日にうかがいます" } else { "" }),
        ],
    );
    Reading {
        referral: sheet(answered),
        version: Version {
            record: id(51),
            version: 1,
            state: State::Confirmed,
            form: form.code.clone(),
            form_version: form.version.clone(),
            body: String::from_utf8(answers.canonical(form)).unwrap(),
            hash: String::new(),
            source: "own".into(),
            reason: String::new(),
            account: None,
            organisation: None,
            name: "小田島 誠".into(),
            at: now(),
        },
        earlier: Vec::new(),
        hospital: hospital(),
        hokatsu: hokatsu(),
    }
}

#[test]
fn the_sheet_is_written_looked_at_once_more_and_says_to_whom_it_goes() {
    let known = ForWriting {
        of: Some((stay(), resident("阿部 ハル"))),
        draft: None,
        hospital: hospital(),
        name: "小田島 誠".into(),
    };
    let mut w = referral::work(known, Some(hokatsu()), vec![hokatsu().organisation], now());
    let page = referral::write(shell(), "key-0001".into(), &w, &[]).unwrap().render().unwrap();
    sound(&page);
    for words in ["阿部 ハル", "ひばり地域包括支援センター", "まだ送りません", "たしかめる画面へ"]
    {
        assert!(page.contains(words), "{words}");
    }
    assert!(!page.contains("reply."), "the other half is not the hospital's");
    let page = referral::check(shell(), "key-0001".into(), &w, &[], "").unwrap().render().unwrap();
    sound(&page);
    assert!(page.contains("住所の担当") && page.contains("知らせてよいと、まだたしかめていません"));
    w.centre = None;
    let errors = [FieldError { field: "to".into(), message: "送り先を選んで".into() }];
    let page =
        referral::check(shell(), "key-0001".into(), &w, &errors, "").unwrap().render().unwrap();
    sound(&page);
    assert!(page.contains("送り先を選んでください") && page.matches("送り先を選んで").count() >= 2);
    let errors =
        [FieldError { field: "a.consent.given".into(), message: "選んでください".into() }];
    sound(&referral::write(shell(), "key-0001".into(), &w, &errors).unwrap().render().unwrap());
}

#[test]
fn the_hokatsu_reads_and_answers_in_the_same_sheet_and_the_hospital_reads_the_answer() {
    let html = |r: &Reading, hat, errors: &[FieldError]| {
        let answers = crate::use_cases::rejudge::answers_of(&r.version).unwrap();
        let page = referral_read::draw(shell(), "key-0001".into(), r, &answers, errors, hat, now());
        page.unwrap().render().unwrap()
    };
    let page = html(&reading("架空 花", false), Hat::Hokatsu, &[]);
    sound(&page);
    assert!(
        page.contains("返事を送る") && page.contains("返事がまだです") && page.contains("架空 花")
    );
    let page = html(&reading(LONG, true), Hat::Liaison, &[]);
    sound(&page);
    assert!(!page.contains("返事を送る") && page.contains("20日にうかがいます"));
    let errors =
        [FieldError { field: "a.reply.plan".into(), message: "予定を選ぶか".into() }];
    let page = html(&reading("架空 花", false), Hat::Hokatsu, &errors);
    sound(&page);
    assert!(page.matches("予定を選ぶか").count() >= 2);
}

#[test]
fn the_list_of_sheets_is_empty_waiting_and_long() {
    let line = |name: &str, answered| Line {
        referral: sheet(answered),
        person: name.into(),
        other: org(13, LONG, OrganisationKind::Hospital),
    };
    let page = referral_read::draw_list(shell(), true, &[]).render().unwrap();
    sound(&page);
    assert!(page.contains("連絡票は、まだありません") && page.contains("連絡票を書く"));
    let lines = [line("架空 花", false), line(LONG, true)];
    let page = referral_read::draw_list(shell(), false, &lines).render().unwrap();
    sound(&page);
    assert!(page.contains("返事がまだです") && !page.contains("連絡票を書く"));
}

#[test]
fn the_sheet_prints_both_halves_on_one_paper() {
    let r = reading("架空 花", true);
    let form = forms::shipped().unwrap().forms.newest("hospital-hokatsu").unwrap();
    let answers = crate::use_cases::rejudge::answers_of(&r.version).unwrap();
    let job = referral_read::job(&r, form, &answers, now(), None, "http://x".into()).unwrap();
    let text = job.body.to_string();
    assert!(
        text.contains("架空 花") && text.contains("20日にうかがいます") && text.contains("あて先")
    );
    assert_eq!(
        (job.title.as_str(), job.subject.as_str()),
        ("病院・地域包括支援センター 連絡票", "架空 花 様")
    );
}

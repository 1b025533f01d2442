use kernel::Date;
use people::{
    CareLevel, Consent, ConsentMethod, Contact, Fact, FactKind, Resident, Sex, TeamMember, TeamRole,
};
use slice::{Chip, TimelineEntry};

use super::*;
use crate::testing::{day, shell, sound};

fn entry(on: &str, title: &str, group: &'static str) -> TimelineEntry {
    TimelineEntry {
        day: day(on),
        at: Some(testkit::at(on, "09:40")),
        now: false,
        title: title.into(),
        text: vec!["肺炎の疑い・緊急の入院。".into(), "ご家族から知りました。".into()],
        chips: Vec::new(),
        meta: "佐藤 花子".into(),
        links: vec![("送った書類を読む".into(), "/transitions/x/documents/y".into())],
        group,
        action: None,
        whereabouts: None,
    }
}

fn fact(text: &str, kind: FactKind, alert: AlertLevel) -> Fact {
    Fact {
        id: testkit::id(20),
        kind,
        text: text.into(),
        code: String::new(),
        alert,
        source: "主治医の意見書".into(),
        as_of: day("2026-05-01"),
    }
}

fn resident() -> Resident {
    Resident {
        id: ResidentId(testkit::id(7)),
        name: "高橋 ミヨ".into(),
        kana: "たかはし みよ".into(),
        birth: day("1940-05-03"),
        sex: Sex::Female,
        address: "結野市ひばり台二丁目3".into(),
        phone: "0000-00-0001".into(),
        insurer: "039990".into(),
        insured: "0000000001".into(),
        care_level: CareLevel::Care2,
        care_from: Some(day("2025-12-01")),
        care_to: Some(day("2027-11-30")),
        household: "長男と同居・日中独居".into(),
        died_on: None,
        version: 1,
    }
}

fn sample() -> Person {
    let mut admitted = entry("2026-11-19", "みどり総合病院に入院", "入退院");
    admitted.now = true;
    admitted.whereabouts = Some("みどり総合病院に入院中".into());
    admitted.action = Some(("入院時情報提供書を送る".into(), "/transitions/x/sheet".into()));
    admitted.chips =
        vec![Chip {
            kind: "due", icon: "clock", text: "加算(Ⅰ)の期限 きょう中（めやす）".into()
        }];
    Person {
        now: testkit::noon_before(),
        fictitious: true,
        office: "居宅介護支援 結の里".into(),
        offices: vec!["居宅介護支援 結の里".into()],
        view: View {
            resident: resident(),
            contacts: vec![Contact {
                id: testkit::id(30),
                rank: 0,
                name: "高橋 健一".into(),
                relation: "長男".into(),
                age: Some(58),
                phone: "0000-00-0002".into(),
                lives_with: true,
                carer: true,
                key_person: true,
                source: "ご本人".into(),
                as_of: day("2026-01-10"),
            }],
            facts: vec![
                fact("ワーファリン服用中", FactKind::Medicine, AlertLevel::Caution),
                fact("ペニシリンアレルギー", FactKind::Allergy, AlertLevel::Harm),
                fact("心不全", FactKind::Diagnosis, AlertLevel::None),
            ],
            sees_health: true,
            team: vec![TeamMember {
                id: testkit::id(40),
                role: TeamRole::CareManager,
                organisation: Some(testkit::id(1)),
                account: None,
                label: "居宅介護支援 結の里 佐藤 花子".into(),
                person: "佐藤 花子".into(),
                phone: "0000-00-0012".into(),
                from: day("2025-12-05"),
            }],
            consents: vec![Consent {
                method: ConsentMethod::Written,
                heard_by: String::new(),
                given_on: day("2025-12-05"),
                form_version: "1".into(),
            }],
        },
        entries: vec![
            admitted,
            entry("2026-09-03", "入院時情報提供書を送りました", "書類"),
            entry("2025-12-01", "要介護2に変わりました", "入退院"),
        ],
        first: Vec::new(),
        sees: vec![
            (
                "居宅介護支援 結の里".into(),
                "登録した事業所".into(),
                ["基本情報", "病気・お薬・アレルギー", "入退院のようす", "書類"]
                    .map(String::from)
                    .to_vec(),
            ),
            ("訪問看護 あおぞら".into(), "支援チーム".into(), vec!["基本情報".into()]),
            ("見えない人".into(), "市の担当、連携拠点".into(), Vec::new()),
        ],
        spread: Spread::Any,
        may_change: true,
        may_change_health: true,
        may_files: true,
        group: String::new(),
        shown: column::FIRST,
    }
}

fn html(p: &Person) -> String {
    let html = draw(shell(), p).render().unwrap();
    sound(&html);
    html
}

#[test]
fn the_head_tells_who_where_and_what_may_harm_before_what_needs_care() {
    let html = html(&sample());
    assert!(html.contains("<h1>高橋 ミヨ さん<span class=\"age\">86歳・要介護2</span></h1>"));
    let harm = html.find("tag late").unwrap();
    assert!(harm < html.find("tag due").unwrap());
    assert!(html.contains("みどり総合病院に入院中"));
    assert!(html.contains("昭和15年（1940年）5月3日生まれ"));
    assert!(html.contains("高橋 ミヨ さんの記録"), "on paper it stands whose it is");
}

#[test]
fn the_act_that_is_due_is_the_one_filled_button() {
    let html = html(&sample());
    assert_eq!(html.matches("btn primary").count(), 1);
    assert!(html.contains("href=\"/yuino/transitions/x/sheet\""));
}

#[test]
fn a_year_is_named_where_it_changes() {
    let html = html(&sample());
    assert!(html.contains("<b class=\"year\">きょう</b> 9:40"));
    assert!(html.contains("<b class=\"year\">令和7年</b> 12月1日"));
    assert!(html.contains("9月3日（木）"));
}

#[test]
fn narrowing_keeps_only_the_group_and_an_unknown_group_narrows_nothing() {
    let mut p = sample();
    p.group = "書類".into();
    let narrowed = html(&p);
    assert!(narrowed.contains("入院時情報提供書を送りました"));
    assert!(!narrowed.contains("要介護2に変わりました"));
    assert!(narrowed.contains("?g=%E5%85%A5%E9%80%80%E9%99%A2"));
    p.group = "<script>".into();
    assert!(html(&p).contains("要介護2に変わりました"));
}

#[test]
fn who_sees_what_is_said_in_yes_and_no() {
    let html = html(&sample());
    assert!(html.contains("あなたの事業所"));
    assert!(html.contains("書類は見えません"));
    assert!(html.contains("<b>見えない人</b>　市の担当、連携拠点"));
    assert!(html.contains("令和7年12月5日に同意した範囲です（書面）"));
    assert!(html.contains("href=\"tel:0000000012\""));
}

#[test]
fn a_page_without_entries_facts_and_rights_to_change_is_sound() {
    let mut p = sample();
    p.entries = Vec::new();
    p.view.team = Vec::new();
    p.view.contacts = Vec::new();
    p.view.facts = Vec::new();
    p.view.consents = Vec::new();
    (p.may_change, p.may_change_health) = (false, false);
    let html = html(&p);
    assert!(html.contains("まだ記録がありません"));
    assert!(html.contains("「なし」とはかぎりません"));
    assert!(html.contains("いま有効な同意はありません"));
    assert!(!html.contains("/edit\""));
}

fn admit() -> FirstStep {
    FirstStep {
        words: "入院の連絡をする".into(), href: "/transitions/new?resident=x".into()
    }
}

#[test]
fn a_new_person_begins_with_the_step_that_a_slice_offers() {
    let mut p = sample();
    p.entries = Vec::new();
    p.first = vec![admit()];
    let html = html(&p);
    assert!(html.contains("まだ記録がありません"));
    assert_eq!(html.matches("btn primary").count(), 1);
    assert!(html.contains("href=\"/yuino/transitions/new?resident=x\""), "{html}");
}

#[test]
fn somebody_at_home_again_can_be_admitted_again_and_the_column_stays_first() {
    let mut p = sample();
    p.entries.retain(|e| !e.now);
    p.first = vec![admit()];
    let html = html(&p);
    assert!(html.contains("入院の連絡をする") && !html.contains("btn primary"));
}

#[test]
fn many_alerts_are_folded_and_whoever_may_not_see_health_sees_no_box_of_it() {
    let mut p = sample();
    for i in 0..4 {
        p.view.facts.push(fact(&format!("注意{i}"), FactKind::Device, AlertLevel::Caution));
    }
    assert!(html(&p).contains("ほか 4"));
    p.view.facts = Vec::new();
    p.view.sees_health = false;
    let html = html(&p);
    assert!(!html.contains("id=\"health\""));
}

#[test]
fn a_long_life_is_shown_piece_by_piece() {
    let mut p = sample();
    let long = "とても長い文を書いた記録です。".repeat(30);
    p.entries = (0..75_i64)
        .map(|i| {
            let d: Date = kernel::time::add_days(day("2026-11-18"), -i * 40);
            entry(&d.to_string(), &long, "入退院")
        })
        .collect();
    p.view.resident.name =
        "アレクサンドリア・ヴィクトーリア・勅使河原 長右衛門太郎左衛門之助".into();
    let html = html(&p);
    assert_eq!(html.matches("<span class=\"t\">").count(), column::FIRST);
    assert!(html.contains("?n=60"));
}

#[test]
fn the_dead_are_named_as_such_and_keep_the_age_they_had() {
    let mut p = sample();
    p.view.resident.died_on = Some(day("2026-02-01"));
    let html = html(&p);
    assert!(html.contains("令和8年2月1日に亡くなられました") && html.contains("85歳"));
}

#[test]
fn how_far_the_record_spreads_is_said_as_it_is_and_a_short_list_says_that_it_is_short() {
    let mut p = sample();
    assert!(html(&p).contains("入院のあいだは、病院にも広がります"));
    p.spread = Spread::Some;
    assert!(html(&p).contains("同意した病院にだけ広がります"));
    p.spread = Spread::Unsaid;
    p.sees.truncate(1);
    let own_only = people::use_cases::who_may_see::OWN_ONLY;
    p.sees.push((String::new(), own_only.into(), Vec::new()));
    let page = html(&p);
    assert!(!page.contains("広がります") && page.contains(own_only));
    assert!(!page.contains("見えない人"));
}

#[test]
fn a_card_and_a_broken_glass_are_not_said_to_hide_what_they_show() {
    let mut p = sample();
    p.sees = vec![
        ("結野消防".into(), "救急のとき（登録のときの同意）".into(), vec!["救急医療情報".into()]),
        (
            "結野消防 及川 隼人".into(),
            "緊急閲覧（ご本人の同意によらないもの。理由：生命の危機）（19:10まで）".into(),
            vec!["基本情報".into(), "病気・お薬・アレルギー".into()],
        ),
    ];
    let see = side::see("/people/x", &p);
    assert!(see.entries[0].sees[0].contains("病気・お薬・アレルギーもふくみます"));
    for e in &see.entries {
        assert!(!e.not.iter().any(|n| n.contains("病気") || n.contains("基本情報")), "{:?}", e.not);
    }
    assert!(
        see.entries[1].not.iter().any(|n| n == "救急医療情報は見えません"),
        "no card was there"
    );
    assert!(see.intro.as_str().contains("緊急閲覧は、この同意によらず"));
}

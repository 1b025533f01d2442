//! さがす finds exactly what a naive look through all names in reach finds, on both engines.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use accounts::use_cases::set_up;
use accounts::{NewOrganisation, OrganisationId, OrganisationKind};
use kernel::kana::search_key;
use kernel::time::add_days;
use kernel::{Actor, BusinessCalendar, Hat, Time};
use people::authz::{Act, Basis, Grant, Party, What, could, grant};
use people::use_cases::register::{Register, Registered, register};
use people::use_cases::{change, view};
use people::{CareLevel, Consent, ConsentMethod, NewResident, ResidentId, Sex};
use testkit::{TestApp, for_both_apps, staff};

const FAMILIES: [(&str, &str); 12] = [
    ("佐藤", "さとう"),
    ("髙橋", "たかはし"),
    ("林", "はやし"),
    ("小林", "こばやし"),
    ("森", "もり"),
    ("大森", "おおもり"),
    ("山﨑", "やまさき"),
    ("伊藤", "いとう"),
    ("加藤", "かとう"),
    ("遠藤", "えんどう"),
    ("橋本", "はしもと"),
    ("𠮷田", "よしだ"),
];
const GIVEN: [(&str, &str); 9] = [
    ("ミヨ", "みよ"),
    ("サト", "さと"),
    ("キク", "きく"),
    ("森一", "もりいち"),
    ("みさと", "みさと"),
    ("武林", "たけはやし"),
    ("ショウ", "しょう"),
    ("ヨシ", "よし"),
    ("藤子", "ふじこ"),
];
const TYPED: [&str; 24] = [
    "佐藤",
    "さとう",
    "サトウ み",
    "高橋",
    "たかはし",
    "はやし",
    "林",
    "森",
    "もり",
    "さと",
    "とう",
    "よし",
    "吉田",
    "山崎",
    "しよう",
    "ｼｮｳ",
    "橋",
    "ぬぬ",
    "ぬ",
    "藤",
    "はしもと さと",
    "たかぬ",
    "％",
    "",
];

fn organisation(app: &TestApp, name: &str) -> OrganisationId {
    let new = NewOrganisation {
        name: name.into(),
        kana: "ゆいの".into(),
        kind: OrganisationKind::CareManagement,
        number: None,
        corporation: String::new(),
        area: String::new(),
        phone: "0000-99-0001".into(),
        fax: String::new(),
        calendar: BusinessCalendar::weekdays(
            Time::constant(8, 30, 0, 0),
            Time::constant(17, 30, 0, 0),
        ),
        outside: false,
        fictitious: true,
    };
    app.write(&Actor::operator(), move |cx| set_up::add_organisation(cx, &new)).unwrap()
}

/// Registers `n` residents of an office; their names follow from their number.
fn town(app: &TestApp, cm: &Actor, from: usize, n: usize) -> Vec<(ResidentId, NewResident)> {
    let today = testkit::noon_before().date();
    app.write(cm, move |cx| {
        (from..from + n)
            .map(|i| {
                let (family, given) = (FAMILIES[i * 7 % 12], GIVEN[(i / 5 + i) % 9]);
                let resident = NewResident {
                    name: format!("{} {}", family.0, given.0),
                    kana: format!("{} {}", family.1, given.1),
                    birth: add_days(today, -(30_000 - i as i64)),
                    sex: Sex::Female,
                    address: String::new(),
                    phone: String::new(),
                    insurer: String::new(),
                    insured: String::new(),
                    care_level: CareLevel::Care2,
                    care_from: None,
                    care_to: None,
                    household: String::new(),
                };
                let consent = Consent {
                    method: ConsentMethod::Written,
                    heard_by: String::new(),
                    given_on: today,
                    form_version: "1".into(),
                };
                let cmd = Register { resident: resident.clone(), consent, not_the_same: true };
                match register(cx, &cmd)? {
                    Registered::Done(id) => Ok((id, resident)),
                    other => Err(app::Error::Inconsistent(format!("{other:?}"))),
                }
            })
            .collect()
    })
    .unwrap()
}

/// Every resident is looked at: rights by decide's own rule, name and kana by plain comparison.
fn naive(
    app: &TestApp,
    who: &Actor,
    all: &[(ResidentId, NewResident)],
    typed: &str,
) -> Vec<ResidentId> {
    let key = search_key(typed);
    if key.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<(String, String, ResidentId)> = all
        .iter()
        .filter(|(_, r)| search_key(&r.name).contains(&key) || search_key(&r.kana).contains(&key))
        .map(|(id, r)| (search_key(&r.kana), id.to_string(), *id))
        .collect();
    found.sort();
    app.read(who, |cx| {
        let mut hits = Vec::new();
        for (_, _, id) in &found {
            if hits.len() < 20 && could(cx, Act::Read, What::Basic, *id)? {
                hits.push(*id);
            }
        }
        Ok(hits)
    })
    .unwrap()
}

fn same(app: &TestApp, who: &Actor, all: &[(ResidentId, NewResident)]) -> usize {
    let mut hits = 0;
    for typed in TYPED {
        let found = app.read(who, |cx| view::matching(cx, typed)).unwrap();
        let found: Vec<ResidentId> = found.iter().map(|r| r.id).collect();
        assert_eq!(found, naive(app, who, all, typed), "「{typed}」 for {}", who.name);
        hits += found.len();
    }
    hits
}

/// Offices with small, large and patchy reach: each way of asking is met, and none changes an answer.
#[test]
fn search_finds_what_a_naive_look_through_all_names_finds() {
    for_both_apps(|app| {
        let (small, large, patchy) =
            (organisation(&app, "小"), organisation(&app, "大"), organisation(&app, "まだら"));
        let hat = |o: OrganisationId| staff(Hat::CareManager, o.0);
        let mut all = town(&app, &hat(small), 0, 60);
        all.extend(town(&app, &hat(large), 60, 1_100));
        // 1,100 rights, of which only those about every fifth are in force: most of the first candidates are out of
        // reach, and the hits stand behind them.
        let today = testkit::noon_before().date();
        let about: Vec<ResidentId> = all.iter().map(|(id, _)| *id).collect();
        app.write(&Actor::system(), move |cx| {
            for (i, resident) in about.iter().enumerate() {
                let over = (i % 5 != 0).then(|| add_days(today, -1));
                grant(
                    cx,
                    &Grant {
                        resident: *resident,
                        party: Party::Organisation(patchy.0),
                        basis: Basis::Team,
                        kind: None,
                        record: None,
                        from: add_days(today, -9),
                        to: over,
                    },
                )?;
            }
            Ok(())
        })
        .unwrap();
        for office in [small, large, patchy] {
            assert!(same(&app, &hat(office), &all) > 20);
        }
        let nobody = staff(Hat::CareManager, testkit::id(900));
        assert_eq!(same(&app, &nobody, &all), 0);
    });
}

#[test]
fn a_family_name_of_one_letter_is_found() {
    for_both_apps(|app| {
        let cm = staff(Hat::CareManager, organisation(&app, "居宅").0);
        town(&app, &cm, 0, 60);
        let found = app.read(&cm, |cx| view::matching(cx, "林")).unwrap();
        assert!(found.iter().any(|r| r.name.starts_with("林 ")), "{found:?}");
    });
}

#[test]
fn after_a_change_of_name_only_the_new_name_finds_the_resident() {
    for_both_apps(|app| {
        let office = organisation(&app, "居宅");
        let cm = staff(Hat::CareManager, office.0);
        let all = town(&app, &cm, 0, 1_010);
        let found = |typed: &str| -> Vec<ResidentId> {
            let hits = app.read(&cm, |cx| view::matching(cx, typed)).unwrap();
            hits.iter().map(|r| r.id).collect()
        };
        let (id, before) = all[0].clone();
        let renamed =
            NewResident {
                name: "十和田 ぬい".into(), kana: "とわだ ぬい".into(), ..before
            };
        app.write(&cm, move |cx| change::change_basics(cx, id, &renamed, 1)).unwrap();
        assert_eq!((found("十和田"), found("ぬい")), (vec![id], vec![id]));
        let again = NewResident {
            name: "佐藤 ぬえ".into(),
            kana: "さとう ぬえ".into(),
            ..all[0].1.clone()
        };
        app.write(&cm, move |cx| change::change_basics(cx, id, &again, 2)).unwrap();
        assert!(found("十和田").is_empty() && found("ぬい").is_empty());
        assert_eq!(found("ぬえ"), vec![id]);
    });
}

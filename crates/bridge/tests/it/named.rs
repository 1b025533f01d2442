//! A free letter names nobody whom its writer reads here; a letter to a home is none to an office.
use accounts::OrganisationKind;
use bridge::use_cases::issue::{Chance, together};
use bridge::use_cases::list;
use bridge::{LetterId, Line, NewLetter, Receiver, send};
use kernel::{Actor, Hat};
use people::use_cases::register::{Register, Registered, register};
use people::{CareLevel, Consent, ConsentMethod, NewResident, Sex};
use slice::AnswerOption;

use crate::town::{Town, on_both, place};

fn resident(town: &Town, cm: &Actor) {
    let cmd = Register {
        resident: NewResident {
            name: "三浦 ノブ".into(),
            kana: "みうら のぶ".into(),
            birth: "1940-05-03".parse().unwrap(),
            sex: Sex::Female,
            address: "結野市ひばり台二丁目3".into(),
            phone: "0000-65-0301".into(),
            insurer: String::new(),
            insured: String::new(),
            care_level: CareLevel::Care2,
            care_from: None,
            care_to: None,
            household: String::new(),
        },
        consent: Consent {
            method: ConsentMethod::Written,
            heard_by: String::new(),
            given_on: "2026-11-01".parse().unwrap(),
            form_version: "1".into(),
        },
        not_the_same: true,
    };
    let done = town.t.app.write(cm, move |cx| register(cx, &cmd)).unwrap();
    assert!(matches!(done, Registered::Done(_)));
}

fn free(town: &Town, title: &str, lines: &[&str], answers: &str) -> NewLetter {
    NewLetter {
        title: title.into(),
        lines: lines.iter().map(|t| Line::new("内容", *t)).collect(),
        answers: vec![AnswerOption::new("o1", answers, "")],
        link: String::new(),
        ..town.new_letter()
    }
}

fn refused(town: &Town, who: &Actor, new: NewLetter) -> Vec<(String, String)> {
    match town.t.app.write(who, move |cx| send(cx, &new)) {
        Ok(_) => Vec::new(),
        Err(app::Error::Invalid(e)) => e.into_iter().map(|e| (e.field, e.message)).collect(),
        Err(e) => panic!("{e:?}"),
    }
}

#[test]
fn the_whole_name_of_a_resident_in_reach_is_refused_beside_its_field() {
    on_both(|town| {
        let cm = place(&town.t, "結の里", OrganisationKind::CareManagement, Hat::CareManager);
        resident(&town, &cm);
        let wrong =
            |title, lines: &[&str], answer| refused(&town, &cm, free(&town, title, lines, answer));
        let told =
            wrong("退院の日", &["三浦 ノブさんの退院の日", "ミウラノブ様"], "三浦ノブは出ます");
        let fields: Vec<&str> = told.iter().map(|e| e.0.as_str()).collect();
        assert_eq!(fields, ["lines", "lines2", "answers"], "{told:?}");
        assert!(told[0].1.contains("「M・N さん」のように"), "{told:?}");
        assert!(!told[0].1.contains("三浦"), "the sentence repeats no name");
        assert_eq!(wrong("みうら　のぶ様", &["12月4日"], "はい")[0].0, "title");
        assert!(wrong("三浦市の研修", &["M・N さんの退院の日"], "はい").is_empty());
        // who does not read the resident learns nothing of them
        for who in [&town.hospital, &town.centre] {
            assert!(refused(&town, who, free(&town, "三浦 ノブ", &[], "はい")).is_empty());
        }
    });
}

#[test]
fn a_letter_to_a_resident_is_to_a_person_and_printed_apart_from_those_to_offices() {
    on_both(|town| {
        let cm = place(&town.t, "結の里", OrganisationKind::CareManagement, Hat::CareManager);
        resident(&town, &cm);
        let to = |name: &str| {
            let to = Receiver::Typed {
                name: name.into(),
                phone: "0000-65-0301".into(),
                fax: String::new(),
            };
            let new = NewLetter { to, ..free(&town, "変わりありませんか", &[], "はい") };
            town.t.app.write(&cm, move |cx| send(cx, &new)).unwrap()
        };
        let (home, office) = (to("三浦 ノブ"), to("ノブ工務店"));
        let one = |id: LetterId| town.t.app.read(&cm, move |cx| list::one(cx, id)).unwrap().letter;
        assert_eq!(one(home).receiver_name, "三浦 ノブ 様");
        assert!(one(home).to_person() && !one(office).to_person());
        let print = |ids: Vec<LetterId>| {
            let chances: Vec<Chance> = ids.iter().map(|_| Chance::draw(&town.t.app)).collect();
            town.t.app.write(&cm, move |cx| together(cx, &ids, &chances))
        };
        let e = print(vec![home, office]);
        assert!(
            matches!(e, Err(app::Error::Invalid(ref f)) if f[0].message.contains("分けて")),
            "{e:?}"
        );
        assert_eq!(print(vec![home]).unwrap().len(), 1);
    });
}

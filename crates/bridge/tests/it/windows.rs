use bridge::use_cases::answer::{Say, answer};
use bridge::use_cases::issue::Chance;
use bridge::use_cases::knock::{Knocked, Typed, knock};
use bridge::use_cases::{receiver, windows};
use directory::model::window::{Party, Window};
use directory::use_cases::windows as facts;
use kernel::Id;

use crate::town::{Town, on_both};

fn window(town: &Town, name: &str, phone: &str) -> directory::WindowId {
    let w = Window {
        id: Id::from_bytes([0; 16]).into(),
        party: Party::Organisation(town.hospital.organisation.unwrap().into()),
        rank: 0,
        name: name.into(),
        person: "佐藤 花子".into(),
        stand_in: String::new(),
        phone: phone.into(),
        fax: String::new(),
        best_way: String::new(),
        note: String::new(),
        week: [None; 7],
        holidays_closed: true,
        avoid: Vec::new(),
        confirmed_on: None,
        version: 0,
    };
    town.t.app.write(&town.centre, move |cx| facts::save(cx, &w)).unwrap()
}

#[test]
fn all_windows_are_asked_in_one_act_and_the_same_confirms_them() {
    on_both(|town| {
        let same = window(&town, "入退院の窓口", "0197-65-0012");
        let changed = window(&town, "外来の窓口", "0197-65-0013");
        window(&town, "電話のない窓口", "");
        let due = "2026-12-11".parse().unwrap();
        assert!(town.t.app.write(&town.hospital, move |cx| windows::ask(cx, due)).is_err());
        let asked = town.t.app.write(&town.centre, move |cx| windows::ask(cx, due)).unwrap();
        assert_eq!((asked.n, asked.left_out.len()), (2, 1));
        let batch = asked.batch;
        let chances: Vec<Chance> = (0..2).map(|_| Chance::draw(&town.t.app)).collect();
        let papers = town
            .t
            .app
            .write(&town.centre, move |cx| windows::issue_all(cx, batch, &chances))
            .unwrap();
        assert_eq!(papers.len(), 2);
        for p in &papers {
            let is_same = p.letter.record == Some(same.0);
            let (token, code) = (p.token.clone(), p.code.clone());
            let four = if is_same { "0012" } else { "0013" };
            let k = town
                .t
                .app
                .write(&receiver(), move |cx| {
                    knock(cx, &Typed { token: Some(&token), code: &code, four, network: "n" })
                })
                .unwrap();
            let Knocked::Open(id, pass) = k else { panic!("{k:?}") };
            let say = Say {
                code: if is_same { "same" } else { "changed" }.into(),
                beside: "電話が 0197-65-0099 になりました".into(),
                ..Say::default()
            };
            town.t.app.write(&receiver(), move |cx| answer(cx, id, &pass, &say, &[])).unwrap();
        }
        let today = town.t.app.now().date();
        let on = |id| {
            town.t.app.read(&town.centre, |cx| facts::window(cx, id)).unwrap().window.confirmed_on
        };
        assert_eq!(on(same), Some(today));
        assert_eq!(on(changed), None, "what has changed is put right by hand");
        let rows = town.t.app.read(&town.centre, |cx| windows::batch(cx, batch)).unwrap();
        assert!(rows.iter().all(|r| r.answer.is_some()));
        let told = town.notices(&town.centre);
        assert_eq!(
            told.iter().filter(|n| n.0 == "bridge.answered").count(),
            1,
            "only of what is to be done"
        );
        assert!(
            town.t.app.read(&town.hospital, |cx| windows::batch(cx, batch).map(|_| ())).is_err()
        );
    });
}

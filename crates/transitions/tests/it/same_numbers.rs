//! きょう and 入退院 speak of the same lists: the same words, the same numbers, on the same database.
use std::collections::BTreeMap;
use std::sync::Arc;

use kernel::Actor;
use slice::{Body, Form, Method, Req, Session};
use transitions::model::EndKind;
use transitions::use_cases::lists::{Group, Which, lines};
use transitions::use_cases::report::{Where, report};

use crate::place::{Town, in_both_towns};

fn page(t: &Town, who: &Actor, query: &str) -> String {
    let all = transitions::slice().routes;
    let route = all.iter().find(|r| r.path == "/transitions" && r.method == Method::Get).unwrap();
    let shell = ui::Shell {
        region: ui::RegionBadge {
            slug: "yuino".into(),
            name: "結野市".into(),
            ..Default::default()
        },
        ..ui::Shell::default()
    };
    let req = Req {
        app: Arc::clone(&t.app.app),
        method: Method::Get,
        path: "/transitions".into(),
        params: BTreeMap::new(),
        query: Form::parse(query.as_bytes()).unwrap(),
        form: Form::default(),
        files: Vec::new(),
        session: Some(Session {
            actor: who.clone(),
            office: "結の里居宅".into(),
            csrf_key: Vec::new(),
        }),
        shell,
        origin: "http://127.0.0.1".into(),
    };
    match (route.handler)(&req).unwrap().body {
        Body::Html(text) => text,
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_count_of_the_first_screen_is_the_count_of_the_list_and_the_number_of_its_lines() {
    in_both_towns(|t| {
        // in hospital, the office's turn
        t.admitted("2026-11-09");
        // in hospital, the hospital's turn, with a day of leaving
        let leaving = t.register("小原 信夫", "おばら のぶお", "1938-01-02");
        let mut cmd = t.admission("2026-11-09");
        cmd.resident = leaving;
        let stay = t.act(&t.cm, move |cx| report(cx, &cmd)).unwrap();
        t.contact(stay);
        t.sheet(stay);
        t.assign(stay).unwrap();
        t.planned(stay, "2026-11-20", "経過がよい").unwrap();
        // a planned admission that lies ahead
        let ahead = t.register("及川 トシ", "おいかわ とし", "1935-07-07");
        let mut cmd = t.admission("2026-11-16");
        (cmd.resident, cmd.planned) = (ahead, true);
        t.act(&t.cm, move |cx| report(cx, &cmd)).unwrap();
        // a hospital outside: nobody else ever moves
        let outside = t.register("菅原 正", "すがわら ただし", "1941-03-03");
        let mut cmd = t.admission("2026-11-08");
        (cmd.resident, cmd.hospital) = (outside, Where::Known(t.outside));
        t.act(&t.cm, move |cx| report(cx, &cmd)).unwrap();
        // home again, the record is still to be written
        let home = t.register("千田 ハル", "ちだ はる", "1939-09-09");
        let mut cmd = t.admission("2026-11-07");
        cmd.resident = home;
        let ended = t.act(&t.cm, move |cx| report(cx, &cmd)).unwrap();
        t.end(&t.cm, ended, "2026-11-08", EndKind::Home).unwrap();

        let source = transitions::slice().counts.unwrap();
        let counts = t.app.read(&t.cm, source).unwrap();
        assert_eq!(counts.len(), Group::ALL.len());
        let list = page(&t, &t.cm, "");
        let all = t.app.read(&t.cm, |cx| lines(cx, Which::default())).unwrap();
        for (c, g) in counts.iter().zip(Group::ALL) {
            let door = format!("{}</span><b>{}<small>{}", c.label, c.n, c.unit);
            assert!(list.contains(&door), "{door}");
            assert!(list.contains(&format!("href=\"/yuino{}\"", c.href)), "{}", c.href);
            // behind the door stand as many lines
            let (_, query) = c.href.split_once('?').unwrap();
            let narrowed = page(&t, &t.cm, query);
            assert_eq!(narrowed.matches("data-l=\"入院先\"").count() as u64, c.n, "{}", c.label);
            assert!(narrowed.contains(&format!("<h1>{}</h1>", c.label)), "{}", c.label);
            assert_eq!(g.count(&all, t.app.now().date()), c.n);
        }
        let n = |g: Group| counts.iter().find(|c| c.label == g.label()).unwrap().n;
        assert_eq!((n(Group::In), n(Group::Leaving)), (3, 1));
        assert!(n(Group::Mine) >= 2 && n(Group::Waiting) >= 1, "{counts:?}");
        // the table of きょう holds those in hospital, and says 「あなた」 where the list says it
        let current = t.app.read(&t.cm, transitions::slice().current.unwrap()).unwrap();
        assert_eq!(current.len() as u64, n(Group::In));
        let mine = current.iter().filter(|c| c.next_by == "あなた").count();
        let in_list = all.iter().filter(|l| {
            Group::In.holds(l, t.app.now().date()) && Group::Mine.holds(l, t.app.now().date())
        });
        assert_eq!(mine, in_list.count());
        let leaves = current.iter().filter(|c| c.leaves_on.is_some()).count();
        assert_eq!(leaves as u64, n(Group::Leaving));
        // a hospital has its in-tray, and no second place for these numbers
        assert!(t.app.read(&t.liaison, source).unwrap().is_empty());
    });
}

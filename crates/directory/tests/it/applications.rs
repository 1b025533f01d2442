//! Organisations that ask to join, held against the directory, on both engines.
use accounts::OrganisationKind;
use accounts::model::application::Application;
use accounts::use_cases::{applications as asked, invite, look_up, staff};
use app::Error;
use directory::use_cases::applications::{candidates, confirm};
use kernel::{Actor, Hat};
use testkit::{Contents, for_both_with};

use crate::support::{imported, operator, region, some};

fn form() -> Application {
    Application {
        number: "0370100001".into(),
        name: "書かれた名前".into(),
        kana: "かかれたなまえ".into(),
        kind: OrganisationKind::HomeService,
        phone: "090-9999-9999".into(),
        person: "管理 一".into(),
        person_kana: "かんり はじめ".into(),
        profession: String::new(),
        note: String::new(),
    }
}

#[test]
fn an_application_becomes_an_organisation_as_the_directory_knows_it() {
    for_both_with(Contents::Base, |db| {
        let app = region(db);
        imported(&app, &some(2));
        let system = Actor::system();
        let apply = |f: Application| app.write(&system, move |cx| asked::apply(cx, &f, false));
        let id = apply(form()).unwrap();
        let found = app.read(&operator(), |cx| candidates(cx, "0370100001")).unwrap();
        assert_eq!(found.len(), 1);
        let facility = found[0].id;
        let other = app.read(&operator(), |cx| candidates(cx, "0370100002")).unwrap()[0].id;
        let wrong = app.write(&operator(), move |cx| confirm(cx, id, other, &[1; 12]));
        assert!(matches!(wrong, Err(Error::Invalid(_))), "a facility of another number: {wrong:?}");
        let cm = testkit::staff(Hat::CareManager, testkit::id(7));
        let denied = app.write(&cm, move |cx| confirm(cx, id, facility, &[1; 12]));
        assert!(matches!(denied, Err(Error::Forbidden(_))), "{denied:?}");
        let (org, code) =
            app.write(&operator(), move |cx| confirm(cx, id, facility, &[1; 12])).unwrap();
        let o = app.read(&system, |cx| look_up::organisation(cx, org)).unwrap();
        assert_eq!(o.name, "北上訪問入浴1", "the directory's name, not the form's");
        assert_eq!(o.phone, "0197-65-0001", "and its telephone");
        let kept = app.read(&operator(), |cx| asked::get(cx, id)).unwrap();
        assert_eq!(kept.called.as_deref(), Some("0197-65-0001"));
        let account = app.write(&system, move |cx| invite::accept(cx, &code)).unwrap();
        let boss = testkit::staff(Hat::Provider, org.0);
        let boss = Actor { account: Some(account.0), ..boss };
        assert!(app.read(&boss, |cx| staff::looks_after(cx, org)).unwrap(), "its administrator");
        let twice = app.write(&operator(), move |cx| confirm(cx, id, facility, &[2; 12]));
        assert!(matches!(twice, Err(Error::Rule(_))), "{twice:?}");
        let id = apply(form()).unwrap();
        let joined = app.write(&operator(), move |cx| confirm(cx, id, facility, &[3; 12]));
        assert!(matches!(joined, Err(Error::Rule(_))), "it is there already: {joined:?}");
    });
}

#[test]
fn a_form_that_does_not_fit_says_why_and_junk_with_a_number_shuts_nobody_out() {
    for_both_with(Contents::Base, |db| {
        let app = region(db);
        let system = Actor::system();
        let apply = |f: Application| app.write(&system, move |cx| asked::apply(cx, &f, false));
        let bad = Application {
            number: "12".into(),
            name: " ".into(),
            phone: "なし".into(),
            person: "長".repeat(61),
            ..form()
        };
        let Err(Error::Invalid(e)) = apply(bad) else { panic!("taken") };
        let fields: Vec<&str> = e.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["number", "phone", "name", "person"]);
        // junk with somebody's number must not shut them out: the centre sees that there are several
        for _ in 0..4 {
            apply(form()).unwrap();
        }
        let first = app.read(&operator(), asked::list).unwrap()[0].id;
        let refuse = |why: &str| {
            let why = why.to_string();
            app.write(&operator(), move |cx| asked::refuse(cx, first, &why))
        };
        assert!(matches!(refuse(" "), Err(Error::Invalid(_))));
        refuse("番号が名簿にない").unwrap();
        assert!(matches!(refuse("もう一度"), Err(Error::Rule(_))));
        apply(form()).unwrap();
        let cm = testkit::staff(Hat::CareManager, testkit::id(7));
        assert!(app.read(&cm, asked::list).is_err());
        // きょう of who answers them leads there, of others not
        let todo = directory::slice().todo.unwrap();
        let lines = app.read(&operator(), todo).unwrap();
        assert_eq!(lines.len(), 1, "{lines:?}");
        assert!(lines[0].title.contains("書かれた名前"));
        let waiting = app.read(&operator(), asked::open).unwrap();
        assert_eq!(lines[0].href, format!("/applications/{}", waiting[0].id));
        assert!(app.read(&cm, todo).unwrap().is_empty());
        let paper = app.write(&cm, |cx| asked::apply(cx, &form(), true));
        assert!(matches!(paper, Err(Error::Forbidden(_))), "only the centre keys in paper");
    });
}

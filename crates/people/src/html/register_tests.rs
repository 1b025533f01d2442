//! What the form says of the consent is what is recorded: whom, what, until when, and the edition of the paper.
use accounts::use_cases::set_up::add_organisation;
use accounts::{NewOrganisation, OrganisationKind};
use kernel::{Actor, BusinessCalendar, Hat, Id, Time};
use slice::{Body, Req, Resp};
use testkit::{TestApp, for_both_apps};

use super::super::testing::{html, req, sound};
use super::super::{consent, details};
use super::{page, save};
use crate::ResidentId;
use crate::authz::What;
use crate::model::consent::{Kept, Mode};
use crate::use_cases::consent::{Way, set_way};

fn place(app: &TestApp, name: &str, kind: OrganisationKind) -> Id {
    let t = |h| Time::constant(h, 30, 0, 0);
    let new = NewOrganisation {
        name: name.into(),
        kana: "ゆい".into(),
        kind,
        number: None,
        corporation: String::new(),
        area: String::new(),
        phone: "0000-00-0012".into(),
        fax: String::new(),
        calendar: BusinessCalendar::weekdays(t(8), t(17)),
        outside: false,
        fictitious: true,
    };
    app.write(&Actor::operator(), move |cx| add_organisation(cx, &new)).unwrap().0
}

struct World {
    app: TestApp,
    own: Id,
    hospital: Id,
    nurse: Id,
}

const EDITION: &str = "北市2026年10月版";

const MIYO: [(&str, &str); 7] = [
    ("name", "高橋 ミヨ"),
    ("kana", "たかはし みよ"),
    ("birth.y", "1940-05-03"),
    ("sex", "female"),
    ("care_level", "22"),
    ("consent_method", "written"),
    ("consent_on", "2026-11-01"),
];

impl World {
    fn new(app: TestApp) -> World {
        let own = place(&app, "結の里", OrganisationKind::CareManagement);
        let hospital = place(&app, "みどり総合病院", OrganisationKind::Hospital);
        let nurse = place(&app, "訪看みなみ", OrganisationKind::VisitNursing);
        World { app, own, hospital, nurse }
    }

    fn way(&self, mode: Mode, listed: &[Id]) {
        let way = Way { mode, form: EDITION.into(), listed: listed.to_vec() };
        let centre = testkit::staff(Hat::Coordinator, self.own);
        self.app.write(&centre, move |cx| set_way(cx, &way)).unwrap();
    }

    fn req(&self, id: &str, fields: &[(&str, &str)]) -> Req {
        let mut r = req(&self.app, Hat::CareManager, self.own, "/people/new");
        r.params.insert("resident".into(), id.into());
        for (name, value) in fields {
            r.form.push(name, *value);
        }
        r
    }

    fn shown(&self) -> String {
        let h = html(page(&self.req("", &[])).unwrap());
        sound(&h);
        h
    }

    /// Posts the person with these further fields.
    fn post(&self, more: &[(&str, &str)]) -> Resp {
        save(&self.req("", &[&MIYO[..], more].concat())).unwrap()
    }

    fn kept(&self, r: Resp) -> (ResidentId, Kept) {
        let Body::Redirect { to, .. } = r.body else { panic!("not done: {:?}", r.body) };
        let id: ResidentId = to.trim_start_matches("/people/").parse().unwrap();
        let mut all =
            self.app.read(&Actor::system(), |cx| crate::store::consent::all(cx, id)).unwrap();
        assert_eq!(all.len(), 1);
        (id, all.remove(0))
    }

    fn refused(&self, more: &[(&str, &str)]) -> String {
        let r = self.post(more);
        assert_eq!(r.status, 422);
        let h = html(r);
        sound(&h);
        h
    }
}

#[test]
fn the_form_says_whom_what_and_until_when_and_the_edition_is_the_regions() {
    for_both_apps(|app| {
        let w = World::new(app);
        w.way(Mode::Bulk, &[]);
        let h = w.shown();
        for said in [
            "参加しているすべての事業所",
            "すべて（職種ごとの範囲まで）",
            "取りやめるまで",
            EDITION,
            "みどり総合病院",
        ] {
            assert!(h.contains(said), "{said}");
        }
        assert!(
            h.contains("name=\"mode\" value=\"bulk\"")
                && !h.contains("<details class=\"mt3\" open")
        );
        let (_, k) = w.kept(w.post(&[("mode", "bulk"), ("form_version", EDITION)]));
        assert_eq!(
            (k.what.mode, k.what.form_version.as_str(), k.what.to),
            (Mode::Bulk, EDITION, None)
        );
        assert!(k.what.parties.is_empty() && k.what.kinds.is_empty() && k.what.hats.is_empty());
        // a form that was opened before the edition stood in it
        let again = [("not_the_same", "1")];
        assert_eq!(w.kept(w.post(&again)).1.what.form_version, EDITION);
        // a paper of another edition was shown; none at all is asked for
        let older = [("mode", "bulk"), ("form_version", "2025年版"), again[0]];
        assert_eq!(w.kept(w.post(&older)).1.what.form_version, "2025年版");
        assert!(
            w.refused(&[("mode", "bulk"), ("form_version", " "), again[0]]).contains("版を入力")
        );
    });
}

#[test]
fn it_can_be_made_narrower_and_a_choice_that_is_not_understood_never_makes_it_wider() {
    for_both_apps(|app| {
        let w = World::new(app);
        w.way(Mode::Bulk, &[]);
        let nurse = w.nurse.to_string();
        let less = [
            ("mode", "bulk"),
            ("excluded", nurse.as_str()),
            ("kinds", What::Stay.code()),
            ("hats", Hat::Liaison.code()),
            ("to", "2027-03-31"),
        ];
        let (_, k) = w.kept(w.post(&less));
        assert_eq!((k.what.parties, k.what.kinds), (vec![w.nurse], vec![What::Stay]));
        assert_eq!((k.what.hats, k.what.to), (vec![Hat::Liaison], "2027-03-31".parse().ok()));
        let gone = testkit::id(990).to_string();
        for (name, value) in [
            ("excluded", "x"),
            ("excluded", gone.as_str()),
            ("kinds", "x"),
            ("kinds", What::Register.code()),
            ("hats", "x"),
            ("hats", Hat::City.code()),
            ("to", "2026-10-31"),
            ("to", "13月"),
        ] {
            let h = w.refused(&[("mode", "bulk"), (name, value), ("not_the_same", "1")]);
            assert!(h.contains("<details class=\"mt3\" open"), "{name} {value}");
        }
    });
}

#[test]
fn a_regions_list_is_shown_by_name_and_only_shortened() {
    for_both_apps(|app| {
        let w = World::new(app);
        w.way(Mode::List, &[w.hospital, w.nurse]);
        let h = w.shown();
        assert!(h.contains("同意書の一覧にある事業所（") && h.contains("訪看みなみ"));
        assert_eq!(h.matches(" checked").count(), 2, "both stand chosen");
        let (hospital, own) = (w.hospital.to_string(), w.own.to_string());
        let (_, k) = w.kept(w.post(&[("mode", "list"), ("listed", &hospital)]));
        assert_eq!((k.what.mode, k.what.parties), (Mode::List, vec![w.hospital]));
        let nobody = w.refused(&[("mode", "list"), ("not_the_same", "1")]);
        assert!(nobody.contains("1つ以上選んで"));
        let wider = w.refused(&[("mode", "list"), ("listed", &own), ("not_the_same", "1")]);
        assert!(wider.contains("変わりました"));
    });
}

#[test]
fn one_office_alone_is_said_and_recorded() {
    for_both_apps(|app| {
        let w = World::new(app);
        w.way(Mode::Facility, &[]);
        let h = w.shown();
        assert!(h.contains("結の里だけ") && !h.contains("参加しているすべての"));
        let nurse = w.nurse.to_string();
        let (_, k) = w.kept(w.post(&[("mode", "facility"), ("listed", &nurse)]));
        assert_eq!((k.what.mode, k.what.parties), (Mode::Facility, vec![w.own]));
    });
}

#[test]
fn what_was_not_shown_is_not_recorded() {
    for_both_apps(|app| {
        let w = World::new(app);
        w.way(Mode::Facility, &[]);
        w.shown();
        // the centre changes the way while the form stands open
        w.way(Mode::Bulk, &[]);
        let h = w.refused(&[("mode", "facility")]);
        assert!(
            h.contains("同意の取り方が変わりました") && h.contains("name=\"mode\" value=\"bulk\"")
        );
        let (_, k) = w.kept(w.post(&[("mode", "bulk")]));
        assert_eq!(k.what.mode, Mode::Bulk, "nobody was registered before");
    });
}

#[test]
fn without_a_consent_nobody_is_told_that_the_team_sees_the_person() {
    for_both_apps(|app| {
        let w = World::new(app);
        let (id, _) = w.kept(w.post(&[("mode", "bulk")]));
        let id = id.to_string();
        let shown = || {
            let h = html(details::page(&w.req(&id, &[])).unwrap());
            sound(&h);
            assert!(h.contains(&format!("/people/{id}/consent")));
            h
        };
        let before = shown();
        assert!(
            before.contains("いまの同意の範囲で") && !before.contains("有効な同意はありません")
        );
        consent::page::withdraw(&w.req(&id, &[])).unwrap();
        let after = shown();
        assert!(after.contains("有効な同意はありません") && !after.contains("見ることができます"));
    });
}

//! A small town: an office, a hospital, two brigades, a city, a centre, and people.
use accounts::use_cases::set_up;
use accounts::{NewAccount, NewOrganisation, OrganisationId, OrganisationKind};
use app::{Cx, Result};
use emergency::use_cases::look_up::{Found, LookUp, look_up};
use emergency::use_cases::register::{self as registration, NewRegistration};
use kernel::{Actor, ActorKind, BusinessCalendar, Date, Hat, Id, Time};
use people::use_cases::register::{Register, Registered, register};
use people::{CareLevel, Consent, ConsentMethod, NewResident, ResidentId, Sex};
use testkit::{TestApp, at, for_both_apps};

pub struct Town {
    pub app: TestApp,
    pub cm: Actor,
    pub other_cm: Actor,
    pub liaison: Actor,
    pub doctor: Actor,
    pub crew: Actor,
    pub other_crew: Actor,
    pub chief: Actor,
    pub city: Actor,
    pub centre: Actor,
    pub hospital: OrganisationId,
}

pub fn in_both_towns(test: impl Fn(Town)) {
    for_both_apps(|app| test(Town::new(app)));
}

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn organisation(app: &TestApp, name: &str, kind: OrganisationKind) -> OrganisationId {
    let new = NewOrganisation {
        name: name.into(),
        kana: "ゆいの".into(),
        kind,
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

fn staff(app: &TestApp, organisation: OrganisationId, name: &str, hat: Hat) -> Actor {
    let new = NewAccount {
        organisation,
        name: name.into(),
        kana: "さとう".into(),
        hat,
        profession: hat.label().into(),
        demo_role: None,
    };
    let id = app.write(&Actor::operator(), move |cx| set_up::add_account(cx, &new)).unwrap();
    Actor {
        kind: ActorKind::Staff,
        account: Some(id.0),
        organisation: Some(organisation.0),
        hat,
        name: name.into(),
    }
}

impl Town {
    pub fn new(app: TestApp) -> Town {
        people::changed::set_watchers(&[people::slice(), emergency::slice()]);
        app.clock.set(at("2026-11-19", "23:10"));
        let org = |name, kind| organisation(&app, name, kind);
        let office = org("結の里居宅", OrganisationKind::CareManagement);
        let other = org("北町居宅", OrganisationKind::CareManagement);
        let hospital = org("結野中央病院", OrganisationKind::Hospital);
        let fire = org("結野市消防本部", OrganisationKind::Fire);
        let second = org("隣町消防本部", OrganisationKind::Fire);
        let hall = org("結野市", OrganisationKind::City);
        let centre = org("在宅ゆいの", OrganisationKind::Centre);
        Town {
            cm: staff(&app, office, "佐藤 花子", Hat::CareManager),
            other_cm: staff(&app, other, "千葉 明", Hat::CareManager),
            liaison: staff(&app, hospital, "小田島 涼", Hat::Liaison),
            doctor: staff(&app, hospital, "及川 学", Hat::Doctor),
            crew: staff(&app, fire, "長谷川 隊員", Hat::Crew),
            other_crew: staff(&app, second, "隣町 隊員", Hat::Crew),
            chief: staff(&app, second, "隣町 係長", Hat::Provider),
            city: staff(&app, hall, "市 花子", Hat::City),
            centre: staff(&app, centre, "高橋 直", Hat::Coordinator),
            hospital,
            app,
        }
    }

    pub fn act<T: Send + 'static>(
        &self,
        who: &Actor,
        f: impl Fn(&Cx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.app.write(who, f)
    }

    /// A 包括 with somebody there.
    pub fn hokatsu(&self) -> Actor {
        let o = organisation(&self.app, "ひばり地域包括", OrganisationKind::Hokatsu);
        staff(&self.app, o, "包括 歩", Hat::Hokatsu)
    }

    /// Another hospital with its 地域連携室.
    pub fn second_hospital(&self) -> (OrganisationId, Actor) {
        let o = organisation(&self.app, "結野みどり総合病院", OrganisationKind::Hospital);
        (o, staff(&self.app, o, "菅原 連携", Hat::Liaison))
    }

    /// A 薬局 with somebody there.
    pub fn pharmacy(&self) -> (OrganisationId, Actor) {
        let o = organisation(&self.app, "ひばり薬局", OrganisationKind::Pharmacy);
        (o, staff(&self.app, o, "薬局 直", Hat::Provider))
    }

    pub fn person(&self, name: &str, kana: &str, birth: &str, address: &str) -> ResidentId {
        self.person_of(&self.cm, name, kana, birth, address)
    }

    pub fn person_of(
        &self,
        who: &Actor,
        name: &str,
        kana: &str,
        birth: &str,
        address: &str,
    ) -> ResidentId {
        let cmd = Register {
            resident: NewResident {
                name: name.into(),
                kana: kana.into(),
                birth: day(birth),
                sex: Sex::Female,
                address: address.into(),
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
                given_on: day("2026-11-01"),
                form_version: "1".into(),
            },
            not_the_same: true,
        };
        match self.act(who, move |cx| register(cx, &cmd)).unwrap() {
            Registered::Done(id) => id,
            other => panic!("{other:?}"),
        }
    }

    pub fn miyo(&self) -> ResidentId {
        self.person("髙橋 ミヨ", "たかはし みよ", "1940-04-08", "結野市ひばり野台二丁目3-14")
    }

    pub fn registered(&self, id: ResidentId, tell_team: bool) {
        let n = NewRegistration {
            method: ConsentMethod::Oral,
            given_by: "ご本人".into(),
            heard_by: "佐藤 花子".into(),
            given_on: day("2026-11-02"),
            tell_team,
        };
        self.act(&self.cm, move |cx| registration::register(cx, id, &n)).unwrap();
    }

    pub fn end(&self, id: ResidentId) {
        self.act(&self.cm, move |cx| registration::end(cx, id, "ご本人の希望")).unwrap();
    }

    pub fn look(&self, who: &Actor, typed: &str) -> Result<Found> {
        let cmd = LookUp { incident: "2026-1121-07".into(), typed: typed.into() };
        self.act(who, move |cx| look_up(cx, &cmd))
    }

    pub fn found(&self, typed: &str) -> Vec<Id> {
        let f = self.look(&self.crew, typed).unwrap();
        f.answer.candidates.iter().map(|c| c.resident).collect()
    }

    pub fn notices(&self, who: &Actor) -> Vec<String> {
        let all = self.app.read(who, app::notices::mine).unwrap();
        all.into_iter().map(|n| format!("{} {} {}", n.kind, n.text, n.link)).collect()
    }
}

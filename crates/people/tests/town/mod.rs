//! A person with an office, a hospital, a nurse in the team and others around; shared by tests.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests; not every test file uses all of it"
)]

use accounts::use_cases::set_up;
use accounts::{NewOrganisation, OrganisationKind};
use app::records::{self, About, Content, Source};
use kernel::{Actor, BusinessCalendar, Date, Hat, Id, Time};
use people::authz::{Basis, Grant, Party, What, grant};
use people::model::consent::{Mode, NewConsent};
use people::use_cases::register::{Register, Registered, register};
use people::{CareLevel, Consent, ConsentMethod, NewResident, ResidentId, Sex};
use testkit::{TestApp, staff};

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn resident(name: &str, kana: &str, insured: &str) -> NewResident {
    NewResident {
        name: name.into(),
        kana: kana.into(),
        birth: day("1940-05-03"),
        sex: Sex::Female,
        address: "結野市ひばり野台二丁目3".into(),
        phone: "0000-12-3456".into(),
        insurer: String::new(),
        insured: insured.into(),
        care_level: CareLevel::Care2,
        care_from: None,
        care_to: None,
        household: "長男と同居".into(),
    }
}

pub struct Town {
    pub app: TestApp,
    /// Follows the person and registered them.
    pub cm: Actor,
    /// In the team.
    pub nurse: Actor,
    /// The person is in this hospital.
    pub liaison: Actor,
    /// Sees nothing of its own.
    pub pharmacy: Actor,
    /// Another office.
    pub stranger: Actor,
    pub id: ResidentId,
}

fn at_contract() -> Consent {
    Consent {
        method: ConsentMethod::Written,
        heard_by: String::new(),
        given_on: day("2026-11-01"),
        form_version: "1".into(),
    }
}

impl Town {
    pub fn new(app: TestApp) -> Town {
        let org = |name: &str, kind| organisation(&app, name, kind);
        let cm = staff(Hat::CareManager, org("A居宅", OrganisationKind::CareManagement));
        let nurse_org = org("訪看", OrganisationKind::VisitNursing);
        let liaison = staff(Hat::Liaison, org("病院", OrganisationKind::Hospital));
        let pharmacy = staff(Hat::Provider, org("薬局", OrganisationKind::Pharmacy));
        let stranger = staff(Hat::CareManager, org("B居宅", OrganisationKind::CareManagement));
        let new = accounts::NewAccount {
            organisation: accounts::OrganisationId(nurse_org),
            name: "看護 花".into(),
            kana: "かんご はな".into(),
            hat: Hat::Provider,
            profession: "看護師".into(),
            demo_role: None,
        };
        let account =
            app.write(&Actor::operator(), move |cx| set_up::add_account(cx, &new)).unwrap();
        let nurse = Actor { account: Some(account.0), ..staff(Hat::Provider, nurse_org) };
        let id = registered(&app, &cm, resident("高橋 ミヨ", "たかはし みよ", "0000000011"));
        let town = Town { app, cm, nurse, liaison, pharmacy, stranger, id };
        town.give(&town.nurse, Basis::Team, None);
        town.give(&town.liaison, Basis::HospitalConcerned, None);
        town
    }

    pub fn today(&self) -> Date {
        self.app.now().date()
    }

    pub fn organisation(&self, name: &str, kind: OrganisationKind) -> Id {
        organisation(&self.app, name, kind)
    }

    pub fn register(&self, r: NewResident) -> ResidentId {
        registered(&self.app, &self.cm, r)
    }

    pub fn named_nurse(&self) -> Id {
        self.nurse.account.unwrap()
    }

    /// A care manager of another office who is in the team.
    pub fn other_cm(&self) -> Actor {
        self.give(&self.stranger, Basis::Team, None);
        self.stranger.clone()
    }

    pub fn give(&self, who: &Actor, basis: Basis, record: Option<Id>) {
        let g = Grant {
            resident: self.id,
            party: Party::Organisation(who.organisation.unwrap()),
            basis,
            kind: record.map(|_| What::Document),
            record,
            from: self.today(),
            to: None,
        };
        self.app.write(&Actor::system(), move |cx| grant(cx, &g)).unwrap();
    }

    pub fn give_record(&self, who: &Actor, record: Id) {
        self.give(who, Basis::Addressee, Some(record));
    }

    /// A paper that the office wrote.
    pub fn sheet(&self) -> Id {
        let about = About { kind: "transitions.sheet", resident: Some(self.id.0), subject: None };
        let content = Content {
            form: "admission-sheet".into(),
            form_version: "2026.1".into(),
            body: "{}".into(),
            source: Source::Own,
        };
        self.app.write(&self.cm, move |cx| records::confirm(cx, &about, &content)).unwrap()
    }

    pub fn consent(&self, mode: Mode) -> NewConsent {
        NewConsent::at_contract(&at_contract(), mode, None, &[])
    }
}

fn organisation(app: &TestApp, name: &str, kind: OrganisationKind) -> Id {
    let t = |h| Time::constant(h, 30, 0, 0);
    let new = NewOrganisation {
        name: name.into(),
        kana: "ゆいの".into(),
        kind,
        number: None,
        corporation: String::new(),
        area: String::new(),
        phone: "0000-99-0001".into(),
        fax: String::new(),
        calendar: BusinessCalendar::weekdays(t(8), t(17)),
        outside: false,
        fictitious: true,
    };
    app.write(&Actor::operator(), move |cx| set_up::add_organisation(cx, &new)).unwrap().0
}

fn registered(app: &TestApp, who: &Actor, r: NewResident) -> ResidentId {
    let cmd = Register { resident: r, consent: at_contract(), not_the_same: true };
    match app.write(who, move |cx| register(cx, &cmd)).unwrap() {
        Registered::Done(id) => id,
        other => panic!("{other:?}"),
    }
}

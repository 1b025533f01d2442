//! A person with a care manager, a visiting nurse and a doctor in the team, a hospital and a stranger around them.
use accounts::use_cases::set_up;
use accounts::{NewAccount, NewOrganisation, OrganisationId, OrganisationKind};
use app::{Cx, Result};
use kernel::{Actor, BusinessCalendar, Hat, Id, Time};
use people::authz::{Basis, Grant, Party, grant, revoke};
use people::use_cases::register::{Register, Registered, register};
use people::{CareLevel, Consent, ConsentMethod, NewResident, ResidentId, Sex};
use rooms::model::{Layer, NewPost, PostKind};
use rooms::use_cases::post::{NewWords, write};
use testkit::{TestApp, staff};

pub struct Town {
    pub app: TestApp,
    pub cm: Actor,
    pub nurse: Actor,
    pub doctor: Actor,
    pub stranger: Actor,
    pub id: ResidentId,
    pub room: Id,
}

pub fn in_both_towns(f: impl Fn(Town) + Copy) {
    testkit::for_both_apps(move |app| f(Town::new(app)));
}

impl Town {
    pub fn new(app: TestApp) -> Town {
        let member = |name: &str, kind, hat| member(&app, name, kind, hat);
        let cm = member("A居宅", OrganisationKind::CareManagement, Hat::CareManager);
        let nurse = member("訪看", OrganisationKind::VisitNursing, Hat::Provider);
        let doctor = member("医院", OrganisationKind::Clinic, Hat::Doctor);
        let stranger = member("B居宅", OrganisationKind::CareManagement, Hat::CareManager);
        let id = registered(&app, &cm, "髙橋 𠮷江", "0000000011");
        let mut t = Town { app, cm, nurse, doctor, stranger, id, room: Id::from_bytes([0; 16]) };
        for who in [&t.cm, &t.nurse, &t.doctor] {
            t.join(who);
        }
        t.room = t.act(&t.cm, move |cx| rooms::use_cases::begin::begin(cx, id)).unwrap();
        t
    }

    pub fn join(&self, who: &Actor) {
        let g = Grant {
            resident: self.id,
            party: Party::Organisation(who.organisation.unwrap()),
            basis: Basis::Team,
            kind: None,
            record: None,
            from: self.app.now().date(),
            to: None,
        };
        self.app.write(&Actor::system(), move |cx| grant(cx, &g)).unwrap();
    }

    /// Withdraws somebody from the team, as of yesterday.
    pub fn withdraw(&self, who: &Actor) {
        let (id, party) = (self.id, Party::Organisation(who.organisation.unwrap()));
        let last = kernel::time::add_days(self.app.now().date(), -1);
        self.app
            .write(&Actor::system(), move |cx| revoke(cx, id, party, Basis::Team, None, last))
            .unwrap();
    }

    pub fn act<T: Send + 'static>(
        &self,
        who: &Actor,
        f: impl Fn(&Cx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.app.write(who, f)
    }

    /// Writes a post.
    pub fn post(&self, who: &Actor, new: NewPost) -> Result<Id> {
        let cmd = NewWords { room: self.room, new, files: Vec::new(), sure: false };
        self.act(who, move |cx| write(cx, &cmd))
    }

    pub fn say(&self, who: &Actor, kind: PostKind, text: &str) -> Id {
        self.post(who, words(kind, text)).unwrap()
    }
}

pub fn words(kind: PostKind, text: &str) -> NewPost {
    NewPost {
        layer: Layer::Team,
        kind,
        text: text.into(),
        reply_to: None,
        due_at: None,
        to: Vec::new(),
        vitals: Vec::new(),
    }
}

pub fn member(app: &TestApp, name: &str, kind: OrganisationKind, hat: Hat) -> Actor {
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
    let org =
        app.write(&Actor::operator(), move |cx| set_up::add_organisation(cx, &new)).unwrap().0;
    let new = NewAccount {
        organisation: OrganisationId(org),
        name: format!("{name} 花子"),
        kana: "はなこ".into(),
        hat,
        profession: String::new(),
        demo_role: None,
    };
    let account = app.write(&Actor::operator(), move |cx| set_up::add_account(cx, &new)).unwrap();
    Actor { account: Some(account.0), name: format!("{name} 花子"), ..staff(hat, org) }
}

pub fn registered(app: &TestApp, who: &Actor, name: &str, insured: &str) -> ResidentId {
    let cmd = Register {
        resident: NewResident {
            name: name.into(),
            kana: "たかはし よしえ".into(),
            birth: "1940-05-03".parse().unwrap(),
            sex: Sex::Female,
            address: "結野市ひばり野台二丁目3".into(),
            phone: "0000-12-3456".into(),
            insurer: String::new(),
            insured: insured.into(),
            care_level: CareLevel::Care2,
            care_from: None,
            care_to: None,
            household: "長男と同居".into(),
        },
        consent: Consent {
            method: ConsentMethod::Written,
            heard_by: String::new(),
            given_on: "2026-11-01".parse().unwrap(),
            form_version: "1".into(),
        },
        not_the_same: true,
    };
    match app.write(who, move |cx| register(cx, &cmd)).unwrap() {
        Registered::Done(id) => id,
        other => panic!("{other:?}"),
    }
}

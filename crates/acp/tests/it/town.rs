//! A person with an office, a nurse and a helper in the team, a facility, a crew, a son who is named and one who is not.
use accounts::use_cases::set_up;
use accounts::{NewAccount, NewOrganisation, OrganisationId, OrganisationKind};
use acp::model::{Body, NewVersion, Part, Whose};
use acp::use_cases::save;
use app::{Cx, Result};
use kernel::{Actor, BusinessCalendar, Date, Hat, Id, Time};
use people::authz::{Basis, Grant, Party, What, grant};
use people::cards::{self, NewCard, Paper};
use people::use_cases::register::{Register, Registered, register};
use people::{CareLevel, Consent, ConsentMethod, NewResident, ResidentId, Sex};
use testkit::{TestApp, staff};

pub struct Town {
    pub app: TestApp,
    pub cm: Actor,
    pub nurse: Actor,
    pub helper: Actor,
    pub facility: Actor,
    pub liaison: Actor,
    pub crew: Actor,
    pub stranger: Actor,
    pub id: ResidentId,
}

pub fn in_both_towns(f: impl Fn(Town) + Copy) {
    testkit::for_both_apps(move |app| f(Town::new(app)));
}

pub fn answers(all: &[(&str, &str)]) -> Body {
    all.iter().map(|(k, v)| ((*k).to_owned(), vec![(*v).to_owned()])).collect()
}

pub fn refused<T: std::fmt::Debug>(r: Result<T>) -> String {
    match r {
        Err(app::Error::Invalid(f)) => {
            f.iter().map(|e| e.field.clone()).collect::<Vec<_>>().join(",")
        }
        Err(app::Error::NotFound) => "not there".into(),
        Err(app::Error::Stale { .. }) => "stale".into(),
        Err(app::Error::Forbidden(_)) => "forbidden".into(),
        other => panic!("{other:?}"),
    }
}

impl Town {
    pub fn new(app: TestApp) -> Town {
        let member = |name: &str, kind, hat| member(&app, name, kind, hat);
        let cm = member("A居宅", OrganisationKind::CareManagement, Hat::CareManager);
        let id = registered(&app, &cm, "髙橋 ミヨ", "0000000011");
        let t = Town {
            nurse: member("訪看", OrganisationKind::VisitNursing, Hat::Provider),
            helper: member("ヘルパー", OrganisationKind::HomeService, Hat::Provider),
            facility: member("特養ゆいの", OrganisationKind::Facility, Hat::Provider),
            liaison: member("病院", OrganisationKind::Hospital, Hat::Liaison),
            crew: member("消防", OrganisationKind::Fire, Hat::Crew),
            stranger: member("B居宅", OrganisationKind::CareManagement, Hat::CareManager),
            app,
            cm,
            id,
        };
        t.give(&t.nurse, Basis::Team);
        t.give(&t.helper, Basis::Team);
        t.give(&t.crew, Basis::Emergency);
        t
    }

    pub fn today(&self) -> Date {
        self.app.now().date()
    }

    pub fn give(&self, who: &Actor, basis: Basis) {
        let g = Grant {
            resident: self.id,
            party: Party::Organisation(who.organisation.unwrap()),
            basis,
            kind: None,
            record: None,
            from: self.today(),
            to: None,
        };
        self.app.write(&Actor::system(), move |cx| grant(cx, &g)).unwrap();
    }

    pub fn act<T: Send + 'static>(
        &self,
        who: &Actor,
        f: impl Fn(&Cx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.app.write(who, f)
    }

    /// A card for the person or a relative, as an actor.
    pub fn card(&self, basis: Basis, name: &str, kinds: &[What]) -> Actor {
        let n = NewCard {
            basis,
            name: name.into(),
            relation: if basis == Basis::Own { String::new() } else { "長男".into() },
            kinds: kinds.to_vec(),
            proxy: None,
            heard_by: "A居宅 花子".into(),
        };
        let paper = Paper {
            token_hash: kernel::sha256_hex(name.as_bytes()),
            proof: "-".into(),
            until: cards::last_day(self.today()),
        };
        let id = self.id;
        let account = self.act(&self.cm, move |cx| cards::make(cx, id, &n, &paper)).unwrap();
        let org = self
            .app
            .read(&Actor::system(), |cx| accounts::any_account(cx, account))
            .unwrap()
            .unwrap()
            .organisation;
        let hat = if basis == Basis::Own { Hat::Resident } else { Hat::Family };
        Actor { account: Some(account.0), name: name.into(), ..staff(hat, org.0) }
    }

    pub fn own(&self) -> Actor {
        self.card(Basis::Own, "髙橋 ミヨ", &[])
    }

    pub fn version(&self, base: Option<Id>, all: &[(&str, &str)]) -> NewVersion {
        NewVersion {
            part: Part::Wish,
            base,
            body: answers(all),
            whose: Whose::Own,
            spoke: "本人".into(),
            present: "長男 正".into(),
            grounds: String::new(),
            confirmed_on: self.today(),
        }
    }

    pub fn save(&self, who: &Actor, n: NewVersion) -> Result<Id> {
        let id = self.id;
        let p =
            if who.hat.at_home() { &acp::permissions::MY_WRITE } else { &acp::permissions::WRITE };
        self.act(who, move |cx| save::save(cx, p, id, &n))
    }

    /// Can the note be opened, and what is its first answer?
    pub fn reads(&self, who: &Actor) -> Option<String> {
        let id = self.id;
        match self.app.read(who, |cx| acp::use_cases::read::view(cx, id)) {
            Ok(n) => Some(n.newest.map_or_else(String::new, |v| v.text("values.voice").to_owned())),
            Err(app::Error::NotFound) => None,
            Err(e) => panic!("{e:?}"),
        }
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
            kana: "たかはし みよ".into(),
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

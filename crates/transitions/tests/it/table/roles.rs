//! Everybody who may meet a stay: each side, those beside it, and those who have nothing to do with it.
use accounts::{OrganisationId, OrganisationKind};
use kernel::{Actor, Hat, Id};
use people::use_cases::change::add_member;
use people::{NewTeamMember, TeamRole};
use testkit::TestApp;

use crate::place::Town;

/// The town with everybody in it.
pub struct Cast {
    pub town: Town,
    pub hokatsu: Actor,
    pub hokatsu2: Actor,
    pub doctor: Actor,
    pub liaison2: Actor,
    pub gp: Actor,
    pub nurse: Actor,
    pub home: Actor,
    pub city: Actor,
    pub station: OrganisationId,
    hokatsu_org: OrganisationId,
    clinic: OrganisationId,
    pub facility: OrganisationId,
}

fn joins(t: &Town, role: TeamRole, of: OrganisationId, label: &str) {
    let m = NewTeamMember {
        role,
        organisation: Some(of.0),
        account: None,
        label: label.into(),
        person: String::new(),
        phone: "0000-99-0002".into(),
        from: t.app.now().date(),
    };
    let id = t.resident;
    t.act(&t.cm, move |cx| add_member(cx, id, &m)).unwrap();
}

impl Cast {
    pub fn new(app: TestApp) -> Cast {
        let town = Town::new(app);
        let org = |name: &str, kind| town.organisation(name, kind);
        let (hokatsu_org, hokatsu) = town.hokatsu();
        let other = org("みなと地域包括", OrganisationKind::Hokatsu);
        let clinic = org("さくら医院", OrganisationKind::Clinic);
        let station = org("訪問看護あおぞら", OrganisationKind::VisitNursing);
        let facility = org("特養 ひばり荘", OrganisationKind::Facility);
        let hall = org("結野市", OrganisationKind::City);
        let cast = Cast {
            hokatsu,
            hokatsu2: town.staff(other, "千田 学", Hat::Hokatsu),
            doctor: town.staff(town.hospital, "千田 修", Hat::Doctor),
            liaison2: town.staff(town.hospital, "及川 真理", Hat::Liaison),
            gp: town.staff(clinic, "佐々木 隆", Hat::Doctor),
            nurse: town.staff(station, "田村 直子", Hat::Provider),
            home: town.staff(facility, "大沢 進", Hat::Provider),
            city: town.staff(hall, "阿部 光", Hat::City),
            station,
            facility,
            hokatsu_org,
            clinic,
            town,
        };
        cast.team();
        cast
    }

    /// The care team of the person.
    fn team(&self) {
        joins(&self.town, TeamRole::Hokatsu, self.hokatsu_org, "ひばり地域包括");
        joins(&self.town, TeamRole::Doctor, self.clinic, "さくら医院");
        joins(&self.town, TeamRole::VisitNursing, self.station, "訪問看護あおぞら");
    }

    /// Another person with the same team.
    pub fn next_person(&mut self, n: usize) {
        const KANA: [&str; 10] = ["あ", "い", "う", "え", "お", "か", "き", "く", "け", "こ"];
        let kana = format!("やまだ {}{}{}", KANA[n / 100 % 10], KANA[n / 10 % 10], KANA[n % 10]);
        self.town.resident = self.town.register(&format!("山田 {n}"), &kana, "1938-02-01");
        self.team();
    }

    /// The columns of the table.
    pub fn roles(&self) -> [(&'static str, &Actor); 14] {
        let t = &self.town;
        [
            ("cm", &t.cm),
            ("mate", &t.colleague),
            ("cm2", &t.other_cm),
            ("hokatsu", &self.hokatsu),
            ("hokats2", &self.hokatsu2),
            ("msw", &t.liaison),
            ("msw2", &t.other_liaison),
            ("ward", &t.nurse),
            ("doctor", &self.doctor),
            ("gp", &self.gp),
            ("nurse", &self.nurse),
            ("home", &self.home),
            ("centre", &t.centre),
            ("city", &self.city),
        ]
    }

    /// The account of somebody.
    pub fn account(who: &Actor) -> Id {
        who.account.unwrap()
    }
}

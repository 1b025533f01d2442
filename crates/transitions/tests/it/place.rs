//! A small town for these tests: two offices, two hospitals, a centre, one resident.
use accounts::use_cases::set_up;
use accounts::{AccountId, NewAccount, NewOrganisation, OrganisationId, OrganisationKind};
use app::{Cx, Result};
use kernel::{Actor, ActorKind, BusinessCalendar, Date, Hat, Id, Time};
use people::use_cases::register::{Register, Registered, register};
use people::{CareLevel, Consent, ConsentMethod, NewResident, ResidentId, Sex};
use testkit::{TestApp, at, for_both_apps};
use transitions::model::survey::Survey;
use transitions::model::{EndKind, Learned, Method, Paper, StayId};
use transitions::use_cases::conference::Conference;
use transitions::use_cases::contact::Contact;
use transitions::use_cases::count::{self, Of};
use transitions::use_cases::end::End;
use transitions::use_cases::lists::{Line, Which, lines};
use transitions::use_cases::notices::{Planned, Tell};
use transitions::use_cases::papers::Papers;
use transitions::use_cases::record::Confirm;
use transitions::use_cases::report::{Report, Where, report};
use transitions::use_cases::screen::{Proposal, Screen};
use transitions::use_cases::sheet::Send;
use transitions::use_cases::{
    assign, conference, contact, documents, end, kept, notices, papers, record, screen, sheet,
};

/// When a test is over, what is kept of the rates is what its stays say, and what the programme reads is what the survey
/// counts: whatever a test did, no use case may have forgotten one.
pub struct Kept(std::sync::Arc<app::App>);

impl Drop for Kept {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        assert_eq!(kept::compare(&self.0).unwrap(), 0, "stays whose kept rates are not theirs");
        let source = transitions::slice().years.remove(0);
        let who = Actor {
            kind: ActorKind::Staff,
            account: None,
            organisation: None,
            hat: Hat::Coordinator,
            name: "拠点".into(),
        };
        let today = self.0.now().date();
        let year = kernel::fiscal_year(today);
        let (from, to) = (Date::new(year, 4, 1).unwrap(), Date::new(year + 1, 3, 31).unwrap());
        self.0
            .read(&who, |cx| {
                let rates = count::survey(cx, from, to, Of::default())?.all.rates;
                for (code, rate) in rates {
                    let f = (source.value)(cx, code, year.into(), today)?.unwrap();
                    assert_eq!((f.n, f.d), (rate.n, Some(rate.d)), "{code}");
                }
                Ok(())
            })
            .unwrap();
    }
}

/// The town. Its clock stands at Monday 2026-11-09 10:00 at first.
pub struct Town {
    /// First, so that it looks before the store goes.
    pub _kept: Kept,
    pub app: TestApp,
    pub cm: Actor,
    pub colleague: Actor,
    pub other_cm: Actor,
    pub liaison: Actor,
    pub nurse: Actor,
    pub other_liaison: Actor,
    pub centre: Actor,
    pub hospital: OrganisationId,
    pub outside: OrganisationId,
    pub resident: ResidentId,
}

/// Runs a test in a fresh town on both engines.
pub fn in_both_towns(test: impl Fn(Town)) {
    for_both_apps(|app| test(Town::new(app)));
}

/// Runs a test in a fresh town on the first engine only: for tables of a rule that no engine sees.
pub fn in_one_town(test: impl Fn(Town)) {
    test(Town::new(TestApp::sqlite()));
}

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn organisation(
    app: &TestApp,
    name: &str,
    kind: OrganisationKind,
    outside: bool,
) -> OrganisationId {
    let (open, close) = (Time::constant(8, 30, 0, 0), Time::constant(17, 30, 0, 0));
    let new = NewOrganisation {
        name: name.into(),
        kana: "ゆいの".into(),
        kind,
        number: None,
        corporation: String::new(),
        area: String::new(),
        phone: "0000-99-0001".into(),
        fax: String::new(),
        calendar: BusinessCalendar::weekdays(open, close),
        outside,
        fictitious: true,
    };
    app.write(&Actor::operator(), move |cx| set_up::add_organisation(cx, &new)).unwrap()
}

pub fn staff(app: &TestApp, organisation: OrganisationId, name: &str, hat: Hat) -> Actor {
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
    /// A fresh town.
    pub fn new(app: TestApp) -> Town {
        app.clock.set(at("2026-11-09", "10:00"));
        kept::keep_up(&app.app).unwrap();
        let org = |name, kind| organisation(&app, name, kind, false);
        let office = org("結の里居宅", OrganisationKind::CareManagement);
        let other = org("北町居宅", OrganisationKind::CareManagement);
        let hospital = org("結野中央病院", OrganisationKind::Hospital);
        let second = org("結野西病院", OrganisationKind::Hospital);
        let centre = org("連携拠点", OrganisationKind::Centre);
        let outside = organisation(&app, "雪代市立病院", OrganisationKind::Hospital, true);
        let cm = staff(&app, office, "佐藤 花子", Hat::CareManager);
        let mut town = Town {
            colleague: staff(&app, office, "菊池 誠", Hat::CareManager),
            other_cm: staff(&app, other, "千葉 明", Hat::CareManager),
            liaison: staff(&app, hospital, "小田島 涼", Hat::Liaison),
            nurse: staff(&app, hospital, "及川 恵", Hat::Ward),
            other_liaison: staff(&app, second, "伊藤 学", Hat::Liaison),
            centre: staff(&app, centre, "高橋 直", Hat::Coordinator),
            resident: ResidentId(testkit::id(1)),
            hospital,
            outside,
            cm,
            _kept: Kept(app.app.clone()),
            app,
        };
        town.resident = town.register("高橋 ミヨ", "たかはし みよ", "1940-05-03");
        town
    }

    /// The region lets colleagues send without the care manager's approval.
    pub fn nobody_waits(&self) {
        use transitions::model::approval_rule::Decided;
        use transitions::use_cases::approval_rule::{Decide, decide};
        let needed = ["sheet", "sheet-again"].map(|k| (k.to_owned(), false)).into();
        let cmd = Decide { decided: Decided { needed }, reason: "協議会で".into(), base: 0 };
        self.act(&self.centre, move |cx| decide(cx, &cmd)).unwrap();
    }

    /// A 包括 with somebody there.
    pub fn hokatsu(&self) -> (OrganisationId, Actor) {
        let o = organisation(&self.app, "ひばり地域包括", OrganisationKind::Hokatsu, false);
        (o, staff(&self.app, o, "伊藤 歩", Hat::Hokatsu))
    }

    /// Runs a use case as somebody.
    pub fn act<T: std::marker::Send + 'static>(
        &self,
        who: &Actor,
        f: impl Fn(&Cx<'_>) -> Result<T> + std::marker::Send + 'static,
    ) -> Result<T> {
        self.app.write(who, f)
    }

    /// One more organisation.
    pub fn organisation(&self, name: &str, kind: OrganisationKind) -> OrganisationId {
        organisation(&self.app, name, kind, false)
    }

    /// One more account.
    pub fn staff(&self, at: OrganisationId, name: &str, hat: Hat) -> Actor {
        staff(&self.app, at, name, hat)
    }

    /// Moves the clock.
    pub fn now(&self, date: &str, time: &str) {
        self.app.clock.set(at(date, time));
    }

    /// A resident of the first office, with consent.
    pub fn register(&self, name: &str, kana: &str, birth: &str) -> ResidentId {
        let cmd = Register {
            resident: NewResident {
                name: name.into(),
                kana: kana.into(),
                birth: day(birth),
                sex: Sex::Female,
                address: "結野市ひばり野台二丁目3".into(),
                phone: "0000-12-3456".into(),
                insurer: String::new(),
                insured: String::new(),
                care_level: CareLevel::Care2,
                care_from: None,
                care_to: None,
                household: "長男と同居".into(),
            },
            consent: Consent {
                method: ConsentMethod::Written,
                heard_by: String::new(),
                given_on: day("2026-11-01"),
                form_version: "1".into(),
            },
            not_the_same: false,
        };
        match self.act(&self.cm, move |cx| register(cx, &cmd)).unwrap() {
            Registered::Done(id) => id,
            other => panic!("{other:?}"),
        }
    }

    /// What the care manager enters about an admission.
    pub fn admission(&self, on: &str) -> Report {
        Report {
            resident: self.resident,
            hospital: Where::Known(self.hospital),
            admitted_on: day(on),
            admitted_time: Some(Time::constant(9, 40, 0, 0)),
            planned: false,
            reason: "肺炎".into(),
            learned: Learned::Family,
            ward: String::new(),
            care_level: None,
        }
    }

    /// An admission of the resident to the first hospital.
    pub fn admitted(&self, on: &str) -> StayId {
        let cmd = self.admission(on);
        self.act(&self.cm, move |cx| report(cx, &cmd)).unwrap()
    }

    /// 入院の連絡 by telephone, today.
    pub fn contact(&self, stay: StayId) -> Id {
        let cmd = Contact {
            stay,
            day: Some(self.app.now().date()),
            method: Method::Phone,
            to: "地域連携室 小田島さん".into(),
            note: String::new(),
            again: false,
        };
        self.act(&self.cm, move |cx| contact::contact(cx, &cmd)).unwrap()
    }

    /// 入院時情報提供書, inside the program, for the first time.
    pub fn sheet(&self, stay: StayId) -> Id {
        let cmd = a_sheet(stay);
        self.act(&self.cm, move |cx| sheet::send(cx, &cmd)).unwrap()
    }

    /// The record of a sheet that was sent.
    pub fn document(&self, stay: StayId) -> Id {
        let w = self.app.read(&self.cm, |cx| sheet::for_writing(cx, stay)).unwrap();
        w.sent.expect("a sheet was sent").record
    }

    pub fn assign(&self, stay: StayId) -> Result<Id> {
        let to = AccountId(self.liaison.account.unwrap());
        let cmd = assign::Assign { stay, to, ward: "3階東病棟".into(), room: "305".into() };
        self.act(&self.liaison, move |cx| assign::assign(cx, &cmd))
    }

    pub fn screen(&self, stay: StayId, needed: bool) -> Result<Id> {
        let cmd = Screen {
            stay,
            form_version: "1".into(),
            answers: "{}".into(),
            result: "{}".into(),
            proposal: if needed { Proposal::Needed } else { Proposal::NotNeeded },
            needed,
            reason: String::new(),
            said_by: "病棟 及川".into(),
        };
        self.act(&self.liaison, move |cx| screen::screen(cx, &cmd))
    }

    /// What the hospital tells today by telephone.
    pub fn tell(&self, stay: StayId) -> Tell {
        Tell {
            stay,
            day: Some(self.app.now().date()),
            method: Method::Phone,
            to: "佐藤さん".into(),
            note: String::new(),
            said_by: String::new(),
            again: false,
        }
    }

    pub fn plan(&self, stay: StayId) -> Result<Id> {
        let t = self.tell(stay);
        self.act(&self.liaison, move |cx| notices::tell_planning(cx, &t))
    }

    pub fn planned(&self, stay: StayId, on: &str, reason: &str) -> Result<Option<Id>> {
        let p = Planned {
            stay, on: day(on), reason: reason.into(), said_by: "主治医 千田".into()
        };
        self.act(&self.liaison, move |cx| notices::set_planned(cx, &p))
    }

    pub fn not_held(&self, stay: StayId) -> Result<Id> {
        let c = Conference::NotHeld("電話で足りるため".into());
        self.act(&self.liaison, move |cx| conference::conference(cx, stay, &c, ""))
    }

    pub fn tell_discharge(&self, stay: StayId, leaves: &str) -> Result<Id> {
        let (t, leaves) = (self.tell(stay), day(leaves));
        self.act(&self.liaison, move |cx| notices::tell_discharge(cx, &t, leaves))
    }

    pub fn hand_over(&self, stay: StayId) -> Result<Id> {
        let p = Papers {
            stay,
            papers: vec![Paper::Summary, Paper::Medicines],
            whom: papers::Whom::Office,
            to: "佐藤さん".into(),
            day: self.app.now().date(),
            method: Method::Visit,
            again: false,
        };
        self.act(&self.liaison, move |cx| papers::hand_over(cx, &p))
    }

    pub fn end(&self, who: &Actor, stay: StayId, on: &str, kind: EndKind) -> Result<Id> {
        let place = if kind == EndKind::Transfer { "みどり総合病院" } else { "" };
        let e = End { stay, on: day(on), kind, place: place.into() };
        self.act(who, move |cx| end::end(cx, &e))
    }

    pub fn record(&self, stay: StayId) -> Result<Id> {
        let c = Confirm {
            stay,
            form_version: "1".into(),
            body: r#"{"note":"退院後の生活"}"#.into(),
            base: 0,
            reason: String::new(),
        };
        self.act(&self.cm, move |cx| record::confirm(cx, &c))
    }

    pub fn receive(&self, who: &Actor, act: Id) -> Result<StayId> {
        self.act(who, move |cx| documents::receive(cx, act))
    }

    /// Opens a document as the page does: opening is noted.
    pub fn open(&self, who: &Actor, stay: StayId, record: Id) -> Result<String> {
        self.act(who, move |cx| documents::read(cx, stay, record).map(|r| r.version.body))
    }

    /// The lines of somebody's list that still have something to do.
    pub fn lines(&self, who: &Actor) -> Vec<Line> {
        self.app.read(who, |cx| lines(cx, Which::default())).unwrap()
    }

    /// The survey of November 2026.
    pub fn survey(&self) -> Survey {
        let (from, to) = (day("2026-11-01"), day("2026-11-30"));
        self.app.read(&self.centre, |cx| count::survey(cx, from, to, Of::default())).unwrap()
    }

    /// A rate of November as (n, d).
    pub fn rate(&self, key: &str) -> (i64, i64) {
        let r = self.survey().all.rates[key];
        (r.n, r.d)
    }
}

/// A sheet as first typed.
pub fn a_sheet(stay: StayId) -> Send {
    Send {
        stay,
        form_version: "1".into(),
        body: r#"{"hope":"家に帰りたい"}"#.into(),
        method: Method::Ict,
        to: "地域連携室".into(),
        place: String::new(),
        base: 0,
        reason: String::new(),
        day: None,
    }
}

/// The same sheet, changed and sent again over version `base`.
pub fn again(stay: StayId, base: i64, body: &str) -> Send {
    Send { base, body: body.into(), reason: "お薬が変わったため".into(), ..a_sheet(stay) }
}

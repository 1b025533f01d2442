//! A hospital that sends, a centre that watches, a receiver on paper.
use accounts::use_cases::set_up;
use accounts::{AccountId, NewAccount, NewOrganisation, OrganisationId, OrganisationKind};
use bridge::use_cases::issue::{Issued, issue};
use bridge::use_cases::knock::{Knocked, Typed, knock};
use bridge::use_cases::receiver;
use bridge::{Chance, LetterId, Line, NewLetter, Receiver, send};
use kernel::{Actor, ActorKind, BusinessCalendar, Hat, Time};
use testkit::TestApp;

pub struct Town {
    pub t: TestApp,
    pub hospital: Actor,
    pub other: Actor,
    pub centre: Actor,
}

pub fn operator() -> Actor {
    Actor {
        kind: ActorKind::Operator,
        account: None,
        organisation: None,
        hat: Hat::Operator,
        name: "運用".into(),
    }
}

pub fn place(t: &TestApp, name: &str, kind: OrganisationKind, hat: Hat) -> Actor {
    let name = name.to_string();
    t.app
        .write(&operator(), move |cx| {
            let organisation: OrganisationId = set_up::add_organisation(
                cx,
                &NewOrganisation {
                    name: name.clone(),
                    kana: "あ".into(),
                    kind,
                    number: None,
                    corporation: String::new(),
                    area: String::new(),
                    phone: "0000-64-0004".into(),
                    fax: "0000-64-0014".into(),
                    calendar: BusinessCalendar::weekdays(
                        Time::constant(8, 30, 0, 0),
                        Time::constant(17, 30, 0, 0),
                    ),
                    outside: false,
                    fictitious: true,
                },
            )?;
            let account: AccountId = set_up::add_account(
                cx,
                &NewAccount {
                    organisation,
                    name: "千田 あき".into(),
                    kana: "ちだ あき".into(),
                    hat,
                    profession: "看護師".into(),
                    demo_role: None,
                },
            )?;
            Ok(Actor {
                kind: ActorKind::Staff,
                account: Some(account.0),
                organisation: Some(organisation.0),
                hat,
                name: "千田 あき".into(),
            })
        })
        .unwrap()
}

impl Town {
    pub fn new(t: TestApp) -> Town {
        bridge::prepare(&t.app).unwrap();
        let hospital = place(&t, "結野中央病院", OrganisationKind::Hospital, Hat::Liaison);
        let other = place(&t, "雪代病院", OrganisationKind::Hospital, Hat::Liaison);
        let centre = place(&t, "在宅ゆいの", OrganisationKind::Centre, Hat::Coordinator);
        Town { t, hospital, other, centre }
    }

    pub fn new_letter(&self) -> NewLetter {
        NewLetter {
            kind: bridge::kinds::QUESTION.into(),
            title: "退院日の連絡".into(),
            to: Receiver::Typed {
                name: "ほほえみ訪問介護（架空）".into(),
                phone: "0000-65-0421".into(),
                fax: "0000-65-0420".into(),
            },
            about: None,
            lines: vec![Line::new("退院予定", "11月27日（金）午前")],
            answers: slice::in_charge(),
            record: None,
            link: "/transitions/x".into(),
            due: "2026-11-24".parse().unwrap(),
            expires: None,
            batch: None,
        }
    }

    pub fn send(&self) -> LetterId {
        let new = self.new_letter();
        self.t.app.write(&self.hospital, move |cx| send(cx, &new)).unwrap()
    }

    pub fn print(&self, id: LetterId) -> Issued {
        let chance = Chance::draw(&self.t.app);
        self.t.app.write(&self.hospital, move |cx| issue(cx, id, &chance)).unwrap()
    }

    pub fn sent(&self) -> (LetterId, Issued) {
        let id = self.send();
        let issued = self.print(id);
        (id, issued)
    }

    pub fn knock(&self, token: Option<&str>, code: &str, four: &str, network: &str) -> Knocked {
        let (token, code) = (token.map(str::to_string), code.to_string());
        let (four, network) = (four.to_string(), network.to_string());
        self.t
            .app
            .write(&receiver(), move |cx| {
                let typed =
                    Typed { token: token.as_deref(), code: &code, four: &four, network: &network };
                knock(cx, &typed)
            })
            .unwrap()
    }

    /// Opens a letter as its receiver does; the pass.
    pub fn open(&self, i: &Issued) -> String {
        match self.knock(Some(&i.token), &i.code, "0421", "192.0.2.0") {
            Knocked::Open(id, pass) => {
                assert_eq!(id, i.letter.id);
                pass
            }
            other => panic!("{other:?}"),
        }
    }

    pub fn notices(&self, who: &Actor) -> Vec<(String, String)> {
        let all = self.t.app.read(who, app::notices::mine).unwrap();
        all.into_iter().map(|n| (n.kind, n.text)).collect()
    }
}

pub fn on_both(test: impl Fn(Town)) {
    testkit::for_both_apps(|t| test(Town::new(t)));
}

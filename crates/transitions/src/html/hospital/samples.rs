//! Sample data of the pages' tests: the people and offices of the mock-ups (invented).
use accounts::{Account, AccountId, Organisation, OrganisationId, OrganisationKind};
use directory::WindowId;
use directory::model::window::{Avoid, Party, Window};
use kernel::{At, BusinessCalendar, Date, Hat, Hours, Id, Time, Weekday};
use people::model::Sex;
use people::{CareLevel, Resident, ResidentId};

use crate::model::act::Detail;
use crate::model::{Act, ActKind, Learned, Method, Stay, StayId};
use crate::use_cases::view::View;

pub(super) const LONG: &str = "<script>alert(1)</script>勅使河原 長右衛門太郎左衛門之助寿限無寿限無五劫の擦り切れ海砂利水魚の";

pub(super) fn id(n: u8) -> Id {
    Id::from_bytes([1, 0x9a, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, n])
}

pub(super) fn today() -> Date {
    "2026-11-19".parse().unwrap()
}

fn t(h: i8, m: i8) -> Time {
    Time::constant(h, m, 0, 0)
}

pub(super) fn now() -> At {
    At::jst(today(), t(11, 20))
}

pub(crate) fn shell() -> ui::Shell {
    ui::Shell {
        title: "見本".into(),
        region: ui::RegionBadge {
            slug: "yuino".into(),
            name: "結野市".into(),
            demo: true,
            fictitious: true,
        },
        csrf: "token".into(),
        ..ui::Shell::default()
    }
}

fn org(n: u8, name: &str, kind: OrganisationKind) -> Organisation {
    Organisation {
        id: OrganisationId(id(n)),
        name: name.into(),
        kana: String::new(),
        kind,
        corporation: String::new(),
        area: String::new(),
        phone: "0000-65-0010".into(),
        fax: String::new(),
        outside: false,
        fictitious: true,
        calendar: BusinessCalendar::weekdays(t(8, 30), t(17, 30)),
    }
}

pub(super) fn office() -> Organisation {
    org(10, "居宅介護支援 結の里", OrganisationKind::CareManagement)
}

pub(crate) fn hospital() -> Organisation {
    org(11, "みどり総合病院", OrganisationKind::Hospital)
}

pub(super) fn window() -> Window {
    let h = Some(Hours { open: t(8, 30), close: t(17, 30) });
    let avoid = |weekday, from, to, reason: &str| Avoid {
        weekday,
        month_days: None,
        from,
        to,
        reason: reason.into(),
    };
    Window {
        id: WindowId(id(12)),
        party: Party::Organisation(office().id),
        rank: 0,
        name: "入退院の窓口".into(),
        person: "佐藤 花子".into(),
        stand_in: "管理者 高橋 美奈".into(),
        phone: "0000-65-0012".into(),
        fax: String::new(),
        best_way: "この画面から連絡、FAX".into(),
        note: String::new(),
        week: [h, h, h, h, h, None, None],
        holidays_closed: true,
        avoid: vec![
            avoid(Some(Weekday::Thursday), t(16, 0), t(17, 30), "会議"),
            avoid(None, t(12, 0), t(13, 0), ""),
        ],
        confirmed_on: Some("2026-10-02".parse().unwrap()),
        version: 1,
    }
}

fn account(n: u8, name: &str, hat: Hat, organisation: OrganisationId, profession: &str) -> Account {
    Account {
        id: AccountId(id(n)),
        organisation,
        name: name.into(),
        kana: String::new(),
        hat,
        profession: profession.into(),
        demo_role: None,
    }
}

pub(super) fn staff() -> Vec<Account> {
    vec![
        account(20, "小田島 誠", Hat::Liaison, hospital().id, "入退院支援看護師"),
        account(21, "及川 真理", Hat::Liaison, hospital().id, "MSW"),
    ]
}

pub(crate) fn resident() -> Resident {
    Resident {
        id: ResidentId(id(1)),
        name: "阿部 ハル".into(),
        kana: "あべ はる".into(),
        birth: "1943-05-03".parse().unwrap(),
        sex: Sex::Female,
        address: "結野市ひばり台二丁目".into(),
        phone: String::new(),
        insurer: String::new(),
        insured: String::new(),
        care_level: CareLevel::Care2,
        care_from: None,
        care_to: None,
        household: "独居".into(),
        died_on: None,
        version: 1,
    }
}

pub(crate) fn stay() -> Stay {
    Stay {
        id: StayId(id(2)),
        resident: ResidentId(id(1)),
        hospital: Some(hospital().id),
        hospital_name: "みどり総合病院".into(),
        office: office().id,
        care_manager: Some(AccountId(id(22))),
        hokatsu: None,
        admitted_on: "2026-11-17".parse().unwrap(),
        admitted_time: None,
        planned: false,
        reason: "肺炎の疑い".into(),
        learned: Learned::Family,
        care_level: resident().care_level,
        ward: "3階東病棟".into(),
        room: "305".into(),
        assigned: Some(AccountId(id(20))),
        planned_on: None,
        ended_on: None,
        end: None,
        closed: false,
        cancelled: false,
        previous: None,
        at: now().plus_minutes(-2 * 24 * 60),
    }
}

pub(super) fn act(n: u8, kind: ActKind, day: &str) -> Act {
    let day: Date = day.parse().unwrap();
    Act {
        id: id(n),
        stay: StayId(id(2)),
        kind,
        day: Some(day),
        at: At::jst(day, t(10, 5)),
        method: Some(Method::Phone),
        account: Some(AccountId(id(22))),
        organisation: Some(office().id),
        name: "佐藤 花子".into(),
        to_org: None,
        to_name: String::new(),
        said_by: String::new(),
        detail: Detail::default(),
        record: None,
        hash: None,
        opened_at: None,
        received_at: None,
        cancelled: false,
    }
}

pub(super) fn view() -> View {
    View {
        around: Default::default(),
        stay: stay(),
        acts: vec![
            act(30, ActKind::AdmissionContact, "2026-11-17"),
            act(31, ActKind::Assigned, "2026-11-17"),
        ],
        resident: resident(),
        team: Vec::new(),
        office: office(),
        care_manager: Some(account(
            22,
            "佐藤 花子",
            Hat::CareManager,
            office().id,
            "介護支援専門員",
        )),
        hospital: Some(hospital()),
        assigned: staff().into_iter().next(),
        staff: staff(),
        limits: None,
        names: std::collections::BTreeMap::new(),
    }
}

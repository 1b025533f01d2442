//! Sample data of the pages' tests: people and offices that are invented.
use accounts::{Account, AccountId, Organisation, OrganisationId, OrganisationKind};
use kernel::{At, BusinessCalendar, Date, Hat, Id, Time};
use people::model::Sex;
use people::{CareLevel, Resident, ResidentId};

use crate::model::act::Detail;
use crate::model::{Act, ActKind, Learned, Limits, Method, Stay, StayId};
use crate::use_cases::view::View;

pub(in crate::html) const LONG: &str = "<script>alert(1)</script>勅使河原 長右衛門太郎左衛門之助寿限無寿限無五劫の擦り切れ海砂利水魚の水行末";

pub(in crate::html) fn id(n: u8) -> Id {
    Id::from_bytes([1, 0x9a, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, n])
}

pub(in crate::html) fn today() -> Date {
    "2026-11-19".parse().unwrap()
}

pub(in crate::html) fn now() -> At {
    At::jst(today(), Time::constant(11, 20, 0, 0))
}

pub(in crate::html) fn shell() -> ui::Shell {
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
        fax: "0000-65-0011".into(),
        outside: false,
        fictitious: true,
        calendar: BusinessCalendar::weekdays(
            Time::constant(8, 30, 0, 0),
            Time::constant(17, 30, 0, 0),
        ),
    }
}

pub(in crate::html) fn office() -> Organisation {
    org(10, "居宅介護支援 結の里", OrganisationKind::CareManagement)
}

pub(in crate::html) fn hospital() -> Organisation {
    org(11, "みどり総合病院", OrganisationKind::Hospital)
}

pub(in crate::html) fn account(
    n: u8,
    name: &str,
    hat: Hat,
    organisation: OrganisationId,
) -> Account {
    Account {
        id: AccountId(id(n)),
        organisation,
        name: name.into(),
        kana: String::new(),
        hat,
        profession: "介護支援専門員".into(),
        demo_role: None,
    }
}

pub(in crate::html) fn resident() -> Resident {
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

pub(in crate::html) fn stay() -> Stay {
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
        care_level: CareLevel::Care2,
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

pub(in crate::html) fn act(n: u8, kind: ActKind, day: &str) -> Act {
    let day: Date = day.parse().unwrap();
    Act {
        id: id(n),
        stay: StayId(id(2)),
        kind,
        day: Some(day),
        at: At::jst(day, Time::constant(10, 5, 0, 0)),
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

pub(in crate::html) fn view() -> View {
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
        care_manager: Some(account(22, "佐藤 花子", Hat::CareManager, office().id)),
        hospital: Some(hospital()),
        assigned: Some(account(20, "小田島 誠", Hat::Liaison, hospital().id)),
        staff: Vec::new(),
        limits: Some(Limits {
            first: "2026-11-17".parse().unwrap(),
            second: today(),
            check: false,
        }),
        names: std::collections::BTreeMap::from([
            (office().id.0, office().name),
            (hospital().id.0, hospital().name),
        ]),
    }
}

/// What every page must keep to: no markup out of text, no inline style, one h1, ids that are unlike, links inside
/// the page that lead somewhere.
/// The title names nobody: it stays in the history of a browser that several people use.
pub(in crate::html) fn nameless(html: &str) {
    let title = html.split("<title>").nth(1).and_then(|t| t.split("</title>").next()).unwrap_or("");
    let rest = title.replace("患者さん", "").replace("利用者さん", "");
    assert!(!rest.contains("さん"), "{title}");
}

pub(in crate::html) fn sound(html: &str) {
    nameless(html);
    assert!(
        !html.contains("<script>alert") && !html.contains(" style=\""),
        "markup or style slipped in"
    );
    let heads = html.matches("<h1").count();
    assert_eq!(heads, 1, "one heading of the first order");
    let mut ids: Vec<&str> =
        html.split(" id=\"").skip(1).filter_map(|s| s.split('"').next()).collect();
    ids.sort_unstable();
    let twice: Vec<&&str> = ids.windows(2).filter(|w| w[0] == w[1]).map(|w| &w[0]).collect();
    assert!(twice.is_empty(), "ids stand twice: {twice:?}");
    for target in html.split("href=\"#").skip(1).filter_map(|s| s.split('"').next()) {
        assert!(ids.binary_search(&target).is_ok(), "#{target} leads nowhere");
    }
}

/// A stored version without content.
pub(in crate::html) fn version() -> app::records::Version {
    app::records::Version {
        record: id(90),
        version: 1,
        state: app::records::State::Confirmed,
        form: String::new(),
        form_version: String::new(),
        body: "{}".into(),
        hash: String::new(),
        source: "import".into(),
        reason: String::new(),
        account: None,
        organisation: None,
        name: "佐藤 花子".into(),
        at: now(),
    }
}

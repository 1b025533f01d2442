//! A stay and an act to begin with, for the tests of the model.
use accounts::OrganisationId;
use kernel::{At, Time};
use people::{CareLevel, ResidentId};

use super::act::Detail;
use super::{Act, ActKind, Learned, Stay, StayId};

/// An open stay from this day on.
pub(crate) fn stay(admitted_on: &str) -> Stay {
    let admitted_on = admitted_on.parse().unwrap();
    Stay {
        id: StayId(testkit::id(101)),
        resident: ResidentId(testkit::id(102)),
        hospital: Some(OrganisationId(testkit::id(103))),
        hospital_name: "みどり総合病院".into(),
        office: OrganisationId(testkit::id(104)),
        care_manager: None,
        hokatsu: None,
        admitted_on,
        admitted_time: None,
        planned: false,
        reason: String::new(),
        learned: Learned::Family,
        care_level: CareLevel::Care2,
        ward: String::new(),
        room: String::new(),
        assigned: None,
        planned_on: None,
        ended_on: None,
        end: None,
        closed: false,
        cancelled: false,
        previous: None,
        at: At::jst(admitted_on, Time::constant(10, 0, 0, 0)),
    }
}

/// An act of it.
pub(crate) fn act(s: &Stay, kind: ActKind) -> Act {
    Act {
        id: testkit::id(110),
        stay: s.id,
        kind,
        day: Some(s.admitted_on),
        at: s.at,
        method: None,
        account: None,
        organisation: None,
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

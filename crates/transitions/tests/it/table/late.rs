//! Acts of the table with more to say: guidance, follow-up, handing over.
use accounts::{AccountId, OrganisationId};
use app::{Cx, Result};
use kernel::Id;
use transitions::model::follow_up::{FollowUp, Reply};
use transitions::model::hearing::HearingWay;
use transitions::model::{Method, StayId};
use transitions::use_cases::follow_up;
use transitions::use_cases::guidance::{self, NewGuidance};
use transitions::use_cases::handover::{self, Ask, HandOver};

use super::acts::Known;

pub fn guidance(cx: &Cx<'_>, stay: StayId) -> Result<Id> {
    guidance::record(
        cx,
        &NewGuidance {
            stay,
            day: cx.today(),
            way: HearingWay::Face,
            profession: "nurse".into(),
            person: "小田島 涼".into(),
            with: "結の里居宅 佐藤さん".into(),
            consent: true,
            plan_copy: true,
            joint: false,
            note: String::new(),
        },
    )
}

pub fn follow_up(cx: &Cx<'_>, stay: StayId) -> Result<Id> {
    follow_up::follow_up(
        cx,
        &follow_up::Ask {
            stay,
            mark: 7,
            day: cx.today(),
            method: Method::Phone,
            said_by: "ご本人".into(),
            answers: FollowUp::of(|_| Reply::Yes),
            note: String::new(),
        },
    )
}

/// The person goes over to another office.
pub fn hand_over(cx: &Cx<'_>, k: &Known) -> Result<()> {
    let (office, account) = k.cm2;
    over(cx, k, k.cm, office, account)
}

/// The patient goes over to a colleague of the 地域連携室.
pub fn hand_over_patient(cx: &Cx<'_>, k: &Known) -> Result<()> {
    over(cx, k, k.liaison, k.hospital.0, k.colleague)
}

fn over(cx: &Cx<'_>, k: &Known, from: Id, to_org: Id, to: Id) -> Result<()> {
    let cmd = HandOver {
        ask: Ask { from: AccountId(from), to_org: OrganisationId(to_org), to: Some(AccountId(to)) },
        who: vec![k.resident],
        reason: "異動のため".into(),
        consent_on: Some(cx.today()),
    };
    handover::hand_over(cx, &cmd).map(|_| ())
}

//! Pages of transitions: the office's side, the hospital's side, the survey.
pub(crate) mod admission;
pub(crate) mod after;
mod asked;
pub(crate) mod conference;
pub(crate) mod fees;
pub(crate) mod hospital;
pub(crate) mod office;
pub(crate) mod planning;
pub(crate) mod rules;
pub(crate) mod survey;

use kernel::Hat;
use slice::{NavItem, Route};

use crate::permissions;

/// The addresses.
pub(crate) fn routes() -> Vec<Route> {
    let mut all = office::routes();
    all.extend(hospital::routes());
    all.extend(survey::routes());
    all.extend(admission::routes());
    all.extend(after::routes());
    all.extend(conference::routes());
    all.extend(fees::routes());
    all.extend(planning::routes());
    all.extend(rules::routes());
    all
}

/// The navigation.
pub(crate) fn nav() -> Vec<NavItem> {
    fn stays(_: Hat) -> &'static str {
        "入退院"
    }
    fn survey(_: Hat) -> &'static str {
        "調査"
    }
    fn sheets(_: Hat) -> &'static str {
        "連絡票"
    }
    fn criteria(_: Hat) -> &'static str {
        "退院支援の基準"
    }
    vec![
        NavItem {
            label: sheets,
            href: "/transitions/referrals",
            rank: 35,
            permission: &permissions::REFERRAL_READ,
        },
        NavItem {
            label: criteria,
            href: "/transitions/rules",
            rank: 72,
            permission: &permissions::RULES_EDIT,
        },
        NavItem { label: stays, href: "/transitions", rank: 30, permission: &permissions::READ },
        NavItem {
            label: survey,
            href: "/transitions/survey",
            rank: 70,
            permission: &permissions::SURVEY,
        },
    ]
}

//! Pages of transitions: the office's side, the hospital's side, the survey.
pub(crate) mod admission;
pub(crate) mod after;
mod asked;
pub(crate) mod conference;
pub(crate) mod fees;
pub(crate) mod hats;
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
    all.extend(hats::routes());
    all
}

/// May the actor open this page (as written in the route table)? False as long as no area has it: what links to the
/// pages of other areas offers no way that leads nowhere.
pub(crate) fn open_to(cx: &app::Cx<'_>, path: &str) -> app::Result<bool> {
    let found = routes().into_iter().find(|r| r.method == slice::Method::Get && r.path == path);
    match found.and_then(|r| r.permission) {
        Some(p) => app::may(cx, p),
        None => Ok(false),
    }
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

//! Pages of people: the list, registration, changing. The person's page itself is drawn by home, which joins the
//! slices' entries.
mod access;
mod basics;
mod card_use;
mod cards;
mod consent;
mod details;
mod edit;
mod exchange;
#[cfg(test)]
mod flow_tests;
mod keycode;
mod list;
mod merge;
mod my;
mod register;
#[cfg(test)]
pub(crate) mod testing;

pub use access::see_button;
use kernel::Hat;
use slice::{Audit, NavItem, Route};

use crate::permissions::{CHANGE, CONSENT_MODE, EXCHANGE, LIST, MERGE, REGISTER};

/// The addresses.
pub(crate) fn routes() -> Vec<Route> {
    let mut all = own_routes();
    all.extend(consent::routes());
    all.extend(access::routes());
    all.extend(keycode::routes());
    all.extend(cards::routes());
    all.extend(card_use::routes());
    all.extend(my::routes());
    all
}

fn own_routes() -> Vec<Route> {
    vec![
        Route::get("/people", &LIST, Audit::List, list::page),
        Route::get("/people/new", &REGISTER, Audit::Act, register::page),
        Route::post("/people/new", &REGISTER, Audit::Person, register::save),
        Route::get("/people/{resident}/edit", &CHANGE, Audit::Person, edit::page),
        Route::post("/people/{resident}/edit", &CHANGE, Audit::Person, edit::save),
        Route::get("/people/{resident}/details", &CHANGE, Audit::Person, details::page),
        Route::post("/people/{resident}/contacts", &CHANGE, Audit::Person, details::add_contact),
        Route::post("/people/{resident}/facts", &CHANGE, Audit::Person, details::add_fact),
        Route::post("/people/{resident}/team", &CHANGE, Audit::Person, details::add_member),
        Route::get("/people/import", &EXCHANGE, Audit::Act, exchange::upload_page),
        Route::post("/people/import", &EXCHANGE, Audit::Act, exchange::upload),
        Route::get("/people/import/{hash}", &EXCHANGE, Audit::Act, exchange::incoming),
        Route::post("/people/import/{hash}", &EXCHANGE, Audit::Person, exchange::take_in),
        Route::get("/people/{resident}/export", &EXCHANGE, Audit::Person, exchange::export_page),
        Route::post("/people/{resident}/export", &EXCHANGE, Audit::Person, exchange::export),
        Route::get("/people/{resident}/merge", &MERGE, Audit::Person, merge::page),
        Route::get("/people/{resident}/merge/{other}", &MERGE, Audit::Person, merge::compare),
        Route::post("/people/{resident}/merge/{other}", &MERGE, Audit::Person, merge::join),
        Route::post("/people/{resident}/unmerge/{merge}", &MERGE, Audit::Person, merge::apart),
        Route::post(
            "/people/{resident}/remove/{what}/{thing}",
            &CHANGE,
            Audit::Person,
            details::remove,
        ),
    ]
}

/// The navigation.
pub(crate) fn nav() -> Vec<NavItem> {
    fn people(hat: Hat) -> &'static str {
        match hat {
            Hat::Liaison | Hat::Ward | Hat::Doctor => "患者さん",
            _ => "わたしの担当",
        }
    }
    fn asking(_: Hat) -> &'static str {
        "同意"
    }
    vec![
        NavItem { label: people, href: "/people", rank: 20, permission: &LIST },
        NavItem { label: asking, href: "/consents/mode", rank: 85, permission: &CONSENT_MODE },
    ]
}

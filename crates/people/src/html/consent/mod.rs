//! Pages of consent: a person's consents and proxies, taking back, papers signed before, the region's way of asking, and
//! the organisations that take part.
pub(super) mod bulk;
pub(super) mod give;
pub(super) mod mode;
pub(super) mod page;
pub(super) mod proxies;
#[cfg(test)]
mod tests;

use accounts::Organisation;
use slice::{Audit, Method, Route};
use ui::field::Opt;

use crate::permissions::{CONSENT, CONSENT_MODE, CONSENT_READ, MEMBERS};

/// The addresses.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/people/{resident}/consent", &CONSENT_READ, Audit::Person, page::page),
        Route::get("/people/{resident}/consent/new", &CONSENT, Audit::Person, give::page),
        Route::post("/people/{resident}/consent/new", &CONSENT, Audit::Person, give::save),
        Route::post("/people/{resident}/consent/withdraw", &CONSENT, Audit::Person, page::withdraw),
        Route::post(
            "/people/{resident}/consent/{consent}/sign",
            &CONSENT,
            Audit::Person,
            page::sign,
        ),
        Route::post("/people/{resident}/proxies", &CONSENT, Audit::Person, proxies::add),
        Route::post(
            "/people/{resident}/proxies/{proxy}/end",
            &CONSENT,
            Audit::Person,
            proxies::end,
        ),
        Route::get("/consents/bulk", &CONSENT, Audit::Act, bulk::page),
        Route::post("/consents/bulk", &CONSENT, Audit::List, bulk::check),
        Route::post("/consents/bulk/record", &CONSENT, Audit::Person, bulk::record_all),
        Route::get("/consents/mode", &CONSENT_MODE, Audit::Act, mode::page),
        Route::post("/consents/mode", &CONSENT_MODE, Audit::Act, mode::save),
        // who agreed to 「all members」 can read who they are, without signing in
        Route {
            method: Method::Get,
            path: "/members",
            permission: None,
            audit: Audit::None,
            handler: mode::members_page,
        },
        Route::get("/members/changes", &MEMBERS, Audit::List, mode::changes_page),
        Route::post("/members/changes/{change}", &MEMBERS, Audit::List, mode::tell),
    ]
}

/// Organisations as answers, with what they are.
fn offices(all: &[Organisation]) -> Vec<Opt> {
    all.iter()
        .map(|o| Opt::new(o.id.to_string(), format!("{}（{}）", o.name, o.kind.label())))
        .collect()
}

//! Pages of accounts: signing in, invitations, one's own settings.
mod access;
mod again;
mod apply;
mod crew;
mod deputies;
mod devices;
mod invitations;
mod join;
mod login;
mod me;
mod openings;
pub(crate) mod phone;
mod provider;
mod providers;
mod roster;
mod signing;
mod staff;
mod year;

use slice::{Audit, Method, Route};

use crate::permissions;

/// The addresses.
pub(crate) fn routes() -> Vec<Route> {
    let open = |method, path, handler| Route {
        method,
        path,
        permission: None,
        audit: Audit::None,
        handler,
    };
    vec![
        open(Method::Get, "/login", login::page),
        open(Method::Post, "/login", login::enter),
        open(Method::Post, "/login/password", login::password),
        open(Method::Post, "/login/passkey/options", login::options),
        open(Method::Post, "/login/passkey", login::passkey),
        open(Method::Get, "/login/again", again::page),
        open(Method::Post, "/login/again", again::password),
        open(Method::Post, "/login/again/passkey", again::passkey),
        open(Method::Get, "/login/recover", join::recover),
        open(Method::Post, "/login/recover", join::use_recovery),
        open(Method::Get, "/apply", apply::page),
        open(Method::Post, "/apply", apply::send),
        open(Method::Post, "/join", join::join),
        open(Method::Post, "/join/passkey/options", join::options),
        open(Method::Post, "/join/passkey", join::passkey),
        open(Method::Post, "/join/password", join::password),
        open(Method::Post, "/join/known", join::known),
        open(Method::Get, "/crew", crew::page),
        open(Method::Post, "/crew", crew::enter),
        open(Method::Get, "/crew/first", crew::first),
        open(Method::Post, "/crew/first", crew::choose),
        open(Method::Post, "/crew/device", crew::enrol),
        open(Method::Get, "/my/enter", phone::page),
        open(Method::Post, "/my/enter", phone::enter),
        open(Method::Get, "/login/provider/back", provider::back),
        open(Method::Post, "/login/provider/number", provider::number),
        open(Method::Get, "/login/provider/{provider}", provider::go),
        open(Method::Post, "/join/provider", provider::set_up),
        open(Method::Post, "/logout", login::leave),
        Route::get("/me", &permissions::ME, Audit::None, me::page),
        Route::get("/me/access", &permissions::ME, Audit::None, access::page),
        Route::post("/me/access/passkey/options", &permissions::ME, Audit::None, access::options),
        Route::post("/me/access/passkey", &permissions::ME, Audit::Act, access::add),
        Route::post("/me/access/passkey/remove", &permissions::ME, Audit::Act, access::remove),
        Route::get("/me/access/password", &permissions::ME, Audit::None, access::password_page),
        Route::post("/me/access/password", &permissions::ME, Audit::Act, access::set_password),
        Route::get("/me/access/recovery", &permissions::ME, Audit::None, access::recovery_page),
        Route::post("/me/access/recovery", &permissions::ME, Audit::Act, access::make_recovery),
        Route::post("/me/access/end", &permissions::ME, Audit::Act, access::end),
        Route::post("/me/access/end-all", &permissions::ME, Audit::Act, access::end_all),
        Route::post("/me/access/hat", &permissions::ME, Audit::Act, access::hat),
        Route::post("/me/hours", &permissions::CALENDAR, Audit::Act, me::change),
        Route::get("/me/deputies", &permissions::DEPUTY, Audit::Act, deputies::page),
        Route::post("/me/deputies", &permissions::DEPUTY, Audit::Act, deputies::add),
        Route::post("/me/deputies/{deputy}/end", &permissions::DEPUTY, Audit::Act, deputies::end),
        Route::get("/staff", &permissions::STAFF, Audit::Act, staff::list),
        Route::get("/staff/invite", &permissions::STAFF, Audit::Act, staff::invite_page),
        Route::post("/staff/invite", &permissions::STAFF, Audit::Act, staff::make),
        Route::get("/staff/roster", &permissions::STAFF, Audit::Act, roster::page),
        Route::get("/staff/roster/sheet", &permissions::STAFF, Audit::None, roster::sheet),
        Route::post("/staff/roster", &permissions::STAFF, Audit::Act, roster::read),
        Route::post("/staff/roster/do", &permissions::STAFF, Audit::Act, roster::make),
        Route::get("/staff/devices", &permissions::STAFF, Audit::Act, devices::page),
        Route::post("/staff/devices", &permissions::STAFF, Audit::Act, devices::add),
        Route::post("/staff/devices/{device}", &permissions::STAFF, Audit::Act, devices::change),
        Route::post("/staff/crew", &permissions::STAFF, Audit::Act, devices::member),
        Route::post("/staff/crew/{account}", &permissions::STAFF, Audit::Act, devices::renew),
        Route::get("/crews/rule", &permissions::CREW_RULE, Audit::Act, devices::rule_page),
        Route::post("/crews/rule", &permissions::CREW_RULE, Audit::Act, devices::rule),
        Route::get("/providers", &permissions::PROVIDERS, Audit::Act, providers::page),
        Route::post("/providers", &permissions::PROVIDERS, Audit::Act, providers::add),
        Route::post(
            "/providers/{provider}/end",
            &permissions::PROVIDERS,
            Audit::Act,
            providers::end,
        ),
        Route::get("/openings", &permissions::OPENINGS, Audit::Act, openings::page),
        Route::post("/openings", &permissions::OPENINGS, Audit::Act, openings::open),
        Route::post("/openings/{id}/close", &permissions::OPENINGS, Audit::Act, openings::close),
        Route::get("/staff/year", &permissions::STAFF, Audit::Act, year::page),
        Route::post("/staff/year", &permissions::STAFF, Audit::Act, year::answer),
        Route::get("/staff/handover", &permissions::STAFF, Audit::Act, staff::handover),
        Route::get("/staff/{account}", &permissions::STAFF, Audit::Act, staff::one),
        Route::post("/staff/{account}", &permissions::STAFF, Audit::Act, staff::change),
        Route::post("/staff/{account}/today", &permissions::STAFF, Audit::Act, staff::allow),
        Route::get("/invitations", &permissions::INVITE, Audit::Act, invitations::list),
        Route::get("/invitations/new", &permissions::INVITE, Audit::Act, invitations::new),
        Route::post("/invitations/new", &permissions::INVITE, Audit::Act, invitations::make),
        Route::post(
            "/invitations/{id}/revoke",
            &permissions::INVITE,
            Audit::Act,
            invitations::revoke,
        ),
    ]
}

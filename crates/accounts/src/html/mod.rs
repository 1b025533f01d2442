//! Pages of accounts: signing in, invitations, one's own settings.
mod deputies;
mod invitations;
mod login;
mod me;

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
        open(Method::Post, "/join", login::join),
        open(Method::Post, "/logout", login::leave),
        Route::get("/me", &permissions::ME, Audit::None, me::page),
        Route::post("/me/hours", &permissions::CALENDAR, Audit::Act, me::change),
        Route::get("/me/deputies", &permissions::DEPUTY, Audit::Act, deputies::page),
        Route::post("/me/deputies", &permissions::DEPUTY, Audit::Act, deputies::add),
        Route::post("/me/deputies/{deputy}/end", &permissions::DEPUTY, Audit::Act, deputies::end),
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

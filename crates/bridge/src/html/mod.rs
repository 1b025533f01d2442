//! Pages: the receiver's (no login, no script), and the sender's.
mod answer;
mod door;
mod key_in;
mod letter;
mod list;
mod new;
mod several;
mod windows;

use kernel::{At, Hat};
use slice::{Audit, Fail, Method, NavItem, Req, Route};

use crate::permissions as p;

/// The addresses.
pub(crate) fn routes() -> Vec<Route> {
    let open = |method, path, handler| Route {
        method,
        path,
        permission: None,
        audit: Audit::Act,
        handler,
    };
    let act = Audit::Act;
    vec![
        open(Method::Get, "/b", door::page),
        open(Method::Post, "/b", door::knock),
        open(Method::Get, "/b/{token}", door::of_token),
        open(Method::Post, "/b/{token}", door::knock),
        open(Method::Post, "/b/{token}/answer", answer::answer),
        open(Method::Post, "/b/{token}/again", answer::again),
        open(Method::Post, "/b/{token}/add", answer::add),
        Route::get("/letters", &p::READ, Audit::List, list::page),
        Route::get("/letters/new", &p::SEND, Audit::None, new::page),
        Route::post("/letters/new", &p::SEND, act, new::post),
        Route::get("/letters/print", &p::SEND, Audit::List, several::page),
        Route::post("/letters/print", &p::SEND, Audit::List, several::print),
        Route::get("/letters/{letter}", &p::READ, Audit::Person, letter::page),
        Route::post("/letters/{letter}/print", &p::SEND, Audit::Person, letter::print),
        Route::post("/letters/{letter}/revoke", &p::SEND, Audit::Person, letter::revoke),
        Route::post("/letters/{letter}/again", &p::SEND, Audit::Person, letter::again),
        Route::get("/letters/{letter}/answer", &p::KEY_IN, Audit::Person, key_in::page),
        Route::post("/letters/{letter}/answer", &p::KEY_IN, Audit::Person, key_in::post),
        Route::get("/letters/{letter}/files/{file}", &p::READ, Audit::Person, letter::file),
        Route::get("/letters/windows", &p::WINDOWS, act, windows::page),
        Route::post("/letters/windows", &p::WINDOWS, act, windows::ask),
        Route::get("/letters/windows/{batch}", &p::WINDOWS, act, windows::batch),
        Route::post("/letters/windows/{batch}/print", &p::WINDOWS, act, windows::print),
    ]
}

/// The navigation.
pub(crate) fn nav() -> Vec<NavItem> {
    fn letters(_: Hat) -> &'static str {
        "紙・FAXの返事"
    }
    vec![NavItem { label: letters, href: "/letters", rank: 60, permission: &p::READ }]
}

/// 11月21日（土）10:42.
pub(crate) fn moment(at: At) -> String {
    ui::dates::near(at)
}

/// Errors of a use case as the page shows them.
fn errors(e: app::Error) -> Result<Vec<ui::FieldError>, Fail> {
    match Fail::fields(&e) {
        Some(all) => Ok(all
            .into_iter()
            .map(|e| ui::FieldError { field: e.field, message: e.message })
            .collect()),
        None => Err(e.into()),
    }
}

/// A day typed into a field, or what to do.
fn day(
    req: &Req,
    field: &str,
    label: &str,
    errors: &mut Vec<ui::FieldError>,
) -> Option<kernel::Date> {
    let typed = req.form.get(field);
    match kernel::wareki::parse(typed, req.app.now().date()) {
        Ok(d) => Some(d),
        Err(_) => {
            let message = format!("{label}を、12月4日 や R8.12.4 のように入力してください");
            errors.push(ui::FieldError { field: field.into(), message });
            None
        }
    }
}

//! Pages: the receiver's (no login, no script), and the sender's.
mod answer;
mod door;
#[cfg(test)]
mod flow_tests;
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
        // an address that an error page stood at, opened again: back to the door
        open(Method::Get, "/b/{token}/answer", door::back),
        open(Method::Get, "/b/{token}/again", door::back),
        open(Method::Get, "/b/{token}/add", door::back),
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

/// In the order in which the fields stand on the page: the list above them leads from top to bottom.
fn in_order(wrong: &mut [ui::FieldError], fields: &[&str]) {
    wrong.sort_by_key(|e| fields.iter().position(|f| *f == e.field).unwrap_or(fields.len()));
}

/// A use case's errors beside a page's own.
fn beside(e: app::FieldError) -> ui::FieldError {
    ui::FieldError { field: e.field, message: e.message }
}

/// Those whom a letter can be sent to by choosing them, and the fields of everybody else.
fn receivers(req: &Req, usual: &str) -> Result<Vec<ui::Field>, Fail> {
    use ui::field::{Input, TextKind};
    use ui::{Field, FieldKind, Opt};
    let tel = |value: &str| {
        FieldKind::Text(Input { value: value.into(), kind: TextKind::Tel, ..Input::default() })
    };
    let light = req.read(directory::use_cases::light::list)?;
    let f = &req.form;
    let mut opts = vec![Opt::new("", "下に書く")];
    opts.extend(
        light
            .iter()
            .filter(|l| crate::can_reach(&l.data.phone))
            .map(|l| Opt::new(l.id.to_string(), &l.data.name)),
    );
    // whom the answer named is chosen where the list has them
    let known = light.iter().find(|l| {
        !usual.is_empty() && l.data.name.trim() == usual && crate::can_reach(&l.data.phone)
    });
    let chosen = match f.has("light") {
        true => f.get("light").to_string(),
        false => known.map(|l| l.id.to_string()).unwrap_or_default(),
    };
    let name = if f.has("name") || known.is_some() { f.get("name") } else { usual };
    Ok(vec![
        Field::new("light", "あて先", FieldKind::select(chosen, opts))
            .hint("名簿の「アカウントのない送り先」から選ぶか、下に書きます"),
        Field::new("name", "あて先の名前", FieldKind::text(name))
            .hint("お宅へ送るときは、お名前の後に「様」をつけます"),
        Field::new("phone", "あて先の電話", tel(f.get("phone")))
            .hint("下4けたを、相手に確かめます。紙には印刷しません"),
        Field::new("fax", "あて先のFAX", tel(f.get("fax"))),
    ])
}

/// Whom the fields of [`receivers`] name.
fn receiver_of(req: &Req) -> crate::Receiver {
    let f = &req.form;
    match f.get("light").parse::<directory::LightId>() {
        Ok(id) => crate::Receiver::Light(id),
        Err(_) => crate::Receiver::Typed {
            name: f.get("name").into(),
            phone: f.get("phone").into(),
            fax: f.get("fax").into(),
        },
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

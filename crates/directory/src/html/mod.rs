//! Pages of the directory.
mod applications;
mod area_form;
mod area_put;
mod area_towns;
mod areas;
mod facility;
mod facility_facts;
mod facility_said;
mod import;
mod light;
mod list;
mod merge;
mod names;
mod own_windows;
mod reports;
mod review;
mod said;
mod window_form;
mod window_parts;
mod windows;
mod wrong;

use app::Error;
use kernel::Hat;
use slice::{Audit, Fail, NavItem, Req, Route};

use crate::permissions as p;

/// The addresses.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/directory", &p::VIEW, Audit::Act, list::page),
        Route::get("/directory/export", &p::EXPORT, Audit::Act, list::export),
        Route::get("/directory/import", &p::IMPORT, Audit::Act, import::page),
        Route::post("/directory/import", &p::IMPORT, Audit::Act, import::upload),
        Route::get("/directory/import/preview/{id}", &p::IMPORT, Audit::Act, import::preview),
        Route::post("/directory/import/preview/{id}", &p::IMPORT, Audit::Act, import::confirm),
        Route::get("/directory/import/done/{id}", &p::IMPORT, Audit::Act, import::done),
        Route::get("/directory/review", &p::IMPORT, Audit::Act, review::page),
        Route::post("/directory/review/{id}", &p::IMPORT, Audit::Act, review::decide),
        Route::get("/directory/reports", &p::IMPORT, Audit::Act, reports::page),
        Route::post("/directory/reports/{id}", &p::IMPORT, Audit::Act, reports::decide),
        Route::post("/directory/review/{id}/undo", &p::IMPORT, Audit::Act, review::undo),
        Route::get("/directory/windows", &p::VIEW, Audit::Act, windows::page),
        Route::get("/directory/windows/print", &p::VIEW, Audit::Act, windows::print),
        Route::get("/directory/windows/new", &p::WINDOWS, Audit::Act, window_form::new),
        Route::post("/directory/windows/new", &p::WINDOWS, Audit::Act, window_form::create),
        Route::get("/directory/windows/edit/{id}", &p::WINDOWS, Audit::Act, window_form::edit),
        Route::post("/directory/windows/edit/{id}", &p::WINDOWS, Audit::Act, window_form::save),
        Route::post("/directory/windows/confirm/{id}", &p::WINDOWS, Audit::Act, windows::confirm),
        Route::post("/directory/windows/remove/{id}", &p::WINDOWS, Audit::Act, windows::remove),
        Route::get("/directory/windows/mine", &p::OWN_WINDOWS, Audit::Act, own_windows::page),
        Route::get(
            "/directory/windows/mine/new",
            &p::OWN_WINDOWS,
            Audit::Act,
            window_form::own_new,
        ),
        Route::post(
            "/directory/windows/mine/new",
            &p::OWN_WINDOWS,
            Audit::Act,
            window_form::own_create,
        ),
        Route::get(
            "/directory/windows/mine/edit/{id}",
            &p::OWN_WINDOWS,
            Audit::Act,
            window_form::own_edit,
        ),
        Route::post(
            "/directory/windows/mine/edit/{id}",
            &p::OWN_WINDOWS,
            Audit::Act,
            window_form::own_save,
        ),
        Route::post(
            "/directory/windows/mine/confirm/{id}",
            &p::OWN_WINDOWS,
            Audit::Act,
            own_windows::confirm,
        ),
        Route::post(
            "/directory/windows/mine/remove/{id}",
            &p::OWN_WINDOWS,
            Audit::Act,
            own_windows::remove,
        ),
        Route::get("/directory/areas", &p::VIEW, Audit::Act, areas::page),
        Route::get("/directory/areas/find", &p::VIEW, Audit::Act, areas::page),
        Route::post("/directory/areas/find", &p::VIEW, Audit::Act, areas::find),
        Route::get("/directory/areas/export", &p::EXPORT, Audit::Act, areas::export),
        Route::get("/directory/areas/new", &p::AREAS, Audit::Act, area_form::new),
        Route::post("/directory/areas/new", &p::AREAS, Audit::Act, area_form::create),
        Route::get("/directory/areas/put", &p::AREAS, Audit::Act, area_put::page),
        Route::post("/directory/areas/put", &p::AREAS, Audit::Act, area_put::post),
        Route::get("/directory/areas/edit/{id}", &p::AREAS, Audit::Act, area_form::edit),
        Route::post("/directory/areas/edit/{id}", &p::AREAS, Audit::Act, area_form::save),
        Route::get("/directory/areas/towns/{id}", &p::AREAS, Audit::Act, area_towns::page),
        Route::post("/directory/areas/towns/{id}", &p::AREAS, Audit::Act, area_towns::save),
        Route::get("/directory/areas/{id}", &p::VIEW, Audit::Act, areas::one),
        Route::get("/directory/light/new", &p::LIGHT, Audit::Act, light::new),
        Route::post("/directory/light/new", &p::LIGHT, Audit::Act, light::create),
        Route::get("/directory/light/edit/{id}", &p::LIGHT, Audit::Act, light::edit),
        Route::post("/directory/light/edit/{id}", &p::LIGHT, Audit::Act, light::save),
        Route::get("/directory/names", &p::AREAS, Audit::Act, names::page),
        Route::post("/directory/names", &p::AREAS, Audit::Act, names::save),
        Route::get("/applications", &accounts::permissions::INVITE, Audit::Act, applications::list),
        Route::get(
            "/applications/{id}",
            &accounts::permissions::INVITE,
            Audit::Act,
            applications::one,
        ),
        Route::post(
            "/applications/{id}",
            &accounts::permissions::INVITE,
            Audit::Act,
            applications::decide,
        ),
        Route::get("/directory/{id}", &p::VIEW, Audit::Act, facility::page),
        Route::get("/directory/{id}/wrong", &p::VIEW, Audit::Act, wrong::page),
        Route::post("/directory/{id}/wrong", &p::VIEW, Audit::Act, wrong::tell),
        Route::get("/directory/{id}/said", &p::OWN_WINDOWS, Audit::Act, said::page),
        Route::post("/directory/{id}/said", &p::OWN_WINDOWS, Audit::Act, said::save),
    ]
}

/// The entry 「事業所」 of the navigation.
pub(crate) fn nav() -> Vec<NavItem> {
    fn label(_: Hat) -> &'static str {
        "事業所"
    }
    fn asked(_: Hat) -> &'static str {
        "参加の申込み"
    }
    let invite = &accounts::permissions::INVITE;
    vec![
        NavItem { label, href: "/directory", rank: 50, permission: &p::VIEW },
        NavItem { label: asked, href: "/applications", rank: 51, permission: invite },
    ]
}

/// The sentences of a refusal that belong beside fields; any other refusal goes on to the server's page.
fn field_errors(e: Error) -> Result<Vec<ui::FieldError>, Fail> {
    match Fail::fields(&e) {
        Some(fields) => Ok(fields
            .into_iter()
            .map(|f| ui::FieldError { field: f.field, message: f.message })
            .collect()),
        None => Err(e.into()),
    }
}

/// The band of demonstration regions on paper.
fn demo_band(req: &Req) -> Option<String> {
    let r = req.app.region();
    r.demo.then(|| match r.fictitious {
        true => "デモ　人・事業所・数字は、すべて架空です".to_string(),
        false => "デモ".to_string(),
    })
}

/// Who puts a paper out: the reader's office, else the region.
fn sender(req: &Req) -> String {
    match req.session.as_ref().map(|s| s.office.clone()).filter(|o| !o.is_empty()) {
        Some(office) => office,
        None => req.app.region().name.clone(),
    }
}

/// 「R8.11.21 10:12」.
fn printed_at(req: &Req) -> String {
    let now = req.app.now();
    format!("{} {}", kernel::wareki::short(now.date()), crate::views::now_words(now))
}

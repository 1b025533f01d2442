//! Pages: thin callers of the use cases. One file per page.
mod beside;
mod charts;
mod edit;
mod fields;
mod figures;
mod files;
mod list;
mod new;
mod one;
mod read;

#[cfg(test)]
mod flow_tests;

use slice::{Audit, Fail, NavItem, Req, Resp, Route, intake};

use crate::intake::INTAKE;
use crate::permissions as p;

macro_rules! intake_pages {
    ($($name:ident = $page:ident;)*) => { $(fn $name(req: &Req) -> Result<Resp, Fail> { intake::$page(req, &INTAKE) })* };
}

intake_pages! {
    import_home = home;
    import_upload = upload;
    import_one = one;
    import_match = matched;
    import_run = run;
    import_undo = take_back;
    import_drop = drop;
}

/// The addresses of this slice.
pub(crate) fn routes() -> Vec<Route> {
    let get = |path, permission, handler| Route::get(path, permission, Audit::Act, handler);
    let post = |path, permission, handler| Route::post(path, permission, Audit::Act, handler);
    vec![
        get("/desk", &p::FIGURES, new::page),
        post("/desk", &p::WRITE, new::save),
        post("/desk/beside", &p::WRITE, beside::page),
        get("/desk/cases", &p::READ, list::page),
        post("/desk/cases/search", &p::READ, list::search),
        get("/desk/cases/excel", &p::EXPORT, files::excel),
        get("/desk/cases/print", &p::EXPORT, files::print),
        get("/desk/cases/{case}", &p::READ, one::page),
        get("/desk/cases/{case}/edit", &p::WRITE, edit::page),
        post("/desk/cases/{case}/edit", &p::WRITE, edit::save),
        post("/desk/cases/{case}/state", &p::WRITE, one::state),
        post("/desk/cases/{case}/solution", &p::WRITE, one::solution),
        post("/desk/cases/{case}/cancel", &p::CANCEL, one::cancel),
        post("/desk/cases/{case}/handovers", &p::WRITE, one::hand_over),
        post("/desk/cases/{case}/handovers/{trail}/cancel", &p::WRITE, one::hand_back),
        get("/desk/figures", &p::FIGURES, figures::page),
        get("/desk/figures/excel", &p::FIGURES, figures::excel),
        get("/desk/figures/print", &p::FIGURES, figures::print),
        get("/desk/import", &p::IMPORT, import_home),
        post("/desk/import", &p::IMPORT, import_upload),
        get("/desk/import/{batch}", &p::IMPORT, import_one),
        post("/desk/import/{batch}/match", &p::IMPORT, import_match),
        post("/desk/import/{batch}/run", &p::IMPORT, import_run),
        post("/desk/import/{batch}/undo", &p::IMPORT, import_undo),
        post("/desk/import/{batch}/drop", &p::IMPORT, import_drop),
    ]
}

/// Its entry in the navigation.
pub(crate) fn nav() -> Vec<NavItem> {
    vec![NavItem { label: |_| "相談", href: "/desk", rank: 32, permission: &p::FIGURES }]
}

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

use slice::{Audit, NavItem, Route};

use crate::intake::INTAKE;
use crate::permissions as p;

/// The addresses of this slice.
pub(crate) fn routes() -> Vec<Route> {
    let get = |path, permission, handler| Route::get(path, permission, Audit::Act, handler);
    let post = |path, permission, handler| Route::post(path, permission, Audit::Act, handler);
    let mut all = vec![
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
    ];
    all.extend(slice::intake_routes!(INTAKE, "/desk/import", &p::IMPORT));
    all
}

/// Its entry in the navigation.
pub(crate) fn nav() -> Vec<NavItem> {
    vec![NavItem { label: |_| "相談", href: "/desk", rank: 32, permission: &p::FIGURES }]
}

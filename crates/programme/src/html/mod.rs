//! Pages of the programme, under `/programme`.
mod draw;
mod front;
mod import;
mod indicator;
mod indicators;
mod logic;
mod logic_form;
mod paper;
mod phases;
mod profile;
mod report_behind;
mod report_forms;
mod report_paper;
mod reports;
mod roadmap;
mod roadmap_cell;
mod roadmap_form;
mod roadmap_sheet;
mod table_form;
mod tables;
mod targets;
mod value;

use kernel::Hat;
use slice::{Audit, NavItem, Route};

use crate::permissions as p;

/// The addresses.
pub(crate) fn routes() -> Vec<Route> {
    let get = |path, permission, handler| Route::get(path, permission, Audit::Act, handler);
    let post = |path, permission, handler| Route::post(path, permission, Audit::Act, handler);
    let mut all = vec![
        get("/programme", &p::READ, front::page),
        get("/programme/indicators", &p::READ, indicators::page),
        get("/programme/indicators/examples", &p::DEFINE, indicators::examples),
        post("/programme/indicators/examples", &p::DEFINE, indicators::take_over),
        get("/programme/indicators/new", &p::DEFINE, indicator::new),
        post("/programme/indicators/new", &p::DEFINE, indicator::create),
        get("/programme/indicators/{indicator}", &p::READ, indicator::page),
        get("/programme/indicators/{indicator}/edit", &p::DEFINE, indicator::edit),
        post("/programme/indicators/{indicator}/edit", &p::DEFINE, indicator::save),
        post("/programme/indicators/{indicator}/remove", &p::DEFINE, indicator::remove),
        post("/programme/indicators/{indicator}/targets", &p::TARGET, indicator::targets),
        get("/programme/indicators/{indicator}/value", &p::VALUE, value::page),
        post("/programme/indicators/{indicator}/value", &p::VALUE, value::save),
        post("/programme/indicators/{indicator}/cities", &p::VALUE, value::city),
        get("/programme/indicators/{indicator}/import", &p::VALUE, import::page),
        post("/programme/indicators/{indicator}/import", &p::VALUE, import::upload),
        post("/programme/indicators/{indicator}/import/undo", &p::VALUE, import::undo),
        get("/programme/indicators/{indicator}/import/{batch}", &p::VALUE, import::one),
        post("/programme/indicators/{indicator}/import/{batch}", &p::VALUE, import::decide),
        post("/programme/indicators/{indicator}/import/{batch}/run", &p::VALUE, import::run),
        post("/programme/indicators/{indicator}/import/{batch}/drop", &p::VALUE, import::drop),
        get("/programme/tables", &p::READ, tables::page),
        get("/programme/tables/new", &p::TABLE, table_form::new),
        post("/programme/tables/new", &p::TABLE, table_form::create),
        get("/programme/tables/{table}", &p::READ, tables::one),
        get("/programme/tables/{table}/edit", &p::TABLE, table_form::edit),
        post("/programme/tables/{table}/edit", &p::TABLE, table_form::save),
        post("/programme/tables/{table}/remove", &p::TABLE, table_form::remove),
        get("/programme/roadmap", &p::READ, roadmap::at_work),
        get("/programme/roadmap/new", &p::ROADMAP, roadmap_form::new),
        post("/programme/roadmap/new", &p::ROADMAP, roadmap_form::create),
        get("/programme/roadmap/phases", &p::READ, phases::page),
        post("/programme/roadmap/phases", &p::ROADMAP, phases::add),
        post("/programme/roadmap/phases/remove", &p::ROADMAP, phases::remove),
        get("/programme/roadmap/{roadmap}", &p::READ, roadmap::page),
        get("/programme/roadmap/{roadmap}/changes", &p::READ, roadmap::changes),
        get("/programme/roadmap/{roadmap}/head", &p::ROADMAP, roadmap_form::head),
        post("/programme/roadmap/{roadmap}/head", &p::ROADMAP, roadmap_form::save_head),
        get("/programme/roadmap/{roadmap}/cell", &p::ROADMAP, roadmap_cell::page),
        post("/programme/roadmap/{roadmap}/cell", &p::ROADMAP, roadmap_cell::save),
        post("/programme/roadmap/{roadmap}/proposal", &p::ROADMAP, roadmap_cell::answer),
        get("/programme/roadmap/{roadmap}/confirm", &p::CONFIRM, roadmap_form::confirm),
        post("/programme/roadmap/{roadmap}/confirm", &p::CONFIRM, roadmap_form::confirmed),
        post("/programme/roadmap/{roadmap}/remove", &p::ROADMAP, roadmap_form::remove),
        get("/programme/profile", &p::READ, profile::page),
        get("/programme/profile/offices", &p::READ, profile::offices_page),
        get("/programme/profile/{area}", &p::VALUE, profile::edit),
        post("/programme/profile/{area}", &p::VALUE, profile::save),
        get("/programme/targets", &p::TARGET, targets::page),
        post("/programme/targets", &p::TARGET, targets::save),
        get("/programme/logic", &p::READ, logic::page),
        get("/programme/logic/new", &p::LOGIC, logic_form::new),
        post("/programme/logic/new", &p::LOGIC, logic_form::create),
        get("/programme/logic/{piece}", &p::LOGIC, logic_form::edit),
        post("/programme/logic/{piece}", &p::LOGIC, logic_form::save),
        post("/programme/logic/{piece}/remove", &p::LOGIC, logic_form::remove),
        get("/programme/paper", &p::READ, paper::page),
        get("/programme/reports", &p::REPORTS, reports::list),
        post("/programme/reports/usual", &p::REPORT, reports::usual),
        get("/programme/report", &p::REPORTS, reports::page),
        post("/programme/report/words", &p::REPORT, reports::words),
        post("/programme/report/confirm", &p::REPORT, reports::confirm),
        post("/programme/report/reopen", &p::REPORT, reports::reopen),
        get("/programme/report/figure", &p::REPORTS, report_behind::figure),
        get("/programme/report/mark", &p::REPORT, report_behind::mark),
        post("/programme/report/mark", &p::REPORT, report_behind::marked),
        get("/programme/forms", &p::REPORTS, report_forms::list),
        post("/programme/forms", &p::REPORT_FORM, report_forms::add),
        get("/programme/forms/example", &p::REPORTS, report_forms::example),
        get("/programme/forms/{form}", &p::REPORTS, report_forms::one),
        get("/programme/forms/{form}/fill", &p::REPORTS, report_forms::fill),
        post("/programme/forms/{form}/remove", &p::REPORT_FORM, report_forms::remove),
    ];
    all.extend(slice::intake_routes!(crate::intake::INTAKE, "/programme/import", &p::VALUE));
    all
}

/// The entry of the navigation.
pub(crate) fn nav() -> Vec<NavItem> {
    fn label(_: Hat) -> &'static str {
        "計画"
    }
    vec![NavItem { label, href: "/programme", rank: 66, permission: &p::READ }]
}

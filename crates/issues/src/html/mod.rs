//! Pages: thin callers of the use cases. One file per page.
mod act_form;
mod act_page;
mod acts;
mod board;
mod evidence;
mod feedback;
mod figures;
mod issue;
mod issue_form;
mod list;
mod parts;
mod silent;
mod stage;
mod tables;

use slice::{Audit, NavItem, Route};

use crate::permissions as p;

/// The addresses of this slice.
pub(crate) fn routes() -> Vec<Route> {
    use Audit::Act;
    vec![
        Route::get("/issues", &p::READ, Act, list::page),
        Route::get("/issues/export", &p::EXPORT, Act, list::export),
        Route::get("/issues/board", &p::READ, Act, board::page),
        Route::get("/issues/board/export", &p::EXPORT, Act, board::export),
        Route::get("/issues/new", &p::WRITE, Act, issue_form::new),
        Route::post("/issues/new", &p::WRITE, Act, issue_form::create),
        Route::get("/issues/hearings", &p::READ, Act, acts::hearings),
        Route::get("/issues/hearings/new", &p::ACT, Act, act_form::new_hearing),
        Route::post("/issues/hearings/new", &p::ACT, Act, act_form::create_hearing),
        Route::get("/issues/hearings/{id}", &p::READ, Act, act_page::hearing),
        Route::get("/issues/hearings/{id}/edit", &p::ACT, Act, act_form::edit_hearing),
        Route::post("/issues/hearings/{id}/edit", &p::ACT, Act, act_form::save_hearing),
        Route::post("/issues/hearings/{id}/state", &p::ACT, Act, act_page::state),
        Route::post("/issues/lines/{id}", &p::WRITE, Act, act_page::line),
        Route::get("/issues/matches", &p::READ, Act, acts::matches),
        Route::get("/issues/matches/new", &p::ACT, Act, act_form::new_match),
        Route::post("/issues/matches/new", &p::ACT, Act, act_form::create_match),
        Route::get("/issues/matches/{id}", &p::READ, Act, act_page::matching),
        Route::get("/issues/matches/{id}/edit", &p::ACT, Act, act_form::edit_match),
        Route::post("/issues/matches/{id}/edit", &p::ACT, Act, act_form::save_match),
        Route::post("/issues/matches/{id}/state", &p::ACT, Act, act_page::state),
        Route::get("/issues/platforms", &p::READ, Act, acts::platforms),
        Route::get("/issues/platforms/new", &p::ACT, Act, act_form::new_platform),
        Route::post("/issues/platforms/new", &p::ACT, Act, act_form::create_platform),
        Route::get("/issues/platforms/{id}", &p::READ, Act, act_page::platform),
        Route::get("/issues/platforms/{id}/edit", &p::ACT, Act, act_form::edit_platform),
        Route::post("/issues/platforms/{id}/edit", &p::ACT, Act, act_form::save_platform),
        Route::post("/issues/platforms/{id}/state", &p::ACT, Act, act_page::state),
        Route::get("/issues/acts/export", &p::EXPORT, Act, acts::export),
        Route::get("/issues/feedback", &p::READ, Act, feedback::owners),
        Route::get("/issues/feedback/{kind}/{of}", &p::READ, Act, feedback::sheet),
        Route::post("/issues/feedback/{kind}/{of}", &p::GIVE, Act, feedback::give),
        Route::get("/issues/feedback/{kind}/{of}/print", &p::EXPORT, Act, feedback::print),
        Route::post("/issues/given/{id}/undo", &p::GIVE, Act, feedback::undo),
        Route::get("/issues/silent", &p::READ, Act, silent::page),
        Route::get("/issues/tables", &p::READ, Act, tables::page),
        Route::get("/issues/tables/solutions", &p::READ, Act, tables::solutions),
        Route::get("/issues/tables/solutions/export", &p::EXPORT, Act, tables::solutions_export),
        Route::get("/issues/tables/steps", &p::READ, Act, tables::steps),
        Route::get("/issues/tables/steps/export", &p::EXPORT, Act, tables::steps_export),
        Route::get("/issues/figures", &p::READ, Act, figures::page),
        Route::post("/issues/evidence/{id}/remove", &p::WRITE, Act, evidence::remove),
        Route::get("/issues/{id}", &p::READ, Act, issue::page),
        Route::get("/issues/{id}/edit", &p::WRITE, Act, issue_form::edit),
        Route::post("/issues/{id}/edit", &p::WRITE, Act, issue_form::save),
        Route::post("/issues/{id}/stage", &p::DECIDE, Act, stage::press),
        Route::post("/issues/{id}/end", &p::DECIDE, Act, stage::end),
        Route::post("/issues/{id}/withdraw", &p::WRITE, Act, stage::withdraw),
        Route::get("/issues/{id}/merge", &p::DECIDE, Act, stage::merge_page),
        Route::post("/issues/{id}/merge", &p::DECIDE, Act, stage::merge),
        Route::post("/issues/{id}/unmerge", &p::DECIDE, Act, stage::unmerge),
        Route::get("/issues/{id}/evidence", &p::WRITE, Act, evidence::page),
        Route::post("/issues/{id}/evidence", &p::WRITE, Act, evidence::add),
    ]
}

/// Its entry in the navigation.
pub(crate) fn nav() -> Vec<NavItem> {
    vec![NavItem { label: |_| "課題", href: "/issues", rank: 64, permission: &p::READ }]
}

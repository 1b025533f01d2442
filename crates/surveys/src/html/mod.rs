//! Pages of 調査: the staff's under `/surveys`, those of who answers under `/q` (no login, no script needed).
mod answer;
mod asked;
mod cross;
mod edit;
mod import;
mod keying;
mod list;
mod one;
mod papers;
mod questions;
mod results;

use kernel::Hat;
use slice::{Audit, Fail, Method, NavItem, Req, Resp, Route};

use crate::permissions as p;

type Handler = fn(&Req) -> Result<Resp, Fail>;

/// The addresses.
pub(crate) fn routes() -> Vec<Route> {
    let open = |method: Method, path: &'static str, handler: Handler| Route {
        method,
        path,
        permission: None,
        audit: Audit::Act,
        handler,
    };
    let act = Audit::Act;
    vec![
        open(Method::Get, "/q", answer::code),
        open(Method::Post, "/q", answer::by_code),
        open(Method::Post, "/q/answer", answer::post),
        open(Method::Get, "/q/open/{slug}", answer::page),
        open(Method::Post, "/q/open/{slug}", answer::post_open),
        open(Method::Get, "/q/{token}", answer::mine),
        Route::get("/surveys", &p::READ, act, list::page),
        Route::get("/surveys/new", &p::WRITE, act, list::new),
        Route::post("/surveys/new", &p::WRITE, act, list::create),
        Route::get("/surveys/mine", &p::MINE, act, keying::mine),
        Route::get("/surveys/mine/{asked}", &p::MINE, act, keying::own),
        Route::post("/surveys/mine/{asked}", &p::MINE, act, keying::own_post),
        Route::get("/surveys/{id}", &p::READ, act, one::page),
        Route::get("/surveys/{id}/edit", &p::WRITE, act, edit::page),
        Route::post("/surveys/{id}/edit", &p::WRITE, act, edit::save),
        Route::post("/surveys/{id}/state", &p::WRITE, act, one::state),
        Route::get("/surveys/{id}/questions", &p::WRITE, act, questions::page),
        Route::post("/surveys/{id}/questions", &p::WRITE, act, questions::save),
        Route::get("/surveys/{id}/asked", &p::ASKED, Audit::List, asked::page),
        Route::post("/surveys/{id}/asked", &p::ASKED, act, asked::post),
        Route::post("/surveys/{id}/letters", &p::ASKED, act, asked::letters),
        Route::get("/surveys/{id}/answer", &p::ANSWERS, act, keying::page),
        Route::post("/surveys/{id}/answer", &p::ANSWERS, act, keying::post),
        Route::get("/surveys/{id}/results", &p::READ, act, results::page),
        Route::post("/surveys/{id}/results/group", &p::ANSWERS, act, results::group),
        Route::post("/surveys/{id}/results/remove", &p::ANSWERS, act, results::remove),
        Route::get("/surveys/{id}/cross", &p::READ, act, cross::page),
        Route::get("/surveys/{id}/years", &p::READ, act, cross::years),
        Route::get("/surveys/{id}/public", &p::READ, act, cross::public),
        Route::post("/surveys/{id}/public", &p::PUBLISH, act, cross::publish),
        Route::get("/surveys/{id}/paper/{what}", &p::READ, act, papers::paper),
        Route::get("/surveys/{id}/import", &p::IMPORT, act, import::page),
        Route::post("/surveys/{id}/import", &p::IMPORT, act, import::upload),
        Route::get("/surveys/{id}/import/{batch}", &p::IMPORT, act, import::one),
        Route::post("/surveys/{id}/import/{batch}/match", &p::IMPORT, act, import::matched),
        Route::post("/surveys/{id}/import/{batch}/run", &p::IMPORT, act, import::run),
        Route::post("/surveys/{id}/import/{batch}/undo", &p::IMPORT, act, import::undo),
    ]
}

/// The entry of the navigation.
pub(crate) fn nav() -> Vec<NavItem> {
    fn label(_: Hat) -> &'static str {
        "調査"
    }
    vec![NavItem { label, href: "/surveys", rank: 64, permission: &p::READ }]
}

//! Pages of 研修・啓発: the staff's under `/events`, the public ones under `/e` (no login, no script needed).
mod answer;
mod ask;
mod edit;
mod form;
mod helpers;
mod list;
mod one;
mod papers;
mod parts;
mod people;
mod plan;
mod public;
mod reception;
mod requests;
mod results;
mod tasks;
mod texts;
mod videos;

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
    let (get, post) = (Method::Get, Method::Post);
    let act = Audit::Act;
    let mut all = vec![
        open(get, "/e", public::list),
        open(get, "/e/ask", ask::page),
        open(post, "/e/ask", ask::post),
        open(get, "/e/mine", public::code),
        open(post, "/e/mine", public::by_code),
        open(post, "/e/mine/cancel", public::cancel),
        open(get, "/e/mine/{token}", public::mine),
        open(get, "/e/here/{slug}", reception::door),
        open(post, "/e/here/{slug}", reception::door_post),
        open(get, "/e/q/{slug}", answer::page),
        open(post, "/e/q/{slug}", answer::post),
        open(get, "/e/{slug}", public::page),
        open(post, "/e/{slug}", public::sign_up),
        Route::get("/events", &p::READ, act, list::page),
        Route::get("/events/new", &p::WRITE, act, edit::new),
        Route::post("/events/new", &p::WRITE, act, edit::create),
        Route::get("/events/plan", &p::READ, act, plan::page),
        Route::post("/events/plan", &p::PLAN, act, plan::save),
        Route::post("/events/keep", &p::KEEP, act, plan::keep),
        Route::get("/events/requests", &p::REQUESTS, Audit::List, requests::page),
        Route::post("/events/requests/{id}", &p::REQUESTS, act, requests::post),
        Route::get("/events/videos", &p::READ, act, videos::page),
        Route::get("/events/helpers", &p::HELPERS, Audit::List, helpers::page),
        Route::post("/events/helpers", &p::HELPERS, act, helpers::add),
        Route::get("/events/helpers/{id}", &p::HELPERS, act, helpers::one),
        Route::post("/events/helpers/{id}", &p::HELPERS, act, helpers::post),
        Route::get("/events/in/{token}", &p::ENTRIES, act, reception::ticket),
        Route::post("/events/in/{token}", &p::ENTRY_WRITE, act, reception::ticket_post),
        Route::get("/events/{id}", &p::READ, act, one::page),
        Route::get("/events/{id}/edit", &p::WRITE, act, edit::edit),
        Route::post("/events/{id}/edit", &p::WRITE, act, edit::save),
        Route::post("/events/{id}/state", &p::WRITE, act, one::state),
        Route::get("/events/{id}/heads", &p::WRITE, act, one::heads),
        Route::post("/events/{id}/heads", &p::WRITE, act, one::put_heads),
        Route::post("/events/{id}/views", &p::WRITE, act, videos::put),
        Route::get("/events/{id}/paper/{what}", &p::READ, act, papers::paper),
        Route::get("/events/{id}/tasks", &p::READ, act, tasks::page),
        Route::post("/events/{id}/tasks", &p::TASKS, act, tasks::add),
        Route::post("/events/{id}/tasks/{line}/tick", &p::TASKS, act, tasks::tick),
        Route::post("/events/{id}/tasks/{line}/change", &p::TASKS, act, tasks::change),
        Route::get("/events/{id}/people", &p::ENTRIES, Audit::List, people::page),
        Route::post("/events/{id}/people", &p::ENTRY_WRITE, act, people::add),
        Route::post("/events/{id}/people/{entry}", &p::ENTRY_WRITE, act, people::post),
        Route::get("/events/{id}/people/paper/{what}", &p::ENTRIES, Audit::List, papers::of_people),
        Route::get("/events/{id}/reception", &p::ENTRIES, Audit::List, reception::page),
        Route::post("/events/{id}/reception", &p::ENTRY_WRITE, act, reception::receive),
        Route::get("/events/{id}/form", &p::WRITE, act, form::page),
        Route::post("/events/{id}/form", &p::WRITE, act, form::save),
        Route::get("/events/{id}/answer", &p::ANSWERS, act, form::key_in),
        Route::post("/events/{id}/answer", &p::ANSWERS, act, form::keyed),
        Route::get("/events/{id}/results", &p::READ, act, results::page),
        Route::post("/events/{id}/results/group", &p::ANSWERS, act, results::group),
        Route::post("/events/{id}/results/remove", &p::ANSWERS, act, results::remove),
        Route::get("/events/{id}/text/{kind}", &p::READ, act, texts::page),
        Route::post("/events/{id}/text/{kind}", &p::WRITE, act, texts::save),
    ];
    all.extend(slice::intake_routes!(crate::intake::INTAKE, "/events/import", &p::WRITE));
    all
}

/// The entry of the navigation.
pub(crate) fn nav() -> Vec<NavItem> {
    fn label(_: Hat) -> &'static str {
        "研修・啓発"
    }
    vec![NavItem { label, href: "/events", rank: 62, permission: &p::READ }]
}

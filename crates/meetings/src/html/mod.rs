//! Pages of 会議体: the staff's under `/meetings`, the members' own under `/m` (no login, no script needed).
mod actions;
mod agenda;
mod attendance;
mod body;
mod bring;
mod cases;
mod chart;
mod chronicle;
mod commission;
mod decisions;
mod form;
mod list;
mod members;
mod minutes;
mod one;
mod papers;
mod poll;
mod poll_links;
mod public;
mod sheets;
mod years;

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
    let mut all = vec![
        open(Method::Get, "/m", public::code),
        open(Method::Post, "/m", public::by_code),
        open(Method::Post, "/m/answer", public::answer),
        open(Method::Get, "/m/{token}", public::mine),
        Route::get("/meetings", &p::READ, act, list::page),
        Route::get("/meetings/chart", &p::READ, act, chart::page),
        Route::get("/meetings/years", &p::READ, act, years::page),
        Route::get("/meetings/chronicle", &p::READ, act, chronicle::page),
        Route::post("/meetings/chronicle", &p::CHRONICLE, act, chronicle::add),
        Route::get("/meetings/chronicle/copy", &p::CHRONICLE, act, chronicle::find),
        Route::post("/meetings/chronicle/copy", &p::CHRONICLE, act, chronicle::copy),
        Route::get("/meetings/chronicle/line", &p::CHRONICLE, act, chronicle::line),
        Route::post("/meetings/chronicle/line", &p::CHRONICLE, act, chronicle::save),
        Route::get("/meetings/bring", &p::WRITE, act, bring::page),
        Route::post("/meetings/bring", &p::WRITE, act, bring::save),
        Route::get("/meetings/actions", &p::READ, act, actions::page),
        Route::get("/meetings/actions/{action}", &p::READ, act, actions::one),
        Route::post("/meetings/actions/{action}", &p::WRITE, act, actions::save),
        Route::post("/meetings/actions/{action}/tick", &p::ACTIONS, act, actions::tick),
        Route::get("/meetings/bodies/new", &p::BODIES, act, body::new),
        Route::post("/meetings/bodies/new", &p::BODIES, act, body::create),
        Route::get("/meetings/bodies/{body}", &p::READ, act, body::page),
        Route::get("/meetings/bodies/{body}/edit", &p::BODIES, act, body::edit),
        Route::post("/meetings/bodies/{body}/edit", &p::BODIES, act, body::save),
        Route::post("/meetings/bodies/{body}/undo", &p::BODIES, act, body::undo),
        Route::post("/meetings/bodies/{body}/remove", &p::BODIES, act, body::remove),
        Route::get("/meetings/bodies/{body}/commission", &p::BODIES, act, commission::page),
        Route::post("/meetings/bodies/{body}/commission", &p::BODIES, act, commission::print),
        Route::get("/meetings/bodies/{body}/members", &p::BODIES, act, members::new),
        Route::post("/meetings/bodies/{body}/members", &p::BODIES, act, members::create),
        Route::get("/meetings/bodies/{body}/members/{member}", &p::BODIES, act, members::edit),
        Route::post("/meetings/bodies/{body}/members/{member}", &p::BODIES, act, members::save),
        Route::get("/meetings/bodies/{body}/new", &p::WRITE, act, form::new),
        Route::post("/meetings/bodies/{body}/new", &p::WRITE, act, form::create),
        Route::get("/meetings/cases/{case}", &p::CASES, act, cases::page),
        Route::get("/meetings/cases/{case}/edit", &p::CASE_WRITE, act, cases::edit),
        Route::post("/meetings/cases/{case}/edit", &p::CASE_WRITE, act, cases::save),
        Route::post("/meetings/cases/{case}/advice", &p::CASE_WRITE, act, cases::advise),
        Route::post("/meetings/cases/{case}/remove", &p::CASE_WRITE, act, cases::remove),
        Route::get("/meetings/{id}", &p::READ, act, one::page),
        Route::get("/meetings/{id}/edit", &p::WRITE, act, form::edit),
        Route::post("/meetings/{id}/edit", &p::WRITE, act, form::save),
        Route::post("/meetings/{id}/state", &p::WRITE, act, one::state),
        Route::post("/meetings/{id}/agenda", &p::WRITE, act, agenda::add),
        Route::post("/meetings/{id}/take-up", &p::WRITE, act, agenda::take_up),
        Route::get("/meetings/{id}/agenda/{item}", &p::WRITE, act, agenda::page),
        Route::post("/meetings/{id}/agenda/{item}", &p::WRITE, act, agenda::save),
        Route::get("/meetings/{id}/agenda/{item}/evidence", &p::WRITE, act, agenda::find),
        Route::post("/meetings/{id}/agenda/{item}/evidence", &p::WRITE, act, agenda::cite),
        Route::post("/meetings/{id}/papers", &p::WRITE, act, one::paper),
        Route::get("/meetings/{id}/attendance", &p::WRITE, act, attendance::page),
        Route::post("/meetings/{id}/attendance", &p::WRITE, act, attendance::save),
        Route::get("/meetings/{id}/minutes", &p::READ, act, minutes::page),
        Route::post("/meetings/{id}/minutes", &p::MINUTES, act, minutes::save),
        Route::get("/meetings/{id}/decisions", &p::READ, act, decisions::page),
        Route::post("/meetings/{id}/decisions", &p::WRITE, act, decisions::add),
        Route::get("/meetings/{id}/decisions/{decision}", &p::WRITE, act, decisions::one),
        Route::post("/meetings/{id}/decisions/{decision}", &p::WRITE, act, decisions::save),
        Route::get("/meetings/{id}/poll", &p::READ, act, poll::page),
        Route::post("/meetings/{id}/poll", &p::POLL, act, poll::choose),
        Route::get("/meetings/{id}/poll/dates", &p::POLL, act, poll::dates),
        Route::post("/meetings/{id}/poll/dates", &p::POLL, act, poll::propose),
        Route::post("/meetings/{id}/poll/links", &p::POLL, act, poll_links::make),
        Route::post("/meetings/{id}/poll/letters", &p::POLL, act, poll_links::letters),
        Route::get("/meetings/{id}/poll/members/{member}", &p::POLL, act, poll::member),
        Route::post("/meetings/{id}/poll/members/{member}", &p::POLL, act, poll::key_in),
        Route::get("/meetings/{id}/cases/new", &p::CASE_WRITE, act, cases::new),
        Route::post("/meetings/{id}/cases/new", &p::CASE_WRITE, act, cases::create),
        Route::get("/meetings/{id}/paper/{what}", &p::READ, act, papers::paper),
    ];
    all.extend(slice::intake_routes!(crate::intake::INTAKE, "/meetings/import", &p::WRITE));
    all
}

/// The entry of the navigation.
pub(crate) fn nav() -> Vec<NavItem> {
    fn label(_: Hat) -> &'static str {
        "会議"
    }
    vec![NavItem { label, href: "/meetings", rank: 63, permission: &p::READ }]
}

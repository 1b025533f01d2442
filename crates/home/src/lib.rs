//! きょう, the person's page, さがす, notices, and the pages of the house itself (jobs, log, help). Home is the only
//! slice that joins what other slices say: it knows none of them, it reads the sources they registered.
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

mod audit;
mod capabilities;
mod draw;
#[cfg(test)]
mod flow_tests;
mod help;
mod jobs;
mod log;
mod not_found;
mod notices;
mod pack;
mod people_help;
pub mod permissions;
mod person;
mod search;
mod sources;
#[cfg(test)]
mod testing;
mod today;

use kernel::Hat;
use slice::{Audit, JobKind, Method, NavItem, Route};

pub use not_found::no_permission;
pub use sources::set_sources;

/// The registration. The server calls [`set_sources`] with the finished list afterwards.
pub fn slice() -> slice::Slice {
    let mut s = slice::Slice::new("home", "きょう", slice::Migrates::Base);
    s.routes = routes();
    s.nav = nav();
    s.permissions = permissions::ALL;
    s.statements = &[audit::STATEMENTS, pack::STATEMENTS];
    s.jobs = vec![
        JobKind { kind: "home.alarms", run: audit::alarms::run, every_minutes: Some(10) },
        JobKind { kind: "home.pack", run: pack::nightly::run, every_minutes: Some(30) },
    ];
    s.cli = pack::cli::commands();
    s.exports = vec![pack::page::EXPORT];
    s
}

/// The page of お知らせ: its entry in the navigation carries how many are unread.
pub const NOTICES: &str = "/notices";

fn routes() -> Vec<Route> {
    use permissions as p;
    // Help is open before signing in too: the footer of every page leads there.
    let open = |path, handler| Route {
        method: Method::Get,
        path,
        permission: None,
        audit: Audit::None,
        handler,
    };
    vec![
        Route::get("/", &p::TODAY, Audit::List, today::page),
        Route::get("/people/{resident}", &p::PERSON, Audit::Person, person::page),
        Route::get("/search", &p::SEARCH, Audit::None, search::page),
        Route::post("/search", &p::SEARCH, Audit::List, search::find),
        Route::get(NOTICES, &p::NOTICES, Audit::None, notices::page),
        Route::post("/notices/read", &p::NOTICES, Audit::Act, notices::read),
        Route::get("/jobs", &p::JOBS, Audit::Act, jobs::page),
        Route::post("/jobs/{id}/again", &p::JOBS, Audit::Act, jobs::again),
        Route::get("/audit", &p::LOG, Audit::Act, log::page),
        Route::get("/audit/review", &p::REVIEW, Audit::Act, audit::review_page::list),
        Route::get("/audit/review/{month}", &p::REVIEW, Audit::Act, audit::review_page::page),
        Route::post("/audit/review/{month}", &p::REVIEW, Audit::Act, audit::review_page::save),
        Route::post("/audit/review/{month}/open", &p::REVIEW, Audit::Act, audit::review_page::open),
        Route::get(
            "/audit/review/{month}/print",
            &p::REVIEW,
            Audit::Act,
            audit::review_page::print,
        ),
        Route::get("/audit/report", &p::REPORT, Audit::Act, audit::report::page),
        Route::post("/audit/report", &p::REPORT, Audit::Act, audit::report::answer),
        Route::get("/audit/alarms", &p::ALARMS, Audit::Act, audit::alarm_page::page),
        Route::post("/audit/alarms/{alarm}/seen", &p::ALARMS, Audit::Act, audit::alarm_page::seen),
        Route::get("/alarms", &p::OWN_ALARMS, Audit::Act, audit::alarm_page::ours),
        Route::get("/people/{resident}/seen", &p::SEEN, Audit::Person, audit::seen::page),
        Route::get("/people/{resident}/seen/print", &p::SEEN, Audit::Person, audit::seen::print),
        Route::get("/capabilities", &p::CAPABILITIES, Audit::Act, capabilities::page),
        Route::post("/capabilities", &p::CAPABILITIES, Audit::Act, capabilities::save),
        Route::get("/pack", &p::PACK, Audit::None, pack::page::page),
        Route::post("/pack", &p::PACK, Audit::Act, pack::page::change),
        Route::post("/pack/take", &p::PACK_TAKE, Audit::List, pack::page::take),
        open("/help", help::page),
        open("/help/phone", help::phone),
        open("/help/who-sees", people_help::page),
    ]
}

fn nav() -> Vec<NavItem> {
    fn today(_: Hat) -> &'static str {
        "きょう"
    }
    fn notices(_: Hat) -> &'static str {
        "お知らせ"
    }
    fn my(_: Hat) -> &'static str {
        "わたしのページ"
    }
    fn jobs(_: Hat) -> &'static str {
        "しごとの列"
    }
    fn used(_: Hat) -> &'static str {
        "使う機能"
    }
    fn log(_: Hat) -> &'static str {
        "記録"
    }
    vec![
        // who has no list of today (a crew, a vendor, the person at home) gets no word for one
        NavItem { label: today, href: "/", rank: 10, permission: &permissions::NOTICES },
        NavItem { label: notices, href: NOTICES, rank: 12, permission: &permissions::NOTICES },
        NavItem { label: my, href: "/my", rank: 10, permission: &people::permissions::MY },
        NavItem { label: jobs, href: "/jobs", rank: 90, permission: &permissions::JOBS },
        NavItem { label: log, href: "/audit", rank: 95, permission: &permissions::LOG },
        NavItem {
            label: used,
            href: "/capabilities",
            rank: 96,
            permission: &permissions::CAPABILITIES,
        },
    ]
}

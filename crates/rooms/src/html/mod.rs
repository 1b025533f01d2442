//! Pages: thin callers of the use cases. One file per page.
mod acts;
mod changes;
mod group;
mod mine;
mod one;
mod parts;
mod person;
mod print;
mod room;
mod search;
mod write;

use slice::{Audit, NavItem, Route};

use crate::permissions::{BEGIN, GROUP, LIVE, READ, TOOL, WRITE};

/// The addresses of this slice.
pub(crate) fn routes() -> Vec<Route> {
    let mut all = vec![
        Route::get("/rooms", &READ, Audit::List, mine::show),
        Route::get("/rooms/offline", &READ, Audit::None, mine::offline),
        Route::get("/rooms/person/{resident}", &TOOL, Audit::Person, person::page),
        Route::post("/rooms/person/{resident}", &BEGIN, Audit::Person, person::begin),
        Route::post("/rooms/person/{resident}/tool", &TOOL, Audit::Person, person::tool),
        Route::get("/rooms/groups/new", &GROUP, Audit::Act, group::new),
        Route::post("/rooms/groups/new", &GROUP, Audit::Act, group::found),
    ];
    all.extend([
        Route::get("/rooms/{room}", &READ, Audit::Person, room::page),
        Route::get("/rooms/{room}/live", &LIVE, Audit::Person, room::live),
        Route::get("/rooms/{room}/write", &WRITE, Audit::Person, write::page),
        Route::post("/rooms/{room}/write", &WRITE, Audit::Person, write::post),
        Route::post("/rooms/{room}/draft", &WRITE, Audit::Person, write::draft),
        Route::get("/rooms/{room}/changes", &READ, Audit::Person, changes::page),
        Route::post("/rooms/{room}/search", &READ, Audit::Person, search::page),
        Route::get("/rooms/{room}/print", &READ, Audit::Person, print::page),
        Route::get("/rooms/{room}/print/sheet", &READ, Audit::Person, print::sheet),
        Route::get("/rooms/{room}/members", &READ, Audit::Person, group::members),
        Route::post("/rooms/{room}/members", &GROUP, Audit::Person, group::change),
        Route::post("/rooms/{room}/close", &GROUP, Audit::Person, group::close),
        Route::get("/rooms/{room}/posts/{post}", &READ, Audit::Person, one::page),
        Route::post("/rooms/{room}/posts/{post}/answer", &WRITE, Audit::Person, acts::answer),
        Route::post("/rooms/{room}/posts/{post}/pin", &WRITE, Audit::Person, acts::pin),
        Route::post("/rooms/{room}/posts/{post}/take-back", &WRITE, Audit::Person, acts::take_back),
        Route::get("/rooms/{room}/posts/{post}/correct", &WRITE, Audit::Person, one::correct),
        Route::post("/rooms/{room}/posts/{post}/correct", &WRITE, Audit::Person, one::save),
        Route::get("/rooms/{room}/posts/{post}/files/{file}", &READ, Audit::Person, one::file),
    ]);
    all
}

/// Its entry in the navigation.
pub(crate) fn nav() -> Vec<NavItem> {
    vec![NavItem { label: |_| "やりとり", href: "/rooms", rank: 40, permission: &READ }]
}

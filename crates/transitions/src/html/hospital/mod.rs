//! The hospital's 地域連携室: what arrived, who takes it, what is decided, told and handed over. The end of a stay and
//! 「受け取りました」 are pages of both sides.
mod assign;
mod clock;
mod conference;
mod discharge;
pub(in crate::html) mod end;
mod find_cm;
mod finished;
pub(in crate::html) mod frame;
mod intray;
mod intray_print;
mod judged;
mod papers;
mod planned;
mod planning;
mod receive;
#[cfg(test)]
pub(in crate::html) mod samples;
mod screening;
mod screening_page;
mod screening_sets;
mod stale;
mod tray;
pub(in crate::html) mod typed;
#[cfg(test)]
mod walk;
mod window;

use people::permissions::FIND_CM;
use slice::{Audit, Route};

use crate::permissions as p;

/// The addresses.
pub(crate) fn routes() -> Vec<Route> {
    let person = Audit::Person;
    vec![
        Route::get("/transitions/intray", &p::READ, Audit::List, intray::get),
        Route::get("/transitions/intray/print", &p::READ, Audit::List, intray_print::get),
        Route::get("/transitions/find-cm", &FIND_CM, Audit::Act, find_cm::get),
        Route::post("/transitions/find-cm", &FIND_CM, Audit::Act, find_cm::post),
        Route::get("/transitions/finished", &p::READ, Audit::List, finished::get),
        Route::get("/transitions/{stay}/assign", &p::ASSIGN, person, assign::get),
        Route::post("/transitions/{stay}/assign", &p::ASSIGN, person, assign::post),
        Route::get("/transitions/{stay}/screening", &p::SCREEN, person, screening::get),
        Route::post("/transitions/{stay}/screening", &p::SCREEN, person, screening::post),
        Route::post("/transitions/{stay}/screening/draft", &p::SCREEN, person, screening::draft),
        Route::post("/transitions/{stay}/screening/seen", &p::SCREEN, person, screening::seen),
        Route::get("/transitions/{stay}/planning", &p::PLAN, person, planning::get),
        Route::post("/transitions/{stay}/planning", &p::PLAN, person, planning::post),
        Route::get("/transitions/{stay}/discharge", &p::DISCHARGE_NOTICE, person, discharge::get),
        Route::post("/transitions/{stay}/discharge", &p::DISCHARGE_NOTICE, person, discharge::post),
        Route::get("/transitions/{stay}/planned", &p::PLANNED_DATE, person, planned::get),
        Route::post("/transitions/{stay}/planned", &p::PLANNED_DATE, person, planned::post),
        Route::get("/transitions/{stay}/conference", &p::CONFERENCE, person, conference::get),
        Route::post("/transitions/{stay}/conference", &p::CONFERENCE, person, conference::post),
        Route::get("/transitions/{stay}/papers", &p::PAPERS, person, papers::get),
        Route::post("/transitions/{stay}/papers", &p::PAPERS, person, papers::post),
        Route::get("/transitions/{stay}/end", &p::END, person, end::get),
        Route::post("/transitions/{stay}/end", &p::END, person, end::post),
        Route::post("/transitions/{stay}/end/undo", &p::END, person, end::undo),
        Route::post("/transitions/acts/{act}/receive", &p::RECEIVE, person, receive::receive),
        Route::post("/transitions/acts/{act}/unreceive", &p::RECEIVE, person, receive::unreceive),
    ]
}

#[cfg(test)]
pub(crate) use samples::{
    hospital as sample_hospital, resident as sample_resident, shell as sample_shell,
    stay as sample_stay,
};

//! Pages of 退院前カンファ: agenda, attendees, decisions, changes after closing; and the record of meetings.
mod acts;
mod draw;
mod edit;
mod form;
mod merge;
mod page;
mod partners;
mod parts;
mod print;
#[cfg(test)]
pub(crate) mod samples;

use slice::{Audit, Route};

use crate::permissions as p;

/// The addresses.
pub(crate) fn routes() -> Vec<Route> {
    let person = Audit::Person;
    let (read, hold, answer) = (&p::CONFERENCE_READ, &p::CONFERENCE_HOLD, &p::CONFERENCE_ANSWER);
    vec![
        Route::get("/transitions/{stay}/conferences", read, person, page::of_stay),
        Route::get("/transitions/{stay}/conferences/new", hold, person, edit::new),
        Route::post("/transitions/{stay}/conferences/new", hold, person, edit::add),
        Route::get("/transitions/conferences/{conference}", read, person, page::get),
        Route::get("/transitions/conferences/{conference}/edit", hold, person, edit::get),
        Route::post("/transitions/conferences/{conference}/edit", hold, person, edit::post),
        Route::post("/transitions/conferences/{conference}/invite", hold, person, acts::invite),
        Route::post("/transitions/conferences/{conference}/seen", answer, person, acts::seen),
        Route::post("/transitions/conferences/{conference}/told", hold, person, acts::told),
        Route::post("/transitions/conferences/{conference}/done", answer, person, acts::done),
        Route::post("/transitions/conferences/{conference}/say", answer, person, acts::say),
        Route::post("/transitions/conferences/{conference}/answer", hold, person, acts::answer),
        Route::post("/transitions/conferences/{conference}/cancel", hold, person, acts::cancel),
        Route::post("/transitions/conferences/{conference}/files", hold, person, acts::files),
        Route::get("/transitions/conferences/{conference}/print", read, person, print::get),
        Route::get("/transitions/partners", &p::MEETINGS, Audit::Act, partners::get),
        Route::post("/transitions/partners", &p::MEETINGS, Audit::Act, partners::post),
        Route::post(
            "/transitions/partners/{meeting}/remove",
            &p::MEETINGS,
            Audit::Act,
            partners::remove,
        ),
        Route::get("/transitions/partners/print", &p::MEETINGS, Audit::Act, partners::print),
        Route::get("/transitions/partners/csv", &p::MEETINGS, Audit::Act, partners::csv),
        Route::get(
            "/transitions/partners/region",
            &p::MEETINGS_COUNT,
            Audit::Act,
            partners::region,
        ),
    ]
}

//! Pages of what is got ready until discharge: dates, reasons, checklist, procedures, places, papers.
mod answer_form;
mod checklist;
mod enclosed;
mod facility;
mod facility_answer;
mod not_discharged;
pub(in crate::html) mod onward;
mod orders;
pub(in crate::html) mod panel;
mod place;
mod procedures;
mod questions;
mod written;
pub(in crate::html) mod written_read;

use slice::{Audit, Route};

use crate::permissions as p;

/// The addresses.
pub(crate) fn routes() -> Vec<Route> {
    let person = Audit::Person;
    vec![
        Route::get(
            "/transitions/{stay}/not-discharged",
            &p::NOT_DISCHARGED,
            person,
            not_discharged::get,
        ),
        Route::post(
            "/transitions/{stay}/not-discharged",
            &p::NOT_DISCHARGED,
            person,
            not_discharged::post,
        ),
        Route::get("/transitions/{stay}/checklist", &p::CHECKLIST, person, checklist::get),
        Route::post("/transitions/{stay}/checklist", &p::CHECKLIST, person, checklist::post),
        Route::get("/transitions/{stay}/procedures", &p::PROCEDURES, person, procedures::get),
        Route::post("/transitions/{stay}/procedures", &p::PROCEDURES, person, procedures::post),
        Route::get("/transitions/{stay}/place", &p::PLACE, person, place::get),
        Route::post("/transitions/{stay}/place", &p::PLACE, person, place::post),
        Route::get("/transitions/{stay}/orders", &p::ORDERS, person, orders::get),
        Route::post("/transitions/{stay}/orders", &p::ORDERS, person, orders::post),
        Route::get("/transitions/{stay}/facility", &p::FACILITY_ASK, person, facility::get),
        Route::post("/transitions/{stay}/facility", &p::FACILITY_ASK, person, facility::post),
        Route::get(
            "/transitions/{stay}/facility-answer",
            &p::FACILITY_ASK,
            person,
            facility_answer::get,
        ),
        Route::post(
            "/transitions/{stay}/facility-answer",
            &p::FACILITY_ASK,
            person,
            facility_answer::post,
        ),
        Route::get("/transitions/{stay}/onward", &p::REPORT, person, onward::get),
        Route::post("/transitions/{stay}/onward", &p::REPORT, person, onward::post),
        Route::get("/transitions/{stay}/enclosed/{act}", &p::SHEET_READ, person, enclosed::get),
        Route::get("/transitions/{stay}/written/{which}", &p::PAPERS, person, written::get),
        Route::post("/transitions/{stay}/written/{which}", &p::PAPERS, person, written::post),
        Route::get(
            "/transitions/{stay}/written/{which}/read",
            &p::SHEET_READ,
            person,
            written_read::read,
        ),
        Route::get("/transitions/questions", &p::FACILITY_ANSWER, Audit::Act, questions::list),
        Route::get("/transitions/questions/{act}", &p::FACILITY_ANSWER, person, questions::get),
        Route::post("/transitions/questions/{act}", &p::FACILITY_ANSWER, person, questions::post),
    ]
}

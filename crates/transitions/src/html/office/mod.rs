//! Pages of the office (ケアマネジャー, 包括): an admission is entered, told and written down; one file a page.
mod again;
mod brought;
mod cancel;
mod chapters;
pub(in crate::html) mod check;
mod contact;
mod documents;
#[cfg(test)]
pub(in crate::html) mod flow_tests;
pub(crate) mod list;
mod log;
mod merge;
mod new;
#[cfg(test)]
mod no_consent_tests;
pub(in crate::html) mod paper;
pub(in crate::html) mod parts;
#[cfg(test)]
mod past_tests;
pub(in crate::html) mod prefill;
mod received;
#[cfg(test)]
pub(in crate::html) mod samples;
pub(in crate::html) mod stay;
mod two_windows;
pub(in crate::html) mod typed;

use slice::{Audit, Route};

use crate::permissions::{CONTACT, HEAR, READ, RECALL, RECORD, REPORT, SHEET, SHEET_READ};

/// The addresses.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/transitions", &READ, Audit::List, list::page),
        Route::get("/transitions/new", &REPORT, Audit::Person, new::page),
        Route::post("/transitions/new", &REPORT, Audit::Person, new::post),
        Route::get(
            "/transitions/brought/{resident}/{record}",
            &SHEET_READ,
            Audit::Person,
            brought::page,
        ),
        Route::get("/transitions/{stay}", &READ, Audit::Person, stay::page),
        Route::get("/transitions/{stay}/contact", &CONTACT, Audit::Person, contact::page),
        Route::post("/transitions/{stay}/contact", &CONTACT, Audit::Person, contact::post),
        Route::get("/transitions/{stay}/received", &HEAR, Audit::Person, received::page),
        Route::post("/transitions/{stay}/received", &HEAR, Audit::Person, received::post),
        Route::post("/transitions/acts/{act}/unhear", &HEAR, Audit::Person, received::unhear),
        Route::get("/transitions/{stay}/sheet", &SHEET, Audit::Person, chapters::sheet),
        Route::post(
            "/transitions/{stay}/sheet/draft",
            &SHEET,
            Audit::Person,
            chapters::sheet_draft,
        ),
        Route::post("/transitions/{stay}/sheet/photos", &SHEET, Audit::Person, chapters::photos),
        Route::get("/transitions/{stay}/sheet/check", &SHEET, Audit::Person, check::sheet_page),
        Route::post("/transitions/{stay}/sheet/send", &SHEET, Audit::Person, check::send),
        Route::post("/transitions/{stay}/sheet/merge", &SHEET, Audit::Person, merge::sheet),
        Route::get("/transitions/{stay}/record", &RECORD, Audit::Person, chapters::record),
        Route::post(
            "/transitions/{stay}/record/draft",
            &RECORD,
            Audit::Person,
            chapters::record_draft,
        ),
        Route::get(
            "/transitions/{stay}/record/confirm",
            &RECORD,
            Audit::Person,
            check::record_page,
        ),
        Route::post("/transitions/{stay}/record/confirm", &RECORD, Audit::Person, check::confirm),
        Route::post("/transitions/{stay}/record/merge", &RECORD, Audit::Person, merge::record),
        Route::get(
            "/transitions/{stay}/documents/{record}",
            &SHEET_READ,
            Audit::Person,
            documents::page,
        ),
        Route::get(
            "/transitions/{stay}/documents/{record}/print",
            &SHEET_READ,
            Audit::Person,
            documents::print,
        ),
        Route::get("/transitions/{stay}/cancel", &REPORT, Audit::Person, cancel::page),
        Route::post("/transitions/{stay}/cancel", &REPORT, Audit::Person, cancel::post),
        Route::post("/transitions/acts/{act}/recall", &RECALL, Audit::Person, cancel::recall),
        // whose act it is stands with the act: the ward takes its own summary back, the office its follow-up
        Route::post("/transitions/acts/{act}/take-back", &READ, Audit::Person, cancel::take_back),
    ]
}

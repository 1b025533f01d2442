//! Pages: thin callers of the use cases. One file per page.
use slice::{Audit, NavItem, Route};

use crate::permissions as p;

mod ask;
mod board;
mod card;
pub(crate) mod crew;
mod figures;
#[cfg(test)]
mod flow_tests;
mod glass;
#[cfg(test)]
mod later_tests;
mod paper;
mod register_file;
mod registers;
mod review;
mod scene;
mod subset;
mod tablets;
mod team;

pub(crate) use register_file::WORKBOOK;
pub(crate) use registers::EXPORT;

/// The addresses of this slice.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/scene", &p::LOOKUP, Audit::None, crew::page),
        Route::post("/scene/find", &p::LOOKUP, Audit::List, crew::find),
        Route::post("/scene/open", &p::OPEN, Audit::Person, crew::open),
        Route::get("/scene/code/{token}", &p::LOOKUP, Audit::None, crew::token_page),
        Route::post("/scene/code/{token}", &p::LOOKUP, Audit::Person, crew::token_open),
        Route::get("/scene/card/{opened}", &p::OPEN, Audit::Person, scene::page),
        Route::get("/scene/card/{opened}/handover", &p::OPEN, Audit::Person, scene::handover),
        Route::post("/scene/card/{opened}/asked", &p::OPEN, Audit::Person, scene::asked),
        Route::post("/scene/card/{opened}/arrest", &p::OPEN, Audit::Person, scene::arrest),
        Route::post("/scene/card/{opened}/transport", &p::OPEN, Audit::Person, scene::transport),
        Route::get("/scene/glass", &p::GLASS, Audit::None, glass::page),
        Route::post("/scene/glass/find", &p::GLASS, Audit::List, glass::find),
        Route::post("/scene/glass/open", &p::GLASS, Audit::Person, glass::open),
        Route::post("/scene/subset", &p::SUBSET, Audit::Person, subset::take),
        // signed in or not: the tablet's own credential is the proof, so that what was looked up is told at once
        Route {
            method: slice::Method::Post,
            path: "/scene/subset/contact",
            permission: None,
            audit: Audit::List,
            handler: subset::contact,
        },
        Route::get("/scene/offline", &p::LOOKUP, Audit::None, subset::offline),
        Route::get("/emergency/tablets", &p::TABLETS, Audit::Act, tablets::page),
        Route::post("/emergency/tablets/{device}", &p::TABLETS, Audit::Act, tablets::change),
        Route::get("/people/{resident}/emergency", &p::CARD, Audit::Person, card::page),
        Route::get("/people/{resident}/emergency/edit", &p::WRITE, Audit::Person, card::edit),
        Route::post("/people/{resident}/emergency/edit", &p::WRITE, Audit::Person, card::save),
        Route::post(
            "/people/{resident}/emergency/confirm",
            &p::WRITE,
            Audit::Person,
            card::confirm,
        ),
        Route::post(
            "/people/{resident}/emergency/register",
            &p::REGISTER,
            Audit::Person,
            card::register,
        ),
        Route::post("/people/{resident}/emergency/end", &p::REGISTER, Audit::Person, card::end),
        Route::post("/people/{resident}/emergency/print", &p::WRITE, Audit::Person, paper::print),
        Route::get("/emergency/alerts/{alert}", &p::ALERT, Audit::Person, team::alert),
        Route::post("/emergency/alerts/{alert}", &p::ALERT, Audit::Person, team::close),
        Route::get("/emergency/handover/{transport}", &p::HANDOVER, Audit::Person, team::handover),
        Route::get("/emergency/reviews", &p::REVIEW, Audit::Act, review::page),
        Route::post("/emergency/reviews/{glass}", &p::REVIEW, Audit::Act, review::judge),
        Route::get("/emergency/figures", &p::FIGURES, Audit::Act, figures::page),
        Route::get("/emergency/outreach", &p::OUTREACH, Audit::List, figures::unasked),
        Route::get(
            "/people/{resident}/register",
            &p::REGISTERS_WRITE,
            Audit::Person,
            registers::entry,
        ),
        Route::post(
            "/people/{resident}/register",
            &p::REGISTERS_WRITE,
            Audit::Person,
            registers::save,
        ),
        Route::get("/registers", &p::REGISTERS, Audit::List, registers::list),
        Route::get("/registers/import", &p::REGISTERS_WRITE, Audit::List, register_file::page),
        Route::post("/registers/import", &p::REGISTERS_WRITE, Audit::List, register_file::post),
        Route::post("/registers/export", &p::REGISTERS_EXPORT, Audit::List, register_file::export),
        Route::get("/emergency/ask", &p::ASK, Audit::List, ask::page),
        Route::post("/emergency/ask", &p::ASK, Audit::Person, ask::post),
        Route::get("/emergency/tell/{glass}", &p::TELL, Audit::Person, ask::tell_page),
        Route::post("/emergency/tell/{glass}", &p::TELL, Audit::Person, ask::tell_post),
        Route::get("/my/emergency", &p::MY, Audit::Person, ask::mine),
        Route::get("/registers/print", &p::REGISTERS, Audit::List, registers::print),
        Route::post("/disasters", &p::BOARD, Audit::Act, registers::open),
        Route::get("/disasters/{disaster}", &p::REGISTERS, Audit::List, board::page),
        Route::post("/disasters/{disaster}", &p::REGISTERS_WRITE, Audit::Person, board::say),
        Route::get("/emergency/settings", &p::SETTINGS, Audit::Act, review::settings_page),
        Route::post("/emergency/settings", &p::SETTINGS, Audit::Act, review::settings_save),
    ]
}

/// Its entries in the navigation.
pub(crate) fn nav() -> Vec<NavItem> {
    vec![
        NavItem { label: |_| "さがす", href: "/scene", rank: 5, permission: &p::LOOKUP },
        NavItem {
            label: |_| "見守りの名簿",
            href: "/registers",
            rank: 58,
            permission: &p::REGISTERS,
        },
        NavItem {
            label: |_| "救急医療情報",
            href: "/emergency/figures",
            rank: 60,
            permission: &p::FIGURES,
        },
    ]
}

/// The errors of a use case beside the fields of the page.
pub(super) fn errors_of(fields: Vec<app::FieldError>) -> Vec<ui::FieldError> {
    fields.into_iter().map(|f| ui::FieldError { field: f.field, message: f.message }).collect()
}

//! Pages of before and at admission: hospitals without accounts (paper, FAX, replies keyed in), services told at once,
//! sheets that wait for approval, several rows at once, planned admissions, face sheets.
mod calls;
mod cover;
mod face;
pub(in crate::html) mod fax;
#[cfg(test)]
mod flow_tests;
mod moved;
mod numbered;
mod outside;
pub(in crate::html) mod photos;
mod prepared;
mod reply;
mod services;
pub(in crate::html) mod several;
mod told;

use kernel::wareki;
use slice::{Audit, Route};
use ui::{Button, Html, Shell};

use crate::model::{EndKind, Stay};
use crate::permissions as p;
use crate::use_cases::view::View;

/// The addresses.
pub(crate) fn routes() -> Vec<Route> {
    let person = Audit::Person;
    let list = Audit::List;
    vec![
        Route::get("/transitions/{stay}/paper", &p::HEAR, person, outside::page),
        Route::get("/transitions/{stay}/paper/cover", &p::HEAR, person, cover::print),
        Route::post("/transitions/{stay}/paper/numbered", &p::HEAR, person, numbered::print),
        Route::get("/transitions/{stay}/reply", &p::HEAR, person, reply::page),
        Route::post("/transitions/{stay}/reply", &p::HEAR, person, reply::post),
        Route::get("/transitions/{stay}/services", &p::SERVICES, person, services::page),
        Route::post("/transitions/{stay}/services", &p::SERVICES, person, services::post),
        Route::get("/transitions/{stay}/services/print", &p::SERVICES, person, services::print),
        Route::post("/transitions/services/{act}/told", &p::SERVICES, person, services::told),
        Route::get("/transitions/told", &p::TOLD, list, told::page),
        Route::post("/transitions/told/{act}/receive", &p::TOLD, person, told::receive),
        Route::get("/transitions/several", &p::RECEIVE, list, several::page),
        Route::post("/transitions/several", &p::RECEIVE, list, several::confirm),
        Route::post("/transitions/several/do", &p::RECEIVE, list, several::run),
        Route::get("/transitions/{stay}/call", &p::RECEIVE, person, several::call),
        Route::get("/transitions/prepared/{prepared}", &p::SHEET, person, prepared::page),
        Route::post(
            "/transitions/prepared/{prepared}/approve",
            &p::SHEET,
            person,
            prepared::approve,
        ),
        Route::post("/transitions/prepared/{prepared}/back", &p::SHEET, person, prepared::back),
        Route::post("/transitions/prepared/{prepared}/take", &p::SHEET, person, prepared::take),
        Route::get("/transitions/{stay}/moved", &p::REPORT, person, moved::page),
        Route::post("/transitions/{stay}/moved", &p::REPORT, person, moved::post),
        Route::get("/transitions/face-sheet/{resident}", &p::FACE_SHEET, person, face::page),
        Route::post("/transitions/face-sheet/{resident}", &p::FACE_SHEET, person, face::post),
        Route::get("/transitions/face-sheet/{resident}/print", &p::FACE_SHEET, person, face::print),
        Route::post("/transitions/face-sheet/{resident}/sent", &p::FACE_SHEET, person, face::sent),
    ]
}

/// Buttons on the stay's page, by side.
pub(super) fn links(shell: &Shell, s: &Stay, hospital_side: bool) -> Vec<Button> {
    let at = |tail: &str| shell.url(&format!("/transitions/{}{tail}", s.id));
    if hospital_side {
        return vec![Button::link("電話メモを印刷する", at("/call")).icon("print").compact()];
    }
    let mut out = vec![Button::link("紙・FAXでのやりとり", at("/paper")).compact()];
    // of the dead nobody is told by a list (model::may)
    if s.end != Some(EndKind::Death) {
        out.push(Button::link("サービス事業所に知らせる", at("/services")).compact());
    }
    out.push(Button::link("電話メモを印刷する", at("/call")).icon("print").compact());
    let face = shell.url(&format!("/transitions/face-sheet/{}", s.resident));
    out.push(Button::link("受診前フェイスシート", face).compact());
    if s.planned && s.ended_on.is_none() {
        out.push(Button::link("予定の入院日を変える", at("/moved")).compact());
    }
    out
}

/// 「佐藤 ミヨ さん　11月19日（木）に入院　雪代市立病院」.
fn who(v: &View) -> Html {
    Html::trusted("<b>")
        .and(format!("{} さん", v.resident.name))
        .and(Html::trusted("</b>　"))
        .and(format!("{}に入院", wareki::month_day(v.stay.admitted_on)))
        .and(Html::trusted("　"))
        .and(super::office::parts::hospital(&v.stay, v.hospital.as_ref()))
}

/// Back to the stay.
fn back(shell: &Shell, s: &Stay) -> Html {
    ui::back("入退院のようす", shell.url(&format!("/transitions/{}", s.id)))
}

/// The band of a demonstration region on paper.
fn demo(shell: &Shell) -> Option<String> {
    shell.region.demo_paper()
}

/// 「R8.11.19 11:20」.
fn printed_at(now: kernel::At) -> String {
    let t = now.local();
    format!("{} {}:{:02}", wareki::short(now.date()), t.hour(), t.minute())
}

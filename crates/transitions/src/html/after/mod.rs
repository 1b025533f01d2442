//! Pages of after discharge (follow-up, tasks) and of handing over (one person or a whole caseload).
#[cfg(test)]
mod flow_tests;
mod follow_up;
mod handover;
mod handover_done;
mod task;

use slice::{Audit, Route};

use crate::permissions::{FOLLOW_UP, HAND_OVER};

/// The addresses.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/handover", &HAND_OVER, Audit::Act, handover::choose),
        Route::get("/handover/preview", &HAND_OVER, Audit::List, handover::preview),
        Route::post("/handover", &HAND_OVER, Audit::Person, handover::post),
        Route::get("/handover/{handover}", &HAND_OVER, Audit::List, handover_done::page),
        Route::post("/handover/{handover}/undo", &HAND_OVER, Audit::Person, handover_done::undo),
        Route::get("/transitions/{stay}/follow-up", &FOLLOW_UP, Audit::Person, follow_up::page),
        Route::post("/transitions/{stay}/follow-up", &FOLLOW_UP, Audit::Person, follow_up::post),
        Route::get("/transitions/tasks/{task}", &FOLLOW_UP, Audit::Person, task::page),
        Route::post("/transitions/tasks/{task}", &FOLLOW_UP, Audit::Person, task::post),
    ]
}

//! Pages of criteria of 退院支援の要否: the ADL that judges them again, the editor of a region's administrator, and the
//! sheet between hospital and 包括.
mod adl;
mod approval;
mod edit;
mod referral;
mod referral_read;
mod table;
#[cfg(test)]
mod tests;
mod trying;

use slice::{Audit, Route};

use crate::permissions as p;

/// The addresses.
pub(crate) fn routes() -> Vec<Route> {
    let person = Audit::Person;
    vec![
        Route::get("/transitions/{stay}/adl", &p::ADL, person, adl::get),
        Route::post("/transitions/{stay}/adl", &p::ADL, person, adl::post),
        Route::get("/transitions/rules", &p::RULES_EDIT, Audit::Act, table::get),
        Route::get("/transitions/rules/edit", &p::RULES_EDIT, Audit::Act, edit::get),
        Route::post("/transitions/rules/edit", &p::RULES_EDIT, Audit::Act, edit::post),
        Route::post("/transitions/rules/drop", &p::RULES_EDIT, Audit::Act, edit::forget),
        Route::get("/transitions/rules/try", &p::RULES_EDIT, Audit::Act, trying::get),
        Route::post("/transitions/rules/try", &p::RULES_EDIT, Audit::Act, trying::post),
        Route::get("/transitions/approval-rules", &p::APPROVAL_EDIT, Audit::Act, approval::get),
        Route::post("/transitions/approval-rules", &p::APPROVAL_EDIT, Audit::Act, approval::post),
        Route::get("/transitions/referrals", &p::REFERRAL_READ, Audit::Act, referral_read::list),
        Route::get("/transitions/referrals/new", &p::REFERRAL_SEND, Audit::Act, referral::get),
        Route::post("/transitions/referrals/new", &p::REFERRAL_SEND, Audit::Act, referral::post),
        Route::get("/transitions/{stay}/referral", &p::REFERRAL_SEND, person, referral::get),
        Route::post("/transitions/{stay}/referral", &p::REFERRAL_SEND, person, referral::post),
        Route::get(
            "/transitions/referrals/{referral}",
            &p::REFERRAL_READ,
            Audit::Act,
            referral_read::get,
        ),
        Route::post(
            "/transitions/referrals/{referral}/answer",
            &p::REFERRAL_ANSWER,
            Audit::Act,
            referral_read::answer,
        ),
        Route::get(
            "/transitions/referrals/{referral}/print",
            &p::REFERRAL_READ,
            Audit::Act,
            referral_read::print,
        ),
    ]
}

//! Pages of 聞き取り and the fee guides: what was heard, what counts as a guide, and the text to paste into the office's
//! own record. Each side sees its own guides only.
mod copy;
mod guidance;
mod hearings;
mod hospital;
mod page;
pub(super) mod prefill;
#[cfg(test)]
mod samples;

use slice::{Audit, Fail, Req, Resp, Route};
use ui::{Button, Html, Shell};

use super::office::parts;
use crate::model::{EndKind, Stay, StayId};
use crate::permissions::{COPY_OUT, FEES, GUIDANCE, HEARING};
use crate::use_cases::view::View;

/// The addresses.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/transitions/{stay}/fees", &FEES, Audit::Person, fees),
        Route::post("/transitions/{stay}/fees", &HEARING, Audit::Person, page::post),
        Route::get("/transitions/{stay}/hearings", &HEARING, Audit::Person, hearings::page),
        Route::post("/transitions/{stay}/hearings", &HEARING, Audit::Person, hearings::post),
        Route::post(
            "/transitions/acts/{act}/unhear-row",
            &HEARING,
            Audit::Person,
            hearings::withdraw,
        ),
        Route::get("/transitions/{stay}/guidance", &GUIDANCE, Audit::Person, guidance::page),
        Route::post("/transitions/{stay}/guidance", &GUIDANCE, Audit::Person, guidance::post),
        Route::post(
            "/transitions/acts/{act}/unguide",
            &GUIDANCE,
            Audit::Person,
            guidance::withdraw,
        ),
        Route::get("/transitions/{stay}/copy", &COPY_OUT, Audit::Person, copy::page),
    ]
}

fn fees(req: &Req) -> Result<Resp, Fail> {
    if parts::hospital_side(req.actor()?) { hospital::page(req) } else { page::page(req) }
}

/// The buttons that lead from a stay's page to these pages.
pub(crate) fn links(shell: &Shell, s: &Stay, hospital_side: bool) -> Vec<Button> {
    let to = |label: &str, tail: &str| {
        Button::link(label, shell.url(&format!("/transitions/{}{tail}", s.id))).compact()
    };
    if hospital_side {
        return vec![to("介護支援等連携指導のめやす", "/fees")];
    }
    let dead = s.end == Some(EndKind::Death);
    let mut out = Vec::new();
    if !dead {
        out.push(to("病院からの聞き取り", "/hearings"));
        out.push(to("加算のめやす", "/fees"));
    }
    out.push(to("支援経過に貼る文", "/copy"));
    out
}

/// 「阿部 ハル さん　11月17日（火） みどり総合病院に入院」.
fn who(v: &View) -> Html {
    Html::trusted("<b>")
        .and(format!("{} さん", v.resident.name))
        .and(Html::trusted("</b>　"))
        .and(format!("{}に ", kernel::wareki::month_day(v.stay.admitted_on)))
        .and(parts::hospital(&v.stay, v.hospital.as_ref()))
        .and("に入院")
}

fn back(shell: &Shell, stay: StayId) -> Html {
    ui::back("入退院のようす", shell.url(&format!("/transitions/{stay}")))
}

/// 「令和6年度改定（令和6年4月1日から）」.
fn edition(name: &str, from: &str) -> String {
    match from.parse() {
        Ok(day) => format!("{name}（{}から）", kernel::wareki::long(day)),
        Err(_) => name.to_string(),
    }
}

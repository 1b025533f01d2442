//! What the criteria make of a sheet alone, counted once when it is sent: the in-tray shows it per row.
use app::{Cx, Result};
use forms::{Answers, Facts, Filled, Vars};
use serde_json::Value as Json;

use super::rules;
use crate::model::judgement::LOCAL;
use crate::model::{Proposal, Stay, Tendency};

/// The codes of the めやす that follow from this sheet; none when its answers cannot be read with the shipped form.
pub(crate) fn codes(
    stay: &Stay,
    form_version: &str,
    body: &str,
    cx: &Cx<'_>,
) -> Result<Vec<String>> {
    let now = cx.now();
    let rules = rules::in_force(cx, LOCAL)?;
    let ward = rules::ward_form()?;
    let shipped = rules::shipped()?;
    let known = shipped.forms.get(super::sheet::FORM, form_version).zip(answers(body));
    let Some((form, answers)) = known else { return Ok(Vec::new()) };
    let stay_facts = serde_json::json!({
        "admitted_on": stay.admitted_on.to_string(),
        "emergency": !stay.planned,
    });
    let said = "入院時情報提供書から";
    let vars = Vars::new(now).with("stay", stay_facts, None, None).with_answers(
        "sheet",
        form,
        &answers,
        Some(said),
        Some(now.date()),
    );
    // as the screening page begins: what the ward would be asked, filled from the sheet as far as it goes
    let begun = forms::prefill(ward, &vars, None);
    let verdict = forms::judge(
        &rules,
        &Facts {
            ward: Some(Filled { form: ward, answers: &begun, said }),
            sheet: Some(Filled { form, answers: &answers, said }),
            emergency: Some(!stay.planned),
            now,
        },
    );
    Ok(Tendency::codes(Proposal::of_outcome(&verdict.outcome), Some(verdict.unknown)))
}

/// The answers inside a body: bare, or under `answers`.
fn answers(body: &str) -> Option<Answers> {
    let body: Json = serde_json::from_str(body).ok()?;
    let bare = body.get("answers").cloned().unwrap_or(body);
    Some(bare).filter(Json::is_object).and_then(|v| serde_json::from_value(v).ok())
}

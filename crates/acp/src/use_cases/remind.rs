//! Once a day: which notes are to be looked at again. Each office that follows a person hears of it once, as a count, without names.
use std::collections::BTreeMap;

use app::{Cx, Result, notices};
use kernel::Id;

use crate::model::review::{Facts, due};
use crate::model::shipped;
use crate::store;

/// Tells the offices; how many notes were new.
pub fn remind(cx: &Cx<'_>) -> Result<usize> {
    let form = shipped()?;
    let all = store::lists::followed(cx)?;
    let mut ids: Vec<Id> = all.iter().map(|f| f.resident).collect();
    ids.dedup();
    let stays = match ids.is_empty() {
        true => Vec::new(),
        false => store::lists::stays(cx, &ids, form.after_stay_days)?,
    };
    let diagnoses = store::lists::diagnoses(cx, &ids)?;
    let mut told: BTreeMap<String, (Id, usize)> = BTreeMap::new();
    for f in &all {
        let own: Vec<_> = stays.iter().filter(|s| s.0 == f.resident).map(|s| s.1).collect();
        let new = store::lists::of(&diagnoses, f.resident);
        let facts = Facts {
            confirmed_on: f.confirmed_on,
            level_then: &f.level_then,
            level_now: &f.level_now,
            stays: &own,
            diagnoses: &new,
            months: form.review_months,
        };
        if let Some((why, day)) = due(&facts, cx.today())
            && store::lists::remind(cx, f, why.code(), day)?
        {
            told.entry(f.organisation.to_string()).or_insert((f.organisation, 0)).1 += 1;
        }
    }
    let mut new = 0;
    for (organisation, n) in told.into_values() {
        new += n;
        let to = notices::To { organisation, account: None };
        let text = format!("「わたしのきぼうノート」見直しの時期です（{n}人）");
        notices::send(cx, to, "acp.review", &text, "/wish")?;
    }
    Ok(new)
}

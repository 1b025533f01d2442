//! The notes that are open to the actor, those to be looked at again first.
use app::{Cx, Result};
use kernel::{Date, Id};
use people::Resident;
use people::authz::{What, audit_list, scope};
use people::use_cases::view::of_list;

use crate::model::review::{Facts, Why, due};
use crate::model::{Whose, shipped};
use crate::{permissions, store};

/// A note in the list.
#[derive(Debug, Clone)]
pub struct Line {
    /// Whose.
    pub who: Resident,
    /// 本人確認日.
    pub confirmed_on: Date,
    /// Whose words.
    pub whose: Option<Whose>,
    /// Why it is to be looked at again, and since when.
    pub due: Option<(Why, Date)>,
}

/// All of them. One row in the log with the persons it held.
pub fn open(cx: &Cx<'_>) -> Result<Vec<Line>> {
    let scope = scope(cx, &permissions::LIST, What::Wish)?;
    let notes = store::lists::open(cx, &scope)?;
    let ids: Vec<Id> = notes.iter().map(|n| n.resident).collect();
    audit_list(cx, &permissions::LIST, "wish", &ids);
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let people = of_list(cx, &ids, What::Wish)?;
    let form = shipped()?;
    let stays = store::lists::stays(cx, &ids, form.after_stay_days)?;
    let diagnoses = store::lists::diagnoses(cx, &ids)?;
    let mut out = Vec::new();
    for n in notes {
        let Some(who) = people.iter().find(|p| p.id.0 == n.resident) else { continue };
        let own: Vec<_> = stays.iter().filter(|s| s.0 == n.resident).map(|s| s.1).collect();
        let new = store::lists::of(&diagnoses, n.resident);
        let facts = Facts {
            confirmed_on: n.confirmed_on,
            level_then: &n.care_level,
            level_now: who.care_level.code(),
            stays: &own,
            diagnoses: &new,
            months: form.review_months,
        };
        let due = if who.died_on.is_some() { None } else { due(&facts, cx.today()) };
        out.push(Line {
            who: who.clone(),
            confirmed_on: n.confirmed_on,
            whose: Whose::from_code(&n.words),
            due,
        });
    }
    out.sort_by_key(|l| (l.due.is_none(), l.due.map(|d| d.1), l.confirmed_on));
    Ok(out)
}

/// Those that wait for the actor to look at them with the person.
pub fn waiting(cx: &Cx<'_>) -> Result<Vec<Line>> {
    if !app::may(cx, &permissions::SHARE)? {
        return Ok(Vec::new());
    }
    Ok(open(cx)?.into_iter().filter(|l| l.due.is_some()).collect())
}

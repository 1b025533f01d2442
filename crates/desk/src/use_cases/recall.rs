//! While a consultation is written down: who called before, and what was asked before that is like it.
use std::collections::BTreeSet;

use app::{Cx, Result, authorise};
use kernel::kana::search_key;

use crate::model::words;
use crate::permissions;
use crate::store::cases::{self, Kept};
use crate::store::lists;
use crate::store::words as store;

/// Who called before: an organisation and a profession, with the last consultation and how many there were.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The last consultation of this caller.
    pub last: Kept,
    /// How many among the newest 200 that were looked at.
    pub times: usize,
}

/// Callers shown at most.
const CALLERS: usize = 4;
/// Like ones shown at most.
const NEAR: usize = 4;

/// The last callers whose office or profession holds what was typed (two characters or more); nothing typed: the last
/// callers.
pub fn callers(cx: &Cx<'_>, typed: &str) -> Result<Vec<Caller>> {
    authorise(cx, &permissions::READ)?;
    let key = search_key(typed);
    let found = match key.chars().count() {
        0 => lists::newest(cx, 60)?,
        1 => return Ok(Vec::new()),
        _ => {
            let gram: String = key.chars().take(2).collect();
            lists::callers(cx, &gram)?
        }
    };
    let mut out: Vec<Caller> = Vec::new();
    for k in found {
        let c = &k.case;
        let named = !(c.office.is_empty() && c.profession.is_empty());
        let fits = search_key(&format!("{}{}", c.office, c.profession)).contains(&key);
        if !k.live || !named || !fits {
            continue;
        }
        let same = |o: &Caller| {
            o.last.case.office == c.office
                && o.last.case.profession == c.profession
                && o.last.case.affiliation == c.affiliation
        };
        match out.iter_mut().find(|o| same(o)) {
            Some(o) => {
                o.times += 1;
                if k.case.day > o.last.case.day {
                    o.last = k;
                }
            }
            None => out.push(Caller { last: k, times: 1 }),
        }
    }
    out.sort_by(|a, b| b.last.case.day.cmp(&a.last.case.day));
    out.truncate(CALLERS);
    Ok(out)
}

/// Past consultations that are like a text, nearest first; `but` is left out.
pub fn near(cx: &Cx<'_>, text: &str, but: Option<kernel::Id>) -> Result<Vec<Kept>> {
    authorise(cx, &permissions::READ)?;
    let typed: BTreeSet<String> = words::grams(text);
    let found = store::near(cx, &typed)?;
    let mut out: Vec<Kept> = Vec::new();
    for id in words::nearest(&typed, &found, NEAR * 5) {
        let k = cases::one(cx, id)?;
        // the same words again tell nothing new: the nearest of them stands for all
        let told =
            out.iter().any(|o| o.case.asked == k.case.asked && o.case.answered == k.case.answered);
        if Some(id) != but && !told {
            out.push(k);
        }
        if out.len() == NEAR {
            break;
        }
    }
    Ok(out)
}

/// Consultations whose text or caller holds all that was typed, newest first; nothing typed: the newest. At most 50.
pub fn find(cx: &Cx<'_>, typed: &str) -> Result<Vec<Kept>> {
    authorise(cx, &permissions::READ)?;
    let words: Vec<String> =
        typed.split_whitespace().map(search_key).filter(|k| k.chars().count() >= 2).collect();
    if words.is_empty() {
        return match typed.trim().is_empty() {
            true => lists::newest(cx, 20),
            false => Ok(Vec::new()),
        };
    }
    // the pairs narrow it down; what a pair of hiragana only would find is read from the newest
    let mut ids: Option<BTreeSet<kernel::Id>> = None;
    for w in &words {
        let grams: Vec<String> =
            w.chars().collect::<Vec<_>>().windows(2).map(|p| p.iter().collect()).collect();
        let mut of_word = BTreeSet::new();
        for g in grams.iter().take(3) {
            of_word.extend(store::having(cx, "text", g, 2_000)?);
            of_word.extend(store::having(cx, "caller", g, 2_000)?);
        }
        ids = Some(match ids {
            None => of_word,
            Some(before) => before.intersection(&of_word).copied().collect(),
        });
    }
    let mut out = Vec::new();
    for id in ids.unwrap_or_default().into_iter().rev() {
        let k = cases::one(cx, id)?;
        let c = &k.case;
        let key = search_key(&format!(
            "{}{}{}{}{}",
            c.asked, c.answered, c.solution, c.office, c.profession
        ));
        if k.live && words.iter().all(|w| key.contains(w)) {
            out.push(k);
        }
        if out.len() == 50 {
            break;
        }
    }
    out.sort_by(|a, b| b.case.day.cmp(&a.case.day));
    Ok(out)
}

//! Bringing a register of 民生委員 or the city in, row by row behind the same door as the page of an entry; and taking the list
//! out, with the reason in the log. People are not made by a file: their consent is recorded on their own page.
use app::{Cx, Error, Result, authorise};
use kernel::Id;
use kernel::kana::search_key;
use people::ResidentId;
use people::authz::{What, audit_list, scope};

use super::registers::{Line as Listed, enter, list};
use crate::model::lookup::sound::alike;
use crate::model::register::{Entry, validate};
use crate::model::register_file::Line;
use crate::{permissions, store};

/// What a row would do.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// A new entry.
    New(Id, Entry),
    /// An entry that changes.
    Change(Id, Entry),
    /// Nothing new.
    Same,
    /// Why it cannot.
    Wrong(String),
}

/// Said of somebody who is not there, or not in reach: the two look alike.
pub const NOBODY: &str = "この方のページがありません。先にご本人のページを作ってください";

/// What each row would do; changes nothing.
pub fn plan(cx: &Cx<'_>, lines: &[Line]) -> Result<Vec<(Line, Step)>> {
    authorise(cx, &permissions::REGISTERS_WRITE)?;
    let mut seen: Vec<Id> = Vec::new();
    let mut out = Vec::with_capacity(lines.len());
    for l in lines {
        let step = one(cx, l, &mut seen)?;
        out.push((l.clone(), step));
    }
    let shown: Vec<Id> = seen;
    audit_list(cx, &permissions::REGISTERS_WRITE, "import", &shown);
    Ok(out)
}

fn one(cx: &Cx<'_>, l: &Line, seen: &mut Vec<Id>) -> Result<Step> {
    let (Some(birth), true) = (l.birth, l.wrong.is_empty()) else {
        return Ok(Step::Wrong(l.wrong.join("。")));
    };
    let mut found: Vec<Id> = Vec::new();
    for what in [What::Register, What::Basic] {
        let scope = scope(cx, &permissions::REGISTERS_WRITE, what)?;
        for (id, name, kana) in store::index::of_birth(cx, &scope, birth)? {
            let same = search_key(&name) == search_key(&l.name)
                || (!l.kana.is_empty()
                    && alike(&kana.replace(' ', ""), &l.kana.replace([' ', '　'], "")) >= 0.97);
            if same && !found.contains(&id) {
                found.push(id);
            }
        }
    }
    let id = match found.as_slice() {
        [] => return Ok(Step::Wrong(NOBODY.into())),
        [id] => *id,
        _ => {
            let text = "同じ名前と生年月日の方が2人以上います。ご本人のページから入れてください";
            return Ok(Step::Wrong(text.into()));
        }
    };
    if seen.contains(&id) {
        return Ok(Step::Wrong("この方は、上の行にもあります".into()));
    }
    seen.push(id);
    let kept = store::register::newest(cx, id)?;
    let entry = l.said.over(kept.as_ref(), cx.today());
    let errors = validate(&entry, cx.today());
    if let Some(e) = errors.first() {
        return Ok(Step::Wrong(e.message.clone()));
    }
    Ok(match kept {
        None => Step::New(id, entry),
        Some(k) if sorted(&k) == sorted(&entry) => Step::Same,
        Some(_) => Step::Change(id, entry),
    })
}

fn sorted(e: &Entry) -> Entry {
    let mut e = e.clone();
    e.kinds.sort();
    e.consents.sort();
    e
}

/// Does what the plan says, rows that are wrong left out; how many were written.
pub fn bring_in(cx: &Cx<'_>, lines: &[Line]) -> Result<usize> {
    let mut n = 0;
    for (_, step) in plan(cx, lines)? {
        if let Step::New(id, entry) | Step::Change(id, entry) = step {
            enter(cx, ResidentId(id), &entry)?;
            n += 1;
        }
    }
    Ok(n)
}

/// The list to be taken out, as the page shows it; the reason stands in the log beside the ids.
pub fn take_out(cx: &Cx<'_>, receiver: &str, town: &str, reason: &str) -> Result<Vec<Listed>> {
    authorise(cx, &permissions::REGISTERS_EXPORT)?;
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > 100 {
        return Err(Error::field("reason", "なにに使うかを、100文字以内で入力してください"));
    }
    let all = list(cx, receiver, town)?;
    let ids: Vec<Id> = all.iter().map(|l| l.resident).collect();
    let filter = format!("export;receiver={receiver};reason={reason}");
    audit_list(cx, &permissions::REGISTERS_EXPORT, &filter, &ids);
    Ok(all)
}

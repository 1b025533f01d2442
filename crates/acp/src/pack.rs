//! What of the notes goes into the 停電・障害のときの控え of an office: what the person shows to it, and no more. What was taken back is
//! in none of the files made afterwards.
use app::{Cx, Error, Permission, Result};
use kernel::wareki;
use people::ResidentId;
use people::authz::{Read, What, Wish, decide, scope};
use slice::{Packed, PackedPaper};

use crate::model::{Part, shipped};
use crate::store;
use crate::use_cases::{door, read};

/// The notes in the actor's scope, each behind a permit of its own. An office that only learns that there is a note has none in its
/// file.
pub(crate) fn pack(cx: &Cx<'_>, permission: &'static Permission) -> Result<Vec<Packed>> {
    if door::brief(cx)? {
        return Ok(Vec::new());
    }
    let ids: Vec<ResidentId> = {
        let scope = scope(cx, permission, What::Wish)?;
        store::lists::open(cx, &scope)?.into_iter().map(|n| ResidentId(n.resident)).collect()
    };
    let mut out = Vec::new();
    for id in ids {
        let permit = match decide::<Read, Wish>(cx, permission, id, None) {
            Err(Error::NotFound) => continue,
            other => other?,
        };
        let rows = rows(&read::of(cx, &permit)?)?;
        if rows.is_empty() {
            continue;
        }
        out.push(Packed {
            resident: id.0,
            state: "わたしのきぼうノート".into(),
            place: String::new(),
            next: String::new(),
            facts: Vec::new(),
            papers: vec![PackedPaper {
                title: "わたしのきぼうノート（指示書ではありません）".into(),
                rows,
            }],
        });
    }
    Ok(out)
}

fn rows(n: &read::Note) -> Result<Vec<(String, String)>> {
    let form = shipped()?;
    let mut out = Vec::new();
    if let Some(v) = &n.newest {
        for q in form.questions(Part::Wish) {
            if let Some(given) = v.body.get(&q.code) {
                out.push((q.words.label.clone(), form.words(q, given)));
            }
        }
        if !out.is_empty() {
            let on = wareki::long(v.confirmed_on);
            out.push(("だれのことば・確かめた日".into(), format!("{}　{on}", v.whose.label())));
        }
    }
    for p in &n.proxies {
        let words = format!("{}（{}）　{}", p.who.name, p.who.relation, p.who.phone);
        out.push(("代わりに話し合ってほしい人".into(), words));
    }
    if let Some(t) = n.talks.first().map(|t| &t.what).filter(|t| !t.doctor.is_empty()) {
        let words = format!("{}　昼 {}　夜 {}", t.doctor, t.phone_day, t.phone_night);
        out.push((format!("話し合いのことを聞ける医師（{}）", wareki::short(t.held_on)), words));
    }
    for p in &n.papers {
        let w = &p.what;
        let words = format!("{}　ある所：{}", w.signed_by, w.kept_at);
        out.push((format!("{}（{}）", w.kind.label(), wareki::short(w.made_on)), words));
    }
    Ok(out)
}

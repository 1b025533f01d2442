//! What of this slice goes into the 停電・障害のときの控え of an office: the card as crews see it, and the entry of the register.
//! The brigades have their tablets; a city's worth of cards is in no file.
use accounts::OrganisationKind;
use app::{Cx, Error, Permission, Result};
use kernel::wareki;
use people::ResidentId;
use people::authz::{Act, Emergency, Read, Register, What, could, decide, scope};
use people::use_cases::card_facts::card_facts;
use slice::{Packed, PackedPaper};

use crate::model::register::{KINDS, RECEIVERS, label};
use crate::model::sheet::{Call, Sheet};
use crate::store;

/// Cards and entries in the actor's scope; at most 2,000 of each.
pub(crate) fn pack(cx: &Cx<'_>, permission: &'static Permission) -> Result<Vec<Packed>> {
    let Some(org) = cx.actor().organisation else { return Ok(Vec::new()) };
    if accounts::organisation(cx, org.into())?.kind == OrganisationKind::Fire {
        return Ok(Vec::new());
    }
    let mut out = Vec::new();
    let ids = {
        let scope = scope(cx, permission, What::Emergency)?;
        store::card::registered(cx, &scope)?
    };
    for id in ids {
        let permit = match decide::<Read, Emergency>(cx, permission, ResidentId(id), None) {
            Err(Error::NotFound) => continue,
            other => other?,
        };
        let facts = card_facts(cx, &permit)?;
        let card = store::card::newest(cx, id)?;
        let sheet = Sheet::as_of(&facts, card.as_ref(), cx.today(), true);
        out.push(packed(id, "救急医療情報", "消防がさがせます", card_rows(&sheet)));
    }
    let ids = {
        let scope = scope(cx, permission, What::Register)?;
        store::register::listed(cx, &scope)?
    };
    for id in ids {
        // the file names people by their basic facts: who may not see those takes the register out as Excel
        if !could(cx, Act::Read, What::Basic, ResidentId(id))? {
            continue;
        }
        decide::<Read, Register>(cx, permission, ResidentId(id), None)?;
        if let Some(e) = store::register::newest(cx, id)? {
            out.push(packed(id, "見守りの名簿", "", entry_rows(&e)));
        }
    }
    Ok(out)
}

type Rows = Vec<(String, String)>;

fn packed(id: kernel::Id, title: &str, place: &str, rows: Rows) -> Packed {
    Packed {
        resident: id,
        state: title.into(),
        place: place.into(),
        next: String::new(),
        facts: Vec::new(),
        papers: vec![PackedPaper { title: title.into(), rows }],
    }
}

fn calls(all: &[Call]) -> String {
    let line = |c: &Call| format!("{} {} {}", c.who, c.number, c.note).trim().to_owned();
    all.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn kept(rows: Vec<(&str, String)>) -> Rows {
    rows.into_iter().filter(|(_, t)| !t.is_empty()).map(|(l, t)| (l.to_owned(), t)).collect()
}

fn card_rows(s: &Sheet) -> Rows {
    let warn: Vec<String> =
        s.warn.iter().map(|(a, b)| format!("{a} {b}").trim().to_owned()).collect();
    let mut rows = vec![
        ("鍵", s.key.clone()),
        ("家", s.place.join("・")),
        ("電話する人", calls(&s.contacts)),
        ("病院", calls(&s.doctors)),
        ("注意", warn.join("\n")),
        ("病名", s.diagnoses.join("・")),
        ("お薬", format!("{} {}", s.medicines.join("・"), s.medicine_at).trim().to_owned()),
        ("ふだん", s.usual.join("・")),
        ("支える人", calls(&s.team)),
        ("希望する搬送先", s.wanted.clone()),
    ];
    rows.extend(s.other.iter().map(|(l, t)| (l.as_str(), t.clone())));
    rows.push(("たしかめた日", s.confirmed.clone()));
    kept(rows)
}

fn entry_rows(e: &crate::model::register::Entry) -> Rows {
    let kinds: Vec<&str> = e.kinds.iter().map(|k| label(KINDS, k)).collect();
    let given: Vec<&str> =
        e.consents.iter().filter(|c| c.1).map(|c| label(RECEIVERS, &c.0)).collect();
    kept(vec![
        ("該当", kinds.join("・")),
        ("担当民生委員", e.minsei.clone()),
        ("自治会", e.association.clone()),
        ("持って逃げる薬・用具", e.carry.clone()),
        ("名簿を渡してよい相手", given.join("・")),
        ("調査の日", wareki::long(e.surveyed_on)),
    ])
}

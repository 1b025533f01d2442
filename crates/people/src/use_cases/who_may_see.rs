//! 「誰に見えるか」: the rights in force about a resident, in words, also those to a single paper that somebody was sent,
//! and who cannot see at all.
use std::collections::BTreeMap;

use accounts::{OrganisationId, OrganisationKind};
use app::{Cx, Result};
use kernel::{Hat, Id, wareki};

use super::glass::{self, is_glass};
use crate::authz::{
    Act, Addressee, Basic, Basis, Covers, Facts, Held, Label, Party, Read, Rules, Shield, What,
    all_of, could, covers, decide, labelled, released, rules, shield, shield_for_me,
};
use crate::model::consent::{Mode, Status};
use crate::{ResidentId, permissions};

/// One who can see: name, by what right and until when, and what.
pub type Line = (String, String, Vec<String>);

/// The name of one record: the title of its form; a question or an invitation has none.
pub(crate) fn paper(cx: &Cx<'_>, record: Option<Id>) -> Result<&'static str> {
    let Some(id) = record else { return Ok("書類") };
    let form = match app::records::load(cx, id) {
        Ok(version) => version.form,
        Err(app::Error::NotFound) => return Ok("受け入れの問い合わせ"),
        Err(e) => return Err(e),
    };
    let shipped = forms::shipped().map_err(|e| app::Error::Inconsistent(format!("forms: {e}")))?;
    Ok(shipped.forms.newest(&form).map_or("カンファの案内と記録", |f| f.title.as_str()))
}

/// Is this kind among those that were told of somebody? A card of 救急医療情報 holds who it is about and the facts of health too, so
/// whoever sees it sees those.
pub fn shown(kinds: &[String], what: What) -> bool {
    let has = |w: What| kinds.iter().any(|k| k == w.label());
    has(what) || (matches!(what, What::Basic | What::Health) && has(What::Emergency))
}

/// The kinds as words for readers: of a card it is said what it holds, where that is not told by itself.
pub fn kinds_in_words(kinds: &[String]) -> Vec<String> {
    let alone = !kinds.iter().any(|k| k == What::Health.label());
    let one = |k: &String| match alone && k == What::Emergency.label() {
        true => format!("{k}（連絡先・病気・お薬・アレルギーもふくみます）"),
        false => k.clone(),
    };
    kinds.iter().map(one).collect()
}

/// A party that holds rights, with everything that decides about them.
struct Reader {
    name: String,
    organisation: Id,
    hats: Vec<Hat>,
    rows: Vec<Held>,
    consents: Vec<Covers>,
    shield: Shield,
    released: Vec<(What, Vec<Addressee>)>,
}

impl Reader {
    fn allows(&self, rules: &Rules, what: What, record: Option<(Id, Label, bool)>) -> Vec<Hat> {
        let to = self.released.iter().find(|r| r.0 == what);
        let asks = |hat: &Hat| {
            Facts {
                rules,
                hat: *hat,
                rows: &self.rows,
                consents: &self.consents,
                released: to.map_or(&[], |r| r.1.as_slice()),
                shield: self.shield,
                record: record.map(|r| r.0),
                label: record.map_or(Label::Normal, |r| r.1),
                own: record.is_some_and(|r| r.2),
            }
            .allows(Act::Read, what)
        };
        self.hats.iter().copied().filter(asks).collect()
    }

    /// Does the right count at all now? One that rests on consent counts while one reaches the party.
    fn counts(&self, h: &Held) -> bool {
        !h.basis.needs_consent() || self.consents.iter().any(|c| c.reaches)
    }
}

/// Who holds rights about one record of a person, in the order in which the rights began.
fn readers(cx: &Cx<'_>, id: ResidentId) -> Result<Vec<Reader>> {
    let mut out: Vec<(Party, Reader)> = Vec::new();
    let mut open = Vec::new();
    for what in What::ALL.into_iter().filter(|w| w.needs_release()) {
        open.push((what, released(cx, id, what)?));
    }
    for held in all_of(cx, id)? {
        if let Some((_, reader)) = out.iter_mut().find(|(p, _)| *p == held.party) {
            reader.rows.push(held);
            continue;
        }
        let (name, organisation, hats, account) = match held.party {
            Party::Organisation(o) => {
                let org = accounts::organisation(cx, OrganisationId(o))?;
                (org.name, o, org.kind.hats().to_vec(), String::new())
            }
            Party::Account(a) => match accounts::account(cx, accounts::AccountId(a))? {
                Some(x) => {
                    let name = match is_glass(&held) {
                        // a crew is not known by name to who reads this
                        true => format!(
                            "{} {}",
                            accounts::organisation(cx, x.organisation)?.name,
                            x.name
                        ),
                        false => x.name,
                    };
                    (name, x.organisation.0, vec![x.hat], a.to_string())
                }
                None => continue,
            },
        };
        let org_text = organisation.to_string();
        let reader = Reader {
            name,
            organisation,
            hats,
            consents: covers(cx, id, (&org_text, &account))?,
            shield: shield(cx, id, (&org_text, &account))?,
            released: open.clone(),
            rows: vec![held.clone()],
        };
        out.push((held.party, reader));
    }
    Ok(out.into_iter().map(|(_, r)| r).collect())
}

fn why(cx: &Cx<'_>, held: &Held) -> Result<String> {
    Ok(match (held.basis, held.to) {
        // the right to one paper: which, and until when
        (_, to) if held.record.is_some() => {
            let until = to.map(|d| format!("（{}まで）", wareki::long(d)));
            format!("{}を受け取った相手{}", paper(cx, held.record)?, until.unwrap_or_default())
        }
        (Basis::HospitalConcerned, Some(to)) => format!("{}まで", wareki::long(to)),
        (b, Some(to)) => format!("{}（{}まで）", b.label(), wareki::long(to)),
        (b, None) => b.label().to_string(),
    })
}

fn nobody() -> Line {
    let who = "市の担当（見守りの名簿を除きます）、連携拠点、支援チームに入っていない事業所";
    ("見えない人".into(), who.into(), Vec::new())
}

/// Does the actor learn of the other organisations around a person? Where somebody is treated or looked after says where
/// they are, so a shield leaves it to those it names (住民基本台帳事務処理要領 第5-10). That a list is short must not tell of a
/// shield: for hospitals, doctors and services it is so about everybody, and for a care manager wherever the basic facts
/// are not theirs to keep.
pub fn names_others(cx: &Cx<'_>, id: ResidentId) -> Result<bool> {
    match cx.actor().hat {
        Hat::CareManager | Hat::Hokatsu => could(cx, Act::Write, What::Basic, id),
        Hat::Liaison | Hat::Ward | Hat::Doctor | Hat::Provider => Ok(false),
        // the person is not hidden from themself
        Hat::Resident => Ok(true),
        _ => Ok(shield_for_me(cx, id)? == Shield::Open),
    }
}

/// The sentence under a list that holds one's own organisation only.
pub const OWN_ONLY: &str = "ほかの事業所の名前は、この画面には出していません";

fn last(whole: bool) -> Line {
    match whole {
        true => nobody(),
        false => (String::new(), OWN_ONLY.into(), Vec::new()),
    }
}

/// Does a consent in force let this role of an organisation see this? What was sent to it, it reads in any case.
pub fn consent_reaches(
    cx: &Cx<'_>,
    id: ResidentId,
    organisation: OrganisationId,
    (hat, what): (Hat, What),
) -> Result<bool> {
    let party = (organisation.to_string(), String::new());
    let all = covers(cx, id, (&party.0, &party.1))?;
    Ok(all.iter().any(|c| c.covers(hat, what, Label::Normal)))
}

/// How far a person's consent opens the record to hospitals while they are in one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spread {
    /// To the hospital where they are, whichever it is.
    Any,
    /// To those hospitals only that the consent names, or does not leave out.
    Some,
    /// To none, or the actor does not learn it ([`names_others`]).
    Unsaid,
}

/// Reads it; the caller holds a permit for the person.
pub fn spread(cx: &Cx<'_>, id: ResidentId) -> Result<Spread> {
    if !names_others(cx, id)? || crate::store::access::shield_of(cx, id)?.is_some() {
        return Ok(Spread::Unsaid);
    }
    let mut out = Spread::Unsaid;
    for k in crate::store::consent::all(cx, id)? {
        if k.status != Status::Active || k.what.given_on > cx.today() {
            continue;
        }
        let mut hospitals = 0;
        if k.what.mode != Mode::Person {
            for p in &k.what.parties {
                let kind = accounts::organisation(cx, OrganisationId(*p))?.kind;
                hospitals += usize::from(kind == OrganisationKind::Hospital);
            }
        }
        match (k.what.mode, hospitals) {
            (Mode::Bulk, 0) => return Ok(Spread::Any),
            (Mode::Bulk, _) | (Mode::List, 1..) => out = Spread::Some,
            _ => {}
        }
    }
    Ok(out)
}

/// The lines in the order in which the rights began; people who can see nothing are named by role at the end
/// with no kinds. Whoever does not learn of others ([`names_others`]) gets the lines of their own organisation.
pub fn who_may_see(cx: &Cx<'_>, resident: Id) -> Result<Vec<Line>> {
    let id = ResidentId(resident);
    decide::<Read, Basic>(cx, &permissions::READ, id, None)?;
    lines(cx, &super::merge::same(cx, id)?)
}

/// The lines of these records of one person; the caller holds the permit.
pub(crate) fn lines(cx: &Cx<'_>, records: &[ResidentId]) -> Result<Vec<Line>> {
    let (own, mut whole) = (cx.actor().organisation, true);
    let rules = rules(cx)?;
    let mut parties: BTreeMap<Id, (usize, String, Vec<String>, Vec<What>)> = BTreeMap::new();
    let mut papers = Vec::new();
    for record in records {
        let all = names_others(cx, *record)?;
        whole &= all;
        for mut reader in readers(cx, *record)? {
            if !all && Some(reader.organisation) != own {
                continue;
            }
            if !all {
                // one's own line reads as it did before a shield, which it must not tell of
                reader.shield = Shield::Open;
            }
            let order = parties.len();
            let mut reasons = Vec::new();
            for h in reader.rows.iter().filter(|h| reader.counts(h)) {
                match is_glass(h) {
                    true => reasons.extend(glass::words(cx, *record, h)?),
                    false => reasons.push(why(cx, h)?),
                }
            }
            if reasons.is_empty() {
                continue;
            }
            let by_glass = reader.rows.iter().all(is_glass);
            let party = reader.rows.first().map_or(reader.organisation, |h| h.party.id());
            let entry = parties
                .entry(party)
                .or_insert_with(|| (order, reader.name.clone(), Vec::new(), Vec::new()));
            for r in reasons {
                if !entry.2.contains(&r) {
                    entry.2.push(r);
                }
            }
            if reader.rows.iter().any(|h| h.record.is_some()) {
                papers.push(party);
            }
            for what in What::ALL {
                let sees = match by_glass {
                    // the crew reads a summary, and no card that somebody registered
                    true => glass::SHOWS.contains(&what),
                    false => !reader.allows(&rules, what, None).is_empty(),
                };
                if sees && !entry.3.contains(&what) {
                    entry.3.push(what);
                }
            }
        }
    }
    // a right by which nothing is open (a wish that was taken back, a relative for whom nothing was chosen) shows nobody
    let mut lines: Vec<_> = parties
        .into_iter()
        .filter(|(p, l)| !l.3.is_empty() || papers.contains(p))
        .map(|p| p.1)
        .collect();
    lines.sort_by_key(|l| l.0);
    let mut out: Vec<Line> = lines
        .into_iter()
        .map(|(_, name, why, mut what)| {
            what.sort();
            let mut kinds: Vec<String> = what.iter().map(|w| w.label().to_string()).collect();
            if kinds.is_empty() {
                kinds.push("受け取った書類だけ".into());
            }
            (name, why.join("・"), kinds)
        })
        .collect();
    out.push(last(whole));
    Ok(out)
}

/// The same of one record: who may open it, why, and in which roles. The caller holds the permit for it.
pub(crate) fn of_record(cx: &Cx<'_>, id: ResidentId, record: Id) -> Result<Vec<Line>> {
    let rules = rules(cx)?;
    let (label, author) = labelled(cx, &rules, record)?;
    let whole = names_others(cx, id)?;
    let mine = cx.actor().organisation;
    let mut out = Vec::new();
    for reader in readers(cx, id)? {
        if !whole && Some(reader.organisation) != mine {
            continue;
        }
        let own = author == Some(reader.organisation);
        let hats = reader.allows(&rules, What::Document, Some((record, label, own)));
        if hats.is_empty() {
            continue;
        }
        let mut reasons = Vec::new();
        if own {
            reasons.push("この記録を書いた事業所".to_string());
        }
        for h in &reader.rows {
            let speaks =
                h.record.is_none_or(|r| r == record) && h.kind.is_none_or(|k| k == What::Document);
            if speaks && reader.counts(h) {
                let words = why(cx, h)?;
                if !reasons.contains(&words) {
                    reasons.push(words);
                }
            }
        }
        let roles = hats.iter().map(|h| h.label().to_string()).collect();
        out.push((reader.name, reasons.join("・"), roles));
    }
    out.push(last(whole));
    Ok(out)
}

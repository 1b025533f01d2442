//! Reading the note with what stands beside it.
use accounts::OrganisationId;
use app::{Cx, Error, Permission, Result};
use kernel::{At, Date, Id};
use people::ResidentId;
use people::attachments::Attachment;
use people::authz::{Act, Permit, Read, What, Wish, could, decide};
use people::cards::Card;
use people::release::{self, Parts};
use people::use_cases::{card_facts, cards};

use super::{door, scan};
use crate::model::around::{Paper, Proxy, Shared, Talk};
use crate::model::note::Change;
use crate::model::review::{Facts, Why, due};
use crate::model::shown::{PAPERS, PEOPLE, TALKS};
use crate::model::{Part, Version, note, shipped};
use crate::{permissions, store};

/// The note.
#[derive(Debug, Clone)]
pub struct Note {
    /// Whose.
    pub resident: ResidentId,
    /// Their name and reading.
    pub person: release::Named,
    /// The newest version; none = nothing written yet.
    pub newest: Option<Version>,
    /// わたしの代わりに話し合ってほしい人.
    pub proxies: Vec<Proxy>,
    /// Talks, the newest first.
    pub talks: Vec<Talk>,
    /// Papers that a doctor signed.
    pub papers: Vec<Paper>,
    /// Scans of them: paper, file. Of the record that was asked for.
    pub scans: Vec<(Id, Attachment)>,
    /// With whom it was shared.
    pub shared: Vec<Shared>,
    /// To whom it is released now, and how.
    pub released: Vec<release::Release>,
    /// Which parts the reader sees.
    pub open: Parts,
    /// Relatives and proxies who hold a card.
    pub family: Vec<Card>,
    /// Why it is time to look at it again, and since when.
    pub due: Option<(Why, Date)>,
    /// May the actor write it?
    pub writes: bool,
    /// Only that there is a note, and whom to call.
    pub brief: bool,
}

/// The note for staff.
pub fn view(cx: &Cx<'_>, id: ResidentId) -> Result<Note> {
    let permit = decide::<Read, Wish>(cx, &permissions::READ, id, None)?;
    let mut note = of(cx, &permit)?;
    note.writes =
        !note.brief && app::may(cx, &permissions::WRITE)? && could(cx, Act::Write, What::Wish, id)?;
    if note.brief {
        // absent in shape, not painted over
        note.proxies.clear();
        note.papers.clear();
        note.scans.clear();
        note.shared.clear();
        if let Some(v) = &mut note.newest {
            v.body.clear();
            v.grounds.clear();
        }
        for t in &mut note.talks {
            for words in [
                &mut t.what.own_words,
                &mut t.what.family_words,
                &mut t.what.explained,
                &mut t.what.agreed,
                &mut t.what.next,
                &mut t.what.topic,
            ] {
                words.clear();
            }
        }
    }
    Ok(note)
}

/// The note for the booklet.
pub fn print(cx: &Cx<'_>, permission: &'static Permission, id: ResidentId) -> Result<Note> {
    of(cx, &door::whole::<Read>(cx, permission, id)?)
}

pub(crate) fn of(cx: &Cx<'_>, permit: &Permit<'_, Read, Wish>) -> Result<Note> {
    let sight = door::sight(cx, permit)?;
    let records = sight.records();
    let newest = store::note::newest(cx, &records, Part::Wish)?.map(|v| sight.version(v));
    let of_record = newest.as_ref().map_or(permit.resident().0, |v| v.resident);
    let today = cx.today();
    let released = release::of(cx, permit)?
        .into_iter()
        .filter(|r| r.kind == What::Wish && r.runs(today))
        .collect();
    let (mut proxies, mut talks, mut papers, mut shared) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for record in &records {
        let (one, sees) = ([*record], |part| sight.sees(record.0, part));
        if sees(PEOPLE) {
            proxies.extend(store::around::proxies(cx, &one)?);
            shared.extend(store::around::shared(cx, &one)?);
        }
        if sees(TALKS) {
            talks.extend(store::around::talks(cx, &one)?);
        }
        if sees(PAPERS) {
            papers.extend(store::around::papers(cx, &one)?);
        }
    }
    let mut scans = Vec::new();
    for p in papers.iter().filter(|p: &&Paper| p.resident == permit.resident().0) {
        scans.extend(scan::of(cx, permit, p.id)?.into_iter().map(|a| (p.id, a)));
    }
    talks.sort_by_key(|t| std::cmp::Reverse((t.what.held_on, t.at)));
    Ok(Note {
        resident: permit.resident(),
        person: release::whose(cx, permit)?,
        due: newest.as_ref().map(|v| review(cx, &records, v)).transpose()?.flatten(),
        open: sight.of(of_record),
        proxies,
        talks,
        papers,
        scans,
        shared,
        family: cards::family(cx, permit)?,
        brief: door::brief(cx)?,
        writes: false,
        released,
        newest,
    })
}

fn review(cx: &Cx<'_>, records: &[ResidentId], v: &Version) -> Result<Option<(Why, Date)>> {
    let form = shipped()?;
    let ids: Vec<Id> = records.iter().map(|r| r.0).collect();
    let stays: Vec<_> =
        store::lists::stays(cx, &ids, form.after_stay_days)?.into_iter().map(|(_, s)| s).collect();
    let level = match records.first() {
        Some(id) => card_facts::index_facts(cx, *id)?.map(|(r, _)| r.care_level.code()),
        None => None,
    };
    let diagnoses: Vec<Date> =
        store::lists::diagnoses(cx, &ids)?.into_iter().map(|(_, day)| day).collect();
    let facts = Facts {
        confirmed_on: v.confirmed_on,
        level_then: &v.care_level,
        level_now: level.unwrap_or(&v.care_level),
        stays: &stays,
        diagnoses: &diagnoses,
        months: form.review_months,
    };
    Ok(due(&facts, cx.today()))
}

/// A version, and what it changed.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Whose.
    pub person: release::Named,
    /// The version.
    pub version: Version,
    /// The one before it.
    pub before: Option<Version>,
    /// What is different.
    pub changes: Vec<Change>,
}

/// All versions, the newest first.
pub fn versions(
    cx: &Cx<'_>,
    permission: &'static Permission,
    id: ResidentId,
) -> Result<Vec<Version>> {
    let permit = door::whole::<Read>(cx, permission, id)?;
    seen(cx, &permit)
}

/// All versions with what is seen of each, the newest first.
pub(crate) fn seen(cx: &Cx<'_>, permit: &Permit<'_, Read, Wish>) -> Result<Vec<Version>> {
    let sight = door::sight(cx, permit)?;
    let all = store::note::all(cx, &sight.records(), Part::Wish)?;
    Ok(all.into_iter().map(|v| sight.version(v)).collect())
}

/// One version with what it changed.
pub fn version(
    cx: &Cx<'_>,
    permission: &'static Permission,
    id: ResidentId,
    version: Id,
) -> Result<Shown> {
    let permit = door::whole::<Read>(cx, permission, id)?;
    let all = seen(cx, &permit)?;
    let at = all.iter().position(|v| v.id == version).ok_or(Error::NotFound)?;
    let shown = all.get(at).cloned().ok_or(Error::NotFound)?;
    let before = all.get(at + 1).cloned();
    let empty = crate::model::Body::new();
    let old = before.as_ref().map_or(&empty, |b| &b.body);
    Ok(Shown {
        person: release::whose(cx, &permit)?,
        changes: note::differences(shipped()?, Part::Wish, old, &shown.body),
        version: shown,
        before,
    })
}

/// Who took the sharing back last, and when; a facility the person lives in: for the page of sharing.
#[derive(Debug, Clone)]
pub struct Sharing {
    /// Their name.
    pub name: String,
    /// Releases, ended ones too.
    pub releases: Vec<release::Release>,
    /// Relatives who hold a card: card and whether the note is open to them.
    pub relatives: Vec<(Card, bool)>,
    /// Taken back last by whom, when.
    pub withdrawn: Option<(String, At)>,
    /// Facilities the person lives in: stay, name, first day.
    pub stays: Vec<(Id, String, Date)>,
    /// Facilities to choose from.
    pub facilities: Vec<(Id, String)>,
    /// May the actor open the note itself?
    pub reads: bool,
}

/// The page of sharing: for those who may write the person's basic facts, also before anything was released.
pub fn sharing(cx: &Cx<'_>, id: ResidentId) -> Result<Sharing> {
    use people::authz::{Basic, Write};
    let permit = decide::<Write, Basic>(cx, &permissions::SHARE, id, None)?;
    let page = cards::read(cx, id)?;
    let relatives = page
        .cards
        .into_iter()
        .filter(|c| c.ended_at.is_none() && c.basis == people::authz::Basis::Relative)
        .map(|c| {
            let open = c.shows_note(cx.today());
            (c, open)
        })
        .collect();
    let mut stays = Vec::new();
    for (stay, org, from) in store::around::open_stays(cx, id)? {
        stays.push((stay, accounts::organisation(cx, OrganisationId(org))?.name, from));
    }
    let mut facilities: Vec<(String, Id, String)> =
        accounts::organisations_of_kind(cx, accounts::OrganisationKind::Facility)?
            .into_iter()
            .map(|o| (o.kana, o.id.0, o.name))
            .collect();
    facilities.sort();
    Ok(Sharing {
        name: page.name,
        releases: release::of(cx, &permit)?.into_iter().filter(|r| r.kind == What::Wish).collect(),
        relatives,
        withdrawn: store::around::last_withdrawal(cx, id)?,
        stays,
        facilities: facilities.into_iter().map(|(_, id, name)| (id, name)).collect(),
        reads: app::may(cx, &permissions::READ)? && could(cx, Act::Read, What::Wish, id)?,
    })
}

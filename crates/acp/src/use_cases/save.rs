//! Saving: one version, never changed. The card of an emergency points to its own words; it is shown there only while the person's
//! release to 救急 runs (`people::pointers`).
use app::{Cx, Error, Permission, Result, drafts, measures, outbox};
use kernel::{Date, Hat, Id};
use people::ResidentId;
use people::authz::{Permit, Read, Wish, Write, decide};
use people::pointers::{self, NewPointer, PointerKind};
use people::release::Parts;
use people::use_cases::card_facts;

use super::door;
use crate::model::shown;
use crate::model::{Body, NewVersion, Part, Typed, Version, Whose, shipped};
use crate::{permissions, store};

/// The draft of a part.
pub(crate) fn subject(id: ResidentId, part: Part) -> String {
    format!("acp.{}:{id}", part.code())
}

/// Keeps a version; its id.
///
/// # Errors
/// [`Error::NotFound`] without the right; [`Error::Invalid`] beside the questions, `spoke`, `present`, `grounds`, `confirmed_on`;
/// [`Error::Stale`] when somebody saved after the form was opened.
pub fn save(
    cx: &Cx<'_>,
    permission: &'static Permission,
    id: ResidentId,
    n: &NewVersion,
) -> Result<Id> {
    let permit = door::part::<Write>(cx, permission, id, n.part)?;
    let form = shipped()?;
    n.check(form, cx.today())?;
    let before = newest(cx, &permit, n.part)?;
    let n = &unseen_kept(cx, &permit, n, before.as_ref())?;
    if before.as_ref().map(|v| v.id) != n.base {
        let theirs = before.map_or(0, |v| v.number);
        return Err(Error::Stale { mine: theirs - 1, theirs });
    }
    let typed = match cx.actor().hat {
        Hat::Resident => Typed::Person,
        Hat::Family => Typed::Proxy,
        _ => Typed::Staff,
    };
    let new = keep(cx, id, n, typed, before.as_ref())?;
    drafts::discard(cx, &subject(id, n.part))?;
    if n.part == Part::Wish {
        point(cx, &permit)?;
    }
    Ok(new)
}

/// Who is shown parts of the note writes those; the answers that they do not see stay as they are.
fn unseen_kept(
    cx: &Cx<'_>,
    permit: &Permit<'_, Write, Wish>,
    n: &NewVersion,
    before: Option<&Version>,
) -> Result<NewVersion> {
    let record = before.map_or(permit.resident().0, |v| v.resident);
    let parts = door::sight(cx, permit)?.of(record);
    let mut n = n.clone();
    if n.part == Part::Wish && !parts.whole() {
        let empty = Body::new();
        n.body = shown::with_hidden(&parts, before.map_or(&empty, |v| &v.body), &n.body);
    }
    Ok(n)
}

/// The rows of a version; the caller has the right to.
pub(crate) fn keep(
    cx: &Cx<'_>,
    id: ResidentId,
    n: &NewVersion,
    typed: Typed,
    before: Option<&Version>,
) -> Result<Id> {
    let form = shipped()?;
    let decides = n.part == Part::Wish && form.decides(&n.body);
    let (area, care_level) = match card_facts::index_facts(cx, id)? {
        Some((r, _)) => {
            let town = directory::use_cases::areas::town_of_address(cx, &r.address)?;
            (town.map(|t| t.name).unwrap_or_default(), r.care_level.code().to_owned())
        }
        None => (String::new(), String::new()),
    };
    let facts = store::note::Facts { typed, form: form.version.clone(), decides, area, care_level };
    let new = store::note::add(cx, id, n, &facts)?;
    if n.part == Part::Wish {
        let was = before.is_some_and(|v| form.decides(&v.body));
        if decides != was {
            let n = if decides { 1 } else { -1 };
            measures::measure(cx, "acp.decided", &format!("typed={}", typed.code()), n, new)?;
        }
        let payload = serde_json::json!({ "version": new.to_string() });
        outbox::publish(cx, "acp.note.saved", &payload)?;
    }
    Ok(new)
}

/// The newest version over the records of the person, for who may write it (and so may read it).
fn newest(cx: &Cx<'_>, permit: &Permit<'_, Write, Wish>, part: Part) -> Result<Option<Version>> {
    store::note::newest(cx, &door::records(cx, permit.resident())?, part)
}

/// 「変わりありません」: the same answers, confirmed anew, are a version of their own.
#[derive(Debug, Clone)]
pub struct Same {
    /// The newest version when the page was opened.
    pub base: Id,
    /// Who said so.
    pub spoke: String,
    /// Who was there.
    pub present: String,
    /// 本人確認日.
    pub confirmed_on: Date,
}

/// Keeps it.
pub fn same(cx: &Cx<'_>, permission: &'static Permission, id: ResidentId, s: &Same) -> Result<Id> {
    let permit = door::whole::<Write>(cx, permission, id)?;
    let v = newest(cx, &permit, Part::Wish)?.ok_or(Error::NotFound)?;
    let n = NewVersion {
        part: Part::Wish,
        base: Some(s.base),
        body: v.body,
        whose: v.whose,
        spoke: s.spoke.clone(),
        present: s.present.clone(),
        grounds: v.grounds,
        confirmed_on: s.confirmed_on,
    };
    save(cx, permission, id, &n)
}

/// Brings the pointers of the emergency card up to date with the note, the newest talk and the signed papers.
pub(crate) fn point(cx: &Cx<'_>, permit: &Permit<'_, Write, Wish>) -> Result<()> {
    let id = permit.resident();
    let records = door::records(cx, id)?;
    pointers::withdraw(cx, permit, "acp", id.0)?;
    let blank = NewPointer {
        kind: PointerKind::Words,
        part: String::new(),
        made_on: cx.today(),
        words: String::new(),
        doctor: String::new(),
        phone_day: String::new(),
        phone_night: String::new(),
        paper_at: String::new(),
        paper_by: String::new(),
        source: "acp".into(),
        record: id.0,
    };
    if let Some(v) = store::note::newest(cx, &records, Part::Wish)? {
        for (part, words) in v.spoken() {
            let made_on = v.confirmed_on;
            let p = NewPointer { part: part.into(), made_on, words, ..blank.clone() };
            pointers::set(cx, permit, &p)?;
        }
    }
    if let Some(t) = store::around::talks(cx, &records)?.into_iter().next().map(|t| t.what) {
        let p = NewPointer {
            kind: PointerKind::Talk,
            part: shown::TALKS.into(),
            made_on: t.held_on,
            doctor: t.doctor,
            phone_day: t.phone_day,
            phone_night: t.phone_night,
            ..blank.clone()
        };
        pointers::set(cx, permit, &p)?;
    }
    for paper in store::around::papers(cx, &records)? {
        let p = NewPointer {
            kind: PointerKind::Paper,
            part: shown::PAPERS.into(),
            made_on: paper.what.made_on,
            paper_at: paper.what.kept_at,
            paper_by: paper.what.signed_by,
            record: paper.id,
            ..blank.clone()
        };
        pointers::set(cx, permit, &p)?;
    }
    Ok(())
}

/// A form as it is opened: what the actor has typed so far, otherwise the newest version.
#[derive(Debug, Clone)]
pub struct Opened {
    /// Name of the person.
    pub name: String,
    /// The newest version.
    pub newest: Option<Version>,
    /// Answers to show.
    pub body: Body,
    /// There is a draft, last kept at.
    pub draft_at: Option<kernel::At>,
    /// Which parts the actor sees and writes.
    pub open: Parts,
    /// Questions whose answer in the draft differs from the newest version.
    pub waiting: usize,
}

/// Opens the form of a part.
pub fn open(
    cx: &Cx<'_>,
    permission: &'static Permission,
    id: ResidentId,
    part: Part,
) -> Result<Opened> {
    door::part::<Write>(cx, permission, id, part)?;
    let permit = decide::<Read, Wish>(cx, permission, id, None)?;
    let sight = door::sight(cx, &permit)?;
    let newest = store::note::newest(cx, &sight.records(), part)?;
    let parts = sight.of(newest.as_ref().map_or(id.0, |v| v.resident));
    // money is the person's alone, and they see all of it
    let newest = newest.map(|v| if part == Part::Wish { sight.version(v) } else { v });
    let draft = drafts::load(cx, &subject(id, part))?;
    let old = newest.as_ref().map(|v| v.body.clone()).unwrap_or_default();
    let (body, draft_at) = match draft {
        Some(d) => {
            let body: Body = serde_json::from_str(&d.body)
                .map_err(|e| Error::Inconsistent(format!("acp draft: {e}")))?;
            // what was typed before a part was taken back is not shown either
            let body = if part == Part::Wish { shown::of_body(&parts, &body) } else { body };
            (body, Some(d.at))
        }
        None => (old.clone(), None),
    };
    let form = shipped()?;
    let waiting = form.questions(part).filter(|q| body.get(&q.code) != old.get(&q.code)).count();
    Ok(Opened {
        name: people::release::whose(cx, &permit)?.name,
        newest,
        body,
        draft_at: draft_at.filter(|_| waiting > 0),
        open: parts,
        waiting,
    })
}

/// Keeps what was typed so far. Too long texts are kept too: they are judged when the version is saved.
pub fn draft(
    cx: &Cx<'_>,
    permission: &'static Permission,
    id: ResidentId,
    part: Part,
    body: &Body,
) -> Result<()> {
    door::part::<Write>(cx, permission, id, part)?;
    drafts::save(cx, &subject(id, part), &store::note::body(body)?, 0)
}

/// Throws the draft away.
pub fn discard(
    cx: &Cx<'_>,
    permission: &'static Permission,
    id: ResidentId,
    part: Part,
) -> Result<()> {
    door::part::<Write>(cx, permission, id, part)?;
    drafts::discard(cx, &subject(id, part))
}

/// What the person alone on a phone says about a saving: their own words, today.
pub fn alone(part: Part, base: Option<Id>, body: Body, today: Date) -> NewVersion {
    NewVersion {
        part,
        base,
        body,
        whose: Whose::Own,
        spoke: "本人".into(),
        present: String::new(),
        grounds: String::new(),
        confirmed_on: today,
    }
}

/// The permission that a hat at home or in an office writes under.
pub(crate) fn writing(cx: &Cx<'_>) -> &'static Permission {
    if cx.actor().hat.at_home() { &permissions::MY_WRITE } else { &permissions::WRITE }
}

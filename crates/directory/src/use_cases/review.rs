//! Deciding whether two facilities are one, and where each field of a facility comes from.
use app::{Cx, Error, Result, authorise};
use kernel::{At, Date};

use crate::model::hours::Week;
use crate::model::sources::{Answer, FieldSource, Source, merge};
use crate::store::facilities::{self, Facility};
use crate::store::{facilities_records as records, review};
use crate::{FacilityId, ReviewId, permissions};

/// An open question with both sides.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// Id.
    pub id: ReviewId,
    /// 0 to 100.
    pub points: i64,
    /// 「名前が同じ、電話番号がちがう」.
    pub reasons: String,
    /// The source that brought the new one.
    pub source: Option<Source>,
    /// The new one.
    pub new: Facility,
    /// The one that was there.
    pub old: Facility,
}

/// The open questions, the likeliest first (at most 200), and how many there are in all.
pub fn list(cx: &Cx<'_>) -> Result<(Vec<Question>, i64)> {
    authorise(cx, &permissions::IMPORT)?;
    let mut out = Vec::new();
    for o in review::open(cx)? {
        let (Some(new), Some(old)) =
            (facilities::find(cx, o.facility)?, facilities::find(cx, o.candidate)?)
        else {
            continue;
        };
        out.push(Question {
            id: o.id,
            points: o.score,
            reasons: o.reasons,
            source: Source::of(&o.source),
            new,
            old,
        });
    }
    Ok((out, review::count(cx)?))
}

/// They are one: everything that is known of the new one joins the old one, which is put together anew; contact windows
/// and the link to an organisation go along. Two that both have accounts are refused.
pub fn accept(cx: &Cx<'_>, id: ReviewId) -> Result<()> {
    authorise(cx, &permissions::IMPORT)?;
    let open = review::find(cx, id)?.ok_or(Error::NotFound)?;
    let (gone, into) = (open.facility, open.candidate);
    if gone == into {
        return review::decide(cx, id, "same");
    }
    let new = facilities::find(cx, gone)?.ok_or(Error::NotFound)?;
    let old = facilities::find(cx, into)?.ok_or(Error::NotFound)?;
    match (new.organisation, old.organisation) {
        (Some(a), Some(b)) if a != b => {
            return Err(Error::Rule(
                "どちらの施設にも別々の事業所のアカウントがあるため、まとめられません".into(),
            ));
        }
        (Some(_), None) => {
            facilities::link(cx, into, new.organisation)?;
            facilities::link(cx, gone, None)?;
        }
        _ => {}
    }
    records::ensure_own(cx, &old)?;
    records::ensure_own(cx, &new)?;
    let linked = new.organisation.filter(|_| old.organisation.is_none());
    let moved = review::about_to_move(cx, gone, into, linked.map(|o| o.0))?;
    records::move_all(cx, gone, into)?;
    facilities::close(cx, gone, cx.today())?;
    review::decide(cx, id, "same")?;
    review::joined(cx, gone, into)?;
    review::keep_moved(cx, id, &moved)?;
    records::remerge(cx, into)
}

/// For how long a decision can be taken back by its button.
const UNDO_HOURS: i64 = 24;

/// A decision of the last day, with the names it was about.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// Id.
    pub id: ReviewId,
    /// They were put together; else told apart.
    pub same: bool,
    /// The one that was there.
    pub old: Facility,
    /// The new one.
    pub new: Facility,
    /// When.
    pub at: At,
    /// By whom.
    pub by: String,
}

/// The decisions of the last 24 hours that can be taken back, newest first.
pub fn recent(cx: &Cx<'_>) -> Result<Vec<Decision>> {
    authorise(cx, &permissions::IMPORT)?;
    let mut out = Vec::new();
    for d in review::recent(cx, cx.now().plus_minutes(-60 * UNDO_HOURS))? {
        let (new, old) = match &d.moved {
            Some(m) => (FacilityId(m.gone), FacilityId(m.into)),
            None => (d.facility, d.candidate),
        };
        let (Some(new), Some(old)) = (facilities::find(cx, new)?, facilities::find(cx, old)?)
        else {
            continue;
        };
        out.push(Decision { id: d.id, same: d.same, old, new, at: d.at, by: d.by });
    }
    Ok(out)
}

/// Takes a decision of the last 24 hours back: what was put together is two again, with the records, contact windows and
/// the link each had; the question is asked again.
pub fn undo(cx: &Cx<'_>, id: ReviewId) -> Result<()> {
    authorise(cx, &permissions::IMPORT)?;
    let d = review::decided(cx, id)?.ok_or(Error::NotFound)?;
    if d.at < cx.now().plus_minutes(-60 * UNDO_HOURS) {
        return Err(Error::Rule(
            "24時間をすぎたため、この画面からは取り消せません。管理者に連絡してください".into(),
        ));
    }
    let Some(m) = d.moved.filter(|_| d.same) else {
        // a question that was closed along with another one comes back with that one
        return if d.same { Err(Error::NotFound) } else { review::reopen(cx, id) };
    };
    let (gone, into) = (FacilityId(m.gone), FacilityId(m.into));
    if !review::move_back(cx, id, &m)? {
        return Err(Error::Rule(
            "そのあとに別の施設ともまとめられています。新しいほうから順に取り消してください".into(),
        ));
    }
    if let Some(o) = m.organisation {
        facilities::link(cx, into, None)?;
        facilities::link(cx, gone, Some(accounts::OrganisationId(o)))?;
    }
    records::remerge(cx, gone)?;
    records::remerge(cx, into)
}

/// They are two; this pair is not asked about again.
pub fn reject(cx: &Cx<'_>, id: ReviewId) -> Result<()> {
    authorise(cx, &permissions::IMPORT)?;
    review::find(cx, id)?.ok_or(Error::NotFound)?;
    review::decide(cx, id, "other")
}

/// Where each field of a facility comes from; empty for one that only its own source knows.
pub fn provenance(cx: &Cx<'_>, id: FacilityId) -> Result<Vec<FieldSource>> {
    let f = facilities::find(cx, id)?.ok_or(Error::NotFound)?;
    let records = records::of_facility(cx, id)?;
    Ok(if records.is_empty() { Vec::new() } else { merge(&f.data, &records).1 })
}

/// What the sources say beyond the fields: source, day of its data, answer. A fact everybody may read.
pub fn answers(cx: &Cx<'_>, id: FacilityId) -> Result<Vec<(Source, Date, Answer)>> {
    records::answers_of(cx, id)
}

/// The weekly hours that sources give. A fact everybody may read.
pub fn weeks(cx: &Cx<'_>, id: FacilityId) -> Result<Vec<(Source, Date, Week)>> {
    records::weeks_of(cx, id)
}

//! Deciding whether two facilities are one, and where each field of a facility comes from.
use app::{Cx, Error, Result, authorise};
use kernel::Date;

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
    records::move_all(cx, gone, into)?;
    facilities::close(cx, gone, cx.today())?;
    review::decide(cx, id, "same")?;
    review::joined(cx, gone, into)?;
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

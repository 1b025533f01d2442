//! 書類の受け渡し: one act; which papers, to whom, when; with files, when they are handed over here.
use app::{Cx, Error, Result};
use kernel::{Date, Id};
use people::ResidentId;
use people::attachments::{
    About, AttachmentKind, Kept, Listed, NewAttachment, attach_with, list_of,
};
use people::authz::{Document, Read, decide};

use super::{day_between, open_for, short, standing, tell};
use crate::model::act::ENCLOSED;
use crate::model::{Act, ActKind, Method, Paper, StayId};
use crate::permissions;
use crate::store::{self, NewAct};

/// To which side papers went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whom {
    /// The office that follows the person.
    Office,
    /// The person or a relative; the office is not told that something arrived for it.
    Family,
    /// Somebody else: a facility, a visiting nurse, a pharmacy.
    Other,
}

impl Whom {
    /// All.
    pub const ALL: [Whom; 3] = [Whom::Office, Whom::Family, Whom::Other];

    /// Code in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Whom::Office => "office",
            Whom::Family => "family",
            Whom::Other => "other",
        }
    }

    /// From the code.
    pub fn from_code(code: &str) -> Option<Whom> {
        Whom::ALL.into_iter().find(|w| w.code() == code)
    }
}

/// Papers handed over.
#[derive(Debug, Clone)]
pub struct Papers {
    /// Which stay.
    pub stay: StayId,
    /// Which papers.
    pub papers: Vec<Paper>,
    /// To which side: only who is named gets the papers and the notice.
    pub whom: Whom,
    /// To whom, in words.
    pub to: String,
    /// When.
    pub day: Date,
    /// How.
    pub method: Method,
    /// Record it although the same papers were handed to the same person before.
    pub again: bool,
}

/// Records the hand-over; the office is told of what was handed to it.
pub fn hand_over(cx: &Cx<'_>, p: &Papers) -> Result<Id> {
    hand_over_with(cx, p, &[], "")
}

/// [`hand_over`] with files that were kept before (`people::attachments::keep`): they hang on the act, and who got the
/// papers opens them from the stay's page.
pub fn hand_over_with(cx: &Cx<'_>, p: &Papers, files: &[Kept], title: &str) -> Result<Id> {
    let o = open_for(cx, &permissions::PAPERS, p.stay, ActKind::Papers)?;
    day_between(cx, "day", "渡した日", p.day, Some((o.stay.admitted_on, "入院日")), true)?;
    short("to", &p.to, 60)?;
    if p.whom != Whom::Office && p.to.trim().is_empty() {
        return Err(Error::field("to", "だれに渡したかを入力してください（例：長女さん）"));
    }
    if p.papers.is_empty() {
        return Err(Error::field("papers", "渡した書類を1つ以上選んでください"));
    }
    standing::ask(cx, &o, p.again, ActKind::Papers, |a| {
        standing::same_name(&a.to_name, &p.to) && p.papers.iter().all(|x| a.detail.has(x.code()))
    })?;
    let mut act = NewAct {
        day: Some(p.day),
        method: Some(p.method),
        to_org: Some(o.stay.office).filter(|_| p.whom == Whom::Office),
        to_name: p.to.trim().to_string(),
        ..NewAct::default()
    };
    act.detail.codes = p.papers.iter().map(|x| x.code().to_string()).collect();
    if !files.is_empty() {
        act.detail.codes.push(ENCLOSED.into());
    }
    let id = store::add_act(cx, p.stay, ActKind::Papers, &act)?;
    if !files.is_empty() {
        let new = NewAttachment {
            kind: AttachmentKind::Other,
            title: title.trim().to_string(),
            about: Some(about(id)),
            files: files.to_vec(),
        };
        attach_with(cx, &o.permit, &new)?;
    }
    if p.whom == Whom::Office {
        tell(cx, o.stay.office, "transitions.papers", "退院の書類が渡されました", p.stay)?;
    }
    Ok(id)
}

pub(super) fn about(act: Id) -> About {
    About { kind: "act".into(), id: act }
}

/// Papers as who reads them sees them.
#[derive(Clone)]
pub struct Enclosed {
    /// The hand-over.
    pub act: Act,
    /// Whose.
    pub resident: ResidentId,
    /// The files.
    pub files: Listed,
}

/// Opens papers that were handed over; the opening by their receiver is noted.
pub fn enclosed(cx: &Cx<'_>, stay: StayId, act: Id) -> Result<Enclosed> {
    let s = store::stay(cx, stay)?;
    super::own_side(cx, &permissions::SHEET_READ, &s)?;
    // papers are more than the envelope of a stay, which every member of the support team sees
    decide::<Read, Document>(cx, &permissions::SHEET_READ, s.resident, None)?;
    let a = store::act(cx, act)?;
    if a.stay != stay || a.kind != ActKind::Papers || a.cancelled || s.cancelled {
        return Err(Error::NotFound);
    }
    let files = list_of(cx, s.resident, &about(act))?;
    if cx.writes() && a.to_org.map(|o| o.0) == cx.actor().organisation {
        store::opened(cx, act)?;
    }
    Ok(Enclosed { act: a, resident: s.resident, files })
}

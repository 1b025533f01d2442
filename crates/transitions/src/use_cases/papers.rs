//! 書類の受け渡し: one act; which papers, to whom, when. Files come later.
use app::{Cx, Error, Result};
use kernel::{Date, Id};

use super::{day_between, open, short, standing, tell};
use crate::model::{ActKind, Method, Paper, StayId};
use crate::permissions;
use crate::store::{self, NewAct};

/// Papers handed over.
#[derive(Debug, Clone)]
pub struct Papers {
    /// Which stay.
    pub stay: StayId,
    /// Which papers.
    pub papers: Vec<Paper>,
    /// To whom, in words.
    pub to: String,
    /// When.
    pub day: Date,
    /// How.
    pub method: Method,
    /// Record it although the same papers were handed to the same person before.
    pub again: bool,
}

/// Records the hand-over and tells the office.
pub fn hand_over(cx: &Cx<'_>, p: &Papers) -> Result<Id> {
    let o = open(cx, &permissions::PAPERS, p.stay)?;
    day_between(cx, "day", "渡した日", p.day, Some((o.stay.admitted_on, "入院日")), true)?;
    short("to", &p.to, 60)?;
    if p.papers.is_empty() {
        return Err(Error::field("papers", "渡した書類を1つ以上選んでください"));
    }
    standing::ask(cx, &o, p.again, ActKind::Papers, |a| {
        standing::same_name(&a.to_name, &p.to) && p.papers.iter().all(|x| a.detail.has(x.code()))
    })?;
    let mut act = NewAct {
        day: Some(p.day),
        method: Some(p.method),
        to_org: Some(o.stay.office),
        to_name: p.to.trim().to_string(),
        ..NewAct::default()
    };
    act.detail.codes = p.papers.iter().map(|x| x.code().to_string()).collect();
    let id = store::add_act(cx, p.stay, ActKind::Papers, &act)?;
    tell(cx, o.stay.office, "transitions.papers", "退院の書類が渡されました", p.stay)?;
    Ok(id)
}

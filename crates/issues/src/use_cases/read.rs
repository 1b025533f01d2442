//! Reading: lists, one issue with all that belongs to it, the board, one act, and what the forms offer.
use std::collections::BTreeMap;

use app::{Cx, Result, authorise};
use kernel::Date;

use crate::model::board::{self, Card};
use crate::model::{Act, Cited, Issue, Owner, Party, Said, Stage};
use crate::store::acts::ActFilter;
use crate::store::issues::{Change, Filter};
use crate::store::{acts as act_store, evidence, feedback, issues as store, parties};
use crate::{ActId, IssueId, PartyId, permissions};

/// One issue with everything that belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuePage {
    /// The issue.
    pub issue: Issue,
    /// The one it is told with.
    pub into: Option<Issue>,
    /// Those told with it.
    pub with: Vec<Issue>,
    /// To whom it belongs, in words.
    pub owner: String,
    /// What it rests on, with that of those told with it.
    pub cited: Vec<(Cited, String)>,
    /// What was done about it, oldest first.
    pub acts: Vec<Act>,
    /// Last given back.
    pub given: Option<Date>,
    /// What was changed, newest first.
    pub history: Vec<Change>,
}

/// A page of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueList {
    /// The issues with to whom they belong, in words.
    pub rows: Vec<(Issue, String)>,
    /// There are more behind them.
    pub more: bool,
    /// 年度 that have issues, newest first.
    pub years: Vec<i16>,
}

/// A page of issues, by 年度 (newest first), profession and letter.
pub fn issues(cx: &Cx<'_>, f: &Filter) -> Result<IssueList> {
    authorise(cx, &permissions::READ)?;
    let mut all = store::page(cx, f)?;
    let more = all.len() > store::PAGE;
    all.truncate(store::PAGE);
    Ok(IssueList { rows: with_owners(cx, all)?, more, years: store::years(cx)? })
}

fn with_owners(cx: &Cx<'_>, all: Vec<Issue>) -> Result<Vec<(Issue, String)>> {
    let names = party_names(cx)?;
    Ok(all
        .into_iter()
        .map(|i| {
            let owner = match i.about.owner {
                None => String::new(),
                Some(Owner::Profession(p)) => p.label().into(),
                Some(Owner::Party(id)) => names.get(&id).cloned().unwrap_or_default(),
            };
            (i, owner)
        })
        .collect())
}

/// Issues with to whom they belong, for a file or a paper.
pub fn export_issues(cx: &Cx<'_>, f: &Filter) -> Result<Vec<(Issue, String)>> {
    authorise(cx, &permissions::EXPORT)?;
    let all = store::all(cx, f)?;
    with_owners(cx, all)
}

/// Acts with whom they were, for a file or a paper.
pub fn export_acts(cx: &Cx<'_>, f: &ActFilter) -> Result<Vec<(Act, String)>> {
    authorise(cx, &permissions::EXPORT)?;
    let names = party_names(cx)?;
    let mut all = act_store::all(cx, f)?;
    all.sort_by_key(|a| (a.about.fy, a.first(), a.ord));
    Ok(all
        .into_iter()
        .map(|a| {
            let of = a.about.parties.iter().filter_map(|p| names.get(p).map(String::as_str));
            let words = of.collect::<Vec<_>>().join("・");
            (a, words)
        })
        .collect())
}

/// The board: every open issue that stands by itself, of one 年度 or of all; and how many ended.
pub fn board(cx: &Cx<'_>, f: &Filter) -> Result<(Vec<Card>, Vec<i16>)> {
    authorise(cx, &permissions::READ)?;
    let acts = act_store::all(cx, &ActFilter::default())?;
    let mut with: BTreeMap<IssueId, Vec<IssueId>> = BTreeMap::new();
    let all = store::all(cx, f)?;
    for i in store::all(cx, &Filter::default())? {
        if let Some(into) = i.merged_into {
            with.entry(into).or_default().push(i.id);
        }
    }
    let none = Vec::new();
    let cards = all
        .iter()
        .filter(|i| i.merged_into.is_none() && i.stage != Stage::Withdrawn)
        .map(|i| board::card(i, with.get(&i.id).unwrap_or(&none), &acts))
        .collect();
    Ok((cards, store::years(cx)?))
}

fn owner_name(cx: &Cx<'_>, owner: Option<Owner>) -> Result<String> {
    Ok(match owner {
        None => String::new(),
        Some(Owner::Profession(p)) => p.label().to_string(),
        Some(Owner::Party(id)) => parties::find(cx, id)?.map(|p| p.name).unwrap_or_default(),
    })
}

/// One issue.
pub fn issue(cx: &Cx<'_>, id: IssueId) -> Result<IssuePage> {
    authorise(cx, &permissions::READ)?;
    let issue = store::find(cx, id)?;
    let with = store::merged(cx, id)?;
    let mut acts = Vec::new();
    for of in std::iter::once(id).chain(with.iter().map(|i| i.id)) {
        for a in act_store::all(cx, &ActFilter { issue: Some(of), ..ActFilter::default() })? {
            if !acts.iter().any(|b: &Act| b.id == a.id) {
                acts.push(a);
            }
        }
    }
    acts.sort_by_key(|a| (a.about.fy, a.first(), a.ord));
    let cited = evidence::of(cx, id)?
        .into_iter()
        .map(|c| {
            let label = super::cite::evidence_label(&c.kind);
            (c, label)
        })
        .collect();
    Ok(IssuePage {
        into: issue.merged_into.map(|i| store::find(cx, i)).transpose()?,
        owner: owner_name(cx, issue.about.owner)?,
        cited,
        acts,
        given: feedback::last(cx)?.get(&id).copied(),
        history: store::changes(cx, id)?,
        with,
        issue,
    })
}

/// One issue, for changing it.
pub fn issue_for_change(cx: &Cx<'_>, id: IssueId) -> Result<Issue> {
    authorise(cx, &permissions::WRITE)?;
    store::find(cx, id)
}

/// A page of acts, whether there are more, and the 年度 there are.
pub fn acts(cx: &Cx<'_>, f: &ActFilter) -> Result<(Vec<Act>, bool, Vec<i16>)> {
    authorise(cx, &permissions::READ)?;
    let mut all = act_store::page(cx, f)?;
    let more = all.len() > act_store::PAGE;
    all.truncate(act_store::PAGE);
    let years = match f.level {
        Some(level) => act_store::years(cx, level)?,
        None => Vec::new(),
    };
    Ok((all, more, years))
}

/// One act with what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActPage {
    /// The act.
    pub act: Act,
    /// The lines of a talk.
    pub said: Vec<Said>,
    /// The issues it is for, or that came of it.
    pub issues: Vec<Issue>,
    /// The parties, in words.
    pub parties: Vec<String>,
    /// The events that were entered from it, as they stand now.
    pub events: Vec<slice::Evidence>,
    /// Does the region have events, for this reader?
    pub offers_events: bool,
}

/// How the slice of events calls an event that can be cited.
const EVENT: &str = "events.event";

fn page_of(cx: &Cx<'_>, id: ActId) -> Result<ActPage> {
    let act = act_store::find(cx, id)?;
    let said = act_store::said(cx, id)?;
    let mut issues: Vec<Issue> = Vec::new();
    for i in act.about.issues.iter().copied().chain(said.iter().filter_map(|s| s.issue)) {
        if !issues.iter().any(|j| j.id == i) {
            issues.push(store::find(cx, i)?);
        }
    }
    let mut names = Vec::new();
    for p in &act.about.parties {
        if let Some(p) = parties::find(cx, *p)? {
            names.push(p.name);
        }
    }
    // whoever cites is noted; of those, only events came out of it
    let mut events = Vec::new();
    for record in act_store::followed(cx, id)? {
        events.extend(slice::evidence_of(cx, EVENT, record)?);
    }
    let offers_events = match slice::evidence().iter().find(|s| s.kind == EVENT) {
        Some(s) => app::may(cx, s.permission)?,
        None => false,
    };
    Ok(ActPage { act, said, issues, parties: names, events, offers_events })
}

/// One act.
pub fn act(cx: &Cx<'_>, id: ActId) -> Result<ActPage> {
    authorise(cx, &permissions::READ)?;
    page_of(cx, id)
}

/// One act, for changing it.
pub fn act_for_change(cx: &Cx<'_>, id: ActId) -> Result<ActPage> {
    authorise(cx, &permissions::ACT)?;
    page_of(cx, id)
}

/// What the forms offer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choices {
    /// Known associations, organisations and bodies.
    pub parties: Vec<Party>,
    /// Issues that are worked on, newest 年度 first.
    pub issues: Vec<Issue>,
}

/// What the forms offer. Without a row in the log.
pub fn choices(cx: &Cx<'_>) -> Result<Choices> {
    Ok(Choices {
        parties: parties::list(cx)?,
        issues: store::all(cx, &Filter { open: true, ..Filter::default() })?,
    })
}

/// Acts whose days are over and of which nobody has written what came of them, the longest over first. Without a row in
/// the log.
pub fn waiting(cx: &Cx<'_>) -> Result<Vec<Act>> {
    let today = cx.today();
    let mut out: Vec<Act> = act_store::all(cx, &ActFilter::default())?
        .into_iter()
        .filter(|a| a.waits_for_result(today))
        .collect();
    out.sort_by_key(|a| a.about.days.last().copied());
    Ok(out)
}

/// Names of parties, for lists.
fn party_names(cx: &Cx<'_>) -> Result<BTreeMap<PartyId, String>> {
    Ok(parties::list(cx)?.into_iter().map(|p| (p.id, p.name)).collect())
}

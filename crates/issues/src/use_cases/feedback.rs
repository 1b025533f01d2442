//! フィードバック: the issues that belong to somebody, as a sheet; marked as given back, when and how. 「課題を抱える当事者自らが
//! 主体的に解決策を検討・実施する」 (Kamaishi) begins with knowing of them.
use std::collections::BTreeMap;

use app::{Cx, Error, Result, authorise};
use kernel::{Date, Id};

use super::said;
use crate::model::board::{self, Card};
use crate::model::{How, Issue, Owner, rules};
use crate::store::acts::ActFilter;
use crate::store::issues::Filter;
use crate::store::{acts, feedback as store, issues, parties};
use crate::{IssueId, PartyId, permissions};

/// What somebody is owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// To whom.
    pub owner: Owner,
    /// In words.
    pub name: String,
    /// Issues that are worked on.
    pub open: usize,
    /// Of these: never given back since they were written.
    pub waiting: usize,
    /// The oldest of these was written on this day.
    pub since: Option<Date>,
    /// Last given back.
    pub last: Option<Date>,
}

/// An issue on the sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetIssue {
    /// With what is done about it.
    pub card: Card,
    /// Last given back.
    pub given: Option<Date>,
}

/// The sheet of one owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// To whom.
    pub owner: Owner,
    /// In words.
    pub name: String,
    /// Open issues, and those solved since they were last told.
    pub issues: Vec<SheetIssue>,
    /// What was given back before, newest first, with how many issues.
    pub before: Vec<(store::Given, usize)>,
}

fn name(owner: Owner, names: &BTreeMap<PartyId, String>) -> Option<String> {
    match owner {
        Owner::Profession(p) => Some(p.label().to_string()),
        Owner::Party(id) => names.get(&id).cloned(),
    }
}

fn names(cx: &Cx<'_>) -> Result<BTreeMap<PartyId, String>> {
    Ok(parties::list(cx)?.into_iter().map(|p| (p.id, p.name)).collect())
}

/// Everybody to whom issues belong, those who wait longest first. Without a row in the log.
pub fn owed(cx: &Cx<'_>) -> Result<Vec<Owed>> {
    let (names, last) = (names(cx)?, store::last(cx)?);
    let mut by: BTreeMap<Owner, Vec<Issue>> = BTreeMap::new();
    for i in issues::all(cx, &Filter { open: true, ..Filter::default() })? {
        if let Some(owner) = i.about.owner {
            by.entry(owner).or_default().push(i);
        }
    }
    let mut out: Vec<Owed> = by
        .into_iter()
        .filter_map(|(owner, all)| {
            let waiting: Vec<&Issue> = all.iter().filter(|i| !last.contains_key(&i.id)).collect();
            Some(Owed {
                owner,
                name: name(owner, &names)?,
                open: all.len(),
                waiting: waiting.len(),
                since: waiting.iter().map(|i| i.at.date()).min(),
                last: all.iter().filter_map(|i| last.get(&i.id)).max().copied(),
            })
        })
        .collect();
    out.sort_by_key(|o| (o.since.is_none(), o.since, o.name.clone()));
    Ok(out)
}

/// The same as a page.
pub fn owners(cx: &Cx<'_>) -> Result<Vec<Owed>> {
    authorise(cx, &permissions::READ)?;
    owed(cx)
}

/// The sheet of one owner.
pub fn sheet(cx: &Cx<'_>, owner: Owner) -> Result<Sheet> {
    authorise(cx, &permissions::READ)?;
    let name = name(owner, &names(cx)?).ok_or(Error::NotFound)?;
    let last = store::last(cx)?;
    let acts = acts::all(cx, &ActFilter::default())?;
    let mut out = Vec::new();
    for i in issues::all(cx, &Filter { owner: Some(owner), ..Filter::default() })? {
        let given = last.get(&i.id).copied();
        // solved ones are told once more: that they are solved
        let news = i.solved_on.is_some_and(|on| given.is_none_or(|g| g < on));
        if i.merged_into.is_some() || !(i.open() || news) {
            continue;
        }
        let with: Vec<IssueId> = issues::merged(cx, i.id)?.iter().map(|m| m.id).collect();
        out.push(SheetIssue { card: board::card(&i, &with, &acts), given });
    }
    Ok(Sheet { owner, name, issues: out, before: store::of(cx, owner)? })
}

/// Marks these issues as given back to whom they belong.
pub fn give(
    cx: &Cx<'_>,
    owner: Owner,
    on: Date,
    how: Option<How>,
    note: &str,
    chosen: &[IssueId],
) -> Result<Id> {
    authorise(cx, &permissions::GIVE)?;
    let note = note.trim();
    let mut e = Vec::new();
    if on > cx.today() {
        e.push(said("on", "お返しした日は、きょうまでの日にちにしてください"));
    }
    if how.is_none() {
        e.push(said("how", "お返しした方法を選んでください"));
    }
    if note.chars().count() > 500 {
        e.push(said("note", "ひとことは500文字以内にしてください"));
    }
    let mut mine = Vec::new();
    for id in chosen {
        let i = issues::find(cx, *id)?;
        if i.about.owner == Some(owner) && !mine.contains(id) {
            mine.push(*id);
        }
    }
    if mine.is_empty() {
        e.push(said("issues", "お返しした課題を選んでください"));
    }
    super::refuse(e)?;
    let how = how.unwrap_or(How::Hand);
    let id = store::add(cx, owner, on, how, note, &mine)?;
    let words = format!("{} {}", kernel::wareki::short(on), how.label());
    for i in &mine {
        issues::note(cx, *i, "given", "", &words)?;
    }
    app::outbox::publish(cx, "issues.given", &serde_json::json!({ "feedback": id.to_string() }))?;
    Ok(id)
}

/// Takes the mark back; to whom it was.
pub fn take_back(cx: &Cx<'_>, id: Id) -> Result<Owner> {
    authorise(cx, &permissions::GIVE)?;
    let given = store::find(cx, id)?;
    let words = format!("{} {}", kernel::wareki::short(given.on), given.how.label());
    for i in store::issues(cx, id)? {
        issues::note(cx, i, "not_given", &words, "")?;
    }
    store::undo(cx, id)?;
    Ok(given.owner)
}

impl Owed {
    /// Should it have been given back by this day?
    pub fn late(&self, today: Date) -> bool {
        let days = rules().give_back_days;
        self.since.is_some_and(|d| kernel::time::days_between(d, today) > days)
    }
}

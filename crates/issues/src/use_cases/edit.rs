//! Writing issues: a new one (from nothing, from a record of another slice, from a line of a 打ち合わせ by one press),
//! classifying it, taking one back that was a mistake.
use app::{Cx, Error, Result, authorise};
use kernel::Id;

use super::{cite, count, refuse, said};
use crate::model::counts::{self, Lines};
use crate::model::draft::{TEXT, TITLE};
use crate::model::{Issue, Level, NewIssue, Owner, Stage, fiscal};
use crate::store::{acts, issues as store, parties};
use crate::{IssueId, SaidId, permissions};

fn check(cx: &Cx<'_>, d: &NewIssue) -> Result<()> {
    let mut e = Vec::new();
    match d.title.chars().count() {
        0 => e.push(said("title", "課題を1行で入力してください")),
        n if n > TITLE => e.push(said("title", format!("課題は{TITLE}文字以内にしてください"))),
        _ => {}
    }
    if d.detail.chars().count() > TEXT {
        e.push(said("detail", format!("くわしい内容は{TEXT}文字以内にしてください")));
    }
    if !fiscal::fits(d.fy, cx.today()) {
        e.push(said("fy", "年度を選んでください"));
    } else if d.fy > kernel::fiscal_year(cx.today()) {
        e.push(said("fy", "まだ始まっていない年度です。聞いた年度を選んでください"));
    }
    if let Some(Owner::Party(id)) = d.owner
        && parties::find(cx, id)?.is_none()
    {
        e.push(said("owner", "だれの課題かを選び直してください"));
    }
    refuse(e)
}

fn tidy(d: &NewIssue) -> NewIssue {
    NewIssue { title: d.title.trim().into(), detail: d.detail.trim().into(), ..d.clone() }
}

/// In words, for the history.
fn owner_words(cx: &Cx<'_>, owner: Option<Owner>) -> Result<String> {
    Ok(match owner {
        None => String::new(),
        Some(Owner::Profession(p)) => p.label().to_string(),
        Some(Owner::Party(id)) => parties::find(cx, id)?.map(|p| p.name).unwrap_or_default(),
    })
}

fn made(cx: &Cx<'_>, d: &NewIssue, line: Option<SaidId>) -> Result<Issue> {
    let id = store::add(cx, d, line)?;
    let issue = store::find(cx, id)?;
    store::note(cx, id, "made", "", &issue.called())?;
    count(cx, &Lines::new(), &counts::of_issue(&issue), id.0)?;
    app::outbox::publish(cx, "issues.made", &serde_json::json!({ "issue": id.to_string() }))?;
    Ok(issue)
}

/// A new issue. Its letter is the next of its 年度 and profession. `from` = the record of another slice that it came from:
/// kind and id of a [`slice::EvidenceSource`], cited at once.
pub fn add_issue(cx: &Cx<'_>, d: &NewIssue, from: Option<(&str, Id)>) -> Result<IssueId> {
    authorise(cx, &permissions::WRITE)?;
    let d = tidy(d);
    check(cx, &d)?;
    let issue = made(cx, &d, None)?;
    if let Some((kind, id)) = from {
        cite::put(cx, &issue, kind, id)?;
    }
    Ok(issue.id)
}

/// One press beside a line of a 打ち合わせ: the line is an issue of that talk's 年度 and profession. Pressed again, it is the
/// same issue.
pub fn from_line(cx: &Cx<'_>, line: SaidId) -> Result<IssueId> {
    authorise(cx, &permissions::WRITE)?;
    let (line, act) = acts::said_one(cx, line)?;
    if let Some(issue) = line.issue {
        return Ok(issue);
    }
    let talk = acts::find(cx, act)?;
    let profession = talk.about.professions.first().copied();
    let profession = profession.filter(|_| talk.about.level == Level::First);
    let profession = profession.ok_or_else(|| Error::Inconsistent("a talk of nobody".into()))?;
    let d = NewIssue {
        fy: talk.about.fy,
        profession,
        title: line.text.clone(),
        detail: String::new(),
        scene: None,
        kind: None,
        owner: None,
    };
    let issue = made(cx, &d, Some(line.id))?;
    acts::said_becomes(cx, line.id, issue.id)?;
    cite::put(cx, &issue, crate::offers::HEARING, act.0)?;
    Ok(issue.id)
}

/// Changes and classifies; `version` must be the one that is stored. 年度 and profession stay, because the letter does.
pub fn change_issue(cx: &Cx<'_>, id: IssueId, version: i64, d: &NewIssue) -> Result<()> {
    authorise(cx, &permissions::WRITE)?;
    let was = store::find(cx, id)?;
    let d = NewIssue { fy: was.about.fy, profession: was.about.profession, ..tidy(d) };
    check(cx, &d)?;
    if was.version != version {
        return Err(Error::Stale { mine: version, theirs: was.version });
    }
    if !store::change(cx, id, version, &d)? {
        return Err(Error::Stale { mine: version, theirs: version + 1 });
    }
    let words = |s: Option<&'static str>| s.unwrap_or_default().to_string();
    let old = &was.about;
    for (what, before, after) in [
        ("title", old.title.clone(), d.title.clone()),
        ("detail", old.detail.clone(), d.detail.clone()),
        ("scene", words(old.scene.map(|s| s.label())), words(d.scene.map(|s| s.label()))),
        ("kind", words(old.kind.map(|k| k.label())), words(d.kind.map(|k| k.label()))),
        ("owner", owner_words(cx, old.owner)?, owner_words(cx, d.owner)?),
    ] {
        if before != after {
            store::note(cx, id, what, &before, &after)?;
        }
    }
    Ok(())
}

/// An issue that was made by mistake: it counts nowhere, its letter is not given again, and the line it came from is a
/// line again. Taken back by [`super::reopen`].
pub fn withdraw(cx: &Cx<'_>, id: IssueId) -> Result<()> {
    authorise(cx, &permissions::WRITE)?;
    let was = store::find(cx, id)?;
    if was.stage == Stage::Withdrawn {
        return Ok(());
    }
    if was.merged_into.is_some() || !store::merged(cx, id)?.is_empty() {
        let say = "ほかの課題とまとめられています。先に「まとめるのをやめる」を押してください";
        return Err(Error::Rule(say.into()));
    }
    if was.stage == Stage::Solved {
        let say = "解決した課題です。先に「解決を取り消す」を押してください";
        return Err(Error::Rule(say.into()));
    }
    store::stage(cx, id, Stage::Withdrawn, None, "")?;
    acts::said_again(cx, id)?;
    store::note(cx, id, "stage", was.stage.label(), Stage::Withdrawn.label())?;
    count(cx, &counts::of_issue(&was), &Lines::new(), id.0)
}

/// The talk that a line belongs to. Without a row in the log of its own.
pub fn talk_of(cx: &Cx<'_>, line: SaidId) -> Result<crate::ActId> {
    Ok(acts::said_one(cx, line)?.1)
}

//! Answers from elsewhere: a file is read, its columns are matched, its rows become answers, all of them can be taken back.
use std::collections::BTreeMap;

use app::audit::AuditEntry;
use app::{Cx, Error, Result, authorise, measures};
use kernel::Id;
use office::intake;

use super::{path, rule, survey};
use crate::model::import::{Plan, guess, plan};
use crate::model::{State, Survey, answering};
use crate::store::answer::New;
use crate::store::batch::Batch;
use crate::{BatchId, SurveyId, permissions, store};

fn taking(cx: &Cx<'_>, id: SurveyId) -> Result<Survey> {
    let s = survey(cx, id)?;
    if s.published.is_some() || s.state == State::Void {
        return rule("この調査には、もう答えを加えられません");
    }
    Ok(s)
}

/// The files of a survey.
pub fn list(cx: &Cx<'_>, id: SurveyId) -> Result<(Survey, Vec<Batch>)> {
    authorise(cx, &permissions::IMPORT)?;
    Ok((survey(cx, id)?, store::batch::of(cx, id)?))
}

/// Reads a file and keeps it; nothing of it is an answer yet.
pub fn read_file(cx: &Cx<'_>, id: SurveyId, name: &str, bytes: &[u8]) -> Result<BatchId> {
    authorise(cx, &permissions::IMPORT)?;
    let s = taking(cx, id)?;
    let table = intake::table(name, bytes, &[]).map_err(|why| Error::field("file", why))?;
    let mapping = guess(&s.questions, &table);
    let name: String = name.chars().take(120).collect();
    store::batch::add(cx, id, &name, &table, &mapping)
}

/// A file with what its rows would become.
pub fn look(cx: &Cx<'_>, id: SurveyId, batch: BatchId) -> Result<(Survey, Batch, Plan)> {
    authorise(cx, &permissions::IMPORT)?;
    let s = survey(cx, id)?;
    let b = store::batch::find(cx, id, batch)?.ok_or(Error::NotFound)?;
    let p = match &b.table {
        Some(t) if b.state == "read" => plan(&s.questions, t, &b.mapping),
        _ => Plan::default(),
    };
    Ok((s, b, p))
}

/// Keeps what a person decided about the columns.
pub fn decide(cx: &Cx<'_>, id: SurveyId, batch: BatchId, mapping: &[String]) -> Result<()> {
    let (_, b, _) = look(cx, id, batch)?;
    if b.table.as_ref().is_none_or(|t| t.head.len() != mapping.len()) {
        return Err(Error::NotFound);
    }
    match store::batch::map(cx, batch, mapping)? {
        0 => Err(Error::NotFound),
        _ => Ok(()),
    }
}

/// Adds the counts of many answers at once: one row of the measures for each of them.
fn count(cx: &Cx<'_>, s: &Survey, given: &[forms::ask::Given], by: i64, of: Id) -> Result<()> {
    let mut sums: BTreeMap<(&str, String), i64> = BTreeMap::new();
    for g in given {
        for (name, dims, n) in answering::measures(s.id, &s.questions, g) {
            *sums.entry((name, dims)).or_insert(0) += n * by;
        }
    }
    for ((name, dims), n) in sums {
        measures::measure(cx, name, &dims, n, of)?;
    }
    Ok(())
}

/// Takes in the rows that can be taken; the others stay on the page with their reasons until then. Where it goes on.
pub fn take(cx: &Cx<'_>, id: SurveyId, batch: BatchId) -> Result<String> {
    let (_, b, p) = look(cx, id, batch)?;
    let mut s = taking(cx, id)?;
    let to = format!("{}/import/{batch}", path(id));
    if b.state != "read" {
        return Ok(to);
    }
    if let Some((_, why)) = p.columns.first() {
        return rule(why.clone());
    }
    if p.fit() == 0 {
        return rule("取り込める行がありません。列の対応をたしかめてください");
    }
    if p.questions != s.questions {
        crate::model::survey::check(&p.questions)?;
        answering::form(&s.data.title, &p.questions)?;
        store::survey::questions(cx, id, &p.questions, s.version)?;
        s.questions.clone_from(&p.questions);
    }
    let mut taken = Vec::new();
    for r in p.rows.into_iter().filter(|r| r.problems.is_empty()) {
        let new = New {
            survey: id,
            asked: None,
            key: &format!("file {batch} {}", r.line),
            kind: "",
            way: "file",
            given: &r.given,
            batch: Some(batch),
        };
        if store::answer::add(cx, &new)?.is_some() {
            taken.push(r.given);
        }
    }
    count(cx, &s, &taken, 1, batch.0)?;
    store::batch::done(cx, batch, i64::try_from(taken.len()).unwrap_or(0))?;
    cx.audit(AuditEntry::act(permissions::IMPORT.code).object(format!("survey:{id}")));
    Ok(to)
}

/// Takes back everything that a file has brought, or puts it aside before anything was taken.
pub fn undo(cx: &Cx<'_>, id: SurveyId, batch: BatchId, why: &str) -> Result<()> {
    let (s, b, _) = look(cx, id, batch)?;
    let why = why.trim();
    if b.state == "done" && (why.is_empty() || why.chars().count() > 200) {
        return Err(Error::field("why", "取り消す理由を、200字までで入力してください"));
    }
    if s.published.is_some() {
        return rule("公表用をつくった調査の答えは、もう取り消せません");
    }
    let all = store::answer::of_batch(cx, batch)?;
    let given: Vec<_> = all.iter().map(|a| a.given.clone()).collect();
    for a in &all {
        store::answer::remove(cx, id, a.id, true)?;
    }
    count(cx, &s, &given, -1, batch.0)?;
    match store::batch::undone(cx, batch, why)? {
        0 => rule("この取り込みは、もう取り消されています"),
        _ => {
            cx.audit(AuditEntry::act(permissions::IMPORT.code).object(format!("survey:{id}")));
            Ok(())
        }
    }
}

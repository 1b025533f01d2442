//! What others may cite: a survey with how many answered, and a free text of an answer, without its office.
use app::{Cx, Result, may};
use forms::ask::Kind;
use kernel::Id;
use slice::{Evidence, EvidenceSource};

use super::path;
use crate::model::asked::{percent, rates};
use crate::model::{State, Survey};
use crate::store::answer::Answer;
use crate::{AnswerId, SurveyId, permissions, store};

/// Surveys.
pub(crate) const SURVEY: EvidenceSource = EvidenceSource {
    kind: "surveys.survey",
    label: "調査の結果",
    permission: &permissions::READ,
    find: find_surveys,
    one: one_survey,
    told: None,
};

/// Free texts.
pub(crate) const ANSWER: EvidenceSource = EvidenceSource {
    kind: "surveys.answer",
    label: "調査に書かれたこと",
    permission: &permissions::ANSWERS,
    find: find_answers,
    one: one_answer,
    told: None,
};

/// Surveys of which free texts are looked through.
const LOOKED: usize = 5;

fn cited(cx: &Cx<'_>, s: &Survey) -> Result<Evidence> {
    let n = store::answer::count(cx, s.id)?;
    let all = rates(&store::asked::of(cx, s.id)?);
    let asked: i64 = all.iter().map(|r| r.asked).sum();
    Ok(Evidence {
        kind: SURVEY.kind,
        id: s.id.0,
        title: format!("{}（{}）", s.data.title, s.period()),
        figure: match asked {
            0 => format!("{n}件の答え"),
            d => format!("{n}件の答え（{d}か所のうち、{}）", percent(n, d)),
        },
        as_of: cx.today(),
        href: format!("{}/results", path(s.id)),
    })
}

fn find_surveys(cx: &Cx<'_>, typed: &str) -> Result<Vec<Evidence>> {
    if !may(cx, &permissions::READ)? {
        return Ok(Vec::new());
    }
    store::survey::named(cx, typed)?.iter().map(|s| cited(cx, s)).collect()
}

fn one_survey(cx: &Cx<'_>, id: Id) -> Result<Option<Evidence>> {
    if !may(cx, &permissions::READ)? {
        return Ok(None);
    }
    let found = store::survey::find(cx, SurveyId(id))?;
    found.filter(|s| s.state != State::Void).map(|s| cited(cx, &s)).transpose()
}

/// The first free text of an answer; none where there is no such text.
fn written(cx: &Cx<'_>, s: &Survey, a: &Answer) -> Option<Evidence> {
    let texts = s.asked().filter(|q| q.kind == Kind::Text);
    let words = texts.filter_map(|q| a.given.get(&q.code)?.first()).next()?;
    let short: String =
        words.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(60).collect();
    let kind = if a.kind.is_empty() { String::new() } else { format!("、{}", a.kind) };
    Some(Evidence {
        kind: ANSWER.kind,
        id: a.id.0,
        title: format!("{short}（{}{kind}）", s.data.title),
        figure: String::new(),
        as_of: a.at.date().min(cx.today()),
        href: format!("{}/results", path(s.id)),
    })
}

fn find_answers(cx: &Cx<'_>, typed: &str) -> Result<Vec<Evidence>> {
    if !may(cx, &permissions::ANSWERS)? {
        return Ok(Vec::new());
    }
    let mut out = Vec::new();
    for s in store::survey::named(cx, "")?.into_iter().take(LOOKED) {
        for a in store::answer::all(cx, s.id)?.iter().rev() {
            let fits = |e: &Evidence| typed.trim().is_empty() || e.title.contains(typed.trim());
            out.extend(written(cx, &s, a).filter(fits));
            if out.len() >= 20 {
                return Ok(out);
            }
        }
    }
    Ok(out)
}

fn one_answer(cx: &Cx<'_>, id: Id) -> Result<Option<Evidence>> {
    if !may(cx, &permissions::ANSWERS)? {
        return Ok(None);
    }
    let Some(a) = store::answer::find(cx, AnswerId(id))? else { return Ok(None) };
    let s = store::survey::find(cx, a.survey)?;
    Ok(s.and_then(|s| written(cx, &s, &a)))
}

//! What came back: counted, crossed, beside the survey before, grouped, published.
use app::audit::AuditEntry;
use app::{Cx, Error, Result, authorise, may};
use forms::ask::{Cross, Given, Kind, Question, Tally, tally};

use super::{rule, survey};
use crate::model::asked::{Asked, Rate, rates};
use crate::model::public::{Edition, edition as made};
use crate::model::table::{Counted, crossed, stands};
use crate::model::years::{Compared, compare};
use crate::model::{State, Survey};
pub use crate::store::answer::Answer as Single;
use crate::store::answer::Answer;
use crate::{AnswerId, SurveyId, permissions, store};

/// A free text as it is read and grouped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Of which answer.
    pub answer: AnswerId,
    /// The words.
    pub words: String,
    /// Name of its group; empty = none.
    pub group: String,
}

/// One question with what came back.
#[derive(Debug, Clone)]
pub struct Counts {
    /// The question.
    pub question: Question,
    /// Its counts. Free texts stand in `texts`.
    pub tally: Tally,
    /// Free texts, for who may read them.
    pub texts: Vec<Text>,
    /// Groups of free texts and how many are in each, the largest first.
    pub groups: Vec<(String, i64)>,
}

/// The results.
#[derive(Debug, Clone)]
pub struct Results {
    /// The survey.
    pub survey: Survey,
    /// Answers that stand: all, from the page or the own account, from paper, from files.
    pub n: (i64, i64, i64, i64),
    /// How many of each kind were asked and answered.
    pub rates: Vec<Rate>,
    /// Question by question.
    pub questions: Vec<Counts>,
    /// The answers, oldest first; empty for who may not see single ones.
    pub answers: Vec<Answer>,
    /// Who is asked; empty for who may not see single answers.
    pub asked: Vec<Asked>,
    /// Answers that were taken out one by one.
    pub removed: Vec<Answer>,
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn given(all: &[Answer]) -> Vec<&Given> {
    all.iter().map(|a| &a.given).collect()
}

fn counted(all: &[Answer]) -> Vec<Counted> {
    all.iter()
        .map(|a| Counted {
            kind: if a.kind.is_empty() { Vec::new() } else { vec![a.kind.clone()] },
            given: a.given.clone(),
        })
        .collect()
}

/// The results; single answers and free texts only for who may see them, with a row in the log.
pub fn open(cx: &Cx<'_>, id: SurveyId) -> Result<Results> {
    authorise(cx, &permissions::READ)?;
    let s = survey(cx, id)?;
    let all = store::answer::all(cx, id)?;
    let single = may(cx, &permissions::ANSWERS)?;
    if single {
        cx.audit(AuditEntry::act(permissions::ANSWERS.code).object(format!("survey:{id}")));
    }
    let asked = store::asked::of(cx, id)?;
    let labels = store::answer::labels(cx, id)?;
    let way = |w: &[&str]| count(all.iter().filter(|a| w.contains(&a.way.as_str())).count());
    let n = (count(all.len()), way(&["page", "own"]), way(&["paper"]), way(&["file"]));
    let questions = s.asked().map(|q| of_question(q, &all, &labels, single)).collect::<Vec<_>>();
    Ok(Results {
        n,
        rates: rates(&asked),
        questions,
        removed: if single { store::answer::removed(cx, id)? } else { Vec::new() },
        asked: if single { asked } else { Vec::new() },
        answers: if single { all } else { Vec::new() },
        survey: s,
    })
}

fn of_question(
    q: &Question,
    all: &[Answer],
    labels: &[(AnswerId, String, String)],
    single: bool,
) -> Counts {
    let mut t = tally(q, &given(all));
    let mut groups: Vec<(String, i64)> = Vec::new();
    for (_, _, label) in labels.iter().filter(|l| l.1 == q.code) {
        match groups.iter_mut().find(|g| g.0 == *label) {
            Some(g) => g.1 += 1,
            None => groups.push((label.clone(), 1)),
        }
    }
    groups.sort_by_key(|g| std::cmp::Reverse(g.1));
    let words = std::mem::take(&mut t.texts);
    let texts = words.into_iter().filter(|_| single).filter_map(|(i, words)| {
        let answer = all.get(i)?.id;
        let of = |l: &&(AnswerId, String, String)| l.0 == answer && l.1 == q.code;
        let group = labels.iter().find(of).map(|l| l.2.clone()).unwrap_or_default();
        Some(Text { answer, words, group })
    });
    Counts { texts: texts.collect(), question: q.clone(), tally: t, groups }
}

/// A question against another (`column`), or against the kind of office (none).
pub fn cross(
    cx: &Cx<'_>,
    id: SurveyId,
    row: &str,
    column: Option<&str>,
) -> Result<(Survey, Cross)> {
    authorise(cx, &permissions::READ)?;
    let s = survey(cx, id)?;
    let find = |code: &str| s.question(code).filter(|q| stands(q)).cloned().ok_or(Error::NotFound);
    let (row, column) = (find(row)?, column.map(find).transpose()?);
    let x = crossed(&row, column.as_ref(), &counted(&store::answer::all(cx, id)?));
    Ok((s, x))
}

/// This survey beside the one before it; 404 where there is none.
pub fn years(cx: &Cx<'_>, id: SurveyId) -> Result<(Survey, Survey, Vec<Compared>)> {
    authorise(cx, &permissions::READ)?;
    let s = survey(cx, id)?;
    let was = survey(cx, s.previous.ok_or(Error::NotFound)?)?;
    let (now, before) = (store::answer::all(cx, s.id)?, store::answer::all(cx, was.id)?);
    let all = compare(&s.questions, &given(&now), &was.questions, &given(&before));
    Ok((s, was, all))
}

/// Puts free texts into groups by hand: answer and name of the group; an empty name takes it out.
pub fn group(cx: &Cx<'_>, id: SurveyId, question: &str, of: &[(AnswerId, String)]) -> Result<()> {
    authorise(cx, &permissions::ANSWERS)?;
    let s = survey(cx, id)?;
    if !s.question(question).is_some_and(|q| q.kind == Kind::Text || q.other) {
        return Err(Error::NotFound);
    }
    let known: Vec<AnswerId> = store::answer::all(cx, id)?.iter().map(|a| a.id).collect();
    for (answer, label) in of {
        if label.chars().count() > 30 {
            let field = format!("g.{answer}");
            return Err(Error::field(field, "まとまりの名前は30字までにしてください"));
        }
        if known.contains(answer) {
            store::answer::label(cx, *answer, question, label.trim())?;
        }
    }
    Ok(())
}

/// What would be published now, or what was.
pub fn edition(cx: &Cx<'_>, id: SurveyId) -> Result<(Survey, Edition)> {
    authorise(cx, &permissions::READ)?;
    let s = survey(cx, id)?;
    let e = match &s.published {
        Some((text, _)) => serde_json::from_str(text)
            .map_err(|e| Error::Inconsistent(format!("surveys: published edition: {e}")))?,
        None => now(cx, &s)?,
    };
    Ok((s, e))
}

fn now(cx: &Cx<'_>, s: &Survey) -> Result<Edition> {
    let asked: Vec<(String, i64)> = match s.data.named {
        true => {
            let all = rates(&store::asked::of(cx, s.id)?);
            all.into_iter().map(|r| (r.kind, r.asked)).collect()
        }
        false => Vec::new(),
    };
    Ok(made(&s.questions, &counted(&store::answer::all(cx, s.id)?), &asked))
}

/// Fixes the published edition: once, after the end. What was published and an edition of other answers would tell the
/// difference, so no answer is taken, changed or taken out any more.
pub fn publish(cx: &Cx<'_>, id: SurveyId) -> Result<()> {
    authorise(cx, &permissions::PUBLISH)?;
    let s = survey(cx, id)?;
    if s.published.is_some() {
        return Ok(());
    }
    if s.state == State::Draft || !s.over(cx.today()) {
        return rule("公表用は、締め切ってからつくれます");
    }
    if store::answer::count(cx, id)? == 0 {
        return rule("答えがまだありません");
    }
    let text = store::json(&now(cx, &s)?)?;
    store::survey::publish(cx, id, &text)?;
    Ok(())
}

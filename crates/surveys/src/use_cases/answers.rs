//! Keeping answers: from the own account, keyed in from paper, taken out. Every way goes through [`keep`], so that an answer, its
//! measures and its event are one.
use app::audit::AuditEntry;
use app::{Cx, Error, Result, authorise, measures, outbox};
use forms::Answers;
use forms::ask::Given;
use kernel::Id;

use super::{rule, survey};
use crate::model::answering::{self, check};
use crate::model::asked::Asked;
use crate::model::{State, Survey};
use crate::store::answer::{Answer, New};
use crate::{AnswerId, AskedId, SurveyId, permissions, store};

/// Event of an answer that was given or corrected: survey, answer, the template that the survey began with. Ids only; who
/// hears it asks for what it may see.
pub const GIVEN: &str = "surveys.answer.given";

/// Adds what an answer counts to the measures, or takes it off (`by` -1).
pub(crate) fn count(cx: &Cx<'_>, s: &Survey, given: &Given, by: i64, record: Id) -> Result<()> {
    for (name, dims, n) in answering::measures(s.id, &s.questions, given) {
        measures::measure(cx, name, &dims, n * by, record)?;
    }
    Ok(())
}

fn told(cx: &Cx<'_>, s: &Survey, id: AnswerId) -> Result<()> {
    let payload = serde_json::json!({
        "survey": s.id.to_string(), "answer": id.to_string(), "template": s.template,
    });
    outbox::publish(cx, GIVEN, &payload).map(|_| ())
}

/// Keeps an answer of an addressee (in the place of an earlier one), or an anonymous one once for its key. The answer and
/// whether something changed.
pub(crate) fn keep(
    cx: &Cx<'_>,
    s: &Survey,
    of: Option<&Asked>,
    key: &str,
    way: &str,
    given: &Given,
) -> Result<(AnswerId, bool)> {
    let key = match of {
        Some(a) => format!("asked {}", a.id),
        None => format!("{way} {key}"),
    };
    let was = store::answer::by_key(cx, s.id, &key)?;
    match (was, of) {
        // an anonymous page sent twice
        (Some(was), None) => Ok((was.id, false)),
        (Some(was), Some(_)) => {
            let stood = store::answer::find(cx, was.id)?.is_some();
            correct(cx, s, &was, stood, way, given)
        }
        (None, _) => {
            let new = New {
                survey: s.id,
                asked: of.map(|a| a.id),
                key: &key,
                kind: of.map_or("", |a| a.data.kind.as_str()),
                way,
                given,
                batch: None,
            };
            let id = store::answer::add(cx, &new)?
                .ok_or_else(|| Error::Inconsistent("an answer's key was there after all".into()))?;
            count(cx, s, given, 1, id.0)?;
            told(cx, s, id)?;
            Ok((id, true))
        }
    }
}

/// Puts other words in the place of an answer. `stood`: it was counted until now.
pub(crate) fn correct(
    cx: &Cx<'_>,
    s: &Survey,
    was: &Answer,
    stood: bool,
    way: &str,
    given: &Given,
) -> Result<(AnswerId, bool)> {
    if stood && was.given == *given {
        return Ok((was.id, false));
    }
    if stood {
        count(cx, s, &was.given, -1, was.id.0)?;
    }
    store::answer::change(cx, was.id, way, given)?;
    count(cx, s, given, 1, was.id.0)?;
    told(cx, s, was.id)?;
    Ok((was.id, true))
}

/// What the actor's office is asked.
#[derive(Debug, Clone)]
pub struct Own {
    /// The survey.
    pub survey: Survey,
    /// The addressee that the office is.
    pub asked: Asked,
    /// What was answered.
    pub given: Option<Given>,
}

/// All that the actor's office is asked in surveys that are handed out.
pub fn mine(cx: &Cx<'_>) -> Result<Vec<Own>> {
    authorise(cx, &permissions::MINE)?;
    of_office(cx)
}

/// The same behind another door.
pub(crate) fn of_office(cx: &Cx<'_>) -> Result<Vec<Own>> {
    let Some(org) = cx.actor().organisation else { return Ok(Vec::new()) };
    let mut out = Vec::new();
    for a in store::asked::mine(cx, org)? {
        let s = survey(cx, a.survey)?;
        if s.shows(cx.today()) {
            let given = store::answer::of_asked(cx, s.id, a.id)?.map(|x| x.given);
            out.push(Own { survey: s, asked: a, given });
        }
    }
    Ok(out)
}

/// One of them; what another office is asked is not there.
pub fn own(cx: &Cx<'_>, id: AskedId) -> Result<Own> {
    mine(cx)?.into_iter().find(|o| o.asked.id == id).ok_or(Error::NotFound)
}

/// Answers for the own office.
pub fn answer_own(cx: &Cx<'_>, id: AskedId, answers: &Answers) -> Result<()> {
    let o = own(cx, id)?;
    if !o.survey.takes(cx.today()) {
        return rule("この調査は締め切りました。直したいときは、問い合わせ先にお電話ください");
    }
    let given = check(&o.survey.data.title, &o.survey.questions, answers, cx.now())?;
    keep(cx, &o.survey, Some(&o.asked), "", "own", &given).map(|_| ())
}

/// The addressee of a survey, or 404.
pub(crate) fn addressee(cx: &Cx<'_>, s: SurveyId, id: AskedId) -> Result<Asked> {
    store::asked::find(cx, id)?.filter(|a| a.survey == s).ok_or(Error::NotFound)
}

/// What keying in begins with: the survey, the addressee, what is there.
pub fn keying(
    cx: &Cx<'_>,
    id: SurveyId,
    of: Option<AskedId>,
) -> Result<(Survey, Option<Asked>, Option<Given>)> {
    authorise(cx, &permissions::ANSWERS)?;
    let s = survey(cx, id)?;
    if !matches!(s.state, State::Open | State::Closed) || s.data.named != of.is_some() {
        return Err(Error::NotFound);
    }
    let asked = of.map(|a| addressee(cx, id, a)).transpose()?;
    let given = match &asked {
        Some(a) => store::answer::of_asked(cx, id, a.id)?.map(|x| x.given),
        None => None,
    };
    cx.audit(AuditEntry::act(permissions::ANSWERS.code).object(format!("survey:{id}")));
    Ok((s, asked, given))
}

/// Keys in what came back on paper or was said by telephone; also after the last day, because paper is slow.
pub fn key_in(
    cx: &Cx<'_>,
    id: SurveyId,
    of: Option<AskedId>,
    answers: &Answers,
    key: &str,
) -> Result<()> {
    let (s, asked, _) = keying(cx, id, of)?;
    if s.published.is_some() {
        return rule("公表用をつくった調査には、もう答えを加えられません");
    }
    let given = check(&s.data.title, &s.questions, answers, cx.now())?;
    keep(cx, &s, asked.as_ref(), key, "paper", &given).map(|_| ())
}

/// Takes an answer out (entered twice, a trial), or puts it back.
pub fn remove(cx: &Cx<'_>, id: SurveyId, answer: AnswerId, removed: bool) -> Result<()> {
    authorise(cx, &permissions::ANSWERS)?;
    let s = survey(cx, id)?;
    if s.published.is_some() {
        return rule("公表用をつくった調査の答えは、もう外せません");
    }
    let a = store::answer::any(cx, id, answer)?.ok_or(Error::NotFound)?;
    if store::answer::remove(cx, id, answer, removed)? > 0 {
        count(cx, &s, &a.given, if removed { -1 } else { 1 }, answer.0)?;
    }
    cx.audit(AuditEntry::act(permissions::ANSWERS.code).object(format!("answer:{answer}")));
    Ok(())
}

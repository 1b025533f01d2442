//! The questionnaire as the centre works with it: making it, keying in paper, results, grouping free text.
use app::{Cx, Error, Result, authorise};
use kernel::time::add_days;
use kernel::{Date, Id};

use super::{event, rule};
use crate::model::Event;
use crate::model::entry::slug;
use crate::model::form::{Form, Given, Kind, shipped, tally};
use crate::store::form::{Answer, Kept};
use crate::{EventId, permissions, store};

/// Days after the last date on which answers are still taken, unless somebody says otherwise.
pub const OPEN_DAYS: i64 = 14;

/// The questionnaire of an event, to look at and to change: as kept, or the shipped one to begin with.
pub fn open(cx: &Cx<'_>, id: EventId) -> Result<(Event, Form, Option<Kept>, bool)> {
    authorise(cx, &permissions::READ)?;
    let e = event(cx, id)?;
    let kept = store::form::of(cx, id)?;
    let fixed = store::form::ever(cx, id)? > 0;
    let form = match &kept {
        Some(k) => k.form.clone(),
        None => shipped()?,
    };
    Ok((e, form, kept, fixed))
}

/// Keeps the questions. After the first answer only the closing day can be changed: answers belong to their questions.
pub fn save(cx: &Cx<'_>, id: EventId, form: &Form, closes_on: Option<Date>) -> Result<()> {
    authorise(cx, &permissions::WRITE)?;
    form.check()?;
    let e = event(cx, id)?;
    let usual = e.last().map(|d| add_days(d, OPEN_DAYS));
    let closes_on = closes_on.or(usual).ok_or(Error::NotFound)?;
    if e.first().is_some_and(|d| closes_on < d) {
        return Err(Error::field("closes_on", "開催の日から後の日にしてください"));
    }
    let was = store::form::of(cx, id)?;
    if store::form::ever(cx, id)? > 0 && was.is_some_and(|w| w.form.questions != form.questions) {
        return rule(
            "もう答えが届いているため、質問は変えられません。締め切りの日だけ変えられます",
        );
    }
    store::form::put(cx, id, &slug(id.0, "form"), form, closes_on)
}

/// Keys in an answer from paper; the key of the form keeps it from being entered twice.
pub fn key_in(cx: &Cx<'_>, id: EventId, given: &Given, key: &str) -> Result<()> {
    authorise(cx, &permissions::ANSWERS)?;
    event(cx, id)?;
    if store::form::of(cx, id)?.is_none() {
        return rule("先にアンケートを作ってください");
    }
    store::form::answer(cx, id, &format!("paper {key}"), "paper", given)?;
    Ok(())
}

/// Takes an answer out (entered twice), or puts it back.
pub fn remove(cx: &Cx<'_>, id: EventId, answer: Id, removed: bool) -> Result<()> {
    authorise(cx, &permissions::ANSWERS)?;
    match store::form::remove(cx, id, answer, removed)? {
        0 => Err(Error::NotFound),
        _ => Ok(()),
    }
}

/// Results of one question.
#[derive(Debug, Clone)]
pub struct Result1 {
    /// Code.
    pub code: String,
    /// The question.
    pub label: String,
    /// How it is answered.
    pub kind: Kind,
    /// How many answered it.
    pub answered: i64,
    /// Words and how many.
    pub rows: Vec<(String, i64)>,
    /// Free texts: answer, text, group.
    pub texts: Vec<(Id, String, String)>,
    /// Groups and how many texts.
    pub groups: Vec<(String, i64)>,
}

/// Results of the questionnaire.
#[derive(Debug, Clone)]
pub struct Results {
    /// The event.
    pub event: Event,
    /// Its questionnaire.
    pub kept: Kept,
    /// How many answers; by page and from paper.
    pub answers: (i64, i64),
    /// Question by question.
    pub questions: Vec<Result1>,
    /// The answers themselves, oldest first.
    pub all: Vec<Answer>,
}

/// The results; free texts only for who may see single answers.
pub fn results(cx: &Cx<'_>, id: EventId) -> Result<Results> {
    authorise(cx, &permissions::READ)?;
    let texts = app::may(cx, &permissions::ANSWERS)?;
    made(cx, id, texts)
}

/// The same without a door, for use cases that have passed one.
pub(crate) fn made(cx: &Cx<'_>, id: EventId, with_texts: bool) -> Result<Results> {
    let e = event(cx, id)?;
    let kept = store::form::of(cx, id)?.ok_or(Error::NotFound)?;
    let all = store::form::answers(cx, id)?;
    let groups = store::form::groups(cx, id)?;
    let given: Vec<Given> = all.iter().map(|a| a.given.clone()).collect();
    let mut questions = Vec::new();
    for q in &kept.form.questions {
        let (rows, answered) = tally(q, &given)?;
        let mut sums: Vec<(String, i64)> = Vec::new();
        for (_, _, label) in groups.iter().filter(|g| g.1 == q.code) {
            match sums.iter_mut().find(|s| s.0 == *label) {
                Some(s) => s.1 += 1,
                None => sums.push((label.clone(), 1)),
            }
        }
        sums.sort_by_key(|s| std::cmp::Reverse(s.1));
        let texts = match q.kind == Kind::Text && with_texts {
            false => Vec::new(),
            true => all
                .iter()
                .filter_map(|a| {
                    let text = a.given.get(&q.code)?.first()?.clone();
                    let of = |g: &&(Id, String, String)| g.0 == a.id && g.1 == q.code;
                    let group = groups.iter().find(of).map(|g| g.2.clone());
                    Some((a.id, text, group.unwrap_or_default()))
                })
                .collect(),
        };
        questions.push(Result1 {
            code: q.code.clone(),
            label: q.label.clone(),
            kind: q.kind,
            answered,
            rows,
            texts,
            groups: sums,
        });
    }
    let paper = all.iter().filter(|a| a.way == "paper").count();
    let paper = i64::try_from(paper).unwrap_or(0);
    let n = i64::try_from(all.len()).unwrap_or(0);
    Ok(Results { event: e, kept, answers: (n - paper, paper), questions, all })
}

/// Groups free texts by hand: (answer, group); an empty group takes it out of its own.
pub fn group(cx: &Cx<'_>, id: EventId, question: &str, of: &[(Id, String)]) -> Result<()> {
    authorise(cx, &permissions::ANSWERS)?;
    let known: Vec<Id> = store::form::answers(cx, id)?.iter().map(|a| a.id).collect();
    let kept = store::form::of(cx, id)?.ok_or(Error::NotFound)?;
    if !kept.form.questions.iter().any(|q| q.code == question && q.kind == Kind::Text) {
        return Err(Error::NotFound);
    }
    for (answer, label) in of {
        if label.chars().count() > 30 {
            return Err(Error::field(
                format!("g.{answer}"),
                "まとまりの名前は30字までにしてください",
            ));
        }
        if known.contains(answer) {
            store::form::group(cx, *answer, question, label.trim())?;
        }
    }
    Ok(())
}

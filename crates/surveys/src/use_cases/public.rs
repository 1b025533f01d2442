//! What somebody does without a login: open the own link or the open page, answer, correct it until the end. Bounded by network;
//! the network is kept as a hash for two days.
use app::audit::AuditEntry;
use app::{Cx, Error, Result, settings};
use forms::Answers;
use forms::ask::Given;
use kernel::{Actor, ActorKind, Hat};

use super::answers::{correct, keep};
use super::{rule, survey};
use crate::model::answering::check;
use crate::model::asked::Asked;
use crate::model::survey::{LINKS, LOOK};
use crate::model::{State, Survey};
use crate::store::answer::Answer;
use crate::store::link::Opens;
use crate::{permissions, store};

/// Minutes in which acts of a network are counted.
pub const WINDOW: i64 = 15;
/// Wrong links and codes of one network in it.
pub const MISSES: i64 = 20;
/// Wrong codes of the region in it: then codes rest, links still work.
pub const ALL_MISSES: i64 = 200;
/// Answers of one network in it: a hospital or a hall shares one line.
pub const ANSWERS: i64 = 600;
/// Answers to one open page.
pub const MOST_ANSWERS: i64 = 20_000;

const OVER: &str = "この調査は締め切りました。直したいときは、問い合わせ先にお電話ください";

/// Who acts on the public pages.
pub fn visitor() -> Actor {
    Actor {
        kind: ActorKind::System,
        account: None,
        organisation: None,
        hat: Hat::System,
        name: "公開ページの訪問者".into(),
    }
}

/// Is the capability on here?
pub fn door(cx: &Cx<'_>) -> Result<()> {
    match settings::capability_on(cx, permissions::READ.capability)? {
        true => Ok(()),
        false => Err(Error::NotFound),
    }
}

/// What a link opens.
#[derive(Debug, Clone)]
pub struct Mine {
    /// The survey.
    pub survey: Survey,
    /// Whose link it is; none for an anonymous answer.
    pub asked: Option<Asked>,
    /// What was answered.
    pub answer: Option<Answer>,
    /// Are answers taken today?
    pub takes: bool,
}

fn opened(cx: &Cx<'_>, word: &str, network: &str) -> Result<(Opens, Mine)> {
    door(cx)?;
    let since = cx.now().plus_minutes(-WINDOW);
    if store::link::tries(cx, "miss", network, since)? >= MISSES {
        return rule("ちがう番号が何度も入れられたため、15分ほど入れられません");
    }
    let (hash, token) = LINKS.typed(word).ok_or(Error::NotFound)?;
    if !token && store::link::all_tries(cx, "miss", since, ALL_MISSES)? >= ALL_MISSES {
        return rule("いまは番号では開けません。二次元コードかアドレスから開いてください");
    }
    let o = store::link::by_hash(cx, &hash, token)?.ok_or(Error::NotFound)?;
    let s = survey(cx, o.survey)?;
    if !s.shows(cx.today()) {
        return Err(Error::NotFound);
    }
    let asked = o.asked.map(|a| super::answers::addressee(cx, s.id, a)).transpose()?;
    let answer = match (&asked, o.answer) {
        (Some(a), _) => store::answer::of_asked(cx, s.id, a.id)?,
        (None, Some(id)) => Some(store::answer::find(cx, id)?.ok_or(Error::NotFound)?),
        (None, None) => return Err(Error::NotFound),
    };
    let takes = s.takes(cx.today());
    Ok((o, Mine { survey: s, asked, answer, takes }))
}

/// What a link or code opens. A wrong one is noted by [`missed`].
pub fn mine(cx: &Cx<'_>, word: &str, network: &str) -> Result<Mine> {
    opened(cx, word, network).map(|o| o.1)
}

/// Notes a link or code that is none.
pub fn missed(cx: &Cx<'_>, network: &str) -> Result<()> {
    store::link::note_try(cx, "miss", network)
}

fn bounded(cx: &Cx<'_>, network: &str) -> Result<()> {
    let since = cx.now().plus_minutes(-WINDOW);
    if store::link::tries(cx, "answer", network, since)? >= ANSWERS {
        return rule(
            "短い時間にたくさん送られたため、15分ほど受け付けられません。少し待ってから、もう一度お願いします",
        );
    }
    store::link::note_try(cx, "answer", network)
}

fn row(cx: &Cx<'_>, first: bool, id: crate::AnswerId) {
    let code = if first { "surveys.answer.made" } else { "surveys.answer.changed" };
    cx.audit(AuditEntry::act(code).object(format!("answer:{id}")));
}

/// Keeps the answer of a link in the place of an earlier one.
pub fn answer(cx: &Cx<'_>, word: &str, answers: &Answers, network: &str) -> Result<()> {
    let (_, m) = opened(cx, word, network)?;
    if !m.takes {
        return rule(OVER);
    }
    let given = check(&m.survey.data.title, &m.survey.questions, answers, cx.now())?;
    bounded(cx, network)?;
    let (id, changed) = match (&m.asked, &m.answer) {
        (Some(a), _) => keep(cx, &m.survey, Some(a), "", "page", &given)?,
        (None, Some(was)) => correct(cx, &m.survey, was, true, &was.way, &given)?,
        (None, None) => return Err(Error::NotFound),
    };
    if changed {
        row(cx, m.answer.is_none(), id);
    }
    Ok(())
}

/// A survey by the public name of its open page. A named one has none.
pub fn page(cx: &Cx<'_>, slug: &str) -> Result<Survey> {
    door(cx)?;
    let s = store::survey::by_slug(cx, slug)?.ok_or(Error::NotFound)?;
    let shown = !s.data.named && matches!(s.state, State::Open | State::Closed);
    if shown && s.shows(cx.today()) { Ok(s) } else { Err(Error::NotFound) }
}

/// Keeps an anonymous answer once for the key of the page it was written on; the link by which it can be corrected.
pub fn answer_open(
    cx: &Cx<'_>,
    slug: &str,
    answers: &Answers,
    key: &str,
    network: &str,
) -> Result<String> {
    let s = page(cx, slug)?;
    if !s.takes(cx.today()) {
        return rule(OVER);
    }
    if !(16..=64).contains(&key.len()) {
        return rule("この画面は古くなっています。開き直して、もう一度お試しください");
    }
    let given: Given = check(&s.data.title, &s.questions, answers, cx.now())?;
    bounded(cx, network)?;
    if store::answer::ever(cx, s.id)? >= MOST_ANSWERS {
        return rule("答えの数がいっぱいになりました。ありがとうございました");
    }
    let (id, made) = keep(cx, &s, None, key, "page", &given)?;
    let word = LINKS.word(id.0, key);
    if made {
        store::link::add(cx, &word, Opens { survey: s.id, asked: None, answer: Some(id) })?;
        row(cx, true, id);
    }
    Ok(word.token().to_string())
}

/// Forgets noted networks after two days, and links of surveys that ended longer ago than they open.
pub fn forget(cx: &Cx<'_>) -> Result<()> {
    let closed = kernel::time::add_days(cx.today(), -LOOK);
    store::link::forget(cx, cx.now().plus_minutes(-48 * 60), closed)
}

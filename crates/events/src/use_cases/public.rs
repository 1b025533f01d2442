//! What anybody may do without a login: see what is open, sign up, look at the own sign-up and cancel it, report at the door on
//! the day, answer the questionnaire. Bounded by network and by event; the network is kept as a hash for two days.
use app::audit::AuditEntry;
use app::{Cx, Error, Result, settings};
use kernel::{Actor, ActorKind, Hat, sha256_hex};

use super::{count, entries, rule};
use crate::model::entry::{Entry, EntryState, NewEntry, Way, Word, typed};
use crate::model::event::Event;
use crate::model::form::Given;
use crate::store::form::Kept;
use crate::{permissions, store};

/// Length of the window in which acts of a network are counted, minutes.
pub const WINDOW: i64 = 15;
/// Sign-ups of one network in it: a hospital signs up its ward from one address.
pub const ENTRIES: i64 = 60;
/// Wrong codes of one network in it.
pub const MISSES: i64 = 20;
/// Wrong codes of the region in it: then codes rest, links still work.
pub const ALL_MISSES: i64 = 200;
/// Answers of one network in it: a full hall answers over one line.
pub const ANSWERS: i64 = 600;
/// Answers to one questionnaire.
pub const MOST_ANSWERS: i64 = 5_000;

const WAIT: &str = "短い時間にたくさん送られたため、15分ほど受け付けられません。少し待ってから、もう一度お願いします";

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
pub(crate) fn door(cx: &Cx<'_>) -> Result<()> {
    match settings::capability_on(cx, permissions::READ.capability)? {
        true => Ok(()),
        false => Err(Error::NotFound),
    }
}

/// Refuses a network that did this too often, otherwise notes it.
pub(crate) fn bounded(cx: &Cx<'_>, what: &str, network: &str, most: i64) -> Result<()> {
    let since = cx.now().plus_minutes(-WINDOW);
    if store::entry::tries(cx, what, network, since)? >= most {
        return rule(WAIT);
    }
    store::entry::note_try(cx, what, network)
}

/// An event on the public page, with how many places are left (none = as many as like).
#[derive(Debug, Clone)]
pub struct Shown {
    /// The event.
    pub event: Event,
    /// Places left.
    pub left: Option<i64>,
}

fn shown(cx: &Cx<'_>, event: Event) -> Result<Shown> {
    let left = match event.data.capacity {
        Some(c) => Some((c - store::entry::taken(cx, event.id)?).max(0)),
        None => None,
    };
    Ok(Shown { event, left })
}

/// Everything that is open.
pub fn all(cx: &Cx<'_>) -> Result<Vec<Shown>> {
    door(cx)?;
    store::event::open(cx, cx.today())?.into_iter().map(|e| shown(cx, e)).collect()
}

/// One event by its public name; 404 unless it takes sign-ups.
pub fn page(cx: &Cx<'_>, slug: &str) -> Result<Shown> {
    door(cx)?;
    let e = store::event::by_slug(cx, slug)?.filter(|e| e.takes_entries(cx.now()));
    shown(cx, e.ok_or(Error::NotFound)?)
}

/// What makes two presses the same sign-up: the key and what was typed. With another name it is another one.
fn seal(key: &str, who: &NewEntry) -> String {
    let all = [key, &who.name, &who.organisation, &who.profession, &who.contact].join("\0");
    sha256_hex(all.as_bytes())
}

fn key_ok(key: &str) -> Result<()> {
    match (8..=64).contains(&key.len()) {
        true => Ok(()),
        false => rule(
            "この画面は古くなっています。まだ送られていません。開き直して、もう一度お試しください",
        ),
    }
}

/// Said when the same name and contact are on the list already (the browser's way back, and pressed once more).
pub const TWICE: &str = "このお名前と連絡先では、もう申し込まれています。取り消しや順番は、はじめに申し込んだときの画面か番号で見られます";

/// Is somebody of this name and contact on the list?
fn twice(cx: &Cx<'_>, event: crate::EventId, who: &NewEntry) -> Result<bool> {
    let of = |w: &NewEntry| {
        let contact = kernel::kana::half_width(&w.contact).to_lowercase();
        let contact: String =
            contact.chars().filter(|c| c.is_alphanumeric() || *c == '@').collect();
        (kernel::kana::search_key(&w.name), contact)
    };
    let mine = of(who);
    let all = store::entry::of(cx, event)?;
    Ok(all.iter().any(|e| e.state != EntryState::Gone && !e.erased && of(&e.who) == mine))
}

/// Signs up; the same press twice gives the same link.
pub fn sign_up(cx: &Cx<'_>, slug: &str, who: &NewEntry, key: &str, network: &str) -> Result<Word> {
    let e = page(cx, slug)?.event;
    who.check(true)?;
    key_ok(key)?;
    let word = Word::of(e.id, &seal(key, who));
    if store::entry::by_hash(cx, &word.token_hash(), true)?.is_some() {
        return Ok(word);
    }
    bounded(cx, "entry", network, ENTRIES)?;
    let since = cx.now().plus_minutes(-WINDOW);
    if store::entry::tries(cx, "twice", network, since)? >= MISSES {
        return rule("何度も申し込まれたため、15分ほど申し込めません");
    }
    if twice(cx, e.id, who)? {
        return rule(TWICE);
    }
    let entry = entries::put(cx, &e, who, Way::Page, &word)?;
    cx.audit(AuditEntry::act("events.entry.made").object(format!("entry:{}", entry.id)));
    Ok(word)
}

/// A sign-up as its owner sees it.
#[derive(Debug, Clone)]
pub struct Mine {
    /// Its event.
    pub event: Event,
    /// The sign-up.
    pub entry: Entry,
    /// How many wait before.
    pub before: i64,
}

/// The sign-up behind a link or code. A wrong code is noted by [`missed`].
pub fn mine(cx: &Cx<'_>, word: &str, network: &str) -> Result<Mine> {
    door(cx)?;
    let since = cx.now().plus_minutes(-WINDOW);
    if store::entry::tries(cx, "miss", network, since)? >= MISSES {
        return rule("ちがう番号が何度も入れられたため、15分ほど入れられません");
    }
    let (hash, token) = typed(word).ok_or(Error::NotFound)?;
    if !token && store::entry::all_tries(cx, "miss", since, ALL_MISSES)? >= ALL_MISSES {
        return rule(
            "いまは番号では開けません。申し込んだときのページのアドレスから開いてください",
        );
    }
    let entry = store::entry::by_hash(cx, &hash, token)?.ok_or(Error::NotFound)?;
    let event = store::event::find(cx, entry.event)?.ok_or(Error::NotFound)?;
    let before = match entry.state {
        EntryState::Waiting => store::entry::of(cx, entry.event)?
            .iter()
            .filter(|o| o.state == EntryState::Waiting && o.place < entry.place)
            .count(),
        _ => 0,
    };
    Ok(Mine { event, entry, before: i64::try_from(before).unwrap_or(0) })
}

/// Notes a link or code that is none.
pub fn missed(cx: &Cx<'_>, network: &str) -> Result<()> {
    store::entry::note_try(cx, "miss", network)
}

/// Notes that somebody was told [`TWICE`]: apart from wrong codes, so that these do not stop a sign-up from the same office.
pub fn told_twice(cx: &Cx<'_>, network: &str) -> Result<()> {
    store::entry::note_try(cx, "twice", network)
}

/// Cancels the own sign-up; the next one moves up.
pub fn cancel(cx: &Cx<'_>, word: &str, network: &str) -> Result<()> {
    let m = mine(cx, word, network)?;
    if m.event.last().is_some_and(|d| d < cx.today()) {
        return rule("開催の日が過ぎているため、取り消せません");
    }
    entries::gone(cx, &m.entry)?;
    cx.audit(AuditEntry::act("events.entry.cancelled").object(format!("entry:{}", m.entry.id)));
    Ok(())
}

/// The event whose door this is, on one of its days; 404 on others.
pub fn at_the_door(cx: &Cx<'_>, slug: &str) -> Result<(Event, i64)> {
    door(cx)?;
    let e = store::event::by_slug(cx, slug)?.ok_or(Error::NotFound)?;
    if matches!(e.state, crate::model::State::Off | crate::model::State::Void) {
        return Err(Error::NotFound);
    }
    let n = e.day_number(cx.today()).ok_or(Error::NotFound)?;
    Ok((e, n))
}

/// Reports at the door with the own code.
pub fn here(cx: &Cx<'_>, slug: &str, code: &str, network: &str) -> Result<()> {
    let (e, n) = at_the_door(cx, slug)?;
    let m = mine(cx, code, network)?;
    if m.entry.event != e.id {
        return Err(Error::NotFound);
    }
    entries::come(cx, &m.entry, n, true, "qr")?;
    cx.audit(AuditEntry::act("events.entry.here").object(format!("entry:{}", m.entry.id)));
    Ok(())
}

/// Reports at the door without having signed up.
pub fn walk_in(cx: &Cx<'_>, slug: &str, who: &NewEntry, key: &str, network: &str) -> Result<()> {
    let (e, n) = at_the_door(cx, slug)?;
    who.check(false)?;
    key_ok(key)?;
    let word = Word::of(e.id, &seal(key, who));
    if store::entry::by_hash(cx, &word.token_hash(), true)?.is_some() {
        return Ok(());
    }
    bounded(cx, "entry", network, ENTRIES)?;
    let entry = entries::put(cx, &e, who, Way::WalkIn, &word)?;
    entries::come(cx, &entry, n, true, "qr")?;
    cx.audit(AuditEntry::act("events.entry.here").object(format!("entry:{}", entry.id)));
    count::recount(cx, e.id)
}

/// A questionnaire by its public name, while it takes answers.
pub fn questions(cx: &Cx<'_>, slug: &str) -> Result<(Event, Kept)> {
    door(cx)?;
    let k = store::form::by_slug(cx, slug)?.ok_or(Error::NotFound)?;
    let e = store::event::find(cx, k.event)?.ok_or(Error::NotFound)?;
    let open = cx.today() <= k.closes_on && e.first().is_some_and(|d| d <= cx.today());
    match open && !matches!(e.state, crate::model::State::Off | crate::model::State::Void) {
        true => Ok((e, k)),
        false => Err(Error::NotFound),
    }
}

/// The first day of an event whose questionnaire takes answers only from then on; none for every other one.
pub fn opens(cx: &Cx<'_>, slug: &str) -> Result<Option<kernel::Date>> {
    door(cx)?;
    let Some(k) = store::form::by_slug(cx, slug)? else { return Ok(None) };
    let Some(e) = store::event::find(cx, k.event)? else { return Ok(None) };
    let gone = matches!(e.state, crate::model::State::Off | crate::model::State::Void);
    Ok(e.first().filter(|d| *d > cx.today() && !gone))
}

/// Keeps an answer once for the key of the page it was written on.
pub fn answer(cx: &Cx<'_>, slug: &str, given: &Given, key: &str, network: &str) -> Result<()> {
    let (e, _) = questions(cx, slug)?;
    key_ok(key)?;
    bounded(cx, "answer", network, ANSWERS)?;
    if store::form::ever(cx, e.id)? >= MOST_ANSWERS {
        return rule("アンケートの数がいっぱいになりました。ありがとうございました");
    }
    if store::form::answer(cx, e.id, &format!("page {key}"), "page", given)? {
        cx.audit(AuditEntry::act("events.answer.made").object(format!("event:{}", e.id)));
    }
    Ok(())
}

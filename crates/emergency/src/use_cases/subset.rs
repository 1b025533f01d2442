//! The district for a line that is down: made for one device, read person by person through permits; and what the tablet
//! says when it has the line again: look-ups that were made without it, and whether it still may hold what it holds.
use accounts::model::crew::Rule;
use accounts::use_cases::crew;
use app::audit::AuditEntry;
use app::{Cx, Error, Result, authorise};
use kernel::{Actor, ActorKind, At, Hat, Id, time};
use people::ResidentId;
use people::authz::{Act, Emergency, Read, What, could, decide};
use people::use_cases::card_facts::card_facts;

use crate::model::call::{NewLookup, incident};
use crate::model::lookup::query::Kind;
use crate::model::sheet::Sheet;
use crate::model::tablet::{
    Body, HOURS, MOST_BYTES, MOST_CARDS, MOST_TOLD, Packed, RENEW_HOURS, Subset, Tablet, Told,
    office_days,
};
use crate::seal::Crew;
use crate::{permissions, store};

/// Said when a district grew too big for a tablet.
pub const TOO_BIG: &str =
    "受け持ちの登録が多すぎて、端末に置けません。管理者に、町名を選び直してもらってください";

/// Said while nobody's PIN could open a district: who was signed in before PINs were kept for it.
pub const NOBODY_OPENS: &str =
    "控えを開ける隊員がまだいません。一度出て、暗証番号で入り直してください";

/// The permission of the device that holds this credential: registered, in use, permitted.
fn tablet(cx: &Cx<'_>, credential: &str) -> Result<Option<Tablet>> {
    let Some(d) = crew::device_of(cx, credential)? else { return Ok(None) };
    let t = store::tablet::tablet(cx, d.id)?;
    Ok(t.filter(|t| t.ended_at.is_none() && t.organisation == d.organisation.0))
}

/// What the page of the box says of this device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// The device may hold a district.
    pub allowed: bool,
    /// What it was given last, while that opens.
    pub last: Option<Subset>,
}

/// For the page of the box, on the device itself.
pub fn state(cx: &Cx<'_>, credential: &str) -> Result<State> {
    authorise(cx, &permissions::LOOKUP)?;
    let Some(t) = tablet(cx, credential)? else { return Ok(State { allowed: false, last: None }) };
    let mine = cx.actor().organisation == Some(t.organisation);
    let last = store::tablet::last(cx, t.device)?;
    let last = last.filter(|s| s.gone_at.is_none() && cx.now() < s.until);
    Ok(State { allowed: mine, last })
}

/// Gathers the district of this device, as the crew that is signed in on it. Each person leaves a row in the log.
///
/// # Errors
/// [`Error::NotFound`] where the device may hold none; [`Error::Rule`] when it grew too big, or nobody could open it.
pub fn gather(cx: &Cx<'_>, credential: &str, id: Id) -> Result<(Id, Body)> {
    authorise(cx, &permissions::SUBSET)?;
    let refused = || {
        cx.audit(AuditEntry::act(permissions::SUBSET.code).denied());
        Err(Error::NotFound)
    };
    let Some(t) = tablet(cx, credential)? else { return refused() };
    let Some(device) = crew::device_of(cx, credential)? else { return refused() };
    if cx.actor().organisation != Some(t.organisation) {
        return refused();
    }
    let (openers, rule) = (crew::openers(cx, &device)?, Rule::of(cx)?);
    if openers.is_empty() {
        return Err(Error::Rule(NOBODY_OPENS.into()));
    }
    let mut ids: Vec<Id> = Vec::new();
    for town in &t.towns {
        ids.extend(store::tablet::in_town(cx, town, MOST_CARDS + 1)?);
        if ids.len() > MOST_CARDS {
            return Err(Error::Rule(TOO_BIG.into()));
        }
    }
    let until = cx.now().plus_minutes(HOURS * 60);
    let mut people = Vec::with_capacity(ids.len());
    let mut bytes = 0;
    let index = store::index::Kept { cx, open: true };
    for entry in index.all(&ids)? {
        let who = ResidentId(entry.resident);
        // somebody whose right ended a moment ago is not in it
        if !could(cx, Act::Read, What::Emergency, who)? {
            continue;
        }
        let permit = decide::<Read, Emergency>(cx, &permissions::SUBSET, who, None)?;
        let facts = card_facts(cx, &permit)?;
        let card = store::card::newest(cx, who.0)?;
        let [day, night] =
            [true, false].map(|day| Sheet::as_of(&facts, card.as_ref(), cx.today(), day));
        let packed = Packed::with(&entry, &day, &night);
        bytes += serde_json::to_string(&packed).map_or(MOST_BYTES, |t| t.len());
        if bytes > MOST_BYTES {
            return Err(Error::Rule(TOO_BIG.into()));
        }
        people.push(packed);
    }
    let detail = format!("n={};towns={}", people.len(), t.towns.len());
    let act = AuditEntry::act(permissions::SUBSET.code);
    cx.audit(act.object(format!("device:{}", t.device)).detail(detail));
    let body = Body {
        id,
        made: cx.now().millis(),
        until: until.millis(),
        city: cx.region().name.clone(),
        towns: store::index::known_towns(cx)?,
        variants: kernel::kana::variant_pairs().collect(),
        days: office_days(cx.today(), time::add_days(cx.today(), HOURS / 24 + 1)),
        people,
        crew: Crew { openers, listed: rule.listed, idle: rule.idle_minutes },
    };
    Ok((t.device, body))
}

/// Notes that it was made; what lay there before is replaced by it.
pub fn made(cx: &Cx<'_>, device: Id, id: Id, at: At, cards: usize, bytes: usize) -> Result<Subset> {
    authorise(cx, &permissions::SUBSET)?;
    store::tablet::wipe(cx, device, "replaced")?;
    let s = Subset {
        id,
        device,
        at,
        until: at.plus_minutes(HOURS * 60),
        cards: i64::try_from(cards).unwrap_or(i64::MAX),
        gone_at: None,
        cleared_at: None,
    };
    store::tablet::made(cx, &s, bytes)?;
    Ok(s)
}

/// What the tablet hears at a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heard {
    /// It may go on holding it; otherwise it deletes it now.
    pub keep: bool,
    /// It is old, a new one is due.
    pub renew: bool,
    /// The look-ups up to this number are kept here.
    pub upto: i64,
}

/// A contact of the tablet, signed in or not: the device's credential and the id inside the seal are the proof. Look-ups
/// are kept once each; they are told as who said they were using it, a person of that brigade.
///
/// # Errors
/// [`Error::Invalid`] when what was told makes no sense; nothing of it is kept then.
pub fn contact(
    cx: &Cx<'_>,
    credential: &str,
    id: Id,
    told: &[Told],
    cleared: bool,
) -> Result<Heard> {
    let gone = Heard { keep: false, renew: false, upto: 0 };
    let Some(s) = store::tablet::subset(cx, id)? else { return Ok(gone) };
    let Some(device) = crew::device_of(cx, credential)?.filter(|d| d.id == s.device) else {
        // a device that ended tells nothing any more: what it says cannot be believed
        return Ok(gone);
    };
    if cleared {
        store::tablet::cleared(cx, id)?;
    }
    if told.len() > MOST_TOLD {
        return Err(Error::field("told", "一度に送れる数をこえています"));
    }
    let crews = crew::list(cx, &device)?;
    let mut upto = 0;
    for t in told {
        let m = crews.iter().find(|m| m.account.0 == t.account);
        let (name, account) = match m {
            Some(m) => (m.name.clone(), Some(m.account.0)),
            // left the brigade meanwhile: the look-up was made all the same
            None => ("名簿にない隊員".to_owned(), None),
        };
        let actor = Actor {
            kind: ActorKind::Staff,
            account,
            organisation: Some(device.organisation.0),
            hat: Hat::Crew,
            name,
        };
        cx.acting_as(&actor, cx.now(), |cx| keep(cx, &s, t))?;
        upto = upto.max(t.n);
    }
    let allowed = tablet(cx, credential)?.is_some();
    let keep = allowed && s.gone_at.is_none() && cx.now() < s.until;
    let renew = cx.now().minutes_since(s.at) >= RENEW_HOURS * 60;
    Ok(Heard { keep, renew: keep && renew, upto })
}

const KINDS: [Kind; 7] =
    [Kind::Address, Kind::Phone, Kind::Kana, Kind::Kanji, Kind::Age, Kind::Sex, Kind::Birth];

fn keep(cx: &Cx<'_>, s: &Subset, t: &Told) -> Result<()> {
    let wrong = || Error::field("told", "読めない記録があります");
    let number = incident(&t.incident).ok_or_else(wrong)?;
    let known = |k: &str| KINDS.iter().any(|x| x.code() == k);
    let sense = t.n > 0
        && t.shown.len() <= crate::model::lookup::pick::MOST
        && t.opened.len() <= 20
        && !t.kinds.is_empty()
        && t.kinds.split(',').all(known);
    if !sense {
        return Err(wrong());
    }
    if !store::tablet::told(cx, s.id, t.n, cx.now())? {
        return Ok(());
    }
    // the tablet's clock may be wrong: never before the subset was made, never later than now
    let at = At::from_millis(t.at.clamp(s.at.millis(), cx.now().millis()));
    let district = store::tablet::tablet(cx, s.device)?.map(|t| t.towns).unwrap_or_default();
    let town = if district.contains(&t.town) { t.town.clone() } else { String::new() };
    let filter = format!("kinds={};later;at={at}", t.kinds);
    people::authz::audit_list(cx, &permissions::LOOKUP, &filter, &t.shown);
    let new = NewLookup {
        at,
        incident: number.clone(),
        kinds: t.kinds.clone(),
        town,
        found: t.shown.len(),
        matched: t.matched,
        later: true,
    };
    let lookup = store::call::looked_up(cx, &new)?;
    for who in t.residents() {
        opened(cx, who, lookup, at, &number)?;
    }
    Ok(())
}

/// A card that was opened without a line. It was seen, so it stands in the log whatever became of the right since.
fn opened(cx: &Cx<'_>, who: ResidentId, lookup: Id, at: At, number: &str) -> Result<()> {
    let running = store::card::running(cx, who.0)?;
    let now = could(cx, Act::Read, What::Emergency, who)?;
    let entry = AuditEntry::act(permissions::OPEN.code).about(who.0);
    let (Some(r), true) = (running, now) else {
        // never more than a row: whoever invents ids learns nothing and leaves no record of a call
        cx.audit(entry.detail(format!("later;at={at};ended")));
        return Ok(());
    };
    let permit = decide::<Read, Emergency>(cx, &permissions::OPEN, who, None)?;
    cx.audit(entry.detail(format!("later;at={at}")));
    store::call::open_at(cx, who.0, Some(lookup), None, number, at)?;
    if r.tell_team {
        super::alert::raise(cx, &permit, number)?;
    }
    Ok(())
}

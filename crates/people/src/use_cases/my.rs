//! わたしのページ: what the person sees and does alone on a phone, and what a relative with a card sees. Bound to one person:
//! whose page it is comes from the account and never from an address.
use std::collections::BTreeMap;
use std::sync::OnceLock;

use accounts::AccountId;
use accounts::use_cases::phone;
use app::{Cx, Error, Result, notices};
use kernel::{Date, Id};
use slice::{MyLink, MySource, Slice};

use super::{merge, who_has_seen, who_may_see};
use crate::authz::{Basic, Basis, Read, What, Wish, Write, decide};
use crate::model::TeamRole;
use crate::model::card::KINDS;
use crate::model::consent::{Kept, Status};
use crate::store::card::Card;
use crate::store::{card as cards, consent as consents, details};
use crate::{ResidentId, permissions};

struct Sources {
    links: Vec<MySource>,
    labels: BTreeMap<&'static str, &'static str>,
}

static SOURCES: OnceLock<Sources> = OnceLock::new();

/// Hands over the finished list of slices. Only the first call counts.
pub fn set_sources(all: &[Slice]) {
    let labels = all.iter().flat_map(|s| s.permissions).map(|p| (p.code, p.label)).collect();
    let links = all.iter().filter_map(|s| s.my).collect();
    let _ = SOURCES.set(Sources { links, labels });
}

/// What an act of the log is called; none before [`set_sources`], and for acts without words.
pub fn label_of(act: &str) -> Option<&'static str> {
    SOURCES.get()?.labels.get(act).copied()
}

/// Whose page it is.
#[derive(Debug, Clone)]
pub struct Mine {
    /// The one person.
    pub resident: ResidentId,
    /// The card behind the account.
    pub card: Card,
}

/// The binding of the account that asks; [`Error::NotFound`] for everybody without a card.
pub fn whose(cx: &Cx<'_>) -> Result<Mine> {
    let account = cx.actor().account.filter(|_| cx.actor().hat.at_home());
    let card = match account {
        Some(a) => cards::by_account(cx, a)?.filter(Card::open),
        None => None,
    };
    let card = card.ok_or(Error::NotFound)?;
    Ok(Mine { resident: card.resident, card })
}

/// The first page.
#[derive(Debug, Clone)]
pub struct Page {
    /// The person's name.
    pub person: String,
    /// Who holds the card, when it is not the person.
    pub holder: Option<String>,
    /// The person's own card.
    pub own: bool,
    /// What the slices offer here.
    pub links: Vec<MyLink>,
    /// Of a relative: what they were named for and no slice offers a page of here.
    pub without: Vec<What>,
    /// Of a relative: they were named for nothing yet.
    pub nothing: bool,
}

/// Where a slice offers the pages of a kind.
fn page_of(what: What) -> &'static str {
    match what {
        What::Wish => "/my/wish",
        What::Room => "/rooms/",
        _ => "/my/card",
    }
}

/// Opens it.
pub fn read(cx: &Cx<'_>) -> Result<Page> {
    let mine = whose(cx)?;
    let permit = decide::<Read, Basic>(cx, &permissions::MY, mine.resident, None)?;
    let person = super::view::resident(cx, &permit)?.name;
    let own = mine.card.basis == Basis::Own;
    let mut links = Vec::new();
    for source in SOURCES.get().into_iter().flat_map(|s| &s.links) {
        links.extend(source(cx, mine.resident.0)?);
    }
    let named: &[What] = match mine.card.basis {
        Basis::Own => &[],
        Basis::Relative => &mine.card.kinds,
        _ => &KINDS,
    };
    let offered = |w: &What| links.iter().any(|l| l.href.starts_with(page_of(*w)));
    Ok(Page {
        without: named.iter().copied().filter(|w| !offered(w)).collect(),
        nothing: !own && named.is_empty(),
        person,
        holder: (!own).then_some(mine.card.name),
        own,
        links,
    })
}

/// The person, as themself.
fn own(cx: &Cx<'_>) -> Result<ResidentId> {
    let mine = whose(cx)?;
    decide::<Read, Basic>(cx, &permissions::MY_OWN, mine.resident, None)?;
    if mine.card.basis == Basis::Own { Ok(mine.resident) } else { Err(Error::NotFound) }
}

/// 「誰に見えるか」 of all records of the person.
pub fn may_see(cx: &Cx<'_>) -> Result<Vec<who_may_see::Line>> {
    let id = own(cx)?;
    who_may_see::lines(cx, &merge::every_record(cx, id)?)
}

/// 「誰が見たか」 before this day.
pub fn has_seen(cx: &Cx<'_>, before: Date) -> Result<who_has_seen::SeenPage> {
    let id = own(cx)?;
    who_has_seen::lines(cx, &merge::every_record(cx, id)?, before)
}

/// The person's consents that run, the newest first.
pub fn consents_of(cx: &Cx<'_>) -> Result<Vec<Kept>> {
    let id = own(cx)?;
    let mut out = Vec::new();
    for record in merge::every_record(cx, id)? {
        out.extend(consents::all(cx, record)?.into_iter().filter(|k| k.status == Status::Active));
    }
    Ok(out)
}

/// The person takes their consent back, all of it; how many. It counts from the next request on; the offices that follow
/// the person are told that somebody did, without a name.
pub fn withdraw(cx: &Cx<'_>) -> Result<usize> {
    let id = own(cx)?;
    decide::<Write, Wish>(cx, &permissions::MY_OWN, id, None)?;
    let mut done = 0;
    for record in merge::every_record(cx, id)? {
        let mut here = 0;
        for k in consents::all(cx, record)? {
            if k.status.may_become(Status::Withdrawn) {
                here += usize::from(consents::withdraw(cx, record, k.id, "ご本人のページから")?);
            }
        }
        if here > 0 {
            tell(cx, record)?;
        }
        done += here;
    }
    Ok(done)
}

fn tell(cx: &Cx<'_>, id: ResidentId) -> Result<()> {
    let mut told: Vec<Id> = Vec::new();
    for m in details::team(cx, id)? {
        let follows = matches!(m.role, TeamRole::CareManager | TeamRole::Hokatsu);
        if let Some(organisation) = m.organisation.filter(|o| follows && !told.contains(o)) {
            let to = notices::To { organisation, account: None };
            let text = "ご本人が、同意をとりやめました（ご本人のページから）";
            notices::send(cx, to, "people.consent", text, &format!("/people/{id}/consent"))?;
            told.push(organisation);
        }
    }
    Ok(())
}

/// The cards of relatives that are not ended, each with the day on which its holder last looked, as the log says it: a relative
/// may have come in without the paper.
pub fn family(cx: &Cx<'_>) -> Result<Vec<(Card, Option<Date>)>> {
    let id = own(cx)?;
    let all = cards::of(cx, id)?;
    let tomorrow = kernel::time::add_days(cx.today(), 1);
    let looks = app::audit_read::looks(cx, id.0, tomorrow)?;
    let last =
        |c: &Card| looks.iter().filter(|l| l.account == Some(c.account)).map(|l| l.day).max();
    let open = all.into_iter().filter(|c| c.open() && c.basis != Basis::Own);
    Ok(open.map(|c| (last(&c), c)).map(|(day, c)| (c, day)).collect())
}

/// Ends one's own phone: PIN and credential are gone; a new paper begins again.
pub fn end_phone(cx: &Cx<'_>) -> Result<AccountId> {
    let mine = whose(cx)?;
    decide::<Read, Basic>(cx, &permissions::MY, mine.resident, None)?;
    let account = AccountId(mine.card.account);
    phone::end(cx, account)?;
    Ok(account)
}

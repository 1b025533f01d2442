//! Cards for the person and for relatives whom the person named one by one: making, printing anew, ending. A card opens an
//! account that is bound to this one person. Made by those who may write the person's basic facts; ended by them and by the
//! person, at once. A relative sees nothing by the card alone, only what they were named for (`Basis::Relative`).
use accounts::AccountId;
use accounts::use_cases::phone;
use app::audit::AuditEntry;
use app::{Cx, Error, FieldError, Result, notices};
use kernel::time::add_days;
use kernel::{Date, Hat, Id};

use super::consent::Proxy;
use super::release::Parts;
use crate::authz::{
    Action, Basic, Basis, Grant, Party, Permit, Read, What, Wish, Write, decide, grant, revoke,
    revoke_kind,
};
use crate::model::card::{BASES, DAYS, KINDS, STEP_MINUTES, token_hash};
pub use crate::store::card::{Card, Paper};
use crate::store::{access, card as kept, consent as consents};
use crate::{ResidentId, permissions};

/// A card to make.
#[derive(Debug, Clone)]
pub struct NewCard {
    /// [`Basis::Own`], [`Basis::Proxy`] or [`Basis::Relative`].
    pub basis: Basis,
    /// Name of the relative; the person's own is known, a proxy's too.
    pub name: String,
    /// 続柄 of the relative.
    pub relation: String,
    /// What the person named the relative for: any of [`KINDS`], also none.
    pub kinds: Vec<What>,
    /// Which 代わりに話し合ってほしい人.
    pub proxy: Option<Id>,
    /// Who heard from the person that this relative is to have a card.
    pub heard_by: String,
}

/// The page.
#[derive(Debug, Clone)]
pub struct Page {
    /// The person's name.
    pub name: String,
    /// Their birth date: the word of their own card.
    pub birth: Date,
    /// Cards, the newest first.
    pub cards: Vec<Card>,
    /// Proxies whose power runs.
    pub proxies: Vec<Proxy>,
    /// A shield is over the person: no cards for relatives.
    pub shielded: bool,
}

/// Opens it, for those who may write the person's basic facts.
pub fn read(cx: &Cx<'_>, id: ResidentId) -> Result<Page> {
    let w = decide::<Write, Basic>(cx, &permissions::CARD, id, None)?;
    let p = decide::<Read, Basic>(cx, &permissions::READ, w.resident(), None)?;
    let r = super::view::resident(cx, &p)?;
    let today = cx.today();
    let proxies = consents::proxies(cx, id)?.into_iter().filter(|p| p.runs(today)).collect();
    Ok(Page {
        name: r.name,
        birth: r.birth,
        cards: kept::of(cx, id)?,
        proxies,
        shielded: access::shield_of(cx, id)?.is_some(),
    })
}

/// The last day on which a paper of today can be used for the first time.
pub fn last_day(today: Date) -> Date {
    add_days(today, DAYS)
}

/// Makes a card: the account, its rights and the paper. The person has one card of their own at a time.
///
/// # Errors
/// [`Error::NotFound`] without the right; [`Error::Invalid`] beside `name`, `relation`, `heard_by`, `proxy`, `kinds`;
/// [`Error::Rule`] while a shield is over the person.
pub fn make(cx: &Cx<'_>, id: ResidentId, n: &NewCard, paper: &Paper) -> Result<AccountId> {
    make_for(cx, id, n, paper, None)
}

/// The same with a one-tap entry, in a region that was made as a demonstration only.
pub fn make_for(
    cx: &Cx<'_>,
    id: ResidentId,
    n: &NewCard,
    paper: &Paper,
    demo_role: Option<&str>,
) -> Result<AccountId> {
    let page = read(cx, id)?;
    let proxy = page.proxies.iter().find(|p| Some(p.id) == n.proxy);
    let errors = check(&page, n, proxy);
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    if page.shielded && n.basis != Basis::Own {
        return Err(Error::Rule("住所などを伏せているあいだは、ご家族のカードは作れません".into()));
    }
    let (name, relation, until) = match (n.basis, proxy) {
        (Basis::Own, _) => (page.name.clone(), String::new(), None),
        (Basis::Proxy, Some(p)) => (p.name.clone(), p.relation.clone(), p.to),
        _ => (n.name.trim().to_string(), n.relation.trim().to_string(), None),
    };
    let hat = if n.basis == Basis::Own { Hat::Resident } else { Hat::Family };
    let account = phone::add(cx, hat, &name, "", demo_role)?;
    let kinds = if n.basis == Basis::Relative { n.kinds.clone() } else { Vec::new() };
    let card = Card {
        account: account.0,
        resident: id,
        basis: n.basis,
        name,
        relation,
        kinds: kinds.clone(),
        note_parts: Parts::Whole,
        note_until: None,
        proxy: n.proxy.filter(|_| n.basis == Basis::Proxy),
        heard_by: n.heard_by.trim().to_string(),
        until: paper.until,
        closed_at: None,
        used_at: None,
        by_account: None,
        by_org: None,
        by: String::new(),
        at: cx.now(),
        ended_at: None,
        ended_by: String::new(),
        ended_reason: String::new(),
    };
    kept::add(cx, &card, paper)?;
    // a relative is named for one kind at a time; whose card it is they know in any case
    let spoken: Vec<Option<What>> = match n.basis {
        Basis::Relative => std::iter::once(What::Basic).chain(kinds).map(Some).collect(),
        _ => vec![None],
    };
    for kind in spoken {
        grant(cx, &right(cx, id, account, n.basis, kind, until))?;
    }
    audit(cx, &permissions::CARD, id, account, n.basis.code());
    Ok(account)
}

fn right(
    cx: &Cx<'_>,
    resident: ResidentId,
    account: AccountId,
    basis: Basis,
    kind: Option<What>,
    to: Option<Date>,
) -> Grant {
    let (party, from) = (Party::Account(account.0), cx.today());
    Grant { resident, party, basis, kind, record: None, from, to }
}

fn check(page: &Page, n: &NewCard, proxy: Option<&Proxy>) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let mut refuse = |field: &str, message: &str| {
        errors.push(FieldError { field: field.into(), message: message.into() });
    };
    if !BASES.contains(&n.basis) {
        refuse("basis", "だれのカードかを選んでください");
    }
    let has = |b: Basis, proxy: Option<Id>| {
        page.cards.iter().any(|c| c.open() && c.basis == b && c.proxy == proxy)
    };
    match n.basis {
        Basis::Own if has(Basis::Own, None) => {
            refuse(
                "basis",
                "ご本人のカードは、もうあります。下の一覧から、新しい紙を印刷してください",
            );
        }
        Basis::Proxy if proxy.is_none() => {
            refuse("proxy", "「同意の記録」で登録した、代わりに話し合う人から選んでください");
        }
        Basis::Proxy if has(Basis::Proxy, n.proxy) => {
            refuse("proxy", "この方のカードは、もうあります");
        }
        Basis::Relative => {
            let mut text = |field: &str, text: &str, most: usize, message: &str| match text
                .trim()
                .chars()
                .count()
            {
                0 => refuse(field, message),
                n if n > most => refuse(field, &format!("{most}文字以内で入力してください")),
                _ => {}
            };
            text("name", &n.name, 60, "ご家族のお名前を入力してください");
            text("relation", &n.relation, 20, "続柄を入力してください");
        }
        _ => {}
    }
    if n.basis != Basis::Own {
        match n.heard_by.trim().chars().count() {
            0 => refuse("heard_by", "ご本人から聞いた人の名前を入力してください"),
            1..=60 => {}
            _ => refuse("heard_by", "60文字以内で入力してください"),
        }
    }
    if n.kinds.iter().any(|k| !KINDS.contains(k)) {
        refuse("kinds", "この中から選んでください");
    }
    errors
}

/// Prints a card anew: the paper and the phone of before are out, what was chosen stays.
pub fn renew(cx: &Cx<'_>, id: ResidentId, account: Id, paper: &Paper) -> Result<()> {
    decide::<Write, Basic>(cx, &permissions::CARD, id, None)?;
    if !kept::renew(cx, account, id, paper)? {
        return Err(Error::NotFound);
    }
    phone::end(cx, AccountId(account))?;
    audit(cx, &permissions::CARD, id, AccountId(account), "renew");
    Ok(())
}

/// Is a paper with this address out, and not used yet? For not printing twice what opens nothing.
pub fn is_out(cx: &Cx<'_>, id: ResidentId, hash: &str) -> Result<bool> {
    decide::<Write, Basic>(cx, &permissions::CARD, id, None)?;
    let card = kept::by_token(cx, hash)?;
    Ok(card.is_some_and(|c| c.resident == id && c.open() && c.used_at.is_none()))
}

/// Ends a card, its phone, its account and its rights: nothing is left of it at the next request.
pub fn end(cx: &Cx<'_>, id: ResidentId, account: Id, reason: &str) -> Result<()> {
    decide::<Write, Basic>(cx, &permissions::CARD, id, None)?;
    if reason.trim().chars().count() > 200 {
        return Err(Error::field("reason", "200文字以内で入力してください"));
    }
    let card = kept::by_account(cx, account)?.filter(|c| c.resident == id && c.open());
    close(cx, &card.ok_or(Error::NotFound)?, reason)
}

/// The person ends a relative's or a proxy's card.
pub fn end_mine(cx: &Cx<'_>, account: Id) -> Result<()> {
    let mine = super::my::whose(cx)?;
    decide::<Write, Wish>(cx, &permissions::MY_OWN, mine.resident, None)?;
    let card = kept::by_account(cx, account)?;
    let card = card.filter(|c| c.resident == mine.resident && c.open() && c.basis != Basis::Own);
    close(cx, &card.ok_or(Error::NotFound)?, "ご本人が止めました")
}

/// Ends it; the caller has the right to.
fn close(cx: &Cx<'_>, card: &Card, reason: &str) -> Result<()> {
    kept::end(cx, card.account, reason)?;
    let (party, yesterday) = (Party::Account(card.account), add_days(cx.today(), -1));
    for basis in BASES {
        revoke(cx, card.resident, party, basis, None, yesterday)?;
    }
    phone::close(cx, AccountId(card.account))?;
    audit(cx, &permissions::CARD, card.resident, AccountId(card.account), "end");
    Ok(())
}

/// Ends the cards of everybody but the person: a relative may be the one from whom the person hides.
pub(crate) fn end_family(cx: &Cx<'_>, id: ResidentId, reason: &str) -> Result<()> {
    for record in super::merge::every_record(cx, id)? {
        for c in kept::of(cx, record)?.iter().filter(|c| c.open() && c.basis != Basis::Own) {
            close(cx, c, reason)?;
        }
    }
    Ok(())
}

/// Ends the card of a proxy whose power has ended.
pub(crate) fn end_of_proxy(cx: &Cx<'_>, id: ResidentId, proxy: Id) -> Result<()> {
    for c in kept::of(cx, id)?.iter().filter(|c| c.open() && c.proxy == Some(proxy)) {
        close(cx, c, "代わりに話し合う人ではなくなりました")?;
    }
    Ok(())
}

/// Takes everything of a person's cards away when the person is erased.
pub(crate) fn forget(cx: &Cx<'_>, id: Id) -> Result<()> {
    for account in kept::accounts_of(cx, id)? {
        phone::forget(cx, AccountId(account))?;
    }
    Ok(())
}

/// The relatives and proxies who hold a card, for a page on which the person names who sees what.
pub fn family<A: Action>(cx: &Cx<'_>, permit: &Permit<'_, A, Wish>) -> Result<Vec<Card>> {
    let all = kept::of(cx, permit.resident())?;
    Ok(all.into_iter().filter(|c| c.open() && c.basis != Basis::Own).collect())
}

/// Names a relative for one more kind, or takes that back at once. By the person, or by staff who heard it.
///
/// # Errors
/// [`Error::NotFound`] without the right, for a card that is not this person's, or not a relative's;
/// [`Error::Invalid`] with `kinds`.
pub fn name_for(cx: &Cx<'_>, id: ResidentId, account: Id, kind: What, open: bool) -> Result<()> {
    if open {
        return name_in(cx, id, account, kind, (&Parts::Whole, None));
    }
    let card = relative(cx, id, account, kind)?;
    let left: Vec<What> = card.kinds.iter().copied().filter(|k| *k != kind).collect();
    let (party, yesterday) = (Party::Account(account), add_days(cx.today(), -1));
    revoke_kind(cx, id, party, Basis::Relative, kind, yesterday)?;
    kept::set_kinds(cx, account, &left, narrowed_still(&card, kind))?;
    audit(cx, &permissions::CARD, id, AccountId(account), &format!("unnamed;{}", kind.code()));
    Ok(())
}

/// Names a relative for parts of a kind, or until a day (the last on which it is open). Only the note has parts.
///
/// # Errors
/// As [`name_for`]; [`Error::Invalid`] with `parts`, `until`.
pub fn name_in(
    cx: &Cx<'_>,
    id: ResidentId,
    account: Id,
    kind: What,
    (parts, until): (&Parts, Option<Date>),
) -> Result<()> {
    let card = relative(cx, id, account, kind)?;
    let mut errors: Vec<FieldError> = parts.check().into_iter().collect();
    if until.is_some_and(|u| u < cx.today()) {
        let message = "きょうか、きょうより後の日を入力してください".into();
        errors.push(FieldError { field: "until".into(), message });
    }
    if kind != What::Wish && !(parts.whole() && until.is_none()) {
        errors.push(FieldError {
            field: "kinds".into(),
            message: "分けて見せることはできません".into(),
        });
    }
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    let mut kinds: Vec<What> = card.kinds.iter().copied().filter(|k| *k != kind).collect();
    kinds.push(kind);
    kinds.sort();
    grant(cx, &right(cx, id, AccountId(account), Basis::Relative, Some(kind), until))?;
    let narrowed = match kind {
        What::Wish => (parts, until),
        _ => (&card.note_parts, card.note_until),
    };
    kept::set_kinds(cx, account, &kinds, narrowed)?;
    let how = super::release::narrowed(until, parts);
    audit(cx, &permissions::CARD, id, AccountId(account), &format!("named;{}{how}", kind.code()));
    Ok(())
}

/// A relative's card, for who may say what they are named for.
fn relative(cx: &Cx<'_>, id: ResidentId, account: Id, kind: What) -> Result<Card> {
    match cx.actor().hat.at_home() {
        true => decide::<Write, Wish>(cx, &permissions::MY_OWN, id, None).map(drop)?,
        false => decide::<Write, Basic>(cx, &permissions::CARD, id, None).map(drop)?,
    }
    if !KINDS.contains(&kind) {
        return Err(Error::field("kinds", "この中から選んでください"));
    }
    kept::by_account(cx, account)?
        .filter(|c| c.resident == id && c.open() && c.basis == Basis::Relative)
        .ok_or(Error::NotFound)
}

/// How the note stays narrowed when a relative is no longer named for a kind.
fn narrowed_still(card: &Card, gone: What) -> (&Parts, Option<Date>) {
    match gone {
        What::Wish => (&Parts::Whole, None),
        _ => (&card.note_parts, card.note_until),
    }
}

/// Takes a kind back from every relative who was named for it, in every record of the person; how many. At once. By the person, a proxy
/// (who may close and never open), or staff who heard it.
pub fn unname_all(cx: &Cx<'_>, id: ResidentId, kind: What) -> Result<usize> {
    match cx.actor().hat.at_home() {
        true => decide::<Write, Wish>(cx, &permissions::RELEASE_END, id, None).map(drop)?,
        false => decide::<Write, Basic>(cx, &permissions::RELEASE_END, id, None).map(drop)?,
    }
    let yesterday = add_days(cx.today(), -1);
    let mut done = 0;
    for record in super::merge::every_record(cx, id)? {
        for c in kept::of(cx, record)?.iter().filter(|c| c.open() && c.kinds.contains(&kind)) {
            let party = Party::Account(c.account);
            revoke_kind(cx, record, party, Basis::Relative, kind, yesterday)?;
            let left: Vec<What> = c.kinds.iter().copied().filter(|k| *k != kind).collect();
            kept::set_kinds(cx, c.account, &left, narrowed_still(c, kind))?;
            let detail = format!("unnamed;{}", kind.code());
            audit(cx, &permissions::RELEASE_END, record, AccountId(c.account), &detail);
            done += 1;
        }
    }
    Ok(done)
}

fn audit(cx: &Cx<'_>, p: &app::Permission, id: ResidentId, account: AccountId, how: &str) {
    let row = AuditEntry::act(p.code).about(id).object(format!("account:{account}"));
    cx.audit(row.detail(how.to_string()));
}

/// What is known of a card before anything is proved: only to whoever holds its address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    /// The person's birth date.
    Birth,
    /// The word that was agreed.
    Word,
}

/// What a card asks for. An address that is nobody's looks like a card of a person.
pub fn asks(cx: &Cx<'_>, token: &str) -> Result<Asks> {
    Ok(match kept::by_token(cx, &token_hash(token))? {
        Some(c) if c.basis != Basis::Own => Asks::Word,
        _ => Asks::Birth,
    })
}

/// Counts a try with a card, before it is judged: the kept hash. None when nothing can be tried: no such card, used, ended,
/// over, or closed.
pub fn begin(cx: &Cx<'_>, token: &str) -> Result<Option<String>> {
    kept::try_paper(cx, &token_hash(token))
}

/// The answer was right: a ticket, good for minutes, for choosing the PIN.
pub fn right_answer(cx: &Cx<'_>, token: &str, step: &str) -> Result<bool> {
    let until = cx.now().plus_minutes(STEP_MINUTES);
    kept::step(cx, &token_hash(token), &crate::model::card::step_hash(step), until)
}

/// The answer was wrong. After the last try the card is closed and its maker told, without a name.
pub fn wrong_answer(cx: &Cx<'_>, token: &str) -> Result<()> {
    let hash = token_hash(token);
    let card = kept::by_token(cx, &hash)?;
    let row = AuditEntry::act("people.card.use").denied();
    cx.audit(match &card {
        Some(c) => row.about(c.resident).object(format!("account:{}", c.account)),
        None => row,
    });
    if !kept::close(cx, &hash)? {
        return Ok(());
    }
    if let Some(Card { resident, by_org: Some(organisation), by_account, .. }) = card {
        let to = notices::To { organisation, account: by_account };
        let text = "カードの入力が5回ちがったため、使えなくしました。心あたりをたしかめて、新しい紙をお渡しください";
        notices::send(cx, to, "people.card", text, &format!("/people/{resident}/cards"))?;
    }
    Ok(())
}

/// Uses the paper up and makes the phone the account's, in one step; none when the ticket is over.
pub fn begin_phone(
    cx: &Cx<'_>,
    token: &str,
    step: &str,
    (credential, pin): (&str, &str),
) -> Result<Option<AccountId>> {
    let step = crate::model::card::step_hash(step);
    let Some(account) = kept::use_up(cx, &token_hash(token), &step)?.map(AccountId) else {
        return Ok(None);
    };
    phone::set(cx, account, credential, pin)?;
    if let Some(c) = kept::by_account(cx, account.0)? {
        let row = AuditEntry::act("people.card.use").about(c.resident);
        cx.audit(row.object(format!("account:{account}")));
    }
    Ok(Some(account))
}

//! Giving, signing and taking back consent. What is done here counts from the next request on: every step moves the
//! number of rights (`Cx::rights_changed`), and a read that began before it is run again or refused.
use app::{Cx, Error, Result, settings};
use kernel::{Date, Id};

use crate::authz::{Act, Basic, Read, What, Write, could, decide};
use crate::model::Consent;
use crate::model::consent::{Kept, Mode, NewConsent, Status, check};
use crate::store::consent as kept;
pub use crate::store::consent::{Proxy, Step};
use crate::{ResidentId, permissions};

/// How a region asks for consent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// The mode that forms begin with.
    pub mode: Mode,
    /// Edition of the paper in use.
    pub form: String,
    /// The facilities of the list on the paper ([`Mode::List`]).
    pub listed: Vec<Id>,
}

const MODE: &str = "consent.mode";
const FORM: &str = "consent.form";
const LIST: &str = "consent.list";

/// How this region asks for consent; 一括 until it says otherwise.
pub fn way(cx: &Cx<'_>) -> Result<Way> {
    let mode = settings::get(cx, MODE)?;
    let listed = settings::get(cx, LIST)?.unwrap_or_default();
    Ok(Way {
        mode: mode.and_then(|m| Mode::from_code(&m)).unwrap_or(Mode::Bulk),
        form: settings::get(cx, FORM)?.unwrap_or_else(|| "2026年4月版".into()),
        listed: listed.split(',').filter_map(|t| t.parse().ok()).collect(),
    })
}

/// Sets it. Consents that were given before stay as they were given.
pub fn set_way(cx: &Cx<'_>, w: &Way) -> Result<()> {
    app::authorise(cx, &permissions::CONSENT_MODE)?;
    match w.form.trim().chars().count() {
        1..=40 => {}
        _ => return Err(Error::field("form", "同意書の版を、40文字以内で入力してください")),
    }
    if w.mode == Mode::List && w.listed.is_empty() {
        return Err(Error::field("listed", "同意書の一覧にのせる事業所を選んでください"));
    }
    let listed: Vec<String> = w.listed.iter().map(Id::to_string).collect();
    settings::set(cx, MODE, w.mode.code())?;
    settings::set(cx, FORM, w.form.trim())?;
    settings::set(cx, LIST, &listed.join(","))
}

/// The consent made at the contract, in the region's mode; the caller registers the person.
pub(crate) fn at_contract(cx: &Cx<'_>, id: ResidentId, c: &Consent) -> Result<()> {
    let way = way(cx)?;
    let own = match way.mode {
        Mode::Person => cx.actor().account,
        _ => cx.actor().organisation,
    };
    kept::add(cx, id, &NewConsent::at_contract(c, way.mode, own, &way.listed))?;
    Ok(())
}

/// Everything about a person's consents.
#[derive(Debug, Clone)]
pub struct Consents {
    /// Name of the person.
    pub name: String,
    /// All consents, the newest first.
    pub all: Vec<Kept>,
    /// What happened, the newest first.
    pub steps: Vec<Step>,
    /// Proxies, ended ones too.
    pub proxies: Vec<Proxy>,
    /// May the actor record and take back?
    pub may_write: bool,
    /// Would the actor's office still see the person without any consent?
    pub stays_visible: bool,
    /// The region's way.
    pub way: Way,
}

/// The page of a person's consents.
pub fn read(cx: &Cx<'_>, id: ResidentId) -> Result<Consents> {
    let permit = decide::<Read, Basic>(cx, &permissions::CONSENT_READ, id, None)?;
    let held = crate::authz::all_of(cx, id)?;
    let own = cx.actor().organisation;
    Ok(Consents {
        name: super::view::resident(cx, &permit)?.name,
        all: kept::all(cx, id)?,
        steps: kept::steps(cx, id)?,
        proxies: kept::proxies(cx, id)?,
        may_write: app::may(cx, &permissions::CONSENT)? && could(cx, Act::Write, What::Basic, id)?,
        stays_visible: held
            .iter()
            .any(|h| Some(h.party.id()) == own && h.record.is_none() && !h.basis.needs_consent()),
        way: way(cx)?,
    })
}

/// Records a consent. A new 一括 or 一覧 consent takes the place of the ones before; one for a facility or a member of
/// staff takes the place of those that name nobody else.
pub fn give(cx: &Cx<'_>, id: ResidentId, c: &NewConsent) -> Result<Id> {
    decide::<Write, Basic>(cx, &permissions::CONSENT, id, None)?;
    let mut errors = check(c, cx.today());
    if let Some(proxy) = c.proxy {
        let runs = |p: &Proxy| p.id == proxy && p.runs(c.given_on);
        if !kept::proxies(cx, id)?.iter().any(runs) {
            errors.push(app::FieldError {
                field: "proxy".into(),
                message: "この方は、同意の日に代わりに決められる人ではありません".into(),
            });
        }
    }
    for party in &c.parties {
        let known = match c.mode {
            Mode::Person => accounts::account(cx, accounts::AccountId(*party))?.is_some(),
            _ => match accounts::organisation(cx, accounts::OrganisationId(*party)) {
                Ok(_) => true,
                Err(Error::NotFound) => false,
                Err(e) => return Err(e),
            },
        };
        if !known {
            errors.push(app::FieldError {
                field: "parties".into(),
                message: "相手を選び直してください".into(),
            });
            break;
        }
    }
    if let Some(scan) = c.scan
        && !crate::attachments::belongs(cx, id, scan)?
    {
        errors.push(app::FieldError {
            field: "scan".into(),
            message: "この方の添付のファイルから選んでください".into(),
        });
    }
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    if c.signed {
        supersede(cx, id, c)?;
    }
    kept::add(cx, id, c)
}

/// Ends those whose place the new one takes.
fn supersede(cx: &Cx<'_>, id: ResidentId, new: &NewConsent) -> Result<()> {
    for old in kept::all(cx, id)? {
        let replaced = match new.mode {
            Mode::Bulk | Mode::List => matches!(old.what.mode, Mode::Bulk | Mode::List),
            Mode::Facility | Mode::Person => {
                old.what.mode == new.mode
                    && old.what.parties.iter().all(|p| new.parties.contains(p))
            }
        };
        if replaced && old.status.may_become(Status::Superseded) {
            kept::supersede(cx, id, old.id)?;
        }
    }
    Ok(())
}

/// What was prepared is signed on this day.
pub fn sign(cx: &Cx<'_>, id: ResidentId, consent: Id, on: Date) -> Result<()> {
    decide::<Write, Basic>(cx, &permissions::CONSENT, id, None)?;
    if on > cx.today() {
        return Err(Error::field("given_on", "同意の日は、今日までの日にしてください"));
    }
    let all = kept::all(cx, id)?;
    let draft = all
        .iter()
        .find(|k| k.id == consent && k.status.may_become(Status::Active))
        .ok_or(Error::NotFound)?;
    if draft.what.to.is_some_and(|to| to < on) {
        return Err(Error::field("given_on", "同意の終わりの日より前の日にしてください"));
    }
    supersede(cx, id, &draft.what)?;
    if kept::sign(cx, id, consent, on)? { Ok(()) } else { Err(Error::NotFound) }
}

/// Takes consent back: one, or with none named all that are in force or prepared. What rested on it ends at once; what an
/// office wrote itself, and papers that were sent, stay with those who have them.
pub fn withdraw(cx: &Cx<'_>, id: ResidentId, one: Option<Id>, reason: &str) -> Result<usize> {
    decide::<Write, Basic>(cx, &permissions::CONSENT, id, None)?;
    if reason.trim().chars().count() > 200 {
        return Err(Error::field("reason", "200文字以内で入力してください"));
    }
    let mut done = 0;
    for k in kept::all(cx, id)? {
        let named = one.is_none_or(|c| c == k.id);
        if named && k.status.may_become(Status::Withdrawn) {
            done += usize::from(kept::withdraw(cx, id, k.id, reason)?);
        }
    }
    if done == 0 {
        Err(Error::Rule("有効な同意は、もうありません".into()))
    } else {
        Ok(done)
    }
}

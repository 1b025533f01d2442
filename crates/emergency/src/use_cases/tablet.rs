//! Which devices of a brigade may hold a district for a line that is down, as its administrators decide; wiping from afar.
use accounts::OrganisationKind;
use accounts::use_cases::{devices, staff};
use app::audit::AuditEntry;
use app::{Cx, Error, Result, authorise};
use kernel::{At, Id};
use slice::Count;

use crate::model::tablet::{MOST_CARDS, Subset, Tablet};
use crate::{permissions, store};

/// A registered device of the brigade and what lies on it.
#[derive(Debug, Clone)]
pub struct Line {
    /// The device.
    pub device: Id,
    /// What it is called.
    pub name: String,
    /// It holds its credential since.
    pub enrolled_at: Option<At>,
    /// Ended.
    pub ended: bool,
    /// Its permission; none = never given.
    pub tablet: Option<Tablet>,
    /// What was made last.
    pub last: Option<Subset>,
}

/// The page: devices, and 町名 with the number of cards.
#[derive(Debug, Clone)]
pub struct View {
    /// Devices, newest first.
    pub lines: Vec<Line>,
    /// 町名 and cards.
    pub towns: Vec<(String, i64)>,
}

/// Is the actor somebody who looks after a brigade? Without an audit row, for showing the way there.
pub fn manages(cx: &Cx<'_>) -> Result<bool> {
    let Some(org) = cx.actor().organisation else { return Ok(false) };
    Ok(app::may(cx, &permissions::TABLETS)?
        && accounts::organisation(cx, org.into())?.kind == OrganisationKind::Fire
        && staff::looks_after(cx, org.into())?)
}

/// きょう of who looks after a brigade: how many devices may hold a district. The hats alone do not tell them from other
/// offices, so it is no entry of the navigation.
pub(crate) fn counts(cx: &Cx<'_>) -> Result<Vec<Count>> {
    let Some(org) = cx.actor().organisation else { return Ok(Vec::new()) };
    if !manages(cx)? {
        return Ok(Vec::new());
    }
    let n = u64::try_from(store::tablet::permitted(cx, org)?).unwrap_or(0);
    let href = "/emergency/tablets".into();
    Ok(vec![Count { label: "端末の控え", n, unit: "台", href }])
}

fn brigade(cx: &Cx<'_>) -> Result<Id> {
    authorise(cx, &permissions::TABLETS)?;
    let org = cx.actor().organisation.ok_or(Error::NotFound)?;
    if manages(cx)? {
        return Ok(org);
    }
    cx.audit(AuditEntry::act(permissions::TABLETS.code).denied());
    Err(Error::NotFound)
}

/// The devices of the actor's brigade.
pub fn view(cx: &Cx<'_>) -> Result<View> {
    let org = brigade(cx)?;
    let lines = devices::devices(cx, org.into())?
        .into_iter()
        .map(|d| {
            let tablet = store::tablet::tablet(cx, d.id)?;
            let last = store::tablet::last(cx, d.id)?;
            Ok(Line {
                device: d.id,
                name: d.name,
                enrolled_at: d.enrolled_at,
                ended: d.ended_at.is_some(),
                tablet,
                last,
            })
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(View { lines, towns: store::tablet::with_cards(cx)? })
}

/// A device of the actor's own brigade that is in use.
fn own(cx: &Cx<'_>, device: Id) -> Result<Id> {
    let org = brigade(cx)?;
    let d = devices::device(cx, device)?;
    if d.organisation.0 == org { Ok(org) } else { Err(Error::NotFound) }
}

fn row(cx: &Cx<'_>, device: Id, what: &str) {
    let act = AuditEntry::act(permissions::TABLETS.code);
    cx.audit(act.object(format!("device:{device}")).detail(what));
}

/// Permits a device to hold these 町名. What lay on it goes at its next contact; the new one comes with it.
///
/// # Errors
/// [`Error::Invalid`] with `towns`: none chosen, unknown, or too many cards.
pub fn allow(cx: &Cx<'_>, device: Id, towns: &[String]) -> Result<()> {
    let org = own(cx, device)?;
    if devices::device(cx, device)?.ended_at.is_some() {
        return Err(Error::Rule("この端末の登録は、もう終わっています".into()));
    }
    let known = store::tablet::with_cards(cx)?;
    let mut chosen: Vec<String> = Vec::new();
    let mut cards = 0;
    for (town, n) in &known {
        if towns.contains(town) {
            chosen.push(town.clone());
            cards += n;
        }
    }
    if chosen.is_empty() || towns.iter().any(|t| !known.iter().any(|(k, _)| k == t)) {
        return Err(Error::field("towns", "受け持ちの町名を選んでください"));
    }
    if cards > MOST_CARDS as i64 {
        let text = format!(
            "{cards}人になります。端末に置けるのは{MOST_CARDS}人までです。町名をへらしてください"
        );
        return Err(Error::field("towns", text));
    }
    store::tablet::allow(cx, device, org, &chosen)?;
    store::tablet::wipe(cx, device, "district")?;
    row(cx, device, &format!("allow;towns={};cards={cards}", chosen.len()));
    Ok(())
}

/// Ends the permission; what lies on the device goes at its next contact, and at the latest when its hours are over.
pub fn end(cx: &Cx<'_>, device: Id) -> Result<()> {
    own(cx, device)?;
    if !store::tablet::end(cx, device)? {
        return Err(Error::NotFound);
    }
    store::tablet::wipe(cx, device, "ended")?;
    row(cx, device, "end");
    Ok(())
}

/// Wipes what lies on the device at its next contact. The permission stays: a tablet that was found again takes a new one.
pub fn wipe(cx: &Cx<'_>, device: Id) -> Result<()> {
    own(cx, device)?;
    store::tablet::wipe(cx, device, "wiped")?;
    row(cx, device, "wipe");
    Ok(())
}

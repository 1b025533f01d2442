//! Contact windows.
use accounts::OrganisationId;
use app::audit::AuditEntry;
use app::{Cx, Error, FieldError, Permission, Result, authorise};
use kernel::Hours;

use super::{limit, need, refuse, telephone};
use crate::model::window::{Party, Window};
use crate::store::{facilities, windows};
use crate::{FacilityId, WindowId, permissions};

/// Times to avoid of one window at most.
pub const AVOID_MAX: usize = 20;

/// The contact windows of an organisation in their order. A fact everybody may read: no audit row.
pub fn windows_of(cx: &Cx<'_>, organisation: OrganisationId) -> Result<Vec<Window>> {
    windows::of(cx, Party::Organisation(organisation))
}

/// The contact windows that belong to a facility itself.
pub fn windows_of_facility(cx: &Cx<'_>, facility: FacilityId) -> Result<Vec<Window>> {
    windows::of(cx, Party::Facility(facility))
}

/// A window with the name and kind of its party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Name of the organisation or facility.
    pub party_name: String,
    /// Kana, for order.
    pub party_kana: String,
    /// What it is, in words.
    pub party_kind: String,
    /// The organisation is invented.
    pub fictitious: bool,
    /// The window.
    pub window: Window,
}

/// All windows of the region by kind and kana of their party: 連絡窓口一覧.
pub fn list(cx: &Cx<'_>) -> Result<Vec<Listed>> {
    authorise(cx, &permissions::VIEW)?;
    let mut out = Vec::new();
    for window in windows::all(cx)? {
        out.push(named(cx, window)?);
    }
    out.sort_by(|a, b| {
        let key = |l: &Listed| {
            (l.party_kind.clone(), l.party_kana.clone(), l.party_name.clone(), l.window.rank)
        };
        key(a).cmp(&key(b))
    });
    Ok(out)
}

fn named(cx: &Cx<'_>, window: Window) -> Result<Listed> {
    Ok(match window.party {
        Party::Organisation(id) => {
            let o = accounts::organisation(cx, id)?;
            Listed {
                party_kind: o.kind.label().to_string(),
                party_name: o.name,
                party_kana: o.kana,
                fictitious: o.fictitious,
                window,
            }
        }
        Party::Facility(id) => {
            let d = facilities::find(cx, id)?.ok_or(Error::NotFound)?.data;
            Listed {
                party_name: d.name,
                party_kana: d.kana,
                party_kind: d.service_label,
                fictitious: false,
                window,
            }
        }
    })
}

/// The organisation of the reader, its windows, and those of the facilities it runs: うちの連絡窓口.
pub fn own(cx: &Cx<'_>) -> Result<Vec<Listed>> {
    authorise(cx, &permissions::OWN_WINDOWS)?;
    let Some(mine) = cx.actor().organisation.map(OrganisationId) else { return Ok(Vec::new()) };
    let mut found = windows::of(cx, Party::Organisation(mine))?;
    for f in facilities::of_organisation(cx, mine)? {
        found.extend(windows::of(cx, Party::Facility(f.id))?);
    }
    found.into_iter().map(|w| named(cx, w)).collect()
}

/// May whoever acts change the windows of this party, because their organisation is it or runs it?
pub fn is_own(cx: &Cx<'_>, party: Party) -> Result<bool> {
    let Some(mine) = cx.actor().organisation.map(OrganisationId) else { return Ok(false) };
    Ok(match party {
        Party::Organisation(o) => o == mine,
        Party::Facility(f) => {
            facilities::find(cx, f)?.is_some_and(|f| f.organisation == Some(mine))
        }
    })
}

/// The door to somebody's own windows: the hat, then whose it is. A refusal is logged.
fn own_door(cx: &Cx<'_>, party: Party) -> Result<()> {
    authorise(cx, &permissions::OWN_WINDOWS)?;
    if is_own(cx, party)? {
        return Ok(());
    }
    let code = permissions::OWN_WINDOWS.code;
    cx.audit(AuditEntry::act(code).denied());
    Err(Error::Forbidden(code))
}

fn own_stored(cx: &Cx<'_>, id: WindowId) -> Result<Window> {
    // the hat first: who may change no window learns nothing of which there are
    authorise(cx, &permissions::OWN_WINDOWS)?;
    let w = windows::find(cx, id)?.ok_or(Error::NotFound)?;
    own_door(cx, w.party)?;
    Ok(w)
}

/// One's own window, for changing it.
pub fn own_window(cx: &Cx<'_>, id: WindowId) -> Result<Listed> {
    let w = own_stored(cx, id)?;
    named(cx, w)
}

/// A new, empty window of one's own organisation.
pub fn own_blank(cx: &Cx<'_>) -> Result<Listed> {
    authorise(cx, &permissions::OWN_WINDOWS)?;
    let mine = cx.actor().organisation.map(OrganisationId).ok_or(Error::NotFound)?;
    empty(cx, Party::Organisation(mine))
}

/// As [`save`], for one's own windows only.
pub fn own_save(cx: &Cx<'_>, w: &Window) -> Result<WindowId> {
    let party = if w.version == 0 { w.party } else { own_stored(cx, w.id)?.party };
    own_door(cx, party)?;
    let id = put(cx, w)?;
    written(cx, &permissions::OWN_WINDOWS, id, w.version + 1);
    Ok(id)
}

/// As [`confirm`], for one's own windows only.
pub fn own_confirm(cx: &Cx<'_>, id: WindowId) -> Result<()> {
    let w = own_stored(cx, id)?;
    confirmed(cx, &permissions::OWN_WINDOWS, w)
}

/// As [`remove`], for one's own windows only.
pub fn own_remove(cx: &Cx<'_>, id: WindowId) -> Result<()> {
    own_stored(cx, id)?;
    windows::delete(cx, id)
}

/// What the log calls a version of a window.
pub fn object(id: WindowId, version: i64) -> String {
    format!("window:{id}@{version}")
}

fn written(cx: &Cx<'_>, p: &'static Permission, id: WindowId, version: i64) {
    cx.audit(AuditEntry::act(p.code).object(object(id, version)));
}

/// One window, for changing it.
pub fn window(cx: &Cx<'_>, id: WindowId) -> Result<Listed> {
    authorise(cx, &permissions::WINDOWS)?;
    let window = windows::find(cx, id)?.ok_or(Error::NotFound)?;
    named(cx, window)
}

/// A new, empty window of a party, with the organisation's business hours as a beginning.
pub fn blank(cx: &Cx<'_>, party: Party) -> Result<Listed> {
    authorise(cx, &permissions::WINDOWS)?;
    empty(cx, party)
}

fn empty(cx: &Cx<'_>, party: Party) -> Result<Listed> {
    let (week, holidays_closed, phone, fax) = match party {
        Party::Organisation(id) => {
            let o = accounts::organisation(cx, id)?;
            (o.calendar.week, o.calendar.closed_on_holidays, o.phone, o.fax)
        }
        Party::Facility(id) => {
            let d = facilities::find(cx, id)?.ok_or(Error::NotFound)?.data;
            ([None; 7], true, d.phone.unwrap_or_default(), d.fax.unwrap_or_default())
        }
    };
    named(
        cx,
        Window {
            id: WindowId(kernel::Id::from_bytes([0; 16])),
            party,
            rank: 0,
            name: String::new(),
            person: String::new(),
            stand_in: String::new(),
            phone,
            fax,
            best_way: String::new(),
            note: String::new(),
            week,
            holidays_closed,
            avoid: Vec::new(),
            confirmed_on: None,
            version: 0,
        },
    )
}

/// Saves a window: version 0 makes a new one, another must be the version that is stored.
pub fn save(cx: &Cx<'_>, w: &Window) -> Result<WindowId> {
    authorise(cx, &permissions::WINDOWS)?;
    let id = put(cx, w)?;
    written(cx, &permissions::WINDOWS, id, w.version + 1);
    Ok(id)
}

/// As [`save`], for the demonstration and other use cases that hold their own permission.
pub fn put(cx: &Cx<'_>, w: &Window) -> Result<WindowId> {
    let mut w = w.clone();
    check(cx, &mut w)?;
    if w.version == 0 {
        match w.party {
            Party::Organisation(id) => accounts::organisation(cx, id).map(|_| ())?,
            Party::Facility(id) => facilities::find(cx, id)?.map(|_| ()).ok_or(Error::NotFound)?,
        }
        w.id = WindowId(cx.new_id());
        w.version = 1;
        windows::insert(cx, &w)?;
        return Ok(w.id);
    }
    let stored = windows::find(cx, w.id)?.ok_or(Error::NotFound)?;
    if stored.version != w.version {
        return Err(Error::Stale { mine: w.version, theirs: stored.version });
    }
    w.party = stored.party;
    w.version += 1;
    windows::update(cx, &w)?;
    Ok(w.id)
}

/// Somebody made sure that all of it is still right: today becomes 確かめた日.
pub fn confirm(cx: &Cx<'_>, id: WindowId) -> Result<()> {
    authorise(cx, &permissions::WINDOWS)?;
    let w = windows::find(cx, id)?.ok_or(Error::NotFound)?;
    confirmed(cx, &permissions::WINDOWS, w)
}

fn confirmed(cx: &Cx<'_>, p: &'static Permission, mut w: Window) -> Result<()> {
    w.confirmed_on = Some(cx.today());
    w.version += 1;
    windows::update(cx, &w)?;
    written(cx, p, w.id, w.version);
    Ok(())
}

/// Removes a window.
pub fn remove(cx: &Cx<'_>, id: WindowId) -> Result<()> {
    authorise(cx, &permissions::WINDOWS)?;
    windows::find(cx, id)?.ok_or(Error::NotFound)?;
    windows::delete(cx, id)
}

fn check(cx: &Cx<'_>, w: &mut Window) -> Result<()> {
    let mut e: Vec<FieldError> = Vec::new();
    need(&mut e, "name", &w.name, 60, "窓口の名前");
    for (field, text, max, label) in [
        ("person", &w.person, 60, "担当者"),
        ("stand_in", &w.stand_in, 60, "いないとき"),
        ("best_way", &w.best_way, 200, "電話のほかに"),
        ("note", &w.note, 500, "そのほか"),
    ] {
        limit(&mut e, field, text, max, label);
    }
    w.phone = telephone(&mut e, "phone", &w.phone, "電話番号");
    w.fax = telephone(&mut e, "fax", &w.fax, "FAX番号");
    for (i, day) in w.week.iter().enumerate() {
        if matches!(day, Some(Hours { open, close }) if open >= close) {
            let message = "終わりの時刻は、はじまりより後にしてください".into();
            e.push(FieldError { field: format!("close{i}"), message });
        }
    }
    if w.avoid.len() > AVOID_MAX {
        let message = format!("避けてほしい時間は{AVOID_MAX}件までにしてください");
        e.push(FieldError { field: String::new(), message });
    }
    for (i, a) in w.avoid.iter().enumerate() {
        if a.from >= a.to {
            let message = "終わりの時刻は、はじまりより後にしてください".into();
            e.push(FieldError { field: format!("avoid.{i}.to"), message });
        }
        if a.month_days.is_some_and(|(x, y)| x < 1 || y > 31 || x > y) {
            let message = "日は1から31までで、はじまりを先にしてください".into();
            e.push(FieldError { field: format!("avoid.{i}.day_from"), message });
        }
        limit(&mut e, &format!("avoid.{i}.reason"), &a.reason, 60, "理由");
    }
    if w.confirmed_on.is_some_and(|d| d > cx.today()) {
        let message = "確かめた日は、きょうまでの日にしてください".into();
        e.push(FieldError { field: "confirmed_on".into(), message });
    }
    refuse(e)
}

//! Contact windows.
use accounts::OrganisationId;
use app::{Cx, Error, FieldError, Result, authorise};
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

/// One window, for changing it.
pub fn window(cx: &Cx<'_>, id: WindowId) -> Result<Listed> {
    authorise(cx, &permissions::WINDOWS)?;
    let window = windows::find(cx, id)?.ok_or(Error::NotFound)?;
    named(cx, window)
}

/// A new, empty window of a party, with the organisation's business hours as a beginning.
pub fn blank(cx: &Cx<'_>, party: Party) -> Result<Listed> {
    authorise(cx, &permissions::WINDOWS)?;
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
    put(cx, w)
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
    let mut w = windows::find(cx, id)?.ok_or(Error::NotFound)?;
    w.confirmed_on = Some(cx.today());
    w.version += 1;
    windows::update(cx, &w)
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

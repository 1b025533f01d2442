//! Orders received for care at home (訪問看護指示書, 特別指示 …) with their validity.
use app::{Cx, Error, Result};
use kernel::time::days_between;
use kernel::{Date, Id};

use super::{day_between, open_for, short};
use crate::model::{ActKind, StayId, codes};
use crate::permissions;
use crate::store::{self, NewAct};

/// An order.
#[derive(Debug, Clone)]
pub struct Orders {
    /// Which stay.
    pub stay: StayId,
    /// Code of `model::codes::orders`.
    pub kind: String,
    /// Received on.
    pub day: Date,
    /// Valid from.
    pub from: Date,
    /// To the last day of validity.
    pub to: Option<Date>,
    /// From whom (doctor), to whom it goes.
    pub note: String,
}

/// Records it. The validity is no longer than the kind of order allows (data/rules/orders.json).
pub fn orders(cx: &Cx<'_>, cmd: &Orders) -> Result<Id> {
    let o = open_for(cx, &permissions::ORDERS, cmd.stay, ActKind::Orders)?;
    day_between(cx, "day", "受け取った日", cmd.day, Some((o.stay.admitted_on, "入院日")), true)?;
    short("note", &cmd.note, 200)?;
    let Some(kind) = codes::orders().get(&cmd.kind) else {
        return Err(Error::field("kind", "指示書の種類を選んでください"));
    };
    if kind.open && cmd.note.trim().is_empty() {
        return Err(Error::field("note", "どんな指示書かを入力してください"));
    }
    super::notices::far(cx, "from", cmd.from)?;
    if let Some(to) = cmd.to {
        let days = days_between(cmd.from, to) + 1;
        if days < 1 {
            return Err(Error::field("to", "終わりの日は、始まりの日以後の日にしてください"));
        }
        if kind.max_days > 0 && days > kind.max_days {
            return Err(Error::field(
                "to",
                format!(
                    "{}の期間は{}日までです。日付をたしかめてください",
                    kind.label, kind.max_days
                ),
            ));
        }
    }
    let mut act = NewAct { day: Some(cmd.day), ..NewAct::default() };
    act.detail.codes = vec![kind.code.clone()];
    act.detail.date = cmd.to.map(|d| d.to_string());
    act.detail.note = cmd.note.trim().to_string();
    act.detail.data = serde_json::json!({ "from": cmd.from.to_string() });
    store::add_act(cx, cmd.stay, ActKind::Orders, &act)
}

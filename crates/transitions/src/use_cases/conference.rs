//! 退院前カンファ: here only whether it was held and when, or 「開かない」 and why.
use app::{Cx, Error, Result};
use kernel::{Date, Id};

use super::{day_between, open_for, short};
use crate::model::{ActKind, StayId};
use crate::permissions;
use crate::store::{self, NewAct};

/// Held or not.
#[derive(Debug, Clone)]
pub enum Conference {
    /// 開いた.
    Held(Date),
    /// 開かない, with the reason.
    NotHeld(String),
}

/// Records it.
pub fn conference(cx: &Cx<'_>, stay: StayId, c: &Conference, said_by: &str) -> Result<Id> {
    let o = open_for(cx, &permissions::CONFERENCE, stay, ActKind::Conference)?;
    short("said_by", said_by, 60)?;
    let mut act = NewAct { said_by: said_by.trim().to_string(), ..NewAct::default() };
    match c {
        Conference::Held(day) => {
            day_between(
                cx,
                "held_on",
                "開いた日",
                *day,
                Some((o.stay.admitted_on, "入院日")),
                true,
            )?;
            act.day = Some(*day);
            act.detail.codes = vec!["held".into()];
        }
        Conference::NotHeld(reason) => {
            short("reason", reason, 200)?;
            if reason.trim().is_empty() {
                return Err(Error::field("reason", "開かない理由を入力してください"));
            }
            act.day = Some(cx.today());
            act.detail.codes = vec!["not_held".into()];
            act.detail.reason = reason.trim().to_string();
        }
    }
    store::add_act(cx, stay, ActKind::Conference, &act)
}

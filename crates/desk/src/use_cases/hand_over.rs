//! 包括へつないだ: what, when and to whom. The desk does not follow the case any further (釜石: ケース対応は基本行わない).
use app::{Cx, Error, FieldError, Result, authorise, outbox};
use kernel::{Date, Id};
use serde_json::json;

use super::reason;
use crate::model::case::LINE;
use crate::permissions;
use crate::store::cases;

/// What was handed over.
#[derive(Debug, Clone, Default)]
pub struct HandOver {
    /// When, `YYYY-MM-DD`.
    pub day: String,
    /// To whom: an office, never a person.
    pub receiver: String,
    /// What.
    pub what: String,
    /// How it was told; may be empty.
    pub how: String,
}

/// Adds an entry to the trail of a consultation.
pub fn hand_over(cx: &Cx<'_>, case: Id, cmd: &HandOver) -> Result<Id> {
    authorise(cx, &permissions::WRITE)?;
    let kept = cases::one(cx, case)?;
    if !kept.live {
        return Err(Error::Rule("取り消された相談です".into()));
    }
    let mut wrong = Vec::new();
    let mut say = |field: &str, message: &str| {
        wrong.push(FieldError { field: field.into(), message: message.into() });
    };
    let day = cmd.day.parse::<Date>().ok();
    match day {
        None => say("hand_day", "つないだ日を入力してください"),
        Some(d) if d > cx.today() => say("hand_day", "つないだ日は、きょうまでの日にしてください"),
        Some(d) if Some(d) < kept.case.date() => {
            say("hand_day", "つないだ日は、受付日以後の日にしてください");
        }
        Some(_) => {}
    }
    if cmd.receiver.trim().is_empty() {
        say("receiver", "つないだ先を入力してください");
    }
    if cmd.what.trim().is_empty() {
        say("what", "つないだ内容を入力してください");
    }
    for (field, text, most) in
        [("receiver", &cmd.receiver, LINE), ("how", &cmd.how, LINE), ("what", &cmd.what, 500)]
    {
        if text.chars().count() > most {
            say(field, &format!("{most}字までにしてください"));
        }
    }
    let Some(day) = day.filter(|_| wrong.is_empty()) else { return Err(Error::Invalid(wrong)) };
    let id = cases::hand(cx, case, day, cmd.receiver.trim(), cmd.what.trim(), cmd.how.trim())?;
    outbox::publish(cx, "desk.case.handed", &json!({ "case": case.to_string() }))?;
    Ok(id)
}

/// Takes an entry back; it stays readable with its reason.
pub fn take_back(cx: &Cx<'_>, case: Id, id: Id, why: &str) -> Result<()> {
    authorise(cx, &permissions::WRITE)?;
    cases::one(cx, case)?;
    cases::hand_back(cx, case, id, &reason("back_why", why)?)
}

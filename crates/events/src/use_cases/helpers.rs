//! 担い手の名簿: who was trained (養成), who is on the roll (名簿), what they did (活動) and where they were brought together
//! with somebody who needs them (マッチ; the place or group, never a resident's name).
use app::{Cx, Error, FieldError, Result, authorise};
use kernel::Date;

use super::event;
use crate::store::more::{self, Helper};
use crate::{EventId, HelperId, permissions};

/// What is typed about a helper.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewHelper {
    /// Name.
    pub name: String,
    /// Which roll: 「認知症サポーター」「コンチネンスパートナー」.
    pub roll: String,
    /// Area of activity.
    pub area: String,
    /// Telephone or mail.
    pub contact: String,
    /// What they like to do.
    pub note: String,
    /// The training event.
    pub event: Option<EventId>,
    /// Trained on.
    pub trained_on: Option<Date>,
}

/// What a helper did: day, `activity` or `match`, what.
pub type Did = (Date, String, String);

/// The rolls.
pub fn list(cx: &Cx<'_>) -> Result<Vec<Helper>> {
    authorise(cx, &permissions::HELPERS)?;
    more::helpers(cx)
}

/// Puts somebody on a roll.
pub fn add(cx: &Cx<'_>, n: &NewHelper) -> Result<HelperId> {
    authorise(cx, &permissions::HELPERS)?;
    let mut out = Vec::new();
    let all = [
        ("name", "お名前", &n.name, 40, true),
        ("roll", "名簿", &n.roll, 40, true),
        ("area", "地区", &n.area, 40, false),
        ("contact", "連絡先", &n.contact, 80, false),
        ("note", "してみたいこと", &n.note, 200, false),
    ];
    for (field, label, text, most, needed) in all {
        if needed && text.trim().is_empty() {
            out.push(FieldError {
                field: field.into(),
                message: format!("{label}を入力してください"),
            });
        } else if text.chars().count() > most {
            out.push(FieldError {
                field: field.into(),
                message: format!("{label}は{most}字までにしてください"),
            });
        }
    }
    let trained_on = match n.trained_on {
        Some(d) if d <= cx.today() => d,
        _ => {
            let message = "養成の日を、きょうまでの日で入力してください".into();
            out.push(FieldError { field: "trained_on".into(), message });
            cx.today()
        }
    };
    if !out.is_empty() {
        return Err(Error::Invalid(out));
    }
    if let Some(id) = n.event {
        event(cx, id)?;
    }
    let id = HelperId(cx.new_id());
    let h = Helper {
        id,
        name: n.name.trim().into(),
        roll: n.roll.trim().into(),
        area: n.area.trim().into(),
        contact: n.contact.trim().into(),
        event: n.event,
        trained_on,
        ended_on: None,
        note: n.note.trim().into(),
        acts: 0,
    };
    more::add_helper(cx, &h)?;
    Ok(id)
}

fn one(cx: &Cx<'_>, id: HelperId) -> Result<Helper> {
    more::helpers(cx)?.into_iter().find(|h| h.id == id).ok_or(Error::NotFound)
}

/// Writes down what somebody did: `activity`, or `match` (brought together with a group or place).
pub fn did(cx: &Cx<'_>, id: HelperId, day: Date, kind: &str, what: &str) -> Result<()> {
    authorise(cx, &permissions::HELPERS)?;
    one(cx, id)?;
    if !["activity", "match"].contains(&kind) {
        return Err(Error::field("kind", "活動かマッチを選んでください"));
    }
    if what.trim().is_empty() || what.chars().count() > 120 {
        return Err(Error::field("what", "内容を120字までで入力してください"));
    }
    if day > cx.today() {
        return Err(Error::field("day", "きょうまでの日を入力してください"));
    }
    more::helper_act(cx, id, day, kind, what.trim())
}

/// Leaves the roll: name and contact go at once.
pub fn leave(cx: &Cx<'_>, id: HelperId) -> Result<()> {
    authorise(cx, &permissions::HELPERS)?;
    one(cx, id)?;
    more::end_helper(cx, id, cx.today())?;
    Ok(())
}

/// One with what they did: day, kind, what.
pub fn open(cx: &Cx<'_>, id: HelperId) -> Result<(Helper, Vec<Did>)> {
    authorise(cx, &permissions::HELPERS)?;
    Ok((one(cx, id)?, more::helper_acts(cx, id)?))
}

//! Where the person is going to live: the wish (whose words), that it was told, and what it became.
use app::{Cx, Error, Result};
use kernel::{Date, Id};

use super::{day_between, open_for, short, standing, tell};
use crate::model::place::{PLACES, PlaceStage, places};
use crate::model::{ActKind, EndKind, Method, StayId};
use crate::permissions;
use crate::store::{self, NewAct};

/// One of the three.
#[derive(Debug, Clone)]
pub struct Place {
    /// Which stay.
    pub stay: StayId,
    /// Which of the three.
    pub stage: PlaceStage,
    /// Where.
    pub place: EndKind,
    /// When it was said, told, or known.
    pub day: Date,
    /// Whose words (ご本人, 長女さん).
    pub said_by: String,
    /// How it was told.
    pub method: Option<Method>,
    /// In words (which facility, with whom).
    pub note: String,
}

/// Records it. A wish can be told only when there is one, and what it became is known only after the end.
pub fn place(cx: &Cx<'_>, cmd: &Place) -> Result<Id> {
    let o = open_for(cx, &permissions::PLACE, cmd.stay, ActKind::Place)?;
    day_between(cx, "day", "日付", cmd.day, Some((o.stay.admitted_on, "入院日")), true)?;
    short("note", &cmd.note, 200)?;
    short("said_by", &cmd.said_by, 60)?;
    if !PLACES.contains(&cmd.place) {
        return Err(Error::field("place", "暮らす場所を選んでください"));
    }
    let now = places(&o.stay, &o.acts);
    match cmd.stage {
        PlaceStage::Wished if cmd.said_by.trim().is_empty() => {
            return Err(Error::field("said_by", "どなたのご希望かを入力してください"));
        }
        PlaceStage::Told if now.wished.is_none() => {
            return Err(Error::field("stage", "さきに「ご希望を聞いた」を記録してください"));
        }
        PlaceStage::Actual if o.stay.ended_on.is_none() => {
            return Err(Error::field("stage", "退院を登録してから、実際の場所を記録してください"));
        }
        _ => {}
    }
    if cmd.stage != PlaceStage::Told
        && let Some(last) = standing::last(&o, ActKind::Place)
        && last.detail.codes == [cmd.stage.code(), cmd.place.code()]
        && last.day == Some(cmd.day)
        && last.said_by == cmd.said_by.trim()
        && last.detail.note == cmd.note.trim()
    {
        return Ok(last.id);
    }
    let mut act = NewAct {
        day: Some(cmd.day),
        said_by: cmd.said_by.trim().to_string(),
        method: cmd.method.filter(|_| cmd.stage == PlaceStage::Told),
        ..NewAct::default()
    };
    act.detail.codes = vec![cmd.stage.code().into(), cmd.place.code().into()];
    act.detail.note = cmd.note.trim().to_string();
    let id = store::add_act(cx, cmd.stay, ActKind::Place, &act)?;
    if cmd.stage == PlaceStage::Told
        && let Some(to) = super::other_side(cx, &o.stay)
    {
        tell(cx, to, "transitions.place", "退院後に暮らす場所のご希望が届きました", cmd.stay)?;
    }
    Ok(id)
}

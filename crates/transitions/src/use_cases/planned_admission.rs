//! 予定入院: an admission with a day ahead. The sheet may go before; when the day is moved or comes sooner, the stay follows
//! and both sides see from when to when it was moved.
use app::{Cx, Error, Result};
use kernel::time::days_between;
use kernel::{Date, Id, Time, wareki};
use people::authz::{Basis, Grant, Party, grant};

use super::{open_for, short, tell};
use crate::model::{ActKind, Progress, Stay, StayId};
use crate::permissions;
use crate::store::{self, NewAct};

/// How far ahead an admission can be planned, days.
pub const AHEAD: i64 = 180;

/// Refuses a planned day that lies too far ahead, and a day ahead of what is no planned admission.
pub(crate) fn ahead(cx: &Cx<'_>, on: Date, planned: bool) -> Result<()> {
    ahead_of(cx.today(), on, planned)
}

/// The same for a form that is read before the use case.
pub(crate) fn ahead_of(today: Date, on: Date, planned: bool) -> Result<()> {
    let days = days_between(today, on);
    if days > 0 && !planned {
        return Err(Error::field(
            "admitted_on",
            "入院日は、今日までの日にしてください。これから入院するときは「予定」を選びます",
        ));
    }
    if days > AHEAD {
        return Err(Error::field(
            "admitted_on",
            format!("入院日の年をたしかめてください（{AHEAD}日より先の日です）"),
        ));
    }
    Ok(())
}

/// Another day of admission.
#[derive(Debug, Clone)]
pub struct Move {
    /// Which stay.
    pub stay: StayId,
    /// The new day.
    pub on: Date,
    /// Time of day, when known.
    pub time: Option<Time>,
    /// Why.
    pub reason: String,
}

/// Moves the day of a planned admission. Only while the person is not home again and before the day has passed long ago:
/// afterwards it would move deadlines that ran.
pub fn move_day(cx: &Cx<'_>, m: &Move) -> Result<Id> {
    let o = open_for(cx, &permissions::REPORT, m.stay, ActKind::AdmissionMoved)?;
    may_move(&o.stay, cx.today())?;
    if m.on > cx.today() && Progress::new(&o.stay, &o.acts).begun() {
        return Err(Error::Rule(
            "入院してからの記録があるため、これからの日には変えられません。病院に電話でたしかめてください".into(),
        ));
    }
    short("reason", &m.reason, 200)?;
    ahead(cx, m.on, true)?;
    if days_between(m.on, cx.today()) > 14 {
        return Err(Error::field(
            "admitted_on",
            "入院日をたしかめてください（2週間より前の日です）",
        ));
    }
    if m.on == o.stay.admitted_on && m.time == o.stay.admitted_time {
        return Err(Error::field("admitted_on", "いまの入院日と同じです"));
    }
    let earlier = store::of_person(cx, o.stay.resident)?
        .into_iter()
        .filter(|s| s.id != m.stay)
        .find_map(|s| s.ended_on.filter(|e| m.on < *e));
    if let Some(e) = earlier {
        return Err(Error::field(
            "admitted_on",
            format!("前の入院の退院日（{}）以後の日にしてください", wareki::month_day(e)),
        ));
    }
    let before = o.stay.admitted_on;
    store::admission::move_admission(cx, m.stay, m.on, m.time, true)?;
    let mut act = NewAct { day: Some(cx.today()), to_org: o.stay.hospital, ..NewAct::default() };
    act.detail.date = Some(m.on.to_string());
    act.detail.reason = m.reason.trim().to_string();
    act.detail.data = serde_json::json!({ "before": before.to_string() });
    let id = store::add_act(cx, m.stay, ActKind::AdmissionMoved, &act)?;
    if let Some(h) = o.stay.hospital {
        grant(
            cx,
            &Grant {
                resident: o.stay.resident,
                party: Party::Organisation(h.0),
                basis: Basis::HospitalConcerned,
                kind: None,
                record: None,
                from: m.on.min(cx.today()),
                to: None,
            },
        )?;
        tell(cx, h, "transitions.moved", "予定入院の日が変わりました", m.stay)?;
    }
    Ok(id)
}

/// Can the day of admission still be moved?
pub fn may_move(s: &Stay, today: Date) -> Result<()> {
    if !s.planned {
        return Err(Error::Rule("予定の入院ではないため、入院日は変えられません".into()));
    }
    if s.ended_on.is_some() || days_between(s.admitted_on, today) > 3 {
        return Err(Error::Rule(
            "入院から日がたっているため、入院日は変えられません。まちがいのときは、登録を取り消して、もう一度登録してください"
                .into(),
        ));
    }
    Ok(())
}

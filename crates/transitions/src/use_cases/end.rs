//! The end of a stay. 転院 and 死亡 end all open steps. Of a death nobody is notified: in the office's きょう stands a quiet
//! line (waiting/after.rs), so that nobody calls the family for a date.
use accounts::{OrganisationId, OrganisationKind};
use app::{Cx, Error, Result, measures, outbox};
use directory::model::prefecture;
use kernel::time::add_days;
use kernel::{Date, Id, wareki};
use people::authz::{Basis, Party, revoke};

use super::conferences::rights::last_day;
use super::quiet::quiet;
use super::{day_between, open_for, short, tell};
use crate::model::destination::Destination;
use crate::model::{ActKind, Deadlines, EndKind, StayId, columns};
use crate::permissions;
use crate::store::{self, NewAct};

/// An end.
#[derive(Debug, Clone)]
pub struct End {
    /// Which stay.
    pub stay: StayId,
    /// When.
    pub on: Date,
    /// How.
    pub kind: EndKind,
    /// Where to, in words (施設, 転院先).
    pub place: String,
}

/// Enters the end of a stay.
pub fn end(cx: &Cx<'_>, cmd: &End) -> Result<Id> {
    end_to(cx, cmd, None)
}

/// Enters the end of a stay with where the person went: an organisation here or a name with its prefecture. Of the
/// place a person died in nothing is kept.
pub fn end_to(cx: &Cx<'_>, cmd: &End, to: Option<&Destination>) -> Result<Id> {
    let o = open_for(cx, &permissions::END, cmd.stay, ActKind::Ended)?;
    day_between(cx, "on", "退院日", cmd.on, Some((o.stay.admitted_on, "入院日")), true)?;
    short("place", &cmd.place, 60)?;
    let to = match to {
        Some(d) if cmd.kind != EndKind::Death => Some(checked(cx, d, cmd.kind, o.stay.hospital)?),
        _ => None,
    };
    let named = to.as_ref().map_or(cmd.place.trim(), |d| d.name.as_str());
    if cmd.kind == EndKind::Transfer && named.is_empty() {
        return Err(Error::field("to", "転院先の病院を選ぶか、名前を入力してください"));
    }
    let record_there = o.acts.iter().any(|a| a.kind == ActKind::RecordConfirmed && !a.cancelled);
    let closed = columns::closes(cmd.kind, record_there);
    store::end(cx, cmd.stay, cmd.on, cmd.kind, closed)?;
    let mut act = NewAct { day: Some(cmd.on), ..NewAct::default() };
    act.detail.codes = vec![cmd.kind.code().into()];
    if cmd.kind != EndKind::Death {
        act.detail.note = match &to {
            Some(d) => d.words(),
            None => cmd.place.trim().to_string(),
        };
    }
    if let Some(d) = &to {
        act.detail.data = serde_json::json!({ "to": d });
    }
    let id = store::add_act(cx, cmd.stay, ActKind::Ended, &act)?;
    if let Some(h) = o.stay.hospital {
        let last = add_days(cmd.on, Deadlines::shipped()?.hospital_access_days_after);
        revoke(
            cx,
            o.stay.resident,
            Party::Organisation(h.0),
            Basis::HospitalConcerned,
            None,
            last,
        )?;
    }
    super::facility::rights_until(cx, &o.stay, last_day(Some(cmd.on))?)?;
    super::conferences::rights::stay_ended(cx, &o.stay, cmd.on, cmd.kind.excluded())?;
    if cmd.kind == EndKind::Death {
        people::use_cases::change::note_death(cx, o.stay.resident, cmd.on)?;
        quiet(cx, &o.stay)?;
    }
    if cmd.kind != EndKind::Death {
        let other = if cx.actor().organisation == Some(o.stay.office.0) {
            o.stay.hospital
        } else {
            Some(o.stay.office)
        };
        if let Some(to) = other {
            let how = if cmd.kind == EndKind::SelfDischarge {
                "・ご本人の希望による退院"
            } else if cmd.on == o.stay.admitted_on && cmd.kind != EndKind::Transfer {
                "・入院した日の退院"
            } else {
                ""
            };
            let what = if cmd.kind == EndKind::Transfer { "転院" } else { "退院" };
            let text = format!("{what}が登録されました（{}{how}）", wareki::month_day(cmd.on));
            tell(cx, to, "transitions.ended", &text, cmd.stay)?;
        }
    }
    measures::measure(cx, "transitions.ends", &format!("kind={}", cmd.kind.code()), 1, cmd.stay.0)?;
    outbox::publish(cx, "transitions.stay.ended", &serde_json::json!({ "stay": cmd.stay.0 }))?;
    Ok(id)
}

fn checked(
    cx: &Cx<'_>,
    d: &Destination,
    kind: EndKind,
    from: Option<OrganisationId>,
) -> Result<Destination> {
    short("place", &d.name, 60)?;
    let prefecture = d.prefecture.trim();
    if !prefecture.is_empty() && prefecture::code(prefecture).is_none() {
        return Err(Error::field("prefecture", "都道府県を一覧から選んでください"));
    }
    let mut out = Destination {
        organisation: None,
        name: d.name.trim().to_string(),
        prefecture: prefecture.to_string(),
    };
    if let Some(id) = d.known() {
        let o = accounts::organisation(cx, id)
            .map_err(|_| Error::field("to", "行き先を一覧から選んでください"))?;
        // a transfer leaves the survey's count: it has to be one
        let other_hospital = o.kind == OrganisationKind::Hospital && Some(o.id) != from;
        if kind == EndKind::Transfer && !other_hospital {
            return Err(Error::field(
                "to",
                "転院のときは、ほかの病院を選んでください。施設へのときは、退院先で「施設」を選びます",
            ));
        }
        out = Destination { organisation: Some(o.id.0), name: o.name, prefecture: String::new() };
    }
    Ok(out)
}

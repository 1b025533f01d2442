//! The office learns of an admission and enters it. Telling the hospital is an act of its own (contact.rs).
use accounts::{AccountId, OrganisationId, OrganisationKind};
use app::{Cx, Error, Result, measures, outbox};
use kernel::time::days_between;
use kernel::{Date, Time};
use people::authz::{Basis, Grant, Party, Read, Stay as StayKind, Write, decide, grant};
use people::{CareLevel, ResidentId};

use super::{Wrong, day_between, short};
use crate::model::{EndKind, Learned, Stay, StayId, ward};
use crate::permissions;
use crate::store::{self, NewStay};

/// Somebody recorded as dead is admitted nowhere.
pub const DIED: &str = "お亡くなりになったと登録されている方です。入院は登録できません。まちがいのときは、運用担当に連絡してください";

/// Where the person was admitted.
#[derive(Debug, Clone)]
pub enum Where {
    /// A hospital with an organisation here.
    Known(OrganisationId),
    /// Another hospital, by name.
    Named(String),
}

/// An admission to enter.
#[derive(Debug, Clone)]
pub struct Report {
    /// Who.
    pub resident: ResidentId,
    /// Where.
    pub hospital: Where,
    /// Day.
    pub admitted_on: Date,
    /// Time of day, when known.
    pub admitted_time: Option<Time>,
    /// Planned, else emergency.
    pub planned: bool,
    /// Why, in a few words.
    pub reason: String,
    /// From whom it was learned.
    pub learned: Learned,
    /// Ward, when known.
    pub ward: String,
    /// Care level when it differs from the resident's.
    pub care_level: Option<CareLevel>,
}

/// Enters an admission. Gives the hospital concerned the right to see, from the day of admission.
pub fn report(cx: &Cx<'_>, cmd: &Report) -> Result<StayId> {
    let permit = decide::<Write, StayKind>(cx, &permissions::REPORT, cmd.resident, None)?;
    let reading = decide::<Read, StayKind>(cx, &permissions::READ, cmd.resident, None)?;
    let resident = people::use_cases::view::resident(cx, &reading)?;
    let stays = store::of_person(cx, cmd.resident)?;
    if resident.died_on.is_some() || stays.iter().any(|s| s.end == Some(EndKind::Death)) {
        return Err(Error::Rule(DIED.into()));
    }
    let mut wrong = Wrong::default();
    let birth = Some((resident.birth, "生年月日"));
    let born = day_between(cx, "admitted_on", "入院日", cmd.admitted_on, birth, false);
    let day = born.and_then(|()| super::planned_admission::ahead(cx, cmd.admitted_on, cmd.planned));
    wrong.note(day)?;
    wrong.note(short("reason", &cmd.reason, 200))?;
    wrong.note(short("ward", &cmd.ward, 40))?;
    if let Where::Named(name) = &cmd.hospital {
        wrong.note(short("hospital_name", name, 60))?;
    }
    wrong.told()?;
    let (hospital, hospital_name) = match &cmd.hospital {
        Where::Known(id) => {
            let o = accounts::organisation(cx, *id)
                .map_err(|_| Error::field("hospital", "入院した病院を選んでください"))?;
            if o.kind != OrganisationKind::Hospital {
                return Err(Error::field("hospital", "入院した病院を選んでください"));
            }
            // A hospital outside the region has no account: it is served by paper, and nobody there can log in.
            (if o.outside { None } else { Some(o.id) }, o.name)
        }
        Where::Named(name) if name.trim().is_empty() => {
            return Err(Error::field("hospital", "入院した病院を選ぶか、名前を入力してください"));
        }
        Where::Named(name) => (None, name.trim().to_string()),
    };
    if let Some(open) = stays.iter().find(|s| s.ended_on.is_none()) {
        return Err(Error::Rule(format!(
            "{}に入院中の記録（{}から）があります。退院を登録してから、新しい入院を登録してください",
            open.hospital_name,
            kernel::wareki::month_day(open.admitted_on)
        )));
    }
    if let Some(s) = stays.iter().find(|s| s.ended_on.is_some_and(|e| cmd.admitted_on < e)) {
        return Err(Error::field(
            "admitted_on",
            format!(
                "前の入院の退院日（{}）以後の日にしてください",
                s.ended_on.map(kernel::wareki::month_day).unwrap_or_default()
            ),
        ));
    }
    let previous = stays
        .iter()
        .find(|s| s.ended_on.is_some_and(|e| days_between(e, cmd.admitted_on) <= 90))
        .map(|s| s.id);
    let Some(office) = cx.actor().organisation.map(OrganisationId) else {
        return Err(Error::NotFound);
    };
    let ward = match hospital {
        Some(h) => {
            let known = accounts::wards_of(cx, h)?;
            ward::spelled(&cmd.ward, known.iter().map(|w| w.name.as_str())).to_string()
        }
        None => cmd.ward.trim().to_string(),
    };
    let stay = store::add_stay(
        cx,
        &permit,
        &NewStay {
            hospital,
            hospital_name,
            office,
            care_manager: cx.actor().account.map(AccountId),
            hokatsu: None,
            admitted_on: cmd.admitted_on,
            admitted_time: cmd.admitted_time,
            planned: cmd.planned,
            reason: cmd.reason.trim().to_string(),
            learned: cmd.learned,
            care_level: cmd.care_level.unwrap_or(resident.care_level),
            ward,
            previous,
        },
    )?;
    if let Some(h) = hospital {
        grant(
            cx,
            &Grant {
                resident: cmd.resident,
                party: Party::Organisation(h.0),
                basis: Basis::HospitalConcerned,
                kind: None,
                record: None,
                // a planned one is prepared together before the day
                from: cmd.admitted_on.min(cx.today()),
                to: None,
            },
        )?;
    }
    measures::measure(cx, "transitions.admissions", "", 1, stay.0)?;
    outbox::publish(cx, "transitions.stay.reported", &serde_json::json!({ "stay": stay.0 }))?;
    Ok(stay)
}

/// The stay of the person that is still open: a new one is entered after its end. None too when the actor may not see
/// the person's stays.
pub fn inside(cx: &Cx<'_>, resident: ResidentId) -> Result<Option<Stay>> {
    use people::authz::{Act as Doing, What, could};
    app::authorise(cx, &permissions::REPORT)?;
    if !could(cx, Doing::Read, What::Stay, resident)? {
        return Ok(None);
    }
    Ok(store::of_person(cx, resident)?.into_iter().find(|s| s.ended_on.is_none()))
}

/// The wards of the hospitals one can choose, to offer while typing: (hospital, its wards in their order). Hospitals
/// outside the region have none.
pub fn wards(cx: &Cx<'_>) -> Result<Vec<(OrganisationId, Vec<String>)>> {
    app::authorise(cx, &permissions::REPORT)?;
    let mut out = Vec::new();
    for o in accounts::organisations_of_kind(cx, OrganisationKind::Hospital)? {
        let names: Vec<String> =
            accounts::wards_of(cx, o.id)?.into_iter().map(|w| w.name).collect();
        if !names.is_empty() {
            out.push((o.id, names));
        }
    }
    Ok(out)
}

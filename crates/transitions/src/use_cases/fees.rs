//! The fee guides of a stay: what counts, what is missing, by which edition. Guides only, never claims. The office sees
//! 入院時情報連携加算 and 退院・退所加算, the hospital 介護支援等連携指導料; neither sees the other's.
use app::{Cx, Error, Permission, Result};
use kernel::{Date, Hat, Id};

use super::view::{View, view};
use super::{open_for, own_office};
use crate::model::fee::counted_before;
use crate::model::fee_discharge::{Counts, Edition, Guide};
use crate::model::fee_hospital::{Guidance, GuidanceFee, GuidanceRow};
use crate::model::fee_kept::{FirstFee, Grades, Kept};
use crate::model::hearing::Hearing;
use crate::model::{Act, ActKind, FeeGrade, FeeGuide, Stay, StayId};
use crate::permissions;
use crate::store::{self, NewAct};

fn hospital_side(cx: &Cx<'_>) -> bool {
    matches!(cx.actor().hat, Hat::Liaison | Hat::Ward | Hat::Doctor)
}

/// The acts that the actor's side may see: what an office kept of its fee guide is its own.
pub(crate) fn of_side(cx: &Cx<'_>, mut acts: Vec<Act>) -> Vec<Act> {
    if hospital_side(cx) {
        acts.retain(|a| a.kind != ActKind::FeeJudged);
    }
    acts
}

/// The office's side only.
pub(crate) fn office_side(cx: &Cx<'_>, p: &'static Permission) -> Result<()> {
    app::authorise(cx, p)?;
    if hospital_side(cx) { Err(Error::Forbidden(p.code)) } else { Ok(()) }
}

const EDITION: &str = "fee-edition:";

/// The edition a sheet is judged by, as a code of its act: a later edition does not change that judgement.
pub(crate) fn edition_code(stay: &Stay) -> Option<String> {
    FeeGuide::for_day(stay.admitted_on).map(|g| format!("{EDITION}{}", g.from))
}

/// 入院時情報連携加算 of a stay.
#[derive(Debug, Clone)]
pub struct Admission {
    /// The edition: the one the sheet was judged by, else the one of the day of admission.
    pub guide: Option<FeeGuide>,
    /// The day on which the first sheet was sent.
    pub sent: Option<Date>,
    /// The grade that was given when it was sent.
    pub grade: Option<FeeGrade>,
    /// The day on which an earlier sheet of the same person counted in the same month.
    pub before: Option<Date>,
}

/// 退院・退所加算 of a stay.
#[derive(Debug, Clone)]
pub struct Discharge {
    /// The edition; none before the first shipped one.
    pub edition: Option<Edition>,
    /// The hearings by day.
    pub heard: Vec<Hearing>,
    /// The judgement of the edition.
    pub guide: Option<Guide>,
    /// What else stands in the way.
    pub around: Vec<(Counts, String)>,
    /// What was kept before, newest first.
    pub kept: Vec<(Act, Kept)>,
}

/// Both guides of the office.
#[derive(Debug, Clone)]
pub struct OfficeFees {
    /// The stay.
    pub view: View,
    /// 入院時情報連携加算.
    pub admission: Admission,
    /// 退院・退所加算.
    pub discharge: Discharge,
}

fn admission(cx: &Cx<'_>, stay: &Stay, acts: &[Act]) -> Result<Admission> {
    let sheet = acts.iter().find(|a| a.kind == ActKind::SheetSent && !a.cancelled);
    let sent = sheet.map(|a| a.day.unwrap_or_else(|| a.at.date()));
    let grade = Grades::of(acts).admission;
    let judged_by = sheet
        .and_then(|a| a.detail.codes.iter().find_map(|c| c.strip_prefix(EDITION)))
        .and_then(|from| from.parse().ok())
        .and_then(FeeGuide::for_day);
    let before = match (sent, grade) {
        (Some(day), Some(_)) => counted_before(day, &other_sheets(cx, stay)?),
        _ => None,
    };
    Ok(Admission {
        guide: judged_by.or_else(|| FeeGuide::for_day(stay.admitted_on)),
        sent,
        grade,
        before,
    })
}

/// The days on which sheets of this person's other stays were sent with a grade.
fn other_sheets(cx: &Cx<'_>, stay: &Stay) -> Result<Vec<Date>> {
    let mut out = Vec::new();
    let others = store::of_person(cx, stay.resident)?;
    // the same office only: another one's sheet is its own affair
    for s in others.iter().filter(|s| s.id != stay.id && s.office == stay.office) {
        let acts = store::acts(cx, s.id)?;
        if Grades::of(&acts).admission.is_some() {
            let sheet = acts.iter().find(|a| a.kind == ActKind::SheetSent && !a.cancelled);
            out.extend(sheet.map(|a| a.day.unwrap_or_else(|| a.at.date())));
        }
    }
    Ok(out)
}

fn discharge(cx: &Cx<'_>, stay: &Stay, acts: &[Act]) -> Result<Discharge> {
    let edition = Edition::for_stay(stay, cx.today())?;
    let heard = Hearing::all(acts);
    let guide = edition.as_ref().map(|e| e.judge(stay.admitted_on, stay.ended_on, &heard));
    let around = edition.as_ref().map(|e| e.around(stay.end, stay.care_level)).unwrap_or_default();
    let mut kept: Vec<(Act, Kept)> =
        acts.iter().filter_map(|a| Some((a.clone(), Kept::read(a)?))).collect();
    kept.reverse();
    Ok(Discharge { edition, heard, guide, around, kept })
}

/// The guides of the office.
pub fn office(cx: &Cx<'_>, id: StayId) -> Result<OfficeFees> {
    office_side(cx, &permissions::FEES)?;
    let v = view(cx, id)?;
    Ok(OfficeFees {
        admission: admission(cx, &v.stay, &v.acts)?,
        discharge: discharge(cx, &v.stay, &v.acts)?,
        view: v,
    })
}

/// Keeps the judgement as it is now: by which edition, what was counted. Kept twice without a change it stays one.
pub fn keep(cx: &Cx<'_>, id: StayId, first_fee: FirstFee) -> Result<Id> {
    let o = open_for(cx, &permissions::HEARING, id, ActKind::FeeJudged)?;
    own_office(cx, &permissions::HEARING, &o)?;
    let d = discharge(cx, &o.stay, &o.acts)?;
    let (Some(e), Some(g)) = (&d.edition, &d.guide) else {
        return Err(Error::Rule("この日の決まりは、まだ入っていません".into()));
    };
    if g.grade.is_none() {
        return Err(Error::Rule("数えられる聞き取りがないため、残すめやすがありません".into()));
    }
    if let Some((_, why)) = d.around.iter().find(|(c, _)| *c == Counts::No) {
        return Err(Error::Rule(format!("この入院では数えません。{why}")));
    }
    let kept = Kept::of(e, g, first_fee);
    if let Some((a, last)) = d.kept.first()
        && *last == kept
    {
        return Ok(a.id);
    }
    let mut act = NewAct { day: Some(cx.today()), ..NewAct::default() };
    act.detail.data =
        serde_json::to_value(&kept).map_err(|e| Error::Inconsistent(format!("kept: {e}")))?;
    store::add_act(cx, id, ActKind::FeeJudged, &act)
}

/// The guide of the hospital.
#[derive(Debug, Clone)]
pub struct HospitalFees {
    /// The stay.
    pub view: View,
    /// The edition; none before the first shipped one.
    pub fee: Option<GuidanceFee>,
    /// What was noted, by day.
    pub noted: Vec<Guidance>,
    /// What each is to the rule.
    pub rows: Vec<(Id, GuidanceRow)>,
}

/// The guide of the hospital.
pub fn hospital(cx: &Cx<'_>, id: StayId) -> Result<HospitalFees> {
    app::authorise(cx, &permissions::FEES)?;
    if !hospital_side(cx) {
        return Err(Error::Forbidden(permissions::FEES.code));
    }
    let v = view(cx, id)?;
    let noted = Guidance::all(&v.acts);
    let day = noted.last().map_or_else(|| v.stay.ended_on.unwrap_or(cx.today()), |g| g.day);
    let fee = GuidanceFee::for_day(day)?;
    let rows = fee.as_ref().map(|f| f.judge(&noted)).unwrap_or_default();
    Ok(HospitalFees { view: v, fee, noted, rows })
}

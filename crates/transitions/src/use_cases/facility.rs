//! A facility is asked whether it can take somebody (back) with what they need; it answers here, or its answer is keyed
//! in for it. The facility sees what it was asked, who asks and how to call back: nothing else of the stay.
use accounts::{Organisation, OrganisationId, OrganisationKind};
use app::{Cx, Error, Result, notices as inbox};
use kernel::{Date, Id};
use people::Resident;
use people::authz::{Basis, Document, Grant, Party, Permit, Read, What, decide, grant, revoke};

use super::conferences::rights::last_day;
use super::{day_between, open, open_for, short, tell};
use crate::model::facility_answers::{AnswerData, ForProcedure, Takes, overall, questions};
use crate::model::{Act, ActKind, Doing, Method, Progress, Stay, StayId, codes};
use crate::permissions;
use crate::store::{self, NewAct};

/// A question to a facility.
#[derive(Debug, Clone)]
pub struct Ask {
    /// Which stay.
    pub stay: StayId,
    /// The facility, when it has an organisation here.
    pub facility: Option<OrganisationId>,
    /// Its name, when it has none.
    pub name: String,
    /// Codes of `codes::asked_procedures`.
    pub procedures: Vec<String>,
    /// What it should know (how often, since when).
    pub note: String,
    /// How it was asked, when not in the program.
    pub method: Method,
}

/// Where a question of one's own facility is answered.
pub fn link(asked: Id) -> String {
    format!("/transitions/questions/{asked}")
}

/// Asks. A facility with accounts sees it at once.
pub fn ask(cx: &Cx<'_>, cmd: &Ask) -> Result<Id> {
    let o = open_for(cx, &permissions::FACILITY_ASK, cmd.stay, ActKind::FacilityAsked)?;
    short("name", &cmd.name, 60)?;
    short("note", &cmd.note, 300)?;
    if cmd.procedures.iter().any(|p| !codes::asked_procedures().any(|(c, _)| c == p)) {
        return Err(Error::field("procedures", "医療処置を一覧から選んでください"));
    }
    let facility = cmd
        .facility
        .map(|id| {
            accounts::organisation(cx, id)
                .ok()
                .filter(|f| f.kind == OrganisationKind::Facility)
                .ok_or_else(|| Error::field("facility", "施設を一覧から選んでください"))
        })
        .transpose()?;
    if facility.is_none() && cmd.name.trim().is_empty() {
        return Err(Error::field("facility", "施設を選ぶか、名前を入力してください"));
    }
    let works_here = facility.as_ref().is_some_and(|f| !f.outside);
    if cmd.method == Method::Ict && !works_here {
        return Err(Error::field(
            "method",
            "この施設は Yui を使っていません。電話など、問い合わせた方法を選んでください",
        ));
    }
    let mut act = NewAct {
        day: Some(cx.today()),
        method: Some(cmd.method),
        to_org: facility.as_ref().filter(|f| !f.outside).map(|f| f.id),
        to_name: facility.as_ref().map_or_else(|| cmd.name.trim().to_string(), |f| f.name.clone()),
        ..NewAct::default()
    };
    act.detail.codes = codes::asked_procedures()
        .map(|(c, _)| c)
        .filter(|c| cmd.procedures.iter().any(|p| p == c))
        .map(str::to_owned)
        .collect();
    act.detail.note = cmd.note.trim().to_string();
    let id = store::add_act(cx, cmd.stay, ActKind::FacilityAsked, &act)?;
    if let Some(to) = act.to_org {
        grant(
            cx,
            &Grant {
                resident: o.stay.resident,
                party: Party::Organisation(to.0),
                basis: Basis::Addressee,
                kind: Some(What::Document),
                record: Some(id),
                from: cx.today(),
                to: last_day(o.stay.ended_on)?,
            },
        )?;
        let whom = inbox::To { organisation: to.0, account: None };
        let text = "受け入れの問い合わせが届きました";
        inbox::send(cx, whom, "transitions.facility.asked", text, &link(id))?;
    }
    Ok(id)
}

/// The stay ended, or was cancelled: what its facilities were asked can be opened until `last`; none = the end was taken
/// back, and the rights run again.
pub(crate) fn rights_until(cx: &Cx<'_>, stay: &Stay, last: Option<Date>) -> Result<()> {
    for a in store::acts(cx, stay.id)?.iter().filter(|a| a.kind == ActKind::FacilityAsked) {
        let Some(to) = a.to_org.filter(|_| !a.cancelled) else { continue };
        let party = Party::Organisation(to.0);
        match last {
            Some(day) => {
                revoke(cx, stay.resident, party, Basis::Addressee, Some(a.id), day)?;
            }
            None => grant(
                cx,
                &Grant {
                    resident: stay.resident,
                    party,
                    basis: Basis::Addressee,
                    kind: Some(What::Document),
                    record: Some(a.id),
                    from: cx.today(),
                    to: None,
                },
            )?,
        }
    }
    Ok(())
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The asking act.
    pub asked: Id,
    /// When nothing was asked by procedure: the answer as a whole.
    pub takes: Option<Takes>,
    /// By procedure.
    pub each: Vec<ForProcedure>,
    /// Conditions, or anything else in words.
    pub note: String,
    /// When it was answered.
    pub day: Date,
    /// Keyed in on the facility's behalf: who answered there.
    pub said_by: String,
    /// How it was answered.
    pub method: Method,
}

fn judged(asked: &Act, cmd: &Answer) -> Result<(Takes, AnswerData)> {
    let list = codes::facility_care();
    short("note", &cmd.note, 300)?;
    short("said_by", &cmd.said_by, 60)?;
    for p in &asked.detail.codes {
        if !cmd.each.iter().any(|e| &e.procedure == p && e.takes().is_some()) {
            return Err(Error::field(format!("takes.{p}"), "受けられるかどうかを選んでください"));
        }
    }
    for e in &cmd.each {
        if !asked.detail.codes.contains(&e.procedure) {
            return Err(Error::field(format!("takes.{}", e.procedure), "問い合わせにない処置です"));
        }
        if e.reasons.iter().any(|r| list.reason(r).is_none()) {
            return Err(Error::field(
                format!("why.{}", e.procedure),
                "理由を一覧から選んでください",
            ));
        }
        if e.takes() == Some(Takes::No) && e.reasons.is_empty() {
            return Err(Error::field(
                format!("why.{}", e.procedure),
                "受けられない理由を選んでください",
            ));
        }
    }
    let Some(takes) = overall(&cmd.each).max(cmd.takes) else {
        return Err(Error::field("takes", "受けられるかどうかを選んでください"));
    };
    let words = takes == Takes::Conditions
        || cmd.each.iter().flat_map(|e| &e.reasons).any(|r| r == "other");
    if words && cmd.note.trim().is_empty() {
        return Err(Error::field("note", "条件や、「そのほか」の理由を入力してください"));
    }
    Ok((takes, AnswerData { each: cmd.each.clone(), edition: list.version.clone() }))
}

fn record(cx: &Cx<'_>, stay: &Stay, asked: &Act, cmd: &Answer, on_behalf: bool) -> Result<Id> {
    let first = Some((asked.day.unwrap_or(stay.admitted_on), "問い合わせた日"));
    day_between(cx, "day", "返事のあった日", cmd.day, first, true)?;
    let (takes, data) = judged(asked, cmd)?;
    let mut act = NewAct {
        day: Some(cmd.day),
        method: Some(cmd.method),
        to_org: asked.organisation,
        to_name: asked.to_name.clone(),
        said_by: if on_behalf { cmd.said_by.trim().to_string() } else { String::new() },
        record: Some(asked.id),
        ..NewAct::default()
    };
    act.detail.codes = vec![takes.code().into()];
    act.detail.note = cmd.note.trim().to_string();
    act.detail.data =
        serde_json::to_value(&data).map_err(|e| Error::Inconsistent(format!("answer: {e}")))?;
    let id = store::add_act(cx, stay.id, ActKind::FacilityAnswer, &act)?;
    // the question no longer waits in the facility's きょう
    store::received(cx, asked.id)?;
    Ok(id)
}

/// The answer as the facility itself gives it. Both sides of the stay are told.
pub fn answer(cx: &Cx<'_>, cmd: &Answer) -> Result<Id> {
    let (stay, asked, _) = mine(cx, &permissions::FACILITY_ANSWER, cmd.asked)?;
    let state = Progress::new(&stay, []);
    if let Err(why) = state.may(Doing::Act(ActKind::FacilityAnswer), cx.today()) {
        return Err(Error::Rule(why.words(&stay)));
    }
    let id = record(cx, &stay, &asked, &Answer { method: Method::Ict, ..cmd.clone() }, false)?;
    for to in [Some(stay.office), stay.hospital].into_iter().flatten() {
        tell(
            cx,
            to,
            "transitions.facility.answered",
            "施設から、受け入れの返事が届きました",
            stay.id,
        )?;
    }
    Ok(id)
}

/// The answer keyed in for the facility by the side that heard it; the other side is told.
pub fn answer_for(cx: &Cx<'_>, cmd: &Answer) -> Result<Id> {
    let asked = store::act(cx, cmd.asked)?;
    let o = open_for(cx, &permissions::FACILITY_ASK, asked.stay, ActKind::FacilityAnswer)?;
    if asked.kind != ActKind::FacilityAsked || asked.cancelled {
        return Err(Error::NotFound);
    }
    if cmd.said_by.trim().is_empty() {
        return Err(Error::field("said_by", "施設のどなたの返事かを入力してください"));
    }
    let id = record(cx, &o.stay, &asked, cmd, true)?;
    if let Some(to) = super::other_side(cx, &o.stay) {
        let text = "施設の受け入れの返事が記録されました";
        tell(cx, to, "transitions.facility.answered", text, asked.stay)?;
    }
    Ok(id)
}

/// A question as its facility sees it.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The asking act.
    pub asked: Act,
    /// The answer that stands.
    pub answer: Option<Act>,
    /// The person.
    pub resident: Resident,
    /// Where the person is.
    pub hospital: String,
    /// Who asks, to be called back.
    pub from: Option<Organisation>,
    /// 退院予定日.
    pub planned_on: Option<Date>,
    /// Came to an end by death or transfer: nothing to answer.
    pub over: bool,
}

fn mine<'t>(
    cx: &'t Cx<'_>,
    p: &'static app::Permission,
    id: Id,
) -> Result<(Stay, Act, Permit<'t, Read, Document>)> {
    let asked = store::act(cx, id)?;
    let stay = store::stay(cx, asked.stay)?;
    let permit = decide::<Read, Document>(cx, p, stay.resident, Some(id))?;
    let to_me = asked.to_org.is_some() && asked.to_org.map(|o| o.0) == cx.actor().organisation;
    if asked.kind != ActKind::FacilityAsked || asked.cancelled || stay.cancelled || !to_me {
        return Err(Error::NotFound);
    }
    Ok((stay, asked, permit))
}

/// Opens a question of one's own facility.
pub fn question(cx: &Cx<'_>, id: Id) -> Result<Asked> {
    let (stay, asked, permit) = mine(cx, &permissions::FACILITY_ANSWER, id)?;
    if cx.writes() {
        store::opened(cx, id)?;
    }
    let acts = store::acts(cx, stay.id)?;
    let answer = questions(&acts).into_iter().find(|q| q.asked.id == id).and_then(|q| q.answer);
    Ok(Asked {
        answer: answer.cloned(),
        resident: people::use_cases::view::resident(cx, &permit)?,
        hospital: stay.hospital_name.clone(),
        from: asked.organisation.map(|o| accounts::organisation(cx, o)).transpose()?,
        planned_on: stay.planned_on,
        over: stay.end.is_some_and(crate::model::EndKind::excluded),
        asked,
    })
}

/// What the actor's facility was asked, newest first: those that wait, and the answered ones. The list names nobody.
pub fn asked_of_us(cx: &Cx<'_>) -> Result<Vec<Act>> {
    app::authorise(cx, &permissions::FACILITY_ANSWER)?;
    match cx.actor().organisation {
        Some(o) => store::planning::asked_of(cx, OrganisationId(o)),
        None => Ok(Vec::new()),
    }
}

/// A question of a stay with what its page needs, for keying in the answer.
pub fn for_answer(cx: &Cx<'_>, id: Id) -> Result<Act> {
    let asked = store::act(cx, id)?;
    open(cx, &permissions::FACILITY_ASK, asked.stay)?;
    if asked.kind != ActKind::FacilityAsked || asked.cancelled {
        return Err(Error::NotFound);
    }
    Ok(asked)
}

/// Facilities one can choose.
pub fn facilities(cx: &Cx<'_>) -> Result<Vec<Organisation>> {
    app::authorise(cx, &permissions::FACILITY_ASK)?;
    let mut all = accounts::organisations_of_kind(cx, OrganisationKind::Facility)?;
    all.sort_by(|a, b| (a.outside, &a.kana).cmp(&(b.outside, &b.kana)));
    Ok(all)
}

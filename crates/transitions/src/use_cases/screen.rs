//! 退院支援の要否: the criteria propose, a person decides; deciding against the proposal needs a reason. What was
//! answered, which rule set and what it gave stay with the decision.
use app::records::{self, About, Content, Source};
use app::{Cx, Error, Result, drafts};
use kernel::Id;
use people::authz::{Document, Permit, Read, decide};
use people::{Resident, TeamMember};

use super::rejudge::{self, rejudge};
use super::{open, open_for, short};
pub use crate::model::Proposal;
use crate::model::judgement::{Cause, Judgement};
use crate::model::{Act, ActKind, Stay, StayId, Tendency};
use crate::permissions;
use crate::store::{self, NewAct};

/// Kind of the record.
pub const KIND: &str = "transitions.screening";
/// Code of the form with the ward's answers.
pub const FORM: &str = "screening-ward";

/// Key of the draft of the ward's answers.
pub fn draft_key(stay: StayId) -> String {
    format!("{KIND}:{stay}")
}

/// A decision.
#[derive(Debug, Clone)]
pub struct Screen {
    /// Which stay.
    pub stay: StayId,
    /// Version of the ward form.
    pub form_version: String,
    /// Answers, canonical JSON.
    pub answers: String,
    /// Result per criterion with the rule set's name and version, JSON.
    pub result: String,
    /// What was proposed.
    pub proposal: Proposal,
    /// Is discharge support needed?
    pub needed: bool,
    /// Why, when it differs from the proposal.
    pub reason: String,
    /// Who said what the ward answered (病棟看護師 の名前).
    pub said_by: String,
}

/// Everything the page needs.
#[derive(Debug, Clone)]
pub struct ForScreening {
    /// The stay.
    pub stay: Stay,
    /// Its acts.
    pub acts: Vec<Act>,
    /// The person.
    pub resident: Resident,
    /// The team (whom to call).
    pub team: Vec<TeamMember>,
    /// The newest sheet that was sent for this stay.
    pub sheet: Option<records::Version>,
    /// The ward's answers typed so far.
    pub draft: Option<drafts::Draft>,
    /// The last decision.
    pub last: Option<records::Version>,
    /// What the criteria gave each time they were asked, oldest first.
    pub judgements: Vec<Judgement>,
}

/// Opens the screening page.
pub fn for_screening(cx: &Cx<'_>, stay: StayId) -> Result<ForScreening> {
    let o = open(cx, &permissions::SCREEN, stay)?;
    let permit: Permit<'_, Read, Document> =
        decide(cx, &permissions::SHEET_READ, o.stay.resident, None)?;
    Ok(ForScreening {
        resident: people::use_cases::view::resident(cx, &permit)?,
        team: people::use_cases::view::team(cx, &permit)?,
        sheet: rejudge::newest(cx, stay, super::sheet::KIND)?,
        last: rejudge::newest(cx, stay, KIND)?,
        draft: drafts::load(cx, &draft_key(stay))?,
        judgements: store::rules::judgements(cx, stay)?,
        stay: o.stay,
        acts: o.acts,
    })
}

/// Keeps the ward's answers as a draft.
pub fn save_answers(cx: &Cx<'_>, stay: StayId, body: &str) -> Result<()> {
    open(cx, &permissions::SCREEN, stay)?;
    drafts::save(cx, &draft_key(stay), body, 0)
}

/// Decides. Sends nothing to anybody.
pub fn screen(cx: &Cx<'_>, cmd: &Screen) -> Result<Id> {
    let o = open_for(cx, &permissions::SCREEN, cmd.stay, ActKind::Screening)?;
    short("reason", &cmd.reason, 300)?;
    short("said_by", &cmd.said_by, 60)?;
    let against = match cmd.proposal {
        Proposal::Needed => !cmd.needed,
        Proposal::NotNeeded => cmd.needed,
        Proposal::Undecided => !cmd.needed,
        Proposal::Attention => false,
    };
    if against && cmd.reason.trim().is_empty() {
        return Err(Error::field(
            "reason",
            "めやすと違う決め方をするときは、理由を入力してください",
        ));
    }
    let decision = if cmd.needed { "needed" } else { "not_needed" };
    let body = serde_json::json!({
        "answers": serde_json::from_str::<serde_json::Value>(&cmd.answers).unwrap_or_default(),
        "result": serde_json::from_str::<serde_json::Value>(&cmd.result).unwrap_or_default(),
        "proposal": cmd.proposal.code(),
        "decision": decision,
        "reason": cmd.reason.trim(),
        "said_by": cmd.said_by.trim(),
    })
    .to_string();
    let content = Content {
        form: FORM.into(),
        form_version: cmd.form_version.clone(),
        body,
        source: if cmd.said_by.trim().is_empty() { Source::Own } else { Source::OnBehalf },
    };
    let earlier = records::of_subject(cx, cmd.stay.0, KIND)?
        .into_iter()
        .rfind(|h| h.state != records::State::Cancelled);
    let record = match earlier {
        Some(h) => {
            let why = if cmd.reason.trim().is_empty() {
                "もう一度みました"
            } else {
                cmd.reason.trim()
            };
            records::correct(cx, h.id, h.version, &content, why)?;
            h.id
        }
        None => records::confirm(
            cx,
            &About { kind: KIND, resident: Some(o.stay.resident.0), subject: Some(cmd.stay.0) },
            &content,
        )?,
    };
    let mut act = NewAct {
        day: Some(cx.today()),
        said_by: cmd.said_by.trim().to_string(),
        record: Some(record),
        ..NewAct::default()
    };
    let unknown = serde_json::from_str::<serde_json::Value>(&cmd.result)
        .ok()
        .and_then(|v| v.get("unknown")?.as_u64())
        .and_then(|n| usize::try_from(n).ok());
    act.detail.codes = vec![decision.into()];
    act.detail.codes.extend(Tendency::codes(cmd.proposal, unknown));
    act.detail.reason = cmd.reason.trim().to_string();
    let id = store::add_act(cx, cmd.stay, ActKind::Screening, &act)?;
    rejudge(cx, cmd.stay, Cause::Decision, Some(id))?;
    crate::store::rules::confirm(cx, cmd.stay)?;
    drafts::discard(cx, &draft_key(cmd.stay))?;
    Ok(id)
}

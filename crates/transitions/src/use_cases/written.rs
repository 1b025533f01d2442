//! Papers of discharge that are written here: 退院時サマリー, 看護サマリー, 診療情報提供書 for the office and (別紙様式11) for
//! another doctor, the sheet for the facility. Each
//! is a record of its form; handing it over is 書類の受け渡し and names the record.
use accounts::{Organisation, OrganisationId, OrganisationKind};
use app::records::{self, About, Content, Source};
use app::{Cx, Error, Result, drafts, notices as inbox};
use kernel::{Hat, Id, sha256_hex};
use office::print::TemplateId;
use people::authz::{
    Basis, Document, Grant, Party, Read, Stay as StayKind, What, audit_list, could_open, decide,
    grant,
};
use people::model::FactKind;

use super::{Open, open_for, short, tell};
use crate::model::destination::{Destination, destination};
use crate::model::facility_answers::{Takes, questions};
use crate::model::{Act, ActKind, Method, Paper, StayId};
use crate::permissions;
use crate::store::{self, NewAct};

/// Which paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// 退院時サマリー.
    Summary,
    /// 看護サマリー.
    Nursing,
    /// 診療情報提供書 for the office.
    Referral,
    /// 診療情報提供書 for another hospital, a clinic, a pharmacy (別紙様式11).
    Letter,
    /// 施設への退院のお知らせ.
    Facility,
}

impl Written {
    /// All.
    pub const ALL: [Written; 5] =
        [Written::Summary, Written::Nursing, Written::Referral, Written::Letter, Written::Facility];

    /// Code of its form; also the last part of its address.
    pub const fn form(self) -> &'static str {
        match self {
            Written::Summary => "discharge-summary",
            Written::Nursing => "nursing-summary",
            Written::Referral => "care-referral",
            Written::Letter => "referral-letter",
            Written::Facility => "facility-sheet",
        }
    }

    /// From the code.
    pub fn from_form(code: &str) -> Option<Written> {
        Written::ALL.into_iter().find(|w| w.form() == code)
    }

    /// Its name.
    pub const fn title(self) -> &'static str {
        match self {
            Written::Summary => "退院時サマリー",
            Written::Nursing => "看護サマリー",
            Written::Referral => "診療情報提供書",
            Written::Letter => "診療情報提供書（医療機関あて）",
            Written::Facility => "施設への退院のお知らせ",
        }
    }

    /// Kind of its record.
    pub const fn kind(self) -> &'static str {
        match self {
            Written::Summary => "transitions.discharge-summary",
            Written::Nursing => "transitions.nursing-summary",
            Written::Referral => "transitions.care-referral",
            Written::Letter => "transitions.referral-letter",
            Written::Facility => "transitions.facility-sheet",
        }
    }

    /// As which paper it is handed over.
    pub const fn paper(self) -> Paper {
        match self {
            Written::Summary => Paper::Summary,
            Written::Nursing => Paper::Nursing,
            Written::Referral | Written::Letter => Paper::Referral,
            Written::Facility => Paper::Other,
        }
    }

    /// Does the office get it? A letter from doctor to doctor goes to whom it names and nobody else.
    pub const fn for_office(self) -> bool {
        !matches!(self, Written::Letter)
    }

    /// Who writes it: the ward its own summary, the doctor the medical papers, the 地域連携室 any of them for others
    /// (practice.md §1).
    pub const fn by(self) -> &'static [Hat] {
        match self {
            Written::Nursing => &[Hat::Ward, Hat::Liaison],
            Written::Summary | Written::Referral | Written::Letter => &[Hat::Doctor, Hat::Liaison],
            Written::Facility => &[Hat::Liaison],
        }
    }

    /// To which kinds of organisation here it can go beside the office.
    const fn receivers(self) -> &'static [OrganisationKind] {
        use OrganisationKind::{Clinic, Dental, Facility, Hospital, Pharmacy};
        match self {
            Written::Letter => &[Hospital, Clinic, Dental, Pharmacy],
            Written::Facility => &[Facility],
            _ => &[],
        }
    }

    /// The template that imitates the paper; none = the general one for forms.
    pub const fn template(self) -> Option<TemplateId> {
        match self {
            Written::Letter => Some(TemplateId::REFERRAL_LETTER),
            _ => None,
        }
    }

    pub(super) fn draft_key(self, stay: StayId) -> String {
        format!("{}:{stay}", self.kind())
    }
}

/// What the form begins with.
#[derive(Debug, Clone)]
pub struct ForWriting {
    /// The draft.
    pub draft: Option<drafts::Draft>,
    /// What was handed over before.
    pub latest: Option<records::Version>,
    /// The ward's answers of the last decision.
    pub ward: Option<records::Version>,
    /// Allergies that hold.
    pub allergies: Vec<String>,
    /// Where the person goes or went, when entered.
    pub to: Option<Destination>,
    /// To whom it can go here. The sheet: facilities that were asked about the person and have not refused. The letter:
    /// hospitals, clinics and pharmacies with accounts.
    pub receivers: Vec<Organisation>,
    /// The sheet: facilities that were asked and answered that they cannot take the person.
    pub refused: Vec<String>,
}

/// Beginning of a code of the act of 書類の受け渡し: the form of the paper that was written here.
const WRITTEN: &str = "written:";

/// Which paper an act handed over, when it was written here.
pub fn which_of(a: &Act) -> Option<Written> {
    a.record?;
    if a.kind != ActKind::Papers {
        return None;
    }
    let named = a.detail.codes.iter().find_map(|c| c.strip_prefix(WRITTEN));
    match named {
        Some(form) => Written::from_form(form),
        // acts from before the form was named
        None => Written::ALL.into_iter().find(|w| a.detail.has(w.paper().code())),
    }
}

fn newest(cx: &Cx<'_>, stay: StayId, kind: &str) -> Result<Option<records::Version>> {
    records::of_subject(cx, stay.0, kind)?
        .into_iter()
        .rfind(|h| h.state != records::State::Cancelled)
        .map(|h| records::load(cx, h.id))
        .transpose()
}

/// The stay for writing this paper; another role's paper is refused like an act one has no permission for.
fn open_to_write<'t>(cx: &'t Cx<'_>, stay: StayId, which: Written) -> Result<Open<'t>> {
    let o = open_for(cx, &permissions::WRITTEN, stay, ActKind::Papers)?;
    if !which.by().contains(&cx.actor().hat) {
        return Err(Error::Forbidden(permissions::WRITTEN.code));
    }
    Ok(o)
}

/// Opens a paper for writing.
pub fn for_writing(cx: &Cx<'_>, stay: StayId, which: Written) -> Result<ForWriting> {
    let o = open_to_write(cx, stay, which)?;
    decide::<Read, StayKind>(cx, &permissions::READ, o.stay.resident, None)?;
    let view = people::use_cases::view::view(cx, o.stay.resident)?;
    let allergies = view.facts.iter().filter(|f| f.kind == FactKind::Allergy);
    Ok(ForWriting {
        draft: drafts::load(cx, &which.draft_key(stay))?,
        latest: newest(cx, stay, which.kind())?,
        ward: newest(cx, stay, super::screen::KIND)?,
        allergies: allergies.map(|f| f.text.clone()).collect(),
        to: destination(o.acts.iter()),
        receivers: match which {
            Written::Facility => asked(cx, &o.acts)?,
            _ => receivers(cx, which, o.stay.hospital)?,
        },
        refused: match which {
            Written::Facility => refused(&o.acts),
            _ => Vec::new(),
        },
    })
}

/// Organisations with accounts to which this paper can go.
fn receivers(
    cx: &Cx<'_>,
    which: Written,
    own: Option<OrganisationId>,
) -> Result<Vec<Organisation>> {
    let mut all = Vec::new();
    for kind in which.receivers() {
        all.extend(accounts::organisations_of_kind(cx, *kind)?);
    }
    all.retain(|o| !o.outside && Some(o.id) != own);
    Ok(all)
}

/// The facilities that may take the person, in the order in which they were asked.
fn asked(cx: &Cx<'_>, acts: &[Act]) -> Result<Vec<Organisation>> {
    let mut out: Vec<Organisation> = Vec::new();
    for q in questions(acts).into_iter().filter(|q| q.takes() != Some(Takes::No)) {
        if let Some(id) = q.asked.to_org
            && !out.iter().any(|f| f.id == id)
        {
            out.push(accounts::organisation(cx, id)?);
        }
    }
    Ok(out)
}

/// The facilities that said they cannot take the person, each once.
fn refused(acts: &[Act]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for q in questions(acts).into_iter().filter(|q| q.takes() == Some(Takes::No)) {
        if !out.contains(&q.asked.to_name) {
            out.push(q.asked.to_name.clone());
        }
    }
    out
}

/// Keeps the draft.
pub fn save_draft(cx: &Cx<'_>, stay: StayId, which: Written, body: &str) -> Result<()> {
    open_to_write(cx, stay, which)?;
    drafts::save(cx, &which.draft_key(stay), body, 0)
}

/// A paper to hand over; its answers have been validated.
#[derive(Debug, Clone)]
pub struct HandOver {
    /// Which stay.
    pub stay: StayId,
    /// Which paper.
    pub which: Written,
    /// Version of the form.
    pub form_version: String,
    /// Canonical answers.
    pub body: String,
    /// The version it was begun from; 0 = none.
    pub base: i64,
    /// Why it is handed over again.
    pub reason: String,
    /// To whom, in words.
    pub to: String,
    /// Who gets it here beside the office ([`ForWriting::receivers`]); none for the facility's sheet = where the person
    /// went, when that is entered and works here.
    pub receiver: Option<OrganisationId>,
}

/// Who gets it beside the office: the chosen one; for the sheet else the destination entered with the discharge.
fn receiver(cx: &Cx<'_>, cmd: &HandOver, acts: &[Act]) -> Result<Option<Organisation>> {
    if let Some(id) = cmd.receiver {
        let chosen = accounts::organisation(cx, id)
            .ok()
            .filter(|f| cmd.which.receivers().contains(&f.kind) && !f.outside);
        let chosen =
            chosen.ok_or_else(|| Error::field("receiver", "渡す相手を一覧から選んでください"))?;
        return Ok(Some(chosen));
    }
    if cmd.which != Written::Facility {
        return Ok(None);
    }
    let went = destination(acts.iter()).and_then(|d| d.known());
    let went = went.map(|id| accounts::organisation(cx, id)).transpose()?;
    Ok(went.filter(|o| !o.outside))
}

/// What is asked for when the sheet for a facility names none.
pub(crate) const NO_FACILITY: &str = "どの施設に渡すかを選んでください。一覧にない施設には、ここに施設の名前を入力し、印刷して渡します";

/// Where a paper is read.
pub fn link(stay: StayId, record: Id) -> String {
    format!("/transitions/{stay}/documents/{record}")
}

/// Confirms the record and hands it over: to the office (all but the letter), and to who else gets it here.
pub fn hand_over(cx: &Cx<'_>, cmd: &HandOver) -> Result<Id> {
    let o = open_to_write(cx, cmd.stay, cmd.which)?;
    short("to", &cmd.to, 60)?;
    short("reason", &cmd.reason, 200)?;
    let receiver = receiver(cx, cmd, &o.acts)?;
    // a paper for a facility goes to one: here, or printed to the one that is named
    if cmd.which == Written::Facility && receiver.is_none() && cmd.to.trim().is_empty() {
        return Err(Error::field("to", NO_FACILITY));
    }
    let content = Content {
        form: cmd.which.form().into(),
        form_version: cmd.form_version.clone(),
        body: cmd.body.clone(),
        source: Source::Own,
    };
    let earlier = newest(cx, cmd.stay, cmd.which.kind())?;
    let record = match earlier {
        Some(v) => {
            if cmd.reason.trim().is_empty() {
                return Err(Error::field("reason", "直して渡す理由を入力してください"));
            }
            records::correct(cx, v.record, cmd.base, &content, cmd.reason.trim())?;
            v.record
        }
        None => records::confirm(
            cx,
            &About {
                kind: cmd.which.kind(),
                resident: Some(o.stay.resident.0),
                subject: Some(cmd.stay.0),
            },
            &content,
        )?,
    };
    let mut act = NewAct {
        day: Some(cx.today()),
        method: Some(Method::Ict),
        to_org: Some(o.stay.office).filter(|_| cmd.which.for_office()),
        to_name: cmd.to.trim().to_string(),
        record: Some(record),
        hash: Some(sha256_hex(cmd.body.as_bytes())),
        ..NewAct::default()
    };
    act.detail.codes =
        vec![cmd.which.paper().code().into(), format!("{WRITTEN}{}", cmd.which.form())];
    act.detail.reason = cmd.reason.trim().to_string();
    act.detail.note = cmd.which.title().into();
    if !cmd.which.for_office() {
        act.to_org = receiver.as_ref().map(|r| r.id);
        if let Some(r) = receiver.as_ref().filter(|_| act.to_name.is_empty()) {
            act.to_name.clone_from(&r.name);
        }
    }
    let id = store::add_act(cx, cmd.stay, ActKind::Papers, &act)?;
    let office = Some(o.stay.office).filter(|_| cmd.which.for_office());
    for to in [office, receiver.as_ref().map(|f| f.id)].into_iter().flatten() {
        grant(
            cx,
            &Grant {
                resident: o.stay.resident,
                party: Party::Organisation(to.0),
                basis: Basis::Addressee,
                kind: Some(What::Document),
                record: Some(record),
                from: cx.today(),
                to: None,
            },
        )?;
    }
    if let Some(f) = &receiver {
        if office.is_some() {
            // an act of its own: whether the facility has opened it is another thing than whether the office has
            let its = NewAct { to_org: Some(f.id), to_name: f.name.clone(), ..act };
            store::add_act(cx, cmd.stay, ActKind::Papers, &its)?;
        }
        let to = inbox::To { organisation: f.id.0, account: None };
        let text = "病院から、退院の書類が届きました";
        inbox::send(cx, to, "transitions.papers", text, &link(cmd.stay, record))?;
    }
    if let Some(office) = office {
        tell(cx, office, "transitions.papers", "退院の書類が渡されました", cmd.stay)?;
    }
    drafts::discard(cx, &cmd.which.draft_key(cmd.stay))?;
    Ok(id)
}

/// Days for which an organisation finds in its list what it was sent.
const LISTED_DAYS: i64 = 180;

/// Papers written here that were sent to the actor's facility and that it may still open, newest first. The list names
/// nobody: the person is seen in the paper, through its permit.
pub fn of_us(cx: &Cx<'_>) -> Result<Vec<Act>> {
    app::authorise(cx, &permissions::SHEET_READ)?;
    let Some(own) = cx.actor().organisation.map(OrganisationId) else { return Ok(Vec::new()) };
    let since = cx.now().plus_minutes(-60 * 24 * LISTED_DAYS);
    let mut out: Vec<Act> = Vec::new();
    for act in store::planning::papers_for(cx, own, since)? {
        let Some(record) = act.record else { continue };
        // of a paper handed over again the newest act stands
        if out.iter().any(|a| a.record == act.record) {
            continue;
        }
        let whose = store::stay(cx, act.stay)?.resident;
        if could_open(cx, What::Document, whose, record)? {
            out.push(act);
        }
    }
    Ok(out)
}

/// Papers that were sent to the actor's organisation about stays that it does not see, newest first: the person's consent
/// was taken back, or never reached so far. 「送った書類は残ります」: the right to the paper itself does not rest on consent, and
/// this is where it is found.
pub fn addressed(cx: &Cx<'_>) -> Result<Vec<Act>> {
    app::authorise(cx, &permissions::SHEET_READ)?;
    let Some(own) = cx.actor().organisation.map(OrganisationId) else { return Ok(Vec::new()) };
    let since = cx.now().plus_minutes(-60 * 24 * LISTED_DAYS);
    let mut out: Vec<Act> = Vec::new();
    let mut whose = Vec::new();
    for act in store::planning::sent_to(cx, own, since)? {
        let Some(record) = act.record else { continue };
        if out.iter().any(|a| a.record == act.record) {
            continue;
        }
        let stay = store::stay(cx, act.stay)?;
        if !super::stay_open(cx, &stay)? && could_open(cx, What::Document, stay.resident, record)? {
            whose.push(stay.resident.0);
            out.push(act);
        }
    }
    if !whose.is_empty() {
        audit_list(cx, &permissions::SHEET_READ, "addressed", &whose);
    }
    Ok(out)
}

/// Reads one: by the stay, or as its addressee. Its opening by the receiver is noted.
pub fn read(cx: &Cx<'_>, stay: StayId, which: Written) -> Result<super::documents::Reading> {
    let s = store::stay(cx, stay)?;
    let found = newest(cx, stay, which.kind())?;
    let id = found.as_ref().map(|v| v.record);
    if id.is_none() {
        // nothing there; the refusal is logged all the same
        decide::<Read, Document>(cx, &permissions::SHEET_READ, s.resident, None)?;
    }
    super::documents::read(cx, stay, id.ok_or(Error::NotFound)?)
}

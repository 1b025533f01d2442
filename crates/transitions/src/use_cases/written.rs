//! Papers of discharge that are written here: 看護サマリー, 診療情報提供書 for the office, the sheet for the facility. Each
//! is a record of its form; handing it over is 書類の受け渡し and names the record.
use app::records::{self, About, Content, Source};
use app::{Cx, Error, Result, drafts};
use kernel::{Id, sha256_hex};
use people::authz::{Basis, Document, Grant, Party, Read, Stay as StayKind, What, decide, grant};
use people::model::FactKind;

use super::{open_for, short, tell};
use crate::model::destination::{Destination, destination};
use crate::model::{ActKind, Method, Paper, StayId};
use crate::permissions;
use crate::store::{self, NewAct};

/// Which paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// 看護サマリー.
    Nursing,
    /// 診療情報提供書 for the office.
    Referral,
    /// 施設への退院のお知らせ.
    Facility,
}

impl Written {
    /// All.
    pub const ALL: [Written; 3] = [Written::Nursing, Written::Referral, Written::Facility];

    /// Code of its form; also the last part of its address.
    pub const fn form(self) -> &'static str {
        match self {
            Written::Nursing => "nursing-summary",
            Written::Referral => "care-referral",
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
            Written::Nursing => "看護サマリー",
            Written::Referral => "診療情報提供書",
            Written::Facility => "施設への退院のお知らせ",
        }
    }

    /// Kind of its record.
    pub const fn kind(self) -> &'static str {
        match self {
            Written::Nursing => "transitions.nursing-summary",
            Written::Referral => "transitions.care-referral",
            Written::Facility => "transitions.facility-sheet",
        }
    }

    /// As which paper it is handed over.
    pub const fn paper(self) -> Paper {
        match self {
            Written::Nursing => Paper::Nursing,
            Written::Referral => Paper::Referral,
            Written::Facility => Paper::Other,
        }
    }

    fn draft_key(self, stay: StayId) -> String {
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
}

fn newest(cx: &Cx<'_>, stay: StayId, kind: &str) -> Result<Option<records::Version>> {
    records::of_subject(cx, stay.0, kind)?
        .into_iter()
        .rfind(|h| h.state != records::State::Cancelled)
        .map(|h| records::load(cx, h.id))
        .transpose()
}

/// Opens a paper for writing.
pub fn for_writing(cx: &Cx<'_>, stay: StayId, which: Written) -> Result<ForWriting> {
    let o = open_for(cx, &permissions::PAPERS, stay, ActKind::Papers)?;
    decide::<Read, StayKind>(cx, &permissions::READ, o.stay.resident, None)?;
    let view = people::use_cases::view::view(cx, o.stay.resident)?;
    let allergies = view.facts.iter().filter(|f| f.kind == FactKind::Allergy);
    Ok(ForWriting {
        draft: drafts::load(cx, &which.draft_key(stay))?,
        latest: newest(cx, stay, which.kind())?,
        ward: newest(cx, stay, super::screen::KIND)?,
        allergies: allergies.map(|f| f.text.clone()).collect(),
        to: destination(o.acts.iter()),
    })
}

/// Keeps the draft.
pub fn save_draft(cx: &Cx<'_>, stay: StayId, which: Written, body: &str) -> Result<()> {
    open_for(cx, &permissions::PAPERS, stay, ActKind::Papers)?;
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
}

/// Confirms the record and hands it over: to the office always, to the facility too when it works here.
pub fn hand_over(cx: &Cx<'_>, cmd: &HandOver) -> Result<Id> {
    let o = open_for(cx, &permissions::PAPERS, cmd.stay, ActKind::Papers)?;
    short("to", &cmd.to, 60)?;
    short("reason", &cmd.reason, 200)?;
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
        to_org: Some(o.stay.office),
        to_name: cmd.to.trim().to_string(),
        record: Some(record),
        hash: Some(sha256_hex(cmd.body.as_bytes())),
        ..NewAct::default()
    };
    act.detail.codes = vec![cmd.which.paper().code().into()];
    act.detail.reason = cmd.reason.trim().to_string();
    act.detail.note = cmd.which.title().into();
    let id = store::add_act(cx, cmd.stay, ActKind::Papers, &act)?;
    let facility = destination(o.acts.iter()).and_then(|d| d.known());
    let facility = facility.filter(|_| cmd.which == Written::Facility);
    for to in [Some(o.stay.office), facility].into_iter().flatten() {
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
    tell(cx, o.stay.office, "transitions.papers", "退院の書類が渡されました", cmd.stay)?;
    drafts::discard(cx, &cmd.which.draft_key(cmd.stay))?;
    Ok(id)
}

/// Reads one: by the stay, or as its addressee. Its opening by the receiver is noted.
pub fn read(cx: &Cx<'_>, stay: StayId, which: Written) -> Result<super::documents::Reading> {
    let s = store::stay(cx, stay)?;
    super::own_side(cx, &permissions::SHEET_READ, &s)?;
    let found = newest(cx, stay, which.kind())?;
    let id = found.as_ref().map(|v| v.record);
    decide::<Read, Document>(cx, &permissions::SHEET_READ, s.resident, id)?;
    super::documents::read(cx, stay, id.ok_or(Error::NotFound)?)
}

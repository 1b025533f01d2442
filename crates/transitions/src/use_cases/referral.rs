//! 病院・地域包括支援センター 連絡票: the hospital asks the 包括 of the address about a person without a care manager; the
//! 包括 answers in the same sheet. It is seen by its two sides only. The person need not be entered here: then what the
//! hospital wrote and was told it might pass on is all there is. For a person who is, the two sides hold rights to this
//! record like the sides of any other paper, so that 「誰に見えるか」 names them.
use accounts::{AccountId, Organisation, OrganisationId, OrganisationKind};
use app::audit::AuditEntry;
use app::records::{self, About, Content, Source, Version};
use app::{Cx, Error, Permission, Result, authorise, drafts, notices as inbox, outbox};
use directory::model::window::Window;
use kernel::{Date, Hat, Id};
use people::Resident;
use people::authz::{
    Basis, Document, Grant, Party, Read, Stay as StayKind, What, audit_list, could_open, decide,
    grant,
};

use crate::model::referral::Referral;
use crate::model::{Stay, StayId};
use crate::permissions::{READ, REFERRAL_ANSWER, REFERRAL_READ, REFERRAL_SEND};
use crate::store::{self, rules as rows};

/// Kind of the record.
pub const KIND: &str = "transitions.referral";
/// Code of the form.
pub const FORM: &str = "hospital-hokatsu";

/// Key of the draft: of a stay, or of a person who is not entered here.
pub fn draft_key(stay: Option<StayId>) -> String {
    match stay {
        Some(s) => format!("{KIND}:{s}"),
        None => format!("{KIND}:new"),
    }
}

/// What a new sheet begins with.
#[derive(Debug, Clone)]
pub struct ForWriting {
    /// The stay and the person, when they are entered here.
    pub of: Option<(Stay, Resident)>,
    /// What was typed so far.
    pub draft: Option<drafts::Draft>,
    /// The hospital that writes.
    pub hospital: Organisation,
    /// Who writes.
    pub name: String,
}

/// Opens a new sheet.
pub fn for_writing(cx: &Cx<'_>, stay: Option<StayId>) -> Result<ForWriting> {
    authorise(cx, &REFERRAL_SEND)?;
    let Some(own) = cx.actor().organisation.map(OrganisationId) else {
        return Err(Error::NotFound);
    };
    let of = match stay {
        Some(id) => {
            let s = store::stay(cx, id)?;
            super::own_side(cx, &READ, &s)?;
            let permit = decide::<Read, StayKind>(cx, &READ, s.resident, None)?;
            let resident = people::use_cases::view::resident(cx, &permit)?;
            Some((s, resident))
        }
        None => None,
    };
    Ok(ForWriting {
        of,
        draft: drafts::load(cx, &draft_key(stay))?,
        hospital: accounts::organisation(cx, own)?,
        name: cx.actor().name.clone(),
    })
}

/// Keeps what was typed.
pub fn save_draft(cx: &Cx<'_>, stay: Option<StayId>, body: &str) -> Result<()> {
    authorise(cx, &REFERRAL_SEND)?;
    drafts::save(cx, &draft_key(stay), body, 0)
}

/// A 包括 with its windows: whom a page names and how to call there.
#[derive(Debug, Clone)]
pub struct Centre {
    /// The organisation.
    pub organisation: Organisation,
    /// Its windows.
    pub windows: Vec<Window>,
}

/// The 包括 of an address; none when the town is not known.
pub fn centre_of(cx: &Cx<'_>, address: &str) -> Result<Option<Centre>> {
    directory::use_cases::areas::hokatsu_of_address(cx, address)?.map(|o| centre(cx, o)).transpose()
}

fn centre(cx: &Cx<'_>, id: OrganisationId) -> Result<Centre> {
    Ok(Centre {
        organisation: accounts::organisation(cx, id)?,
        windows: directory::use_cases::windows::windows_of(cx, id)?,
    })
}

/// All 包括 of the region, when the address names none.
pub fn centres(cx: &Cx<'_>) -> Result<Vec<Organisation>> {
    let all = accounts::organisations(cx)?;
    Ok(all.into_iter().filter(|o| o.kind == OrganisationKind::Hokatsu).collect())
}

/// A sheet to send; the form engine has checked the answers.
#[derive(Debug, Clone)]
pub struct Send {
    /// The stay, when it is entered here.
    pub stay: Option<StayId>,
    /// To which 包括.
    pub to: OrganisationId,
    /// Version of the form.
    pub form_version: String,
    /// Canonical answers.
    pub body: String,
    /// The day by which an answer is wished for.
    pub reply_on: Option<Date>,
    /// Did the person or the family agree?
    pub agreed: bool,
}

/// Sends: the 包括 finds it in its in-tray at once.
pub fn send(cx: &Cx<'_>, cmd: &Send) -> Result<Id> {
    authorise(cx, &REFERRAL_SEND)?;
    let w = for_writing(cx, cmd.stay)?;
    if !cmd.agreed {
        return Err(Error::field(
            "a.consent.given",
            "本人かご家族に話して、知らせてよいとたしかめてから送ってください",
        ));
    }
    let to = accounts::organisation(cx, cmd.to)
        .ok()
        .filter(|o| o.kind == OrganisationKind::Hokatsu)
        .ok_or_else(|| Error::field("to", "送り先の地域包括支援センターを選んでください"))?;
    let id = cx.new_id();
    let resident = w.of.as_ref().map(|(s, _)| s.resident.0);
    let content = Content {
        form: FORM.into(),
        form_version: cmd.form_version.clone(),
        body: cmd.body.clone(),
        source: Source::Own,
    };
    let record =
        records::confirm(cx, &About { kind: KIND, resident, subject: Some(id) }, &content)?;
    rows::add_referral(
        cx,
        &Referral {
            id,
            stay: cmd.stay,
            hospital: w.hospital.id,
            hokatsu: to.id,
            record,
            account: cx.actor().account.map(AccountId),
            name: cx.actor().name.clone(),
            at: cx.now(),
            reply_on: cmd.reply_on,
            opened_at: None,
            answered_at: None,
            answered_name: String::new(),
            seen_at: None,
        },
    )?;
    if let Some((s, _)) = &w.of {
        for (side, basis) in [(w.hospital.id, Basis::Author), (to.id, Basis::Addressee)] {
            grant(
                cx,
                &Grant {
                    resident: s.resident,
                    party: Party::Organisation(side.0),
                    basis,
                    kind: Some(What::Document),
                    record: Some(record),
                    from: cx.today(),
                    to: None,
                },
            )?;
        }
    }
    tell(cx, to.id, "病院から連絡票が届きました", id)?;
    drafts::discard(cx, &draft_key(cmd.stay))?;
    outbox::publish(cx, "transitions.referral.sent", &serde_json::json!({ "referral": id }))?;
    Ok(id)
}

fn tell(cx: &Cx<'_>, to: OrganisationId, text: &str, id: Id) -> Result<()> {
    inbox::send(
        cx,
        inbox::To { organisation: to.0, account: None },
        "transitions.referral",
        text,
        &link(id),
    )
}

/// Path of a sheet within the region.
pub(crate) fn link(id: Id) -> String {
    format!("/transitions/referrals/{id}")
}

/// A sheet as one of its sides reads it.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The sheet.
    pub referral: Referral,
    /// Its text as it stands.
    pub version: Version,
    /// The versions before, oldest first.
    pub earlier: Vec<Version>,
    /// From.
    pub hospital: Organisation,
    /// To, with how to call there.
    pub hokatsu: Centre,
}

/// The two sides find it; for everybody else there is nothing. Every try leaves a row in the audit log.
fn own(cx: &Cx<'_>, p: &'static Permission, id: Id) -> Result<Referral> {
    authorise(cx, p)?;
    let found = rows::referral(cx, id)?;
    let mine = |r: &Referral| match cx.actor().hat {
        Hat::Liaison => cx.actor().organisation == Some(r.hospital.0),
        Hat::Hokatsu => cx.actor().organisation == Some(r.hokatsu.0),
        _ => false,
    };
    let mut entry = AuditEntry::act(p.code).object(format!("referral:{id}"));
    // whose log the row belongs in; a person who is not entered here has none
    let resident = match found.as_ref().and_then(|r| r.stay) {
        Some(s) => Some(store::stay(cx, s)?.resident),
        None => None,
    };
    if let Some(resident) = resident {
        entry = entry.about(resident);
    }
    let Some(r) = found.filter(mine) else {
        cx.audit(entry.denied());
        return Err(Error::NotFound);
    };
    match resident {
        // it leaves the row
        Some(resident) => drop(decide::<Read, Document>(cx, p, resident, Some(r.record))?),
        None => cx.audit(entry),
    }
    Ok(r)
}

/// Opens a sheet; the first opening by the 包括, and the hospital's first look at the answer, are noted when this is a
/// write.
pub fn read(cx: &Cx<'_>, id: Id) -> Result<Reading> {
    let referral = own(cx, &REFERRAL_READ, id)?;
    if cx.writes() {
        if cx.actor().organisation == Some(referral.hokatsu.0) {
            rows::referral_opened(cx, id)?;
        } else {
            rows::referral_seen(cx, id)?;
        }
    }
    let mut versions = records::versions(cx, referral.record)?;
    Ok(Reading {
        version: versions.pop().ok_or(Error::NotFound)?,
        earlier: versions,
        hospital: accounts::organisation(cx, referral.hospital)?,
        hokatsu: centre(cx, referral.hokatsu)?,
        referral,
    })
}

/// The 包括's half of the sheet.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Which sheet.
    pub referral: Id,
    /// The version the answer was begun from.
    pub base: i64,
    /// Canonical answers of the whole sheet.
    pub body: String,
}

/// Answers, or corrects the answer. What the hospital wrote stays as it was.
pub fn answer(cx: &Cx<'_>, cmd: &Answer) -> Result<i64> {
    let r = own(cx, &REFERRAL_ANSWER, cmd.referral)?;
    let last = records::load(cx, r.record)?;
    let (form_version, form) = (last.form_version, last.form);
    let content = Content { form, form_version, body: cmd.body.clone(), source: Source::Own };
    let why = if r.answered_at.is_some() { "返事を直した" } else { "センターの返事" };
    let version = records::correct(cx, r.record, cmd.base, &content, why)?;
    rows::referral_answered(cx, cmd.referral)?;
    tell(cx, r.hospital, "地域包括支援センターから連絡票の返事が届きました", cmd.referral)?;
    Ok(version)
}

/// A line of the list: the sheet, whom it is about, and the other side.
#[derive(Debug, Clone)]
pub struct Line {
    /// The sheet.
    pub referral: Referral,
    /// Name of the person as the hospital wrote it.
    pub person: String,
    /// The other side.
    pub other: Organisation,
}

/// The sheets of the actor's organisation, newest first; `open` = only those that wait for it.
pub fn list(cx: &Cx<'_>, open: bool) -> Result<Vec<Line>> {
    authorise(cx, &REFERRAL_READ)?;
    let Some(own) = cx.actor().organisation.map(OrganisationId) else { return Ok(Vec::new()) };
    let all = if open { rows::open_referrals(cx, own)? } else { rows::referrals(cx, own)? };
    // names are read: who is entered here stands by their own id, the others by that of the sheet
    let (mut found, mut ids) = (Vec::with_capacity(all.len()), Vec::with_capacity(all.len()));
    for r in all {
        ids.push(match r.stay {
            Some(s) => {
                let resident = store::stay(cx, s)?.resident;
                if !could_open(cx, What::Document, resident, r.record)? {
                    continue;
                }
                resident.0
            }
            None => r.id,
        });
        found.push(r);
    }
    let filter = if open { "referrals:open" } else { "referrals:all" };
    audit_list(cx, &REFERRAL_READ, filter, &ids);
    found
        .into_iter()
        .map(|r| {
            let other = if r.hospital == own { r.hokatsu } else { r.hospital };
            Ok(Line {
                person: person(&records::load(cx, r.record)?),
                other: accounts::organisation(cx, other)?,
                referral: r,
            })
        })
        .collect()
}

/// The name in a sheet.
pub(crate) fn person(v: &Version) -> String {
    super::rejudge::answers_of(v)
        .and_then(|a| a.text("person.name").map(str::to_owned))
        .unwrap_or_default()
}

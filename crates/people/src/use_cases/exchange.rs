//! A resident moves to another region: data never crosses a region but by this explicit hand-over. A care manager makes a
//! sealed file with the person's consent; a care manager there looks at what is in it and takes it in. Both are logged
//! and keep a receipt with the file's hash.
use app::audit::AuditEntry;
use app::records::{self, About, Content, Source, State};
use app::{Cx, Error, Result, authorise, drafts};
use kernel::{Date, Id, sha256_hex};

use super::register::{Register, Registered, register};
use super::view::view;
use crate::authz::{
    Act, Basic, Document, Health, Permit, Read, What, Write, could, could_open, decide,
};
use crate::model::bundle::{Bundle, BundleConsent, BundleContact, BundleFact, Person, Sheet, team};
use crate::model::{Consent, NewResident};
use crate::seal::Head;
pub use crate::store::exchange::Receipt;
use crate::store::exchange::{self as kept, NewReceipt};
use crate::{ResidentId, permissions, store};

/// Kinds of sheets that another region can go on with; anything else is kept as received.
const KINDS: [&str; 2] = ["transitions.sheet", "transitions.discharge-record"];
/// Kind of a sheet that this program does not have.
pub const RECEIVED: &str = "people.received";

/// A file to make.
#[derive(Debug, Clone)]
pub struct Export {
    /// Whose.
    pub resident: ResidentId,
    /// To which region, in words.
    pub to_region: String,
    /// Why.
    pub reason: String,
    /// The person agreed on.
    pub consent_on: Date,
}

fn text(field: &str, value: &str, ask: &str, max: usize) -> Result<()> {
    match value.trim().chars().count() {
        0 => Err(Error::field(field, ask)),
        n if n > max => Err(Error::field(field, format!("{max}文字以内で入力してください"))),
        _ => Ok(()),
    }
}

fn checked(cx: &Cx<'_>, cmd: &Export) -> Result<()> {
    decide::<Write, Basic>(cx, &permissions::EXCHANGE, cmd.resident, None)?;
    text("to_region", &cmd.to_region, "引き継ぐ先の地域を入力してください", 60)?;
    text("reason", &cmd.reason, "引き継ぐ理由を入力してください", 200)?;
    if cmd.consent_on > cx.today() {
        return Err(Error::field("consent_on", "同意の日は、今日までの日にしてください"));
    }
    Ok(())
}

/// Collects what goes into the file, and the region's key (`fresh` becomes it when there is none). The bundle leaves the
/// server only sealed, after [`exported`] was kept.
pub fn collect(cx: &Cx<'_>, cmd: &Export, fresh: &[u8; 32]) -> Result<(String, [u8; 32])> {
    checked(cx, cmd)?;
    decide::<Read, Health>(cx, &permissions::EXCHANGE, cmd.resident, None)?;
    decide::<Read, Document>(cx, &permissions::EXCHANGE, cmd.resident, None)?;
    let v = view(cx, cmd.resident)?;
    let office = match cx.actor().organisation {
        Some(o) => accounts::organisation(cx, accounts::OrganisationId(o))?.name,
        None => String::new(),
    };
    let bundle = Bundle {
        edition: 1,
        made_by: format!("{office} {}", cx.actor().name),
        reason: cmd.reason.trim().into(),
        consent_on: cmd.consent_on.to_string(),
        person: Person::of(&v.resident),
        contacts: v.contacts.iter().map(BundleContact::of).collect(),
        facts: v.facts.iter().map(BundleFact::of).collect(),
        consents: v.consents.iter().map(BundleConsent::of).collect(),
        team: team(&v.team),
        sheets: newest(cx, cmd.resident)?,
    };
    let json =
        serde_json::to_string(&bundle).map_err(|e| Error::Inconsistent(format!("bundle: {e}")))?;
    Ok((json, kept::seed(cx, fresh)?))
}

/// The newest version of the newest sheet of each kind, of all records of the person.
fn newest(cx: &Cx<'_>, id: ResidentId) -> Result<Vec<Sheet>> {
    let mut heads = Vec::new();
    for record in super::merge::same(cx, id)? {
        if could(cx, Act::Read, What::Document, record)? {
            heads.extend(records::of_resident(cx, record.0)?);
        }
    }
    heads.sort_by_key(|h| std::cmp::Reverse((h.at, h.id)));
    let mut out: Vec<Sheet> = Vec::new();
    for h in heads {
        let wanted = KINDS.contains(&h.kind.as_str()) && h.state != State::Cancelled;
        if !wanted || out.iter().any(|s| s.kind == h.kind) {
            continue;
        }
        let Some(whose) = h.resident else { continue };
        if !could_open(cx, What::Document, ResidentId(whose), h.id)? {
            continue;
        }
        let v = records::load(cx, h.id)?;
        let by = match v.organisation {
            Some(o) => accounts::organisation(cx, accounts::OrganisationId(o))?.name,
            None => String::new(),
        };
        out.push(Sheet {
            kind: h.kind,
            form: v.form,
            form_version: v.form_version,
            body: v.body,
            by: format!("{by} {}", v.name),
            on: v.at.date().to_string(),
        });
    }
    Ok(out)
}

/// Keeps the receipt of a file that was sealed; only then is it handed out.
pub fn exported(cx: &Cx<'_>, cmd: &Export, file: &[u8]) -> Result<Id> {
    checked(cx, cmd)?;
    let hash = sha256_hex(file);
    let id = kept::add(
        cx,
        &NewReceipt {
            out: true,
            resident: cmd.resident,
            hash: &hash,
            other_region: cmd.to_region.trim(),
            other_key: "",
            reason: cmd.reason.trim(),
            consent_on: cmd.consent_on,
        },
    )?;
    cx.audit(
        AuditEntry::act(permissions::EXCHANGE.code)
            .about(cmd.resident)
            .object(format!("exchange:{id}"))
            .detail(format!("out;hash={hash}")),
    );
    Ok(id)
}

/// Files that went out and came in about a person, for the page of the export.
pub fn receipts(cx: &Cx<'_>, id: ResidentId) -> Result<(crate::Resident, Vec<Receipt>)> {
    let permit = decide::<Write, Basic>(cx, &permissions::EXCHANGE, id, None)?;
    let reading = decide::<Read, Basic>(cx, &permissions::READ, permit.resident(), None)?;
    Ok((store::get(cx, &reading)?, kept::of_resident(cx, id)?))
}

fn draft_key(hash: &str) -> String {
    format!("people.exchange:{hash}")
}

#[derive(serde::Serialize, serde::Deserialize)]
struct Waiting {
    head: Head,
    content: String,
}

/// Keeps an opened file for its preview, for this actor only. Gives its hash.
pub fn keep(cx: &Cx<'_>, file: &[u8], opened: &crate::seal::Opened) -> Result<String> {
    authorise(cx, &permissions::EXCHANGE)?;
    Bundle::read(&opened.content).map_err(Error::Rule)?;
    let hash = sha256_hex(file);
    let waiting = Waiting { head: opened.head.clone(), content: opened.content.clone() };
    let body = serde_json::to_string(&waiting)
        .map_err(|e| Error::Inconsistent(format!("exchange: {e}")))?;
    drafts::save(cx, &draft_key(&hash), &body, 0)?;
    cx.audit(AuditEntry::act(permissions::EXCHANGE.code).detail(format!("opened;hash={hash}")));
    Ok(hash)
}

/// A file before it is taken in.
#[derive(Debug, Clone)]
pub struct Incoming {
    /// Its hash.
    pub hash: String,
    /// Who made it.
    pub head: Head,
    /// What is in it.
    pub bundle: Bundle,
    /// The person.
    pub person: NewResident,
    /// This very file was taken in before.
    pub came: bool,
    /// A file of this region was taken in before, with the same key.
    pub known: bool,
    /// Residents here that may be the same person and that the actor may open.
    pub same: Vec<crate::Resident>,
    /// How many others there are.
    pub others: usize,
}

/// What is in a kept file.
pub fn incoming(cx: &Cx<'_>, hash: &str) -> Result<Incoming> {
    authorise(cx, &permissions::EXCHANGE)?;
    let draft = drafts::load(cx, &draft_key(hash))?.ok_or(Error::NotFound)?;
    let waiting: Waiting = serde_json::from_str(&draft.body)
        .map_err(|e| Error::Inconsistent(format!("exchange: {e}")))?;
    let bundle = Bundle::read(&waiting.content).map_err(Error::Rule)?;
    let person = bundle.person.read().map_err(Error::Rule)?;
    let (mut same, mut others) = (Vec::new(), 0);
    for id in super::register::alike(cx, &person)?.0 {
        if could(cx, Act::Read, What::Basic, id)? {
            let p = decide::<Read, Basic>(cx, &permissions::READ, id, None)?;
            same.push(store::get(cx, &p)?);
        } else {
            others += 1;
        }
    }
    Ok(Incoming {
        came: kept::came(cx, hash)?,
        known: kept::known_key(cx, &waiting.head.key)?,
        hash: hash.into(),
        head: waiting.head,
        bundle,
        person,
        same,
        others,
    })
}

/// Takes a kept file in.
#[derive(Debug, Clone)]
pub struct TakeIn {
    /// Hash of the file.
    pub hash: String,
    /// The consent given to this office.
    pub consent: Consent,
    /// The clerk has seen the warning and says it is another person.
    pub not_the_same: bool,
}

/// Takes it in: the person is registered here with all that is in the file. Gives the resident.
pub fn take_in(cx: &Cx<'_>, cmd: &TakeIn) -> Result<ResidentId> {
    let i = incoming(cx, &cmd.hash)?;
    let reg = Register {
        resident: i.person.clone(),
        consent: cmd.consent.clone(),
        not_the_same: cmd.not_the_same,
    };
    let id = match register(cx, &reg)? {
        Registered::Done(id) => id,
        Registered::MaybeThere { mine, others } => {
            return Err(Error::field(
                "not_the_same",
                format!(
                    "同じ方かもしれない記録が、この地域に{}件あります。別の方のときだけ、しるしをつけて取り込んでください",
                    mine.len() + others
                ),
            ));
        }
    };
    let region = i.head.region_name.as_str();
    for c in &i.bundle.contacts {
        store::details::add_contact(cx, id, &c.read(region))?;
    }
    for f in &i.bundle.facts {
        store::details::add_fact(cx, id, &f.read(region).map_err(Error::Rule)?)?;
    }
    for s in &i.bundle.sheets {
        let kind = KINDS.iter().copied().find(|k| *k == s.kind).unwrap_or(RECEIVED);
        let content = Content {
            form: s.form.clone(),
            form_version: s.form_version.clone(),
            body: s.body.clone(),
            source: Source::Import,
        };
        let record =
            records::confirm(cx, &About { kind, resident: Some(id.0), subject: None }, &content)?;
        kept::add_brought(cx, record, region, &s.by, &s.on)?;
    }
    let receipt = kept::add(
        cx,
        &NewReceipt {
            out: false,
            resident: id,
            hash: &cmd.hash,
            other_region: region,
            other_key: &i.head.key,
            reason: &i.bundle.reason,
            consent_on: cmd.consent.given_on,
        },
    )?;
    drafts::discard(cx, &draft_key(&cmd.hash))?;
    cx.audit(
        AuditEntry::act(permissions::EXCHANGE.code)
            .about(id)
            .object(format!("exchange:{receipt}"))
            .detail(format!("in;hash={};region={}", cmd.hash, i.head.region)),
    );
    Ok(id)
}

/// A sheet that came in by a file: never changed here.
#[derive(Debug, Clone)]
pub struct Came {
    /// The record with its content.
    pub version: records::Version,
    /// `slice.kind`; [`RECEIVED`] when this program has no such sheet.
    pub kind: String,
    /// The region it came from; empty for files of before it was written down.
    pub region: String,
    /// Who wrote it there, in words.
    pub by: String,
    /// When it was confirmed there, as the file says it.
    pub on: String,
}

/// The sheets that came in about a resident, newest first.
pub fn brought(cx: &Cx<'_>, permit: &Permit<'_, Read, Document>) -> Result<Vec<Came>> {
    let mut out = Vec::new();
    for h in records::of_resident(cx, permit.resident().0)? {
        if h.subject.is_some() || h.state == State::Cancelled {
            continue;
        }
        let version = records::load(cx, h.id)?;
        if version.source != Source::Import.code() {
            continue;
        }
        if !could_open(cx, What::Document, permit.resident(), h.id)? {
            continue;
        }
        let version = super::shield::hide_in(cx, permit, version);
        let from = kept::brought(cx, h.id)?.unwrap_or_default();
        out.push(Came { version, kind: h.kind, region: from.0, by: from.1, on: from.2 });
    }
    Ok(out)
}

/// Throws a kept file away.
pub fn discard(cx: &Cx<'_>, hash: &str) -> Result<()> {
    authorise(cx, &permissions::EXCHANGE)?;
    drafts::discard(cx, &draft_key(hash))
}

//! SQL of consents, their steps, and proxies.
use app::{Cx, Result};
use db::{DbError, Row, params};
use kernel::{At, Date, Hat, Id};

use crate::ResidentId;
use crate::authz::{Label, What};
use crate::model::ConsentMethod;
use crate::model::consent::{Kept, Mode, NewConsent, Status};

db::statements! { pub(crate) STATEMENTS;
    ADD = "INSERT INTO people_consent(id, resident, kind, method, heard_by, given_on, form_version, recorded_by, status, mode, kinds, hats, clearance, to_day, proxy, scan, explained_by, organisation, by_name, at) VALUES ($1, $2, 'care', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)";
    PARTY = "INSERT INTO people_consent_party(consent, party) VALUES ($1, $2) ON CONFLICT (consent, party) DO NOTHING";
    PARTIES = "SELECT p.consent, p.party FROM people_consent_party p JOIN people_consent c ON c.id = p.consent WHERE c.resident = $1 ORDER BY p.party";
    ALL = "SELECT id, status, mode, kinds, hats, clearance, method, heard_by, explained_by, form_version, given_on, to_day, proxy, scan, by_name, at, withdrawn_on FROM people_consent WHERE resident = $1 ORDER BY given_on DESC, id DESC";
    BECOME = "UPDATE people_consent SET status = $1 WHERE id = $2 AND resident = $3 AND status = $4";
    WITHDRAW = "UPDATE people_consent SET status = 'withdrawn', withdrawn_on = $1 WHERE id = $2 AND resident = $3 AND status IN ('active', 'draft')";
    SIGN = "UPDATE people_consent SET status = 'active', given_on = $1 WHERE id = $2 AND resident = $3 AND status = 'draft'";
    STEP = "INSERT INTO people_consent_step(id, consent, resident, status, reason, account, organisation, by_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    STEPS = "SELECT s.status, s.reason, s.by_name, s.at, s.organisation FROM people_consent_step s WHERE s.resident = $1 ORDER BY s.at DESC, s.id DESC LIMIT 100";
    ADD_PROXY = "INSERT INTO people_proxy(id, resident, name, relation, evidence, note, scan, from_day, to_day, organisation, by_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    PROXIES = "SELECT id, name, relation, evidence, note, scan, from_day, to_day, by_name, ended_on, ended_reason FROM people_proxy WHERE resident = $1 ORDER BY from_day, id";
    END_PROXY = "UPDATE people_proxy SET ended_on = $1, ended_name = $2, ended_reason = $3 WHERE resident = $4 AND id = $5 AND ended_on IS NULL";
}

fn codes<T: Copy>(list: &[T], code: impl Fn(T) -> &'static str) -> String {
    let codes: Vec<&str> = list.iter().map(|v| code(*v)).collect();
    if codes.is_empty() { String::new() } else { format!(",{},", codes.join(",")) }
}

fn read_codes<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> Vec<T> {
    text.split(',').filter(|t| !t.is_empty()).filter_map(read).collect()
}

/// Keeps a consent with whom it names.
pub(crate) fn add(cx: &Cx<'_>, id: ResidentId, c: &NewConsent) -> Result<Id> {
    let new = cx.new_id();
    let status = if c.signed { Status::Active } else { Status::Draft };
    let a = cx.actor();
    cx.tx().exec(
        ADD,
        params![
            new,
            id.0,
            c.method.code(),
            c.heard_by.trim(),
            c.given_on,
            c.form_version.trim(),
            a.account,
            status.code(),
            c.mode.code(),
            codes(&c.kinds, What::code),
            codes(&c.hats, Hat::code),
            c.clearance.code(),
            c.to,
            c.proxy,
            c.scan,
            c.explained_by.trim(),
            a.organisation,
            &a.name,
            cx.now(),
        ],
    )?;
    for party in &c.parties {
        cx.tx().exec(PARTY, params![new, *party])?;
    }
    step(cx, id, new, status, "")?;
    cx.rights_changed()?;
    Ok(new)
}

fn step(cx: &Cx<'_>, id: ResidentId, consent: Id, to: Status, reason: &str) -> Result<()> {
    let a = cx.actor();
    let new = cx.new_id();
    cx.tx().exec(
        STEP,
        params![
            new,
            consent,
            id.0,
            to.code(),
            reason.trim(),
            a.account,
            a.organisation,
            &a.name,
            cx.now(),
        ],
    )?;
    Ok(())
}

/// All consents of a resident, the newest first.
pub(crate) fn all(cx: &Cx<'_>, id: ResidentId) -> Result<Vec<Kept>> {
    let parties: Vec<(Id, Id)> = cx
        .tx()
        .rows(PARTIES, params![id.0])?
        .iter()
        .map(|r| Ok((r.get(0)?, r.get(1)?)))
        .collect::<Result<_>>()?;
    let rows = cx.tx().rows(ALL, params![id.0])?;
    rows.iter().map(|r| Ok(kept(r, &parties, cx.today())?)).collect()
}

fn kept(r: &Row, parties: &[(Id, Id)], today: Date) -> std::result::Result<Kept, DbError> {
    let bad = |column: usize| DbError::Decode { column, what: "unknown code".into() };
    let id: Id = r.get(0)?;
    let to: Option<Date> = r.get(11)?;
    let status = Status::read(&r.get::<String>(1)?, to, today).ok_or_else(|| bad(1))?;
    Ok(Kept {
        id,
        status,
        what: NewConsent {
            mode: Mode::from_code(&r.get::<String>(2)?).ok_or_else(|| bad(2))?,
            parties: parties.iter().filter(|(c, _)| *c == id).map(|(_, p)| *p).collect(),
            kinds: read_codes(&r.get::<String>(3)?, What::from_code),
            hats: read_codes(&r.get::<String>(4)?, Hat::from_code),
            clearance: Label::from_code(&r.get::<String>(5)?).ok_or_else(|| bad(5))?,
            method: ConsentMethod::from_code(&r.get::<String>(6)?).ok_or_else(|| bad(6))?,
            heard_by: r.get(7)?,
            explained_by: r.get(8)?,
            form_version: r.get(9)?,
            given_on: r.get(10)?,
            to,
            proxy: r.get(12)?,
            scan: r.get(13)?,
            signed: status != Status::Draft,
        },
        by: r.get(14)?,
        at: r.get(15)?,
        withdrawn_on: r.get(16)?,
    })
}

/// Takes one back; false when it was not in force (any more).
pub(crate) fn withdraw(cx: &Cx<'_>, id: ResidentId, consent: Id, reason: &str) -> Result<bool> {
    let done = cx.tx().exec(WITHDRAW, params![cx.today(), consent, id.0])? == 1;
    if done {
        step(cx, id, consent, Status::Withdrawn, reason)?;
        cx.rights_changed()?;
    }
    Ok(done)
}

/// A newer one takes its place.
pub(crate) fn supersede(cx: &Cx<'_>, id: ResidentId, consent: Id) -> Result<()> {
    let (to, from) = (Status::Superseded.code(), Status::Active.code());
    if cx.tx().exec(BECOME, params![to, consent, id.0, from])? == 1 {
        step(cx, id, consent, Status::Superseded, "")?;
        cx.rights_changed()?;
    }
    Ok(())
}

/// What was prepared is signed; false when it was not prepared (any more).
pub(crate) fn sign(cx: &Cx<'_>, id: ResidentId, consent: Id, on: Date) -> Result<bool> {
    let done = cx.tx().exec(SIGN, params![on, consent, id.0])? == 1;
    if done {
        step(cx, id, consent, Status::Active, "")?;
        cx.rights_changed()?;
    }
    Ok(done)
}

/// A step in the life of a consent.
#[derive(Debug, Clone)]
pub struct Step {
    /// Into which state.
    pub to: Status,
    /// Why.
    pub reason: String,
    /// Who.
    pub by: String,
    /// When.
    pub at: At,
}

/// The newest hundred steps of a resident.
pub(crate) fn steps(cx: &Cx<'_>, id: ResidentId) -> Result<Vec<Step>> {
    let rows = cx.tx().rows(STEPS, params![id.0])?;
    rows.iter()
        .map(|r| {
            let code: String = r.get(0)?;
            let to = Status::ALL.into_iter().find(|s| s.code() == code);
            Ok(Step {
                to: to.ok_or(DbError::Decode { column: 0, what: "unknown status".into() })?,
                reason: r.get(1)?,
                by: r.get(2)?,
                at: r.get(3)?,
            })
        })
        .collect()
}

/// Somebody who may decide for the person, named one by one (not 「家族」 as a whole).
#[derive(Debug, Clone)]
pub struct Proxy {
    /// Id.
    pub id: Id,
    /// 氏名.
    pub name: String,
    /// 続柄 or 立場.
    pub relation: String,
    /// What shows it: code of [`crate::use_cases::proxy::EVIDENCE`].
    pub evidence: String,
    /// More about it.
    pub note: String,
    /// The scanned paper.
    pub scan: Option<Id>,
    /// From.
    pub from: Date,
    /// Last day.
    pub to: Option<Date>,
    /// Who recorded it.
    pub by: String,
    /// Ended on.
    pub ended_on: Option<Date>,
    /// Why it ended.
    pub ended_reason: String,
}

impl Proxy {
    /// May the proxy decide on this day?
    pub fn runs(&self, on: Date) -> bool {
        self.ended_on.is_none() && self.from <= on && self.to.is_none_or(|t| t >= on)
    }
}

/// Names a proxy.
pub(crate) fn add_proxy(
    cx: &Cx<'_>,
    id: ResidentId,
    p: &crate::use_cases::proxy::NewProxy,
) -> Result<Id> {
    let new = cx.new_id();
    let a = cx.actor();
    cx.tx().exec(
        ADD_PROXY,
        params![
            new,
            id.0,
            p.name.trim(),
            p.relation.trim(),
            &p.evidence,
            p.note.trim(),
            p.scan,
            p.from,
            p.to,
            a.organisation,
            &a.name,
            cx.now(),
        ],
    )?;
    Ok(new)
}

/// The proxies of a resident, ended ones too.
pub(crate) fn proxies(cx: &Cx<'_>, id: ResidentId) -> Result<Vec<Proxy>> {
    let rows = cx.tx().rows(PROXIES, params![id.0])?;
    rows.iter()
        .map(|r| {
            Ok(Proxy {
                id: r.get(0)?,
                name: r.get(1)?,
                relation: r.get(2)?,
                evidence: r.get(3)?,
                note: r.get(4)?,
                scan: r.get(5)?,
                from: r.get(6)?,
                to: r.get(7)?,
                by: r.get(8)?,
                ended_on: r.get(9)?,
                ended_reason: r.get(10)?,
            })
        })
        .collect()
}

/// Ends a proxy's power; false when it had ended.
pub(crate) fn end_proxy(cx: &Cx<'_>, id: ResidentId, proxy: Id, reason: &str) -> Result<bool> {
    let by = &cx.actor().name;
    Ok(cx.tx().exec(END_PROXY, params![cx.today(), by, reason.trim(), id.0, proxy])? == 1)
}

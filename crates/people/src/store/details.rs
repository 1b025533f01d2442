//! SQL of what belongs to a resident: contacts, facts, team, consent.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use kernel::{Date, Id};

use crate::ResidentId;
use crate::authz::{Basic, Group, Health, Permit, Read};
use crate::model::{
    AlertLevel, Consent, Contact, Fact, FactKind, NewContact, NewFact, NewTeamMember, TeamMember,
    TeamRole,
};

db::statements! { pub(crate) STATEMENTS;
    ADD_CONTACT = "INSERT INTO people_contact(id, resident, rank, name, relation, age, phone, lives_with, carer, key_person, source, as_of) VALUES ($1, $2, (SELECT COUNT(*) FROM people_contact c WHERE c.resident = $2), $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    CONTACTS = "SELECT id, rank, name, relation, age, phone, lives_with, carer, key_person, source, as_of FROM people_contact WHERE resident = $1 ORDER BY rank, id";
    DROP_CONTACT = "DELETE FROM people_contact WHERE resident = $1 AND id = $2";
    ADD_FACT = "INSERT INTO people_fact(id, resident, kind, text, code, alert, source, as_of) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    FACTS = "SELECT id, kind, text, code, alert, source, as_of FROM people_fact WHERE resident = $1 AND ended_on IS NULL ORDER BY alert DESC, kind, as_of DESC, id";
    END_FACT = "UPDATE people_fact SET ended_on = $1 WHERE resident = $2 AND id = $3";
    ADD_MEMBER = "INSERT INTO people_team(id, resident, role, organisation, account, label, phone, from_day, person) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    TEAM = "SELECT id, role, organisation, account, label, phone, from_day, person FROM people_team WHERE resident = $1 AND to_day IS NULL ORDER BY role, from_day, id";
    LEAVE = "UPDATE people_team SET to_day = $1 WHERE resident = $2 AND id = $3 AND to_day IS NULL";
    CONSENTS = "SELECT method, heard_by, given_on, form_version FROM people_consent WHERE resident = $1 AND status = 'active' AND given_on <= $2 AND (to_day IS NULL OR to_day >= $2) ORDER BY given_on DESC";
}

impl FromRow for Contact {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Contact {
            id: r.get(0)?,
            rank: r.get(1)?,
            name: r.get(2)?,
            relation: r.get(3)?,
            age: r.get(4)?,
            phone: r.get(5)?,
            lives_with: r.get(6)?,
            carer: r.get(7)?,
            key_person: r.get(8)?,
            source: r.get(9)?,
            as_of: r.get(10)?,
        })
    }
}

fn bad(column: usize) -> DbError {
    DbError::Decode { column, what: "unknown code".into() }
}

impl FromRow for Fact {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Fact {
            id: r.get(0)?,
            kind: FactKind::from_code(&r.get::<String>(1)?).ok_or_else(|| bad(1))?,
            text: r.get(2)?,
            code: r.get(3)?,
            alert: AlertLevel::from_code(&r.get::<String>(4)?).ok_or_else(|| bad(4))?,
            source: r.get(5)?,
            as_of: r.get(6)?,
        })
    }
}

impl FromRow for TeamMember {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(TeamMember {
            id: r.get(0)?,
            role: TeamRole::from_code(&r.get::<String>(1)?).ok_or_else(|| bad(1))?,
            organisation: r.get(2)?,
            account: r.get(3)?,
            label: r.get(4)?,
            phone: r.get(5)?,
            from: r.get(6)?,
            person: r.get(7)?,
        })
    }
}

impl FromRow for Consent {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Consent {
            method: crate::model::ConsentMethod::from_code(&r.get::<String>(0)?)
                .ok_or_else(|| bad(0))?,
            heard_by: r.get(1)?,
            given_on: r.get(2)?,
            form_version: r.get(3)?,
        })
    }
}

pub(crate) fn add_contact(cx: &Cx<'_>, id: ResidentId, c: &NewContact) -> Result<()> {
    let new = cx.new_id();
    cx.tx().exec(
        ADD_CONTACT,
        params![
            new,
            id.0,
            &c.name,
            &c.relation,
            c.age,
            &c.phone,
            c.lives_with,
            c.carer,
            c.key_person,
            &c.source,
            cx.today(),
        ],
    )?;
    Ok(())
}

pub(crate) fn drop_contact(cx: &Cx<'_>, id: ResidentId, contact: Id) -> Result<bool> {
    Ok(cx.tx().exec(DROP_CONTACT, params![id.0, contact])? == 1)
}

pub(crate) fn contacts(cx: &Cx<'_>, p: &Permit<'_, Read, Basic>) -> Result<Vec<Contact>> {
    if !p.sees(Group::Family) {
        return Ok(Vec::new());
    }
    let mut all: Vec<Contact> = cx.tx().all(CONTACTS, params![p.resident().0])?;
    if !p.sees(Group::Call) {
        all.iter_mut().for_each(|c| c.phone.clear());
    }
    Ok(all)
}

/// All contacts, unmasked: for [`crate::use_cases::card_facts`].
pub(crate) fn all_contacts(cx: &Cx<'_>, id: ResidentId) -> Result<Vec<Contact>> {
    Ok(cx.tx().all(CONTACTS, params![id.0])?)
}

/// All facts that hold, unmasked: for [`crate::use_cases::card_facts`].
pub(crate) fn all_facts(cx: &Cx<'_>, id: ResidentId) -> Result<Vec<Fact>> {
    Ok(cx.tx().all(FACTS, params![id.0])?)
}

pub(crate) fn add_fact(cx: &Cx<'_>, id: ResidentId, f: &NewFact) -> Result<()> {
    let new = cx.new_id();
    cx.tx().exec(
        ADD_FACT,
        params![new, id.0, f.kind.code(), &f.text, &f.code, f.alert.code(), &f.source, f.as_of],
    )?;
    Ok(())
}

pub(crate) fn end_fact(cx: &Cx<'_>, id: ResidentId, fact: Id) -> Result<bool> {
    Ok(cx.tx().exec(END_FACT, params![cx.today(), id.0, fact])? == 1)
}

pub(crate) fn facts(cx: &Cx<'_>, p: &Permit<'_, Read, Health>) -> Result<Vec<Fact>> {
    let mut all: Vec<Fact> = cx.tx().all(FACTS, params![p.resident().0])?;
    all.retain(|f| p.sees(f.kind.group()));
    Ok(all)
}

pub(crate) fn add_member(cx: &Cx<'_>, id: ResidentId, m: &NewTeamMember) -> Result<Id> {
    let new = cx.new_id();
    cx.tx().exec(
        ADD_MEMBER,
        params![
            new,
            id.0,
            m.role.code(),
            m.organisation,
            m.account,
            &m.label,
            &m.phone,
            m.from,
            m.person.trim(),
        ],
    )?;
    Ok(new)
}

pub(crate) fn leave_team(cx: &Cx<'_>, id: ResidentId, member: Id, on: Date) -> Result<bool> {
    Ok(cx.tx().exec(LEAVE, params![on, id.0, member])? == 1)
}

/// The team; the caller has shown a permit for the resident or acts for the registering office.
pub(crate) fn team(cx: &Cx<'_>, id: ResidentId) -> Result<Vec<TeamMember>> {
    Ok(cx.tx().all(TEAM, params![id.0])?)
}

pub(crate) fn consents(cx: &Cx<'_>, p: &Permit<'_, Read, Basic>) -> Result<Vec<Consent>> {
    Ok(cx.tx().all(CONSENTS, params![p.resident().0, cx.today()])?)
}

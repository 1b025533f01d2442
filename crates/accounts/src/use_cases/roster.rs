//! A roster brought into step with the accounts of an organisation: new people are invited, known ones changed or given
//! their last day, nobody is ended for not being in it. Bringing in the same roster again changes nothing.
use app::audit::AuditEntry;
use app::{Cx, Error, Result};

use super::{invite, staff};
use crate::OrganisationId;
use crate::model::NewAccount;
use crate::model::roster::{Line, Person};
use crate::store::staff as store;

/// What bringing in a row does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Gets an invitation.
    Invite,
    /// Has an invitation that can still be used.
    Invited,
    /// Name, kana, role or 職種 change.
    Change,
    /// Gets a last day.
    Leaves,
    /// Stays as it is.
    Same,
    /// Cannot be used, and why.
    Wrong(String),
}

/// A row and what it does.
#[derive(Debug, Clone)]
pub struct Planned {
    /// Line in the sheet.
    pub line: u64,
    /// Name as the row has it.
    pub name: String,
    /// The person; none when wrong.
    pub person: Option<Person>,
    /// What it does.
    pub step: Step,
}

fn fits(m: &staff::Member, p: &Person) -> bool {
    match (&m.number, p.number.is_empty()) {
        (Some(n), false) => *n == p.number,
        // somebody invited before the office had numbers
        (None, _) => m.account.name == p.name && m.account.kana == p.kana,
        (Some(_), true) => false,
    }
}

fn step(
    cx: &Cx<'_>,
    members: &[staff::Member],
    invited: &[(Option<String>, String)],
    p: &Person,
) -> Step {
    let open = |m: &&staff::Member| m.open(cx.today());
    if let Some(m) = members.iter().filter(open).find(|m| fits(m, p)) {
        let a = &m.account;
        if m.leaves_on != p.leaves_on && p.leaves_on.is_some() {
            return Step::Leaves;
        }
        let same = a.name == p.name
            && a.kana == p.kana
            && a.hat == p.hat
            && a.profession == p.profession
            && (p.number.is_empty() || m.number.as_deref() == Some(p.number.as_str()));
        return if same { Step::Same } else { Step::Change };
    }
    if p.leaves_on.is_some_and(|d| d < cx.today()) {
        return Step::Same;
    }
    if members.iter().any(|m| !m.open(cx.today()) && m.number.is_some() && fits(m, p)) {
        return Step::Wrong(
            "この職員番号の人は、前に終わっています。戻ったときは、新しい番号にしてください".into(),
        );
    }
    let waits = invited.iter().any(|(n, name)| match n {
        Some(n) if !p.number.is_empty() => *n == p.number,
        _ => *name == p.name,
    });
    if waits { Step::Invited } else { Step::Invite }
}

/// What bringing in these rows would do; changes nothing.
pub fn plan(cx: &Cx<'_>, org: OrganisationId, lines: &[Line]) -> Result<Vec<Planned>> {
    staff::may_look_after(cx, org)?;
    if !lines.is_empty() {
        cx.audit(
            AuditEntry::act("accounts.roster.check")
                .object(format!("organisation:{org}"))
                .detail(format!("rows {}", lines.len())),
        );
    }
    let (members, invited) = (store::members(cx, org)?, store::invited(cx, org)?);
    let kind = crate::store::organisation(cx, org)?.ok_or(Error::NotFound)?.kind;
    Ok(lines
        .iter()
        .map(|(line, read)| match read {
            Ok(p) if !kind.hats().contains(&p.hat) => {
                let all: Vec<&str> = kind.hats().iter().map(|h| h.label()).collect();
                let why = format!("役割は、次のどれかにしてください: {}", all.join("、"));
                let step = Step::Wrong(why);
                Planned { line: *line, name: p.name.clone(), person: Some(p.clone()), step }
            }
            Ok(p) => Planned {
                line: *line,
                name: p.name.clone(),
                person: Some(p.clone()),
                step: step(cx, &members, &invited, p),
            },
            Err(wrong) => Planned {
                line: *line,
                name: wrong.name.clone(),
                person: None,
                step: Step::Wrong(wrong.why.clone()),
            },
        })
        .collect())
}

/// Does it: all rows or, when one is wrong, none. `random(line)` gives the bytes of that line's code. The people with
/// their codes, for the letters.
pub fn bring_in(
    cx: &Cx<'_>,
    org: OrganisationId,
    lines: &[Line],
    random: &dyn Fn(u64) -> [u8; 12],
) -> Result<Vec<(Person, String)>> {
    let planned = plan(cx, org, lines)?;
    if let Some(p) = planned.iter().find(|p| matches!(p.step, Step::Wrong(_))) {
        return Err(Error::Rule(format!(
            "{}行目に直すところがあります。直してから、もう一度取りこんでください",
            p.line
        )));
    }
    let members = store::members(cx, org)?;
    let mut letters = Vec::new();
    for p in &planned {
        let Some(person) = &p.person else { continue };
        let known = members.iter().filter(|m| m.open(cx.today())).find(|m| fits(m, person));
        match (&p.step, known) {
            (Step::Invite, _) => {
                let account = NewAccount {
                    organisation: org,
                    name: person.name.clone(),
                    kana: person.kana.clone(),
                    hat: person.hat,
                    profession: person.profession.clone(),
                    demo_role: None,
                };
                let number = Some(person.number.as_str()).filter(|n| !n.is_empty());
                let (_, code) =
                    invite::invite_member(cx, &account, &random(p.line), false, number)?;
                letters.push((person.clone(), code));
            }
            (Step::Change, Some(m)) => {
                store::update(cx, m.account.id, person)?;
            }
            (Step::Leaves, Some(m)) => {
                store::update(cx, m.account.id, person)?;
                staff::leaves_on(cx, m.account.id, person.leaves_on)?;
            }
            _ => {}
        }
    }
    cx.audit(
        AuditEntry::act("accounts.roster.import")
            .object(format!("organisation:{org}"))
            .detail(format!("rows {}, invited {}", planned.len(), letters.len())),
    );
    cx.rights_changed()?;
    Ok(letters)
}

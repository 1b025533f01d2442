//! An office closes: everybody it follows goes to the 包括 of the address (or to an office named for those whom no 包括
//! serves), the office leaves the lists to choose from, its contact windows say so, and what was done stays. Done by
//! the operator, who sees numbers and no names.
use std::collections::BTreeMap;

use accounts::{Organisation, OrganisationId};
use app::audit::AuditEntry;
use app::{Cx, Error, Result, authorise};
use directory::use_cases::windows;
use kernel::wareki;
use people::ResidentId;
use people::use_cases::hand_over as person;

use super::handover::{begin, blank, follows};
use super::short;
use crate::model::handover::{Handover, HandoverId, HandoverKind};
use crate::{permissions, store};

/// A closing.
#[derive(Debug, Clone)]
pub struct Close {
    /// Which office.
    pub office: OrganisationId,
    /// Who takes those whom no 包括 serves by their address.
    pub fallback: Option<OrganisationId>,
    /// Why, in a few words.
    pub reason: String,
}

/// What a closing would do: numbers only.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The office.
    pub office: Organisation,
    /// How many persons go where.
    pub to: Vec<(Organisation, usize)>,
    /// How many have nowhere to go.
    pub nowhere: usize,
    /// Open stays concerned.
    pub open_stays: usize,
}

type Groups = BTreeMap<OrganisationId, Vec<ResidentId>>;

fn groups(
    cx: &Cx<'_>,
    office: OrganisationId,
    fallback: Option<OrganisationId>,
) -> Result<(Groups, usize)> {
    let (mut groups, mut nowhere) = (Groups::new(), 0);
    for (id, _) in person::followed_by(cx, office.0)? {
        let by_address = directory::hokatsu_of_address(cx, &person::address_of(cx, id)?)?;
        match by_address.filter(|o| *o != office).or(fallback) {
            Some(to) => {
                let list = groups.entry(to).or_default();
                if list.last() != Some(&id) {
                    list.push(id);
                }
            }
            None => nowhere += 1,
        }
    }
    for list in groups.values_mut() {
        list.sort();
        list.dedup();
    }
    Ok((groups, nowhere))
}

fn checked(cx: &Cx<'_>, cmd: &Close) -> Result<Organisation> {
    authorise(cx, &permissions::CLOSE_OFFICE)?;
    let office = accounts::organisation(cx, cmd.office)?;
    if let Some(d) = accounts::closed_on(cx, cmd.office)? {
        return Err(Error::Rule(format!("この事業所は、{}に閉じています", wareki::long(d))));
    }
    if let Some(to) = cmd.fallback {
        let o = accounts::organisation(cx, to)?;
        if to == cmd.office || !follows(o.kind) || accounts::closed_on(cx, to)?.is_some() {
            return Err(Error::Rule(
                "引き継ぐ先は、居宅介護支援か小規模多機能か地域包括支援センターにしてください"
                    .into(),
            ));
        }
    }
    Ok(office)
}

/// What would be done.
pub fn plan(cx: &Cx<'_>, cmd: &Close) -> Result<Plan> {
    let office = checked(cx, cmd)?;
    let (groups, nowhere) = groups(cx, cmd.office, cmd.fallback)?;
    let to = groups
        .into_iter()
        .map(|(o, list)| Ok((accounts::organisation(cx, o)?, list.len())))
        .collect::<Result<_>>()?;
    Ok(Plan { office, to, nowhere, open_stays: store::handover::open_of(cx, cmd.office)?.len() })
}

/// Closes the office from today on.
pub fn close(cx: &Cx<'_>, cmd: &Close) -> Result<Vec<HandoverId>> {
    let office = checked(cx, cmd)?;
    short("reason", &cmd.reason, 200)?;
    let (groups, nowhere) = groups(cx, cmd.office, cmd.fallback)?;
    if nowhere > 0 {
        return Err(Error::Rule(format!(
            "住所から地域包括支援センターが決まらない方が{nowhere}人います。--to で、引き継ぐ先の事業所を書いてください"
        )));
    }
    let mut out = Vec::new();
    let mut to_words = Vec::new();
    for (to, who) in groups {
        let target = accounts::organisation(cx, to)?;
        let reason = match cmd.reason.trim() {
            "" => "事業所が閉じたため".to_string(),
            given => given.to_string(),
        };
        let h = Handover {
            from_org: cmd.office,
            from_words: office.name.clone(),
            to_org: to,
            to_words: target.name.clone(),
            reason,
            ..blank(cx, HandoverKind::Closing, &who)
        };
        begin(cx, &h, &who)?;
        to_words.push(target.name);
        out.push(h.id);
    }
    accounts::use_cases::set_up::close_organisation(cx, cmd.office, cx.today())?;
    for mut w in windows::windows_of(cx, cmd.office)? {
        w.week = [None; 7];
        w.avoid.clear();
        w.best_way = String::new();
        w.note = format!(
            "この事業所は{}に閉じました。{}",
            wareki::long(cx.today()),
            if to_words.is_empty() {
                String::new()
            } else {
                format!("担当は {} に引き継ぎました。", to_words.join("、"))
            }
        )
        .chars()
        .take(500)
        .collect();
        w.confirmed_on = Some(cx.today());
        windows::put(cx, &w)?;
    }
    cx.audit(
        AuditEntry::act(permissions::CLOSE_OFFICE.code)
            .object(format!("organisation:{}", cmd.office))
            .detail(format!("handovers={}", out.len())),
    );
    Ok(out)
}

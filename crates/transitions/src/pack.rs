//! What of a stay goes into the 停電・障害のときの控え: where the person is, what comes next and who does it, whom to call,
//! and the newest 入院時情報提供書. For the support team the envelope only, as on its first page (`use_cases::hats`).
use std::collections::BTreeMap;

use accounts::{AccountId, Organisation, OrganisationId};
use app::{Cx, Error, Permission, Result, records};
use forms::read::Reading;
use kernel::{Date, Id, wareki};
use people::authz::{Document, Read, What, could_open, decide, scope};
use slice::{Packed, PackedPaper};

use crate::model::progress::Next;
use crate::model::{Act, ActKind, Mover, Progress, Stay};
use crate::store::lists::{Filter, acts_of, in_reach};
use crate::use_cases::hats;
use crate::{permissions, words};

/// Everybody at an organisation opens the same file, so what is kept most closely (虐待の疑い) is in none.
const SHOWN: Reading = Reading { sources: false, ..Reading::ANSWERED };

struct Known<'a> {
    cx: &'a Cx<'a>,
    /// Sees the steps of a stay, not only where the person is.
    steps: bool,
    organisations: BTreeMap<Id, Organisation>,
}

/// The open stays in the actor's scope.
pub(crate) fn pack(cx: &Cx<'_>, permission: &'static Permission) -> Result<Vec<Packed>> {
    let scope = scope(cx, permission, What::Stay)?;
    let own = cx.actor().organisation.map(OrganisationId);
    let hospital = if hats::at_hospital(cx)? { own } else { None };
    let filter = Filter { hospital, open: true, whole: true, ..Filter::default() };
    let stays = in_reach(cx, &scope, &filter)?;
    let mut acts = acts_of(cx, &stays)?;
    let mut known = Known {
        cx,
        steps: app::may(cx, &permissions::READ)? && !hats::shares(cx)?,
        organisations: BTreeMap::new(),
    };
    let mut out = Vec::with_capacity(stays.len());
    for stay in stays {
        let own = acts.remove(&stay.id).unwrap_or_default();
        let papers = sheet(cx, permission, &stay, &own)?;
        out.push(known.packed(&stay, &own, papers.into_iter().collect())?);
    }
    Ok(out)
}

/// The sheet that was sent last, when the actor may open it.
fn sheet(
    cx: &Cx<'_>,
    permission: &'static Permission,
    stay: &Stay,
    acts: &[Act],
) -> Result<Option<PackedPaper>> {
    let sent = acts.iter().rfind(|a| a.kind == ActKind::SheetSent && !a.cancelled);
    let Some((sent, record)) = sent.and_then(|a| a.record.map(|r| (a, r))) else {
        return Ok(None);
    };
    if !could_open(cx, What::Document, stay.resident, record)? {
        return Ok(None);
    }
    let permit = decide::<Read, Document>(cx, permission, stay.resident, Some(record))?;
    if records::head(cx, record)?.state == records::State::Cancelled {
        return Ok(None);
    }
    let day = sent.day.unwrap_or_else(|| sent.at.date());
    let title = format!("入院時情報提供書（{}）", wareki::month_day(day));
    let rows = match records::load(cx, record) {
        Ok(v) => readable(&people::use_cases::shield::hide_in(cx, &permit, v))?,
        // its row in the log is kept, and one altered paper takes nothing from the others
        Err(Error::Altered(_)) => None,
        Err(e) => return Err(e),
    };
    let unread =
        || vec![("この書類".to_string(), "読めません。事業所に聞いてください".to_string())];
    Ok(Some(PackedPaper { title, rows: rows.unwrap_or_else(unread) }))
}

/// The answers in words; none when they fit no form that the program knows.
fn readable(v: &records::Version) -> Result<Option<Vec<(String, String)>>> {
    let shipped = forms::shipped().map_err(|e| Error::Inconsistent(format!("forms: {e}")))?;
    let answers = serde_json::from_str::<serde_json::Value>(&v.body)
        .ok()
        .map(|b| b.get("answers").cloned().unwrap_or(b))
        .and_then(|b| serde_json::from_value(b).ok());
    let form = shipped.forms.get(&v.form, &v.form_version);
    Ok(form.zip(answers).map(|(form, answers)| forms::read::rows(form, &answers, SHOWN)))
}

fn state(s: &Stay, today: Date) -> String {
    match (s.ended_on, s.planned_on) {
        (Some(_), _) => "退院した".into(),
        (None, _) if s.admitted_on > today => "入院の予定".into(),
        (None, Some(_)) => "入院中・退院の日が決まった".into(),
        (None, None) => "入院中".into(),
    }
}

impl Known<'_> {
    fn organisation(&mut self, id: OrganisationId) -> Result<Organisation> {
        if let Some(o) = self.organisations.get(&id.0) {
            return Ok(o.clone());
        }
        let o = accounts::organisation(self.cx, id)?;
        self.organisations.insert(id.0, o.clone());
        Ok(o)
    }

    fn name(&self, id: Option<AccountId>) -> Result<String> {
        let found = id.map(|a| accounts::any_account(self.cx, a)).transpose()?.flatten();
        Ok(found.map(|a| a.name).unwrap_or_default())
    }

    fn packed(&mut self, s: &Stay, acts: &[Act], papers: Vec<PackedPaper>) -> Result<Packed> {
        let today = self.cx.today();
        let office = self.organisation(s.office)?;
        let hospital = s.hospital.map(|h| self.organisation(h)).transpose()?;
        let line = |o: &Organisation| match o.phone.as_str() {
            "" => o.name.clone(),
            phone => format!("{} 電話 {phone}", o.name),
        };
        let mut facts = vec![("入院した日", wareki::long_weekday(s.admitted_on))];
        if let Some(d) = s.planned_on {
            facts.push(("退院の予定", wareki::long_weekday(d)));
        }
        if let Some(d) = s.ended_on {
            facts.push(("退院した日", wareki::long_weekday(d)));
        }
        facts.push(("病院", hospital.as_ref().map_or_else(|| s.hospital_name.clone(), line)));
        if self.steps {
            facts.push(("病棟・病室", format!("{} {}", s.ward, s.room).trim().to_string()));
            facts.push(("病院の担当", self.name(s.assigned)?));
            facts.push(("入院のわけ", s.reason.clone()));
        }
        facts.push(("担当の事業所", line(&office)));
        facts.push(("ケアマネジャー", self.name(s.care_manager)?));
        facts.retain(|(_, v)| !v.is_empty());
        Ok(Packed {
            resident: s.resident.0,
            state: state(s, today),
            place: s.hospital_name.clone(),
            next: if self.steps { self.next(s, acts)? } else { String::new() },
            facts: facts.into_iter().map(|(k, v)| (k.to_string(), v)).collect(),
            papers,
        })
    }

    /// 「退院日の連絡（結野中央病院 小田島 涼 さん）」.
    fn next(&mut self, s: &Stay, acts: &[Act]) -> Result<String> {
        let p = Progress::new(s, acts);
        let Some(who) = p.who().filter(|w| w.next != Next::Nothing && w.side != Mover::Nobody)
        else {
            return Ok(String::new());
        };
        let organisation = self.organisation(who.organisation)?.name;
        let name = match self.name(who.account)? {
            n if n.is_empty() => String::new(),
            n => format!(" {n} さん"),
        };
        Ok(format!("{}（{organisation}{name}）", words::next(who.next)))
    }
}

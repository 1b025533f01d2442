//! What is done beside the stays, as the pages do it.
use app::{Cx, Result};
use people::use_cases::register::{Register, register};
use transitions::model::Method;
use transitions::use_cases::cases::{self, Words};
use transitions::use_cases::{face_sheet, handover, meetings};

use super::{Batch, gap};
use crate::demo::life::region::Region;

impl Batch<'_> {
    pub(super) fn region(&mut self, cx: &Cx<'_>, r: &Region) -> Result<()> {
        let founded = &self.world.founded;
        match r {
            Region::Deputy { absent, deputy, from, to, reason } => {
                let cmd = accounts::model::deputy::NewDeputy {
                    absent: self.account(*absent)?,
                    deputy: self.account(*deputy)?,
                    from: *from,
                    to: *to,
                    reason: (*reason).into(),
                };
                accounts::use_cases::deputies::add(cx, &cmd)?;
            }
            Region::HandOver { from, to, most, reason } => {
                let org = founded.city.who(*to)?.org;
                let ask = handover::Ask {
                    from: self.account(*from)?,
                    to_org: founded.org_id(org)?,
                    to: Some(self.account(*to)?),
                };
                let rows = handover::preview(cx, &ask)?.rows;
                let who: Vec<_> = rows.iter().take(*most).map(|r| r.resident.id).collect();
                if !who.is_empty() {
                    let reason = (*reason).to_string();
                    let cmd = handover::HandOver { ask, who, reason, consent_on: None };
                    handover::hand_over(cx, &cmd)?;
                }
            }
            Region::Met { day, partner, channel, theirs, about } => {
                let cmd = meetings::Enter {
                    day: *day,
                    partner: founded.city.at(*partner)?.name.clone(),
                    channel: *channel,
                    ours: cx.actor().name.clone(),
                    theirs: theirs.clone(),
                    about: (*about).into(),
                };
                meetings::enter(cx, &cmd)?;
            }
            Region::Cases { office, rows } => {
                let id = founded.org_id(*office)?.0;
                let hospitals = cases::hospitals(cx)?;
                let read = rows.iter().map(|fields| {
                    cases::read_row(id, fields, cx.today(), &hospitals).map_err(|wrong| {
                        app::Error::Inconsistent(format!("demo questionnaire: {wrong:?}"))
                    })
                });
                let rows = read.collect::<Result<Vec<_>>>()?;
                cases::add(cx, id, &rows, "page")?;
            }
            Region::Said { organisation, from, to, good, wish } => {
                let id = founded.org_id(*organisation)?.0;
                let words = Words { done: true, good: (*good).into(), wish: (*wish).into() };
                cases::say(cx, id, *from, *to, &words)?;
            }
            Region::Twin { person, name } => {
                let p = self.person(*person)?;
                let mut resident = p.resident.clone();
                resident.name = (*name).into();
                resident.insured = String::new();
                let consent = p.consent.clone();
                register(cx, &Register { resident, consent, not_the_same: true })?;
            }
            Region::Face { person, hospital, why } => {
                let (p, resident) = (self.person(*person)?, self.resident(*person)?);
                let (version, body) = self.world.papers.face(&founded.city, p, why, cx.today())?;
                face_sheet::confirm(cx, resident, &version, &body, 0)?;
                let cmd = face_sheet::Send {
                    resident,
                    hospital: founded
                        .city
                        .orgs
                        .get(*hospital)
                        .ok_or_else(|| gap("a hospital"))?
                        .name
                        .clone(),
                    to: "地域連携室".into(),
                    method: Method::Fax,
                    day: cx.today(),
                };
                face_sheet::sent(cx, &cmd)?;
            }
        }
        Ok(())
    }
}

//! What is done beside the seven steps, as the pages do it. What a page would not offer at that moment (a follow-up of
//! somebody who is in hospital again, a task that is done) is left out here too.
use app::{Cx, Result};
use forms::Answers;
use kernel::time::add_days;
use transitions::model::conference::Presence;
use transitions::model::facility_answers::{ForProcedure, Takes};
use transitions::model::follow_up::TaskKind;
use transitions::model::reply::{Content, Tidings};
use transitions::model::{ConferenceId, Method, StayId};
use transitions::use_cases::conferences::save::{Save, plan, save};
use transitions::use_cases::conferences::{seen, talk};
use transitions::use_cases::{
    adl, approval, checklist, facility, follow_up, guidance, hear, hearings, not_discharged,
    orders, place, planned_admission, procedures, referral, reply, services, written,
};

use super::{Batch, gap};
use crate::demo::acts::{Day, Mail, Told};
use crate::demo::clinical::pick;
use crate::demo::life::More;
use crate::demo::papers::By;

impl Batch<'_> {
    pub(super) fn more(&mut self, cx: &Cx<'_>, n: usize, more: &More) -> Result<()> {
        let stay = self.made(n)?.id;
        let day = cx.today();
        match more {
            More::Services(_) | More::Called | More::ServiceSeen(_) => {
                return self.services(cx, n, stay, more);
            }
            More::Invite(_)
            | More::Coming(_)
            | More::Close(_)
            | More::Change(..)
            | More::ChangeSeen
            | More::ChangeTold(..)
            | More::Objects(_) => return self.meet(cx, n, stay, more),
            More::Ask { .. } | More::Answer { .. } => return self.facility(cx, n, stay, more),
            More::Refer | More::ReferAnswer | More::ReferSeen => {
                return self.refer(cx, n, stay, more);
            }
            More::Write { which, mail } => return self.write(cx, n, stay, *which, *mail),
            More::Place { stage, place, said_by } => {
                let cmd = place::Place {
                    stay,
                    stage: *stage,
                    place: *place,
                    day,
                    said_by: said_by.clone(),
                    method: Some(Method::Phone),
                    note: String::new(),
                };
                place::place(cx, &cmd)?;
            }
            More::Procedures { codes, said_by } => {
                let (codes, said_by) = (codes.clone(), said_by.clone());
                let note = String::new();
                let cmd = procedures::Procedures { stay, codes, day, note, said_by };
                procedures::procedures(cx, &cmd)?;
            }
            More::Stuck { codes, note } => {
                let (codes, note) = (codes.clone(), (*note).to_string());
                let said_by = String::new();
                let cmd = not_discharged::NotDischarged { stay, codes, day, note, said_by };
                not_discharged::not_discharged(cx, &cmd)?;
            }
            More::Tick { item, state, taker, note } => {
                let cmd = checklist::Tick {
                    stay,
                    item: (*item).into(),
                    state: *state,
                    taker: *taker,
                    until: None,
                    note: (*note).into(),
                };
                checklist::tick(cx, &cmd)?;
            }
            More::Adl(now) => {
                let mut a = Answers::new();
                for (link, step) in now {
                    pick(&mut a, link, step);
                }
                let cmd = adl::Adl {
                    stay,
                    day,
                    form_version: self.world.papers.ward_version()?,
                    answers: a.to_json(),
                    said_by: String::new(),
                };
                adl::adl(cx, &cmd)?;
            }
            More::Orders { days, note } => {
                let cmd = orders::Orders {
                    stay,
                    kind: "visit_nursing".into(),
                    day,
                    from: day,
                    to: Some(add_days(day, days - 1)),
                    note: note.clone(),
                };
                orders::orders(cx, &cmd)?;
            }
            More::Heard { leaves, from } => {
                let cmd = hear::Heard {
                    stay,
                    what: hear::What::Discharge(*leaves),
                    day: Some(day),
                    method: Method::Phone,
                    from: from.clone(),
                    note: String::new(),
                    again: false,
                };
                hear::hear(cx, &cmd)?;
            }
            More::Reply { from, phone, planned, note } => {
                let answers = self.made(n)?.last.get(&Mail::Sheet).copied();
                let content = Content {
                    got_it: answers.is_some(),
                    in_charge: from.clone(),
                    phone: phone.clone(),
                    planned_on: *planned,
                    note: (*note).into(),
                };
                let cmd = reply::Reply {
                    stay,
                    answers,
                    day: Some(day),
                    method: Method::Fax,
                    from: from.clone(),
                    content,
                    scan: Vec::new(),
                    again: false,
                };
                reply::reply(cx, &cmd)?;
            }
            More::Hearing { way, profession, person, note } => {
                let cmd = hearings::NewHearing {
                    stay,
                    day,
                    way: *way,
                    conference: false,
                    profession: (*profession).into(),
                    person: person.clone(),
                    organisation: String::new(),
                    note: (*note).into(),
                    from: None,
                };
                hearings::record(cx, &cmd)?;
            }
            More::Guidance { person, with } => {
                let cmd = guidance::NewGuidance {
                    stay,
                    day,
                    way: transitions::model::hearing::HearingWay::Face,
                    profession: "nurse".into(),
                    person: person.clone(),
                    with: with.clone(),
                    consent: true,
                    plan_copy: true,
                    joint: false,
                    note: "退院後のサービスと、家での動きかた".into(),
                };
                guidance::record(cx, &cmd)?;
            }
            More::FollowUp { mark, answers, method, said_by, note } => {
                if !follow_up::view(cx, stay)?.quiet.is_empty() {
                    return Ok(());
                }
                let cmd = follow_up::Ask {
                    stay,
                    mark: *mark,
                    day,
                    method: *method,
                    said_by: said_by.clone(),
                    answers: *answers,
                    note: (*note).into(),
                };
                follow_up::follow_up(cx, &cmd)?;
            }
            More::TaskDone(note) => {
                let tasks = follow_up::view(cx, stay)?.tasks;
                let open = |t: &&transitions::model::follow_up::Task| {
                    t.kind == TaskKind::MissedVisit && t.done_at.is_none()
                };
                if let Some(t) = tasks.iter().find(open) {
                    follow_up::task_done(cx, t.id, note)?;
                }
            }
            More::Prepare { to } => {
                let told = Told {
                    day: Day::Same,
                    method: Method::Ict,
                    to: to.clone(),
                    said_by: String::new(),
                };
                approval::prepare(cx, &self.sheet(cx, n, &told, "", "")?)?;
            }
            More::Moved { on, why } => {
                let reason = (*why).to_string();
                let cmd = planned_admission::Move { stay, on: *on, time: None, reason };
                planned_admission::move_day(cx, &cmd)?;
            }
        }
        Ok(())
    }

    fn services(&mut self, cx: &Cx<'_>, n: usize, stay: StayId, more: &More) -> Result<()> {
        match more {
            More::Services(tidings) => {
                let all = services::recipients(cx, stay)?;
                if all.is_empty() {
                    return Ok(());
                }
                // by what each is known: the team was registered in this order
                let members: Vec<_> = all.iter().map(|r| r.member.id).collect();
                let cmd = services::Tell {
                    stay,
                    tidings: *tidings,
                    members,
                    by_hand: Method::Phone,
                    note: note(*tidings).into(),
                    again: true,
                };
                let rows = services::tell(cx, &cmd)?;
                let mut told = Vec::new();
                for (row, r) in rows.iter().zip(&all) {
                    let org = (0..self.world.founded.orgs.len()).find(|o| {
                        self.world.founded.org_id(*o).ok().map(|x| x.0) == r.member.organisation
                    });
                    told.extend(org.map(|o| (o, row.act)));
                }
                let calls = rows.iter().filter(|r| r.by_hand).map(|r| r.act).collect();
                self.note(n, |m| {
                    m.told = told.into_iter().collect();
                    m.calls = calls;
                })
            }
            More::Called => {
                let calls = self.made(n)?.calls.clone();
                for act in &calls {
                    services::told_by_hand(cx, *act)?;
                }
                self.note(n, |m| m.calls.clear())
            }
            More::ServiceSeen(org) => match self.made(n)?.told.get(org).copied() {
                Some(act) => {
                    services::receive(cx, act)?;
                    self.note(n, |m| {
                        m.told.remove(org);
                    })
                }
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }

    fn meet(&mut self, cx: &Cx<'_>, n: usize, stay: StayId, more: &More) -> Result<()> {
        let known = self.made(n)?.meeting;
        let there = || -> Result<(ConferenceId, i64)> { known.ok_or_else(|| gap("a conference")) };
        let (id, version) = match more {
            More::Invite(c) => (plan(cx, stay, c, &Save::Invite)?, 1),
            More::Close(c) => match known {
                Some((id, base)) => (id, save(cx, id, base, c, &Save::Close)?),
                None => (plan(cx, stay, c, &Save::Close)?, 1),
            },
            More::Change(c, why) => {
                let (id, base) = there()?;
                (id, save(cx, id, base, c, &Save::Change((*why).into()))?)
            }
            More::Coming(reply) => {
                let (id, version) = there()?;
                return seen::seen(cx, id, version, Some(*reply));
            }
            More::ChangeSeen => {
                let (id, version) = there()?;
                return seen::seen(cx, id, version, None::<Presence>);
            }
            More::ChangeTold(n, to) => {
                let (conference, version) = there()?;
                let (method, day, to) = (Method::Phone, cx.today(), to.clone());
                return seen::told(cx, &seen::Told { conference, n: *n, version, method, day, to });
            }
            More::Objects(text) => return talk::say(cx, there()?.0, text).map(|_| ()),
            _ => return Ok(()),
        };
        self.note(n, |m| m.meeting = Some((id, version)))
    }

    fn facility(&mut self, cx: &Cx<'_>, n: usize, stay: StayId, more: &More) -> Result<()> {
        match more {
            More::Ask { facility, codes, note } => {
                let cmd = facility::Ask {
                    stay,
                    facility: Some(self.world.founded.org_id(*facility)?),
                    name: String::new(),
                    procedures: codes.clone(),
                    note: (*note).into(),
                    method: Method::Ict,
                };
                let act = facility::ask(cx, &cmd)?;
                self.note(n, |m| {
                    m.asked.insert(*facility, act);
                })
            }
            More::Answer { facility, takes, why, note, said_by } => {
                let asked = self.made(n)?.asked.get(facility).copied();
                let asked = asked.ok_or_else(|| gap("a question"))?;
                let codes = if said_by.is_empty() {
                    facility::question(cx, asked)?.asked.detail.codes
                } else {
                    facility::for_answer(cx, asked)?.detail.codes
                };
                let reasons = |no: bool| if no { vec![(*why).to_string()] } else { Vec::new() };
                let each = codes.into_iter().map(|procedure| ForProcedure {
                    procedure,
                    takes: takes.code().into(),
                    reasons: reasons(*takes == Takes::No),
                });
                let cmd = facility::Answer {
                    asked,
                    takes: Some(*takes),
                    each: each.collect(),
                    note: (*note).into(),
                    day: cx.today(),
                    said_by: said_by.clone(),
                    method: Method::Phone,
                };
                match said_by.is_empty() {
                    true => facility::answer(cx, &cmd)?,
                    false => facility::answer_for(cx, &cmd)?,
                };
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn refer(&mut self, cx: &Cx<'_>, n: usize, stay: StayId, more: &More) -> Result<()> {
        let s = self.stay(n)?;
        let (p, head) = (self.person(s.person)?, self.head(n)?);
        let city = &self.world.founded.city;
        let there = self.made(n)?.referral.ok_or_else(|| gap("連絡票"));
        let nurse = city.wards.get(s.ward).and_then(|w| city.liaison_of(w));
        let author = nurse.map_or("", |i| city.staff.get(i).map_or("", |x| x.name.as_str()));
        let tel = city.at(s.hospital)?.phone.as_str();
        let leaves = s.ended_on;
        match more {
            More::Refer => {
                let by = By { author, tel, on: cx.today(), leaves };
                let (form_version, body) = self.world.papers.referral(p, &head, by, None)?;
                let cmd = referral::Send {
                    stay: Some(stay),
                    to: self.world.founded.org_id(p.office)?,
                    form_version,
                    body,
                    reply_on: Some(add_days(cx.today(), 5)),
                    agreed: true,
                };
                let id = referral::send(cx, &cmd)?;
                self.note(n, |m| m.referral = Some(id))
            }
            More::ReferAnswer => {
                let id = there?;
                let read = referral::read(cx, id)?;
                let by = By { author, tel, on: read.referral.at.date(), leaves };
                let who = (cx.actor().name.as_str(), cx.today());
                let (_, body) = self.world.papers.referral(p, &head, by, Some(who))?;
                let base = read.version.version;
                referral::answer(cx, &referral::Answer { referral: id, base, body })?;
                Ok(())
            }
            _ => referral::read(cx, there?).map(|_| ()),
        }
    }

    fn write(
        &mut self,
        cx: &Cx<'_>,
        n: usize,
        stay: StayId,
        which: written::Written,
        mail: Mail,
    ) -> Result<()> {
        let s = self.stay(n)?;
        let city = &self.world.founded.city;
        let p = self.person(s.person)?;
        let by = By {
            author: &cx.actor().name,
            tel: &city.at(s.hospital)?.phone,
            on: cx.today(),
            leaves: s.ended_on,
        };
        let (form_version, body) = self.world.papers.written(which, city, p, &self.head(n)?, by)?;
        let cmd = written::HandOver {
            stay,
            which,
            form_version,
            body,
            base: 0,
            reason: String::new(),
            to: format!("{}さん", city.who(p.keeper)?.surname()),
            receiver: None,
        };
        let act = written::hand_over(cx, &cmd)?;
        self.keep(n, mail, act)
    }
}

/// A few words for the services.
fn note(t: Tidings) -> &'static str {
    match t {
        Tidings::Admitted => "退院のめどがわかったら、またお知らせします",
        Tidings::Planned => "退院の日が変わったら、すぐにお知らせします",
        Tidings::Ended => "サービスは、前と同じ曜日から始めてください",
    }
}

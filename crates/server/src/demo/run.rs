//! Doing the plan: every act through the use case that a page would call, at its own time, in the order of time,
//! many acts a transaction.
use std::collections::BTreeMap;
use std::sync::Arc;

use app::{App, Cx, Result, notices, records};
use kernel::{Actor, At, Date, Id, wareki};
use people::ResidentId;
use people::use_cases::change;
use people::use_cases::register::{Register, Registered, register};
use transitions::model::{Act as Done, ActKind, Progress, StayId};
use transitions::use_cases::notices::{Planned, Tell};
use transitions::use_cases::report::{Report, Where};
use transitions::use_cases::{
    assign, conference, contact, documents, end, notices as tell, papers as hand, record, report,
    screen, sheet, undo, view,
};

use super::found::Founded;
use super::papers::{Head, Papers, Talk};
use super::plan::Plan;
use super::steps::{Act, Day, Event, Mail, Told};

/// Ids drawn in one transaction at most: some forty stays' worth. A transaction's ids keep their order, and with it
/// the log its order of time, up to 4,096.
const BATCH: usize = 3_600;

/// What happens at a time.
#[derive(Debug, Clone)]
enum Happening {
    Register(usize),
    Act(Event),
    /// Somebody reads the notices that have come so far.
    Notices(usize),
}

impl Happening {
    /// Ids it may draw: rows, audit rows, events and notices.
    fn ids(&self) -> usize {
        match self {
            Happening::Register(_) => 110,
            Happening::Act(_) => 12,
            Happening::Notices(_) => 1,
        }
    }
}

/// What the acts so far have made.
#[derive(Debug, Clone, Default)]
struct State {
    people: BTreeMap<usize, ResidentId>,
    stays: BTreeMap<usize, Made>,
}

/// A stay that has been entered.
#[derive(Debug, Clone)]
struct Made {
    id: StayId,
    last: BTreeMap<Mail, Id>,
}

/// Everything an act needs; shared with the writer.
struct World {
    founded: Founded,
    papers: Papers,
    plan: Plan,
    happenings: Vec<(At, Happening)>,
}

/// Does the whole plan; the number of acts.
pub(super) fn run(
    app: &App,
    founded: Founded,
    papers: Papers,
    mut plan: Plan,
    progress: &mut dyn FnMut(&str),
) -> Result<usize> {
    let mut happenings: Vec<(At, Happening)> = plan
        .people
        .iter()
        .enumerate()
        .map(|(i, p)| (p.registered, Happening::Register(i)))
        .collect();
    happenings
        .extend(std::mem::take(&mut plan.events).into_iter().map(|e| (e.at, Happening::Act(e))));
    let read_at = app.now().plus_minutes(-20 * 60);
    for (i, account) in founded.staff.iter().enumerate() {
        if account.is_some() {
            happenings.push((read_at, Happening::Notices(i)));
        }
    }
    // stable: acts of one minute keep the order in which they were planned
    happenings.sort_by_key(|(at, _)| *at);
    let acts = happenings.iter().filter(|(_, h)| matches!(h, Happening::Act(_))).count();
    let world = Arc::new(World { founded, papers, plan, happenings });
    let mut state = Arc::new(State::default());
    let all = world.happenings.len();
    let mut done = 0;
    while done < all {
        let mut ids = 0;
        let fits = |h: &&(At, Happening)| {
            ids += h.1.ids();
            ids <= BATCH
        };
        let upto = done
            + world
                .happenings
                .get(done..)
                .unwrap_or_default()
                .iter()
                .take_while(fits)
                .count()
                .max(1);
        let (w, base) = (world.clone(), state.clone());
        let first = world.happenings.get(done).map_or(app.now(), |h| h.0);
        let new = app.write_at(&Actor::operator(), first, move |cx| {
            let mut batch = Batch { world: &w, base: &base, new: State::default() };
            for (at, h) in w.happenings.get(done..upto).unwrap_or_default() {
                batch.happen(cx, *at, h)?;
            }
            Ok(batch.new)
        })?;
        let kept = Arc::make_mut(&mut state);
        kept.people.extend(new.people);
        kept.stays.extend(new.stays);
        if done / 10_000 != upto / 10_000 || upto == all {
            progress(&format!("できごと {upto} / {all}"));
        }
        done = upto;
    }
    Ok(acts)
}

struct Batch<'w> {
    world: &'w World,
    base: &'w State,
    new: State,
}

fn gap(what: &str) -> app::Error {
    app::Error::Inconsistent(format!("demo: {what} before its time"))
}

impl Batch<'_> {
    fn happen(&mut self, cx: &Cx<'_>, at: At, h: &Happening) -> Result<()> {
        let who = match h {
            Happening::Register(i) => self.person(*i)?.keeper,
            Happening::Act(e) => e.who,
            Happening::Notices(s) => *s,
        };
        let actor = self.world.founded.actor(who)?;
        match h {
            Happening::Register(i) => {
                let id = cx.acting_as(&actor, at, |cx| self.register(cx, *i))?;
                self.new.people.insert(*i, id);
                Ok(())
            }
            Happening::Act(e) => cx.acting_as(&actor, at, |cx| self.act(cx, e)).map_err(|err| {
                // a refusal here is a defect of the plan: say of which act, never of whom
                app::Error::Inconsistent(format!(
                    "demo stay {} at {at}: {:?}: {err:?}",
                    e.stay, e.act
                ))
            }),
            Happening::Notices(_) => cx.acting_as(&actor, at, notices::mark_read),
        }
    }

    fn person(&self, i: usize) -> Result<&super::folk::Person> {
        self.world.plan.people.get(i).ok_or_else(|| gap("a person"))
    }

    fn register(&self, cx: &Cx<'_>, i: usize) -> Result<ResidentId> {
        let p = self.person(i)?;
        let cmd = Register {
            resident: p.resident.clone(),
            consent: p.consent.clone(),
            not_the_same: true,
        };
        let Registered::Done(id) = register(cx, &cmd)? else { return Err(gap("a resident")) };
        for c in &p.contacts {
            change::add_contact(cx, id, c)?;
        }
        for f in &p.facts {
            change::add_fact(cx, id, f)?;
        }
        for m in &p.team {
            let org = self.world.founded.city.at(m.org)?;
            let staff = m.staff.map(|s| self.world.founded.city.who(s)).transpose()?;
            let account = m.staff.and_then(|s| self.world.founded.staff.get(s).copied().flatten());
            let organisation =
                if org.account { Some(self.world.founded.org_id(m.org)?.0) } else { None };
            let label =
                staff.map_or_else(|| org.name.clone(), |s| format!("{} {}", org.name, s.name));
            let member = people::NewTeamMember {
                role: m.role,
                organisation,
                account: account.map(|a| a.0),
                label,
                phone: org.phone.clone(),
                from: cx.today(),
            };
            change::add_member(cx, id, &member)?;
        }
        Ok(id)
    }

    fn made(&self, stay: usize) -> Result<&Made> {
        self.new
            .stays
            .get(&stay)
            .or_else(|| self.base.stays.get(&stay))
            .ok_or_else(|| gap("a stay"))
    }

    fn keep(&mut self, stay: usize, mail: Mail, act: Id) -> Result<()> {
        let mut made = self.made(stay)?.clone();
        made.last.insert(mail, act);
        self.new.stays.insert(stay, made);
        Ok(())
    }

    fn act(&mut self, cx: &Cx<'_>, e: &Event) -> Result<()> {
        match &e.act {
            Act::Report { mistaken } => {
                let id = self.report(cx, e.stay, *mistaken)?;
                self.new.stays.insert(e.stay, Made { id, last: BTreeMap::new() });
            }
            Act::Cancel => {
                undo::cancel_stay(cx, self.made(e.stay)?.id, "病院をまちがえて入力したため")?
            }
            Act::Contact(t) => {
                let cmd = contact::Contact {
                    stay: self.made(e.stay)?.id,
                    day: day(cx, t.day),
                    method: t.method,
                    to: t.to.clone(),
                    note: String::new(),
                    again: false,
                };
                let act = contact::contact(cx, &cmd)?;
                self.keep(e.stay, Mail::Contact, act)?;
            }
            Act::Sheet { told, place, why } => {
                let act = self.send(cx, e.stay, told, place, why)?;
                self.keep(e.stay, Mail::Sheet, act)?;
            }
            Act::Recall => {
                sheet::recall(cx, self.mail(e.stay, Mail::Sheet)?)?;
            }
            Act::Read => {
                let stay = self.made(e.stay)?.id;
                let sent = self.newest(cx, stay, sheet::KIND)?.ok_or_else(|| gap("a sheet"))?;
                documents::read(cx, stay, sent.id)?;
            }
            Act::Receive(mail) => {
                documents::receive(cx, self.mail(e.stay, *mail)?)?;
            }
            Act::Assign { to, ward, room } => self.assign(cx, e.stay, *to, *ward, room)?,
            Act::Screen { case, needed, why, said_by } => {
                let p = self.person(self.stay(e.stay)?.person)?;
                let author = &self.world.founded.city.who(p.keeper)?.name;
                let sheet = self.newest(cx, self.made(e.stay)?.id, sheet::KIND)?;
                let on = sheet.map_or(cx.today(), |h| h.at.date());
                let words = format!("{}・{author}", wareki::month_day(on));
                let heard = (cx.today(), said_by.as_str());
                let (form_version, answers, result) =
                    self.world.papers.screening(&p.profile, case, heard, &words)?;
                let cmd = screen::Screen {
                    stay: self.made(e.stay)?.id,
                    form_version,
                    answers,
                    result,
                    proposal: self.world.papers.proposal(&p.profile, case)?,
                    needed: *needed,
                    reason: why.clone(),
                    said_by: said_by.clone(),
                };
                screen::screen(cx, &cmd)?;
            }
            Act::Planning(t) => {
                let act = tell::tell_planning(cx, &self.tell(cx, e.stay, t)?)?;
                self.keep(e.stay, Mail::Planning, act)?;
            }
            Act::Planned { on, why, said_by } => {
                let stay = self.made(e.stay)?.id;
                let p = Planned { stay, on: *on, reason: why.clone(), said_by: said_by.clone() };
                tell::set_planned(cx, &p)?;
            }
            Act::Held { day: d, said_by } => {
                let on = day(cx, *d).unwrap_or(cx.today());
                conference::conference(
                    cx,
                    self.made(e.stay)?.id,
                    &conference::Conference::Held(on),
                    said_by,
                )?;
            }
            Act::NotHeld { why } => {
                let c = conference::Conference::NotHeld(why.clone());
                conference::conference(cx, self.made(e.stay)?.id, &c, "")?;
            }
            Act::Notice { told, leaves } => {
                let act = tell::tell_discharge(cx, &self.tell(cx, e.stay, told)?, *leaves)?;
                self.keep(e.stay, Mail::Notice, act)?;
            }
            Act::Papers { papers, told } => {
                let cmd = hand::Papers {
                    stay: self.made(e.stay)?.id,
                    papers: papers.clone(),
                    whom: hand::Whom::Office,
                    to: told.to.clone(),
                    day: day(cx, told.day).unwrap_or(cx.today()),
                    method: told.method,
                    again: false,
                };
                let act = hand::hand_over(cx, &cmd)?;
                self.keep(e.stay, Mail::Papers, act)?;
            }
            Act::End => {
                let s = self.stay(e.stay)?;
                let stay = self.made(e.stay)?.id;
                end::end(
                    cx,
                    &end::End { stay, on: s.ended_on, kind: s.end, place: s.place.clone() },
                )?;
            }
            Act::Record { why } => self.record(cx, e.stay, why)?,
        }
        Ok(())
    }

    fn stay(&self, i: usize) -> Result<&super::course::Stay> {
        self.world.plan.stays.get(i).ok_or_else(|| gap("a stay"))
    }

    fn mail(&self, stay: usize, mail: Mail) -> Result<Id> {
        self.made(stay)?.last.get(&mail).copied().ok_or_else(|| gap("an acknowledgement"))
    }

    fn newest(&self, cx: &Cx<'_>, stay: StayId, kind: &str) -> Result<Option<records::Head>> {
        let all = records::of_subject(cx, stay.0, kind)?;
        Ok(all.into_iter().rfind(|h| h.state != records::State::Cancelled))
    }

    fn report(&self, cx: &Cx<'_>, stay: usize, mistaken: Option<usize>) -> Result<StayId> {
        let s = self.stay(stay)?;
        let known = self.new.people.get(&s.person).or_else(|| self.base.people.get(&s.person));
        let hospital = self.world.founded.org_id(mistaken.unwrap_or(s.hospital))?;
        // the ward is known at once when the hospital called, and to the people of the story
        let told =
            s.learned == transitions::model::Learned::Hospital || self.person(s.person)?.story;
        let ward = self.world.founded.city.wards.get(s.ward).filter(|_| told);
        let cmd = Report {
            resident: *known.ok_or_else(|| gap("a resident"))?,
            hospital: Where::Known(hospital),
            admitted_on: s.admitted_on,
            admitted_time: s.admitted_time.filter(|t| At::jst(s.admitted_on, *t) <= cx.now()),
            planned: s.planned,
            reason: s.reason.clone(),
            learned: s.learned,
            ward: if mistaken.is_some() {
                String::new()
            } else {
                ward.map_or(String::new(), |w| w.name.clone())
            },
            care_level: None,
        };
        report::report(cx, &cmd)
    }

    fn head(&self, stay: usize) -> Result<Head> {
        let s = self.stay(stay)?;
        let city = &self.world.founded.city;
        let ward = city.wards.get(s.moved.as_ref().map_or(s.ward, |m| m.1));
        let first = city.wards.get(s.ward).and_then(|w| city.liaison_of(w));
        let outside = city.at(s.hospital)?.outside;
        let person = first.filter(|_| !outside).map(|i| city.who(i)).transpose()?;
        Ok(Head {
            hospital: city.at(s.hospital)?.name.clone(),
            hospital_person: person
                .map_or_else(|| "地域連携室".into(), |x| format!("地域連携室 {}", x.name)),
            ward: ward.map_or(String::new(), |w| w.name.clone()),
            room: s.moved.as_ref().map_or_else(|| s.room.clone(), |m| m.2.clone()),
            reason: s.reason.clone(),
            admitted_on: s.admitted_on,
            recent: s.recent.clone(),
        })
    }

    fn send(&self, cx: &Cx<'_>, stay: usize, told: &Told, place: &str, why: &str) -> Result<Id> {
        let p = self.person(self.stay(stay)?.person)?;
        let id = self.made(stay)?.id;
        let on = day(cx, told.day).unwrap_or(cx.today());
        let (form_version, body) =
            self.world.papers.sheet(&self.world.founded.city, p, &self.head(stay)?, on)?;
        let before = self.newest(cx, id, sheet::KIND)?;
        let cmd = sheet::Send {
            stay: id,
            form_version,
            body,
            method: told.method,
            to: told.to.clone(),
            place: place.into(),
            base: before.map_or(0, |h| h.version),
            reason: why.into(),
            day: match told.day {
                Day::On(d) => Some(d),
                _ => None,
            },
        };
        sheet::send(cx, &cmd)
    }

    fn tell(&self, cx: &Cx<'_>, stay: usize, t: &Told) -> Result<Tell> {
        Ok(Tell {
            stay: self.made(stay)?.id,
            day: day(cx, t.day),
            method: t.method,
            to: t.to.clone(),
            note: String::new(),
            said_by: t.said_by.clone(),
            again: false,
        })
    }

    fn assign(&self, cx: &Cx<'_>, stay: usize, to: usize, ward: usize, room: &str) -> Result<()> {
        let account =
            self.world.founded.staff.get(to).copied().flatten().ok_or_else(|| gap("an account"))?;
        let ward =
            self.world.founded.city.wards.get(ward).map_or(String::new(), |w| w.name.clone());
        let cmd =
            assign::Assign { stay: self.made(stay)?.id, to: account, ward, room: room.into() };
        assign::assign(cx, &cmd).map(|_| ())
    }

    fn record(&self, cx: &Cx<'_>, stay: usize, why: &str) -> Result<()> {
        let s = self.stay(stay)?;
        let p = self.person(s.person)?;
        let id = self.made(stay)?.id;
        let seen = view::view(cx, id)?;
        let talks = talks(&seen, cx.today());
        let (city, papers) = (&self.world.founded.city, &self.world.papers);
        let (form_version, body) =
            papers.record(city, p, &self.head(stay)?, s.ended_on, &talks, cx.today())?;
        let base = self.newest(cx, id, record::KIND)?.map_or(0, |h| h.version);
        let cmd = record::Confirm { stay: id, form_version, body, base, reason: why.into() };
        record::confirm(cx, &cmd).map(|_| ())
    }
}

fn day(cx: &Cx<'_>, d: Day) -> Option<Date> {
    match d {
        Day::Same => Some(cx.today()),
        Day::On(d) => Some(d.min(cx.today())),
        Day::Unknown => None,
    }
}

/// When the office heard from the hospital: the notices of the stay and the conference.
fn talks(v: &view::View, today: Date) -> Vec<Talk> {
    let p = Progress::new(&v.stay, &v.acts);
    let of = |a: &Done| Talk {
        on: a
            .day
            .unwrap_or_else(|| a.at.date())
            .clamp(v.stay.admitted_on, today.max(v.stay.admitted_on)),
        profession: if a.said_by.contains("医") { "doctor" } else { "nurse" },
        person: if a.said_by.is_empty() { a.name.clone() } else { a.said_by.clone() },
        conference: a.kind == ActKind::Conference,
    };
    let held = p.last(ActKind::Conference).filter(|a| a.detail.has("held"));
    let mut out: Vec<Talk> =
        [p.first(ActKind::PlanningNotice), held, p.last(ActKind::DischargeNotice)]
            .into_iter()
            .flatten()
            .map(of)
            .collect();
    if out.is_empty() {
        out.push(Talk {
            on: today,
            profession: "nurse",
            person: "病棟看護師".into(),
            conference: false,
        });
    }
    out
}

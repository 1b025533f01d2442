//! Doing the plan: every act through the use case that a page would call, at its own time, in the order of time,
//! many acts a transaction.
use std::collections::BTreeMap;
use std::sync::Arc;

use accounts::AccountId;
use app::{App, Cx, Result, notices, records};
use kernel::{Actor, At, Id};
use people::ResidentId;
use people::use_cases::change;
use people::use_cases::register::{Register, Registered, register};
use transitions::model::{ConferenceId, StayId};

use super::acts::{Act, Event, Mail};
use super::beside::{Later, Queue};
use super::desk::Asked;
use super::found::Founded;
use super::life::region::Region;
use super::papers::Papers;
use super::plan::Plan;
use super::talk::{Talk, Talked};

/// Ids drawn in one transaction at most: some forty stays' worth. A transaction's ids keep their order, and with it
/// the log its order of time, up to 4,096.
const BATCH: usize = 3_600;

/// What happens at a time.
#[derive(Debug, Clone)]
enum Happening {
    Register(usize),
    Act(Event),
    /// Something beside the stays, by this member of the staff.
    Region(usize, Region),
    /// Something in a room, by this member of the staff.
    Talk(usize, Talk),
    /// Somebody asks the centre; this member of its staff writes it down.
    Desk(usize, Box<Asked>),
    /// Somebody reads the notices that have come so far.
    Notices(usize),
}

impl Happening {
    /// Ids it may draw: rows, audit rows, events and notices.
    fn ids(&self) -> usize {
        match self {
            Happening::Register(_) => 110,
            Happening::Act(Event { act: Act::More(_), .. }) => 60,
            Happening::Act(_) => 12,
            Happening::Region(..) => 120,
            Happening::Talk(..) => 60,
            Happening::Desk(..) => super::desk::IDS,
            Happening::Notices(_) => 1,
        }
    }
}

/// What the acts so far have made.
#[derive(Debug, Clone, Default)]
struct State {
    people: BTreeMap<usize, ResidentId>,
    stays: BTreeMap<usize, Made>,
    talked: Talked,
}

/// A stay that has been entered.
#[derive(Debug, Clone)]
struct Made {
    id: StayId,
    last: BTreeMap<Mail, Id>,
    /// What a service was told last, by its organisation.
    told: BTreeMap<usize, Id>,
    /// What is still to be called.
    calls: Vec<Id>,
    /// The question to a facility.
    asked: BTreeMap<usize, Id>,
    /// The conference and its newest version.
    meeting: Option<(ConferenceId, i64)>,
    /// 連絡票 to the 包括.
    referral: Option<Id>,
}

impl Made {
    fn new(id: StayId) -> Made {
        Made {
            id,
            last: BTreeMap::new(),
            told: BTreeMap::new(),
            calls: Vec::new(),
            asked: BTreeMap::new(),
            meeting: None,
            referral: None,
        }
    }
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
    beside: Later,
    progress: &mut dyn FnMut(&str),
) -> Result<usize> {
    let mut beside = Queue::new(beside);
    let mut happenings: Vec<(At, Happening)> = plan
        .people
        .iter()
        .enumerate()
        .map(|(i, p)| (p.registered, Happening::Register(i)))
        .collect();
    happenings
        .extend(std::mem::take(&mut plan.events).into_iter().map(|e| (e.at, Happening::Act(e))));
    happenings.extend(
        std::mem::take(&mut plan.region)
            .into_iter()
            .map(|(at, w, r)| (at, Happening::Region(w, r))),
    );
    let talk = std::mem::take(&mut plan.talk);
    happenings.extend(talk.into_iter().map(|(at, w, t)| (at, Happening::Talk(w, t))));
    let desk = std::mem::take(&mut plan.desk);
    happenings.extend(desk.into_iter().map(|(at, w, a)| (at, Happening::Desk(w, Box::new(a)))));
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
        let first = world.happenings.get(done).map_or(app.now(), |h| h.0);
        beside.until(app, first)?;
        // up to the next act beside the plan: the log keeps the order of time
        let next = beside.next();
        let mut ids = 0;
        let fits = |h: &&(At, Happening)| {
            ids += h.1.ids();
            ids <= BATCH && next.is_none_or(|n| h.0 < n)
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
        kept.talked.extend(new.talked);
        if done / 10_000 != upto / 10_000 || upto == all {
            progress(&format!("できごと {upto} / {all}"));
        }
        done = upto;
    }
    beside.until(app, app.now())?;
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
            Happening::Notices(s)
            | Happening::Region(s, _)
            | Happening::Talk(s, _)
            | Happening::Desk(s, _) => *s,
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
            Happening::Region(_, r) => {
                cx.acting_as(&actor, at, |cx| self.region(cx, r)).map_err(|err| {
                    app::Error::Inconsistent(format!("demo at {at}: {}: {err:?}", r.name()))
                })
            }
            Happening::Talk(_, t) => cx
                .acting_as(&actor, at, |cx| {
                    let mut new = std::mem::take(&mut self.new.talked);
                    let known = (&self.base.talked, &mut new);
                    let done =
                        super::talk::talk(cx, t, &self.world.founded, |i| self.resident(i), known);
                    self.new.talked = new;
                    done
                })
                .map_err(|err| app::Error::Inconsistent(format!("demo at {at}: {t:?}: {err:?}"))),
            Happening::Desk(_, a) => cx
                .acting_as(&actor, at, |cx| super::desk::asked(cx, a))
                .map_err(|err| app::Error::Inconsistent(format!("demo at {at}: desk: {err:?}"))),
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
                person: staff.map(|s| s.name.clone()).unwrap_or_default(),
                phone: org.phone.clone(),
                from: cx.today(),
            };
            change::add_member(cx, id, &member)?;
        }
        let keeper = self.world.founded.city.who(p.keeper)?.name.clone();
        super::cards::card(cx, id, i, &keeper)?;
        super::wishes::note(cx, id, i, &keeper)?;
        Ok(id)
    }

    fn made(&self, stay: usize) -> Result<&Made> {
        self.new
            .stays
            .get(&stay)
            .or_else(|| self.base.stays.get(&stay))
            .ok_or_else(|| gap("a stay"))
    }

    /// Keeps something of a stay for the acts that follow.
    fn note(&mut self, stay: usize, what: impl FnOnce(&mut Made)) -> Result<()> {
        let mut made = self.made(stay)?.clone();
        what(&mut made);
        self.new.stays.insert(stay, made);
        Ok(())
    }

    fn keep(&mut self, stay: usize, mail: Mail, act: Id) -> Result<()> {
        self.note(stay, |m| {
            m.last.insert(mail, act);
        })
    }

    fn resident(&self, person: usize) -> Result<ResidentId> {
        let known = self.new.people.get(&person).or_else(|| self.base.people.get(&person));
        known.copied().ok_or_else(|| gap("a resident"))
    }

    fn account(&self, staff: usize) -> Result<AccountId> {
        self.world.founded.staff.get(staff).copied().flatten().ok_or_else(|| gap("an account"))
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
}

mod acts;
mod more;
mod region;

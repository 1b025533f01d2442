//! What both sides do beside the seven steps, drawn from streams of its own: the stays, their days and the survey's
//! answers stay what they were. How often: table `life` of hospital_rates.csv.
mod facility;
pub(super) mod hospital;
pub(super) mod meeting;
mod office;
mod outside;
mod referral;
pub(super) mod region;

use kernel::time::{add_days, days_between};
use kernel::{At, Date, Hat};
use transitions::model::checklist::{CheckState, Taker};
use transitions::model::conference::{Content, Presence};
use transitions::model::facility_answers::Takes;
use transitions::model::follow_up::FollowUp;
use transitions::model::hearing::HearingWay;
use transitions::model::place::PlaceStage;
use transitions::model::reply::Tidings;
use transitions::model::{EndKind, Method};
use transitions::use_cases::written::Written;

use super::acts::{Act, Event, Mail};
use super::course::Stay;
use super::dice::Dice;
use super::folk::Person;
use super::steps::Steps;

/// An act beside the seven steps.
#[derive(Debug, Clone)]
pub(super) enum More {
    /// The office tells the services of the team.
    Services(Tidings),
    /// 「伝えました」 for those that are called.
    Called,
    /// A service of this organisation read it.
    ServiceSeen(usize),
    Place {
        stage: PlaceStage,
        place: EndKind,
        said_by: String,
    },
    Procedures {
        codes: Vec<String>,
        said_by: String,
    },
    Stuck {
        codes: Vec<String>,
        note: &'static str,
    },
    Tick {
        item: &'static str,
        state: CheckState,
        taker: Taker,
        note: &'static str,
    },
    /// Question of the ward's form and step of its scale.
    Adl(Vec<(&'static str, &'static str)>),
    Ask {
        facility: usize,
        codes: Vec<String>,
        note: &'static str,
    },
    /// `said_by` = keyed in for a facility that does not answer here.
    Answer {
        facility: usize,
        takes: Takes,
        why: &'static str,
        note: &'static str,
        said_by: String,
    },
    Write {
        which: Written,
        mail: Mail,
    },
    Orders {
        days: i64,
        note: String,
    },
    /// Those who are to come are told.
    Invite(Box<Content>),
    Coming(Presence),
    Close(Box<Content>),
    Change(Box<Content>, &'static str),
    ChangeSeen,
    /// Somebody who does not read here was called: number of the seat, name.
    ChangeTold(u32, String),
    /// An attendee writes back.
    Objects(&'static str),
    /// 退院日の連絡 of a hospital outside, written down by the office.
    Heard {
        leaves: Date,
        from: String,
    },
    /// The FAX of a hospital outside, keyed in.
    Reply {
        from: String,
        phone: String,
        planned: Option<Date>,
        note: &'static str,
    },
    Hearing {
        way: HearingWay,
        profession: &'static str,
        person: String,
        note: &'static str,
    },
    Guidance {
        person: String,
        with: String,
    },
    FollowUp {
        mark: i64,
        answers: FollowUp,
        method: Method,
        said_by: String,
        note: &'static str,
    },
    TaskDone(&'static str),
    /// A sheet that a colleague prepared waits for who is responsible.
    Prepare {
        to: String,
    },
    /// The day of a planned admission is moved.
    Moved {
        on: Date,
        why: &'static str,
    },
    /// 連絡票 to the 包括 that follows the person.
    Refer,
    ReferAnswer,
    ReferSeen,
}

/// When the steps of a stay were done, as far as they are planned.
#[derive(Debug, Clone, Copy, Default)]
struct Times {
    reported: Option<At>,
    sheet: Option<At>,
    screened: Option<At>,
    planned: Option<At>,
    papers: Option<At>,
    papers_seen: Option<At>,
    held: Option<At>,
    end: Option<At>,
    record: Option<At>,
}

impl Times {
    fn of(made: &[Event]) -> Times {
        let mut t = Times::default();
        for e in made {
            let later = |x: &mut Option<At>| *x = (*x).max(Some(e.at));
            match &e.act {
                Act::Report { mistaken: None } => later(&mut t.reported),
                Act::Sheet { .. } => later(&mut t.sheet),
                Act::Screen { .. } => later(&mut t.screened),
                Act::Planned { .. } | Act::Notice { .. } => later(&mut t.planned),
                Act::Papers { .. } => later(&mut t.papers),
                Act::Receive(Mail::Papers) => later(&mut t.papers_seen),
                Act::Held { .. } => later(&mut t.held),
                Act::End => later(&mut t.end),
                Act::Record { .. } => t.record = t.record.or(Some(e.at)),
                _ => {}
            }
        }
        t
    }
}

/// One stay whose life is drawn.
pub(super) struct Life<'a> {
    pub steps: &'a Steps<'a>,
    pub n: usize,
    pub s: &'a Stay,
    pub p: &'a Person,
    /// This office leaves nothing undone.
    tidy: bool,
    t: Times,
    reported: At,
    end: At,
    /// The hospital's 地域連携室, when it works here.
    nurse: Option<usize>,
}

impl Steps<'_> {
    /// Adds to the acts of a stay what else was done in it.
    pub(super) fn live(
        &self,
        (n, s): (usize, &Stay),
        p: &Person,
        tidy: bool,
        made: &mut Vec<Event>,
    ) {
        let t = Times::of(made);
        let (Some(reported), Some(end)) = (t.reported, t.end) else { return };
        let city = self.course.city;
        let outside = city.orgs.get(s.hospital).is_none_or(|o| o.outside);
        let nurse = city.wards.get(s.ward).and_then(|w| city.liaison_of(w)).filter(|_| !outside);
        let life = Life { steps: self, n, s, p, tidy, t, reported, end, nurse };
        let mut out = Vec::new();
        life.office(&mut out);
        life.facility(&mut out);
        match nurse {
            Some(nurse) => {
                life.hospital(nurse, &mut out);
                life.referral(nurse, &mut out);
            }
            None => life.outside(&mut out),
        }
        life.meeting(made, &mut out);
        made.extend(out);
    }
}

impl<'a> Life<'a> {
    /// A stay of the story: its words and its table, without what is drawn.
    pub(super) fn told(steps: &'a Steps<'a>, (n, s): (usize, &'a Stay), p: &'a Person) -> Self {
        let (reported, end) = (s.began(), steps.now);
        let t = Times::default();
        Life { steps, n, s, p, tidy: true, t, reported, end, nurse: None }
    }
}

impl Life<'_> {
    fn rate(&self, key: &str) -> f64 {
        self.steps.course.rates.value("life", "all", key)
    }

    fn dice(&self, name: &str) -> Dice {
        Dice::of(self.steps.seed, name, self.n)
    }

    fn name(&self, staff: usize) -> String {
        self.steps.course.city.staff.get(staff).map_or(String::new(), |s| s.name.clone())
    }

    fn push(&self, out: &mut Vec<Event>, at: At, who: usize, act: More) {
        out.push(Event { at, stay: self.n, who, act: Act::More(act) });
    }

    /// A moment in the hours of an organisation on `day`, after `from` and before `to`; none when there is none.
    fn moment(&self, d: &mut Dice, org: usize, day: Date, from: At, to: At) -> Option<At> {
        let at = self.steps.course.city.slot(org, day, d);
        let at = if at > from { at } else { from.plus_minutes(d.range(6, 40)) };
        (at < to).then_some(at)
    }

    /// A moment some share of the way between two.
    fn between(&self, d: &mut Dice, org: usize, from: At, to: At, share: f64) -> Option<At> {
        let days = days_between(from.date(), to.date()) as f64;
        self.moment(d, org, add_days(from.date(), (days * share) as i64), from, to)
    }

    /// Somebody of the ward who works here.
    fn of_ward(&self, d: &mut Dice, hat: Hat) -> Option<usize> {
        let city = self.steps.course.city;
        let key = city.wards.get(self.s.ward).map_or("", |w| w.key.as_str());
        let all: Vec<usize> = city
            .staff_of(self.s.hospital, hat)
            .into_iter()
            .filter(|i| city.staff.get(*i).is_some_and(|x| x.wards.iter().any(|w| w == key)))
            .collect();
        d.pick(&all).copied()
    }

    /// 「長女さん」, or the person.
    fn family(&self) -> String {
        let near = self.p.contacts.iter().find(|c| c.carer);
        near.map_or_else(|| "ご本人".into(), |c| called(&c.relation))
    }

    /// Ends that are not silent: somebody goes on living somewhere.
    fn lives_on(&self) -> bool {
        !matches!(self.s.end, EndKind::Death | EndKind::Transfer)
    }
}

/// A relative as one speaks of them: 長女さん, but 奥さま and not 妻さん.
fn called(relation: &str) -> String {
    match relation {
        "妻" => "奥さま".into(),
        "夫" => "ご主人".into(),
        "子の妻" => "お嫁さん".into(),
        "子の夫" => "お婿さん".into(),
        other => format!("{other}さん"),
    }
}

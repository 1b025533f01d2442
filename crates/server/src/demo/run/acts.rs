//! The seven steps, as the pages do them.
use app::{Cx, Result};
use kernel::{At, Date, Id, wareki};
use transitions::model::{Act as Done, ActKind, Progress, StayId};
use transitions::use_cases::notices::{Late, Planned, Tell};
use transitions::use_cases::report::{Report, Where};
use transitions::use_cases::{
    assign, conference, contact, documents, end, notices as tell, papers as hand, record, report,
    screen, sheet, undo, view,
};

use super::{Batch, Made, gap};
use crate::demo::acts::{Act, Day, Event, Mail, Told};
use crate::demo::papers::{Head, Talk};

impl Batch<'_> {
    pub(super) fn act(&mut self, cx: &Cx<'_>, e: &Event) -> Result<()> {
        match &e.act {
            Act::Report { mistaken } => {
                let id = self.report(cx, e.stay, *mistaken)?;
                self.new.stays.insert(e.stay, Made::new(id));
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
            Act::Notice { told, leaves, late } => {
                let late = Late { code: (*late).into(), words: String::new() };
                let told = self.tell(cx, e.stay, told)?;
                let act = tell::tell_discharge_because(cx, &told, *leaves, Some(&late))?;
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
            Act::More(more) => self.more(cx, e.stay, more)?,
        }
        Ok(())
    }

    fn report(&self, cx: &Cx<'_>, stay: usize, mistaken: Option<usize>) -> Result<StayId> {
        let s = self.stay(stay)?;
        let hospital = self.world.founded.org_id(mistaken.unwrap_or(s.hospital))?;
        // the ward is known at once when the hospital called, and to the people of the story
        let told =
            s.learned == transitions::model::Learned::Hospital || self.person(s.person)?.story;
        let ward = self.world.founded.city.wards.get(s.ward).filter(|_| told);
        let cmd = Report {
            resident: self.resident(s.person)?,
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

    pub(super) fn head(&self, stay: usize) -> Result<Head> {
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
        sheet::send(cx, &self.sheet(cx, stay, told, place, why)?)
    }

    /// The sheet as its writer would send it.
    pub(super) fn sheet(
        &self,
        cx: &Cx<'_>,
        stay: usize,
        told: &Told,
        place: &str,
        why: &str,
    ) -> Result<sheet::Send> {
        let p = self.person(self.stay(stay)?.person)?;
        let id = self.made(stay)?.id;
        let on = day(cx, told.day).unwrap_or(cx.today());
        let (form_version, body) =
            self.world.papers.sheet(&self.world.founded.city, p, &self.head(stay)?, on)?;
        let before = self.newest(cx, id, sheet::KIND)?;
        Ok(sheet::Send {
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
        })
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
        let account = self.account(to)?;
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

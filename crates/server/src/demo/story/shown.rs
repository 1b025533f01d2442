//! What is shown beside the seven steps: for each hat something real to do today.
use app::Result;
use kernel::time::add_days;
use kernel::{At, Hat};
use people::TeamRole;
use transitions::model::checklist::{CheckState, Taker};
use transitions::model::conference::Presence;
use transitions::model::facility_answers::Takes;
use transitions::model::follow_up::{FollowUp, Question, Reply};
use transitions::model::hearing::HearingWay;
use transitions::model::place::PlaceStage;
use transitions::model::reply::Tidings;
use transitions::model::{EndKind, Method};
use transitions::use_cases::written::Written;

use super::Teller;
use crate::demo::acts::{Act, Day, Event, Mail};
use crate::demo::city::City;
use crate::demo::course::Stay;
use crate::demo::dice::Dice;
use crate::demo::folk::{Member, Person};
use crate::demo::life::hospital::tick;
use crate::demo::life::meeting::{changed, sat_before};
use crate::demo::life::{Life, More};
use crate::demo::steps::Steps;

/// People whom the shown 訪問看護, 薬局 and 歯科 support.
const SHARED: [&str; 4] = ["高橋 ミヨ", "及川 トシ", "伊藤 フミ", "菊池 正"];

/// Puts the organisations that are shown into the teams of the story.
pub(super) fn team(city: &City, p: &mut Person) -> Result<()> {
    if !SHARED.contains(&p.resident.name.as_str()) {
        return Ok(());
    }
    let shown = [
        (TeamRole::VisitNursing, "houkan-01", "s133"),
        (TeamRole::Pharmacy, "pharmacy-01", "s162"),
        (TeamRole::Dental, "dental-01", "s155"),
    ];
    for (role, org, staff) in shown {
        p.team.retain(|m| m.role != role);
        p.team.push(Member { role, org: city.org(org)?, staff: Some(city.member(staff)?) });
    }
    Ok(())
}

/// One stay of the story.
pub(super) struct Shown<'a> {
    teller: &'a Teller<'a>,
    n: usize,
    s: &'a Stay,
    p: &'a Person,
    /// The last that was added.
    at: At,
    added: i64,
}

impl<'a> Shown<'a> {
    pub(super) fn of(
        teller: &'a Teller<'a>,
        (n, s): (usize, &'a Stay),
        p: &'a Person,
        steps: &[Event],
    ) -> Self {
        let last = steps.iter().map(|e| e.at).max().unwrap_or(s.began());
        Shown { teller, n, s, p, at: last, added: 0 }
    }

    /// So many days ago, in the hours of who acts, after all that was done before. When there is no such time any more,
    /// some seconds after the last step: the steps end six minutes ago.
    fn put(&mut self, out: &mut Vec<Event>, ago: i64, who: usize, act: More) -> Result<()> {
        let (city, today) = (self.teller.course.city, self.teller.course.today);
        let org = city.who(who)?.org;
        let mut d = Dice::of(self.teller.seed, "shown", self.n * 64 + self.added as usize);
        self.added += 1;
        let at =
            city.slot_before(org, add_days(today, -ago), self.s.admitted_on.min(today), &mut d);
        let after = self.at.plus_millis(15_000);
        let at = at.max(after);
        let at = if at < self.teller.now { at } else { after };
        self.at = at;
        out.push(Event { at, stay: self.n, who, act: Act::More(act) });
        Ok(())
    }

    fn nurse(&self) -> Result<usize> {
        let city = self.teller.course.city;
        let found = city.wards.get(self.s.ward).and_then(|w| city.liaison_of(w));
        found.ok_or_else(|| app::Error::Inconsistent("demo: nobody in the hospital".into()))
    }

    /// Adds what belongs to this scene of this person.
    pub(super) fn tell(mut self, scene: (&str, usize), out: &mut Vec<Event>) -> Result<()> {
        let steps = Steps {
            course: self.teller.course,
            papers: self.teller.papers,
            now: self.teller.now,
            seed: self.teller.seed,
        };
        let life = Life::told(&steps, (self.n, self.s), self.p);
        let (city, keeper) = (self.teller.course.city, self.p.keeper);
        let wished =
            |stage| More::Place { stage, place: EndKind::Home, said_by: "ご本人".into() };
        let fine = |missed: bool| {
            FollowUp::of(|q| match q {
                Question::Visit if missed => Reply::No,
                Question::Troubles => Reply::No,
                _ => Reply::Yes,
            })
        };
        let asked = |mark, missed: bool| More::FollowUp {
            mark,
            answers: fine(missed),
            method: Method::Visit,
            said_by: "ご本人".into(),
            note: if missed { "通院の日を忘れていた" } else { "" },
        };
        let open = |item, taker| tick(item, CheckState::Open, taker, "");
        match scene {
            ("高橋 ミヨ", 0) => {
                self.put(out, 64, keeper, asked(7, false))?;
                self.put(out, 41, keeper, asked(30, false))?;
            }
            ("高橋 ミヨ", 1) => self.put(out, 0, keeper, More::Services(Tidings::Admitted))?,
            ("及川 トシ", _) => {
                let nurse = self.nurse()?;
                self.put(out, 1, keeper, wished(PlaceStage::Wished))?;
                self.put(out, 1, keeper, wished(PlaceStage::Told))?;
                self.put(out, 1, nurse, open("medicine", Taker::Hospital))?;
                self.put(out, 1, keeper, open("equipment", Taker::Office))?;
                self.put(out, 0, keeper, open("taxi", Taker::Family))?;
                self.put(out, 0, keeper, More::Services(Tidings::Planned))?;
            }
            ("小原 信夫", _) => {
                let ward = city.member("s100")?;
                self.put(out, 0, ward, life.moves(1))?;
            }
            ("伊藤 フミ", _) => {
                self.put(out, 2, keeper, wished(PlaceStage::Wished))?;
                self.put(out, 1, keeper, More::Services(Tidings::Planned))?;
                self.put(out, 0, keeper, More::Called)?;
            }
            ("菊池 正", _) => self.changed(&life, out)?,
            ("千田 勇", _) => {
                let (way, note) = (HearingWay::Phone, "お薬が1つふえた。歩くときは見守りがいる");
                let person = self.teller.course.city.who(self.nurse()?)?.name.clone();
                self.put(out, 2, keeper, More::Hearing { way, profession: "nurse", person, note })?;
            }
            ("八重樫 キミ", _) => {
                let colleague = city.member("s003")?;
                let to = "地域連携室".to_string();
                self.put(out, 0, colleague, More::Prepare { to })?;
            }
            ("照井 良子", _) => self.put(out, 1, keeper, asked(7, true))?,
            ("及川 サダ", _) => {
                let (on, why) = (add_days(self.s.admitted_on, 3), "ご家族の付き添いの都合で");
                self.put(out, 0, keeper, More::Moved { on, why })?;
            }
            ("村上 辰男", _) => {
                let (nurse, ward) = (self.nurse()?, city.member("s100")?);
                let note = "家の段差をどうするか、ご家族が話し合っている";
                let codes = vec!["housing".to_string()];
                self.put(out, 2, nurse, More::Stuck { codes, note })?;
                self.put(out, 1, ward, life.moves(3))?;
            }
            ("工藤 ヤエ", _) => self.nearly_home(out)?,
            ("佐々木 清", _) => {
                let nurse = self.nurse()?;
                self.put(out, 1, nurse, open("next_visit", Taker::Hospital))?;
                let note = "主治医から受け取りました".to_string();
                self.put(out, 0, nurse, More::Orders { days: 90, note })?;
            }
            ("藤原 スミ", _) => {
                let nurse = self.nurse()?;
                self.put(out, 6, nurse, More::Refer)?;
                self.put(out, 1, keeper, More::ReferAnswer)?;
            }
            ("熊谷 キヨ", _) => {
                let nurse = self.nurse()?;
                self.put(out, 0, nurse, More::Refer)?;
            }
            ("松本 初江", _) => {
                let (nurse, facility) = (self.nurse()?, city.org("tokuyo-01")?);
                let codes = vec!["suction-night".to_string()];
                let note = "夜間は、2回から3回の吸引がいります";
                self.put(out, 1, nurse, More::Ask { facility, codes, note })?;
            }
            _ => {}
        }
        Ok(())
    }

    /// 工藤 ヤエ: papers were given, a facility refused for the night, the order for 訪問看護 is still open.
    fn nearly_home(&mut self, out: &mut Vec<Event>) -> Result<()> {
        let city = self.teller.course.city;
        let (nurse, facility) = (self.nurse()?, city.org("tokuyo-02")?);
        let codes = vec!["suction-night".to_string()];
        let note = "ショートステイを考えています";
        self.put(out, 0, nurse, More::Ask { facility, codes, note })?;
        let staff = city.staff_of(facility, Hat::Provider).first().copied().unwrap_or(nurse);
        let answer = More::Answer {
            facility,
            takes: Takes::No,
            why: "no_night_staff",
            note: "日中の短い利用であれば、ご相談ください",
            said_by: String::new(),
        };
        self.put(out, 0, staff, answer)?;
        let which = Written::Nursing;
        self.put(out, 0, nurse, More::Write { which, mail: Mail::Nursing })?;
        let item = tick("visit_nurse_order", CheckState::Open, Taker::Hospital, "");
        self.put(out, 0, nurse, item)
    }

    /// 菊池 正: the conference was closed here; two days ago a decision was changed. 訪問看護 wrote back, the care manager
    /// has not read it.
    fn changed(&mut self, life: &Life<'_>, out: &mut Vec<Event>) -> Result<()> {
        let mut d = Dice::of(self.teller.seed, "table", self.n);
        let nurse = self.nurse()?;
        let Some(held) = out.iter_mut().find(|e| matches!(e.act, Act::Held { .. })) else {
            return Ok(());
        };
        let day = match &held.act {
            Act::Held { day: Day::On(day), .. } => *day,
            _ => held.at.date(),
        };
        let seats = life.seats(&mut d, nurse);
        let mut content = life.content(&mut d, &seats, day);
        sat_before(&mut content, day, held.at);
        for a in &mut content.attendees {
            a.presence = Presence::Room.code().into();
        }
        held.act = Act::More(More::Close(Box::new(content.clone())));
        let (content, why) = changed(content);
        self.put(out, 2, nurse, More::Change(Box::new(content), why))?;
        let visits = self.teller.course.city.member("s133")?;
        self.put(
            out,
            1,
            visits,
            More::Objects("その時間は訪問が入っています。午後にできないでしょうか"),
        )
    }
}

//! The people whom the demonstration shows: one in each step, so that every page has something to do today.
use app::Result;
use kernel::time::add_days;
use kernel::{At, Date, Hat, Time};
use people::{AlertLevel, CareLevel, FactKind, NewFact, Sex};
use transitions::model::{EndKind, Learned, Method, Paper};
use transitions::use_cases::screen::Proposal;

use super::course::{Course, Stay};
use super::dice::Dice;
use super::folk::{Cast, Folk, Person};
use super::papers::{Case, Papers};
use super::plan::Plan;
use super::steps::{Act, Day, Event, Mail, Steps, Told};

/// How far a stay has come: the step named is done, the next one is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Upto {
    Reported,
    Contacted,
    Sent,
    Assigned,
    Screened,
    Planned,
    Met,
    Told,
    Read,
    Handed,
    Left,
    Recorded,
}

/// A stay of the story.
struct Scene {
    hospital: &'static str,
    ward: &'static str,
    /// Admitted so many days ago; 0 = this morning.
    ago: i64,
    planned: bool,
    reason: &'static str,
    learned: Learned,
    upto: Upto,
    /// Leaves in so many days, left so many days ago.
    leaves: i64,
    /// Conference so many days ago; none = 開かない.
    held: Option<i64>,
}

/// Puts the story into a plan.
pub(super) struct Teller<'a> {
    pub course: &'a Course<'a>,
    pub papers: &'a Papers,
    pub now: At,
    pub seed: u64,
}

const fn cast(
    name: &'static str,
    kana: &'static str,
    sex: Sex,
    age: i64,
    level: CareLevel,
) -> Cast {
    let (office, keeper) = ("kyotaku-01", "s001");
    Cast { name, kana, age, level, sex, office, keeper, town: "瀬織", family: "" }
}

impl Cast {
    const fn of(self, office: &'static str, keeper: &'static str) -> Self {
        Cast { office, keeper, ..self }
    }

    const fn lives(self, town: &'static str, family: &'static str) -> Self {
        Cast { town, family, ..self }
    }
}

const fn scene(
    hospital: &'static str,
    ward: &'static str,
    ago: i64,
    reason: &'static str,
    upto: Upto,
) -> Scene {
    let (learned, planned) = (Learned::Family, false);
    Scene { hospital, ward, ago, planned, reason, learned, upto, leaves: 20, held: None }
}

impl Scene {
    const fn leaving(self, days: i64) -> Self {
        Scene { leaves: days, ..self }
    }

    const fn met(self, days_ago: i64) -> Self {
        Scene { held: Some(days_ago), ..self }
    }

    const fn known_by(self, learned: Learned) -> Self {
        Scene { learned, ..self }
    }

    const fn planned_one(self) -> Self {
        Scene { planned: true, ..self }
    }
}

/// Who is shown, and their stays, older ones first.
fn story() -> Vec<(Cast, Vec<Scene>)> {
    use CareLevel::{Applied, Care1, Care2, Care3, Care4, NotApplied, Support1, Support2};
    use Sex::{Female, Male};
    use Upto::{
        Assigned, Contacted, Handed, Left, Met, Planned, Read, Recorded, Reported, Screened, Told,
    };
    let fever = "肺炎（急に熱が出て息が苦しくなった）";
    let hip = "大腿骨頸部骨折（自宅の廊下で転んだ）";
    let heart = "慢性心不全の急性増悪（体重が増え、足のむくみと息切れが出た）";
    let stroke = "脳梗塞（朝、右手に力が入らなくなった）";
    vec![
        // the care manager's own
        (
            cast("高橋 ミヨ", "たかはし みよ", Female, 86, Care2).lives("瀬織", "with-son"),
            vec![
                scene("hosp-midori", "w-m3e", 79, heart, Recorded).leaving(-72).met(75),
                scene("hosp-chuo", "w-c3e", 0, fever, Contacted),
            ],
        ),
        (
            cast("及川 トシ", "おいかわ とし", Female, 91, Care3).lives("瀬織", "with-daughter"),
            vec![
                scene(
                    "hosp-sakura",
                    "w-s2",
                    24,
                    "腰椎圧迫骨折（しりもちをついて動けなくなった）",
                    Told,
                )
                .leaving(7)
                .met(6),
            ],
        ),
        (
            cast("小原 信夫", "おはら のぶお", Male, 74, Care1).lives("糸ノ瀬", "couple"),
            vec![scene("hosp-chuo", "w-c4e", 4, stroke, Screened).known_by(Learned::Ambulance)],
        ),
        (
            cast("伊藤 フミ", "いとう ふみ", Female, 88, Care2).lives("舟結", "alone-near"),
            vec![
                scene(
                    "hosp-sakura",
                    "w-s2",
                    10,
                    "脱水症（暑い日が続き、食べられなくなった）",
                    Planned,
                )
                .leaving(9),
            ],
        ),
        (
            cast("阿部 ハル", "あべ はる", Female, 83, Care1).lives("茜織", "alone"),
            vec![scene("hosp-chuo", "w-c3e", 2, heart, Assigned).known_by(Learned::VisitNurse)],
        ),
        (
            cast("菊池 正", "きくち ただし", Male, 79, Care2).lives("七糸", "couple"),
            vec![scene("hosp-chuo", "w-c4e", 18, hip, Met).leaving(4).met(7)],
        ),
        (
            cast("千田 勇", "ちだ いさむ", Male, 81, Care1)
                .lives("東結野一丁目", "with-son-single"),
            vec![scene("hosp-chuo", "w-c4e", 21, stroke, Left).leaving(-3).met(9)],
        ),
        (cast("八重樫 キミ", "やえがし きみ", Female, 90, Care2).lives("葦結", "with-son"), vec![]),
        (
            cast("照井 良子", "てるい よしこ", Female, 87, Support2).lives("若糸", "alone-near"),
            vec![],
        ),
        // other offices' people in the hospital that is shown
        (
            cast("佐々木 清", "ささき きよし", Male, 88, Care3)
                .of("kyotaku-07", "s028")
                .lives("ひばり野台二丁目", "couple"),
            vec![
                scene("hosp-chuo", "w-c4w", 16, "誤嚥性肺炎（食事中にむせて熱が出た）", Read)
                    .leaving(1),
            ],
        ),
        (
            cast("鎌田 マサ", "かまた まさ", Female, 89, Care1)
                .of("kyotaku-04", "s019")
                .lives("ひばり野台三丁目", "alone"),
            vec![scene("hosp-chuo", "w-c3e", 6, fever, Contacted)],
        ),
        (
            cast("村上 辰男", "むらかみ たつお", Male, 84, Care2)
                .of("kyotaku-10", "s038")
                .lives("南結野一丁目", "couple"),
            vec![scene("hosp-chuo", "w-c4e", 14, hip, Screened)],
        ),
        (
            cast("工藤 ヤエ", "くどう やえ", Female, 92, Care4)
                .of("kyotaku-08", "s032")
                .lives("東結野一丁目", "with-son"),
            vec![scene("hosp-chuo", "w-c3e", 19, heart, Handed).leaving(-1).met(8)],
        ),
        // people without a care manager, and others whom 包括 follows
        (
            cast("藤原 スミ", "ふじわら すみ", Female, 92, Applied)
                .of("hokatsu-kita", "s006")
                .lives("北結野", "alone"),
            vec![
                scene(
                    "hosp-chuo",
                    "w-c4w",
                    46,
                    "腰椎圧迫骨折（しりもちをついて動けなくなった）",
                    Met,
                )
                .leaving(4)
                .met(9),
            ],
        ),
        (
            cast("熊谷 キヨ", "くまがい きよ", Female, 84, NotApplied)
                .of("hokatsu-kita", "s006")
                .lives("藍干場", "alone-near"),
            vec![
                scene(
                    "hosp-chuo",
                    "w-c3w",
                    1,
                    "転倒して頭を打った（頭を打ち、様子を見るため）",
                    Reported,
                )
                .known_by(Learned::Hospital),
            ],
        ),
        (
            cast("石川 栄一", "いしかわ えいいち", Male, 78, Support1)
                .of("hokatsu-kita", "s006")
                .lives("白繭", "couple"),
            vec![
                scene(
                    "hosp-midori",
                    "w-m3e",
                    2,
                    "大腸ポリープの手術（予定の検査と手術）",
                    Contacted,
                )
                .planned_one(),
            ],
        ),
        (
            cast("田村 ヨシ子", "たむら よしこ", Female, 80, Support2)
                .of("hokatsu-kita", "s006")
                .lives("栗織", "alone"),
            vec![
                scene(
                    "hosp-midori",
                    "w-m4w",
                    20,
                    "腰椎圧迫骨折（しりもちをついて動けなくなった）",
                    Told,
                )
                .leaving(6),
            ],
        ),
        (
            cast("松本 初江", "まつもと はつえ", Female, 85, Care2)
                .of("kyotaku-02", "s011")
                .lives("瀬織", "with-son"),
            vec![
                scene(
                    "hosp-midori",
                    "w-m5",
                    63,
                    "骨折のあとのリハビリ（手術した病院から移る）",
                    Planned,
                )
                .leaving(12)
                .planned_one(),
            ],
        ),
    ]
}

impl Teller<'_> {
    /// Adds the people of the story and their stays.
    pub(super) fn tell(&self, folk: &mut Folk<'_>, plan: &mut Plan) -> Result<()> {
        for (n, (who, scenes)) in story().into_iter().enumerate() {
            let mut p = folk.cast(&who)?;
            if n == 0 {
                self.alerts(&mut p);
            }
            let mut recent = None;
            for s in scenes {
                let mut d = Dice::of(self.seed, "scene", plan.stays.len());
                let mut stay = self.stay(&mut d, plan.people.len(), &s)?;
                stay.recent = recent.take();
                recent = Some((
                    super::plan::short_reason(&stay.reason),
                    stay.admitted_on,
                    stay.ended_on,
                ));
                self.acts(&mut d, (plan.stays.len(), &stay), &p, &s, &mut plan.events)?;
                plan.stays.push(stay);
            }
            plan.people.push(p);
        }
        Ok(())
    }

    /// What the head of the first person's page warns of.
    fn alerts(&self, p: &mut Person) {
        let as_of = add_days(p.registered.date(), -10);
        let fact = |kind, text: &str, code: &str, alert, source: &str| NewFact {
            kind,
            text: text.into(),
            code: code.into(),
            alert,
            source: source.into(),
            as_of,
        };
        p.facts.retain(|f| f.alert == AlertLevel::None && f.kind != FactKind::Allergy);
        p.facts.insert(
            0,
            fact(
                FactKind::Allergy,
                "ペニシリンアレルギー",
                "drug-penicillin",
                AlertLevel::Harm,
                "ご家族",
            ),
        );
        p.facts.insert(
            1,
            fact(
                FactKind::Medicine,
                "ワルファリン服用中",
                "anticoagulant",
                AlertLevel::Caution,
                "お薬手帳",
            ),
        );
        p.allergies = vec!["ペニシリン系の抗菌薬".into()];
    }

    fn stay(&self, d: &mut Dice, person: usize, s: &Scene) -> Result<Stay> {
        let city = self.course.city;
        let ward = city.wards.iter().position(|w| w.key == s.ward);
        let ward =
            ward.ok_or_else(|| app::Error::Inconsistent(format!("demo: no ward {}", s.ward)))?;
        // this morning at 9:40; when it is earlier than that, an hour and a half ago
        let began = if s.ago == 0 {
            At::jst(self.course.today, Time::constant(9, 40, 0, 0)).min(self.now.plus_minutes(-90))
        } else {
            At::jst(
                add_days(self.course.today, -s.ago),
                Time::constant(d.range(9, 15) as i8, d.range(0, 11) as i8 * 5, 0, 0),
            )
        };
        let time = began.time();
        Ok(Stay {
            person,
            hospital: city.org(s.hospital)?,
            ward,
            room: self.course.room(d, ward),
            moved: None,
            admitted_on: began.date(),
            admitted_time: Time::new(time.hour(), time.minute(), 0, 0).ok(),
            planned: s.planned,
            kind: city.wards.get(ward).map_or(String::new(), |w| w.kind.clone()),
            reason: s.reason.into(),
            learned: s.learned,
            ended_on: add_days(self.course.today, s.leaves),
            end: EndKind::Home,
            place: String::new(),
            recent: None,
        })
    }

    fn acts(
        &self,
        d: &mut Dice,
        (n, stay): (usize, &Stay),
        p: &Person,
        s: &Scene,
        out: &mut Vec<Event>,
    ) -> Result<()> {
        let city = self.course.city;
        let steps = Steps { course: self.course, papers: self.papers, now: self.now };
        let nurse = city.wards.get(stay.ward).and_then(|w| city.liaison_of(w));
        let nurse =
            nurse.ok_or_else(|| app::Error::Inconsistent("demo: nobody in the hospital".into()))?;
        let to_cm = format!("{}さん", city.who(p.keeper)?.surname());
        let to_hospital = format!("地域連携室 {}さん", city.who(nurse)?.surname());
        let told = |method, to: &str| Told {
            day: Day::Same,
            method,
            to: to.into(),
            said_by: String::new(),
        };
        let today = self.course.today;
        let mut line = Line { list: Vec::new(), at: stay.began().plus_minutes(14) };
        let day = |after: i64| add_days(stay.admitted_on, after).min(today);
        let ago = |n: i64| add_days(today, -n).max(stay.admitted_on);
        let (cm, office, hospital) = (p.keeper, p.office, stay.hospital);
        let mut put = |upto: Upto, org: usize, who: usize, on: Date, act: Act| {
            if s.upto < upto {
                return;
            }
            // the first morning goes by the minute, everything else by the hours of who acts
            let wanted = if s.ago == 0 { line.at } else { city.slot(org, on, d) };
            line.at = if wanted > line.at { wanted } else { line.at.plus_minutes(11) };
            line.list.push((line.at, who, act));
        };
        put(Upto::Reported, office, cm, day(0), Act::Report { mistaken: None });
        put(Upto::Contacted, office, cm, day(0), Act::Contact(told(Method::Phone, &to_hospital)));
        let sheet = Act::Sheet {
            told: told(Method::Ict, &to_hospital),
            place: String::new(),
            why: String::new(),
        };
        put(Upto::Sent, office, cm, day(0), sheet);
        put(
            Upto::Assigned,
            hospital,
            nurse,
            day(0),
            Act::Assign { to: nurse, ward: stay.ward, room: stay.room.clone() },
        );
        put(Upto::Assigned, hospital, nurse, day(1), Act::Read);
        put(Upto::Assigned, hospital, nurse, day(1), Act::Receive(Mail::Sheet));
        let case = Case {
            profile: p.profile.id,
            ward: stay.kind.clone(),
            variant: 0,
            emergency: !s.planned,
            with_sheet: true,
        };
        let clear = self.papers.proposal(&p.profile, &case)? == Proposal::NotNeeded;
        let why = if clear { "ご家族が不安を話されたため" } else { "" };
        let mut own = Dice::of(self.seed, "said", n);
        let said_by = steps.somebody(&mut own, stay, Hat::Ward, "病棟看護師");
        put(
            Upto::Screened,
            hospital,
            nurse,
            day(2),
            Act::Screen { case, needed: true, why: why.into(), said_by },
        );
        put(Upto::Planned, hospital, nurse, day(5), Act::Planning(told(Method::Phone, &to_cm)));
        put(Upto::Planned, office, cm, day(6), Act::Receive(Mail::Planning));
        let said_by = steps.somebody(&mut own, stay, Hat::Doctor, "主治医");
        put(
            Upto::Planned,
            hospital,
            nurse,
            day(6),
            Act::Planned { on: stay.ended_on, why: String::new(), said_by },
        );
        match s.held {
            Some(n) => put(
                Upto::Met,
                hospital,
                nurse,
                ago(n),
                Act::Held { day: Day::Same, said_by: String::new() },
            ),
            None => {
                let why = "電話で打ち合わせができたため".to_string();
                put(Upto::Met, hospital, nurse, day(7), Act::NotHeld { why });
            }
        }
        let noticed = if s.upto == Upto::Told { ago(1) } else { add_days(stay.ended_on, -6) };
        let notice = Act::Notice { told: told(Method::Phone, &to_cm), leaves: stay.ended_on };
        put(Upto::Told, hospital, nurse, noticed.min(today), notice);
        put(Upto::Read, office, cm, add_days(noticed, 1).min(today), Act::Receive(Mail::Notice));
        let papers = vec![Paper::Summary, Paper::Nursing, Paper::Medicines];
        let given = Act::Papers { papers, told: told(Method::Visit, &to_cm) };
        put(Upto::Handed, hospital, nurse, stay.ended_on.min(today), given);
        put(Upto::Left, hospital, nurse, stay.ended_on.min(today), Act::End);
        put(
            Upto::Left,
            office,
            cm,
            add_days(stay.ended_on, 1).min(today),
            Act::Receive(Mail::Papers),
        );
        put(
            Upto::Recorded,
            office,
            cm,
            add_days(stay.ended_on, 3).min(today),
            Act::Record { why: String::new() },
        );
        line.until(self.now);
        out.extend(line.list.into_iter().map(|(at, who, act)| Event { at, stay: n, who, act }));
        Ok(())
    }
}

/// Acts one after the other.
struct Line {
    list: Vec<(At, usize, Act)>,
    at: At,
}

impl Line {
    /// Nothing lies ahead: what would (a closed office, a long weekend) was done in the last hours instead.
    fn until(&mut self, now: At) {
        let mut latest = now.plus_minutes(-6);
        for (at, _, _) in self.list.iter_mut().rev() {
            *at = (*at).min(latest);
            latest = at.plus_minutes(-7);
        }
    }
}

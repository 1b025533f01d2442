//! The residents: who they are, who follows them, whom to call, what is known of their health.
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use accounts::OrganisationKind;
use app::Result;
use kernel::kana::search_key;
use kernel::time::{add_days, days_between};
use kernel::{At, Date, Hat};
use people::{CareLevel, Consent, ConsentMethod, NewContact, NewFact, NewResident, Sex, TeamRole};

use super::city::{CITY, City, INSURER};
use super::clinical::{Clinic, Profile};
use super::dice::Dice;
use super::names::{Name, Names};
use super::table::{Rates, Row, rows};

/// A member of the team to add.
#[derive(Debug, Clone)]
pub(super) struct Member {
    pub role: TeamRole,
    pub org: usize,
    pub staff: Option<usize>,
}

/// A resident to be.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub resident: NewResident,
    pub consent: Consent,
    pub registered: At,
    /// The office that follows: 居宅, 小規模多機能 or 包括.
    pub office: usize,
    /// Who there.
    pub keeper: usize,
    pub profile: Arc<Profile>,
    pub contacts: Vec<NewContact>,
    /// Code of the carer's relation, age of the carer.
    pub carer: (String, i64),
    pub facts: Vec<NewFact>,
    pub team: Vec<Member>,
    /// Words of the sheet that are this person's own, by linkId.
    pub words: Vec<(&'static str, String)>,
    pub allergies: Vec<String>,
    /// Belongs to the story told by the demonstration: has no other stays than the ones written for it.
    pub story: bool,
}

/// What a person of the story is; the rest is drawn.
#[derive(Debug, Clone)]
pub(super) struct Cast {
    pub name: &'static str,
    pub kana: &'static str,
    pub age: i64,
    pub level: CareLevel,
    pub sex: Sex,
    pub office: &'static str,
    pub keeper: &'static str,
    pub town: &'static str,
    /// Code of the household in clinical.csv.
    pub family: &'static str,
}

/// Questions of the sheet answered in a person's own words.
const WORDS: [&str; 18] = [
    "wish.hobby",
    "wish.life",
    "wish.person",
    "wish.family",
    "after.needs",
    "after.consider_text",
    "after.note",
    "conf.discharge_text",
    "home.note",
    "sleep.detail",
    "comm.note",
    "meal.limit_text",
    "meal.water_text",
    "drug.manage_how",
    "drug.note",
    "local.family_power",
    "local.note",
    "body.sore_text",
];

/// Makes residents.
pub(super) struct Folk<'a> {
    city: &'a City,
    rates: &'a Rates,
    clinic: &'a Clinic,
    names: Names,
    bands: Vec<Row>,
    profiles: BTreeMap<(String, bool, i64), Arc<Profile>>,
    seed: u64,
    today: Date,
    /// Profiles for each level and sex.
    variants: i64,
    /// Search keys of the story's names: nobody else is found by them.
    cast: BTreeSet<String>,
    made: usize,
}

/// First day of the two years.
pub(super) fn begin(today: Date) -> Date {
    add_days(today, -730)
}

/// The form's code of a care level.
pub(super) fn form_code(level: CareLevel) -> &'static str {
    match level {
        CareLevel::Applied => "applying",
        l => l.code(),
    }
}

impl<'a> Folk<'a> {
    pub(super) fn new(
        city: &'a City,
        rates: &'a Rates,
        clinic: &'a Clinic,
        seed: u64,
        today: Date,
        residents: usize,
    ) -> Result<Self> {
        Ok(Folk {
            city,
            rates,
            clinic,
            names: Names::read()?,
            bands: rows(include_str!("../../../../data/names/age_bands.csv"))?,
            profiles: BTreeMap::new(),
            seed,
            today,
            variants: (residents as i64 / 50).clamp(3, 12),
            cast: BTreeSet::new(),
            made: 0,
        })
    }

    /// A resident; `wanted` = follows this member of staff.
    pub(super) fn anybody(&mut self, wanted: Option<usize>) -> Result<Person> {
        let n = self.made;
        let mut d = Dice::of(self.seed, "person", n);
        let age = |sex: &str| format!("care_{sex}");
        let lines: Vec<(&Row, Sex, f64)> = self
            .bands
            .iter()
            .flat_map(|r| {
                [(r, Sex::Male, r.number(&age("male"))), (r, Sex::Female, r.number(&age("female")))]
            })
            .collect();
        let (sex, years) = match d.weighted(&lines, |l| l.2) {
            Some((r, sex, _)) => {
                (*sex, d.range(r.number("age_from") as i64, r.number("age_to") as i64))
            }
            None => (Sex::Female, 85),
        };
        let birth = add_days(self.today, -(years * 365 + years / 4) - d.range(1, 364));
        let mut name = self.names.name(&mut d, sex, i64::from(birth.year()));
        while self.cast.contains(&search_key(&name.kana())) {
            name = self.names.name(&mut d, sex, i64::from(birth.year()));
        }
        let town = d.weighted(&self.city.towns, |t| t.aged);
        let (town, area) =
            town.map_or((String::new(), String::new()), |t| (t.name.clone(), t.area.clone()));
        let without = self.rates.value("no_care_manager", "all", "share");
        let (level, office) = match wanted {
            Some(s) => (self.level(&mut d), self.city.who(s)?.org),
            None if d.percent(without) => {
                let level =
                    if d.percent(60.0) { CareLevel::NotApplied } else { CareLevel::Applied };
                (level, self.hokatsu(&area)?)
            }
            None => {
                let level = self.level(&mut d);
                let support = matches!(level, CareLevel::Support1 | CareLevel::Support2);
                let office = if support && d.percent(40.0) {
                    self.hokatsu(&area)?
                } else {
                    self.office(&mut d, &area)?
                };
                (level, office)
            }
        };
        let keeper = match wanted {
            Some(s) => s,
            None => self.keeper(&mut d, office)?,
        };
        let who = Who { name, birth, sex, level, town, area, office, keeper };
        self.person(&mut d, who, None)
    }

    /// A person of the story.
    pub(super) fn cast(&mut self, c: &Cast) -> Result<Person> {
        let mut d = Dice::of(self.seed, "cast", self.made);
        let town = self.city.towns.iter().find(|t| t.name == c.town);
        let (town, area) =
            town.map_or((c.town.to_string(), String::new()), |t| (t.name.clone(), t.area.clone()));
        let who = Who {
            name: Name::of(c.name, c.kana),
            birth: add_days(self.today, -(c.age * 365 + c.age / 4) - d.range(20, 300)),
            sex: c.sex,
            level: c.level,
            town,
            area,
            office: self.city.org(c.office)?,
            keeper: self.city.member(c.keeper)?,
        };
        // bodies are drawn until one lives in the household that is told
        let first = 1_000 + self.made as i64 * 100;
        let fits = (first..first + 99).find(|n| {
            let of = self.profile(&mut d, form_code(c.level), c.sex, Some(*n));
            c.family.is_empty() || of.family.0 == c.family
        });
        let mut p = self.person(&mut d, who, Some(fits.unwrap_or(first)))?;
        p.story = true;
        self.cast.insert(search_key(c.kana));
        Ok(p)
    }

    fn level(&self, d: &mut Dice) -> CareLevel {
        CareLevel::from_code(self.rates.draw(d, "care_level", "all")).unwrap_or(CareLevel::Care1)
    }

    fn hokatsu(&self, area: &str) -> Result<usize> {
        let of = self.city.areas.iter().find(|a| a.key == area).or_else(|| self.city.areas.first());
        of.map(|a| a.hokatsu).ok_or_else(|| app::Error::Inconsistent("demo: areas".into()))
    }

    /// A 居宅 or 小規模多機能, four times as likely in one's own area.
    fn office(&self, d: &mut Dice, area: &str) -> Result<usize> {
        let mut all = self.city.with_accounts(OrganisationKind::CareManagement);
        all.extend(self.city.with_accounts(OrganisationKind::Multi));
        let weight = |o: &usize| {
            let near = self.city.orgs.get(*o).is_some_and(|o| o.area == area);
            self.city.staff_of(*o, Hat::CareManager).len() as f64 * if near { 4.0 } else { 1.0 }
        };
        let found = d.weighted(&all, weight).copied();
        found.ok_or_else(|| app::Error::Inconsistent("demo: offices".into()))
    }

    fn keeper(&self, d: &mut Dice, office: usize) -> Result<usize> {
        let mut all = self.city.staff_of(office, Hat::CareManager);
        all.extend(self.city.staff_of(office, Hat::Hokatsu));
        // the member who shows the demonstration follows twice as many
        let weight = |s: &usize| {
            let shows = self.city.staff.get(*s).is_some_and(|s| s.demo_role.is_some());
            if shows { 2.0 } else { 1.0 }
        };
        let found = d.weighted(&all, weight).copied();
        found.ok_or_else(|| app::Error::Inconsistent("demo: nobody to follow a resident".into()))
    }

    fn profile(
        &mut self,
        d: &mut Dice,
        care: &str,
        sex: Sex,
        variant: Option<i64>,
    ) -> Arc<Profile> {
        let n = variant.unwrap_or_else(|| d.range(0, self.variants - 1));
        let key = (care.to_string(), sex == Sex::Male, n);
        if let Some(p) = self.profiles.get(&key) {
            return p.clone();
        }
        let id = care.bytes().fold(7_u64, |h, b| h.wrapping_mul(31).wrapping_add(u64::from(b)));
        let id = id.wrapping_mul(100_000) + n as u64 * 2 + u64::from(key.1);
        let mut own = Dice::of(self.seed ^ id, "profile", 0);
        let p = Arc::new(self.clinic.profile(&mut own, id, care, sex));
        self.profiles.insert(key, p.clone());
        p
    }

    fn person(&mut self, d: &mut Dice, who: Who, variant: Option<i64>) -> Result<Person> {
        let n = self.made;
        self.made += 1;
        let profile = self.profile(d, form_code(who.level), who.sex, variant);
        let registered = self.registered(d, who.office, variant.is_some());
        let known = !matches!(who.level, CareLevel::Applied | CareLevel::NotApplied);
        // valid for three years, somewhere in the middle of it
        let from = add_days(self.today, -d.range(30, 700)).first_of_month();
        let to = add_days(add_days(from, 3 * 365).first_of_month(), -1);
        let phone = |d: &mut Dice, a: i64, b: i64| {
            format!("0000-{}-{:04}", d.range(a, b), d.range(1, 9999))
        };
        let family = &profile.family;
        let household = self.clinic.list("family").iter().find(|r| r.get("code") == family.0);
        let resident = NewResident {
            name: who.name.full(),
            kana: who.name.kana(),
            birth: who.birth,
            sex: who.sex,
            address: format!("{CITY}{}{}-{}", who.town, d.range(1, 40), d.range(1, 24)),
            phone: phone(d, 30, 49),
            insurer: INSURER.into(),
            insured: format!("00{:08}", 10_000_000 + n as i64 * 317 + d.range(0, 300)),
            care_level: who.level,
            care_from: known.then_some(from),
            care_to: known.then_some(to),
            household: household.map_or("", |r| r.get("label")).into(),
        };
        let (contacts, carer) = self.contacts(d, &who, &profile);
        let allergies = self.allergies(d);
        let words = WORDS
            .iter()
            .map(|link| (*link, self.clinic.phrase(d, link, &profile)))
            .filter(|(_, text)| !text.is_empty())
            .collect();
        let oral = d.percent(4.0);
        let keeper = self.city.who(who.keeper)?.name.clone();
        Ok(Person {
            consent: Consent {
                method: if oral { ConsentMethod::Oral } else { ConsentMethod::Written },
                heard_by: keeper,
                given_on: add_days(registered.date(), -d.range(0, 20)),
                form_version: "2024.1".into(),
            },
            facts: self.facts(d, &profile, &allergies, registered.date()),
            allergies: allergies.iter().map(|(label, _)| label.clone()).collect(),
            team: self.team(d, &who, &profile),
            office: who.office,
            keeper: who.keeper,
            resident,
            registered,
            profile,
            contacts,
            carer,
            words,
            story: false,
        })
    }

    /// Two thirds were followed before the two years began, the others came since.
    fn registered(&self, d: &mut Dice, office: usize, early: bool) -> At {
        let first = add_days(begin(self.today), -40);
        let day = if early || d.percent(66.0) {
            add_days(first, d.range(0, 32))
        } else {
            add_days(first, d.range(40, days_between(first, self.today) - 45))
        };
        self.city.slot(office, day, d)
    }
}

mod around;

struct Who {
    name: Name,
    birth: Date,
    sex: Sex,
    level: CareLevel,
    town: String,
    area: String,
    office: usize,
    keeper: usize,
}

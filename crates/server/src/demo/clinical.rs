//! Bodies and lives: diagnoses, medicines, family and the answers of the admission sheet that follow from them.
//! A profile is worked out once and shared by some residents; what is a person's own (names, words, dates) is laid
//! over it (papers.rs). Nothing a criterion of 退院支援の要否 reads is a person's own, so a judgement is shared too.
use std::collections::{BTreeMap, BTreeSet};

use forms::{Answer, Answers, Given, Key, Pick, Value};
use people::Sex;

use super::dice::Dice;
use super::table::{Row, rows};

/// The tables about residents.
#[derive(Debug, Clone)]
pub(super) struct Clinic {
    lists: BTreeMap<String, Vec<Row>>,
    adl: Vec<Row>,
    phrases: Vec<Row>,
}

/// A medicine.
#[derive(Debug, Clone)]
pub(super) struct Medicine {
    pub code: String,
    /// 抗凝固薬.
    pub label: String,
    /// ワルファリン.
    pub name: String,
    /// 血が止まりにくい.
    pub caution: String,
}

/// A body and a household.
#[derive(Debug, Clone)]
pub(super) struct Profile {
    /// Names it in streams of chance and among judgements that were made.
    pub id: u64,
    /// Code of the care level as the form has it.
    pub care: String,
    pub sex: Sex,
    /// Code, words, box of 疾患歴.
    pub diagnoses: Vec<(String, String, String)>,
    pub medicines: Vec<Medicine>,
    pub procs: Vec<String>,
    /// Code and words.
    pub devices: Vec<(String, String)>,
    /// Code, household code, relation of the carer, note.
    pub family: (String, String, String, String),
    /// Words and kinds with times a week.
    pub service: (String, Vec<(String, i64)>),
    pub nurse: bool,
    /// house1, house2, apartment.
    pub home: &'static str,
    pub sheet: Answers,
}

/// Sets a text.
pub(super) fn text(a: &mut Answers, link: &str, t: &str) {
    if !t.is_empty() {
        a.set(&Key::single(link), Answer::of(Value::Text(t.to_string())));
    }
}

/// Sets a single choice.
pub(super) fn pick(a: &mut Answers, link: &str, code: &str) {
    picks(a, link, &[code.to_string()]);
}

/// Sets choices, in the order of the list.
pub(super) fn picks(a: &mut Answers, link: &str, codes: &[String]) {
    let all = codes.iter().filter(|c| !c.is_empty()).map(|c| Pick { code: c.clone(), other: None });
    let all: Vec<Pick> = all.collect();
    if !all.is_empty() {
        a.set(&Key::single(link), Answer::of(Value::Picks(all)));
    }
}

/// Sets yes or no.
pub(super) fn yes(a: &mut Answers, link: &str, b: bool) {
    a.set(&Key::single(link), Answer::of(Value::YesNo(b)));
}

/// Sets a whole number.
pub(super) fn whole(a: &mut Answers, link: &str, n: i64) {
    a.set(&Key::single(link), Answer::of(Value::Whole(n)));
}

/// Sets a day.
pub(super) fn date(a: &mut Answers, link: &str, d: kernel::Date) {
    a.set(&Key::single(link), Answer::of(Value::Date(d)));
}

/// 不明, 未確認.
pub(super) fn unknown(a: &mut Answers, link: &str) {
    a.set(&Key::single(link), Answer { given: Given::Unknown, ..Answer::default() });
}

/// The column of adl_profiles.csv for a care level code.
fn column(care: &str) -> &str {
    match care {
        "12" | "13" | "21" | "22" | "23" | "24" | "25" => care,
        "not-applied" => "13",
        _ => "21",
    }
}

/// All of a row's implications: list, code, percent.
fn implied(r: &Row) -> Vec<(String, String, f64)> {
    let of = |t: &str| {
        let (what, p) = t.split_once('@').unwrap_or((t, "100"));
        let (list, code) = what.split_once(':')?;
        Some((list.to_string(), code.to_string(), p.parse().unwrap_or(100.0)))
    };
    r.items("implies").filter_map(of).collect()
}

impl Clinic {
    /// The shipped tables.
    pub(super) fn read() -> app::Result<Clinic> {
        let mut lists: BTreeMap<String, Vec<Row>> = BTreeMap::new();
        for r in rows(include_str!("../../../../data/demo/clinical.csv"))? {
            lists.entry(r.get("list").to_string()).or_default().push(r);
        }
        Ok(Clinic {
            lists,
            adl: rows(include_str!("../../../../data/demo/adl_profiles.csv"))?,
            phrases: rows(include_str!("../../../../data/demo/phrases.csv"))?,
        })
    }

    /// The rows of a list.
    pub(super) fn list(&self, list: &str) -> &[Row] {
        self.lists.get(list).map_or(&[], Vec::as_slice)
    }

    fn row(&self, list: &str, code: &str) -> Option<&Row> {
        self.list(list).iter().find(|r| r.get("code") == code)
    }

    /// Rows of a list that somebody of this sex and level can have.
    fn for_level(&self, list: &str, sex: Sex, level: &str) -> Vec<&Row> {
        let own = if sex == Sex::Male { "m" } else { "f" };
        let n: i64 = level.parse().unwrap_or(21);
        let fits = |r: &&Row| {
            let (min, max) = (r.number("level_min") as i64, r.number("level_max") as i64);
            (r.get("sex").is_empty() || r.get("sex") == own) && min <= n && n <= max
        };
        self.list(list).iter().filter(fits).collect()
    }

    /// A profile for a care level code (of the form) and sex.
    pub(super) fn profile(&self, dice: &mut Dice, id: u64, care: &str, sex: Sex) -> Profile {
        let level = column(care);
        let mut tags: BTreeSet<(String, String)> = BTreeSet::new();
        let mut diagnoses = Vec::new();
        let mut open: Vec<(String, String, f64)> = Vec::new();
        for r in self.for_level("diagnosis", sex, level) {
            if r.get("code") != "none" && diagnoses.len() < 8 && dice.percent(r.number("weight")) {
                diagnoses.push((
                    r.get("code").to_string(),
                    r.get("label").to_string(),
                    r.get("detail").to_string(),
                ));
                open.extend(implied(r));
            }
        }
        let mut procs: BTreeSet<String> = BTreeSet::new();
        for r in self.adl.iter().filter(|r| r.get("link") == "med.procs") {
            if dice.per_mille(r.number(&format!("level_{level}"))) {
                open.push(("procedure".into(), r.get("code").into(), 100.0));
            }
        }
        // what follows from what, each thing once: the chains of the table are short
        while let Some((list, code, p)) = open.pop() {
            if !dice.percent(p) || !tags.insert((list.clone(), code.clone())) {
                continue;
            }
            if list == "procedure" {
                procs.insert(code.clone());
            }
            if let Some(r) = self.row(&list, &code) {
                open.extend(implied(r));
            }
        }
        let procs: Vec<String> = {
            let order = self
                .adl
                .iter()
                .filter(|r| r.get("link") == "med.procs")
                .map(|r| r.get("code").to_string());
            order.filter(|c| procs.contains(c)).collect()
        };
        let medicines = self.medicines(dice, &tags);
        let family = {
            let all = self.for_level("family", sex, level);
            let r = dice.weighted(&all, |r| r.number("weight")).copied();
            let detail = r.map_or("", |r| r.get("detail"));
            let mut parts = detail.splitn(3, '|').map(str::to_string);
            let mut part = || parts.next().unwrap_or_default();
            (r.map_or(String::new(), |r| r.get("code").into()), part(), part(), part())
        };
        let service = {
            let all = self.for_level("service", sex, level);
            let r = dice.weighted(&all, |r| r.number("weight")).copied();
            let kinds =
                r.map_or(Vec::new(), |r| r.get("detail").split(';').map(str::to_string).collect());
            let kinds = kinds
                .iter()
                .filter_map(|k| k.split_once('@'))
                .map(|(k, n)| (k.to_string(), n.parse().unwrap_or(1)));
            (
                r.map_or(String::new(), |r| r.get("label").into()),
                kinds.collect::<Vec<(String, i64)>>(),
            )
        };
        let has = |list: &str, code: &str| tags.contains(&(list.to_string(), code.to_string()));
        let nurse = has("service", "nurse") || service.1.iter().any(|(k, _)| k == "nurse");
        let home = dice
            .weighted(&[("house1", 45.0), ("house2", 40.0), ("apartment", 15.0)], |x| x.1)
            .map_or("house1", |x| x.0);
        let mut p = Profile {
            id,
            care: care.to_string(),
            sex,
            diagnoses,
            medicines,
            procs,
            devices: Vec::new(),
            family,
            service,
            nurse,
            home,
            sheet: Answers::new(),
        };
        self.answers(dice, &mut p, &tags);
        p.devices = self.devices(dice, &p, &tags);
        p
    }

    fn medicines(&self, dice: &mut Dice, tags: &BTreeSet<(String, String)>) -> Vec<Medicine> {
        let mut out = Vec::new();
        for r in self.list("medicine") {
            let tagged = tags.contains(&("medicine".into(), r.get("code").to_string()));
            if out.len() >= 7 || !(tagged || dice.percent(r.number("weight"))) {
                continue;
            }
            let (names, caution) = r.get("detail").split_once('|').unwrap_or((r.get("detail"), ""));
            let names: Vec<&str> = names.split(',').collect();
            out.push(Medicine {
                code: r.get("code").into(),
                label: r.get("label").into(),
                name: dice.pick(&names).copied().unwrap_or_default().into(),
                caution: caution.into(),
            });
        }
        out
    }

    fn devices(
        &self,
        dice: &mut Dice,
        p: &Profile,
        tags: &BTreeSet<(String, String)>,
    ) -> Vec<(String, String)> {
        let fulfilled = |needs: &str| match needs.split_once(':') {
            None => true,
            Some(("answer", rest)) => {
                rest.split_once('=').is_some_and(|(link, code)| p.sheet.code(link) == Some(code))
            }
            Some(("diagnosis", code)) => p.diagnoses.iter().any(|d| d.0 == code),
            Some(("procedure", code)) => p.procs.iter().any(|c| c == code),
            Some(_) => false,
        };
        let mut out = Vec::new();
        for r in self.list("device") {
            let tagged = tags.contains(&("device".into(), r.get("code").to_string()));
            // the denture is the one that the sheet names
            let denture = match r.get("code") {
                "denture-upper" => Some("full"),
                "denture-partial" => Some("partial"),
                _ => None,
            };
            if denture.is_some() && p.sheet.code("mouth.denture_kind") != denture {
                continue;
            }
            if tagged || (fulfilled(r.get("needs")) && dice.per_mille(r.number("weight"))) {
                out.push((r.get("code").to_string(), r.get("label").to_string()));
            }
        }
        out
    }

    /// The answers of the sheet that follow from body and household.
    fn answers(&self, dice: &mut Dice, p: &mut Profile, tags: &BTreeSet<(String, String)>) {
        let level = format!("level_{}", column(&p.care));
        let a = &mut p.sheet;
        let mut mental = Vec::new();
        let mut drawn: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
        for r in &self.adl {
            match (r.get("link"), r.get("unit")) {
                ("mental.problems", _) => {
                    // the die is thrown for every line, so that tags do not move later throws
                    let thrown = dice.per_mille(r.number(&level));
                    let tagged = tags.contains(&("mental".into(), r.get("code").into()));
                    mental.extend((thrown || tagged).then(|| r.get("code").to_string()));
                }
                (link, "weight") => drawn.entry(link).or_default().push(r),
                _ => {}
            }
        }
        for (link, rows) in drawn {
            if let Some(r) = dice.weighted(&rows, |r| r.number(&level)) {
                pick(a, link, r.get("code"));
            }
        }
        let tag = |list: &str, code: &str| tags.contains(&(list.to_string(), code.to_string()));
        if tag("mental", "any") && mental.is_empty() {
            mental.push("insomnia".into());
        }
        picks(a, "mental.problems", &if mental.is_empty() { vec!["none".into()] } else { mental });
        if tag("body", "paralysis") && a.code("body.paralysis") == Some("none") {
            pick(a, "body.paralysis", "light");
        }
        if tag("mouth", "dysphagia") {
            pick(a, "mouth.swallow", "sometimes");
            pick(a, "meal.thick", "yes");
        }
        let diet = ["salt6", "calorie", "protein", "potassium"].iter().any(|c| tag("meal", c));
        pick(a, "meal.limit", if diet { "yes" } else { "no" });
        pick(a, "meal.water", if tag("meal", "water") { "yes" } else { "no" });
        let tube =
            p.procs.iter().any(|c| matches!(c.as_str(), "gastrostomy" | "nasal-tube" | "enteral"));
        pick(a, "meal.way", if tube { "tube" } else { "oral" });
        whole(a, "meal.count", 3);
        pick(
            a,
            "body.sore",
            if p.procs.iter().any(|c| c == "pressure-sore") { "yes" } else { "no" },
        );
        picks(
            a,
            "med.procs",
            &if p.procs.is_empty() { vec!["none".into()] } else { p.procs.clone() },
        );
        let taken = |code: &str| p.medicines.iter().any(|m| m.code == code);
        pick(a, "sleep.drug", if taken("sleeping") { "yes" } else { "no" });
        pick(a, "drug.oral", if p.medicines.is_empty() { "no" } else { "yes" });
        pick(a, "drug.guidance", if dice.percent(16.0) { "yes" } else { "no" });
        pick(a, "habit.smoke", if dice.percent(7.0) { "yes" } else { "no" });
        if a.code("habit.smoke") == Some("yes") {
            whole(a, "habit.smoke_count", dice.range(3, 20));
        }
        let drinks = p.diagnoses.iter().any(|d| d.0 == "alcohol") || dice.percent(9.0);
        pick(a, "habit.drink", if drinks { "yes" } else { "no" });
        pick(a, "comm.glasses", if dice.percent(62.0) { "yes" } else { "no" });
        let aid = tag("device", "hearing-aid")
            || (a.code("comm.hearing") != Some("good") && dice.percent(22.0));
        pick(a, "comm.hearing_aid", if aid { "yes" } else { "no" });
        if a.code("mouth.denture") == Some("yes") {
            pick(a, "mouth.denture_kind", if dice.percent(45.0) { "full" } else { "partial" });
        }
        pick(a, "mouth.smell", if dice.percent(12.0) { "yes" } else { "no" });
        pick(a, "care.level", &p.care);
        pick(a, "care.bedridden_by", if dice.percent(55.0) { "doctor" } else { "care-manager" });
        pick(a, "care.dementia_by", if dice.percent(55.0) { "doctor" } else { "care-manager" });
        pick(
            a,
            "care.copay",
            dice.weighted(&[("1", 88.0), ("2", 8.0), ("3", 4.0)], |x| x.1).map_or("1", |x| x.0),
        );
        pick(a, "care.disability", if dice.percent(14.0) { "yes" } else { "no" });
        if a.code("care.disability") == Some("yes") {
            pick(a, "care.disability_kinds", "body");
        }
        pick(a, "care.pension", if dice.percent(58.0) { "national" } else { "employees" });
        pick(a, "house.members", &p.family.1);
        pick(a, "after.household", &p.family.1);
        if p.family.1 == "with-child" {
            whole(a, "after.household_count", dice.range(1, 4));
        }
        let alone = match p.family.1.as_str() {
            "alone" => true,
            "with-child" => dice.percent(55.0),
            _ => false,
        };
        yes(a, "house.alone_daytime", alone);
        if p.family.0 == "alone-nokin" {
            pick(a, "after.power", "nobody");
        }
        pick(a, "after.carer", "same");
        pick(a, "after.abuse", "no");
        pick(a, "service.use", "plan-123");
        diseases(a, &p.diagnoses);
        home(a, p.home, dice);
    }

    /// Words for a question that fit this profile; `{carer}` and `{spouse}` filled in. Empty when none fits.
    pub(super) fn phrase(&self, dice: &mut Dice, link: &str, p: &Profile) -> String {
        let family = ["wish.family", "local.family_power", "family.", "after.consider"];
        if p.family.0 == "alone-nokin" && family.iter().any(|l| link.starts_with(l)) {
            return String::new();
        }
        let fits =
            |r: &&Row| r.get("link") == link && r.get("when").split('+').all(|c| holds(c, p));
        let all: Vec<&Row> = self.phrases.iter().filter(fits).collect();
        // what speaks of this very case is said rather than what could be said of anybody
        let own = |r: &&Row| if r.get("when").is_empty() { 1.0 } else { 2.5 };
        let spouse = if p.sex == Sex::Male { "妻" } else { "夫" };
        let text = dice.weighted(&all, own).map_or("", |r| r.get("text"));
        text.replace("{spouse}", spouse).replace("{carer}", relation(&p.family.2, p.sex).1)
    }
}

/// Code and word of a relation as the form has it.
pub(super) fn relation(code: &str, sex: Sex) -> (&'static str, &'static str) {
    match (code, sex) {
        ("spouse", Sex::Male) => ("wife", "妻"),
        ("spouse", _) => ("husband", "夫"),
        ("eldest-son", _) => ("eldest-son", "長男"),
        ("eldest-daughter", _) => ("eldest-daughter", "長女"),
        ("daughter-in-law", _) => ("daughter-in-law", "子の妻"),
        ("nobody", _) => ("guardian", "成年後見人等"),
        _ => ("other", "家族"),
    }
}

fn holds(condition: &str, p: &Profile) -> bool {
    let Some((what, values)) = condition.split_once(':') else { return condition.is_empty() };
    let any = |is: &dyn Fn(&str) -> bool| values.split('|').any(is);
    match what {
        "sex" => any(&|v| v == if p.sex == Sex::Male { "m" } else { "f" }),
        "household" => any(&|v| p.family.1 == v),
        "home" => any(&|v| p.home == v),
        "level" => {
            any(&|v| v == "support" && matches!(p.care.as_str(), "12" | "13" | "not-applied"))
        }
        "diagnosis" => any(&|v| p.diagnoses.iter().any(|d| d.0 == v)),
        "procedure" => any(&|v| p.procs.iter().any(|c| c == v)),
        "family" => any(&|v| p.family.0 == v),
        "answer" => {
            values.split_once('=').is_some_and(|(link, code)| p.sheet.code(link) == Some(code))
        }
        _ => false,
    }
}

fn diseases(a: &mut Answers, diagnoses: &[(String, String, String)]) {
    let of = |words: &str| diagnoses.iter().any(|d| d.2 == words);
    let boxes = [
        ("cancer", "悪性腫瘍"),
        ("dementia", "認知症"),
        ("respiratory", "急性呼吸器感染症"),
        ("stroke", "脳血管障害"),
        ("fracture", "骨折"),
    ];
    let mut all: Vec<Pick> = boxes
        .iter()
        .filter(|(_, words)| of(words))
        .map(|(code, _)| Pick { code: (*code).into(), other: None })
        .collect();
    let rest: Vec<&str> =
        diagnoses.iter().filter(|d| d.2 == "その他").map(|d| d.1.as_str()).collect();
    if !rest.is_empty() {
        all.push(Pick { code: "other".into(), other: Some(rest.join("、")) });
    }
    if all.is_empty() {
        all.push(Pick { code: "none".into(), other: None });
    }
    a.set(&Key::single("history.diseases"), Answer::of(Value::Picks(all)));
}

fn home(a: &mut Answers, home: &str, dice: &mut Dice) {
    pick(a, "home.type", if home == "apartment" { "apartment" } else { "house" });
    let floors = match home {
        "house1" => 1,
        "house2" => 2,
        _ => dice.range(3, 7),
    };
    whole(a, "home.floors", floors);
    whole(a, "home.room_floor", if home == "apartment" { dice.range(1, floors) } else { 1 });
    pick(a, "home.elevator", if home == "apartment" && dice.percent(60.0) { "yes" } else { "no" });
}

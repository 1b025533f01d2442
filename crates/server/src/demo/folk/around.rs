//! Who and what is around a resident: relatives, team, and what is known of their health.
use accounts::OrganisationKind;
use kernel::time::add_days;
use kernel::{Date, Hat};
use people::{AlertLevel, FactKind, NewContact, NewFact, Sex, TeamRole};

use super::{Folk, Member, Who};
use crate::demo::city::Org;
use crate::demo::clinical::{Profile, relation};
use crate::demo::dice::Dice;
use crate::demo::names::Name;

impl Folk<'_> {
    pub(super) fn contacts(
        &self,
        d: &mut Dice,
        who: &Who,
        p: &Profile,
    ) -> (Vec<NewContact>, (String, i64)) {
        let age = kernel::time::age_on(who.birth, self.today);
        let relation_code = p.family.2.as_str();
        let (code, word) = relation(relation_code, who.sex);
        let new = |name: String, relation: &str, age: Option<i64>, phone: String| NewContact {
            name,
            relation: relation.into(),
            age,
            phone,
            lives_with: false,
            carer: true,
            key_person: true,
            source: "契約のとき".into(),
        };
        let phone = |d: &mut Dice| format!("0000-{}-{:04}", d.range(80, 94), d.range(1, 9999));
        let mut out = Vec::new();
        let carer_age = match relation_code {
            "spouse" => age + d.range(-6, 6),
            "nobody" | "other" => d.range(36, 62),
            _ => age - d.range(24, 34),
        }
        .max(19);
        let sex = match relation_code {
            "spouse" if who.sex == Sex::Male => Sex::Female,
            "eldest-son" | "spouse" => Sex::Male,
            _ => Sex::Female,
        };
        let born = i64::from(self.today.year()) - carer_age;
        let family = match relation_code {
            "nobody" | "other" => self.names.family(d),
            "eldest-daughter" if d.percent(55.0) => self.names.family(d),
            _ => who.name.family.clone(),
        };
        let given = self.names.given(d, sex, born);
        let full = format!("{} {}", family.0, given.0);
        let mut first = new(full, word, Some(carer_age), phone(d));
        match relation_code {
            "nobody" => {
                first.carer = false;
                first.source = "家庭裁判所の書類".into();
                first.age = None;
            }
            "other" => {
                first.relation = "施設の職員".into();
                first.key_person = false;
                first.age = None;
            }
            _ => first.lives_with = p.family.1 != "alone",
        }
        out.push(first);
        if relation_code != "nobody" && d.percent(58.0) {
            let second =
                if d.percent(50.0) { ("二男", Sex::Male) } else { ("二女", Sex::Female) };
            let child = (age - d.range(27, 38)).max(19);
            let name = Name {
                family: who.name.family.clone(),
                given: self.names.given(d, second.1, i64::from(self.today.year()) - child),
            };
            let mut c = new(name.full(), second.0, Some(child), phone(d));
            (c.carer, c.key_person) = (false, relation_code == "other");
            out.push(c);
        }
        (out, (code.to_string(), carer_age))
    }

    /// Words and whether overlooking it may harm.
    pub(super) fn allergies(&self, d: &mut Dice) -> Vec<(String, bool)> {
        let mut out = Vec::new();
        for r in self.clinic.list("allergy") {
            if d.per_mille(r.number("weight")) && out.len() < 3 {
                out.push((r.get("label").to_string(), r.get("detail") != "environment"));
            }
        }
        out
    }

    pub(super) fn facts(
        &self,
        d: &mut Dice,
        p: &Profile,
        allergies: &[(String, bool)],
        known: Date,
    ) -> Vec<NewFact> {
        let mut out = Vec::new();
        let mut add = |kind, text: String, code: &str, alert, source: &str, days: i64| {
            let as_of = add_days(known, -days);
            out.push(NewFact {
                kind,
                text,
                code: code.into(),
                alert,
                source: source.into(),
                as_of,
            });
        };
        for (label, harm) in allergies {
            let alert = if *harm { AlertLevel::Harm } else { AlertLevel::None };
            add(
                FactKind::Allergy,
                format!("{label}アレルギー"),
                "",
                alert,
                "ご本人・ご家族",
                d.range(1, 900),
            );
        }
        for m in &p.medicines {
            let alert = match m.code.as_str() {
                "anticoagulant" | "insulin" | "opioid" => AlertLevel::Caution,
                _ => AlertLevel::None,
            };
            add(
                FactKind::Medicine,
                format!("{}（{}）", m.label, m.name),
                &m.code,
                alert,
                "お薬手帳",
                d.range(1, 120),
            );
        }
        for (code, label, _) in &p.diagnoses {
            add(
                FactKind::Diagnosis,
                label.clone(),
                code,
                AlertLevel::None,
                "主治医意見書",
                d.range(30, 1500),
            );
        }
        for (code, label) in
            p.devices.iter().filter(|x| !matches!(x.0.as_str(), "walker" | "wheelchair" | "bed"))
        {
            let alert = match code.as_str() {
                "pacemaker" | "icd" | "shunt" | "shunt-r" => AlertLevel::Caution,
                _ => AlertLevel::None,
            };
            add(FactKind::Device, label.clone(), code, alert, "ケアマネジャー", d.range(1, 600));
        }
        for code in &p.procs {
            let label = self.clinic.list("procedure").iter().find(|r| r.get("code") == code);
            if let Some(r) = label {
                add(
                    FactKind::Procedure,
                    r.get("label").into(),
                    code,
                    AlertLevel::None,
                    "訪問看護",
                    d.range(1, 200),
                );
            }
        }
        out
    }

    pub(super) fn team(&self, d: &mut Dice, who: &Who, p: &Profile) -> Vec<Member> {
        let mut out = Vec::new();
        let near = |d: &mut Dice, fits: &dyn Fn(&Org) -> bool| {
            let all: Vec<usize> = self
                .city
                .orgs
                .iter()
                .enumerate()
                .filter(|(_, o)| fits(o))
                .map(|(i, _)| i)
                .collect();
            let weight = |o: &usize| {
                let near = self.city.orgs.get(*o).is_some_and(|o| o.area == who.area);
                if near { 5.0 } else { 1.0 }
            };
            d.weighted(&all, weight).copied()
        };
        let mut add = |role, org: Option<usize>, hat: Hat| {
            if let Some(org) = org {
                let staff = self.city.staff_of(org, hat).first().copied();
                out.push(Member { role, org, staff });
            }
        };
        let clinic = near(d, &|o| o.kind == OrganisationKind::Clinic);
        add(TeamRole::Doctor, clinic, Hat::Doctor);
        if p.nurse {
            let org = near(d, &|o| o.kind == OrganisationKind::VisitNursing);
            add(TeamRole::VisitNursing, org, Hat::Provider);
        }
        if p.service.1.iter().any(|(k, _)| k == "day" || k == "rehab") {
            let rehab = p.service.1.iter().any(|(k, _)| k == "rehab");
            let org = near(d, &|o| o.service == if rehab { "160" } else { "150" });
            add(TeamRole::Service, org, Hat::Provider);
        }
        if d.percent(45.0) {
            let org = near(d, &|o| o.kind == OrganisationKind::Pharmacy);
            add(TeamRole::Pharmacy, org, Hat::Provider);
        }
        if d.percent(28.0) {
            let org = near(d, &|o| o.kind == OrganisationKind::Dental);
            add(TeamRole::Dental, org, Hat::Provider);
        }
        out
    }
}

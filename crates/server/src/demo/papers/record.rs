//! The discharge record.
use app::Result;
use forms::{Answer, Answers, Given, Key, Pick, Value};
use kernel::Date;
use kernel::time::age_on;
use people::{Sex, TeamRole};

use super::{Head, Papers, Talk, body};
use crate::demo::city::City;
use crate::demo::clinical::{date, pick, picks, text, whole, yes};
use crate::demo::dice::Dice;
use crate::demo::folk::{Person, form_code};

impl Papers {
    /// The discharge record as written on `on`: version of the form and body.
    pub(in crate::demo) fn record(
        &self,
        city: &City,
        p: &Person,
        head: &Head,
        leaves: Date,
        talks: &[Talk],
        on: Date,
    ) -> Result<(String, String)> {
        let form = self.form(transitions::use_cases::record::FORM)?;
        let a = self.record_answers(city, p, head, leaves, talks, on)?;
        Ok((form.version.clone(), body(form, &a)))
    }

    /// The answers of a discharge record.
    pub(in crate::demo) fn record_answers(
        &self,
        city: &City,
        p: &Person,
        head: &Head,
        leaves: Date,
        talks: &[Talk],
        on: Date,
    ) -> Result<Answers> {
        let (r, s) = (&p.resident, &p.profile.sheet);
        let mut d = Dice::of(
            self.seed ^ p.profile.id,
            &r.insured,
            head.admitted_on.day_of_year().unsigned_abs().into(),
        );
        let mut a = Answers::new();
        date(&mut a, "doc.written_on", on);
        text(&mut a, "from.office", &city.at(p.office)?.name);
        text(&mut a, "from.manager", &city.who(p.keeper)?.name);
        text(&mut a, "person.name", &r.name);
        text(&mut a, "person.kana", &r.kana);
        whole(&mut a, "person.age", age_on(r.birth, on));
        pick(&mut a, "person.sex", if r.sex == Sex::Male { "male" } else { "female" });
        pick(
            &mut a,
            "care.level",
            match form_code(r.care_level) {
                "not-applied" => "none",
                code => code,
            },
        );
        yes(&mut a, "care.change_needed", d.percent(12.0));
        date(&mut a, "stay.admitted_on", head.admitted_on);
        date(&mut a, "stay.discharge_on", leaves);
        text(&mut a, "stay.reason", &head.reason);
        text(&mut a, "stay.facility", &head.hospital);
        text(&mut a, "stay.ward", &head.ward);
        text(&mut a, "stay.room", &head.room);
        self.people_around_record(&mut a, city, p)?;
        let ill: Vec<&str> = p.profile.diagnoses.iter().map(|x| x.1.as_str()).collect();
        for (link, label) in ["illness.first", "illness.second", "illness.third"].iter().zip(&ill) {
            text(&mut a, link, label);
        }
        let stable: Vec<String> = (1..=ill.len().min(3)).map(|n| n.to_string()).collect();
        picks(&mut a, "illness.stable", &stable);
        for link in ["sleep.state", "sleep.drug", "mouth.denture", "mouth.clean"] {
            if let Some(code) = s.code(link) {
                pick(&mut a, link, code);
            }
        }
        if let Some(kind) = s.code("mouth.denture_kind") {
            pick(&mut a, "mouth.denture_kind", kind);
            pick(&mut a, "mouth.denture_used", "yes");
        }
        pick(
            &mut a,
            "mouth.swallow",
            if s.code("mouth.swallow") == Some("none") { "no" } else { "yes" },
        );
        pick(
            &mut a,
            "mouth.swallow_kind",
            if s.code("mouth.swallow") == Some("always") { "always" } else { "sometimes" },
        );
        pick(
            &mut a,
            "mouth.care",
            match s.code("adl.groom") {
                Some("full") => "full",
                Some("independent") => "self",
                _ => "partial",
            },
        );
        pick(
            &mut a,
            "move.way",
            match s.code("adl.move_indoor") {
                Some(w @ ("cane" | "walker" | "wheelchair")) => w,
                _ => "self",
            },
        );
        pick(
            &mut a,
            "toilet.way",
            match s.code("toilet.pad") {
                Some("always") => "pad",
                _ if s.code("toilet.portable") == Some("always") => "portable",
                _ => "toilet",
            },
        );
        pick(
            &mut a,
            "bath.way",
            match s.code("adl.bath") {
                Some("full") => "machine",
                Some("independent") => "self",
                _ => "general",
            },
        );
        pick(
            &mut a,
            "meal.form",
            if s.code("meal.way") == Some("tube") { "tube" } else { "regular" },
        );
        pick(
            &mut a,
            "mental.state",
            if s.code("mental.problems") == Some("none") { "none" } else { "decline" },
        );
        let procs = if p.profile.procs.is_empty() {
            vec!["none".to_string()]
        } else {
            p.profile.procs.clone()
        };
        picks(&mut a, "med.procs", &procs);
        pick(&mut a, "nursing.points", "medication");
        pick(&mut a, "rehab.points", "adl");
        for link in [
            "person.acceptance",
            "person.wish",
            "family.acceptance",
            "family.wish",
            "taboo.detail",
            "outlook.illness",
            "outlook.obstacles",
            "outlook.conditions",
        ] {
            text(&mut a, link, &self.clinic.phrase(&mut d, link, &p.profile));
        }
        let taboo = if a.text("taboo.detail").is_some() { "yes" } else { "no" };
        pick(&mut a, "taboo.exists", taboo);
        interviews(&mut a, talks);
        Ok(a)
    }

    fn people_around_record(&self, a: &mut Answers, city: &City, p: &Person) -> Result<()> {
        if let Some(m) = p.team.iter().find(|m| m.role == TeamRole::Doctor) {
            text(a, "doctor.clinic", &city.at(m.org)?.name);
        }
        if let Some(way) = p.profile.sheet.code("doctor.way") {
            pick(a, "doctor.way", way);
        }
        Ok(())
    }
}

fn interviews(a: &mut Answers, talks: &[Talk]) {
    let mut days = std::collections::BTreeSet::new();
    let mut meetings = std::collections::BTreeSet::new();
    for (n, t) in talks.iter().enumerate() {
        let mut set = |link: &str, value| {
            a.set(
                &Key::in_row("interview", n, link),
                Answer { given: Given::Value(value), ..Answer::default() },
            )
        };
        set("interview.on", Value::Date(t.on));
        set(
            "interview.profession",
            Value::Picks(vec![Pick { code: t.profession.into(), other: None }]),
        );
        set("interview.person", Value::Text(t.person.clone()));
        set("interview.conference", Value::YesNo(t.conference));
        days.insert(t.on);
        if t.conference {
            meetings.insert(t.on);
        }
    }
    whole(a, "interview_days", days.len() as i64);
    whole(a, "interview_conferences", meetings.len() as i64);
}

//! What is written about a stay: the admission sheet, the ward's answers with their judgement, the discharge record.
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use app::Result;
use forms::{Answer, Answers, Facts, Filled, Form, Key, Pick, Shipped, Value, judge};
use kernel::time::{add_days, age_on};
use kernel::{At, Date};
use people::{CareLevel, Sex, TeamRole};
use transitions::use_cases::screen::Proposal;

use super::city::City;
use super::clinical::{Clinic, Medicine, Profile, date, pick, picks, text, unknown, whole, yes};
use super::dice::Dice;
use super::folk::Person;
use super::table::Rates;

/// Writes papers; judgements are made once for each profile and kind of stay.
pub(super) struct Papers {
    shipped: &'static Shipped,
    clinic: Clinic,
    rates: Rates,
    seed: u64,
    judged: Mutex<BTreeMap<Case, Judged>>,
}

/// What the ward found: everything a judgement depends on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Case {
    /// The profile.
    pub profile: u64,
    /// acute, community, recovery, chronic, planned_short.
    pub ward: String,
    pub variant: u8,
    pub emergency: bool,
    pub with_sheet: bool,
}

#[derive(Clone)]
struct Judged {
    answers: Answers,
    verdict: String,
    proposal: Proposal,
}

/// The facts of a stay that stand on papers.
#[derive(Debug, Clone)]
pub(super) struct Head {
    pub hospital: String,
    pub hospital_person: String,
    pub ward: String,
    pub room: String,
    pub reason: String,
    pub admitted_on: Date,
    /// The stay before, when it ended within half a year.
    pub recent: Option<(String, Date, Date)>,
}

/// A talk with the hospital, for the discharge record.
#[derive(Debug, Clone)]
pub(super) struct Talk {
    pub on: Date,
    pub profession: &'static str,
    pub person: String,
    pub conference: bool,
}

fn missing(form: &str) -> app::Error {
    app::Error::Inconsistent(format!("demo: no form {form}"))
}

/// What a record keeps of answers, as the pages read it.
fn body(form: &Form, answers: &Answers) -> String {
    answers.for_record(form).to_json()
}

impl Papers {
    pub(super) fn new(clinic: Clinic, rates: Rates, seed: u64) -> Result<Self> {
        let shipped =
            forms::shipped().map_err(|e| app::Error::Inconsistent(format!("demo forms: {e}")))?;
        Ok(Papers { shipped, clinic, rates, seed, judged: Mutex::default() })
    }

    fn form(&self, code: &str) -> Result<&'static Form> {
        self.shipped.forms.newest(code).ok_or_else(|| missing(code))
    }

    /// The admission sheet as written on `on`: version of the form and body.
    pub(super) fn sheet(
        &self,
        city: &City,
        p: &Person,
        head: &Head,
        on: Date,
    ) -> Result<(String, String)> {
        let form = self.form(transitions::use_cases::sheet::FORM)?;
        let a = self.sheet_answers(city, p, head, on)?;
        Ok((form.version.clone(), body(form, &a)))
    }

    /// The answers of an admission sheet.
    pub(super) fn sheet_answers(
        &self,
        city: &City,
        p: &Person,
        head: &Head,
        on: Date,
    ) -> Result<Answers> {
        let mut a = p.profile.sheet.clone();
        let r = &p.resident;
        let office = city.at(p.office)?;
        for link in ["doc.written_on", "doc.provided_on"] {
            date(&mut a, link, on);
        }
        date(&mut a, "stay.admitted_on", head.admitted_on);
        text(&mut a, "to.hospital", &head.hospital);
        text(&mut a, "to.person", &head.hospital_person);
        text(&mut a, "from.office", &office.name);
        text(&mut a, "from.manager", &city.who(p.keeper)?.name);
        text(&mut a, "from.tel", &office.phone);
        text(&mut a, "from.fax", &office.fax);
        yes(&mut a, "consent.given", true);
        text(&mut a, "person.name", &r.name);
        text(&mut a, "person.kana", &r.kana);
        date(&mut a, "person.birth", r.birth);
        whole(&mut a, "person.age", age_on(r.birth, on));
        pick(&mut a, "person.sex", if r.sex == Sex::Male { "male" } else { "female" });
        text(&mut a, "person.address", &r.address);
        text(&mut a, "person.tel", &r.phone);
        if let (Some(mut from), Some(mut to)) = (r.care_from, r.care_to) {
            // a sheet of two years ago names the period that was in force then
            while from > head.admitted_on {
                (to, from) = (add_days(from, -1), add_days(from, -3 * 365).first_of_month());
            }
            date(&mut a, "care.valid_from", from);
            date(&mut a, "care.valid_to", to);
        }
        if r.care_level == CareLevel::Applied {
            date(&mut a, "care.applied_on", add_days(head.admitted_on, -12));
        }
        self.contacts(&mut a, p);
        self.people_around(&mut a, city, p)?;
        for (link, words) in &p.words {
            text(&mut a, link, words);
        }
        let has_words = |link: &str| p.words.iter().any(|(l, _)| *l == link);
        pick(&mut a, "after.consider", if has_words("after.consider_text") { "yes" } else { "no" });
        yes(&mut a, "conf.inside", p.profile.id.is_multiple_of(3));
        yes(&mut a, "conf.discharge", has_words("conf.discharge_text"));
        yes(&mut a, "conf.visit", p.profile.id.is_multiple_of(4));
        for (link, at) in
            [("meal.morning", "7:30"), ("meal.noon", "12:00"), ("meal.evening", "18:00")]
        {
            text(&mut a, link, at);
        }
        let medicine = |m: &Medicine| match m.caution.as_str() {
            "" => format!("{}（{}）", m.name, m.label),
            caution => format!("{}（{}。{caution}）", m.name, m.label),
        };
        let medicines: Vec<String> = p.profile.medicines.iter().map(medicine).collect();
        text(&mut a, "drug.oral_text", &medicines.join("、"));
        text(&mut a, "drug.manager", p.contacts.first().map_or("", |c| c.relation.as_str()));
        text(&mut a, "drug.guidance_by", "薬剤師");
        text(
            &mut a,
            "local.allergy",
            &if p.allergies.is_empty() { "なし".into() } else { p.allergies.join("、") },
        );
        pick(
            &mut a,
            "local.place",
            if p.profile.family.1 == "other" { "facility" } else { "home" },
        );
        pick(&mut a, "local.acp", if p.profile.id.is_multiple_of(5) { "yes" } else { "no" });
        date(&mut a, "local.acp_on", add_days(p.registered.date(), 30).min(head.admitted_on));
        match &head.recent {
            Some((reason, from, to)) => {
                pick(&mut a, "history.recent", "yes");
                text(&mut a, "history.recent_reason", reason);
                date(&mut a, "history.recent_from", *from);
                date(&mut a, "history.recent_to", *to);
            }
            None => pick(&mut a, "history.recent", "no"),
        }
        if p.profile.procs.iter().any(|c| c == "self-injection") {
            text(&mut a, "med.injection_text", "インスリン 朝1回");
        }
        Ok(a)
    }

    fn contacts(&self, a: &mut Answers, p: &Person) {
        let relation = |a: &mut Answers, link: &str, code: &str| {
            let other = (code == "other").then(|| "施設の職員".to_string());
            let chosen = Pick { code: code.to_string(), other };
            a.set(&Key::single(link), Answer::of(Value::Picks(vec![chosen])));
        };
        let Some(first) = p.contacts.first() else { return };
        if first.carer {
            text(a, "carer.name", &first.name);
            relation(a, "carer.relation", &p.carer.0);
            pick(a, "carer.together", if first.lives_with { "together" } else { "apart" });
            text(a, "carer.tel", &first.phone);
            if let Some(n) = first.age {
                whole(a, "carer.age", n);
            }
        }
        if first.key_person {
            text(a, "key.name", &first.name);
            relation(a, "key.relation", &p.carer.0);
            text(a, "key.contact", &first.phone);
            text(a, "key.tel", &first.phone);
            if let Some(n) = first.age {
                whole(a, "key.age", n);
            }
        } else if let Some(c) = p.contacts.iter().find(|c| c.key_person) {
            text(a, "key.name", &c.name);
            text(a, "key.contact", &c.phone);
            text(a, "key.tel", &c.phone);
        }
    }

    fn people_around(&self, a: &mut Answers, city: &City, p: &Person) -> Result<()> {
        for m in &p.team {
            let org = city.at(m.org)?;
            match m.role {
                TeamRole::Doctor => {
                    text(a, "doctor.clinic", &org.name);
                    text(a, "doctor.tel", &org.phone);
                    if let Some(s) = m.staff {
                        text(a, "doctor.name", &city.who(s)?.name);
                        text(a, "doctor.kana", &city.who(s)?.kana);
                    }
                    whole(a, "doctor.times", 1 + i64::from(p.profile.nurse));
                }
                TeamRole::Dental => text(a, "local.dentist", &org.name),
                _ => {}
            }
        }
        let dental =
            if p.team.iter().any(|m| m.role == TeamRole::Dental) { "regular" } else { "none" };
        pick(a, "local.dental", dental);
        Ok(())
    }

    /// Version of the form the ward is asked with.
    pub(super) fn ward_version(&self) -> Result<String> {
        Ok(self.form(transitions::use_cases::screen::FORM)?.version.clone())
    }

    fn judged(&self, p: &Profile, case: &Case) -> Result<Judged> {
        if let Some(found) = self.judged.lock().unwrap_or_else(PoisonError::into_inner).get(case) {
            return Ok(found.clone());
        }
        let ward = self.form(transitions::use_cases::screen::FORM)?;
        let sheet = self.form(transitions::use_cases::sheet::FORM)?;
        let rules = self.shipped.rule_set("kitami").ok_or_else(|| missing("kitami"))?;
        let answers = self.ward_answers(p, case);
        let facts = Facts {
            ward: Some(Filled {
                form: ward,
                answers: &answers,
                said: "病棟の聞き取り（{ward}）から",
            }),
            sheet: case.with_sheet.then_some(Filled {
                form: sheet,
                answers: &p.sheet,
                said: "入院時情報提供書（{sheet}）から",
            }),
            emergency: Some(case.emergency),
            now: At::from_millis(0),
        };
        let verdict = judge(rules, &facts);
        let proposal = match verdict.outcome.as_str() {
            "required" => Proposal::Needed,
            "caution" => Proposal::Attention,
            "clear" => Proposal::NotNeeded,
            _ => Proposal::Undecided,
        };
        let verdict = serde_json::to_string(&verdict)
            .map_err(|e| app::Error::Inconsistent(format!("demo verdict: {e}")))?;
        let made = Judged { answers, verdict, proposal };
        self.judged
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(case.clone(), made.clone());
        Ok(made)
    }

    /// What the criteria propose in this case.
    pub(super) fn proposal(&self, p: &Profile, case: &Case) -> Result<Proposal> {
        self.judged(p, case).map(|j| j.proposal)
    }

    /// The ward's answers and the judgement: version of the form, answers, result. `heard` = when and from whom;
    /// `sheet` = the words for the sheet that was read (11月17日・佐藤 花子).
    pub(super) fn screening(
        &self,
        p: &Profile,
        case: &Case,
        heard: (Date, &str),
        sheet: &str,
    ) -> Result<(String, String, String)> {
        let form = self.form(transitions::use_cases::screen::FORM)?;
        let found = self.judged(p, case)?;
        let mut a = found.answers;
        date(&mut a, "said.on", heard.0);
        text(&mut a, "said.person", heard.1);
        let ward = format!("{}・{}", kernel::wareki::month_day(heard.0), heard.1);
        let verdict = found.verdict.replace("{ward}", &ward).replace("{sheet}", sheet);
        Ok((form.version.clone(), body(form, &a), verdict))
    }

    fn ward_answers(&self, p: &Profile, case: &Case) -> Answers {
        let n = usize::from(case.variant) * 4
            + usize::from(case.emergency) * 2
            + usize::from(case.with_sheet);
        let mut d = Dice::of(self.seed ^ p.id, &case.ward, n);
        let s = &p.sheet;
        let mut a = Answers::new();
        pick(&mut a, "said.profession", "nurse");
        let scale = ["independent", "watch", "partial", "full"];
        let place = |code: Option<&str>| scale.iter().position(|x| Some(*x) == code).unwrap_or(0);
        let excrete = place(s.code("toilet.urine")).max(place(s.code("toilet.stool")));
        let before = [
            ("eat", place(s.code("adl.eat"))),
            ("excrete", excrete),
            ("stand", place(s.code("adl.situp"))),
            ("walk", place(s.code("adl.move"))),
        ];
        let worse =
            self.rates.draw(&mut d, "ward_adl_worse", &case.ward).parse().unwrap_or(0_usize);
        for (what, was) in before {
            let is = (was + if d.percent(75.0) { worse } else { 0 }).min(3);
            pick(
                &mut a,
                &format!("adl.before.{what}"),
                scale.get(was).copied().unwrap_or_default(),
            );
            pick(&mut a, &format!("adl.now.{what}"), scale.get(is).copied().unwrap_or_default());
        }
        let ill = |code: &str| p.diagnoses.iter().any(|x| x.0 == code);
        let known = [
            ("toilet.portable", Some(s.code("toilet.portable") != Some("no"))),
            ("proc.after", Some(!p.procs.is_empty())),
            ("illness.terminal", Some(ill("cancer-pancreas"))),
            ("illness.pneumonia", Some(ill("aspiration"))),
            ("illness.psychiatric", Some(ill("schizo") || ill("depression"))),
            ("illness.intractable", Some(ill("parkinson") || ill("als"))),
            ("illness.alcohol", Some(ill("alcohol"))),
            ("diet.limit", (s.code("meal.limit") == Some("yes")).then_some(true)),
            ("drug.care", s.code("drug.taking").map(|t| t != "as-told")),
            ("mind.bpsd", s.code("mental.problems").map(|t| t != "none").or(Some(true))),
            ("mind.understanding", Some(s.code("comm.understand") == Some("hard"))),
            ("live.alone", Some(s.yes_no("house.alone_daytime") == Some(true))),
            ("live.help", Some(!matches!(p.care.as_str(), "12" | "not-applied"))),
            ("life.reform", (worse == 0).then_some(false)),
            ("family.concern", s.code("after.power").map(|t| t != "enough")),
            ("home.adapt", None),
            ("self.manage", (s.code("history.frequency") == Some("often")).then_some(true)),
            ("care.not_applied", Some(p.care == "not-applied")),
            ("stay.emergency", Some(case.emergency)),
            ("stay.repeat", Some(s.code("history.frequency") == Some("often"))),
        ];
        for (link, answer) in known {
            let open = self.rates.value("ward_unknown", "all", link).max(2.0);
            if d.percent(open) {
                unknown(&mut a, link);
            } else {
                let chance = self.rates.value("ward_yes", "all", link);
                let drawn = d.percent(if chance > 0.0 { chance } else { 20.0 });
                yes(&mut a, link, answer.unwrap_or(drawn));
            }
        }
        if a.yes_no("proc.after") == Some(true) {
            picks(&mut a, "proc.kinds", &p.procs);
        }
        a
    }
}

mod record;
mod written;

pub(super) use written::By;

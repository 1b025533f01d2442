//! What is known for 退院支援の要否 and what the criteria make of it: the ward's answers, the sheet, the stay.
use accounts::{Account, Organisation};
use app::{Cx, Result};
use directory::model::window::Window;
use forms::{Answers, Form, RuleSet, Vars, Verdict};
use kernel::{At, Holidays, wareki};
use people::model::TeamRole;

use crate::model::guide::Guide;
use crate::model::judgement::{LOCAL, NATIONAL, without_certification};
use crate::model::progress::Next;
use crate::model::{Deadlines, Progress, StayId};
use crate::use_cases::referral::{Centre, centre_of};
use crate::use_cases::rejudge;
use crate::use_cases::rules::{self, InForce};
use crate::use_cases::screen::{ForScreening, Proposal, for_screening};

/// The stay with everything its screening page shows.
#[derive(Debug, Clone)]
pub(super) struct Known {
    /// Stay, person, sheet, draft, last decision.
    pub data: ForScreening,
    /// The office that follows the person.
    pub office: Organisation,
    /// Its windows.
    pub windows: Vec<Window>,
    /// The care manager there.
    pub care_manager: Option<Account>,
    /// The region's criteria in force.
    pub rules: InForce,
    /// 退院困難な要因 of A246.
    pub national: InForce,
    /// 「申請か総合事業か」, for a person without certification.
    pub guide: Option<Guide>,
    /// The 包括 of the address, for such a person.
    pub centre: Option<Centre>,
    /// By when the decision is due.
    pub due: Option<kernel::Date>,
    /// Now.
    pub now: At,
}

/// Loads it.
pub(super) fn load(cx: &Cx<'_>, stay: StayId) -> Result<Known> {
    let data = for_screening(cx, stay)?;
    let office = accounts::organisation(cx, data.stay.office)?;
    let calendar = match data.stay.hospital {
        Some(h) => accounts::calendar_of(cx, h)?,
        None => office.calendar.clone(),
    };
    let due = Progress::new(&data.stay, &data.acts).due(
        Next::Screen,
        &Deadlines::shipped()?,
        &calendar,
        Holidays::shipped(),
    );
    let uncertified = without_certification(&data.stay);
    Ok(Known {
        rules: rules::in_force(cx, LOCAL)?,
        national: rules::in_force(cx, NATIONAL)?,
        guide: uncertified.then(Guide::shipped).transpose()?,
        centre: if uncertified || data.stay.care_manager.is_none() {
            centre_of(cx, &data.resident.address)?
        } else {
            None
        },
        windows: directory::use_cases::windows::windows_of(cx, data.stay.office)?,
        care_manager: match data.stay.care_manager {
            Some(a) => accounts::account(cx, a)?,
            None => None,
        },
        office,
        due,
        now: cx.now(),
        data,
    })
}

/// The form the ward is asked with.
pub(super) fn form() -> Result<&'static Form> {
    rules::ward_form()
}

impl Known {
    /// What the criteria are asked about.
    pub fn known(&self) -> rejudge::Known<'_> {
        let d = &self.data;
        rejudge::Known {
            stay: &d.stay,
            acts: &d.acts,
            sheet: d.sheet.as_ref(),
            last: d.last.as_ref(),
            now: self.now,
        }
    }

    /// What the page begins with: what was typed, else what was decided on, else what the sheet says; the ADL that the ward
    /// told since then stands above it.
    pub fn begin(&self, form: &Form) -> Answers {
        let typed =
            self.data.draft.as_ref().and_then(|d| Some((Answers::from_json(&d.body)?, d.at)));
        match typed {
            Some((mut answers, at)) => {
                self.known().lay_adl(&mut answers, Some(at));
                answers
            }
            None => self.known().current(form),
        }
    }

    /// Facts for the expressions of the ward's form.
    pub fn vars(&self) -> Vars {
        self.known().vars()
    }

    /// Judges the criteria on these answers.
    pub fn judge(&self, rules: &RuleSet, form: &Form, answers: &Answers) -> Verdict {
        self.known().judge(rules, form, answers)
    }

    /// 「佐藤 花子さん」, else the office's name.
    pub fn receiver(&self) -> String {
        match &self.care_manager {
            Some(a) => format!("{}さん", a.name),
            None => self.office.name.clone(),
        }
    }

    /// 「83歳・3階東病棟 305」, 「11月17日（火）緊急入院」, 「主治医 大森 隆」.
    pub fn facts(&self) -> Vec<String> {
        let s = &self.data.stay;
        let place = [s.ward.as_str(), s.room.as_str()].join(" ");
        let age = format!("{}歳", self.data.resident.age(self.now.date()));
        let age = if place.trim().is_empty() { age } else { format!("{age}・{}", place.trim()) };
        let kind = if s.planned { "予定入院" } else { "緊急入院" };
        let mut out = vec![age, format!("{}{kind}", wareki::month_day(s.admitted_on))];
        let doctor = self.data.team.iter().find(|m| m.role == TeamRole::Doctor);
        out.extend(doctor.map(|m| format!("かかりつけ医 {}", m.label)));
        out
    }
}

/// What the use case is told of the outcome.
pub(super) fn proposal(v: &Verdict) -> Proposal {
    Proposal::of_outcome(&v.outcome)
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::samples;
    use super::*;
    use crate::model::ActKind;
    use crate::use_cases::rejudge::answers_of;
    use app::records::Version;

    /// The form's own sample of a ward's answers.
    pub(crate) fn ward_answers(pairs: &[(&str, &str)]) -> Answers {
        let form = form().unwrap();
        let mut state = ui::FormState::default();
        for (k, v) in pairs {
            state.put(&format!("a.{k}"), (*v).into());
        }
        forms::input::read(form, None, &state, &Answers::new(), samples::today()).answers
    }

    pub(crate) fn sheet_version(pairs: &[(&str, &str)]) -> Version {
        let form = forms::shipped().unwrap().forms.newest("admission-sheet").unwrap();
        let mut state = ui::FormState::default();
        for (k, v) in pairs {
            state.put(&format!("a.{k}"), (*v).into());
        }
        let answers =
            forms::input::read(form, None, &state, &Answers::new(), samples::today()).answers;
        Version {
            record: samples::id(60),
            version: 1,
            state: app::records::State::Confirmed,
            form: form.code.clone(),
            form_version: form.version.clone(),
            body: String::from_utf8(answers.canonical(form)).unwrap(),
            hash: String::new(),
            source: "own".into(),
            reason: String::new(),
            account: None,
            organisation: None,
            name: "佐藤 花子".into(),
            at: samples::now().plus_minutes(-2 * 24 * 60),
        }
    }

    pub(crate) fn sample() -> Known {
        let view = samples::view();
        Known {
            data: ForScreening {
                stay: view.stay,
                acts: vec![samples::act(30, ActKind::AdmissionContact, "2026-11-17")],
                resident: view.resident,
                team: Vec::new(),
                sheet: Some(sheet_version(&[
                    ("med.procs", "self-injection"),
                    ("med.injection_text", "インスリン 1日2回"),
                    ("house.members", "alone"),
                ])),
                draft: None,
                last: None,
                judgements: Vec::new(),
            },
            rules: InForce::Shipped(rules::version_zero(LOCAL).unwrap()),
            national: InForce::Shipped(rules::version_zero(NATIONAL).unwrap()),
            guide: None,
            centre: None,
            office: view.office,
            windows: vec![samples::window()],
            care_manager: view.care_manager,
            due: Some(samples::today()),
            now: samples::now(),
        }
    }

    #[test]
    fn the_sheet_speaks_before_the_ward_does() {
        let (k, form) = (sample(), form().unwrap());
        let v = k.judge(&k.rules, form, &k.begin(form));
        let hits: Vec<&str> = v.hits().map(|r| r.code.as_str()).collect();
        assert!(hits.contains(&"A3") && hits.contains(&"B1") && hits.contains(&"B6"), "{hits:?}");
        assert_eq!(proposal(&v), Proposal::Needed);
    }

    #[test]
    fn the_wards_own_answer_wins_and_what_was_typed_comes_back() {
        let form = form().unwrap();
        let mut k = sample();
        let typed = ward_answers(&[("proc.after", "false"), ("live.alone", "false")]);
        k.data.draft = Some(app::drafts::Draft { body: typed.to_json(), base: 0, at: k.now });
        let begun = k.begin(form);
        assert_eq!(begun, typed);
        let v = k.judge(&k.rules, form, &begun);
        assert!(v.hits().all(|r| r.code != "A3" && r.code != "B1"));
    }

    #[test]
    fn a_body_that_is_no_answers_is_passed_over() {
        let mut v = sheet_version(&[]);
        for body in ["", "{", "[]", "7", "{\"answers\":7}"] {
            v.body = body.into();
            assert!(answers_of(&v).is_none(), "{body}");
        }
    }
}

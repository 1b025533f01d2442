//! What is known for 退院支援の要否 and what the criteria make of it: the ward's answers, the sheet, the stay.
use accounts::{Account, Organisation};
use app::records::Version;
use app::{Cx, Error, Result};
use directory::model::window::Window;
use forms::{Answers, Facts, Filled, Form, RuleSet, Vars, Verdict};
use kernel::{At, Holidays, wareki};
use people::model::TeamRole;
use serde_json::Value as Json;

use crate::model::progress::Next;
use crate::model::{Deadlines, Progress, StayId};
use crate::use_cases::screen::{self, ForScreening, Proposal, for_screening};

/// The rule set of the region.
const RULES: &str = "kitami";

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
    Ok(Known {
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

/// The shipped rule set with the ward's form.
pub(super) fn rules() -> Result<(&'static RuleSet, &'static Form)> {
    let shipped = forms::shipped().map_err(|e| Error::Inconsistent(format!("forms: {e}")))?;
    let missing = || Error::Inconsistent("the rules of screening are not shipped".into());
    let rules = shipped.rule_set(RULES).ok_or_else(missing)?;
    let form = shipped.forms.get(&rules.ask.0, &rules.ask.1).ok_or_else(missing)?;
    debug_assert_eq!(form.code, screen::FORM);
    Ok((rules, form))
}

/// The sheet that was sent, readable for the criteria, with how to speak of it.
pub(super) struct Sheet {
    form: &'static Form,
    answers: Answers,
    said: String,
    on: kernel::Date,
}

impl Known {
    /// The sheet; none when none came or its version is not shipped any more.
    pub fn sheet(&self) -> Option<Sheet> {
        let v = self.data.sheet.as_ref()?;
        let form = forms::shipped().ok()?.forms.get(&v.form, &v.form_version)?;
        let on = v.at.date();
        Some(Sheet {
            form,
            answers: answers_of(v)?,
            said: format!("入院時情報提供書（{}月{}日・{}）から", on.month(), on.day(), v.name),
            on,
        })
    }

    /// What the page begins with: what was typed, else what was decided on, else what the sheet says.
    pub fn begin(&self, form: &Form) -> Answers {
        let draft = self.data.draft.as_ref().and_then(|d| Answers::from_json(&d.body));
        let last = || self.data.last.as_ref().and_then(answers_of);
        draft.or_else(last).unwrap_or_else(|| forms::prefill(form, &self.vars(), None))
    }

    /// Facts for the expressions of the ward's form.
    pub fn vars(&self) -> Vars {
        let vars = Vars::new(self.now);
        let stay = serde_json::json!({
            "admitted_on": self.data.stay.admitted_on.to_string(),
            "emergency": !self.data.stay.planned,
        });
        let vars = vars.with("stay", stay, Some("入院の記録から"), None);
        match self.sheet() {
            Some(s) => vars.with_answers("sheet", s.form, &s.answers, Some(&s.said), Some(s.on)),
            None => vars,
        }
    }

    /// Judges the criteria on these answers.
    pub fn judge(&self, rules: &RuleSet, form: &Form, answers: &Answers) -> Verdict {
        let sheet = self.sheet();
        let on = answers.date("said.on").unwrap_or(self.now.date());
        let said = format!("病棟からの聞き取り（{}月{}日）から", on.month(), on.day());
        forms::judge(
            rules,
            &Facts {
                ward: Some(Filled { form, answers, said: &said }),
                sheet: sheet.as_ref().map(|s| Filled {
                    form: s.form,
                    answers: &s.answers,
                    said: &s.said,
                }),
                emergency: Some(!self.data.stay.planned),
                now: self.now,
            },
        )
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

/// The answers inside a stored body: bare, or beside form and version.
fn answers_of(v: &Version) -> Option<Answers> {
    let body: Json = serde_json::from_str(&v.body).ok()?;
    let bare = body.get("answers").cloned().unwrap_or(body);
    // the body of a record holds its answers once more under `answers`
    let inner = bare.get("answers").cloned().unwrap_or(bare);
    Some(inner).filter(Json::is_object).and_then(|v| serde_json::from_value(v).ok())
}

/// What the use case is told of the outcome.
pub(super) fn proposal(v: &Verdict) -> Proposal {
    match v.outcome.as_str() {
        "required" => Proposal::Needed,
        "caution" => Proposal::Attention,
        "clear" => Proposal::NotNeeded,
        _ => Proposal::Undecided,
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::samples;
    use super::*;
    use crate::model::ActKind;

    /// The form's own sample of a ward's answers.
    pub(crate) fn ward_answers(pairs: &[(&str, &str)]) -> Answers {
        let (_, form) = rules().unwrap();
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
            },
            office: view.office,
            windows: vec![samples::window()],
            care_manager: view.care_manager,
            due: Some(samples::today()),
            now: samples::now(),
        }
    }

    #[test]
    fn the_sheet_speaks_before_the_ward_does() {
        let (rules, form) = rules().unwrap();
        let k = sample();
        let v = k.judge(rules, form, &k.begin(form));
        let hits: Vec<&str> = v.hits().map(|r| r.code.as_str()).collect();
        assert!(hits.contains(&"A3") && hits.contains(&"B1") && hits.contains(&"B6"), "{hits:?}");
        assert_eq!(proposal(&v), Proposal::Needed);
    }

    #[test]
    fn the_wards_own_answer_wins_and_what_was_typed_comes_back() {
        let (rules, form) = rules().unwrap();
        let mut k = sample();
        let typed = ward_answers(&[("proc.after", "false"), ("live.alone", "false")]);
        k.data.draft = Some(app::drafts::Draft { body: typed.to_json(), base: 0, at: k.now });
        let begun = k.begin(form);
        assert_eq!(begun, typed);
        let v = k.judge(rules, form, &begun);
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

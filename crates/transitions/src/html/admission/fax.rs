//! What a FAX may show of a person: everything, or initials and age only. A FAX lies open on a machine; the name is then told
//! by telephone.
use forms::{Answer, Answers, Key, Value};
use kernel::Date;
use people::Resident;

use crate::model::initials::initials;

/// How much of who it is stands on the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::html) enum Names {
    /// Name, kana, birth date, address.
    #[default]
    Full,
    /// 「T・M 様（86歳・女）」.
    Initials,
}

impl Names {
    /// From `?names=initials`.
    pub fn of(query: &slice::Form) -> Names {
        if query.get("names") == "initials" { Names::Initials } else { Names::Full }
    }

    /// The person as this paper calls them.
    pub fn person(self, r: &Resident, today: Date) -> String {
        let facts = format!("{}歳・{}", r.age(today), r.sex.label());
        match self {
            Names::Full => format!("{} 様（{facts}）", r.name),
            Names::Initials => format!("{} 様（{facts}）", initials(&r.kana)),
        }
    }
}

/// Answers that name the person or a relative, or lead to their door. The family's words stay: a hospital needs them.
const NAMING: [&str; 13] = [
    "person.kana",
    "person.birth",
    "person.address",
    "person.tel",
    "carer.name",
    "carer.tel",
    "key.name",
    "key.contact",
    "key.tel",
    "after.carer_name",
    "face.contact_name",
    "face.contact_tel",
    "insurance.number",
];

/// Takes out of a sheet who the person is; the age stays.
pub(in crate::html) fn redacted(answers: &mut Answers, r: &Resident) {
    let was: Vec<&str> =
        NAMING.into_iter().filter(|id| answers.get(&Key::single(id)).is_some()).collect();
    for id in was {
        answers.set(&Key::single(id), Answer::default());
    }
    if answers.text("person.name").is_some() {
        let initials = Value::Text(initials(&r.kana));
        answers.set(&Key::single("person.name"), Answer::of(initials));
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::office::samples;
    use super::*;

    #[test]
    fn nothing_that_names_the_person_is_left_and_the_age_is() {
        let r = samples::resident();
        let mut a = Answers::new();
        for id in NAMING.into_iter().chain(["person.name"]) {
            a.set(&Key::single(id), Answer::of(Value::Text(format!("阿部 ハル {id}"))));
        }
        a.set(&Key::single("person.age"), Answer::of(Value::Whole(83)));
        redacted(&mut a, &r);
        assert!(!a.to_json().contains("阿部"));
        assert_eq!(a.text("person.name"), Some("A・H"));
        assert!(a.value("person.age").is_some());
        assert_eq!(Names::Initials.person(&r, samples::today()), "A・H 様（83歳・女）");
        assert!(Names::Full.person(&r, samples::today()).contains("阿部 ハル"));
    }

    #[test]
    fn every_answer_that_is_taken_out_is_one_of_a_form() {
        let forms = &forms::shipped().unwrap().forms;
        let sheet = forms.newest("admission-sheet").unwrap();
        let face = forms.newest("face-sheet").unwrap();
        for id in NAMING {
            assert!(sheet.question(id).is_some() || face.question(id).is_some(), "{id}");
        }
    }
}

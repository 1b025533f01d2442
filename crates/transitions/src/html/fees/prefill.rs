//! 退院・退所情報記録書 §4 begins with the hearings that were recorded: nothing is typed twice.
use forms::{Answer, Answers, Form, Given, Key, Pick, Source, Value};
use kernel::wareki;

use crate::model::Act;
use crate::model::hearing::Hearing;

const GROUP: &str = "interview";
/// As many rows as the paper takes.
const ROWS: usize = 10;

/// Fills §4 from the hearings of the stay, as long as nothing stands there.
pub(in crate::html) fn hearings(form: &Form, answers: &mut Answers, acts: &[Act]) {
    if form.question("interview.on").is_none() || !answers.rows(GROUP).is_empty() {
        return;
    }
    for (n, h) in Hearing::all(acts).into_iter().take(ROWS).enumerate() {
        let source = Source {
            text: format!("聞き取りの記録（{}）から", wareki::month_day(h.day)),
            as_of: Some(h.day),
        };
        let mut put = |id: &str, value: Value| {
            let answer = Answer {
                given: Given::Value(value),
                source: Some(source.clone()),
                ..Answer::default()
            };
            answers.set(&Key::in_row(GROUP, n, id), answer);
        };
        put("interview.on", Value::Date(h.day));
        if let Some(pick) = profession(form, &h) {
            put("interview.profession", Value::Picks(vec![pick]));
        }
        let person: String = h.told.person.chars().take(50).collect();
        if !person.is_empty() {
            put("interview.person", Value::Text(person));
        }
        put("interview.conference", Value::YesNo(h.conference));
    }
}

fn profession(form: &Form, h: &Hearing) -> Option<Pick> {
    let choices = form.question("interview.profession")?.question.choices();
    let found = choices.iter().find(|c| c.code == h.told.profession && !c.hidden)?;
    let other = found.open.then(|| h.told.profession_words.clone());
    Some(Pick { code: found.code.clone(), other })
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    #[test]
    fn the_hearings_fill_the_rows_of_the_paper_in_the_order_of_days() {
        let shipped = forms::shipped().unwrap();
        let form = shipped.forms.newest("discharge-record").unwrap();
        let acts = samples::hearings();
        let mut a = Answers::new();
        hearings(form, &mut a, &acts);
        assert_eq!(a.rows(GROUP).len(), Hearing::all(&acts).len());
        let first = |id: &str| a.get(&Key::in_row(GROUP, 0, id)).unwrap().clone();
        assert_eq!(
            first("interview.on").value(),
            Some(&Value::Date("2026-11-18".parse().unwrap()))
        );
        assert!(first("interview.person").source.unwrap().text.contains("聞き取りの記録"));
        // what somebody wrote there stays alone
        let mut typed = Answers::new();
        typed.set(
            &Key::in_row(GROUP, 0, "interview.person"),
            Answer::of(Value::Text("別の人".into())),
        );
        hearings(form, &mut typed, &acts);
        assert_eq!(typed.rows(GROUP).len(), 1);
    }

    #[test]
    fn a_profession_of_ones_own_words_goes_into_the_open_answer() {
        let shipped = forms::shipped().unwrap();
        let form = shipped.forms.newest("discharge-record").unwrap();
        let mut acts = samples::hearings();
        acts.truncate(1);
        acts[0].detail.data["profession"] = "other".into();
        acts[0].detail.data["profession_words"] = "病棟クラーク".into();
        let mut a = Answers::new();
        hearings(form, &mut a, &acts);
        let key = Key::in_row(GROUP, 0, "interview.profession");
        assert_eq!(
            a.get(&key).unwrap().value(),
            Some(&Value::Picks(vec![Pick {
                code: "other".into(),
                other: Some("病棟クラーク".into())
            }]))
        );
    }
}

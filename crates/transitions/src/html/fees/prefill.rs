//! 退院・退所情報記録書 §4 begins with the hearings that were recorded: nothing is typed twice.
use forms::{Answer, Answers, Form, Given, Key, Pick, Source, Value};
use kernel::{At, wareki};

use crate::model::Act;
use crate::model::hearing::{Hearing, HearingWay};

const GROUP: &str = "interview";
/// As many rows as the paper takes.
const ROWS: usize = 10;

/// Fills §4 from the hearings of the stay, as long as nothing stands there. `saved` = when a draft was last kept: what
/// was recorded before it was there to be seen, and rows that were taken out stay out.
pub(in crate::html) fn hearings(
    form: &Form,
    answers: &mut Answers,
    acts: &[Act],
    saved: Option<At>,
) {
    if form.question("interview.on").is_none() || !answers.rows(GROUP).is_empty() {
        return;
    }
    // §4 counts days by itself and does not ask how: a FAX or a paper alone is no hearing there
    let heard = |h: &Hearing| !matches!(h.way, HearingWay::Fax | HearingWay::Paper);
    let new = acts.iter().filter(|a| saved.is_none_or(|s| a.at > s)).cloned();
    let new: Vec<Act> = new.collect();
    for (n, h) in Hearing::all(&new).into_iter().filter(heard).take(ROWS).enumerate() {
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
        let mut acts = samples::hearings();
        acts.push(samples::hearing(66, "2026-11-17", HearingWay::Fax, false, "𠮷田 歩"));
        let mut a = Answers::new();
        hearings(form, &mut a, &acts, None);
        assert_eq!(a.rows(GROUP).len(), 3, "the FAX is no row");
        let first = |id: &str| a.get(&Key::in_row(GROUP, 0, id)).unwrap().clone();
        assert_eq!(
            first("interview.on").value(),
            Some(&Value::Date("2026-11-18".parse().unwrap()))
        );
        assert!(first("interview.person").source.unwrap().text.contains("聞き取りの記録"));
        // rows taken out of the draft do not come back
        let mut later = Answers::new();
        hearings(form, &mut later, &acts, Some(acts[0].at));
        assert_eq!(later.rows(GROUP).len(), 2, "only what was recorded since");
        // what somebody wrote there stays alone
        let mut typed = Answers::new();
        typed.set(
            &Key::in_row(GROUP, 0, "interview.person"),
            Answer::of(Value::Text("別の人".into())),
        );
        hearings(form, &mut typed, &acts, None);
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
        hearings(form, &mut a, &acts, None);
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

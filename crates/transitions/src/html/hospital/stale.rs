//! Somebody else recorded the same act while this form was open: both versions, field by field. Nothing is written
//! until a person has chosen; what was typed stays in the form.
use kernel::{Date, wareki};
use ui::field::{DateValue, FieldKind};
use ui::{Field, Html, Stale, StaleRow, dates};

use super::typed::Typed;
use crate::model::{Act, ActKind, Method, Stay};

/// What the newest act says, by the names of the forms' fields: as it would have been typed.
fn saved(a: &Act, stay: &Stay) -> Vec<(&'static str, String)> {
    let day = |d: Option<Date>| d.map(|d| d.to_string()).unwrap_or_default();
    let method = a.method.map_or("", Method::code).to_string();
    let said = ("said_by", a.said_by.clone());
    let (to, note) = (("to", a.to_name.clone()), ("note", a.detail.note.clone()));
    match a.kind {
        ActKind::PlanningNotice => vec![("day", day(a.day)), ("method", method), to, note, said],
        ActKind::DischargeNotice => vec![
            ("leaves_on", day(a.detail.day())),
            ("day", day(a.day)),
            ("method", method),
            to,
            note,
            said,
        ],
        ActKind::PlannedDate => {
            vec![("on", day(a.detail.day())), ("reason", a.detail.reason.clone()), said]
        }
        ActKind::Conference => {
            let held = a.detail.has("held");
            let is = if held { "held" } else { "not_held" };
            let on = if held { day(a.day) } else { String::new() };
            vec![("held_is", is.into()), ("held_on", on), ("reason", a.detail.reason.clone()), said]
        }
        ActKind::Papers => vec![("day", day(a.day)), ("method", method), to],
        ActKind::Assigned => vec![
            ("to", stay.assigned.map(|x| x.to_string()).unwrap_or_default()),
            ("ward", stay.ward.clone()),
            ("room", stay.room.clone()),
        ],
        ActKind::Screening => vec![
            ("decision", if a.detail.has("not_needed") { "not_needed" } else { "needed" }.into()),
            ("reason", a.detail.reason.clone()),
        ],
        _ => Vec::new(),
    }
}

/// What stands in the field, as it would be typed again.
fn mine(f: &Field, t: &Typed) -> String {
    match &f.kind {
        FieldKind::Date(v) if f.name == "day" && t.form.has("day_is") => {
            match t.text("day_is").as_str() {
                "today" => t.today().to_string(),
                "unknown" => String::new(),
                _ => typed_day(v, t),
            }
        }
        FieldKind::Date(v) => typed_day(v, t),
        _ => t.text(&f.name),
    }
}

/// The day as it would be kept, or just as it was typed.
fn typed_day(v: &DateValue, t: &Typed) -> String {
    match dates::date(v, t.today()) {
        Ok(day) => day.map(|d| d.to_string()).unwrap_or_default(),
        Err(_) => [&v.era, &v.y, &v.m, &v.d].map(String::as_str).join(" ").trim().to_string(),
    }
}

/// A value in words: the label of a code, a day as one says it.
fn words(f: &Field, value: &str) -> String {
    match &f.kind {
        FieldKind::Choice { opts, .. } => opts
            .iter()
            .find(|o| o.value == value)
            .map_or_else(|| value.to_string(), |o| o.label.clone()),
        FieldKind::Date(_) => {
            value.parse::<Date>().map_or_else(|_| value.to_string(), wareki::month_day)
        }
        _ => value.to_string(),
    }
}

/// Both versions, with what the form has to carry to take the other one over. Empty when the form is not stale or
/// nothing in it differs.
pub(super) fn both(
    t: &Typed,
    kinds: &[ActKind],
    acts: &[Act],
    stay: &Stay,
    fields: &[Field],
) -> Html {
    let newest = acts.iter().rev().find(|a| !a.cancelled && kinds.contains(&a.kind));
    let Some(a) = newest.filter(|_| t.stale) else { return Html::default() };
    let mut rows = Vec::new();
    let mut carried = Html::default();
    for (name, theirs) in saved(a, stay) {
        let Some(f) = fields.iter().find(|f| f.name == name) else { continue };
        let own = mine(f, t);
        if own == theirs {
            continue;
        }
        rows.push(StaleRow {
            name: name.into(),
            label: f.label.clone(),
            mine: words(f, &own),
            theirs: words(f, &theirs),
            was: String::new(),
        });
        carried = carried
            .and(Html::trusted(format!("<input type=\"hidden\" name=\"theirs.{name}\" value=\"")))
            .and(theirs)
            .and(Html::trusted("\">"));
    }
    if rows.is_empty() {
        return Html::default();
    }
    let at = a.at.local();
    let when = format!("{} {}:{:02}", wareki::month_day(a.at.date()), at.hour(), at.minute());
    let stale = Stale { who: format!("{}さん", a.name).into(), when, rows, ..Stale::default() };
    carried.and(stale.html())
}

/// Takes over what was chosen of both versions. Where nothing was chosen the form stays stale, with a word on top;
/// where the saved version was chosen in every row there is nothing left to record.
pub(super) fn settle(t: &mut Typed) {
    let names: Vec<String> =
        t.form.values.keys().filter_map(|k| k.strip_prefix("theirs.").map(String::from)).collect();
    let mut open = 0;
    let mut taken = 0;
    for name in &names {
        match t.text(&format!("keep.{name}")).as_str() {
            "theirs" => {
                taken += 1;
                take(t, name);
            }
            "mine" => {}
            _ => open += 1,
        }
    }
    if open > 0 {
        t.stale = true;
        t.error("", format!("残すほうを選んでください。まだ選んでいないところが {open}つあります"));
    }
    t.all_theirs = !names.is_empty() && taken == names.len();
}

fn take(t: &mut Typed, name: &str) {
    let value = t.text(&format!("theirs.{name}"));
    let year = format!("{name}.y");
    let is_day = t.form.has(&year);
    for part in ["era", "m", "d"] {
        t.form.values.remove(&format!("{name}.{part}"));
    }
    t.form.values.remove(name);
    if name == "day" && t.form.has("day_is") {
        let is = if value.is_empty() { "unknown" } else { "other" };
        t.form.values.insert("day_is".into(), vec![is.into()]);
    }
    let key = if is_day { year } else { name.to_string() };
    t.form.values.insert(key, vec![value]);
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    fn notice() -> Act {
        let mut a = samples::act(40, ActKind::DischargeNotice, "2026-11-18");
        a.name = "及川 真理".into();
        a.method = Some(Method::Fax);
        a.detail.date = Some("2026-11-25".into());
        a
    }

    fn typed() -> Typed {
        let mut t = Typed::blank(samples::today())
            .with_day("leaves_on", "2026-11-27".parse().unwrap())
            .with("day_is", "today")
            .with("method", "phone")
            .with("note", samples::LONG);
        t.stale = true;
        t
    }

    fn fields(t: &Typed) -> Vec<Field> {
        let [is, day] = t.told_fields("連絡した日");
        vec![
            t.date("leaves_on", "退院日"),
            is,
            day,
            t.method_field("連絡のしかた"),
            t.lines("note", "伝えたこと", 300),
        ]
    }

    #[test]
    fn both_versions_stand_side_by_side_in_words() {
        let t = typed();
        let html =
            both(&t, &[ActKind::DischargeNotice], &[notice()], &samples::stay(), &fields(&t))
                .to_string();
        for words in [
            "11月27日（金）",
            "11月25日（水）",
            "11月19日（木）",
            "11月18日（水）",
            "電話",
            "FAX",
            "及川 真理さん",
        ] {
            assert!(html.contains(words), "{words}: {html}");
        }
        assert!(html.contains("name=\"theirs.leaves_on\" value=\"2026-11-25\""));
        assert!(html.contains("keep.method") && !html.contains("<script>alert"));
        let mut fresh = typed();
        fresh.stale = false;
        assert!(
            both(
                &fresh,
                &[ActKind::DischargeNotice],
                &[notice()],
                &samples::stay(),
                &fields(&fresh)
            )
            .is_empty()
        );
        assert!(
            both(&t, &[ActKind::Papers], &[notice()], &samples::stay(), &fields(&t)).is_empty()
        );
    }

    fn chosen(keep: &[(&str, &str)]) -> Typed {
        let mut t = typed()
            .with("theirs.leaves_on", "2026-11-25")
            .with("theirs.day", "2026-11-18")
            .with("theirs.method", "fax");
        t.stale = false;
        for (name, side) in keep {
            t = t.with(&format!("keep.{name}"), *side);
        }
        settle(&mut t);
        t
    }

    #[test]
    fn what_was_chosen_is_taken_over_and_the_rest_stays_as_typed() {
        let mut t = chosen(&[("leaves_on", "theirs"), ("day", "theirs"), ("method", "mine")]);
        assert!(t.ok() && !t.stale && !t.all_theirs);
        assert_eq!(t.day("leaves_on", "退院日"), Some("2026-11-25".parse().unwrap()));
        assert_eq!(t.told_day("連絡した日"), Some(Some("2026-11-18".parse().unwrap())));
        assert_eq!(t.method("x"), Some(Method::Phone));
    }

    #[test]
    fn without_a_choice_nothing_is_recorded() {
        let t = chosen(&[("leaves_on", "theirs")]);
        assert!(t.stale && !t.ok() && t.status() == 409);
        assert_eq!(t.form.errors.len(), 1);
    }

    #[test]
    fn the_saved_version_in_every_row_leaves_nothing_to_record() {
        assert!(
            chosen(&[("leaves_on", "theirs"), ("day", "theirs"), ("method", "theirs")]).all_theirs
        );
    }
}

//! A contact window as the fields of its form, and as the parts in which two versions are compared.
use kernel::{Date, wareki};
use slice::Form;

use super::merge::Part;
use crate::model::window::{Avoid, Window, hhmm};

const TEXTS: [(&str, &str); 7] = [
    ("name", "窓口の名前"),
    ("person", "担当者"),
    ("phone", "電話番号"),
    ("fax", "FAX番号"),
    ("stand_in", "いないとき"),
    ("best_way", "電話のほかに"),
    ("note", "そのほか"),
];

/// The part a field belongs to; empty for the form's own fields.
pub(super) fn part_of(name: &str) -> &'static str {
    if let Some((part, _)) = TEXTS.iter().find(|(part, _)| *part == name) {
        return part;
    }
    match name {
        "holidays" => "hours",
        _ if name.starts_with("open") || name.starts_with("close") => "hours",
        _ if name.starts_with("avoid.") => "avoid",
        _ if name.starts_with("confirmed_on") => "confirmed_on",
        _ => "",
    }
}

/// The parts, always the same in the same order.
pub(super) fn parts(w: &Window) -> Vec<Part> {
    let form = typed_of(w);
    let of = |part: &str| -> Vec<(String, String)> {
        form.map()
            .iter()
            .filter(|(name, _)| part_of(name) == part)
            .flat_map(|(name, vs)| vs.iter().map(|v| (name.clone(), v.clone())))
            .filter(|(_, v)| !v.is_empty())
            .collect()
    };
    let mut out: Vec<Part> =
        TEXTS.iter().map(|(name, label)| Part::text(name, label, form.get(name))).collect();
    let avoid: Vec<String> = w.avoid.iter().map(Avoid::words).collect();
    for (name, label, words) in [
        ("hours", "電話の時間", w.hours_words().join("、")),
        ("avoid", "避けてほしい時間", avoid.join("、")),
        ("confirmed_on", "確かめた日", w.confirmed_on.map(wareki::long).unwrap_or_default()),
    ] {
        out.push(Part { name, label, fields: of(name), words });
    }
    out
}

/// The fields as they would be typed.
pub(super) fn typed_of(w: &Window) -> Form {
    let mut f = Form::default();
    for (name, text) in [
        ("name", &w.name),
        ("person", &w.person),
        ("stand_in", &w.stand_in),
        ("phone", &w.phone),
        ("fax", &w.fax),
        ("best_way", &w.best_way),
        ("note", &w.note),
    ] {
        f.push(name, text.clone());
    }
    for (i, day) in w.week.iter().enumerate() {
        if let Some(h) = day {
            f.push(&format!("open{i}"), hhmm(h.open));
            f.push(&format!("close{i}"), hhmm(h.close));
        }
    }
    if w.holidays_closed {
        f.push("holidays", "1");
    }
    for (i, a) in w.avoid.iter().enumerate() {
        let mut add = |part: &str, text: String| f.push(&format!("avoid.{i}.{part}"), text);
        add(
            "weekday",
            a.weekday.map(|d| d.to_monday_zero_offset().to_string()).unwrap_or_default(),
        );
        add("day_from", a.month_days.map(|d| d.0.to_string()).unwrap_or_default());
        add("day_to", a.month_days.map(|d| d.1.to_string()).unwrap_or_default());
        add("from", hhmm(a.from));
        add("to", hhmm(a.to));
        add("reason", a.reason.clone());
    }
    for (part, n) in w.confirmed_on.map(date_parts).unwrap_or_default() {
        f.push(&format!("confirmed_on.{part}"), n);
    }
    f
}

fn date_parts(d: Date) -> Vec<(&'static str, String)> {
    let v = ui::field::DateValue::from_iso(&d.to_string());
    vec![("era", v.era), ("y", v.y), ("m", v.m), ("d", v.d)]
}

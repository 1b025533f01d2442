//! How much time is left, as tags: a guide day that passed is orange, never red (screens.md, principle 11).
use kernel::{Date, wareki};
use ui::{Tag, TagKind, tag};

use crate::model::Stay;
use crate::model::progress::Next;

/// The tags of a line or page for what is next.
pub(super) fn tags(stay: &Stay, next: Next, due: Option<Date>, today: Date) -> Vec<Tag> {
    let left = due.map(|d| kernel::time::days_between(today, d));
    let mut out = Vec::new();
    match (next, left) {
        (Next::Nothing, _) | (_, None) => {}
        (Next::DischargeNotice, Some(n @ ..=-1)) => {
            out.push(tag(TagKind::Over, format!("連絡の予定日を {}日過ぎています", -n)));
        }
        (_, Some(n @ ..=-1)) => {
            out.push(tag(TagKind::Over, format!("めやすの日を {}日過ぎています", -n)))
        }
        (Next::Assign, Some(0)) => out.push(tag(TagKind::Due, "きょう中")),
        (_, Some(0)) => out.push(tag(TagKind::Due, "きょうまで")),
        // close to the discharge the day itself says more than the days that are left
        (Next::DischargeNotice | Next::Conference | Next::Papers | Next::End, Some(_)) => {}
        (_, Some(n)) => out.push(tag(TagKind::Plain, format!("あと{n}日"))),
    }
    if let Some(d) = stay.ended_on {
        out.push(tag(TagKind::Plain, format!("退院 {}", slash_weekday(d))).icon("home"));
    } else if let Some(d) = stay.planned_on {
        if matches!(next, Next::Conference | Next::DischargeNotice | Next::Papers | Next::End) {
            out.push(tag(TagKind::Plain, format!("退院予定 {}", slash_weekday(d))).icon("home"));
        }
    } else if matches!(next, Next::Conference | Next::DischargeNotice) {
        out.push(tag(TagKind::Miss, "退院予定日が まだ"));
    }
    out
}

/// 11/25（水）.
pub(super) fn slash_weekday(d: Date) -> String {
    format!("{}（{}）", wareki::slash(d), wareki::weekday(d))
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    fn words(next: Next, due: Option<&str>) -> Vec<String> {
        let stay = samples::stay();
        tags(&stay, next, due.map(|d| d.parse().unwrap()), samples::today())
            .iter()
            .map(|t| t.text.to_string())
            .collect()
    }

    #[test]
    fn the_clock_speaks_as_the_mock_up() {
        assert_eq!(words(Next::Assign, Some("2026-11-19")), ["きょう中"]);
        assert_eq!(words(Next::Screen, Some("2026-11-19")), ["きょうまで"]);
        assert_eq!(words(Next::Planning, Some("2026-11-22")), ["あと3日"]);
        assert_eq!(
            words(Next::DischargeNotice, Some("2026-11-18")),
            ["連絡の予定日を 1日過ぎています", "退院予定日が まだ"]
        );
        assert_eq!(words(Next::Nothing, None), Vec::<String>::new());
    }
}

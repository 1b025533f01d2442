//! The contact window beside an act: whom to call, whether one may call now, and when rather not.
use accounts::Organisation;
use accounts::OrganisationKind;
use directory::model::window::{Avoid, Window, WindowState, hhmm, span};
use kernel::{At, Holidays, Time, wareki};
use ui::{ContactWindow, HoursBar, Html, Span, TagKind, tag};

/// What the box is called for a kind of organisation.
pub(super) fn heading(kind: OrganisationKind) -> &'static str {
    match kind {
        OrganisationKind::CareManagement | OrganisationKind::Multi => "ケアマネジャーの連絡窓口",
        OrganisationKind::Hokatsu => "地域包括支援センターの連絡窓口",
        OrganisationKind::Hospital => "地域連携室の連絡窓口",
        _ => "連絡窓口",
    }
}

/// The box of an organisation. `person` = who is in charge there (empty = nobody named). `reduced` = only what may be
/// shown to somebody who merely looks for the office: no names.
pub(super) fn contact(
    org: &Organisation,
    windows: &[Window],
    person: &str,
    now: At,
    reduced: bool,
) -> ContactWindow {
    let office = ui::org(&org.name, org.fictitious);
    let heading = heading(org.kind).to_string();
    let Some(w) = windows.first() else {
        return ContactWindow {
            heading,
            person: if reduced { String::new() } else { person.into() },
            office,
            tel: org.phone.clone(),
            status: None,
            hours: None,
            rows: vec![("電話の時間".into(), "まだ聞いていません".into())],
        };
    };
    let state = w.may_call_now(now, Holidays::shipped());
    let person = if person.is_empty() { w.person.as_str() } else { person };
    ContactWindow {
        heading,
        person: if reduced { String::new() } else { person.into() },
        office,
        tel: if w.phone.is_empty() { org.phone.clone() } else { w.phone.clone() },
        status: Some(status(&state, now)),
        hours: bar(w, now),
        rows: rows(w, reduced),
    }
}

fn status(state: &WindowState, now: At) -> ui::Tag {
    let kind = match state {
        WindowState::MayCall { .. } => TagKind::Ok,
        WindowState::Avoid { .. } => TagKind::Due,
        WindowState::Outside { .. } | WindowState::Unknown => TagKind::Plain,
    };
    let icon = if kind == TagKind::Ok { "phone" } else { "clock" };
    tag(kind, state.words(now.date())).icon(icon)
}

/// In a few words for a row of the in-tray: 「電話は12:00まで」.
pub(super) fn few_words(windows: &[Window], now: At) -> String {
    match windows.first().map(|w| w.may_call_now(now, Holidays::shipped())) {
        Some(WindowState::MayCall { until }) if until.minute() == 0 => {
            format!("電話は{}時まで", until.hour())
        }
        Some(WindowState::MayCall { until }) => format!("電話は{}まで", hhmm(until)),
        Some(WindowState::Avoid { until, .. }) => format!("電話は{}から", hhmm(until)),
        _ => String::new(),
    }
}

fn minutes(t: Time) -> u16 {
    u16::from(t.hour().unsigned_abs()) * 60 + u16::from(t.minute().unsigned_abs())
}

fn bar(w: &Window, now: At) -> Option<HoursBar> {
    let today = now.date();
    let hours = w.hours(today, Holidays::shipped()).filter(|h| h.open < h.close)?;
    let avoid: Vec<&Avoid> = w.avoid_on(today).into_iter().filter(|a| a.from < a.to).collect();
    let mut words = format!("きょうの電話の時間。{}", span(hours.open, hours.close));
    for a in &avoid {
        words.push_str(&format!("。{}は避けてほしい時間", span(a.from, a.to)));
    }
    words.push_str(&format!("。いまは{}", hhmm(now.time())));
    Some(HoursBar {
        id: "window".into(),
        open: vec![Span { from: minutes(hours.open), to: minutes(hours.close) }],
        avoid: avoid.iter().map(|a| Span { from: minutes(a.from), to: minutes(a.to) }).collect(),
        now: Some(minutes(now.time())),
        words,
    })
}

fn in_lines(parts: impl IntoIterator<Item = String>) -> Html {
    let mut out = Html::default();
    for p in parts {
        if !out.is_empty() {
            out = out.and(Html::trusted("<br>"));
        }
        out = out.and(p);
    }
    out
}

fn rows(w: &Window, reduced: bool) -> Vec<(Html, Html)> {
    let mut rows: Vec<(Html, Html)> = Vec::new();
    let hours = w.hours_words();
    rows.push((
        "電話の時間".into(),
        if hours.is_empty() { "まだ聞いていません".into() } else { in_lines(hours) },
    ));
    if !w.avoid.is_empty() {
        let label = Html::trusted("避けてほしい<br>時間（斜線）");
        rows.push((label, in_lines(w.avoid.iter().map(Avoid::words))));
    }
    if reduced {
        return rows;
    }
    let mut more = |label: &str, text: &str| {
        if !text.is_empty() {
            rows.push((label.into(), text.into()));
        }
    };
    more("いないとき", &w.stand_in);
    more("電話のほかに", &w.best_way);
    more("FAX", &w.fax);
    more("そのほか", &w.note);
    more("確かめた日", &w.confirmed_on.map(wareki::long).unwrap_or_default());
    rows
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    #[test]
    fn the_box_says_whether_one_may_call_now() {
        let (org, window) = (samples::office(), samples::window());
        let html = contact(&org, std::slice::from_ref(&window), "佐藤 花子", samples::now(), false)
            .html()
            .to_string();
        for words in [
            "ケアマネジャーの連絡窓口",
            "いま かけてよい時間です（12:00まで）",
            "管理者 高橋 美奈",
            "0000-65-0012",
            "<svg",
        ] {
            assert!(html.contains(words), "{words}");
        }
        assert_eq!(few_words(std::slice::from_ref(&window), samples::now()), "電話は12時まで");
    }

    #[test]
    fn who_only_looks_for_the_office_gets_no_names() {
        let (org, window) = (samples::office(), samples::window());
        let html = contact(&org, &[window], "佐藤 花子", samples::now(), true).html().to_string();
        assert!(!html.contains("佐藤 花子") && !html.contains("高橋 美奈"));
        assert!(html.contains("12:00〜13:00"));
    }

    #[test]
    fn without_a_window_the_telephone_of_the_office_stands() {
        let html = contact(&samples::office(), &[], "", samples::now(), false).html().to_string();
        assert!(html.contains("まだ聞いていません") && html.contains("0000-65-0010"));
    }
}

//! A contact window as other pages show it: may I call now, today's hours as a bar, the same in words.
use kernel::{At, Holidays, wareki};
use ui::{ContactWindow, HoursBar, Html, Span, Tag, TagKind, tag};

use crate::model::window::{Window, WindowState, hhmm};

/// The state in words, colour and icon: かけてよい／避けてほしい／時間外.
pub fn state_tag(w: &Window, at: At) -> Tag {
    let state = w.may_call_now(at, Holidays::shipped());
    let kind = match state {
        WindowState::MayCall { .. } => TagKind::Ok,
        WindowState::Avoid { .. } => TagKind::Due,
        WindowState::Outside { .. } => TagKind::Plain,
        WindowState::Unknown => TagKind::Miss,
    };
    let tag = tag(kind, state.words(at.date()));
    if kind == TagKind::Ok { tag.icon("phone") } else { tag }
}

/// The hours of the day of `at` as a bar; none on a day without hours. `id` must be unlike any other on the page.
pub fn hours_bar(w: &Window, at: At, id: &str) -> Option<HoursBar> {
    let day = at.date();
    let hours = w.hours(day, Holidays::shipped())?;
    let open = Span { from: minute(hours.open), to: minute(hours.close) };
    let avoid: Vec<Span> = w
        .avoid_on(day)
        .into_iter()
        .map(|a| Span { from: minute(a.from).max(open.from), to: minute(a.to).min(open.to) })
        .filter(|s| s.from < s.to)
        .collect();
    let said: Vec<String> =
        avoid.iter().map(|s| format!("{}から{}", clock(s.from), clock(s.to))).collect();
    let mut words = format!("きょうの電話の時間。{}から{}まで。", clock(open.from), clock(open.to));
    if !said.is_empty() {
        words.push_str(&format!("{}は避けてほしい時間。", said.join("と")));
    }
    let state = w.may_call_now(at, Holidays::shipped());
    words.push_str(&format!("いまは{}です。{}", clock(minute(at.time())), state.words(day)));
    Some(HoursBar {
        id: id.to_string(),
        open: vec![open],
        avoid,
        now: Some(minute(at.time())),
        words,
    })
}

fn minute(t: kernel::Time) -> u16 {
    (i16::from(t.hour()) * 60 + i16::from(t.minute())).unsigned_abs()
}

fn clock(minute: u16) -> String {
    match minute % 60 {
        0 => format!("{}時", minute / 60),
        m => format!("{}時{m}分", minute / 60),
    }
}

/// The same in words: 電話の時間, 避けてほしい時間, いないとき, 電話のほかに, FAX, 確かめた日.
pub fn window_rows(w: &Window) -> Vec<(Html, Html)> {
    let lines = |v: Vec<String>| {
        let mut out = Html::default();
        for (i, line) in v.iter().enumerate() {
            if i > 0 {
                out = out.and(Html::trusted("<br>"));
            }
            out = out.and(line);
        }
        out
    };
    let mut rows: Vec<(Html, Html)> = Vec::new();
    let mut add = |label: Html, text: Html| {
        if !text.is_empty() {
            rows.push((label, text));
        }
    };
    add("電話の時間".into(), lines(w.hours_words()));
    let avoid: Vec<String> = w.avoid.iter().map(crate::model::window::Avoid::words).collect();
    add(Html::trusted("避けてほしい<br>時間（斜線）"), lines(avoid));
    add("いないとき".into(), Html::from(&w.stand_in));
    add("電話のほかに".into(), Html::from(&w.best_way));
    add("FAX".into(), Html::from(&w.fax));
    add("そのほか".into(), Html::from(&w.note));
    let confirmed = w.confirmed_on.map_or_else(|| "まだ確かめていません".to_string(), wareki::long);
    add("確かめた日".into(), Html::from(confirmed));
    rows
}

/// The window as a panel beside a page. `heading` says whose it is (「ケアマネジャーの連絡窓口」), `office` its name.
pub fn contact_window(w: &Window, at: At, heading: &str, office: Html) -> ContactWindow {
    ContactWindow {
        heading: heading.to_string(),
        person: if w.person.is_empty() { w.name.clone() } else { w.person.clone() },
        office,
        tel: w.phone.clone(),
        status: Some(state_tag(w, at)),
        hours: hours_bar(w, at, "cw"),
        rows: window_rows(w),
    }
}

/// 「8:30〜17:30 ／ 避ける 12:00〜13:00」: hours and times to avoid on one line, for lists on paper.
pub fn window_line(w: &Window) -> (String, String) {
    let avoid: Vec<String> = w.avoid.iter().map(crate::model::window::Avoid::words).collect();
    (w.hours_words().join("、"), avoid.join("、"))
}

/// 11:20, for sentences.
pub fn now_words(at: At) -> String {
    hhmm(at.time())
}

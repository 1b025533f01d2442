//! Reads one day's text. 「9：00～12：00　14：00～18：00」, 「午前8時半から午後5時」, 「AM8:30～11:30 PM1:00～4:30」, 「24時間」,
//! 「16：30～翌9：30」, 「祝日9:00-17:00　日曜休み」. What could mean two things is left to the reader of the text.

use unicode_normalization::UnicodeNormalization;

use super::{Day, Span};

/// Words that say closed.
const CLOSED: [&str; 12] = [
    "休み",
    "休診",
    "休日",
    "休業",
    "定休",
    "休館",
    "お休",
    "不可",
    "閉局",
    "店休",
    "なし",
    "対応していません",
];
/// Words that leave it to a telephone call.
const OPEN_ENDED: [&str; 11] = [
    "相談",
    "随時",
    "緊急",
    "急患",
    "電話",
    "変わり",
    "必要に応じ",
    "再診",
    "時間外",
    "予約のみ",
    "連絡あれば",
];

/// One weekday.
pub fn day(raw: &str) -> Day {
    let text = plain(raw);
    if text.is_empty() {
        return Day::Unstated;
    }
    if WEEKDAYS.iter().any(|w| text.contains(w)) && !names_one_day(&text) {
        return Day::Words;
    }
    value(&text)
}

/// The column 「日・祝日」: Sunday and holidays may differ, and the text says which it means before or behind the time.
pub fn sunday_and_holiday(raw: &str) -> (Day, Day) {
    let text = plain(raw);
    if text.is_empty() {
        return (Day::Unstated, Day::Unstated);
    }
    if WEEKDAYS.iter().any(|w| text.contains(w)) || text.contains("以外") {
        return (Day::Words, Day::Words);
    }
    let mut pieces = pieces(&text);
    // what names its day comes first; the rest fills what is left
    pieces.sort_by_key(|p| p.who == Who::Nobody);
    if pieces.iter().all(|p| p.who == Who::Nobody) {
        let v = value(&text);
        return (v.clone(), v);
    }
    let (mut sunday, mut holiday) = (Day::Unstated, Day::Unstated);
    let mut words = false;
    for p in pieces {
        let v = value(&p.text);
        if matches!(v, Day::Words | Day::Unstated) {
            words = true;
            continue;
        }
        if matches!(p.who, Who::Sunday | Who::Both | Who::Nobody) && sunday == Day::Unstated {
            sunday = v.clone();
        }
        if matches!(p.who, Who::Holiday | Who::Both | Who::Nobody) && holiday == Day::Unstated {
            holiday = v;
        }
    }
    if words && sunday == Day::Unstated && holiday == Day::Unstated {
        return (Day::Words, Day::Words);
    }
    (sunday, holiday)
}

const WEEKDAYS: [&str; 8] = ["月曜", "火曜", "水曜", "木曜", "金曜", "月~金", "土・日", "平日"];

/// 「9:00~17:00(月曜日)」 in the column of Monday says nothing new.
fn names_one_day(text: &str) -> bool {
    WEEKDAYS.iter().filter(|w| text.contains(*w)).count() == 1 && !text.contains("月曜日~")
}

/// One spelling: widths, hyphens, 時分, 「から」; what follows 「ただし」 or ※ is for the reader.
fn plain(raw: &str) -> String {
    let folded: String = raw
        .nfkc()
        .map(|c| match c {
            '-'
            | '\u{2010}'..='\u{2015}'
            | '\u{2212}'
            | 'ー'
            | '〜'
            | '~'
            | '\u{223C}'
            | '\u{FF70}'
            | '一' => '~',
            c if c.is_whitespace() => ' ',
            c => c,
        })
        .collect();
    let folded = folded.replace("から", "~").replace("時半", ":30").replace("まで", "");
    let mut out = String::new();
    let chars: Vec<char> = folded.chars().collect();
    for (at, c) in chars.iter().enumerate() {
        let next = |n: usize| chars.get(at + n).copied().unwrap_or(' ');
        let before = at.checked_sub(1).and_then(|b| chars.get(b)).copied().unwrap_or(' ');
        match c {
            // 「8時30分」 → 8:30, 「9時」 → 9:00; 「24時間」 stays
            '時' if before.is_ascii_digit() && next(1) != '間' => {
                out.push_str(if next(1).is_ascii_digit() { ":" } else { ":00" });
            }
            '分' if before.is_ascii_digit() => {}
            _ => out.push(*c),
        }
    }
    let end = ["但し", "ただし", "※", "*", "年末年始", "それ以外"]
        .iter()
        .filter_map(|w| out.find(w))
        .filter(|at| *at > 0)
        .min()
        .unwrap_or(out.len());
    out.get(..end).unwrap_or(&out).trim_matches([' ', '、', '。', ',', '(']).to_string()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Nobody,
    Sunday,
    Holiday,
    Both,
}

#[derive(Debug)]
struct Piece {
    who: Who,
    text: String,
}

/// Cuts a text at its labels: 「日曜休み 祝日9:00~17:00」 → Sunday 「休み」, holiday 「9:00~17:00」; a label in brackets behind a
/// time belongs to that time.
fn pieces(text: &str) -> Vec<Piece> {
    const LABELS: [(&str, Who); 17] = [
        ("日曜日・祝日", Who::Both),
        ("日曜・祝日", Who::Both),
        ("日・祝日", Who::Both),
        ("日・祝", Who::Both),
        ("日祝", Who::Both),
        ("祝祭日のみ", Who::Holiday),
        ("祝日のみ", Who::Holiday),
        ("祝祭日", Who::Holiday),
        ("国民の祝日", Who::Holiday),
        ("祝日", Who::Holiday),
        ("祭日", Who::Holiday),
        ("日曜日のみ", Who::Sunday),
        ("日曜日", Who::Sunday),
        ("日曜", Who::Sunday),
        ("(日)", Who::Sunday),
        ("日:", Who::Sunday),
        ("日 ", Who::Sunday),
    ];
    let mut out: Vec<Piece> = Vec::new();
    let mut now = Piece { who: Who::Nobody, text: String::new() };
    let mut rest = text;
    while !rest.is_empty() {
        let closing_word =
            rest.starts_with("休日") || rest.starts_with("定休日") || rest.starts_with("休業日");
        let fresh = now.text.trim().is_empty() && now.who == Who::Nobody;
        let sunday_head = (fresh || now.text.ends_with([' ', '・', '(']))
            && rest.starts_with("日(")
            || rest.starts_with("日・休")
            || rest.starts_with("日は");
        let label = LABELS.iter().find(|(w, _)| rest.starts_with(w) && !closing_word);
        if let Some((word, who)) = label {
            let bracket = now.text.trim_end().ends_with('(') || *word == "(日)";
            let has_value = has_time(&now.text) || CLOSED.iter().any(|w| now.text.contains(w));
            rest = rest.get(word.len()..).unwrap_or("");
            if bracket && has_value && now.who == Who::Nobody && !says_value(rest) {
                // 「9:00~17:00(祝日)」
                now.who = *who;
                continue;
            }
            if !now.text.trim().is_empty() || now.who != Who::Nobody {
                out.push(std::mem::replace(&mut now, Piece { who: *who, text: String::new() }));
            } else {
                now.who = *who;
            }
            continue;
        }
        if sunday_head {
            if !now.text.trim().is_empty() || now.who != Who::Nobody {
                out.push(std::mem::replace(
                    &mut now,
                    Piece { who: Who::Sunday, text: String::new() },
                ));
            } else {
                now.who = Who::Sunday;
            }
            rest = rest.get('日'.len_utf8()..).unwrap_or("");
            continue;
        }
        let skip = if closing_word { 2 } else { 1 };
        let taken: String = rest.chars().take(skip).collect();
        rest = rest.get(taken.len()..).unwrap_or("");
        now.text.push_str(&taken);
    }
    out.push(now);
    // brackets around a label leave an opening one behind: 「(」
    out.retain(|p| p.who != Who::Nobody || p.text.chars().any(|c| c.is_alphanumeric()));
    out
}

/// Does the text up to its bracket's end hold a value of its own: 「(日曜日は休み)」?
fn says_value(rest: &str) -> bool {
    let inside = rest.split(')').next().unwrap_or("");
    has_time(inside) || CLOSED.iter().any(|w| inside.contains(w))
}

fn has_time(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    chars.windows(3).any(|w| matches!(w, [a, ':', b] if a.is_ascii_digit() && b.is_ascii_digit()))
}

/// The meaning of a text that speaks of one day.
fn value(text: &str) -> Day {
    let (main, breaks) = without_brackets(text);
    match spans(&main) {
        Some(mut spans) if !spans.is_empty() => {
            for b in breaks {
                spans = minus(&spans, b);
            }
            if let [Span { opens: 0, closes }] = spans.as_slice()
                && *closes >= 1439
            {
                return Day::Always;
            }
            return Day::Open(spans);
        }
        None => return Day::Words,
        Some(_) => {}
    }
    let squeezed: String = main.chars().filter(|c| !c.is_whitespace()).collect();
    let lower = squeezed.to_lowercase();
    if !OPEN_ENDED.iter().any(|w| lower.contains(w))
        && (lower.contains("24時間") || lower == "24h" || lower == "終日")
    {
        return Day::Always;
    }
    if squeezed.chars().all(|c| c == '~') && !squeezed.is_empty() {
        return Day::Closed;
    }
    let open_ended = OPEN_ENDED.iter().any(|w| squeezed.contains(w));
    let closed = CLOSED.iter().any(|w| squeezed.contains(w)) || squeezed == "休";
    if closed && (!open_ended || CLOSED.iter().any(|w| squeezed.starts_with(w))) {
        return Day::Closed;
    }
    // all of it stood in brackets: 「(休診)」
    if !squeezed.chars().any(char::is_alphanumeric) && CLOSED.iter().any(|w| text.contains(w)) {
        return Day::Closed;
    }
    Day::Words
}

/// The text outside brackets, and breaks written inside: 「9:30~19:00(お昼時間 12:30~14:00)」.
fn without_brackets(text: &str) -> (String, Vec<Span>) {
    let (mut main, mut breaks) = (String::new(), Vec::new());
    let mut rest = text;
    while let Some((head, tail)) = rest.split_once('(') {
        main.push_str(head);
        main.push(' ');
        let (inside, after) = tail.split_once(')').unwrap_or((tail, ""));
        let rests = ["昼", "休憩", "除"].iter().any(|w| inside.contains(w));
        if let Some(found) = spans(inside) {
            if rests {
                breaks.extend(found);
            } else if head.trim().is_empty() && !found.is_empty() {
                main.push_str(inside);
            }
        }
        rest = after;
    }
    main.push_str(rest);
    (main, breaks)
}

/// Every span of a text in order; none when a time stands alone or a span can be read in two ways.
fn spans(text: &str) -> Option<Vec<Span>> {
    let mut out: Vec<Span> = Vec::new();
    let mut opens: Option<(u16, bool)> = None;
    let mut dash = false;
    let mut next_day = false;
    let mut half = None;
    let mut rest = text;
    while !rest.is_empty() {
        if let Some((word, afternoon)) = [
            ("午前", false),
            ("午後", true),
            ("AM", false),
            ("PM", true),
            ("am", false),
            ("pm", true),
        ]
        .into_iter()
        .find(|(w, _)| rest.starts_with(w))
        {
            half = Some(afternoon);
            rest = rest.get(word.len()..).unwrap_or("");
            continue;
        }
        if rest.starts_with('翌') {
            next_day = true;
        }
        if let Some((minutes, after)) = time(rest, dash) {
            let (mut at, said) = (minutes, half.is_some());
            if half == Some(true) && at < 720 {
                at += 720;
            }
            rest = after;
            match opens {
                None if dash => return None,
                None => opens = Some((at, said)),
                Some((from, _)) => {
                    if !dash {
                        return None;
                    }
                    out.push(span(from, at, next_day)?);
                    (opens, dash, next_day) = (None, false, false);
                }
            }
            continue;
        }
        let c = rest.chars().next()?;
        if c == '~' && opens.is_some() {
            dash = true;
        }
        rest = rest.get(c.len_utf8()..).unwrap_or("");
    }
    opens.is_none().then_some(out)
}

fn span(from: u16, to: u16, next_day: bool) -> Option<Span> {
    match (from, to) {
        (f, t) if next_day && t <= f => Some(Span { opens: f, closes: t + 1440 }),
        (f, t) if t > f && t <= 1440 => Some(Span { opens: f, closes: t }),
        // a night: from the late afternoon to the morning; 「9:00~5:30」 is a slip for 17:30 or not, who knows
        (f, t) if f >= 900 && t <= 720 => Some(Span { opens: f, closes: t + 1440 }),
        _ => None,
    }
}

/// A time at the beginning: 「9:00」, and behind a dash also 「1730」. Dates (「12/31」) and single numbers are none.
fn time(text: &str, dash: bool) -> Option<(u16, &str)> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (head, tail) = text.split_at(digits);
    let valid = |h: u16, m: u16| (h <= 24 && m < 60 && h * 60 + m <= 1440).then_some(h * 60 + m);
    if (1..=2).contains(&digits)
        && let Some(minutes) = tail.strip_prefix(':')
        && let Some(two) = minutes.get(..2)
        && two.bytes().all(|b| b.is_ascii_digit())
    {
        // 「9:0016:00」: two times run into one
        let after = minutes.get(2..).unwrap_or("");
        if after.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        return Some((valid(head.parse().ok()?, two.parse().ok()?)?, after));
    }
    if dash && digits == 4 {
        let (h, m) = head.split_at(2);
        return Some((valid(h.parse().ok()?, m.parse().ok()?)?, tail));
    }
    None
}

fn minus(spans: &[Span], b: Span) -> Vec<Span> {
    let mut out = Vec::new();
    for s in spans {
        if b.opens > s.opens && b.closes < s.closes {
            out.push(Span { opens: s.opens, closes: b.opens });
            out.push(Span { opens: b.closes, closes: s.closes });
        } else {
            out.push(*s);
        }
    }
    out
}

#[cfg(test)]
mod tests;

//! What was posted becomes answers. Nothing that was typed is lost: what cannot be accepted is kept with a sentence that says
//! what to do. Names are those of `answers::Key::name`; dates post `.era .y .m .d`, words beside a choice `.open`, 別紙参照
//! `.attached`, 「いまも同じですか」 `k.{linkId}`.
use kernel::Date;
use rust_decimal::Decimal;
use ui::FormState;
use ui::field::DatePart;

use crate::answers::{Answer, AnswerMap, Answers, Given, Key, Pick, Source, Value, Wrong};
use crate::enable::key_of;
use crate::model::{Choice, Form, Kind, Node, Placed, Question};

/// The value a radio button or check box posts for 不明 / 未確認.
pub const UNKNOWN: &str = "unknown";
/// The longest words beside a choice, in characters.
pub const OTHER_MAX: usize = 200;

/// A post that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted {
    /// The answers: those of the posted chapter (or of all), and those of `base` elsewhere.
    pub answers: Answers,
    /// The repeating group one more row was asked for (button `_add`): show an empty row, save a draft only.
    pub add: Option<String>,
    /// A row was taken away (button `_remove`): show the page again, save a draft only.
    pub removed: bool,
}

/// Reads a post. `chapter` = linkId of the one chapter the page showed, none = all of them. `base` = the draft the page was made
/// from: answers that were not changed keep their source.
pub fn read(
    form: &Form,
    chapter: Option<&str>,
    state: &FormState,
    base: &Answers,
    today: Date,
) -> Posted {
    let mut answers = base.clone();
    let removal = removal(state);
    for c in form.chapters.iter().filter(|c| chapter.is_none_or(|id| c.link_id == id)) {
        for node in &c.nodes {
            match node {
                Node::Question(q) => {
                    single(
                        &Placed { chapter: c, group: None, question: q },
                        state,
                        base,
                        today,
                        &mut answers,
                    );
                }
                Node::Group(g) if g.rows.is_none() => {
                    for q in &g.questions {
                        let placed = Placed { chapter: c, group: Some(g), question: q };
                        single(&placed, state, base, today, &mut answers);
                    }
                }
                Node::Group(g) => {
                    let mut rows = Vec::new();
                    for n in state.rows(&format!("a.{}", g.link_id)) {
                        if removal.as_ref() == Some(&(g.link_id.clone(), n)) || rows.len() >= 100 {
                            continue;
                        }
                        let mut row = AnswerMap::new();
                        for q in &g.questions {
                            let key = Key::in_row(&g.link_id, n, &q.link_id);
                            let mut a = one(q, &key, state, today);
                            keep_source(&mut a, base.get(&key), None, today);
                            if !a.is_blank() {
                                row.insert(q.link_id.clone(), a);
                            }
                        }
                        rows.push(row);
                    }
                    answers.set_rows(&g.link_id, rows);
                }
            }
        }
    }
    let add = state.given("_add").filter(|g| form.repeating(g).is_some());
    Posted { answers, add, removed: removal.is_some() }
}

fn removal(state: &FormState) -> Option<(String, usize)> {
    let target = state.given("_remove")?;
    let (group, n) = target.rsplit_once('.')?;
    Some((group.to_owned(), n.parse().ok()?))
}

fn single(
    placed: &Placed<'_>,
    state: &FormState,
    base: &Answers,
    today: Date,
    answers: &mut Answers,
) {
    if placed.question.read_only {
        return;
    }
    let key = key_of(placed, None);
    let mut a = one(placed.question, &key, state, today);
    let kept = state.given(&format!("k.{}", placed.question.link_id));
    keep_source(&mut a, base.get(&key), kept.as_deref(), today);
    answers.set(&key, a);
}

/// An answer that was not changed keeps where it came from; an old one waits for 「いまも同じ」.
fn keep_source(a: &mut Answer, before: Option<&Answer>, kept: Option<&str>, today: Date) {
    let Some(before) = before.filter(|b| b.given == a.given && b.given != Given::Nothing) else {
        return;
    };
    if !before.old {
        a.source.clone_from(&before.source);
        return;
    }
    match kept {
        Some("same") => {
            let text = before.source.as_ref().map_or(String::new(), |s| s.text.clone());
            a.source = Some(Source {
                text: format!("{text}（いまも同じと確かめました）"),
                as_of: Some(today),
            });
        }
        Some("changed") => {
            let typed = match &a.given {
                Given::Value(v) => typed_of(v),
                _ => Vec::new(),
            };
            let message = "変わったときは、いまの内容に直してください".to_owned();
            a.given = Given::Wrong(Wrong { typed, message, part: None });
        }
        _ => {
            a.source.clone_from(&before.source);
            a.old = true;
        }
    }
}

/// Blanks at the ends and control characters away; several lines become one where only one fits.
pub(crate) fn tidy(text: &str, lines: bool) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let kept: String = text
        .chars()
        .filter_map(|c| match c {
            '\n' if lines => Some('\n'),
            '\n' | '\t' | '\u{2028}' | '\u{2029}' => Some(' '),
            c if c.is_control() => None,
            c => Some(c),
        })
        .collect();
    kept.trim().to_owned()
}

fn wrong(typed: Vec<(String, String)>, message: impl Into<String>) -> Given {
    Given::Wrong(Wrong { typed, message: message.into(), part: None })
}

/// A value as it is typed: the boxes that show it again.
pub(crate) fn typed_of(value: &Value) -> Vec<(String, String)> {
    let plain = |text: String| vec![(String::new(), text)];
    match value {
        Value::YesNo(b) => plain(b.to_string()),
        Value::Whole(n) => plain(n.to_string()),
        Value::Decimal(d) => plain(d.normalize().to_string()),
        Value::Text(t) => plain(t.clone()),
        Value::Date(d) => {
            let boxes = ui::dates::boxes(&d.to_string());
            [("era", boxes.era), ("y", boxes.y), ("m", boxes.m), ("d", boxes.d)]
                .into_iter()
                .map(|(k, v)| (k.to_owned(), v))
                .collect()
        }
        Value::Picks(picks) => {
            let mut typed: Vec<(String, String)> =
                picks.iter().map(|p| (String::new(), p.code.clone())).collect();
            typed.extend(
                picks.iter().filter_map(|p| p.other.clone()).map(|o| ("open".to_owned(), o)),
            );
            typed
        }
    }
}

fn one(question: &Question, key: &Key, state: &FormState, today: Date) -> Answer {
    let name = key.name();
    let given = match &question.kind {
        Kind::Text { max, lines, pattern } => {
            text(&name, state, *max, *lines > 1, pattern.as_ref())
        }
        Kind::Whole { min, max, unit } => whole(&name, state, *min, *max, unit),
        Kind::Decimal { min, max, places, unit } => {
            decimal(&name, state, (*min, *max), *places, unit)
        }
        Kind::Date => date(&name, state, today),
        Kind::YesNo { .. } => yes_no(&name, state, question.unknown.is_some()),
        Kind::Choice { choices, many } => picks(&name, state, question, choices, *many),
    };
    let attached = question.attachment.is_some() && state.has(&format!("{name}.attached"));
    Answer { given: refused(&name, state, given), attached, source: None, old: false }
}

/// What the reader of the post refused already (NUL, far too long) stays an error beside its field.
fn refused(name: &str, state: &FormState, given: Given) -> Given {
    let parts = ["", ".era", ".y", ".m", ".d", ".open"];
    let Some(message) = parts.iter().find_map(|p| state.error_of(&format!("{name}{p}"))) else {
        return given;
    };
    match given {
        Given::Nothing => Given::Nothing,
        Given::Wrong(w) => Given::Wrong(w),
        Given::Unknown => wrong(vec![(String::new(), UNKNOWN.to_owned())], message),
        Given::Value(v) => wrong(typed_of(&v), message),
    }
}

fn text(
    name: &str,
    state: &FormState,
    max: usize,
    lines: bool,
    pattern: Option<&(regex::Regex, String)>,
) -> Given {
    let raw = state.raw(name);
    let text = tidy(raw, lines);
    if text.is_empty() {
        return Given::Nothing;
    }
    let typed = || vec![(String::new(), text.clone())];
    if raw.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return wrong(
            typed(),
            "使えない文字が入っていました。取りのぞきましたので、内容をたしかめてください",
        );
    }
    let length = text.chars().count();
    if length > max {
        return wrong(typed(), format!("{max}字までにしてください（いま{length}字です）"));
    }
    match pattern {
        Some((re, message)) if !re.is_match(&text) => wrong(typed(), message.clone()),
        _ => Given::Value(Value::Text(text)),
    }
}

/// Full-width digits and signs as people type them, blanks away.
fn digits(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .map(|c| match c {
            '０'..='９' => {
                char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')).unwrap_or(c)
            }
            '．' => '.',
            '－' | '−' | '‐' | 'ー' => '-',
            '，' => ',',
            c => c,
        })
        .collect()
}

fn range(min: impl std::fmt::Display, max: impl std::fmt::Display, unit: &str) -> String {
    format!(
        "{min}から{max}まで{}で入力してください",
        if unit.is_empty() { String::new() } else { format!("（{unit}）") }
    )
}

fn whole(name: &str, state: &FormState, min: i64, max: i64, unit: &str) -> Given {
    let raw = tidy(state.raw(name), false);
    if raw.is_empty() {
        return Given::Nothing;
    }
    let typed = vec![(String::new(), raw.clone())];
    let plain = digits(&raw);
    let plain = plain.strip_suffix(unit).filter(|_| !unit.is_empty()).unwrap_or(&plain);
    match plain.parse::<i64>() {
        Ok(n) if n >= min && n <= max => Given::Value(Value::Whole(n)),
        Ok(_) => wrong(typed, range(min, max, unit)),
        Err(_) => wrong(typed, "整数で入力してください（例：3）"),
    }
}

fn decimal(
    name: &str,
    state: &FormState,
    (min, max): (Decimal, Decimal),
    places: u32,
    unit: &str,
) -> Given {
    let raw = tidy(state.raw(name), false);
    if raw.is_empty() {
        return Given::Nothing;
    }
    let typed = vec![(String::new(), raw.clone())];
    let plain = digits(&raw);
    let plain = plain.strip_suffix(unit).filter(|_| !unit.is_empty()).unwrap_or(&plain);
    // rust_decimal would round what is longer; nothing typed is rounded here.
    let fits =
        plain.len() <= 20 && plain.chars().all(|c| c.is_ascii_digit() || c == '.' || c == '-');
    match plain.parse::<Decimal>() {
        Ok(d) if fits && d.normalize().scale() <= places && d >= min && d <= max => {
            Given::Value(Value::Decimal(d.normalize()))
        }
        Ok(d) if fits && d.normalize().scale() > places => {
            wrong(typed, format!("小数は{places}けたまでにしてください"))
        }
        Ok(_) if fits => wrong(typed, range(min.normalize(), max.normalize(), unit)),
        _ => wrong(typed, "数で入力してください（例：1.5）"),
    }
}

fn date(name: &str, state: &FormState, today: Date) -> Given {
    let boxes = ui::dates::posted(state, name);
    match ui::dates::date(&boxes, today) {
        Ok(None) => Given::Nothing,
        Ok(Some(d)) if d.year() >= 1868 && d.year() <= today.year() + 30 => {
            Given::Value(Value::Date(d))
        }
        other => {
            let (message, part) = match other {
                Err(p) => (p.message, p.part),
                Ok(_) => ("年をたしかめてください".to_owned(), DatePart::Year),
            };
            let typed = [("era", boxes.era), ("y", boxes.y), ("m", boxes.m), ("d", boxes.d)]
                .into_iter()
                .map(|(k, v)| (k.to_owned(), tidy(&v, false)))
                .collect();
            let part = match part {
                DatePart::Month => "m",
                DatePart::Day => "d",
                _ => "y",
            };
            Given::Wrong(Wrong { typed, message, part: Some(part.to_owned()) })
        }
    }
}

const PICK_AGAIN: &str = "この選択肢はありません。選び直してください";

fn yes_no(name: &str, state: &FormState, unknown: bool) -> Given {
    let all = state.all(name);
    let typed = || all.iter().map(|v| (String::new(), tidy(v, false))).collect();
    match all.as_slice() {
        [] => Given::Nothing,
        [v] if v == "true" => Given::Value(Value::YesNo(true)),
        [v] if v == "false" => Given::Value(Value::YesNo(false)),
        [v] if v == UNKNOWN && unknown => Given::Unknown,
        [_] => wrong(typed(), PICK_AGAIN),
        _ => wrong(typed(), "どれか1つを選んでください"),
    }
}

fn picks(
    name: &str,
    state: &FormState,
    question: &Question,
    choices: &[Choice],
    many: bool,
) -> Given {
    let mut all = state.all(name);
    all.dedup();
    let other = tidy(state.raw(&format!("{name}.open")), false);
    let typed = || {
        let mut typed: Vec<(String, String)> =
            all.iter().map(|v| (String::new(), tidy(v, false))).collect();
        if !other.is_empty() {
            typed.push(("open".to_owned(), other.clone()));
        }
        typed
    };
    let open = choices.iter().find(|c| c.open);
    if all.is_empty() && (other.is_empty() || open.is_none()) {
        return Given::Nothing;
    }
    if all.iter().any(|v| v == UNKNOWN) && question.unknown.is_some() {
        if all.len() == 1 && other.is_empty() {
            return Given::Unknown;
        }
        let word = question.unknown.as_deref().unwrap_or("不明");
        return wrong(typed(), format!("「{word}」と、ほかの答えは、いっしょに選べません"));
    }
    let mut picks: Vec<Pick> = Vec::new();
    for v in &all {
        let Some(c) = choices.iter().find(|c| c.code == *v) else {
            return wrong(typed(), PICK_AGAIN);
        };
        if picks.iter().all(|p| p.code != c.code) {
            picks.push(Pick { code: c.code.clone(), other: None });
        }
    }
    if let (Some(open), false) = (open, other.is_empty()) {
        if other.chars().count() > OTHER_MAX {
            return wrong(
                typed(),
                format!("「{}」の内容は{OTHER_MAX}字までにしてください", open.display),
            );
        }
        match picks.iter().position(|p| p.code == open.code).and_then(|n| picks.get_mut(n)) {
            Some(pick) => pick.other = Some(other.clone()),
            // Who writes something beside 「その他」 means it, also without the tick.
            None if many || all.is_empty() => {
                picks.push(Pick { code: open.code.clone(), other: Some(other.clone()) })
            }
            None => {
                return wrong(
                    typed(),
                    format!("「{}」を選ぶか、書いた内容を消してください", open.display),
                );
            }
        }
    }
    if !many && picks.len() > 1 {
        return wrong(typed(), "どれか1つを選んでください");
    }
    let exclusive = choices.iter().find(|c| c.exclusive && picks.iter().any(|p| p.code == c.code));
    if let (Some(c), true) = (exclusive, picks.len() > 1) {
        return wrong(typed(), format!("「{}」と、ほかの答えは、いっしょに選べません", c.display));
    }
    Given::Value(Value::Picks(crate::vars::order(choices, picks)))
}

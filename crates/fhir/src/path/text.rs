//! Functions on text. Positions count characters, not bytes.

use super::error::PathError;
use super::eval::{Call, Machine, Outcome, boolean, single};
use super::functions::F;
use super::item::Item;
use super::ops::check_length;
use regex::{Regex, RegexBuilder};
use std::borrow::Cow;

type MaybeText<'a> = Result<Option<Cow<'a, str>>, PathError>;

/// The one text the function is called on.
pub(super) fn input<'a>(items: &[Item<'a>], call: &Call<'_, 'a>) -> MaybeText<'a> {
    let Some(item) = single(items, call.at)? else { return Ok(None) };
    match item.system() {
        Some(Item::Text(text)) => Ok(Some(text)),
        // An element with only an extension has no text.
        None if matches!(item, Item::Node(n) if n.value.is_null()) => Ok(None),
        _ => Err(PathError::eval(call.at, format!("{}() is for text", call.function.name))),
    }
}

/// Argument `n` as text.
pub(super) fn argument<'a>(m: &Machine<'a>, call: &Call<'_, 'a>, n: usize) -> MaybeText<'a> {
    match m.argument_value(call, n)? {
        None => Ok(None),
        Some(Item::Text(text)) => Ok(Some(text)),
        Some(_) => Err(PathError::eval(call.at, format!("{}() needs text", call.function.name))),
    }
}

fn integer<'a>(n: usize) -> Outcome<'a> {
    Ok(vec![Item::Integer(i32::try_from(n).unwrap_or(i32::MAX))])
}

/// Functions that look into a text.
pub(super) fn search<'a>(m: &Machine<'a>, items: &[Item<'a>], call: &Call<'_, 'a>) -> Outcome<'a> {
    let Some(text) = input(items, call)? else { return Ok(Vec::new()) };
    m.spend(text.len() / 64, call.at)?;
    if call.function.id == F::Substring {
        let Some(start) = m.argument_integer(call, 0)? else { return Ok(Vec::new()) };
        let length = m.argument_integer(call, 1)?;
        let given = call.args.values().len() > 1;
        let Some(start) = usize::try_from(start).ok().filter(|s| *s < text.chars().count()) else {
            return Ok(Vec::new());
        };
        let length = match length {
            Some(n) => usize::try_from(n).unwrap_or(0),
            None if given => return Ok(Vec::new()),
            None => usize::MAX,
        };
        return Ok(vec![Item::text(text.chars().skip(start).take(length).collect::<String>())]);
    }
    let Some(part) = argument(m, call, 0)? else { return Ok(Vec::new()) };
    let place = |found: Option<usize>| -> Outcome<'a> {
        match found.and_then(|at| text.get(..at)) {
            Some(before) => integer(before.chars().count()),
            None => Ok(vec![Item::Integer(-1)]),
        }
    };
    match call.function.id {
        F::IndexOf => place(text.find(&*part)),
        F::LastIndexOf => place(text.rfind(&*part)),
        F::StartsWith => Ok(boolean(Some(text.starts_with(&*part)))),
        F::EndsWith => Ok(boolean(Some(text.ends_with(&*part)))),
        _ => Ok(boolean(Some(text.contains(&*part)))),
    }
}

/// Functions that make another text (or several, or one of several).
pub(super) fn change<'a>(m: &Machine<'a>, items: &[Item<'a>], call: &Call<'_, 'a>) -> Outcome<'a> {
    if call.function.id == F::Join {
        return join(m, items, call);
    }
    let Some(text) = input(items, call)? else { return Ok(Vec::new()) };
    m.spend(text.len() / 64, call.at)?;
    let made = match call.function.id {
        F::Upper => text.to_uppercase(),
        F::Lower => text.to_lowercase(),
        F::Trim => text.trim().to_owned(),
        F::Length => return integer(text.chars().count()),
        F::ToChars => {
            m.spend(text.len(), call.at)?;
            return Ok(text.chars().map(Item::text).collect());
        }
        F::Split => {
            let Some(by) = argument(m, call, 0)? else { return Ok(Vec::new()) };
            if by.is_empty() {
                return Ok(vec![Item::Text(text)]);
            }
            m.spend(text.matches(&*by).count(), call.at)?;
            return Ok(text.split(&*by).map(Item::text).collect());
        }
        _ => {
            let (Some(from), Some(to)) = (argument(m, call, 0)?, argument(m, call, 1)?) else {
                return Ok(Vec::new());
            };
            check_length(m, text.len() + (text.matches(&*from).count() + 1) * to.len(), call.at)?;
            text.replace(&*from, &to)
        }
    };
    Ok(vec![Item::text(made)])
}

fn join<'a>(m: &Machine<'a>, items: &[Item<'a>], call: &Call<'_, 'a>) -> Outcome<'a> {
    let between = argument(m, call, 0)?.unwrap_or_default();
    if items.is_empty() {
        return Ok(Vec::new());
    }
    let mut parts = Vec::new();
    let mut length = 0;
    for item in items {
        if let Some(part) = input(std::slice::from_ref(item), call)? {
            length += part.len() + between.len();
            parts.push(part);
        }
    }
    check_length(m, length, call.at)?;
    Ok(vec![Item::text(parts.join(&between))])
}

/// Compiles a pattern; `.` also matches line ends. `whole` = the pattern must match the whole text. The reason of a refusal
/// names the pattern (look-around and back-references are outside the subset: they can take exponential time).
pub(super) fn pattern(pattern: &str, whole: bool) -> Result<Regex, String> {
    let text = if whole { format!(r"\A(?:{pattern})\z") } else { pattern.to_owned() };
    RegexBuilder::new(&text)
        .dot_matches_new_line(true)
        .size_limit(1 << 20)
        .dfa_size_limit(1 << 20)
        .nest_limit(50)
        .build()
        .map_err(|_| format!("the pattern `{pattern}` is not a regular expression of the subset"))
}

/// `matches`, `matchesFull`, `replaceMatches`.
pub(super) fn regular<'a>(m: &Machine<'a>, items: &[Item<'a>], call: &Call<'_, 'a>) -> Outcome<'a> {
    let id = call.function.id;
    let Some(text) = input(items, call)? else { return Ok(Vec::new()) };
    let Some(wanted) = argument(m, call, 0)? else { return Ok(Vec::new()) };
    m.spend(1 + text.len() / 16, call.at)?;
    if id != F::ReplaceMatches {
        let found = m.with_regex(&wanted, id == F::MatchesFull, call.at, |r| r.is_match(&text))?;
        return Ok(boolean(Some(found)));
    }
    let Some(to) = argument(m, call, 1)? else { return Ok(Vec::new()) };
    if wanted.is_empty() {
        return Ok(vec![Item::Text(text)]);
    }
    let to = braced(&to);
    let made = m.with_regex(&wanted, false, call.at, |r| {
        // Measured before it is made: each match could become as long as the replacement plus the whole text.
        let matches = r.find_iter(&text).count();
        let references = to.matches('$').count();
        let longest = text.len() + matches * (to.len() + references * text.len());
        (longest <= super::ops::MAX_TEXT * 4)
            .then(|| r.replace_all(&text, to.as_str()).into_owned())
    })?;
    let Some(made) = made else {
        check_length(m, usize::MAX / 2, call.at)?;
        return Ok(Vec::new());
    };
    check_length(m, made.len(), call.at)?;
    Ok(vec![Item::text(made)])
}

/// `$1` as `${1}`: else `$1x` would name a group `1x`.
fn braced(replacement: &str) -> String {
    let mut out = String::new();
    let mut chars = replacement.chars().peekable();
    while let Some(c) = chars.next() {
        out.push(c);
        if c == '$' && chars.peek().is_some_and(char::is_ascii_digit) {
            out.push('{');
            while let Some(d) = chars.next_if(char::is_ascii_digit) {
                out.push(d);
            }
            out.push('}');
        }
    }
    out
}
